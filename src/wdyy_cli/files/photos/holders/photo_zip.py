"""A photo zip: its members as the directory lists them, and the bytes of one member at a time."""

from __future__ import annotations

import hashlib
import os
from array import array
from contextlib import ExitStack
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import READING_ERRORS, reading
from wdyy_cli.files.photos.holders.inner_archive import find_inner_archive
from wdyy_cli.files.photos.holders.not_a_zip import (
    ZIP_KINDS,
    bad_directory,
    is_volume,
    not_a_zip,
    self_extracting,
    volume_alone,
)
from wdyy_cli.files.photos.holders.photo_source import WAIT, FileStamp, PhotoSource, as_listed
from wdyy_cli.files.sniff import (
    ELF,
    EXE,
    HEAD_BYTES,
    OFFICE_MARKER,
    TEXTS,
    UNKNOWN,
    FileKind,
    kind_of_office,
    sniff,
)
from wdyy_cli.files.zips.member_name import is_plain, show_name
from wdyy_cli.files.zips.zip_directory import DirectoryError
from wdyy_cli.files.zips.zip_reader import Stored, StoredReader, Unread, ZipCaps, ZipReader
from wdyy_cli.photo import UNWRAPPED, Hurdle, Member, Wrapping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from wdyy_cli.profile import ZipLimits

_PROGRAMS = frozenset({EXE, ELF})
_MAY_PRECEDE_ZIP = _PROGRAMS | {UNKNOWN, *TEXTS}
"""A self-extracting archive starts as a program or a script, a broken upload with the words of a web form."""

_SPANNING_MARKERS = (b"PK\x07\x08", b"PK00")
_FORM_WORDS = (b"Content-Disposition", b"Content-Type", b"--")
_HERE = "./"


class PhotoZip(PhotoSource):
    """
    An open photo zip; `open_photo_zip` makes it. The `index` of its members counts folders too.

    Whoever reads them reads by what `stored` gives, without the directory.
    """

    members: ZipMembers

    def __init__(self, file: BinaryIO, path: Path, shown: str, limits: ZipLimits) -> None:
        """Read the directory of an open file; raises DirectoryError and OSError."""
        self.file = file
        self.path = path
        self.stamp = FileStamp.of(os.fstat(file.fileno()))
        self._shown = shown
        self._zip = ZipReader(file, caps_of(limits))
        self.members = ZipMembers(self._zip, shown)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    @property
    def lacks_its_start(self) -> bool:
        """Whether the bytes of the first members were cut off: so it is in the last of several volumes."""
        return self._zip.first_offset < 0

    def wrapping(self) -> Wrapping:
        """Say what stands before the zip, and what about its storing strict programs refuse."""
        try:
            return Wrapping(before=self._find_before(), storing=tuple(self._find_storing()))
        except READING_ERRORS:
            return UNWRAPPED

    def find_office(self) -> FileKind | None:
        """Say which Office file this is (they are zips as well), None for ordinary zips."""
        if not self._zip.entries.mention(OFFICE_MARKER):
            return None
        return kind_of_office({entry.raw_name for entry in self._zip.entries})

    def sha256(self) -> str:
        """Digest the zip that was listed; raises WdyyError where that fails."""
        with reading(self._shown):
            self.file.seek(0)
            return hashlib.file_digest(self.file, "sha256").hexdigest()  # type: ignore[arg-type] # it is one

    def find_change(self) -> WdyyError | None:
        """Say whether another file lies there now, or this one was written since the listing."""
        unchanged = FileStamp.at(self.path) == self.stamp
        return None if unchanged else WdyyError(f"{self._shown} 在检查过程中变了，结果不能算数", WAIT)

    def stored(self, member: Member) -> Stored:
        """Say where the bytes of a member of this zip lie."""
        return self._zip.stored(member.index)

    def _find_before(self) -> str | None:
        count = self._zip.first_offset
        if count <= 0:
            return None
        self.file.seek(0)
        head = self.file.read(min(count, HEAD_BYTES))
        if head.startswith(b"PK\x03\x04"):
            return f"前面有 {count:,} 字节，是压缩包的目录里没有列出的文件"
        if count == len(head) and head in _SPANNING_MARKERS:
            return f"前面多了 {count:,} 字节的分卷标记，可是这里只有一卷"
        if any(word in head for word in _FORM_WORDS):
            return f"前面多了 {count:,} 字节，像是网页上传时夹带的文字"
        return f"前面多了 {count:,} 字节，不是压缩包的内容"

    def _find_storing(self) -> Iterator[str]:
        reader = self._zip
        if found := reader.stored_with_descriptor:
            yield f"{len(found):,} 个文件没有压缩，大小却写在内容后面（{self._first(found)}）"
        if found := reader.needless_descriptors_64:
            yield f"{len(found):,} 个文件用了大文件（zip64）的写法，其实并不大（{self._first(found)}）"
        if found := [place for place in self.members.places if self._zip.names[place].startswith(_HERE)]:
            yield f"{len(found):,} 个文件名前面有“./”（{self._first(found)}）"
        empty = self._empty_folders_in_gbk()
        if empty:
            yield f"有 {len(empty):,} 个空文件夹，名称是用老的中文编码（GBK）写的（“{show_name(empty[0])}”）"

    def _empty_folders_in_gbk(self) -> list[str]:
        """Find the empty folders whose names are no UTF-8: of those with photos another rule speaks."""
        named = [name for name, entry in self._zip.folders if not _is_utf8(entry.raw_name)]
        if not named:
            return []
        used = {self._zip.names[place].replace("\\", "/") for place in self.members.places}
        parents = {name[: at + 1] for name in used for at, char in enumerate(name) if char == "/"}
        return [_bare(name) for name in named if _bare(name) + "/" not in parents]

    def _first(self, indexes: list[int]) -> str:
        first = show_name(self._zip.names[indexes[0]])
        return f"例如 {first}" if len(indexes) > 1 else first


class ZipMembers:
    """
    The files of a zip in the order of its directory.

    There may be very many: one of which there is nothing to say is made when it is asked for.
    """

    def __init__(self, reader: ZipReader, shown: str) -> None:
        """Look at all of them; `places` are those in the directory, which counts folders too."""
        self._zip = reader
        self._shown = shown
        self.places = array("I")
        self._odd: dict[int, Member] = {}
        for listed in reader.listed:
            self.places.append(listed.place)
            if listed.unread is not None or not is_plain(listed.name):
                self._odd[listed.place] = as_listed(self._plain(listed.place), listed.unread)

    def __len__(self) -> int:
        """Count them."""
        return len(self.places)

    def __iter__(self) -> Iterator[Member]:
        """Give all of them, one after the other."""
        return map(self._at, self.places)

    def __getitem__(self, index: int) -> Member:
        """Give one of them."""
        return self._at(self.places[index])

    def _at(self, place: int) -> Member:
        if place in self._odd:
            return self._odd[place]
        return self._plain(place)

    def _plain(self, place: int) -> Member:
        size = self._zip.entries[place].unpacked
        return Member(file=self._shown, index=place, name=self._zip.names[place], bytes=size)


def read_member(member: Member, stored: Stored, reader: StoredReader) -> bytes | Unread:
    """
    Read one member whole, or say what stands in the way; nothing that the file holds raises.

    An archive stands in the way: nobody reads the photos in it.
    """
    data = Unread(member.hurdle, member.hurdle_detail) if member.hurdle is not None else reader.read(stored)
    if isinstance(data, bytes):
        inside = find_inner_archive(data, member.name, whole=True)
    elif data.hurdle is Hurdle.OVERSIZED:
        # An archive of a whole class may well be larger than any photo: it is told as what it is.
        inside = find_inner_archive(reader.read_start(stored, HEAD_BYTES), member.name, whole=False)
    else:
        return data
    return data if inside is None else Unread(Hurdle.ARCHIVE, inside)


def caps_of(limits: ZipLimits) -> ZipCaps:
    """Give the caps of a profile."""
    return ZipCaps(
        members=limits.cap_members,
        member_bytes=limits.cap_member_bytes,
        total_bytes=limits.cap_total_bytes,
        ratio=limits.cap_ratio,
        ratio_from_bytes=limits.cap_ratio_from_bytes,
    )


def open_photo_zip(path: Path, shown: str, limits: ZipLimits) -> PhotoZip:
    """
    Open a photo zip; `shown` is the path as the user typed it.

    Raises WdyyError, saying what the file really is, where it is no zip, is damaged or cannot be read.
    """
    with reading(shown), ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        opened = _open(file, path, shown, limits)
        stack.pop_all()
    return opened


def _open(file: BinaryIO, path: Path, shown: str, limits: ZipLimits) -> PhotoZip:
    """Look at the first bytes, then at the directory; raises WdyyError and READING_ERRORS."""
    kind = sniff(file.read(HEAD_BYTES))
    part = is_volume(shown)
    if kind not in ZIP_KINDS | _MAY_PRECEDE_ZIP:
        raise volume_alone(shown) if part else not_a_zip(shown, kind)
    try:
        opened = PhotoZip(file, path, shown, limits)
    except DirectoryError as error:
        raise volume_alone(shown) if part else bad_directory(shown, kind, error) from error
    if part and opened.lacks_its_start:
        raise volume_alone(shown)
    if kind in _PROGRAMS:
        raise self_extracting(shown, kind)
    if (office := opened.find_office()) is not None:
        raise not_a_zip(shown, office)
    return opened


def _bare(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
