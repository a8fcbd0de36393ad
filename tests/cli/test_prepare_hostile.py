"""`wdyy prepare-photos` on deliveries that mean harm, that change, or are called like the output."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from photographer import PEOPLE, deliver, jpeg, members, number, prepare, roster
from programs import posix_only, program
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.jobs.prepare_photos import PhotoOrder, prepare_photos
from wdyy_cli.profile_files import load_profile
from wdyy_cli.school.settings import Settings

NAMED = {
    "../../王小明.jpg": "会解压到别的文件夹",
    "/etc/李芳.jpg": "绝对路径",
    "电商2401班\\张伟.jpg": "反斜杠",
    "C:/x/20240004.jpg": "盘符",
}


def packed(folder: Path, files: dict[str, bytes], name: str = "摄影师.zip", method: int = 0) -> Path:
    written = folder / name
    with zipfile.ZipFile(written, "w", method) as archive:
        for called, data in files.items():
            entry = zipfile.ZipInfo(called)
            entry.filename = called
            entry.compress_type = method
            archive.writestr(entry, data)
    return written


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_name_that_leads_out_of_its_zip_is_read_told_and_never_followed(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    inside = tmp_path / "里" / "面"
    inside.mkdir(parents=True)
    source = packed(inside, {name: jpeg(at) for at, name in enumerate(NAMED, start=1)})
    people, out = roster(inside, PEOPLE[:4]), inside / "照片.zip"
    before = everything(tmp_path)
    ran = wdyy("prepare-photos", source, "--roster", people, "-o", out, "--no-redact")
    assert (ran.status, list(members(out))) == (0, sorted(f"{person[1]}.jpg" for person in PEOPLE[:4]))
    assert "！4 张在压缩包里的名称有问题" in ran.out
    told = {name: next(line for line in ran.out.splitlines() if f"{name}  " in line) for name in shown(NAMED)}
    assert all(why in told[name] for name, why in zip(told, NAMED.values(), strict=True))
    out.unlink()
    assert everything(tmp_path) == before


def shown(names: dict[str, str]) -> list[str]:
    return [name.replace("\\", "/") for name in names]


def test_endings_as_people_type_them_are_pictures_all_the_same(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    typed = ("王小明。jpg", "李芳.JPG ", "20240003.jpg.jpg", "20240004.avif", f"{number(5)}jpg")
    source = packed(tmp_path, {name: jpeg(at) for at, name in enumerate(typed, start=1)})
    ran = wdyy("prepare-photos", source, "--roster", roster(tmp_path), "-o", tmp_path / "照片.zip")
    assert (ran.status, len(members(tmp_path / "照片.zip"))) == (0, 5)


def locked() -> bytes:
    """Give a zip whose only member says that it has a password."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("王小明.jpg", jpeg(1))
    data = bytearray(written.getvalue())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("王小明.jpg", jpeg(1) + bytes(12_000_000))
    return written.getvalue()


@pytest.mark.parametrize(
    ("delivered", "reason", "advice"),
    [
        pytest.param({"一班.zip": locked}, "设了密码", "用密码解压", id="a password"),
        pytest.param({"一班.zip": bomb}, "倍", "单独发这一张", id="a bomb"),
        pytest.param({"王小明.jpg": bomb}, "ZIP 压缩包", "先解压", id="an archive called .jpg"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    wdyy: Callable[..., Ran],
    tmp_path: Path,
    delivered: dict[str, Callable[[], bytes]],
    reason: str,
    advice: str,
) -> None:
    deliver(tmp_path / "摄影师", {**{name: made() for name, made in delivered.items()}, "李芳.jpg": jpeg(2)})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    (left,) = [one["left_out"] for one in ran.report["results"]["photos"] if one["left_out"]]
    assert (ran.status, reason in left, advice in left) == (1, True, True), left
    assert list(members(tmp_path / "照片.zip")) == [f"{number(2)}.jpg"]


@posix_only
def test_a_link_is_told_and_not_followed(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    source = deliver(tmp_path / "摄影师", {"李芳.jpg": jpeg(2)})
    (source / "IMG_1.jpg").symlink_to(tmp_path / "花名册.csv")
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    (left,) = [one["left_out"] for one in ran.report["results"]["photos"] if one["left_out"]]
    assert (ran.status, "不要放快捷方式" in left) == (1, True)


CHANGES: dict[str, Callable[[Path], Any]] = {
    "a picture is exchanged": lambda folder: (folder / "王小明.jpg").write_bytes(jpeg(7)),
    "a picture is taken away": lambda folder: (folder / "王小明.jpg").unlink(),
    "a picture is added": lambda folder: (folder / "欧阳静.jpg").write_bytes(jpeg(5)),
    "a zip is exchanged": lambda folder: packed(folder, {"张伟.jpg": jpeg(8)}, "电商2401班.zip"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_of_sources_that_change_meanwhile_nothing_is_made(
    tmp_path: Path, change: Callable[[Path], Any]
) -> None:
    source = deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1), "李芳.jpg": jpeg(2)})
    packed(source, {"张伟.jpg": jpeg(3)}, "电商2401班.zip")
    asked = PhotoOrder(
        sources=[str(source)], rosters=[str(roster(tmp_path))], output=str(tmp_path / "照片.zip"),
    )  # fmt: skip
    settings = Settings(profile=load_profile(), checked_on=date(2026, 11, 26))

    def progress(done: int, total: int) -> None:
        if done == total:
            change(source)

    report = prepare_photos(asked, settings, progress)
    reasons = [given.reason for given in report.inputs if given.reason]
    assert (report.exit_code, len(reasons), "变了" in str(reasons)) == (2, 1, True)
    assert list(tmp_path.glob("*.zip")) == []


def test_a_single_picture_that_changes_is_told_as_well(tmp_path: Path) -> None:
    picture = deliver(tmp_path, {"王小明.jpg": jpeg(1)}) / "王小明.jpg"
    asked = PhotoOrder(
        sources=[str(picture)], rosters=[str(roster(tmp_path))], output=str(tmp_path / "照片.zip"),
    )  # fmt: skip
    settings = Settings(profile=load_profile(), checked_on=date(2026, 11, 26))

    def progress(_done: int, _total: int) -> None:
        picture.write_bytes(jpeg(7, (500, 700)))

    report = prepare_photos(asked, settings, progress)
    assert (report.exit_code, (tmp_path / "照片.zip").exists()) == (2, False)


def test_a_zip_called_like_the_output_is_told_and_not_taken_for_rubbish(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    source = deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    theirs = packed(source, {"李芳.jpg": jpeg(2)}, "照片-1.zip").read_bytes()
    out = source / "照片.zip"
    ran = wdyy("prepare-photos", source, "--roster", roster(tmp_path), "-o", out, "--no-redact")
    assert (ran.status, (source / "照片-1.zip").read_bytes() == theirs) == (1, True)
    assert f"！{source}/照片-1.zip 和要生成的压缩包同名，没有看里面的照片。" in ran.out
    assert "不是照片" not in ran.out


@posix_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    closed = tmp_path / "只读"
    closed.mkdir(mode=0o500)
    ran = wdyy("prepare-photos", tmp_path / "摄影师", "--roster", roster(tmp_path), "-o", closed / "照片.zip")
    assert (ran.status, "没有权限" in ran.err, list(closed.iterdir())) == (2, True, [])


@pytest.mark.slow
def test_what_libraries_say_in_english_stays_off_the_screen(tmp_path: Path) -> None:
    written = io.BytesIO()
    draw_portrait(1, size=(360, 480)).save(written, "TIFF", compression="tiff_lzw")
    data = written.getvalue()
    deliver(tmp_path / "摄影师", {"王小明.tif": data[:9] + data[2000:], "李芳.tif": data[: len(data) // 2]})
    deliver(tmp_path / "摄影师", {"张伟.tif": data[:400] + bytes(400) + data[800:]})
    roster(tmp_path, PEOPLE[:3])
    running = program(tmp_path, "prepare-photos", "摄影师", "--roster", "花名册.csv", "--no-progress")
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (1, b"")
    assert "没有做成 3 张" in out.decode()
