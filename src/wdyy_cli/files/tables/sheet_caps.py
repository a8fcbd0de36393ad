"""How large a table may be, so that no file can exhaust the computer, and the errors that say so."""

from __future__ import annotations

from dataclasses import dataclass

from wdyy_cli.errors import WdyyError

MEGABYTE = 1024 * 1024

CAP_FILE_BYTES = 200 * MEGABYTE
CAP_PART_BYTES = 300 * MEGABYTE
CAP_TOTAL_BYTES = 400 * MEGABYTE
CAP_PARTS = 20_000
CAP_SHEETS = 500
CAP_ROWS = 300_000
CAP_COLUMNS = 16_384
CAP_CELLS = 6_000_000
CAP_SHARED_STRINGS = 3_000_000
CAP_TEXT_BYTES = 256 * MEGABYTE
CAP_MARKS = 1_000_000
CAP_STEPS = 12_000_000

_TRIM = "请删除多余的内容：选中最后一名学生下面的所有行（和右边多余的列），右键“删除”，保存后重试。"


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCaps:
    """
    What is refused, because no real roster comes near it.

    Of a file: `file_bytes` its size; `parts` the entries of a package; `part_bytes` one part, `total_bytes`
    all parts that are read, unpacked; `sheets` its sheets; `shared_strings` the entries of its string table.

    Of a sheet: `rows` and `columns` the last one with a value.

    Of all sheets together: `cells` rows × columns of the smallest rectangles from A1 that hold all values;
    `text_bytes` all text, repeated strings counted each time; `marks` formulas, errors, merged ranges and the
    like; `steps` tags and records that have to be looked at one by one.
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
    steps: int = CAP_STEPS


class Tally:
    """
    What the sheets of one workbook take together, held against the caps; `shown` names the file.

    A few bytes can announce a large sheet, and a workbook can have hundreds: each alone would pass. All
    methods raise WdyyError where a cap is exceeded.
    """

    def __init__(self, shown: str, caps: SheetCaps) -> None:
        """Start with nothing taken."""
        self.shown = shown
        self.caps = caps
        self._cells = 0
        self._text_bytes = 0
        self._marks = 0
        self._steps = 0

    def check_extent(self, rows: int, columns: int, sheet: str = "") -> None:
        """Look at a sheet with values down to row `rows` and out to column `columns`, both from 1."""
        where = self.name(sheet)
        caps = self.caps
        if rows > caps.rows:
            raise WdyyError(f"{where} 到第 {rows:,} 行还有内容，上限 {caps.rows:,} 行", _TRIM)
        if columns > caps.columns:
            raise WdyyError(f"{where} 到第 {columns:,} 列还有内容，上限 {caps.columns:,} 列", _TRIM)
        if rows * columns > caps.cells:
            raise WdyyError(
                f"{where} 的内容占到 {rows:,} 行 × {columns:,} 列，超过上限 {caps.cells:,} 格", _TRIM
            )
        if self._cells + rows * columns > caps.cells:
            raise WdyyError(f"{self.shown} 各工作表的内容合计超过上限 {caps.cells:,} 格", _TRIM)

    def add_extent(self, rows: int, columns: int, sheet: str = "") -> None:
        """Take in a sheet that reaches so far."""
        self.check_extent(rows, columns, sheet)
        self._cells += rows * columns

    @property
    def text_left(self) -> int:
        """How many bytes of text may still come."""
        return self.caps.text_bytes - self._text_bytes

    def add_text(self, count: int, sheet: str = "") -> None:
        """Take in bytes of text."""
        self._text_bytes += count
        if self._text_bytes > self.caps.text_bytes:
            raise too_many_bytes(self.name(sheet), "文字合计达", self._text_bytes, self.caps.text_bytes)

    def check_marks(self, count: int, sheet: str = "") -> None:
        """Look at so many formulas, errors, merged ranges and the like before they are taken in."""
        if self._marks + count > self.caps.marks:
            cap = self.caps.marks
            raise too_much(self.name(sheet), "公式、合并单元格等达", self._marks + count, cap, " 处")

    def add_marks(self, count: int, sheet: str = "") -> None:
        """Take in formulas, errors, merged ranges and the like."""
        self.check_marks(count, sheet)
        self._marks += count

    def add_steps(self, count: int) -> None:
        """Take in tags or records that will be looked at one by one."""
        self._steps += count
        if self._steps > self.caps.steps:
            raise too_much(self.shown, "里面的零碎内容达", self._steps, self.caps.steps, " 个")

    def name(self, sheet: str) -> str:
        """Name a sheet of the file, or the file where the sheet has no name."""
        return f"{self.shown} 的工作表“{sheet}”" if sheet else self.shown


def too_much(shown: str, what: str, count: int, cap: int, unit: str = "") -> WdyyError:
    """Say that a file holds more of something than is read."""
    return WdyyError(
        f"{shown} 不像是正常的表格，没有打开：{what} {count:,}{unit}，上限 {cap:,}{unit}",
        "请把要用的数据复制到一个新建的表格里，只粘贴数值，另存为 .xlsx 后重试。",
    )


def too_many_bytes(shown: str, what: str, count: int, cap: int) -> WdyyError:
    """Say that something is larger than is read, in megabytes."""
    return too_much(shown, what, -(-count // MEGABYTE), cap // MEGABYTE, " MB")
