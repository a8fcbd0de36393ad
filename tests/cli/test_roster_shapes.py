"""Rosters as schools keep them: titles, totals, signatures, a sheet for each class, hidden rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from school import NAMES, workbook
from sheet_builders import Found, Value, at_cell, findings, listed, roster
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
Rows = Sequence[Sequence[Value]]
OTHER = id_number(0)
CHECK = ("--format", "json", "--date", CHECK_DATE)

NUMBERED = ("序号", "姓名", "身份证号", "班级")


def numbered(*below: Sequence[Value], above: Rows = (), count: int = 3) -> list[list[Value]]:
    """Give numbered students of one class below a header, with rows above the header and below the last."""
    rows = [[index + 1, *row, "电商1班"] for index, row in enumerate(listed(count))]
    return [list(row) for row in (*above, NUMBERED, *rows, *below)]


SHAPES: dict[str, tuple[list[list[Value]], int, list[tuple[str, str]]]] = {
    "titles above": (numbered(above=[("某某学校2021年花名册",), ("填表日期：2021年4月",)]), 3, []),
    "empty rows between": (numbered((), (4, "赵六", id_number(5), "电商1班")), 4, []),
    "rows of blanks": (numbered(("  ", " "), (" ",)), 3, []),
    "a total": (numbered(("合计", 3)), 3, [("A5", "“合计”像是合计、签名或备注，没有当作学生")]),
    "a total in the column of names": (
        numbered((None, "合计：3人")),
        3,
        [("B5", "“合计：3人”像是合计、签名或备注，没有当作学生")],
    ),
    "a total in the column of numbers": (
        numbered((None, "共计", 3)),
        3,
        [("B5", "“共计”像是合计、签名或备注，没有当作学生")],
    ),
    "signatures": (
        numbered(("制表人：王老师", None, None, "审核：李主任"), (None, "审核人", "李主任")),
        3,
        [
            ("A5", "“制表人：王老师”像是合计、签名或备注，没有当作学生"),
            ("B6", "“审核人”像是合计、签名或备注，没有当作学生"),
        ],
    ),
    "a telephone number": (
        numbered(("联系电话", None, "13800000000")),
        3,
        [("A5", "“联系电话”像是合计、签名或备注，没有当作学生")],
    ),
    "a remark": (
        numbered(("备注：以上学生都已交费。",), (None, "请各班于4月20日前核对，并签字。")),
        3,
        [
            ("A5", "“备注：以上学生都已交费。”像是合计、签名或备注，没有当作学生"),
            ("B6", "“请各班于4月20日前核对，并签字。”像是合计、签名或备注，没有当作学生"),
        ],
    ),
    "numbers for students to come": (
        numbered((4,), (5,), (), (7,)),
        3,
        [("A5", "第 5～6 行只有序号，没有当作学生"), ("A8", "第 8 行只有序号，没有当作学生")],
    ),
    "numbers and classes for students to come": (
        numbered((4, None, None, "电商1班"), (5, None, None, "电商1班")),
        3,
        [("A5", "第 5～6 行没有姓名和身份证号，没有当作学生")],
    ),
    "a date and a seal": (
        numbered((None, None, None, "2026年3月1日"), (None, None, None, "教务处（盖章）")),
        3,
        [
            ("D5", "“2026年3月1日”像是合计、签名或备注，没有当作学生"),
            ("D6", "“教务处（盖章）”像是合计、签名或备注，没有当作学生"),
        ],
    ),
    "class after class": (
        numbered(("电商2班",), NUMBERED, (1, "赵六", id_number(5), "电商2班")),
        4,
        [("A5", "“电商2班”像是标题，没有当作学生"), ("A6", "“序号”又是一行表头，没有当作学生")],
    ),
}


@pytest.mark.parametrize(("rows", "items", "asides"), SHAPES.values(), ids=SHAPES)
def test_rows_that_are_no_students_are_told_and_not_counted(
    wdyy: Wdyy, tmp_path: Path, rows: list[list[Value]], items: int, asides: list[tuple[str, str]]
) -> None:
    path = roster(tmp_path / "花名册.xlsx", rows[1:], [str(text) for text in rows[0]])
    ran = wdyy("check-roster", path, *CHECK)
    assert (ran.status, ran.report["summary"]["items"]) == (0, items)
    said = [(f["code"], f["location"]["cell"], f["message"]) for f in ran.report["findings"]]
    assert said == [("ROS010", cell, message) for cell, message in asides]


STUDENTS: dict[str, tuple[Sequence[Value], list[str]]] = {
    "a name alone": ((None, "赵六"), ["ROS101"]),
    "a name and a class": ((4, "赵六", None, "电商1班"), ["ROS101"]),
    "an odd name alone": ((4, "赵6"), ["ROS101", "ROS112"]),
    "an ID number alone": ((None, None, id_number(5)), ["ROS101"]),
    "a total with an ID number": ((None, "合计", id_number(5)), []),
    "a name like a class": ((4, "班班"), ["ROS101"]),
    "a word for the number": ((4, "赵六", "办理中"), ["IDN001"]),
}


@pytest.mark.parametrize(("row", "codes"), STUDENTS.values(), ids=STUDENTS)
def test_a_row_that_may_be_a_student_is_never_passed_over(
    wdyy: Wdyy, tmp_path: Path, row: Sequence[Value], codes: list[str]
) -> None:
    rows = numbered(row)
    path = roster(tmp_path / "花名册.xlsx", rows[1:], NUMBERED)
    ran = wdyy("check-roster", path, *CHECK)
    assert ran.report["summary"]["items"] == 4
    assert [(found.code, found.row) for found in findings(ran.report)] == [(code, 5) for code in codes]


def test_a_merged_title_between_the_students_is_no_student(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(tmp_path / "花名册.xlsx", [*listed(2), ["补报的学生名单"], ["赵六", id_number(5)]])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A4:B4")
    book.save(path)
    ran = wdyy("check-roster", path, *CHECK)
    assert [(found.code, found.cell) for found in findings(ran.report)] == [("ROS010", "A4")]


HEADER = ("姓名", "身份证号")
FIRST, SECOND = [HEADER, *listed(2)], [("二班花名册",), HEADER, *listed()[2:]]


def test_a_sheet_for_each_class(wdyy: Wdyy, tmp_path: Path) -> None:
    counts = [("班级", "人数"), ("一班", 2), ("二班", 3)]
    path = workbook(tmp_path / "花名册.xlsx", {"一班": FIRST, "二班": SECOND, "统计": counts})
    ran = wdyy("check-roster", path, *CHECK)
    assert (ran.status, ran.report["findings"], ran.report["summary"]["items"]) == (0, [], 5)


def test_a_student_in_two_classes_is_named_with_the_other_sheet(wdyy: Wdyy, tmp_path: Path) -> None:
    path = workbook(tmp_path / "花名册.xlsx", {"一班": FIRST, "二班": [HEADER, listed(1)[0]]})
    ran = wdyy("check-roster", path, *CHECK)
    assert findings(ran.report) == [
        at_cell("ROS201", "B2", "身份证号", OTHER, sheet="二班", who=(NAMES[0], OTHER))
    ]
    assert ran.report["findings"][0]["message"] == "工作表“一班”第 2 行已经有这个身份证号"


def test_a_summary_of_all_classes_is_not_counted_again(wdyy: Wdyy, tmp_path: Path) -> None:
    sheets = {"汇总": [HEADER, *listed()], "一班": FIRST, "二班": SECOND}
    ran = wdyy("check-roster", workbook(tmp_path / "花名册.xlsx", sheets), *CHECK)
    assert (ran.status, ran.report["summary"]["items"]) == (0, 5)
    assert [(f["code"], f["severity"], f["message"]) for f in ran.report["findings"]] == [
        ("ROS005", "info", "工作表“汇总”的 5 名学生在别的工作表里都有，没有再算一次"),
    ]


NO_SUMMARY: dict[str, tuple[Rows, int, list[str]]] = {
    "somebody lacks": ([HEADER, *listed(4)], 9, ["ROS201"] * 4),
    "another name": ([HEADER, *listed(4), ["钱舞", id_number(4)]], 10, [*["ROS201"] * 5, "ROS202"]),
    "somebody without a number": ([HEADER, *listed(), ["赵六", None]], 11, ["ROS101", *["ROS201"] * 5]),
}


@pytest.mark.parametrize(("rows", "items", "codes"), NO_SUMMARY.values(), ids=NO_SUMMARY)
def test_a_sheet_that_says_anything_else_counts(
    wdyy: Wdyy, tmp_path: Path, rows: Rows, items: int, codes: list[str]
) -> None:
    path = workbook(tmp_path / "花名册.xlsx", {"一班": FIRST, "二班": SECOND, "汇总": rows})
    ran = wdyy("check-roster", path, *CHECK)
    assert ran.report["summary"]["items"] == items
    assert sorted(found.code for found in findings(ran.report)) == codes


SHEETS_LEFT_OUT: dict[str, tuple[str, Rows, Sequence[str], list[str]]] = {
    "a class under unknown headers": (
        "二班",
        [("二班学生情况", "", ""), ("学生", "号码", "电话"), *listed()[2:]],
        (),
        ["工作表“二班”没有找到姓名和身份证号的表头，里面的 3 个身份证号没有算在内"],
    ),
    "a hidden class": (
        "二班",
        SECOND,
        ("二班",),
        ["工作表“二班”是隐藏的，里面的 3 个身份证号没有算在内"],
    ),
    "a hidden copy": ("备份", FIRST, ("备份",), []),
    "proctors": (
        "监考",
        [("监考教师", "身份证号"), ("周老师", id_number(9))],
        (),
        ["工作表“监考”没有找到姓名和身份证号的表头，里面的 1 个身份证号没有算在内"],
    ),
    "numbers that lost their tails": (
        "二班",
        [("名单",), ("赵六", 110101200801031000.0)],
        (),
        ["工作表“二班”没有找到姓名和身份证号的表头，里面的 1 个身份证号没有算在内"],
    ),
    "figures": ("统计", [("班级", "人数"), ("一班", 2.0)], (), []),
}


@pytest.mark.parametrize(
    ("name", "rows", "hidden", "messages"), SHEETS_LEFT_OUT.values(), ids=SHEETS_LEFT_OUT
)
def test_students_on_a_sheet_that_is_left_out_are_told(
    wdyy: Wdyy, tmp_path: Path, name: str, rows: Rows, hidden: Sequence[str], messages: list[str]
) -> None:
    path = workbook(tmp_path / "花名册.xlsx", {"一班": FIRST, name: rows}, hidden)
    ran = wdyy("check-roster", path, *CHECK)
    assert (ran.status, ran.report["summary"]["items"]) == (0, 2)
    said = [(f["code"], f["location"]["sheet"], f["message"]) for f in ran.report["findings"]]
    assert said == [("ROS005", name, message) for message in messages]


def test_hidden_students_are_told(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(tmp_path / "花名册.xlsx", listed())
    book = openpyxl.load_workbook(path)
    for row in (3, 4, 90):
        book.active.row_dimensions[row].hidden = True
    book.save(path)
    ran = wdyy("check-roster", path, *CHECK)
    assert findings(ran.report) == [Found("ROS005", "花名册", None, 3, None, None, None, None, None)]
    assert ran.report["findings"][0]["message"] == "第 3～4 行是隐藏的，也算在内"
