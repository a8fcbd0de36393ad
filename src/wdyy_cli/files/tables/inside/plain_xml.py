"""XML in one plain form, and what an element is called whatever its prefix."""

from __future__ import annotations

import codecs
import re
import sys
from xml.etree import ElementTree as ET

from wdyy_cli.files.tables.inside.refused import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

TRUE = frozenset({"1", "true", "on"})

_HEAD_BYTES = 4096
_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MARK = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def parse(*pieces: bytes | bytearray) -> ET.Element:
    """Parse a document that comes in pieces; raises RefusedError."""
    parser = ET.XMLParser()  # noqa: S314 - plain_xml has refused what could hide a bomb
    try:
        for piece in pieces:
            parser.feed(piece)
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise RefusedError("damaged") from error
    return root


def local(name: str) -> str:
    """Free the name of an element or attribute of its namespace."""
    return name.rpartition("}")[2]


def attributes(element: ET.Element) -> dict[str, str]:
    """Give attributes by local name; of two that become the same the one without a prefix stands."""
    given = element.attrib
    return {local(key): given[key] for key in sorted(given, key=lambda key: not key.startswith("{"))}


def each(root: ET.Element, *names: str) -> Iterator[tuple[str, ET.Element]]:
    """Yield the elements of these local names, in the order of the document."""
    for element in root.iter():
        if (name := local(element.tag)) in names:
            yield name, element


def has_any(data: bytes, *traces: bytes, within: tuple[int, int] = (0, sys.maxsize)) -> bool:
    """
    Whether any of these stands in the data.

    A single byte is found many times faster than several; most sheets lack one of each trace's between rows.
    """
    return any(
        all(data.find(byte, *within) >= 0 for byte in trace) and data.find(trace, *within) >= 0
        for trace in traces
    )


def plain_xml(data: bytes) -> bytes:
    """
    Bring XML into its plain form: UTF-8, no declaration, no comments, no document type, all text as text.

    Raises RefusedError where it is damaged, or has a document type, which can hide a bomb. Comments and
    literal text (CDATA) are rare in tables; calamine passes over literal text.
    """
    try:
        encoding = _encoding(data)
        if encoding is not None:
            data = data.decode(encoding).lstrip("\ufeff").encode("utf-8")
    except (UnicodeError, LookupError) as error:
        raise RefusedError("damaged") from error
    data = data.removeprefix(codecs.BOM_UTF8)
    if (declaration := _DECLARATION.match(data)) is not None:
        data = data[declaration.end() :]
    if not has_any(data, b"<!"):
        return data
    if b"<!DOCTYPE" in data:
        raise RefusedError("document type")
    return _MARK.sub(_as_text, data)


def _as_text(mark: re.Match[bytes]) -> bytes:
    text = mark[1] or b""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _encoding(data: bytes) -> str | None:
    """Say in which encoding XML is, None for UTF-8; raises LookupError for one that is not known."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if data.startswith(b"<") else "utf-16-be"
    declaration = _DECLARATION.match(data, 0, _HEAD_BYTES)
    named = None if declaration is None else _ENCODING.search(declaration[0])
    if named is None or data.startswith(codecs.BOM_UTF8):
        return None
    known = codecs.lookup(named[1].decode("ascii")).name
    return None if known in ("utf-8", "ascii") else known
