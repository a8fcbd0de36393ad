"""In a school's folder commands need no file names: they take those of wdyy.toml, and say so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from school import School
from students import CHECK_DATE
from wdyy_cli.workspace import read_workspace

Wdyy = Callable[..., Ran]

COMMANDS: dict[str, tuple[tuple[str, ...], dict[str, str | None]]] = {
    "check-photos": ((), {"花名册.xlsx": "roster", "照片.zip": "photos"}),
    "check-roster": ((), {"花名册.xlsx": "roster"}),
    "lint-registration": ((), {"报考.xlsx": None, "花名册.xlsx": "roster", "照片.zip": "photos"}),
    "check-status": ((), {"考生信息.xlsx": None}),
    "verify-records": ((), {"报考记录.xlsx": None, "报考.xlsx": None}),
    "plan-rooms": ((), {"报考.xlsx": None, "考场清单.xlsx": None}),
    "check-rooms": ((), {"考场.xlsx": None, "报考.xlsx": None, "考场清单.xlsx": None}),
    "check-proctors": ((), {"监考.xlsx": None, "考场.xlsx": None, "报考.xlsx": None}),
    "check-materials": ((), {"上交材料": None, "考场.xlsx": None}),
    "fees": ((), {"报考.xlsx": None}),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_without_files_takes_those_of_the_workspace(
    wdyy: Wdyy, demo_schools: dict[str, Path], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    options, expected = COMMANDS[command]
    monkeypatch.chdir(demo_schools["clean"])
    ran = wdyy(command, *options, "--format", "json", "--date", CHECK_DATE)
    assert ran.status == 0
    assert {Path(given["path"]).name for given in ran.report["inputs"]} == set(expected)
    if command != "fees":
        assert ran.err.startswith("用 wdyy.toml 里写的：")
        assert all(name in ran.err for name in expected)


def test_from_a_folder_inside_paths_lead_to_the_workspace(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School().write(tmp_path)
    (tmp_path / "里面").mkdir()
    monkeypatch.chdir(tmp_path / "里面")
    ran = wdyy("check-roster", "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, [Path(given["path"]) for given in ran.report["inputs"]]) == (
        0,
        [Path("../花名册.xlsx")],
    )


def test_what_is_named_on_the_command_line_is_all_that_is_taken(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School().write(tmp_path)
    shutil.copy(tmp_path / "照片.zip", tmp_path / "另外.zip")
    monkeypatch.chdir(tmp_path)
    ran = wdyy("check-photos", "另外.zip", "--format", "json", "--date", CHECK_DATE)
    assert [given["path"] for given in ran.report["inputs"]] == ["另外.zip"]
    assert ran.err == ""


@pytest.mark.slow
def test_outputs_get_the_names_that_are_expected_and_are_written_down(
    wdyy: Wdyy, demo_schools: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo = demo_schools["clean"]
    for name in ("花名册.xlsx", "学生信息模板.xlsx"):
        shutil.copy(demo / name, tmp_path / name)
    shutil.copy(demo / "照片.zip", tmp_path / "原照片.zip")
    text = (
        '[school]\nname = "甲校"\nsite = "甲站点"\n[exam]\nplan = "甲计划"\n'
        '[students]\nvalues = {"民族" = "汉族"}\n'
        '[files]\nroster = "花名册.xlsx"\noriginals = ["原照片.zip"]\n'
        'students_template = "学生信息模板.xlsx"\n'
    )
    (tmp_path / "wdyy.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = wdyy("build-registration", "--date", CHECK_DATE)
    assert (ran.status, "已写进 wdyy.toml：registration = 报考.xlsx" in ran.err) == (0, True)
    ran = wdyy("build-students", "--date", CHECK_DATE)
    assert (ran.status, "已写进 wdyy.toml：students = 学生信息.xlsx" in ran.err) == (0, True)
    ran = wdyy("prepare-photos", "--date", CHECK_DATE)
    assert (ran.status, "已写进 wdyy.toml：photos = 照片.zip" in ran.err) == (0, True)
    files = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml").files
    assert (files.registration, files.students, files.photos) == ("报考.xlsx", "学生信息.xlsx", ("照片.zip",))
    assert (tmp_path / "wdyy.toml").read_text("utf-8").startswith(text)
    assert wdyy("build-registration", "--date", CHECK_DATE).status == 2  # never over what is there
    assert wdyy("build-registration", "--force", "-q", "--date", CHECK_DATE).status == 0


def test_a_workspace_that_names_no_such_file_says_what_to_write(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(status=None).write(tmp_path)
    monkeypatch.chdir(tmp_path)
    ran = wdyy("check-status")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("× 还要写 考生信息。")
    assert "[files]（status）" in ran.err


def test_originals_that_are_not_prepared_yet_are_told(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=None).write(tmp_path)
    text = (tmp_path / "wdyy.toml").read_text("utf-8")
    (tmp_path / "wdyy.toml").write_text(text.replace("[files]", '[files]\noriginals = ["摄影师"]'), "utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    reasons = {item["code"]: item["reason"] for item in ran.report["not_checked"]}
    assert "wdyy prepare-photos" in reasons["PHO"]
