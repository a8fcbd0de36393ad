"""`wdyy verify-records`: an export held against the registration; each fault exactly where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from exam_tables import RECORD_HEADERS, SUBJECTS, Place, Rows, placed, record, right_records, write
from school import NAMES, STUDENTS, Student, registration, table, workbook
from students import CHECK_DATE, id_number
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]
EXPORT, SHEET = "报考记录.xlsx", "报考.xlsx"
RIGHT = right_records()
SECOND_LEVEL = replace(STUDENTS[0], level="中级")
STRANGER = {"name": "魏一", "id_number": id_number(50)}


def without(*rows: int) -> list[list[object]]:
    """Give the right records but those in these rows of the sheet."""
    return [values for row, values in enumerate(RIGHT, start=2) if row not in rows]


def changed(row: int, **other: object) -> list[list[object]]:
    """Give the right records, other facts in one row of the sheet."""
    index, subject = divmod(row - 2, 2)
    return [*RIGHT[: row - 2], record(index, subject, **other), *RIGHT[row - 1 :]]


def both(index: int, **other: object) -> list[list[object]]:
    """Give both records of a student."""
    return [record(index, subject, **other) for subject in (0, 1)]


OLD = "网店运营推广2020年下半年全国统考"
SUM = ("REC005", EXPORT, None)

# by words: export, registration, expected findings
PLANTED: dict[str, tuple[Rows, Sequence[Student], list[Place]]] = {
    "two records for each": (RIGHT, STUDENTS, []),
    "the same in another order": (RIGHT[::-1], STUDENTS, []),
    "the second record is missing": (without(3), STUDENTS, [("REC001", SHEET, "B4")]),
    "the first record is missing": (without(20), STUDENTS, [("REC001", SHEET, "B13")]),
    "one record twice": ([*RIGHT, record(2, 0)], STUDENTS, [("REC002", EXPORT, "F22")]),
    "one record three times": (
        [*RIGHT, record(2, 0), record(2, 0)],
        STUDENTS,
        [("REC002", EXPORT, "F22"), ("REC002", EXPORT, "F23")],
    ),
    "a record of one too many, one of another too few": (
        [*without(21), record(2, 0)],
        STUDENTS,
        [("REC001", SHEET, "B13"), ("REC002", EXPORT, "F21")],
    ),
    "no record at all": (without(2, 3), STUDENTS, [("REC003", SHEET, "B4")]),
    "one subject of last time, this time's is missing": (
        changed(3, plan=OLD),
        STUDENTS,
        [("REC006", EXPORT, "G3")],
    ),
    "records of somebody else": (
        [*RIGHT, *both(0, **STRANGER)],
        STUDENTS,
        [("REC004", EXPORT, "C22"), ("REC004", EXPORT, "C23")],
    ),
    "a record without number": (
        [*RIGHT, record(0, 0, name="魏一", id_number="")],
        STUDENTS,
        [("REC004", EXPORT, "C22")],
    ),
    "another name": (changed(2, name="张益"), STUDENTS, [("REC006", EXPORT, "B2")]),
    "another level": (changed(5, level="高级"), STUDENTS, [("REC006", EXPORT, "E5")]),
    "another certificate": (changed(4, certificate="别的证书"), STUDENTS, [("REC006", EXPORT, "D4")]),
    "another plan": (changed(4, plan="2021年下半年全国统考"), STUDENTS, [("REC006", EXPORT, "G4")]),
    "another site": (changed(4, site="别的考核站点"), STUDENTS, [("REC006", EXPORT, "H4")]),
    "nothing said about the site": (changed(4, site=""), STUDENTS, []),
    "the certificate with its level": (
        changed(4, certificate="网店运营推广职业技能等级证书（初级）"),
        STUDENTS,
        [],
    ),
    "a subject of another kind": (
        [*RIGHT, record(0, 0, subject="外语考试")],
        STUDENTS,
        [SUM, ("REC007", EXPORT, "F22")],
    ),
    "an unknown subject in place of a known one": (
        changed(3, subject="面试"),
        STUDENTS,
        [("REC001", SHEET, "B4"), ("REC007", EXPORT, "F3")],
    ),
    "no subject": (
        changed(3, subject=""),
        STUDENTS,
        [("REC001", SHEET, "B4"), ("REC007", EXPORT, "F3")],
    ),
    "both subjects in one": (
        changed(3, subject="理论及实操"),
        STUDENTS,
        [("REC001", SHEET, "B4"), ("REC007", EXPORT, "F3")],
    ),
    "other words for the subjects": (
        [record(index, 0, subject=words) for index in range(10) for words in ("理论知识", "实际操作")],
        STUDENTS,
        [],
    ),
    "two levels, two records each": (
        [*RIGHT, *both(0, level="中级")],
        (*STUDENTS, SECOND_LEVEL),
        [],
    ),
    "two levels, records of one": (
        RIGHT,
        (*STUDENTS, SECOND_LEVEL),
        [("REC003", SHEET, "B14")],
    ),
    "two levels, one record of the second": (
        [*RIGHT, record(0, 1, level="中级")],
        (*STUDENTS, SECOND_LEVEL),
        [("REC001", SHEET, "B14")],
    ),
    "two levels, the second under the first one's name": (
        [*RIGHT, *both(0)],
        (*STUDENTS, SECOND_LEVEL),
        [("REC006", EXPORT, "E22"), ("REC006", EXPORT, "E23")],
    ),
    "registered twice for the same": (RIGHT, (*STUDENTS, STUDENTS[3]), []),
}


def run(wdyy: Wdyy, *options: object) -> Ran:
    argv = ("verify-records", EXPORT, "--registration", SHEET, "--date", CHECK_DATE)
    return wdyy(*argv, *options, "--format", "json")


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_gives_its_code_at_its_cell_and_no_other(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    rows, students, expected = PLANTED[fault]
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, rows)
    registration(Path(SHEET), students)
    ran = run(wdyy)
    assert placed(ran) == expected
    assert ran.status == (1 if expected else 0)
    candidates = len({(student.number, student.level) for student in students})
    assert ran.report["results"] == {
        "candidates": candidates,
        "subjects": ["理论", "实操"],
        "expected": 2 * candidates,
        "found": len(rows),
    }


# by words: export, expected remarks
ELSEWHERE: dict[str, tuple[Rows, list[Place]]] = {
    "last time's records first": (
        [*both(1, plan=OLD), *RIGHT],
        [("REC002", EXPORT, "G2"), ("REC002", EXPORT, "G3")],
    ),
    "last time's records last": (
        [*RIGHT, *both(1, plan=OLD)],
        [("REC002", EXPORT, "G22"), ("REC002", EXPORT, "G23")],
    ),
    "last time's other level": ([*RIGHT, record(1, plan=OLD, level="高级")], [("REC002", EXPORT, "G22")]),
    "another certificate's records": (
        [*RIGHT, *both(1, certificate="别的证书")],
        [("REC006", EXPORT, "D22"), ("REC006", EXPORT, "D23")],
    ),
    "somebody who was registered last time": (
        [*RIGHT, *both(0, **STRANGER, plan=OLD)],
        [("REC004", EXPORT, "G22"), ("REC004", EXPORT, "G23")],
    ),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_records_of_another_exam_are_right_where_they_are(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    rows, expected = ELSEWHERE[case]
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, rows)
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    assert placed(ran) == expected
    assert {(found["severity"], found["fix"]) for found in ran.report["findings"]} == {
        ("info", "不用改，也不要删：这是另一次考试的记录，没有算在这次里面。")
    }
    assert (ran.status, ran.report["results"]["found"], ran.report["summary"]["verdict"]) == (0, 20, "clean")


def test_a_record_of_last_time_does_not_stand_for_one_that_is_missing(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, [*both(0, plan=OLD), *without(3)])
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    assert [
        (found["code"], found["severity"], found["location"]["cell"]) for found in ran.report["findings"]
    ] == [
        ("REC001", "error", "B4"),
        ("REC002", "info", "G2"),
        ("REC002", "info", "G3"),
    ]
    assert (ran.status, ran.report["results"]["found"]) == (1, 19)


def test_a_record_of_another_plan_is_not_deleted_without_a_look(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, [*both(0, plan=OLD), *RIGHT[2:]])
    registration(Path(SHEET), STUDENTS)
    found = run(wdyy).report["findings"]
    assert [finding["code"] for finding in found] == ["REC006", "REC006"]
    assert all("是以前考试的就不要动" in finding["fix"] for finding in found)


def test_nobody_is_told_to_register_whoever_may_be_there_already(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    unclear = record(1, 1, subject="技能考试")
    write(
        Path(EXPORT), RECORD_HEADERS, [*both(0, id_number=id_number(50)), record(1, 0), unclear, *RIGHT[4:]]
    )
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    again = [f["code"] for f in ran.report["findings"] if f["code"] != "REC007" and "不要再" not in f["fix"]]
    assert again == []
    out = wdyy("verify-records", EXPORT, "--registration", SHEET, "--date", CHECK_DATE).out
    todo = out[out.index("接下来要做的：") :].splitlines()[1:3]
    assert [line.strip()[:4] for line in todo] == ["1 名考", "1 名考"]
    assert all(line.endswith("不要再导入一次") for line in todo)


def test_nobody_is_told_to_register_whose_records_stand_where_nobody_read(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sheets = {"一": [RECORD_HEADERS, *RIGHT[4:]], "二": [RECORD_HEADERS, *RIGHT[:2]]}
    workbook(Path(EXPORT), sheets, hidden=("二",))
    registration(Path(SHEET), STUDENTS)
    found = run(wdyy).report["findings"]
    fixes = {
        f["name"]: "再检查一次；还是没有，才为这名学生补报" in f["fix"]
        for f in found
        if f["code"] == "REC003"
    }
    assert fixes == {STUDENTS[0].name: True, STUDENTS[1].name: False}
    out = wdyy("verify-records", EXPORT, "--registration", SHEET, "--date", CHECK_DATE).out
    todo = out[out.index("接下来要做的：") :].splitlines()[1:3]
    assert [line.split("：")[0].strip() for line in todo] == ["1 处内容没有读到", "1 名考生一条记录也没有"]


def test_an_export_without_a_record_is_told_once(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, [])
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    assert (ran.status, ran.report["findings"]) == (2, [])
    assert [given["reason"] for given in ran.report["inputs"]] == [
        f"“{EXPORT}”里一条报考记录也没有。请确认选对了文件，导出时选中了全部记录。",
        None,
    ]


def test_the_sum_is_told_where_it_is_all_that_is_asked_for(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, without(3))
    registration(Path(SHEET), STUDENTS)
    for chosen in (("--select", "REC005"), ("--ignore", "REC001")):
        ran = run(wdyy, *chosen)
        assert (ran.status, placed(ran)) == (1, [SUM])
    assert [found["message"] for found in ran.report["findings"]] == [
        "10 名考生 × 2 科应有 20 条，导出的有 19 条，少 1 条"
    ]


def test_whoever_has_no_column_of_plans_is_told_to_look(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [(student.number, subject) for student in STUDENTS for subject in SUBJECTS]
    table(Path(EXPORT), ("身份证号", "考试科目"), rows)
    registration(Path(SHEET), STUDENTS)
    ran = wdyy("verify-records", EXPORT, "--registration", SHEET, "--date", CHECK_DATE)
    assert "没有考试计划这一列：请在平台上看一眼，确认它们都是这一次的。" in ran.out
    assert "各项都对上了" not in ran.out


States = dict[int, str]
FOUND = list[tuple[str, str, str]]
STATES: dict[str, tuple[str, States, Rows, FOUND]] = {
    "all accepted": ("审核状态", {}, [], []),
    "one refused": ("审核状态", {3: "审核不通过"}, [], [("error", "I3", "张一 的“审核状态”是“审核不通过”")]),
    "one withdrawn, in other words": (
        "报考状态",
        {4: "已取消（缴费超时）"},
        [],
        [("error", "I4", "李二 的“报考状态”是“已取消（缴费超时）”")],
    ),
    "one refused and made anew": (
        "审核状态",
        {3: "驳回"},
        [[*record(0, 1), "审核通过"]],
        [("info", "I3", "张一 的“审核状态”是“驳回”；这一科另有一条有效的记录")],
    ),
    "one that waits": ("审核状态", {2: "待审核"}, [], [("warning", "I2", "张一 的“审核状态”是“待审核”")]),
    "a word that nobody knows, twice": (
        "状态",
        {2: "二审", 5: "二审"},
        [],
        [("warning", "I2", "有 2 条记录的“状态”是“二审”，不知道算不算报上了")],
    ),
    "nothing said": (
        "报名状态",
        {2: ""},
        [],
        [("warning", "I2", "有 1 条记录的“报名状态”没有写，不知道算不算报上了")],
    ),
    "a remark": (
        "备注",
        {2: "已作废", 4: "转专业，材料已退回本人"},
        [],
        [("warning", "I2", "张一 的“备注”是“已作废”")],
    ),
    "a result of another year": ("上次成绩", {2: "不通过"}, [], []),
}


@pytest.mark.parametrize(("header", "states", "more", "expected"), STATES.values(), ids=STATES)
def test_what_records_say_of_themselves(
    wdyy: Wdyy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    header: str,
    states: States,
    more: Rows,
    expected: FOUND,
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [[*values, states.get(row, "审核通过")] for row, values in enumerate(RIGHT, start=2)]
    write(Path(EXPORT), (*RECORD_HEADERS, header), [*rows, *more])
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    found = [(f["severity"], f["location"]["cell"], f["message"]) for f in ran.report["findings"]]
    assert (ran.status, found) == (int("error" in str(expected)), expected)
    assert {f["code"] for f in ran.report["findings"]} <= {"REC009"}


def test_every_code_is_planted() -> None:
    planted = {code for _, _, expected in PLANTED.values() for code, _, _ in expected}
    # What was not read has a test of its own for all tables, and so has what records say of themselves.
    assert planted | {"REC008", "REC009"} == {code for code in all_rules() if code.startswith("REC")}


MESSAGES: dict[str, tuple[Rows, Sequence[Student], list[str]]] = {
    "a missing subject": (
        without(3),
        STUDENTS,
        ["张一 没有“实操”的报考记录"],
    ),
    "a level without records": (
        RIGHT,
        (*STUDENTS, SECOND_LEVEL),
        ["张一（中级） 没有任何报考记录"],
    ),
    "one record twice": (
        [*RIGHT, record(2, 0)],
        STUDENTS,
        ["第 6 行已经有 王三 的“理论”记录"],
    ),
    "under another number": (
        [*RIGHT[2:], *both(0, id_number=id_number(50))],
        STUDENTS,
        [
            f"张一 没有任何报考记录；记录里有同名的，号码是 {id_number(50)}",
            f"报考表里没有 张一（报考表里的“张一”是 {id_number(0)}，请看看是不是同一名学生）",
            f"报考表里没有 张一（报考表里的“张一”是 {id_number(0)}，请看看是不是同一名学生）",
        ],
    ),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_a_message_says_what_is_wrong(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    rows, students, expected = MESSAGES[case]
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, rows)
    registration(Path(SHEET), students)
    assert [finding["message"] for finding in run(wdyy).report["findings"]] == expected


LOST: dict[str, tuple[Rows, Sequence[Student], list[Place]]] = {
    "a number cell": (changed(2, id_number=110101200801011003), STUDENTS, [("IDN010", EXPORT, "C2")]),
    "a number cell, and no name": (
        changed(2, id_number=int(id_number(0)[:15] + "000"), name=""),
        STUDENTS,
        [("IDN010", EXPORT, "C2")],
    ),
    "scientific notation": (changed(2, id_number="1.10101E+17"), STUDENTS, [("IDN011", EXPORT, "C2")]),
    "the tail became 000": (
        changed(2, id_number=id_number(0)[:15] + "000"),
        STUDENTS,
        [("IDN011", EXPORT, "C2")],
    ),
    "of somebody else": (
        [*RIGHT, record(0, 0, name="魏一", id_number="1.10101E+17")],
        STUDENTS,
        [("IDN011", EXPORT, "C22"), SUM],
    ),
    "in the registration": (
        RIGHT,
        (replace(STUDENTS[0], number="1.10101E+17"), *STUDENTS[1:]),
        [("IDN011", SHEET, "B4")],
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_a_number_that_was_lost_in_a_spreadsheet_is_one_fault(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    rows, students, expected = LOST[case]
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, rows)
    registration(Path(SHEET), students)
    assert placed(run(wdyy)) == expected


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".csv"])
def test_exports_of_every_format_are_read(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    export = write(Path(f"报考记录{ending}"), RECORD_HEADERS, without(3))
    registration(Path(SHEET), STUDENTS)
    ran = wdyy("verify-records", export, "--registration", SHEET, "--date", CHECK_DATE, "--format", "json")
    assert placed(ran) == [("REC001", SHEET, "B4")]


def test_an_export_may_have_a_sheet_for_each_subject(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    for sheet, rows in ((book.active, RIGHT[::2]), (book.create_sheet("实操"), [*RIGHT[1::2], RIGHT[1]])):
        for row in (RECORD_HEADERS, *rows):
            sheet.append(list(row))
    book.save(EXPORT)
    registration(Path(SHEET), STUDENTS)
    (surplus,) = run(wdyy).report["findings"]
    assert (surplus["code"], surplus["location"]["sheet"], surplus["location"]["cell"]) == (
        "REC002",
        "实操",
        "F12",
    )


def test_fields_that_the_export_lacks_are_not_compared(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [(student.number, subject) for student in STUDENTS for subject in SUBJECTS]
    table(Path(EXPORT), ("身份证号", "考试科目"), rows)
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy)
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert ran.report["not_checked"] == [
        {
            "code": "REC006",
            "reason": "导出的报考记录里没有这些列，没有核对：姓名、证书、证书等级、考试计划、考核站点",
        }
    ]


def test_columns_are_named_for_the_export_alone(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [(student.number, subject) for student in STUDENTS for subject in SUBJECTS]
    table(Path(EXPORT), ("证号", "项目"), rows)
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy, "--column", "id_number=证号", "--column", "subject=项目")
    assert (ran.status, ran.report["findings"]) == (0, [])


REFUSED = {
    "no column of subjects": (
        ("无科目.xlsx", "--registration", SHEET),
        "没有找到 “科目” 这一列；第 1 行有：姓名、身份证号",
    ),
    "no column of ID numbers": (("无号码.xlsx", "--registration", SHEET), "没有找到 “身份证号” 这一列"),
    "a column that is not there": (
        (EXPORT, "--registration", SHEET, "--column", "subject=项目"),
        "没有找到 “项目” 这一列",
    ),
    "no registration": ((EXPORT,), "还要写 --registration"),
    "a registration without ID numbers": (
        (EXPORT, "--registration", "无号码.xlsx"),
        "“无号码.xlsx”里没有找到身份证号这一列；第 1 行有：姓名、科目",
    ),
    "a registration that is not there": ((EXPORT, "--registration", "没有.xlsx"), "没有.xlsx"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    argv, message = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, RIGHT)
    write(Path("无科目.xlsx"), ("姓名", "身份证号"), [("张一", id_number(0))])
    write(Path("无号码.xlsx"), ("姓名", "科目"), [("张一", "理论")])
    registration(Path(SHEET), STUDENTS)
    ran = wdyy("verify-records", *argv)
    assert ran.status == 2
    assert message in ran.out + ran.err


def test_people_read_the_sums_first_and_what_to_do_last(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [*without(3, 4, 5), record(2, 0), record(0, 0, **STRANGER)]
    write(Path(EXPORT), RECORD_HEADERS, rows)
    registration(Path(SHEET), STUDENTS)
    ran = wdyy("verify-records", EXPORT, "--registration", SHEET, "--date", CHECK_DATE)
    lines = ran.out.splitlines()
    assert [line for line in lines if line.startswith("【")] == [
        "【报考表】报考.xlsx：10 名考生，理论、实操各一条，应有 20 条报考记录，错误 2 处",
        "【报考记录】报考记录.xlsx：19 条报考记录，错误 2 处",
    ]
    start = lines.index("接下来要做的：")
    assert lines[start + 1 : start + 5] == [
        "  1 名考生一条记录也没有：看考生信息是否“信息准确”，再单独为他们导入报考",
        "  1 名考生缺一科：核对报名信息，改正后只补缺的那一科，不要把整张表再导入一次",
        "  1 条多余的记录：在“报考记录”里删去",
        "  1 条记录不在报考表里：不考的删去记录，要考的补进报考表",
    ]
    assert ran.status == 1


def test_a_redacted_report_names_nobody(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path(EXPORT), RECORD_HEADERS, [*changed(2, name="张益")[:-2], *both(0, **STRANGER)])
    registration(Path(SHEET), STUDENTS)
    ran = run(wdyy, "--redact")
    assert len(ran.report["findings"]) == 4
    for secret in (*NAMES, "张益", "魏一", id_number(50), *(student.number for student in STUDENTS)):
        assert secret not in ran.out
