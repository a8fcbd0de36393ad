"""Tables of every format, put together in memory, and reading them."""

from __future__ import annotations

import io
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
import xlwt  # type: ignore[import-untyped] # the same

from template_builders import MAIN, XML, pack, package
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.sheet import Sheet, StoredAs, Value, Workbook, cell_ref, stored_as

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAME = "名单.xlsx"
"""What the files are called in messages, whatever they are: names tell nothing."""


def read(data: bytes, caps: SheetCaps | None = None) -> Workbook:
    """Read a file with these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        return read_tables(path, NAME, caps)


def read_sheet(data: bytes) -> Sheet:
    """Read the only sheet of a file."""
    (sheet,) = read(data).sheets
    return sheet


class Cell(NamedTuple):
    """A cell as the file has it: its value, what kind of cell it is, its formula where it holds one."""

    value: Value
    stored_as: StoredAs
    formula: str | None


def cell_at(sheet: Sheet, row: int, column: int) -> Cell:
    """Give the cell at a row (from 1) and column (from 0)."""
    value, formula = sheet.value(row, column), sheet.facts.formulas.get(cell_ref(row, column))
    return Cell(value, stored_as(value) if formula is None else StoredAs.FORMULA, formula)


def filled(sheet: Sheet) -> dict[str, Value]:
    """Give all values by their place."""
    return {
        cell_ref(row_number, column): value
        for row_number, values in sheet.filled_rows()
        for column, value in enumerate(values)
        if value != ""
    }


def refusal(data: bytes, caps: SheetCaps | None = None) -> str:
    """Give the message with which a file is refused; there is always a next step."""
    with pytest.raises(WdyyError) as caught:
        read(data, caps)
    assert caught.value.hint
    return caught.value.message


def sheet_xml(rows: str, *, before: str = "", after: str = "", root: str = f'xmlns="{MAIN}"') -> str:
    """Give the XML of a worksheet with these rows."""
    return f"{XML}<worksheet {root}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def strings_xml(*texts: str) -> str:
    """Give the XML of a string table with these texts."""
    return f'{XML}<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


def xlsx(*rows: str, strings: str | None = None, before: str = "", after: str = "") -> bytes:
    """Pack one sheet with these rows."""
    return pack(package({"名单": sheet_xml("".join(rows), before=before, after=after)}, strings=strings))


def row(number: int, *cells: str, attributes: str = "") -> str:
    """Give the XML of a row."""
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def text(ref: str, value: str) -> str:
    """Give the XML of a cell with a text."""
    return f'<c r="{ref}" t="str"><v>{value}</v></c>'


def number(ref: str, value: float | str, style: int = 0) -> str:
    """Give the XML of a cell with a number."""
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


def shared(ref: str, index: int) -> str:
    """Give the XML of a cell that refers to a shared string."""
    return f'<c r="{ref}" t="s"><v>{index}</v></c>'


def openpyxl_book(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Let openpyxl write a workbook."""
    book = openpyxl.Workbook()
    fill(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def xls(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    """Let xlwt write a workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    fill(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def xls_rows(*rows: Sequence[object]) -> bytes:
    """Let xlwt write one sheet with these rows."""

    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("名单")
        for at, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(at, column, value)

    return xls(fill)


def record(kind: int, *parts: bytes) -> bytes:
    """Give a record of the old binary format."""
    data = b"".join(parts)
    return struct.pack("<HH", kind, len(data)) + data


def record12(kind: int, *parts: bytes) -> bytes:
    """Give a record of the xlsb format."""
    data = b"".join(parts)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(data)
    while rest >= 0x80:
        length += bytes([rest & 0x7F | 0x80])
        rest >>= 7
    return head + length + bytes([rest]) + data


def wide(text: str) -> bytes:
    """Give a text as xlsb has it: its length and UTF-16."""
    encoded = text.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
    )
)


def ods(
    *tables: str, styles: str = "", mimetype: str = ODS_TYPE, more: Mapping[str, bytes | str] | None = None
) -> bytes:
    """Pack a spreadsheet of the OpenDocument format."""
    content = (
        f'{XML}<office:document-content {_SPACES} xmlns:calcext="urn:org:documentfoundation:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return pack({"mimetype": mimetype, "content.xml": content, **(more or {})})


def table(name: str, *rows: str, attributes: str = "", columns: str = "") -> str:
    """Give the XML of a sheet of a spreadsheet."""
    return f'<table:table table:name="{name}"{attributes}>{columns}{"".join(rows)}</table:table>'


def table_row(*cells: str, attributes: str = "") -> str:
    """Give the XML of a row of a spreadsheet."""
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def table_cell(content: str = "", attributes: str = "") -> str:
    """Give the XML of a cell of a spreadsheet; a text without tags becomes a paragraph."""
    inside = content if content.startswith("<") or not content else f"<text:p>{content}</text:p>"
    return f"<table:table-cell{attributes}>{inside}</table:table-cell>"
