"""
Makes the example zips: invented students with drawn portraits, without and with planted faults.

Run it from anywhere: `python examples/make_examples.py`. The bytes depend on nothing but this file and the
versions of Pillow and zlib.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageOps

from wdyy_cli.files.portrait import draw_portrait, encode_portrait
from wdyy_cli.id_number import check_digit

HERE = Path(__file__).parent
MADE = (2026, 11, 1, 8, 0, 0)
RED, BLUE, WHITE = (230, 9, 17), (67, 142, 219), (255, 255, 255)


def id_number(index: int) -> str:
    """Give the right ID number of an invented student."""
    first = f"1101012008{1 + index % 12:02d}{1 + index % 28:02d}{101 + 2 * index:03d}"
    return first + check_digit(first)


def jpeg(index: int, background: tuple[int, int, int] = RED, size: tuple[int, int] = (295, 413)) -> bytes:
    """Draw and encode the photo of an invented student."""
    return encode_portrait(draw_portrait(index, background=background, size=size))


def png(picture: Image.Image) -> bytes:
    """Encode a picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def good(count: int) -> dict[str, bytes]:
    """Name right photos rightly."""
    return {f"{id_number(index)}.jpg": jpeg(index) for index in range(count)}


def faulty() -> dict[str, bytes]:
    """Plant faults of many kinds among right photos."""
    members = good(6)
    numbers = iter(id_number(index) for index in range(6, 100))
    framed = ImageOps.expand(draw_portrait(21, size=(279, 397)), 8, WHITE)
    fading = Image.composite(draw_portrait(22), draw_portrait(22, background=WHITE), _fade())
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
            png(draw_portrait(41)),
            jpeg(42, size=(480, 640)),
            jpeg(43, size=(590, 826)),
            jpeg(44, BLUE),
            jpeg(45, WHITE),
            encode_portrait(framed),
            encode_portrait(fading),
            encode_portrait(ImageOps.grayscale(draw_portrait(46))),
            encode_portrait(Image.new("RGB", (295, 413), RED)),
            jpeg(0),
            encode_portrait(draw_portrait(1), quality=60),
        )
    }
    members["Thumbs.db"] = b"thumbnails"
    return members


def _fade() -> Image.Image:
    """Give a mask from red at the top to white at the height of the shoulders."""
    mask = Image.linear_gradient("L").resize((295, 260))
    whole = Image.new("L", (295, 413), 0)
    whole.paste(ImageOps.invert(mask), (0, 0))
    return whole


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
