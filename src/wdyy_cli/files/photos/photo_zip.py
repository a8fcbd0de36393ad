"""A photo zip: its members as the directory lists them, and the bytes of one member at a time."""

from __future__ import annotations

import stat
import struct
import zlib
from bisect import bisect_right
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.sniff import (
    ARCHIVES,
    ELF,
    EMPTY,
    EXE,
    HEAD_BYTES,
    HTML,
    TEXTS,
    UNKNOWN,
    ZIP,
    ZIP_EMPTY,
    ZIP_PART,
    Kind,
    kind_of_office,
    sniff,
)
from wdyy_cli.files.zips.member_name import decode_names, find_unsafe, is_plain, show_name, unicode_path_field
from wdyy_cli.files.zips.zip_directory import DirectoryError, DirectoryFault, Entry, read_directory
from wdyy_cli.model import Hurdle, Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import BinaryIO

    from wdyy_cli.profile import ZipLimits

READING_ERRORS = (OSError, zlib.error, struct.error, ValueError, OverflowError, MemoryError, EOFError)
"""What files and zlib raise on hostile or vanishing input: bad seeks, broken streams, no memory."""

_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_SIGNATURE = b"PK\x03\x04"
_CHUNK_BYTES = 64 * 1024
_OUTPUT_BYTES = 1024 * 1024
_MEGABYTE = 1024 * 1024

NO_ROOM = -1
"""Stands for the end of the room of an entry that has none."""

_STORED = 0
_DEFLATED = 8
_AES = 99
_ENCRYPTED_FLAGS = 0x0041
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

_ZIP_KINDS = frozenset({ZIP, ZIP_EMPTY, ZIP_PART})
_MAY_PRECEDE_ZIP = frozenset({EXE, ELF, UNKNOWN, *TEXTS})
"""A self-extracting archive starts as a program or a script."""

_REPACK = "请先解压，再选中全部照片，压缩成 .zip 格式后重试。"
_FETCH_AGAIN = "请重新下载或复制一次，再试着打开；仍不行就请对方重新压缩成 .zip 发来。"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why the bytes of a member could not be had; `detail` says it in Chinese, with figures."""

    hurdle: Hurdle
    detail: str


class Stored(NamedTuple):
    """Where the bytes of a member lie in its zip, and what the directory says of them: all to read it by."""

    offset: int
    room_end: int
    packed: int
    unpacked: int
    crc: int
    flags: int
    method: int
    raw_name: bytes
    extra: bytes


class PhotoZip:
    """
    An open photo zip. Use it in a `with` block; `open_photo_zip` makes it.

    Reading is meant for one thread. A second process reads by what `stored` gives, without the directory.
    """

    def __init__(self, file: BinaryIO, shown: str, limits: ZipLimits) -> None:
        """Read the directory of an open file; raises DirectoryError and OSError."""
        self._file = file
        self._shown = shown
        self._limits = limits
        self._entries, self._directory_start = read_directory(file, limits)
        self._reader = StoredReader(file, limits)

    def __enter__(self) -> Self:
        """Give the open zip itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; members stay known."""
        self._file.close()

    @property
    def file(self) -> BinaryIO:
        """The open file, to be digested."""
        return self._file

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """All files in the order of the directory, folders left out; `index` counts folders too."""
        names = decode_names([(entry.raw_name, entry.flags, entry.extra) for entry in self._entries])
        return tuple(self._list_members(names))

    def find_office(self) -> Kind | None:
        """Say which Office file this is (they are zips as well), None for ordinary zips."""
        return kind_of_office({entry.raw_name for entry in self._entries})

    def read(self, member: Member) -> bytes | Unread:
        """Read one member whole, or say what stands in the way; nothing that the file holds raises."""
        if not 0 <= member.index < len(self._entries):
            return Unread(Hurdle.DAMAGED, "压缩包在检查过程中变了，找不到这个文件")
        return self._reader.read(member, self.stored(member))

    def stored(self, member: Member) -> Stored:
        """Say where the bytes of a member of this zip lie."""
        entry = self._entries[member.index]
        return Stored(
            offset=entry.offset,
            room_end=self._end_of_room(entry.offset),
            packed=entry.packed,
            unpacked=entry.unpacked,
            crc=entry.crc,
            flags=entry.flags,
            method=entry.method,
            raw_name=entry.raw_name,
            extra=entry.extra,
        )

    def _list_members(self, names: list[str]) -> Iterator[Member]:
        total = 0
        for index, (entry, name) in enumerate(zip(self._entries, names, strict=True)):
            if _is_folder(entry, name):
                continue
            hurdle = _find_hurdle(entry, self._limits, total)
            if hurdle is None:
                total += entry.unpacked
                if is_plain(name):
                    yield Member(file=self._shown, index=index, name=name, bytes=entry.unpacked)
                    continue
            unsafe = find_unsafe(name)
            if hurdle is not None and hurdle.hurdle is Hurdle.LINK:
                unsafe = "；".join(filter(None, (hurdle.detail, unsafe)))
            yield Member(
                file=self._shown,
                index=index,
                name=show_name(name),
                bytes=entry.unpacked,
                unsafe=unsafe,
                hurdle=None if hurdle is None else hurdle.hurdle,
                hurdle_detail="" if hurdle is None else hurdle.detail,
            )

    @cached_property
    def _offsets(self) -> list[int]:
        return sorted(entry.offset for entry in self._entries)

    def _end_of_room(self, offset: int) -> int:
        """Give the offset up to which an entry may reach: the next entry or the directory. NO_ROOM: none."""
        following = bisect_right(self._offsets, offset)
        shared = following > 1 and self._offsets[following - 2] == offset
        if shared or offset >= self._directory_start:
            return NO_ROOM
        if following == len(self._offsets):
            return self._directory_start
        return min(self._offsets[following], self._directory_start)


class StoredReader:
    """Reads members of an open zip by where they are stored, whichever process read the directory."""

    def __init__(self, file: BinaryIO, limits: ZipLimits) -> None:
        """Take the open file; closing it is left to whoever opened it."""
        self._file = file
        self._limits = limits

    def read(self, member: Member, stored: Stored) -> bytes | Unread:
        """Read one member whole, or say what stands in the way; nothing that the file holds raises."""
        if member.hurdle is not None:
            return Unread(member.hurdle, member.hurdle_detail)
        try:
            return self._read_stored(stored)
        except MemoryError:
            return Unread(Hurdle.OVERSIZED, "电脑的内存不够，没有解压")
        except zlib.error:
            return Unread(Hurdle.DAMAGED, "压缩数据已损坏，无法解压")
        except READING_ERRORS:
            return Unread(Hurdle.DAMAGED, "读取压缩包时出错，文件可能已损坏或被移走")

    def _read_stored(self, entry: Stored) -> bytes | Unread:
        """Find the data of an entry, check that they are its own, and unpack them."""
        if entry.offset < 0 or entry.room_end == NO_ROOM:
            return Unread(Hurdle.DAMAGED, "目录里写的位置不对，文件可能已损坏")
        self._file.seek(entry.offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(_LOCAL_SIGNATURE):
            return Unread(Hurdle.DAMAGED, "找不到这个文件的开头，压缩包可能已损坏")
        local = _LOCAL.unpack(header)
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
        start = entry.offset + _LOCAL.size + local[9] + local[10]
        if start + entry.packed > entry.room_end:
            return Unread(Hurdle.DAMAGED, "数据与压缩包里的其他内容重叠，或超出了压缩包")
        self._file.seek(start)
        return self._unpack(entry)

    def _unpack(self, entry: Stored) -> bytes | Unread:
        """Unpack from where the file stands. Counts real bytes, keeps no more than declared or capped."""
        chunks: list[bytes] = []
        count = 0
        crc = 0
        for chunk in self._inflate(entry) if entry.method == _DEFLATED else self._copy(entry):
            count += len(chunk)
            if (over := _find_oversize(count, entry.packed, self._limits)) is not None:
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

    def _copy(self, entry: Stored) -> Iterator[bytes]:
        """Yield stored data in chunks."""
        left = entry.packed
        while left > 0 and (chunk := self._file.read(min(left, _CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk

    def _inflate(self, entry: Stored) -> Iterator[bytes]:
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


def open_photo_zip(path: Path, shown: str, limits: ZipLimits) -> PhotoZip:
    """
    Open a photo zip; `shown` is the path as the user typed it.

    Raises WdyyError, saying what the file really is, where it is no zip, is damaged or cannot be read.
    """
    try:
        with ExitStack() as stack:
            file = stack.enter_context(path.open("rb"))
            opened = _open(file, shown, limits)
            stack.pop_all()
    except READING_ERRORS as error:
        raise unreadable(shown, error) from error
    return opened


def _open(file: BinaryIO, shown: str, limits: ZipLimits) -> PhotoZip:
    """Look at the first bytes, then at the directory; raises WdyyError and READING_ERRORS."""
    kind = sniff(file.read(HEAD_BYTES))
    if kind not in _ZIP_KINDS | _MAY_PRECEDE_ZIP:
        raise _not_a_zip(shown, kind)
    try:
        opened = PhotoZip(file, shown, limits)
    except DirectoryError as error:
        raise _bad_directory(shown, kind, error) from error
    if (office := opened.find_office()) is not None:
        raise _not_a_zip(shown, office)
    return opened


def unreadable(shown: str, error: Exception) -> WdyyError:
    """Say why the system does not let us read a file or folder."""
    if isinstance(error, FileNotFoundError):
        return WdyyError(f"找不到 {shown}", "请检查文件名和所在的文件夹是否写对。")
    if isinstance(error, PermissionError):
        return WdyyError(f"没有权限读取 {shown}", "请关闭正在使用它的程序，或把它复制到自己的文件夹后重试。")
    return WdyyError(f"读取 {shown} 时出错", "请把它复制到本机硬盘后重试。")


def _is_folder(entry: Entry, name: str) -> bool:
    """Whether an entry stands for a folder: by its name, or by its attributes where it has no data."""
    if name.endswith("/"):
        return True
    if entry.unpacked or entry.packed:
        return False
    is_unix_folder = entry.made_on in _UNIX_SYSTEMS and stat.S_ISDIR(entry.attributes >> 16)
    return name.endswith("\\") or bool(entry.attributes & _FOLDER_ATTRIBUTE) or is_unix_folder


def _same_unicode_path(local_extra: bytes, extra: bytes) -> bool:
    """Whether both headers agree on the Unicode path: WinZip then stores `xx` for the name in one of them."""
    path = unicode_path_field(extra)
    return path is not None and path == unicode_path_field(local_extra)


def _find_hurdle(entry: Entry, limits: ZipLimits, total: int) -> Unread | None:
    """Say what the directory alone tells; `total` bytes were declared by the members before."""
    kind = stat.S_IFMT(entry.attributes >> 16) if entry.made_on in _UNIX_SYSTEMS else 0
    if kind == stat.S_IFLNK:
        return Unread(Hurdle.LINK, "这是一个链接（快捷方式），不是文件")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Unread(Hurdle.LINK, "这是一个特殊文件（管道或设备），不是普通文件")
    if entry.flags & _ENCRYPTED_FLAGS or entry.method == _AES:
        return Unread(Hurdle.ENCRYPTED, "设了密码，打不开")
    if entry.method not in (_STORED, _DEFLATED):
        method = _METHODS.get(entry.method, "少见的一种")
        return Unread(Hurdle.METHOD, f"压缩方法是 {method}（代号 {entry.method}），不是普通的 zip 压缩")
    if entry.fault is not None:
        return Unread(Hurdle.DAMAGED, entry.fault)
    over = _find_oversize(entry.unpacked, entry.packed, limits)
    if over is None and total + entry.unpacked > limits.cap_total_bytes:
        over = f"解压到这里合计已超过上限 {megabytes(limits.cap_total_bytes)}"
    return None if over is None else Unread(Hurdle.OVERSIZED, over)


def _find_oversize(unpacked: int, packed: int, limits: ZipLimits) -> str | None:
    """Say which cap these sizes in bytes exceed, None where none."""
    if unpacked > limits.cap_member_bytes:
        return f"解压后达 {megabytes(unpacked)}，上限 {megabytes(limits.cap_member_bytes)}"
    if unpacked > limits.cap_ratio_from_bytes and unpacked > packed * limits.cap_ratio:
        ratio = unpacked // max(packed, 1)
        return f"{packed:,} 字节解压成 {megabytes(unpacked)}（{ratio:,} 倍），上限 {limits.cap_ratio:,} 倍"
    return None


def megabytes(count: int) -> str:
    """Render a number of bytes for people."""
    return f"{count / _MEGABYTE:,.1f} MB" if count >= _MEGABYTE else f"{count:,} 字节"


def _not_a_zip(shown: str, kind: Kind) -> WdyyError:
    """Say what was given instead of a zip, and what to do."""
    if kind is EMPTY:
        return WdyyError(f"{shown} 是空文件（0 字节），下载或复制没有成功", _FETCH_AGAIN)
    if kind is UNKNOWN:
        return WdyyError(f"{shown} 不是压缩包，也认不出是什么文件", _FETCH_AGAIN)
    if kind is HTML:
        hint = "多半是下载时没有登录或链接已失效，存下来的是网页。请登录后重新下载。"
        return WdyyError(f"{shown} 不是压缩包，其实是{kind.spaced}", hint)
    if kind in ARCHIVES:
        return WdyyError(f"{shown} 不是 zip 压缩包，其实是{kind.spaced}", f"改后缀不会改变格式。{_REPACK}")
    return WdyyError(f"{shown} 不是压缩包，其实是{kind.spaced}", "请指定存放照片的 .zip 压缩包或文件夹。")


def _bad_directory(shown: str, kind: Kind, error: DirectoryError) -> WdyyError:
    """Say why the directory of a zip is no use, and what to do."""
    if kind is ZIP_PART or error.fault is DirectoryFault.MULTI_DISK:
        return WdyyError(f"{shown} 是分卷压缩包中的一卷", "请用解压软件打开全部分卷，再压缩成一个 .zip。")
    if error.fault is DirectoryFault.TOO_LARGE:
        hint = "请只打包照片；确实需要更多时，可在配置里调高上限。"
        return WdyyError(f"{shown} 里的文件太多，没有打开：{error.detail}", hint)
    if error.fault is DirectoryFault.ENCRYPTED:
        return WdyyError(f"{shown} 设了密码，连文件名都看不到", f"请去掉密码。{_REPACK}")
    if error.fault is DirectoryFault.DAMAGED:
        return WdyyError(f"{shown} 已损坏，打不开：{error.detail}", _FETCH_AGAIN)
    if kind in _ZIP_KINDS:
        return WdyyError(f"{shown} 不完整：缺少结尾部分，下载或复制没有完成", _FETCH_AGAIN)
    return _not_a_zip(shown, kind)
