"""A workbook as values: sheets, rows, cells, and the facts about a sheet that its values do not show."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

FIRST_INEXACT = 10**15
"""From here on spreadsheets keep no longer every digit of a number: 15 are what Excel stores."""

_LETTERS = 26
_ROWS_REMEMBERED = 64
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9][0-9]{0,6})")
_OF_SHEET = re.compile(r"'(?:[^']|'')*'!|[^\s,'!]+!")
_SEPARATOR = re.compile(r"[\s,]+")

LAST_ROW = 1_048_576
LAST_COLUMN = 16_383
"""The last row (from 1) and column (from 0) that Excel has."""

LONGEST_TEXT = 32_767
"""How many characters Excel keeps in one cell, counted as UTF-16 units."""


class ErrorValue(str):
    """An error value of a cell, such as #N/A: text to look at, but no text that somebody typed."""

    __slots__ = ()


Value = str | int | float | dt.date | dt.time | dt.timedelta
"""What a cell holds; bool and datetime are among them as subclasses. An empty cell is the empty text."""


class StoredAs(StrEnum):
    """What kind of cell the file has there, whatever it looks like."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"
    EMPTY = "empty"


STORED_WORDS = {
    StoredAs.TEXT: "文本",
    StoredAs.NUMBER: "数字",
    StoredAs.DATE: "日期",
    StoredAs.BOOLEAN: "逻辑值",
    StoredAs.ERROR: "错误值",
    StoredAs.FORMULA: "公式",
    StoredAs.EMPTY: "空",
}
"""The same for people; programs read the words themselves."""


@dataclass(frozen=True, order=True, slots=True)
class Area:
    """A rectangle of cells, all ends included. Rows count from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `A1`, `A1:B2`, `A:B` or `1:2`, with or without `$`; None where it is no area."""
        first, _, last = text.strip().partition(":")
        start, end = _corner(first, at_end=False), _corner(last or first, at_end=True)
        if start is None or end is None:
            return None
        rows = sorted((start[0], end[0]))
        columns = sorted((start[1], end[1]))
        return cls(rows[0], columns[0], rows[1], columns[1])

    @classmethod
    def parse_all(cls, references: str) -> list[Self]:
        """Read a list such as `C4:C200 H4:H200` or a defined name's; what is no area is left out."""
        # A defined name has commas and the sheet before each: 'Sheet 1'!$A$1:$H$9,'Sheet 1'!$J$1
        pieces = _SEPARATOR.split(_OF_SHEET.sub("", references))
        return [found for piece in pieces if (found := cls.parse(piece)) is not None]

    def touches(self, other: Area) -> bool:
        """Whether both have a cell in common."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )

    def joined(self, other: Area) -> Area:
        """Give the smallest area that holds both."""
        return Area(
            min(self.first_row, other.first_row),
            min(self.first_column, other.first_column),
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )

    def __contains__(self, place: tuple[int, int]) -> bool:
        """Whether a (row, column) lies inside."""
        row, column = place
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def __str__(self) -> str:
        """Write it like A1:B2."""
        start = cell_ref(self.first_row, self.first_column)
        end = cell_ref(self.last_row, self.last_column)
        return start if start == end else f"{start}:{end}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Validation:
    """
    A data validation (有效性): where it applies, its `kind` (list, whole, custom …) and its first formula.

    `values` are the entries of a list written out in place, None where they stand elsewhere (in cells, by a
    name) or where it is no list.
    """

    areas: tuple[Area, ...]
    kind: str
    source: str = ""
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """
    What a sheet has besides values. Rows count from 1, columns from 0; cells are written like B7.

    `formulas` maps cells to formulas as stored, without `=`: empty for the followers of a shared formula and
    where the format keeps no text. `errors` maps cells to their error value. What a `…_known` flag denies was
    not looked at, so that its emptiness means nothing. `filtered` says that a filter is in force.
    """

    formulas: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[Area, ...] = ()
    filtered: bool = False
    validations: tuple[Validation, ...] = ()
    formulas_known: bool = True
    hidden_known: bool = True
    merged_known: bool = True
    validations_known: bool = True

    def is_hidden_column(self, column: int) -> bool:
        """Whether a column (from 0) is hidden."""
        return any(area.first_column <= column <= area.last_column for area in self.hidden_columns)


NO_FACTS = SheetFacts()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    One sheet. `rows[0]` is row 1 and `rows[i][0]` column A, always; rows may differ in length.

    Rows after the last one with a value are left out. `visible` is False for hidden and very hidden sheets.
    """

    name: str
    rows: tuple[tuple[Value, ...], ...]
    visible: bool = True
    facts: SheetFacts = NO_FACTS

    def value(self, row: int, column: int) -> Value:
        """Give the value at a row (from 1) and column (from 0), the empty text outside of the data."""
        if not 1 <= row <= len(self.rows):
            return ""
        cells = self.rows[row - 1]
        return cells[column] if 0 <= column < len(cells) else ""

    def filled_rows(self, after: int = 0, last: int | None = None) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Yield row number and values of each row below `after`, down to `last`, that holds any value."""
        for number, values in enumerate(islice(self.rows, after, last), start=after + 1):
            if values.count("") != len(values):
                yield number, values

    @cached_property
    def width(self) -> int:
        """Number of columns from A to the last one that any row reaches."""
        return max(map(len, self.rows), default=0)

    def texts(self, row: int) -> tuple[str, ...]:
        """Give the cells of a row (from 1) as texts without blanks around them; none outside of the data."""
        if not 1 <= row <= len(self.rows):
            return ()
        if row > _ROWS_REMEMBERED:
            return texts_of(self.rows[row - 1])
        if row not in self._texts:
            self._texts[row] = texts_of(self.rows[row - 1])
        return self._texts[row]

    @cached_property
    def _texts(self) -> dict[int, tuple[str, ...]]:
        """The first rows as texts: everything that looks for a header looks at the same ones."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """
    A file of sheets; `encoding` is that of a text file.

    `sha256` is that of the bytes that were read, in hexadecimal.
    """

    sheets: tuple[Sheet, ...]
    encoding: str | None = None
    sha256: str | None = None


def stored_as(value: Value) -> StoredAs:
    """Say how a value without a formula is stored."""
    if isinstance(value, str):
        if isinstance(value, ErrorValue):
            return StoredAs.ERROR
        return StoredAs.TEXT if value else StoredAs.EMPTY
    if isinstance(value, bool):
        return StoredAs.BOOLEAN
    return StoredAs.NUMBER if isinstance(value, int | float) else StoredAs.DATE


def is_empty_row(values: tuple[Value, ...] | list[Value]) -> bool:
    """Whether no cell of a row holds a value."""
    return values.count("") == len(values)


def texts_of(row: Sequence[Value]) -> tuple[str, ...]:
    """Give the cells of a row as texts without blanks around them."""
    return tuple((value if type(value) is str else show_value(value)).strip() for value in row)


def show_value(value: Value) -> str:
    """Write a value as text: dates as 2020-01-31, truth values as Excel does, numbers by `show_number`."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return show_number(value)
    return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else str(value)


def show_number(value: float) -> str:
    """
    Write a number as text: whole ones of up to 15 digits in full, larger ones in scientific notation.

    A number of 18 digits has lost its last ones when it was stored; to write it in full would invent them.
    """
    if not math.isfinite(value):
        return "#NUM!"
    if value == int(value) and abs(value) < FIRST_INEXACT:
        return str(int(value))
    shown = repr(float(value))
    if "e" not in shown and abs(value) < FIRST_INEXACT:
        return shown
    mantissa, exponent = f"{Decimal(shown).normalize():E}".split("E")
    return f"{mantissa}E{int(exponent):+03d}"


@lru_cache(maxsize=512)
def column_letters(column: int) -> str:
    """Name a column, counted from 0: A, B … Z, AA."""
    letters = ""
    left = column + 1
    while left > 0:
        left, rest = divmod(left - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=512)
def column_index(letters: str) -> int:
    """Count a column from 0 by its letters, upper or lower case."""
    index = 0
    for letter in letters.upper():
        index = index * _LETTERS + ord(letter) - ord("A") + 1
    return index - 1


def cell_ref(row: int, column: int) -> str:
    """Name a cell by its row (from 1) and column (from 0)."""
    return f"{column_letters(column)}{row}"


def parse_ref(ref: str) -> tuple[int, int] | None:
    """Read row (from 1) and column (from 0) of a cell such as B7 or $B$7; None where it is none."""
    match = _REF.fullmatch(ref)
    return None if match is None else (int(match[2]), column_index(match[1]))


def _corner(text: str, *, at_end: bool) -> tuple[int, int] | None:
    """Read one corner of an area; a whole column or row reaches as far as Excel does."""
    if (place := parse_ref(text)) is not None:
        return place
    if (match := _COLUMN.fullmatch(text)) is not None:
        return (LAST_ROW if at_end else 1, column_index(match[1]))
    if (match := _ROW.fullmatch(text)) is not None:
        return (int(match[1]), LAST_COLUMN if at_end else 0)
    return None
