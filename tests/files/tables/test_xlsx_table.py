"""Reading xlsx as many programs write it: values, and what a sheet has besides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped] # the same

from drawn import examples
from table_builders import (
    cell_at,
    filled,
    number,
    openpyxl_book,
    read,
    read_sheet,
    refusal,
    row,
    shared,
    sheet_xml,
    strings_xml,
    text,
    xlsx,
)
from template_builders import (
    HEADERS,
    HINTS,
    MAIN,
    NOTE,
    OFFICE,
    TITLE,
    WRITERS,
    XML,
    minimal,
    pack,
    package,
    repacked,
    unpack,
)
from wdyy_cli.sheet import (
    NO_FACTS,
    Sheet,
    StoredAs,
    Value,
    cell_ref,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = ((TITLE,), (NOTE,), HEADERS)
HINT = tuple(hint or "" for hint in HINTS)
OF_WRITERS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "poi": ("sheet1", (*HEAD, HINT)),
    "excel": ("按证书 报考", (*HEAD, HINT)),
    "wps": ("Sheet1", HEAD),
    "libreoffice": ("报考", HEAD),
    "openpyxl": ("Sheet", (*HEAD, HINT)),
    "inline": ("Sheet1", ((TITLE,), (), HEADERS)),
    "absolute": ("sheet1", (*HEAD, HINT)),
    "other case": ("sheet1", (*HEAD, HINT)),
    "backslashes": ("sheet1", (*HEAD, HINT)),
}


def as_places(rows: tuple[tuple[str, ...], ...]) -> dict[str, Value]:
    return filled(Sheet(name="", rows=rows))


@pytest.mark.parametrize("writer", WRITERS)
def test_every_writer_is_read(writer: str) -> None:
    name, rows = OF_WRITERS[writer]
    book = read(WRITERS[writer]())
    (sheet,) = (sheet for sheet in book.sheets if sheet.name == name)
    assert filled(sheet) == as_places(rows)
    assert {type(value) for values in sheet.rows for value in values} == {str}


def test_sheets_come_in_their_order_with_their_visibility() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.title = "说明"
        for name, state in (
            ("名单", "visible"),
            ("字典", "hidden"),
            ("旧表", "veryHidden"),
            ("空", "visible"),
        ):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            sheet["B2"] = name
        book.create_chartsheet("图")

    sheets = read(openpyxl_book(fill)).sheets
    assert [(sheet.name, sheet.visible, sheet.value(2, 1)) for sheet in sheets] == [
        ("说明", True, ""),
        ("名单", True, "名单"),
        ("字典", False, "字典"),
        ("旧表", False, "旧表"),
        ("空", True, "空"),
    ]


WHEN = dt.datetime(2026, 11, 23, 8, 30)  # noqa: DTZ001 - sheets know no zones
DATES: tuple[tuple[object, Value], ...] = (
    (dt.date(2008, 2, 29), dt.date(2008, 2, 29)),
    (WHEN, WHEN),
    (dt.time(8, 30), dt.time(8, 30)),
    (dt.timedelta(hours=30), dt.timedelta(hours=30)),
)


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_are_dates_in_both_systems(*, from_1904: bool) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        if from_1904:
            book.epoch = CALENDAR_MAC_1904
        book.active.append([written for written, _ in DATES])

    sheet = read_sheet(openpyxl_book(fill))
    assert sheet.rows == (tuple(expected for _, expected in DATES),)
    assert {cell_at(sheet, 1, column).stored_as for column in range(4)} == {StoredAs.DATE}


KINDS = xlsx(
    row(
        2,
        number("A2", "110101200801010019"),
        number("B2", "1.1010120080101E+17"),
        number("C2", "45"),
        text("D2", "110101200801010019"),
        '<c r="E2" t="b"><v>1</v></c>',
        '<c r="F2" t="inlineStr"><is><t>张三</t></is></c>',
        '<c r="G2" t="inlineStr"><is><r><t>欧阳</t></r><r><rPr><b/></rPr><t>娜娜</t></r></is></c>',
        '<c r="H2" t="str"><v> 张 &amp;&#10;李 </v></c>',
        '<c r="I2" t="d"><v>2008-01-31</v></c>',
        '<c r="K2" s="3"/>',
    )
)


def test_each_kind_of_cell_is_kept_apart() -> None:
    sheet = read_sheet(KINDS)
    stored = [(cell.value, cell.stored_as) for cell in (cell_at(sheet, 2, column) for column in range(11))]
    assert stored == [
        (110101200801010019.0, StoredAs.NUMBER),
        (1.1010120080101e17, StoredAs.NUMBER),
        (45.0, StoredAs.NUMBER),
        ("110101200801010019", StoredAs.TEXT),
        (True, StoredAs.BOOLEAN),
        ("张三", StoredAs.TEXT),
        ("欧阳娜娜", StoredAs.TEXT),
        (" 张 &\n李 ", StoredAs.TEXT),
        (dt.date(2008, 1, 31), StoredAs.DATE),
        ("", StoredAs.EMPTY),
        ("", StoredAs.EMPTY),
    ]
    assert sheet.rows[0] == ("",) * len(sheet.rows[0])


def test_rich_and_empty_shared_strings_keep_their_numbers() -> None:
    strings = (
        f'{XML}<sst xmlns="{MAIN}" count="9" uniqueCount="9"><si><t>甲</t></si><si/><si><t/></si>'
        '<si><r><t>欧阳</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 娜</t></r>'
        '<rPh sb="0" eb="1"><t>OU</t></rPh></si>'
        '<si><t xml:space="preserve"> 乙 </t></si><si><t>&lt;si&gt;𠮷</t></si></sst>'
    )
    cells = [shared(cell_ref(1, index), index) for index in range(6)]
    assert read_sheet(xlsx(row(1, *cells), strings=strings)).rows == (
        ("甲", "", "", "欧阳 娜", " 乙 ", "<si>𠮷"),
    )


def test_number_is_kept_in_a_format_that_cannot_show_it() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append([1.25, 110101200801010000, 39479, 39479])
        for cell, shown in zip(
            book.active[1], ("[h]:mm:ss", "[h]:mm:ss", "yyyy-mm-dd", "[mm]:ss"), strict=True
        ):
            cell.number_format = shown

    assert read_sheet(openpyxl_book(fill)).rows == (
        (1.25, 110101200801010000.0, dt.date(2008, 2, 1), 39479.0),
    )


STRICT = (
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
)


def _strict(part: bytes) -> bytes:
    for transitional, strict in STRICT:
        part = part.replace(transitional.encode(), strict.encode())
    return part


def _utf16(part: bytes) -> bytes:
    return part.decode().replace("UTF-8", "UTF-16").encode("utf-16")


def _gbk(part: bytes) -> bytes:
    return part.decode().replace("UTF-8", "GBK").encode("gbk")


def _marked(part: bytes) -> bytes:
    return b"\xef\xbb\xbf" + part


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "strict Open XML": _strict,
    "UTF-16": _utf16,
    "GBK": _gbk,
    "with a byte order mark": _marked,
}


@pytest.mark.parametrize("change", ENCODINGS.values(), ids=ENCODINGS)
def test_parts_are_read_in_other_namespaces_and_encodings(change: Callable[[bytes], bytes]) -> None:
    parts = {name: change(content) for name, content in unpack(WRITERS["poi"]()).items()}
    assert filled(read_sheet(pack(parts))) == as_places((*HEAD, HINT))


def test_sheets_are_those_that_the_workbook_lists() -> None:
    parts = package(
        {"乙": sheet_xml(row(1, text("A1", "姓名")))},
        strings=None,
        extra={"xl/worksheets/sheet9.xml": sheet_xml("")},
    )
    assert [sheet.name for sheet in read(pack(parts)).sheets] == ["乙"]


def test_workbook_is_found_wherever_it_is() -> None:
    parts = {name.replace("xl/", "book/"): part for name, part in unpack(minimal("")).items()}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/", b"/book/")
    parts["docProps/app.xml"] = b"<x/>"
    assert filled(read_sheet(pack(parts))) == as_places(HEAD)


def test_workbook_is_found_at_its_usual_place_without_relationships() -> None:
    parts = {name: part for name, part in unpack(minimal("")).items() if name != "_rels/.rels"}
    assert filled(read_sheet(pack(parts))) == as_places(HEAD)


DAMAGED = "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"
BROKEN: dict[str, bytes] = {
    "sheet part is missing": pack(
        {name: part for name, part in unpack(minimal("")).items() if "sheet1" not in name}
    ),
    "no sheet is listed": repacked(
        minimal(""), {"xl/workbook.xml": lambda part: part.replace(b"<sheet ", b"<sheot ")}
    ),
    "sheet without an end": repacked(
        minimal(""), {"xl/worksheets/sheet1.xml": lambda part: part[: -len("</sheetData></worksheet>")]}
    ),
    "no XML": repacked(minimal(""), {"xl/workbook.xml": lambda part: b"\x00" + part}),
    "no string table in its part": repacked(
        minimal(""), {"xl/sharedStrings.xml": lambda part: b"<x/>" + part[:0]}
    ),
    "string beyond the table": xlsx(row(1, shared("A1", 7)), strings=strings_xml("甲")),
    "row that is none": xlsx('<row r="x"><c><v>1</v></c></row>'),
    "part in a codec that no table has": repacked(
        minimal(""), {"xl/workbook.xml": lambda part: part.replace(b"UTF-8", b"punycode")}
    ),
    "part in an encoding that does not exist": repacked(
        minimal(""), {"xl/workbook.xml": lambda part: part.replace(b"UTF-8", b"UTF-9")}
    ),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_damaged_package_is_refused(data: bytes) -> None:
    assert refusal(data) == DAMAGED


def test_document_type_is_refused() -> None:
    data = repacked(
        minimal(""),
        {"xl/workbook.xml": lambda part: part.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)},
    )
    assert refusal(data) == "名单.xlsx 里有正常表格不会有的内容（DOCTYPE 声明），没有打开"


TEXTS = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), include_characters="\n\t", exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=30,
).filter(lambda value: value.strip() and not value.startswith(("=", "#")) and "_x" not in value)
WHOLE_SECONDS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(2200, 1, 1)).map(  # noqa: DTZ001 - sheets know no zones
    lambda value: value.replace(microsecond=0, second=1)
)
VALUES = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e300, 1e300).map(lambda value: float(f"{value:.15g}")),
    WHOLE_SECONDS,
    st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)),
)
PLACES = st.tuples(st.integers(1, 60), st.integers(1, 40))


@pytest.mark.slow
@examples(60)
@given(st.dictionaries(PLACES, VALUES, max_size=12))
def test_what_openpyxl_writes_comes_back_at_its_place(values: dict[tuple[int, int], object]) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for (row_number, column), value in values.items():
            book.active.cell(row_number, column, value)

    sheet = read_sheet(openpyxl_book(fill))
    assert filled(sheet) == {cell_ref(place[0], place[1] - 1): value for place, value in values.items()}
    assert sheet.facts == NO_FACTS
