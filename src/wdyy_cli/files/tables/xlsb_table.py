"""Reading xlsb: the records of each sheet tell how far cells reach, then calamine reads the package."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.files.tables.calamine_reader import damaged, read_values
from wdyy_cli.files.tables.office_zip import stored_zip
from wdyy_cli.files.tables.sheet_caps import Tally, too_much
from wdyy_cli.files.tables.xls_table import ERROR_NAMES
from wdyy_cli.files.tables.xlsx_table import read_relations, relationships, with_errors
from wdyy_cli.sheet import Sheet, SheetFacts, cell_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.tables.office_zip import OfficeZip

WORKBOOK = "xl/workbook.bin"

_ROW, _BLANK, _ERROR, _TEXT, _SHARED, _FORMULA, _FORMULA_ERROR, _RICH = 0, 1, 3, 6, 7, 8, 11, 62
_STRING, _SHEET, _SST, _FORMATS, _STYLES = 19, 156, 159, 615, 617
_LEAST_BYTES = {
    **dict.fromkeys(range(_BLANK, _FORMULA_ERROR + 1), 8),
    **dict.fromkeys((_ERROR, _FORMULA_ERROR), 9),
    **dict.fromkeys((_ROW, _FORMATS, _STYLES), 4),
    **dict.fromkeys((_TEXT, _SHARED, _FORMULA, _RICH), 12),
    _SST: 8,
}
"""How long records are at least that calamine takes places, counts and references from."""
_CHARACTER_BYTES = 3
_NO_TEXT = 0xFFFFFFFF
_COUNT_AT = {_SST: 4, _FORMATS: 0, _STYLES: 0}
_RELATIONS = "xl/_rels/workbook.bin.rels"
_PLACES = {"worksheet": "", "sharedStrings": "xl/sharedStrings.bin", "styles": "xl/styles.bin"}


@dataclass
class _Found:
    """What the records of one sheet tell."""

    rows: int = 0
    columns: int = 0
    shared: int = 0
    formulas: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_xlsb(package: OfficeZip, tally: Tally) -> tuple[Sheet, ...]:
    """Read all worksheets of an xlsb package; raises WdyyError."""
    relations = read_relations(package, WORKBOOK, tally)
    parts: dict[str, bytes | bytearray] = {WORKBOOK: package.read(WORKBOOK)}
    # calamine looks for these where Excel puts them, wherever the relationships say that they are.
    for relation in relations.values():
        if relation.kind in _PLACES and package.has(relation.part):
            parts[_PLACES[relation.kind] or relation.part] = package.read(relation.part)
    listing = [(r.kind, name, r.part.removeprefix("xl/")) for name, r in relations.items()]
    parts[_RELATIONS] = relationships(listing).encode("utf-8")
    try:
        listed = list(_listed_sheets(parts[WORKBOOK]))
        longest = max(_check(data, tally) for name, data in parts.items() if name != _RELATIONS)
        scanned = {part: _scan(data, tally) for part, data in parts.items() if "worksheets/" in part}
    except (struct.error, IndexError, ValueError) as error:
        raise damaged(tally.shown) from error
    if len(listed) > tally.caps.sheets:
        raise too_much(tally.shown, "工作表有", len(listed), tally.caps.sheets, " 张")
    parts_listed = [relations[name].part if name in relations else "" for name in listed]
    found = [scanned.get(part, _Found()) for part in parts_listed]
    for sheet in found:
        tally.add_extent(sheet.rows, sheet.columns)
        tally.add_text(sheet.shared * longest)
    made = []
    for raw in read_values(stored_zip(parts), tally.shown):
        about = found[raw.index] if raw.index < len(found) else _Found()
        facts = SheetFacts(
            formulas=about.formulas,
            errors=about.errors,
            merged=raw.merged or (),
            merged_known=raw.merged is not None,
            hidden_known=False,
            validations_known=False,
        )
        made.append(Sheet(name=raw.name, visible=raw.visible, rows=with_errors(raw.rows, facts), facts=facts))
    if not made:
        raise damaged(tally.shown)
    return tuple(made)


def _records(data: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """
    Yield type, start and length of each record; raises IndexError where one is cut off.

    A record that is too short for its type counts as cut off: calamine fills it up with what came before.
    """
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
        if at + length > len(data) or length < _LEAST_BYTES.get(kind, 0):
            raise IndexError
        yield kind, at, length
        at += length


def _check(data: bytes | bytearray, tally: Tally) -> int:
    """
    Give the bytes of the longest shared string.

    Raises ValueError where more entries are announced than fit in, since calamine reserves room for as many,
    and WdyyError where there are too many records.
    """
    longest = steps = 0
    for kind, at, length in _records(data):
        steps += 1
        if steps > tally.caps.steps:
            break
        if kind == _STRING:
            longest = max(longest, _text_bytes(data, at + 1, at + length))
        elif kind in _COUNT_AT:
            count_at = at + _COUNT_AT[kind]
            if int.from_bytes(data[count_at : count_at + 4], "little") > len(data):
                raise ValueError
    tally.add_steps(steps)
    return longest


def _scan(data: bytes | bytearray, tally: Tally) -> _Found:
    """Walk all records of a sheet: calamine must not find a cell that was not seen here."""
    found = _Found()
    row = 0
    for kind, at, length in _records(data):
        if kind == _ROW:
            row = int.from_bytes(data[at : at + 4], "little")
        elif _BLANK < kind <= _FORMULA_ERROR or kind == _RICH:
            column = int.from_bytes(data[at : at + 4], "little")
            found.rows = max(found.rows, row + 1)
            found.columns = max(found.columns, column + 1)
            found.shared += kind == _SHARED
            if kind in (_TEXT, _FORMULA):
                _text_bytes(data, at + 8, at + length)
            if kind in (_ERROR, _FORMULA_ERROR):
                found.errors[cell_ref(row + 1, column)] = ERROR_NAMES.get(data[at + 8], "#N/A")
            if kind >= _FORMULA and kind != _RICH:
                found.formulas[cell_ref(row + 1, column)] = ""
    tally.add_marks(len(found.formulas) + len(found.errors))
    return found


def _text_bytes(data: bytes | bytearray, at: int, end: int) -> int:
    """Give the most bytes that a text in a record can have; raises IndexError where it passes the end."""
    count = int.from_bytes(data[at : at + 4], "little")
    if at + 4 + 2 * count > end:
        raise IndexError
    return _CHARACTER_BYTES * count


def _listed_sheets(data: bytes | bytearray) -> Iterator[str]:
    """Yield the relationship of each sheet that has one, in the order of the workbook."""
    for kind, at, _ in _records(data):
        if kind == _SHEET:
            count = int.from_bytes(data[at + 8 : at + 12], "little")
            if count == _NO_TEXT:
                continue
            yield data[at + 12 : at + 12 + 2 * count].decode("utf-16-le")
