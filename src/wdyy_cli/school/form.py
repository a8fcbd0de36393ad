"""The registration sheet as jobs use it: found in its workbook, held against a template."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.registration_sheet import FormPlace
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import FIRST_ROWS, match_headers, normal_header
from wdyy_cli.model import Finding, InputFile, Severity, Table
from wdyy_cli.profile import RegistrationLayout
from wdyy_cli.rules.table.cell_marks import id_numbers_in
from wdyy_cli.rules.table.leftover import REGISTRATION_LEFTOVER, Leftover
from wdyy_cli.rules.table.registration import SHEET
from wdyy_cli.rules.table.registration_cell import COLUMN, Column
from wdyy_cli.rules.table.registration_sheet import (
    Measure,
    RegistrationSheet,
    first_text,
    holds_number,
    is_hint_row,
    own_columns,
)
from wdyy_cli.rules.table.table import TableRef, list_rows, place_in
from wdyy_cli.school.reading.account import reading_of
from wdyy_cli.school.reading.rows import OF_REGISTRATION, check_rows
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Sheet, Value, Workbook, cell_ref, column_letters, show_value

HIDDEN = "REG005"
"""The rule about what nobody sees, and about further sheets."""

FEWEST_HEADERS = 2
"""A row with fewer of the template's headers is no header row."""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A registration sheet that was read: `subject` is what the rules about the whole sheet see."""

    shown: str
    sha256: str | None
    subject: RegistrationSheet
    settings: Settings
    unread: tuple[Leftover, ...] = ()

    @property
    def table(self) -> TableRef:
        """What the rules about cells are told about it."""
        return self.subject.table

    @cached_property
    def rows(self) -> list[tuple[int, tuple[Value, ...]]]:
        """Numbers and values of the rows of students."""
        return [(row, self.subject.sheet.rows[row - 1]) for row in self.subject.data_rows]

    @property
    def input_file(self) -> InputFile:
        """The sheet as an input that was checked."""
        as_read = (self.table, self.subject.headers, None, self.rows)
        read = reading_of([as_read]) if self.subject.header_row else None
        return InputFile(path=self.shown, sha256=self.sha256, items=len(self.subject.data_rows), read=read)

    @property
    def shown_table(self) -> Table:
        """The sheet as reports show it."""
        return Table(
            file=self.shown,
            sheet=self.table.sheet,
            header_row=self.subject.header_row,
            columns=self.table.columns,
            rows=self.subject.sheet.rows,
        )

    def columns(self) -> list[list[str | None]]:
        """Give what each of the template's columns holds, row by row of students, None where it is empty."""
        at = [self.table.columns.get(field, -1) for field in self.settings.profile.registration.columns]
        rows = [values for _, values in self.rows]
        cells = ([row[column] if 0 <= column < len(row) else "" for row in rows] for column in at)
        return [
            [value if type(value) is str and value else show_value(value) or None for value in column]
            for column in cells
        ]

    def find(self) -> Iterator[Finding]:
        """Apply the rules about the sheet, its cells, ID numbers, columns and students."""
        settings = self.settings
        yield from settings.find(SHEET, [self.subject])
        yield from settings.find(REGISTRATION_LEFTOVER, self.unread)
        if not self.rows:
            return
        formulas = self.subject.sheet.facts.formulas
        rules = replace(OF_REGISTRATION, fields=tuple(settings.profile.registration.columns))
        found = list(check_rows([(self.table, self.rows)], rules, settings, formulas))
        columns = (
            Column(table=self.table, field=field, rows=self.rows, formulas=frozenset(formulas))
            for field in ("plan", "site", "school")
            if field in self.table.columns
        )
        found += settings.find(COLUMN, columns)
        yield from found
        wrong = {each.place.location.cell or "" for each in found if each.severity is Severity.ERROR}
        own = [column for field, column in self.table.columns.items() if field != "id_number"]
        yield from settings.find(REGISTRATION_LEFTOVER, _find_beside(self.subject, own, wrong))

    def find_unread_numbers(self) -> Iterator[Finding]:
        """Tell the ID numbers that were passed over, where nothing else is told about the sheet."""
        beside = _find_beside(self.subject, range(max(map(len, self.subject.sheet.rows), default=0)))
        yield from self.settings.find(REGISTRATION_LEFTOVER, [*self.unread, *beside])
        with_numbers = {name for name, numbers in self.subject.further.items() if numbers}
        if with_numbers:
            for finding in self.settings.find(SHEET, [self.subject]):
                if finding.code == HIDDEN and finding.place.location.sheet in with_numbers:
                    yield finding

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        facts, reasons = self.subject.sheet.facts, {}
        if not self.subject.header_row:
            reasons = {"REG1": "没有找到表头，各行都没有检查", "IDN": "没有找到表头，各行都没有检查"}
        elif "id_number" not in self.table.columns:
            reasons["IDN"] = "没有找到身份证号这一列"
        if self.subject.header_row and None in self.subject.measure.above:
            reasons["REG002"] = "证书规定没有写模板的标题或填写说明，也没有用 --template 给出模板"
        if self.settings.profile.certificate.name is None and "certificate" not in self.table.wanted:
            reasons["REG108"] = "证书规定没有写证书名称，也没有用 --certificate 或 wdyy.toml 的 [exam] 给出"
        for code, known, what in (
            ("REG004", facts.merged_known, "合并单元格"),
            ("REG005", facts.hidden_known, "隐藏的行和列"),
            ("REG006", facts.validations_known, "下拉列表"),
            ("REG102", facts.formulas_known, "公式"),
        ):
            if not known:
                reasons[code] = f"这种文件里看不到{what}，请另存为 .xlsx 再检查"
        return reasons


def open_registration(shown: str, settings: Settings, measure: Measure | None = None) -> Registration:
    """
    Read a registration sheet; it is held against the profile's layout where no other measure is given.

    Raises WdyyError where it cannot be read; what is wrong in the sheet is a finding.
    """
    workbook = read_tables(settings.path(shown), f"“{shown}”")
    layout = settings.profile.registration
    found = registration_in(workbook, shown, settings, measure or Measure.of(layout))
    _refuse_missing(found)
    return found


def _refuse_missing(sheet: Registration) -> None:
    """Raise WdyyError, listing the headers seen, where a column that the user insisted on is not there."""
    settings = sheet.settings
    for field in sorted(settings.insisted & settings.profile.registration.columns.keys()):
        header = settings.columns[field]
        if normal_header(sheet.table.headers.get(field, "")) != normal_header(header):
            seen = "、".join(header for header in sheet.subject.headers if header)
            where = f"第 {sheet.subject.header_row} 行有：{seen}" if seen else "没有找到表头"
            raise WdyyError(
                f"“{sheet.shown}”里没有“{header}”这一列；{where}。",
                f"报考表的列名要照模板写，一般不用 --column {field}=。",
            )


def read_measure(template: str, settings: Settings) -> Measure:
    """Take the measure of the platform's own template; raises WdyyError where it cannot be used."""
    return measured(template, settings)[0]


def registration_in(workbook: Workbook, shown: str, settings: Settings, measure: Measure) -> Registration:
    """Find the registration sheet in a workbook that was read."""
    layout = settings.profile.registration
    sheet, header_row, columns = _find_header(workbook, layout, settings.columns)
    headers = sheet.rows[header_row - 1] if header_row else ()
    table = TableRef(
        file=shown,
        sheet=sheet.name if workbook.encoding is None else None,
        columns=columns,
        headers={field: show_value(headers[column]).strip() for field, column in columns.items()},
        checked_on=settings.checked_on,
        required=frozenset(layout.required),
        wanted=settings.values.known,
        also=settings.values.also,
        merged=sheet.facts.merged,
    )
    hints: list[int] = []
    data: list[int] = []
    above: list[int] = []
    beyond: list[int] = []
    own, words = own_columns(measure, table), frozenset(map(normal_header, layout.hints))
    first_row = header_row + layout.rows_between + 1
    if header_row:
        for row, values in sheet.filled_rows(header_row):
            if row < first_row:
                above.extend([row] if holds_number(table, values) and values not in measure.between else [])
            elif _is_empty_in(own, values):
                beyond.append(row)
            else:
                (hints if is_hint_row(table, values, words) else data).append(row)
    lists = " ".join(rule.source.replace("'", "") for rule in sheet.facts.validations)
    further = {
        other.name: sum(len(_numbers_in(values, measure)) for _, values in other.filled_rows())
        for other in workbook.sheets
        if other is not sheet and other.name not in measure.sheets
        if not re.search(rf"(?:^|[\s=,(]){re.escape(other.name)}!", lists)
        if any(other.filled_rows())
    }
    subject = RegistrationSheet(
        table=table,
        sheet=sheet,
        measure=measure,
        header_row=header_row,
        first_row=first_row,
        data_rows=[*above, *data],
        hint_rows=hints,
        rows_beyond=beyond,
        further=further,
        hidden=frozenset(other.name for other in workbook.sheets if not other.visible),
    )
    unread = tuple(_find_unread(workbook, subject)) if header_row else ()
    return Registration(
        shown=shown, sha256=workbook.sha256, subject=subject, settings=settings, unread=unread
    )


def _is_empty_in(columns: Iterable[int], values: tuple[Value, ...]) -> bool:
    """Whether a row holds nothing in these columns; most rows say so at once."""
    for column in columns:  # noqa: SIM110 - a generator takes longer than all else about a row
        if column < len(values) and values[column] != "":
            return False
    return True


def _find_unread(workbook: Workbook, form: RegistrationSheet) -> Iterator[Leftover]:
    """Find ID numbers above the students, and on sheets of which no other rule speaks."""
    read = {form.header_row, *form.data_rows}
    for sheet in workbook.sheets:
        own = sheet is form.sheet
        if sheet.name in form.further:
            continue
        # On its own sheet all rows from the first student on were read.
        last = form.first_row - 1 if own else None
        found = {
            row: numbers
            for row, values in sheet.filled_rows(last=last)
            if not (own and row in read) and (numbers := _numbers_in(values, form.measure))
        }
        if found:
            first = next(iter(found))
            column = next(at for at, value in enumerate(sheet.rows[first - 1]) if id_numbers_in(value))
            value = sheet.value(first, column)
            name = "" if own else f"工作表“{sheet.name}”"
            yield Leftover(
                place=place_in(form.table.file, form.table.sheet and sheet.name, first, column, value=value),
                where=f"{name}{list_rows(list(found))}没有当作考生",
                count=sum(map(len, found.values())),
                unit="个身份证号",
            )


def _find_beside(
    form: RegistrationSheet, columns: Iterable[int], told: Collection[str] = ()
) -> Iterator[Leftover]:
    """
    Find the ID numbers in some columns that are neither the candidates' nor a parent's.

    `told` are the cells of which other rules say that they have to be mended anyway.
    """
    rows = [(row, form.sheet.rows[row - 1]) for row in (*form.data_rows, *form.rows_beyond)]
    for column in columns:
        # Most columns have few texts, and those no number.
        if not any(map(id_numbers_in, {values[column] for _, values in rows if column < len(values)})):
            continue
        numbers = {row: form.find_passed_over(row, column) for row, values in rows if column < len(values)}
        found = {row: own for row, own in numbers.items() if own and cell_ref(row, column) not in told}
        if found:
            first = next(iter(found))
            yield Leftover(
                place=form.at(first, column, form.sheet.value(first, column)),
                where=f"{column_letters(column)} 列{list_rows(list(found))}有没有当作考生的内容",
                count=sum(map(len, found.values())),
                unit="个身份证号",
            )


def _numbers_in(values: tuple[Value, ...], measure: Measure) -> list[str]:
    """Give the ID numbers in a row that are no examples of the template."""
    return [number for value in values for number in id_numbers_in(value) if number not in measure.examples]


def measured(template: str, settings: Settings) -> tuple[Measure, RegistrationSheet]:
    """Read the platform's own template and measure it; raises WdyyError where its header lacks a column."""
    layout = settings.profile.registration
    workbook = read_tables(settings.path(template), f"“{template}”")
    found = registration_in(workbook, template, settings, Measure.of(layout)).subject
    lacking = [header for of, header in layout.columns.items() if of not in found.table.columns]
    if lacking:
        listed = "、".join(f"“{header}”" for header in lacking)
        said = (
            f"第 {found.header_row} 行的表头缺少 {listed}" if found.header_row else "里没有找到报考表的表头"
        )
        raise _no_template(template, said, layout)
    column = found.table.columns.get("student_type", -1)
    areas = [area for rule in found.sheet.facts.validations if rule.kind == "list" for area in rule.areas]
    headers = list(found.headers)
    while not headers[-1]:
        headers.pop()
    measure = Measure(
        above=tuple(first_text(found.sheet.rows[row - 1]) for row in range(1, found.header_row)),
        header_row=found.header_row,
        headers=tuple(headers),
        between=tuple(found.sheet.rows[found.header_row : found.first_row - 1]),
        type_list=any(area.first_column <= column <= area.last_column for area in areas),
        sheets=frozenset(sheet.name for sheet in workbook.sheets),
        examples=frozenset(
            number
            for sheet in workbook.sheets
            for _, values in sheet.filled_rows()
            for value in values
            for number in id_numbers_in(value)
        ),
    )
    return measure, found


def place_to_fill(template: RegistrationSheet, layout: RegistrationLayout) -> FormPlace:
    """Say where a template is filled; raises WdyyError unless each of the headers stands there once."""
    forms = [normal_header(header) for header in template.headers]
    odd = [header for header in layout.columns.values() if forms.count(normal_header(header)) != 1]
    if odd:
        names = "、".join(f"“{header}”" for header in odd)
        said = f"第 {template.header_row} 行的表头里，{names}要有一列，也只能有一列"
        raise _no_template(template.table.file, said, layout)
    return FormPlace(
        sheet=template.sheet.name,
        header_row=template.header_row,
        first_row=template.first_row,
        columns={header: template.table.columns[of] for of, header in layout.columns.items()},
        id_column=template.table.columns["id_number"],
        hint_rows=frozenset(template.hint_rows),
    )


def _no_template(template: str, said: str, layout: RegistrationLayout) -> WdyyError:
    names = "、".join(layout.columns.values())
    return WdyyError(f"模板“{template}”{said}。", f"请用平台“按证书批量导入”的模板，表头应有：{names}。")


def _find_header(
    workbook: Workbook, layout: RegistrationLayout, overrides: Mapping[str, str]
) -> tuple[Sheet, int, dict[str, int]]:
    """
    Find the row with most of the template's headers: sheet, row (0: none), columns of the fields.

    A header of the template, or one that the user named, is that field's alone in rows that have it.
    """
    exact = {normal_header(header) for header in layout.columns.values()}
    wanted = {field: (header, *ALIASES[field]) for field, header in layout.columns.items()}
    own = {**layout.columns, **{field: header for field, header in overrides.items() if field in wanted}}
    forms = {field: normal_header(header) for field, header in own.items()}
    best: tuple[tuple[int, int, bool], Sheet, int, dict[str, int]] | None = None
    for sheet in workbook.sheets:
        for row, values in islice(sheet.filled_rows(), FIRST_ROWS):
            here = {normal_header(show_value(value)) for value in values}
            named = {field: own[field] for field, form in forms.items() if form in here}
            columns = {field: found[0] for field, found in match_headers(values, wanted, named).items()}
            right = len(here & exact)
            rank = (right, len(columns), sheet.visible)
            if len(columns) >= FEWEST_HEADERS and (best is None or rank > best[0]):
                best = (rank, sheet, row, columns)
    if best is None:
        first = next((sheet for sheet in workbook.sheets if sheet.visible), workbook.sheets[0])
        return first, 0, {}
    return best[1], best[2], best[3]
