"""What a photographer of an invented school delivers: who the students are, and pictures of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PIL import Image

from conftest import Ran
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.texts.id_number import check_digit

ORIENTATION = 0x0112
GPS = 0x8825
SIZE = (360, 480)


def number(index: int) -> str:
    first = f"11010120050{1 + index % 9}{1 + index % 28:02d}{101 + index:03d}"
    return first + check_digit(first)


PEOPLE = [
    ("王小明", number(1), "20240001", "电商2401班"),
    ("李芳", number(2), "20240002", "电商2401班"),
    ("张伟", number(3), "20240003", "电商2401班"),
    ("张伟", number(4), "20240004", "电商2402班"),
    ("欧阳静", number(5), "20240005", "电商2402班"),
]


def roster(folder: Path, people: list[tuple[str, str, str, str]] = PEOPLE) -> Path:
    path = folder / "花名册.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("姓名", "身份证号", "学号", "班级"), *people])
    return path


@cache
def jpeg(seed: int, size: tuple[int, int] = SIZE, **options: object) -> bytes:
    written = io.BytesIO()
    draw_portrait(seed, size=size).save(written, "JPEG", quality=90, **options)
    return written.getvalue()


@cache
def turned(seed: int) -> bytes:
    """Give a picture that is stored lying, with its orientation and a place on the map in its EXIF data."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (39.0, 54.0, 0.0)}
    written = io.BytesIO()
    draw_portrait(seed, size=SIZE).transpose(Image.Transpose.ROTATE_90).save(written, "JPEG", exif=exif)
    return written.getvalue()


@cache
def png(seed: int, mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    draw_portrait(seed, size=SIZE).convert(mode).save(written, "PNG")
    return written.getvalue()


def delivery() -> dict[str, bytes]:
    """Give a picture of everybody, each in another shape."""
    return {
        "电商2401班/王小明.jpg": jpeg(1),
        "电商2401班/20240002.JPG": turned(2),
        "电商2401班/张伟照片.png": png(3),
        "电商2402班/张伟(1).jpeg": jpeg(4, (400, 700)),
        f"电商2402班/{number(5)}.jpg": jpeg(5, (500, 500)),
    }


def deliver(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def prepare(wdyy: Callable[..., Ran], folder: Path, *more: object) -> Ran:
    return wdyy(
        "prepare-photos", folder / "摄影师", "--roster", roster(folder), "-o", folder / "照片.zip", *more
    )


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def photo_of(folder: Path, index: int) -> Image.Image:
    return Image.open(io.BytesIO(members(folder / "照片.zip")[f"{number(index)}.jpg"])).convert("RGB")


def rgb(image: Image.Image, place: tuple[int, int]) -> tuple[int, int, int]:
    at = (place[1] * image.width + place[0]) * 3
    red, green, blue = image.tobytes()[at : at + 3]
    return red, green, blue
