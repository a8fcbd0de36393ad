"""
Reading the members of a zip without trusting it: within limits of its own, and never with an exception.

Photo zips, workbooks and archives inside archives come through here; what they are for is decided elsewhere.
"""

from __future__ import annotations

import stat
import struct
import zlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from wdyy_cli.files.opening import READING_ERRORS
from wdyy_cli.files.zips.member_name import decode_names, unicode_path_field
from wdyy_cli.files.zips.zip_directory import LOCAL, LOCAL_SIGNATURE, ZipEntry, read_directory
from wdyy_cli.photo import Hurdle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_DESCRIPTOR_SIGNATURE = b"PK\x07\x08"
_DESCRIPTOR = struct.Struct("<4s3L")
_DESCRIPTOR_64 = struct.Struct("<4sL2Q")
_CHUNK_BYTES = 64 * 1024
_OUTPUT_BYTES = 1024 * 1024
_MEGABYTE = 1024 * 1024
_FULL_32 = 0xFFFFFFFF

_FARTHEST = 1 << 62
"""No file reaches so far, in either direction; what a directory says may."""

NO_ROOM = -1
"""Stands for the end of the room of an entry that has none."""

_STORED = 0
_DEFLATED = 8
_READABLE = (_STORED, _DEFLATED)
_AES = 99
_ENCRYPTED_FLAGS = 0x0041
_DESCRIPTOR_FLAG = 0x0008
_FOLDER_ATTRIBUTE = 0x10
_UNIX_SYSTEMS = frozenset({3, 19})

_METHODS = {
    1: "Shrink",
    2: "Reduce",
    3: "Reduce",
    4: "Reduce",
    5: "Reduce",
    6: "Implode",
    9: "Deflate64",
    10: "DCL Implode",
    12: "BZip2",
    14: "LZMA",
    16: "CMPSC",
    18: "TERSE",
    19: "LZ77",
    20: "Zstandard",
    93: "Zstandard",
    94: "MP3",
    95: "XZ",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ZipCaps:
    """
    What may come out of a zip at most, so that it cannot fill memory: members, and bytes when unpacked.

    Above `ratio_from_bytes` a member may unpack to at most `ratio` times its packed size.
    """

    members: int
    member_bytes: int
    total_bytes: int
    ratio: int
    ratio_from_bytes: int


@dataclass(frozen=True, slots=True)
class Unread:
    """Why the bytes of a member could not be had; `detail` says it in Chinese, with figures."""

    hurdle: Hurdle
    detail: str


LINK = Unread(Hurdle.LINK, "这是一个链接（快捷方式），不是文件")
SPECIAL = Unread(Hurdle.LINK, "这是一个特殊文件（管道或设备），不是普通文件")


class Listed(NamedTuple):
    """A file in the directory: its place there, its decoded name, and what hinders reading it."""

    place: int
    name: str
    unread: Unread | None


class Stored(NamedTuple):
    """What the directory says of a member, and how far it may reach: all to read it by."""

    entry: ZipEntry
    room_end: int


class ZipReader:
    """An open zip: what its directory lists, and the bytes of one member at a time, for one thread."""

    def __init__(self, file: BinaryIO, caps: ZipCaps) -> None:
        """Read the directory of an open file; raises DirectoryError and OSError."""
        self.file = file
        self._caps = caps
        self._stored = StoredReader(file, caps)
        self.entries, self.directory_start = read_directory(file, caps.members)

    @cached_property
    def names(self) -> list[str]:
        """The decoded names of all entries."""
        return decode_names([(entry.raw_name, entry.flags, entry.extra) for entry in self.entries])

    @property
    def listed(self) -> Iterator[Listed]:
        """All files in the order of the directory, folders left out."""
        total = 0
        for index, (entry, name) in enumerate(zip(self.entries, self.names, strict=True)):
            if is_folder(entry, name):
                continue
            unread = _find_hurdle(entry, self._caps, total)
            if unread is None:
                total += entry.unpacked
            yield Listed(index, name, unread)

    @property
    def folders(self) -> list[tuple[str, ZipEntry]]:
        """The entries that only stand for a folder, with their names."""
        pairs = zip(self.entries, self.names, strict=True)
        return [(name, entry) for entry, name in pairs if is_folder(entry, name)]

    @property
    def first_offset(self) -> int:
        """How many bytes stand before what the directory lists; below 0 where the beginning is cut off."""
        return self._offsets[0] if self._offsets else self.directory_start

    @property
    def stored_with_descriptor(self) -> list[int]:
        """The entries that are not compressed and yet have their sizes behind them: none can be streamed."""
        return [
            index
            for index, entry in self._with_descriptor()
            if entry.method == _STORED and not entry.flags & _ENCRYPTED_FLAGS
        ]

    @property
    def needless_descriptors_64(self) -> list[int]:
        """The entries with sizes of 64 bits behind them, though 32 would do; raises OSError."""
        return [
            index
            for index, entry in self._with_descriptor()
            if entry.method == _DEFLATED and entry.offset >= 0 and self._has_needless_descriptor_64(entry)
        ]

    def stored(self, index: int) -> Stored:
        """Say where the bytes of an entry lie."""
        entry = self.entries[index]
        return Stored(entry, self._end_of_room(entry.offset))

    def read(self, listed: Listed) -> bytes | Unread:
        """Unpack one file whole, or say what stands in the way; nothing that the zip holds raises."""
        return listed.unread or self._stored.read(self.stored(listed.place))

    @cached_property
    def _offsets(self) -> array[int]:
        return array("q", sorted(max(-_FARTHEST, min(entry.offset, _FARTHEST)) for entry in self.entries))

    def _with_descriptor(self) -> Iterator[tuple[int, ZipEntry]]:
        return ((index, self.entries[index]) for index in self.entries.flagged(_DESCRIPTOR_FLAG))

    def _end_of_room(self, offset: int) -> int:
        """Give the offset up to which an entry may reach: the next entry or the directory. NO_ROOM: none."""
        following = bisect_right(self._offsets, offset)
        shared = following > 1 and self._offsets[following - 2] == offset
        if shared or offset >= self.directory_start:
            return NO_ROOM
        if following == len(self._offsets):
            return self.directory_start
        return min(self._offsets[following], self.directory_start)

    def _has_needless_descriptor_64(self, entry: ZipEntry) -> bool:
        if not entry.unpacked or max(entry.packed, entry.unpacked) >= _FULL_32:
            return False
        self.file.seek(entry.offset)
        header = self.file.read(LOCAL.size)
        if len(header) < LOCAL.size or not header.startswith(LOCAL_SIGNATURE):
            return False
        name_bytes, extra_bytes = LOCAL.unpack(header)[9:]
        self.file.seek(entry.offset + LOCAL.size + name_bytes + extra_bytes + entry.packed)
        behind = self.file.read(_DESCRIPTOR_64.size)
        sizes = (_DESCRIPTOR_SIGNATURE, entry.crc, entry.packed, entry.unpacked)
        return behind == _DESCRIPTOR_64.pack(*sizes) and not behind.startswith(_DESCRIPTOR.pack(*sizes))


class StoredReader:
    """Reads members of an open zip by where they are stored, whichever process read the directory."""

    def __init__(self, file: BinaryIO, caps: ZipCaps) -> None:
        """Take the open file; closing it is left to whoever opened it."""
        self._file = file
        self._caps = caps

    def read(self, stored: Stored) -> bytes | Unread:
        """Unpack one member whole, or say what stands in the way; nothing that the zip holds raises."""
        try:
            fault = self._go_to_data(stored)
            return self._unpack(stored.entry) if fault is None else fault
        except MemoryError:
            return Unread(Hurdle.OVERSIZED, "电脑的内存不够，没有解压")
        except zlib.error:
            return Unread(Hurdle.DAMAGED, "压缩数据已损坏，无法解压")
        except READING_ERRORS:
            return Unread(Hurdle.DAMAGED, "读取压缩包时出错，文件可能已损坏或被移走")

    def read_start(self, stored: Stored, count: int) -> bytes:
        """Give the first bytes of a member, fewer where there are not so many or they cannot be had."""
        start = b""
        try:
            if stored.entry.method in _READABLE and self._go_to_data(stored) is None:
                for chunk in self._chunks(stored.entry):
                    start += chunk
                    if len(start) >= count:
                        break
        except READING_ERRORS:
            return start[:count]
        return start[:count]

    def _go_to_data(self, stored: Stored) -> Unread | None:
        """Find the data of a member, and check that they are its own."""
        entry = stored.entry
        if entry.offset < 0 or stored.room_end == NO_ROOM:
            return Unread(Hurdle.DAMAGED, "目录里写的位置不对，文件可能已损坏")
        self._file.seek(entry.offset)
        header = self._file.read(LOCAL.size)
        if len(header) < LOCAL.size or not header.startswith(LOCAL_SIGNATURE):
            return Unread(Hurdle.DAMAGED, "找不到这个文件的开头，压缩包可能已损坏")
        local = LOCAL.unpack(header)
        name = self._file.read(local[9])
        extra = self._file.read(local[10])
        differing = [
            words
            for same, words in (
                (name == entry.raw_name or _same_unicode_path(extra, entry.extra), "名称"),
                (local[3] == entry.method, "压缩方法"),
                ((local[2] ^ entry.flags) & _ENCRYPTED_FLAGS == 0, "加密标记"),
            )
            if not same
        ]
        if differing:
            return Unread(Hurdle.DAMAGED, f"压缩包的目录与文件自带的说明不一致（{'、'.join(differing)}）")
        start = entry.offset + LOCAL.size + local[9] + local[10]
        if start + entry.packed > stored.room_end:
            return Unread(Hurdle.DAMAGED, "数据与压缩包里的其他内容重叠，或超出了压缩包")
        self._file.seek(start)
        return None

    def _unpack(self, entry: ZipEntry) -> bytes | Unread:
        """Unpack from where the file stands. Counts real bytes, keeps no more than declared or capped."""
        chunks: list[bytes] = []
        count = 0
        crc = 0
        for chunk in self._chunks(entry):
            count += len(chunk)
            if (over := _find_oversize(count, entry.packed, self._caps)) is not None:
                return Unread(Hurdle.OVERSIZED, f"{over}（目录里只写了 {entry.unpacked:,} 字节）")
            if count <= entry.unpacked:
                crc = zlib.crc32(chunk, crc)
                chunks.append(chunk)
            else:
                # Too much already, but only the count to the caps tells a damaged member from a bomb.
                chunks.clear()
        if count < entry.unpacked:
            return Unread(Hurdle.DAMAGED, f"数据不完整：应有 {entry.unpacked:,} 字节，只有 {count:,} 字节")
        if count > entry.unpacked:
            return Unread(Hurdle.DAMAGED, f"大小不符：应有 {entry.unpacked:,} 字节，实际 {count:,} 字节")
        if crc != entry.crc:
            return Unread(Hurdle.DAMAGED, "校验码不符，内容已损坏")
        return b"".join(chunks)

    def _chunks(self, entry: ZipEntry) -> Iterator[bytes]:
        return self._inflate(entry) if entry.method == _DEFLATED else self._copy(entry)

    def _copy(self, entry: ZipEntry) -> Iterator[bytes]:
        """Yield stored data in chunks."""
        left = entry.packed
        while left > 0 and (chunk := self._file.read(min(left, _CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk

    def _inflate(self, entry: ZipEntry) -> Iterator[bytes]:
        """Yield deflated data unpacked, in chunks of bounded size."""
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for packed in self._copy(entry):
            chunk = inflater.decompress(packed, _OUTPUT_BYTES)
            while chunk:
                yield chunk
                if inflater.eof or len(chunk) < _OUTPUT_BYTES:
                    break
                chunk = inflater.decompress(inflater.unconsumed_tail, _OUTPUT_BYTES)
            if inflater.eof:
                return


def is_folder(entry: ZipEntry, name: str) -> bool:
    """Whether an entry stands for a folder: by its name, or by its attributes where it has no data."""
    if name.endswith("/"):
        return True
    if entry.unpacked or entry.packed:
        return False
    is_unix_folder = entry.made_on in _UNIX_SYSTEMS and stat.S_ISDIR(entry.attributes >> 16)
    return name.endswith("\\") or bool(entry.attributes & _FOLDER_ATTRIBUTE) or is_unix_folder


def megabytes(count: int) -> str:
    """Render a number of bytes for people."""
    return f"{count / _MEGABYTE:,.1f} MB" if count >= _MEGABYTE else f"{count:,} 字节"


def _same_unicode_path(local_extra: bytes, extra: bytes) -> bool:
    """Whether both headers agree on the Unicode path: WinZip then stores `xx` for the name in one of them."""
    path = unicode_path_field(extra)
    return path is not None and path == unicode_path_field(local_extra)


def _find_hurdle(entry: ZipEntry, caps: ZipCaps, total: int) -> Unread | None:
    """Say what the directory alone tells; `total` bytes were declared by the members before."""
    kind = stat.S_IFMT(entry.attributes >> 16) if entry.made_on in _UNIX_SYSTEMS else 0
    if kind == stat.S_IFLNK:
        return LINK
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return SPECIAL
    if entry.flags & _ENCRYPTED_FLAGS or entry.method == _AES:
        return Unread(Hurdle.ENCRYPTED, "设了密码，打不开")
    if entry.method not in _READABLE:
        method = _METHODS.get(entry.method, "少见的一种")
        return Unread(Hurdle.METHOD, f"压缩方法是 {method}（代号 {entry.method}），不是普通的 zip 压缩")
    if entry.fault is not None:
        return Unread(Hurdle.DAMAGED, entry.fault)
    over = _find_oversize(entry.unpacked, entry.packed, caps)
    if over is None and total + entry.unpacked > caps.total_bytes:
        over = f"解压到这里合计已超过上限 {megabytes(caps.total_bytes)}"
    return None if over is None else Unread(Hurdle.OVERSIZED, over)


def _find_oversize(unpacked: int, packed: int, caps: ZipCaps) -> str | None:
    """Say which cap these sizes in bytes exceed, None where none."""
    if unpacked > caps.member_bytes:
        return f"解压后达 {megabytes(unpacked)}，上限 {megabytes(caps.member_bytes)}"
    if unpacked > caps.ratio_from_bytes and unpacked > packed * caps.ratio:
        ratio = unpacked // max(packed, 1)
        return f"{packed:,} 字节解压成 {megabytes(unpacked)}（{ratio:,} 倍），上限 {caps.ratio:,} 倍"
    return None
