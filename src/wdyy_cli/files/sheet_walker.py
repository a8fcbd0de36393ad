"""The XML of an xlsx worksheet, walked element by element: right for every spelling, slow for long sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.files.sheet_caps import SheetCaps, too_much
from wdyy_cli.sheet import LAST_COLUMN, LAST_ROW, Area, Validation, cell_ref, parse_ref

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRUE = frozenset({"1", "true", "on"})
_VALUE_ELEMENTS = frozenset({"v", "is", "f"})
_SOURCE_ELEMENTS = frozenset({"formula1", "sqref"})


class SheetWalker:
    """
    Hears the elements of a worksheet and keeps its facts.

    `last_row` and `last_column` (from 1) span all cells with a value or formula; `string_ids` are the
    references to shared strings, as often as they occur.
    """

    def __init__(self, shown: str, caps: SheetCaps) -> None:
        """Start with nothing heard."""
        self._shown = shown
        self._caps = caps
        self._row = 0
        self._column = -1
        self._cell_type = ""
        self._marks = 0
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
        self.string_ids: list[int] = []

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

    def count_marks(self, count: int) -> None:
        """Count formulas, errors and the like; raises WdyyError where there are more than the caps allow."""
        self._marks += count
        if self._marks > self._caps.marks:
            raise too_much(self._shown, "公式、合并单元格等超过", self._caps.marks, self._caps.marks, " 处")

    def _note(self, areas: list[Area], text: str) -> None:
        self.count_marks(1)
        if (area := Area.parse(text)) is not None:
            areas.append(area)

    def _start_around(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element before or after the rows starts."""
        if name == "mergeCell":
            self._note(self.merged, attributes.get("ref", ""))
        elif name == "col":
            self._hear_columns(attributes)
        elif name == "autoFilter":
            self.filter_area = Area.parse(attributes.get("ref", ""))
        elif name == "filterColumn":
            self.filtered = True
        elif name == "dataValidation":
            self._validation = {**attributes, "extended": "" if "sqref" in attributes else "1"}
        elif name in _SOURCE_ELEMENTS:
            self._collecting = []

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isascii() and number.isdigit() else self._row + 1
        self._column = -1
        if attributes.get("hidden") in _TRUE and self._row <= LAST_ROW:
            self.hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = parse_ref(attributes.get("r", ""))
        row, self._column = (self._row, self._column + 1) if place is None else place
        self._row = row
        self._cell_type = attributes.get("t", "n")
        self._in_cell = True

    def _start_value(self, name: str) -> None:
        self.last_row = max(self.last_row, self._row)
        self.last_column = max(self.last_column, self._column + 1)
        self._collecting = []
        if name == "f":
            self.count_marks(1)

    def _end_value(self, name: str, text: str) -> None:
        if name == "f":
            self.formulas[cell_ref(self._row, self._column)] = text
        elif name == "v" and self._cell_type == "e":
            self.count_marks(1)
            self.errors[cell_ref(self._row, self._column)] = text
        elif name == "v" and self._cell_type == "s" and text.isascii() and text.isdigit():
            self.string_ids.append(int(text))

    def _hear_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") not in _TRUE:
            return
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if all(number.isascii() and number.isdigit() and int(number) > 0 for number in (first, last)):
            self.count_marks(1)
            self.hidden_columns.append(Area(1, int(first) - 1, LAST_ROW, min(int(last) - 1, LAST_COLUMN)))

    def _end_validation(self, heard: dict[str, str]) -> None:
        self.count_marks(1)
        source = heard.get("formula1", "").strip()
        kind = heard.get("type", "none")
        self.validations.append(
            Validation(
                areas=tuple(filter(None, map(Area.parse, heard.get("sqref", "").split()))),
                kind=kind,
                source=source,
                values=list_values(source) if kind == "list" else None,
                extended=bool(heard["extended"]),
            )
        )


def list_values(source: str) -> tuple[str, ...] | None:
    """Take apart a list that is written out in place, such as `"甲,乙"`; None where it stands elsewhere."""
    if len(source) < len('""') or not (source.startswith('"') and source.endswith('"')):
        return None
    return _stripped(source[1:-1].replace('""', '"').split(","))


def _stripped(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in entries)
