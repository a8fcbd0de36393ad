"""A copy of a checked table, every cell at its own place, with the faulty ones coloured and commented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from wdyy_cli.model import Finding, Table
from wdyy_cli.report.said.words import WORDS, message_of
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.report.xlsx.styles import Style, style_of
from wdyy_cli.sheet import parse_ref, show_value
from wdyy_cli.workbooks.writer import CellPart, ColumnPart, Note, SheetPart

TITLES = ("问题", "怎么办")
ROW_TITLE = "原来的行"
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
    shown = _ShownRows.of(table, by_row)
    width = max((len(table.rows[number - 1]) for number in shown.stored(table)), default=0)
    width = max([width, *(column + 1 for _, column in marks)])
    header = shown.line_of(table.header_row)
    widths = (*_widths(table, shown, width), WIDTH_OF_PROBLEMS, WIDTH_OF_PROBLEMS)
    return SheetPart(
        name=name,
        rows=partial(_rows, table, shown, marks, by_row, width),
        notes=partial(_notes, shown, marks) if marks else None,
        columns=[ColumnPart(width=each) for each in (*shown.lead_widths, *widths)],
        landscape=True,
        frozen_rows=header,
        filter_row=header,
        filter_columns=len(shown.lead_widths) + width + len(TITLES),
        row_count=len(shown.numbers),
    )


@dataclass(frozen=True, kw_only=True)
class _ShownRows:
    """Which rows of a table are shown; where not all are, each with the number that it has in the table."""

    numbers: Sequence[int]
    numbered: bool

    @classmethod
    def of(cls, table: Table, by_row: Mapping[int, Sequence[Finding]]) -> _ShownRows:
        """Choose the rows: all, or the header and those of one reader."""
        if table.only is None:
            return cls(numbers=range(1, max([len(table.rows), *by_row]) + 1), numbered=False)
        header = {table.header_row} if table.header_row else set()
        return cls(numbers=sorted({*header, *table.only, *by_row}), numbered=True)

    @property
    def lead_widths(self) -> tuple[int, ...]:
        """The width of the column with the numbers, where there is one."""
        return (NARROWEST,) if self.numbered else ()

    def stored(self, table: Table) -> Iterator[int]:
        """Yield the rows that stand in the table."""
        return (number for number in self.numbers if number <= len(table.rows))

    def line_of(self, number: int) -> int:
        """Give the line on which a row of the table is shown; 0 where there is no such row."""
        return self.numbers.index(number) + 1 if number in self.numbers else 0

    def lead(self, number: int, table: Table) -> list[CellPart]:
        """Give the cell that tells the row's own number."""
        if not self.numbered:
            return []
        header = number == table.header_row
        return [CellPart(ROW_TITLE if header else number, Style.HEADER if header else Style.QUIET)]


def _rows(
    table: Table, shown: _ShownRows, marks: Marks, by_row: Mapping[int, Sequence[Finding]], width: int
) -> Iterator[list[CellPart]]:
    for number in shown.numbers:
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
        yield [*shown.lead(number, table), *row]


def _notes(shown: _ShownRows, marks: Marks) -> Iterator[Note]:
    for (row, column), findings in islice(sorted(marks.items()), MOST_NOTES):
        text = "\n".join(f"{_words(finding)}\n怎么办：{finding.fix}" for finding in findings)
        yield Note(shown.line_of(row), column + len(shown.lead_widths), text)


def _words(finding: Finding) -> str:
    where = f"{finding.place.location.cell} " if finding.place.location.cell else ""
    return f"{where}{WORDS[finding.severity]} {finding.code} {finding.title}：{message_of(finding)}"


def _widths(table: Table, shown: _ShownRows, width: int) -> list[int]:
    """Make each column as wide as what stands in it in the first rows from the header on."""
    widest = [NARROWEST] * width
    below = (number for number in shown.stored(table) if number >= table.header_row)
    for number in islice(below, SAMPLE_ROWS):
        for column, value in enumerate(table.rows[number - 1]):
            widest[column] = max(widest[column], min(cells(show_value(value)) + 2, WIDEST))
    return widest
