"""Archives among the photos: another zip, a rar, a document with pictures. The platform opens none."""

from __future__ import annotations

import io
import re

from wdyy_cli.files.opening import READING_ERRORS
from wdyy_cli.files.photos.holders.not_a_zip import is_volume
from wdyy_cli.files.sniff import (
    ARCHIVES,
    EXCEL,
    EXE,
    HEAD_BYTES,
    OFFICE,
    OLE2,
    POWERPOINT,
    WORD,
    ZIP,
    sniff,
)
from wdyy_cli.files.zips.zip_directory import DirectoryError, read_directory
from wdyy_cli.texts.photo_name import PICTURE_ENDINGS

_MOST_MEMBERS = 10_000
"""Archives with more are not counted through; they are archives all the same."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_OFFICE = frozenset({WORD, EXCEL, POWERPOINT, OFFICE})
_ENDING = re.compile(r"\.[^./]*$")
_UNREAD = "平台不会再打开它"


def find_inner_archive(data: bytes, name: str, *, whole: bool) -> str | None:
    """
    Say in Chinese which archive a member is, and how many photos are in it; None where it is none.

    `data` is the member, or where it is not `whole` its first bytes. What is called a picture is left to the
    rules about pictures, whatever its content.
    """
    if data.startswith(_PICTURES):
        return None
    ending = _ENDING.search(name)
    if ending is not None and ending[0].lower() in PICTURE_ENDINGS:
        return None
    kind = sniff(data[:HEAD_BYTES])
    pictures = _count_pictures(data) if whole else 0
    inside = f"，里面有 {pictures:,} 张照片" if pictures else ""
    if kind in ARCHIVES:
        is_document = kind is ZIP and data.startswith(b"mimetype", 30)
        if is_document and not pictures:
            return None
        return f"是{'文档' if is_document else kind.spaced}{inside}，{_UNREAD}"
    if kind in _OFFICE | {OLE2, EXE} and pictures:
        return f"是{kind.spaced}{inside}，{_UNREAD}"
    return f"是分卷压缩包中的一卷，{_UNREAD}" if is_volume(name) else None


def _count_pictures(data: bytes) -> int:
    """Count the pictures in a zip by their names, in a file of the old Office by how pictures begin."""
    if sniff(data[:HEAD_BYTES]) is OLE2:
        return sum(data.count(start) for start in _PICTURES)
    try:
        entries, _ = read_directory(io.BytesIO(data), _MOST_MEMBERS)
    except (DirectoryError, *READING_ERRORS):
        return 0
    names = (entry.raw_name.lower() for entry in entries)
    return sum(name.endswith(tuple(ending.encode() for ending in PICTURE_ENDINGS)) for name in names)
