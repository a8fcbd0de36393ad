"""
Where a portrait is cut to the ratio that is wanted: the whole head stays, with some ground above it.

The head is found by its outline before a plain ground, in a small copy of the picture; nothing here knows
faces. All places are shares (0..1) of the picture's width and height, so that they hold at any size. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from statistics import median

from wdyy_cli.photo import Pixels
from wdyy_cli.profile import PrepareLimits

# A frame may lie around the picture: this share of each side is left out when the ground is looked for.
EDGE = 0.04
# The ground is plain where so many samples of the upper corners, and so many rows of the flanks, are alike.
CORNERS, LEAST_PLAIN = 0.15, 0.85
LEAST_FLANKS = 0.6
# Levels (0..255) by which a channel differs where it is no longer ground; grounds have shade and noise.
UNLIKE = 42
# Black hair as cameras see it.
HAIR = (30, 25, 25)
# A row belongs to the person where at least this share of the width differs from the ground.
LEAST_ROW = 0.05
# So many rows in a row, as a share of the height: a speck above a head is none.
LEAST_ROWS = 0.02
# The flanks that tell the ground reach down to this share of the height.
FLANK = 0.35
# A head is about so much higher than wide, hair included.
HEAD_RATIO = 1.35
# From its top down to where it is widest, a head measures about this share of its width.
WIDEST_AT = 0.62
# What is no wider than this share of the whole person is a bun or a bobble, where within so many of its
# widths something begins that is so many times as wide.
BUN_SHARE, BUN_REACH, BUN_TIMES = 0.27, 2.5, 1.8


Rgb = tuple[int, int, int]


# So many sizes are tried between the crop that makes the head large enough and the largest one.
SCALES = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A head, hair included, as shares of the picture; `bottom` is reckoned from its width."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Where it stands from left to right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Crop:
    """What is kept, as shares of the upright picture; `by_head` where the head told the place."""

    left: float
    top: float
    right: float
    bottom: float
    by_head: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return (self.left, self.top, self.right, self.bottom) == (0, 0, 1, 1)

    @property
    def largest_cut(self) -> float:
        """The share of a side that is taken off at one end, at most."""
        return max(self.left, self.top, 1 - self.right, 1 - self.bottom)

    def share_above(self, head: Head) -> float:
        """How much of the height of what is kept lies above the head."""
        return (head.top - self.top) / (self.bottom - self.top)

    def share_of(self, head: Head) -> float:
        """How much of the height of what is kept the head takes."""
        return (head.bottom - head.top) / (self.bottom - self.top)

    def touches(self, head: Head) -> bool:
        """Whether a part of the head would be cut off."""
        return (
            head.top < self.top
            or head.left < self.left
            or head.right > self.right
            or head.bottom > self.bottom
        )


def find_head(pixels: Pixels) -> Head | None:
    """Find the head of the person before a plain ground, None where the ground is not plain."""
    edge = max(1, round(min(pixels.width, pixels.height) * EDGE))
    grounds = _find_grounds(pixels, edge)
    if grounds is None:
        return None
    rows = [_extent(pixels, row, ground, edge) for row, ground in enumerate(grounds, start=edge)]
    first = _first_of_run(rows, max(2, round(pixels.height * LEAST_ROWS)))
    if first is None:
        return None
    # What reaches into the edge may reach to its end.
    top = first + edge if first else 0
    return _measure_head(rows[first:], top, pixels)


def plan_crop(
    width: int, height: int, head: Head | None, size: tuple[int, int], limits: PrepareLimits
) -> Crop:
    """
    Cut a picture of so many pixels to the ratio of `size`, the pixels that are wanted.

    As little as possible is cut off; more only where the head would be smaller than the limits want it, only
    as far as they allow, and never so that the rest would have to be enlarged. Without a head the middle is
    kept, and more is taken from below than above.
    """
    across, down = _largest(width, height, size[0] / size[1])
    if head is None:
        left, top = (1 - across) / 2, (1 - down) * limits.cut_above_share
        return Crop(left=left, top=top, right=left + across, bottom=top + down, by_head=False)
    high_enough = (head.bottom - head.top) / limits.least_head_share
    no_empty_top = (1 - head.top) / (1 - limits.most_head_top_share)
    large_enough = size[1] / (down * height)
    wanted = min(1.0, max(large_enough, min(high_enough, no_empty_top) / down))
    crops = [
        _around(head, across * scale, down * scale, limits)
        for scale in (wanted + (1 - wanted) * step / SCALES for step in range(SCALES))
    ]
    fitting = (crop for crop in crops if crop.largest_cut <= limits.max_crop_share and not crop.touches(head))
    return next(fitting, _around(head, across, down, limits))


def _around(head: Head, across: float, down: float, limits: PrepareLimits) -> Crop:
    """Lay a crop of that size around a head, as far as the picture reaches."""
    left = min(max(head.middle - across / 2, 0.0), 1 - across)
    top = min(max(head.top - limits.head_top_share * down, 0.0), 1 - down)
    return Crop(left=left, top=top, right=left + across, bottom=top + down, by_head=True)


def _largest(width: int, height: int, ratio: float) -> tuple[float, float]:
    """Give the largest part of that ratio, as shares of width and height."""
    if width > height * ratio:
        return height * ratio / width, 1.0
    return 1.0, width / ratio / height


def _find_grounds(pixels: Pixels, edge: int) -> list[Rgb] | None:
    """
    Give the colour of the ground in each row from the edge down, None where the ground is not plain.

    It may change from above to below. Where hair or shoulders reach the flanks, the row above tells it. A
    ground that is nearly as dark as hair is none: nobody sees where the head begins.
    """
    width, height = pixels.width, pixels.height
    inwards = range(edge, edge + max(1, round(width * CORNERS)))
    corners = [_at(pixels, edge, at) for column in inwards for at in (column, width - 1 - column)]
    colour = _middle_of(corners)
    if sum(1 for sample in corners if _is_like(sample, colour)) < LEAST_PLAIN * len(corners):
        return None
    if _is_like(colour, HAIR):
        return None
    grounds: list[Rgb] = []
    even = 0
    flanks = max(1, round(height * FLANK) - edge)
    for row in range(edge, height):
        left, right = _at(pixels, row, edge), _at(pixels, row, width - 1 - edge)
        between = _between(left, right)
        if _is_like(left, right) and _is_like(between, colour):
            colour = between
            even += len(grounds) < flanks
        grounds.append(colour)
    return grounds if even >= LEAST_FLANKS * flanks else None


def _at(pixels: Pixels, row: int, column: int) -> Rgb:
    start = (row * pixels.width + column) * 3
    return pixels.rgb[start], pixels.rgb[start + 1], pixels.rgb[start + 2]


def _middle_of(samples: Sequence[Rgb]) -> Rgb:
    red, green, blue = (int(median(channel)) for channel in zip(*samples, strict=True))
    return red, green, blue


def _between(one: Rgb, other: Rgb) -> Rgb:
    return (one[0] + other[0]) // 2, (one[1] + other[1]) // 2, (one[2] + other[2]) // 2


def _is_like(sample: Rgb, colour: Rgb) -> bool:
    red, green, blue = colour
    return (
        abs(sample[0] - red) <= UNLIKE
        and abs(sample[1] - green) <= UNLIKE
        and abs(sample[2] - blue) <= UNLIKE
    )


def _extent(pixels: Pixels, row: int, ground: Rgb, edge: int) -> tuple[int, int] | None:
    """Give the first and last column of a row in which something else than the ground stands."""
    start, end = row * pixels.width + edge, (row + 1) * pixels.width - edge
    line = pixels.rgb[start * 3 : end * 3]
    channels = (line[at::3].translate(_unlike(level)) for at, level in enumerate(ground))
    # A byte of 1 for each column in which a channel is unlike: all columns at once, as one number.
    columns = reduce(or_, (int.from_bytes(channel, "big") for channel in channels))
    unlike = columns.to_bytes(end - start, "big")
    if unlike.count(1) < max(2, pixels.width * LEAST_ROW):
        return None
    return unlike.find(1) + edge, unlike.rfind(1) + edge


@cache
def _unlike(level: int) -> bytes:
    """Give a table that tells by 1 the levels of a channel that are too far from this one."""
    return bytes(abs(other - level) > UNLIKE for other in range(256))


def _first_of_run(rows: Sequence[tuple[int, int] | None], length: int) -> int | None:
    """Give the first of so many rows in a row that hold something."""
    run = 0
    for number, row in enumerate(rows):
        run = 0 if row is None else run + 1
        if run == length:
            return number - length + 1
    return None


def _measure_head(rows: Sequence[tuple[int, int] | None], top: int, pixels: Pixels) -> Head:
    """
    Measure the head from its top to where it is widest: `WIDEST_AT` of its width below the top.

    A bun or a bobble is no head: it is part of one that begins below it.
    """
    begin = width = 0
    left, right = pixels.width, 0
    widest = max((row[1] + 1 - row[0] for row in rows if row is not None), default=0)
    for number, row in enumerate(rows):
        if row is None:
            break
        left, right = min(left, row[0]), max(right, row[1] + 1)
        width = right - left
        if width <= (number + 1 - begin) / WIDEST_AT:
            below = rows[number + 1 : begin + round(width * BUN_REACH)]
            wider = _find_wider(below, width) if width <= widest * BUN_SHARE else None
            if wider is None:
                break
            begin = number + 1 + wider
    return Head(
        left=left / pixels.width,
        top=top / pixels.height,
        right=right / pixels.width,
        bottom=min(1.0, (top + begin + width * HEAD_RATIO) / pixels.height),
    )


def _find_wider(rows: Sequence[tuple[int, int] | None], width: int) -> int | None:
    """Find the first row that is so much wider than what stands above it that this was no head."""
    return next(
        (
            number
            for number, row in enumerate(rows)
            if row is not None and row[1] + 1 - row[0] >= BUN_TIMES * width
        ),
        None,
    )
