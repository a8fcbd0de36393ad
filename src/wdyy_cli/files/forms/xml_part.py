"""
One XML part of an Office file, read with byte offsets so that it can be patched without rewriting the rest.

expat decides what is well-formed and where each tag starts; a document type is refused, so nothing expands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.parsers.expat import XMLParserType

MAIN = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""Namespaces of workbooks and sheets: the usual one and the strict one."""

DEEPEST = 256
"""How deep elements may be nested; real parts stay below 30, and each level costs memory."""

TOO_DEEP = "的标记套得太深，正常的表格不会这样"

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = re.compile("[&<>\r]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_UTF_8 = frozenset({"utf-8", "utf8"})
_UTF_16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


class XmlFault(Exception):  # noqa: N818 - the house calls what is wrong inside a file a fault
    """A part that cannot be used; `detail` says in Chinese why."""

    def __init__(self, detail: str) -> None:
        """Keep the detail for whoever names the file."""
        super().__init__(detail)
        self.detail = detail


class Enough(Exception):  # noqa: N818 - no error: a handler raises it to end `run` early
    """Everything that was looked for has been seen."""


def make_parser() -> XMLParserType:
    """Make a parser that gives names as `namespace local` and refuses document types and other encodings."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    return parser


def walk(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse a part that is not large, calling these for each start tag, end tag and text; raises XmlFault."""
    depth = 0

    def guarded_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise XmlFault(TOO_DEEP)
        start(name, attributes)

    def guarded_end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser = make_parser()
    parser.StartElementHandler = guarded_start
    parser.EndElementHandler = guarded_end
    if text is not None:
        parser.CharacterDataHandler = text
    run(parser, data)


def run(parser: XMLParserType, data: bytes) -> None:
    """Parse a whole part with the handlers set before; `Enough` from one ends it. Raises XmlFault."""
    if data.startswith(_UTF_16_STARTS):
        raise XmlFault("用的是 UTF-16 编码，不是通常的 UTF-8")
    try:
        parser.Parse(data, True)  # noqa: FBT003 - the C function takes no keywords
    except Enough:
        return
    except expat.ExpatError as error:
        raise XmlFault(f"第 {error.lineno} 行的 XML 写法不对") from error
    except (ValueError, LookupError) as error:  # what expat says to an encoding that it does not know
        raise XmlFault("用了不认识的文字编码") from error


def split_name(name: str) -> tuple[str, str]:
    """Split what the parser gives as a name into namespace and local name."""
    namespace, _, local = name.rpartition(" ")
    return namespace, local


def is_main(name: str) -> bool:
    """Whether a name is of the spreadsheet's own namespace."""
    return split_name(name)[0] in MAIN


def tag_end(data: bytes, start: int) -> int:
    """Give the offset after the tag that starts at `start`; `>` inside quotes does not count."""
    match = _TAG.match(data, start)
    if match is None:
        raise XmlFault("有一个标记没有写完")
    return match.end()


def element_end(data: bytes, start: int, end_event: int) -> int:
    """Give the offset after an element from the offsets of its start event and of its end event."""
    # For <c/> expat reports the end event after the tag, for <c></c> before the end tag.
    first_end = tag_end(data, start)
    return first_end if data.startswith(b"/>", first_end - 2) else tag_end(data, end_event)


def tag_name(tag: bytes) -> bytes:
    """Give the name of a tag as it is written, prefix included."""
    match = _NAME.match(tag)
    return match[1] if match else b""


def prefix_of(tag: bytes) -> str:
    """Give the prefix of a tag with its colon, empty where it has none."""
    prefix, colon, _ = tag_name(tag).rpartition(b":")
    return (prefix + colon).decode()


def raw_attributes(tag: bytes, leave_out: Iterable[bytes] = ()) -> bytes:
    """Give the attributes of a tag as written, each after one blank, without those to leave out."""
    left_out = frozenset(leave_out)
    return b"".join(
        b" " + match[1] + b"=" + match[2] for match in _ATTRIBUTE.finditer(tag) if match[1] not in left_out
    )


def raw_attribute(tag: bytes, name: bytes) -> bytes | None:
    """Give the value of an attribute as written, without its quotes, None where the tag has none."""
    return next((match[2][1:-1] for match in _ATTRIBUTE.finditer(tag) if match[1] == name), None)


def with_attribute(tag: bytes, name: bytes, value: str) -> bytes:
    """Change the value of an attribute that a tag has; a tag without it stays as it is."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            return (
                tag[: match.start(2)] + b'"' + escape_attribute(value).encode() + b'"' + tag[match.end(2) :]
            )
    return tag


def opened(tag: bytes) -> bytes:
    """Turn an empty-element tag into a start tag; a start tag stays as it is."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def is_legal(text: str) -> bool:
    """Whether XML can hold this text: no control characters but tab and line ends, no halves of pairs."""
    return _NOT_XML.search(text) is None


def escape_text(text: str) -> str:
    """Escape text for the content of an element; a carriage return would be read as a line feed."""
    return _MARKUP.sub(lambda match: _ENTITIES[match[0]], text) if _MARKUP.search(text) else text


def escape_attribute(text: str) -> str:
    """Escape text for an attribute in double quotes."""
    return escape_text(text).replace('"', "&quot;")


def _refuse_doctype(_name: str, _system: str | None, _public: str | None, _subset: bool) -> None:  # noqa: FBT001 - expat calls it so
    raise XmlFault("含有 DOCTYPE 声明，正常的表格里没有它")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _UTF_8:
        raise XmlFault(f"写明用的是 {encoding} 编码，不是通常的 UTF-8")
