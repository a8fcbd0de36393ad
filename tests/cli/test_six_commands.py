"""The walk of the README, as it is typed: from a messy folder to a clean gate in six commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from messy_school import FOUR_CLASSES, PEOPLE, deliver, export
from school import SCHOOL, SITE
from students import CHECK_DATE
from wdyy_cli.workspace import read_workspace

Wdyy = Callable[..., Ran]
README = Path(__file__).parents[2] / "README.md"
WALK = re.compile(r"<!-- six-commands -->\n```bash\n(.*?)```", re.DOTALL)


def typed() -> list[list[str]]:
    """Give the commands of the README's walk."""
    found = WALK.search(README.read_text("utf-8"))
    assert found is not None
    lines = [shlex.split(line, comments=True) for line in found[1].replace("\\\n", " ").splitlines()]
    return [line for line in lines if line]


@pytest.mark.slow
def test_six_commands_lead_from_a_messy_folder_to_a_clean_gate(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = typed()
    assert ([command[0] for command in commands], len(commands)) == (["wdyy"] * 6, 6)
    deliver(tmp_path)
    monkeypatch.chdir(tmp_path)
    for number, (_, *argv) in enumerate(commands, 1):
        if argv == ["init", "--update"]:
            export(tmp_path)
        dated = [] if argv[0] == "init" else ["--date", CHECK_DATE]
        ran = wdyy(*argv, *dated)
        assert ran.status == 0, f"{number}. {' '.join(argv)}\n{ran.out}{ran.err}"
    last = wdyy("check", "--format", "json", "--date", CHECK_DATE)
    assert last.report["summary"]["verdict"] == "clean"
    assert [finding["code"] for finding in last.report["findings"]] == ["ROS010"]  # a row of a sum
    items = {given["role"]: 0 for given in last.report["inputs"]}
    for given in last.report["inputs"]:
        items[given["role"]] += given["items"]
    assert items == {"roster": 30, "photos": 30, "registration": 30, "status": 30, "records": 60}
    found = read_workspace(tmp_path / "wdyy.toml", "wdyy.toml")
    assert (found.school.name, found.school.site) == (SCHOOL, SITE)
    assert (found.files.registration, found.files.photos) == ("报考.xlsx", ("照片.zip",))


def test_the_class_comes_from_the_file_where_no_column_says_it(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "照片" / FOUR_CLASSES[3] / f"{PEOPLE[3].name}.jpg").unlink()
    (tmp_path / "照片" / FOUR_CLASSES[0] / f"{PEOPLE[0].name}.jpg").unlink()
    ran = wdyy("check", "--group-by", "class_name", "--select", "XRF001", "--date", CHECK_DATE)
    assert ran.status == 1
    assert [line for line in ran.out.splitlines() if re.match("【.*班】", line)] == [
        f"【{FOUR_CLASSES[0]}】错误 1 处",
        f"【{FOUR_CLASSES[3]}】错误 1 处",
    ]


def test_a_student_in_two_lists_is_found(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(tmp_path)
    text = (tmp_path / "导出(3).csv").read_bytes()
    twice = f"{PEOPLE[0].name},{PEOPLE[0].id_number},{FOUR_CLASSES[2]}\r\n".encode("gb18030")
    (tmp_path / "导出(3).csv").write_bytes(text + twice)
    monkeypatch.chdir(tmp_path)
    ran = wdyy("check", "--select", "ROS201", "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["id_number"]) for f in ran.report["findings"]] == [("ROS201", PEOPLE[0].id_number)]
