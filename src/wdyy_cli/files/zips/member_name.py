"""Names of zip members: from stored bytes to text, and what is dangerous about them."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNICODE_PATH = 0x7075
_UTF8_FLAG = 0x800
_LAST_TWO_BYTE_CHARACTER = "\u07ff"

# C0, DEL, C1, line and paragraph separators, and the marks that turn the reading direction (a name may
# look like "gpj.exe" through them).
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SUSPICIOUS = re.compile("^/|\\\\|\\.\\.|^[A-Za-z]:|" + _CONTROL.pattern)
_DRIVE = re.compile("[A-Za-z]:")

_PICTURE_OF_NUL = 0x2400
_PICTURE_OF_DELETE = 0x2421
_SPACE = 0x20
_DELETE = 0x7F


def decode_names(stored: list[tuple[bytes, int, bytes]]) -> list[str]:
    """
    Decode the names of one archive, each given as stored bytes, flags and extra field.

    The UTF-8 flag and the Unicode path of Info-ZIP decide where they are there. Else UTF-8 is tried, then
    GB18030 (Windows in China stores it without saying so), then cp437, which knows every byte.
    """
    names: list[str] = []
    guessed: list[int] = []
    gbk_seen = False
    for raw, flags, extra in stored:
        if raw.isascii() and not extra:
            names.append(raw.decode("ascii"))
            continue
        name = _unicode_path(raw, extra) if extra else None
        if name is None:
            encoding, name = _decode(raw)
            gbk_seen = gbk_seen or encoding == "gb18030"
            if encoding == "utf-8" and not flags & _UTF8_FLAG:
                guessed.append(len(names))
        names.append(name)
    if gbk_seen:
        for index in guessed:
            names[index] = _prefer_gb18030(stored[index][0], names[index])
    return names


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each part of an extra field; stop where the lengths make no sense."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        at += 4
        if at + length > len(extra):
            return
        yield kind, extra[at : at + length]
        at += length


def unicode_path_field(extra: bytes) -> bytes | None:
    """Give the content of Info-ZIP's Unicode path field, None where there is none."""
    return next((content for kind, content in extra_fields(extra) if kind == _UNICODE_PATH), None)


def is_plain(name: str) -> bool:
    """Whether a decoded name is safe, and shown as it is."""
    return _SUSPICIOUS.search(name) is None


def show_name(name: str) -> str:
    """Make a decoded name fit to be shown: `/` between folders, a visible sign for each control character."""
    return _CONTROL.sub(_visible, name.replace("\\", "/"))


def find_unsafe(name: str) -> str | None:
    """Say in Chinese why a decoded name is dangerous to unpack, None where it is not."""
    parts = name.replace("\\", "/").split("/")
    reasons = (
        (_CONTROL.search(name) is not None, "名称里有看不见的控制字符"),
        (_DRIVE.match(name) is not None, "名称里带盘符（如 C:）"),
        (name.startswith(("/", "\\")), "名称以斜杠开头（绝对路径）"),
        (".." in parts, "名称里有“..”，会解压到别的文件夹"),
        ("\\" in name, "名称里用反斜杠“\\”分隔文件夹"),
    )
    return "；".join(words for found, words in reasons if found) or None


def _visible(match: re.Match[str]) -> str:
    """Give the sign that stands for a control character."""
    code = ord(match.group())
    if code < _SPACE:
        return chr(_PICTURE_OF_NUL + code)
    return chr(_PICTURE_OF_DELETE) if code == _DELETE else "\ufffd"


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """Decode the Unicode path, which counts only while its checksum fits the stored name."""
    content = unicode_path_field(extra)
    if content is None or content[:1] != b"\x01" or content[1:5] != zlib.crc32(raw).to_bytes(4, "little"):
        return None
    try:
        return content[5:].decode("utf-8")
    except UnicodeDecodeError:
        return None


def _decode(raw: bytes) -> tuple[str, str]:
    """Decode a name strictly, and say by which encoding."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return encoding, raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "cp437", raw.decode("cp437")


def _prefer_gb18030(raw: bytes, name: str) -> str:
    """
    Decide again about a name that is valid UTF-8, in an archive whose other names are GB18030.

    A few short Chinese names are by chance valid UTF-8 of two-byte characters (Greek, Cyrillic); beside
    names that only GB18030 explains they are Chinese too.
    """
    if any(character > _LAST_TWO_BYTE_CHARACTER for character in name):
        return name
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return name
