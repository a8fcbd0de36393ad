"""
Writing a workbook as a stream: every cell is text, nothing is kept, the same content gives the same bytes.

openpyxl keeps all comments in memory and stamps the time of day; here a sheet is pulled row by row through
the zip, which asks nothing of where it is written to.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from wdyy_cli.report.words import visible
from wdyy_cli.report.xlsx.styles import STYLES_XML, Style
from wdyy_cli.sheet import cell_ref, column_letters

LONGEST_TEXT = 32_767
"""So many UTF-16 units fit into a cell."""

CUT = "……（太长，其余见“问题”表）"
LONGEST_NAME = 31
"""So many UTF-16 units fit into the name of a sheet."""

LINE_POINTS, MOST_POINTS = 15, 405
"""The height of a line, and that of the highest row. Not every program finds the height by itself."""

MADE = (1980, 1, 1, 0, 0, 0)
"""The same date in every zip, so that the same report gives the same bytes."""

PIECE_BYTES = 1 << 16
REMEMBERED = 1 << 12
"""Most cells repeat one of a few texts."""

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Cell(NamedTuple):
    """Text in a cell, and what it looks like."""

    text: str
    style: Style = Style.PLAIN


class Note(NamedTuple):
    """A comment on a cell: row from 1, column from 0."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, kw_only=True)
class SheetPart:
    """
    A sheet to write; `rows` and `notes` are called when they are needed, and their content is let go.

    `widths` are in characters; `frozen_rows` stay in view; `filter_row` is the row with the filter buttons
    over `filter_columns` columns, 0 where there is none; `row_count` says where the filter ends.
    """

    name: str
    rows: Callable[[], Iterable[Sequence[Cell]]]
    notes: Callable[[], Iterable[Note]] | None = None
    widths: Sequence[int] = ()
    frozen_rows: int = 0
    filter_row: int = 0
    filter_columns: int = 0
    row_count: int = 0


class _Drain:
    """What a zip writes into: it can neither seek nor tell, and gives away what it has."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self._size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def take(self, least: int = 0) -> Iterator[bytes]:
        """Give what has been written, if it is at least so much."""
        if self._size and self._size >= least:
            yield b"".join(self._pieces)
            self._pieces.clear()
            self._size = 0


def write_workbook(sheets: Sequence[SheetPart]) -> Iterator[bytes]:
    """Give the bytes of a workbook, piece by piece."""
    drain = _Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:  # type: ignore[call-overload] # writing, it wants no more than a drain gives
        for name, pieces in _parts(sheets):
            info = zipfile.ZipInfo(name, MADE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as part:
                for piece in _joined(pieces):
                    part.write(piece.encode("utf-8"))
                    yield from drain.take(PIECE_BYTES)
    yield from drain.take()


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


def _parts(sheets: Sequence[SheetPart]) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the name and the text of each part of the package."""
    yield "[Content_Types].xml", [_content_types(sheets)]
    yield "_rels/.rels", [_relations([("officeDocument", "xl/workbook.xml")])]
    yield "xl/workbook.xml", [_workbook(sheets)]
    targets = [("worksheet", f"worksheets/sheet{index}.xml") for index in range(1, len(sheets) + 1)]
    yield "xl/_rels/workbook.xml.rels", [_relations([*targets, ("styles", "styles.xml")])]
    yield "xl/styles.xml", [STYLES_XML]
    for index, sheet in enumerate(sheets, start=1):
        yield f"xl/worksheets/sheet{index}.xml", _sheet(sheet)
        if sheet.notes is not None:
            drawing = ("vmlDrawing", f"../drawings/vmlDrawing{index}.vml")
            yield (
                f"xl/worksheets/_rels/sheet{index}.xml.rels",
                [_relations([drawing, ("comments", f"../comments{index}.xml")])],
            )
            yield f"xl/comments{index}.xml", _comments(sheet.notes())
            yield f"xl/drawings/vmlDrawing{index}.vml", _drawing(sheet.notes())


def _content_types(sheets: Sequence[SheetPart]) -> str:
    overrides = [("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml"), ("/xl/styles.xml", f"{_TYPES}.styles+xml")]
    for index, sheet in enumerate(sheets, start=1):
        overrides.append((f"/xl/worksheets/sheet{index}.xml", f"{_TYPES}.worksheet+xml"))
        if sheet.notes is not None:
            overrides.append((f"/xl/comments{index}.xml", f"{_TYPES}.comments+xml"))
    listed = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{listed}</Types>"
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{index}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(sheets: Sequence[SheetPart]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{index}" r:id="rId{index}"/>'
        for index, sheet in enumerate(sheets, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>'


def _sheet(sheet: SheetPart) -> Iterator[str]:
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
    if sheet.frozen_rows:
        top, rows = cell_ref(sheet.frozen_rows + 1, 0), sheet.frozen_rows
        yield f'<pane ySplit="{rows}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
    yield '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    if sheet.widths:
        columns = enumerate(sheet.widths, start=1)
        listed = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in columns
        )
        yield f"<cols>{listed}</cols>"
    yield "<sheetData>"
    for number, cells in enumerate(sheet.rows(), start=1):
        yield _row(number, cells, _lines(cells, sheet.widths))
    yield "</sheetData>"
    if sheet.filter_row:
        last = cell_ref(max(sheet.row_count, sheet.filter_row), sheet.filter_columns - 1)
        yield f'<autoFilter ref="A{sheet.filter_row}:{last}"/>'
    yield '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    if sheet.notes is not None:
        yield '<legacyDrawing r:id="rId1"/>'
    yield "</worksheet>"


def _lines(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Estimate how many lines the texts of a row take; a Chinese character is as wide as two others."""
    lines = 1
    for cell, width in zip(cells, widths, strict=False):
        if cell.text and cell.style is not Style.PLAIN:
            lines = max(lines, _lines_of(cell.text, width))
    return lines * 2 if cells and cells[0].style is Style.TITLE else lines


@lru_cache(maxsize=REMEMBERED)
def _lines_of(text: str, width: int) -> int:
    # As many bytes of GBK as it is wide, and much faster to count.
    return sum(max(1, -(-len(line.encode("gbk", "replace")) // width)) for line in text.split("\n"))


def _row(number: int, cells: Sequence[Cell], lines: int) -> str:
    written = [
        f'<c r="{column_letters(column)}{number}" s="{style:d}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{_text(text)}</t></is></c>'
        for column, (text, style) in enumerate(cells)
        if text or style is not Style.PLAIN
    ]
    height = f' ht="{min(lines * LINE_POINTS, MOST_POINTS)}" customHeight="1"' if lines > 1 else ""
    return f'<row r="{number}"{height}>{"".join(written)}</row>'


def _comments(notes: Iterable[Note]) -> Iterator[str]:
    yield f'{_HEAD}<comments xmlns="{_MAIN}"><authors><author>wdyy</author></authors><commentList>'
    for note in notes:
        where = cell_ref(note.row, note.column)
        text = f'<text><t xml:space="preserve">{_text(note.text)}</t></text>'
        yield f'<comment ref="{where}" authorId="0">{text}</comment>'
    yield "</commentList></comments>"


def _drawing(notes: Iterable[Note]) -> Iterator[str]:
    """Draw the boxes of the comments, without which Excel shows none."""
    yield (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
        ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )
    for count, note in enumerate(notes, start=1):
        place = f"<x:Row>{note.row - 1}</x:Row><x:Column>{note.column}</x:Column>"
        yield (
            f'<v:shape id="_x0000_s{count:04d}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto"'
            ' style="position:absolute;visibility:hidden;width:220pt;height:80pt;z-index:1">'
            '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
            '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
            f"<x:AutoFill>False</x:AutoFill>{place}</x:ClientData></v:shape>"
        )
    yield "</xml>"


@lru_cache(maxsize=REMEMBERED)
def _text(text: str) -> str:
    """Write text so that every reader gets it back, with what nobody sees spelled out; lines stay lines."""
    if not text.isprintable():
        text = "\n".join(map(visible, text.split("\n")))
    if len(text) * 2 > LONGEST_TEXT and len(text.encode("utf-16-le")) > LONGEST_TEXT * 2:
        text = _shorten(text, LONGEST_TEXT - len(CUT)) + CUT
    return escape(_LOOKS_ESCAPED.sub("_x005F_", text))
