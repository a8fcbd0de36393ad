"""Verdicts about drawn and real portraits: background, grey pictures, pictures without anybody."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageEnhance

from background_builders import (
    BLACK,
    BLUE,
    BROWN_HAIR,
    GREY,
    HAIR,
    RED,
    SIZE,
    WHITE,
    WINE,
    Colour,
    bricks,
    encode,
    fade,
    flat,
    grain,
    judge,
    judge_reduced,
    limits,
    over,
    pixels_of,
    reduce,
    sit,
    small_person,
    vignette,
)
from drawn import examples
from wdyy_cli.photo import Frame, Pixels
from wdyy_cli.profile import BackgroundLimits
from wdyy_cli.rules.photo.background.background import GroundVerdict, judge_background
from wdyy_cli.rules.photo.plain_picture import is_colourless, is_nearly_one_colour

if TYPE_CHECKING:
    from wdyy_cli.profile import ColourName

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "photos"

ACCEPTED, WRONG, PARTLY, GRADIENT, UNEVEN, NEARLY, BESIDE, HIDDEN, DARK = GroundVerdict

Drawn = Callable[[], Image.Image]
"""A picture that is drawn when its test runs: all of them at once would fill the memory of every process."""


# The background

RED_ENOUGH: dict[str, Drawn] = {
    "flat": lambda: sit(RED),
    "wine": lambda: sit(WINE),
    "muted studio cloth": lambda: sit((167, 50, 63)),
    "wine in dim light": lambda: sit((74, 13, 14)),
    "vignette": lambda: vignette(sit(RED), 0.6),
    "vignette on wine": lambda: vignette(sit(WINE), 0.35),
    "light falling off downwards": lambda: sit(fade(RED, (150, 6, 11), "down")),
    "shadow on one side": lambda: sit(fade(RED, (130, 5, 9), "sideways")),
    "dim": lambda: ImageEnhance.Brightness(sit(RED)).enhance(0.5),
    "overexposed": lambda: ImageEnhance.Brightness(sit(RED)).enhance(1.5),
    "pale scan": lambda: Image.blend(sit(RED), flat(WHITE), 0.2),
    "noise": lambda: grain(sit(RED), 25),
    "noise on wine": lambda: grain(sit(WINE), 14),
    "warm cast": lambda: ImageChops.multiply(sit((215, 69, 50)), flat((255, 255, 215))),
    "cold cast": lambda: ImageChops.multiply(sit((200, 16, 46)), flat((225, 245, 255))),
    "enlarged from a third": lambda: sit(RED).resize((98, 138)).resize(SIZE),
    "long hair on the right": lambda: over(sit(RED), HAIR, (140, 40, 330, 460), round_=True),
    "long brown hair on the right": lambda: over(sit(RED), BROWN_HAIR, (150, 60, 340, 460), round_=True),
    "big hair from edge to edge": lambda: over(sit(RED), HAIR, (-25, 30, 320, 300), round_=True),
    "black hat up to the top": lambda: over(sit(RED), HAIR, (70, 0, 225, 120)),
    "white hat up to the top": lambda: over(sit(RED), WHITE, (75, 0, 220, 120)),
    "white headscarf": lambda: over(sit(RED), WHITE, (10, 20, 285, 500), round_=True),
    "black headscarf": lambda: over(sit(RED), HAIR, (-10, 20, 305, 500), round_=True),
    "face fills the picture": lambda: sit(RED).crop((75, 75, 220, 278)).resize(SIZE),
    "person far to the left": lambda: ImageChops.offset(sit(RED), -60, 0),
    "person far to the right": lambda: ImageChops.offset(sit(RED), 60, 0),
    "red clothes": lambda: over(sit(RED), (220, 20, 30), (0, 290, 295, 413)),
    "square": lambda: sit(RED, size=(400, 400)),
    "landscape": lambda: sit(RED, size=(413, 295)),
    "tiny": lambda: sit(RED, size=(60, 80)),
    "large": lambda: sit(RED, size=(1500, 2100)),
}


@pytest.mark.parametrize("drawn", RED_ENOUGH.values(), ids=RED_ENOUGH.keys())
@pytest.mark.parametrize("quality", [90, 40])
def test_a_red_background_is_accepted(drawn: Drawn, quality: int) -> None:
    background, frame = judge(drawn(), quality=quality)
    assert (background.verdict, background.found, frame) == (ACCEPTED, "红色", None)


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        (BLUE, "蓝色"),
        ((0, 191, 243), "蓝色"),
        (WHITE, "白色"),
        ((240, 240, 240), "浅灰色"),
        ((128, 131, 138), "灰色"),
        ((5, 5, 5), "黑色"),
        ((255, 127, 39), "橙色"),
        ((250, 94, 40), "橙色"),
        ((192, 64, 0), "棕色"),
        ((139, 69, 19), "棕色"),
        ((165, 80, 60), "棕色"),
        ((255, 182, 193), "粉色"),
        ((231, 84, 128), "粉色"),
        ((255, 105, 180), "粉色"),
        ((128, 0, 128), "紫色"),
        ((255, 0, 255), "紫色"),
        ((0, 128, 0), "绿色"),
        ((255, 215, 0), "黄色"),
        ((224, 172, 136), "米色"),
    ],
)
@pytest.mark.parametrize("quality", [90, 40])
def test_another_colour_is_named_with_its_value(colour: Colour, name: str, quality: int) -> None:
    background, _ = judge(sit(colour), quality=quality)
    assert (background.verdict, background.found, background.percent) == (WRONG, name, 0)
    assert max(abs(a - b) for a, b in zip(background.typical, colour, strict=True)) <= 8


@pytest.mark.parametrize("colour", [BLUE, WHITE, GREY])
def test_red_clothes_are_no_red_background(colour: Colour) -> None:
    dressed = over(sit(colour), (220, 20, 30), (0, 200, 295, 413), (60, 150, 235, 413))
    assert judge(dressed)[0].verdict is WRONG


@pytest.mark.parametrize("covered", [0.3, 0.5, 0.6, 0.75, 0.85])
def test_a_red_door_behind_part_of_the_picture_is_red_in_part(covered: float) -> None:
    background, _ = judge(sit(over(flat(GREY), RED, (0, 0, round(295 * covered), 413))))
    assert (background.verdict in (PARTLY, BESIDE), background.found) == (True, "灰色")
    assert 45 <= background.percent <= 65


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: over(flat(GREY), RED, (0, 0, 295, 80)),
        lambda: over(flat(GREY), RED, (0, 0, 295, 120)),
        lambda: over(flat(BLACK), RED, (0, 0, 295, 40)),
        lambda: over(flat(BLACK), RED, (0, 0, 150, 413)),
        lambda: over(flat(BLUE), RED, (0, 0, 150, 413)),
        bricks,
        lambda: fade((230, 40, 20), (255, 160, 40), "down"),
    ],
    ids=["banner", "broad banner", "banner before black", "half black", "half blue", "brick wall", "sunset"],
)
def test_a_scene_with_red_in_it_is_not_accepted(drawn: Drawn) -> None:
    assert judge(sit(drawn()))[0].verdict in (PARTLY, GRADIENT, BESIDE, WRONG)


@pytest.mark.parametrize("way", ["down", "up", "sideways", "lower half", "centre"])
@pytest.mark.parametrize("end", [WHITE, (255, 215, 215)])
@pytest.mark.parametrize("start", [RED, WINE, (215, 69, 50), (190, 0, 0)])
def test_a_gradient_to_white_never_passes(start: Colour, end: Colour, way: str) -> None:
    background, _ = judge(sit(fade(start, end, way)))
    assert background.verdict in (GRADIENT, WRONG, PARTLY)


@pytest.mark.parametrize("way", ["down", "up", "sideways", "lower half"])
@pytest.mark.parametrize("end", [(255, 140, 0), (200, 30, 160)])
@pytest.mark.parametrize("start", [RED, (215, 69, 50), (190, 0, 0)])
def test_a_gradient_to_another_hue_never_passes(start: Colour, end: Colour, way: str) -> None:
    background, _ = judge(sit(fade(start, end, way)))
    assert background.verdict in (GRADIENT, WRONG, PARTLY)


def test_a_gradient_to_white_is_told_as_one() -> None:
    background, _ = judge(sit(fade(RED, WHITE, "down")))
    assert background.verdict is GRADIENT


def test_red_that_ends_nearly_black_is_uneven() -> None:
    background, _ = judge(sit(fade((255, 0, 0), (60, 0, 0), "sideways")))
    assert (background.verdict, background.found) == (UNEVEN, "红色")
    assert background.value_drop > 0.65


@pytest.mark.parametrize(
    ("wanted", "colour", "verdict"),
    [
        *[
            ("blue", colour, ACCEPTED)
            for colour in (BLUE, (0, 191, 243), (98, 139, 206), (106, 179, 241), (43, 108, 176))
        ],
        *[("white", colour, ACCEPTED) for colour in (WHITE, (245, 245, 245), (235, 234, 230))],
        *[("grey", colour, ACCEPTED) for colour in ((240, 240, 240), (128, 131, 138))],
        ("blue", RED, WRONG),
        ("blue", WHITE, WRONG),
        ("blue", (214, 234, 248), WRONG),
        ("blue", (128, 0, 128), WRONG),
        ("white", BLUE, WRONG),
        ("white", (200, 200, 200), WRONG),
        ("white", (255, 220, 220), WRONG),
        ("grey", WHITE, WRONG),
        ("grey", BLACK, WRONG),
    ],
)
def test_other_profiles_are_judged_by_the_same_code(
    wanted: ColourName, colour: Colour, verdict: GroundVerdict
) -> None:
    background, _ = judge(sit(colour), wanted)
    assert (background.verdict, background.wanted) == (verdict, wanted)


def test_a_blue_that_fades_to_white_is_a_gradient() -> None:
    assert judge(sit(fade(BLUE, WHITE, "down")), "blue")[0].verdict is GRADIENT


def test_each_of_several_accepted_colours_passes_but_no_mixture() -> None:
    half = over(flat(BLUE), RED, (0, 0, 147, 413))
    verdicts = [judge(sit(scene), "red", "blue")[0].verdict for scene in (flat(RED), flat(BLUE), half)]
    assert verdicts == [ACCEPTED, ACCEPTED, PARTLY]


def test_without_a_colour_to_judge_by_nothing_is_judged() -> None:
    unlimited = replace(limits("red"), accepted="any")
    with pytest.raises(ValueError, match="no accepted"):
        judge_background(pixels_of(sit(RED)), None, *SIZE, unlimited)


def test_words_for_the_message() -> None:
    background, _ = judge(over(sit(RED), GREY, (148, 0, 295, 413)))
    assert (background.wanted_word, background.percent, background.found) == ("红色", 50, "灰色")
    assert background.typical_hex in {"#C8C6BE", "#C9C6BF", "#C8C6BF"}


@pytest.mark.parametrize("colour", [BLACK, (224, 172, 136)], ids=["like hair", "like skin"])
@pytest.mark.parametrize("height", [1, 2, 3])
def test_a_line_of_pixels_is_no_head_that_fills_the_picture(height: int, colour: Colour) -> None:
    line = Pixels(width=218, height=height, rgb=bytes(colour) * 218 * height)
    assert judge_background(line, None, 218, height, limits("red")).verdict is WRONG


SHARES = [of.name for of in fields(BackgroundLimits) if isinstance(getattr(limits("red"), of.name), float)]


@cache
def _judged_by_any_limits() -> list[Pixels]:
    scenes = [
        flat(RED),
        over(flat(RED), GREY, (220, 60, 295, 413)),
        over(flat(RED), WHITE, (30, 20, 70, 120)),
        over(flat(RED), BLACK, (0, 0, 60, 413), (235, 0, 295, 413)),
        over(flat(RED), GREY, (0, 250, 295, 413)),
        flat(BLACK),
        flat(BLUE),
    ]
    return [pixels_of(sit(scene)) for scene in scenes]


@pytest.mark.slow
@given(
    shares=st.fixed_dictionaries({name: st.sampled_from([0.0, 0.01, 0.3, 0.5, 0.7, 1.0]) for name in SHARES}),
    place=st.integers(0, 6),
)
@examples(450)
def test_whatever_shares_a_profile_allows_a_verdict_is_given(shares: dict[str, float], place: int) -> None:
    measures = replace(limits("red"), **shares)  # type: ignore[arg-type] # mypy does not know their names
    assert judge_background(_judged_by_any_limits()[place], None, *SIZE, measures).verdict in GroundVerdict


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (8, 8), (30, 40), (3, 100), (1000, 10)])
def test_even_the_smallest_picture_is_judged(size: tuple[int, int]) -> None:
    pixels = Pixels(width=size[0], height=size[1], rgb=bytes(BLUE) * (size[0] * size[1]))
    ring = Frame(left=4, top=4, right=4, bottom=4, colour=WHITE)
    assert judge_background(pixels, ring, *size, limits("red")).verdict is WRONG
    assert is_nearly_one_colour(pixels)
    assert not is_colourless(pixels)


# Grey pictures


@pytest.mark.parametrize("colour", [RED, BLUE, WHITE, (180, 180, 180)])
@pytest.mark.parametrize("quality", [90, 30])
def test_a_grey_picture_in_colour_mode_is_colourless(colour: Colour, quality: int) -> None:
    assert is_colourless(pixels_of(sit(colour).convert("L").convert("RGB"), quality))


def test_a_grey_scan_with_a_slight_tint_is_colourless() -> None:
    grey = grain(sit(WHITE).convert("L").convert("RGB"), 6)
    assert is_colourless(pixels_of(ImageChops.multiply(grey, flat((255, 253, 247))), 60))


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: sit(WHITE),
        lambda: sit((180, 180, 180)),
        lambda: ImageEnhance.Color(sit(WHITE)).enhance(0.5),
        lambda: ImageEnhance.Color(sit((128, 128, 128))).enhance(0.4),
        lambda: ImageChops.multiply(sit(WHITE).convert("L").convert("RGB"), flat((255, 225, 190))),
        lambda: (
            sit(RED)
            .convert("L")
            .convert("RGB")
            .crop((0, 0, 295, 413))
            .resize((413, 413))
            .crop((60, 0, 355, 413))
            .point(
                list(range(256))
                + [round(level * 0.85) for level in range(256)]
                + [round(level * 0.7) for level in range(256)]
            )
        ),
        lambda: sit(RED),
    ],
    ids=[
        "white ground",
        "grey ground",
        "pale on white",
        "pale on grey",
        "light sepia",
        "strong sepia",
        "red",
    ],
)
def test_a_picture_with_colour_is_not_colourless(drawn: Drawn) -> None:
    assert not is_colourless(pixels_of(drawn()))


# Nobody there


@pytest.mark.parametrize("size", [SIZE, (60, 80), (413, 295), (1200, 1600)])
@pytest.mark.parametrize("colour", [RED, WINE, WHITE, BLUE, (0, 0, 0)])
@pytest.mark.parametrize("quality", [90, 25])
def test_a_flat_picture_has_nobody_in_it(size: tuple[int, int], colour: Colour, quality: int) -> None:
    plain = flat(colour, size)
    edge = round(20 * size[0] / 295)
    framed = flat(WHITE, size)
    framed.paste(flat(colour, (size[0] - 2 * edge, size[1] - 2 * edge)), (edge, edge))
    variants = {"flat": plain, "noise": grain(plain, 14), "vignette": vignette(plain, 0.8), "framed": framed}
    judged = {name: is_nearly_one_colour(pixels_of(image, quality)) for name, image in variants.items()}
    assert judged == dict.fromkeys(variants, True)


@pytest.mark.parametrize("way", ["down", "sideways", "centre"])
def test_a_gradient_alone_has_nobody_in_it(way: str) -> None:
    assert is_nearly_one_colour(pixels_of(fade(RED, WHITE, way)))


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: sit(RED),
        lambda: over(sit(RED), RED, (0, 290, 295, 413)),
        lambda: small_person((60, 84)),
        lambda: small_person((36, 50)),
        lambda: sit(RED).resize((30, 42)).resize(SIZE),
        lambda: ImageEnhance.Brightness(sit(RED)).enhance(0.4),
        lambda: sit(WHITE).convert("L").convert("RGB"),
        lambda: sit(RED, size=(60, 80)),
        lambda: sit(RED, size=(30, 40)),
    ],
    ids=["person", "red clothes", "small", "very small", "blurred", "dim", "grey", "60x80", "30x40"],
)
def test_a_person_is_somebody(drawn: Drawn) -> None:
    assert not is_nearly_one_colour(pixels_of(drawn()))


# Real portraits


def _real() -> list[tuple[str, str]]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "labels.csv").open(encoding="utf-8") as rows:
        return [(row["file"], row["label"]) for row in csv.DictReader(rows)]


@cache
def _photo(file: str) -> Image.Image:
    with Image.open(CORPUS / file) as stored:
        return stored.convert("RGB")


def _shift(image: Image.Image) -> Image.Image:
    return image.crop((15, 0, 295, 392)).resize(SIZE)


DEGRADED = {
    "as it is": lambda image: image,
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.6),
    "enlarged": lambda image: image.resize((98, 138)).resize(SIZE),
    "cut": _shift,
    "mirrored": lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
}

real = pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real portraits is not here")


@pytest.mark.slow
@real
@pytest.mark.parametrize("quality", [90, 40])
@pytest.mark.parametrize("change", DEGRADED.values(), ids=DEGRADED.keys())
def test_real_portraits_get_the_verdict_of_their_label(change: object, quality: int) -> None:
    assert callable(change)
    wrong = []
    for file, label in _real():
        jpeg = encode(change(_photo(file)), quality)
        pixels, width, height = reduce(jpeg)
        background, frame = judge_reduced(jpeg, pixels, width, height)
        expected = {"red": {ACCEPTED}, "red+white frame": {ACCEPTED}, "gradient": {GRADIENT, PARTLY, WRONG}}
        if background.verdict not in expected.get(label, {WRONG}) or (frame is not None) != (
            "frame" in label
        ):
            wrong.append((file, background, frame))
        if is_colourless(pixels) or is_nearly_one_colour(pixels):
            wrong.append((file, background, frame))
    assert wrong == []


@real
def test_real_colours_are_named_as_labelled() -> None:
    words = {
        "blue": {"蓝色"},
        "white": {"白色"},
        "gray": {"浅灰色"},
        "other": {"橙色", "棕色", "粉色", "紫色"},
    }
    found = {
        (label, judge((CORPUS / file).read_bytes())[0].found) for file, label in _real() if label in words
    }
    assert found == {(label, word) for label, names in words.items() for word in names}
