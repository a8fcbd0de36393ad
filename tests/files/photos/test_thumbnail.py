"""Thumbnails of photos: small, upright, without metadata; None for what cannot or must not be decoded."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from builders import photo_limits
from wdyy_cli.files.photos.decoding.whole_picture import draw_thumbnail

CAP = 50_000_000
CORNER = (0, 128, 0)


def photo(
    size: tuple[int, int] = (295, 413), form: str = "JPEG", mode: str = "RGB", **options: object
) -> bytes:
    """Draw a red picture with a green corner at its top left."""
    image = Image.new("RGB", size, (230, 9, 17))
    image.paste(CORNER, (0, 0, size[0] // 3, size[1] // 3))
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "张三"
    turns = {6: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_180, 8: Image.Transpose.ROTATE_270}
    image = Image.open(io.BytesIO(photo())).transpose(turns[orientation])
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, quality=90, comment="秘密".encode())
    return buffer.getvalue()


DRAWN = {
    "a right photo": (photo(), (180, 252)),
    "a large one": (photo((1180, 1652)), (180, 252)),
    "one that lies on its side": (photo((413, 295)), (180, 129)),
    "a very tall one": (photo((100, 4000)), (6, 252)),
    "one that is cut off, as far as it goes": (photo()[:-900], (180, 252)),
    "a tiny one stays as it is": (photo((30, 42)), (30, 42)),
    "PNG": (photo(form="PNG"), (180, 252)),
    "palette": (photo(form="PNG", mode="P"), (180, 252)),
    "CMYK": (photo(mode="CMYK"), (180, 252)),
    "turned to the right": (turned(6), (180, 252)),
    "turned to the left": (turned(8), (180, 252)),
    "upside down": (turned(3), (180, 252)),
}


@pytest.mark.parametrize(("data", "size"), DRAWN.values(), ids=DRAWN)
def test_a_photo_is_drawn_small_and_upright(data: bytes, size: tuple[int, int]) -> None:
    drawn = draw_thumbnail(data, photo_limits(), CAP)
    assert drawn is not None
    assert (drawn.width, drawn.height) == size
    with Image.open(io.BytesIO(drawn.jpeg)) as image:
        assert (image.format, image.size, image.mode) == ("JPEG", size, "RGB")
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        red, green, _ = image.convert("RGB").getpixel((1, 1))  # type: ignore[misc]
    assert green > red
    assert "秘密".encode() not in drawn.jpeg


NOT_DRAWN = {
    "text": b"hello",
    "nothing": b"",
    "cut off before its pixels": photo()[:300],
    "a format that is not allowed": photo(form="BMP"),
    "too many pixels": photo((600, 400)),
}


@pytest.mark.parametrize("data", NOT_DRAWN.values(), ids=NOT_DRAWN)
def test_what_cannot_or_must_not_be_decoded_has_none(data: bytes) -> None:
    assert draw_thumbnail(data, photo_limits(), 200_000) is None
