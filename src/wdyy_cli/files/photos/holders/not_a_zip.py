"""What a file is that was given as a photo zip and is none, and how the photos get into a zip that is one."""

from __future__ import annotations

import re

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.sniff import (
    ARCHIVES,
    EMPTY,
    EXE,
    HTML,
    UNKNOWN,
    ZIP,
    ZIP_EMPTY,
    ZIP_PART,
    FileKind,
)
from wdyy_cli.files.zips.zip_directory import DirectoryError, DirectoryFault

ZIP_KINDS = frozenset({ZIP, ZIP_EMPTY, ZIP_PART})
_VOLUME = re.compile(r"\.(?:\d{3}|[zr]\d{2}|part\d+\.(?:rar|exe))$", re.IGNORECASE)
"""How a part of an archive that was split is called: most have no mark of their own."""

_REPACK = "请先解压，再选中全部照片，压缩成 .zip 格式后重试。"
_FETCH_AGAIN = "请重新下载或复制一次，再试着打开；仍不行就请对方重新压缩成 .zip 发来。"
_CHOOSE = "请指定存放照片的 .zip 压缩包或文件夹。"
_EXTRACT = "用 7-Zip 或 WinRAR 打开它，把照片解压出来，再选中全部照片压缩成 .zip。"
_HINTS = {
    HTML: "多半是下载时没有登录或链接已失效，存下来的是网页。请登录后重新下载。",
    EXE: f"{_CHOOSE}如果它是自解压程序，{_EXTRACT}",
}


def not_a_zip(shown: str, kind: FileKind) -> WdyyError:
    """Say what was given instead of a zip, and what to do."""
    if kind is EMPTY:
        return WdyyError(f"{shown} 是空文件（0 字节），下载或复制没有成功", _FETCH_AGAIN)
    if kind is UNKNOWN:
        return WdyyError(f"{shown} 不是压缩包，也认不出是什么文件", _FETCH_AGAIN)
    if kind in ARCHIVES:
        return WdyyError(f"{shown} 不是 zip 压缩包，其实是{kind.spaced}", f"改后缀不会改变格式。{_REPACK}")
    return WdyyError(f"{shown} 不是压缩包，其实是{kind.spaced}", _HINTS.get(kind, _CHOOSE))


def self_extracting(shown: str, kind: FileKind) -> WdyyError:
    """Say of a program that holds a zip that the platform takes no programs."""
    return WdyyError(
        f"{shown} 不是 zip 压缩包，其实是自解压程序：前面是{kind.spaced}，照片在后面，平台不收",
        f"改后缀没有用。{_EXTRACT}",
    )


def volume_alone(shown: str) -> WdyyError:
    """Say of one part of a split archive that it is of no use alone."""
    return WdyyError(f"{shown} 是分卷压缩包中的一卷", _how_to_join(shown))


def bad_directory(shown: str, kind: FileKind, error: DirectoryError) -> WdyyError:
    """Say why the directory of a zip is no use, and what to do."""
    if kind is ZIP_PART or error.fault is DirectoryFault.MULTI_DISK:
        return volume_alone(shown)
    if error.fault is DirectoryFault.TOO_LARGE:
        hint = "请只打包照片；确实需要更多时，可在配置里调高上限。"
        return WdyyError(f"{shown} 里的文件太多，没有打开：{error.detail}", hint)
    if error.fault is DirectoryFault.ENCRYPTED:
        return WdyyError(f"{shown} 设了密码，连文件名都看不到", f"请去掉密码。{_REPACK}")
    if error.fault is DirectoryFault.DAMAGED:
        return WdyyError(f"{shown} 已损坏，打不开：{error.detail}", _FETCH_AGAIN)
    if kind in ZIP_KINDS:
        return WdyyError(f"{shown} 不完整：缺少结尾部分，下载或复制没有完成", _FETCH_AGAIN)
    return not_a_zip(shown, kind)


def is_volume(name: str) -> bool:
    """Whether a file is called like a part of an archive: `.zip.001`, `.z01`, `.r00`, `.part1.rar`."""
    return _VOLUME.search(name) is not None


def _how_to_join(name: str) -> str:
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
