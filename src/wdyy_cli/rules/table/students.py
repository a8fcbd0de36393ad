"""ROS113–ROS117: students held against the platform's template for student information."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Location, Place, Problem
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE
from wdyy_cli.rules.table.roster import (
    FILLED_SHEET,
    LEFT_HINT,
    STUDENT_VALUE,
    FilledSheet,
    LeftHint,
    StudentValue,
)
from wdyy_cli.sheet import show_value

GUIDE = "手册二.1 按照模板提示信息填写学生基本信息"
_MOST_ENTRIES = 8


def value(
    header: str, text: str, *, required: bool = False, allowed: str = "", told: str | None = None
) -> StudentValue:
    """Build an example."""
    where = Location(file="学生信息.xlsx", sheet="Sheet1", row=3, column=header)
    place = Place(location=where, value=text or None, id_number="11010120080307100X", name="张三")
    entries = tuple(allowed.split("、")) if allowed else None
    return StudentValue(place, header, text, required, entries, told)


@STUDENT_VALUE.rule(
    "ROS113",
    "模板里必填的一项没有内容",
    source=GUIDE,
    fires=lambda: {"没有民族": value("民族", "", required=True)},
    silent=lambda: {"填了": value("民族", "汉族", required=True), "不是必填": value("备注", "")},
)
def required_value_is_missing(student: StudentValue, _: Profile) -> Iterator[Problem]:
    """
    “导入学生信息”的模板把这一列标为必填，缺了它平台不收这名学生。

    在花名册里补上这一列、这一格；所有学生都一样的，用 --set 列名=内容
    给出，或写在 wdyy.toml 的 [students] 里。
    """
    if student.required and not student.text:
        said = "没有填" if student.known else "没有内容：花名册里没有这一列，也没有另外给出"
        yield Problem(student.place, f"“{student.header}”{said}", fix=IN_BOTH if student.filled else None)


IN_BOTH = (
    "在这张表里填上这一格，花名册里有这一列的也补上；也可以先补好花名册，再用 wdyy build-students 重新生成。"
)
"""A sheet that is filled already does not change by what is written elsewhere."""


@STUDENT_VALUE.rule(
    "ROS114",
    "不是模板下拉列表里的内容",
    source=GUIDE,
    fires=lambda: {"写法不同": value("民族", "汉人", allowed="汉族、回族")},
    silent=lambda: {
        "是其中一项": value("民族", "汉族", allowed="汉族、回族"),
        "没有填": value("民族", "", allowed="汉族、回族"),
        "没有列表": value("民族", "汉人"),
    },
)
def value_is_not_in_the_list(student: StudentValue, _: Profile) -> Iterator[Problem]:
    """
    模板的这一列只能从下拉列表里选，写了别的内容平台会拒收。

    改成列表里的一项，一字不差。
    """
    if student.allowed is not None and student.text and student.text not in student.allowed:
        entries = "、".join(student.allowed[:_MOST_ENTRIES])
        more = f"等 {len(student.allowed):,} 项" if len(student.allowed) > _MOST_ENTRIES else ""
        said = f"“{student.header}”写的是“{student.text}”，只能是：{entries}{more}"
        yield Problem(student.place, said, (student.text,))


@STUDENT_VALUE.rule(
    "ROS116",
    "与身份证号说的不一样",
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {"性别": value("性别", "男", told="女")},
    silent=lambda: {"一样": value("性别", "女")},
)
def value_contradicts_the_id_number(student: StudentValue, _: Profile) -> Iterator[Problem]:
    """
    性别、出生日期和证件类型从身份证号就看得出来，两样至少有一样写错了，实名认证通不过。

    对照身份证原件，改正这一格，或改正身份证号。
    """
    if student.told is not None:
        said = f"“{student.header}”写的是“{student.text}”，按身份证号应是“{student.told}”"
        yield Problem(student.place, said, (student.text, student.told))


def sheet(
    *, missing: tuple[str, ...] = (), moved: tuple[str, ...] = (), added: tuple[str, ...] = (), row: int = 1
) -> FilledSheet:
    """Build an example."""
    place = Place(location=Location(file="学生信息.xlsx", sheet="Sheet1", row=row))
    return FilledSheet(place=place, missing=missing, moved=moved, added=added, header_row=row)


@FILLED_SHEET.rule(
    "ROS115",
    "表头与模板不同",
    source="手册三 注意事项 3 切记粘贴数据时不要改变导入模板的格式",
    fires=lambda: {
        "少了一列": sheet(missing=("民族",)),
        "换了地方": sheet(moved=("民族",)),
        "多了一列": sheet(added=("备注",)),
        "上面多了一行": sheet(row=2),
    },
    silent=lambda: {"一样": sheet()},
)
def header_differs_from_the_template(filled: FilledSheet, _: Profile) -> Iterator[Problem]:
    """
    平台按模板的表头认每一列，表头改动了，整张表都可能导不进去，或导到别的列里。

    用平台的模板重新生成：wdyy build-students 花名册.xlsx --template 模板.xlsx -o 新的学生信息.xlsx。
    """
    parts = [
        f"{word}{'、'.join(f'“{header}”' for header in headers)}"
        for word, headers in (
            ("少了", filled.missing),
            ("换了地方的：", filled.moved),
            ("多了", filled.added),
        )
        if headers
    ]
    if filled.header_row != filled.wanted_row:
        parts.append(f"表头在第 {filled.header_row} 行，模板的在第 {filled.wanted_row} 行")
    if parts:
        yield Problem(filled.place, "；".join(parts))


def hint(*, is_hint: bool) -> LeftHint:
    """Build an example."""
    return LeftHint(Place(location=Location(file="学生信息.xlsx", sheet="Sheet1", row=2)), is_hint)


@LEFT_HINT.rule(
    "ROS117",
    "模板的示例还留在表里",
    source=PRACTICE,
    fires=lambda: {"示例": hint(is_hint=True)},
    silent=lambda: {"学生": hint(is_hint=False)},
)
def example_of_the_template_is_left(row: LeftHint, _: Profile) -> Iterator[Problem]:
    """
    模板里的示例或填写提示不是学生，留在表里会当作一名学生导入，或让整张表导不进去。

    删去这一行。
    """
    if row.is_hint:
        yield Problem(row.place, f"第 {show_value(row.place.location.row or 0)} 行还是模板的示例或提示")
