"""Filling registration templates of several writers: nothing changes but the rows and the shared strings."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from libreoffice import needs_libreoffice, rows_by_libreoffice
from package_checks import load, same_directory, slashed
from template_builders import (
    HEADERS,
    WRITERS,
    excel,
    inline_without_strings,
    libreoffice,
    minimal,
    openpyxl_inline,
    poi,
    repacked,
    unpack,
    wps,
)
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.registration_fill import Filled, fill_form
from wdyy_cli.files.forms.registration_sheet import Form, FormPlace, form_at
from wdyy_cli.files.forms.xlsx_package import XlsxPackage, read_package
from wdyy_cli.workbooks.template import read_template

Row = list[str | None]

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "sheets"
SHARED = "xl/sharedStrings.xml"
SHEET = "xl/worksheets/sheet1.xml"
TEXT_STYLES = {"poi": "2", "excel": "4", "wps": "4", "libreoffice": "4", "absolute": "2", "backslashes": "2"}
NOT_FOR_ALL = {"other case", "backslashes"}  # openpyxl and LibreOffice do not find the parts
WITHOUT_STRINGS = {"inline", "openpyxl"}


def students(count: int) -> list[Row]:
    """Give rows of invented students; what they share is shared, one value is missing."""
    return [
        [
            f"学生{number}",
            f"11010120000101{number:04d}",
            "社会考生" if number % 7 == 0 else "院校考生",
            "某某职业技术学院",
            "某某学院 A&B <考核站点>",
            None if number == 2 else "2021年上半年全国统考",
            "网店运营推广职业技能等级证书",
            "初级",
        ]
        for number in range(count)
    ]


def opened(data: bytes) -> tuple[XlsxPackage, Form]:
    package = read_package(data, "模板.xlsx")
    return package, form_in(package)


def form_in(package: XlsxPackage, hint_rows: frozenset[int] = frozenset({4})) -> Form:
    """Look at the form where all these templates have it: headers in row 3, a row of hints below, if any."""
    name = next((sheet.name for sheet in package.sheets if "报考" in sheet.name), package.sheets[0].name)
    columns = {header: column for column, header in enumerate(HEADERS)}
    place = FormPlace(
        sheet=name, header_row=3, first_row=4, columns=columns, id_column=1, hint_rows=hint_rows
    )
    return form_at(package, place)


def filled(data: bytes, rows: list[Row]) -> Filled:
    return fill_form(*opened(data), rows)


def rows_by_openpyxl(data: bytes, sheet: str, first: int) -> list[Row]:
    book = load(data)
    table = book[sheet].iter_rows(min_row=first, max_col=len(HEADERS), values_only=True)
    return [list(row) for row in table if any(value is not None for value in row)]


def rows_by_calamine(data: bytes, sheet: str, first: int) -> list[Row]:
    found = load_workbook(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    rows = [[str(value) or None for value in row[: len(HEADERS)]] for row in found[first - 1 :]]
    return [row for row in rows if any(row)]


def cut_sheet(content: bytes) -> tuple[bytes, bytes]:
    """Give what stands before the first row below the header, and after the rows; the dimension left out."""
    head = re.search(
        rb".*?<(?:x:)?sheetData>.*?</(?:x:)?row>.*?</(?:x:)?row>.*?</(?:x:)?row>", content, re.DOTALL
    )
    if b"<row/><row>" in content:  # title, an empty row and header
        head = re.search(rb".*?</row><row/><row>.*?</row>", content, re.DOTALL)
    assert head is not None
    end = re.search(rb"</(x:)?sheetData>.*", content, re.DOTALL)
    assert end is not None
    return re.sub(rb'dimension ref="[^"]*"', b"dimension", head[0]), end[0]


@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("writer", WRITERS)
def test_filled_template_differs_in_rows_and_strings_only(writer: str, count: int) -> None:
    template = WRITERS[writer]()
    package, form = opened(template)
    done = fill_form(package, form, students(count))
    before, after = slashed(template), slashed(done.data)
    added = [SHARED] if SHARED not in before else []
    same_directory(template, done.data, added)
    may_change = {form.sheet.part, SHARED}
    if added:
        may_change |= {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    assert {name: content for name, content in after.items() if name not in may_change} == {
        name: content for name, content in before.items() if name not in may_change
    }
    assert cut_sheet(after[form.sheet.part]) == cut_sheet(before[form.sheet.part])
    if writer not in NOT_FOR_ALL:
        assert rows_by_openpyxl(done.data, form.sheet.name, form.first_row) == students(count)
    assert rows_by_calamine(done.data, form.sheet.name, form.first_row) == students(count)
    assert (done.rows, done.first_row, form.header_row) == (count, 4, 3)


@pytest.mark.parametrize("writer", [name for name in WRITERS if name not in WITHOUT_STRINGS])
def test_shared_strings_are_only_appended(writer: str) -> None:
    template = WRITERS[writer]()
    before, after = (unpack(data)[SHARED] for data in (template, filled(template, students(9)).data))
    counts = re.compile(rb' (count|uniqueCount)="\d+"')
    closing = before[before.rindex(b"</") :] if b"</" in before else b"</sst>"
    old = counts.sub(b"", before).removesuffix(closing).removesuffix(b"/>").removesuffix(b">")
    new = counts.sub(b"", after)
    assert new.startswith(old)
    assert new.endswith(closing)
    items = len(re.findall(rb"<(?:x:)?si>", after))
    assert b'uniqueCount="%d"' % items in after or b"uniqueCount" not in before
    parts = unpack(filled(template, students(9)).data)
    sheets = b"".join(content for name, content in parts.items() if "sheets" in name)
    assert b' count="%d"' % len(re.findall(rb't="s"', sheets)) in after


@pytest.mark.parametrize("writer", TEXT_STYLES)
def test_id_numbers_get_the_text_style_of_the_template(writer: str) -> None:
    package, form = opened(WRITERS[writer]())
    sheet = slashed(fill_form(package, form, students(40)).data)[form.sheet.part]
    styles = re.findall(rb'c r="B(?:[4-9]|[1-4][0-9])" s="(\d+)" t="s"', sheet)
    assert styles == [TEXT_STYLES[writer].encode()] * 40


def test_no_text_twin_leaves_the_style() -> None:
    template = minimal('<row r="4"><c r="B4" s="5"/><c r="C4" s="5"/></row>')
    sheet = unpack(filled(template, students(2)).data)[SHEET]
    assert re.findall(rb'r="([BC][45])" s="(\d)"', sheet) == [
        (b"B4", b"5"),
        (b"C4", b"5"),
        (b"B5", b"5"),
        (b"C5", b"5"),
    ]


def test_row_of_hints_is_replaced_and_its_look_kept() -> None:
    done = filled(excel(), students(2))
    sheet = unpack(done.data)["xl/worksheets/sheet2.xml"]
    assert b'<dimension ref="A1:H5"/>' in sheet
    rows = re.findall(rb"<row [^>]*>", sheet)
    look = b' spans="1:8" ht="30" customHeight="1" x14ac:dyDescent="0.2">'
    assert rows[3:] == [b'<row r="4"' + look, b'<row r="5"' + look]
    assert "学校全称" not in str(rows_by_openpyxl(done.data, "按证书 报考", 4))


def test_no_student_clears_the_hints() -> None:
    done = filled(poi(), [])
    assert (done.rows, done.notes) == (0, ())
    assert rows_by_openpyxl(done.data, "sheet1", 4) == []


def test_formatted_empty_rows_are_reused_and_the_rest_is_kept() -> None:
    before, after = (unpack(data)[SHEET] for data in (wps(), filled(wps(), students(5)).data))
    tail = before.index(b'\n  <x:row r="9"')
    assert after.endswith(before[tail:])
    assert after.count(b"<!-- > </x:row> -->") == before.count(b"<!-- > </x:row> -->")
    assert b'<x:c r="I4" s="3"/>' in after
    assert b'<x:row r="4" ht="18" customHeight="1"><x:c r="A4" s="3" t="s">' in after


def test_rows_between_and_below_formatted_ones_are_added() -> None:
    template = minimal(
        '<row r="6" ht="9"><c r="J6" s="1"><v>5</v></c></row><row r="2000000"/>'.replace("2000000", "99")
    )
    sheet = unpack(filled(template, students(5)).data)[SHEET]
    assert re.findall(rb'<row r="(\d+)"', sheet) == [b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"99"]
    assert b'<c r="H6" t="s"><v>' in sheet
    assert b'</c><c r="J6" s="1"><v>5</v></c></row><row r="7">' in sheet


def test_cells_without_places_keep_their_columns() -> None:
    sheet = unpack(filled(inline_without_strings(), students(1)).data)[SHEET]
    assert b'<row r="4" ht="33"><c r="A4" s="3" t="s">' in sheet
    assert sheet.endswith(b'</c><c r="I4" s="1"/></row><row/><row><c s="1"/></row></sheetData></worksheet>')


NOTES = {
    "excel": (
        excel,
        [
            "模板里“学生类型”列的下拉列表（数据有效性）只到第 5 行，第 6～13 行没有",
            "模板里“学生姓名”等 8 列的条件格式只到第 4 行，第 5～13 行没有",
            "模板里的自动筛选只到第 4 行，没有包括第 5～13 行",
            "模板里的表格（套用表格格式的区域）只到第 4 行，没有包括第 5～13 行",
            "模板里的打印区域只到第 4 行，没有包括第 5～13 行",
        ],
    ),
    "openpyxl": (openpyxl_inline, []),
    "libreoffice": (libreoffice, []),
    "hidden row": (lambda: minimal('<row r="5" hidden="1"/>'), ["模板的第 5 行是隐藏的，填写后仍然隐藏"]),
}


@pytest.mark.parametrize("case", NOTES)
def test_notes_say_what_does_not_reach_down(case: str) -> None:
    make, notes = NOTES[case]
    assert list(filled(make(), students(10)).notes) == notes


REFUSED = {
    "a formula in a column to fill": (
        '<row r="4"><c r="C4"><f>A1</f><v/></c></row>',
        "",
        "第 4 行已经有内容",
    ),
    "a student": (
        '<row r="5"><c r="B5" t="str"><v>110101200001010019</v></c></row>',
        "",
        "第 5 行已经有内容",
    ),
    "a number": ('<row r="9"><c r="A9"><v>1</v></c></row>', "", "第 9 行已经有内容"),
    "merged cells": ("", '<mergeCells><mergeCell ref="A4:A5"/></mergeCells>', "合并单元格 A4:A5"),
    "a header over two rows": ("", '<mergeCells><mergeCell ref="B3:B4"/></mergeCells>', "合并单元格 B3:B4"),
    "extensions in a cell": ('<row r="4"><c r="A4"><extLst/></c></row>', "", "不认识的内容"),
    "extensions in a row": ('<row r="4"><extLst/></row>', "", "不认识的内容"),
    "strange content between rows": ("<e/>", "", "不认识的内容"),
    "rows out of order": ('<row r="9"/><row r="5"/>', "", "行号顺序不对"),
    "cells out of order": ('<row r="4"><c r="C4"/><c r="A4"/></row>', "", "单元格顺序不对"),
    "a cell of another row": ('<row r="4"><c r="A5"/></row>', "", "单元格顺序不对"),
    "a missing shared string": ('<row r="4"><c r="A4" t="s"><v>999</v></c></row>', "", "不存在的共享字符串"),
    "broken XML": ("<row>", "", "XML 写法不对"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_lost_is_refused(case: str) -> None:
    rows, after, words = REFUSED[case]
    with pytest.raises(WdyyError) as caught:
        filled(minimal(rows, after), students(3))
    assert words in caught.value.message


def test_rows_that_make_way_are_replaced_and_the_last_ones_emptied() -> None:
    old = "".join(
        f'<row r="{number}"><c r="A{number}" s="3" t="str"><v>旧</v></c></row>' for number in range(4, 9)
    )
    package = read_package(minimal(old), "模板.xlsx")
    form = form_in(package, frozenset(range(4, 9)))
    done = fill_form(package, form, students(2))
    assert rows_by_openpyxl(done.data, "Sheet1", 4) == students(2)
    assert b'<row r="8"><c r="A8" s="3"/></row>' in unpack(done.data)[SHEET]


def test_formula_beside_the_form_is_kept() -> None:
    formula = '<c r="J4" t="str"><f>LEN(B4)</f><v>0</v></c>'
    done = filled(minimal(f'<row r="4">{formula}</row>'), students(1))
    assert formula.encode() in unpack(done.data)[SHEET]


@pytest.mark.parametrize("text", ["a\x01b", "\ufffe", "\ud800", "长" * 32_768, "\U00020000" * 16_384])
def test_text_that_no_cell_can_hold_is_refused(text: str) -> None:
    row = students(1)[0]
    row[0] = text
    with pytest.raises(WdyyError) as caught:
        filled(poi(), [row])
    assert "第 4 行“学生姓名”" in caught.value.message
    assert text not in caught.value.message


def test_far_row_is_filled_and_refused_by_its_number() -> None:
    rows = students(2100)
    assert rows_by_calamine(filled(poi(), rows).data, "sheet1", 4) == rows
    rows[2000][3] = "a\x01b"
    with pytest.raises(WdyyError, match="第 2004 行“所属院校”"):
        filled(poi(), rows)


LEGAL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
)
ODD = st.sampled_from(
    ["_x0041_", "_x005F_", "x005F_", "_", "&amp;", "<b>", " ", "\n", "\t", "\r", "\r\n", "]]>", "=1+1"]
)
TEXTS = st.lists(LEGAL | ODD, max_size=4).map("".join)


@pytest.mark.slow
@given(rows=st.lists(st.lists(TEXTS, min_size=8, max_size=8), max_size=4))
def test_any_legal_text_comes_back(rows: list[list[str]]) -> None:
    data = filled(poi(), [list(row) for row in rows]).data
    found = load_workbook(io.BytesIO(data)).get_sheet_by_name("sheet1").to_python(skip_empty_area=False)
    padded = [[*row, *[""] * 8][:8] for row in found[3:]]
    assert padded[: len(rows)] == [*rows, *[[""] * 8] * 9][: len(padded)]
    assert rows[len(padded) :] == [[""] * 8] * len(rows[len(padded) :])
    # openpyxl drops every "x005F_", escaped or not.
    if "x005F_" not in unpack(data)[SHARED].decode():
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert [[sheet.cell(4 + y, 1 + x).value or "" for x in range(8)] for y in range(len(rows))] == rows


def test_same_input_gives_the_same_bytes() -> None:
    assert filled(excel(), students(30)).data == filled(excel(), students(30)).data


def test_shared_string_with_hints_below_extensions() -> None:
    template = repacked(
        poi(), {SHARED: lambda content: content.replace(b"</sst>", b"<extLst><ext uri='x'/></extLst></sst>")}
    )
    after = unpack(filled(template, students(1)).data)[SHARED]
    assert after.endswith(b"</t></si><extLst><ext uri='x'/></extLst></sst>")


@pytest.mark.parametrize("name", ["sheet", "strings", "styles"])
def test_other_encodings_and_document_types_are_refused(name: str) -> None:
    part = {"sheet": SHEET, "strings": SHARED, "styles": "xl/styles.xml"}[name]
    for change, words in (
        (lambda content: content.decode().encode("utf-16"), "UTF-16"),
        (lambda content: content.replace(b"UTF-8", b"GBK", 1), "GBK"),
        (lambda content: content.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1), "DOCTYPE"),
    ):
        with pytest.raises(WdyyError) as caught:
            filled(repacked(poi(), {part: change}), students(1))
        assert words in caught.value.message


def test_byte_order_mark_is_kept() -> None:
    marked = repacked(poi(), {SHEET: lambda content: b"\xef\xbb\xbf" + content})
    sheet = unpack(filled(marked, students(3)).data)[SHEET]
    assert sheet.startswith(b"\xef\xbb\xbf<?xml")
    assert sheet.count(b"<row") == 6


def test_bundled_template_is_filled() -> None:
    done = filled(read_template("registration"), students(20))
    assert rows_by_calamine(done.data, "报考表", 4) == students(20)
    assert done.notes == ()
    assert re.findall(rb'r="B\d+" s="(\d)" t="s"', unpack(done.data)[SHEET]) == [b"3", *[b"4"] * 20]


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    forms = {}
    for writer in WRITERS.keys() - NOT_FOR_ALL:
        package, forms[writer] = opened(WRITERS[writer]())
        (tmp_path / f"{writer}.xlsx").write_bytes(fill_form(package, forms[writer], students(12)).data)
    read = rows_by_libreoffice(tmp_path, {writer: form.sheet.name for writer, form in forms.items()})
    for writer, form in forms.items():
        rows = [[value or None for value in row[:8]] for row in read[writer][form.header_row :]]
        assert [row for row in rows if any(row)] == students(12), writer
