"""Where on a picture its background is looked at: both upper corners and a strip down each side."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from wdyy_cli.photo import Pixels

if TYPE_CHECKING:
    from wdyy_cli.photo import Frame
    from wdyy_cli.profile import BackgroundLimits

Inside = tuple[int, int, int, int]
"""Left, top, right, bottom of what is looked at, in reduced pixels."""

Region = tuple[float, float, float, float]
"""Left, top, right, bottom as shares (0..1) of a picture."""

PlaceSizes = tuple[tuple[int, int], tuple[int, int]]
"""Width and height of a corner and of a strip."""

Cutter = Callable[[bytes], tuple[bytes, ...]]
"""Cuts bytes into pieces; made once for pictures of one size."""

# The blur of a frame's inner edge, in reduced pixels, is not looked at.
FRAME_BLUR = 0.6


def sampled_places(
    pixels: Pixels, frame: Frame | None, width: int, height: int, limits: BackgroundLimits
) -> tuple[Region, ...]:
    """Give the places where `judge_background` looks, as shares of the picture: left, top, right, bottom."""
    left, top, right, bottom = _find_inside(pixels, frame, width, height)
    return tuple(
        (x / pixels.width, top / pixels.height, (x + across) / pixels.width, (top + down) / pixels.height)
        for across, down in place_sizes(right - left, bottom - top, limits)
        for x in (left, right - across)
    )


def place_sizes(width: int, height: int, limits: BackgroundLimits) -> PlaceSizes:
    """Give width and height of a corner and of a strip, in reduced pixels: at least one each."""
    return (
        (_count(width, limits.top_width), _count(height, limits.top_height)),
        (_count(width, limits.side_width), _count(height, limits.side_height)),
    )


def take_inside(pixels: Pixels, frame: Frame | None, width: int, height: int) -> Pixels:
    """Cut off the frame of the upright `width` x `height` picture, and what its inner edge blurs."""
    if frame is None:
        return pixels
    left, top, right, bottom = _find_inside(pixels, frame, width, height)
    rgb = cut(pixels, left, top, right - left, bottom - top)
    return Pixels(width=right - left, height=bottom - top, rgb=rgb)


def cut(pixels: Pixels, left: int, top: int, columns: int, rows: int) -> bytes:
    """Cut so many columns and rows out of a picture, three bytes each, row by row."""
    return b"".join([pixels.rgb[at] for at in _slices(pixels.width * 3, left * 3, top, columns * 3, rows)])


@lru_cache(maxsize=64)
def place_cutter(width: int, sizes: PlaceSizes) -> Cutter:
    """Give what cuts the places out of pictures of one width: the rows of each, first those on the left."""
    slices = [
        at
        for columns, rows in sizes
        for left in (0, width - columns)
        for at in _slices(width * 3, left * 3, 0, columns * 3, rows)
    ]
    return itemgetter(*slices)


@lru_cache(maxsize=64)
def row_cutter(width: int, rows: int) -> Cutter:
    """Give what cuts so many rows of a byte for each sample."""
    return itemgetter(*_slices(width, 0, 0, width, rows)) if rows > 1 else lambda marks: (marks,)


def _slices(stride: int, left: int, top: int, length: int, rows: int) -> list[slice]:
    """Say what to take of rows that are `stride` bytes long."""
    first = top * stride + left
    return [slice(start, start + length) for start in range(first, first + rows * stride, stride)]


def _find_inside(pixels: Pixels, frame: Frame | None, width: int, height: int) -> Inside:
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
