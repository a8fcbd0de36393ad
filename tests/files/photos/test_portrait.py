"""Drawn portraits: the same on every run, unlike each other, and framed as an ID photo."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from wdyy_cli.files.photos.drawn.portrait import COLLARS, HAIR_STYLES, draw_portrait, encode_portrait, invent

BLUE = (67, 142, 219)


def test_the_same_number_draws_the_same_person() -> None:
    assert draw_portrait(7).tobytes() == draw_portrait(7).tobytes()
    assert encode_portrait(draw_portrait(7)) == encode_portrait(draw_portrait(7))


@pytest.mark.parametrize("size", [(295, 413), (150, 210), (480, 672), (600, 400), (1, 1)])
def test_a_portrait_has_the_asked_size_and_is_rgb(size: tuple[int, int]) -> None:
    image = draw_portrait(1, size=size)
    assert (image.size, image.mode) == (size, "RGB")


@pytest.mark.parametrize("seed", range(0, 400, 7))
def test_the_upper_corners_and_sides_show_nothing_but_background(seed: int) -> None:
    image = draw_portrait(seed, background=BLUE)
    for box in ((0, 0, 88, 29), (207, 0, 295, 29), (0, 0, 24, 174), (271, 0, 295, 174)):
        assert image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), BLUE)], box


@pytest.mark.parametrize("seed", range(0, 400, 7))
def test_somebody_is_in_the_middle(seed: int) -> None:
    image = draw_portrait(seed, background=BLUE)
    blue = {colour: count for count, colour in image.getcolors(200_000) or []}.get(BLUE, 0)
    assert 0.2 < 1 - blue / (295 * 413) < 0.8
    assert image.getpixel((147, 200)) != BLUE


@pytest.mark.slow
def test_nobody_resembles_anybody_else() -> None:
    # At half the size they are as different, and drawn in a quarter of the time.
    people = (draw_portrait(seed, size=(148, 207)) for seed in range(150))
    thumbs = [person.resize((12, 17), Image.Resampling.BOX).tobytes() for person in people]
    nearest = min(
        sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
        for i, one in enumerate(thumbs)
        for other in thumbs[:i]
    )
    assert nearest > 1.5


def test_every_hair_style_and_collar_is_worn_by_somebody() -> None:
    people = [invent(seed) for seed in range(200)]
    assert {person.hair_style for person in people} == set(HAIR_STYLES)
    assert {person.collar for person in people} == set(COLLARS)


@pytest.mark.parametrize(
    ("name", "options"),
    [("JPEG", {"quality": 40}), ("JPEG", {"subsampling": 0}), ("PNG", {"compress_level": 1}), ("BMP", {})],
)
def test_an_encoded_portrait_is_read_back_in_its_format_without_metadata(
    name: str, options: dict[str, int]
) -> None:
    with Image.open(io.BytesIO(encode_portrait(draw_portrait(3), name, **options))) as image:
        assert (image.format, image.size, dict(image.getexif())) == (name, (295, 413), {})


def test_a_png_keeps_every_pixel() -> None:
    drawn = draw_portrait(5)
    with Image.open(io.BytesIO(encode_portrait(drawn, "PNG"))) as image:
        assert image.tobytes() == drawn.tobytes()


def test_lower_quality_takes_fewer_bytes() -> None:
    drawn = draw_portrait(5)
    assert len(encode_portrait(drawn, quality=40)) < len(encode_portrait(drawn, quality=95))
