"""`wdyy check-rooms`: each planted fault gives exactly its code at its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from exam_tables import LIST_HEADERS, ROOM_HEADERS, Place, Rows, placed, room, write
from school import STUDENTS, registration, workbook
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]
LAB, OTHER = "2 号楼 101 机房", "2 号楼 102 机房"
GUIDE = (room(LAB), room(OTHER))
"""The guide's example: 90 candidates, two rooms with 150 machines together."""

MACHINES = ((LAB, 80, ""), (OTHER, 70, ""))
FILE = "考场.xlsx"

# words: (rooms, list of rooms or None, candidates or None, expected findings)
PLANTED: dict[str, tuple[Rows, Rows | None, int | None, list[Place]]] = {
    "the guide's example": (GUIDE, MACHINES, 90, []),
    "nothing to hold it against": (GUIDE, None, None, []),
    "seats by machines": (
        (room(LAB, 80), room(OTHER, 70)),
        None,
        90,
        [("ROM001", FILE, None)],
    ),
    "one seat too few": ((room(LAB), room(OTHER, 44)), MACHINES, 90, [("ROM001", FILE, None)]),
    "more seats than machines": (
        (room(LAB, 60), room(OTHER, 30)),
        ((LAB, 50, ""), (OTHER, 30, "")),
        90,
        [("ROM002", FILE, "F2")],
    ),
    "two rooms of one name": ((room(LAB), room(LAB)), None, 90, [("ROM003", FILE, "D3")]),
    "one name but for a blank": (
        (room("101机房"), room("101 机房")),
        None,
        90,
        [("ROM003", FILE, "D3")],
    ),
    "another type": ((room(LAB, room_type="机考考场"), GUIDE[1]), None, 90, [("ROM004", FILE, "E2")]),
    "a full-width plus": (
        (room(LAB, room_type="机考＋实操考场"), GUIDE[1]),
        None,
        90,
        [("ROM004", FILE, "E2")],
    ),
    "no plan": ((room(LAB, plan=""), GUIDE[1]), None, 90, [("ROM005", FILE, "A2")]),
    "no site": ((room(LAB, site=" "), GUIDE[1]), None, 90, [("ROM005", FILE, "B2")]),
    "no address": ((GUIDE[0], room(OTHER, address="")), None, 90, [("ROM005", FILE, "G3")]),
    "no name": ((room(""), GUIDE[1]), None, 90, [("ROM005", FILE, "D2")]),
    "no type": ((room(LAB, room_type=""), GUIDE[1]), None, 90, [("ROM005", FILE, "E2")]),
    "no seats": ((GUIDE[0], room(OTHER, "")), None, 90, [("ROM005", FILE, "F3")]),
    "seats with a word": ((GUIDE[0], room(OTHER, "45 人")), None, 90, [("ROM005", FILE, "F3")]),
    "half a seat": ((GUIDE[0], room(OTHER, 45.5)), None, 90, [("ROM005", FILE, "F3")]),
    "negative seats": ((GUIDE[0], room(OTHER, -45)), None, 90, [("ROM005", FILE, "F3")]),
    "seats as text": ((room(LAB, "45"), room(OTHER, "４５")), MACHINES, 90, []),
    "a spare room": ((*GUIDE, room("2 号楼 103 机房", 0)), None, 90, [("ROM006", FILE, "F4")]),
    "a name without a place": ((room("第一考场"), GUIDE[1]), None, 90, [("ROM007", FILE, "D2")]),
    "uneven for no reason": (
        (room(LAB, 60), room(OTHER, 30)),
        MACHINES,
        90,
        [("ROM007", FILE, None)],
    ),
    "uneven because a room is small": (
        (room(LAB, 60), room(OTHER, 30)),
        ((LAB, 80, ""), (OTHER, 30, "")),
        90,
        [],
    ),
    "a sum without a word below the rooms": ((*GUIDE, [""] * 5 + ["90"]), MACHINES, 90, []),
    "a room without a name, with as many seats as the one above": (
        (GUIDE[0], [""] * 5 + [45]),
        None,
        90,
        [("ROM005", FILE, cell) for cell in ("A3", "B3", "C3", "D3", "E3", "G3", "H3")],
    ),
    "a room without a name, with as many seats as those above": (
        (*GUIDE, [""] * 5 + [90], room("2 号楼 103 机房", 45)),
        None,
        225,
        [("ROM005", FILE, cell) for cell in ("A4", "B4", "C4", "D4", "E4", "G4", "H4")],
    ),
    "the one more in the second room": ((room(LAB, 45), room(OTHER, 46)), MACHINES, 91, []),
}


def check(wdyy: Wdyy, rows: Rows, machines: Rows | None, candidates: int | None) -> Ran:
    write(Path(FILE), ROOM_HEADERS, rows)
    options: list[object] = [] if candidates is None else ["--candidates", candidates]
    if machines is not None:
        options += ["--rooms", write(Path("清单.xlsx"), LIST_HEADERS, machines)]
    return wdyy("check-rooms", FILE, *options, "--format", "json")


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_gives_its_code_at_its_cell_and_no_other(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    rows, machines, candidates, expected = PLANTED[fault]
    monkeypatch.chdir(tmp_path)
    ran = check(wdyy, rows, machines, candidates)
    assert placed(ran) == expected
    assert ran.status == (1 if {code for code, _, _ in expected} - {"ROM007"} else 0)


def test_every_code_is_planted() -> None:
    planted = {code for _, _, _, expected in PLANTED.values() for code, _, _ in expected}
    # What was not read has a test of its own for all tables.
    assert planted | {"ROM008"} == {code for code in all_rules() if code.startswith("ROM")}


def test_candidates_come_from_the_registration(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), ROOM_HEADERS, [room(LAB, 5), room(OTHER, 5)])
    twice = (*STUDENTS, STUDENTS[0])
    registration(Path("报考.xlsx"), twice)
    ran = wdyy("check-rooms", FILE, "--registration", "报考.xlsx", "--format", "json")
    assert (ran.status, placed(ran)) == (0, [])
    assert ran.report["summary"]["items"] == 2


NOT_CHECKED: dict[str, tuple[Rows, Rows | None, int | None, dict[str, str]]] = {
    "nothing to hold it against": (
        GUIDE,
        None,
        None,
        {
            "ROM001": "没有提供报考表，不知道考生人数",
            "ROM002": "没有提供考场清单，不知道机位数",
            "ROM007": "只看了名称；座位数或机位数不全，没有看分得是否平均",
        },
    ),
    "everything": (GUIDE, MACHINES, 90, {}),
    "a room that the list does not have": (
        GUIDE,
        MACHINES[:1],
        90,
        {
            "ROM002": f"不知道机位数的考场：{OTHER}",
            "ROM007": "只看了名称；座位数或机位数不全，没有看分得是否平均",
        },
    ),
    "seats that nobody can read": (
        (room(LAB, "很多"),),
        MACHINES,
        90,
        {"ROM001": "有考场的座位数读不出来，没有与考生人数核对"},
    ),
}


@pytest.mark.parametrize("case", NOT_CHECKED)
def test_what_could_not_be_checked_is_said(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    rows, machines, candidates, expected = NOT_CHECKED[case]
    monkeypatch.chdir(tmp_path)
    ran = check(wdyy, rows, machines, candidates)
    assert {item["code"]: item["reason"] for item in ran.report["not_checked"]} == expected


def test_seats_that_are_a_formula_without_its_result_are_told_as_that(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.load_workbook(write(Path(FILE), ROOM_HEADERS, GUIDE))
    book.active["F2"] = "=15+30"
    book.save(FILE)
    found = wdyy("check-rooms", FILE, "--candidates", 90, "--format", "json").report["findings"]
    said = [(f["code"], f["location"]["cell"], f["message"]) for f in found]
    assert said == [("ROM005", "F2", "“考场座位数”是公式，文件里没有存下它的结果")]
    assert "选择性粘贴" in found[0]["fix"]


def test_a_sheet_may_give_the_machines_itself(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), (*ROOM_HEADERS, "机位数"), [[*room(LAB, 45), 40], [*room(OTHER, 45), 70]])
    ran = wdyy("check-rooms", FILE, "--candidates", 90, "--format", "json")
    assert placed(ran) == [("ROM002", FILE, "F2")]
    assert ran.report["findings"][0]["message"] == "座位 45 个，机位只有 40 个，差 5 个"


def test_a_column_of_the_guide_that_is_missing_is_a_finding(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    headers = [header for header in ROOM_HEADERS if header != "考场地址"]
    write(Path(FILE), headers, [[value for value in room() if value != "某某市某某路 1 号"]])
    ran = wdyy("check-rooms", FILE, "--candidates", 45, "--format", "json")
    (finding,) = ran.report["findings"]
    assert (finding["code"], finding["location"]["row"]) == ("ROM005", 1)
    assert finding["message"] == "没有“考场地址”这一列"


# words: (arguments, what the message says)
REFUSED: dict[str, tuple[tuple[object, ...], str]] = {
    "both kinds of candidates": (
        (FILE, "--candidates", 90, "--registration", FILE),
        "--registration 和 --candidates 不能一起用",
    ),
    "no number": ((FILE, "--candidates", "九十"), "--candidates 不能是“九十”"),
    "a negative number": ((FILE, "--candidates", "-90"), "--candidates 不能是“-90”"),
    "no such file": (("没有.xlsx",), "没有.xlsx"),
    "no column of seats": (("无座位.xlsx",), "没有找到 “考场座位数” 这一列；第 1 行有：考场名称、备注"),
    "no column of machines": (
        (FILE, "--rooms", "无座位.xlsx"),
        "没有找到 “机位数” 这一列；第 1 行有：考场名称、备注",
    ),
    "a registration without ID numbers": (
        (FILE, "--registration", "无座位.xlsx"),
        "“无座位.xlsx”里没有找到身份证号这一列",
    ),
    "a room twice in the list": ((FILE, "--rooms", "两遍.xlsx"), "第 3 行的“101 机房”在第 2 行已经有了"),
    "a room on two sheets of the list": (
        (FILE, "--rooms", "两张.xlsx"),
        "工作表“二”第 2 行的“101 机房”在工作表“一”第 2 行已经有了",
    ),
    "a room twice in one row": ((FILE, "--rooms", "并排.xlsx"), "第 2 行的“101 机房”在第 2 行已经有了"),
    "machines that are no number": (
        (FILE, "--rooms", "机位.xlsx"),
        "第 2 行“101 机房”的机位数“几十”不是大于 0 的整数",
    ),
    "a list without rooms": ((FILE, "--rooms", "空的.xlsx"), "“空的.xlsx”里没有考场"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    argv, message = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), ROOM_HEADERS, GUIDE)
    write(Path("无座位.xlsx"), ("考场名称", "备注"), [("101 机房", "")])
    write(
        Path("两遍.xlsx"),
        LIST_HEADERS,
        [("101 机房", 40, ""), ("101 机房", 9, "")],
    )
    listed = [LIST_HEADERS[:2], ("101 机房", 40)]
    workbook(Path("两张.xlsx"), {"一": listed, "二": listed})
    write(Path("并排.xlsx"), LIST_HEADERS[:2] * 2, [("101 机房", 40) * 2])
    write(Path("机位.xlsx"), LIST_HEADERS, [("101 机房", "几十", "")])
    write(Path("空的.xlsx"), LIST_HEADERS, [])
    ran = wdyy("check-rooms", *argv)
    assert ran.status == 2
    assert message in ran.out + ran.err


def test_a_column_may_be_named_for_the_list_alone(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), ROOM_HEADERS, GUIDE)
    write(Path("清单.xlsx"), ("考场", "可用的机器"), [(LAB, 40), (OTHER, 70)])
    named = ("--rooms", "清单.xlsx", "--column", "machines=可用的机器")
    ran = wdyy("check-rooms", FILE, "--candidates", 90, *named, "--format", "json")
    assert placed(ran) == [("ROM002", FILE, "F2")]


def test_headers_of_the_platform_may_be_others(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    headers = ["可坐人数" if header == "考场座位数" else header for header in ROOM_HEADERS]
    write(Path("考场.csv"), headers, GUIDE)
    assert wdyy("check-rooms", "考场.csv").status == 2
    ran = wdyy(
        "check-rooms", "考场.csv", "--column", "seats=可坐人数", "--candidates", 91, "--format", "json"
    )
    assert placed(ran) == [("ROM001", "考场.csv", None)]
    assert ran.report["findings"][0]["message"] == "座位共 90 个，考生 91 名，少 1 个"
