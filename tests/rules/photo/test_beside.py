"""What stands beside a head, where red ends, what is only nearly red: a person is told where to look."""

from __future__ import annotations

import pytest
from PIL import Image, ImageFilter

from background_builders import Colour, fade, flat, judge, over, pixels_of, sit
from wdyy_cli.rules.photo.background.background import GroundVerdict
from wdyy_cli.rules.photo.background.beside import Side
from wdyy_cli.rules.photo.plain_picture import is_nearly_one_colour, is_person_grey

RED, PLASTER, GREEN, BLACK, WINDOW = (
    (200, 16, 46),
    (232, 228, 220),
    (107, 142, 90),
    (16, 16, 16),
    (220, 232, 244),
)
ACCEPTED, WRONG, BESIDE, HIDDEN = (
    GroundVerdict.ACCEPTED,
    GroundVerdict.WRONG_COLOUR,
    GroundVerdict.BESIDE,
    GroundVerdict.HIDDEN,
)
Box = tuple[float, float, float, float]

THINGS: dict[str, tuple[Colour, tuple[Box, ...], Side, str]] = {
    "wall from 15 % down over a fifth": (PLASTER, ((0.8, 0.15, 1, 1),), Side.RIGHT, "灰色"),
    "green cupboard from 15 % down": (GREEN, ((0, 0.15, 0.2, 1),), Side.LEFT, "绿色"),
    "wall from 30 % down": (PLASTER, ((0, 0.3, 0.2, 1),), Side.LEFT, "灰色"),
    "narrow cupboard": (GREEN, ((0.87, 0.1, 1, 1),), Side.RIGHT, "绿色"),
    "black fifth": (BLACK, ((0, 0, 0.2, 1),), Side.LEFT, "黑色"),
    "black at both sides": (BLACK, ((0, 0, 0.18, 1), (0.82, 0, 1, 1)), Side.BOTH, "黑色"),
    "walls at both sides": (GREEN, ((0, 0, 0.2, 1), (0.8, 0, 1, 1)), Side.BOTH, "绿色"),
    "window": (WINDOW, ((0.05, 0.05, 0.2, 0.3),), Side.LEFT, "白色"),
    "green below 36 %": (GREEN, ((0, 0.36, 1, 1),), Side.BELOW, "绿色"),
    "wall below 45 %": (PLASTER, ((0, 0.45, 1, 1),), Side.BELOW, "灰色"),
    "black below 15 %": (BLACK, ((0, 0.15, 1, 1),), Side.BELOW, "黑色"),
}


def scene(colour: Colour, boxes: tuple[Box, ...]) -> Image.Image:
    """Put something before a red ground, in shares of the picture."""
    pixels = [
        (round(295 * left), round(413 * top), round(295 * right), round(413 * bottom))
        for left, top, right, bottom in boxes
    ]
    return over(flat(RED), colour, *pixels)


@pytest.mark.parametrize(("colour", "boxes", "side", "name"), THINGS.values(), ids=THINGS)
@pytest.mark.parametrize("seed", [6, 9, 21])
def test_what_stands_beside_the_head_is_told(
    colour: Colour, boxes: tuple[Box, ...], side: Side, name: str, seed: int
) -> None:
    judged, _ = judge(sit(scene(colour, boxes), seed), quality=85)
    assert judged.verdict is BESIDE
    assert judged.beside is not None
    assert (judged.beside.side, judged.beside.name) in {(side, name), (side, "浅" + name)}


@pytest.mark.parametrize("seed", [6, 9, 21])
def test_a_picture_on_the_wall_is_told_although_its_rim_is_soft(seed: int) -> None:
    brown = scene((138, 106, 74), ((0.055, 0.07, 0.2, 0.28),)).filter(ImageFilter.GaussianBlur(2))
    judged, _ = judge(sit(brown, seed), quality=85)
    assert judged.beside is not None
    assert (judged.verdict, judged.beside.side) == (BESIDE, Side.LEFT)


@pytest.mark.slow
def test_nothing_stands_beside_drawn_people_before_red() -> None:
    judged = {seed: judge(sit(RED, seed), quality=85)[0].verdict for seed in range(60)}
    assert judged == dict.fromkeys(judged, ACCEPTED)


NEARLY = {
    "C60839": "偏粉的红色",
    "C70237": "偏粉的红色",
    "5E2B28": "发灰的红色",
    "5B2C2A": "发灰的红色",
    "B74A4D": "发灰的红色",
    "D05D62": "发灰的红色",
    "46070F": "很暗的红色",
}


@pytest.mark.parametrize(("colour", "name"), NEARLY.items())
@pytest.mark.parametrize("quality", [85, 50])
def test_what_is_only_nearly_red_is_called_so(colour: str, name: str, quality: int) -> None:
    red, green, blue = bytes.fromhex(colour)
    judged, _ = judge(sit((red, green, blue)), quality=quality)
    assert (judged.verdict, judged.found) == (GroundVerdict.NEARLY, name)


@pytest.mark.parametrize("seed", range(0, 24, 3))
@pytest.mark.parametrize("colour", [(200, 170, 130), (170, 90, 60), (90, 60, 40), (224, 190, 160)])
def test_a_wall_of_the_colour_of_skin_is_no_face(colour: Colour, seed: int) -> None:
    walls = (flat(colour), fade(colour, darker(colour), "down"))
    assert [judge(sit(wall, seed))[0].verdict for wall in walls] == [WRONG, WRONG]


def darker(colour: Colour) -> Colour:
    red, green, blue = (round(level * 0.85) for level in colour)
    return red, green, blue


@pytest.mark.parametrize("seed", [1, 3, 4, 8])
def test_a_face_that_fills_the_picture_is_no_brown_ground(seed: int) -> None:
    close = sit(RED, seed).crop((95, 125, 200, 272)).resize((295, 413))
    assert judge(close)[0].verdict is HIDDEN


@pytest.mark.parametrize("ground", [RED, (67, 142, 219), (255, 255, 255)])
def test_a_very_pale_person_is_somebody(ground: Colour) -> None:
    pale = Image.blend(sit(ground), flat((255, 255, 255)), 0.75)
    assert not is_nearly_one_colour(pixels_of(pale))
    assert judge(pale)[0].verdict is WRONG


def test_a_red_that_darkens_has_no_line() -> None:
    assert judge(sit(fade((230, 9, 17), (120, 5, 9), "down")))[0].verdict is ACCEPTED


TINTS = {"no tint": (1.0, 1.0, 1.0), "too blue": (0.93, 1.0, 1.06), "too yellow": (1.07, 1.0, 0.95)}


@pytest.mark.parametrize("tint", TINTS.values(), ids=TINTS)
def test_a_grey_person_before_red_is_told_from_one_with_colour(tint: tuple[float, float, float]) -> None:
    seen = []
    for seed in range(12):
        grey = sit((0, 255, 0), seed).convert("L").convert("RGB")
        mask = Image.eval(sit((0, 255, 0), seed).getchannel("R"), lambda level: 255 if level > 4 else 0)
        person = tinted(Image.composite(grey, flat(RED), mask), tint)
        seen.append((is_person_grey(pixels_of(person, 75)), is_person_grey(pixels_of(sit(RED, seed), 75))))
    assert seen == [(True, False)] * 12


def tinted(image: Image.Image, tint: tuple[float, float, float]) -> Image.Image:
    gains = zip(image.split(), tint, strict=True)
    return Image.merge(
        "RGB", [channel.point([round(level * gain) for level in range(256)]) for channel, gain in gains]
    )


@pytest.mark.parametrize("ground", [(230, 9, 17), (255, 0, 0), (251, 13, 28)])
def test_a_picture_taken_in_the_dark_needs_a_look(ground: Colour) -> None:
    dark = sit(ground).point([round(level * 0.35) for level in range(256)] * 3)
    assert judge(dark)[0].verdict is GroundVerdict.DARK


def test_a_dark_red_ground_behind_a_lit_face_is_red() -> None:
    assert [judge(sit((104, 18, 20), seed))[0].verdict for seed in range(12)] == [ACCEPTED] * 12
