"""The platform's template for student information as jobs use it: its columns, read from its own sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.registration_sheet import FormPlace
from wdyy_cli.files.forms.xlsx_package import XlsxPackage, open_package
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.headers.blocks import find_blocks
from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import Header, is_somebody_else, normal_header, one_line
from wdyy_cli.planning.students import REQUIRED, TemplateColumn, date_style, field_of, is_marked
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Area, Sheet, Value, Workbook, column_letters, show_value
from wdyy_cli.texts.id_number import read_id_number

_CODE = re.compile("[A-Za-z_][A-Za-z0-9_.]*")
_EXAMPLE = re.compile("示例|样例|例如|例：|例:|举例|范例|模板")
_OF_SHEET = re.compile(r"(?:'((?:[^']|'')*)'|([^'!]+))!(.+)")
_MOST_ENTRIES = 20_000


@dataclass(frozen=True, kw_only=True)
class StudentTemplate:
    """
    A template that was read.

    The header ends in `last_header_row`: below a header of two rows, or one with a row of field codes.
    `hints` are the rows of examples and hints below it, by their number. `unread` are headers whose drop-down
    depends on other cells, so that nobody here knows its entries.
    """

    shown: str
    sheet: str
    header_row: int
    last_header_row: int
    columns: tuple[TemplateColumn, ...]
    hints: Mapping[int, tuple[Value, ...]]
    unread: tuple[str, ...]

    @property
    def place(self) -> FormPlace:
        """Where it is filled."""
        number = next(column.place for column in self.columns if column.field == "id_number")
        return FormPlace(
            sheet=self.sheet,
            header_row=self.last_header_row,
            first_row=self.last_header_row + 1,
            columns={column.title: column.place for column in self.columns},
            id_column=number,
            hint_rows=frozenset(self.hints),
        )

    @property
    def headers(self) -> frozenset[str]:
        """Its headers in the form that is compared."""
        return frozenset(normal_header(column.header) for column in self.columns)

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        if not self.unread:
            return {}
        headers = "、".join(f"“{header}”" for header in self.unread)
        return {"ROS114": f"{headers}的下拉列表要看别的格子才知道有哪些，没有检查"}

    def is_hint(self, values: tuple[Value, ...]) -> bool:
        """Whether a row says in these columns what an example or hint of the template says."""
        own = self._texts(values)
        return any(own == self._texts(hint) for hint in self.hints.values())

    def _texts(self, values: tuple[Value, ...]) -> list[str]:
        return [
            show_value(values[column.place]).strip() if column.place < len(values) else ""
            for column in self.columns
        ]


def open_student_template(shown: str, settings: Settings) -> tuple[StudentTemplate, XlsxPackage]:
    """Open a template with the package that is filled; raises WdyyError where it cannot be used."""
    package = open_package(settings.path(shown), f"“{shown}”")
    workbook = read_tables(settings.path(shown), f"“{shown}”")
    return read_student_template(workbook, package.names, shown, settings), package


def read_student_template(
    workbook: Workbook, names: Mapping[str, str], shown: str, settings: Settings
) -> StudentTemplate:
    """Find the header of a template and read its columns; raises WdyyError where it has none."""
    wanted = {field: tuple(a for a in ALIASES[field] if not is_somebody_else(a)) for field in REQUIRED}
    block = find_blocks(workbook, wanted, required=REQUIRED, shown=f"模板“{shown}”").found[0]
    sheet, header = block.sheet, block.header
    places = [place for place, text in enumerate(header.headers) if text.strip()]
    last_header_row = _last_header_row(sheet, header, places)
    hints = _hints(sheet, last_header_row, header.columns["id_number"], settings)
    titles = [one_line(header.headers[place]) for place in places]
    columns, unread = [], []
    for place, title in zip(places, titles, strict=True):
        own = next((field for field in REQUIRED if header.columns[field] == place), None)
        field = own or field_of(title)
        if own is None and field in REQUIRED:
            field = None
        allowed = _allowed(workbook, sheet, names, place, last_header_row)
        if allowed == ():
            unread.append(title)
        said = [show_value(row[place]) for row in hints.values() if place < len(row)]
        columns.append(
            TemplateColumn(
                header=title,
                title=title if titles.count(title) == 1 else f"{title}（{column_letters(place)} 列）",
                place=place,
                field=field,
                required=own is not None or is_marked(list(_above(sheet, header, place)), said),
                allowed=allowed or None,
                style=date_style([title, *said]),
            )
        )
    return StudentTemplate(
        shown=shown,
        sheet=sheet.name,
        header_row=header.row_number,
        last_header_row=last_header_row,
        columns=tuple(columns),
        hints=hints,
        unread=tuple(unread),
    )


def _above(sheet: Sheet, header: Header, place: int) -> Iterator[str]:
    """Yield the texts of a column's header, with the group that it stands under."""
    for row in range(header.first_row, header.row_number + 1):
        inside = next((area for area in sheet.facts.merged if (row, place) in area), None)
        first = (row, place) if inside is None else (inside.first_row, inside.first_column)
        yield show_value(sheet.value(*first))
    yield header.headers[place]


def _last_header_row(sheet: Sheet, header: Header, places: Sequence[int]) -> int:
    """Give the row in which a header ends: merged cells reach down, or a row of field codes follows."""
    last = max(
        (
            area.last_row
            for area in sheet.facts.merged
            if area.first_row <= header.row_number <= area.last_row
            and any(area.first_column <= place <= area.last_column for place in places)
        ),
        default=header.row_number,
    )
    codes = [text for place in places if (text := show_value(sheet.value(last + 1, place)).strip())]
    return last + (len(codes) > 1 and all(map(_CODE.fullmatch, codes)))


def _hints(sheet: Sheet, header_row: int, number: int, settings: Settings) -> dict[int, tuple[Value, ...]]:
    """
    Give the rows of examples and hints that follow the header without a gap.

    Rows with a right ID number are examples where they say so, or where there is only one: else they are
    students, and the template is no empty one.
    """
    hints: dict[int, tuple[Value, ...]] = {}
    people: dict[int, tuple[Value, ...]] = {}
    for row, values in sheet.filled_rows(header_row):
        if row != header_row + len(hints) + len(people) + 1:
            break
        reading = read_id_number(show_value(sheet.value(row, number)), settings.checked_on)
        (hints if says_example(values) or reading.fault is not None else people)[row] = values
    return {**hints, **(people if len(people) == 1 else {})}


def says_example(values: tuple[Value, ...]) -> bool:
    """Whether a row says of itself that it is an example."""
    return any(isinstance(value, str) and _EXAMPLE.search(value) for value in values)


def _allowed(
    workbook: Workbook, sheet: Sheet, names: Mapping[str, str], place: int, header_row: int
) -> tuple[str, ...] | None:
    """Give the entries of a column's drop-down; None without one, empty where nobody knows them."""
    for rule in sheet.facts.validations:
        columns = (area for area in rule.areas if area.first_column <= place <= area.last_column)
        below = any(area.last_row > header_row for area in columns)
        if rule.kind == "list" and below:
            return rule.values or _entries(workbook, sheet, names, rule.source)
    return None


def _entries(workbook: Workbook, sheet: Sheet, names: Mapping[str, str], source: str) -> tuple[str, ...]:
    """Read the cells that a drop-down takes its entries from, by a reference or a name."""
    reference = source.strip().removeprefix("=").strip()
    reference = names.get(reference.lower(), reference).strip().removeprefix("=")
    match = _OF_SHEET.fullmatch(reference)
    if match is not None:
        called = (match[1] or match[2]).replace("''", "'")
        found = next((other for other in workbook.sheets if other.name.lower() == called.lower()), None)
        reference = match[3]
    else:
        found = sheet
    area = Area.parse(reference)
    if found is None or area is None:
        return ()
    texts = (
        show_value(value).strip()
        for row in found.rows[area.first_row - 1 : area.last_row]
        for value in row[area.first_column : area.last_column + 1]
    )
    entries = tuple(dict.fromkeys(text for text in texts if text))
    return entries if len(entries) <= _MOST_ENTRIES else ()


def given_values(template: StudentTemplate, settings: Settings, told: Mapping[str, str]) -> dict[int, str]:
    """
    Give the values that hold for all students, by column: those of wdyy.toml, then those of the command line.

    Raises WdyyError for a header that the template does not have, or one that is each student's own.
    """
    values = settings.values
    found = {
        column.place: text
        for column in template.columns
        if column.field is not None and (text := getattr(values, column.field, "") or "")
    }
    written = {} if settings.workspace is None else settings.workspace.students.values
    for given, where in ((written, "wdyy.toml 的 [students]"), (told, "--set")):
        for header, text in given.items():
            found.update(dict.fromkeys(_places(template, header, where), text))
    return found


def _places(template: StudentTemplate, header: str, where: str) -> list[int]:
    form = normal_header(header)
    columns = [column for column in template.columns if normal_header(column.header) == form]
    if not columns:
        field = field_of(header)
        columns = [column for column in template.columns if field is not None and column.field == field]
    if not columns:
        seen = "、".join(column.title for column in template.columns)
        raise WdyyError(f"{where}：模板“{template.shown}”里没有“{header}”这一列。", f"模板的列有：{seen}。")
    if any(column.field in REQUIRED for column in columns):
        raise WdyyError(f"{where}：“{header}”是每名学生自己的，不能所有人都一样。", "写在花名册里。")
    return [column.place for column in columns]
