"""`wdyy batch`: many schools, one of them broken."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from school import STUDENTS, School, table, without
from students import CHECK_DATE
from wdyy_cli.jobs import batch as job
from wdyy_cli.jobs.check import check_workspace
from wdyy_cli.model import Report
from wdyy_cli.workspace import Workspace

Wdyy = Callable[..., Ran]


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three schools and a folder that is none: a clean one, a faulty one, one with a broken wdyy.toml."""
    monkeypatch.chdir(tmp_path)
    School().write(tmp_path / "全区" / "一中")
    School(roster=without(STUDENTS, 1)).write(tmp_path / "全区" / "二中")
    School().write(tmp_path / "全区" / "三中")
    (tmp_path / "全区" / "三中" / "wdyy.toml").write_text("[file]\n", encoding="utf-8")
    (tmp_path / "全区" / "通知").mkdir()
    return tmp_path


@pytest.mark.slow
def test_each_school_has_its_report_and_the_worst_status_counts(wdyy: Wdyy, district: Path) -> None:
    ran = wdyy("batch", "全区", "--format", "json", "--date", CHECK_DATE)
    assert ran.status == 2
    figures = {
        entry["workspace"]: (entry["exit_code"], entry["errors"])
        for entry in ran.report["results"]["workspaces"]
    }
    assert figures == {"全区/一中": (0, 0), "全区/三中": (2, None), "全区/二中": (1, 1)}
    second = next(one for one in ran.report["results"]["workspaces"] if one["workspace"] == "全区/二中")
    assert [finding["code"] for finding in second["report"]["findings"]] == ["XRF004"]
    assert second["verdict"] == "faulty"
    assert ran.report["results"]["passed_over"] == ["全区/通知"]
    assert ran.report["summary"]["errors"] == 1
    second = json.loads((district / "检查报告" / "二中.json").read_text(encoding="utf-8"))
    assert [finding["code"] for finding in second["findings"]] == ["XRF004"]
    assert not (district / "检查报告" / "三中.json").exists()


def test_the_reports_are_those_of_check(wdyy: Wdyy, district: Path) -> None:
    wdyy("batch", "全区", "--date", CHECK_DATE, "--report-dir", "结果")
    alone = wdyy("check", "全区/一中", "--format", "json", "--date", CHECK_DATE)
    assert (district / "结果" / "一中.json").read_text(encoding="utf-8") == alone.out


def test_the_table_names_every_school(wdyy: Wdyy, district: Path) -> None:
    ran = wdyy("batch", "全区", "--date", CHECK_DATE)
    table = [line for line in ran.out.splitlines() if line.startswith("全区/")]
    assert [line.split()[:2] for line in table[-3:]] == [
        ["全区/一中", "√"],
        ["全区/三中", "×"],
        ["全区/二中", "×"],
    ]
    assert "！全区/通知 里没有认出学校的文件，没有检查。" in ran.out
    assert district.is_dir()


def test_every_format_shows_what_is_wrong_at_each_school(wdyy: Wdyy, district: Path) -> None:
    reports = [f"汇总.{ending}" for ending in ("xml", "sarif", "md", "html")]
    ran = wdyy(
        "batch", "全区", "--date", CHECK_DATE, "--no-redact", *(f"--report={path}" for path in reports)
    )
    assert ran.status == 2
    assert "■ 全区/二中：错误 1 处" in ran.out
    assert "× XRF004 " in ran.out
    root = ET.parse(district / "汇总.xml").getroot()  # noqa: S314 - our own
    figures = {
        suite.get("name"): (suite.get("failures"), suite.get("errors")) for suite in root.iter("testsuite")
    }
    assert figures == {
        "全区/一中": ("0", "0"), "全区/三中": ("0", "1"), "全区/二中": ("1", "0"), "合计": ("0", "0"),
    }  # fmt: skip
    run = json.loads((district / "汇总.sarif").read_text(encoding="utf-8"))["runs"][0]
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]
    ]
    assert [unquote(place) for place in places] == ["全区/二中/报考.xlsx"]
    assert "XRF004" in (district / "汇总.md").read_text(encoding="utf-8")
    page = (district / "汇总.html").read_text(encoding="utf-8")
    links = [unquote(link) for link in re.findall(r'href="\./([^"]*)"', page)]
    assert links == [f"检查报告/{name}.{ending}" for name in ("一中", "二中") for ending in ("html", "json")]


def test_the_workbook_lists_the_schools_with_links(wdyy: Wdyy, district: Path) -> None:
    wdyy("batch", "全区", "--date", CHECK_DATE, "--report", "结果/汇总.xlsx", "--report-dir", "结果/各校")
    book = openpyxl.load_workbook(district / "结果" / "汇总.xlsx")
    sheet = book["各学校"]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[0] == ["名称", "结论", "错误", "警告", "提示", "报告", "报告 2"]
    assert [row[0] for row in rows[1:]] == ["全区/一中", "全区/三中", "全区/二中"]
    assert [(row[2], row[5]) for row in rows[1:]] == [
        (0, "各校/一中.html"), (0, None), (1, "各校/二中.html"),
    ]  # fmt: skip
    links = {cell.coordinate: unquote(cell.hyperlink.target) for cell in sheet["F"] if cell.hyperlink}
    assert links == {"F2": "./各校/一中.html", "F4": "./各校/二中.html"}
    found = [list(row) for row in book["问题"].iter_rows(min_row=2, values_only=True)]
    assert [(row[1], row[3]) for row in found] == [("XRF004", "全区/二中/报考.xlsx")]


@pytest.mark.slow
def test_what_is_known_of_several_schools_fails_none(wdyy: Wdyy, district: Path) -> None:
    first = wdyy("batch", "全区/一中", "全区/二中", "--update-baseline", "基线.json", "--date", CHECK_DATE)
    assert first.status == 0
    again = wdyy("batch", "全区/一中", "全区/二中", "--baseline", "基线.json", "--date", CHECK_DATE)
    assert again.status == 0
    assert "可以上传" not in first.out + again.out
    strict = wdyy("batch", "全区/二中", "--baseline", "基线.json", "--strict", "--date", CHECK_DATE)
    assert strict.status == 1
    assert district.is_dir()


@pytest.mark.slow
def test_one_clean_school_is_a_success(wdyy: Wdyy, district: Path) -> None:
    (district / "全区" / "一中的通知.txt").write_text("", encoding="utf-8")
    for named in (["全区/一中"], ["全区/一*"], ["全区/一中", "全区/一中/", "./全区/一中"]):
        ran = wdyy("batch", *named, "--date", CHECK_DATE, "--format", "json")
        assert (ran.status, ran.report["summary"]["verdict"]) == (0, "clean")
        assert [each["workspace"] for each in ran.report["results"]["workspaces"]] == ["全区/一中"]
    assert "√ 全部通过。" in wdyy("batch", "全区/一中", "--date", CHECK_DATE).out
    shutil.copytree(district / "全区" / "一中", district / "检验中学")
    again = wdyy("batch", "检*", "--date", CHECK_DATE, "--format", "json")
    assert [each["workspace"] for each in again.report["results"]["workspaces"]] == ["检验中学"]
    (district / "检查报告" / "检验中学.json").unlink()
    assert [path.name for path in (district / "检查报告").glob("*.json")] == ["一中.json"]


def test_a_file_is_no_school(wdyy: Wdyy, district: Path) -> None:
    for named in ("全区/一中/花名册.xlsx", "全区/一中/*.xlsx"):
        ran = wdyy("batch", named)
        assert (ran.status, "是文件，不是文件夹" in ran.out, district.is_dir()) == (2, True, True)


def test_two_folders_of_one_name_get_two_reports(wdyy: Wdyy, district: Path) -> None:
    School().write(district / "邻区" / "一中")
    wdyy("batch", "全区/一中", "邻区/一中", "--date", CHECK_DATE)
    assert sorted(path.name for path in (district / "检查报告").glob("*.json")) == [
        "一中-2.json",
        "一中.json",
    ]


def test_a_folder_without_any_workspace_is_told(wdyy: Wdyy, district: Path) -> None:
    ran = wdyy("batch", "全区/通知", "--date", CHECK_DATE)
    assert ran.status == 2
    assert "没有认出要检查的文件" in ran.out
    assert district.is_dir()


ROSTER = [(student.name, student.number) for student in STUDENTS]


@pytest.mark.slow
def test_a_table_beside_schools_is_told_and_makes_no_school(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("一中", "二中"):
        school = School(records=None, status=None).write(tmp_path / "全区" / name)
        (school / "wdyy.toml").unlink()
    table(tmp_path / "全区" / "汇总.xlsx", ("姓名", "身份证号"), ROSTER)
    ran = wdyy("batch", tmp_path / "全区", "--format", "json", "--date", CHECK_DATE)
    names = [Path(one["workspace"]).name for one in ran.report["results"]["workspaces"]]
    assert (names, ran.report["summary"]["verdict"]) == (["一中", "二中"], "partial")
    assert [Path(path).name for path in ran.report["results"]["passed_over"]] == ["汇总.xlsx"]
    text = wdyy("batch", tmp_path / "全区", "--strict", "--date", CHECK_DATE)
    assert "汇总.xlsx 没有检查：" in text.out
    last = f"！2 所学校通过。还没有检查：{tmp_path / '全区' / '汇总.xlsx'}。"
    assert (text.status, text.out.splitlines()[-1]) == (1, last)


@pytest.mark.parametrize("folders", [("名单", "导出"), ("电商1班", "电商2班")])
def test_folders_of_one_school_are_its_own_and_that_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    school = School(records=None, status=None, roster=None).write(tmp_path / "甲校")
    (school / "wdyy.toml").unlink()
    for index, name in enumerate(folders):
        (school / name).mkdir()
        table(school / name / "名单.xlsx", ("姓名", "身份证号"), ROSTER[index::2])
    ran = wdyy("batch", school, "--format", "json", "--date", CHECK_DATE)
    assert [one["exit_code"] for one in ran.report["results"]["workspaces"]] == [0]
    said = f"{school} 当作一所学校检查，里面的文件夹（{'、'.join(sorted(folders))}）也算它的；"
    assert said in wdyy("batch", school, "--date", CHECK_DATE).out


@pytest.mark.slow
def test_schools_in_processes_of_their_own_are_told_the_same(
    wdyy: Wdyy, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("batch", "全区", "--format", "json", "--date", CHECK_DATE, "--jobs", 2)
    here = wdyy(*command)
    monkeypatch.setattr(job, "FEWEST_SCHOOLS_PER_PROCESS", 1)
    shutil.rmtree(district / "检查报告")
    assert wdyy(*command) == here
    assert sorted(path.stem for path in (district / "检查报告").glob("*.json")) == ["一中", "二中"]


def test_a_fault_of_ours_at_one_school_leaves_the_others(
    wdyy: Wdyy, district: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(workspace: Workspace, *given: object, **named: object) -> Report:
        if "一中" in workspace.shown:
            raise RuntimeError
        return check_workspace(workspace, *given, **named)  # type: ignore[arg-type] # as they came

    monkeypatch.setattr(job, "check_workspace", stumble)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ran = wdyy("batch", "全区", "--date", CHECK_DATE)
    assert ran.status == 3
    assert "程序自身出错了：RuntimeError" in ran.out
    assert [path.name for path in (district / "检查报告").glob("*.json")] == ["二中.json"]
