"""
What the XML of an xlsx worksheet says besides values, scanned at the speed of regular expressions.

All usual writers spell rows and cells alike: `<row … r="7">`, `<c r="B7" …>`, with or without a prefix. Such
a sheet is scanned, and only what surrounds its rows is parsed; any other spelling is walked by element.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from wdyy_cli.files.calamine_reader import damaged
from wdyy_cli.files.sheet_caps import check_extent, too_many_bytes
from wdyy_cli.files.sheet_walker import SheetWalker
from wdyy_cli.files.xml_events import listen
from wdyy_cli.sheet import SheetFacts, column_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.shared_string_weight import StringWeight
    from wdyy_cli.files.sheet_caps import SheetCaps

_START = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sheetData\b[^<>]*>")
_ROOT = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?worksheet)\b[^<>]*[^/<>]>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true|on)["']""")
_ROW_NUMBER = re.compile(rb'(?:^|\s)r="([0-9]+)"')

_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)

_PREFIXED = re.compile(rb":(?:c|row)\b")

# What a tail of rows without values never holds, however its elements are spelt.
_VALUE_TRACES = (b"v>", b"v ", b"v/", b"v\t", b"v\n", b"v\r", b"is", b"<f", b":f", b"<!")

_COLUMNS_BY_LETTERS = (26, 702, 17_576)


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """
    Facts of a sheet, and the XML that calamine needs of it: the root and the rows alone.

    Dimensions and counts that could lie are gone from it, trailing rows without any value as well, and error
    values are marked as text, since calamine knows only some of them.
    """

    facts: SheetFacts
    xml: bytes | bytearray


@dataclass(frozen=True, slots=True)
class _Patterns:
    """How the usual writers spell a sheet with one namespace prefix."""

    prefix: bytes
    row: re.Pattern[bytes]
    row_attributes: re.Pattern[bytes]
    filled: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    any_formula: re.Pattern[bytes]
    error: re.Pattern[bytes]
    error_type: re.Pattern[bytes]
    string_id: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> _Patterns:
    """Build the expressions for a prefix, such as `x:`, or for none."""
    p = re.escape(prefix)
    cell = rb"<" + p + rb'c r="'
    ref = cell + rb'([A-Z]{1,3}[1-9][0-9]{0,6})"'
    formula = rb"<" + p + rb"f(?:\s[^<>]*)?(?:/>|>([^<]*)</" + p + rb"f>)"
    return _Patterns(
        prefix=prefix,
        row=re.compile(rb"<" + p + rb'row (?:[^<>]*? )?r="([1-9][0-9]{0,6})"'),
        row_attributes=re.compile(rb"<" + p + rb"row ([^<>]*)>"),
        filled=re.compile(cell + rb'([A-Z]{1,3})([1-9][0-9]{0,6})"(?:[^<>]*[^/<>])?>(?!</)'),
        formula=re.compile(ref + rb"(?:[^<>]*[^/<>])?>" + formula),
        any_formula=re.compile(rb"<" + p + rb"f[\s/>]"),
        error=re.compile(ref + rb'[^<>]*? t="e"[^<>]*>(?:' + formula + rb")?<" + p + rb"v>([^<]*)<"),
        error_type=re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt\s*=\s*)(?:\"e\"|'e')"),
        string_id=re.compile(ref + rb'[^<>]*? t="s"[^<>]*><' + p + rb"v>([0-9]{1,9})<"),
    )


def scan_sheet(
    data: bytearray, shown: str, sheet: str, caps: SheetCaps, strings: StringWeight
) -> ScannedSheet:
    """
    Scan the XML of a worksheet in UTF-8, which is used up; `sheet` is its name for messages.

    Raises WdyyError where it is damaged or exceeds the caps.
    """
    where = f"{shown} 的工作表“{sheet}”"
    walker = SheetWalker(where, caps)
    start, root = _START.search(data), _ROOT.search(data)
    if start is None or start[0].endswith(b"/>") or root is None:
        listen([data], walker, shown)
        return ScannedSheet(_facts(walker), _NO_ROWS)
    prefix = b"" if start[1] is None else start[1] + b":"
    end = data.rfind(b"</" + prefix + b"sheetData")
    if end < start.end() or start.start() < root.end():
        raise damaged(shown)
    before, after = bytes(data[: start.end()]), bytes(data[end:])
    opening = root[0] + b"<" + prefix + b"sheetData>"
    closing = b"</" + prefix + b"sheetData></" + root[1] + b">"
    _keep_filled(data, start.end(), end, prefix)
    patterns = _patterns(prefix)
    if not _scan(data, walker, patterns, caps, strings):
        walker = SheetWalker(where, caps)
        listen([before, data, after], walker, shown)
    else:
        listen([before, after], walker, shown)
    check_extent(shown, walker.last_row, walker.last_column, caps, sheet)
    if len(walker.string_ids) * strings.longest > caps.text_bytes:
        weight = strings.weigh(walker.string_ids)
        if weight > caps.text_bytes:
            raise too_many_bytes(where, "里的文字合计达", weight, caps.text_bytes)
    if walker.errors:
        data = bytearray(patterns.error_type.sub(rb'\1"str"', data))
    return ScannedSheet(_facts(walker), opening + data + closing)


def _keep_filled(data: bytearray, start: int, end: int, prefix: bytes) -> None:
    """Cut a sheet down to its rows up to the last one with a value."""
    last = max(data.rfind(b"</" + prefix + name, start, end) for name in (b"v>", b"is>", b"f>"))
    row_end = b"</" + prefix + b"row>"
    cut = data.find(row_end, last, end) if last >= 0 else start - len(row_end)
    if cut >= 0:
        cut += len(row_end)
        if all(data.find(trace, cut, end) < 0 for trace in _VALUE_TRACES):
            end = cut
    del data[end:]
    del data[:start]


def _scan(
    body: bytearray, walker: SheetWalker, patterns: _Patterns, caps: SheetCaps, strings: StringWeight
) -> bool:
    """Scan rows into the walker; False where they are not spelt as usual, and must be walked."""
    last_row = _last_row(body, patterns)
    last_column = 0 if last_row is None else _last_column(body, patterns.prefix, last_row)
    if last_row is None or not last_column:
        return False
    if last_row > caps.rows or last_column > caps.columns or last_row * last_column > caps.cells:
        # Only an estimate so far: cells without a value reach far in many files, and cost nothing.
        places = [
            (int(row), column_index(name.decode("ascii"))) for name, row in patterns.filled.findall(body)
        ]
        last_row = max((row for row, _ in places), default=0)
        last_column = max((column for _, column in places), default=-1) + 1
    walker.last_row, walker.last_column = last_row, last_column
    if not _scan_formulas(body, walker, patterns) or not _scan_errors(body, walker, patterns):
        return False
    if b"hidden=" in body:
        walker.hidden_rows.update(_hidden_rows(body, patterns))
    if strings.longest and body.count(b't="s"') * strings.longest > caps.text_bytes:
        walker.string_ids = [int(number) for _, number in patterns.string_id.findall(body)]
    return True


def _last_row(body: bytearray, patterns: _Patterns) -> int | None:
    """Give the highest row number, None where rows are not spelt as usual."""
    p = patterns.prefix
    # A single byte is looked for many times faster than two, and mostly settles it.
    if b"!" in body and b"<!" in body:
        return None
    if any(trace in body for trace in (b"<c", b"<row")) if p else b":" in body and _PREFIXED.search(body):
        return None
    if p and body.count(b":c ") != body.count(b"<" + p + b"c "):
        return None
    rows = patterns.row.findall(body)
    if len(rows) != body.count(b"<" + p + b"row"):
        return None
    return max(map(int, rows), default=1)


def _last_column(body: bytearray, prefix: bytes, last_row: int) -> int:
    """Give at least the number of columns, 0 where cells are not spelt as usual or stand below `last_row`."""
    p = re.escape(prefix)
    for letters, columns in enumerate(_COLUMNS_BY_LETTERS, start=1):
        usual = rb' r="[A-Z]{1,%d}(?:%b)"[ />]' % (letters, _at_most(last_row))
        if re.search(rb"<" + p + rb"c(?!" + usual + rb")", body) is None:
            return columns
    return 0


@lru_cache(maxsize=32)
def _at_most(number: int) -> bytes:
    """Build an expression for the whole numbers from 1 to this one, without leading zeros."""
    digits = str(number)
    choices = [digits]
    for at, digit in enumerate(digits):
        low, high = (0 if at else 1), int(digit) - 1
        if low <= high:
            choices.append(f"{digits[:at]}[{low}-{high}][0-9]{{{len(digits) - at - 1}}}")
    if len(digits) > 1:
        choices.append(f"[1-9][0-9]{{0,{len(digits) - 2}}}")
    return "|".join(choices).encode("ascii")


def _scan_formulas(body: bytearray, walker: SheetWalker, patterns: _Patterns) -> bool:
    """Find the cells with formulas; False where some are spelt in another way."""
    if b"<" + patterns.prefix + b"f" not in body:
        return True
    found = patterns.formula.findall(body)
    if len(found) != len(patterns.any_formula.findall(body)):
        return False
    walker.count_marks(len(found))
    walker.formulas.update(
        (ref.decode("ascii"), unescape(text.decode("utf-8", "replace"))) for ref, text in found
    )
    return True


def _scan_errors(body: bytearray, walker: SheetWalker, patterns: _Patterns) -> bool:
    """Find the cells with error values; False where some are spelt in another way."""
    if b't="e"' not in body and not (b"'" in body and b"'e'" in body):
        return True
    found = patterns.error.findall(body)
    if len(found) != len(patterns.error_type.findall(body)):
        return False
    walker.count_marks(len(found))
    walker.errors.update((ref.decode("ascii"), text.decode("utf-8", "replace")) for ref, _, text in found)
    return True


def _hidden_rows(body: bytearray, patterns: _Patterns) -> Iterator[int]:
    for attributes in patterns.row_attributes.findall(body):
        number = _ROW_NUMBER.search(attributes)
        if number is not None and _HIDDEN.search(attributes):
            yield int(number[1])


def _facts(walker: SheetWalker) -> SheetFacts:
    return SheetFacts(
        formulas=walker.formulas,
        errors=walker.errors,
        merged=tuple(walker.merged),
        hidden_rows=frozenset(walker.hidden_rows),
        hidden_columns=tuple(walker.hidden_columns),
        filter_area=walker.filter_area,
        filtered=walker.filtered,
        validations=tuple(walker.validations),
    )
