"""A table of which everything counts: one class on each sheet, blocks side by side or below each other …"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, NamedTuple, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.headers.field_names import aliases_of
from wdyy_cli.model import Finding, InputFile, Place, Table
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.aside import STUDENT_ROWS, Row, RowKind, part_rows
from wdyy_cli.rules.table.leftover import Leftover
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.reading.account import Sought, TablePart, find_leftovers, reading_of, told_sheets
from wdyy_cli.school.reading.tables import Looks, OpenTable, blocks_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Value, Workbook
from wdyy_cli.texts.id_number import is_masked


class ListedRow(NamedTuple):
    """
    One row: the table, the number of the row on its sheet, and the values of the whole row.

    `id_number` is the one in it without typing noise, read once for all who ask; None where there is none.
    """

    table: TableRef
    row: int
    values: tuple[Value, ...]
    id_number: str | None = None

    def text(self, of: str) -> str:
        """Give the tidy text of a field, empty where the table does not have it."""
        return self.table.text(self.values, of)

    def place(self, of: str) -> Place:
        """Give the place of a field; that of the ID number where the table does not have it."""
        return self.table.place(self.row, self.values, of if of in self.table.columns else "id_number")


def listed(table: TableRef, rows: Iterable[Row]) -> Iterator[ListedRow]:
    """Give the rows of a table with their ID numbers."""
    return (ListedRow(table, row, values, table.id_number(values)) for row, values in rows)


@dataclass(frozen=True)
class Listing:
    """
    An open table with its blocks, in their order, of one file or of several.

    `unit` is what its rows are, to count them; `kind` says which fields make a row one that counts. `fields`
    are those that are looked for, `needed` those whose columns must be there; `looks` says what their cells
    hold. `sought` is what is looked for in the cells that nobody read, `leftover` the rules that tell it.
    """

    unit: ClassVar[str] = "行"
    kind: ClassVar[RowKind] = STUDENT_ROWS
    needed: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[str, ...]]
    looks: ClassVar[Looks]
    sought: ClassVar[Sought]
    leftover: ClassVar[RuleSet[Leftover]]

    blocks: tuple[OpenTable, ...]
    settings: Settings

    @classmethod
    def wanted(cls, settings: Settings) -> Mapping[str, tuple[str, ...]]:  # noqa: ARG003 - some need it
        """Give the fields that are looked for, with what they may be called."""
        return aliases_of(cls.fields)

    @classmethod
    def open(cls, shown: str, settings: Settings) -> Self:
        """Open such a table; raises WdyyError where it cannot be read, or a needed column is missing."""
        found = cls.of(read_tables(settings.path(shown), f"“{shown}”"), shown, settings)
        found.refuse_masked()
        return found

    def refuse_masked(self) -> None:
        """Raise WdyyError where most ID numbers were made unreadable: each would be told as a wrong one."""
        unread = [row.table.value(row.values, "id_number") for row in self.rows if row.id_number is None]
        masked = [value for value in unread if type(value) is str and is_masked(value)]
        if len(masked) * 2 > len(self.rows):
            raise WdyyError(
                f"“{self.shown}”里的身份证号中间几位被遮住了（{masked[0]}），没法核对",
                "请导出或要来号码完整的一份；平台上只能导出这样的，就在平台上逐个核对。",
            )

    @classmethod
    def of(cls, workbook: Workbook, shown: str, settings: Settings) -> Self:
        """Find it in a workbook that was read; raises WdyyError where a needed column is missing."""
        blocks = blocks_in(workbook, shown, cls.wanted(settings), cls.needed, settings, cls.looks)
        return cls(blocks, settings)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        return ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What may stand as a title over some rows, because they have it in common."""
        return ()

    def ref(self, block: OpenTable) -> TableRef:
        """Give what the rules are told about a block."""
        return block.ref(self.settings, self.required)

    @property
    def first(self) -> OpenTable:
        """The block with most of the columns, where something is said about all of them."""
        return max(self.blocks, key=lambda block: len(block.header.columns))

    @property
    def shown(self) -> str:
        """The file, or the first of several, as the user named it."""
        return self.blocks[0].shown

    @cached_property
    def every_part(self) -> list[TablePart]:
        """Each block with the rows that count, and those that do not."""
        return [self._part(index) for index in range(len(self.blocks))]

    def _part(self, index: int) -> TablePart:
        block = self.blocks[index]
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        goes_over = following is not None and following.sheet is block.sheet
        table = self.ref(block)
        counted, asides = part_rows(
            table,
            block.header.headers,
            block.block.rows,
            block.sheet.facts.merged,
            kind=self.kind,
            repeats=block.block.repeats,
            before_header=goes_over,
            choices=self.choices,
        )
        return TablePart(block=block, table=table, rows=counted, asides=asides)

    @property
    def counted_parts(self) -> Sequence[TablePart]:
        """The blocks whose rows count."""
        return self.every_part

    @cached_property
    def tables(self) -> list[tuple[TableRef, Sequence[Row]]]:
        """Each block with its rows."""
        return [(part.table, part.rows) for part in self.counted_parts]

    @property
    def table(self) -> TableRef:
        """The block with most columns, where something is said about all of them."""
        return self.ref(self.first)

    @cached_property
    def rows(self) -> list[ListedRow]:
        """All rows, block by block."""
        return [row for table, rows in self.tables for row in listed(table, rows)]

    def find_lost(self) -> Iterator[Leftover]:
        """Find what was passed over."""
        return find_leftovers(self.every_part, self.counted_parts, self.sought)

    def find_unread(self) -> Iterator[Finding]:
        """Tell what was passed over, and which sheets were read without a header of their own."""
        yield from self.settings.find(self.leftover, self.find_lost())
        yield from self.settings.find(self.leftover, told_sheets(self.counted_parts, self.unit))

    @cached_property
    def input_file(self) -> InputFile:
        """The table as an input that was checked, where it is one of a single file."""
        parts = self.counted_parts
        return InputFile(
            path=self.shown,
            sha256=self.blocks[0].file.workbook.sha256,
            items=sum(len(part.rows) for part in parts),
            read=reading_of([part.as_read for part in parts]),
        )

    @property
    def beside(self) -> InputFile:
        """The table as an input that only helps to check another one."""
        return replace(self.input_file, unit=self.unit, beside=True)

    @property
    def shown_tables(self) -> tuple[Table, ...]:
        """Its blocks as reports show them."""
        return tuple(block.table for block in self.blocks)
