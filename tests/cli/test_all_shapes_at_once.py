"""A school whose roster has every shape at once arrives whole in the registration sheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from school import PLAN, SCHOOL, SITE, workbook
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)
LEVELS = ("初级", "中级")
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳静强敏"
TYPE = "普通中专学生"
HIDDEN = 90


def name(index: int) -> str:
    return FAMILY[index % len(FAMILY)] + GIVEN[index // len(FAMILY)] + "明"


def level(index: int) -> str:
    return LEVELS[index // 3 % 2]


def two_row_header(first: int) -> list[list[object]]:
    """Six students below a header in two rows, levels merged over three each, a parent's number beside."""
    rows: list[list[object]] = [
        ["电商2401班花名册"],
        ["序号", "姓名", "证件信息", "", "学生类别", "证书等级", "家长信息", ""],
        ["", "", "证件类型", "身份证号", "", "", "姓名", "身份证号"],
    ]
    for index in range(first, first + 6):
        own = level(index) if index % 3 == 0 else ""
        parent = [f"家长{GIVEN[index % 5]}", id_number(200 + index)]
        rows.append([index + 1, name(index), "居民身份证", id_number(index), TYPE, own, *parent])
    return [*rows, ["合计", "6 人"], ["班主任：王老师", "", "", "电话：13800000000"]]


def below_in_another_order(first: int) -> list[list[object]]:
    """Three more on the same sheet, with columns in another order, the header once more between them."""
    header: list[object] = ["证书等级", "身份证号", "姓名"]
    rows: list[list[object]] = [
        [level(index), id_number(index), name(index)] for index in range(first, first + 3)
    ]
    return [["补报名单"], header, *rows[:2], header, rows[2]]


def side_by_side(first: int) -> list[list[object]]:
    """Six students in two halves; the header of the level is one that nobody knows."""
    half: list[object] = ["序号", "姓名", "身份证号", "考哪一级"]
    rows: list[list[object]] = [[*half, "", *half]]
    for index in range(first, first + 3):
        left, right = ([i + 1, name(i), id_number(i), level(i)] for i in (index, index + 3))
        rows.append([*left, "", *right])
    return rows


def plain(first: int) -> list[list[object]]:
    return [["姓名", "身份证号", "证书等级"], *rows_of(first)]


def rows_of(first: int) -> list[list[object]]:
    return [[name(index), id_number(index), level(index)] for index in range(first, first + 3)]


def write_roster(path: Path) -> Path:
    """Write it: 21 students on four sheets, a child of a fifth one hidden."""
    workbook(
        path,
        {
            "电商2401班": [*two_row_header(0), [], *below_in_another_order(6)],
            "电商2402班": side_by_side(9),
            "电商2403班": plain(15),
            "续": rows_of(18),
            "上一届": [["姓名", "身份证号"], [name(HIDDEN - 45), id_number(HIDDEN)]],
        },
        ["上一届"],
    )
    book = openpyxl.load_workbook(path)
    for area in ("A1:H1", "C2:D2", "G2:H2", "A2:A3", "B2:B3", "E2:E3", "F2:F3", "F4:F6", "F7:F9"):
        book["电商2401班"].merge_cells(area)
    book.save(path)
    return path


@pytest.mark.slow
def test_everybody_arrives(wdyy: Wdyy, tmp_path: Path) -> None:
    roster, form = write_roster(tmp_path / "花名册.xlsx"), tmp_path / "报考.xlsx"
    given = ("--school", SCHOOL, "--site", SITE, "--plan", PLAN, "--student-type", "院校考生")
    ran = wdyy("build-registration", roster, "-o", form, *given, *JSON)
    assert (ran.status, ran.report["results"]["rows_written"]) == (0, 21)
    told = {(f["code"], f["severity"], f["location"]["sheet"]) for f in ran.report["findings"]}
    assert told == {
        ("ROS005", "info", "续"),
        ("ROS005", "warning", "上一届"),
        ("ROS010", "info", "电商2401班"),
        ("ROS111", "warning", "电商2402班"),
    }
    sheet = openpyxl.load_workbook(form).worksheets[0]
    written = [(row[0], row[1], row[7]) for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    assert written == [(name(index), id_number(index), level(index)) for index in range(21)]
    ran = wdyy("check", "--as", f"roster={roster}", "--as", f"registration={form}", roster, form, *JSON)
    assert (ran.status, ran.report["summary"]["errors"]) == (0, 0)
    read = next(one["read"] for one in ran.report["inputs"] if one["role"] == "roster")
    assert [(one["name"], one["rows"]) for one in read["sheets"]] == [
        ("电商2401班", 9),
        ("电商2402班", 6),
        ("电商2403班", 3),
        ("续", 3),
    ]
    assert read["counts"]["level"] == {"初级": 12, "中级": 9}
