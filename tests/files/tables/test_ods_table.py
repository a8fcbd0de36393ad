"""Reading ods, as LibreOffice and others write it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from table_builders import ODS_TYPE, cell_at, ods, read, read_sheet, refusal, table, table_cell, table_row
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.sheet import LAST_ROW, Area, ErrorValue, SheetFacts, StoredAs, Value


def typed(kind: str, attribute: str, value: str, shown: str = "x") -> str:
    return table_cell(shown, f' office:value-type="{kind}" office:{attribute}="{value}"')


TEXT = ' office:value-type="string"'
CELLS: dict[str, tuple[str, Value]] = {
    "text": (table_cell("张三𠮷", TEXT), "张三𠮷"),
    "text without a type": (table_cell("张三"), "张三"),
    "text of several paragraphs": (
        table_cell("<text:p>张三</text:p><text:p/><text:p>李四</text:p>"),
        "张三\n\n李四",
    ),
    "text in pieces": (
        table_cell(
            '<text:p>张<text:span>三</text:span><text:s text:c="2"/>李'
            "<text:tab/>四<text:line-break/>王</text:p>"
        ),
        "张三  李\t四\n王",
    ),
    "text over several lines of XML": (table_cell("<text:p>张三\n      李四</text:p>"), "张三 李四"),
    "text beside a comment": (
        table_cell("<office:annotation><text:p>必填</text:p></office:annotation><text:p>张三</text:p>"),
        "张三",
    ),
    "text of an attribute": (table_cell("x", TEXT + ' office:string-value="张三"'), "张三"),
    "digits as text": (table_cell("110101200801010019", TEXT), "110101200801010019"),
    "number": (typed("float", "value", "45"), 45.0),
    "ID number as a number": (typed("float", "value", "1.1010120080101E+17"), 1.1010120080101e17),
    "share": (typed("percentage", "value", "0.5"), 0.5),
    "money": (typed("currency", "value", "380"), 380.0),
    "true": (typed("boolean", "boolean-value", "true"), True),
    "false": (typed("boolean", "boolean-value", "false"), False),
    "date": (typed("date", "date-value", "2008-01-31"), dt.date(2008, 1, 31)),
    "date and time": (typed("date", "date-value", "2008-01-31T08:30:00"), dt.datetime(2008, 1, 31, 8, 30)),  # noqa: DTZ001 - sheets know no zones
    "time": (typed("time", "time-value", "PT08H30M15S"), dt.time(8, 30, 15)),
    "time with a fraction": (typed("time", "time-value", "PT08H30M15.5S"), dt.time(8, 30, 15, 500_000)),
    "duration": (typed("time", "time-value", "PT30H00M00S"), dt.timedelta(hours=30)),
    "negative duration": (typed("time", "time-value", "-PT1H"), dt.timedelta(hours=-1)),
    "number that is none": (typed("float", "value", "viele", shown="很多"), "很多"),
    "number without a value": (table_cell("45", ' office:value-type="float"'), "45"),
    "date that does not exist": (typed("date", "date-value", "2008-02-30", shown="2 月 30 日"), "2 月 30 日"),
    "time that is none": (typed("time", "time-value", "soon", shown="马上"), "马上"),
    "error": (
        table_cell("#N/A", TEXT + ' office:string-value="" calcext:value-type="error"'),
        ErrorValue("#N/A"),
    ),
    "error of a formula": (table_cell("#REF!", ' table:formula="of:=#REF!"' + TEXT), ErrorValue("#REF!")),
    "text that looks like an error": (table_cell("#N/A", TEXT), "#N/A"),
}


@pytest.mark.parametrize(("cell", "value"), CELLS.values(), ids=CELLS)
def test_cell_is_read(cell: str, value: Value) -> None:
    sheet = read_sheet(ods(table("名单", table_row(cell))))
    assert sheet.rows == ((value,),)
    assert type(sheet.rows[0][0]) is type(value)
    assert (cell_at(sheet, 1, 0).stored_as is StoredAs.ERROR) == (
        isinstance(value, ErrorValue) and "formula" not in cell
    )


STYLED = [f' table:style-name="ce{number}"' + kind for number in range(6) for kind in (TEXT, "")]
BESIDE_EACH_OTHER = st.one_of(
    st.sampled_from([*CELLS.values()]),
    st.tuples(st.sampled_from(STYLED), st.sampled_from(["张三", "李 四", "110101200801010019"])).map(
        lambda cell: (table_cell(cell[1], cell[0]), cell[1])
    ),
    st.just((table_cell(""), "")),
)


@examples(60)
@given(st.lists(st.lists(BESIDE_EACH_OTHER, min_size=1, max_size=6), min_size=1, max_size=8))
def test_cells_of_every_kind_stand_beside_each_other(rows: list[list[tuple[str, Value]]]) -> None:
    last = (table_cell("末"), "末")
    rows = [[*row, last] for row in rows]
    sheet = read_sheet(ods(table("名单", *(table_row(*(cell for cell, _ in row)) for row in rows))))
    assert sheet.rows == tuple(tuple(value for _, value in row) for row in rows)


def test_control_character_in_a_cell_parts_no_cells() -> None:
    data = ods(table("名单", table_row(table_cell("张\x01三", TEXT), table_cell("李四", TEXT))))
    assert read_sheet(data).rows == (("张\x01三", "李四"),)


REPEATED = ods(
    table(
        "名单",
        table_row(
            table_cell("甲"), table_cell(attributes=' table:number-columns-repeated="3"'), table_cell("乙")
        ),
        table_row(
            table_cell("丙", ' table:number-columns-repeated="2"'),
            table_cell(attributes=' table:number-columns-repeated="16382"'),
            attributes=' table:number-rows-repeated="2"',
        ),
        table_row(table_cell(), attributes=' table:number-rows-repeated="3"'),
        table_row(table_cell("丁")),
        table_row(
            table_cell(attributes=' table:number-columns-repeated="16384"'),
            attributes=' table:number-rows-repeated="1048569"',
        ),
    )
)


def test_repeated_rows_and_cells_stand_where_they_belong() -> None:
    assert read_sheet(REPEATED).rows == (
        ("甲", "", "", "", "乙"),
        ("丙", "丙"),
        ("丙", "丙"),
        (),
        (),
        (),
        ("丁",),
    )


def test_sheets_come_in_their_order_with_their_visibility() -> None:
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    tables = [
        table(name, table_row(table_cell(name)), attributes=f' table:style-name="{style}"')
        for name, style in (("名单", "ta1"), ("字典", "ta2"), ("说明", "ta9"))
    ]
    book = read(ods(*tables, styles=styles))
    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in book.sheets] == [
        ("名单", True, (("名单",),)),
        ("字典", False, (("字典",),)),
        ("说明", True, (("说明",),)),
    ]


def test_facts_of_a_sheet() -> None:
    columns = (
        "<table:table-column/>"
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        "<table:table-column/>"
    )
    rows = (
        table_row(
            table_cell("标题", ' table:number-columns-spanned="8" table:number-rows-spanned="2"'),
            '<table:covered-table-cell table:number-columns-repeated="7"/>',
        ),
        table_row(table_cell("甲"), attributes=' table:visibility="collapse"'),
        table_row(table_cell("乙"), attributes=' table:visibility="filter" table:number-rows-repeated="2"'),
        table_row(
            typed("float", "value", "2").replace(
                "<table:table-cell", '<table:table-cell table:formula="of:=1+1"'
            )
        ),
        table_row(attributes=' table:visibility="collapse" table:number-rows-repeated="1048571"'),
    )
    sheet = read_sheet(ods(table("名单", *rows, columns=columns)))
    assert sheet.facts == SheetFacts(
        formulas={"A5": "1+1"},
        merged=(Area(1, 0, 2, 7),),
        hidden_rows=frozenset({2, 3, 4}),
        hidden_columns=(Area(1, 1, LAST_ROW, 2),),
        filtered=True,
        validations_known=False,
    )


DAMAGED = "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"
LOCKED = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "a password": (ods(more={"META-INF/manifest.xml": LOCKED}), "名单.xlsx 设了密码，打不开"),
    "a letter": (
        ods(mimetype=ODS_TYPE.replace("spreadsheet", "text")),
        "名单.xlsx 不是表格，其实是 OpenDocument 文档或演示文稿",
    ),
    "no sheet": (ods(), DAMAGED),
    "no XML": (ods("</table:table>"), DAMAGED),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_spreadsheet_is_refused(data: bytes, message: str) -> None:
    assert refusal(data) == message


WIDE = ' table:number-columns-repeated="20"'
LONG = ' table:number-rows-repeated="300000"'
BOMBS: dict[str, tuple[bytes, SheetCaps, str]] = {
    "a value repeated over all rows": (
        ods(table("甲", table_row(table_cell("x"), attributes=' table:number-rows-repeated="1048576"'))),
        SheetCaps(),
        "名单.xlsx 的工作表“甲” 到第 1,048,576 行还有内容，上限 300,000 行",
    ),
    "a value repeated over more columns than there are": (
        ods(table("甲", table_row(table_cell("x", ' table:number-columns-repeated="99999999"')))),
        SheetCaps(),
        "名单.xlsx 的工作表“甲” 到第 99,999,999 列还有内容，上限 16,384 列",
    ),
    "a large rectangle": (
        ods(table("甲", table_row(table_cell("x", WIDE.replace("20", "21")), attributes=LONG))),
        SheetCaps(),
        "名单.xlsx 的工作表“甲” 的内容占到 300,000 行 × 21 列，超过上限 6,000,000 格",
    ),
    "many large rectangles": (
        ods(*[table("甲", table_row(table_cell("x", WIDE), attributes=LONG))] * 40),
        SheetCaps(),
        "名单.xlsx 各工作表的内容合计超过上限 6,000,000 格",
    ),
    "a formula repeated over a row": (
        ods(table("甲", table_row(table_cell("x", ' table:formula="of:=1"' + WIDE)))),
        SheetCaps(marks=19),
        "名单.xlsx 的工作表“甲” 不像是正常的表格，没有打开：公式、合并单元格等达 20 处，上限 19 处",
    ),
    "too many sheets": (
        ods(*[table("甲")] * 40),
        SheetCaps(sheets=39),
        "名单.xlsx 不像是正常的表格，没有打开：工作表有 40 张，上限 39 张",
    ),
    "spaces without end": (
        ods(
            table(
                "甲", table_row(table_cell("<text:p>" + '<text:s text:c="99999999"/>' * 2000 + "</text:p>"))
            )
        ),
        SheetCaps(characters=400_000),
        "名单.xlsx 的工作表“甲” 不像是正常的表格，没有打开：文字合计达 2,000,000 个字，上限 400,000 个字",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("data", "caps", "message"), BOMBS.values(), ids=BOMBS)
def test_spreadsheet_beyond_the_caps_is_refused(data: bytes, caps: SheetCaps, message: str) -> None:
    assert refusal(data, caps) == message


def test_odd_nesting_ends_in_a_sheet_or_a_refusal() -> None:
    cell_in_paragraph = table_cell("<text:p>甲<table:table-cell>乙</table:table-cell>丙</text:p>")
    sheet = read_sheet(ods(table("甲", table_row(cell_in_paragraph))))
    assert sheet.name == "甲"
    deep = "<text:p>" * 5000 + "</text:p>" * 5000
    assert refusal(ods(table("甲", table_row(table_cell(deep)), table_row(table_cell("丁"))))) == DAMAGED


def test_hidden_rows_without_end_cost_nothing() -> None:
    hidden = table_row(attributes=' table:visibility="collapse" table:number-rows-repeated="1048576"')
    sheets = read(ods(*[table("甲", table_row(table_cell("x")), hidden)] * 400)).sheets
    assert {(sheet.rows, sheet.facts.hidden_rows) for sheet in sheets} == {((("x",),), frozenset())}
