"""Where on a picture its background is looked at: both upper corners and a strip down each side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wdyy_cli.photo import Frame, Pixels
    from wdyy_cli.profile import BackgroundLimits

Inside = tuple[int, int, int, int]
"""Left, top, right, bottom of what is looked at, in reduced pixels."""

Region = tuple[float, float, float, float]
"""Left, top, right, bottom as shares (0..1) of a picture."""

# The blur of a frame's inner edge, in reduced pixels, is not looked at.
FRAME_BLUR = 0.6


def sampled_places(
    pixels: Pixels, frame: Frame | None, width: int, height: int, limits: BackgroundLimits
) -> tuple[Region, ...]:
    """Give the places where `judge_background` looks, as shares of the picture: left, top, right, bottom."""
    inside = find_inside(pixels, frame, width, height)
    left, top, right, _ = inside
    return tuple(
        (x / pixels.width, top / pixels.height, (x + across) / pixels.width, (top + down) / pixels.height)
        for across, down in place_sizes(inside, limits)
        for x in (left, right - across)
    )


def place_sizes(
    inside: tuple[int, int, int, int], limits: BackgroundLimits
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give width and height of a corner and of a strip, in reduced pixels: at least one each."""
    left, top, right, bottom = inside
    width, height = right - left, bottom - top
    return (
        (_count(width, limits.top_width), _count(height, limits.top_height)),
        (_count(width, limits.side_width), _count(height, limits.side_height)),
    )


def find_inside(pixels: Pixels, frame: Frame | None, width: int, height: int) -> tuple[int, int, int, int]:
    """Give left, top, right, bottom of what the frame leaves, in reduced pixels; at least one pixel."""
    if frame is None:
        return 0, 0, pixels.width, pixels.height
    fx, fy = pixels.width / width, pixels.height / height

    def ends(near: float, far: float, size: int) -> tuple[int, int]:
        start = math.ceil(near + FRAME_BLUR) if near else 0
        stop = math.floor(size - far - FRAME_BLUR) if far else size
        return (start, stop) if start < stop else (0, size)

    left, right = ends(frame.left * fx, frame.right * fx, pixels.width)
    top, bottom = ends(frame.top * fy, frame.bottom * fy, pixels.height)
    return left, top, right, bottom


def _count(size: int, share: float) -> int:
    return max(1, round(size * share))
