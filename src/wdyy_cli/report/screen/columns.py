"""Tables of text for people: columns aligned by the cells that characters take, Chinese ones two."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(cell(char) for char in text)


def cell(char: str) -> int:
    """How many terminal cells a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def lay_out_columns(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """
    Lay out rows of equal length in columns, two cells apart; those in `right` are aligned to the right.

    Nothing is cut: the last column may be as wide as it likes.
    """
    if not rows:
        return []
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        parts = []
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (width - cells(text))
            parts.append(gap + text if column in right else text + gap)
        lines.append("  ".join(parts).rstrip(" "))
    return lines
