"""The sheet of 导入学生信息 in a school's folder: filled in, or still the platform's blank template."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.xlsx_package import open_package
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.model import Finding, InputFile, Role, Table
from wdyy_cli.rules.across.files import Source
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import Roster, roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.sources import STUDENTS, row_entry
from wdyy_cli.school.students.student_rows import as_used, find_in_filled, without_hints
from wdyy_cli.school.students.student_template import StudentTemplate, read_student_template, says_example
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.id_number import read_id_number
from wdyy_cli.workspace import Files

BLANK = "空白模板"
UNIT = "名学生的信息"
HELD = "XRF009"
"""The first of the rules that hold the sheet against the roster."""


@dataclass(frozen=True, kw_only=True)
class StudentSheet:
    """A sheet that was read: what it is held against, and its students, None where it is still blank."""

    template: StudentTemplate
    students: Roster | None
    sha256: str | None
    settings: Settings

    @property
    def input_file(self) -> InputFile:
        """The sheet as an input that was checked; a blank one holds nothing to count."""
        if self.students is None:
            return InputFile(path=self.template.shown, sha256=self.sha256, unit=BLANK, beside=True)
        return replace(as_used(self.students.input_file, self.template.headers), unit=UNIT)

    @property
    def shown_tables(self) -> tuple[Table, ...]:
        """The sheet as reports show it."""
        return () if self.students is None else self.students.shown_tables

    def find(self) -> Iterator[Finding]:
        """Apply the rules about students, and those about what the template wants."""
        if self.students is not None:
            yield from without_hints(self.students.find(), self.students, self.template)
            yield from find_in_filled(self.students, self.template, self.settings)

    def source(self) -> Source | None:
        """Give its students, to be held against other files."""
        if self.students is None:
            return None
        own = [row for row in self.students.rows if not self.template.is_hint(row.values)]
        entries = [row_entry(row) for row in own]
        return Source(word=STUDENTS, entries=entries)


def read_student_sheets(
    inputs: Inputs, files: Files, settings: Settings, known: Collection[str]
) -> tuple[list[StudentSheet], dict[str, str]]:
    """
    Read the sheets that [files] names: the template, and one that is filled in; `known` as below.

    Also says by code what could not be held against the roster, and why.
    """
    read: list[StudentSheet] = []
    reasons: dict[str, str] = {}
    for shown in filter(None, (files.students_template, files.students)):
        against = next((sheet.template for sheet in read if sheet.students is None), None)
        read_one = partial(open_student_sheet, settings=settings, known=known, against=against)
        found = inputs.open(shown, read_one, Role.STUDENTS)
        if found is None:
            reasons[HELD] = f"{shown} 没有读出来"
        elif shown == files.students and found.students is None:
            reason = f"“{shown}”里一名学生也没有。请确认选对了文件。"
            inputs.files[-1] = replace(inputs.files[-1], reason=reason)
            reasons[HELD] = f"{shown} 没有读出来"
        else:
            read.append(found)
    if not files.students and not any(sheet.students for sheet in read):
        blank = next((f"“{sheet.template.shown}”还是空白的模板，里面没有学生" for sheet in read), None)
        reasons.setdefault(HELD, blank or "wdyy.toml 的 [files] 里没有写学生信息（students）")
    elif not known:
        reasons.setdefault(HELD, "没有提供花名册")
    return read, reasons


def open_student_sheet(
    shown: str, settings: Settings, known: Collection[str], against: StudentTemplate | None = None
) -> StudentSheet:
    """
    Open a sheet of student information; `known` are the ID numbers of the school's students.

    It is held against the blank template where one was read, else against its own marks and lists. Raises
    WdyyError where it cannot be read, or has no columns of names and ID numbers.
    """
    workbook = read_tables(settings.path(shown), f"“{shown}”")
    own = read_student_template(workbook, _names(shown, settings), shown, settings)
    found = roster_in(workbook, shown, settings)
    own = replace(own, hints=_examples(own, found, known, settings))
    rows = [row for row in found.rows if not own.is_hint(row.values) and row.row > own.last_header_row]
    return StudentSheet(
        template=against or own,
        students=found if rows else None,
        sha256=workbook.sha256,
        settings=settings,
    )


def _names(shown: str, settings: Settings) -> Mapping[str, str]:
    """Give the names that a workbook defines for areas; a file of another format tells none."""
    try:
        return open_package(settings.path(shown), f"“{shown}”").names
    except WdyyError:
        return {}


def _examples(
    template: StudentTemplate, found: Roster, known: Collection[str], settings: Settings
) -> Mapping[int, tuple[Value, ...]]:
    """
    Give the first rows that are examples and no students.

    Where students follow, or one of the first rows is the school's own, only what says so is an example, and
    what has nothing like an ID number.
    """
    at = template.place.id_column
    readings = {
        row: read_id_number(show_value(values[at] if at < len(values) else ""), settings.checked_on)
        for row, values in template.hints.items()
    }
    filled = any(row.row > template.last_header_row and row.row not in readings for row in found.rows)
    if not filled and all(reading.number not in known for reading in readings.values()):
        return template.hints
    return {
        row: values
        for row, values in template.hints.items()
        if says_example(values) or not readings[row].looks_like_one
    }
