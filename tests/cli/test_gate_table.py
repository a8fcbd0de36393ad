"""The gate at a glance: one line for each check above the findings, the same in every format for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from school import STUDENTS, School, changed, without
from students import CHECK_DATE
from wdyy_cli.report.screen.columns import cells

Wdyy = Callable[..., Ran]
FILES = School(records=None, status=None)
ROSTER_ONLY = School(photos=None, registration=None, records=None, status=None)
SMALL_LEVEL = changed(STUDENTS, 0, level="一级")
IGNORED = '[rules]\nignore = [{code = "ROS107", reason = "已知", severity = "error"}]'

TABLES: dict[str, tuple[School, list[str], list[str]]] = {
    "all is well": (
        FILES,
        [],
        [
            "    花名册……通过 10 名学生",
            "      照片……通过 10 张照片",
            "    报考表……通过 10 名考生",
            "  互相核对……通过（花名册、照片、报考表）",
        ],
    ),
    "a roster alone": (
        ROSTER_ONLY,
        [],
        ["  花名册……通过 10 名学生", "    照片……没有文件", "  报考表……没有文件"],
    ),
    "faults": (
        School(
            roster=without(STUDENTS, 1), records=None, photos=None, status=changed(STUDENTS, 0, status="")
        ),
        [],
        [
            "    花名册……通过 9 名学生",
            "      照片……没有文件",
            "  考生信息……没有错误，1 处警告",
            "    报考表……2 处错误",
            "  互相核对……2 处错误（已经算在上面）",
        ],
    ),
    "rules that nobody wanted": (
        FILES,
        ["--select", "PHO"],
        [
            "    花名册……没有发现错误，但没有全部检查",
            "      照片……没有发现错误，但没有全部检查",
            "    报考表……没有发现错误，但没有全部检查",
            "  互相核对……没有全部核对",
        ],
    ),
    "records with no registration to hold them against": (
        School(registration=None, photos=None, status=None),
        [],
        [
            "    花名册……通过 10 名学生",
            "      照片……没有文件",
            "    报考表……没有文件",
            "  报考记录……没有检查",
            "  互相核对……通过（花名册、报考记录）",
        ],
    ),
}


def table_in(text: str) -> list[str]:
    return [line for line in text.splitlines() if "……" in line]


@pytest.mark.parametrize(("school", "options", "wanted"), TABLES.values(), ids=TABLES)
def test_a_line_for_each_check(
    wdyy: Wdyy, tmp_path: Path, school: School, options: list[str], wanted: list[str]
) -> None:
    ran = wdyy("check", school.write(tmp_path / "校"), "--date", CHECK_DATE, *options)
    assert table_in(ran.out) == wanted
    assert {cells(line.partition("……")[0]) for line in wanted} == {cells(wanted[0].partition("……")[0])}
    ran.out.encode("gbk")


def test_what_could_not_be_read_and_what_is_ignored_has_not_passed(wdyy: Wdyy, tmp_path: Path) -> None:
    school = School(roster=SMALL_LEVEL, records=None, status=None, rules=IGNORED).write(tmp_path / "校")
    (school / "照片.zip").write_bytes(b"PK\x03\x04" + bytes(200))
    out = wdyy("check", school, "--date", CHECK_DATE).out
    assert table_in(out) == [
        "    花名册……没有新的错误，1 处还没有改",
        "      照片……读不了",
        "    报考表……通过 10 名考生",
        "  互相核对……没有全部核对",
    ]


def test_the_other_formats_for_people_have_the_same_table(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ROSTER_ONLY.write(tmp_path / "校")
    reports = [word for name in ("a.html", "a.xlsx", "a.md") for word in ("--report", name)]
    wdyy("check", "校", "--date", CHECK_DATE, *reports)
    assert "| 花名册 | √ 通过 10 名学生 |\n| 照片 | ！ 没有文件 |" in Path("a.md").read_text(encoding="utf-8")
    page = Path("a.html").read_text(encoding="utf-8")
    assert (
        '<tr class="warning"><th scope="row">照片</th><td><span class="mark">！</span> 没有文件</td>' in page
    )
    summary = openpyxl.load_workbook("a.xlsx").worksheets[0]
    told = [str(row[0]) for row in summary.iter_rows(values_only=True)]
    assert [line for line in told if "……" in line] == [
        "花名册……通过 10 名学生", "照片……没有文件", "报考表……没有文件",
    ]  # fmt: skip


def test_only_the_gate_has_it(wdyy: Wdyy, tmp_path: Path) -> None:
    ROSTER_ONLY.write(tmp_path)
    assert table_in(wdyy("check-roster", tmp_path / "花名册.xlsx", "--date", CHECK_DATE).out) == []
