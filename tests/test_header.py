"""Finding header rows and columns, however schools name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.errors import WdyyError
from wdyy_cli.header import (
    ALIASES,
    FIELD_NAMES,
    FIRST_ROWS,
    FoundSheet,
    Header,
    aliases_of,
    find_header,
    find_sheet,
    normal_header,
)
from wdyy_cli.sheet import Sheet, Value, Workbook

Rows = Sequence[Sequence[Value]]

STUDENT = aliases_of(("name", "id_number", "class_name", "student_type", "level", "phone", "school"))
PLAIN = ("姓名", "身份证号", "班级")
PLAIN_COLUMNS = {"name": 0, "id_number": 1, "class_name": 2}


def found(rows: Rows, overrides: Mapping[str, str] | None = None) -> Header:
    return find_header(
        rows, STUDENT, required=("name", "id_number"), overrides=overrides, shown="花名册.xlsx"
    )


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
REFUSED: dict[str, tuple[Rows, dict[str, str], str, str]] = {
    "a required column": (
        [("名单",), ("姓名", "班 级\n（全称）", "学号")],
        {},
        "花名册.xlsx 没有找到 “身份证号” 这一列；第 2 行有：姓名、班 级 （全称）、学号",
        MISSING_HINT.format("id_number", "姓名"),
    ),
    "all required columns": (
        [("名单",), ("甲", "乙", "丙")],
        {},
        "花名册.xlsx 没有找到 “姓名”、“身份证号” 这一列；第 2 行有：甲、乙、丙",
        MISSING_HINT.format("name", "甲"),
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
        MISSING_HINT.format("name", "列名"),
    ),
    "columns of somebody else only": (
        [("家长姓名", "家长身份证号")],
        {},
        "花名册.xlsx 没有找到 “姓名”、“身份证号” 这一列；第 1 行有：家长姓名、家长身份证号",
        MISSING_HINT.format("name", "家长姓名"),
    ),
    "very many and long headers": (
        [("姓名", *[f"第 {column} 列" + "长" * 30 for column in range(40)])],
        {},
        "花名册.xlsx 没有找到 “身份证号” 这一列；第 1 行有：姓名、"
        + "、".join((f"第 {column} 列" + "长" * 30)[:20] for column in range(29))
        + " 等 41 个",
        MISSING_HINT.format("id_number", "姓名"),
    ),
    "one header twice": (
        [("姓名", "身份证号", "姓名")],
        {},
        "花名册.xlsx 第 1 行有 2 列都像“姓名”：A 列“姓名”、C 列“姓名”",
        "请把不用的那一列改名或删除后重试。",
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
        "请把不用的那一列改名或删除后重试。",
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
    found = {alias: find_header([("序号", alias)], wanted).columns for alias in ALIASES[field]}
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

SHEETS: dict[str, tuple[tuple[Sheet, ...], str, tuple[str, ...]]] = {
    "the only one": ((PEOPLE,), "名单", ()),
    "behind notes and before empty ones": ((NOTES, PEOPLE, EMPTY), "名单", ()),
    "the first of several": ((PEOPLE, OTHERS), "名单", ("二班",)),
    "beside one without rows": ((PEOPLE, BLANK), "名单", ()),
    "beside one with fewer columns": ((NAMES, PEOPLE), "名单", ()),
    "beside a hidden one": ((HIDDEN, PEOPLE), "名单", ()),
    "a hidden one where no other has the columns": ((NAMES, HIDDEN), "字典", ()),
}


def chosen(*sheets: Sheet, overrides: Mapping[str, str] | None = None) -> FoundSheet:
    workbook = Workbook(kind="Excel 表格", sheets=sheets)
    required = ("name", "id_number")
    return find_sheet(workbook, STUDENT, required=required, overrides=overrides, shown="花名册.xlsx")


@pytest.mark.parametrize(("sheets", "name", "others"), SHEETS.values(), ids=SHEETS)
def test_sheet_is_chosen(sheets: tuple[Sheet, ...], name: str, others: tuple[str, ...]) -> None:
    found = chosen(*sheets)
    assert (found.sheet.name, found.others) == (name, others)
    assert found.header.columns["name"] == 0


def test_sheet_is_chosen_by_the_header_that_the_user_named() -> None:
    other = sheet("乙", ("全名", "身份证号"), ("张三", "1"))
    assert chosen(PEOPLE, other, overrides={"name": "全名"}).sheet.name == "乙"


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
        chosen(*sheets)
    assert caught.value.message == message
