"""A folder of rosters: all in it and below it is read, or told; half the students are not all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from student_templates import StudentForm, by_openpyxl
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)
CLASSES = ("甲班.csv", "乙班.tsv", "二年级/丙班.csv", "二年级/物流/丁班.csv")
OTHERS = ("己班.docx", "通知.pdf", "二年级/戊班.txt", "~$甲班.csv", ".DS_Store", "__MACOSX/甲班.csv")


@pytest.fixture
def rosters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a folder of rosters, each with one student, among other things."""
    monkeypatch.chdir(tmp_path)
    for index, name in enumerate((*CLASSES, *OTHERS)):
        path = tmp_path / "花名册" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        separator = "\t" if name.endswith(".tsv") else ","
        rows = [
            ("姓名", "身份证号", "性别", "班级"),
            (f"王{'甲乙丙丁'[index % 4]}", id_number(index), "", "电商1班"),
        ]
        path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8")
    return tmp_path


NAMED = {
    "the folder": ["花名册"],
    "the folder twice": ["花名册", "./花名册", "花名册/../花名册"],
    "a pattern for all that is in it": ["花名册/*"],
}


@pytest.mark.usefixtures("rosters")
@pytest.mark.parametrize("named", NAMED.values(), ids=NAMED)
def test_every_table_is_read_and_what_is_none_is_told(wdyy: Wdyy, named: list[str]) -> None:
    ran = wdyy("check-roster", *named, *JSON)
    assert sorted((given["path"], given["items"]) for given in ran.report["inputs"]) == sorted(
        (str(Path("花名册", name)), 1) for name in CLASSES
    )
    assert {file["path"]: file["reason"] for file in ran.report["unused"]} == {
        str(Path("花名册/二年级/戊班.txt")): "文本文件，没有读；是表格的话，请直接写出它的文件名",
        str(Path("花名册/己班.docx")): "不是表格，没有读；里面有学生的，请做成表格",
        str(Path("花名册/通知.pdf")): "不是表格，没有读；里面有学生的，请做成表格",
    }


EXAM = ("--school", "江城职业技术学校", "--site", "江城职校", "--plan", "2026年第二期", "--level", "初级")


@pytest.mark.usefixtures("rosters")
def test_the_sheet_is_filled_with_all_of_them(wdyy: Wdyy) -> None:
    ran = wdyy(
        "build-registration", "花名册", "-o", "报考表.xlsx", *EXAM, "--student-type", "院校考生", *JSON
    )
    assert (ran.status, ran.report["results"]["rows_written"], len(ran.report["unused"])) == (
        0,
        len(CLASSES),
        3,
    )


@pytest.mark.usefixtures("rosters")
def test_the_students_template_is_filled_with_all_of_them(wdyy: Wdyy, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsx"
    template.write_bytes(by_openpyxl(StudentForm(headers=("姓名", "证件号码"))))
    ran = wdyy("build-students", "花名册", "--template", template, "-o", "学生.xlsx", *JSON)
    read = [given["path"] for given in ran.report["inputs"] if given["role"] == "roster"]
    assert (len(read), len(ran.report["unused"])) == (len(CLASSES), 3)


def test_a_list_of_those_who_gave_up_counts_and_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for index, name in enumerate(("一班（李老师）.csv", "放弃名单.csv")):
        Path(name).write_text(f"姓名,身份证号\n王甲,{id_number(index)}\n", encoding="utf-8")
    said = [
        (f["code"], f["location"]["file"], f["message"]) for f in _found(wdyy("check-roster", "*.csv", *JSON))
    ]
    assert said == [("ROS005", "放弃名单.csv", "看文件名不像是要报考的学生，里面的 1 名学生也算在内")]
    assert _found(wdyy("check-roster", "放弃名单.csv", *JSON)) == []


def _found(ran: Ran) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ran.report["findings"]
    return found


PATTERNS = {
    "the folder in which the workspace lies": (".", ["花名册/甲班.csv", "花名册/二年级/丙班.csv"]),
    "a pattern of folders": ("*/甲*.csv", ["花名册/甲班.csv"]),
    "folders below": ("花名册/*/*.csv", ["花名册/二年级/丙班.csv"]),
}


@pytest.mark.parametrize(("named", "some"), PATTERNS.values(), ids=PATTERNS)
def test_a_workspace_may_name_folders_and_patterns(
    wdyy: Wdyy, rosters: Path, named: str, some: list[str]
) -> None:
    (rosters / "wdyy.toml").write_text(f'[files]\nroster = "{named}"\n', encoding="utf-8")
    ran = wdyy("check", *JSON)
    read = {given["path"] for given in ran.report["inputs"] if given["role"] == "roster"}
    assert (ran.status, read.issuperset(str(Path(path)) for path in some)) == (0, True)


@pytest.mark.parametrize("command", ["check-roster", "check-status"])
def test_what_lies_beside_an_open_table_is_not_meant_and_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("学生1.csv").write_text(f"姓名,身份证号,信息状态\n王甲,{id_number(0)},信息准确\n", encoding="utf-8")
    Path("~$学生1.csv").write_bytes(b"\x03wps" + bytes(161))
    ran = wdyy(command, "*学生*.csv", *JSON)
    assert (ran.status, [given["path"] for given in ran.report["inputs"]]) == (0, ["学生1.csv"])
    ran = wdyy(command, "~$学生1.csv", *JSON)
    assert (ran.status, "请写没有“~$”的那个文件名。" in ran.report["inputs"][0]["reason"]) == (2, True)


def test_a_pattern_for_one_table_that_means_two_is_refused(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("甲.csv", "乙.csv"):
        Path(name).write_text("身份证号,状态\n", encoding="utf-8")
    ran = wdyy("check-status", "*.csv")
    assert (ran.status, ran.err) == (2, "× “*.csv”有 2 个：“乙.csv”、“甲.csv”。\n  请写明是哪一个。\n")


def test_a_workspace_that_names_the_folder(wdyy: Wdyy, rosters: Path) -> None:
    (rosters / "wdyy.toml").write_text('[files]\nroster = "花名册"\n', encoding="utf-8")
    ran = wdyy("check", *JSON)
    assert len([given for given in ran.report["inputs"] if given["role"] == "roster"]) == len(CLASSES)
    assert [Path(file["path"]).name for file in ran.report["unused"]] == ["戊班.txt", "己班.docx", "通知.pdf"]
