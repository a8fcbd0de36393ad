"""Pictures: what is told about them, the small copy of their pixels, and their digest."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from builders import MEGABYTE, photo_limits
from picture_builders import (
    CAP,
    END,
    PIXEL,
    exif_block,
    jpeg_bytes,
    look,
    png_bytes,
    png_chunk,
    png_of,
    portrait,
    saved,
    told,
)
from wdyy_cli.files.photos.decoding.picture_opening import read_orientation
from wdyy_cli.files.photos.decoding.whole_picture import full_pixel_digest
from wdyy_cli.photo import Picture

LIMITS = photo_limits()
KEYWORD = b"Raw profile type exif\x00\nexif\n 42\n"
JPEG = Picture(format="JPEG", kind="JPG 图片", width=295, height=413)
PNG = Picture(format="PNG", kind="PNG 图片", width=295, height=413)
ONE_PIXEL = replace(PNG, width=1, height=1)


def _i16() -> Image.Image:
    deep = struct.pack("<295H", *(200 * number for number in range(295)))
    return Image.frombytes("I;16", (295, 413), deep * 413)


def _palette() -> Image.Image:
    return portrait().quantize(16)


@cache
def _bomb() -> bytes:
    return zlib.compress(bytes(80 * MEGABYTE), level=1)


TOLD: dict[str, tuple[Callable[[], bytes], Picture]] = {
    "JPEG": (jpeg_bytes, JPEG),
    "progressive JPEG": (lambda: saved(portrait(), progressive=True), JPEG),
    "grey JPEG": (lambda: saved(portrait("L")), replace(JPEG, grey_mode=True)),
    "CMYK JPEG": (lambda: saved(portrait("CMYK")), replace(JPEG, oddities=("CMYK",))),
    "turned JPEG": (lambda: saved(portrait(), exif=exif_block(6)), replace(JPEG, orientation=6)),
    "JPEG with several pictures": (
        lambda: saved(portrait(), "MPO", save_all=True, append_images=[portrait()]),
        JPEG,
    ),
    "JPEG with some rubbish before its size": (
        lambda: jpeg_bytes()[:20] + bytes(99) + jpeg_bytes()[20:],
        JPEG,
    ),
    "JPEG with rubbish behind it": (lambda: jpeg_bytes() + bytes(1000), JPEG),
    "JPEG with a broken EXIF block": (lambda: saved(portrait(), exif=exif_block(6)[:-12]), JPEG),
    "JPEG of endless scans": (
        lambda: saved(portrait(size=(1200, 1600)), progressive=True) + b"\xff\xda" * 400,
        replace(JPEG, width=1200, height=1600, fault="图片结构异常，解开它会耗尽电脑的时间，没有解码"),
    ),
    "PNG": (png_bytes, PNG),
    "grey PNG": (lambda: saved(portrait("L"), "PNG"), replace(PNG, grey_mode=True)),
    "black and white PNG": (lambda: saved(portrait("1"), "PNG"), replace(PNG, grey_mode=True)),
    "PNG of 16 bits": (lambda: saved(_i16(), "PNG"), replace(PNG, grey_mode=True, oddities=("16 位",))),
    "palette PNG": (lambda: saved(_palette(), "PNG"), replace(PNG, oddities=("调色板",))),
    "palette PNG with a clear colour": (
        lambda: saved(_palette(), "PNG", transparency=3),
        replace(PNG, oddities=("调色板", "透明通道")),
    ),
    "PNG with an opaque alpha channel": (
        lambda: saved(portrait("RGBA"), "PNG"),
        replace(PNG, oddities=("透明通道",)),
    ),
    "clear PNG": (
        lambda: saved(Image.new("RGBA", (295, 413), (200, 0, 0, 0)), "PNG"),
        replace(PNG, oddities=("透明通道",)),
    ),
    "animated PNG": (
        lambda: saved(portrait(), "PNG", save_all=True, append_images=[portrait("L").convert("RGB")]),
        replace(PNG, oddities=("动画",)),
    ),
    "turned PNG": (lambda: saved(portrait(), "PNG", exif=exif_block(3)), replace(PNG, orientation=3)),
    "PNG with a text bomb": (
        lambda: png_of(1, 1, png_chunk(b"zTXt", b"a\x00\x00" + _bomb()), PIXEL, END),
        ONE_PIXEL,
    ),
    "PNG with a profile bomb": (
        lambda: png_of(1, 1, png_chunk(b"iCCP", b"a\x00\x00" + _bomb()), PIXEL, END),
        ONE_PIXEL,
    ),
    "PNG with damage outside the pixels": (
        lambda: png_of(1, 1, png_chunk(b"tEXt", b"a\x00b", crc=0), PIXEL, END),
        ONE_PIXEL,
    ),
    "PNG with EXIF as a text": (
        lambda: png_of(1, 1, png_chunk(b"tEXt", KEYWORD + exif_block(8).hex().encode()), PIXEL, END),
        replace(ONE_PIXEL, orientation=8),
    ),
    "GIF": (lambda: saved(portrait(), "GIF"), Picture(format="GIF", kind="GIF 图片")),
    "BMP": (lambda: saved(portrait(), "BMP"), Picture(format="BMP", kind="BMP 图片")),
    "WebP": (lambda: saved(portrait(), "WEBP"), Picture(format="WEBP", kind="WebP 图片")),
    "HEIC": (
        lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        Picture(format="HEIC", kind="HEIC 图片（苹果手机常用）"),
    ),
    "over the cap": (
        lambda: png_of(3000, 3000, png_chunk(b"IDAT", b""), END),
        replace(PNG, width=3000, height=3000, over_cap=True),
    ),
    "JPEG over the cap": (
        lambda: saved(Image.new("L", (3000, 3000))),
        replace(JPEG, width=3000, height=3000, grey_mode=True, over_cap=True),
    ),
}
"""What is told of each; the pictures are made when their test runs."""


@pytest.mark.parametrize(("made", "picture"), TOLD.values(), ids=TOLD.keys())
def test_what_is_told_about_a_picture(made: Callable[[], bytes], picture: Picture) -> None:
    data = made()
    assert told(data) == picture
    decoded = picture.fault is None and not picture.over_cap and picture.width > 0
    assert (look(data).pixels is not None) == decoded


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    ("size", "small"),
    [
        ((295, 413), (37, 52)),
        ((35, 50), (35, 50)),
        ((60, 80), (60, 80)),
        ((1500, 2000), {"JPEG": (38, 50), "PNG": (37, 49)}),
        ((1, 3000), (1, 1000)),
    ],
    ids=["usual", "tiny", "small", "large", "a line"],
)
def test_the_small_copy_is_small_enough(
    form: str, size: tuple[int, int], small: tuple[int, int] | dict[str, tuple[int, int]]
) -> None:
    pixels = look(saved(Image.new("RGB", size, "red"), form)).pixels
    assert pixels is not None
    expected = small[form] if isinstance(small, dict) else small
    assert (pixels.width, pixels.height) == expected
    assert all(abs(part - want) <= 3 for part, want in zip(pixels.rgb[:3], (255, 0, 0), strict=True))


BLUE_CORNERS = {1: "top left", 2: "top right", 3: "bottom right", 4: "bottom left",
                5: "top left", 6: "top right", 7: "bottom right", 8: "bottom left"}  # fmt: skip


@pytest.mark.parametrize("orientation", BLUE_CORNERS)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_pixels_stand_upright(orientation: int, form: str) -> None:
    corner = Image.new("RGB", (100, 200), "red")
    corner.paste("blue", (0, 0, 30, 60))
    picture = look(saved(corner, form, exif=exif_block(orientation, ">")))
    assert picture.pixels is not None
    assert (picture.width, picture.height, picture.orientation) == (100, 200, orientation)
    width, height = picture.pixels.width, picture.pixels.height
    assert (width > height) == (orientation > 4)
    corners = {"top left": (0, 0), "top right": (width - 1, 0), "bottom left": (0, height - 1)}
    corners["bottom right"] = (width - 1, height - 1)
    blues = {name: picture.pixels.rgb[(y * width + x) * 3 + 2] for name, (x, y) in corners.items()}
    blue = [name for name, value in blues.items() if value > 128]
    assert blue == [BLUE_CORNERS[orientation]]


def test_transparent_pixels_are_shown_on_white() -> None:
    half = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    half.paste((255, 0, 0, 255), (0, 0, 40, 20))
    pixels = look(saved(half, "PNG")).pixels
    assert pixels is not None
    assert (pixels.rgb[:3], pixels.rgb[-3:]) == (b"\xff\x00\x00", b"\xff\xff\xff")


def test_sixteen_bits_keep_their_brightness() -> None:
    deep = Image.frombytes("I;16", (40, 40), struct.pack("<H", 0x8000) * 1600)
    pixels = look(saved(deep, "PNG")).pixels
    assert pixels is not None
    assert set(pixels.rgb) == {0x80}


@pytest.mark.parametrize("form", ["GIF", "BMP", "WEBP", "TIFF"])
def test_other_formats_are_decoded_where_a_profile_accepts_them(form: str) -> None:
    picture = look(saved(portrait(), form), form)
    assert (picture.format, picture.width, picture.height, picture.fault) == (form, 295, 413, None)
    assert picture.pixels is not None


def test_formats_that_pillow_does_not_know_are_a_fault() -> None:
    assert (
        look(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC").fault
        == "图片开头的信息已损坏，或是少见的格式，打不开"
    )


def test_the_digest_is_that_of_the_pixels() -> None:
    base = full_pixel_digest(jpeg_bytes(), LIMITS, CAP)
    stored = Image.open(io.BytesIO(jpeg_bytes()))
    turned = saved(stored.transpose(Image.Transpose.ROTATE_90), "PNG")
    alpha = stored.convert("RGBA")
    alpha.putpixel((0, 0), (0, 0, 0, 254))
    same = [
        saved(stored, "PNG"),
        saved(stored.convert("RGBA"), "PNG"),
        saved(stored, "PNG", exif=exif_block(6)),
    ]
    other = [turned, saved(alpha, "PNG"), saved(portrait(), quality=89)]
    assert base is not None
    assert {full_pixel_digest(data, LIMITS, CAP) for data in same} == {base}
    assert base not in {full_pixel_digest(data, LIMITS, CAP) for data in other}
    grey = portrait("L")
    assert (
        len({full_pixel_digest(saved(image, "PNG"), LIMITS, CAP) for image in (grey, grey.convert("RGB"))})
        == 1
    )


def test_the_digest_keeps_to_the_cap_and_to_accepted_formats() -> None:
    assert full_pixel_digest(jpeg_bytes(), LIMITS, 1000) is None
    assert full_pixel_digest(saved(portrait(), "GIF"), LIMITS, CAP) is None


ORIENTATIONS = {
    "Intel order": (exif_block(6), 6),
    "Motorola order": (exif_block(8, ">"), 8),
    "without the marker": (exif_block(3)[6:], 3),
    "nothing": (b"", 1),
    "no such value": (exif_block(9), 1),
    "zero": (exif_block(0), 1),
    "table past the end": (b"II*\x00\xff\xff\xff\x7f", 1),
    "more entries than there are": (b"II*\x00\x08\x00\x00\x00\xff\xff", 1),
    "no EXIF": (b"hello, world", 1),
}


@pytest.mark.parametrize(("exif", "orientation"), ORIENTATIONS.values(), ids=ORIENTATIONS.keys())
def test_orientation_is_read_or_upright(exif: bytes, orientation: int) -> None:
    assert read_orientation(exif) == orientation
