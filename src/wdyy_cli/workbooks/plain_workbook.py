"""Plain workbooks of one sheet: blank templates, and the tables of the demo school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from wdyy_cli.sheet import column_letters
from wdyy_cli.workbooks.look import CellLook
from wdyy_cli.workbooks.writer import CellPart, ColumnPart, SheetPart, write_workbook

SONG = "宋体"
TITLE_POINTS, NOTE_POINTS, HEADER_POINTS = 30, 120, 22
"""The heights of these rows."""


class _Style(IntEnum):
    """The styles of cells, by their place in the list of looks."""

    TITLE = 0
    NOTE = 1
    HEADER = 2
    TEXT = 3


LOOKS = (
    CellLook(font=SONG, bold=True, points=16, align="center", across="center"),
    CellLook(font=SONG, wrapped=True, align="center", across="left"),
    CellLook(font=SONG, bold=True, fill="FFDDEBF7", boxed=True, align="center", across="center"),
    CellLook(font=SONG, align="bottom"),
)


@dataclass(frozen=True, kw_only=True)
class PlainColumn:
    """A column: its header, its width in characters, and what may be chosen in it."""

    header: str
    width: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlainSheet:
    """
    A workbook of one sheet: `title` and `note` stand in the first rows, then headers, and `rows` below.

    The headers stand right below title and note, or in `header_row` where that is further down; between them
    and the rows are `rows_between` empty ones. A number is stored as such, even where that is a fault; None
    leaves its cell out.
    """

    name: str
    columns: Sequence[PlainColumn]
    title: str = ""
    note: str = ""
    header_row: int = 1
    rows_between: int = 0
    rows: Sequence[Sequence[str | float | None]] = ()

    @property
    def headers_at(self) -> int:
        """The row of the headers."""
        return max(1 + bool(self.title) + bool(self.note), self.header_row)

    @property
    def first_row(self) -> int:
        """The first of the rows below."""
        return self.headers_at + self.rows_between + 1


def plain_workbook(sheet: PlainSheet) -> bytes:
    """Give the bytes of an xlsx file."""
    above = [
        (style, text, points)
        for style, text, points in (
            (_Style.TITLE, sheet.title, TITLE_POINTS),
            (_Style.NOTE, sheet.note, NOTE_POINTS),
        )
        if text
    ]
    last = column_letters(len(sheet.columns) - 1)

    def rows() -> Iterator[list[CellPart]]:
        for style, text, _ in above:
            yield [CellPart(text, style), *[CellPart("", style)] * (len(sheet.columns) - 1)]
        yield from [[]] * (sheet.headers_at - len(above) - 1)
        yield [CellPart(column.header, _Style.HEADER) for column in sheet.columns]
        yield from [[]] * sheet.rows_between
        for values in sheet.rows:
            yield [CellPart(value, _Style.TEXT) for value in values]

    heights = {number: points for number, (_, _, points) in enumerate(above, start=1)}
    part = SheetPart(
        name=sheet.name,
        rows=rows,
        columns=[
            ColumnPart(width=each.width, look=_Style.TEXT, choices=each.choices, choices_from=sheet.first_row)
            for each in sheet.columns
        ],
        frozen_rows=sheet.headers_at,
        heights={**heights, sheet.headers_at: HEADER_POINTS},
        merged=[f"A{number}:{last}{number}" for number in heights],
    )
    return b"".join(write_workbook([part], LOOKS, for_excel=True))
