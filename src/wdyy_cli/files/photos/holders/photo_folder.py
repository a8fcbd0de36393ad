"""A folder of photos, with the interface of a photo zip."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wdyy_cli.about import OWN_FILES
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import READING_ERRORS
from wdyy_cli.files.photos.holders.inner_archive import find_inner_archive
from wdyy_cli.files.photos.holders.photo_source import WAIT, PhotoSource, as_listed
from wdyy_cli.files.zips.member_name import show_name
from wdyy_cli.files.zips.zip_reader import LINK, SPECIAL, Unread, megabytes
from wdyy_cli.photo import UNWRAPPED, Hurdle, Member, Wrapping
from wdyy_cli.texts.photo_name import read_photo_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wdyy_cli.profile import ZipLimits

_CHUNK_BYTES = 1024 * 1024
_NAMED = 3
"""So many files that changed are named."""

# A Windows junction is a folder that leads elsewhere, possibly back to its own parent.
_JUNCTION = 0xA0000003


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below the folder: its size in bytes, when it was written in nanoseconds, and its hurdle."""

    name: str
    path: str
    size: int = 0
    changed: int = 0
    hurdle: Unread | None = None


class PhotoFolder(PhotoSource):
    """A folder with all files below it; `open_photos` makes it."""

    members: tuple[Member, ...]

    def __init__(self, root: Path, shown: str, limits: ZipLimits, *, zips_apart: bool = False) -> None:
        """
        List the folder, without the zips in it where they are inputs of their own (`zips_apart`).

        Raises OSError where that fails and WdyyError where it holds too many files.
        """
        self._zips_apart = zips_apart
        self.path = root
        self._shown = shown
        found: list[_Found] = []
        for entry in self._walk():
            if len(found) >= limits.cap_members:
                raise WdyyError(
                    f"{shown} 里的文件太多，没有检查：上限 {limits.cap_members:,} 个",
                    "请指定只放照片的文件夹；确实需要更多时，可在配置里调高上限。",
                )
            found.append(entry)
        found.sort(key=lambda entry: entry.name)
        self._paths = tuple(entry.path for entry in found)
        self._versions = tuple((entry.size, entry.changed) for entry in found)
        self.members = tuple(_as_member(shown, index, entry, limits) for index, entry in enumerate(found))

    def close(self) -> None:
        """Do nothing: no file stays open."""

    def wrapping(self) -> Wrapping:
        """Say that nothing stands around the members."""
        return UNWRAPPED

    def stored(self, member: Member) -> str:
        """Give the path of a file of this folder."""
        return self._paths[member.index]

    def sha256(self) -> None:
        """Give none: a folder has no bytes of its own."""

    def find_change(self) -> WdyyError | None:
        """List the folder again; what the system writes by itself (Thumbs.db) does not count."""
        before = dict(zip(self._paths, self._versions, strict=True))
        try:
            now = {entry.path: (entry.size, entry.changed) for entry in self._walk()}
        except READING_ERRORS:
            now = {}
        differing = sorted(path for path, _ in before.items() ^ now.items())
        start = len(os.path.join(self.path, ""))  # noqa: PTH118 - as in `_walk`
        shown = dict.fromkeys(show_name(_decode(path[start:].replace(os.sep, "/"))) for path in differing)
        names = [name for name in shown if not read_photo_name(name, date.max).is_leftover]
        if not names:
            return None
        few = "、".join(f"“{name}”" for name in names[:_NAMED])
        more = f"等 {len(names):,} 个文件" if len(names) > _NAMED else ""
        changed = f"{self._shown} 在检查过程中变了（{few}{more}新放进来、拿走或改过）"
        return WdyyError(f"{changed}，结果不能算数", WAIT)

    def _walk(self) -> Iterator[_Found]:
        return (found for found in _walk(self.path) if not (self._zips_apart and _is_zip(found)))


def zips_in_folder(root: Path) -> tuple[list[str], bool]:
    """
    Find the zips in a folder and all folders below it, and tell whether anything else is there.

    What systems leave behind counts for neither. Raises OSError.
    """
    zips, others = [], False
    for found in _walk(root):
        if _is_zip(found):
            zips.append(found.name)
        elif not others:
            others = not read_photo_name(found.name, date.max).is_leftover
    return sorted(zips), others


def _is_zip(found: _Found) -> bool:
    is_zip = found.hurdle is None and found.name.lower().endswith(".zip")
    return is_zip and not read_photo_name(found.name, date.max).is_leftover


def read_file(member: Member, path: str, limits: ZipLimits) -> bytes | Unread:
    """Read one file of a folder whole, or say what stands in the way; raises nothing."""
    if member.hurdle is not None:
        return Unread(member.hurdle, member.hurdle_detail)
    try:
        data = _read(path, limits)
    except READING_ERRORS as error:
        return _explain(error)
    inside = find_inner_archive(data, member.name, whole=True) if isinstance(data, bytes) else None
    return data if inside is None else Unread(Hurdle.ARCHIVE, inside)


def _read(path: str, limits: ZipLimits) -> bytes | Unread:
    """Read up to the cap, whatever size the folder listed."""
    # The file may have become a pipe since it was listed: opening must not wait for a writer.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    chunks: list[bytes] = []
    count = 0
    with os.fdopen(handle, "rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            count += len(chunk)
            if count > limits.cap_member_bytes:
                return Unread(Hurdle.OVERSIZED, _oversize(count, limits))
            chunks.append(chunk)
    return b"".join(chunks)


def _explain(error: Exception) -> Unread:
    """Say why a file could not be read."""
    if isinstance(error, MemoryError):
        return Unread(Hurdle.OVERSIZED, "电脑的内存不够，没有读取")
    if isinstance(error, PermissionError):
        return Unread(Hurdle.DAMAGED, "没有权限读取这个文件")
    if isinstance(error, FileNotFoundError):
        return Unread(Hurdle.DAMAGED, "这个文件在检查过程中被移走或删除了")
    return Unread(Hurdle.DAMAGED, "读取这个文件时出错")


def _walk(root: Path) -> Iterator[_Found]:
    """Yield everything below a folder that is no folder itself, and not ours."""
    start = len(os.path.join(root, ""))  # noqa: PTH118 - pathlib drops the separator that is counted here
    with os.scandir(os.fspath(root)) as first:
        waiting = list(first)
    while waiting:
        entry = waiting.pop()
        # Paths stay text here: a Path would drop the leading "./" that `start` counts.
        if entry.name in OWN_FILES:
            continue
        path = entry.path
        name = path[start:].replace(os.sep, "/")
        try:
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
                yield _Found(name, path, hurdle=LINK)
            elif stat.S_ISDIR(status.st_mode):
                with os.scandir(path) as inside:
                    waiting.extend(inside)
            elif stat.S_ISREG(status.st_mode):
                yield _Found(name, path, status.st_size, status.st_mtime_ns)
            else:
                yield _Found(name, path, hurdle=SPECIAL)
        except OSError:
            yield _Found(name, path, hurdle=Unread(Hurdle.DAMAGED, "没有权限读取，或已被移走"))


def _as_member(shown: str, index: int, entry: _Found, limits: ZipLimits) -> Member:
    """Describe one file of the folder."""
    unread = entry.hurdle
    if unread is None and entry.size > limits.cap_member_bytes:
        unread = Unread(Hurdle.OVERSIZED, _oversize(entry.size, limits))
    member = Member(file=shown, index=index, name=_decode(entry.name), bytes=entry.size, in_zip=False)
    return as_listed(member, unread)


def _decode(name: str) -> str:
    """Make a name that the system could not decode into text: Linux keeps what an old unzip wrote as GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogateescape").decode("gb18030", "replace")
    return name


def _oversize(count: int, limits: ZipLimits) -> str:
    """Say that a file of so many bytes exceeds the cap."""
    return f"文件达 {megabytes(count)}，上限 {megabytes(limits.cap_member_bytes)}"
