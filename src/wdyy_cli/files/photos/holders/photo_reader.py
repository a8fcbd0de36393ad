"""Photos listed in one process and read in others, and whether the listing still holds when all is done."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import READING_ERRORS, unreadable
from wdyy_cli.files.photos.holders.photo_folder import PhotoFolder, read_file
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.photos.holders.photo_zip import MemberReader, PhotoZip
from wdyy_cli.files.zips.zip_reader import Unread
from wdyy_cli.photo import Hurdle
from wdyy_cli.photo_name import read_photo_name

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from wdyy_cli.files.photos.holders.photo_input import PhotoSource
    from wdyy_cli.files.zips.zip_reader import Stored
    from wdyy_cli.photo import Member, Wrapping
    from wdyy_cli.profile import ZipLimits

_CHANGED = Unread(Hurdle.DAMAGED, "压缩包在检查过程中变了，没有读到这个文件")
_WAIT = "等文件都放好、不再变动以后，再检查一次。"
_CHUNK_BYTES = 1024 * 1024
_NAMED = 3
"""So many files that changed are named."""


class FileStamp(NamedTuple):
    """What tells whether a file is still the listed one: which it is, its bytes, when it was written."""

    device: int
    inode: int
    bytes: int
    changed: int


class PhotoListing:
    """
    A photo zip or folder, listed once for all processes of a run; `list_photos` makes it.

    A zip stays open until `close`, so that what is digested is what was listed.
    """

    def __init__(self, source: PhotoSource, path: Path, shown: str) -> None:
        """Take an opened source."""
        self._source = source
        self._shown = shown
        self.path = path
        self.members = source.members
        self.stamp = _stamp_of(source.file) if isinstance(source, PhotoZip) else None

    def stored(self, member: Member) -> Stored | str:
        """Say where the bytes of a member are: a place in the zip, or the path of a file."""
        return self._source.stored(member)

    def wrapping(self) -> Wrapping:
        """Say what stands around the members that strict programs refuse."""
        return self._source.wrapping()

    def sha256(self) -> str | None:
        """Digest the zip in hexadecimal, None for a folder; raises WdyyError where that fails."""
        if not isinstance(self._source, PhotoZip):
            return None
        try:
            return _digest(self._source.file)
        except READING_ERRORS as error:
            raise unreadable(self._shown, error) from error

    def find_change(self) -> WdyyError | None:
        """Say what came, went or was written since the listing; None where all is as it was."""
        if isinstance(self._source, PhotoFolder):
            return self._change_of_folder(self._source)
        try:
            unchanged = _stamp(self.path.stat()) == self.stamp
        except READING_ERRORS:
            unchanged = False
        return None if unchanged else WdyyError(f"{self._shown} 在检查过程中变了，结果不能算数", _WAIT)

    def close(self) -> None:
        """Let go of the file; what was listed stays known."""
        self._source.close()

    def _change_of_folder(self, folder: PhotoFolder) -> WdyyError | None:
        """Compare listings; what the system writes by itself (Thumbs.db) does not count."""
        names = [name for name in folder.find_changes() if not read_photo_name(name, date.max).is_leftover]
        if not names:
            return None
        few = "、".join(f"“{name}”" for name in names[:_NAMED])
        more = f"等 {len(names):,} 个文件" if len(names) > _NAMED else ""
        changed = f"{self._shown} 在检查过程中变了（{few}{more}新放进来、拿走或改过）"
        return WdyyError(f"{changed}，结果不能算数", _WAIT)


def list_photos(path: Path, shown: str, limits: ZipLimits, *, zips_apart: bool = False) -> PhotoListing:
    """
    List a photo zip or a folder of photos; `shown` is the path as the user typed it.

    Raises WdyyError where there is neither, or it cannot be read.
    """
    source = open_photos(path, shown, limits, zips_apart=zips_apart)
    try:
        return PhotoListing(source, path, shown)
    except READING_ERRORS as error:
        source.close()
        raise unreadable(shown, error) from error


class PhotoReader:
    """
    Reads members of one zip or folder by where its listing says that they are.

    A zip is opened when it is first needed, once; one that is not the listed file any more gives nothing.
    """

    def __init__(self, path: Path, stamp: FileStamp | None, limits: ZipLimits) -> None:
        """Take the path, and the stamp of a zip; None for a folder."""
        self._path = path
        self._stamp = stamp
        self._limits = limits
        self._file: BinaryIO | None = None
        self._zip: MemberReader | Unread | None = None

    def read(self, member: Member, stored: Stored | str) -> bytes | Unread:
        """Read one member whole, or say what stands in the way; raises nothing."""
        if isinstance(stored, str):
            return read_file(member, stored, self._limits)
        if self._zip is None:
            self._zip = self._open()
        return self._zip if isinstance(self._zip, Unread) else self._zip.read(member, stored)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> MemberReader | Unread:
        try:
            self._file = self._path.open("rb")
            unchanged = _stamp_of(self._file) == self._stamp
        except READING_ERRORS:
            return _CHANGED
        return MemberReader(self._file, self._limits) if unchanged else _CHANGED


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _stamp_of(file: BinaryIO) -> FileStamp:
    return _stamp(os.fstat(file.fileno()))


def _stamp(status: os.stat_result) -> FileStamp:
    return FileStamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
