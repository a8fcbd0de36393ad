"""`wdyy batch`: many schools, one of them broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from school import STUDENTS, School, without
from students import CHECK_DATE

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


def test_each_school_has_its_report_and_the_worst_status_counts(wdyy: Wdyy, district: Path) -> None:
    ran = wdyy("batch", "全区", "--format", "json", "--date", CHECK_DATE)
    assert ran.status == 2
    figures = {
        entry["workspace"]: (entry["exit_code"], entry["errors"])
        for entry in ran.report["results"]["workspaces"]
    }
    assert figures == {"全区/一中": (0, 0), "全区/三中": (2, None), "全区/二中": (1, 1)}
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
    assert "！全区/通知 里没有 wdyy.toml，没有检查。" in ran.out
    assert district.is_dir()


def test_one_clean_school_is_a_success(wdyy: Wdyy, district: Path) -> None:
    ran = wdyy("batch", "全区/一中", "--date", CHECK_DATE)
    assert ran.status == 0
    assert "√ 全部通过。" in ran.out
    assert (district / "检查报告" / "一中.json").is_file()


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
    assert "wdyy.toml" in ran.out
    assert district.is_dir()
