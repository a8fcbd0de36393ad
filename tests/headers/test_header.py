"""Finding header rows and columns, however schools name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.errors import WdyyError
from wdyy_cli.headers.block import Block
from wdyy_cli.headers.blocks import Blocks, find_blocks
from wdyy_cli.headers.field_names import ALIASES, FIELD_NAMES, aliases_of
from wdyy_cli.headers.header import FIRST_ROWS, Header, normal_header
from wdyy_cli.sheet import Area, Sheet, SheetFacts, Value, Workbook

Rows = Sequence[Sequence[Value]]

STUDENT = aliases_of(("name", "id_number", "class_name", "student_type", "level", "phone", "school"))
ONE = "11010120080307100X"
PLAIN = ("姓名", "身份证号", "班级")
PLAIN_COLUMNS = {"name": 0, "id_number": 1, "class_name": 2}


def blocks_of(
    *sheets: Sheet,
    overrides: Mapping[str, str] | None = None,
    wanted: Mapping[str, Sequence[str]] = STUDENT,
    required: Sequence[str] = ("name", "id_number"),
) -> Blocks:
    workbook = Workbook(sheets=sheets)
    return find_blocks(workbook, wanted, required=required, overrides=overrides, shown="花名册.xlsx")


def found(rows: Rows, overrides: Mapping[str, str] | None = None) -> Header:
    return blocks_of(sheet("名单", *rows), overrides=overrides).found[0].header


def refusal(rows: Rows, overrides: Mapping[str, str]) -> tuple[str, str]:
    with pytest.raises(WdyyError) as caught:
        found(rows, overrides)
    return caught.value.message, caught.value.hint


FOUND: dict[str, tuple[Rows, int, dict[str, int]]] = {
    "in the first row": ([PLAIN, ("张三", "1", "二班")], 1, PLAIN_COLUMNS),
    "below a title": ([("某某学院 2026 届报名表",), PLAIN], 2, PLAIN_COLUMNS),
    "below a title that mentions headers": (
        [("请按身份证填写姓名和身份证号，一人一行",), PLAIN],
        2,
        PLAIN_COLUMNS,
    ),
    "below title, note and empty rows": (
        [("名单",), (), ("", ""), ("说明：姓名必填",), (), PLAIN],
        6,
        PLAIN_COLUMNS,
    ),
    "below a line with school and date": (
        [("学校：", "某某学院", "填表日期：", dt.date(2026, 11, 1)), PLAIN],
        2,
        PLAIN_COLUMNS,
    ),
    "above a second header row": ([PLAIN, ("", "", ""), PLAIN], 1, PLAIN_COLUMNS),
    "in any order, with others between": (
        [("序号", "班级", "性别", "身份证号", "备注", "姓名")],
        1,
        {"name": 5, "id_number": 3, "class_name": 1},
    ),
    "with numbers among the headers": ([(1.0, "姓名", "身份证号", 2021.0)], 1, {"name": 1, "id_number": 2}),
    "with other names": (
        [("学生姓名", "公民身份号码", "行政班", "考生类型", "报考等级", "联系电话", "所在院校")],
        1,
        {
            "name": 0,
            "id_number": 1,
            "class_name": 2,
            "student_type": 3,
            "level": 4,
            "phone": 5,
            "school": 6,
        },
    ),
    "with notes in brackets": (
        [("姓名（必填）", "身份证号(18位，最后一位X大写)", "班级【全称】")],
        1,
        PLAIN_COLUMNS,
    ),
    "with stars and colons": ([("*姓名", "※身份证号：", "班级*")], 1, PLAIN_COLUMNS),
    "with spaces and line breaks": ([("姓　名", "身份\n证号", " 班 级 ")], 1, PLAIN_COLUMNS),
    "with invisible characters": ([("\ufeff姓名", "身份证号\u200b", "班级\u00a0")], 1, PLAIN_COLUMNS),
    "in brackets as a whole": ([("（姓名）", "【身份证号】", "班级")], 1, PLAIN_COLUMNS),
    "with something about the name": (
        [("姓名", "考生本人身份证号", "二级学院班级名称")],
        1,
        PLAIN_COLUMNS,
    ),
    "beside columns of somebody else": (
        [("姓名", "身份证号", "家长姓名", "监护人身份证号", "班主任姓名", "紧急联系电话", "联系电话")],
        1,
        {"name": 0, "id_number": 1, "phone": 6},
    ),
    "beside columns of something else": (
        [("身份证号类型", "身份证号", "身份证号有效期至", "身份证号照片", "姓名", "姓名拼音")],
        1,
        {"name": 4, "id_number": 1},
    ),
    "exact before similar": ([("学生身份证号码原件", "身份证号", "姓名")], 1, {"name": 2, "id_number": 1}),
    "in the row with more of the required columns": (
        [("姓名", "班级", "手机", "学校"), ("姓名", "身份证号")],
        2,
        {"name": 0, "id_number": 1},
    ),
    "over two rows, below a group": (
        [
            ("序号", "姓名", "证件信息", "", "班级"),
            ("", "", "证件类型", "证件号码", ""),
            ("1", "张三", "身份证", ONE, "一班"),
        ],
        2,
        {"name": 1, "id_number": 3, "class_name": 4},
    ),
    "over two rows, of which the second only adds": (
        [("姓名", "身份证号", "联系方式", ""), ("", "", "电话", "微信"), ("张三", ONE, "1", "x")],
        2,
        {"name": 0, "id_number": 1, "phone": 2},
    ),
    "below a group that is somebody else's": (
        [
            ("学生信息", "", "家长信息", ""),
            ("姓名", "身份证号", "姓名", "身份证号"),
            ("张三", ONE, "张大", "2"),
        ],
        2,
        {"name": 0, "id_number": 1},
    ),
    "below a line about the teacher": (
        [("班级：", "一班", "班主任：", "王老师"), ("序号", "姓名", "身份证号", "性别")],
        2,
        {"name": 1, "id_number": 2},
    ),
    "beside a former one": (
        [("姓名", "原身份证号码", "身份证号"), ("张三", "1", ONE)],
        1,
        {"name": 0, "id_number": 2},
    ),
    "with whose it is": ([("报名人姓名", "学员本人身份证号码")], 1, {"name": 0, "id_number": 1}),
}


@pytest.mark.parametrize(("rows", "row_number", "columns"), FOUND.values(), ids=FOUND)
def test_header_is_found(rows: Rows, row_number: int, columns: dict[str, int]) -> None:
    header = found(rows)
    assert (header.row_number, dict(header.columns)) == (row_number, columns)


def test_header_keeps_what_is_written() -> None:
    header = found([("名单",), (" 姓名（必填）", "", "身份证号*", 7.0)])
    assert header == Header(
        row_number=2, columns={"name": 0, "id_number": 2}, headers=("姓名（必填）", "", "身份证号*", "7")
    )
    assert [header.title(field) for field in ("name", "id_number")] == ["姓名（必填）", "身份证号*"]


OVERRIDES: dict[str, tuple[Rows, dict[str, str], dict[str, int]]] = {
    "an unknown name": ([("谁", "号")], {"name": "谁", "id_number": "号"}, {"name": 0, "id_number": 1}),
    "the wish before the alias": (
        [("姓名", "曾用名", "身份证号")],
        {"name": "曾用名"},
        {"name": 1, "id_number": 2},
    ),
    "the wish takes a header from another field": (
        [("姓名", "证件号", "身份证号"), ("张三", "1", "2")],
        {"student_number": "证件号"},
        {"name": 0, "student_number": 1, "id_number": 2},
    ),
    "the wish settles a doubt": (
        [("姓名", "证件号", "身份证号")],
        {"id_number": "身份证号"},
        {"name": 0, "id_number": 2},
    ),
    "the wish without note and spaces": (
        [("名 字（全名）", "身份证号")],
        {"name": "名字"},
        {"name": 0, "id_number": 1},
    ),
    "a field that was not asked for": (
        [("姓名", "身份证号", "座号")],
        {"seats": "座号"},
        {"name": 0, "id_number": 1, "seats": 2},
    ),
}


@pytest.mark.parametrize(("rows", "overrides", "columns"), OVERRIDES.values(), ids=OVERRIDES)
def test_wish_of_the_user_goes_first(rows: Rows, overrides: dict[str, str], columns: dict[str, int]) -> None:
    assert dict(found(rows, overrides).columns) == columns


MISSING_HINT = "如果这一列叫别的名字，请用 --column {0}=列名 告诉程序，例如 --column {0}={1}"
NO_LIKELY_HINT = "如果这一列叫别的名字，请用 --column {0}=列名 告诉程序；没有这一列的，请补上。"
TWICE_HINT = (
    "只有一列是对的，就把别的列改名（如“{0}（旧）”）；左右两组是同一种人的，"
    "把右边一组剪切到左边一组的下面；右边是老师、家长等别人的，移到另一个文件里。"
)
REFUSED: dict[str, tuple[Rows, dict[str, str], str, str]] = {
    "a required column": (
        [("名单",), ("姓名", "班 级\n（全称）", "学号")],
        {},
        "花名册.xlsx 没有找到 “身份证号” 这一列；第 2 行有：姓名、班 级（全称）、学号",
        NO_LIKELY_HINT.format("id_number"),
    ),
    "all required columns": (
        [("名单",), ("甲", "乙", "丙")],
        {},
        "花名册.xlsx 没有找到 “姓名”、“身份证号” 这一列；第 2 行有：甲、乙、丙",
        NO_LIKELY_HINT.format("name"),
    ),
    "the column that the user named": (
        [("姓名", "身份证号")],
        {"name": "全名"},
        "花名册.xlsx 没有找到 “全名” 这一列；第 1 行有：姓名、身份证号",
        MISSING_HINT.format("name", "姓名"),
    ),
    "a column beyond the first rows": (
        [*[(f"第 {row} 行",) for row in range(FIRST_ROWS)], PLAIN],
        {},
        "花名册.xlsx 没有找到 “姓名”、“身份证号” 这一列；第 1 行有：第 0 行",
        NO_LIKELY_HINT.format("name"),
    ),
    "columns of somebody else only": (
        [("家长姓名", "家长身份证号")],
        {},
        "花名册.xlsx 没有找到 “姓名”、“身份证号” 这一列；第 1 行有：家长姓名、家长身份证号",
        NO_LIKELY_HINT.format("name"),
    ),
    "a column of other words, likeliest by what stands in it": (
        [("序号", "姓名", "卡号", "电脑"), (1.0, "张三", "11010120080307100X", "无")],
        {},
        "花名册.xlsx 没有找到 “身份证号” 这一列；第 1 行有：序号、姓名、卡号、电脑",
        MISSING_HINT.format("id_number", "卡号"),
    ),
    "very many and long headers": (
        [("姓名", *[f"第 {column} 列" + "长" * 30 for column in range(40)])],
        {},
        "花名册.xlsx 没有找到 “身份证号” 这一列；第 1 行有：姓名、"
        + "、".join((f"第 {column} 列" + "长" * 30)[:20] for column in range(29))
        + " 等 41 个",
        NO_LIKELY_HINT.format("id_number"),
    ),
    "one header twice": (
        [("姓名", "身份证号", "姓名")],
        {},
        "花名册.xlsx 第 1 行有 2 列都像“姓名”：A 列“姓名”、C 列“姓名”",
        TWICE_HINT.format("姓名"),
    ),
    "two headers of one meaning": (
        [("姓名", "证件号码", "身份证号")],
        {},
        "花名册.xlsx 第 1 行有 2 列都像“身份证号”：B 列“证件号码”、C 列“身份证号”",
        "请用 --column id_number=列名 指明用哪一列，例如 --column id_number=证件号码",
    ),
    "the header that the user named, twice": (
        [("姓名", "身份证号", "全名", "全名")],
        {"name": "全名"},
        "花名册.xlsx 第 1 行有 2 列都像“姓名”：C 列“全名”、D 列“全名”",
        TWICE_HINT.format("姓名"),
    ),
    "no row at all": ([], {}, "花名册.xlsx 里没有内容", "请检查是不是选错了文件或工作表。"),
    "empty rows only": ([(), ("", " ")], {}, "花名册.xlsx 里没有内容", "请检查是不是选错了文件或工作表。"),
}


@pytest.mark.parametrize(("rows", "overrides", "message", "hint"), REFUSED.values(), ids=REFUSED)
def test_header_that_does_not_do_is_refused(
    rows: Rows, overrides: dict[str, str], message: str, hint: str
) -> None:
    assert refusal(rows, overrides) == (message, hint)


NORMAL = {
    "姓名": "姓名",
    " 姓　名：": "姓名",
    "*身份证号（必填）": "身份证号",
    "身份证号［18位］": "身份证号",
    "（备注）": "备注",
    "ＩＤ": "id",
    "(((": "(((",
    "": "",
    "：": ":",
}


@pytest.mark.parametrize(("text", "normal"), NORMAL.items())
def test_header_is_compared_in_one_form(text: str, normal: str) -> None:
    assert normal_header(text) == normal


@given(
    st.sampled_from([alias for aliases in ALIASES.values() for alias in aliases]),
    st.sampled_from(["", " ", "　", "\n", "\u200b", "\ufeff"]),
    st.sampled_from(["", "*", "※ ", "#", "："]),
    st.sampled_from(["", "（必填）", "(18 位)", "【见说明】", "：", "*"]),
)
def test_decorated_header_is_compared_like_the_plain_one(
    alias: str, between: str, before: str, after: str
) -> None:
    assert normal_header(before + between.join(alias) + after) == normal_header(alias)


@pytest.mark.parametrize("field", ALIASES)
def test_every_alias_is_found_as_its_field(field: str) -> None:
    wanted = aliases_of([field])
    found = {
        alias: blocks_of(sheet("表", ("序号", alias)), wanted=wanted, required=[field])
        .found[0]
        .header.columns
        for alias in ALIASES[field]
    }
    assert found == {alias: {field: 1} for alias in ALIASES[field]}


def test_fields_have_names_and_unknown_ones_are_refused() -> None:
    assert FIELD_NAMES.keys() == ALIASES.keys()
    with pytest.raises(WdyyError) as caught:
        aliases_of(["name", "nmae"])
    assert caught.value.message == "没有名为 nmae 的字段"
    assert caught.value.hint.startswith("可用的字段有：name、id_number、")


def sheet(name: str, *rows: Sequence[Value], visible: bool = True) -> Sheet:
    return Sheet(name=name, visible=visible, rows=tuple(map(tuple, rows)))


NOTES = sheet("说明", ("填写说明",), ("姓名必填",))
PEOPLE = sheet("名单", ("标题",), PLAIN, ("张三", "1", "二班"))
BLANK = sheet("空表", PLAIN)
OTHERS = sheet("二班", PLAIN, ("李四", "2", "二班"))
NAMES = sheet("姓名", ("姓名",), ("王五",))
HIDDEN = sheet("字典", PLAIN, ("赵六", "3", "三班"), visible=False)
EMPTY = sheet("Sheet3")

SHEETS: dict[str, tuple[tuple[Sheet, ...], list[str]]] = {
    "the only one": ((PEOPLE,), ["名单"]),
    "behind notes and before empty ones": ((NOTES, PEOPLE, EMPTY), ["名单"]),
    "several": ((PEOPLE, OTHERS), ["名单", "二班"]),
    "beside one without rows": ((PEOPLE, BLANK), ["名单"]),
    "beside one with fewer columns": ((NAMES, PEOPLE), ["名单"]),
    "beside a hidden one": ((HIDDEN, PEOPLE), ["名单"]),
    "a hidden one where no other has the columns": ((NAMES, HIDDEN), ["字典"]),
    "one without rows where there is no other": ((BLANK, NAMES), ["空表"]),
}


@pytest.mark.parametrize(("sheets", "names"), SHEETS.values(), ids=SHEETS)
def test_sheets_are_chosen(sheets: tuple[Sheet, ...], names: list[str]) -> None:
    assert [block.sheet.name for block in blocks_of(*sheets).found] == names


def test_sheet_is_chosen_by_the_header_that_the_user_named() -> None:
    other = sheet("乙", ("全名", "身份证号"), ("张三", "1"))
    assert [b.sheet.name for b in blocks_of(PEOPLE, other, overrides={"name": "全名"}).found] == ["乙"]


def person(index: int) -> tuple[str, str]:
    return (f"张{'一二三四五六七八九'[index]}", f"1101012008030710{index}X")


def shape(block: Block) -> tuple[list[int], dict[str, int]]:
    return [row for row, _ in block.rows], dict(block.header.columns)


TWO = {"name": 0, "id_number": 1}
SHAPES: dict[str, tuple[Rows, list[tuple[list[int], dict[str, int]]]]] = {
    "below each other, with other columns": (
        [("姓名", "身份证号"), person(0), (), ("身份证号", "姓名", "班级"), (*person(1)[::-1], "二班")],
        [([2], TWO), ([5], {"name": 1, "id_number": 0, "class_name": 2})],
    ),
    "the same header once more": (
        [("姓名", "身份证号"), person(0), ("姓名", "身份证号"), person(1)],
        [([2, 3, 4], TWO)],
    ),
    "side by side": (
        [("序号", "姓名", "身份证号", "序号", "姓名", "身份证号"), ("1", *person(0), "2", *person(1))],
        [([2], {"name": 1, "id_number": 2}), ([2], {"name": 4, "id_number": 5})],
    ),
    "side by side, numbered, the class for both": (
        [
            ("班级", "姓名1", "身份证号1", "姓名2", "身份证号2"),
            ("一班", *person(0), *person(1)),
            ("一班", *person(2)),
        ],
        [
            ([2, 3], {"name": 1, "id_number": 2, "class_name": 0}),
            ([2, 3], {"name": 3, "id_number": 4, "class_name": 0}),
        ],
    ),
    "side by side, the right one shorter": (
        [("姓名", "身份证号", "姓名", "身份证号"), (*person(0), *person(1)), person(2)],
        [([2, 3], TWO), ([2], {"name": 2, "id_number": 3})],
    ),
}


@pytest.mark.parametrize(("rows", "blocks"), SHAPES.values(), ids=SHAPES)
def test_tables_of_a_sheet(rows: Rows, blocks: list[tuple[list[int], dict[str, int]]]) -> None:
    assert [shape(block) for block in blocks_of(sheet("名单", *rows)).found] == blocks


def test_rows_below_a_header_that_lacks_a_column_are_left_aside() -> None:
    rows = [
        ("姓名", "身份证号"),
        person(0),
        ("姓名", "班级", "手机"),
        ("张二", "二班", "1"),
        ("张三", "三班", "1"),
    ]
    blocks = blocks_of(sheet("名单", *rows))
    assert [shape(block) for block in blocks.found] == [([2], TWO)]
    assert [(left.first_row, left.last_row, left.missing) for left in blocks.aside] == [
        (4, 5, ("id_number",))
    ]


def test_a_value_merged_over_rows_stands_in_each_of_them() -> None:
    rows = (("姓名", "身份证号", "等级"), (*person(0), "初级"), person(1), (), ("合计", "", "", "2"))
    facts = SheetFacts(merged=(Area(2, 2, 4, 2), Area(5, 0, 5, 1)))
    (block,) = blocks_of(Sheet(name="名单", rows=rows, facts=facts)).found
    assert block.rows == [(2, (*person(0), "初级")), (3, (*person(1), "初级")), (5, ("合计", "", "", "2"))]


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ((NAMES, NOTES), "花名册.xlsx 的工作表“姓名” 没有找到 “身份证号” 这一列；第 1 行有：姓名"),
        ((NAMES,), "花名册.xlsx 没有找到 “身份证号” 这一列；第 1 行有：姓名"),
        ((EMPTY, EMPTY), "花名册.xlsx 里没有内容"),
        ((), "花名册.xlsx 里没有内容"),
    ],
    ids=["the best of several", "the only one", "all empty", "none"],
)
def test_workbook_without_the_columns_is_refused(sheets: tuple[Sheet, ...], message: str) -> None:
    with pytest.raises(WdyyError) as caught:
        blocks_of(*sheets)
    assert caught.value.message == message
