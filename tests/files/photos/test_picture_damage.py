"""Damage that decoders pass over is found; odd metadata are none; profiles are taken for what they are."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Sequence

import pytest
from PIL import Image, ImageCms

from builders import photo_limits
from picture_builders import CAP, END, jpeg_bytes, look, png_chunk, png_of, portrait, saved
from students import portrait as student
from wdyy_cli.files.photos.decoding.whole_picture import draw_thumbnail, full_pixel_digest

LIMITS = photo_limits()
HALF_A_KILOBYTE = 512
SEEDS = range(40)


def _middle(data: bytes, chance: random.Random) -> int:
    start = data.index(b"\xff\xda") + 40
    return chance.randrange(start, len(data) - 2 * HALF_A_KILOBYTE)


def zeroed(data: bytes, chance: random.Random) -> bytes:
    at = _middle(data, chance)
    return data[:at] + bytes(HALF_A_KILOBYTE) + data[at + HALF_A_KILOBYTE :]


def lost(data: bytes, chance: random.Random) -> bytes:
    at = _middle(data, chance)
    return data[:at] + data[at + HALF_A_KILOBYTE :]


def exchanged(data: bytes, chance: random.Random) -> bytes:
    at = _middle(data, chance)
    return data[:at] + chance.randbytes(HALF_A_KILOBYTE) + data[at + HALF_A_KILOBYTE :]


Damage = Callable[[bytes, random.Random], bytes]


@pytest.mark.parametrize("damage", [zeroed, lost, exchanged])
@pytest.mark.parametrize(
    ("options", "least"), [({}, 0.95), ({"progressive": True}, 0.75)], ids=["baseline", "progressive"]
)
def test_half_a_kilobyte_of_damage_is_found(damage: Damage, options: dict[str, bool], least: float) -> None:
    chance = random.Random(7)  # noqa: S311 - the same places in every run
    photos = [saved(Image.open(io.BytesIO(student(seed))), "JPEG", quality=92, **options) for seed in SEEDS]
    found = sum(look(damage(data, chance)).fault is not None for data in photos)
    assert found >= least * len(photos)
    assert [look(data).fault for data in photos] == [None] * len(photos)


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


HEAD = 4 + int.from_bytes(jpeg_bytes()[4:6], "big")
REST = jpeg_bytes()[HEAD:]
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
START = jpeg_bytes()[:HEAD]
SOUND = {
    "an empty JFIF segment": b"\xff\xd8" + segment(0xE0, b"JFIF\x00") + REST,
    "no JFIF segment": b"\xff\xd8" + REST,
    "a Photoshop segment that is cut": START + segment(0xED, b"Photoshop 3.0\x008BIM\x07\xdb") + REST,
    "a short profile segment": START + segment(0xE2, b"ICC_PROFILE\x00") + REST,
    "a profile that ends early": START + segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + PROFILE[:300]) + REST,
    "a short Adobe segment": START + segment(0xEE, b"Adobe") + REST,
    "stray bytes between segments": START + b"\x00\x01\x02\x03" + REST,
    "a second picture behind the end": jpeg_bytes() + jpeg_bytes(),
    "rubbish behind the end": jpeg_bytes() + b"\xff\xda\x00\xff" * 99,
    "restarts": saved(portrait(), quality=90, restart_marker_blocks=4),
    "fine colours": saved(portrait(), quality=90, subsampling=0),
    "one colour, with the shortest codes": saved(Image.new("RGB", (1500, 2100), "red"), optimize=True),
}


@pytest.mark.parametrize("data", SOUND.values(), ids=SOUND)
def test_odd_metadata_are_no_damage(data: bytes) -> None:
    picture = look(data)
    assert (picture.fault, picture.lacks_end, picture.oddities) == (None, False, ())
    assert picture.pixels is not None
    assert full_pixel_digest(data, LIMITS, CAP) is not None
    assert draw_thumbnail(data, LIMITS, 2 * CAP) is not None


def test_a_jpeg_that_lacks_only_its_end_mark_is_whole() -> None:
    for data in (jpeg_bytes()[:-2], saved(portrait(), progressive=True)[:-2]):
        picture = look(data)
        assert (picture.fault, picture.lacks_end) == (None, True)
        assert picture.pixels is not None
    assert full_pixel_digest(jpeg_bytes()[:-2], LIMITS, CAP) == full_pixel_digest(jpeg_bytes(), LIMITS, CAP)


def test_an_interlaced_png_has_as_many_rows_as_it_needs() -> None:
    """Seven passes over 9 x 9 pixels of three bytes: the rows of each, every row with its filter byte."""
    passes = ((2, 2), (1, 2), (3, 1), (2, 3), (5, 2), (4, 5), (9, 4))
    whole = bytes(sum(rows * (1 + 3 * columns) for columns, rows in passes))
    header = struct.pack(">2L5B", 9, 9, 8, 2, 0, 0, 1)

    def build(data: bytes) -> bytes:
        chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(data)) + END
        return png_of(1, 1)[:8] + chunks

    assert look(build(whole)).fault is None
    assert look(build(whole[:-1])).fault is not None


def profile_of(
    red: tuple[float, float], green: tuple[float, float], blue: tuple[float, float], gamma: float
) -> bytes:
    """Build a profile of these primaries (x, y) as they stand in profiles, for daylight D50."""
    primaries = [(x / y, 1.0, (1 - x - y) / y) for x, y in (red, green, blue)]
    white = (0.9642, 1.0, 0.8249)
    scales = _solve(primaries, white)
    columns = [tuple(part * scale for part in xyz) for xyz, scale in zip(primaries, scales, strict=True)]
    curve = b"curv\x00\x00\x00\x00" + struct.pack(">LH", 1, round(gamma * 256)) + b"\x00\x00"
    tags = {
        b"wtpt": _xyz(white),
        b"rXYZ": _xyz(columns[0]),
        b"gXYZ": _xyz(columns[1]),
        b"bXYZ": _xyz(columns[2]),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _assembled(b"RGB ", tags)


def _xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \x00\x00\x00\x00" + b"".join(struct.pack(">l", round(value * 65536)) for value in values)


def _assembled(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body, at = struct.pack(">L", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">2L", at + len(body), len(value))
        body += value
    size = 128 + len(table) + len(body)
    head = struct.pack(">L4sL4s4s4s", size, bytes(4), 0x02100000, b"mntr", space, b"XYZ ").ljust(36, b"\x00")
    head += b"acsp" + bytes(28) + struct.pack(">3l", 63190, 65536, 54061)
    return head.ljust(128, b"\x00") + table + body


def _solve(columns: list[tuple[float, float, float]], wanted: tuple[float, ...]) -> list[float]:
    """Solve three equations by Cramer's rule."""

    def det(vectors: Sequence[tuple[float, ...]]) -> float:
        a, b, c = vectors
        return (
            a[0] * (b[1] * c[2] - b[2] * c[1])
            - b[0] * (a[1] * c[2] - a[2] * c[1])
            + c[0] * (a[1] * b[2] - a[2] * b[1])
        )

    whole = det(columns)
    return [det([*columns[:at], wanted, *columns[at + 1 :]]) / whole for at in range(3)]


# words: (profile, a colour as stored, the same in sRGB)
PROPHOTO = profile_of((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), 1.8)
ADOBE = profile_of((0.6484, 0.3309), (0.2302, 0.7016), (0.1559, 0.0661), 2.2)
WIDE = {
    "ProPhoto": (PROPHOTO, (157, 63, 28), (230, 9, 17)),
    "Adobe RGB": (ADOBE, (197, 17, 24), (230, 9, 17)),
    "sRGB itself": (PROFILE, (230, 9, 17), (230, 9, 17)),
    "a broken one": (PROPHOTO[:200], (157, 63, 28), (157, 63, 28)),
}


@pytest.mark.parametrize(("profile", "stored", "shown"), WIDE.values(), ids=WIDE)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_colours_are_judged_in_srgb(
    form: str, profile: bytes, stored: tuple[int, int, int], shown: tuple[int, int, int]
) -> None:
    picture = look(saved(Image.new("RGB", (295, 413), stored), form, icc_profile=profile))
    assert (picture.fault, picture.oddities) == (None, ())
    assert picture.pixels is not None
    assert all(abs(a - b) <= 12 for a, b in zip(picture.pixels.rgb[:3], shown, strict=True)), (
        picture.pixels.rgb[:3]
    )


def test_a_profile_of_another_kind_is_odd() -> None:
    printing = _assembled(b"CMYK", {b"wtpt": _xyz((0.9642, 1.0, 0.8249))})
    for form in ("JPEG", "PNG"):
        picture = look(saved(portrait(), form, icc_profile=printing))
        assert picture.oddities == ("颜色配置文件不是给这种图片用的",)
        assert picture.pixels is not None
