"""`wdyy check`: files that are each fine, and a student lost between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Ran
from school import STUDENTS, School, Student, changed, without
from students import CHECK_DATE, id_number, portrait
from wdyy_cli.texts.id_number import check_digit

Wdyy = Callable[..., Ran]
ONE, TWO, THREE, FOUR = (student.number for student in STUDENTS[:4])
EXTRA = id_number(20)
NEARLY_THREE = THREE[:15] + ("8" if THREE[15] != "8" else "9") + THREE[16:]
NEAR_AND_RIGHT = next(
    near
    for near in (f"{THREE[:16]}{digit}{check_digit(THREE[:16] + str(digit))}" for digit in range(10))
    if near != THREE
)
RECORDS = tuple((student, subject) for student in STUDENTS for subject in ("理论考试", "实操考试"))
RIGHT_PHOTOS = {f"{student.number}.jpg": portrait(index) for index, student in enumerate(STUDENTS)}


def found(ran: Ran) -> list[tuple[str, str | None, str, str | None]]:
    """Give code, ID number, file and cell or member of each finding, sorted."""
    return sorted(
        (
            f["code"],
            f["id_number"],
            f["location"]["file"],
            f["location"]["cell"] or f["location"]["member"],
        )
        for f in ran.report["findings"]
    )


FAULTS: dict[str, tuple[School, list[tuple[str, str | None, str, str | None]]]] = {
    "nothing": (School(), []),
    "no photo": (
        School(photos={name: photo for name, photo in RIGHT_PHOTOS.items() if ONE not in name}),
        [("XRF001", ONE, "花名册.xlsx", "B2")],
    ),
    "a photo of nobody": (
        School(photos={**RIGHT_PHOTOS, f"{EXTRA}.jpg": portrait(20)}),
        [("XRF002", EXTRA, "照片.zip", f"{EXTRA}.jpg")],
    ),
    "in the roster only": (
        School(
            registration=without(STUDENTS, 1),
            records=[r for r in School().records or () if r[0].number != TWO],
        ),
        [("XRF003", TWO, "花名册.xlsx", "B3")],
    ),
    "registered only": (
        School(roster=without(STUDENTS, 1)),
        [("XRF004", TWO, "报考.xlsx", "B5")],
    ),
    "two names": (
        School(roster=changed(STUDENTS, 0, name="张益")),
        [("XRF005", ONE, "报考.xlsx", "A4")],
    ),
    "two levels": (
        School(roster=changed(STUDENTS, 0, level="中级")),
        [("XRF006", ONE, "报考.xlsx", "H4")],
    ),
    "not accurate on the platform": (
        School(status=changed(STUDENTS, 3, status="缺照片")),
        [("XRF007", FOUR, "报考.xlsx", "B7")],
    ),
    "not accurate on the platform, and not registered": (
        School(
            roster=without(STUDENTS, 3),
            registration=without(STUDENTS, 3),
            photos=None,
            records=None,
            status=changed(STUDENTS, 3, status="缺照片"),
        ),
        [("STA001", FOUR, "考生信息.xlsx", "C5")],
    ),
    "a state that nobody knows": (
        School(status=changed(STUDENTS, 3, status="审核中")),
        [("STA005", FOUR, "考生信息.xlsx", "C5"), ("XRF007", FOUR, "报考.xlsx", "B7")],
    ),
    "no state": (
        School(status=changed(STUDENTS, 3, status="")),
        [("STA005", FOUR, "考生信息.xlsx", "C5"), ("XRF007", FOUR, "报考.xlsx", "B7")],
    ),
    "an accurate state in other words": (
        School(status=changed(STUDENTS, 3, status="信息 准确（已确认）")),
        [],
    ),
    "not on the platform": (
        School(status=without(STUDENTS, 3)),
        [("XRF007", FOUR, "报考.xlsx", "B7")],
    ),
    "another name in a second row of the platform": (
        School(status=(*STUDENTS, replace(STUDENTS[3], name="赵士"))),
        [("XRF005", FOUR, "考生信息.xlsx", "A12")],
    ),
    "another name in the registration alone": (
        School(registration=changed(STUDENTS, 3, name="赵士")),
        [("XRF005", FOUR, "报考.xlsx", "A7")],
    ),
    "an old number of 15 digits in the registration": (
        School(registration=changed(STUDENTS, 3, number=FOUR[:6] + FOUR[8:17])),
        [
            ("IDN004", FOUR[:6] + FOUR[8:17], "报考.xlsx", "B7"),
            ("XRF008", FOUR[:6] + FOUR[8:17], "报考.xlsx", "B7"),
        ],
    ),
    "another name on the platform": (
        School(status=changed(STUDENTS, 3, name="赵士")),
        [("XRF005", FOUR, "考生信息.xlsx", "A5")],
    ),
    "a subject lacks": (
        School(records=RECORDS[1:]),
        [("REC001", ONE, "报考.xlsx", "B4")],
    ),
    "a record of somebody else": (
        School(records=(*RECORDS, (Student(number=EXTRA, name="外人"), "理论考试"))),
        [("REC004", EXTRA, "报考记录.xlsx", "B22")],
    ),
    "one digit off in the registration": (
        School(registration=changed(STUDENTS, 2, number=NEARLY_THREE), records=None),
        [
            ("IDN003", NEARLY_THREE, "报考.xlsx", "B6"),
            ("XRF008", NEARLY_THREE, "报考.xlsx", "B6"),
        ],
    ),
    "one digit off in the registration, and all others right": (
        School(registration=changed(STUDENTS, 2, number=NEARLY_THREE)),
        [
            ("IDN003", NEARLY_THREE, "报考.xlsx", "B6"),
            ("XRF008", NEARLY_THREE, "报考.xlsx", "B6"),
        ],
    ),
    "another right number in the registration": (
        School(registration=changed(STUDENTS, 2, number=NEAR_AND_RIGHT)),
        [("XRF008", NEAR_AND_RIGHT, "报考.xlsx", "B6")],
    ),
    "another right number in the roster": (
        School(roster=changed(STUDENTS, 2, number=NEAR_AND_RIGHT)),
        [("XRF008", NEAR_AND_RIGHT, "花名册.xlsx", "B4")],
    ),
    "another right number on the platform": (
        School(status=changed(STUDENTS, 2, number=NEAR_AND_RIGHT)),
        [("XRF008", NEAR_AND_RIGHT, "考生信息.xlsx", "B4")],
    ),
    "another right number in the records": (
        School(
            records=[
                (student if student.number != THREE else replace(student, number=NEAR_AND_RIGHT), subject)
                for student, subject in RECORDS
            ]
        ),
        [("XRF008", NEAR_AND_RIGHT, "报考记录.xlsx", "B6")],
    ),
    "one digit off in the roster": (
        School(roster=changed(STUDENTS, 2, number=NEARLY_THREE)),
        [
            ("IDN003", NEARLY_THREE, "花名册.xlsx", "B4"),
            ("XRF008", NEARLY_THREE, "花名册.xlsx", "B4"),
        ],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_planted_fault_is_found_at_its_place_and_nothing_else(
    wdyy: Wdyy, tmp_path: Path, fault: str
) -> None:
    school, expected = FAULTS[fault]
    school.write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert found(ran) == sorted(expected)
    assert ran.status == (1 if any(code != "XRF002" for code, *_ in expected) else 0)
    assert ran.err == ""


ALONE = {"REC": ["REC003", "REC004", "REC004"], "XRF003": ["XRF003"], "XRF008": ["XRF008"]}


@pytest.mark.parametrize(("selected", "codes"), ALONE.items(), ids=ALONE)
def test_a_near_miss_is_left_to_no_rule_that_does_not_run(
    wdyy: Wdyy, tmp_path: Path, selected: str, codes: list[str]
) -> None:
    School(registration=changed(STUDENTS, 2, number=NEAR_AND_RIGHT)).write(tmp_path)
    ran = wdyy("check", tmp_path, "--select", selected, "--format", "json", "--date", CHECK_DATE)
    assert [finding["code"] for finding in ran.report["findings"]] == codes


def test_two_runs_give_the_same_bytes(wdyy: Wdyy, tmp_path: Path) -> None:
    School(roster=changed(STUDENTS, 2, number=NEARLY_THREE), photos={}).write(tmp_path)
    runs = [wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE) for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0].status == 1


def test_what_is_not_there_is_not_checked_and_said(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=None, registration=None, records=None, status=None).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert ran.status == 0
    said = {item["code"]: item["reason"] for item in ran.report["not_checked"]}
    assert said["PHO"] == "wdyy.toml 的 [files] 里没有写照片（photos）"
    assert said["REG"] == "wdyy.toml 的 [files] 里没有写报考表（registration）"
    assert said["XRF001"] == "没有提供照片"
    assert said["XRF003"] == "没有提供报考表"


def test_a_file_that_cannot_be_read_stops_no_other(wdyy: Wdyy, tmp_path: Path) -> None:
    School(roster=changed(STUDENTS, 2, number=NEARLY_THREE)).write(tmp_path)
    (tmp_path / "报考.xlsx").write_bytes(b"%PDF-1.4 no sheet")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE, "--select", "IDN,XRF,ROS")
    assert ran.status == 2
    assert ("IDN003", NEARLY_THREE, "花名册.xlsx", "B4") in found(ran)
    unreadable = [given for given in ran.report["inputs"] if given["status"] == "unreadable"]
    assert [given["path"] for given in unreadable] == ["报考.xlsx"]
    assert "PDF" in unreadable[0]["reason"]


RULES = '[rules]\nignore = [{{code = "XRF001", reason = "明天补拍"{until}}}]\nseverity = {{XRF002 = "info"}}'
LACKING = {f"{student.number}.jpg": portrait(i) for i, student in enumerate(STUDENTS) if i}


def test_an_ignored_finding_is_marked_and_fails_nothing(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=LACKING, rules=RULES.format(until="")).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["suppressed"]) for f in ran.report["findings"]] == [("XRF001", "明天补拍")]
    assert (ran.report["summary"]["suppressed"], ran.status) == (1, 0)


def test_an_ignore_after_its_last_day_is_none(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=LACKING, rules=RULES.format(until=", until = 2026-11-22")).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["suppressed"]) for f in ran.report["findings"]] == [
        ("XRF001", None),
        ("CFG002", None),
    ]
    assert ran.status == 1


def test_an_ignore_that_matched_nothing_is_reported(wdyy: Wdyy, tmp_path: Path) -> None:
    School(rules=RULES.format(until="")).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["severity"], f["value"]) for f in ran.report["findings"]] == [
        ("CFG001", "info", "XRF001")
    ]
    assert ran.status == 0


@pytest.mark.parametrize(("severity", "found"), [("", [None, None]), (', severity = "error"', ["看过了"])])
def test_an_ignore_hides_nothing_that_was_made_graver_unless_it_says_so(
    wdyy: Wdyy, tmp_path: Path, severity: str, found: list[str | None]
) -> None:
    ignore = f'{{code = "XRF002", reason = "看过了"{severity}}}'
    rules = f'[rules]\nignore = [{ignore}]\nseverity = {{XRF002 = "error"}}'
    School(photos={**RIGHT_PHOTOS, f"{EXTRA}.jpg": portrait(20)}, rules=rules).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [f["suppressed"] for f in ran.report["findings"]] == found
    assert ran.status == (1 if None in found else 0)


def test_a_severity_is_overridden(wdyy: Wdyy, tmp_path: Path) -> None:
    School(
        photos={**RIGHT_PHOTOS, f"{EXTRA}.jpg": portrait(20)}, rules='[rules]\nseverity = {XRF002 = "error"}'
    ).write(tmp_path)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["severity"]) for f in ran.report["findings"]] == [("XRF002", "error")]
    assert ran.status == 1


@pytest.mark.parametrize(
    ("rules", "said"),
    {
        "unknown code": ('[rules]\nignore = [{code = "XRF999", reason = "x"}]', "XRF"),
        "no reason": ('[rules]\nignore = [{code = "XRF001"}]', "缺少 rules.ignore 第 1 项 reason"),
        "unknown severity": ('[rules]\nseverity = {XRF002 = "fatal"}', "rules.severity.XRF002"),
        "misspelt section": ("[rule]", "没有 rule 这一项"),
        "misspelt profile value": (
            "[photo]\nmax_byte = 5",
            "没有 photo.max_byte 这一项，您是不是想写 max_bytes",
        ),
        "wrong type": ('[photo]\nmax_bytes = "5 MB"', "photo.max_bytes 应是整数"),
        "unknown column field": ('[columns]\nid = "证件号"', "没有名为“id”的字段"),
    }.values(),
    ids=["unknown code", "no reason", "severity", "section", "profile value", "type", "column"],
)
def test_a_mistake_in_wdyy_toml_names_file_and_key(wdyy: Wdyy, tmp_path: Path, rules: str, said: str) -> None:
    School(rules=rules).write(tmp_path)
    ran = wdyy("check", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert "wdyy.toml" in ran.err


def test_known_findings_do_not_fail_the_run_wherever_their_row_is(wdyy: Wdyy, tmp_path: Path) -> None:
    baseline = tmp_path / "基线.json"
    School(photos=LACKING).write(tmp_path / "甲")
    first = wdyy("check", tmp_path / "甲", "--update-baseline", baseline, "--date", CHECK_DATE)
    assert first.status == 0
    assert not any(student.number in baseline.read_text(encoding="utf-8") for student in STUDENTS)
    moved = (*STUDENTS[1:], STUDENTS[0])
    School(roster=moved, photos=LACKING).write(tmp_path / "甲")
    again = wdyy("check", tmp_path / "甲", "--baseline", baseline, "--format", "json", "--date", CHECK_DATE)
    assert (again.status, again.report["summary"]["suppressed"]) == (0, 1)
    School(roster=moved, photos={}).write(tmp_path / "甲")
    worse = wdyy("check", tmp_path / "甲", "--baseline", baseline, "--format", "json", "--date", CHECK_DATE)
    assert worse.status == 1
    assert sum(f["suppressed"] is None for f in worse.report["findings"] if f["code"] == "XRF001") == 9


@pytest.mark.parametrize(
    ("content", "words"),
    {
        "missing": (None, "找不到已知问题的文件"),
        "no baseline": ("[]", "不是 --update-baseline 记下的文件"),
    }.values(),
)
def test_a_baseline_that_cannot_be_used_is_told(
    wdyy: Wdyy, tmp_path: Path, content: str | None, words: str
) -> None:
    School().write(tmp_path)
    if content is not None:
        (tmp_path / "基线.json").write_text(content, encoding="utf-8")
    ran = wdyy("check", tmp_path, "--baseline", tmp_path / "基线.json", "--date", CHECK_DATE)
    assert ran.status == 2
    assert words in ran.err


@pytest.mark.parametrize("command", ["check", "batch"])
def test_what_is_known_is_never_written_over_another_file(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    roster = School().write(tmp_path / "校") / "花名册.xlsx"
    before = roster.read_bytes()
    ran = wdyy(command, "校", "--update-baseline", roster)
    assert (ran.status, ran.out, roster.read_bytes()) == (2, "", before)
    assert "没有盖掉它" in ran.err
    ran = wdyy(command, "校", "--update-baseline", f"{'长' * 300}.json")
    assert (ran.status, "太长了" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("argv", "words"),
    {
        "no such folder": (["check", "nowhere"], "“nowhere”不存在"),
        "nothing of a school's": (["check", "."], "“.”里没有认出要检查的文件"),
        "unknown group": (["check", "--group-by", "name"], "--group-by 不能是“name”"),
        "both baselines": (["check", "--baseline", "a", "--update-baseline", "b"], "不能一起用"),
    }.values(),
    ids=["folder", "workspace", "group", "baselines"],
)
def test_what_cannot_be_done_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = wdyy(*argv)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


@pytest.mark.slow
def test_a_run_that_records_never_says_that_something_can_be_uploaded(
    wdyy: Wdyy, tmp_path: Path, demo_schools: dict[str, Path]
) -> None:
    school = shutil.copytree(demo_schools["clean"], tmp_path / "校")
    for command in ("check", "batch"):
        argv = (command, school, "--update-baseline", tmp_path / "基线.json", "--date", CHECK_DATE)
        for options in ((), ("--format", "markdown")):
            ran = wdyy(*argv, *options, *(["--report-dir", tmp_path / "报告"] if command == "batch" else []))
            assert (ran.status, "可以上传" in ran.out, "记下来" in ran.out) == (
                0,
                False,
                command == "check" or bool(options),
            )


def test_a_workspace_without_files_is_no_success(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "wdyy.toml").write_text("[files]\n", encoding="utf-8")
    ran = wdyy("check", tmp_path)
    assert ran.status == 2
    assert "没有写任何文件" in ran.err


def test_the_nearest_workspace_above_is_used(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(roster=without(STUDENTS, 1)).write(tmp_path)
    (tmp_path / "里面").mkdir()
    monkeypatch.chdir(tmp_path / "里面")
    ran = wdyy("check", "--format", "json", "--date", CHECK_DATE)
    assert found(ran) == [("XRF004", TWO, "报考.xlsx", "B5")]
