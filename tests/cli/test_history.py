"""What is new and what is mended since the last check of the same folder; kept without anybody's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Ran
from school import STUDENTS, School, changed
from students import CHECK_DATE, id_number, portrait
from wdyy_cli.about import HISTORY_NAME

Wdyy = Callable[..., Ran]
CLEAN = School(records=None, status=None)
ONE_FAULT = replace(CLEAN, roster=changed(STUDENTS, 0, level="一级"))
TOO_LONG = f"{STUDENTS[1].number}1"
TWO_FAULTS = replace(CLEAN, roster=changed(ONE_FAULT.roster or (), 1, number=TOO_LONG))
OTHER_FAULT = replace(CLEAN, photos={**(CLEAN.photos or {}), f"{id_number(30)}.jpg": portrait(30)})


def since(text: str) -> list[str]:
    """Give the lines about the last check."""
    lines = text.splitlines()
    start = next((at for at, line in enumerate(lines) if line.startswith("和上次检查")), None)
    if start is None:
        return []
    return lines[start : start + next(at for at, line in enumerate(lines[start:]) if not line)]


CHANGES: dict[str, tuple[School, School, list[str]]] = {
    "nothing": (ONE_FAULT, ONE_FAULT, []),
    "all is mended": (
        ONE_FAULT,
        CLEAN,
        ["和上次检查（2026-11-20）比：改好了 1 处。", "  改好了：ROS107 证书等级不是可选的值 1 处"],
    ),
    "something is new": (
        CLEAN,
        ONE_FAULT,
        ["和上次检查（2026-11-20）比：新出现 1 处。", "  新出现：ROS107 证书等级不是可选的值 1 处"],
    ),
    "one for another": (
        ONE_FAULT,
        OTHER_FAULT,
        [
            "和上次检查（2026-11-20）比：改好了 1 处，新出现 1 处。",
            "  改好了：ROS107 证书等级不是可选的值 1 处",
            "  新出现：XRF002 有照片，名单里没有这个人 1 处",
        ],
    ),
    "a row that moved is no change": (
        ONE_FAULT, replace(ONE_FAULT, roster=(*STUDENTS[5:], *(ONE_FAULT.roster or ())[:5])), [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "now", "told"), CHANGES.values(), ids=CHANGES)
def test_the_second_check_says_what_has_changed(
    wdyy: Wdyy, tmp_path: Path, before: School, now: School, told: list[str]
) -> None:
    assert since(wdyy("check", before.write(tmp_path / "校"), "--date", "2026-11-20").out) == []
    page = tmp_path / "页.html"
    ran = wdyy("check", now.write(tmp_path / "校"), "--date", CHECK_DATE, "--report", page)
    assert since(ran.out) == told
    html = page.read_text(encoding="utf-8")
    assert [line.strip() for line in told if line.strip() not in html] == []
    again = wdyy("check", now.write(tmp_path / "校"), "--date", CHECK_DATE)
    assert since(again.out) == []


def test_nothing_personal_is_kept_and_each_folder_has_a_key_of_its_own(wdyy: Wdyy, tmp_path: Path) -> None:
    kept = []
    for name in ("甲", "乙"):
        wdyy("check", TWO_FAULTS.write(tmp_path / name), "--date", CHECK_DATE)
        kept.append((tmp_path / name / HISTORY_NAME).read_text(encoding="utf-8"))
    for text in kept:
        assert [s.name for s in STUDENTS if s.name in text or s.number in text] == []
    one, other = ({entry[0] for entry in json.loads(text)["found"]} for text in kept)
    assert one
    assert not one & other


@pytest.mark.slow
def test_what_was_not_looked_at_is_not_mended(wdyy: Wdyy, tmp_path: Path) -> None:
    school = ONE_FAULT.write(tmp_path / "校")
    wdyy("check", school, "--date", CHECK_DATE)
    roster = (school / "花名册.xlsx").read_bytes()
    (school / "花名册.xlsx").write_bytes(b"PK\x03\x04")
    assert since(wdyy("check", school, "--date", CHECK_DATE).out) == []
    assert since(wdyy("check", school, "--date", CHECK_DATE, "--select", "PHO").out) == []
    (school / "花名册.xlsx").write_bytes(roster)
    assert since(wdyy("check", school, "--date", CHECK_DATE).out) == []


def test_who_wants_no_history_gets_none(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    school = ONE_FAULT.write(tmp_path / "校")
    for options in (["--no-history"], ["--format", "json"], ["--format", "github"]):
        wdyy("check", school, "--date", CHECK_DATE, *options)
        assert not (school / HISTORY_NAME).exists(), options
    monkeypatch.setenv("CI", "true")
    wdyy("check", school, "--date", CHECK_DATE)
    assert not (school / HISTORY_NAME).exists()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"version": 1, "key": "x"}', b"[" * 5000])
def test_a_history_that_cannot_be_read_is_begun_anew(wdyy: Wdyy, tmp_path: Path, content: bytes) -> None:
    school = ONE_FAULT.write(tmp_path / "校")
    (school / HISTORY_NAME).write_bytes(content)
    ran = wdyy("check", school, "--date", CHECK_DATE)
    assert (ran.status, ran.err, since(ran.out)) == (1, "", [])
    assert since(wdyy("check", CLEAN.write(school), "--date", CHECK_DATE).out) != []


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_is_wrong(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    school = CLEAN.write(tmp_path / "校")
    (school / HISTORY_NAME).mkdir()
    ran = wdyy("check", school, "--date", CHECK_DATE)
    assert (ran.status, ran.err) == (0, "")


def test_what_wdyy_wrote_into_a_folder_of_photos_is_none_of_them(wdyy: Wdyy, tmp_path: Path) -> None:
    folder = tmp_path / "照片"
    folder.mkdir()
    (folder / f"{id_number(0)}.jpg").write_bytes(portrait(0))
    runs = [wdyy("check", folder, "--open", "--format", "json", "--date", CHECK_DATE) for _ in range(3)]
    assert {path.suffix for path in folder.iterdir()} == {".jpg", ".json", ".html"}
    assert [(ran.status, ran.found) for ran in runs] == [(0, [])] * 3
    assert wdyy("check-photos", folder, "--format", "json", "--date", CHECK_DATE).found == []
