"""The XML of an xlsx worksheet, walked element by element: right for every spelling, slow for long sheets."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.sheet import LAST_COLUMN, LAST_ROW, Area, Validation, cell_ref, parse_ref

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.files.tables.sheet_caps import Tally

_TRUE = frozenset({"1", "true", "on"})
_VALUE_ELEMENTS = frozenset({"v", "is", "f"})
_SOURCE_ELEMENTS = frozenset({"formula1", "sqref"})
_MOST_DIGITS = 9


class SheetWalker:
    """
    Hears the elements of a worksheet and keeps its facts.

    `last_row` and `last_column` (from 1) span all cells with a value or formula; `string_ids` are the
    references to shared strings, as often as they occur, where nothing quicker has weighed them and left the
    result in `shared_bytes`. Raises WdyyError where a place or a reference is none: what calamine makes of
    those is not known.
    """

    def __init__(self, tally: Tally, sheet: str) -> None:
        """Start with nothing heard of a sheet."""
        self._tally = tally
        self._sheet = sheet
        self._row = 0
        self._place = (0, -1)
        self._cell_type = ""
        self._collecting: list[str] | None = None
        self._validation: dict[str, str] | None = None
        self._in_cell = False
        self.last_row = 0
        self.last_column = 0
        self.formulas: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.merged: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[Area] = []
        self.filter_area: Area | None = None
        self.filtered = False
        self.validations: list[Validation] = []
        self.string_ids = array("L")
        self.shared_bytes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element starts."""
        if self._in_cell:
            if name in _VALUE_ELEMENTS:
                self._start_value(name)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        else:
            self._start_around(name, attributes)

    def end(self, name: str) -> None:
        """Hear that an element ends."""
        if name == "c":
            self._in_cell = False
        elif self._in_cell and name in _VALUE_ELEMENTS:
            self._end_value(name, self._collected())
        elif name in _SOURCE_ELEMENTS and self._validation is not None:
            self._validation[name] = self._collected()
        elif name == "dataValidation" and self._validation is not None:
            self._end_validation(self._validation)
            self._validation = None

    def text(self, data: str) -> None:
        """Hear a piece of text."""
        if self._collecting is not None:
            self._collecting.append(data)

    def _collected(self) -> str:
        text = "".join(self._collecting or ())
        self._collecting = None
        return text

    def _count_marks(self, count: int = 1) -> None:
        self._tally.add_marks(count, self._sheet)

    def _start_around(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element before or after the rows starts."""
        if name == "mergeCell":
            self._count_marks()
            if (area := Area.parse(attributes.get("ref", ""))) is not None:
                self.merged.append(area)
        elif name == "col":
            self._hear_columns(attributes)
        elif name == "autoFilter":
            self.filter_area = Area.parse(attributes.get("ref", ""))
        elif name == "filterColumn" or (name == "sheetPr" and attributes.get("filterMode") in _TRUE):
            self.filtered = True
        elif name == "dataValidation":
            self._validation = dict(attributes)
        elif name in _SOURCE_ELEMENTS:
            self._collecting = []

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else self._number(number)
        self._place = (self._row, -1)
        if attributes.get("hidden") in _TRUE and 1 <= self._row <= LAST_ROW:
            self.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("r")
        place = (self._row, self._place[1] + 1) if ref is None else parse_ref(ref)
        if place is None:
            raise damaged(self._tally.shown)
        self._place = place
        self._cell_type = attributes.get("t", "n")
        self._in_cell = True

    def _start_value(self, name: str) -> None:
        self.last_row = max(self.last_row, self._place[0])
        self.last_column = max(self.last_column, self._place[1] + 1)
        self._collecting = []
        if name == "f":
            self._count_marks()

    def _end_value(self, name: str, text: str) -> None:
        if name == "f":
            self.formulas[cell_ref(*self._place)] = text
        elif name == "v" and self._cell_type == "e":
            self._count_marks()
            self.errors[cell_ref(*self._place)] = text
        elif name == "v" and self._cell_type == "s" and text:
            self.string_ids.append(self._number(text))

    def _number(self, text: str) -> int:
        """Read a whole number; raises WdyyError where it is none."""
        if not (text.isascii() and text.isdigit()) or len(text) > _MOST_DIGITS:
            raise damaged(self._tally.shown)
        return int(text)

    def _hear_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in _TRUE:
            return
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and int(first) > 0:
            self._count_marks()
            self.hidden_columns.append(Area(1, int(first) - 1, LAST_ROW, min(int(last) - 1, LAST_COLUMN)))

    def _end_validation(self, heard: dict[str, str]) -> None:
        source = heard.get("formula1", "").strip()
        areas = heard.get("sqref", "").split(maxsplit=self._tally.caps.marks)
        self._count_marks(1 + len(areas) + source.count(","))
        kind = heard.get("type", "none")
        self.validations.append(
            Validation(
                areas=tuple(filter(None, map(Area.parse, areas))),
                kind=kind,
                source=source,
                values=list_values(source) if kind == "list" else None,
            )
        )


def list_values(source: str) -> tuple[str, ...] | None:
    """Take apart a list that is written out in place, such as `"甲,乙"`; None where it stands elsewhere."""
    if len(source) < len('""') or not (source.startswith('"') and source.endswith('"')):
        return None
    return _stripped(source[1:-1].replace('""', '"').split(","))


def _stripped(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in entries)
