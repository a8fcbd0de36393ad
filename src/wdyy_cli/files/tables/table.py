"""
Reading tables: rosters, registration sheets, exports of the platform, in every format that schools use.

What a file is, its first bytes say and never its name. They are all that is looked at here; everything behind
them is read by the guarded child.
"""

from __future__ import annotations

import gc
import hashlib
import io
import re
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.sniff import (
    ARCHIVES,
    EMPTY,
    EXCEL,
    HEAD_BYTES,
    HTML,
    OFFICE,
    OLE2,
    POWERPOINT,
    TEXTS,
    UNKNOWN,
    WORD,
    XML,
    ZIP,
    ZIP_EMPTY,
    FileKind,
    sniff,
)
from wdyy_cli.files.tables.facts_read import read_facts, with_errors
from wdyy_cli.files.tables.guarded_child import ChildGoneError, ask
from wdyy_cli.files.tables.inside.frames import put_back_dates
from wdyy_cli.files.tables.refusals import (
    CHOOSE,
    COPY_LIST,
    EXPORT_AGAIN,
    FETCH_AGAIN,
    SAVE_AS,
    UNPACK,
    cannot_open,
    no_memory,
    sentence,
)
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.sheet import Sheet, Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


TABLE_ENDINGS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv"})
"""Endings of the files in a folder that are taken for tables."""

_READ_AS = {
    OLE2: "ole",
    **dict.fromkeys((EXCEL, OFFICE, ZIP, WORD, POWERPOINT), "zip"),
    **dict.fromkeys(TEXTS, "text"),
}
"""What the child process is asked to take a file for, by what its first bytes say."""

TABLE_FILES = frozenset(_READ_AS) - {ZIP, WORD, POWERPOINT, *TEXTS}
"""Kinds of files that are taken for tables whatever they are called."""

_HINTS: dict[FileKind, str] = {
    **dict.fromkeys(ARCHIVES, UNPACK),
    **dict.fromkeys((WORD, POWERPOINT), COPY_LIST),
    ZIP_EMPTY: FETCH_AGAIN,
}

_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04]..[\x00-\x05]\x00[\x10\x20\x40]\x00|\x09\x00\x04\x00", re.DOTALL)
_EXCEL_2003_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
LOCK_PREFIX, _LARGEST_LOCK_BYTES = "~$", 4096
"""How the file begins that lies beside a table as long as it is open, with the name of the user in it."""
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
        with path.open("rb") as file:
            size = file.seek(0, io.SEEK_END)
            if path.name.startswith(LOCK_PREFIX) and size <= _LARGEST_LOCK_BYTES:
                raise WdyyError(
                    f"{shown} 不是表格：打开表格时，Excel 和 WPS 会在旁边放这样一个临时文件",
                    f"请写没有“{LOCK_PREFIX}”的那个文件名。",
                )
            if size > caps.file_bytes:
                raise sentence("file_bytes", ("", size, caps.file_bytes), shown)
            file.seek(0)
            data = file.read()
        return _read(data, shown, caps)
    except (OSError, ValueError) as error:
        raise cannot_open(shown, path, error) from error
    except MemoryError as error:
        raise no_memory(shown) from error


def _read(data: bytes, shown: str, caps: SheetCaps) -> Workbook:
    """Ask the child for the sheets in these bytes."""
    head = data[:HEAD_BYTES]
    kind = sniff(head)
    asked = "text" if kind is UNKNOWN and _may_be_text(head) else _READ_AS.get(kind)
    if asked is None:
        raise _not_a_table(shown, kind, head)
    try:
        with _without_collector():
            answers = ask(asked, data, asdict(caps))
            return _workbook(answers, shown, hashlib.sha256(data).hexdigest())
    except ChildGoneError as error:
        if error.stalled:
            raise sentence("seconds", (caps.seconds,), shown) from error
        raise sentence("died", (), shown) from error


def _workbook(answers: Iterable[tuple[Any, ...]], shown: str, sha256: str) -> Workbook:
    """Put the answers of the child together; raises WdyyError where it refuses the file."""
    sheets: list[tuple[str, bool, dict[str, Any], list[tuple[Any, ...]]]] = []
    for what, *values in answers:
        if what == "sheet":
            name, visible, facts = values
            sheets.append((name, visible, facts, []))
        elif what == "rows":
            piece, patches = values
            put_back_dates(piece, patches)
            sheets[-1][3].extend(piece)
        elif what == "refused":
            raise sentence(values[0], values[1], shown)
        else:
            (encoding,) = values
    made = []
    for name, visible, told, rows in sheets:
        facts = read_facts(told)
        made.append(Sheet(name=name, visible=visible, rows=with_errors(tuple(rows), facts), facts=facts))
    return Workbook(sheets=tuple(made), encoding=encoding, sha256=sha256)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hold back the collector of cycles: it would look again and again at a million cells that form none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _may_be_text(head: bytes) -> bool:
    """Whether bytes are text but for a few stray control characters or a mixture of encodings."""
    plain = head.translate(None, _CONTROL)
    stray = len(head) - len(plain)
    return stray * _FEW <= len(head) and sniff(plain) in {*TEXTS, UNKNOWN}


def _not_a_table(shown: str, kind: FileKind, head: bytes) -> WdyyError:
    """Say what was given instead of a table, and what to do."""
    if kind is EMPTY:
        return WdyyError(f"{shown} 是空文件（0 字节），下载或复制没有成功", FETCH_AGAIN)
    if kind is HTML:
        what = f"{shown} 不是真正的 Excel 表格，其实是{kind.name}，只是用了表格的后缀"
        return WdyyError(what, EXPORT_AGAIN)
    if kind is XML and _EXCEL_2003_XML in head.replace(b"\0", b""):
        return WdyyError(f"{shown} 是 Excel 2003 的 XML 表格，这里读不了", SAVE_AS)
    if kind is UNKNOWN:
        if _OLD_EXCEL.match(head):
            return WdyyError(f"{shown} 是非常旧的 Excel 表格（Excel 4.0 或更早），这里读不了", SAVE_AS)
        return WdyyError(f"{shown} 不是表格，也认不出是什么文件", FETCH_AGAIN)
    return WdyyError(f"{shown} 不是表格，其实是 {kind.name}", _HINTS.get(kind, CHOOSE))
