"""What the shared strings of an xlsx weigh: a few bytes of cells can refer to a long text a million times."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from wdyy_cli.files.sheet_caps import too_much

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.files.sheet_caps import SheetCaps

_TABLE = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sst\b[^<>]*>")
_COUNTS = re.compile(rb"""\s(?:unique)?[cC]ount\s*=\s*(?:"[^"]*"|'[^']*')""")
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?si\s*(?:/>|>(.*?)</(?:[\w.-]+:)?si\s*>)", re.DOTALL)


class StringWeight:
    """Weighs the entries of a string table, the XML of which is given in UTF-8."""

    def __init__(self, data: bytes | bytearray = b"") -> None:
        """Keep the table; it is measured when somebody asks."""
        self._data = data

    @cached_property
    def count(self) -> int:
        """At least the number of entries."""
        return self._data.count(b"si>") + self._data.count(b"si/>")

    @cached_property
    def longest(self) -> int:
        """At least the bytes of the longest entry."""
        return max(map(len, self._data.split(b"si>")), default=0)

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(match[1] or b"") for match in _ENTRY.finditer(self._data)]

    def weigh(self, numbers: Iterable[int]) -> int:
        """Sum up the bytes of entries, each as often as its number is given."""
        lengths = self._lengths
        known = len(lengths)
        return sum(lengths[number] for number in numbers if number < known)


def clean_strings(data: bytearray, shown: str, caps: SheetCaps) -> tuple[bytearray, StringWeight]:
    """
    Take the announced counts off a string table: calamine reserves memory for as many as they say.

    Raises WdyyError where there are more entries than the caps allow.
    """
    table = _TABLE.search(data)
    if table is not None:
        data[table.start() : table.end()] = _COUNTS.sub(b"", table[0])
    weight = StringWeight(data)
    if weight.count > 2 * caps.shared_strings:
        raise too_much(shown, "不同的文字有", weight.count // 2, caps.shared_strings, " 条")
    return data, weight
