"""Reading text tables (csv, tsv, txt): the encoding is settled over the whole file, every cell is text."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.sheet_caps import SheetCaps, check_extent
from wdyy_cli.sheet import Sheet, is_empty_row

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELIMITERS = ",\t;"
_LOOKED_AT_ROWS = 50
_LONGEST_FIELD = 1_000_000
_SEPARATOR_LINE = "sep="
_NULS_PER_UTF16_FILE = 3
_UTF16_SAMPLE = 4096

_SAVE_AS = "请用 Excel 或 WPS 打开它，核对内容后另存为 .xlsx 再试。"


def read_csv(data: bytes, shown: str, caps: SheetCaps) -> tuple[Sheet, str]:
    """Read a text table into one sheet, and name its encoding; raises WdyyError."""
    text, encoding = decode_text(data, shown)
    first, _, rest = text.partition("\n")
    mark = first.strip().lower()
    if mark.startswith(_SEPARATOR_LINE) and len(mark) == len(_SEPARATOR_LINE) + 1:
        # Excel reads this line as a hint and does not show it; it keeps its number here, as an empty row.
        text, delimiter = "\n" + rest, mark[-1]
    else:
        delimiter = find_delimiter(text)
    rows: list[tuple[str, ...]] = []
    width = 0
    try:
        for row in _rows(text, delimiter):
            rows.append(tuple(row))
            if len(row) > width or len(rows) > caps.rows:
                width = max(width, len(row))
                check_extent(shown, len(rows), width, caps)
    except csv.Error as error:
        raise WdyyError(
            f"{shown} 第 {len(rows) + 1} 行的引号没有成对，后面的内容无法分清", _SAVE_AS
        ) from error
    while rows and is_empty_row(rows[-1]):
        rows.pop()
    check_extent(shown, len(rows), width, caps)
    return Sheet(name="", rows=tuple(rows)), encoding


def decode_text(data: bytes, shown: str) -> tuple[str, str]:
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
    raise WdyyError(
        f"{shown} 的文字编码认不出：既不是 UTF-8，也不是 GBK（GB18030），或者中间混有两种编码", _SAVE_AS
    )


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
