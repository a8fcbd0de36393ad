"""Photos listed in one process and read in others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wdyy_cli.files.opening import READING_ERRORS
from wdyy_cli.files.photos.holders.photo_folder import read_file
from wdyy_cli.files.photos.holders.photo_source import FileStamp
from wdyy_cli.files.photos.holders.photo_zip import caps_of, read_member
from wdyy_cli.files.zips.zip_reader import StoredReader, Unread
from wdyy_cli.photo import Hurdle

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from wdyy_cli.files.zips.zip_reader import Stored
    from wdyy_cli.photo import Member
    from wdyy_cli.profile import ZipLimits

_CHANGED = Unread(Hurdle.DAMAGED, "压缩包在检查过程中变了，没有读到这个文件")


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
        self._zip: StoredReader | Unread | None = None

    def read(self, member: Member, stored: Stored | str) -> bytes | Unread:
        """Read one member whole, or say what stands in the way; raises nothing."""
        if isinstance(stored, str):
            return read_file(member, stored, self._limits)
        if self._zip is None:
            self._zip = self._open()
        return self._zip if isinstance(self._zip, Unread) else read_member(member, stored, self._zip)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> StoredReader | Unread:
        try:
            self._file = self._path.open("rb")
            unchanged = FileStamp.of(os.fstat(self._file.fileno())) == self._stamp
        except READING_ERRORS:
            return _CHANGED
        return StoredReader(self._file, caps_of(self._limits)) if unchanged else _CHANGED
