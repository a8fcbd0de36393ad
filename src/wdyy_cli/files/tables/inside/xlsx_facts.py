"""What the XML of an xlsx worksheet says besides values. Rows are parsed where they have a trace of it."""

from __future__ import annotations

import re

from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.plain_xml import TRUE, attributes, each, has_any, local, parse
from wdyy_cli.files.tables.inside.refused import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree import ElementTree as ET

    from wdyy_cli.files.tables.inside.office_zip import Pieces

_START = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData\b[^<>]*>")
_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?worksheet)\b[^<>]*[^/<>]>")
_ERROR_TYPE = re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt\s*=\s*)(?:\"e\"|'e')")
_ROW_NUMBER = re.compile(rb"<(?:[\w.-]+:)?row\s[^<>]*\br\s*=")
_PLACE = re.compile(r"([A-Z]{1,3})[1-9][0-9]{0,6}")
_BARE_TEXT = re.compile(rb"<((?:[\w.-]+:)?t)>(?!\s*<)")
_BLANK_ENDS = (b"t> ", b" </", b"t>\n", b"\n</", b"t>\t", b"\t</")

# calamine looks for merged areas in a pass of its own, which ends where it has found them. That pass alone
# complains of tags without a beginning or an end: where there may be such, it has to go over all rows.
_NO_MERGED = b"<mergeCells></mergeCells>"
_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def scan_sheet(data: bytes) -> tuple[Facts, Pieces]:
    """
    Give the facts of a worksheet, and in pieces the XML that calamine needs: the root and the rows alone.

    Error values are text there, since calamine knows only some of them. Raises RefusedError.
    """
    facts = Facts()
    start, root = _START.search(data), _ROOT.search(data)
    if start is None or start[0].endswith(b"/>") or root is None:
        _read_around(facts, parse(data))
        return facts, (_NO_ROWS,)
    prefix = b"" if start[1] is None else start[1] + b":"
    end = data.rfind(b"</" + prefix + b"sheetData")
    if end < start.end() or start.start() < root.end():
        raise RefusedError("damaged")
    _read_around(facts, parse(data[: start.end()], data[end:]))
    within = start.end(), end
    no_merged = _NO_MERGED if _is_paired(data, within) else b""
    opening = root[0] + no_merged + b"<" + prefix + b"sheetData>"
    closing = b"</" + prefix + b"sheetData></" + root[1] + b">"
    rows: bytes | memoryview = memoryview(data)[start.end() : end]
    has_errors = has_any(data, b'"e"', b"'e'", within=within)
    if has_errors or has_any(data, b"<f", b":f", b"hidden", within=within):
        _read_rows(facts, parse(opening, _with_traces(bytes(rows), prefix), closing))
    if has_errors:
        rows = _ERROR_TYPE.sub(rb'\1"str"', bytes(rows))
    if has_any(data, b"<is", b":is", within=within):
        rows = keep_blanks(bytes(rows))
    return facts, (opening, rows, closing)


def _is_paired(data: bytes, within: tuple[int, int]) -> bool:
    """Whether all tags are closed and paired; where comments or texts look like tags, it does not seem so."""
    tags = data.count(b"<", *within)
    if tags != data.count(b">", *within):
        return False
    if tags == 2 * data.count(b"/", *within):
        return True  # a slash in each that ends, and none elsewhere: twice as fast as the following
    return tags == 2 * data.count(b"</", *within) + data.count(b"/>", *within)


def first_rows(data: bytes, most: int | None) -> bytes:
    """Cut a worksheet after so many rows; what stands behind the rows is kept, None cuts nothing."""
    start = _START.search(data)
    if most is None or start is None:
        return data
    prefix = b"" if start[1] is None else start[1] + b":"
    last, end_of_row, at = data.rfind(b"</" + prefix + b"sheetData"), b"</" + prefix + b"row>", start.end()
    for _ in range(most):
        found = data.find(end_of_row, at, max(last, 0))
        if found < 0:
            return data
        at = found + len(end_of_row)
    return data[:at] + data[last:]


def keep_blanks(data: bytes) -> bytes:
    """Mark texts whose blanks at the ends would be taken off, as other readers do not."""
    if has_any(data, *_BLANK_ENDS):
        return _BARE_TEXT.sub(rb'<\1 xml:space="preserve">', data)
    return data


def _with_traces(rows: bytes, prefix: bytes) -> bytes:
    """Leave out the rows that have no trace, where all rows say their numbers."""
    end = b"</" + prefix + b"row>"
    if len(_ROW_NUMBER.findall(rows)) != rows.count(b"<" + prefix + b"row"):
        return rows
    pieces = rows.split(end)
    kept = [
        piece
        for piece in pieces[:-1]
        if b"<f" in piece or b":f" in piece or b'"e"' in piece or b"'e'" in piece or b"hidden" in piece
    ]
    return end.join([*kept, pieces[-1]])


def _read_around(facts: Facts, root: ET.Element) -> None:
    """Keep what stands before and after the rows."""
    for name, element in each(root, *_AROUND):
        given = attributes(element)
        if name == "mergeCell":
            facts.merged.append(given.get("ref", ""))
        elif name == "col" and given.get("hidden") in TRUE:
            first, last = given.get("min", ""), given.get("max", "")
            if first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and int(first):
                facts.hidden_columns.append((int(first) - 1, int(last) - 1))
        elif name == "filterColumn" or (name == "sheetPr" and given.get("filterMode") in TRUE):
            facts.filtered = True
        elif name == "dataValidation":
            facts.validations.append(_validation(element, given))


_AROUND = ("mergeCell", "col", "filterColumn", "sheetPr", "dataValidation")


def _validation(element: ET.Element, given: dict[str, str]) -> tuple[str, str, str]:
    """Give kind, first formula and areas of a validation; those of extensions are elements of their own."""
    heard = {"sqref": given.get("sqref", ""), "formula1": ""}
    for name, part in each(element, "sqref", "formula1"):
        heard[name] = "".join(part.itertext())
    return given.get("type", "none"), heard["formula1"].strip(), heard["sqref"]


def _read_rows(facts: Facts, root: ET.Element) -> None:
    """Keep formulas, error values and hidden rows."""
    number = 0
    for _, row in each(root, "row"):
        said = row.get("r")
        number = number + 1 if said is None else _count(said)
        if row.get("hidden") in TRUE:
            facts.hidden_rows.append(number)
        _read_cells(facts, row, number)


def _read_cells(facts: Facts, row: Iterable[ET.Element], number: int) -> None:
    column = -1
    for cell in row:
        if local(cell.tag) != "c":
            continue
        ref = cell.get("r")
        if ref is None:
            column += 1
        else:
            place = _PLACE.fullmatch(ref)
            if place is None:
                raise RefusedError("damaged")
            column = column_index(place[1])
        for part in cell:
            name = local(part.tag)
            if name == "f":
                facts.formulas[number, column] = part.text or ""
            elif name == "v" and cell.get("t") == "e":
                facts.errors[number, column] = part.text or ""


def column_index(letters: str) -> int:
    """Count a column from 0 by its letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("@")
    return index - 1


def _count(text: str) -> int:
    """Read a row number; raises RefusedError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < len("1048576") + 3):
        raise RefusedError("damaged")
    return int(text)
