"""
Reading ods, element by element and without calamine.

calamine writes out repeated rows and cells, of which a few bytes can announce millions, and stumbles over
indented XML.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.files.tables.sheet_caps import Tally, too_much
from wdyy_cli.files.tables.xml_events import listen
from wdyy_cli.sheet import LAST_COLUMN, LAST_ROW, Area, ErrorValue, Sheet, SheetFacts, Value, cell_ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from wdyy_cli.files.tables.office_zip import OfficeZip

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_NOT_CONTENT = frozenset(
    {
        "annotation",
        "frame",
        "shapes",
        "custom-shape",
        "control",
        "g",
        "tracked-changes",
        "dde-links",
        "rect",
        "line",
    }
)
_HIDDEN = frozenset({"collapse", "filter"})
_SPACE = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,6})\d*)?S)?"
)
_FORMULA_PREFIX = re.compile(r"^(?:[a-z]+:)?=")
_MOST_SPACES = 1000
_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.datetime(1, 1, 1)  # noqa: DTZ001 - a time of day has no zone


def read_ods(package: OfficeZip, tally: Tally) -> tuple[Sheet, ...]:
    """Read all sheets of an ods package; raises WdyyError."""
    manifest = "META-INF/manifest.xml"
    if package.has(manifest) and b"encryption-data" in package.read_xml(manifest):
        raise WdyyError(f"{tally.shown} 设了密码，打不开", "请打开它，取消密码，另存为 .xlsx 后重试。")
    if package.has("mimetype") and not package.read("mimetype").startswith(_MIMETYPE):
        raise WdyyError(
            f"{tally.shown} 不是表格，其实是 OpenDocument 文档或演示文稿",
            "请指定存放名单的表格文件。",
        )
    content = _Content(tally)
    listen([package.read_xml("content.xml")], content, tally)
    if not content.sheets:
        raise damaged(tally.shown)
    return tuple(content.sheets)


class _Table:
    """One sheet while it is being read."""

    def __init__(self, name: str, *, visible: bool) -> None:
        self.name = name
        self.visible = visible
        self.rows: list[tuple[Value, ...]] = []
        self.row_number = 0
        self.width = 0
        self.formulas: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.merged: list[Area] = []
        self.hidden_rows: list[range] = []
        self.hidden_columns: list[Area] = []
        self.column = 0
        self.filtered = False

    def finish(self) -> Sheet:
        """Make the sheet."""
        last = len(self.rows)
        hidden = (
            number for rows in self.hidden_rows for number in range(rows.start, min(rows.stop, last + 1))
        )
        facts = SheetFacts(
            formulas=self.formulas,
            errors=self.errors,
            merged=tuple(self.merged),
            hidden_rows=frozenset(hidden),
            hidden_columns=tuple(self.hidden_columns),
            filtered=self.filtered,
            validations_known=False,
        )
        return Sheet(name=self.name, visible=self.visible, rows=tuple(self.rows), facts=facts)


class _Content:
    """Hears the content part and makes sheets of it."""

    def __init__(self, tally: Tally) -> None:
        self.sheets: list[Sheet] = []
        self._tally = tally
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._table: _Table | None = None
        self._skipping = 0
        self._row: list[Value] = []
        self._row_attributes: dict[str, str] = {}
        self._empty_cells = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._lines = 0
        self._in_line = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element starts."""
        if self._skipping or name in _NOT_CONTENT:
            self._skipping += 1
        elif name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif name == "table":
            self._start_table(attributes)
        elif self._table is not None:
            self._start_in_table(self._table, name, attributes)

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        if self._skipping:
            self._skipping -= 1
        elif self._table is None:
            return
        elif name == "p":
            self._in_line = False
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._table, self._cell)
            self._cell = None
        elif name == "table-row":
            self._end_row(self._table)
        elif name == "table":
            self._tally.add_extent(len(self._table.rows), self._table.width, self._table.name)
            self.sheets.append(self._table.finish())
            self._table = None

    def text(self, data: str) -> None:
        """Hear a piece of text."""
        if self._in_line and not self._skipping:
            self._add_text(_SPACE.sub(" ", data))

    def _add_text(self, text: str) -> None:
        self._tally.add_text(len(text))
        self._text.append(text)

    def _start_table(self, attributes: dict[str, str]) -> None:
        cap = self._tally.caps.sheets
        if len(self.sheets) >= cap:
            raise too_much(self._tally.shown, "工作表超过", cap, cap, " 张")
        visible = attributes.get("style-name") not in self._hidden_styles
        self._table = _Table(attributes.get("name", ""), visible=visible)

    def _start_in_table(self, table: _Table, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell = attributes
            self._text = []
            self._lines = 0
            self._in_line = False
        elif name == "p":
            self._in_line = self._cell is not None
            self._lines += 1
            if self._lines > 1:
                self._add_text("\n")
        elif self._in_line:
            if name == "s":
                self._add_text(" " * min(_count(attributes, "c"), _MOST_SPACES))
            elif name in ("tab", "line-break"):
                self._add_text("\t" if name == "tab" else "\n")
        elif name == "table-row":
            self._row, self._row_attributes, self._empty_cells = [], attributes, 0
        elif name == "table-column":
            count = _count(attributes, "number-columns-repeated")
            if attributes.get("visibility") in _HIDDEN:
                last = min(table.column + count - 1, LAST_COLUMN)
                table.hidden_columns.append(Area(1, table.column, LAST_ROW, last))
                self._tally.add_marks(1, table.name)
            table.column += count

    def _end_cell(self, table: _Table, attributes: dict[str, str]) -> None:
        """Put a cell into its row, as often as it is repeated."""
        repeated = _count(attributes, "number-columns-repeated")
        value = _value(attributes, "".join(self._text))
        first = len(self._row) + self._empty_cells
        columns = _count(attributes, "number-columns-spanned")
        rows = _count(attributes, "number-rows-spanned")
        row = table.row_number + 1
        if columns > 1 or rows > 1:
            last_row, last_column = min(row + rows - 1, LAST_ROW), min(first + columns - 1, LAST_COLUMN)
            table.merged.append(Area(row, first, last_row, last_column))
            self._tally.add_marks(1, table.name)
        formula = attributes.get("formula")
        if value == "" and formula is None:
            self._empty_cells += repeated
            return
        if first + repeated > table.width:
            self._tally.check_extent(row, first + repeated, table.name)
        self._row += [""] * self._empty_cells
        self._empty_cells = 0
        self._row += [value] * repeated
        if formula is not None or isinstance(value, ErrorValue):
            self._tally.add_marks(repeated, table.name)
            for column in range(first, first + repeated):
                if formula is not None:
                    table.formulas[cell_ref(row, column)] = _FORMULA_PREFIX.sub("", formula)
                if isinstance(value, ErrorValue):
                    table.errors[cell_ref(row, column)] = value

    def _end_row(self, table: _Table) -> None:
        """Put a row into its table, as often as it is repeated; empty ones only when a filled one follows."""
        repeated = _count(self._row_attributes, "number-rows-repeated")
        first = table.row_number + 1
        table.row_number += repeated
        visibility = self._row_attributes.get("visibility")
        if visibility in _HIDDEN:
            table.hidden_rows.append(range(first, min(table.row_number, LAST_ROW) + 1))
            self._tally.add_marks(1, table.name)
            table.filtered |= visibility == "filter"
        if all(value == "" for value in self._row):
            return
        table.width = max(table.width, len(self._row))
        self._tally.check_extent(table.row_number, table.width, table.name)
        table.rows += [()] * (first - 1 - len(table.rows))
        table.rows += [tuple(self._row)] * repeated


def _count(attributes: dict[str, str], name: str) -> int:
    """Give a number of repetitions: at least 1, and no more digits than any sheet has rows."""
    text = attributes.get(name)
    if text is None:
        return 1
    return max(1, int(text[:8])) if text.isascii() and text.isdigit() else 1


def _value(attributes: dict[str, str], text: str) -> Value:
    """Give the value of a cell; what does not fit its type is given as the text that it shows."""
    kind = attributes.get("value-type", "string")
    if kind in _TYPES:
        attribute, read = _TYPES[kind]
        try:
            return read(attributes[attribute])
        except (KeyError, ValueError):
            return text
    if kind == "error" or (attributes.get("formula") and text.startswith(("#N/A", "#REF!", "Err:"))):
        return ErrorValue(text or "#VALUE!")
    return attributes.get("string-value", text)


def _date(text: str) -> dt.date:
    """Read a date, with or without a time of day; raises ValueError."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _time(text: str) -> dt.time | dt.timedelta:
    """Read a duration such as PT08H30M00S, which is a time of day below 24 hours; raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    fraction = int((match[6] or "").ljust(6, "0"))
    # At most six digits of days and nine of the rest: no overflow.
    span = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    if match[1] or span >= _DAY:
        return -span if match[1] else span
    return (_MIDNIGHT + span).time()


_TYPES: dict[str, tuple[str, Callable[[str], Value]]] = {
    **dict.fromkeys(("float", "percentage", "currency"), ("value", float)),
    "boolean": ("boolean-value", lambda text: text == "true"),
    "date": ("date-value", _date),
    "time": ("time-value", _time),
}
"""For each type of cell the attribute that holds its value, and how that is read."""
