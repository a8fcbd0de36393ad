"""How steep outlines are: sound portraits against the same ones blurred, or blown up from a small picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from wdyy_cli.files.photos.decoding.picture import read_picture
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.profile_files import load_profile

PROFILE = load_profile()
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "photos"
SIZE = (295, 413)
WIDTHS = (60, 66, 72, 78, 84, 90)
FILTERS = (Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS)
SHRINKING = (Image.Resampling.BOX, Image.Resampling.LANCZOS)
QUALITIES = (75, 85, 95)


@cache
def portraits() -> list[Image.Image]:
    """Give the shared portraits where they are, and drawn ones."""
    shared = []
    for path in sorted(CORPUS.glob("*.jpg"))[::3]:
        with Image.open(path) as image:
            shared.append(image.convert("RGB"))
    return [*shared, *(draw_portrait(index) for index in range(8))]


def is_blurred(picture: Image.Image, quality: int) -> bool:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    share = read_picture(written.getvalue(), PROFILE.photo, PROFILE.zip.cap_pixels).steep_share
    assert share is not None
    return share < PROFILE.photo.min_steep_share


def blown_up(picture: Image.Image, index: int) -> Image.Image:
    width = WIDTHS[index % len(WIDTHS)]
    small = picture.resize((width, round(width * 1.4)), SHRINKING[index // 3 % len(SHRINKING)])
    return small.resize(SIZE, FILTERS[index // 6 % len(FILTERS)])


def shrunk_a_little(picture: Image.Image, _: int) -> Image.Image:
    return picture.resize((200, 280), Image.Resampling.LANCZOS).resize(SIZE, Image.Resampling.BICUBIC)


MADE: dict[str, tuple[Callable[[Image.Image, int], Image.Image], float, float]] = {
    "as they are": (lambda picture, _: picture, 0.0, 0.0),
    "half as bright": (lambda picture, _: ImageEnhance.Brightness(picture).enhance(0.5), 0.0, 0.0),
    "paler": (lambda picture, _: ImageEnhance.Contrast(picture).enhance(0.6), 0.0, 0.0),
    "enlarged by half": (shrunk_a_little, 0.0, 0.0),
    "out of focus": (lambda picture, _: picture.filter(ImageFilter.GaussianBlur(2.5)), 1.0, 1.0),
    "blown up from 60 to 90 pixels": (blown_up, 0.95, 1.0),
}


@pytest.mark.slow
@pytest.mark.parametrize("made", MADE)
def test_blurred_portraits_are_told_from_sound_ones(made: str) -> None:
    change, least, most = MADE[made]
    told = [
        is_blurred(change(picture, index), QUALITIES[index // 2 % len(QUALITIES)])
        for index, picture in enumerate(portraits())
    ]
    assert least <= sum(told) / len(told) <= most
