"""
Reading xls (BIFF5 and BIFF8): facts from the records, values from calamine, which reads them in a bare file.

Records without any fact are most of a long sheet; they are passed over many at a time.
"""

from __future__ import annotations

import io
import re
import struct

from wdyy_cli.files.tables.inside.calamine_reader import TooLongDurationError, read_values
from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.ole_file import one_stream
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.tables.inside.xlsx import Found

_PAIR = struct.Struct("<HH")
_DOUBLE = struct.Struct("<d")

_FORMULA, _EOF, _CONTINUE, _FILEPASS, _CODEPAGE = 0x0006, 0x000A, 0x003C, 0x002F, 0x0042
_COLINFO, _BOUNDSHEET, _MULRK, _SST = 0x007D, 0x0085, 0x00BD, 0x00FC
_LABELSST, _DIMENSIONS, _BLANK, _NUMBER, _LABEL = 0x00FD, 0x0200, 0x0201, 0x0203, 0x0204
_BOOLERR, _ROW, _RK, _BOF, _FILTERMODE = 0x0205, 0x0208, 0x027E, 0x0809, 0x009B
_RSTRING, _PASSED_OVER = 0x00D6, 0x0099

_BIFF8 = b"\x00\x06"
_UTF16 = 1200
_HIDDEN_ROW = 0x20
_ERROR_RESULT = 2
_LEAST_STRING_BYTES = 3
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
_LONGEST_DURATION_DAYS = 999_999_999


def _record(kind: int, length: int) -> bytes:
    """Build an expression for a record of this type and length."""
    return re.escape(_PAIR.pack(kind, length)) + b".{%d}" % length


_MOST_IN_ONE = 64
_WITHOUT_FACTS = re.compile(
    b"(?:%s)++"
    % b"|".join(
        [
            _record(_LABELSST, 10),
            _record(_NUMBER, 14),
            _record(_RK, 10),
            _record(_BLANK, 6),
            re.escape(_PAIR.pack(_ROW, 16)) + rb".{12}[^\x20-\x3f\x60-\x7f\xa0-\xbf\xe0-\xff].{3}",
            *(_record(_MULRK, 6 + 6 * count) for count in range(1, _MOST_IN_ONE)),
        ]
    ),
    re.DOTALL,
)
"""Values that are no formula and no error, and rows that are not hidden."""


def read_xls(stream: bytes, caps: Caps) -> Found:
    """Read all worksheets from the workbook stream of an xls file; raises RefusedError."""
    data = bytearray(stream)
    try:
        found = [_read_sheet(data, start) for start in _read_globals(data, caps)]
    except (struct.error, IndexError) as error:
        raise RefusedError("damaged") from error
    for facts in found:
        caps.add_marks(facts.count, "")
    try:
        raw_sheets = read_values(io.BytesIO(one_stream("Workbook", data)), caps)
    except TooLongDurationError:
        _free_from_formats(data)
        raw_sheets = read_values(io.BytesIO(one_stream("Workbook", data)), caps)
    for raw in raw_sheets:
        facts = found[raw.index] if raw.index < len(found) else Facts("validations")
        facts.merged += raw.merged or []
        yield raw.name, raw.visible, raw.rows, facts


def _records(data: bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """
    Yield type, start and length of records up to the one that ends the substream; raises IndexError.

    A chart inside a sheet is a substream of its own, with copies of cells that are none of the sheet's.
    calamine takes them for cells, or its end for the end of the sheet: they are marked to be passed over.
    """
    end = len(data)
    depth = 0
    while at + 4 <= end:
        if depth == 1 and (run := _WITHOUT_FACTS.match(data, at)) is not None:
            at = run.end()
            continue
        kind, length = _PAIR.unpack_from(data, at)
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


def _read_globals(data: bytearray, caps: Caps) -> list[int]:
    """Give where each sheet starts; mend what calamine would trust and must not."""
    starts: list[int] = []
    strings_at = strings_bytes = 0
    last, version = 0, b""
    for kind, at, length in _records(data, 0):
        if kind == _FILEPASS:
            raise RefusedError("locked")
        if kind == _BOF:
            version = bytes(data[at : at + 2])
        elif kind == _CODEPAGE and version == _BIFF8:
            # The text of this version is UTF-16, whatever stands here; some programs write another number.
            data[at : at + 2] = _UTF16.to_bytes(2, "little")
        elif kind == _BOUNDSHEET:
            starts.append(int.from_bytes(data[at : at + 4], "little"))
        elif kind == _SST:
            strings_at, strings_bytes = at, length
        elif kind == _CONTINUE and last in (_SST, _CONTINUE):
            strings_bytes += length
        last = kind
    if strings_at:
        # calamine reserves room for as many strings as are announced.
        announced = int.from_bytes(data[strings_at + 4 : strings_at + 8], "little", signed=True)
        fit = min(max(announced, 0), strings_bytes // _LEAST_STRING_BYTES)
        data[strings_at + 4 : strings_at + 8] = fit.to_bytes(4, "little")
    caps.check("sheets", len(starts))
    return starts


def _read_sheet(data: bytearray, start: int) -> Facts:
    """Walk the records of one sheet."""
    if start >= len(data):
        raise IndexError
    facts = Facts("validations")
    for kind, at, length in _records(data, start):
        if kind == _DIMENSIONS:
            # calamine makes room for all that is said to be there.
            data[at : at + length] = bytes(length)
        elif kind in (_FORMULA, _BOOLERR):
            _note_cell(facts, kind, data, at)
        elif kind == _RSTRING:
            # calamine does not know this record; what it needs of it is laid out like a plain label.
            data[at - 4 : at - 2] = _LABEL.to_bytes(2, "little")
        elif kind == _ROW and data[at + 12] & _HIDDEN_ROW:
            facts.hidden_rows.append(int.from_bytes(data[at : at + 2], "little") + 1)
        elif kind == _COLINFO:
            first, last, _, _, options = struct.unpack_from("<5H", data, at)
            if options & 1:
                facts.hidden_columns.append((first, last))
        elif kind == _FILTERMODE:
            facts.filtered = True
    return facts


def _note_cell(facts: Facts, kind: int, data: bytearray, at: int) -> None:
    """Keep that a cell has a formula or an error value."""
    row, column = _PAIR.unpack_from(data, at)
    if kind == _FORMULA:
        facts.formulas[row + 1, column] = ""
        if data[at + 12 : at + 14] == b"\xff\xff" and data[at + 6] == _ERROR_RESULT:
            facts.errors[row + 1, column] = ERROR_NAMES.get(data[at + 8], "#N/A")
    elif data[at + 7]:
        facts.errors[row + 1, column] = ERROR_NAMES.get(data[at + 6], "#N/A")


def _free_from_formats(data: bytearray) -> None:
    """Take the format off numbers that are too large for a duration, and would end the reading as one."""
    at = 0
    while at + 4 <= len(data):
        kind, length = _PAIR.unpack_from(data, at)
        at += 4
        if kind in (_NUMBER, _FORMULA) and length >= _PAIR.size + 2 + _DOUBLE.size <= len(data) - at:
            (value,) = _DOUBLE.unpack_from(data, at + 6)
            if abs(value) > _LONGEST_DURATION_DAYS:
                data[at + 4 : at + 6] = b"\xff\xff"
        at += length
