"""Parts of an archive that was split: told by their names, for most of them have no mark of their own."""

from __future__ import annotations

import re

_VOLUME = re.compile(r"\.(?:\d{3}|[zr]\d{2}|part\d+\.(?:rar|exe))$", re.IGNORECASE)


def is_volume(name: str) -> bool:
    """Whether a file is called like a part of an archive: `.zip.001`, `.z01`, `.r00`, `.part1.rar`."""
    return _VOLUME.search(name) is not None


def how_to_join(name: str) -> str:
    """Say how the photos get out of such a part and its fellows."""
    lower = name.lower()
    if lower.endswith((".rar", ".exe")) or re.search(r"\.r\d{2}$", lower):
        first = "打开 .part1.rar（没有的话打开 .rar）"
    elif re.search(r"\.\d{3}$", lower):
        first = "打开结尾是 .001 的那个"
    else:
        first = "打开结尾是 .zip 的那个"
    return (
        f"请把全部分卷收齐，放进同一个文件夹，用 7-Zip {first}，把照片解压出来，"
        "再选中全部照片压缩成一个 .zip。"
    )
