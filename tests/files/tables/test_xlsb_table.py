"""Reading xlsb, record by record."""

from __future__ import annotations

import struct

import pytest

from table_builders import read, record12, refusal, wide
from template_builders import OFFICE, PACKAGE, XML, pack, repacked, unpack
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.sheet import ErrorValue, SheetFacts

DAMAGED = "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"

ROW, BLANK, RK, ERROR, TRUTH, REAL, TEXT, SHARED, FORMULA_TEXT = range(9)
STRING, DIMENSION, BEGIN_DATA, END_DATA, SHEET, BEGIN_STRINGS = 19, 148, 145, 146, 156, 159


def cell(kind: int, column: int, *value: bytes) -> bytes:
    return record12(kind, struct.pack("<2I", column, 0), *value)


def row12(number: int, *cells: bytes) -> bytes:
    return record12(ROW, struct.pack("<I", number), bytes(21)) + b"".join(cells)


def relation(identifier: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{identifier}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def strings12(*texts: str, count: int | None = None) -> bytes:
    announced = struct.pack("<2I", 9, len(texts) if count is None else count)
    return record12(BEGIN_STRINGS, announced) + b"".join(
        record12(STRING, b"\x00", wide(text)) for text in texts
    )


def xlsb(*records: bytes, strings: bytes = b"", state: int = 0, sheets: int = 1) -> bytes:
    """Give an xlsb whose sheets, all the same part, have these records."""
    listed = b"".join(
        record12(SHEET, struct.pack("<2I", state, at + 1), wide("rId1"), wide(f"S{at}"))
        for at in range(sheets)
    )
    sheet = record12(DIMENSION, bytes(16)) + record12(BEGIN_DATA) + b"".join(records) + record12(END_DATA)
    relations = relation("rId1", "worksheet", "worksheets/sheet1.bin")
    relations += relation("rId2", "sharedStrings", "sharedStrings.bin")
    return pack(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
            f"{relation('rId1', 'officeDocument', 'xl/workbook.bin')}</Relationships>",
            "xl/_rels/workbook.bin.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
            f"{relations}</Relationships>",
            "xl/workbook.bin": listed + record12(0x0090) + record12(0x0084),
            "xl/worksheets/sheet1.bin": sheet,
            "xl/sharedStrings.bin": strings or strings12(),
        }
    )


def test_xlsb_is_read_with_its_kinds_of_cells() -> None:
    cells = (
        cell(TEXT, 0, wide("张三𠮷")),
        cell(SHARED, 1, struct.pack("<I", 1)),
        cell(REAL, 2, struct.pack("<d", 110101200801010019.0)),
        cell(TRUTH, 3, b"\x01"),
        cell(ERROR, 4, b"\x2a"),
        cell(FORMULA_TEXT, 5, wide("甲"), struct.pack("<HI", 0, 0)),
        cell(BLANK, 9),
    )
    (sheet,) = read(xlsb(row12(2, *cells), strings=strings12("甲", "乙"))).sheets
    assert (sheet.name, sheet.visible) == ("S0", True)
    assert sheet.rows[2] == ("张三𠮷", "乙", 110101200801010019.0, True, ErrorValue("#N/A"), "甲")
    assert sheet.facts == SheetFacts(
        formulas={"F3": ""},
        errors={"E3": "#N/A"},
        merged_known=False,
        hidden_known=False,
        validations_known=False,
    )


def test_xlsb_sheet_without_a_part_does_not_shift_the_facts_of_others() -> None:
    data = xlsb(row12(0, cell(ERROR, 0, b"\x2a")))
    macro = record12(SHEET, struct.pack("<3I", 0, 9, 0xFFFFFFFF), wide("宏"))
    (sheet,) = read(repacked(data, {"xl/workbook.bin": lambda part: macro + part})).sheets
    assert (sheet.name, sheet.rows) == ("S0", ((ErrorValue("#N/A"),),))


def test_xlsb_parts_are_found_by_their_relationships() -> None:
    parts = unpack(xlsb(row12(0, cell(SHARED, 0, bytes(4))), strings=strings12("甲")))
    names = {
        "xl/worksheets/sheet1.bin": "xl/worksheets/Blatt.dat",
        "xl/sharedStrings.bin": "xl/texte/strings.bin",
    }
    moved = {names.get(name, name): part for name, part in parts.items()}
    for old, new in names.items():
        relations = moved["xl/_rels/workbook.bin.rels"]
        moved["xl/_rels/workbook.bin.rels"] = relations.replace(old[3:].encode(), f"/{new}".encode())
    assert read(pack(moved)).sheets[0].rows == (("甲",),)


def test_xlsb_hidden_sheet_is_hidden() -> None:
    assert [sheet.visible for sheet in read(xlsb(row12(0, cell(TRUTH, 0, b"\x01")), state=2)).sheets] == [
        False
    ]


BROKEN_XLSB: dict[str, bytes] = {
    "record that is cut off": xlsb(row12(0), record12(TEXT, b"")[:-1] + b"\x7f"),
    "row without a number": xlsb(record12(ROW)),
    "cell without a place": xlsb(row12(0), record12(REAL, b"\x00\x00")),
    "string beyond the table": xlsb(row12(0, cell(SHARED, 0, struct.pack("<I", 9)))),
    "no sheet": xlsb(sheets=0),
}


@pytest.mark.parametrize("data", BROKEN_XLSB.values(), ids=BROKEN_XLSB)
def test_damaged_xlsb_is_refused(data: bytes) -> None:
    assert refusal(data) == DAMAGED


def test_xlsb_row_number_in_two_bytes_of_kind_is_a_row_as_well() -> None:
    far = b"\x80\x80" + record12(ROW, struct.pack("<I", 400_000), bytes(21))[1:]
    assert (
        refusal(xlsb(far, cell(TRUTH, 0, b"\x01")))
        == "名单.xlsx 的工作表“S0” 到第 400,001 行还有内容，上限 300,000 行"
    )


LONG = strings12("长" * 10_000)
REFERENCES12 = row12(0, *[cell(SHARED, at, bytes(4)) for at in range(100)])
BOMBS12: dict[str, tuple[bytes, SheetCaps, str]] = {
    "a value far to the right": (
        xlsb(row12(0, cell(TRUTH, 0x7FFFFFFF, b"\x01"))),
        SheetCaps(),
        "名单.xlsx 的工作表“S0” 到第 2,147,483,648 列还有内容，上限 16,384 列",
    ),
    "many large rectangles": (
        xlsb(row12(999, cell(TRUTH, 99, b"\x01")), sheets=40),
        SheetCaps(cells=1_000_000),
        "名单.xlsx 各工作表的内容合计超过上限 1,000,000 格",
    ),
    "too many sheets": (
        xlsb(sheets=40),
        SheetCaps(sheets=39),
        "名单.xlsx 不像是正常的表格，没有打开：工作表有 40 张，上限 39 张",
    ),
    "one long text in many cells": (
        xlsb(REFERENCES12, strings=LONG),
        SheetCaps(characters=400_000),
        "名单.xlsx 的工作表“S0” 不像是正常的表格，没有打开：文字合计达 1,000,000 个字，上限 400,000 个字",
    ),
}


@pytest.mark.parametrize(("data", "caps", "message"), BOMBS12.values(), ids=BOMBS12)
def test_xlsb_beyond_the_caps_is_refused(data: bytes, caps: SheetCaps, message: str) -> None:
    assert refusal(data, caps) == message
