"""
Makes the examples: invented students with drawn portraits in zips, and a school as `wdyy init --demo` has it.

Run it from anywhere: `python examples/make_examples.py`. The bytes depend on nothing but the code and the
versions of Pillow and zlib.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from wdyy_cli.files.portrait import draw_portrait, encode_portrait
from wdyy_cli.files.portrait_flaws import flawed_portrait
from wdyy_cli.id_number import check_digit
from wdyy_cli.jobs.init_workspace import init_demo
from wdyy_cli.profile import DEFAULT_PROFILE

HERE = Path(__file__).parent
MADE = (2026, 11, 1, 8, 0, 0)


def id_number(index: int) -> str:
    """Give the right ID number of an invented student."""
    first = f"1101012008{1 + index % 12:02d}{1 + index % 28:02d}{101 + 2 * index:03d}"
    return first + check_digit(first)


def jpeg(index: int) -> bytes:
    """Draw and encode the photo of an invented student."""
    return encode_portrait(draw_portrait(index))


def good(count: int) -> dict[str, bytes]:
    """Name right photos rightly."""
    return {f"{id_number(index)}.jpg": jpeg(index) for index in range(count)}


def faulty() -> dict[str, bytes]:
    """Plant faults of many kinds among right photos."""
    members = good(6)
    numbers = iter(id_number(index) for index in range(6, 100))
    wrong = next(numbers)
    members |= {
        "张三.jpg": jpeg(30),
        "IMG_0001.jpg": jpeg(31),
        f"{next(numbers)[:-1]}.jpg": jpeg(32),
        f"{wrong[:-1]}{'1' if wrong[-1] != '1' else '2'}.jpg": jpeg(33),
        f"{next(numbers)}.JPG": jpeg(34),
        f"{next(numbers)}.jpeg": jpeg(35),
        f"{next(numbers)}(1).jpg": jpeg(36),
        f"网店运营一班/{next(numbers)}.jpg": jpeg(37),
        f"{next(numbers)}.jpg": b"",
        f"{next(numbers)}.jpg ": jpeg(38),
    }
    members |= {
        f"{next(numbers)}.jpg": data
        for data in (
            jpeg(40)[:9000],
            flawed_portrait(41, "PNG"),
            flawed_portrait(42, "another shape"),
            flawed_portrait(43, "twice as large"),
            flawed_portrait(44, "blue"),
            flawed_portrait(45, "white"),
            flawed_portrait(21, "framed"),
            flawed_portrait(22, "fading"),
            flawed_portrait(46, "grey"),
            flawed_portrait(47, "nobody"),
            jpeg(0),
            encode_portrait(draw_portrait(1), quality=60),
        )
    }
    members["Thumbs.db"] = b"thumbnails"
    return members


def write_zip(name: str, members: Mapping[str, bytes]) -> None:
    """Write one example."""
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            info = zipfile.ZipInfo(member, MADE)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    write_zip("photos-good.zip", good(12))
    write_zip("photos-faulty.zip", faulty())
    whole = (HERE / "photos-good.zip").read_bytes()
    (HERE / "photos-cut-off.zip").write_bytes(whole[: len(whole) // 3])
    for name, clean in (("school-clean", True), ("school-faulty", False)):
        shutil.rmtree(HERE / name, ignore_errors=True)
        init_demo(HERE / name, name, DEFAULT_PROFILE, clean=clean)
