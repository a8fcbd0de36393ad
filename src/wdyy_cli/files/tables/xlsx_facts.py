"""
What the XML of an xlsx worksheet says besides values, and the part of it that calamine needs.

Rows that are spelt as usual are scanned, and only what surrounds them is parsed; others are parsed as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.files.tables.sheet_walker import SheetWalker
from wdyy_cli.files.tables.xlsx_rows import UsualRows, spelling
from wdyy_cli.files.tables.xml_events import listen
from wdyy_cli.sheet import SheetFacts

if TYPE_CHECKING:
    from wdyy_cli.files.tables.shared_string_weight import StringWeight
    from wdyy_cli.files.tables.sheet_caps import Tally

_START = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData\b[^<>]*>")
_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?worksheet)\b[^<>]*[^/<>]>")

_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)

# What a tail of rows without values never holds, however its elements are spelt.
_VALUE_TRACES = (b"v>", b"v ", b"v/", b"v\t", b"v\n", b"v\r", b"is", b"<f", b":f", b"<!")


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """
    Facts of a sheet, and the XML that calamine needs of it: the root and the rows alone.

    Dimensions and counts that could lie are gone from it, trailing rows without any value as well, and error
    values are marked as text, since calamine knows only some of them.
    """

    facts: SheetFacts
    xml: bytes | bytearray


def scan_sheet(data: bytearray, sheet: str, tally: Tally, strings: StringWeight | None) -> ScannedSheet:
    """
    Scan the XML of a worksheet in UTF-8, which is used up; `sheet` is its name for messages.

    Raises WdyyError where it is damaged or exceeds the caps.
    """
    walker = SheetWalker(tally, sheet)
    start, root = _START.search(data), _ROOT.search(data)
    if start is None or start[0].endswith(b"/>") or root is None:
        listen([data], walker, tally)
        return ScannedSheet(_facts(walker), _NO_ROWS)
    prefix = b"" if start[1] is None else start[1] + b":"
    end = data.rfind(b"</" + prefix + b"sheetData")
    if end < start.end() or start.start() < root.end():
        raise damaged(tally.shown)
    before, after = bytes(data[: start.end()]), bytes(data[end:])
    opening = root[0] + b"<" + prefix + b"sheetData>"
    closing = b"</" + prefix + b"sheetData></" + root[1] + b">"
    _keep_filled(data, start.end(), end, prefix)
    usual = spelling(prefix)
    if UsualRows(data, usual, sheet, tally).scan(walker, strings):
        listen([before, after], walker, tally)
    else:
        walker = SheetWalker(tally, sheet)
        listen([before, data, after], walker, tally)
    tally.add_extent(walker.last_row, walker.last_column, sheet)
    if strings is not None:
        tally.add_text(walker.shared_bytes + strings.weigh(walker.string_ids), sheet)
    if walker.errors:
        data = bytearray(usual.any_error.sub(rb'\1"str"', data))
    return ScannedSheet(_facts(walker), opening + data + closing)


def _keep_filled(data: bytearray, start: int, end: int, prefix: bytes) -> None:
    """Cut a sheet down to its rows up to the last one with a value."""
    last = -1
    for name in (b"v>", b"is>", b"f>"):
        last = max(last, data.rfind(b"</" + prefix + name, max(start, last), end))
    row_end = b"</" + prefix + b"row>"
    cut = data.find(row_end, last, end) if last >= 0 else start - len(row_end)
    if cut >= 0:
        cut += len(row_end)
        if all(data.find(trace, cut, end) < 0 for trace in _VALUE_TRACES):
            end = cut
    del data[end:]
    del data[:start]


def _facts(walker: SheetWalker) -> SheetFacts:
    return SheetFacts(
        formulas=walker.formulas,
        errors=walker.errors,
        merged=tuple(sorted(walker.merged)),
        hidden_rows=frozenset(walker.hidden_rows),
        hidden_columns=tuple(walker.hidden_columns),
        filter_area=walker.filter_area,
        filtered=walker.filtered,
        validations=tuple(walker.validations),
    )
