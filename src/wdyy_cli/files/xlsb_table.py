"""Reading xlsb: the records of each sheet tell how far cells reach, then calamine reads the package."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wdyy_cli.files.calamine_reader import damaged, read_values
from wdyy_cli.files.office_zip import stored_zip
from wdyy_cli.files.sheet_caps import SheetCaps, check_extent, too_many_bytes
from wdyy_cli.files.xls_table import ERROR_NAMES
from wdyy_cli.files.xlsx_table import read_relations, with_errors
from wdyy_cli.sheet import Sheet, SheetFacts, cell_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.office_zip import OfficeZip

WORKBOOK = "xl/workbook.bin"

_ROW, _BLANK, _ERROR, _SHARED, _FORMULA, _FORMULA_ERROR, _RICH = 0, 1, 3, 7, 8, 11, 62
_SHEET, _SHEET_DATA_END, _SST, _FORMATS, _STYLES = 156, 146, 159, 615, 617
_COUNTED = frozenset({_SST, _FORMATS, _STYLES})
_KEPT = frozenset({"worksheet", "sharedStrings", "styles"})


@dataclass
class _Found:
    """What the records of one sheet tell."""

    rows: int = 0
    columns: int = 0
    shared: int = 0
    formulas: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_xlsb(package: OfficeZip, shown: str, caps: SheetCaps) -> tuple[Sheet, ...]:
    """Read all worksheets of an xlsb package; raises WdyyError."""
    relations = read_relations(package, WORKBOOK, shown)
    parts: dict[str, bytes | bytearray] = {WORKBOOK: package.read(WORKBOOK)}
    for name in ("[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.bin.rels"):
        if package.has(name):
            parts[name] = package.read_xml(name)
    parts.update({r.part: package.read(r.part) for r in relations.values() if r.kind in _KEPT})
    try:
        listed = list(_listed_sheets(parts[WORKBOOK]))
        longest = max((_longest(data) for name, data in parts.items() if name.endswith(".bin")), default=0)
        found = {part: _scan(parts[part]) for part in parts if "worksheets/" in part}
    except (struct.error, IndexError, ValueError) as error:
        raise damaged(shown) from error
    for sheet in found.values():
        check_extent(shown, sheet.rows, sheet.columns, caps)
        if (weight := sheet.shared * longest) > caps.text_bytes:
            raise too_many_bytes(shown, "里的文字合计可达", weight, caps.text_bytes)
    made = []
    for raw in read_values(stored_zip(parts), shown):
        relation = relations.get(listed[raw.index]) if raw.index < len(listed) else None
        about = _Found() if relation is None else found.get(relation.part, _Found())
        facts = SheetFacts(
            formulas=about.formulas,
            errors=about.errors,
            merged=raw.merged or (),
            merged_known=raw.merged is not None,
            hidden_known=False,
            validations_known=False,
        )
        made.append(Sheet(name=raw.name, visible=raw.visible, rows=with_errors(raw.rows, facts), facts=facts))
    return tuple(made)


def _records(data: bytes | bytearray) -> Iterator[tuple[int, int, int]]:
    """Yield type, start and length of each record; raises IndexError where one is cut off."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | data[at] << 7
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


def _longest(data: bytes | bytearray) -> int:
    """Give the bytes of the longest record; raises ValueError where more is announced than there is."""
    longest = 0
    for kind, at, length in _records(data):
        longest = max(longest, length)
        # calamine reserves room for as many as announced.
        if kind in _COUNTED and int.from_bytes(data[at + length - 4 : at + length], "little") > len(data):
            raise ValueError
    return longest


def _scan(data: bytes | bytearray) -> _Found:
    found = _Found()
    row = 0
    for kind, at, _ in _records(data):
        if kind == _ROW:
            row = int.from_bytes(data[at : at + 4], "little")
        elif _BLANK < kind <= _FORMULA_ERROR or kind == _RICH:
            column = int.from_bytes(data[at : at + 4], "little")
            found.rows = max(found.rows, row + 1)
            found.columns = max(found.columns, column + 1)
            found.shared += kind == _SHARED
            if kind in (_ERROR, _FORMULA_ERROR):
                found.errors[cell_ref(row + 1, column)] = ERROR_NAMES.get(data[at + 8], "#N/A")
            if kind >= _FORMULA and kind != _RICH:
                found.formulas[cell_ref(row + 1, column)] = ""
        elif kind == _SHEET_DATA_END:
            break
    return found


def _listed_sheets(data: bytes | bytearray) -> Iterator[str]:
    """Yield the relationship of each sheet in the order of the workbook."""
    for kind, at, _ in _records(data):
        if kind == _SHEET:
            count = int.from_bytes(data[at + 8 : at + 12], "little")
            yield data[at + 12 : at + 12 + 2 * count].decode("utf-16-le")
