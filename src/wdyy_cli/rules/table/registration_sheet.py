"""A registration sheet, what it is held against, and what its rows are: students or hints of the template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wdyy_cli.headers.header import is_somebody_else, normal_header
from wdyy_cli.model import Place
from wdyy_cli.profile import RegistrationLayout
from wdyy_cli.rules.table.cell_marks import id_numbers_in
from wdyy_cli.rules.table.table import TableRef, place_in
from wdyy_cli.sheet import Sheet, Value, show_value

ID_DIGITS = 15
"""So many digits in the ID column make a row a student's, whatever hint was left in it."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """
    What a registration sheet is held against: the profile's layout, or a template of the platform.

    `above` are the texts of the rows above the header, None where their wording is unknown; `headers` are
    those of the columns from A on, `between` the rows of a template between header and first student.
    `type_list` tells whether 学生类型 has a drop-down list. `sheets` are the sheets that a template has
    itself, `examples` the ID numbers on them.
    """

    above: tuple[str | None, ...]
    header_row: int
    headers: tuple[str, ...]
    between: tuple[tuple[Value, ...], ...] = ()
    type_list: bool = True
    sheets: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()

    @classmethod
    def of(cls, layout: RegistrationLayout) -> Measure:
        """Take the profile's layout."""
        above: tuple[str | None, ...] = (layout.title, layout.note)
        rows = layout.header_row - 1
        return cls(
            above=(*above, *(None,) * rows)[:rows],
            header_row=layout.header_row,
            headers=tuple(layout.columns.values()),
        )


@dataclass(frozen=True, kw_only=True)
class RegistrationSheet:
    """
    A registration sheet: the rows of students and of hints below the header, row 0 where there is no header.

    `first_row` is that of the first student; those above it are among `data_rows` as well. `rows_beyond` have
    nothing in the template's columns, only something beyond them. `further` are other sheets of the workbook
    that hold data, with the ID numbers on each, `hidden` the hidden ones.
    """

    table: TableRef
    sheet: Sheet
    measure: Measure
    header_row: int
    first_row: int
    data_rows: Sequence[int]
    hint_rows: Sequence[int] = ()
    rows_beyond: Sequence[int] = ()
    further: Mapping[str, int] = field(default_factory=dict)
    hidden: frozenset[str] = field(default_factory=frozenset)

    @property
    def headers(self) -> tuple[str, ...]:
        """The header row as it is written."""
        if not self.header_row:
            return ()
        return tuple(show_value(value).strip() for value in self.sheet.rows[self.header_row - 1])

    def find_passed_over(self, row: int, column: int) -> list[str]:
        """
        Find the ID numbers in a cell that are none of the candidates', nor of a parent.

        A number under a wrong header is that of a row that has no other one.
        """
        values = self.sheet.rows[row - 1]
        numbers = [number for number in id_numbers_in(values[column]) if number not in self._candidates]
        own = self.table.columns.get("id_number", -1)
        numbered = own < len(values) and bool(id_numbers_in(values[own]))
        if not numbers or (column in self.table.columns.values() and not numbered):
            return []
        header = self.headers[column] if column < len(self.headers) else ""
        before, _, _ = show_value(values[column]).partition(numbers[0][:6])
        return [] if is_somebody_else(header) or is_somebody_else(before) else numbers

    @cached_property
    def _candidates(self) -> frozenset[str]:
        own = self.table.columns.get("id_number", -1)
        rows = (self.sheet.rows[row - 1] for row in self.data_rows)
        return frozenset(number for row in rows if own < len(row) for number in id_numbers_in(row[own])[:1])

    def at(self, row: int | None = None, column: int | None = None, value: Value = "") -> Place:
        """Give the place of the sheet, of a row, or of a cell (its column from 0)."""
        below = row is None or row >= self.header_row
        has_header = below and column is not None and column < len(self.headers)
        header = self.headers[column] or None if has_header and column is not None else None
        return place_in(self.table.file, self.table.sheet, row, column, header=header, value=value)


def own_columns(measure: Measure, table: TableRef) -> frozenset[int]:
    """Give the columns (from 0) that the template has, and those in which its fields were found."""
    return frozenset(range(len(measure.headers))).union(table.columns.values())


def is_hint_row(table: TableRef, values: tuple[Value, ...], hints: frozenset[str]) -> bool:
    """Whether a row holds the template's hints, in the form in which headers are compared, and no student."""
    return not holds_number(table, values) and any(normal_header(show_value(v)) in hints for v in values)


def holds_number(table: TableRef, values: tuple[Value, ...]) -> bool:
    """Whether a row has so many digits in the ID column that it is a student's."""
    number = show_value(table.value(values, "id_number"))
    if len(number) >= ID_DIGITS and number[:ID_DIGITS].isdigit():
        return True  # nearly every row
    return sum(map(str.isdigit, number)) >= ID_DIGITS


def first_text(values: tuple[Value, ...]) -> str:
    """Give the text of the first cell of a row that is not empty."""
    return next((text for value in values if (text := show_value(value)).strip()), "")
