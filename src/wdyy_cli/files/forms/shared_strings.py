"""The shared strings of a package: their texts, and a copy of the part with more strings at its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wdyy_cli.files.forms.xml_part import (
    DEEPEST,
    TOO_DEEP,
    XmlFault,
    element_end,
    escape_text,
    is_legal,
    is_main,
    make_parser,
    opened,
    prefix_of,
    run,
    split_name,
    tag_end,
    tag_name,
    with_attribute,
)
from wdyy_cli.sheet import LONGEST_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.files.forms.sheet_scan import ScannedCell
    from wdyy_cli.files.forms.xlsx_package import XlsxPackage

EMPTY_PART = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="0"></sst>'
)
"""What a package without shared strings gets, before strings are added."""

# Excel reads _x0041_ in a string as the character of that number; an escaped underscore keeps it literal.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_NEEDS_PRESERVE = re.compile(r"^\s|\s$|[\n\r\t]|\s\s")
_MOST_TEXTS = 4_000_000
_DIGITS = re.compile("[0-9]{1,9}")


def find_text_fault(text: str) -> str | None:
    """Say in Chinese why a cell cannot hold this text, None where it can."""
    if not text.isalnum() and not is_legal(text):
        return "含有表格里不能出现的控制字符"
    if len(text) * 2 > LONGEST_TEXT and len(text) + len(_WIDE.findall(text)) > LONGEST_TEXT:
        return f"太长，一格最多 {LONGEST_TEXT:,} 个字"
    return None


class SharedStrings:
    """
    The shared strings of one package, old and added.

    `texts` are the old ones, without phonetic guides; `numbers` tells that of a text, `add` gives it one.
    """

    def __init__(self, data: bytes) -> None:
        """Read the part; raises XmlFault."""
        self._data = data
        self._old = _Reader(data)
        self.texts = self._old.texts
        self.numbers = self._old.plain
        self._next = len(self.texts)
        self._added: list[str] = []

    @property
    def has_news(self) -> bool:
        """Whether strings were added."""
        return bool(self._added)

    def text_of(self, cell: ScannedCell) -> str:
        """Give what a cell shows as text; raises XmlFault where it refers to a string that is not there."""
        if cell.kind != "s" or not cell.value:
            return cell.value
        number = cell.value.strip()
        if not _DIGITS.fullmatch(number) or int(number) >= len(self.texts):
            raise XmlFault("有单元格引用了不存在的共享字符串")
        return self.texts[int(number)]

    def add(self, texts: Iterable[str]) -> None:
        """Give numbers to texts, equal ones the same; `find_text_fault` must let them pass."""
        numbers, add, p = self.numbers, self._added.append, self._old.prefix
        for text in texts:
            if text in numbers:
                continue
            numbers[text] = self._next
            self._next += 1
            if text.isalnum():
                add(f"<{p}si><{p}t>{text}</{p}t></{p}si>")
                continue
            keep = ' xml:space="preserve"' if _NEEDS_PRESERVE.search(text) else ""
            stored = escape_text(_ESCAPE.sub("_x005F_", text) if "_x" in text else text)
            add(f"<{p}si><{p}t{keep}>{stored}</{p}t></{p}si>")

    def render(self, more_uses: int) -> bytes:
        """Give the part with the added strings; `more_uses` cells more than before refer to strings."""
        data, old = self._data, self._old
        root_end = tag_end(data, old.root_start)
        head, tag = data[: old.root_start], data[old.root_start : root_end]
        if old.declared is not None:
            tag = with_attribute(tag, b"count", str(max(old.declared + more_uses, 0)))
        if self._added:
            tag = with_attribute(tag, b"uniqueCount", str(self._next))
        strings = "".join(self._added).encode()
        if not tag.endswith(b"/>"):
            return head + tag + data[root_end : old.insert_at] + strings + data[old.insert_at :]
        if strings:
            tag = opened(tag) + strings + b"</" + tag_name(tag) + b">"
        return head + tag + data[root_end:]


class _Reader:
    """Walks through the part once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.texts: list[str] = []
        self.plain: dict[str, int] = {}
        self.root_start = self.insert_at = -1
        self.prefix = ""
        self.declared: int | None = None
        self._depth = 0
        self._item_start = 0
        self._phonetic = 0
        self._collecting = False
        self._plain = True
        self._pieces: list[str] = []
        self._parser = make_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        run(self._parser, data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise XmlFault(TOO_DEEP)
        local = split_name(name)[1]
        if self._depth == 1:
            self._start_root(name, attributes)
        elif self._depth == 2 and local == "si":  # noqa: PLR2004 - a child of the root
            self._item_start = self._parser.CurrentByteIndex
            self._pieces = []
            self._plain = True
        elif local == "t":
            self._collecting = self._phonetic == 0
        else:
            self._plain = False
            self._phonetic += local == "rPh"

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        if split_name(name)[1] != "sst" or not is_main(name):
            raise XmlFault("不是共享字符串")
        self.root_start = self._parser.CurrentByteIndex
        self.insert_at = tag_end(self._data, self.root_start)
        self.prefix = prefix_of(self._data[self.root_start : self.insert_at])
        if _DIGITS.fullmatch(attributes.get("count", "")):
            self.declared = int(attributes["count"])

    def _end(self, name: str) -> None:
        local = split_name(name)[1]
        if self._depth == 2 and local == "si":  # noqa: PLR2004 - a child of the root
            self.insert_at = element_end(self._data, self._item_start, self._parser.CurrentByteIndex)
            text = "".join(self._pieces)
            # Only what all readers read alike is used again: no blanks at the ends, no escapes.
            if self._plain and text and "_x" not in text and not _NEEDS_PRESERVE.search(text):
                self.plain.setdefault(text, len(self.texts))
            self.texts.append(text)
            if len(self.texts) > _MOST_TEXTS:
                raise XmlFault(f"里的文字超过 {_MOST_TEXTS:,} 条")
        elif local == "t":
            self._collecting = False
        elif local == "rPh":
            self._phonetic -= 1
        self._depth -= 1

    def _characters(self, text: str) -> None:
        if self._collecting:
            self._pieces.append(text)


def read_strings(package: XlsxPackage) -> SharedStrings:
    """Read the shared strings of a package, none where it has no such part; raises WdyyError."""
    part = package.shared_strings
    if part is None:
        return SharedStrings(EMPTY_PART)
    with package.parsing(part):
        return SharedStrings(package.read(part))
