"""No file has a name that Windows does not take: not in the repository, and none that is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from conftest import Ran
from school import STUDENTS, School, changed
from students import CHECK_DATE
from wdyy_cli.workbooks.template import TEMPLATES

ROOT = Path(__file__).parents[1]
DEVICES = (
    "CON",
    "PRN",
    "AUX",
    "NUL",
    *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10)),
)
LONGEST_PATH = 160
"""Windows takes 259 characters; the folder in which somebody unpacks the project needs some of them."""

ODD = [
    "CON",
    "aux.txt",
    "nul",
    "com1.2",
    "一班.",
    "二班 ",
    "三/班",
    "四:班",
    "五?班",
    'a*b"c',
    "x<y>|z",
    "总览",
]


def refused(name: str) -> bool:
    """Whether Windows refuses a name, or quietly makes another one of it."""
    return (
        name.partition(".")[0].rstrip().upper() in DEVICES
        or re.search(r'[<>:"/\\|?*\x00-\x1f]', name) is not None
        or name != name.rstrip(". ")
        or not name
    )


def faults(paths: Iterable[Path]) -> list[str]:
    """Give the paths that could not lie on a disk of Windows, beside each other."""
    paths = sorted(paths)
    odd = [str(path) for path in paths if any(map(refused, path.parts))]
    folded = [str(path).casefold() for path in paths]
    return odd + [str(path) for path, form in zip(paths, folded, strict=True) if folded.count(form) > 1]


def written(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in folder.rglob("*")]


@pytest.mark.parametrize("name", [*DEVICES, "con.txt", "Aux", "a:b", "a?", "a.", "a ", "a\\b", ""])
def test_what_windows_refuses_is_known_here(name: str) -> None:
    assert refused(name)


def test_no_file_of_the_repository_has_such_a_name() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    paths = [Path(path) for path in listed.stdout.split("\0") if path]
    assert len(paths) > 100
    assert faults(paths) == []
    assert [path for path in map(str, paths) if len(path) > LONGEST_PATH] == []
    # What a trial run has written into the checkout belongs to nobody.
    lying = [
        path for path in paths if len(path.parts) == 1 and path.suffix in {".xlsx", ".html", ".json", ".zip"}
    ]
    assert lying == []


@pytest.mark.slow
def test_reports_of_classes_with_such_names(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    students = STUDENTS
    for at, name in enumerate(ODD[: len(STUDENTS)]):
        students = changed(students, at, class_name=name)
    School(roster=students, records=None, status=None).write(tmp_path / "校")
    wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    names = written(tmp_path / "各班")
    assert len(names) == 2 * (len(STUDENTS) + 1)
    assert faults(names) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there no folder can be called so")
def test_reports_of_schools_in_folders_with_such_names(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    folders = [*(name for name in ODD if "/" not in name), "甲校", "A校", "a校"]
    for folder in folders:
        School(photos=None, records=None, status=None).write(tmp_path / "全区" / folder)
    ran = wdyy("batch", tmp_path / "全区", "--date", CHECK_DATE, "--report-dir", tmp_path / "结果", "-q")
    assert ran.status in (0, 1)
    names = written(tmp_path / "结果")
    assert len(names) == 2 * len(folders)
    assert faults(names) == []


def test_videos_of_rooms_with_such_names(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    for at in range(len(ODD)):
        (tmp_path / "录像" / str(at)).mkdir(parents=True)
        (tmp_path / "录像" / str(at) / "a.mp4").write_bytes(b"a")
    for at, room in enumerate(ODD):
        ran = wdyy(
            "name-video", tmp_path / "录像" / str(at), "--room", room, "--site", "某某学院: 考点?",
            "--date", "2021-05-22", "--rename",
        )  # fmt: skip
        assert ran.status == 0, room
    names = written(tmp_path / "录像")
    assert [path.name for path in names if path.name == "a.mp4"] == []
    assert faults(names) == []


def test_what_init_and_template_write(
    wdyy: Callable[..., Ran], demo_schools: dict[str, Path], tmp_path: Path
) -> None:
    assert wdyy("init", tmp_path / "2026春", "-q").status == 0
    for name in TEMPLATES:
        assert wdyy("template", name, "-o", tmp_path / f"{name}.xlsx", "-q").status == 0
    for folder in (tmp_path, *demo_schools.values()):
        assert faults(written(folder)) == []
