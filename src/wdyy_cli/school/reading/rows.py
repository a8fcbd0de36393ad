"""The rules about cells, ID numbers and students, applied to all rows of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wdyy_cli.headers.block import Row
from wdyy_cli.model import Finding
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.id_number import ID_NUMBER, WrittenId
from wdyy_cli.rules.table.people import REGISTRATION_PEOPLE, ROSTER_PEOPLE, People, Person
from wdyy_cli.rules.table.table import REGISTRATION_CELL, ROSTER_CELL, RowCell, TableRef
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import ErrorValue, Value, cell_ref
from wdyy_cli.texts.cell_text import is_blank, is_plain_name
from wdyy_cli.texts.id_number import Fault, sort_of

Rows = Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class RowRules:
    """Which rules are about the cells and students of a kind of table, and the fields they look at."""

    cells: RuleSet[RowCell]
    people: RuleSet[People]
    fields: tuple[str, ...]


UNREADABLE = (Fault.LOST_TAIL, Fault.NUMBER_CELL)
"""With these nobody knows what the number was."""

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
        yield from checker.find_in_texts(rows)
        yield from checker.find_in_numbers(rows, people)
    yield from settings.find(rules.people, [tuple(people)])


def find_in_numbers(tables: Iterable[tuple[TableRef, Rows]], settings: Settings) -> Iterator[Finding]:
    """Apply the rules about ID numbers, and no others, to all rows of some tables."""
    cells = (
        written_id(RowCell(table, row, "id_number", table.value(values, "id_number"), values))
        for table, rows in tables
        for row, values in rows
    )
    yield from settings.find(ID_NUMBER, filter(None, cells))


class _Checker:
    """Applies the rules to the rows of one table; what was right once is right again."""

    def __init__(self, table: TableRef, rules: RowRules, settings: Settings, refused: frozenset[str]) -> None:
        self._table = table
        self._refused = refused
        self._find_in_cell = rules.cells.finder(settings.profile, settings.choice)
        self._find_in_number = ID_NUMBER.finder(settings.profile, settings.choice)
        self._text_fields = [of for of in rules.fields if of in table.columns and of != "id_number"]

    def find_in_texts(self, rows: Rows) -> Iterator[Finding]:
        """Check the cells other than the ID numbers, column by column: most columns have few texts."""
        for of in self._text_fields:
            column = self._table.columns[of]
            cells = [values[column] if column < len(values) else "" for _, values in rows]
            each_once = dict(zip(cells, rows, strict=True))
            right = set(self._right_texts(of, each_once))
            if not self._refused and set(map(type, cells)) == {str} and right.issuperset(each_once):
                continue
            for (row, values), value in zip(rows, cells, strict=True):
                formula = bool(self._refused) and cell_ref(row, column) in self._refused
                if type(value) is not str or formula or value not in right:
                    yield from self._find_in_cell(RowCell(self._table, row, of, value, values, formula))

    def _right_texts(self, of: str, each_once: Mapping[Value, Row]) -> Iterator[str]:
        """Give the texts of a column, with a row of each, of which no rule speaks."""
        for value, (row, values) in each_once.items():
            if type(value) is str and (
                (of == "name" and is_plain_name(value))
                or not self._find_in_cell(RowCell(self._table, row, of, value, values))
            ):
                yield value

    def find_in_numbers(self, rows: Rows, people: list[Person]) -> Iterator[Finding]:
        """Check the ID numbers, and add to `people` the students whose number can be read."""
        table, day = self._table, self._table.checked_on
        column = table.columns.get("id_number", -1)
        right_sorts: set[tuple[str, int, bool] | None] = set()
        for row, values in rows if column >= 0 else ():
            value = values[column] if column < len(values) else ""
            formula = bool(self._refused) and cell_ref(row, column) in self._refused
            # About a number without anything around it only the IDN rules speak.
            text = value if type(value) is str and not formula else ""
            sort = sort_of(text, day)
            if sort in right_sorts:
                people.append(Person(table, row, values, text, table.text(values, "name")))
                continue
            cell = RowCell(table, row, "id_number", value, values, formula)
            yield from self._find_in_cell(cell)
            written = written_id(cell)
            if written is None:
                continue
            found = self._find_in_number(written)
            yield from found
            reading = written.reading
            # Of numbers that lost their ends nobody knows whether they are one.
            if reading.number and reading.fault not in UNREADABLE:
                people.append(Person(table, row, values, reading.number, table.text(values, "name")))
            if not found and sort is not None:
                right_sorts.add(sort)


def written_id(cell: RowCell) -> WrittenId | None:
    """Give an ID cell for the IDN rules; None where another rule speaks of it: empty, an error, a formula."""
    value = cell.value
    if cell.formula or isinstance(value, bool | ErrorValue):
        return None
    if isinstance(value, str):
        if is_blank(value):
            return None
        return WrittenId(text=value, at=cell, checked_on=cell.table.checked_on)
    return WrittenId(
        text=cell.place.value or "", at=cell, checked_on=cell.table.checked_on, in_number_cell=True
    )
