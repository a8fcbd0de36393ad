"""The rules about cells, ID numbers and students, applied to all rows of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wdyy_cli.cell_text import is_plain_name
from wdyy_cli.id_number import read_id_number
from wdyy_cli.model import Finding
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.id_number import ID_NUMBER, WrittenId
from wdyy_cli.rules.table.people import REGISTRATION_PEOPLE, ROSTER_PEOPLE, People, Person
from wdyy_cli.rules.table.table import REGISTRATION_CELL, ROSTER_CELL, RowCell, TableRef
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import ErrorValue, Value, cell_ref

Rows = Sequence[tuple[int, tuple[Value, ...]]]


@dataclass(frozen=True, kw_only=True)
class RowRules:
    """Which rules are about the cells and students of a kind of table, and the fields they look at."""

    cells: RuleSet[RowCell]
    people: RuleSet[People]
    fields: tuple[str, ...]


ROSTER_FIELDS = ("name", "id_number", "student_type", "level")
OF_REGISTRATION = RowRules(
    cells=REGISTRATION_CELL,
    people=REGISTRATION_PEOPLE,
    fields=("name", "id_number", "student_type", "school", "site", "plan", "certificate", "level"),
)
OF_ROSTER = RowRules(cells=ROSTER_CELL, people=ROSTER_PEOPLE, fields=ROSTER_FIELDS)


def check_rows(
    tables: Iterable[tuple[TableRef, Rows]],
    rules: RowRules,
    settings: Settings,
    formulas: Collection[str] = (),
) -> Iterator[Finding]:
    """
    Check every cell and ID number of some tables, and the students in all of them against each other.

    `formulas` are cells, like B7, whose formulas are refused.
    """
    people: list[Person] = []
    for table, rows in tables:
        checker = _Checker(table, rules, settings, frozenset(formulas))
        for row, values in rows:
            yield from checker.check_texts(row, values)
            yield from checker.check_number(row, values, people)
    yield from rules.people.find(tuple(people), settings.profile, settings.choice)


def find_in_numbers(tables: Iterable[tuple[TableRef, Rows]], settings: Settings) -> Iterator[Finding]:
    """Apply the rules about ID numbers, and no others, to all rows of some tables."""
    find = ID_NUMBER.finder(settings.profile, settings.choice)
    for table, rows in tables:
        for row, values in rows:
            written = written_id(RowCell(table, row, "id_number", table.value(values, "id_number"), values))
            if written is not None:
                yield from find(written)


class _Checker:
    """Applies the rules to the rows of one table; what was right once is right again."""

    def __init__(self, table: TableRef, rules: RowRules, settings: Settings, refused: frozenset[str]) -> None:
        self._table = table
        self._refused = refused
        self._find_in_cell = rules.cells.finder(settings.profile, settings.choice)
        self._find_in_number = ID_NUMBER.finder(settings.profile, settings.choice)
        columns = table.columns
        self._plain = [
            (of, columns[of], set[str]()) for of in rules.fields if of in columns and of != "id_number"
        ]
        self._id_column = columns.get("id_number", -1)
        self._right_sorts: set[tuple[str, int, bool] | None] = set()

    def check_texts(self, row: int, values: tuple[Value, ...]) -> list[Finding]:
        """Check the cells of a row other than the ID number."""
        findings: list[Finding] = []
        width = len(values)
        for of, column, right in self._plain:
            value = values[column] if column < width else ""
            is_text = type(value) is str
            formula = bool(self._refused) and cell_ref(row, column) in self._refused
            if is_text and not formula and (value in right or (of == "name" and is_plain_name(str(value)))):
                continue
            found = self._find_in_cell(RowCell(self._table, row, of, value, values, formula))
            if found:
                findings += found
            elif is_text and not formula and of != "name":
                right.add(str(value))
        return findings

    def check_number(self, row: int, values: tuple[Value, ...], people: list[Person]) -> list[Finding]:
        """Check the ID number of a row, and add the student to `people` where there is one to be read."""
        column = self._id_column
        if column < 0:
            return []
        value = values[column] if column < len(values) else ""
        formula = bool(self._refused) and cell_ref(row, column) in self._refused
        if type(value) is str and value.isalnum() and not formula:
            # About a number that was typed without anything around it only the IDN rules speak.
            reading = read_id_number(value, self._table.checked_on)
            if reading.sort_on(self._table.checked_on) in self._right_sorts:
                people.append(_person(self._table, row, values, reading.number))
                return []
        cell = RowCell(self._table, row, "id_number", value, values, formula)
        findings = self._find_in_cell(cell)
        written = written_id(cell)
        if written is None:
            return findings
        found = self._find_in_number(written)
        reading = written.reading
        if reading.number:
            people.append(_person(self._table, row, values, reading.number))
        sort = reading.sort_on(self._table.checked_on)
        if not found and sort is not None:
            self._right_sorts.add(sort)
        return findings + found


def written_id(cell: RowCell) -> WrittenId | None:
    """Give an ID cell for the IDN rules; None where another rule speaks of it: empty, an error, a formula."""
    value = cell.value
    if cell.formula or isinstance(value, bool | ErrorValue):
        return None
    if isinstance(value, str):
        if not value.strip():
            return None
        return WrittenId(text=value, at=cell, checked_on=cell.table.checked_on)
    return WrittenId(
        text=cell.place.value or "", at=cell, checked_on=cell.table.checked_on, in_number_cell=True
    )


def _person(table: TableRef, row: int, values: tuple[Value, ...], number: str) -> Person:
    return Person(table, row, values, number, table.text(values, "name"))
