"""`wdyy init`: a folder to begin with, and an invented school in which each planted fault is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE
from wdyy_cli.demo.faults import FAULTS
from wdyy_cli.demo.people import NAMES, person
from wdyy_cli.demo.school import SchoolDraft, draft_school
from wdyy_cli.profile_files import load_profile
from wdyy_cli.workspace import Files, read_workspace

Wdyy = Callable[..., Ran]
BEGUN = (
    "wdyy.toml",
    "空白模板/花名册.xlsx",
    "空白模板/报考表.xlsx",
    "空白模板/考场.xlsx",
    "空白模板/考场清单.xlsx",
    "空白模板/监考.xlsx",
    "空白模板/上交材料清单.xlsx",
)
DEMO = (
    *("wdyy.toml", "花名册.xlsx", "报考.xlsx", "报考记录.xlsx", "考生信息.xlsx"),
    *("学生信息模板.xlsx", "学生信息.xlsx"),
    *("考场清单.xlsx", "考场.xlsx", "监考.xlsx", "照片.zip"),
)
MATERIALS = "上交材料"
LIST = "故意放了哪些错误.txt"


def contents(folder: Path) -> dict[str, bytes]:
    """Give the bytes of all files below a folder by their relative names."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_workspace_and_blank_templates_are_written(wdyy: Wdyy, tmp_path: Path) -> None:
    folder = tmp_path / "新" / "2026春"
    ran = wdyy("init", folder)
    assert (ran.status, ran.err) == (0, "")
    assert [line for line in ran.out.splitlines() if line.startswith("已写好")] == [
        f"已写好 {name}" for name in BEGUN
    ]
    assert set(contents(folder)) == set(BEGUN)
    blank = read_workspace(folder / "wdyy.toml", "wdyy.toml")
    assert (blank.profile, blank.files) == ("wdyy-2021", Files())


def test_nothing_is_asked_about_the_folder_one_stands_in(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert wdyy("init", "-q") == Ran(0, "", "")
    assert set(contents(tmp_path)) == set(BEGUN)


def test_a_file_that_is_there_is_kept_and_that_is_said(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "空白模板").mkdir()
    (tmp_path / "wdyy.toml").write_text("# mine", "utf-8")
    (tmp_path / "空白模板" / "考场.xlsx").write_bytes(b"mine")
    ran = wdyy("init", tmp_path)
    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if "没有改动" in line] == [
        "已经有了，没有改动：wdyy.toml",
        "已经有了，没有改动：空白模板/考场.xlsx",
    ]
    left = contents(tmp_path)
    assert (left["wdyy.toml"], left["空白模板/考场.xlsx"]) == (b"# mine", b"mine")
    assert set(left) == set(BEGUN)


def test_another_profile_is_named_relative_to_the_folder(wdyy: Wdyy, tmp_path: Path) -> None:
    own = tmp_path / "本校.toml"
    own.write_text('extends = "generic-1x"\nname = "本校"\n', "utf-8")
    assert wdyy("init", tmp_path / "2026春", "--profile", own).status == 0
    begun = read_workspace(tmp_path / "2026春" / "wdyy.toml", "wdyy.toml")
    assert (begun.profile, begun.load_profile().name) == ("../本校.toml", "本校")


@pytest.mark.parametrize("options", [["--demo"], ["--demo", "--clean"]], ids=["faulty", "clean"])
def test_the_demo_is_the_same_each_time(
    wdyy: Wdyy, demo_schools: dict[str, Path], tmp_path: Path, options: list[str]
) -> None:
    before = contents(demo_schools["clean" if "--clean" in options else "faulty"])
    assert wdyy("init", tmp_path, "-q", *options) == Ran(0, "", "")
    assert {name for name in before if not name.startswith(f"{MATERIALS}/")} == {
        *DEMO,
        *([LIST] if "--clean" not in options else []),
    }
    assert contents(tmp_path) == before


def test_the_clean_school_passes_without_a_finding(wdyy: Wdyy, demo_schools: dict[str, Path]) -> None:
    ran = wdyy("check", demo_schools["clean"], "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert {given["path"]: given["items"] for given in ran.report["inputs"]} == {
        "花名册.xlsx": 48,
        "照片.zip": 48,
        "报考.xlsx": 48,
        "考生信息.xlsx": 48,
        "报考记录.xlsx": 96,
        "考场.xlsx": 2,
        "监考.xlsx": 4,
        "考场清单.xlsx": 3,
        "学生信息模板.xlsx": 0,
        "学生信息.xlsx": 48,
        MATERIALS: 13,
    }


def numbers_in(draft: SchoolDraft) -> set[str]:
    """Give every number that stands in some table, and what each photo is called by."""
    rows = (row for table in draft.tables.values() for row in table if "id_number" in row)
    return {str(row["id_number"]).upper() for row in rows} | {name.partition(".")[0] for name in draft.photos}


@pytest.mark.slow
def test_each_planted_fault_is_found_and_nothing_else_and_twice_the_same(
    wdyy: Wdyy, demo_schools: dict[str, Path]
) -> None:
    draft = draft_school(load_profile())
    whose: dict[str, int] = {
        student.id_number: student.number for student in map(person, range(1, len(NAMES) + 1))
    }
    for fault in FAULTS:
        before = numbers_in(draft)
        fault.plant(draft, person(fault.student or 1))
        if fault.student is not None:
            new = numbers_in(draft) - before - whose.keys()
            whose |= dict.fromkeys(new, fault.student)
    command = ("check", demo_schools["faulty"], "--format", "json", "--date", CHECK_DATE)
    first, second = (wdyy(*command) for _ in range(2))
    assert first == second
    assert first.status == 1

    def person_of(finding: dict[str, object], member: str | None) -> int | None:
        """Give whose finding it is: by the number in it, else by the photo's or her own name."""
        for key in (finding["id_number"], (member or "").partition(".")[0]):
            if key in whose:
                return whose[str(key)]
        return NAMES.index(str(finding["name"])) + 1 if finding["name"] in NAMES else None

    found = Counter(
        (f["code"], f["location"]["file"], person_of(f, f["location"]["member"]))
        for f in first.report["findings"]
    )
    assert found == Counter((code, file, fault.student) for fault in FAULTS for code, file in fault.expected)


def test_faults_are_of_many_kinds_in_every_file() -> None:
    codes = Counter(code for fault in FAULTS for code, _ in fault.expected)
    assert {code[:3] for code in codes} == {
        *("IDN", "PHO", "REG", "ROS", "XRF", "REC", "STA", "ROM", "PRC", "MAT"),
    }
    assert {fault.file for fault in FAULTS} == {*DEMO, MATERIALS} - {"wdyy.toml", "学生信息模板.xlsx"}
    students = [fault.student for fault in FAULTS if fault.student is not None]
    assert len(set(students)) == len(students)


def test_the_list_of_faults_names_each_with_its_student(demo_schools: dict[str, Path]) -> None:
    lines = (demo_schools["faulty"] / LIST).read_text(encoding="utf-8").splitlines()
    assert "照片.zip：房乐天，底色是蓝色（PHO301）" in lines
    assert "花名册.xlsx：岑小满，身份证号有两位颠倒（IDN003、XRF008）" in lines
    assert len([line for line in lines if line.endswith("）")]) == len(FAULTS)


def test_a_certificate_without_materials_has_a_demo_without_them(wdyy: Wdyy, tmp_path: Path) -> None:
    own = tmp_path / "本校.toml"
    own.write_text('extends = "wdyy-2021"\nname = "本校"\nunset = ["materials"]\n', "utf-8")
    assert wdyy("init", tmp_path / "校", "--demo", "--profile", own, "-q").status == 0
    assert not (tmp_path / "校" / MATERIALS).exists()
    assert wdyy("init", tmp_path / "新", "--profile", own, "-q").status == 0
    assert set(contents(tmp_path / "新")) == set(BEGUN) - {"空白模板/上交材料清单.xlsx"}


def test_the_demo_never_goes_among_other_files(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "花名册.xlsx").write_bytes(b"mine")
    ran = wdyy("init", tmp_path, "--demo")
    assert (ran.status, ran.out, contents(tmp_path)) == (2, "", {"花名册.xlsx": b"mine"})
    assert f"“{tmp_path}”里已经有 花名册.xlsx，没有写示例。" in ran.err


MISTAKES = {
    "clean without a demo": (["init", "新", "--clean"], "--clean 要和 --demo 一起用。"),
    "a file in the place of the folder": (["init", "文件"], "建不了文件夹“文件”。"),
    "a level that there is not": (["init", "新", "--level", "特级"], "--level 不能是“特级”。"),
    "an unknown profile": (["init", "新", "--profile", "wdyy-2012"], "没有名为“wdyy-2012”的证书规定。"),
    "a demo without a certificate": (
        ["init", "新", "--demo", "--profile", "generic-1x"],
        "证书规定“generic-1x”里没有证书名称，做不出示例。",
    ),
}


@pytest.mark.parametrize(("argv", "message"), MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_done_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文件").write_bytes(b"")
    ran = wdyy(*argv)
    assert (ran.status, ran.out, ran.err.splitlines()[0]) == (2, "", f"× {message}")
    assert set(contents(tmp_path)) == {"文件"}
