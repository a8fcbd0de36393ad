"""The findings as the page shows them: a photo beside its limit, a row with the cell marked, or a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Finding, Location, Report, Table
from wdyy_cli.photo import Thumbnail
from wdyy_cli.report.said.words import message_of, place_label
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.sheet import STORED_WORDS, StoredAs, Value, parse_ref, show_value

ROWS_AT_A_TIME = 50
"""So many rows are one table: what is not on the screen need not be laid out."""

WHO = frozenset(
    {"name", "id_number", "student_number", "class_name", "student_type", "level", "subject", "status"}
)
"""The fields of a row that tell people whom it is about; the others repeat from row to row."""

MOST_COLUMNS = 6
"""So many columns of a table fit on A4 beside the place and what is wrong."""

LONGEST_TIGHT = 24
"""Texts of at most so many cells, a number or a name, are not broken."""

PHOTO_WIDTH = 120
EMPTY = "（空）"

_BREAKS = re.compile(r"(?<=[/\\])|(?=[(（])|(?=\.[A-Za-z0-9]{1,5}$)")
"""Where the name of a file may be broken: behind folders, before what is attached, before its ending."""

_HEX = re.compile(r"#[0-9A-F]{6}")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class CardPicture:
    """A thumbnail and the name by which the page refers to it."""

    key: str
    drawn: Thumbnail

    @property
    def height(self) -> int:
        """Its height on the page, where all are of one width."""
        return round(PHOTO_WIDTH * self.drawn.height / self.drawn.width)


def in_pixels(box: Box, drawn: Thumbnail) -> Box:
    """Give x, y, width and height in the pixels of a thumbnail for a box that is given by shares of it."""
    x, y, right, low = box
    wide, high = drawn.width, drawn.height
    return round(x * wide, 1), round(y * high, 1), round((right - x) * wide, 1), round((low - y) * high, 1)


@dataclass(frozen=True, kw_only=True)
class About:
    """A finding with what is said about any, and what the filters look at."""

    finding: Finding
    severity: str
    class_index: int | None
    class_name: str | None
    label: str
    message: str

    @property
    def label_pieces(self) -> list[str]:
        """The label, in pieces between which a line may break."""
        return _BREAKS.split(self.label)


@dataclass(frozen=True, kw_only=True)
class ShownFinding:
    """A cell as it is shown; `hit` where the finding is about it, `stored` where it is no text."""

    text: str
    hit: bool = False
    stored: str | None = None

    @property
    def tight(self) -> bool:
        """Whether it stays on one line where there is room."""
        return cells(self.text) <= LONGEST_TIGHT

    @property
    def number(self) -> bool:
        """Whether it is a number, which is never broken: half of it would be read as another one."""
        return self.tight and self.text.isascii() and any(char.isdigit() for char in self.text)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Some findings about one table: what it is called, its headers, and the cells of the row of each."""

    title: str
    headers: Sequence[str]
    rows: Sequence[tuple[About, Sequence[ShownFinding]]]

    @property
    def wide(self) -> bool:
        """Whether it has more columns than stand on paper side by side unbroken."""
        return len(self.headers) > MOST_COLUMNS


@dataclass(frozen=True, kw_only=True)
class Items:
    """Turns findings into what is shown, with what the report knows besides."""

    report: Report
    pictures: Mapping[tuple[str, str], CardPicture]
    classes: Mapping[str, int]

    def photos(self, findings: Iterable[Finding]) -> Iterator[About]:
        """Yield the findings about photos."""
        return (self._about(each) for each in findings if each.place.location.member is not None)

    def tables(self, findings: Iterable[Finding]) -> Iterator[Rows]:
        """Yield the findings about rows whose table is known, table by table, some at a time."""
        places = ((finding, finding.place.location) for finding in findings)
        shown = (((at.file, at.sheet), one) for one, at in places if self._table_of(at) is not None)
        for key, found in grouped(shown).items():
            table = self._tables[key]
            columns = _columns(table, found)
            for start in range(0, len(found), ROWS_AT_A_TIME):
                some = found[start : start + ROWS_AT_A_TIME]
                yield Rows(
                    title=" ".join(part for part in key if part),
                    headers=[_text(table, table.header_row, column) for column in columns],
                    rows=[(self._about(one), list(_cells(one, table, columns))) for one in some],
                )

    def places(self, findings: Iterable[Finding]) -> Iterator[About]:
        """Yield all other findings."""
        for finding in findings:
            at = finding.place.location
            if at.member is None and self._table_of(at) is None:
                yield self._about(finding)

    @cached_property
    def _tables(self) -> dict[tuple[str, str | None], Table]:
        # Where several tables stand on a sheet, the first one names its columns.
        return {(table.file, table.sheet): table for table in reversed(self.report.tables)}

    def _table_of(self, at: Location) -> Table | None:
        if at.member is not None or at.row is None:
            return None
        table = self._tables.get((at.file, at.sheet))
        return table if table is not None and at.row <= len(table.rows) else None

    def _about(self, finding: Finding) -> About:
        class_name = self.report.class_of(finding)
        return About(
            finding=finding,
            severity="ignored" if finding.suppressed is not None else finding.severity.value,
            class_index=self.classes.get(class_name or ""),
            class_name=class_name,
            label=self.label(finding.place.location),
            message=message_of(finding),
        )

    def label(self, at: Location) -> str:
        """Say where something stands."""
        return place_label(at, with_file=len(self.report.inputs) > 1)

    def picture(self, at: Location) -> CardPicture | None:
        """Give the small picture of a photo, where there is one."""
        return None if at.member is None else self.pictures.get((at.file, at.member))


def _columns(table: Table, findings: Iterable[Finding]) -> list[int]:
    """Choose the columns that say who it is (all known ones where none does), and those of the findings."""
    who = [column for field, column in table.columns.items() if field in WHO]
    hits = (parse_ref(finding.place.location.cell or "") for finding in findings)
    return sorted({*(who or table.columns.values()), *(hit[1] for hit in hits if hit is not None)})


def _cells(finding: Finding, table: Table, columns: Sequence[int]) -> Iterator[ShownFinding]:
    """Yield the cells of the row that a finding is about."""
    at = finding.place.location
    number, hit = at.row or 0, parse_ref(at.cell or "")
    for column in columns:
        text = _text(table, number, column)
        if hit == (number, column):
            stored = finding.place.stored_as
            odd = None if stored in (None, StoredAs.TEXT, StoredAs.EMPTY) else STORED_WORDS[StoredAs(stored)]
            yield ShownFinding(text=text or EMPTY, hit=True, stored=odd)
        else:
            yield ShownFinding(text=text)


def swatch_in(measured: str) -> str | None:
    """Give the colour that a measure names, to be shown beside it."""
    found = _HEX.search(measured)
    return None if found is None else found[0]


def _text(table: Table, row: int, column: int) -> str:
    values: tuple[Value, ...] = table.rows[row - 1] if 0 < row <= len(table.rows) else ()
    return show_value(values[column]) if column < len(values) else ""
