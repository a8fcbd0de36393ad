"""What `wdyy prepare-photos` mends: each fault that names the command, and 150 messy pictures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from conftest import Ran
from photographer import ORIENTATION, PEOPLE, deliver, jpeg, number, prepare, roster
from wdyy_cli.files.photos.drawn.portrait import draw_portrait

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰涛明"


def sideways(size: tuple[int, int] = (295, 413)) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    written = io.BytesIO()
    draw_portrait(1, size=size).transpose(Image.Transpose.ROTATE_90).save(written, "JPEG", exif=exif)
    return written.getvalue()


def written_as(form: str, mode: str = "RGB", size: tuple[int, int] = (295, 413)) -> bytes:
    written = io.BytesIO()
    draw_portrait(1, size=size).convert(mode).save(written, form)
    return written.getvalue()


FINE = jpeg(1, (295, 413))
Files = Callable[[], dict[str, bytes]]
"""What is delivered, made when its test runs."""

MENDED: dict[str, Files] = {
    "PHO006": lambda: {f"电商2401班/{number(1)}.jpg": FINE},
    "PHO101": lambda: {"王小明.jpg": FINE},
    "PHO201": lambda: {f"{number(1)}.jpg": FINE + bytes(5_242_880)},
    "PHO204": lambda: {f"{number(1)}.jpg": written_as("PNG")},
    "PHO205": lambda: {f"{number(1)}.jpg": written_as("WEBP")},
    "PHO206": lambda: {f"{number(1)}.jpg": jpeg(1)},
    "PHO207": lambda: {f"{number(1)}.jpg": sideways()},
    "PHO209": lambda: {f"{number(1)}.jpg": written_as("JPEG", "CMYK")},
}


def checked_and_prepared(
    wdyy: Callable[..., Ran], folder: Path, files: dict[str, bytes]
) -> tuple[list[dict[str, Any]], Ran]:
    """Give what check-photos finds in a zip of these files, and what prepare-photos makes of it."""
    faulty = folder / "摄影师.zip"
    with zipfile.ZipFile(faulty, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    people = roster(folder, PEOPLE[:1])
    found = wdyy("check-photos", faulty, "--roster", people, "--format", "json").report["findings"]
    made = wdyy("prepare-photos", faulty, "--roster", people, "-o", folder / "照片.zip", "--format", "json")
    return found, made


@pytest.mark.parametrize(("code", "files"), MENDED.items(), ids=MENDED)
def test_what_this_command_mends_names_it(
    wdyy: Callable[..., Ran], tmp_path: Path, code: str, files: Files
) -> None:
    found, made = checked_and_prepared(wdyy, tmp_path, files())
    assert {"wdyy prepare-photos" in finding["fix"] for finding in found if finding["code"] == code} == {True}
    assert (made.status, made.report["findings"]) == (0, [])


def crooked(data: bytes) -> bytes:
    return data[: len(data) // 2]


NOT_MENDED: dict[str, tuple[str, Files]] = {
    "too small, and of another ratio": ("PHO206", lambda: {f"{number(1)}.jpg": jpeg(1, (200, 300))}),
    "much too wide": ("PHO206", lambda: {f"{number(1)}.jpg": jpeg(1, (1500, 420))}),
    "turned, and too small": ("PHO207", lambda: {f"{number(1)}.jpg": sideways((150, 210))}),
    "CMYK, and too small": ("PHO209", lambda: {f"{number(1)}.jpg": written_as("JPEG", "CMYK", (150, 210))}),
    "a damaged PNG called .jpg": ("PHO204", lambda: {f"{number(1)}.jpg": crooked(written_as("PNG"))}),
    "large, and no picture": ("PHO201", lambda: {f"{number(1)}.jpg": b"text " * 1_100_000}),
    "a kind that nothing here reads": ("PHO205", lambda: {f"{number(1)}.psd": b"8BPS\x00\x01" + bytes(60)}),
    "a name that nobody has": ("PHO101", lambda: {"IMG_0001.jpg": FINE}),
    "two pictures of one student": (
        "PHO101",
        lambda: {"王小明.jpg": FINE, "20240001.jpg": jpeg(2, (295, 413))},
    ),
}


@pytest.mark.parametrize(("code", "files"), NOT_MENDED.values(), ids=NOT_MENDED)
def test_what_this_command_does_not_mend_never_names_it(
    wdyy: Callable[..., Ran], tmp_path: Path, code: str, files: Files
) -> None:
    found, made = checked_and_prepared(wdyy, tmp_path, files())
    assert {"wdyy prepare-photos" in finding["fix"] for finding in found if finding["code"] == code} == {
        False
    }
    assert (made.status, made.report["results"]["prepared"]) == (1, 0)


@pytest.mark.parametrize(
    "data", [FINE[:-2], FINE[:-2] + b"\xff\xff"], ids=["no end mark", "fill bytes for it"]
)
def test_a_picture_that_lacks_its_end_mark_gets_one(
    wdyy: Callable[..., Ran], tmp_path: Path, data: bytes
) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": data})
    made = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    found = [finding["code"] for finding in made.report["findings"] if finding["severity"] != "info"]
    assert (made.status, found, made.report["results"]["photos"][0]["actions"]) == (
        0,
        [],
        ["converted", "renamed"],
    )


SIZES = ((360, 480), (320, 480), (324, 576), (420, 420))


@pytest.mark.slow
def test_a_hundred_and_fifty_messy_pictures(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    people = [
        (f"{SURNAMES[i % 10]}{GIVEN[i // 10]}", number(10 + i), f"2024{i:04d}", f"电商24{i % 3:02d}班")
        for i in range(150)
    ]
    blank = {seed: draw_portrait(seed, size=SIZES[seed % 4]) for seed in range(150)}
    files: dict[str, bytes] = {}
    for index, (name, own, student, group) in enumerate(people):
        stem = (name, student, own, f"{name}照片", f"{index:02d}{name}(1)", f"{group}{name}")[index % 6]
        written = io.BytesIO()
        picture, exif = blank[index], Image.Exif()
        if index % 7 == 1 and index % 5 != 3:
            picture, exif[ORIENTATION] = picture.transpose(Image.Transpose.ROTATE_90), 6
        if index % 5 == 3:
            picture.save(written, "PNG")
        else:
            picture.save(written, "JPEG", quality=85, exif=exif)
        files[f"{group}/{stem}{'.png' if index % 5 == 3 else ('.jpg', '.JPG', '.jpeg')[index % 3]}"] = (
            written.getvalue()
        )
    names = list(files)
    files[names[0]] = files[names[0]][:3000]
    files["老师.jpg"] = jpeg(500)
    deliver(tmp_path / "摄影师", files)
    ran = wdyy(
        "prepare-photos", tmp_path / "摄影师", "--roster", roster(tmp_path, people),
        "-o", tmp_path / "照片.zip", "--format", "json",
    )  # fmt: skip
    results = ran.report["results"]
    left = sorted(photo["source"].rpartition("/")[2] for photo in results["photos"] if photo["left_out"])
    assert (ran.status, results["prepared"], left) == (
        1,
        149,
        sorted([names[0].rpartition("/")[2], "老师.jpg"]),
    )
    again = wdyy(
        "check-photos", tmp_path / "照片.zip", "--roster", tmp_path / "花名册.csv", "--format", "json"
    )
    assert [(finding["code"], finding["id_number"]) for finding in again.report["findings"]] == [
        ("XRF001", people[0][1])
    ]
