"""
The one place that calls calamine, made safe: its panics become errors, and what Rust prints is swallowed.

calamine trusts counts and positions in a file and may end the whole process over them. It therefore gets only
bytes that were looked at and rebuilt before, in memory, never the user's file.
"""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from wdyy_cli.errors import WdyyError
from wdyy_cli.sheet import Area, Value, is_empty_row

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

_STDERR = 2

DAMAGED_HINT = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试；打不开时请重新下载或复制一次。"


@dataclass(frozen=True, kw_only=True, slots=True)
class RawSheet:
    """One worksheet as calamine gives it; `index` is its place among all sheets of the workbook."""

    index: int
    name: str
    visible: bool
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Area, ...] | None


def read_values(data: io.BytesIO, shown: str) -> list[RawSheet]:
    """Read all worksheets of a workbook that lies in memory; raises WdyyError, naming `shown`."""
    return _call(lambda: _read(data), shown)


def damaged(shown: str) -> WdyyError:
    """Say that a file is no sound workbook."""
    return WdyyError(f"{shown} 已损坏，或不是正常的 Excel 表格，读不出来", DAMAGED_HINT)


def _read(data: io.BytesIO) -> list[RawSheet]:
    workbook = CalamineWorkbook.from_filelike(data)
    sheets = []
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        ranges = sheet.merged_cell_ranges
        sheets.append(
            RawSheet(
                index=index,
                name=about.name,
                visible=about.visible == SheetVisibleEnum.Visible,
                rows=_trim(sheet.to_python(skip_empty_area=False)),
                merged=None
                if ranges is None
                else tuple(Area(start[0] + 1, start[1], end[0] + 1, end[1]) for start, end in ranges),
            )
        )
    return sheets


def _trim(rows: list[list[Value]]) -> tuple[tuple[Value, ...], ...]:
    """Leave out the rows after the last one with a value."""
    end = len(rows)
    while end and is_empty_row(rows[end - 1]):
        end -= 1
    return tuple(map(tuple, rows[:end]))


def _call(read: Callable[[], list[RawSheet]], shown: str) -> list[RawSheet]:
    """Run a reading, and turn everything that the file can provoke into a WdyyError."""
    try:
        with _silent_stderr(), _without_collector():
            return read()
    except MemoryError as error:
        raise WdyyError(f"电脑的内存不够，读不了 {shown}", "请关闭其他程序后重试。") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise damaged(shown) from error
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # A panic of the Rust library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(shown) from error


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


@contextmanager
def _silent_stderr() -> Iterator[None]:
    """Swallow what is written to file descriptor 2: a panic prints there before it can be caught."""
    try:
        saved = os.dup(_STDERR)
    except OSError:  # a windowed program has no such descriptor, and nobody reads there
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path of ours
            os.dup2(nowhere.fileno(), _STDERR)
        yield
    finally:
        os.dup2(saved, _STDERR)
        os.close(saved)
