"""
The places of a small upright picture where background must be.

These are both upper corners and a strip down each side to about the ear. Hair, face and clothes are not
looked at, so red clothes make no red background.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues

if TYPE_CHECKING:
    from wdyy_cli.colour import Rgb
    from wdyy_cli.model import Frame, Pixels
    from wdyy_cli.profile import BackgroundLimits

Region = tuple[float, float, float, float]
"""Left, top, right, bottom as shares (0..1) of the picture."""

Inside = tuple[int, int, int, int]
"""Left, top, right, bottom of what a frame leaves, in reduced pixels."""

# The blur of a frame's inner edge, in reduced pixels, is not looked at.
FRAME_BLUR = 0.6

# A place that is hidden by more than this share says nothing about the evenness of the background.
HAIR_SHARE = 0.25

# Samples that differ by no more levels have one colour: JPEG does as much.
FLAT_LEVELS = 12


@dataclass(frozen=True)
class Patch:
    """Samples of one place, three bytes each, row by row."""

    rgb: bytes
    rows: int

    @cached_property
    def names(self) -> list[str]:
        """The word for each sample."""
        return list(hues.names_of(self.rgb))

    @cached_property
    def count(self) -> Counter[str]:
        """How many samples have which name."""
        return Counter(self.names)

    @property
    def without_hair(self) -> int:
        """How many samples are not black."""
        return len(self.names) - self.count[hues.BLACK]

    def count_of(self, names: frozenset[str]) -> int:
        """Count the samples with these names."""
        return sum([self.count.get(name, 0) for name in names])

    def share_of(self, names: frozenset[str]) -> float:
        """Give the share (0..1) of the samples with these names."""
        return self.count_of(names) / len(self.names)

    def halves(self) -> tuple[Patch, ...]:
        """Cut into the upper and the lower half; a single row stays whole."""
        if self.rows == 1:
            return (self,)
        upper = (self.rows + 1) // 2
        at = len(self.rgb) // self.rows * upper
        return Patch(self.rgb[:at], upper), Patch(self.rgb[at:], self.rows - upper)


@dataclass(frozen=True)
class Patches:
    """The four places, each left and right."""

    tops: tuple[Patch, Patch]
    sides: tuple[Patch, Patch]

    @cached_property
    def side_halves(self) -> tuple[tuple[Patch, ...], tuple[Patch, ...]]:
        """The halves of the left and of the right strip, from above."""
        left, right = self.sides
        return left.halves(), right.halves()

    @cached_property
    def parts(self) -> list[tuple[Patch, Rgb]]:
        """Corners and halves of strips with their medians; where hair covers one, that would be its edge."""
        return [
            (patch, _median(patch.rgb))
            for patch in (*self.tops, *self.side_halves[0], *self.side_halves[1])
            if patch.count[hues.BLACK] <= HAIR_SHARE * len(patch.names)
        ]

    def flat_colour(self) -> Rgb | None:
        """Give the one colour that all samples have, None where they differ."""
        rgb = b"".join([patch.rgb for patch in (*self.tops, *self.sides)])
        channels = (rgb[0::3], rgb[1::3], rgb[2::3])
        if any(max(channel) - min(channel) > FLAT_LEVELS for channel in channels):
            return None
        return _median(self.tops[0].rgb)

    def share_of(self, names: frozenset[str]) -> float:
        """Share of the samples with these names; black ones in the strips are hair and do not count."""
        hits = sum([patch.count_of(names) for patch in (*self.tops, *self.sides)])
        samples = sum([len(patch.names) for patch in self.tops])
        return hits / (samples + sum([patch.without_hair for patch in self.sides]))

    def most_frequent(self, candidates: frozenset[str] | None, unwanted: frozenset[str]) -> str:
        """Name the most frequent colour among `candidates` (None for all) but for `unwanted`, hair last."""
        count: Counter[str] = Counter()
        for patch in (*self.tops, *self.sides):
            count.update(patch.count)
        for patch in self.sides:
            count[hues.BLACK] -= patch.count[hues.BLACK]
        names = [
            name for name in count if (candidates is None or name in candidates) and name not in unwanted
        ]
        return max(names or count, key=count.__getitem__)

    def median_of(self, name: str) -> Rgb:
        """Take the median, channel by channel, of the samples with this name."""
        rgb = b"".join([patch.rgb for patch in (*self.tops, *self.sides)])
        if all(patch.count.get(name, 0) == len(patch.names) for patch in (*self.tops, *self.sides)):
            return _median(rgb)
        mask = [known == name for patch in (*self.tops, *self.sides) for known in patch.names]
        red, green, blue = (sorted(compress(rgb[channel::3], mask)) for channel in range(3))
        middle = len(red) // 2
        return red[middle], green[middle], blue[middle]


def sampled_places(
    pixels: Pixels, frame: Frame | None, width: int, height: int, limits: BackgroundLimits
) -> tuple[Region, ...]:
    """Give the places where `judge_background` looks."""
    left, top, right, bottom = find_inside(pixels, frame, width, height)
    wide, high = right - left, bottom - top
    sizes = (
        (_samples(wide, limits.top_width), _samples(high, limits.top_height)),
        (_samples(wide, limits.side_width), _samples(high, limits.side_height)),
    )
    return tuple(
        (x / pixels.width, top / pixels.height, (x + across) / pixels.width, (top + down) / pixels.height)
        for across, down in sizes
        for x in (left, right - across)
    )


def find_inside(pixels: Pixels, frame: Frame | None, width: int, height: int) -> Inside:
    """Give what the frame leaves; at least one pixel."""
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


def cut_patches(pixels: Pixels, inside: Inside, limits: BackgroundLimits) -> Patches:
    """Cut the four places out of what the frame leaves."""
    left, top, right, bottom = inside
    width, height = right - left, bottom - top
    top_width, top_height = _samples(width, limits.top_width), _samples(height, limits.top_height)
    side_width, side_height = _samples(width, limits.side_width), _samples(height, limits.side_height)

    def cut(x: int, columns: int, rows: int) -> Patch:
        starts = range((top * pixels.width + x) * 3, ((top + rows) * pixels.width + x) * 3, pixels.width * 3)
        return Patch(b"".join([pixels.rgb[start : start + columns * 3] for start in starts]), rows)

    return Patches(
        tops=(cut(left, top_width, top_height), cut(right - top_width, top_width, top_height)),
        sides=(cut(left, side_width, side_height), cut(right - side_width, side_width, side_height)),
    )


def _samples(size: int, share: float) -> int:
    """Give how many reduced pixels a share of the picture has: at least one."""
    return max(1, round(size * share))


def follow_background(pixels: Pixels, inside: Inside, rows: int, limits: BackgroundLimits) -> list[Rgb]:
    """Follow the background from the ends of the strips, `rows` high, down and inwards while it is even."""
    left, top, right, bottom = inside
    stride = pixels.width * 3
    inset = min(1, (right - left) // 3)  # the outermost column may be blurred
    row = top + rows - 1
    down = max(1, top + round((bottom - top) * limits.follow_height) - row)
    across = max(1, (right - left) // 2 - inset)
    step = limits.follow_step_levels
    ends = []
    for column, inwards in ((left + inset, 3), (right - 1 - inset, -3)):
        start = row * stride + column * 3
        ends.append(_follow(pixels.rgb, range(start, start + down * stride, stride), step))
        ends.append(_follow(pixels.rgb, range(start, start + across * inwards, inwards), step))
    return ends


def _follow(rgb: bytes, path: range, step: int) -> Rgb:
    """Give the last colour on the path, positions in bytes, before a channel changes by more than `step`."""
    at = path[0]
    red, green, blue = rgb[at : at + 3]
    step = max(step * 2 // 3, step * max(red, green, blue) // 255)  # in the dark, less is an outline already
    for at in path[1:]:
        next_red, next_green, next_blue = rgb[at : at + 3]
        if abs(next_red - red) > step or abs(next_green - green) > step or abs(next_blue - blue) > step:
            break
        red, green, blue = next_red, next_green, next_blue
    return red, green, blue


def _median(rgb: bytes) -> Rgb:
    middle = len(rgb) // 6
    return sorted(rgb[0::3])[middle], sorted(rgb[1::3])[middle], sorted(rgb[2::3])[middle]
