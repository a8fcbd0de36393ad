"""Comments and lines of a TOML file by the key about which they speak: the parser drops them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""The keys that lead to a value; in an array of tables the number of the item, from 0."""

_QUOTES = ('"""', "'''", '"', "'")
_HEADER = re.compile(r"(\[\[?)(.*?)\]\]?")
_KEY = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+))\s*(\.|$)")


def read_comments(text: str) -> dict[KeyPath, str]:
    """
    Give the comment of each section and key that has one: the one behind it, else those right above it.

    `text` must be TOML.
    """
    reading = _TomlReading()
    for statement in read_statements(text):
        reading.take(statement.code.strip(), statement.comment)
    return reading.found


def read_lines(text: str) -> dict[KeyPath, int]:
    """Give the line, counted from 1, on which each section and key begins; `text` must be TOML."""
    reading = _TomlReading()
    lines: dict[KeyPath, int] = {}
    for statement in read_statements(text):
        path = reading.take(statement.code.strip(), statement.comment)
        lines.setdefault(path, statement.first + 1)
    return lines


def drop_below(comments: Mapping[KeyPath, str], path: KeyPath) -> dict[KeyPath, str]:
    """Drop the comments about a key and about all that lies in it."""
    return {key: text for key, text in comments.items() if key[: len(path)] != path}


@dataclass
class _TomlReading:
    """What has been read so far: the section, how many items arrays have, full-line comments just above."""

    found: dict[KeyPath, str] = field(default_factory=dict)
    section: KeyPath = ()
    items: dict[KeyPath, int] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)

    def take(self, code: str, comment: str) -> KeyPath:
        """Take a statement, and give the path to what it sets; that to nothing where it sets nothing."""
        if not code:
            self.above = [*self.above, comment] if comment else []
            return ()
        header = _HEADER.fullmatch(code)
        if header is not None:
            path = self.section = self._section(header[2], is_item=header[1] == "[[")
        else:
            path = (*self.section, *read_keys(code.partition("=")[0]))
        told = comment or " ".join(self.above)
        if told:
            self.found[path] = told
        self.above = []
        return path

    def _section(self, name: str, *, is_item: bool) -> KeyPath:
        path: KeyPath = ()
        keys = list(read_keys(name))
        for at, key in enumerate(keys, start=1):
            path = (*path, key)
            if is_item and at == len(keys):
                self.items[path] = self.items.get(path, 0) + 1
            if path in self.items:
                path = (*path, self.items[path] - 1)
        return path


def read_keys(text: str) -> Iterator[str]:
    """Yield the parts of a key: `files.roster` has two."""
    at = 0
    while (found := _KEY.match(text.rstrip(), at)) is not None:
        yield found[1] or found[2] or found[3]
        at = found.end()
        if not found[4]:
            return


class Statement(NamedTuple):
    """
    A header, a key with its value, or a line that is empty but for a comment.

    It stands on the lines `first` to `last`, counted from 0, and ends in column `end` of the last one.
    """

    code: str
    comment: str
    first: int
    last: int
    end: int


def read_statements(text: str) -> Iterator[Statement]:
    """Cut into statements, however many lines they take, each with the comment on its last line."""
    code, quote, depth, first = "", "", 0, 0
    for number, line in enumerate(text.splitlines()):
        comment = ""
        at = 0
        while at < len(line):
            if quote:
                at, quote = _skip_string(line, at, quote)
                continue
            if line[at] == "#":
                comment = line[at + 1 :].strip()
                break
            quote = next((mark for mark in _QUOTES if line.startswith(mark, at)), "")
            depth += (line[at] in "[{") - (line[at] in "]}")
            at += len(quote) or 1
        code += line[:at]
        if len(quote) == 1:
            quote = ""
        if not quote and depth <= 0:
            yield Statement(code, comment, first, number, at)
            code, depth, first = "", 0, number + 1


def _skip_string(line: str, at: int, quote: str) -> tuple[int, str]:
    """Go one step in a string; gives the place behind it, and the quote that is still open."""
    if line[at] == "\\" and quote[0] == '"':
        return at + 2, quote
    if line.startswith(quote, at):
        return at + len(quote), ""
    return at + 1, quote
