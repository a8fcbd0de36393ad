"""Why a table cannot be read, in sentences: one for each code that the reading process may answer with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wdyy_cli.errors import OtherKindError, WdyyError
from wdyy_cli.files.opening import unreadable
from wdyy_cli.files.tables.sheet_caps import MEGABYTE

if TYPE_CHECKING:
    from pathlib import Path

    Values = tuple[str | float | None, ...]

SAVE_AS = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试。"
FETCH_AGAIN = "请重新下载或复制一次，再试着打开。"
UNPACK = "请先解压，再指定里面的表格文件。"
COPY_LIST = "请把里面的名单复制到 Excel 里，另存为 .xlsx。"
CHOOSE = "请指定存放名单的 Excel 表格（.xlsx）。"

EXPORT_AGAIN = (
    "请从原来的系统重新导出，选 Excel（.xlsx）；只有这一份的，先在 Excel 里新建表格，全部设成“文本”格式，"
    "再从浏览器里复制，粘贴时选“匹配目标格式”。不要用 Excel 打开后直接保存，身份证号的末尾会丢失。"
)
IMPORT_AS_TEXT = (
    "请从原来的系统重新导出，选 Excel（.xlsx）；只有这一份的，在 Excel 里用“数据→从文本/CSV”导入，"
    "身份证号那一列选“文本”。不要双击打开后直接保存，身份证号的末尾会丢失。"
)
"""Excel makes a number of an ID number when it opens a page or a text file: the last three digits go."""

_UNLOCK = "请在 Excel 里打开它，取消密码，保存后重试。"
_CLOSE_OTHERS = "请关闭其他程序后重试。"
_PASTE_VALUES = "请把要用的数据复制到一个新建的表格里，只粘贴数值，另存为 .xlsx 后重试。"
_TRIM = "请删除多余的内容：选中最后一名学生下面的所有行（和右边多余的列），右键“删除”，保存后重试。"
_NOT_USUAL = "不像是正常的表格，没有打开："
"""How everything begins that is beyond the caps."""

_SENTENCES: dict[str, tuple[str, str]] = {
    "damaged": (
        "已损坏，或不是正常的 Excel 表格，读不出来",
        "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试；打不开时请重新下载或复制一次。",
    ),
    "locked": ("设了密码，打不开", _UNLOCK),
    "locked ods": ("设了密码，打不开", "请打开它，取消密码，另存为 .xlsx 后重试。"),
    "other ods": ("不是表格，其实是 OpenDocument 文档或演示文稿", "请指定存放名单的表格文件。"),
    "word": ("不是表格，其实是 Word 文档", COPY_LIST),
    "powerpoint": ("不是表格，其实是 PowerPoint 演示文稿", COPY_LIST),
    "old word": ("不是表格，其实是 旧版 Word 文档", COPY_LIST),
    "old powerpoint": ("不是表格，其实是 旧版 PowerPoint 演示文稿", COPY_LIST),
    "no sheet": ("不是 Excel 表格，里面没有工作表", SAVE_AS),
    "zip": ("不是表格，其实是 ZIP 压缩包", CHOOSE),
    "zip with tables": ("不是表格，其实是 ZIP 压缩包", UNPACK),
    "document type": (
        "里有正常表格不会有的内容（DOCTYPE 声明），没有打开",
        "请向提供文件的人核实；确认安全后，用 Excel 打开，另存为 .xlsx 后重试。",
    ),
    "encoding": (
        "的文字编码认不出：既不是 UTF-8，也不是 GBK（GB18030），或者中间混有两种编码",
        IMPORT_AS_TEXT,
    ),
    **dict.fromkeys(
        ("memory", "died"),
        (_NOT_USUAL + "读它要用的内存太多，可能在很远的行或列还有内容，或文字极多", _TRIM),
    ),
    "quotes": ("第 {0} 行的引号没有成对，后面的内容无法分清", IMPORT_AS_TEXT),
    "seconds": (_NOT_USUAL + "读了 {0:g} 秒还没有读完", _PASTE_VALUES),
    "all cells": ("各工作表的内容合计超过上限 {0:,} 格", _TRIM),
    "rows": ("到第 {1:,} 行还有内容，上限 {2:,} 行", _TRIM),
    "columns": ("到第 {1:,} 列还有内容，上限 {2:,} 列", _TRIM),
    "cells": ("的内容占到 {1:,} 行 × {2:,} 列，超过上限 {3:,} 格", _TRIM),
    "marks": (_NOT_USUAL + "公式、合并单元格等达 {1:,} 处，上限 {2:,} 处", _PASTE_VALUES),
    "sheets": (_NOT_USUAL + "工作表有 {1:,} 张，上限 {2:,} 张", _PASTE_VALUES),
    "characters": (_NOT_USUAL + "文字合计达 {1:,} 个字，上限 {2:,} 个字", _PASTE_VALUES),
    "parts": (_NOT_USUAL + "里面的文件有 {1:,} 个，上限 {2:,} 个", _PASTE_VALUES),
    "file_bytes": (_NOT_USUAL + "文件大小 {1:,} MB，上限 {2:,} MB", _PASTE_VALUES),
    "part_bytes": (_NOT_USUAL + "解压后达 {1:,} MB，上限 {2:,} MB", _PASTE_VALUES),
}
"""What follows the name of the file or, where the first value names one, its sheet; and what to do."""

_OTHER_KINDS = frozenset(
    {"other ods", "word", "powerpoint", "old word", "old powerpoint", "no sheet", "zip", "zip with tables"}
)
"""With these nothing is wrong but that they are no tables."""


def sentence(code: str, values: Values, shown: str) -> WdyyError:
    """Say why `shown` is not read."""
    sheet, *counts = values or ("",)
    named = f"{shown} 的工作表“{sheet}”" if sheet and isinstance(sheet, str) else shown
    if code in ("file_bytes", "part_bytes"):
        count, cap = (int(each or 0) for each in counts)
        values = (sheet, -(-count // MEGABYTE), cap // MEGABYTE)
    what, hint = _SENTENCES[code]
    error = OtherKindError if code in _OTHER_KINDS else WdyyError
    return error(f"{named} {what.format(*values)}", hint)


def cannot_open(shown: str, path: Path, error: OSError | ValueError) -> WdyyError:
    """Say why a file cannot even be opened."""
    if os.path.isdir(path):  # noqa: PTH112 - it does not raise over a name that cannot be
        return WdyyError(f"{shown} 是文件夹，不是表格文件", "请指定文件夹里的那个表格文件。")
    if isinstance(error, PermissionError):
        return WdyyError(
            f"没有权限读取 {shown}", "请先在 Excel 等打开它的程序里关闭，或把它复制到自己的文件夹后重试。"
        )
    return unreadable(shown, error)


def no_memory(shown: str) -> WdyyError:
    """Say that this program has no memory left for a table."""
    return WdyyError(f"电脑的内存不够，读不了 {shown}", _CLOSE_OTHERS)
