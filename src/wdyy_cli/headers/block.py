"""A table on a sheet: its header, and the rows below it that are its own. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wdyy_cli.headers.header import Header
from wdyy_cli.sheet import Sheet, Value, is_empty_row, show_value

Row = tuple[int, tuple[Value, ...]]


@dataclass(frozen=True, kw_only=True)
class Block:
    """
    A table on a sheet: the rows below its header down to `last_row`.

    `span` are its columns (from 0) where another block stands beside it, None where it has the sheet for
    itself. `repeats` are rows in which the header stands once more. `borrowed` names the sheet whose header
    it goes on with, having none of its own; then `header.row_number` is 0.
    """

    sheet: Sheet
    header: Header
    last_row: int
    span: frozenset[int] | None = None
    repeats: frozenset[int] = frozenset()
    borrowed: str | None = None

    @cached_property
    def rows(self) -> list[Row]:
        """
        Number and values of each row below the header that holds anything.

        A value that is merged over several rows stands in each of them; columns of other blocks are empty.
        """
        down = _merged_down(self.sheet, self.header.row_number, self.last_row)
        found = []
        for number, values in self.sheet.filled_rows(self.header.row_number):
            if number > self.last_row:
                break
            own = values
            if self.span is not None:
                own = _only(values, self.span)
                if is_empty_row(own):
                    continue
            if number in down:
                own = _filled(
                    own, [cell for cell in down[number] if self.span is None or cell[0] in self.span]
                )
            found.append((number, own))
        return found


def looks_like_rows(block: Block, sheet: Sheet, fits: Mapping[str, Callable[[Value], bool]]) -> bool:
    """
    Whether a sheet without a header holds rows of a block: in most rows its columns hold what they should.

    `fits` tells of some fields what their cells hold; one of them must be among the block's.
    """
    columns = {field: block.header.columns[field] for field in fits if field in block.header.columns}
    rows = [values for _, values in sheet.filled_rows()]
    good = [
        all(column < len(row) and fits[field](row[column]) for field, column in columns.items())
        for row in rows
    ]
    if not columns or not any(good):
        return False
    last = len(good) - good[::-1].index(True)
    # A note or a signature below them is a row of one cell, and none that would have to fit.
    notes = 0 if any(map(_is_more_than_a_note, rows[last:])) or len(columns) == 1 else len(rows) - last
    if sum(good) * 2 <= len(rows) - notes:
        return False
    # What stands above the first row is a title, or else a header that nobody knows.
    above = rows[: good.index(True)]
    return not any(map(_is_more_than_a_note, above))


def _is_more_than_a_note(row: Sequence[Value]) -> bool:
    return sum(1 for value in row if show_value(value).strip()) > 1


def _merged_down(sheet: Sheet, header_row: int, last_row: int) -> dict[int, list[tuple[int, Value]]]:
    """Give the cells below the first one of each area that is merged over rows of one column."""
    cells: dict[int, list[tuple[int, Value]]] = {}
    for area in sheet.facts.merged:
        if area.first_column != area.last_column or area.first_row <= header_row:
            continue
        value = sheet.value(area.first_row, area.first_column)
        if value == "":
            continue
        for row in range(area.first_row + 1, min(area.last_row, last_row) + 1):
            cells.setdefault(row, []).append((area.first_column, value))
    return cells


def _filled(values: tuple[Value, ...], cells: Sequence[tuple[int, Value]]) -> tuple[Value, ...]:
    row = list(values)
    for column, value in cells:
        row += [""] * (column + 1 - len(row))
        row[column] = value
    return tuple(row)


def _only(values: tuple[Value, ...], span: frozenset[int]) -> tuple[Value, ...]:
    return tuple(value if column in span else "" for column, value in enumerate(values))
