"""Rows of a table that are shown otherwise than they stand there, made when they are asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload

from wdyy_cli.model import Table
from wdyy_cli.sheet import Value

Row = tuple[Value, ...]


class ShownRows(Sequence[Row]):
    """The rows of a table; `show` says what is shown of one."""

    def __init__(self, table: Table) -> None:
        """Keep the table."""
        self._table = table

    @abstractmethod
    def show(self, number: int, values: Row) -> Row:
        """Give what is shown of a row, by its number on the sheet."""

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Make a row, or several."""
        if isinstance(index, slice):
            return [self[at] for at in range(len(self))[index]]
        return self.show(range(len(self))[index] + 1, self._table.rows[index])

    def __len__(self) -> int:
        """Count them."""
        return len(self._table.rows)
