"""A table of which every sheet with such a header counts: one class on each, one subject on each …"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from wdyy_cli.header import find_header
from wdyy_cli.model import InputFile, Table
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import OpenTable, open_table
from wdyy_cli.sheet import Value


class ListedRow(NamedTuple):
    """One row: the sheet, the number of the row in it, and the values of the whole row."""

    table: TableRef
    row: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Listing:
    """An open table with its sheets, in their order; `first` is the one whose header fits best."""

    first: OpenTable
    sheets: tuple[OpenTable, ...]
    settings: Settings

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        return ()

    @property
    def unit(self) -> str:
        """What its rows are, to count them."""
        return "行"

    @cached_property
    def tables(self) -> list[tuple[TableRef, Sequence[tuple[int, tuple[Value, ...]]]]]:
        """Each sheet with its rows."""
        return [(sheet.ref(self.settings, self.required), list(sheet.rows())) for sheet in self.sheets]

    @property
    def table(self) -> TableRef:
        """The sheet whose header fits best, where something is said about all of them."""
        return self.first.ref(self.settings, self.required)

    def rows(self) -> Iterator[ListedRow]:
        """Yield all rows, sheet by sheet."""
        for table, rows in self.tables:
            for row, values in rows:
                yield ListedRow(table, row, values)

    @property
    def input_file(self) -> InputFile:
        """The table as an input that was checked."""
        return self.first.input_file(sum(len(rows) for _, rows in self.tables))

    @property
    def beside(self) -> InputFile:
        """The table as an input that only helps to check another one."""
        return replace(self.input_file, unit=self.unit, beside=True)

    @property
    def shown_tables(self) -> tuple[Table, ...]:
        """Its sheets as reports show them."""
        return tuple(sheet.table for sheet in self.sheets)


def open_sheets(
    shown: str, wanted: Mapping[str, tuple[str, ...]], required: tuple[str, ...], settings: Settings
) -> tuple[OpenTable, tuple[OpenTable, ...]]:
    """
    Open a table with all its visible sheets that have the required columns: the best one, and all in order.

    Raises WdyyError where it cannot be read, or no sheet has them: it lists the headers seen.
    """
    return with_others(open_table(shown, wanted, required, settings), required)


def with_others(first: OpenTable, required: tuple[str, ...]) -> tuple[OpenTable, tuple[OpenTable, ...]]:
    """Give an open table, and in their order all its visible sheets that have the required columns."""
    sheets = [first]
    for sheet in first.workbook.sheets:
        if sheet.name in first.others:
            where = f"“{first.shown}”的工作表“{sheet.name}”"
            header = find_header(
                sheet.rows, first.wanted, required=required, overrides=first.overrides, shown=where
            )
            sheets.append(first.on(sheet, header))
    order = {sheet.name: index for index, sheet in enumerate(first.workbook.sheets)}
    return first, tuple(sorted(sheets, key=lambda each: order[each.sheet.name]))
