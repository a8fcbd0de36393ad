"""The form in a registration template: its sheet, header row and columns, and what stands below them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.shared_strings import SharedStrings, read_strings
from wdyy_cli.files.forms.sheet_scan import ScannedRow, Surroundings, scan_sheet
from wdyy_cli.files.forms.xml_part import Enough, XmlFault, raw_attribute, raw_attributes
from wdyy_cli.header import normal_header

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wdyy_cli.files.forms.xlsx_package import PackageSheet, XlsxPackage

_HEADER_ROWS = 50  # the guide's template has the header in row 3; below so many rows there are data
_ID_DIGITS = 15  # so many digits in the ID column make a row a student's, whatever hint was left in it
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
    The form that was found in a package.

    `columns` are the numbers of the columns, in the order of `headers`. `hint_rows` hold the template's
    hints, `data_rows` anything else in these columns; both are numbers of rows from `first_row` on, that of
    the first student.
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
    Where somebody else has found a form: its sheet, its columns by header, the rows that make way.

    `hint_rows` are the rows below the header that are replaced, whatever stands in them.
    """

    sheet: str
    header_row: int
    first_row: int
    columns: Mapping[str, int]
    id_column: int
    hint_rows: frozenset[int]


@dataclass(slots=True)
class _Header:
    """A row that may be the header: its number and the columns of the headers found in it."""

    row: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    double: tuple[str, ...] = ()


def find_form(
    package: XlsxPackage,
    headers: Sequence[str],
    *,
    id_header: str,
    hints: Collection[str],
    rows_between: int = 0,
) -> Form:
    """
    Find the sheet and row in which all headers stand, in whatever order, and look at the rows below.

    `id_header` is that of the ID numbers, `hints` are words that stand in the template's hint row and in no
    row of a student. So many `rows_between` header and first student belong to the template and stay as they
    are. Visible sheets come before hidden ones. Headers are compared without blanks, stars, colons and the
    difference between full and half width. Raises WdyyError, naming what is missing.
    """
    strings = read_strings(package)
    wanted = {normal_header(header): header for header in headers}
    best = _Header()
    fault: WdyyError | None = None
    for sheet in sorted(package.sheets, key=lambda sheet: sheet.hidden):
        try:
            header = _find_header(package.read(sheet.part), strings, wanted)
            if len(header.columns) == len(wanted) and not header.double:
                columns = {name: header.columns[name] for name in headers}
                below = _Below(
                    strings,
                    header.row + rows_between + 1,
                    frozenset(columns.values()),
                    columns[id_header],
                    frozenset(map(normal_header, hints)),
                )
                return _form(package, sheet, below, columns, header.row)
        except XmlFault as error:
            fault = fault or package.damaged(sheet.part, error)
            continue
        except WdyyError as error:
            fault = fault or error
            continue
        if len(header.columns) > len(best.columns):
            best = header
    raise _no_form(package, wanted, best) if fault is None or best.columns else fault


def form_at(package: XlsxPackage, place: FormPlace) -> Form:
    """Look at a form at a known place and at the rows below it; raises WdyyError where it is not there."""
    sheet = next((sheet for sheet in package.sheets if sheet.name == place.sheet), None)
    if sheet is None:
        raise WdyyError(f"{package.shown} 里没有找到工作表“{place.sheet}”", "请从平台重新下载模板后重试。")
    columns = frozenset(place.columns.values())
    below = _Below(
        read_strings(package), place.first_row, columns, place.id_column, frozenset(), known=place.hint_rows
    )
    try:
        return _form(package, sheet, below, place.columns, place.header_row)
    except XmlFault as fault:
        raise package.damaged(sheet.part, fault) from fault


def _find_header(data: bytes, strings: SharedStrings, wanted: dict[str, str]) -> _Header:
    """Give the row in the upper part of a sheet that holds most of the wanted headers."""
    best = _Header()

    def look(row: ScannedRow) -> None:
        nonlocal best
        if row.number > _HEADER_ROWS:
            raise Enough
        names = [(normal_header(strings.text_of(cell)), cell.column) for cell in row.cells]
        counts = Counter(name for name, _ in names if name in wanted)
        if len(counts) > len(best.columns):
            columns = {wanted[name]: column for name, column in reversed(names) if name in wanted}
            double = tuple(wanted[name] for name, count in counts.items() if count > 1)
            best = _Header(row.number, columns, double)
        if len(best.columns) == len(wanted):
            raise Enough

    scan_sheet(data, look)
    return best


def _no_form(package: XlsxPackage, wanted: dict[str, str], best: _Header) -> WdyyError:
    names = "、".join(f"“{header}”" for header in wanted.values())
    hint = f"请使用平台“按证书批量导入”的模板，表头应有：{names}。"
    if best.double:
        doubled = "、".join(best.double)
        return WdyyError(f"{package.shown} 第 {best.row} 行的表头里“{doubled}”出现了不止一次", hint)
    if not best.columns:
        return WdyyError(f"{package.shown} 里没有找到报考表的表头", hint)
    missing = "、".join(f"“{header}”" for header in wanted.values() if header not in best.columns)
    return WdyyError(f"{package.shown} 第 {best.row} 行的表头缺少 {missing}", hint)


def _form(
    package: XlsxPackage, sheet: PackageSheet, below: _Below, columns: Mapping[str, int], header_row: int
) -> Form:
    """Walk through the whole sheet once and classify the rows below the header."""
    around = scan_sheet(package.read(sheet.part), lambda row: below.add(row, package.read(sheet.part)))
    return Form(
        sheet=sheet,
        headers=tuple(columns),
        columns=tuple(columns.values()),
        id_column=below.id_column,
        header_row=header_row,
        first_row=below.first_row,
        hint_rows=tuple(below.hint_rows),
        data_rows=tuple(below.data_rows),
        pattern=below.pattern or below.hint_pattern,
        around=around,
    )


@dataclass(slots=True)
class _Below:
    """What the rows of students hold, row by row."""

    strings: SharedStrings
    first_row: int
    columns: frozenset[int]
    id_column: int
    hints: frozenset[str]
    known: frozenset[int] = frozenset()
    hint_rows: list[int] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    pattern: RowPattern | None = None
    hint_pattern: RowPattern | None = None

    def add(self, row: ScannedRow, data: bytes) -> None:
        """Classify one row and keep the look of the first one of its class."""
        if row.number < self.first_row:
            return
        cells = [cell for cell in row.cells if cell.column in self.columns]
        filled = [
            (cell.column, self.strings.text_of(cell)) for cell in cells if cell.formula or cell.value.strip()
        ]
        # A shared string may itself be blank.
        filled = [(column, text) for column, text in filled if text.strip()]
        if any(cell.formula for cell in cells):
            self.data_rows.append(row.number)
        elif not filled:
            if self.pattern is None and (row.style or any(cell.style for cell in cells)):
                self.pattern = _pattern_of(row, data)
        elif row.number in self.known or self._is_hint(filled):
            self.hint_rows.append(row.number)
            self.hint_pattern = self.hint_pattern or _pattern_of(row, data)
        else:
            self.data_rows.append(row.number)

    def _is_hint(self, filled: list[tuple[int, str]]) -> bool:
        if all(normal_header(text) not in self.hints for _, text in filled):
            return False
        id_text = next((text for column, text in filled if column == self.id_column), "")
        return sum(character.isdigit() for character in id_text) < _ID_DIGITS


def _pattern_of(row: ScannedRow, data: bytes) -> RowPattern:
    tag = data[row.start : row.tag_end]
    return RowPattern(
        styles={cell.column: cell.style for cell in row.cells},
        row_style=row.style,
        attributes=raw_attributes(tag, _ROW_OWN),
        has_spans=raw_attribute(tag, b"spans") is not None,
    )
