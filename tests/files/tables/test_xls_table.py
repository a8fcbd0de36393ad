"""Reading xls, as xlwt writes it and as it may lie."""

from __future__ import annotations

import datetime as dt
import struct

import pytest
import xlwt  # type: ignore[import-untyped] # it brings no types
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from table_builders import cell_at, read, read_sheet, record, refusal, xls, xls_rows
from wdyy_cli.files.tables.inside.ole_file import one_stream
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.sheet import LAST_ROW, Area, ErrorValue, SheetFacts, StoredAs, Value

DAMAGED = "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"
LOCKED = "名单.xlsx 设了密码，打不开"


def test_xls_is_read_with_its_kinds_of_cells() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("名单")
        day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
        for column, value in enumerate(("张三𠮷", 110101200801010019.0, 45, 0.5, True, "")):
            sheet.write(2, column, value)
        sheet.write(2, 6, dt.date(2008, 1, 31), day)
        sheet.write(2, 7, None, day)
        sheet.write(3, 0, "x" * 9000)

    sheet = read_sheet(xls(fill))
    assert sheet.name == "名单"
    assert [(cell.value, cell.stored_as) for cell in (cell_at(sheet, 3, column) for column in range(8))] == [
        ("张三𠮷", StoredAs.TEXT),
        (110101200801010019.0, StoredAs.NUMBER),
        (45, StoredAs.NUMBER),
        (0.5, StoredAs.NUMBER),
        (True, StoredAs.BOOLEAN),
        ("", StoredAs.EMPTY),
        (dt.date(2008, 1, 31), StoredAs.DATE),
        ("", StoredAs.EMPTY),
    ]
    assert (sheet.value(4, 0), sheet.value(1, 0), len(sheet.rows)) == ("x" * 9000, "", 4)


def test_xls_number_is_kept_in_a_format_that_cannot_show_it() -> None:
    def fill(book: xlwt.Workbook) -> None:
        hours = xlwt.easyxf(num_format_str="[h]:mm:ss")
        sheet = book.add_sheet("名单")
        for column, value in enumerate((1.25, 110101200801010019.0, -1e17)):
            sheet.write(0, column, value, hours)

    (sheet,) = read(xls(fill)).sheets
    assert sheet.rows == ((dt.timedelta(hours=30), 110101200801010019.0, -1e17),)


def test_xls_sheets_come_with_their_visibility() -> None:
    def fill(book: xlwt.Workbook) -> None:
        for name, visibility in (("名单", 0), ("字典", 1), ("旧表", 2)):
            sheet = book.add_sheet(name)
            sheet.visibility = visibility
            sheet.write(0, 1, name)

    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in read(xls(fill)).sheets] == [
        ("名单", True, (("", "名单"),)),
        ("字典", False, (("", "字典"),)),
        ("旧表", False, (("", "旧表"),)),
    ]


def test_xls_says_what_a_sheet_has_besides_values() -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("名单")
        sheet.write_merge(0, 0, 0, 7, "标题")
        sheet.write(4, 0, xlwt.Formula("1+1"))
        sheet.row(2).hidden = True
        sheet.col(2).hidden = True

    (sheet,) = read(xls(fill)).sheets
    assert sheet.facts == SheetFacts(
        formulas={"A5": ""},
        merged=(Area(1, 0, 1, 7),),
        hidden_rows=frozenset({3}),
        hidden_columns=(Area(1, 2, LAST_ROW, 2),),
        validations_known=False,
    )
    assert cell_at(sheet, 5, 0).stored_as is StoredAs.FORMULA


@pytest.mark.slow
@examples(30)
@given(
    st.lists(st.lists(st.one_of(st.text(max_size=20), st.integers(-(10**9), 10**9)), max_size=5), max_size=8)
)
def test_what_xlwt_writes_comes_back_at_its_place(rows: list[list[Value]]) -> None:
    sheet = read_sheet(xls_rows(*rows))
    places = [(row, column) for row, cells in enumerate(rows, 1) for column in range(len(cells))]
    assert [sheet.value(*place) for place in places] == [value for cells in rows for value in cells]


BOF_BOOK = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0005, 0, 0, 0, 0))
BOF_SHEET = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0010, 0, 0, 0, 0))
BOF_CHART = record(0x0809, struct.pack("<4H2I", 0x0600, 0x0020, 0, 0, 0, 0))
EOF = record(0x000A)


def book(*records: bytes, before: bytes = b"", sheets: int = 1, start: int | None = None) -> bytes:
    """Give an xls whose sheets, all at one place, have these records; `before` stands in the globals."""
    entry = 4 + 4 + 2 + 2 + 1
    place = len(BOF_BOOK) + len(before) + sheets * entry + len(EOF) if start is None else start
    listed = record(0x0085, struct.pack("<I2B", place, 0, 0), b"\x01\x00S") * sheets
    stream = BOF_BOOK + before + listed + EOF + BOF_SHEET + b"".join(records) + EOF
    return one_stream("Workbook", stream)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<3Hd", row, column, 0, value))


def shared(row: int, string: int) -> bytes:
    return record(0x00FD, struct.pack("<3HI", row, 0, 0, string))


def test_xls_errors_are_kept_wherever_they_stand() -> None:
    result = struct.pack("<3HB", 1, 2, 0, 2) + b"\x00\x07\x00\x00\x00\xff\xff" + bytes(8)
    data = book(
        record(0x0205, struct.pack("<3H2B", 0, 0, 0, 0x2A, 1)),
        record(0x0205, struct.pack("<3H2B", 0, 1, 0, 1, 0)),
        record(0x0006, result),
        record(0x0205, struct.pack("<3H2B", 4, 3, 0, 0x17, 1)),
    )
    sheet = read_sheet(data)
    assert sheet.facts.errors == {"A1": "#N/A", "C2": "#DIV/0!", "D5": "#REF!"}
    assert [sheet.value(*place) for place in ((1, 0), (1, 1), (2, 2), (5, 3))] == [
        ErrorValue("#N/A"),
        True,
        ErrorValue("#DIV/0!"),
        ErrorValue("#REF!"),
    ]
    assert sheet.facts.formulas == {"C2": ""}


def test_xls_chart_inside_a_sheet_neither_ends_it_nor_adds_cells() -> None:
    data = book(number(0, 0, 1), BOF_CHART, number(9, 9, 9), EOF, number(1, 1, 2))
    assert read_sheet(data).rows == ((1.0, ""), ("", 2.0))


def test_xls_filter_in_force_is_seen() -> None:
    assert read_sheet(book(number(0, 0, 1), record(0x009B))).facts.filtered


def test_xls_dimensions_that_lie_are_not_believed() -> None:
    dimensions = record(0x0200, struct.pack("<2I3H", 0, 0xFFFFFF, 0, 0xFFFF, 0))
    assert read_sheet(book(dimensions, number(1, 1, 2))).rows == (("", ""), ("", 2.0))


@pytest.mark.parametrize("announced", [1, 2, 11, 0x7FFFFFFF, 0xFFFFFFFF])
def test_xls_string_table_may_announce_more_than_it_holds(announced: int) -> None:
    strings = record(0x00FC, struct.pack("<2I", 1, announced), b"\x01\x00\x00a")
    assert read_sheet(book(shared(0, 0), before=strings)).rows == (("a",),)


@pytest.mark.parametrize("codepage", [1200, 1252, 936, 0])
def test_xls_text_of_excel_97_is_utf_16_whatever_the_code_page(codepage: int) -> None:
    name = "张三".encode("utf-16-le")
    strings = record(0x00FC, struct.pack("<2IHB", 1, 1, 2, 1), name)
    data = book(shared(0, 0), before=record(0x0042, struct.pack("<H", codepage)) + strings)
    assert read_sheet(data).rows == (("张三",),)


BROKEN_XLS: dict[str, bytes] = {
    "cut off": book(number(0, 0, 1))[:700],
    "record beyond the end": one_stream(
        "Workbook", BOF_BOOK + struct.pack("<HH", 0x0203, 60_000) + bytes(5000)
    ),
    "sheet beyond the end": book(number(0, 0, 1), start=9_000_000),
    "string table that is cut off": book(
        number(0, 0, 1), before=record(0x00FC, struct.pack("<2I", 2, 2), b"\xff\x00\x00a")
    ),
    "nothing but zeros": one_stream("Workbook", bytes(5000)),
    "sectors that come back to themselves": one_stream("Workbook", bytes(600))[:512]
    + struct.pack("<128I", *[0xFFFFFFFD, *[1] * 127])
    + bytes(5120),
}


@pytest.mark.parametrize("data", BROKEN_XLS.values(), ids=BROKEN_XLS)
def test_damaged_xls_is_refused(data: bytes) -> None:
    assert refusal(data) == DAMAGED


def test_xls_with_a_password_is_refused() -> None:
    assert refusal(book(number(0, 0, 1), before=record(0x002F, bytes(6)))) == LOCKED


LONG_TEXT = record(0x00FC, struct.pack("<2I", 1, 1), struct.pack("<HB", 8000, 0), b"a" * 8000)
REFERENCES = b"".join(shared(row, 0) for row in range(100))
BOMBS: dict[str, tuple[bytes, SheetCaps, str]] = {
    "a value far down": (
        book(number(60_000, 0, 1)),
        SheetCaps(rows=50_000),
        "名单.xlsx 的工作表“S” 到第 60,001 行还有内容，上限 50,000 行",
    ),
    "a large rectangle": (
        book(number(9999, 255, 1)),
        SheetCaps(cells=1_000_000),
        "名单.xlsx 的工作表“S” 的内容占到 10,000 行 × 256 列，超过上限 1,000,000 格",
    ),
    "many large rectangles": (
        book(number(9999, 19, 1), sheets=40),
        SheetCaps(cells=1_000_000),
        "名单.xlsx 各工作表的内容合计超过上限 1,000,000 格",
    ),
    "too many sheets": (
        book(number(0, 0, 1), sheets=40),
        SheetCaps(sheets=39),
        "名单.xlsx 不像是正常的表格，没有打开：工作表有 40 张，上限 39 张",
    ),
    "one long text in many cells": (
        book(REFERENCES, before=LONG_TEXT),
        SheetCaps(characters=400_000),
        "名单.xlsx 的工作表“S” 不像是正常的表格，没有打开：文字合计达 800,000 个字，上限 400,000 个字",
    ),
    "too many errors": (
        book(
            record(0x0205, struct.pack("<3H2B", 0, 0, 0, 0x2A, 1)),
            record(0x0205, struct.pack("<3H2B", 1, 0, 0, 0, 1)),
        ),
        SheetCaps(marks=1),
        "名单.xlsx 不像是正常的表格，没有打开：公式、合并单元格等达 2 处，上限 1 处",
    ),
}


@pytest.mark.parametrize(("data", "caps", "message"), BOMBS.values(), ids=BOMBS)
def test_xls_beyond_the_caps_is_refused(data: bytes, caps: SheetCaps, message: str) -> None:
    assert refusal(data, caps) == message
