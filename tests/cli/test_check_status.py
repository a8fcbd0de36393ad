"""`wdyy check-status`: every state that the guide names, with its advice, and the counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import STATUS_HEADERS, Place, placed, write
from school import NAMES, STUDENTS
from students import CHECK_DATE
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]
FILE = "考生信息.xlsx"
GOOD = "信息准确"


def export(path: Path, statuses: Sequence[object]) -> Path:
    """Write an export of the first students with these states."""
    students = STUDENTS[: len(statuses)]
    rows = [
        (index, student.name, student.number, status)
        for index, (student, status) in enumerate(zip(students, statuses, strict=True), start=1)
    ]
    return write(path, STATUS_HEADERS, rows)


# by words: states from row 2 on, expected findings, expected counts
PLANTED: dict[str, tuple[Sequence[str], list[Place], dict[str, int]]] = {
    "all accurate": ([GOOD] * 10, [], {GOOD: 10}),
    "a photo is missing": ([GOOD, "缺照片"], [("STA001", FILE, "D3")], {GOOD: 1, "缺照片": 1}),
    "data are incomplete": (["信息不全", GOOD], [("STA002", FILE, "D2")], {GOOD: 1, "信息不全": 1}),
    "to be confirmed": (["需人工确认"], [("STA003", FILE, "D2")], {"需人工确认": 1}),
    "still being verified": (["信息待认证"], [("STA004", FILE, "D2")], {"信息待认证": 1}),
    "unknown": (["审核中", GOOD], [("STA005", FILE, "D2")], {GOOD: 1, "审核中": 1}),
    "empty": (["", GOOD], [("STA005", FILE, "D2")], {GOOD: 1, "（空）": 1}),
    "with blanks": ([" 信息 准确 ", "缺照片　"], [("STA001", FILE, "D3")], {"信息 准确": 1, "缺照片": 1}),
    "two at once": (
        ["缺照片、信息不全"],
        [("STA001", FILE, "D2"), ("STA002", FILE, "D2")],
        {"缺照片、信息不全": 1},
    ),
    "a known and an unknown one": (
        ["缺照片，审核中"],
        [("STA001", FILE, "D2"), ("STA005", FILE, "D2")],
        {"缺照片，审核中": 1},
    ),
    "an unknown one of many": (
        ["审核中", GOOD, "审 核中", "审核中（初审）", "已退回", "", ""],
        [("STA005", FILE, cell) for cell in ("D2", "D6", "D7", "D8")],
        {GOOD: 1, "审核中": 1, "审 核中": 1, "审核中（初审）": 1, "已退回": 1, "（空）": 2},
    ),
    "with additions in brackets": (
        ["信息准确(已确认)", "缺照片（模糊、过小）", "信息准确【2026"],
        [("STA001", FILE, "D3")],
        {"信息准确(已确认)": 1, "缺照片（模糊、过小）": 1, "信息准确【2026": 1},
    ),
    "another state in brackets": (
        ["信息准确（缺照片）", "信息准确【信息不全，需人工确认】", "信息准确（已确认）"],
        [("STA001", FILE, "D2"), ("STA002", FILE, "D3"), ("STA003", FILE, "D3")],
        {"信息准确（缺照片）": 1, "信息准确【信息不全，需人工确认】": 1, "信息准确（已确认）": 1},
    ),
    "a state in brackets alone": (["（缺照片）"], [("STA001", FILE, "D2")], {"（缺照片）": 1}),
    "nothing but brackets": (["（审核）"], [("STA005", FILE, "D2")], {"（审核）": 1}),
    "each of them": (
        ["信息待认证", GOOD, "需人工确认", "信息不全", "缺照片", "缺照片", "审核中"],
        [
            ("STA001", FILE, "D6"),
            ("STA001", FILE, "D7"),
            ("STA002", FILE, "D5"),
            ("STA003", FILE, "D4"),
            ("STA004", FILE, "D2"),
            ("STA005", FILE, "D8"),
        ],
        {GOOD: 1, "缺照片": 2, "信息不全": 1, "需人工确认": 1, "信息待认证": 1, "审核中": 1},
    ),
}


@pytest.mark.parametrize("case", PLANTED)
def test_a_state_gives_its_code_at_its_cell(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    statuses, expected, counts = PLANTED[case]
    monkeypatch.chdir(tmp_path)
    export(Path(FILE), statuses)
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    assert placed(ran) == expected
    assert list(ran.report["results"]["statuses"].items()) == list(counts.items())
    assert ran.status == (1 if {code for code, _, _ in expected} - {"STA004", "STA005"} else 0)


def test_an_unknown_word_is_told_once_with_its_count_and_how_to_teach_it(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export(Path(FILE), ["审核通过"] * 9 + [GOOD])
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    (found,) = ran.report["findings"]
    assert found["message"] == "9 名考生的状态是“审核通过”，这是第一名"
    taught = 'accurate = ["信息准确", "审核通过"]'
    assert found["fix"].endswith(
        f"在 wdyy.toml 里写上 [status] 这一节，下面一行写 {taught}；已经写过的，只把“审核通过”加进方括号里。"
    )
    Path("wdyy.toml").write_text(f"[status]\n{taught}\n", encoding="utf-8")
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    assert (ran.status, ran.report["findings"]) == (0, [])


def test_every_code_is_planted() -> None:
    planted = {code for _, expected, _ in PLANTED.values() for code, _, _ in expected}
    # What was not read has a test of its own for all tables, who has no number the one below.
    assert planted | {"STA006", "STA007"} == {code for code in all_rules() if code.startswith("STA")}


@pytest.mark.parametrize("number", ["", "\u3000", "=1/0"])
def test_who_has_no_number_is_told_and_nothing_is_clean(wdyy: Wdyy, tmp_path: Path, number: str) -> None:
    rows = [(1, NAMES[0], STUDENTS[0].number, GOOD), (2, NAMES[1], number, GOOD)]
    path = write(tmp_path / FILE, STATUS_HEADERS, rows)
    ran = wdyy("check-status", path, "--date", CHECK_DATE, "--format", "json")
    (found,) = ran.report["findings"]
    assert (found["code"], found["location"]["cell"], found["name"]) == ("STA007", "C3", NAMES[1])
    assert (ran.status, ran.report["summary"]["verdict"]) == (0, "partial")


def test_each_state_has_the_advice_of_the_guide(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export(Path(FILE), ["缺照片", "信息不全", "需人工确认", "信息待认证"])
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    photo, incomplete, confirm, pending = (finding["fix"] for finding in ran.report["findings"])
    assert "批量导入" in photo
    assert "补全" in incomplete
    assert "点击确认" in confirm
    assert "几个小时" in pending


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".csv"])
def test_exports_of_every_format_are_read(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = export(Path(f"考生信息{ending}"), [GOOD, "缺照片"])
    ran = wdyy("check-status", path, "--date", CHECK_DATE, "--format", "json")
    assert placed(ran) == [("STA001", f"考生信息{ending}", "D3")]


def test_a_number_that_was_lost_is_named(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), STATUS_HEADERS, [(1, "张一", 110101200801011003, GOOD)])
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    assert placed(ran) == [("IDN010", FILE, "C2")]


def test_people_read_how_many_have_each_state(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    export(Path(FILE), [GOOD, "缺照片", GOOD])
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE)
    assert "各种状态的人数：\n  信息准确  2 名\n  缺照片    1 名\n" in ran.out


def test_the_words_come_from_the_profile(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text('[status]\naccurate = ["已通过", "信息准确"]\n', encoding="utf-8")
    export(Path(FILE), ["已通过", GOOD])
    ran = wdyy("check-status", FILE, "--date", CHECK_DATE, "--format", "json")
    assert (ran.status, ran.report["findings"]) == (0, [])


REFUSED = {
    "no column of states": (("无状态.xlsx",), "没有找到 “状态” 这一列；第 1 行有：姓名、身份证号"),
    "a column that is not there": ((FILE, "--column", "status=认证"), "没有找到 “认证” 这一列"),
    "an unknown field": ((FILE, "--column", "state=认证"), "没有名为“state”的字段"),
    "nothing below the header": (("空的.xlsx",), "里一名考生也没有"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    argv, message = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    export(Path(FILE), [GOOD])
    write(Path("无状态.xlsx"), ("姓名", "身份证号"), [(NAMES[0], STUDENTS[0].number)])
    export(Path("空的.xlsx"), [])
    ran = wdyy("check-status", *argv)
    assert ran.status == 2
    assert message in ran.out + ran.err
