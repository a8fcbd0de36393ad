"""
Reading xls (BIFF5 and BIFF8): the records are walked, and calamine gets the same records in a bare file.

What calamine would take on trust is settled before: how far cells reach, how many strings are announced.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.calamine_reader import damaged, read_values
from wdyy_cli.files.tables.ole_file import one_stream
from wdyy_cli.files.tables.sheet_caps import Tally, too_much
from wdyy_cli.files.tables.xls_strings import string_lengths
from wdyy_cli.files.tables.xlsx_table import with_errors
from wdyy_cli.sheet import LAST_ROW, Area, Sheet, SheetFacts, cell_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = struct.Struct("<HH")
_PLACE = struct.Struct("<HH")
_DOUBLE = struct.Struct("<d")

_FORMULA, _EOF, _CONTINUE, _FILEPASS = 0x0006, 0x000A, 0x003C, 0x002F
_COLINFO, _BOUNDSHEET, _MULRK, _SST = 0x007D, 0x0085, 0x00BD, 0x00FC
_LABELSST, _DIMENSIONS, _NUMBER, _LABEL = 0x00FD, 0x0200, 0x0203, 0x0204
_BOOLERR, _ROW, _RK, _BOF, _FILTERMODE = 0x0205, 0x0208, 0x027E, 0x0809, 0x009B
_RSTRING, _PASSED_OVER = 0x00D6, 0x0099
_VALUES = frozenset({_FORMULA, _MULRK, _LABELSST, _NUMBER, _LABEL, _BOOLERR, _RK, _RSTRING})

_HIDDEN_ROW = 0x20
_ERROR_RESULT = 2
ERROR_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_CHARACTER_BYTES = 3
_LONGEST_DURATION_DAYS = 999_999_999


@dataclass
class _Found:
    """What the records of one sheet tell."""

    rows: int = 0
    columns: int = 0
    formulas: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[Area] = field(default_factory=list)
    filtered: bool = False
    string_ids: list[int] = field(default_factory=list)


def read_xls(stream: bytes, tally: Tally) -> tuple[Sheet, ...]:
    """Read all worksheets from the workbook stream of an xls file; raises WdyyError."""
    data = bytearray(stream)
    try:
        starts, strings = _read_globals(data, tally)
        found = [_read_sheet(data, start, tally) for start in starts]
    except (struct.error, IndexError) as error:
        raise damaged(tally.shown) from error
    known = len(strings)
    for sheet in found:
        tally.add_extent(sheet.rows, sheet.columns)
        tally.add_text(
            _CHARACTER_BYTES * sum(strings[number] for number in sheet.string_ids if number < known)
        )
    raw_sheets = read_values(io.BytesIO(one_stream("Workbook", data)), tally.shown)
    sheets = []
    for raw in raw_sheets:
        about = found[raw.index] if raw.index < len(found) else _Found()
        facts = _facts(about, raw.merged or ())
        sheets.append(
            Sheet(name=raw.name, visible=raw.visible, rows=with_errors(raw.rows, facts), facts=facts)
        )
    if not sheets:
        raise damaged(tally.shown)
    return tuple(sheets)


def _facts(found: _Found, merged: tuple[Area, ...]) -> SheetFacts:
    return SheetFacts(
        formulas=found.formulas,
        errors=found.errors,
        merged=merged,
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=tuple(found.hidden_columns),
        filtered=found.filtered,
        validations_known=False,
    )


def _records(data: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """
    Yield type, start and length of records up to the one that ends the substream.

    A chart inside a sheet is a substream of its own, with copies of cells that are none of the sheet's.
    calamine takes them for cells, or its end for the end of the sheet: they are marked to be passed over.
    """
    end = len(data)
    depth = 0
    while at + 4 <= end:
        kind, length = _HEAD.unpack_from(data, at)
        at += 4
        if at + length > end:
            raise IndexError
        depth += kind == _BOF
        if depth > 1:
            data[at - 4 : at - 2] = _PASSED_OVER.to_bytes(2, "little")
        else:
            yield kind, at, length
        depth -= kind == _EOF
        if kind == _EOF and depth <= 0:
            return
        at += length


def _read_globals(data: bytearray, tally: Tally) -> tuple[list[int], list[int]]:
    """Give where each sheet starts, and the lengths of the shared strings in characters."""
    starts: list[int] = []
    strings: list[int] = []
    pieces: list[bytes] = []
    collecting = False
    for kind, at, length in _records(data, 0):
        if kind == _CONTINUE and collecting:
            pieces.append(bytes(data[at : at + length]))
            continue
        collecting = kind == _SST
        if kind == _FILEPASS:
            raise WdyyError(f"{tally.shown} 设了密码，打不开", "请在 Excel 里打开它，取消密码，保存后重试。")
        if kind == _BOUNDSHEET:
            starts.append(int.from_bytes(data[at : at + 4], "little"))
        elif collecting:
            pieces = [bytes(data[at : at + length])]
            sst_at = at
    if pieces:
        announced = struct.unpack_from("<i", data, sst_at + 4)[0]
        # calamine reserves room for as many as announced; no string has less than three bytes.
        if not 0 <= announced <= sum(map(len, pieces)):
            raise damaged(tally.shown)
        if announced > tally.caps.shared_strings:
            raise too_much(tally.shown, "不同的文字有", announced, tally.caps.shared_strings, " 条")
        strings = string_lengths(pieces, announced)
    if len(starts) > tally.caps.sheets:
        raise too_much(tally.shown, "工作表有", len(starts), tally.caps.sheets, " 张")
    return starts, strings


def _read_sheet(data: bytearray, start: int, tally: Tally) -> _Found:
    """Walk the records of one sheet, and take off the dimensions that it claims."""
    found = _Found()
    if start >= len(data):
        raise IndexError
    steps = 0
    for kind, at, length in _records(data, start):
        steps += 1
        if kind in _VALUES:
            _note_value(found, kind, data, at, length)
        elif kind == _DIMENSIONS:
            data[at : at + length] = bytes(length)
        else:
            _note_layout(found, kind, data, at)
    # All sheets may begin at the same place, so that a long one is walked again and again.
    tally.add_steps(steps)
    tally.add_marks(len(found.formulas) + len(found.errors) + len(found.hidden_columns))
    return found


def _note_value(found: _Found, kind: int, data: bytearray, at: int, length: int) -> None:
    """Keep where a cell with a value lies, and what is special about it."""
    row, column = _PLACE.unpack_from(data, at)
    if kind == _RSTRING:
        # calamine does not know this record; what it needs of it is laid out like a plain label.
        data[at - 4 : at - 2] = _LABEL.to_bytes(2, "little")
    elif kind == _LABELSST:
        found.string_ids.append(int.from_bytes(data[at + 6 : at + 10], "little"))
    elif kind == _MULRK:
        column = max(column, int.from_bytes(data[at + length - 2 : at + length], "little"))
    elif kind == _NUMBER:
        _free_from_format(data, at)
    elif kind == _FORMULA:
        _free_from_format(data, at)
        found.formulas[cell_ref(row + 1, column)] = ""
        if data[at + 12 : at + 14] == b"\xff\xff" and data[at + 6] == _ERROR_RESULT:
            found.errors[cell_ref(row + 1, column)] = ERROR_NAMES.get(data[at + 8], "#N/A")
    elif kind == _BOOLERR and data[at + 7]:
        found.errors[cell_ref(row + 1, column)] = ERROR_NAMES.get(data[at + 6], "#N/A")
    found.rows = max(found.rows, row + 1)
    found.columns = max(found.columns, column + 1)


def _free_from_format(data: bytearray, at: int) -> None:
    """Take the format off a number that is too large for a duration, and would end the reading as one."""
    (value,) = _DOUBLE.unpack_from(data, at + 6)
    if abs(value) > _LONGEST_DURATION_DAYS:
        data[at + 4 : at + 6] = b"\xff\xff"


def _note_layout(found: _Found, kind: int, data: bytearray, at: int) -> None:
    """Keep what is hidden: rows, columns, what a filter leaves out."""
    if kind == _ROW and data[at + 12] & _HIDDEN_ROW:
        found.hidden_rows.add(int.from_bytes(data[at : at + 2], "little") + 1)
    elif kind == _COLINFO:
        first, last, _, _, options = struct.unpack_from("<5H", data, at)
        if options & 1:
            found.hidden_columns.append(Area(1, first, LAST_ROW, last))
    elif kind == _FILTERMODE:
        found.filtered = True
