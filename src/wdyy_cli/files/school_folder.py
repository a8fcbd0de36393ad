"""Looking around in a school's folder: what lies there, within limits, and what stands in the way."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import READING_ERRORS, reading
from wdyy_cli.texts.photo_name import LEFTOVER_FOLDERS, is_junk

MOST_ENTRIES = 50_000
"""So many files and folders are listed; a folder with more is not a school's."""
DEEPEST = 6

_JUNCTION = 0xA0000003
_LINK = "这是一个链接（快捷方式），没有跟进去；里面有要检查的，请把它指的文件夹本身放进来"
_NO_RIGHTS = "没有权限打开，没有看；请复制到自己的文件夹后重试"
_TOO_DEEP = "文件夹套得太深，没有看里面；里面有要检查的，请往外移几层"
_GONE = "打不开；它要是链接，指的文件已经不在了：请换成文件本身，不要了就删掉它"
_STRANGE = "不是普通文件；请换成文件本身"


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderEntry:
    """
    A file or folder: its path below the root with `/` between.

    `hurdle` says why nobody looked at it, and what to do; `is_locked` that nobody can. `inside` are the
    entries of a folder; `cut` where there was more in and below it than is listed.
    """

    path: str
    is_folder: bool = False
    bytes: int = 0
    hurdle: str | None = None
    is_locked: bool = False
    inside: tuple[FolderEntry, ...] = ()
    cut: bool = False

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path.rpartition("/")[2]

    @property
    def everything(self) -> Iterator[FolderEntry]:
        """The files in it and below, and the folders into which nobody looked; of such a one itself."""
        if self.is_folder and self.hurdle is None:
            for entry in self.inside:
                yield from entry.everything
        else:
            yield self

    @property
    def files(self) -> Iterator[FolderEntry]:
        """The files among them that can be looked at."""
        return (entry for entry in self.everything if entry.hurdle is None)


def look_around(folder: Path, shown: str) -> FolderEntry:
    """
    List a folder and what is below it, sorted; links to folders are not followed.

    Raises WdyyError where the folder itself cannot be listed; what cannot be below it has a hurdle.
    """
    looker = _Looker()
    with reading(shown):
        inside = looker.inside(os.fspath(folder), "", 0)
    return FolderEntry(path="", is_folder=True, inside=inside, cut=looker.left <= 0)


def look_at(path: Path, shown: str) -> FolderEntry:
    """Give one file or folder with what is in it; raises WdyyError where it is not there."""
    with reading(shown):
        found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        look = look_around(path, shown)
        if look.cut:
            raise WdyyError(
                f"“{shown}”里的文件超过 {MOST_ENTRIES:,} 个，没有检查。", "请给出只放这些文件的文件夹。"
            )
        return look
    return FolderEntry(path="", bytes=found.st_size, hurdle=None if stat.S_ISREG(found.st_mode) else _STRANGE)


class _Looker:
    """Lists folders as long as the entries last."""

    def __init__(self) -> None:
        self.left = MOST_ENTRIES

    def inside(self, folder: str, below: str, depth: int) -> tuple[FolderEntry, ...]:
        found: list[FolderEntry] = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if self.left <= 0:
                    break
                if is_left_behind(entry.name):
                    continue
                self.left -= 1
                found.append(self._entry(entry, f"{below}{entry.name}", depth))
        return tuple(sorted(found, key=lambda each: each.path))

    def _entry(self, entry: os.DirEntry[str], path: str, depth: int) -> FolderEntry:
        try:
            own = entry.stat(follow_symlinks=False)
            # Always a folder; Windows lays some beside her files into which nobody may look.
            is_junction = getattr(own, "st_reparse_tag", 0) == _JUNCTION
            is_link = stat.S_ISLNK(own.st_mode)
            meant = entry.stat() if is_link else own
            is_folder = is_junction or stat.S_ISDIR(meant.st_mode)
            if is_junction or (is_link and is_folder):
                return FolderEntry(path=path, is_folder=True, hurdle=_LINK)
            if is_folder and depth >= DEEPEST:
                return FolderEntry(path=path, is_folder=True, hurdle=_TOO_DEEP)
            if is_folder:
                return FolderEntry(
                    path=path, is_folder=True, inside=self.inside(entry.path, f"{path}/", depth + 1)
                )
            hurdle = None if stat.S_ISREG(meant.st_mode) else _STRANGE
            return FolderEntry(path=path, bytes=meant.st_size, hurdle=hurdle)
        except PermissionError:
            return FolderEntry(path=path, is_folder=_is_folder(entry), hurdle=_NO_RIGHTS, is_locked=True)
        except READING_ERRORS:
            return FolderEntry(path=path, is_folder=_is_folder(entry), hurdle=_GONE, is_locked=True)


def is_left_behind(name: str) -> bool:
    """Whether systems and programs leave files of this name behind, or hide them."""
    return name.startswith(".") or is_junk(name) or name.lower() in LEFTOVER_FOLDERS


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
