"""
Frames: a ring of nearly one colour around a picture, or a stripe of it along one side or two.

They are found cheaply and then measured exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import sub
from typing import TYPE_CHECKING

from PIL import Image

from wdyy_cli.photo import Frame

if TYPE_CHECKING:
    from wdyy_cli.photo import Pixels

Rgb = tuple[int, int, int]

# Three sides make a frame: at the fourth, clothes of its colour may hide it.
SIDES, LEAST_SIDES = 4, 3

# The quick look: between two of the outermost lines of the reduced picture the mean of a channel jumps by
# more than so many levels. A white frame of one pixel changes the outermost line of a red background by
# about 30. Looked at are only the upper corners and flanks, as shares of width and height, and the
# bottom: not the hair.
GLANCE_JUMP, GLANCE_DEPTH = 9, 5
GLANCE_WIDTH, GLANCE_HEIGHT = 0.25, 0.35

# A stripe jumps the same way along this share of its side; hair and clothes do so only in places.
GLANCE_ALONG = 0.8

# The measure, in levels 0..255: how far the ring differs from what lies inside, at least, and how unlike
# itself it may be. The change must come within so many pixels: a vignette has no edge. A ring is at most
# this share of the shorter side wide.
LEAST_CONTRAST, MOST_UNLIKE = 36, 40
EDGE_BLUR, MOST_WIDTH = 3, 0.12

# Each side is looked at in pieces, without its ends, where the other sides of the ring are. In this share
# of them the ring must differ from the inside: clothes and hair may have its colour; and in nearly all of
# them it must be like itself.
PIECES, SIDE_ENDS = 12, 0.2
LEAST_RING, LEAST_INSIDE = 0.8, 0.6

# A stripe shows so much of itself along the whole side: there is no ring that speaks for the rest.
LEAST_STRIPE = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class _Edge:
    """For each channel the outermost lines along an edge, as what to take of a picture's bytes."""

    count: int
    channels: tuple[tuple[slice, ...], ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a ring: its thickness in pixels and its colour."""

    thickness: int
    colour: Rgb


def frame_is_suspected(pixels: Pixels) -> bool:
    """Whether a small upright picture may have a frame or stripe: rather too often than too rarely."""
    sides = _find_edges(pixels.width, pixels.height)
    jumping = [side for side in sides if all(_jumps(pixels.rgb, edge) for edge in side)]
    if len(jumping) >= LEAST_SIDES:
        return True
    return any(all(_jumps_all_along(pixels.rgb, edge) for edge in side) for side in jumping)


@lru_cache(maxsize=64)
def _find_edges(width: int, height: int) -> tuple[tuple[_Edge, ...], ...]:
    """Find where to look on each side of a picture; at the upper one that is beside the hair."""
    row, corner, flank = width * 3, math.ceil(width * GLANCE_WIDTH), math.ceil(height * GLANCE_HEIGHT)

    def edge(start: int, step: int, count: int, inwards: int, lines: int) -> _Edge:
        """Take `count` pixels from `start` on, `step` bytes from one to the next; all lines at most."""
        depth = min(lines, max(GLANCE_DEPTH, lines // 10))
        starts = [start + line * inwards for line in range(depth)]
        return _Edge(
            count=count,
            channels=tuple(
                tuple(slice(at + channel, at + step * count, step) for at in starts) for channel in range(3)
            ),
        )

    left = edge(0, row, flank, 3, width)
    upper = edge(0, 3, corner, row, height), edge(row - corner * 3, 3, corner, row, height)
    right = edge(row - 3, row, flank, -3, width)
    bottom = edge(row * (height - 1), 3, width, -row, height)
    return (left,), upper, (right,), (bottom,)


def measure_frame(image: Image.Image) -> Frame | None:
    """
    Measure the frame of a fully decoded upright RGB picture, in its pixels; None where there is none.

    A frame is a ring of nearly one colour that is clearly not the colour of what lies just inside, on
    three sides at least; or a stripe of that kind that reaches along a whole side.
    """
    ring = _measure_sides(image, SIDE_ENDS, LEAST_RING)
    if ring.count(None) <= SIDES - LEAST_SIDES:
        return _join(ring, LEAST_SIDES)
    return _join(_measure_sides(image, 0, LEAST_STRIPE), 1)


def _join(sides: tuple[_Side | None, ...], least: int) -> Frame | None:
    """Join the sides that have one colour, None where they are fewer than so many."""
    found = [side for side in sides if side is not None]
    if len(found) < least:
        return None
    colour = _median([side.colour for side in found])
    left, top, right, bottom = (
        side.thickness if side is not None and abs(_luma(side.colour) - _luma(colour)) <= MOST_UNLIKE else 0
        for side in sides
    )
    if (left, top, right, bottom).count(0) > SIDES - least:
        return None
    return Frame(left=left, top=top, right=right, bottom=bottom, colour=colour)


def _jumps(rgb: bytes, edge: _Edge) -> bool:
    """Whether the mean of a channel jumps between two neighbouring lines near the edge."""
    jump = GLANCE_JUMP * edge.count
    uneven = [
        lines for lines in edge.channels if not -jump <= sum(rgb[lines[0]]) - sum(rgb[lines[-1]]) <= jump
    ]
    if not uneven:
        return False  # most pictures are even here: no need to look at the lines between
    return any(
        abs(one - other) > jump
        for lines in uneven
        for one, other in pairwise([sum(rgb[line]) for line in lines])
    )


def _jumps_all_along(rgb: bytes, edge: _Edge) -> bool:
    """Whether a channel jumps the same way from nearly each pixel of one line to the next line."""
    most_even = edge.count - math.ceil(GLANCE_ALONG * edge.count)
    for lines in edge.channels:
        for one, other in pairwise([rgb[line] for line in lines]):
            jumps = sorted(map(sub, one, other))
            if jumps[most_even] > GLANCE_JUMP or jumps[-1 - most_even] < -GLANCE_JUMP:
                return True
    return False


def _measure_sides(image: Image.Image, ends: float, least_ring: float) -> tuple[_Side | None, ...]:
    """Measure left, top, right and bottom side, without this share of their length at either end."""
    width, height = image.size
    depth = round(min(width, height) * MOST_WIDTH)
    if depth <= EDGE_BLUR:
        return (None,) * SIDES
    x, y = round(width * ends), round(height * ends)
    upright = (depth, PIECES)
    lying = (PIECES, depth)
    flip, turn = Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.TRANSPOSE
    pieces = (
        image.resize(upright, Image.Resampling.BOX, (0, y, depth, height - y)),
        image.resize(lying, Image.Resampling.BOX, (x, 0, width - x, depth)).transpose(turn),
        image.resize(upright, Image.Resampling.BOX, (width - depth, y, width, height - y)).transpose(flip),
        image.resize(lying, Image.Resampling.BOX, (x, height - depth, width - x, height))
        .transpose(turn)
        .transpose(flip),
    )
    return tuple(_measure_side(side, least_ring) for side in pieces)


def _measure_side(pieces: Image.Image, least_ring: float) -> _Side | None:
    """Measure one side: a column for each pixel from the edge inwards, a row for each piece along it."""
    depth = pieces.width
    rgb = pieces.tobytes()
    lines = [_colours(rgb, at, depth) for at in range(depth)]
    means = [_median(line) for line in lines]
    outside = means[0]
    for edge in range(1, depth):
        deep = min(depth - 1, edge + EDGE_BLUR - 1)
        inside = means[deep]
        contrast = _contrast(inside, outside)
        if min(contrast, _contrast(means[edge], outside)) < LEAST_CONTRAST:
            continue
        if _contrast(means[max(0, edge - EDGE_BLUR)], outside) > contrast / 2:
            return None
        thickness = next(
            at for at in range(1, depth) if _contrast(means[at], inside) <= _contrast(means[at], outside)
        )
        ring = lines[(thickness - 1) // 2]
        # Straight to its inner edge: the outline of a head is not.
        like = min(
            sum(_contrast(piece, outside) <= MOST_UNLIKE for piece in line)
            for line in (ring, lines[max(0, thickness - 1 - EDGE_BLUR)])
        )
        unlike = sum(_contrast(*pair) >= LEAST_CONTRAST for pair in zip(ring, lines[deep], strict=True))
        if like >= least_ring * PIECES and unlike >= LEAST_INSIDE * PIECES:
            return _Side(thickness, _median(ring))
    return None


def _colours(rgb: bytes, start: int, stride: int) -> list[Rgb]:
    """Take every `stride`-th pixel."""
    return list(zip(*(rgb[start * 3 + channel :: stride * 3] for channel in range(3)), strict=True))


def _contrast(one: Rgb, other: Rgb) -> int:
    """Give the largest difference of a channel."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _luma(colour: Rgb) -> float:
    """Give the brightness, which JPEG keeps even in the thinnest frame, while the inside tints its colour."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _median(colours: list[Rgb]) -> Rgb:
    middle = len(colours) // 2
    red, green, blue = (sorted(channel)[middle] for channel in zip(*colours, strict=True))
    return red, green, blue
