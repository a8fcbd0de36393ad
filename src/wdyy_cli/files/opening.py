"""What goes wrong when a file is opened or read, and the words for it."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wdyy_cli.errors import WdyyError

READING_ERRORS = (OSError, zlib.error, struct.error, ValueError, OverflowError, MemoryError, EOFError)
"""What files and zlib raise on hostile or vanishing input: bad seeks, broken streams, no memory."""


def unreadable(shown: str, error: Exception) -> WdyyError:
    """Say why the system does not let us read a file or folder."""
    if isinstance(error, FileNotFoundError):
        return WdyyError(f"找不到 {shown}", "请检查文件名和所在的文件夹是否写对。")
    if isinstance(error, PermissionError):
        return WdyyError(
            f"没有权限读取 {shown}", "请先在打开它的程序里关闭，或把它复制到自己的文件夹后重试。"
        )
    return WdyyError(f"读取 {shown} 时出错", "请把它复制到本机硬盘后重试。")


@contextmanager
def reading(shown: str) -> Iterator[None]:
    """Turn what the system raises while a file or folder is read into a WdyyError."""
    try:
        yield
    except READING_ERRORS as error:
        raise unreadable(shown, error) from error


def place_of(path: Path) -> Path:
    """Give where a path leads, whatever words lead there; as it is where that cannot be found out."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a name that no system takes
        return path


def sha256_of(path: Path) -> str | None:
    """Give the SHA-256 of a file in hexadecimal, None for a folder; raises WdyyError if unreadable."""
    with reading(str(path)):
        if path.is_dir():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
