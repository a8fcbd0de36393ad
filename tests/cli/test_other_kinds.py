"""A table of another kind than the command wants is told to be that, with the command for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import ROOM_HEADERS, room
from school import STUDENTS, School, table
from students import CHECK_DATE

Wdyy = Callable[..., Ran]
ROOMS = "这份文件像是考场表（有“考场名称”、“考场座位数”列）"
ROSTER = "这份文件像是花名册（有“姓名”、“身份证号”列）"
STATES, LOOK_AT_ROSTER = "考生信息（平台导出）", "要检查它，用 wdyy check-roster 花名册.xlsx。"

KINDS: dict[str, tuple[Sequence[str], str]] = {
    "rooms for a roster": (
        ("check-roster", "考场.xlsx"),
        f"{ROOMS}，不像花名册：请换成花名册；要检查它，用 wdyy check-rooms 考场.xlsx。",
    ),
    "rooms for proctors": (
        ("check-proctors", "考场.xlsx"),
        f"{ROOMS}，不像监考表：请换成监考表；要检查它，用 wdyy check-rooms 考场.xlsx。",
    ),
    "a roster for rooms": (
        ("check-rooms", "花名册.xlsx"),
        f"{ROSTER}，不像考场表：请换成考场表；{LOOK_AT_ROSTER}",
    ),
    "a roster for states: a column may only be called otherwise": (
        ("check-status", "花名册.xlsx"),
        f"。{ROSTER}，不像{STATES}：如果选错了文件，请换成{STATES}；{LOOK_AT_ROSTER}",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    School(photos=None, registration=None, records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    table(tmp_path / "考场.xlsx", ROOM_HEADERS, [room("1号楼101机房", 4)])
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("command", "told"), KINDS.values(), ids=KINDS)
def test_what_it_looks_like_is_told(wdyy: Wdyy, command: Sequence[str], told: str) -> None:
    ran = wdyy(*command, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.report["findings"]) == (2, [])
    assert ran.report["inputs"][0]["reason"].endswith(told)


@pytest.mark.usefixtures("folder")
def test_a_roster_that_was_named_as_registration(wdyy: Wdyy) -> None:
    ran = wdyy("lint-registration", "花名册.xlsx", "--date", CHECK_DATE)
    step = "用 wdyy build-registration 花名册.xlsx -o 报考.xlsx 由它生成报考表。"
    assert f"！“花名册.xlsx”像是花名册（有“姓名”、“身份证号”列），不像报考表：{step}" in ran.out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["verify-records", "check-rooms", "plan-rooms"])
def test_a_roster_whose_students_are_taken_for_candidates(wdyy: Wdyy, command: str) -> None:
    two = [[s.name, s.number, subject] for s in STUDENTS for subject in ("理论考试", "实操考试")]
    table(Path("记录.xlsx"), ("姓名", "身份证号", "科目"), two)
    table(Path("考场.xlsx"), ROOM_HEADERS, [room("1号楼101机房", len(STUDENTS))])
    files = {"verify-records": ["记录.xlsx"], "plan-rooms": ["--room", "1号楼101机房=30"]}
    given = files.get(command, ["考场.xlsx"])
    ran = wdyy(command, *given, "--registration", "花名册.xlsx", "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.report["summary"]["verdict"], ran.report["findings"]) == (0, "partial", [])
    reason = "“花名册.xlsx”像是花名册（有“姓名”、“身份证号”列），不像报考表：只核对了里面的学生"
    assert {"code": "REG", "reason": f"{reason}。请换成报考表再检查一次"} in ran.report["not_checked"]
    ran = wdyy(command, *given, "--registration", "花名册.xlsx", "--date", CHECK_DATE)
    assert ran.out.splitlines()[-1] == "！检查过的没有发现问题。还没有检查：报考表。"


@pytest.mark.usefixtures("folder")
def test_an_export_whose_people_are_taken_for_students(wdyy: Wdyy) -> None:
    people = [(student.name, student.number, "信息准确") for student in STUDENTS]
    table(Path("考生信息.xlsx"), ("姓名", "身份证号", "信息状态"), people)
    ran = wdyy("check-roster", "考生信息.xlsx", "--date", CHECK_DATE)
    said = "像是考生信息（平台导出）（有“信息状态”、“身份证号”列），不像花名册：里面的人都当作学生了"
    assert f"！“考生信息.xlsx”{said}。请看一眼是不是选错了文件。" in ran.out
    assert "不像花名册" not in wdyy("check-roster", "花名册.xlsx", "--date", CHECK_DATE).out


@pytest.mark.usefixtures("folder")
def test_a_workspace_is_told_where_to_write_it(wdyy: Wdyy) -> None:
    Path("wdyy.toml").write_text('[files]\nroster = "考场.xlsx"\n', encoding="utf-8")
    ran = wdyy("check", ".", "--format", "json", "--date", CHECK_DATE)
    step = '不像花名册：请在 wdyy.toml 的 [files] 里写成 rooms = "考场.xlsx"，再给出花名册。'
    assert ran.report["inputs"][0]["reason"].endswith(step)


def test_the_workspace_may_name_a_column(wdyy: Wdyy, tmp_path: Path) -> None:
    table(tmp_path / "花名册.xlsx", ("姓名", "证号"), [(s.name, s.number) for s in STUDENTS])
    (tmp_path / "wdyy.toml").write_text('[files]\nroster = "花名册.xlsx"\n', encoding="utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    hint = f'也可以在 {tmp_path / "wdyy.toml"} 的 [columns] 下面写一行 id_number = "证号"。'
    assert ran.report["inputs"][0]["reason"].endswith(hint)
