"""
Reading tables: rosters, registration sheets, exports of the platform, in every format that schools use.

What a file is, its first bytes say and never its name.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.sniff import (
    ARCHIVES,
    EMPTY,
    EXCEL,
    HEAD_BYTES,
    HTML,
    OFFICE,
    OFFICE_MARKER,
    OLE2,
    POWERPOINT,
    TEXTS,
    UNKNOWN,
    WORD,
    XML,
    ZIP,
    ZIP_EMPTY,
    Kind,
    sniff,
)
from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.files.tables.csv_table import read_csv
from wdyy_cli.files.tables.ods_table import read_ods
from wdyy_cli.files.tables.office_zip import open_office_zip
from wdyy_cli.files.tables.ole_file import OleError, OleFile
from wdyy_cli.files.tables.sheet_caps import SheetCaps, Tally, too_many_bytes
from wdyy_cli.files.tables.xls_table import read_xls
from wdyy_cli.files.tables.xlsb_table import WORKBOOK as XLSB_WORKBOOK
from wdyy_cli.files.tables.xlsb_table import read_xlsb
from wdyy_cli.files.tables.xlsx_table import find_workbook, read_xlsx
from wdyy_cli.sheet import Cell, Sheet, SheetFacts, StoredAs, Workbook

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

__all__ = ["Cell", "Sheet", "SheetCaps", "SheetFacts", "StoredAs", "Workbook", "read_tables"]

KIND_XLSX = "Excel 表格（.xlsx）"
KIND_XLSB = "Excel 二进制表格（.xlsb）"
KIND_XLS = "旧版 Excel 表格（.xls）"
KIND_ODS = "OpenDocument 表格（.ods）"
KIND_TEXT = "文本表格（.csv）"

_SAVE_AS = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试。"
_FETCH_AGAIN = "请重新下载或复制一次，再试着打开。"
_UNPACK = "请先解压，再指定里面的表格文件。"
_COPY_LIST = "请把里面的名单复制到 Excel 里，另存为 .xlsx。"
_CHOOSE = "请指定存放名单的 Excel 表格（.xlsx）。"
_UNLOCK = "请在 Excel 里打开它，取消密码，保存后重试。"

_HINTS: dict[Kind, str] = {
    **dict.fromkeys(ARCHIVES, _UNPACK),
    **dict.fromkeys((WORD, POWERPOINT), _COPY_LIST),
    ZIP_EMPTY: _FETCH_AGAIN,
}

_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04]..[\x00-\x05]\x00[\x10\x20\x40]\x00|\x09\x00\x04\x00", re.DOTALL)
_EXCEL_2003_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a"))
_FEW = 100
"""A text table may hold one stray control character in so many bytes, and still be taken for one."""


def read_tables(path: Path, shown: str, caps: SheetCaps | None = None) -> Workbook:
    """
    Read all sheets of xlsx, xlsm, xlsb, xls, ods, csv, tsv or txt; `shown` is the path as typed.

    Raises WdyyError, which says what the file really is and what to do, for everything else: what is no
    table, is damaged, encrypted, missing or beyond the caps. Nothing else comes out, whatever the bytes are.
    """
    caps = caps or SheetCaps()
    try:
        if path.is_dir():
            raise WdyyError(f"{shown} 是文件夹，不是表格文件", "请指定文件夹里的那个表格文件。")
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            if size > caps.file_bytes:
                raise too_many_bytes(shown, "文件大小", size, caps.file_bytes)
            file.seek(0)
            return _read(file, shown, caps)
    except FileNotFoundError as error:
        raise WdyyError(f"找不到 {shown}", "请检查文件名和所在的文件夹是否写对。") from error
    except PermissionError as error:
        raise WdyyError(
            f"没有权限读取 {shown}", "请关闭正在使用它的程序，或把它复制到自己的文件夹后重试。"
        ) from error
    except (OSError, ValueError) as error:
        raise WdyyError(f"读取 {shown} 时出错", "请把它复制到本机硬盘后重试。") from error
    except MemoryError as error:
        raise WdyyError(f"电脑的内存不够，读不了 {shown}", "请关闭其他程序后重试。") from error


def _read(file: BinaryIO, shown: str, caps: SheetCaps) -> Workbook:
    head = file.read(HEAD_BYTES)
    kind = sniff(head)
    file.seek(0)
    if kind in (EXCEL, OFFICE, ZIP, WORD, POWERPOINT):
        return _read_zip(file, shown, caps)
    if kind is OLE2:
        return _read_ole(file.read(), shown, caps)
    if kind in TEXTS or (kind is UNKNOWN and _may_be_text(head)):
        sheet, encoding = read_csv(file.read(), Tally(shown, caps))
        return Workbook(kind=KIND_TEXT, sheets=(sheet,), encoding=encoding)
    raise _not_a_table(shown, kind, head)


def _read_zip(file: BinaryIO, shown: str, caps: SheetCaps) -> Workbook:
    """Tell the formats that are zips apart by their members."""
    tally = Tally(shown, caps)
    with open_office_zip(file, shown, caps) as package:
        if package.has(XLSB_WORKBOOK):
            return Workbook(kind=KIND_XLSB, sheets=read_xlsb(package, tally))
        if package.has("content.xml"):
            return Workbook(kind=KIND_ODS, sheets=read_ods(package, tally))
        if package.has("word/document.xml"):
            raise _not_a_table(shown, WORD)
        if package.has("ppt/presentation.xml"):
            raise _not_a_table(shown, POWERPOINT)
        if package.has(OFFICE_MARKER.decode("ascii")) and package.has(find_workbook(package, tally)):
            return Workbook(kind=KIND_XLSX, sheets=read_xlsx(package, tally))
        names = package.names
    inside = any(name.endswith((".xlsx", ".xls", ".csv", ".et")) for name in names)
    hint = _UNPACK if inside else _CHOOSE
    raise WdyyError(f"{shown} 不是表格，其实是 {ZIP.name}", hint)


def _read_ole(data: bytes, shown: str, caps: SheetCaps) -> Workbook:
    """Tell apart what shares the container of the old Office."""
    try:
        container = OleFile(data)
        names = container.names
        stream = container.read("Workbook") or container.read("Book")
    except OleError as error:
        raise damaged(shown) from error
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise WdyyError(f"{shown} 设了密码，打不开", _UNLOCK)
    if stream:
        return Workbook(kind=KIND_XLS, sheets=read_xls(stream, Tally(shown, caps)))
    for name, what in (
        ("worddocument", "旧版 Word 文档"),
        ("powerpoint document", "旧版 PowerPoint 演示文稿"),
    ):
        if name in names:
            raise WdyyError(f"{shown} 不是表格，其实是 {what}", _COPY_LIST)
    raise WdyyError(f"{shown} 不是 Excel 表格，里面没有工作表", _SAVE_AS)


def _may_be_text(head: bytes) -> bool:
    """Whether bytes are text but for a few stray control characters or a mixture of encodings."""
    plain = head.translate(None, _CONTROL)
    stray = len(head) - len(plain)
    return stray * _FEW <= len(head) and sniff(plain) in {*TEXTS, UNKNOWN}


def _not_a_table(shown: str, kind: Kind, head: bytes = b"") -> WdyyError:
    """Say what was given instead of a table, and what to do."""
    if kind is EMPTY:
        return WdyyError(f"{shown} 是空文件（0 字节），下载或复制没有成功", _FETCH_AGAIN)
    if kind is HTML:
        return WdyyError(f"{shown} 不是真正的 Excel 表格，其实是 {kind.name}，只是用了表格的后缀", _SAVE_AS)
    if kind is XML and _EXCEL_2003_XML in head:
        return WdyyError(f"{shown} 是 Excel 2003 的 XML 表格，这里读不了", _SAVE_AS)
    if kind is UNKNOWN:
        if _OLD_EXCEL.match(head):
            return WdyyError(f"{shown} 是非常旧的 Excel 表格（Excel 4.0 或更早），这里读不了", _SAVE_AS)
        return WdyyError(f"{shown} 不是表格，也认不出是什么文件", _FETCH_AGAIN)
    return WdyyError(f"{shown} 不是表格，其实是 {kind.name}", _HINTS.get(kind, _CHOOSE))
