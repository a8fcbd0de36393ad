"""
The directory at the end of a zip: found, bounded and read without trusting what it says.

The directory is read here and not by `zipfile`: that one cuts names at NUL, refuses a whole archive for one
odd extra field, differs between Python versions in names and overlaps, and reads a directory of any size.
"""

from __future__ import annotations

import os
import struct
from array import array
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from wdyy_cli.files.zips.member_name import extra_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

LOCAL = struct.Struct("<4s5H3L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
"""What stands before the data of a member."""

ENTRY = struct.Struct("<4s6H3L5H2L")
ENTRY_SIGNATURE = b"PK\x01\x02"
"""What stands in the directory for a member; its name and an extra field follow."""

END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
"""What stands behind the directory."""

ZIP64_EXTRA = 0x0001
"""The extra field that holds what does not fit into 32 bits."""

_END64_LOCATOR = struct.Struct("<4sLQL")
_END64_LOCATOR_SIGNATURE = b"PK\x06\x07"
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_SIGNATURE = b"PK\x06\x06"
_LENGTHS = struct.Struct("<3H")
_FLAGS_AT, _LENGTHS_AT = 8, 28
_SIGNATURE_OF_DIRECTORY = b"PK\x05\x05"
_ENCRYPTED_DIRECTORY = b"PK\x06\x08"

_VERSION_OF_ENCRYPTED_DIRECTORY = 62
_FULL_16 = 0xFFFF
_FULL_32 = 0xFFFFFFFF
_LONGEST_COMMENT = 0xFFFF
_MASKED_FLAG = 0x2000

# Ordinary entries have 60 to 200 bytes. What is larger on the average holds no photos.
_MEAN_ENTRY_BYTES = 512
_SPARE_DIRECTORY_BYTES = 1024 * 1024


class DirectoryFault(Enum):
    """What is the matter with a directory."""

    MISSING = auto()
    MULTI_DISK = auto()
    ENCRYPTED = auto()
    DAMAGED = auto()
    TOO_LARGE = auto()


class DirectoryError(Exception):
    """The directory cannot be used; `detail` says more in Chinese, with figures, where there is more."""

    def __init__(self, fault: DirectoryFault, detail: str = "") -> None:
        """Keep the fault for whoever words the message."""
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail


class ZipEntry(NamedTuple):
    """
    One directory entry as stored: sizes and offsets in bytes, `offset` from the start of the file.

    `fault` says in Chinese what is wrong with the entry itself, None where nothing is.
    """

    raw_name: bytes
    extra: bytes
    flags: int
    method: int
    crc: int
    packed: int
    unpacked: int
    offset: int
    made_on: int
    attributes: int
    fault: str | None = None


class ZipEntries:
    """
    The entries of a directory in their order.

    There may be very many: each is cut out of the directory when it is looked at.
    """

    def __init__(self, data: bytes, starts: array[int], shift: int) -> None:
        """Take the directory, where in it the entries start, and what is added to their offsets."""
        self._data = data
        self._starts = starts
        self._shift = shift

    def __len__(self) -> int:
        """Count them."""
        return len(self._starts)

    def __iter__(self) -> Iterator[ZipEntry]:
        """Give all of them, one after the other."""
        return map(self._cut, self._starts)

    def __getitem__(self, index: int) -> ZipEntry:
        """Give one of them."""
        return self._cut(self._starts[index])

    def record(self, index: int) -> bytes:
        """Give the bytes of one of them as they stand in the directory."""
        at = self._starts[index]
        return self._data[at : at + _record_bytes(self._data, at)]

    def mention(self, name: bytes) -> bool:
        """Whether some bytes stand anywhere in the directory: if not, nothing has this name."""
        return name in self._data

    def flagged(self, flag: int) -> list[int]:
        """Give the places of the entries that have a flag."""
        data = self._data
        return [
            place
            for place, at in enumerate(self._starts)
            if int.from_bytes(data[at + _FLAGS_AT : at + _FLAGS_AT + 2], "little") & flag
        ]

    def _cut(self, at: int) -> ZipEntry:
        data, fixed = self._data, ENTRY.unpack_from(self._data, at)
        name_at = at + ENTRY.size
        extra_at = name_at + fixed[10]
        entry = ZipEntry(
            raw_name=data[name_at:extra_at],
            extra=data[extra_at : extra_at + fixed[11]],
            flags=fixed[3],
            method=fixed[4],
            crc=fixed[7],
            packed=fixed[8],
            unpacked=fixed[9],
            offset=fixed[16],
            made_on=fixed[1] >> 8,
            attributes=fixed[15],
        )
        if _FULL_32 in (entry.packed, entry.unpacked, entry.offset):
            entry = _with_zip64(entry)
        return entry._replace(offset=entry.offset + self._shift) if self._shift else entry


@dataclass(frozen=True, slots=True)
class _End:
    """What the end records say: disks, count, size and offset of the directory, and where they start."""

    disk: int
    directory_disk: int
    count_here: int
    count: int
    size: int
    offset: int
    start: int


def read_directory(file: BinaryIO, cap_members: int) -> tuple[ZipEntries, int]:
    """
    Read all entries, at most so many, in their order, and the offset at which the directory starts.

    Raises DirectoryError and OSError. Holds no more than the capped directory in memory.
    """
    file_bytes = file.seek(0, os.SEEK_END)
    end = _read_end(file, file_bytes)
    if end.disk != 0 or end.directory_disk != 0 or end.count_here != end.count:
        raise DirectoryError(DirectoryFault.MULTI_DISK)
    if end.size > end.start or end.count * ENTRY.size > end.size:
        raise DirectoryError(DirectoryFault.DAMAGED, "目录的大小不对")
    if end.count > cap_members:
        raise DirectoryError(
            DirectoryFault.TOO_LARGE, f"里面有 {end.count:,} 个文件，上限 {cap_members:,} 个"
        )
    cap_bytes = cap_members * _MEAN_ENTRY_BYTES + _SPARE_DIRECTORY_BYTES
    if end.size > cap_bytes:
        raise DirectoryError(
            DirectoryFault.TOO_LARGE, f"目录有 {end.size:,} 字节，大得不正常，上限 {cap_bytes:,} 字节"
        )
    start, shift = _locate(file, end)
    file.seek(start)
    data = file.read(end.size)
    if len(data) != end.size:
        raise DirectoryError(DirectoryFault.DAMAGED, "目录不完整")
    entries = _parse(data, shift, cap_members)
    if len(entries) & _FULL_16 != end.count & _FULL_16:
        raise DirectoryError(DirectoryFault.DAMAGED, f"应有 {end.count:,} 个文件，只列出 {len(entries):,} 个")
    return entries, start


def _read_end(file: BinaryIO, file_bytes: int) -> _End:
    """Find and read the end record, and the zip64 one before it where there is one."""
    tail_bytes = min(file_bytes, END.size + _LONGEST_COMMENT)
    tail_start = file_bytes - tail_bytes
    file.seek(tail_start)
    tail = file.read(tail_bytes)
    at = _find_end(tail)
    if at < 0:
        raise DirectoryError(DirectoryFault.MISSING)
    _, disk, directory_disk, here, count, size, offset, _ = END.unpack_from(tail, at)
    end = _End(disk, directory_disk, here, count, size, offset, tail_start + at)
    return _read_end64(file, end) or end


def _find_end(tail: bytes) -> int:
    """Find the end record: the last one whose comment reaches exactly to the end, else the last one."""
    last = at = tail.rfind(END_SIGNATURE, 0, max(0, len(tail) - END.size + len(END_SIGNATURE)))
    while at >= 0:
        comment = int.from_bytes(tail[at + END.size - 2 : at + END.size], "little")
        if at + END.size + comment == len(tail):
            return at
        at = tail.rfind(END_SIGNATURE, 0, at)
    return last


def _read_end64(file: BinaryIO, end: _End) -> _End | None:
    """Read the zip64 end record through its locator, None where there is none and none is needed."""
    needed = _FULL_16 in (end.count, end.count_here, end.disk) or _FULL_32 in (end.size, end.offset)
    locator_at = end.start - _END64_LOCATOR.size
    found = None
    if locator_at >= _END64.size:
        file.seek(locator_at)
        signature, _, offset, disks = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
        if signature == _END64_LOCATOR_SIGNATURE:
            if needed and disks > 1:
                raise DirectoryError(DirectoryFault.MULTI_DISK)
            found = _find_end64(file, offset, locator_at - _END64.size)
    if found is None and needed and (end.size > end.start or end.disk == _FULL_16):
        raise DirectoryError(DirectoryFault.DAMAGED, "找不到大文件（zip64）的目录")
    return found


def _find_end64(file: BinaryIO, offset: int, last: int) -> _End | None:
    """Look for the zip64 end record at its last possible place and at the offset that the locator names."""
    # The last place comes first: it also holds where bytes were put before the archive.
    for at in (last, offset):
        if not 0 <= at <= last:
            continue
        file.seek(at)
        found = _END64.unpack(file.read(_END64.size))
        if found[0] != _END64_SIGNATURE:
            continue
        if found[1] > _END64.size - 12 and found[3] >= _VERSION_OF_ENCRYPTED_DIRECTORY:
            raise DirectoryError(DirectoryFault.ENCRYPTED)
        disk, directory_disk, here, count, size, start = found[4:]
        return _End(disk, directory_disk, here, count, size, start, at)
    return None


def _locate(file: BinaryIO, end: _End) -> tuple[int, int]:
    """
    Find where the directory really starts, and by how much all offsets are to be shifted.

    Bytes before the archive (a self-extracting program) shift everything, a gap after the directory nothing.
    """
    if end.size == 0:
        return end.start, 0
    for start in (end.start - end.size, end.offset):
        if start + end.size > end.start:
            continue
        file.seek(start)
        signature = file.read(4)
        if signature == ENTRY_SIGNATURE:
            return start, start - end.offset
        if signature == _ENCRYPTED_DIRECTORY:
            raise DirectoryError(DirectoryFault.ENCRYPTED)
    file.seek(0)
    first = file.read(8)
    if first.startswith(LOCAL_SIGNATURE) and int.from_bytes(first[6:8], "little") & _MASKED_FLAG:
        raise DirectoryError(DirectoryFault.ENCRYPTED)
    raise DirectoryError(DirectoryFault.DAMAGED, "目录不在该在的位置")


def _parse(data: bytes, shift: int, cap_members: int) -> ZipEntries:
    """Find where each entry of the directory is, and that it is whole; `shift` is added to their offsets."""
    starts = array("I")
    at = 0
    while at < len(data):
        if data.startswith(_SIGNATURE_OF_DIRECTORY, at):
            break
        if len(starts) >= cap_members:
            raise DirectoryError(DirectoryFault.TOO_LARGE, f"里面的文件超过上限 {cap_members:,} 个")
        if at + ENTRY.size > len(data) or not data.startswith(ENTRY_SIGNATURE, at):
            raise DirectoryError(DirectoryFault.DAMAGED, f"读到第 {len(starts) + 1:,} 个文件时对不上")
        following = at + _record_bytes(data, at)
        if following > len(data):
            raise DirectoryError(DirectoryFault.DAMAGED, f"第 {len(starts) + 1:,} 个文件的记录不完整")
        starts.append(at)
        at = following
    return ZipEntries(data, starts, shift)


def _record_bytes(data: bytes, at: int) -> int:
    """Tell how long a record of the directory is, with its name, extra field and comment."""
    lengths: tuple[int, int, int] = _LENGTHS.unpack_from(data, at + _LENGTHS_AT)
    return ENTRY.size + sum(lengths)


def _with_zip64(entry: ZipEntry) -> ZipEntry:
    """Put in the 64-bit values for those that do not fit into 32 bits, or note that they are missing."""
    content = next((content for kind, content in extra_fields(entry.extra) if kind == ZIP64_EXTRA), b"")
    found: dict[str, Any] = {}
    for field in ("unpacked", "packed", "offset"):
        if getattr(entry, field) != _FULL_32:
            continue
        value, content = content[:8], content[8:]
        if len(value) < 8:  # noqa: PLR2004 - 64 bits
            found["fault"] = "目录里的大小或位置记录不完整"
            break
        found[field] = int.from_bytes(value, "little")
    return entry._replace(**found)
