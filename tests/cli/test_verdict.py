"""The verdict: what the last line, `summary.verdict` and the exit status say of what was not looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import LIST_HEADERS, ROOM_HEADERS, SUBJECTS, room, write
from school import STUDENTS, School, table, without, workbook
from students import CHECK_DATE, portrait

Wdyy = Callable[..., Ran]
RIGHT = School()
RIGHT_RECORDS = [(s, subject) for s in STUDENTS if s is not STUDENTS[1] for subject in SUBJECTS]
ALONE = School(records=None, status=None)
"""What the gate asks for, and nothing beside it."""
PHOTOS_BUT_ONE = {f"{student.number}.jpg": portrait(i) for i, student in enumerate(STUDENTS) if i}
IGNORE = '[rules]\nignore = [{{code = "XRF001", reason = "明天补拍"{}}}]'

SCHOOLS: dict[str, tuple[School, str, int, int, str]] = {
    "everything is there": (
        School(),
        "clean",
        0,
        0,
        "√ 可以上传：花名册、照片、报考表。考生信息、报考记录也都对上了。",
    ),
    "no registration": (
        replace(ALONE, registration=None),
        "partial",
        0,
        1,
        "√ 可以上传：花名册、照片。还没有检查：报考表。",
    ),
    "a roster alone": (
        replace(ALONE, registration=None, photos=None),
        "partial",
        0,
        1,
        "！花名册没有发现问题。还没有检查：照片、报考表。",
    ),
    "one student without a photo, ignored": (
        replace(RIGHT, photos=PHOTOS_BUT_ONE, rules=IGNORE.format("")),
        "partial",
        0,
        1,
        "！没有新的问题；1 处错误还没有改，现在不要上传。",
    ),
    "an empty roster": (
        School(roster=()),
        "unusable",
        2,
        2,
        "× 有文件没有检查。照上面写的改好，再运行一次同样的命令。",
    ),
}


@pytest.mark.parametrize("name", SCHOOLS)
def test_the_last_line_is_true(wdyy: Wdyy, tmp_path: Path, name: str) -> None:
    school, verdict, status, strict_status, last = SCHOOLS[name]
    school.write(tmp_path)
    text = wdyy("check", tmp_path, "--date", CHECK_DATE)
    assert (text.status, text.out.splitlines()[-1]) == (status, last)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--strict", "--format", "json")
    assert (ran.status, ran.report["summary"]["verdict"]) == (strict_status, verdict)


def test_a_blank_registration_is_told_once_and_nothing_rests_on_it(wdyy: Wdyy, tmp_path: Path) -> None:
    School(registration=()).write(tmp_path)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    assert [finding["code"] for finding in ran.report["findings"]] == ["REG003"]
    said = {item["code"]: item["reason"] for item in ran.report["not_checked"]}
    assert said["XRF003"] == said["XRF007"] == "报考表里一个人也没有"
    assert said["REC"] == "没有能读的报考表，不知道应有哪些记录；只看了每条记录自己写的状态和身份证号"


@pytest.mark.parametrize("command", ["check", "verify-records"])
def test_what_records_say_of_themselves_needs_no_registration(
    wdyy: Wdyy, tmp_path: Path, command: str
) -> None:
    School(photos=None, status=None, records=None).write(tmp_path)
    said = ("审核通过", "审核不通过")
    two = [[s.name, s.number, subject, said[i]] for s in STUDENTS[:1] for i, subject in enumerate(SUBJECTS)]
    table(tmp_path / "报考记录.xlsx", ("姓名", "身份证号", "科目", "审核状态"), two)
    (tmp_path / "报考.xlsx").write_bytes(b"PK\x03\x04" + bytes(99))
    given = ["--as", "records=报考记录.xlsx"]
    alone = [tmp_path / "报考记录.xlsx", "--registration", tmp_path / "报考.xlsx"]
    ran = wdyy(
        command,
        *([tmp_path, *given] if command == "check" else alone),
        "--date",
        CHECK_DATE,
        "--format",
        "json",
    )
    assert ran.status == 2
    assert [(f["code"], f["location"]["cell"]) for f in ran.report["findings"]] == [("REC009", "D3")]
    assert "REC" in {item["code"] for item in ran.report["not_checked"]}


def test_what_is_wrong_in_the_registration_is_not_told_again_of_each_record(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    wrong = replace(STUDENTS[1], level="中级")
    School(photos=None, registration=(STUDENTS[0], wrong, *STUDENTS[2:])).write(tmp_path)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    found = [(f["code"], f["location"]["file"], f["name"]) for f in ran.report["findings"]]
    assert found == [("XRF006", "报考.xlsx", wrong.name)]
    # Where the records alone say something else, each of them is told.
    School(photos=None, records=[(wrong, "理论"), (wrong, "实操"), *RIGHT_RECORDS]).write(tmp_path)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    assert [f["code"] for f in ran.report["findings"]] == ["REC006", "REC006"]


def test_findings_come_in_the_order_of_work_with_names(wdyy: Wdyy, tmp_path: Path) -> None:
    extra = {f"{STUDENTS[0].number}.JPG": portrait(0)}
    replace(ALONE, registration=without(STUDENTS, 1), photos={**extra, **PHOTOS_BUT_ONE}).write(tmp_path)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    assert [(f["code"], f["location"]["file"], f["name"]) for f in ran.report["findings"]] == [
        ("XRF003", "花名册.xlsx", "李二"),
        ("PHO103", "照片.zip", "张一"),
    ]
    assert [given["role"] for given in ran.report["inputs"]] == ["roster", "photos", "registration"]


IGNORES = {
    "narrowed to her": (f', id_number = "{STUDENTS[0].number}"', "明天补拍"),
    "narrowed to somebody else": (f', id_number = "{STUDENTS[1].number}"', None),
    "narrowed to the file": (', file = "花名册.xlsx"', "明天补拍"),
    "narrowed to another file": (', file = "照片.zip"', None),
    "only warnings": (', severity = "warning"', None),
}


@pytest.mark.parametrize(("narrowed", "suppressed"), IGNORES.values(), ids=IGNORES)
def test_an_ignore_is_narrowed(wdyy: Wdyy, tmp_path: Path, narrowed: str, suppressed: str | None) -> None:
    replace(ALONE, photos=PHOTOS_BUT_ONE, registration=None, rules=IGNORE.format(narrowed)).write(tmp_path)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    found = [(f["code"], f["suppressed"]) for f in ran.report["findings"] if f["code"] != "CFG001"]
    assert found == [("XRF001", suppressed)]


ONE, OTHER = ([student.name, student.number, "信息准确"] for student in STUDENTS[:2])
STATES = ["姓名", "身份证号", "信息状态"]
PASSED_OVER: dict[str, tuple[str, Sequence[str], Sequence[str], str]] = {
    "students on a hidden sheet": ("check-roster", STATES, ["二"], "ROS005"),
    "states on a hidden sheet": ("check-status", STATES, ["二"], "STA006"),
    "states under a header that nobody knows": ("check-status", [*STATES[:2], "核对结果"], [], "STA006"),
}


@pytest.mark.parametrize("case", PASSED_OVER)
def test_what_was_passed_over_is_not_clean(wdyy: Wdyy, tmp_path: Path, case: str) -> None:
    command, headers, hidden, code = PASSED_OVER[case]
    path = workbook(tmp_path / "表.xlsx", {"一": [STATES, ONE], "二": [headers, OTHER]}, hidden)
    ran = wdyy(command, path, "--date", CHECK_DATE, "--format", "json")
    assert [(f["code"], f["location"]["sheet"]) for f in ran.report["findings"]] == [(code, "二")]
    assert (ran.status, ran.report["summary"]["verdict"]) == (0, "partial")
    assert wdyy(command, path, "--date", CHECK_DATE, "--strict").status == 1


def test_a_room_that_the_list_of_rooms_lacks_is_not_clean(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [room("1号楼101室", 5), room("1号楼102室", 5)])
    listed = write(tmp_path / "清单.xlsx", LIST_HEADERS, [("1号楼101室", 50, "")])
    ran = wdyy("check-rooms", sheet, "--candidates", 10, "--rooms", listed, "--date", CHECK_DATE)
    assert (ran.status, ran.out.splitlines()[-1]) == (0, "！检查过的没有发现问题。还没有检查：机位够不够。")


def test_proctors_without_a_column_that_must_be_filled_in_are_not_clean(wdyy: Wdyy, tmp_path: Path) -> None:
    rooms = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [room("1号楼101室", 5)])
    two = [("陈一", "13800000000"), ("林二", "13800000001")]
    sheet = write(tmp_path / "监考.xlsx", ("教师姓名", "手机号码"), two)
    ran = wdyy("check-proctors", sheet, "--rooms", rooms, "--date", CHECK_DATE)
    assert ran.out.splitlines()[-1] == "！检查过的没有发现问题。还没有检查：必填的项是不是都有。"


NOBODY = {
    "check-roster": (("姓名", "身份证号"), "里一名学生也没有。请确认选对了文件。"),
    "check-status": (("身份证号", "信息状态"), "里一名考生也没有。请确认选对了文件。"),
    "check-rooms": (ROOM_HEADERS, "里一个考场也没有。请确认选对了文件。"),
    "check-proctors": (("教师姓名", "手机号码", "所属院校"), "里一名监考也没有。请确认选对了文件。"),
}


@pytest.mark.parametrize("command", NOBODY)
def test_a_table_of_nobody_is_told_once(wdyy: Wdyy, tmp_path: Path, command: str) -> None:
    headers, reason = NOBODY[command]
    sheet = write(tmp_path / "空的.xlsx", headers, [])
    rooms = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [room("1号楼101室", 5)])
    options = ["--rooms", rooms] if command == "check-proctors" else []
    ran = wdyy(command, sheet, *options, "--date", CHECK_DATE, "--format", "json")
    assert (ran.status, ran.report["findings"]) == (2, [])
    assert [given["reason"] for given in ran.report["inputs"] if given["reason"]] == [f"“{sheet}”{reason}"]


MASKED = [[s.name, f"{s.number[:6]}********{s.number[-4:]}", "信息准确", "理论"] for s in STUDENTS]


@pytest.mark.parametrize("command", ["check-roster", "check-status", "verify-records"])
def test_numbers_that_were_made_unreadable_are_told_once(wdyy: Wdyy, tmp_path: Path, command: str) -> None:
    sheet = table(tmp_path / "遮住的.xlsx", ("姓名", "身份证号", "状态", "科目"), MASKED)
    school = School(photos=None, records=None, status=None).write(tmp_path)
    options = ["--registration", school / "报考.xlsx"] if command == "verify-records" else []
    ran = wdyy(command, sheet, *options, "--date", CHECK_DATE, "--format", "json")
    reason = ran.report["inputs"][0]["reason"]
    assert (ran.status, ran.report["findings"]) == (2, [])
    assert reason.startswith(f"“{sheet}”里的身份证号中间几位被遮住了（{MASKED[0][1]}），没法核对。")


def test_rooms_without_the_number_of_candidates_are_not_clean(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = write(tmp_path / "考场.xlsx", ROOM_HEADERS, [room()])
    ran = wdyy("check-rooms", sheet, "--date", CHECK_DATE)
    assert ran.status == 0
    assert ran.out.splitlines()[-1] == "！检查过的没有发现问题。还没有检查：座位总数对不对。"
    assert wdyy("check-rooms", sheet, "--date", CHECK_DATE, "--strict").status == 1
