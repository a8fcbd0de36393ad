"""Where the shared portraits are cut, laid on larger grounds: a person read off where their heads are."""

from __future__ import annotations

import io
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from wdyy_cli.jobs.photos.preparer import prepare_photo
from wdyy_cli.profile_files import load_profile

PROFILE = load_profile()
LIMITS = PROFILE.prepare
RATIO = 295 / 413
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "photos"

# Left, top, right of the hair or cloth, and the chin, as shares of the portrait, read off by eye.
HEADS = {
    "red_m0_FF0000.jpg": (0.27, 0.07, 0.86, 0.63),
    "neg_blue_m30_438EDB.jpg": (0.23, 0.06, 0.78, 0.58),
    "red_f36_D74532.jpg": (0.06, 0.01, 0.93, 0.64),
    "red_f98_D74532.jpg": (0.32, 0.19, 0.57, 0.41),
    "neg_darkpink_f82_E75480.jpg": (0.30, 0.0, 0.95, 0.47),
    "red_f90_C8102E.jpg": (0.29, 0.02, 0.70, 0.37),
    "red_m58_FB0D1C.jpg": (0.30, 0.03, 0.62, 0.35),
    "neg_white_f28_FFFFFF.jpg": (0.04, 0.01, 0.90, 0.57),
    "red_f24_FF0000.jpg": (0.17, 0.02, 0.90, 0.64),
    "red_m96_7A1618.jpg": (0.27, 0.13, 0.84, 0.73),
    "redvig_m62_BE0000.jpg": (0.27, 0.04, 0.74, 0.57),
    "redgrad_f94_BE0D23.jpg": (0.21, 0.0, 0.87, 0.62),
}
SHAPES = {"3:4": (540, 720), "2:3": (520, 780), "9:16": (480, 853), "square": (620, 620)}
# How large the portrait is on the ground, how far beside the middle, and how high: 1 is at the foot.
PLACES = ((1.0, 0.1, 1.0), (0.85, -0.1, 0.6), (0.75, 0.05, 1.0))
READ_OFF = 0.02
"""So exactly does an eye read a share of a portrait."""


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared portraits are not here")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_heads_are_never_cut_and_lie_within_the_stated_bounds(shape: tuple[int, int]) -> None:
    width, height = shape
    left_out = 0
    for name, head in HEADS.items():
        with Image.open(CORPUS / name) as image:
            portrait = image.convert("RGB")
        for share, aside, low in PLACES:
            across = round(min(width, height * RATIO) * share)
            down = round(across / RATIO)
            x, y = round((width - across) * (0.5 + aside)), round((height - down) * low)
            picture = Image.new("RGB", shape, portrait.getpixel((4, 4)))
            picture.paste(portrait.resize((across, down), Image.Resampling.BILINEAR), (x, y))
            made = prepare_photo(encode(picture), PROFILE, previews=False)
            if made.left_out is not None:
                left_out += 1
                continue
            assert made.crop is not None
            left, top, right, bottom = (
                cut * side for cut, side in zip(made.crop, (width, height, width, height), strict=True)
            )
            slack = READ_OFF * down
            where = (name, share, aside, low)
            assert left <= x + head[0] * across + slack, where
            assert right >= x + head[2] * across - slack, where
            assert top <= y + head[1] * down + slack, where
            assert bottom >= y + head[3] * down - slack, where
            above = (y + head[1] * down - top) / (bottom - top)
            own = (head[3] - head[1]) * down / (bottom - top)
            assert above <= LIMITS.max_head_top_share + READ_OFF, where
            assert own >= LIMITS.min_head_share - READ_OFF, where
    assert left_out <= len(HEADS) * len(PLACES) // 6


Worn = tuple[tuple[float, float, float], tuple[int, int, int]]
GROUNDS = {"white": (250, 250, 250), "blue": (67, 142, 219), "grey": (205, 205, 200)}
BLACK = (20, 20, 22)
# What stands above the head: left, right and upper end as shares of the portrait, beside its middle and top.
WORN: dict[str, Worn | None] = {
    "nothing": None,
    "a bun": ((-0.06, 0.06, -0.09), (30, 24, 22)),
    "a white cap": ((-0.2, 0.2, -0.08), (245, 245, 245)),
}
FLAT = ("red_m0_FF0000.jpg", "neg_blue_m30_438EDB.jpg", "red_f98_D74532.jpg", "red_m96_7A1618.jpg")
ABOVE = 0.1
"""So much ground is laid above a portrait, as a share of it, for what is worn."""


@cache
def cut_out(name: str) -> tuple[Image.Image, Image.Image]:
    """Give a portrait before one colour with ground above it, and a mask of the person."""
    key = (1, 255, 3)
    with Image.open(CORPUS / name) as image:
        portrait = image.convert("RGB")
    wide, high = portrait.size
    pad = round(ABOVE * high)
    person = Image.new("RGB", (wide, high + pad), portrait.getpixel((4, 4)))
    person.paste(portrait, (0, pad))
    keyed = person.copy()
    ImageDraw.floodfill(keyed, (0, 0), key, thresh=70)
    outside = ImageChops.difference(keyed, Image.new("RGB", keyed.size, key)).convert("L")
    return person, outside.point([0] + [255] * 255).filter(ImageFilter.MinFilter(3))


def dress(name: str, worn: Worn | None) -> tuple[Image.Image, Image.Image, tuple[float, float, float, float]]:
    """Put something on a head; give the person, the mask, and where head and chin are now."""
    person, mask = (part.copy() for part in cut_out(name))
    left, top, right, chin = HEADS[name]
    wide, high = person.size
    upper = (top + ABOVE) / (1 + ABOVE)
    if worn is not None:
        (begins, ends, up), colour = worn
        middle, lower = (left + right) / 2, upper + 0.05
        upper += up
        box = [(middle + begins) * wide, upper * high, (middle + ends) * wide, lower * high]
        ImageDraw.Draw(person).rectangle(box, fill=colour)
        ImageDraw.Draw(mask).rectangle(box, fill=255)
    return person, mask, (left, upper, right, (chin + ABOVE) / (1 + ABOVE))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared portraits are not here")
@pytest.mark.parametrize("worn", WORN.values(), ids=WORN)
def test_what_is_worn_on_the_head_is_kept_before_any_plain_ground(worn: Worn | None) -> None:
    made_of = 0
    for index, (name, ground) in enumerate(product(FLAT, GROUNDS.values())):
        width, height = list(SHAPES.values())[index % len(SHAPES)]
        person, mask, head = dress(name, worn)
        scale = min(width / person.width, height / person.height) * (0.8, 0.95)[index % 2]
        across, down = round(person.width * scale), round(person.height * scale)
        x, y = round((width - across) * (0.35, 0.5, 0.65)[index % 3]), height - down
        picture = Image.new("RGB", (width, height), ground)
        picture.paste(person.resize((across, down)), (x, y), mask.resize((across, down)))
        made = prepare_photo(encode(picture), PROFILE, previews=False)
        if made.left_out is not None or made.crop is None:
            continue
        made_of += 1
        left, top, right, bottom = made.crop
        slack = READ_OFF * down
        where = (name, ground)
        assert made.by_head, where
        assert left * width <= x + head[0] * across + slack, where
        assert right * width >= x + head[2] * across - slack, where
        assert top * height <= y + head[1] * down + slack, where
        assert bottom * height >= y + head[3] * down - slack, where
    assert made_of >= len(FLAT) * len(GROUNDS) // 2


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared portraits are not here")
def test_before_a_ground_as_dark_as_hair_the_middle_is_kept() -> None:
    person, mask, _ = dress(FLAT[0], None)
    picture = Image.new("RGB", person.size, BLACK)
    picture.paste(person, mask=mask)
    made = prepare_photo(encode(picture), PROFILE, previews=False)
    assert (made.left_out, made.by_head) == (None, False)


def encode(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90)
    return written.getvalue()
