"""Frames: found in the small picture, measured in the large one, and not seen where there are none."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageDraw

from wdyy_cli.files.photos.decoding.frame import frame_is_suspected, measure_frame
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.photo import Frame, Pixels

Colour = tuple[int, int, int]

RED, BLUE, WHITE = (230, 9, 17), (67, 142, 219), (255, 255, 255)


@cache
def _person(seed: int, background: Colour, size: tuple[int, int] = (295, 413)) -> Image.Image:
    """Draw somebody, once for all tests: to be looked at, and copied where something is drawn over it."""
    return draw_portrait(seed, background=background, size=size)


def _encoded(image: Image.Image, quality: int = 90) -> tuple[Pixels, Image.Image]:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    with Image.open(target) as small, Image.open(io.BytesIO(target.getvalue())) as whole:
        small.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        reduced = small.convert("RGB")
        pixels = Pixels(width=reduced.width, height=reduced.height, rgb=reduced.tobytes())
        return pixels, whole.convert("RGB")


def _measure(image: Image.Image, quality: int = 90) -> Frame | None:
    pixels, whole = _encoded(image, quality)
    return measure_frame(whole) if frame_is_suspected(pixels) else None


def _framed(image: Image.Image, colour: Colour, width: int, radius: int = 0) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    box = (width, width, image.width - 1 - width, image.height - 1 - width)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius=radius, fill=255)
    return Image.composite(image, Image.new("RGB", image.size, colour), mask)


def _far(one: Frame, width: int) -> int:
    return max(abs(side - width) for side in (one.left, one.top, one.right, one.bottom))


@pytest.mark.parametrize("width", [1, 2, 3, 4, 6, 8, 12, 16, 20])
@pytest.mark.parametrize("colour", [WHITE, (0, 0, 0), (128, 128, 128), (255, 255, 0), (16, 64, 160)])
@pytest.mark.parametrize("radius", [0, 20])
def test_a_frame_is_found_and_measured(colour: Colour, width: int, radius: int) -> None:
    frame = _measure(_framed(_person(14, RED), colour, width, radius))
    assert frame is not None
    assert _far(frame, width) <= 1
    if width > 2:  # JPEG mixes the colours of thinner ones with what is inside
        assert max(abs(a - b) for a, b in zip(frame.colour, colour, strict=True)) <= 24


@pytest.mark.parametrize("width", [2, 3, 4, 8, 12, 20])
@pytest.mark.parametrize("quality", [90, 40])
def test_a_blurred_frame_is_found(width: int, quality: int) -> None:
    image = _framed(_person(4, RED), WHITE, width)
    frame = _measure(image.resize((197, 275)).resize(image.size), quality)
    assert frame is not None
    assert _far(frame, width) <= 2


def test_an_uneven_frame_is_measured_on_each_side() -> None:
    image = Image.new("RGB", (295, 413), WHITE)
    image.paste(draw_portrait(5, background=RED).resize((280, 396)), (6, 5))
    assert _measure(image) == Frame(left=6, top=5, right=9, bottom=12, colour=WHITE)


def test_a_frame_may_lack_one_side() -> None:
    image = draw_portrait(5, background=RED)
    ImageDraw.Draw(image).rectangle((0, 0, 294, 500), outline=WHITE, width=8)
    assert _measure(image) == Frame(left=8, top=8, right=8, bottom=0, colour=WHITE)


STRIPES = {
    "left": [(0, 0, 7, 412)],
    "top": [(0, 0, 294, 7)],
    "right": [(287, 0, 294, 412)],
    "bottom": [(0, 405, 294, 412)],
    "left and top": [(0, 0, 7, 412), (0, 0, 294, 7)],
    "left and right": [(0, 0, 7, 412), (287, 0, 294, 412)],
    "top and bottom": [(0, 0, 294, 7), (0, 405, 294, 412)],
}


@pytest.mark.parametrize(("words", "boxes"), STRIPES.items(), ids=STRIPES)
@pytest.mark.parametrize("quality", [90, 40])
def test_a_stripe_along_one_side_or_two_is_measured(
    words: str, boxes: list[tuple[int, int, int, int]], quality: int
) -> None:
    image = draw_portrait(5, background=RED)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=WHITE)
    frame = _measure(image, quality)
    assert frame is not None
    sides = {"left": frame.left, "top": frame.top, "right": frame.right, "bottom": frame.bottom}
    assert sides == {side: 8 if side in words else 0 for side in sides}


def test_the_black_bars_of_a_screenshot_are_measured() -> None:
    image = draw_portrait(12, background=RED)
    ImageDraw.Draw(image).rectangle((0, 0, 19, 412), fill=(0, 0, 0))
    ImageDraw.Draw(image).rectangle((275, 0, 294, 412), fill=(0, 0, 0))
    frame = _measure(image)
    assert frame is not None
    assert (frame.left, frame.top, frame.right, frame.bottom) == (20, 0, 20, 0)


def test_the_frame_of_a_large_picture() -> None:
    frame = _measure(_framed(draw_portrait(6, background=BLUE, size=(1500, 2100)), WHITE, 40))
    assert frame == Frame(left=40, top=40, right=40, bottom=40, colour=WHITE)


def _light(image: Image.Image, loss: float) -> Image.Image:
    light = Image.radial_gradient("L").resize(image.size).point([round(255 - at * loss) for at in range(256)])
    return ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))


def _fading(way: int) -> Image.Image:
    mask = Image.linear_gradient("L").rotate(way).resize((295, 413))
    return Image.composite(draw_portrait(7, background=WHITE), draw_portrait(7, background=RED), mask)


def _dressed(box: tuple[int, int, int, int]) -> Image.Image:
    image = draw_portrait(8, background=RED)
    ImageDraw.Draw(image).rectangle(box, fill=WHITE)
    return image


FRAMELESS: dict[str, Callable[[], Image.Image]] = {
    "red": lambda: draw_portrait(1, background=RED),
    "blue": lambda: draw_portrait(1, background=BLUE),
    "white": lambda: draw_portrait(1, background=WHITE),
    "black": lambda: draw_portrait(1, background=(0, 0, 0)),
    "flat": lambda: Image.new("RGB", (295, 413), RED),
    "flat white": lambda: Image.new("RGB", (295, 413), WHITE),
    "vignette": lambda: _light(draw_portrait(2, background=RED), 0.35),
    "strong vignette": lambda: _light(draw_portrait(2, background=RED), 0.9),
    "vignette on white": lambda: _light(draw_portrait(2, background=WHITE), 0.6),
    "noise": lambda: ImageChops.add(
        draw_portrait(2, background=RED), Image.effect_noise((295, 413), 40).convert("RGB"), 1, -128
    ),
    "gradient down": lambda: _fading(0),
    "gradient sideways": lambda: _fading(90),
    "white clothes at the bottom": lambda: _dressed((0, 330, 295, 413)),
    "white clothes at the bottom and one side": lambda: _dressed((150, 220, 295, 413)),
    "tiny": lambda: draw_portrait(2, background=RED, size=(10, 14)),
    "one pixel": lambda: Image.new("RGB", (1, 1), RED),
    "landscape": lambda: draw_portrait(2, background=RED, size=(413, 295)),
}


@pytest.mark.parametrize("drawn", FRAMELESS.values(), ids=FRAMELESS.keys())
@pytest.mark.parametrize("quality", [90, 30])
def test_no_frame_is_seen_where_there_is_none(drawn: Callable[[], Image.Image], quality: int) -> None:
    assert measure_frame(_encoded(drawn(), quality)[1]) is None


@pytest.mark.slow
@pytest.mark.parametrize("background", [RED, BLUE, WHITE])
def test_few_ordinary_portraits_are_suspected(background: Colour) -> None:
    drawn = [_encoded(draw_portrait(seed, background=background))[0] for seed in range(60)]
    assert sum(frame_is_suspected(pixels) for pixels in drawn) <= 3
