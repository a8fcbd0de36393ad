"""`wdyy init` in a folder with files: it names them, asks the registration sheet, adds what is new."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import STATUS_HEADERS, write
from school import PLAN, SCHOOL, SITE, STUDENTS, School, registration
from students import CHECK_DATE, photo_zip, portrait
from wdyy_cli.workspace import Exam, read_workspace
from wdyy_cli.workspace import School as OwnSchool

Wdyy = Callable[..., Ran]


@pytest.mark.slow
def test_a_folder_of_a_school_is_written_down_whole(
    wdyy: Wdyy, demo_schools: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copytree(demo_schools["clean"], tmp_path, dirs_exist_ok=True)
    before = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml")
    (tmp_path / "wdyy.toml").unlink()
    ran = wdyy("init", tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert "记事本" in ran.out
    after = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml")
    assert (after.files, after.school, after.exam) == (before.files, before.school, before.exam)
    text = (tmp_path / "wdyy.toml").read_text("utf-8")
    assert [
        line for line in text.splitlines() if " = " in line and line[0] != "#" and "请核对" not in line
    ] == ['profile = "wdyy-2021"']
    checked = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (checked.status, checked.report["findings"], checked.report["unused"]) == (0, [], [])


def test_names_that_are_given_win_and_headers_that_nobody_knows_are_named(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [[s.name, s.number, "信息准确"] for s in STUDENTS]
    write(tmp_path / "1.xls", ("考生", "证件编码", "核验情况"), rows)
    write(tmp_path / "2.csv", ("学员", "证照号", "电商班"), [[s.name, s.number, "一班"] for s in STUDENTS])
    registration(tmp_path / "报考.xlsx", STUDENTS)
    photo_zip(tmp_path / "一班.zip", {f"{s.name}.jpg": portrait(i) for i, s in enumerate(STUDENTS)})
    assert wdyy("init", tmp_path, "--school", "甲校", "--level", "中级", "-q") == Ran(0, "", "")
    found = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml")
    assert found.school == OwnSchool(name="甲校", site=SITE)
    assert found.exam == Exam(plan=PLAN, level="中级")
    assert found.columns == {
        "name": ("学员", "考生"),
        "id_number": ("证照号", "证件编码"),
        "status": ("核验情况",),
    }
    assert (found.files.originals, found.files.photos) == (("一班.zip",), ())
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert {given["path"]: given["items"] for given in ran.report["inputs"]} == {
        "2.csv": 10,
        "1.xls": 10,
        "报考.xlsx": 10,
    }


def test_update_adds_what_is_new_and_touches_nothing(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    written = (
        '\ufeff# 我们的说明\r\n[school]\r\nname = "我校" # 全称\r\n\r\n[files] # 文件\r\n'
        'roster = "花名册.xlsx"   # 一班\r\nphotos = [\r\n  "照片.zip", # 全部\r\n]\r\n'
    )
    (tmp_path / "wdyy.toml").write_bytes(written.encode())
    write(tmp_path / "二班.xlsx", ("姓名", "身份证号"), [["周二", STUDENTS[0].number]])
    write(tmp_path / "导出.xls", STATUS_HEADERS, [[1, s.name, s.number, "信息准确"] for s in STUDENTS])
    registration(tmp_path / "报考(1).xlsx", STUDENTS)
    ran = wdyy("init", tmp_path, "--update")
    assert ran.status == 0
    assert "报考(1).xlsx：不止一个像报考表，没有选" in ran.out
    text = (tmp_path / "wdyy.toml").read_bytes().decode()
    assert (
        text
        == written.replace(
            'roster = "花名册.xlsx"   # 一班\r\n', 'roster = ["花名册.xlsx", "二班.xlsx"]   # 一班\r\n'
        )
        + 'status = "导出.xls"  # 按内容认出的，请核对\r\n'
    )
    (tmp_path / "报考(1).xlsx").unlink()
    assert wdyy("init", tmp_path, "--update", "-q").status == 0
    found = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml")
    assert (found.files.registration, found.school.name, found.school.site) == ("报考.xlsx", "我校", SITE)
    again = (tmp_path / "wdyy.toml").read_bytes()
    ran = wdyy("init", tmp_path, "--update")
    assert ((tmp_path / "wdyy.toml").read_bytes(), "没有改动：wdyy.toml" in ran.out) == (again, True)
    assert wdyy("init", tmp_path).status == 0
    assert (tmp_path / "wdyy.toml").read_bytes() == again


def test_a_role_that_is_taken_stays_with_its_file(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    before = (tmp_path / "wdyy.toml").read_bytes()
    registration(tmp_path / "新报考.xlsx", STUDENTS[:5])
    told = wdyy("init", tmp_path)
    assert "wdyy.toml 里没有写：新报考.xlsx；要写进去，请加上 --update" in told.out
    ran = wdyy("init", tmp_path, "--update")
    assert "没有写进去：新报考.xlsx 像是报考表，registration 已经写了别的" in ran.out
    after = (tmp_path / "wdyy.toml").read_bytes()
    assert after.startswith(before.partition(b"[exam]")[0])
    assert b"\xe6\x96\xb0\xe6\x8a\xa5" not in after


@pytest.mark.parametrize(
    ("text", "argv", "words"),
    {
        "no wdyy.toml yet": (None, ["--update"], "里还没有 wdyy.toml"),
        "written in another way": (
            'files.roster = "花名册.xlsx"\n',
            ["--update"],
            "的写法特别，程序没有改它",
        ),
        "a demo": (None, ["--update", "--demo"], "--update 和 --demo 不能一起用"),
    }.values(),
    ids=["none", "other", "demo"],
)
def test_what_cannot_be_updated_is_told(
    wdyy: Wdyy, tmp_path: Path, text: str | None, argv: list[str], words: str
) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    if text is not None:
        (tmp_path / "wdyy.toml").write_text(text, "utf-8")
    ran = wdyy("init", tmp_path, *argv)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err
    assert text is None or (tmp_path / "wdyy.toml").read_text("utf-8") == text


def test_a_second_file_is_never_begun_beside_one_that_notepad_renamed(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "wdyy.toml.txt").write_text(f'[school]\nname = "{SCHOOL}"\n', "utf-8")
    for argv in ([], ["--update"]):
        ran = wdyy("init", tmp_path, *argv)
        assert (ran.status, ran.out) == (2, "")
        assert "改名为 wdyy.toml" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["wdyy.toml.txt"]
