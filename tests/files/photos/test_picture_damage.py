"""Damage that decoders pass over is found; odd metadata are none; profiles are taken for what they are."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageCms

from background_builders import GREY, RED, WHITE, bricks, flat, over, sit
from builders import photo_limits
from colour_profiles import ADOBE, PROPHOTO, assemble_profile, xyz_tag
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


def exchanged_places(data: bytes, chance: random.Random) -> bytes:
    """Two pieces of the picture in each other's place: every piece is sound, and decoders say nothing."""
    one, other = sorted((_middle(data, chance), _middle(data, chance)))
    other = max(other, one + HALF_A_KILOBYTE)
    first, second = (data[at : at + HALF_A_KILOBYTE] for at in (one, other))
    between = data[one + HALF_A_KILOBYTE : other]
    return data[:one] + second + between + first + data[other + HALF_A_KILOBYTE :]


Damage = Callable[[bytes, random.Random], bytes]


@pytest.mark.slow
@pytest.mark.parametrize("damage", [zeroed, lost, exchanged, exchanged_places])
@pytest.mark.parametrize(
    ("options", "least"), [({}, 0.95), ({"progressive": True}, 0.75)], ids=["baseline", "progressive"]
)
def test_half_a_kilobyte_of_damage_is_found(damage: Damage, options: dict[str, bool], least: float) -> None:
    chance = random.Random(7)  # noqa: S311 - the same places in every run
    photos = [saved(Image.open(io.BytesIO(student(seed))), "JPEG", quality=92, **options) for seed in SEEDS]
    found = sum(look(damage(data, chance)).fault is not None for data in photos)
    assert found >= least * len(photos)
    assert [look(data).fault for data in photos] == [None] * len(photos)


@pytest.mark.parametrize("table", [0, 1], ids=["lightness", "colour"])
def test_a_zeroed_table_of_steps_is_damage(table: int) -> None:
    data = saved(portrait(), "JPEG", quality=92)
    at = data.index(b"\xff\xdb") + table * 69 + 5
    assert look(data[:at] + bytes(64) + data[at + 64 :]).fault is not None


def mosaic() -> Image.Image:
    return portrait().resize((37, 52)).resize((296, 416), Image.Resampling.NEAREST)


LEVEL_EDGES = {
    "bricks as high as two blocks": sit(bricks()),
    "a banner that ends between blocks": sit(over(flat(GREY), RED, (0, 0, 295, 79))),
    "a mosaic of blocks": mosaic(),
    "a shirt with level stripes": over(sit(RED), WHITE, *[(0, y, 295, y + 15) for y in range(256, 413, 32)]),
}


@pytest.mark.parametrize("picture", LEVEL_EDGES.values(), ids=LEVEL_EDGES)
@pytest.mark.parametrize("quality", [60, 90])
def test_edges_that_lie_between_blocks_are_no_damage(picture: Image.Image, quality: int) -> None:
    assert look(saved(picture, "JPEG", quality=quality)).fault is None


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


# words: (profile, a colour as stored, the same in sRGB)
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


@pytest.mark.parametrize("space", [b"CMYK", b"GRAY", b"Lab ", b"XYZ ", b"6CLR"])
def test_a_profile_of_another_kind_is_odd(space: bytes) -> None:
    printing = assemble_profile(space, {b"wtpt": xyz_tag((0.9642, 1.0, 0.8249))})
    for form in ("JPEG", "PNG"):
        picture = look(saved(portrait(), form, icc_profile=printing))
        assert picture.oddities == ("颜色配置文件不是给这种图片用的",)
        assert picture.pixels is not None
