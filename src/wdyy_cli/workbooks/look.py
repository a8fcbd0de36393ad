"""What cells of new workbooks look like. Every look is a text format: what is typed there stays text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.styles.styleable import StyleableObject  # type: ignore[import-untyped] # it brings no types
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped] # the same

TEXT_FORMAT = "@"


@dataclass(frozen=True, kw_only=True)
class CellLook:
    """The look of a cell: colours as in FFDCE6F1, `align` and `across` as openpyxl names the alignments."""

    font: str = "Calibri"
    points: int = 11
    bold: bool = False
    colour: str | None = None
    fill: str | None = None
    wrapped: bool = False
    boxed: bool = False
    align: str = "top"
    across: str | None = None

    def put_on(self, target: StyleableObject) -> None:
        """Give a cell or a column this look."""
        from openpyxl.styles import (  # type: ignore[import-untyped] # noqa: PLC0415 - slow to load
            Alignment,
            Border,
            Font,
            PatternFill,
            Side,
        )

        chinese = {} if self.font.isascii() else {"charset": 134, "family": 3}
        target.font = Font(name=self.font, size=self.points, bold=self.bold, color=self.colour, **chinese)
        target.alignment = Alignment(vertical=self.align, horizontal=self.across, wrap_text=self.wrapped)
        target.number_format = TEXT_FORMAT
        if self.fill is not None:
            target.fill = PatternFill("solid", fgColor=self.fill)
        if self.boxed:
            side = Side(style="thin")
            target.border = Border(left=side, right=side, top=side, bottom=side)


def register_looks(sheet: Worksheet, looks: Sequence[CellLook]) -> list[int]:
    """Make looks known to the workbook of a sheet, and give their numbers in it."""
    numbers = []
    for column, look in enumerate(looks, start=1):
        cell = sheet.cell(1, column)
        look.put_on(cell)
        numbers.append(cell.style_id)
    return numbers
