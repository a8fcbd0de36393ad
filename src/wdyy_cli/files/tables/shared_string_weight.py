"""What the shared strings of an xlsx weigh: a few bytes of cells can refer to a long text a million times."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.files.tables.sheet_caps import too_much
from wdyy_cli.files.tables.xml_events import listen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.files.tables.sheet_caps import Tally

_TABLE = re.compile(
    rb"<((?:[A-Za-z_][\w.-]*:)?)sst((?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*+\s*/?>)"
)
_COUNTS = re.compile(rb"""\s(?:unique)?[cC]ount\s*=\s*(?:"[^"]*"|'[^']*')""")
_PREFIXED_ENTRY = re.compile(rb"<[\w.-]+:si\b")
_START_AND_END = 2

_LONG = 256
_MOST_LONG = 16
_UNUSUAL_NUMBER = rb"(?![1-9-]|0[.<])"
"""Behind the start of a value, what could be another spelling of a whole number: a blank, a zero, a sign."""


class StringWeight:
    """
    Weighs the entries of a string table, the XML of which is given in UTF-8 with the prefix of its elements.

    Usual writers spell all entries alike, and no element or comment inside looks like one: such a table is
    cut at its entries, any other one is parsed. A weight may be too high, never too low.
    """

    def __init__(self, data: bytes | bytearray, prefix: bytes, tally: Tally) -> None:
        """Keep the table; it is measured when somebody asks."""
        self._data = data
        self._entry = b"<" + prefix + b"si"
        self._end = b"</" + prefix + b"si"
        self._tally = tally

    @cached_property
    def count(self) -> int:
        """At least the number of entries."""
        data = self._data
        return data.count(self._entry) if self._is_usual else data.count(b"<si") + data.count(b":si")

    @cached_property
    def longest(self) -> int:
        """At least the bytes of the longest entry."""
        if not self._is_usual:
            return len(self._data)
        return max(map(len, self._data.split(self._entry)))

    def bound(self, rows: bytearray, value: bytes, references: int) -> int | None:
        """
        Give at least the bytes that so many references bring; only those to long entries are counted.

        `value` is how a value starts, such as `<v>`. None where there are many long entries, or numbers are
        not spelt as usual: each reference has to be looked at then.
        """
        lengths = self._lengths
        long = [number for number, length in enumerate(lengths) if length > _LONG]
        if len(long) > _MOST_LONG or re.search(re.escape(value) + _UNUSUAL_NUMBER, rows):
            return None
        heavy = sum(rows.count(b"%b%d<" % (value, number)) * lengths[number] for number in long)
        return references * _LONG + heavy

    def weigh(self, numbers: Iterable[int]) -> int:
        """Sum up the bytes of entries, each as often as its number is given; raises WdyyError."""
        lengths = self._lengths
        known = len(lengths)
        return sum(lengths[number] for number in numbers if number < known)

    @cached_property
    def _is_usual(self) -> bool:
        """Whether the table can be cut at the starts of its entries."""
        data, entry = self._data, self._entry
        if b"<!" in data or b"<?" in data:
            return False
        if entry != b"<si" and b"<si" in data:
            return False
        if b":si" in data and any(start != entry for start in _PREFIXED_ENTRY.findall(data)):
            return False
        return data.count(entry) == sum(data.count(entry + after) for after in (b">", b"/>", b" "))

    @cached_property
    def _lengths(self) -> list[int]:
        if not self._is_usual:
            entries = _Entries(self._tally)
            listen([self._data], entries, self._tally)
            return entries.lengths
        _, *entries_as_written = self._data.split(self._entry)
        for entry in entries_as_written:
            # One entry inside another would shift all numbers after it.
            if not entry.startswith(b"/>") and entry.count(self._end) != 1:
                raise damaged(self._tally.shown)
        return [len(entry) for entry in entries_as_written]


class _Entries:
    """Hears a string table, and keeps the bytes of text of each entry."""

    def __init__(self, tally: Tally) -> None:
        self.lengths: list[int] = []
        self._inside = False
        self._tally = tally

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - a Listener
        if name == "si":
            if self._inside:
                raise damaged(self._tally.shown)
            self._inside = True
            self.lengths.append(0)

    def end(self, name: str) -> None:
        if name == "si":
            self._inside = False

    def text(self, data: str) -> None:
        if self._inside:
            self.lengths[-1] += len(data.encode("utf-8"))


def clean_strings(data: bytearray, tally: Tally) -> tuple[bytes | bytearray, StringWeight]:
    """
    Take the announced counts off a string table: calamine reserves memory for as many as they say.

    Raises WdyyError where there are more entries than the caps allow.
    """
    table = _TABLE.search(data)
    if table is None:
        raise damaged(tally.shown)
    prefix = table[1]
    if data.count(b"sst") > _START_AND_END:
        cleaned = bytearray(_TABLE.sub(_without_counts, data))
    else:
        data[table.start() : table.end()] = _without_counts(table)
        cleaned = data
    weight = StringWeight(cleaned, prefix, tally)
    if weight.count > tally.caps.shared_strings:
        raise too_much(tally.shown, "不同的文字有", weight.count, tally.caps.shared_strings, " 条")
    return cleaned, weight


def _without_counts(table: re.Match[bytes]) -> bytes:
    return b"<" + table[1] + b"sst" + _COUNTS.sub(b"", table[2])
