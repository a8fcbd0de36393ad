"""Lines for people on a screen: their style, and how they are broken where it is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wdyy_cli.report.screen.columns import cell, cells

PLAIN = ""
WIDEST_PLACE_SHARE = 0.55
"""A place or term takes this share of the width at most, before its text stands below it."""


class ScreenLine(NamedTuple):
    """One line of output and its style, in Rich's words; '' is plain."""

    text: str
    style: str = PLAIN


def wrap_lines(lines: Iterable[ScreenLine], width: int | None) -> list[ScreenLine]:
    """Break lines that are wider than so many cells, the rest hanging under the text; None breaks nothing."""
    return [wrapped for line in lines for wrapped in _wrap(line, width)]


def _wrap(line: ScreenLine, width: int | None) -> Iterator[ScreenLine]:
    if width is None or cells(line.text) <= width:
        yield line
        return
    hanging = " " * min(_text_column(line.text), int(width * WIDEST_PLACE_SHARE) + 6, width - 2)
    rest = line.text
    while cells(rest) > width:
        cut = _cut_at(rest, width, len(hanging))
        yield ScreenLine(rest[:cut].rstrip(" "), line.style)
        rest = hanging + rest[cut:].lstrip(" ")
    yield ScreenLine(rest, line.style)


def _text_column(text: str) -> int:
    """Find the cell where the text of a line begins: behind the gap after a place or term, else two in."""
    indent = len(text) - len(text.lstrip(" "))
    gap = text.find("  ", indent)
    if gap < 0:
        return indent + 2
    return cells(text[:gap]) + len(text[gap:]) - len(text[gap:].lstrip(" "))


def _cut_at(text: str, width: int, indent: int) -> int:
    """Find where to break: far right, before no closing mark, if possible in no word or number."""
    used = 0
    last = len(text)
    for index, char in enumerate(text):
        used += cell(char)
        if used > width:
            last = index
            break
    lead = len(text) - len(text.lstrip(" "))
    start = indent if indent < last else lead
    least = start + (last - start) // 2
    for cut in range(last, max(least, 1), -1):
        before, after = text[cut - 1], text[cut]
        inside_word = before.isascii() and after.isascii() and before != " " and after != " "
        if not inside_word and after not in "，。；：、）”？！…" and before not in "（“":
            return cut
    return max(last, lead + 1)
