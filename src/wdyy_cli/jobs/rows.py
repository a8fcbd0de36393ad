"""The rules about cells, ID numbers and students, applied to all rows of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wdyy_cli.cell_text import is_plain_name
from wdyy_cli.jobs.settings import Settings
from wdyy_cli.model import Finding
from wdyy_cli.rules.id_number import ID_NUMBER, WrittenId
from wdyy_cli.rules.people import REGISTRATION_PEOPLE, ROSTER_PEOPLE, People, Person
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table import REGISTRATION_CELL, ROSTER_CELL, RowCell, TableRef
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
        yield from _check_cells(table, rows, rules, settings, frozenset(formulas), people)
    yield from rules.people.find(tuple(people), settings.profile, settings.choice)


def _check_cells(
    table: TableRef,
    rows: Rows,
    rules: RowRules,
    settings: Settings,
    refused: frozenset[str],
    people: list[Person],
) -> Iterator[Finding]:
    """Check the cells of one table, and add its students to `people`."""
    find_in_cell = rules.cells.finder(settings.profile, settings.choice)
    find_in_number = ID_NUMBER.finder(settings.profile, settings.choice)
    plain = [(of, table.columns[of]) for of in rules.fields if of in table.columns and of != "id_number"]
    # Most columns repeat a few values: what was right once is right again.
    right: dict[str, set[str]] = {of: set() for of, _ in plain}
    id_column = table.columns.get("id_number", -1)
    for row, values in rows:
        width = len(values)
        for of, column in plain:
            value = values[column] if column < width else ""
            text = value if type(value) is str else None
            if (
                text is not None
                and not refused
                and (text in right[of] or (of == "name" and is_plain_name(text)))
            ):
                continue
            formula = bool(refused) and cell_ref(row, column) in refused
            found = find_in_cell(RowCell(table, row, of, value, values, formula))
            if found:
                yield from found
            elif text is not None and not formula and of != "name":
                right[of].add(text)
        if id_column < 0:
            continue
        value = values[id_column] if id_column < width else ""
        formula = bool(refused) and cell_ref(row, id_column) in refused
        cell = RowCell(table, row, "id_number", value, values, formula)
        if formula or not (type(value) is str and value.isalnum()):
            # About a number that was typed without anything around it only the IDN rules speak.
            yield from find_in_cell(cell)
        written = written_id(cell)
        if written is not None:
            yield from find_in_number(written)
            if written.reading.number:
                people.append(_person(table, row, values, written.reading.number))


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
    text = table.text
    return Person(
        table, row, values, number, text(values, "name"), text(values, "certificate"), text(values, "level")
    )
