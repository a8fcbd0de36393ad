"""`wdyy check-proctors`: each planted fault gives exactly its code at its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import PROCTOR_HEADERS, ROOM_HEADERS, Place, Rows, placed, room, write
from school import SCHOOL, STUDENTS, registration
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]
FILE = "监考.xlsx"
NAMES = ("陈一", "褚二", "卫三", "蒋四", "沈五", "韩六")


def proctor(index: int, /, **other: object) -> list[object]:
    """Give the row of a proctor."""
    right = {
        "name": NAMES[index],
        "phone": f"1380000000{index}",
        "school": SCHOOL,
        "teaching": "大学英语",
    }
    return list({**right, **other}.values())


SIX = tuple(proctor(index) for index in range(6))
FIVE = SIX[:5]
GUIDE = (room("101 机房"), room("102 机房"))
"""The guide's two rooms of 45 candidates need three proctors each."""

PLANTED: dict[str, tuple[Rows, list[Place]]] = {
    "six for the guide's two rooms": (SIX, []),
    "five": (FIVE, [("PRC001", FILE, None)]),
    "six rows, one proctor twice": (
        (*FIVE, FIVE[0]),
        [("PRC001", FILE, None), ("PRC003", FILE, "A7")],
    ),
    "a digit too few": ((*FIVE, proctor(5, phone="1380000000")), [("PRC002", FILE, "B7")]),
    "a landline": ((*FIVE, proctor(5, phone="010-12345678")), [("PRC002", FILE, "B7")]),
    "a number that starts with 2": ((*FIVE, proctor(5, phone="23800000005")), [("PRC002", FILE, "B7")]),
    "blanks in the number": ((*FIVE, proctor(5, phone="138 0000 0005")), [("PRC002", FILE, "B7")]),
    "full-width digits": ((*FIVE, proctor(5, phone="１３８００００００００5")), [("PRC002", FILE, "B7")]),
    "the country's prefix": ((*FIVE, proctor(5, phone="+86 13800000005")), [("PRC002", FILE, "B7")]),
    "a number cell": ((*FIVE, proctor(5, phone=13800000005)), []),
    "the same again": ((*SIX, SIX[2]), [("PRC003", FILE, "A8")]),
    "the same again, the number written differently": (
        (*SIX, proctor(2, phone="138-0000-0002")),
        [("PRC002", FILE, "B8"), ("PRC003", FILE, "A8")],
    ),
    "two with one number": ((*FIVE, proctor(5, phone="13800000000")), [("PRC003", FILE, "B7")]),
    "one name, two numbers": ((*FIVE, proctor(5, name=NAMES[0])), []),
    "a teacher of the subject": ((*FIVE, proctor(5, teaching="网店运营推广")), [("PRC004", FILE, "D7")]),
    "a teacher of the major": ((*FIVE, proctor(5, teaching="电子商务基础")), [("PRC004", FILE, "D7")]),
    "no name": ((*SIX, [" ", "13800000006", SCHOOL, ""]), [("PRC005", FILE, "A8")]),
    "no name, nobody to spare": ((*FIVE, [" ", "13800000006", SCHOOL, ""]), [("PRC005", FILE, "A7")]),
    "no number": ((*FIVE, proctor(5, phone="")), [("PRC005", FILE, "B7")]),
    "no school": ((*FIVE, proctor(5, school="")), [("PRC005", FILE, "C7")]),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_gives_its_code_at_its_cell_and_no_other(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    rows, expected = PLANTED[fault]
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), PROCTOR_HEADERS, rows)
    write(Path("考场.xlsx"), ROOM_HEADERS, GUIDE)
    ran = wdyy("check-proctors", FILE, "--rooms", "考场.xlsx", "--format", "json")
    assert placed(ran) == expected
    assert ran.status == (1 if {code for code, _, _ in expected} - {"PRC004"} else 0)
    assert ran.report["not_checked"] == []


def test_every_code_is_planted() -> None:
    planted = {code for _, expected in PLANTED.values() for code, _, _ in expected}
    # What was not read has a test of its own for all tables.
    assert planted | {"PRC006"} == {code for code in all_rules() if code.startswith("PRC")}


# by words: rooms or None, candidates or None, proctors, messages, why PRC001 was not checked
NEEDS: dict[str, tuple[Rows | None, int | None, int, list[str], str | None]] = {
    "nothing to hold them against": (None, None, 1, [], "没有提供考场表，不知道要几名监考"),
    "rooms": (GUIDE, None, 5, ["考场表里 2 个考场、90 个座位，要 6 名监考，这里有 5 名，还差 1 名"], None),
    "rooms up to the threshold": ((room("101 机房", 40), room("102 机房", 40)), None, 4, [], None),
    "ten candidates, one proctor": (
        None,
        10,
        1,
        ["10 名考生，无论怎样分考场都至少要 2 名监考，这里有 1 名，还差 1 名"],
        "没有提供考场表，只按考生人数核对了最少要几名，没有按考场核对",
    ),
    "ten candidates, two proctors": (
        None,
        10,
        2,
        [],
        "没有提供考场表，只按考生人数核对了最少要几名，没有按考场核对",
    ),
    "rooms that cannot be counted": (
        (room("101 机房", "很多"),),
        None,
        1,
        [],
        "考场表里有座位数读不出来，不知道要几名监考",
    ),
    "rooms that cannot be counted, candidates": (
        (room("101 机房", "很多"),),
        10,
        2,
        [],
        "考场表里有座位数读不出来，只按考生人数核对了最少要几名，没有按考场核对",
    ),
}


@pytest.mark.parametrize("case", NEEDS)
def test_how_many_are_needed_is_told_by_rooms_or_candidates(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    rooms, candidates, proctors, messages, reason = NEEDS[case]
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), PROCTOR_HEADERS, SIX[:proctors])
    options: list[object] = []
    if rooms is not None:
        options += ["--rooms", write(Path("考场.xlsx"), ROOM_HEADERS, rooms)]
    if candidates is not None:
        options += ["--registration", registration(Path("报考.xlsx"), STUDENTS[:candidates])]
    ran = wdyy("check-proctors", FILE, *options, "--format", "json")
    assert [finding["message"] for finding in ran.report["findings"]] == messages
    reasons = [item["reason"] for item in ran.report["not_checked"] if item["code"] == "PRC001"]
    assert reasons == ([] if reason is None else [reason])


def test_columns_that_are_not_there_are_not_checked(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("监考.csv"), ("监考员", "联系电话"), [("陈一", "13800000000")])
    ran = wdyy("check-proctors", "监考.csv", "--format", "json")
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert {item["code"]: item["reason"] for item in ran.report["not_checked"]} == {
        "PRC001": "没有提供考场表，不知道要几名监考",
        "PRC004": "没有任教课程或专业这一列",
        "PRC005": "没有这些列，没有检查：所属院校",
    }


REFUSED = {
    "no column of numbers": (("电话无.xlsx",), "没有找到 “手机号码” 这一列；第 1 行有：教师姓名、工号"),
    "rooms without seats": ((FILE, "--rooms", FILE), "没有找到"),
    "a registration without ID numbers": ((FILE, "--registration", FILE), "没有找到身份证号这一列"),
    "no such file": (("没有.xlsx",), "没有.xlsx"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    argv, message = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    write(Path(FILE), PROCTOR_HEADERS, SIX)
    write(Path("电话无.xlsx"), ("教师姓名", "工号"), [("陈一", "0001")])
    ran = wdyy("check-proctors", *argv)
    assert ran.status == 2
    assert message in ran.out + ran.err


def test_a_redacted_report_names_nobody(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = (*FIVE, proctor(0), proctor(4, name=NAMES[5]), proctor(3, phone="138 0000 0009"))
    write(Path(FILE), PROCTOR_HEADERS, rows)
    ran = wdyy("check-proctors", FILE, "--format", "json", "--redact")
    assert len(ran.report["findings"]) == 3
    for secret in (*NAMES, "13800000000", "13800000004", "138 0000 0009", "13800000009"):
        assert secret not in ran.out
