"""XML in one plain form: UTF-8, no declaration, no comments, no document type, all text as text."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.calamine_reader import damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD_BYTES = 4096
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8_NAMES = frozenset({"utf-8", "ascii"})
# Of the other codecs that Python has some take very long, and no table is in any of them.
_OTHER_NAMES = frozenset({"utf-16", "gb18030", "gbk", "gb2312", "big5", "iso8859-1", "cp1252", "shift_jis"})
_COMMENT, _COMMENT_END = b"<!--", b"-->"
_LITERAL, _LITERAL_END = b"<![CDATA[", b"]]>"
_MOST_MARKS = 1_000_000


def plain_xml(data: bytearray, shown: str) -> bytearray:
    """
    Bring XML into its plain form; raises WdyyError where it is damaged.

    A document type, which can hide a bomb, is refused. Comments and literal text (CDATA) are rare in tables;
    other readers of XML, calamine among them, pass over literal text.
    """
    try:
        encoding = _encoding(data)
        if encoding is not None:
            data = bytearray(data.decode(encoding).lstrip("\ufeff").encode("utf-8"))
    except (UnicodeError, LookupError) as error:
        raise damaged(shown) from error
    if encoding is None and data.startswith(codecs.BOM_UTF8):
        del data[: len(codecs.BOM_UTF8)]
    if (declaration := _DECLARATION.match(data)) is not None:
        del data[: declaration.end()]
    if b"!" not in data or b"<!" not in data:
        return data
    if b"<!DOCTYPE" in data:
        raise WdyyError(
            f"{shown} 里有正常表格不会有的内容（DOCTYPE 声明），没有打开",
            "请向提供文件的人核实；确认安全后，用 Excel 打开，另存为 .xlsx 后重试。",
        )
    if data.count(b"<!") > _MOST_MARKS:
        raise damaged(shown)
    try:
        return bytearray(b"".join(_without_marks(data)))
    except ValueError as error:
        raise damaged(shown) from error


def _without_marks(data: bytearray) -> Iterator[bytes | bytearray]:
    """Yield what is no comment, and literal text as ordinary text; raises ValueError at a loose end."""
    at = 0
    while (start := data.find(b"<!", at)) >= 0:
        yield data[at:start]
        if data.startswith(_COMMENT, start):
            at = data.index(_COMMENT_END, start + len(_COMMENT)) + len(_COMMENT_END)
        elif data.startswith(_LITERAL, start):
            end = data.index(_LITERAL_END, start + len(_LITERAL))
            text = data[start + len(_LITERAL) : end]
            yield text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
            at = end + len(_LITERAL_END)
        else:
            raise ValueError
    yield data[at:]


def _encoding(data: bytearray) -> str | None:
    """Say in which encoding XML is, None for UTF-8; raises LookupError for one that no table is in."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if data.startswith(b"<") else "utf-16-be"
    declaration = _DECLARATION.match(data, 0, _HEAD_BYTES)
    named = None if declaration is None else _ENCODING.search(declaration[0])
    if named is None or data.startswith(codecs.BOM_UTF8):
        return None
    known = codecs.lookup(named[1].decode("ascii")).name
    if known in _UTF8_NAMES:
        return None
    if known not in _OTHER_NAMES:
        raise LookupError(known)
    return known
