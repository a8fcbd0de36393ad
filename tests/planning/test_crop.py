"""Where portraits are cut: on drawn people at many sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drawn import examples
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.photo import Pixels
from wdyy_cli.planning.crop import Head, find_head, plan_crop
from wdyy_cli.profile_files import load_profile

LIMITS = load_profile().prepare
SIZE = (295, 413)
RATIO = SIZE[0] / SIZE[1]
SHAPES = {"3:4": (900, 1200), "2:3": (800, 1200), "9:16": (675, 1200), "方的": (1000, 1000)}


def small(image: Image.Image) -> Pixels:
    scale = 96 / min(image.size)
    copy = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
    return Pixels(width=copy.width, height=copy.height, rgb=copy.tobytes())


def place(
    portrait: Image.Image, shape: tuple[int, int], share: float, shift: float
) -> tuple[Image.Image, Head]:
    """Lay a portrait on a larger ground of its colour, its foot at the foot; give where its head is then."""
    width, height = shape
    across = round(min(width, height * RATIO) * share)
    down = round(across / RATIO)
    left, top = round((width - across) * (0.5 + shift)), height - down
    picture = Image.new("RGB", shape, portrait.getpixel((4, 4)))
    picture.paste(portrait.resize((across, down), Image.Resampling.BILINEAR), (left, top))
    own = find_head(small(portrait))
    assert own is not None
    head = Head(
        left=(left + own.left * across) / width,
        top=(top + own.top * down) / height,
        right=(left + own.right * across) / width,
        bottom=(top + own.bottom * down) / height,
    )
    return picture, head


def check(picture: Image.Image, head: Head) -> None:
    """Hold the stated bounds: the head is whole, in the middle, and not lost in the ground."""
    width, height = picture.size
    crop = plan_crop(width, height, find_head(small(picture)), SIZE, LIMITS)
    across, down = crop.right - crop.left, crop.bottom - crop.top
    assert crop.by_head
    assert across * width / (down * height) == pytest.approx(RATIO, abs=0.01)
    assert -1e-9 <= crop.left <= crop.right <= 1 + 1e-9
    assert -1e-9 <= crop.top <= crop.bottom <= 1 + 1e-9
    # To within a pixel or two of the small copy.
    slack = 2.5 / 96
    assert crop.top <= head.top + slack
    assert crop.left <= head.left + slack
    assert crop.right >= head.right - slack
    if crop.largest_cut > LIMITS.max_crop_share:
        return  # it is left out, and said
    middle = (head.middle - crop.left) / across
    at_an_end = crop.left < 1e-9 or crop.right > 1 - 1e-9
    assert at_an_end or abs(middle - 0.5) < 0.06
    above = (head.top - crop.top) / down
    assert above < LIMITS.most_head_top_share + 0.05 or crop.largest_cut > LIMITS.max_crop_share - 0.06


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@examples(12)
@given(seed=st.integers(0, 200), share=st.floats(0.7, 1), shift=st.floats(-0.15, 0.15))
def test_the_head_of_a_drawn_person_stays_whole(
    shape: tuple[int, int], seed: int, share: float, shift: float
) -> None:
    check(*place(draw_portrait(seed), shape, share, shift))


def test_without_a_plain_ground_the_middle_is_kept() -> None:
    noise = Image.effect_noise((240, 400), 120).convert("RGB")
    crop = plan_crop(240, 400, find_head(small(noise)), SIZE, LIMITS)
    taken = 1 - (crop.bottom - crop.top)
    assert (crop.by_head, crop.left, crop.right) == (False, 0, 1)
    assert crop.top == pytest.approx(taken * LIMITS.cut_above_share)


@given(
    width=st.integers(1, 5000), height=st.integers(1, 5000),
    top=st.floats(0, 0.5), left=st.floats(0, 0.6), wide=st.floats(0.01, 0.4), high=st.floats(0.01, 0.5),
)  # fmt: skip
def test_a_crop_lies_inside_and_has_its_ratio(
    width: int, height: int, top: float, left: float, wide: float, high: float
) -> None:
    head = Head(left=left, top=top, right=left + wide, bottom=top + high)
    crop = plan_crop(width, height, head, SIZE, LIMITS)
    across, down = (crop.right - crop.left) * width, (crop.bottom - crop.top) * height
    assert across / down == pytest.approx(RATIO)
    assert min(crop.left, crop.top) >= -1e-9
    assert max(crop.right, crop.bottom) <= 1 + 1e-9


@given(seed=st.integers(0, 200), share=st.floats(0.3, 1))
@examples(15)
def test_nothing_is_cut_so_that_it_would_have_to_be_enlarged(seed: int, share: float) -> None:
    picture, _ = place(draw_portrait(seed), SIZE, share, 0)
    assert plan_crop(*SIZE, find_head(small(picture)), SIZE, LIMITS).is_whole
