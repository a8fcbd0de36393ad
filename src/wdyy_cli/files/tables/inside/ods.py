"""
Reading ods without calamine, which makes texts of dates, and writes out repeated rows and cells.

Of those a few bytes can announce millions.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from html import unescape

from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.office_zip import OfficeZip
from wdyy_cli.files.tables.inside.plain_xml import attributes, each, local, parse
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from xml.etree import ElementTree as ET

    from wdyy_cli.files.tables.inside.xlsx import Found

    Texts = list[str]
    Cells = tuple[tuple[dict[str, str] | None, str], ...]
    Value = str | float | dt.date | dt.time | dt.timedelta

_MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_NOT_CONTENT = frozenset(
    {"annotation", "frame", "shapes", "custom-shape", "control", "g", "tracked-changes", "rect", "line"}
)
_HIDDEN = frozenset({"collapse", "filter"})
_SPACE = re.compile(r"[ \t\r\n]+")
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,6})\d*)?S)?"
)
_FORMULA_PREFIX = re.compile(r"^(?:[a-z]+:)?=")
_ERRORS = ("#N/A", "#REF!", "Err:")
_MOST_SPACES = 1000
_DAY = dt.timedelta(days=1)
_MIDNIGHT = dt.datetime(1, 1, 1)  # noqa: DTZ001 - a time of day has no zone

# A row of cells with one plain paragraph each, as most are: these are cut out by expressions, at many times
# the speed of a parser, and an empty row with their number stands in for them.
_ROW_END = "</table:table-row>"
_END = "</table:table-cell>"
_CELL = rf"<table:table-cell([^<>]*+)>(?:<text:p>([^<>&]*+)</text:p>{_END}|(?<=/>)|{_END})"
_USUAL_CELL = re.compile(_CELL)
_USUAL_ROW = re.compile(rf'<table:table-row(?: table:style-name="[^"<>]*")?>(?:{_CELL})++')
_WIDE_SPACES = ("  ", "\t", "\n", "\r")
# What stands between two texts of a row is the same over many thousand cells: a mark stands in for it then.
_BETWEEN = re.compile(rf"</text:p>{_END}<table:table-cell([^<>]*+)><text:p>")
_JOINED_ROW = re.compile(
    r'<table:table-row(?: table:style-name="[^"<>]*")?>'
    rf"<table:table-cell([^<>]*+)><text:p>([^<>&]*+)</text:p>{_END}"
)
_MARKS = "\x01\x02\x03\x04\x05\x06\x07\x08"
"""No XML may hold them."""
_SAMPLE = 20_000
_ATTRIBUTE = re.compile(r'(?:[\w.-]+:)?([\w.-]+)="([^"]*)"')
_KEPT = "kept"
_SPECIAL = frozenset(
    {"formula", "string-value", "number-columns-repeated", "number-columns-spanned", "number-rows-spanned"}
)


def read_ods(package: OfficeZip, caps: Caps) -> Found:
    """Read all sheets of an ods package; raises RefusedError."""
    manifest = "META-INF/manifest.xml"
    if package.has(manifest) and b"encryption-data" in package.read_xml(manifest):
        raise RefusedError("locked ods")
    if package.has("mimetype") and not package.read("mimetype").startswith(_MIMETYPE):
        raise RefusedError("other ods")
    try:
        content = package.read_xml("content.xml").decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError("damaged") from error
    kept: dict[str, Texts | Cells] = {}
    root = parse("".join(_set_aside(content, kept)).encode("utf-8"))
    hidden = {
        attributes(style).get("name", "")
        for _, style in each(root, "style")
        for _, properties in each(style, "table-properties")
        if attributes(properties).get("display") == "false"
    }
    sheets = (child for _, spreadsheet in each(root, "spreadsheet") for child in spreadsheet)
    tables = [child for child in sheets if local(child.tag) == "table"]
    caps.check("sheets", len(tables))
    if not tables:
        raise RefusedError("damaged")
    for table in tables:
        given = attributes(table)
        sheet = _Sheet(given.get("name", ""), kept, caps)
        sheet.read(table)
        caps.add_extent(len(sheet.rows), sheet.width, sheet.name)
        table.clear()
        yield sheet.name, given.get("style-name") not in hidden, sheet.rows, sheet.facts


def _set_aside(content: str, kept: dict[str, Texts | Cells]) -> Iterator[str]:
    """Yield the document in pieces, without the usual rows, which go into `kept`."""
    if "xmlns:table=" not in content or "xmlns:text=" not in content:
        yield content
        return
    content, between = _join(content)
    *pieces, rest = content.split(_ROW_END)
    for piece in pieces:
        start = piece.rfind("<table:table-row")
        row = piece[start:] if start >= 0 else ""
        cells = None if any(space in row for space in _WIDE_SPACES) else _usual_cells(row, between)
        if cells is None:
            yield _apart(piece, between) + _ROW_END
        else:
            yield f'{_apart(piece[:start], between)}<table:table-row {_KEPT}="{len(kept)}"/>'
            kept[str(len(kept))] = cells
    yield _apart(rest, between)


def _join(content: str) -> tuple[str, dict[str, str]]:
    """Put a mark for what stands between two plain texts of a row, and say which stands for what."""
    between: dict[str, str] = {}
    if any(mark in content for mark in _MARKS):
        return content, between
    start = content.find("<table:table-row")
    for match in _BETWEEN.finditer(content, start, start + _SAMPLE):
        if match[0] not in between.values() and _given(match[1]) is None and len(between) < len(_MARKS):
            between[_MARKS[len(between)]] = match[0]
    for mark, text in between.items():
        content = content.replace(text, mark)
    return content, between


def _usual_cells(row: str, between: Mapping[str, str]) -> Texts | Cells | None:
    """Give the texts of a usual row, or its cells where some are more than text; None for another row."""
    joined = _JOINED_ROW.fullmatch(row)
    if joined is not None and _given(joined[1]) is None:
        texts = joined[2]
        for mark in [*between][1:]:
            texts = texts.replace(mark, _MARKS[0])
        return texts.split(_MARKS[0])
    row = _apart(row, between)
    if _USUAL_ROW.fullmatch(row) is None:
        return None
    cells = _USUAL_CELL.findall(row)
    if any(map(_given, {told for told, _ in cells})):
        return tuple((_given(told), text) for told, text in cells)
    return [text for _, text in cells]


def _apart(text: str, between: Mapping[str, str]) -> str:
    """Put back what stood between two texts."""
    for mark, stood in between.items():
        text = text.replace(mark, stood)
    return text


class _Sheet:
    """One sheet while it is being read."""

    def __init__(self, name: str, kept: dict[str, Texts | Cells], caps: Caps) -> None:
        self.name = name
        self.rows: list[list[Value]] = []
        self.width = 0
        self.facts = Facts("validations")
        self._kept = kept
        self._caps = caps
        self._row_number = 0
        self._column = 0
        self._hidden_rows: list[range] = []

    def read(self, table: ET.Element) -> None:
        """Read its columns and rows, which may lie in groups."""
        for name, element in _inside(table):
            kept = self._kept.get(element.get(_KEPT, ""))
            if name == "table-column":
                self._read_column(attributes(element))
            elif kept is None:
                cells = [cell for cell in element if local(cell.tag) in _CELLS]
                self._add_row([(attributes(cell), _text_of(cell)) for cell in cells], attributes(element))
            elif isinstance(kept, list):
                self._add_texts(kept)
            else:
                self._add_row(kept, {})
        last = len(self.rows)
        for rows in self._hidden_rows:
            self.facts.hidden_rows += range(rows.start, min(rows.stop, last + 1))

    def _read_column(self, given: dict[str, str]) -> None:
        count = _count(given, "number-columns-repeated")
        if given.get("visibility") in _HIDDEN:
            self.facts.hidden_columns.append((self._column, self._column + count - 1))
        self._column += count

    def _add_texts(self, texts: Texts) -> None:
        while texts and not texts[-1]:
            texts.pop()
        self._end_row([*texts], {})

    def _add_row(self, cells: Iterable[tuple[dict[str, str] | None, str]], given: dict[str, str]) -> None:
        """Put in a row, as often as it is repeated; empty ones only when a filled one follows."""
        first = self._row_number + 1
        row: list[Value] = []
        empty = 0
        for told, text in cells:
            if told is None and text and not empty:
                row.append(text)
                continue
            value = text if told is None else _value(told, text)
            repeated = 1 if told is None else _count(told, "number-columns-repeated")
            if told is not None:
                self._note(told, value, range(len(row) + empty, len(row) + empty + repeated))
            if value == "" and not (told and "formula" in told):
                empty += repeated
                continue
            self._caps.check_extent(first, len(row) + empty + repeated, self.name)
            row += [""] * empty
            row += [value] * repeated
            empty = 0
        self._end_row(row, given)

    def _note(self, told: dict[str, str], value: Value, columns: range) -> None:
        """Keep what a cell has besides its value."""
        row, first = self._row_number + 1, columns.start
        across, down = _count(told, "number-columns-spanned"), _count(told, "number-rows-spanned")
        if across > 1 or down > 1:
            self.facts.merged.append((row, first, row + down - 1, first + across - 1))
        formula = told.get("formula")
        shows_error = told.get("value-type") == "error" or (formula and _shows_error(value))
        if formula is None and not shows_error:
            return
        self._caps.add_marks(len(columns), self.name)
        for column in columns:
            if formula is not None:
                self.facts.formulas[row, column] = _FORMULA_PREFIX.sub("", formula)
            if shows_error:
                self.facts.errors[row, column] = str(value)

    def _end_row(self, row: list[Value], given: dict[str, str]) -> None:
        repeated = _count(given, "number-rows-repeated")
        first = self._row_number + 1
        self._row_number += repeated
        visibility = given.get("visibility")
        if visibility in _HIDDEN:
            self._hidden_rows.append(range(first, self._row_number + 1))
            self.facts.filtered |= visibility == "filter"
        if row.count("") == len(row):
            return
        self.width = max(self.width, len(row))
        self._caps.check_extent(self._row_number, self.width, self.name)
        self.rows += [[]] * (first - 1 - len(self.rows))
        self.rows += [row] * repeated


def _inside(table: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    """Yield the columns and rows of a table, in groups or not."""
    for child in table:
        name = local(child.tag)
        if name in ("table-row", "table-column"):
            yield name, child
        elif name not in _NOT_CONTENT:
            yield from _inside(child)


def _text_of(cell: ET.Element) -> str:
    return "\n".join("".join(_line(part)) for part in _paragraphs(cell))


def _paragraphs(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        name = local(child.tag)
        if name == "p":
            yield child
        elif name not in _NOT_CONTENT:
            yield from _paragraphs(child)


def _line(part: ET.Element) -> Iterator[str]:
    """Yield the text of a paragraph in pieces."""
    yield _SPACE.sub(" ", part.text or "")
    for child in part:
        name = local(child.tag)
        if name == "s":
            yield " " * min(_count(attributes(child), "c"), _MOST_SPACES)
        elif name in ("tab", "line-break"):
            yield "\t" if name == "tab" else "\n"
        elif name not in _NOT_CONTENT:
            yield from _line(child)
        yield _SPACE.sub(" ", child.tail or "")


@lru_cache(maxsize=1024)
def _given(told: str) -> dict[str, str] | None:
    """Give the attributes of a usual cell, None where they say no more than that it is text."""
    found = dict(_ATTRIBUTE.findall(told))
    if found.get("value-type", "string") == "string" and not _SPECIAL & found.keys():
        return None
    return {name: unescape(value) for name, value in found.items()}


def _count(given: dict[str, str], name: str) -> int:
    """Give a number of repetitions: at least 1, and no more digits than any sheet has rows."""
    text = given.get(name)
    if text is None:
        return 1
    return max(1, int(text[:8])) if text.isascii() and text.isdigit() else 1


def _shows_error(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(_ERRORS)


def _value(told: dict[str, str], text: str) -> Value:
    """Give the value of a cell; what does not fit its type is given as the text that it shows."""
    kind = told.get("value-type", "string")
    if kind in _TYPES:
        attribute, read = _TYPES[kind]
        try:
            return read(told[attribute])
        except (KeyError, ValueError):
            return text
    if kind == "error":
        return text or "#VALUE!"
    return told.get("string-value", text)


def _date(text: str) -> dt.date:
    """Read a date, with or without a time of day; raises ValueError."""
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _time(text: str) -> dt.time | dt.timedelta:
    """Read a duration such as PT08H30M00S, which is a time of day below 24 hours; raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    fraction = int((match[6] or "").ljust(6, "0"))
    # At most six digits of days and nine of the rest: no overflow.
    span = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    if match[1] or span >= _DAY:
        return -span if match[1] else span
    return (_MIDNIGHT + span).time()


_TYPES: dict[str, tuple[str, Callable[[str], Value]]] = {
    **dict.fromkeys(("float", "percentage", "currency"), ("value", float)),
    "boolean": ("boolean-value", lambda text: text == "true"),
    "date": ("date-value", _date),
    "time": ("time-value", _time),
}
"""For each type of cell the attribute that holds its value, and how that is read."""
