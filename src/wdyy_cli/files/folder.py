"""Listing a folder of ordinary files, with those in its sub-folders, always in the same order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.texts.photo_name import is_junk


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderFile:
    """A file in a folder: its path below it with `/` between, and its size."""

    path: str
    bytes: int


def list_folder(folder: Path, shown: str, most: int) -> list[FolderFile]:
    """
    List the files of a folder and of its sub-folders; links to folders are not followed.

    Raises WdyyError where it is no folder, cannot be read, or holds more than `most` files.
    """
    if not folder.exists():
        raise WdyyError(f"找不到“{shown}”。", "请检查文件夹的名称和位置是否写对。")
    if not folder.is_dir():
        raise WdyyError(f"“{shown}”不是文件夹。", "请给出存放这些文件的文件夹。")
    found: list[FolderFile] = []
    try:
        for entry in _walk(folder):
            found.append(entry)
            if len(found) > most:
                raise WdyyError(
                    f"“{shown}”里的文件超过 {most:,} 个，没有检查。", "请给出只放这些文件的文件夹。"
                )
    except OSError as error:
        raise WdyyError(f"读不了“{shown}”里的文件。", "检查权限，或复制到自己的文件夹后重试。") from error
    return sorted(found, key=lambda file: file.path)


def _walk(top: Path) -> Iterator[FolderFile]:
    waiting = [(str(top), "")]
    while waiting:
        folder, below = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                path = f"{below}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{path}/"))
                elif entry.is_file() and not is_junk(entry.name):
                    yield FolderFile(path=path, bytes=entry.stat().st_size)
