"""A copy of a checked table, every cell at its own place, with the faulty ones coloured and commented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from wdyy_cli.model import Finding, Table
from wdyy_cli.report.columns import cells
from wdyy_cli.report.words import WORDS, message_of
from wdyy_cli.report.xlsx.styles import Style, style_of
from wdyy_cli.sheet import parse_ref, show_value
from wdyy_cli.workbooks.writer import CellPart, ColumnPart, Note, SheetPart

TITLES = ("问题", "怎么办")
MOST_NOTES = 5_000
"""Excel becomes slow with more comments in a sheet; what is wrong stands at the end of the row anyway."""

SAMPLE_ROWS = 200
NARROWEST, WIDEST, WIDTH_OF_PROBLEMS = 8, 40, 60

Marks = Mapping[tuple[int, int], Sequence[Finding]]
"""Findings by row (from 1) and column (from 0)."""


def marked_table(name: str, table: Table, findings: Sequence[Finding]) -> SheetPart:
    """Give the table as a sheet to write; what is wrong with a row stands behind its last column."""
    marks: dict[tuple[int, int], list[Finding]] = {}
    by_row: dict[int, list[Finding]] = {}
    for finding in findings:
        at = finding.place.location
        place = None if at.cell is None else parse_ref(at.cell)
        if place is not None:
            marks.setdefault(place, []).append(finding)
        row = at.row if place is None else place[0]
        if row is not None:
            by_row.setdefault(row, []).append(finding)
    width = max(map(len, table.rows), default=0)
    width = max([width, *(column + 1 for _, column in marks)])
    widths = (*_widths(table, width), WIDTH_OF_PROBLEMS, WIDTH_OF_PROBLEMS)
    return SheetPart(
        name=name,
        rows=partial(_rows, table, marks, by_row, width),
        notes=partial(_notes, marks) if marks else None,
        columns=[ColumnPart(width=each) for each in widths],
        landscape=True,
        frozen_rows=table.header_row,
        filter_row=table.header_row,
        filter_columns=width + len(TITLES),
        row_count=max([len(table.rows), *by_row]),
    )


def _rows(
    table: Table, marks: Marks, by_row: Mapping[int, Sequence[Finding]], width: int
) -> Iterator[list[CellPart]]:
    for number in range(1, max([len(table.rows), *by_row]) + 1):
        values = table.rows[number - 1] if number <= len(table.rows) else ()
        usual = Style.HEADER if number == table.header_row else Style.PLAIN
        row = [CellPart(show_value(value), usual) for value in values]
        row += [CellPart("", usual)] * (width - len(row))
        found = by_row.get(number, ())
        for finding in found:
            place = parse_ref(finding.place.location.cell or "")
            if place is not None:
                row[place[1]] = CellPart(row[place[1]].value, style_of(marks[place]))
        if found:
            problems = "\n".join(_words(finding) for finding in found)
            fixes = "\n".join(dict.fromkeys(finding.fix for finding in found))
            row += [CellPart(problems, style_of(found)), CellPart(fixes, Style.WRAPPED)]
        elif number == table.header_row:
            row += [CellPart(title, Style.HEADER) for title in TITLES]
        yield row


def _notes(marks: Marks) -> Iterator[Note]:
    for (row, column), findings in islice(sorted(marks.items()), MOST_NOTES):
        text = "\n".join(f"{_words(finding)}\n怎么办：{finding.fix}" for finding in findings)
        yield Note(row, column, text)


def _words(finding: Finding) -> str:
    where = f"{finding.place.location.cell} " if finding.place.location.cell else ""
    return f"{where}{WORDS[finding.severity]} {finding.code} {finding.title}：{message_of(finding)}"


def _widths(table: Table, width: int) -> list[int]:
    """Make each column as wide as what stands in it in the first rows from the header on."""
    widest = [NARROWEST] * width
    start = max(table.header_row - 1, 0)
    for values in table.rows[start : start + SAMPLE_ROWS]:
        for column, value in enumerate(values):
            widest[column] = max(widest[column], min(cells(show_value(value)) + 2, WIDEST))
    return widest
