"""Places on a sheet as Excel writes them: columns, cells and ranges."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_LETTERS = 26
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,6})?(?::\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,6})?)?")


class Range(NamedTuple):
    """A block of cells; rows and columns count from 1, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def touches(self, other: Range) -> bool:
        """Whether both have a cell in common."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )

    def joined(self, other: Range) -> Range:
        """Give the smallest block that holds both."""
        return Range(
            min(self.first_row, other.first_row),
            min(self.first_column, other.first_column),
            max(self.last_row, other.last_row),
            max(self.last_column, other.last_column),
        )

    def __str__(self) -> str:
        """Write it as A1:B2, or as A1 where it is one cell."""
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"


@cache
def column_letters(number: int) -> str:
    """Give the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def column_number(letters: str) -> int:
    """Give the number of a column from its letters, in whatever case."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def parse_cell(reference: str) -> tuple[int, int] | None:
    """Give row and column of a reference such as B7, None where it is none or lies beyond the sheet."""
    match = _CELL.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def parse_range(reference: str) -> Range | None:
    """Give the block of a reference such as B7, A1:B2, A:C or 3:5, None where it is none."""
    match = _RANGE.fullmatch(reference.strip())
    if match is None or not (match[1] or match[2]):
        return None
    left, top, right, bottom = match.groups()
    first_row, first_column = int(top or 1), column_number(left) if left else 1
    if right or bottom:
        last_row, last_column = int(bottom or LAST_ROW), column_number(right) if right else LAST_COLUMN
    else:
        last_row, last_column = (int(top) if top else LAST_ROW), (first_column if left else LAST_COLUMN)
    return Range(
        min(first_row, last_row),
        min(first_column, last_column),
        max(first_row, last_row),
        max(first_column, last_column),
    )


def parse_ranges(references: str) -> list[Range]:
    """Give the blocks of a list such as `C4:C200 H4:H200`; what is no reference is left out."""
    # A defined name has commas and the sheet before each: 'Sheet 1'!$A$1:$H$9,'Sheet 1'!$J$1
    pieces = re.split(r"[\s,]+", re.sub(r"'(?:[^']|'')*'!|[^\s,'!]+!", "", references))
    return [found for piece in pieces if (found := parse_range(piece)) is not None]
