"""The processes behind `wdyy check-photos`: what happens to one, or to the input meanwhile, is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos
from wdyy_cli.files.photos.decoding import picture
from wdyy_cli.files.photos.decoding.picture import read_picture
from wdyy_cli.jobs.photos import given, pool, worker
from wdyy_cli.photo import Picture, Sketch
from wdyy_cli.profile_files import load_profile

Wdyy = Callable[..., Ran]
PROFILE = load_profile()
MARK = b"this is the one"
CULPRIT = f"{id_number(60)}.jpg"
JSON = ("--format", "json", "--date", CHECK_DATE)
forked_only = pytest.mark.skipif(sys.platform != "linux", reason="only forked processes inherit the fault")


@pytest.fixture(autouse=True)
def _as_the_program_starts_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork processes from this one, which has the fault."""
    if pool.START_METHOD == "forkserver":
        monkeypatch.setattr(pool, "START_METHOD", "fork")


def at_the_mark(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], step: str = "open_picture"
) -> None:
    """Do something in the process that comes to the marked photo, before this step of looking at it."""
    usual = getattr(picture, step)

    def look(data: bytes, *others: object) -> object:
        if data.endswith(MARK):
            act()
        return usual(data, *others)

    monkeypatch.setattr(picture, step, look)


def marked_photos(count: int = 4) -> dict[str, bytes]:
    return {**right_photos(count), CULPRIT: portrait(60) + MARK, "张三.jpg": portrait(61)}


@pytest.mark.slow
def test_one_process_and_several_give_the_same_bytes(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "FEWEST_PHOTOS_PER_PROCESS", 12)
    monkeypatch.setattr(given, "ERRAND_PHOTOS", 8)
    members = {**right_photos(37), f"{id_number(3)}.png": portrait(5, quality=60), "张三.jpg": portrait(61)}
    zipped = photo_zip(tmp_path / "照片.zip", members)
    assert wdyy("check-photos", zipped, *JSON, "--jobs", 1).out == wdyy("check-photos", zipped, *JSON).out


@pytest.mark.slow
def test_processes_that_inherit_nothing_find_the_same(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {**right_photos(2), "张三.jpg": portrait(61)})
    command = ("check-photos", zipped, *JSON)
    usual = wdyy(*command).out
    monkeypatch.setattr(pool, "START_METHOD", "spawn")
    assert wdyy(*command).out == usual


def _hang() -> None:
    time.sleep(3600)


def _die() -> None:
    os._exit(1)


FAULTS = {
    "dies at once": (_die, "open_picture", "程序意外中断"),
    "dies when all others are half done": (_die, "light_to_measure", "程序意外中断"),
    "hangs": (_hang, "open_picture", "还没有打开"),
}


@pytest.mark.slow
@forked_only
@pytest.mark.parametrize(("act", "step", "words"), FAULTS.values(), ids=FAULTS)
def test_a_decoder_that_ends_takes_only_its_picture_with_it(
    wdyy: Wdyy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[], object],
    step: str,
    words: str,
) -> None:
    at_the_mark(monkeypatch, act, step)
    monkeypatch.setattr(pool, "PATIENCE_SECONDS", 2)
    zipped = photo_zip(tmp_path / "照片.zip", marked_photos())
    ran = wdyy("check-photos", zipped, *JSON)
    assert ran.found == [("PHO101", "张三.jpg"), ("PHO203", CULPRIT)]
    assert ran.report["summary"]["items"] == 6
    (message,) = [f["message"] for f in ran.report["findings"] if f["code"] == "PHO203"]
    assert words in message


@forked_only
@pytest.mark.parametrize("step", ["look_at", "see"])
def test_what_ends_a_process_after_all_were_decoded_is_known(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    sketch = read_picture(portrait(60), PROFILE.photo, PROFILE.zip.cap_pixels).sketch
    usual, ended = getattr(worker, step), tmp_path / "ended"
    ended.touch()

    def look(seen: Picture | Sketch, *others: object) -> object:
        if sketch in (seen, getattr(seen, "sketch", None)):
            with ended.open("a", encoding="utf-8") as file:
                file.write("!")
            _die()
        return usual(seen, *others)

    monkeypatch.setattr(worker, step, look)
    ran = wdyy("check-photos", photo_zip(tmp_path / "照片.zip", marked_photos()), *JSON)
    assert ran.found == [("PHO101", "张三.jpg"), ("PHO203", CULPRIT)]
    assert ended.read_text(encoding="utf-8") == "!!"  # once among the others, once alone


def folder_of(path: Path, photos: dict[str, bytes]) -> Path:
    path.mkdir()
    for name, data in photos.items():
        (path / name).write_bytes(data)
    return path


LATER = f"{id_number(80)}.jpg"
CHANGES: dict[str, tuple[Callable[[Path], object], int, list[tuple[str, str]]]] = {
    "a file that came": (lambda folder: (folder / LATER).write_bytes(b""), 2, []),
    "a file that was written again": (lambda folder: (folder / CULPRIT).write_bytes(b""), 2, []),
    "a file that went before it was read": (
        lambda folder: (folder / "张三.jpg").unlink(missing_ok=True),
        2,
        [("PHO003", "张三.jpg")],
    ),
    "what the system writes by itself": (lambda folder: (folder / "Thumbs.db").write_bytes(b""), 1, []),
    "nothing": (lambda _: None, 1, []),
}


@forked_only
@pytest.mark.parametrize(("change", "status", "more"), CHANGES.values(), ids=CHANGES)
def test_a_folder_that_changes_meanwhile_is_told(
    wdyy: Wdyy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], object],
    status: int,
    more: list[tuple[str, str]],
) -> None:
    monkeypatch.setattr(given, "ERRAND_PHOTOS", 1)  # what comes later is read later
    folder = folder_of(tmp_path / "照片", marked_photos())
    at_the_mark(monkeypatch, lambda: change(folder))
    ran = wdyy("check-photos", folder, *JSON)
    assert (ran.status, ran.found) == (status, sorted([*more, ("PHO101", "张三.jpg")]))
    reason = ran.report["inputs"][0]["reason"]
    assert (reason is not None) == (status == 2)
    if reason is not None:
        assert "在检查过程中变了" in reason


@forked_only
def test_a_zip_that_changes_meanwhile_is_told(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", marked_photos())
    other = photo_zip(tmp_path / "新.zip", right_photos(1))
    at_the_mark(monkeypatch, lambda: other.exists() and other.replace(zipped))
    ran = wdyy("check-photos", zipped, *JSON)
    assert (ran.status, ran.found) == (2, [("PHO101", "张三.jpg")])
    assert "在检查过程中变了" in ran.report["inputs"][0]["reason"]


@forked_only
def test_no_other_picture_is_drawn_for_one_that_changed(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path / "照片", {"张三.jpg": portrait(61) + MARK})
    at_the_mark(monkeypatch, lambda: (folder / "张三.jpg").write_bytes(portrait(62)))
    page = tmp_path / "报告.html"
    wdyy("check-photos", folder, "--date", CHECK_DATE, "--report", page, "-q")
    assert "没有缩略图" in page.read_text(encoding="utf-8")


def test_one_zip_named_twice_counts_once_wherever_one_stands(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = tmp_path / "学校"
    school.mkdir()
    zipped = photo_zip(school / "照片.zip", right_photos(2))
    (school / "wdyy.toml").write_text(
        f'[files]\nphotos = ["照片.zip", "./照片.zip", "../学校/照片.zip", {str(zipped)!r}]\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    ran = wdyy("check", school, *JSON)
    assert (ran.status, ran.report["summary"]["items"]) == (0, 2)


IN_A_FRESH_ONE = """
import sys
from wdyy_cli.cli.app import main
status = main(["check-photos", sys.argv[1], "-q"])
print(status, sorted({"numpy", "simplejpeg"} & set(sys.modules)))
"""


@pytest.mark.slow
def test_the_process_that_starts_the_others_loads_no_decoder(tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(2))
    command = [sys.executable, "-c", IN_A_FRESH_ONE, str(zipped)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.splitlines()[-1] == "0 []"
