"""What the user gives as photos: a zip or a folder, told apart by what is there and not by the name."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import reading
from wdyy_cli.files.photos.holders.photo_folder import PhotoFolder
from wdyy_cli.files.photos.holders.photo_zip import open_photo_zip
from wdyy_cli.files.sniff import HEAD_BYTES, sniff

if TYPE_CHECKING:
    from pathlib import Path

    from wdyy_cli.files.photos.holders.photo_source import PhotoSource
    from wdyy_cli.profile import ZipLimits


def open_photos(path: Path, shown: str, limits: ZipLimits, *, zips_apart: bool = False) -> PhotoSource:
    """
    Open a photo zip or a folder of photos; `shown` is the path as the user typed it.

    `zips_apart`: the zips in a folder are inputs of their own. Raises WdyyError where there is neither zip
    nor folder: nothing, a single picture, another kind of file, no permission.
    """
    with reading(shown):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return PhotoFolder(path, shown, limits, zips_apart=zips_apart)
        if not stat.S_ISREG(mode):
            raise WdyyError(f"{shown} 不是普通文件，无法读取", "请指定存放照片的 .zip 压缩包或文件夹。")
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_BYTES))
    if kind.format is not None:
        raise WdyyError(
            f"{shown} 是单张图片（{kind.name}），不是压缩包",
            "请指定存放照片的 .zip 压缩包或文件夹；只查一张时，也请放进一个文件夹。",
        )
    return open_photo_zip(path, shown, limits)
