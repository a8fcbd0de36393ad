"""
Writing new workbooks: openpyxl lays out each sheet, its rows are poured in while the package is zipped.

openpyxl keeps every cell in memory or, writing only, takes four times as long as the rest of a large report.
So it writes sheets without rows (columns, views, filters, lists, comments, styles), and what stands between
is streamed. Texts are never formulas; the same content gives the same bytes.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.sax.saxutils import escape

from wdyy_cli.sheet import LAST_ROW, LONGEST_TEXT, column_letters
from wdyy_cli.texts.cell_text import visible
from wdyy_cli.workbooks.look import CellLook, register_looks

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped] # the same

CUT = "……（太长，其余没有写进这一格）"
LONGEST_NAME = 31
"""So many UTF-16 units fit into the name of a sheet."""

LINE_POINTS, MOST_POINTS = 15, 405
"""The height of a line, and that of the highest row. Not every program finds the height by itself."""

NOTE_WIDTH, NOTE_HEIGHT = 293, 107
"""The size of a comment's box in pixels."""

MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - the first date of a zip, in no time zone
"""The same date in every workbook, so that the same content gives the same bytes."""

PIECE_BYTES = 1 << 16
MOST_IN_MEMORY = 1 << 22
REMEMBERED = 1 << 12
"""Most cells repeat one of a few texts."""

STRINGS = "xl/sharedStrings.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_NAMES_STRINGS = {
    "[Content_Types].xml": f'<Override PartName="/{STRINGS}" ContentType="application/vnd.'
    'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>',
    _RELATIONS: '<Relationship Id="strings" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/sharedStrings" Target="sharedStrings.xml"/>',
}
"""openpyxl writes texts into the cells alone; these two parts have to name the shared strings."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*?</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")  # of the sheet without rows


class CellPart(NamedTuple):
    """What stands in a cell and the number of its look; None, and "" in the first look, leave it out."""

    value: str | float | None
    look: int = 0


class Note(NamedTuple):
    """A comment on a cell: row from 1, column from 0."""

    row: int
    column: int
    text: str


class LinkPart(NamedTuple):
    """A link on a cell to a file beside the workbook: row from 1, column from 0, path as a URL has it."""

    row: int
    column: int
    target: str


@dataclass(frozen=True, kw_only=True)
class ColumnPart:
    """A column: its width in characters, the look of its empty cells, what may be chosen from its row on."""

    width: int
    look: int | None = None
    choices: tuple[str, ...] = ()
    choices_from: int = 1


@dataclass(frozen=True, kw_only=True)
class SheetPart:
    """
    A sheet to write; `rows` and `notes` are called when they are needed, and the rows are let go.

    `frozen_rows` stay in view; `filter_row` is the row with the filter buttons over `filter_columns` columns,
    0 where there is none; `row_count` says where the filter ends. `heights` are those of rows in points, else
    a row is as high as its wrapped texts. `merged` are references such as A1:H1. `landscape`: for printing.
    `links` lead from cells to other files.
    """

    name: str
    rows: Callable[[], Iterable[Sequence[CellPart]]]
    notes: Callable[[], Iterable[Note]] | None = None
    columns: Sequence[ColumnPart] = ()
    frozen_rows: int = 0
    filter_row: int = 0
    filter_columns: int = 0
    row_count: int = 0
    heights: Mapping[int, int] = field(default_factory=dict)
    merged: Sequence[str] = ()
    landscape: bool = False
    links: Sequence[LinkPart] = ()


def write_workbook(
    sheets: Sequence[SheetPart], looks: Sequence[CellLook], *, for_excel: bool = False
) -> Iterator[bytes]:
    """
    Give the bytes of a workbook, piece by piece.

    `for_excel`: as Excel itself does it, with shared strings, which are all kept in memory; for workbooks
    that other programs read. They are stored, not deflated: compressed bytes differ between versions of zlib.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - slow to load, only for this
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped] # noqa: PLC0415 - the same

    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created, book.properties.modified = "wdyy", MADE, MADE
    numbers = register_looks(book.create_sheet("-"), looks)
    book.remove(book["-"])
    strings = _Strings() if for_excel else None
    rows = {}
    for index, sheet in enumerate(sheets, start=1):
        _lay_out(book.create_sheet(sheet.name), sheet, looks)
        rows[f"xl/worksheets/sheet{index}.xml"] = _render_rows(sheet, looks, numbers, strings)
    with tempfile.SpooledTemporaryFile(MOST_IN_MEMORY) as target:
        method = zipfile.ZIP_STORED if for_excel else zipfile.ZIP_DEFLATED
        with _Archive(target, "w", method, compresslevel=5) as archive:
            archive.rows, archive.strings = rows, strings
            ExcelWriter(book, archive).save()
        target.seek(0)
        while piece := target.read(PIECE_BYTES):
            yield piece


def _lay_out(sheet: Worksheet, part: SheetPart, looks: Sequence[CellLook]) -> None:
    """Give a sheet everything but its rows."""
    from openpyxl.comments import Comment  # type: ignore[import-untyped] # noqa: PLC0415 - as above
    from openpyxl.worksheet.datavalidation import (  # type: ignore[import-untyped] # noqa: PLC0415 - as above
        DataValidation,
    )

    for at, column in enumerate(part.columns):
        letters = column_letters(at)
        dimension = sheet.column_dimensions[letters]
        dimension.width = column.width
        if column.look is not None:
            looks[column.look].put_on(dimension)
        if column.choices:
            listed = DataValidation(
                type="list", formula1=f'"{",".join(column.choices)}"', allow_blank=True,
                showInputMessage=True, showErrorMessage=True, errorTitle="只能选择",
                error="请选择：" + "、".join(column.choices),
            )  # fmt: skip
            listed.add(f"{letters}{column.choices_from}:{letters}{LAST_ROW}")
            sheet.add_data_validation(listed)
    if part.frozen_rows:
        sheet.freeze_panes = f"A{part.frozen_rows + 1}"
    if part.filter_row:
        last = f"{column_letters(part.filter_columns - 1)}{max(part.row_count, part.filter_row)}"
        sheet.auto_filter.ref = f"A{part.filter_row}:{last}"
    for reference in part.merged:
        sheet.merge_cells(reference)
    if part.landscape:
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for link in part.links:
        sheet.cell(link.row, link.column + 1).hyperlink = link.target
    for note in part.notes() if part.notes is not None else ():
        sheet.cell(note.row, note.column + 1).comment = Comment(
            _plain_text(note.text), "wdyy", height=NOTE_HEIGHT, width=NOTE_WIDTH
        )


@dataclass
class _Strings:
    """Numbers texts for the shared strings."""

    numbers: dict[str, int] = field(default_factory=dict)
    uses: int = 0

    def number(self, text: str) -> int:
        self.uses += 1
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> bytes:
        items = "".join(f'<si><t xml:space="preserve">{_xml_text(text)}</t></si>' for text in self.numbers)
        counts = f'count="{self.uses}" uniqueCount="{len(self.numbers)}"'
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        return f'{head}<sst xmlns="{_MAIN}" {counts}>{items}</sst>'.encode()


class _Archive(zipfile.ZipFile):
    """The zip that openpyxl writes: without the time of day, and with the rows of each sheet."""

    rows: Mapping[str, Iterator[str]]
    strings: _Strings | None

    def writestr(self, name: Any, data: bytes | str, *_: object) -> None:  # type: ignore[override]
        """Add a part."""
        if self.strings is not None and name in _NAMES_STRINGS:
            data = data if isinstance(data, bytes) else data.encode()
            end = data.rindex(b"</")
            data = data[:end] + _NAMES_STRINGS[name].encode() + data[end:]
        super().writestr(self._info(name), data)
        if self.strings is not None and name == _RELATIONS:
            super().writestr(self._info(STRINGS), self.strings.part())

    def write(self, filename: Any, arcname: Any, *_: object) -> None:  # type: ignore[override]
        """Add a sheet from the file in which openpyxl wrote it, and its rows."""
        frame = _DIMENSION.sub(b"", Path(filename).read_bytes(), count=1)
        head, tail = _NO_ROWS.split(frame, maxsplit=1)
        with self.open(self._info(arcname), "w") as part:
            part.write(head + b"<sheetData>")
            for piece in _joined(self.rows[arcname]):
                part.write(piece.encode("utf-8"))
            part.write(b"</sheetData>" + tail)

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, MADE.timetuple()[:6])
        info.compress_type = self.compression
        return info


def _render_rows(
    sheet: SheetPart, looks: Sequence[CellLook], numbers: Sequence[int], strings: _Strings | None
) -> Iterator[str]:
    """Yield the XML of each row."""
    widths = [column.width for column in sheet.columns]
    high = [look.wrapped and (2 if look.points > LINE_POINTS else 1) for look in looks]
    for number, cells in enumerate(sheet.rows(), start=1):
        written = [
            _render_cell(value, f'r="{column_letters(column)}{number}" s="{numbers[look]}"', strings)
            for column, (value, look) in enumerate(cells)
            if value or (value is not None and (look or value == 0))
        ]
        points = sheet.heights.get(number, 0)
        if not points:
            lines = max(
                (_lines(cell, width, high) for cell, width in zip(cells, widths, strict=False)), default=1
            )
            points = min(lines * LINE_POINTS, MOST_POINTS) if lines > 1 else 0
        height = f' ht="{points}" customHeight="1"' if points else ""
        yield f'<row r="{number}"{height}>{"".join(written)}</row>'


def _render_cell(value: str | float | None, attributes: str, strings: _Strings | None) -> str:
    if not isinstance(value, str):
        return f"<c {attributes}><v>{value!r}</v></c>"
    if not value:
        return f"<c {attributes}/>"
    if strings is not None:
        return f'<c {attributes} t="s"><v>{strings.number(value)}</v></c>'
    return f'<c {attributes} t="inlineStr"><is><t xml:space="preserve">{_xml_text(value)}</t></is></c>'


def _lines(cell: CellPart, width: int, high: Sequence[int]) -> int:
    """Estimate how many lines a text takes; a Chinese character is as wide as two others."""
    return _lines_of(cell.value, width) * high[cell.look] if isinstance(cell.value, str) else 1


@lru_cache(maxsize=REMEMBERED)
def _lines_of(text: str, width: int) -> int:
    # As many bytes of GBK as it is wide, and much faster to count.
    return sum(max(1, -(-len(line.encode("gbk", "replace")) // width)) for line in text.split("\n"))


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """Put small pieces together: each write to a zip costs some time."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            yield "".join(waiting)
            waiting.clear()
            size = 0
    yield "".join(waiting)


def unique_name(wanted: str, taken: set[str]) -> str:
    """Give a name that Excel accepts for a sheet and that is not in `taken`, and add it there."""
    base = _NOT_IN_NAMES.sub("_", visible(wanted)).strip() or "_"
    if base.casefold() == "history":  # which Excel keeps for itself
        base += "_"
    name, count = _shorten(base, LONGEST_NAME), 1
    while name.casefold() in taken:
        count += 1
        tail = f" ({count})"
        name = _shorten(base, LONGEST_NAME - len(tail)) + tail
    taken.add(name.casefold())
    return name


def _shorten(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore").rstrip()


@lru_cache(maxsize=REMEMBERED)
def _xml_text(text: str) -> str:
    return escape(_plain_text(text))


def _plain_text(text: str) -> str:
    """Write text so that every reader gets it back, with what nobody sees spelled out; lines stay lines."""
    if not text.isprintable():
        text = "\n".join(map(visible, text.split("\n")))
    if len(text) * 2 > LONGEST_TEXT and len(text.encode("utf-16-le")) > LONGEST_TEXT * 2:
        text = _shorten(text, LONGEST_TEXT - len(CUT)) + CUT
    return _LOOKS_ESCAPED.sub("_x005F_", text)
