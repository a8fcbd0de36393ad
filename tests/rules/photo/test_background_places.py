"""The places that a report marks are the ones where the background was looked at."""

from __future__ import annotations

import pytest

from wdyy_cli.photo import Frame, Pixels
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.photo.background.background import GroundVerdict, judge_background
from wdyy_cli.rules.photo.background.places import Region, sampled_places

LIMITS = load_profile().photo.background
WIDTH, HEIGHT = 295, 413
SMALL = (37, 52)
RED, BLUE = (230, 9, 17), (67, 142, 219)
FRAMES = {
    "no frame": None,
    "all around": Frame(left=24, top=24, right=24, bottom=24, colour=(255, 255, 255)),
    "on one side": Frame(left=40, top=0, right=0, bottom=0, colour=(255, 255, 255)),
}


def painted(
    regions: tuple[Region, ...], inside: tuple[int, int, int], outside: tuple[int, int, int]
) -> Pixels:
    """Paint some regions in one colour, everything else in another."""
    width, height = SMALL
    rgb = bytearray()
    for y in range(height):
        for x in range(width):
            hit = any(
                left * width <= x < right * width and top * height <= y < bottom * height
                for left, top, right, bottom in regions
            )
            rgb += bytes(inside if hit else outside)
    return Pixels(width=width, height=height, rgb=bytes(rgb))


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_only_the_places_that_are_marked_count(frame: Frame | None) -> None:
    blank = Pixels(width=SMALL[0], height=SMALL[1], rgb=bytes(SMALL[0] * SMALL[1] * 3))
    regions = sampled_places(blank, frame, WIDTH, HEIGHT, LIMITS)
    assert len(regions) == 4
    assert all(0 <= left < right <= 1 and 0 <= top < bottom <= 1 for left, top, right, bottom in regions)
    red = judge_background(painted(regions, RED, BLUE), frame, WIDTH, HEIGHT, LIMITS)
    blue = judge_background(painted(regions, BLUE, RED), frame, WIDTH, HEIGHT, LIMITS)
    assert (red.share, blue.share, blue.verdict) == (1.0, 0.0, GroundVerdict.WRONG_COLOUR)


def test_a_frame_is_left_out() -> None:
    pixels = Pixels(width=SMALL[0], height=SMALL[1], rgb=b"")
    whole = sampled_places(pixels, None, WIDTH, HEIGHT, LIMITS)
    inner = sampled_places(pixels, FRAMES["all around"], WIDTH, HEIGHT, LIMITS)
    assert (whole[0][:2], whole[1][2]) == ((0, 0), 1)
    assert inner[0][0] > 24 / WIDTH
    assert inner[0][1] > 24 / HEIGHT
    assert inner[1][2] < 1 - 24 / WIDTH
