"""Reading xlsb: facts from the records of each sheet, values from calamine."""

from __future__ import annotations

import io

from wdyy_cli.files.tables.inside.calamine_reader import TooLongDurationError, read_values
from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.office_zip import OfficeZip, part_key
from wdyy_cli.files.tables.inside.refused import Caps, Refused
from wdyy_cli.files.tables.inside.xls import ERROR_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.tables.inside.xlsx import Found

WORKBOOK = "xl/workbook.bin"

_ROW, _ERROR, _FORMULA, _FORMULA_ERROR, _SHEET = 0, 3, 8, 11, 156
_NO_TEXT = 0xFFFFFFFF


def read_xlsb(data: bytes, package: OfficeZip, caps: Caps) -> Found:
    """Read all worksheets of an xlsb package; raises Refused."""
    relations = package.relations(WORKBOOK)
    try:
        listed = list(_listed_sheets(package.read(WORKBOOK)))
        found = [_read_facts(package, relations.get(name, ("", ""))[1]) for name in listed]
    except IndexError as error:
        raise Refused("damaged") from error
    caps.check("sheets", len(listed))
    try:
        raw_sheets = read_values(io.BytesIO(data), caps)
    except TooLongDurationError as error:
        raise Refused("damaged") from error
    if not raw_sheets:
        raise Refused("damaged")
    for raw in raw_sheets:
        facts = found[raw.index] if raw.index < len(found) else _no_facts()
        caps.add_marks(facts.count, raw.name)
        yield raw.name, raw.visible, raw.rows, facts


def _no_facts() -> Facts:
    return Facts("merged", "hidden", "validations")


def _read_facts(package: OfficeZip, part: str) -> Facts:
    """Walk all records of a sheet."""
    facts = _no_facts()
    if not package.has(part) or "worksheets/" not in part_key(part):
        return facts
    data = package.read(part)
    row = 0
    for kind, at, _ in _records(data):
        if kind == _ROW:
            row = int.from_bytes(data[at : at + 4], "little") + 1
        elif kind == _ERROR or _FORMULA <= kind <= _FORMULA_ERROR:
            column = int.from_bytes(data[at : at + 4], "little")
            if kind in (_ERROR, _FORMULA_ERROR):
                facts.errors[row, column] = ERROR_NAMES.get(data[at + 8], "#N/A")
            if kind != _ERROR:
                facts.formulas[row, column] = ""
    return facts


def _records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield type, start and length of each record; raises IndexError where one is cut off."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        if at + length > len(data):
            raise IndexError
        yield kind, at, length
        at += length


def _listed_sheets(data: bytes) -> Iterator[str]:
    """Yield the relationship of each sheet that has one, in the order of the workbook."""
    for kind, at, _ in _records(data):
        if kind == _SHEET:
            count = int.from_bytes(data[at + 8 : at + 12], "little")
            if count != _NO_TEXT:
                yield data[at + 12 : at + 12 + 2 * count].decode("utf-16-le", "replace")
