"""The form in a registration template: its sheet, header row and columns, and what stands below them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.shared_strings import SharedStrings, read_strings
from wdyy_cli.files.forms.sheet_scan import ScannedRow, Surroundings, scan_sheet
from wdyy_cli.files.forms.xml_part import raw_attribute, raw_attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdyy_cli.files.forms.xlsx_package import PackageSheet, XlsxPackage

_ROW_OWN = (b"r", b"spans", b"hidden", b"collapsed", b"outlineLevel")
_SHOWN_ROWS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class RowPattern:
    """How a row below the header looks: styles by column, the row's own style, its attributes as written."""

    styles: dict[int, str | None]
    row_style: str | None
    attributes: bytes
    has_spans: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """
    The form as it stands in a package.

    `columns` are the numbers of the columns, in the order of `headers`. `hint_rows` hold what makes way,
    `data_rows` anything else in these columns; both are numbers of rows from `first_row` on, that of the
    first student.
    """

    sheet: PackageSheet
    headers: tuple[str, ...]
    columns: tuple[int, ...]
    id_column: int
    header_row: int
    first_row: int
    hint_rows: tuple[int, ...]
    data_rows: tuple[int, ...]
    pattern: RowPattern | None
    around: Surroundings

    def column_style(self, column: int) -> str | None:
        """Give the style that the sheet lays down for a whole column, None where it does not."""
        spans = self.around.column_styles
        return next((style for first, last, style in spans if first <= column <= last), None)

    def describe_data_rows(self) -> str:
        """Name the first of the filled rows for people."""
        shown = "、".join(str(number) for number in self.data_rows[:_SHOWN_ROWS])
        more = f" 等 {len(self.data_rows):,} 行" if len(self.data_rows) > _SHOWN_ROWS else " 行"
        return f"第 {shown}{more}"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormPlace:
    """
    Where whoever read the workbook has found a form: its sheet, its columns by header.

    `hint_rows` are the rows below the header that are replaced, whatever stands in them.
    """

    sheet: str
    header_row: int
    first_row: int
    columns: Mapping[str, int]
    id_column: int
    hint_rows: frozenset[int]


def form_at(package: XlsxPackage, place: FormPlace) -> Form:
    """Look at a form and at the rows below it; raises WdyyError where it is not there."""
    sheet = next((sheet for sheet in package.sheets if sheet.name == place.sheet), None)
    if sheet is None:
        raise WdyyError(f"{package.shown} 里没有找到工作表“{place.sheet}”", "请从平台重新下载模板后重试。")
    below = _Below(read_strings(package), place, frozenset(place.columns.values()))
    with package.parsing(sheet.part):
        around = scan_sheet(package.read(sheet.part), lambda row: below.add(row, package.read(sheet.part)))
    return Form(
        sheet=sheet,
        headers=tuple(place.columns),
        columns=tuple(place.columns.values()),
        id_column=place.id_column,
        header_row=place.header_row,
        first_row=place.first_row,
        hint_rows=tuple(below.hint_rows),
        data_rows=tuple(below.data_rows),
        pattern=below.pattern or below.hint_pattern,
        around=around,
    )


@dataclass(slots=True)
class _Below:
    """What the rows of students hold, row by row."""

    strings: SharedStrings
    place: FormPlace
    columns: frozenset[int]
    hint_rows: list[int] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    pattern: RowPattern | None = None
    hint_pattern: RowPattern | None = None

    def add(self, row: ScannedRow, data: bytes) -> None:
        """Classify one row and keep the look of the first one of its class."""
        if row.number < self.place.first_row:
            return
        cells = [cell for cell in row.cells if cell.column in self.columns]
        # A shared string may itself be blank.
        filled = any(cell.value.strip() and self.strings.text_of(cell).strip() for cell in cells)
        if any(cell.formula for cell in cells):
            self.data_rows.append(row.number)
        elif not filled:
            if self.pattern is None and (row.style or any(cell.style for cell in cells)):
                self.pattern = _pattern_of(row, data)
        elif row.number in self.place.hint_rows:
            self.hint_rows.append(row.number)
            self.hint_pattern = self.hint_pattern or _pattern_of(row, data)
        else:
            self.data_rows.append(row.number)


def _pattern_of(row: ScannedRow, data: bytes) -> RowPattern:
    tag = data[row.start : row.tag_end]
    return RowPattern(
        styles={cell.column: cell.style for cell in row.cells},
        row_style=row.style,
        attributes=raw_attributes(tag, _ROW_OWN),
        has_spans=raw_attribute(tag, b"spans") is not None,
    )
