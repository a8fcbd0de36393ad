"""The findings as the page shows them: a photo beside its limit, a row with the cell marked, or a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wdyy_cli.model import Finding, Location, Report, Table
from wdyy_cli.photo import Thumbnail
from wdyy_cli.report.columns import cells
from wdyy_cli.report.words import message_of, place_label
from wdyy_cli.sheet import StoredAs, Value, parse_ref, show_value

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
BACKGROUND_RULES = "PHO3"
EMPTY = "（空）"
STORED_WORDS: Mapping[str, str] = {
    StoredAs.NUMBER: "数字",
    StoredAs.DATE: "日期",
    StoredAs.BOOLEAN: "逻辑值",
    StoredAs.ERROR: "错误值",
    StoredAs.FORMULA: "公式",
}

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
    """What is said about any finding, and what the filters look at."""

    severity: str
    code: str
    class_index: int | None
    class_name: str | None
    name: str
    label: str
    message: str

    @property
    def label_pieces(self) -> list[str]:
        """The label, in pieces between which a line may break."""
        return _BREAKS.split(self.label)


@dataclass(frozen=True, kw_only=True)
class PhotoCard:
    """A finding about a photo; `swatch` is the colour that was found, `other` a second photo to look at."""

    about: About
    measured: str | None
    limit: str | None
    swatch: str | None
    picture: CardPicture | None
    marked: bool
    other: str | None
    other_picture: CardPicture | None


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
class Row:
    """A finding about a row of a table."""

    about: About
    where: str
    cells: Sequence[ShownFinding]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Some findings about one table: what it is called, its headers, and a row for each."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Row]

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

    def photos(self, findings: Iterable[Finding]) -> Iterator[PhotoCard]:
        """Yield the findings about photos."""
        for finding in findings:
            if finding.place.location.member is not None:
                yield self._photo(finding)

    def tables(self, findings: Iterable[Finding]) -> Iterator[Rows]:
        """Yield the findings about rows whose table is known, table by table, some at a time."""
        by_table: dict[tuple[str, str | None], list[Finding]] = {}
        for finding in findings:
            if self._table_of(finding.place.location) is not None:
                at = finding.place.location
                by_table.setdefault((at.file, at.sheet), []).append(finding)
        for key, found in by_table.items():
            table = self._tables[key]
            columns = _columns(table, found)
            for start in range(0, len(found), ROWS_AT_A_TIME):
                some = found[start : start + ROWS_AT_A_TIME]
                yield Rows(
                    title=" ".join(part for part in key if part),
                    headers=[_text(table, table.header_row, column) for column in columns],
                    rows=[self._row(finding, table, columns) for finding in some],
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
            severity="ignored" if finding.suppressed is not None else finding.severity.value,
            code=finding.code,
            class_index=self.classes.get(class_name or ""),
            class_name=class_name,
            name=finding.name or "",
            label=place_label(finding.place.location, with_file=len(self.report.inputs) > 1),
            message=message_of(finding),
        )

    def _photo(self, finding: Finding) -> PhotoCard:
        other = finding.other
        measured = finding.measured
        swatch = None if measured is None else _HEX.search(measured)
        if measured is not None and swatch is not None:
            measured = measured.replace(swatch[0], "").replace("（）", "")
        return PhotoCard(
            about=self._about(finding),
            measured=measured,
            limit=finding.limit,
            swatch=None if swatch is None else swatch[0],
            picture=self._picture(finding.place.location),
            marked=finding.code.startswith(BACKGROUND_RULES),
            other=None if other is None else place_label(other, with_file=len(self.report.inputs) > 1),
            other_picture=None if other is None else self._picture(other),
        )

    def _picture(self, at: Location) -> CardPicture | None:
        return None if at.member is None else self.pictures.get((at.file, at.member))

    def _row(self, finding: Finding, table: Table, columns: Sequence[int]) -> Row:
        at = finding.place.location
        number = at.row or 0
        hit = parse_ref(at.cell or "")
        return Row(
            about=self._about(finding),
            where=at.cell or f"第 {number} 行",
            cells=[
                _hit(table, number, column, finding.place.stored_as)
                if hit == (number, column)
                else ShownFinding(text=_text(table, number, column))
                for column in columns
            ],
        )


def _columns(table: Table, findings: Iterable[Finding]) -> list[int]:
    """Choose the columns that say who it is (all known ones where none does), and those of the findings."""
    who = [column for field, column in table.columns.items() if field in WHO]
    hits = (parse_ref(finding.place.location.cell or "") for finding in findings)
    return sorted({*(who or table.columns.values()), *(hit[1] for hit in hits if hit is not None)})


def _hit(table: Table, row: int, column: int, stored_as: str | None) -> ShownFinding:
    stored = STORED_WORDS.get(stored_as or "")
    return ShownFinding(text=_text(table, row, column) or EMPTY, hit=True, stored=stored)


def _text(table: Table, row: int, column: int) -> str:
    values: tuple[Value, ...] = table.rows[row - 1] if 0 < row <= len(table.rows) else ()
    return show_value(values[column]) if column < len(values) else ""
