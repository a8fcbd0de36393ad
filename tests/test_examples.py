"""The examples are golden: each transcript in examples/expected/ is what the command really prints."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from wdyy_cli.about import HISTORY_NAME as HISTORY

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPECTED = EXAMPLES / "expected"
VALUES = (
    "--school 某某职业技术学院 --site 某某学院网店运营推广证书考核站点"
    " --plan 网店运营推广2021年上半年全国统考 --level 初级 --student-type 院校考生 --date 2026-11-23"
)
DEMO_SITE = "示例学院网店运营推广证书考核站点"
CASES = {
    "roster": "check-roster roster.xlsx --date 2026-11-23",
    "roster-faulty": "check-roster roster-faulty.xlsx --date 2026-11-23",
    "registration-built": f"build-registration roster.xlsx -o registration.xlsx {VALUES}",
    "registration-lacking": "build-registration roster.xlsx -o registration.xlsx --level 一级",
    "registration-refused": f"build-registration roster-faulty.xlsx -o registration.xlsx {VALUES}",
    "registration-partial": f"build-registration roster-faulty.xlsx -o registration.xlsx --partial {VALUES}",
    "registration-faulty": "lint-registration registration-faulty.xlsx --date 2026-11-23",
    "registration-fixed": (
        "lint-registration registration-faulty.xlsx --fix registration.xlsx --date 2026-11-23 --format json"
    ),
    "registration-and-roster": (
        "lint-registration registration-faulty.xlsx --roster roster.xlsx --photos photos-good.zip"
        " --select XRF --date 2026-11-23"
    ),
    "photos-good": "check-photos photos-good.zip --date 2026-11-23",
    "photos-faulty": "check-photos photos-faulty.zip --date 2026-11-23",
    "photos-faulty-redacted": "check-photos photos-faulty.zip --date 2026-11-23 --redact --max-per-rule 1",
    "photos-faulty-quiet": "check-photos photos-faulty.zip --date 2026-11-23 --quiet --select PHO3",
    "photos-faulty-json": "check-photos photos-faulty.zip --date 2026-11-23 --format json",
    "photos-faulty-markdown": (
        "check-photos photos-faulty.zip --date 2026-11-23 --format markdown --select PHO3"
    ),
    "photos-faulty-junit": "check-photos photos-faulty.zip --date 2026-11-23 --format junit --select PHO3",
    "photos-faulty-sarif": "check-photos photos-faulty.zip --date 2026-11-23 --select PHO301 --format sarif",
    "photos-faulty-github": "check-photos photos-faulty.zip --date 2026-11-23 --format github --select PHO3",
    "photos-cut-off": "check-photos photos-cut-off.zip photos-good.zip --date 2026-11-23 --format json",
    "photos-plan": "prepare-photos photographer --roster photographer-roster.csv --dry-run",
    "photos-prepared": "prepare-photos photographer --roster photographer-roster.csv -o 照片.zip",
    "photos-missing": "check-photos photos.zip --date 2026-11-23",
    "school-clean": "check school-clean --date 2026-11-23",
    "school-faulty": "check school-faulty --date 2026-11-23",
    "school-faulty-by-class": (
        "check school-faulty --date 2026-11-23 --group-by class_name --quiet --select XRF,PHO"
    ),
    "profile-list": "profile list",
    "guide-2-1-students": (
        "build-students 花名册.xlsx --template 学生信息模板.xlsx -o 新的学生信息.xlsx --set 民族=汉族"
        " --date 2026-11-23"
    ),
    "guide-2-1-students-faulty": (
        "check-roster school-faulty/学生信息.xlsx --template school-faulty/学生信息模板.xlsx"
        " --date 2026-11-23"
    ),
    "guide-2-3-status": "check-status school-clean/考生信息.xlsx --date 2026-11-23",
    "guide-3-4-records": (
        "verify-records school-clean/报考记录.xlsx --registration school-clean/报考.xlsx --date 2026-11-23"
    ),
    "guide-4-rooms-plan": (
        "plan-rooms --registration school-clean/报考.xlsx --rooms school-clean/考场清单.xlsx"
    ),
    "guide-4-rooms": (
        "check-rooms school-clean/考场.xlsx --registration school-clean/报考.xlsx"
        " --rooms school-clean/考场清单.xlsx"
    ),
    "guide-5-proctors": "check-proctors school-clean/监考.xlsx --rooms school-clean/考场.xlsx",
    "guide-8-materials": (
        f"check-materials school-clean/上交材料 --rooms school-clean/考场.xlsx --site {DEMO_SITE}"
    ),
    "guide-8-materials-faulty": (
        f"check-materials school-faulty/上交材料 --rooms school-clean/考场.xlsx --site {DEMO_SITE}"
    ),
    "guide-8-videos": (
        "name-video school-faulty/上交材料 --rooms school-clean/考场.xlsx --date 2021-05-22"
        f" --site {DEMO_SITE}"
    ),
    "schedule": "schedule --round 第二次 --date 2021-05-20",
    "fees": "fees --registration school-clean/报考.xlsx",
    "rooms-plan": "plan-rooms 90 --room 一号机房=80 --room 二号机房=70",
    "rooms-plan-json": "plan-rooms 90 --room 一号机房=80 --room 二号机房=70 --date 2026-11-23 --format json",
    "rooms-fewest-proctors": "plan-rooms 100 --rooms rooms-list.csv --strategy fewest-proctors",
    "rooms-too-small": "plan-rooms 200 --rooms rooms-list.csv --date 2026-11-23",
    "rooms-twice": "plan-rooms 90 --room 一号机房=80 --room 一号机房=70",
    "rooms-good": "check-rooms rooms-good.csv --candidates 90 --rooms rooms-list.csv",
    "rooms-faulty": "check-rooms rooms-faulty.csv --candidates 90 --rooms rooms-list.csv",
    "proctors-count": "count-proctors 40 41 45",
    "proctors-faulty": "check-proctors proctors-faulty.csv --rooms rooms-good.csv",
    "records-good": "verify-records records-good.csv --registration registered.csv --date 2026-11-23",
    "records-faulty": "verify-records records-faulty.csv --registration registered.csv --date 2026-11-23",
    "records-no-subject": "verify-records status-faulty.csv --registration registered.csv --date 2026-11-23",
    "status-faulty": "check-status status-faulty.csv --date 2026-11-23",
    "misspelt-command": "chek-photos photos-good.zip",
    "explain": "explain PHO206",
    "rules": "rules",
}


def transcript(command: str, ran: Ran) -> str:
    """Write down what was typed, what came back on both streams, and the exit status."""
    parts = [f"$ wdyy {command}\n", ran.out]
    if ran.err:
        parts += ["--- stderr\n", ran.err]
    return "".join([*parts, f"--- exit status {ran.status}\n"])


@pytest.mark.parametrize(("name", "command"), CASES.items(), ids=CASES)
def test_the_transcript_is_true(
    wdyy: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, command: str
) -> None:
    monkeypatch.chdir(EXAMPLES)
    if "prepare-photos" in command:
        shutil.copytree(EXAMPLES / "photographer", tmp_path / "photographer")
        shutil.copy(EXAMPLES / "photographer-roster.csv", tmp_path)
        monkeypatch.chdir(tmp_path)
    if command.startswith("check school-"):
        school = command.split()[1]  # what was found is kept in the folder for the next check
        shutil.copytree(EXAMPLES / school, tmp_path / school, ignore=shutil.ignore_patterns(HISTORY))
        monkeypatch.chdir(tmp_path)
    if " registration.xlsx" in command:
        for example in EXAMPLES.glob("*.xlsx"):
            shutil.copy(example, tmp_path)
        monkeypatch.chdir(tmp_path)
    if "build-students" in command:
        for example in (EXAMPLES / "school-clean").glob("*.xlsx"):
            shutil.copy(example, tmp_path)
        monkeypatch.chdir(tmp_path)
    path = EXPECTED / f"{name}.txt"
    now = transcript(command, wdyy(*shlex.split(command)))
    if os.environ.get("WDYY_WRITE_EXPECTED"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now


def test_every_transcript_has_its_case() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(CASES)


def test_every_section_of_the_guide_has_its_command_and_each_command_its_transcript() -> None:
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    table = readme.partition("### 手册的每一节用哪个命令")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\S+) .*\| (.*) \|$", table, re.MULTILINE)
    sections = {section.partition(".")[0] for section, _ in rows}
    assert set("一二三四五六七八九十") <= sections
    commands = {command for _, cell in rows for command in re.findall(r"`([a-z-]+)", cell)}
    assert commands <= {command.split()[0] for command in CASES.values()} | {"template"}


def contents(folder: Path) -> dict[str, bytes]:
    """Give the bytes of all files below a folder, but for what a check noted there."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != HISTORY)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("name", ["school-clean", "school-faulty"])
def test_the_schools_are_what_init_writes(demo_schools: dict[str, Path], name: str) -> None:
    made = demo_schools[name.removeprefix("school-")]
    kept, now = contents(EXAMPLES / name), contents(made)
    # How pictures are compressed depends on the version of Pillow.
    members = [zipfile.ZipFile(folder / "照片.zip").namelist() for folder in (EXAMPLES / name, made)]
    assert members[0] == members[1]
    assert {**kept, "照片.zip": b""} == {**now, "照片.zip": b""}
