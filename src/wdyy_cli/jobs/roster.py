"""The roster as jobs use it: on one sheet, or on one for each class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from wdyy_cli.header import find_header
from wdyy_cli.jobs.rows import OF_ROSTER, check_rows
from wdyy_cli.jobs.settings import Settings
from wdyy_cli.jobs.tables import OpenTable, open_table
from wdyy_cli.model import Finding, InputFile, Table
from wdyy_cli.rules.table import TableRef
from wdyy_cli.sheet import Value

FIELDS = ("name", "id_number", "student_type", "level", "class_name", "certificate", "student_number")
REQUIRED = ("name", "id_number")


@dataclass(frozen=True)
class RosterRow:
    """One student of a roster: the sheet, the row in it, and the values of the whole row."""

    table: TableRef
    row: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Roster:
    """A roster: its sheets, in their order; `first` is the one whose header fits best."""

    first: OpenTable
    sheets: tuple[OpenTable, ...]
    settings: Settings

    @cached_property
    def tables(self) -> list[tuple[TableRef, list[tuple[int, tuple[Value, ...]]]]]:
        """Each sheet with its rows of students."""
        return [(sheet.ref(self.settings, REQUIRED), list(sheet.rows())) for sheet in self.sheets]

    def rows(self) -> Iterator[RosterRow]:
        """Yield all students, sheet by sheet."""
        for table, rows in self.tables:
            for row, values in rows:
                yield RosterRow(table, row, values)

    @property
    def input_file(self) -> InputFile:
        """The roster as an input that was checked."""
        return self.first.input_file(sum(len(rows) for _, rows in self.tables))

    @property
    def beside(self) -> InputFile:
        """The roster as an input that only helps to check another one."""
        return replace(self.input_file, unit="名学生", beside=True)

    @property
    def shown_tables(self) -> tuple[Table, ...]:
        """Its sheets as reports show them."""
        return tuple(sheet.table for sheet in self.sheets)

    def find(self) -> list[Finding]:
        """Apply the rules about rosters and ID numbers."""
        return list(check_rows(self.tables, OF_ROSTER, self.settings))

    def classes(self) -> dict[str, str]:
        """Give the class of each ID number; without such a column, sheets are taken for classes."""
        found = {}
        for row in self.rows():
            number = row.table.id_number(row.values)
            name = row.table.text(row.values, "class_name")
            if "class_name" not in row.table.columns and len(self.sheets) > 1:
                name = row.table.sheet or ""
            if number is not None and name:
                found[number] = name
        return found


def open_roster(shown: str, settings: Settings) -> Roster:
    """
    Open a roster with all its visible sheets of students.

    Raises WdyyError where it cannot be read, or no sheet has columns of names and of ID numbers.
    """
    first = open_table(shown, FIELDS, REQUIRED, settings)
    wanted, overrides = first.wanted, first.overrides
    sheets = [first]
    for sheet in first.workbook.sheets:
        if sheet.name in first.others:
            where = f"“{shown}”的工作表“{sheet.name}”"
            header = find_header(sheet.rows, wanted, required=REQUIRED, overrides=overrides, shown=where)
            sheets.append(first.on(sheet, header))
    order = {sheet.name: index for index, sheet in enumerate(first.workbook.sheets)}
    return Roster(first, tuple(sorted(sheets, key=lambda each: order[each.sheet.name])), settings)
