"""Reading xlsx as many programs write it: values, and what a sheet has besides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock  # type: ignore[import-untyped] # the same
from openpyxl.cell.text import InlineFont  # type: ignore[import-untyped] # the same
from openpyxl.comments import Comment  # type: ignore[import-untyped] # the same
from openpyxl.utils.datetime import CALENDAR_MAC_1904  # type: ignore[import-untyped] # the same
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same

from table_builders import (
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
    LAST_COLUMN,
    LAST_ROW,
    NO_FACTS,
    Area,
    ErrorValue,
    Sheet,
    SheetFacts,
    StoredAs,
    Validation,
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


def filled(sheet: Sheet) -> dict[str, Value]:
    """Give all values by their place."""
    return {
        cell_ref(row_number, column): value
        for row_number, values in sheet.filled_rows()
        for column, value in enumerate(values)
        if value != ""
    }


def as_places(rows: tuple[tuple[str, ...], ...]) -> dict[str, Value]:
    return {
        cell_ref(n, c): value for n, cells in enumerate(rows, 1) for c, value in enumerate(cells) if value
    }


@pytest.mark.parametrize("writer", WRITERS)
def test_every_writer_is_read(writer: str) -> None:
    name, rows = OF_WRITERS[writer]
    book = read(WRITERS[writer]())
    assert book.kind == "Excel 表格（.xlsx）"
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
    assert {sheet.cell(1, column).stored_as for column in range(4)} == {StoredAs.DATE}


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
    stored = [(cell.value, cell.stored_as) for cell in (sheet.cell(2, column) for column in range(11))]
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


def test_rich_text_of_openpyxl_is_joined() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = CellRichText("身份", TextBlock(InlineFont(b=True), "证号"))
        book.active["A1"].comment = Comment("必填", "某某")

    assert read_sheet(openpyxl_book(fill)).rows == (("身份证号",),)


ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BUSY!")


def test_every_error_value_is_kept() -> None:
    cells = [f'<c r="{cell_ref(2, column)}" t="e"><v>{error}</v></c>' for column, error in enumerate(ERRORS)]
    sheet = read_sheet(xlsx(row(1, text("A1", "#N/A")), row(2, *cells)))
    assert sheet.rows[1] == ERRORS
    assert {sheet.cell(2, column).stored_as for column in range(len(ERRORS))} == {StoredAs.ERROR}
    assert sheet.facts.errors == {cell_ref(2, column): error for column, error in enumerate(ERRORS)}
    assert sheet.cell(1, 0).stored_as is StoredAs.TEXT


FORMULAS = row(
    1,
    '<c r="A1"><f>1+1</f><v>2</v></c>',
    '<c r="B1" t="str"><f>"张"&amp;"三"</f><v>张三</v></c>',
    '<c r="C1"><f t="shared" ref="C1:D1" si="0">A1*2</f><v>4</v></c>',
    '<c r="D1"><f t="shared" si="0"/><v>6</v></c>',
    '<c r="E1" t="e"><f>NA()</f><v>#N/A</v></c>',
    '<c r="F1"><f ca="1">TODAY()</f></c>',
    '<c r="G1" t="s"><v>0</v></c>',
)


def test_formulas_are_seen_with_their_last_values() -> None:
    sheet = read_sheet(xlsx(FORMULAS, strings=strings_xml("=A1")))
    assert sheet.rows == ((2.0, "张三", 4.0, 6.0, ErrorValue("#N/A"), "", "=A1"),)
    assert sheet.facts.formulas == {
        "A1": "1+1",
        "B1": '"张"&"三"',
        "C1": "A1*2",
        "D1": "",
        "E1": "NA()",
        "F1": "TODAY()",
    }
    assert [sheet.cell(1, column).stored_as for column in (0, 4, 5, 6)] == [
        StoredAs.FORMULA,
        StoredAs.FORMULA,
        StoredAs.FORMULA,
        StoredAs.TEXT,
    ]


def _merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("A1:H1")
    book.active.merge_cells("B3:B5")


def _hidden(book: openpyxl.Workbook) -> None:
    sheet = book.active
    sheet["A9"] = "张三"
    for hidden in (3, 4, 12):
        sheet.row_dimensions[hidden].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["F"].width = 3


def _filter(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:H20"


def _filter_in_force(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:H20"
    book.active.auto_filter.add_filter_column(2, ["院校考生"])


def _validations(book: openpyxl.Workbook) -> None:
    for kind, source, areas in (
        ("list", '"院校考生, 社会考生"', "C4:C200 H4"),
        ("list", "字典!$A$1:$A$2", "D4:D200"),
        ("list", '"甲""乙"', "E4"),
        ("whole", "5", "F4"),
    ):
        validation = DataValidation(type=kind, formula1=source)
        for area in areas.split():
            validation.add(area)
        book.active.add_data_validation(validation)


FACTS: dict[str, tuple[Callable[[openpyxl.Workbook], None], SheetFacts]] = {
    "merged cells": (_merged, SheetFacts(merged=(Area(1, 0, 1, 7), Area(3, 1, 5, 1)))),
    "hidden rows above the last value, and columns": (
        _hidden,
        SheetFacts(hidden_rows=frozenset({3, 4}), hidden_columns=(Area(1, 2, LAST_ROW, 2),)),
    ),
    "a filter": (_filter, SheetFacts(filter_area=Area(1, 0, 20, 7))),
    "a filter in force": (_filter_in_force, SheetFacts(filter_area=Area(1, 0, 20, 7), filtered=True)),
    "drop-down lists": (
        _validations,
        SheetFacts(
            validations=(
                Validation(
                    areas=(Area(4, 2, 200, 2), Area(4, 7, 4, 7)),
                    kind="list",
                    source='"院校考生, 社会考生"',
                    values=("院校考生", "社会考生"),
                ),
                Validation(areas=(Area(4, 3, 200, 3),), kind="list", source="字典!$A$1:$A$2"),
                Validation(areas=(Area(4, 4, 4, 4),), kind="list", source='"甲""乙"', values=('甲"乙',)),
                Validation(areas=(Area(4, 5, 4, 5),), kind="whole", source="5"),
            )
        ),
    ),
    "nothing": (lambda book: None, NO_FACTS),  # noqa: ARG005 - a table of functions
}


@pytest.mark.parametrize(("fill", "facts"), FACTS.values(), ids=FACTS)
def test_facts_of_a_sheet(fill: Callable[[openpyxl.Workbook], None], facts: SheetFacts) -> None:
    assert read_sheet(openpyxl_book(fill)).facts == facts


def test_lists_of_the_extension_list_are_seen() -> None:
    (sheet,) = (sheet for sheet in read(WRITERS["excel"]()).sheets if sheet.name == "按证书 报考")
    assert sheet.facts == SheetFacts(
        merged=(Area(1, 0, 1, 7),),
        filter_area=Area(3, 0, 4, 7),
        validations=(
            Validation(areas=(Area(4, 2, 5, 2),), kind="list", source="字典!$A$1:$A$2", extended=True),
        ),
    )


COLUMNS_TO_THE_END = '<cols><col min="3" max="16384" hidden="1"/><col min="1" max="2" hidden="0"/></cols>'


def test_columns_hidden_to_the_end() -> None:
    sheet = read_sheet(xlsx(row(1, text("A1", "姓名")), before=COLUMNS_TO_THE_END))
    assert sheet.facts == SheetFacts(hidden_columns=(Area(1, 2, LAST_ROW, LAST_COLUMN),))


STUDENTS = row(1, text("A1", "姓名"), text("B1", "身份证号")) + row(3, text("A3", "张三"), number("B3", 7))
READ = (("姓名", "身份证号"), ("", ""), ("张三", 7.0))


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "B9:B9", "rubbish", ""])
def test_dimension_that_lies_is_not_believed(dimension: str) -> None:
    assert read_sheet(xlsx(STUDENTS, before=f'<dimension ref="{dimension}"/>')).rows == READ


def _formatted(last: int) -> str:
    return "".join(row(at, f'<c r="A{at}" s="3"/>', f'<c r="Z{at}" s="3"></c>') for at in range(4, last + 1))


def test_formatted_rows_and_columns_without_values_are_left_out() -> None:
    assert read_sheet(xlsx(STUDENTS, _formatted(5000))).rows == READ


def test_formatted_cells_far_to_the_right_do_not_count() -> None:
    far = row(2, '<c r="XFD2" s="3"/>') + row(3, text("A3", "张三"), '<c r="XFC3" s="3"></c>')
    last = row(250_000, text("A250000", "李四"))
    sheet = read_sheet(xlsx(row(1, text("A1", "姓名")), far, last))
    assert filled(sheet) == {"A1": "姓名", "A3": "张三", "A250000": "李四"}
    assert sheet.width == 1


ODD_SPELLINGS: dict[str, str] = {
    "single quotes": STUDENTS.replace('"', "'"),
    "no places": "<row><c t='str'><v>姓名</v></c><c t='str'><v>身份证号</v></c></row><row/>"
    "<row><c t='str'><v>张三</v></c><c><v>7</v></c></row>",
    "places for rows only": '<row r="1"><c t="str"><v>姓名</v></c><c t="str"><v>身份证号</v></c></row>'
    '<row r="3"><c t="str"><v>张三</v></c><c><v>7</v></c></row>',
    "places for cells only": STUDENTS.replace('<row r="1">', "<row>").replace('<row r="3">', "<row>"),
    "other attributes first": STUDENTS.replace("<c r=", '<c cm="0" r=').replace("<row r=", '<row ht="9" r='),
    "line breaks in tags": STUDENTS.replace("<c ", "<c\n ").replace("<row ", "<row\t"),
    "indented": STUDENTS.replace("<c ", "\n    <c ").replace("</row>", "\n  </row>\n"),
    "comments": STUDENTS.replace("<c ", "<!-- <c r='Z9'> --><c "),
    "character data": STUDENTS.replace("<v>张三</v>", "<v><![CDATA[张三]]></v>"),
    "empty elements spelt out": STUDENTS + '<row r="4"></row><row r="5"><c r="A5"></c></row>',
    "rows out of order": "".join(reversed(STUDENTS.partition("</row>")[::2])).replace(
        "</row><row", "</row><row"
    ),
}
ODD_SPELLINGS["rows out of order"] = row(3, text("A3", "张三"), number("B3", 7)) + row(
    1, text("A1", "姓名"), text("B1", "身份证号")
)


@pytest.mark.parametrize("rows", ODD_SPELLINGS.values(), ids=ODD_SPELLINGS)
def test_rows_are_read_however_they_are_spelt(rows: str) -> None:
    assert read_sheet(xlsx(rows)).rows == READ


def test_facts_are_found_however_rows_are_spelt() -> None:
    rows = FORMULAS + row(2, text("A2", "x"), attributes=' hidden="1"') + row(4, text("A4", "x"))
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    usual = read_sheet(xlsx(rows, after=after, strings=strings_xml("=A1")))
    odd = read_sheet(xlsx(rows.replace("<c ", "<c\n"), after=after, strings=strings_xml("=A1")))
    assert odd == usual
    assert usual.facts.hidden_rows == {2}


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
        {"乙": sheet_xml(STUDENTS)}, strings=None, extra={"xl/worksheets/sheet9.xml": sheet_xml("")}
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
    "place that is none": xlsx(row(1, number("F2958466292", 1))),
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


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(PLACES, VALUES, max_size=12))
def test_what_openpyxl_writes_comes_back_at_its_place(values: dict[tuple[int, int], object]) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for (row_number, column), value in values.items():
            book.active.cell(row_number, column, value)

    sheet = read_sheet(openpyxl_book(fill))
    assert filled(sheet) == {cell_ref(place[0], place[1] - 1): value for place, value in values.items()}
    assert sheet.facts == NO_FACTS
