"""Reading text tables (csv, tsv, txt): the encoding is settled over the whole file, every cell is text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import islice

from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS = ",\t;"
_LOOKED_AT_ROWS = 50
_LONGEST_FIELD = 1_000_000
_SEPARATOR_LINE = re.compile(r"sep=([,;|\t])\r?\n", re.IGNORECASE)
_TEXT_FORMULA = re.compile(r"""=("([^"]*)")""")
_TABBED_DIGITS = re.compile(r"\t*([0-9]+[Xx]?)\t*")
_END_OF_FILE = "\x1a"
"""Programs of the time of DOS write it behind the last row."""

_NULS_PER_UTF16_FILE = 3
_UTF16_SAMPLE = 4096


def read_csv(data: bytes, caps: Caps) -> tuple[list[list[str]], Facts, str]:
    """Give the rows of a text table, its facts, and the name of its encoding; raises RefusedError."""
    text, encoding = decode_text(data)
    text = text.removesuffix(_END_OF_FILE)
    # Excel takes such a first line as a hint, and does not count it as a row.
    mark = _SEPARATOR_LINE.match(text)
    delimiter = find_delimiter(text) if mark is None else mark[1]
    tricks = '="' in text or "\t" in text
    facts = Facts()
    rows: list[list[str]] = []
    width = number = 0
    try:
        for number, row in enumerate(_rows(text[mark.end() :] if mark else text, delimiter), start=1):
            while row and not row[-1]:
                row.pop()
            if not row:
                continue
            if tricks:
                _take_digits(row, number, facts)
            width = max(width, len(row))
            caps.check_extent(number, width)
            rows += [[]] * (number - 1 - len(rows))
            rows.append(row)
            if number == caps.head_rows:
                break
    except csv.Error as error:
        raise RefusedError("quotes", number + 1) from error
    caps.add_marks(facts.count, "")
    return rows, facts, encoding


def _take_digits(row: list[str], number: int, facts: Facts) -> None:
    """
    Take the digits out of what exports put around them so that Excel leaves them as they are.

    That is a formula such as `="0123"`, or a tab before or behind: no part of the number in either case.
    """
    for column, value in enumerate(row):
        if "\t" in value and (digits := _TABBED_DIGITS.fullmatch(value)) is not None:
            row[column] = digits[1]
        elif (formula := _TEXT_FORMULA.fullmatch(value)) is not None:
            row[column] = formula[2]
            facts.formulas[number, column] = formula[1]


def decode_text(data: bytes) -> tuple[str, str]:
    """
    Decode a text file: by its mark, else as UTF-8, else as GB18030, each strictly and over all of it.

    The order matters: UTF-8 text is often valid GB18030 as well, and would turn into other characters.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = [("utf-16", "UTF-16")]
    elif (order := _utf16_order(data)) is not None:
        tries = [(order, "UTF-16")]
    elif data.startswith(codecs.BOM_UTF8):
        tries = [("utf-8-sig", "UTF-8")]
    else:
        tries = [("utf-8", "UTF-8"), ("gb18030", "GB18030")]
    for codec, name in tries:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise RefusedError("encoding")


def find_delimiter(text: str) -> str:
    """
    Say what separates the cells: comma, tab or semicolon.

    It is the one that cuts the most rows into the same number of cells; a title above the table has none.
    """
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in islice(_rows(text, delimiter), _LOOKED_AT_ROWS) if len(row) > 1]
        except csv.Error:
            continue
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        score = (widths.count(usual), usual)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield rows; raises csv.Error where a quote is not closed, which would swallow all students below."""
    csv.field_size_limit(_LONGEST_FIELD)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _utf16_order(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: zeros at every second place, all at even or all at odd ones."""
    sample = data[:_UTF16_SAMPLE]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if min(high, low) or max(high, low) < _NULS_PER_UTF16_FILE:
        return None
    return "utf-16-be" if high else "utf-16-le"
