"""How large a table may be, so that no file can exhaust the computer, and the errors that say so."""

from __future__ import annotations

from dataclasses import dataclass

from wdyy_cli.errors import WdyyError

MEGABYTE = 1024 * 1024

CAP_FILE_BYTES = 200 * MEGABYTE
CAP_PART_BYTES = 400 * MEGABYTE
CAP_TOTAL_BYTES = 800 * MEGABYTE
CAP_PARTS = 20_000
CAP_SHEETS = 500
CAP_ROWS = 300_000
CAP_COLUMNS = 16_384
CAP_CELLS = 6_000_000
CAP_SHARED_STRINGS = 3_000_000
CAP_TEXT_BYTES = 400 * MEGABYTE
CAP_MARKS = 1_000_000

_TRIM = "请删除多余的内容：选中最后一名学生下面的所有行（和右边多余的列），右键“删除”，保存后重试。"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCaps:
    """
    What is refused, because no real roster comes near it.

    `file_bytes`: the file. `part_bytes`, `total_bytes`: one part of a package, and all parts that are read,
    unpacked. `parts`: entries of a package. `sheets`: sheets of a workbook. `rows`, `columns`: the last one
    with a value. `cells`: rows × columns of the smallest rectangle from A1 that holds all values of a sheet.
    `shared_strings`: entries of the string table. `text_bytes`: all text of a sheet, repeated strings counted
    each time. `marks`: formulas, errors, merged ranges and the like of one sheet.
    """

    file_bytes: int = CAP_FILE_BYTES
    part_bytes: int = CAP_PART_BYTES
    total_bytes: int = CAP_TOTAL_BYTES
    parts: int = CAP_PARTS
    sheets: int = CAP_SHEETS
    rows: int = CAP_ROWS
    columns: int = CAP_COLUMNS
    cells: int = CAP_CELLS
    shared_strings: int = CAP_SHARED_STRINGS
    text_bytes: int = CAP_TEXT_BYTES
    marks: int = CAP_MARKS


def check_extent(shown: str, rows: int, columns: int, caps: SheetCaps, sheet: str = "") -> None:
    """Raise WdyyError where values reach beyond the caps; `rows` and `columns` count from 1."""
    where = f"{shown} 的工作表“{sheet}”" if sheet else shown
    if rows > caps.rows:
        raise WdyyError(f"{where} 到第 {rows:,} 行还有内容，上限 {caps.rows:,} 行", _TRIM)
    if columns > caps.columns:
        raise WdyyError(f"{where} 到第 {columns:,} 列还有内容，上限 {caps.columns:,} 列", _TRIM)
    if rows * columns > caps.cells:
        raise WdyyError(f"{where} 的内容占到 {rows:,} 行 × {columns:,} 列，超过上限 {caps.cells:,} 格", _TRIM)


def too_much(shown: str, what: str, count: int, cap: int, unit: str = "") -> WdyyError:
    """Say that a file holds more of something than is read."""
    return WdyyError(
        f"{shown} 不像是正常的表格，没有打开：{what} {count:,}{unit}，上限 {cap:,}{unit}",
        "请把要用的数据复制到一个新建的表格里，只粘贴数值，另存为 .xlsx 后重试。",
    )


def too_many_bytes(shown: str, what: str, count: int, cap: int) -> WdyyError:
    """Say that something is larger than is read, in megabytes."""
    return too_much(shown, what, -(-count // MEGABYTE), cap // MEGABYTE, " MB")
