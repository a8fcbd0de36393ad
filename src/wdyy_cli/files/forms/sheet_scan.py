"""One pass through the part of a sheet: rows with byte offsets of their cells, and what lies about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.files.forms.xml_part import (
    DEEPEST,
    TOO_DEEP,
    XmlFault,
    element_end,
    is_main,
    make_parser,
    prefix_of,
    run,
    split_name,
    tag_end,
)
from wdyy_cli.sheet import LAST_COLUMN, LAST_ROW, parse_ref

if TYPE_CHECKING:
    from collections.abc import Callable

_WORKSHEET_DEPTH = 1
_CHILD_DEPTH = 2
_ROW_DEPTH = 3
_CELL_DEPTH = 4
_CONTENT_DEPTH = 5

_MOST_RULES = 500_000

_RULES = frozenset({"dataValidation", "conditionalFormatting"})
_TEXT_KINDS = frozenset({"v", "t", "f", "is", "r", "rPr", "rPh", "phoneticPr"})


@dataclass(slots=True)
class ScannedCell:
    """
    A cell as stored, its column from 0.

    `start`, `end` are byte offsets in the part, `style` and `kind` the attributes `s` and `t` (`n` where
    there is none), `value` what stands in it (for kind `s` the number of a shared string). `odd`: it has
    content of a kind that would be lost. `has_place`: it says itself where it stands.
    """

    column: int
    start: int
    style: str | None
    kind: str
    has_place: bool
    end: int = 0
    value: str = ""
    formula: bool = False
    odd: bool = False


@dataclass(slots=True)
class ScannedRow:
    """A row as stored: `start`, `end` are byte offsets of the whole element, `tag_end` of its start tag."""

    number: int
    start: int
    style: str | None
    tag_end: int = 0
    end: int = 0
    cells: list[ScannedCell] = field(default_factory=list)
    odd: bool = False


@dataclass(slots=True)
class Surroundings:
    """
    What a sheet says outside of its rows.

    `dimension` holds byte offsets of the tag and the reference, `column_styles` is first column, last
    column, style; `rules` are pairs of element name and references; `prefix` is that of the sheet's elements.
    """

    prefix: str = ""
    data_start: int = -1
    dimension: tuple[int, int, str] | None = None
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    rules: list[tuple[str, str]] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)


def scan_sheet(data: bytes, on_row: Callable[[ScannedRow], None]) -> Surroundings:
    """
    Walk through a sheet; `on_row` gets each row when it is complete, and may raise `Enough` to end the walk.

    Raises XmlFault where the part is no sheet, or rows or cells in it are not in order.
    """
    scan = _Scan(data, on_row)
    run(scan.parser, data)
    return scan.around


class _Scan:
    """The handlers of one pass and what they remember; depth 1 is the root."""

    def __init__(self, data: bytes, on_row: Callable[[ScannedRow], None]) -> None:
        self.around = Surroundings()
        self.parser = make_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._data = data
        self._on_row = on_row
        self._depth = 0
        self._in_data = False
        self._row_number = 0
        self._column = -1
        self._row = ScannedRow(number=0, start=0, style=None)
        self._cell: ScannedCell | None = None
        self._pieces: list[str] = []
        self._collecting = False
        self._phonetic = 0
        self._rule: str | None = None
        self._collecting_rule = False
        self._start_offset = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise XmlFault(TOO_DEEP)
        if not self._in_data:
            self._start_outside(name, attributes)
        elif self._depth == _CELL_DEPTH:
            self._start_cell(name, attributes)
        elif self._depth == _ROW_DEPTH:
            self._start_row(name, attributes)
        elif self._cell is not None:
            self._start_content(name, self._cell)

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth -= 1
        if not self._in_data:
            self._collecting_rule = False
            if split_name(name)[1] in _RULES:
                self._rule = None
        elif depth == _CELL_DEPTH:
            self._end_cell()
        elif depth == _ROW_DEPTH:
            self._end_row()
        elif depth == _CHILD_DEPTH:
            self._in_data = False
        elif self._cell is not None:
            self._collecting = False
            self._phonetic -= split_name(name)[1] == "rPh"

    def _characters(self, text: str) -> None:
        if self._collecting:
            self._pieces.append(text)
        elif self._collecting_rule and self._rule is not None:
            self.around.rules.append((self._rule, text))

    def _start_row(self, name: str, attributes: dict[str, str]) -> None:
        if split_name(name)[1] != "row" or not is_main(name):
            raise XmlFault("数据行之间有不认识的内容")
        given = attributes.get("r")
        number = self._row_number + 1 if given is None else _to_number(given)
        if not self._row_number < number <= LAST_ROW:
            raise XmlFault(f"行号顺序不对（第 {self._row_number} 行之后是“{given}”）")
        self._row_number = number
        self._column = -1
        custom = attributes.get("customFormat") in ("1", "true")
        self._row = ScannedRow(
            number=number,
            start=self.parser.CurrentByteIndex,
            style=attributes.get("s") if custom else None,
        )

    def _end_row(self) -> None:
        row = self._row
        row.tag_end = tag_end(self._data, row.start)
        row.end = element_end(self._data, row.start, self.parser.CurrentByteIndex)
        self._on_row(row)

    def _start_cell(self, name: str, attributes: dict[str, str]) -> None:
        row = self._row
        if split_name(name)[1] != "c" or not is_main(name):
            row.odd = True
            return
        given = attributes.get("r")
        if given is None:
            place: tuple[int, int] | None = (row.number, self._column + 1)
        else:
            place = parse_ref(given)
        if place is None or place[0] != row.number or not self._column < place[1] <= LAST_COLUMN:
            raise XmlFault(f"第 {row.number} 行的单元格顺序不对（“{given}”）")
        self._column = place[1]
        self._pieces = []
        self._cell = ScannedCell(
            column=place[1],
            start=self.parser.CurrentByteIndex,
            style=attributes.get("s"),
            kind=attributes.get("t", "n"),
            has_place=given is not None,
        )

    def _end_cell(self) -> None:
        cell = self._cell
        if cell is None:
            return
        cell.end = element_end(self._data, cell.start, self.parser.CurrentByteIndex)
        if self._pieces:
            cell.value = "".join(self._pieces)
        self._row.cells.append(cell)
        self._cell = None
        self._collecting = False

    def _start_content(self, name: str, cell: ScannedCell) -> None:
        local = split_name(name)[1]
        if self._depth == _CONTENT_DEPTH and local == "v":
            self._collecting = True
        elif local == "t":
            self._collecting = self._phonetic == 0
        elif local == "rPh":
            self._phonetic += 1
        elif local == "f":
            cell.formula = True
        elif local not in _TEXT_KINDS and self._depth == _CONTENT_DEPTH:
            cell.odd = True

    def _start_outside(self, name: str, attributes: dict[str, str]) -> None:
        local = split_name(name)[1]
        around = self.around
        if len(around.merged) + len(around.rules) + len(around.column_styles) > _MOST_RULES:
            raise XmlFault("合并单元格或规则多得不正常")
        if self._depth == _WORKSHEET_DEPTH:
            if local != "worksheet" or not is_main(name):
                raise XmlFault("不是工作表")
        elif self._depth == _CHILD_DEPTH and is_main(name):
            self._start_child(local, attributes)
        elif local == "col":
            self._add_column_style(attributes)
        elif local == "mergeCell":
            around.merged.append(attributes.get("ref", ""))
        elif local == "sqref" and self._rule is not None:
            self._collecting_rule = True
        if local in _RULES:
            self._rule = local
            if "sqref" in attributes:
                around.rules.append((local, attributes["sqref"]))

    def _start_child(self, local: str, attributes: dict[str, str]) -> None:
        """Note a direct child of the sheet: rows, dimension, filter."""
        offset = self.parser.CurrentByteIndex
        if local == "sheetData":
            if self.around.data_start >= 0:
                raise XmlFault("有两份数据区")
            self._in_data = True
            self.around.data_start = offset
            self.around.prefix = prefix_of(self._data[offset : offset + 80])
        elif local == "dimension":
            if self.around.data_start >= 0:
                return
            self.around.dimension = (offset, tag_end(self._data, offset), attributes.get("ref", ""))
        elif local == "autoFilter":
            self.around.filters.append(attributes.get("ref", ""))

    def _add_column_style(self, attributes: dict[str, str]) -> None:
        if (style := attributes.get("style")) is not None:
            first, last = (_to_number(attributes.get(key, "")) for key in ("min", "max"))
            self.around.column_styles.append((first - 1, last - 1, style))


def _to_number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_ROW)) else 0
