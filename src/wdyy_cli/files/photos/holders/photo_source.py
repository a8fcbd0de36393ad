"""What a photo zip and a folder of photos have in common for whoever reads photos from them."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from wdyy_cli.files.opening import READING_ERRORS
from wdyy_cli.files.zips.member_name import find_unsafe, show_name
from wdyy_cli.photo import Hurdle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wdyy_cli.errors import WdyyError
    from wdyy_cli.files.zips.zip_reader import Stored, Unread
    from wdyy_cli.photo import Member, Wrapping

WAIT = "等文件都放好、不再变动以后，再检查一次。"


class FileStamp(NamedTuple):
    """What tells whether a file is still the listed one: which it is, its bytes, when it was written."""

    device: int
    inode: int
    bytes: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileStamp:
        """Take it from what the system says of a file."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)

    @classmethod
    def at(cls, path: Path) -> FileStamp | None:
        """Take that of the file that lies there now, None where there is none."""
        try:
            return cls.of(path.stat())
        except READING_ERRORS:
            return None


def as_listed(member: Member, unread: Unread | None) -> Member:
    """Give a member, listed by its name as it is decoded, with what is wrong with it before it is read."""
    unsafe = find_unsafe(member.name)
    if unread is not None and unread.hurdle is Hurdle.LINK:
        unsafe = "；".join(filter(None, (unread.detail, unsafe)))
    return replace(
        member,
        name=show_name(member.name),
        unsafe=unsafe,
        hurdle=None if unread is None else unread.hurdle,
        hurdle_detail="" if unread is None else unread.detail,
    )


class Members(Protocol):
    """Listed files, which may be made when they are asked for: there may be very many."""

    def __len__(self) -> int:
        """Count them."""

    def __iter__(self) -> Iterator[Member]:
        """Give all of them, one after the other."""

    def __getitem__(self, index: int, /) -> Member:
        """Give one of them."""


class PhotoSource(ABC):
    """
    A photo zip or a photo folder, listed once for all processes of a run; `open_photos` makes it.

    `members` are all files, in an order that is the same each time; `stamp` is that of a zip, None for a
    folder. A zip stays open until `close`, so that what is digested is what was listed.
    """

    path: Path
    members: Members
    stamp: FileStamp | None = None

    @abstractmethod
    def stored(self, member: Member) -> Stored | str:
        """Say where the bytes of a member are: a place in the zip, or the path of a file."""

    @abstractmethod
    def wrapping(self) -> Wrapping:
        """Say what stands around the members that strict programs refuse."""

    @abstractmethod
    def sha256(self) -> str | None:
        """Digest the zip in hexadecimal, None for a folder; raises WdyyError where that fails."""

    @abstractmethod
    def find_change(self) -> WdyyError | None:
        """Say what came, went or was written since the listing; None where all is as it was."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the file; what was listed stays known."""

    def __enter__(self) -> Self:
        """Give the source itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()
