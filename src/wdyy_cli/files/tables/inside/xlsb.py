"""Reading xlsb: facts from the records of each sheet, values from calamine."""

from __future__ import annotations

from wdyy_cli.files.tables.inside.calamine_reader import TooLongDurationError, read_values
from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.office_zip import OfficeZip, StoredZip, relationships
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError
from wdyy_cli.files.tables.inside.xls import ERROR_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.tables.inside.xlsx import Found

WORKBOOK = "xl/workbook.bin"
_PLACES = {"worksheet": "", "sharedStrings": "xl/sharedStrings.bin", "styles": "xl/styles.bin"}

_ROW, _BLANK, _ERROR, _TEXT, _SHARED, _FORMULA, _FORMULA_ERROR, _RICH, _SHEET = 0, 1, 3, 6, 7, 8, 11, 62, 156
_NO_TEXT = 0xFFFFFFFF
_LEAST_BYTES = {
    **dict.fromkeys(range(_BLANK, _FORMULA_ERROR + 1), 8),
    **dict.fromkeys((_ERROR, _FORMULA_ERROR), 9),
    **dict.fromkeys((_TEXT, _SHARED, _FORMULA, _RICH), 12),
    _ROW: 4,
}
"""How long records are at least that calamine takes places and references from."""


def read_xlsb(package: OfficeZip, caps: Caps) -> Found:
    """Read all worksheets of an xlsb package; raises RefusedError."""
    relations = package.relations(WORKBOOK)
    parts = {WORKBOOK: package.read(WORKBOOK)}
    # calamine looks for these where Excel puts them, wherever the relationships say that they are.
    for kind, part in relations.values():
        if kind in _PLACES and package.has(part):
            parts[_PLACES[kind] or part] = package.read(part)
    try:
        listed = list(_listed_sheets(parts[WORKBOOK]))
        found = [_read_facts(parts.get(relations.get(name, ("", ""))[1], b"")) for name in listed]
    except IndexError as error:
        raise RefusedError("damaged") from error
    caps.check("sheets", len(listed))
    related = [(kind, name, part.removeprefix("xl/")) for name, (kind, part) in relations.items()]
    parts["xl/_rels/workbook.bin.rels"] = relationships(related)
    try:
        raw_sheets = read_values(StoredZip({name: (data,) for name, data in parts.items()}), caps)
    except TooLongDurationError as error:
        raise RefusedError("damaged") from error
    for raw in raw_sheets:
        facts = found[raw.index] if raw.index < len(found) else _no_facts()
        caps.add_marks(facts.count, raw.name)
        yield raw.name, raw.visible, raw.rows, facts


def _no_facts() -> Facts:
    return Facts("merged", "hidden", "validations")


def _read_facts(data: bytes) -> Facts:
    """Walk all records of a sheet."""
    facts = _no_facts()
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


def _listed_sheets(data: bytes) -> Iterator[str]:
    """Yield the relationship of each sheet that has one, in the order of the workbook."""
    for kind, at, _ in _records(data):
        if kind == _SHEET:
            count = int.from_bytes(data[at + 8 : at + 12], "little")
            if count != _NO_TEXT:
                yield data[at + 12 : at + 12 + 2 * count].decode("utf-16-le", "replace")
