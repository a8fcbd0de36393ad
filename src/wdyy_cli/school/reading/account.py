"""The account of reading: what of a table was read as what, and what holds data and was not read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wdyy_cli.headers.block import Row
from wdyy_cli.headers.field_names import FIELD_NAMES
from wdyy_cli.headers.header import is_somebody_else, one_line
from wdyy_cli.model import Severity, SheetRead, TableReading
from wdyy_cli.rules.table.aside import Aside
from wdyy_cli.rules.table.cell_marks import Marks, is_text
from wdyy_cli.rules.table.leftover import Leftover
from wdyy_cli.rules.table.table import TableRef, list_rows, place_in
from wdyy_cli.school.reading.tables import OpenFile, OpenTable
from wdyy_cli.sheet import Sheet, Value, column_letters, show_value
from wdyy_cli.texts.cell_text import squeeze

COUNTED = ("level", "student_type", "status", "subject")
"""Fields of which is told how many rows have each value."""

EMPTY = "（空）"

_MAY_NAME_ANOTHER = re.compile("地址|位置|地点|楼|备注|说明|原|旧")
"""Headers under which a room may be named that is not one of the table's."""


@dataclass(frozen=True, kw_only=True)
class TablePart:
    """A block with the rows that count, and those that do not."""

    block: OpenTable
    table: TableRef
    rows: Sequence[Row]
    asides: Sequence[Aside]

    @property
    def as_read(self) -> tuple[TableRef, Sequence[str], frozenset[int] | None, Sequence[Row]]:
        """It as `reading_of` wants it."""
        return self.table, self.block.header.headers, self.block.block.span, self.rows

    @cached_property
    def by_row(self) -> Mapping[int, tuple[Value, ...]]:
        """The values of the rows that count, by their number on the sheet."""
        return dict(self.rows)


def _is_text(file: OpenFile) -> bool:
    return file.workbook.encoding is not None


def reading_of(
    tables: Sequence[tuple[TableRef, Sequence[str], frozenset[int] | None, Sequence[Row]]],
) -> TableReading:
    """Say what was read of tables: each with all headers of its row, its span of columns, and its rows."""
    sheets: Counter[str | None] = Counter()
    columns: dict[str, list[str]] = {}
    unused: dict[str, None] = {}
    for table, headers, span, rows in tables:
        sheets[table.sheet] += len(rows)
        for field, header in table.headers.items():
            columns.setdefault(field, []).append(one_line(header))
        taken = set(table.columns.values())
        for column, text in enumerate(headers):
            if text and column not in taken and (span is None or column in span):
                unused.setdefault(one_line(text))
    return TableReading(
        sheets=tuple(SheetRead(name=name, rows=count) for name, count in sheets.items()),
        columns={field: " / ".join(dict.fromkeys(titles)) for field, titles in columns.items()},
        unused=tuple(unused),
        counts=_counts([(table, rows) for table, _, _, rows in tables]),
    )


def _counts(tables: Sequence[tuple[TableRef, Sequence[Row]]]) -> dict[str, dict[str, int]]:
    """Count the rows by the values of the fields that have few."""
    counts: dict[str, Counter[str]] = {}
    for field, table, rows in ((field, *table) for field in COUNTED for table in tables):
        if field not in table.columns:
            continue
        column = table.columns[field]
        cells = [values[column] if column < len(values) else "" for _, values in rows]
        texts = [value if type(value) is str else show_value(value) for value in cells]
        found = counts.setdefault(field, Counter())
        for text, count in Counter(texts).items():
            found[table.tidied(text, field) or EMPTY] += count
    return {field: dict(found) for field, found in counts.items()}


@dataclass(frozen=True, kw_only=True)
class Sought:
    """
    What is looked for in the cells that were not read: `marks` finds it, `unit` counts it.

    `field` is the column where it belongs. `loose`: some other columns may hold such words as well, as an
    address names a room; beside a row's own one they do not count, and nothing is certain. `each_row`:
    one of them stands in several rows, so that what nobody read is lost although it stands elsewhere too.
    """

    field: str
    marks: Marks
    unit: str
    needs: str
    loose: bool = False
    each_row: bool = False


class _Hit(NamedTuple):
    row: int
    column: int
    value: Value
    found: Sequence[str]


def find_leftovers(
    every: Sequence[TablePart], counted: Sequence[TablePart], sought: Sought
) -> Iterator[Leftover]:
    """Find what is looked for and stands in a sheet, block, row or column that nobody read."""
    known = frozenset(_known(counted, sought))
    files = {part.block.shown: part.block.file for part in every}
    for shown, file in files.items():
        here = [part for part in every if part.block.shown == shown]
        for sheet in file.workbook.sheets:
            parts = [part for part in here if part.block.sheet is sheet]
            rows = {row for part in parts for row, _ in part.rows}
            hits = [
                hit
                for hit in _hits(sheet, parts, sought)
                if (sought.each_row and hit.row not in rows) or not known.issuperset(hit.found)
            ]
            if not hits:
                continue
            if parts:
                yield from _in_sheet(shown, file, sheet, parts, hits, sought)
            else:
                yield _whole_sheet(shown, file, sheet, hits, sought)


def told_sheets(parts: Sequence[TablePart], unit: str) -> Iterator[Leftover]:
    """Tell which sheets were read without a header of their own, with the columns of another one."""
    for part in parts:
        borrowed = part.block.block.borrowed
        if borrowed is not None:
            name = part.block.sheet.name
            where = f"工作表“{name}”没有表头，照工作表“{borrowed}”的列来读"
            yield Leftover(
                place=place_in(part.block.shown, name),
                where=where,
                count=len(part.rows),
                unit=unit,
                counted=True,
                severity=Severity.INFO,
            )


def _known(parts: Sequence[TablePart], sought: Sought) -> Iterator[str]:
    for part in parts:
        column = part.table.columns.get(sought.field, -1)
        for _, values in part.rows:
            if 0 <= column < len(values):
                value = values[column]
                number = part.table.id_number(values) if sought.field == "id_number" else None
                if number is not None:
                    yield number
                else:
                    yield from sought.marks(value)


def _hits(sheet: Sheet, parts: Sequence[TablePart], sought: Sought) -> Iterator[_Hit]:
    """Yield the cells that hold what is looked for and are not where it was read from."""
    read: dict[int, tuple[int, ...]] = {}
    for part in parts:
        own = (part.table.columns.get(sought.field, -1),)
        for row, _ in part.rows:
            read[row] = read[row] + own if row in read else own
    for row, values in sheet.filled_rows():
        done = read.get(row, ())
        known = sought.loose and any(_holds(values, column) for column in done)
        for column, value in enumerate(values):
            if value != "" and column not in done and (found := sought.marks(value)):
                hit = _Hit(row, column, value, found)
                if not (known and _MAY_NAME_ANOTHER.search(squeeze(_title(parts, hit)))):
                    yield hit


def _holds(values: tuple[Value, ...], column: int) -> bool:
    return 0 <= column < len(values) and bool(show_value(values[column]).strip())


def _whole_sheet(shown: str, file: OpenFile, sheet: Sheet, hits: Sequence[_Hit], sought: Sought) -> Leftover:
    why = f"没有找到{sought.needs}的表头" if sheet.visible else "是隐藏的"
    name = "" if _is_text(file) else f"工作表“{sheet.name}”"
    return Leftover(
        place=place_in(shown, None if _is_text(file) else sheet.name),
        where=f"{name}{why}",
        count=sum(len(hit.found) for hit in hits),
        unit=sought.unit,
        severity=Severity.WARNING,
    )


def _in_sheet(
    shown: str,
    file: OpenFile,
    sheet: Sheet,
    parts: Sequence[TablePart],
    hits: Iterable[_Hit],
    sought: Sought,
) -> Iterator[Leftover]:
    """Tell what was passed over on a sheet that was read: below a lame header, in a column, in other rows."""
    groups: dict[tuple[str, Severity], list[_Hit]] = {}
    asides = [left for left in file.aside if left.sheet == sheet.name]
    for hit in hits:
        lame = next((left for left in asides if left.first_row <= hit.row <= left.last_row), None)
        if lame is not None:
            lacking = "、".join(f"“{FIELD_NAMES.get(field, field)}”" for field in lame.missing)
            key = (f"第 {lame.first_row - 1} 行的表头没有{lacking}这一列", Severity.ERROR)
        else:
            found = _of_column(sheet, parts, hit, sought)
            if found is None:
                continue
            key = found
        groups.setdefault(key, []).append(hit)
    name = None if _is_text(file) else sheet.name
    for (where, severity), found_here in groups.items():
        first = found_here[0]
        title = _title(parts, first) or None
        yield Leftover(
            place=place_in(shown, name, first.row, first.column, header=title, value=first.value),
            where=where or list_rows([hit.row for hit in found_here]),
            count=sum(len(hit.found) for hit in found_here),
            unit=sought.unit,
            severity=severity,
        )


def _of_column(
    sheet: Sheet, parts: Sequence[TablePart], hit: _Hit, sought: Sought
) -> tuple[str, Severity] | None:
    """Say in which column or rows something was passed over; None where it is somebody else's by name."""
    beside = sheet.value(hit.row, hit.column - 1)
    text = show_value(hit.value)
    if is_somebody_else(text[: text.find(hit.found[0][:6])]) or _labels_somebody_else(beside):
        return None
    part = _part_of(parts, hit)
    if part is None:
        return "", Severity.WARNING
    title = _title(parts, hit)
    if title and is_somebody_else(title) and _is_below_its_header(part, hit.row, sought):
        return None
    if hit.row not in part.by_row:
        return "", Severity.WARNING
    if not title:
        severity = Severity.WARNING if sought.loose else Severity.ERROR
        return f"{column_letters(hit.column)} 列没有表头", severity
    used = hit.column in part.table.columns.values()
    return f"“{title}”列{'' if used else '没有用到'}", Severity.WARNING


def _is_below_its_header(part: TablePart, row: int, sought: Sought) -> bool:
    """
    Whether a row is one of those that the header above it is about, so that the header says whose data it is.

    Not where the header stands on another sheet, nor where the row has neither name nor number in its place:
    then it is in another order, below a header that nobody knew.
    """
    values = part.by_row.get(row)
    if values is None or part.block.block.borrowed is not None:
        return False
    name, own = (part.table.value(values, field) for field in ("name", sought.field))
    return is_text(name) or bool(sought.marks(own))


def _labels_somebody_else(beside: Value) -> bool:
    text = squeeze(beside) if isinstance(beside, str) else ""
    return text.endswith(":") and is_somebody_else(text)


def _part_of(parts: Sequence[TablePart], hit: _Hit) -> TablePart | None:
    inside = [part for part in parts if part.block.header.row_number < hit.row <= part.block.block.last_row]
    own = (part for part in inside if part.block.block.span is None or hit.column in part.block.block.span)
    return next(own, inside[0] if inside else None)


def _title(parts: Sequence[TablePart], hit: _Hit) -> str:
    part = _part_of(parts, hit)
    headers = () if part is None else part.block.header.headers
    return one_line(headers[hit.column]) if hit.column < len(headers) else ""
