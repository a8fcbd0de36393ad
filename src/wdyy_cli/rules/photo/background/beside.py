"""
What else stands before or beside a head: a wall, a cupboard, a window, a table, or red that ends in a line.

Hair may be dark, may hang down a side and may fill a corner, but it grows out of the head: it has no level
upper edge at the side of a picture, no straight side, and no ground between itself and the head.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background.places import cut, row_cutter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Pixels
    from wdyy_cli.profile import BackgroundLimits

# A sample belongs to the ground when the main channel stands to each of the others nearly as it does in the
# ground itself: shadow and light do not change that. Ratios are compared as logarithms, with a few levels
# added, because in the dark the smallest channels are noise.
ADDED_LEVELS, STEPS_PER_E = 8, 36
KEPT_RATIO, LEAST_RATIO, ENOUGH_RATIO = 0.6, 1.45, 3.2

# Shares of the width: what is narrower at the edge may be blur; what is wider may be the person.
LEAST_WIDTH, MOST_WIDTH = 0.055, 0.42
# Ground ends in a line when so much of the width is lost at once, so many times as much as was lost in the
# rows above; hair and shoulders take it bit by bit.
LEVEL_WIDTH, SUDDEN, LASTING_ROWS = 0.08, 2, 3
# Over a line the colour changes by so many levels within three samples; a gradient does so over many more.
SHARP_LEVELS = 32
# A straight side goes over so much of the height, and leaves its line by no more than one sample.
STRAIGHT_HEIGHT = 0.13
# A thing stands free of the head over so much of the height; one away from the edge, where a lock of hair
# may hang, over more.
FREE_HEIGHT, FREE_HEIGHT_INSIDE = 0.055, 0.08
# In smaller pictures no shape can be told.
LEAST_SAMPLES = 16


class Side(StrEnum):
    """Where something else is, seen on the picture."""

    LEFT = "左边"
    RIGHT = "右边"
    BOTH = "两边"
    BELOW = "下面"
    ABOVE = "上面"


@dataclass(frozen=True, kw_only=True, slots=True)
class ThingBeside:
    """Something that is neither ground nor person: where, its typical colour, and where it begins (0..1)."""

    side: Side
    colour: Rgb
    height: float

    @property
    def name(self) -> str:
        """The word for its colour."""
        return hues.name_colour(self.colour)


def find_walls(pixels: Pixels, ground: Rgb, limits: BackgroundLimits) -> ThingBeside | None:
    """Find upright things from the upper edge down on both sides, with ground of this colour between them."""
    stop = math.ceil(pixels.height * limits.beside_height)
    sides = _views(pixels, ground, stop, stop)
    if sides is None:
        return None
    walls = [view.find_wall() for view in sides]
    return None if None in walls or walls[0] is None else _describe(pixels, Side.BOTH, walls[0])


def find_beside(pixels: Pixels, ground: Rgb, limits: BackgroundLimits) -> ThingBeside | None:
    """Find what stands beside the head before a ground of this colour; None where there is nothing else."""
    stop, lowest = (math.ceil(pixels.height * to) for to in (limits.beside_height, limits.level_height))
    sides = _views(pixels, ground, max(stop, lowest), lowest)
    if sides is None:
        return None
    across = _find_line(sides, stop)
    if across is not None:
        return _describe(pixels, *across)
    things = [view.find_thing(stop) for view in sides]
    left_thing, right_thing = things
    if left_thing is not None:
        side = Side.LEFT if right_thing is None else Side.BOTH
        return _describe(pixels, side, left_thing)
    return None if right_thing is None else _describe(pixels, Side.RIGHT, right_thing)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Thing:
    """Rows `begin` to `end` of something `start` samples from the edge and `width` wide."""

    begin: int
    end: int
    start: int
    width: int


class _Sizes(NamedTuple):
    """The shares above in samples, for one size of picture."""

    level: int
    least: int
    most: int
    straight: int
    free: int
    free_inside: int


@lru_cache(maxsize=64)
def _sizes(width: int, height: int) -> _Sizes:
    return _Sizes(
        level=max(2, round(width * LEVEL_WIDTH)),
        least=max(2, round(width * LEAST_WIDTH)),
        most=int(width * MOST_WIDTH),
        straight=max(4, round(height * STRAIGHT_HEIGHT)),
        free=max(2, round(height * FREE_HEIGHT)),
        free_inside=max(3, round(height * FREE_HEIGHT_INSIDE)),
    )


class _View:
    """The ground seen from one edge inwards: 1 for ground, 0 for anything else, row by row from the top."""

    def __init__(
        self,
        rows: Sequence[bytes],
        outermost: bytes,
        lowest: int,
        sizes: _Sizes,
        colours: Callable[[int], bytes],
    ) -> None:
        """
        Take the marks, of each row the outermost one too, and the colours at the edge by row.

        Above the row `lowest` a level line counts.
        """
        self.rows = rows
        self.outermost = outermost
        self._lowest = lowest
        self.width = width = len(rows[0])
        self.sizes = sizes
        self._colours = colours
        # How much ground there is at the edge of each row.
        self.ground = [width - len(row.lstrip(b"\1")) for row in rows]

    @cached_property
    def other(self) -> list[int]:
        """How much of anything else there is at the edge of each row."""
        return [self.width - len(row.lstrip(b"\0")) for row in self.rows]

    @cached_property
    def line(self) -> int | None:
        """The row in which the ground at this edge ends at once; hair and clothes take it bit by bit."""
        row = self.outermost.find(bytes(LASTING_ROWS), 2, max(0, self._lowest - 1))
        found = row >= 0 and self._lost(row, 0) >= self.sizes.level and self._changes(row)
        return row if found else None

    def _changes(self, row: int) -> bool:
        """Whether the colour at the edge changes from just above a row to just below, as no gradient does."""
        above, below = self._colours(row - 2), self._colours(row + 1)
        differences = (sum(below[at::3]) - sum(above[at::3]) for at in range(3))
        return max(map(abs, differences)) >= SHARP_LEVELS * len(above) // 3

    def _lost(self, row: int, left: int) -> int:
        """How much ground a row loses against the rows above; 0 where it has been shrinking anyway."""
        before, earlier = (min(self.ground[max(0, row - back)], self.width // 2) for back in (2, 4))
        lost = before - left
        return lost if lost >= SUDDEN * (earlier - before) else 0

    def _find_step(self, stop: int) -> _Thing | None:
        """Find the upper outer corner of something that stands before or behind the head."""
        ground, level, straight = self.ground, self.sizes.level, self.sizes.straight
        for row in range(4, stop - straight):
            if ground[row - 2] - ground[row] <= level or ground[row - 4] >= self.width:
                continue  # most rows lose little
            left = max(ground[row : row + straight])
            if left - min(ground[row : row + straight]) > 1:
                continue
            if left and self._lost(row, left) > level:
                return _Thing(begin=row, end=row + straight, start=left, width=level)
        return None

    def find_thing(self, stop: int) -> _Thing | None:
        """Find something that is not part of the head in the rows above `stop`."""
        line = self.line
        if line is not None and line < stop - 1:
            end = min(stop, line + self.sizes.straight)
            width = min(self.ground[line - 2], *self.other[line : line + LASTING_ROWS])
            return _Thing(begin=line, end=end, start=0, width=max(width, 1))
        return self._find_at_edge(stop) or self._find_upright(stop) or self._find_step(stop)

    def _find_at_edge(self, stop: int) -> _Thing | None:
        """Find something between the edge and the ground, free of the head or with an upright side."""
        if 0 not in self.outermost[:stop]:
            return None  # as on most pictures
        at_edge, sizes = self.other[:stop], self.sizes
        for begin, end in _spans([sizes.least <= run <= sizes.most for run in at_edge]):
            grown = begin > 0 and at_edge[begin - 1] >= sizes.least
            if grown or end - begin < sizes.free:
                continue
            runs = at_edge[begin:end]
            free = sum(self._is_free(row, run) for row, run in zip(self.rows[begin:end], runs, strict=True))
            windows = (runs[at : at + sizes.straight] for at in range(len(runs) - sizes.straight + 1))
            straight = begin == 0 and any(max(window) - min(window) <= 1 for window in windows)
            if free >= sizes.free or straight:
                return _Thing(begin=begin, end=end, start=0, width=min(runs))
        return None

    def find_wall(self) -> _Thing | None:
        """Find something at the edge from the upper edge down, with a straight side."""
        straight = self.sizes.straight
        runs = self.other[:straight]
        if min(runs) < self.sizes.least or max(runs) > self.sizes.most or max(runs) - min(runs) > 1:
            return None
        return _Thing(begin=0, end=straight, start=0, width=min(runs))

    def _find_upright(self, stop: int) -> _Thing | None:
        """Find a window or picture at the edge or between it and the head: upright sides, ground above it."""
        least, most, high = self.sizes.least, self.sizes.most, self.sizes.free_inside
        if not any(b"\0\1" in row[: most + 1] for row in self.rows[high - 1 : stop : high]):
            return None  # whatever is high enough lies in one of these rows, too
        runs = []
        for row in self.rows[:stop]:
            start = row.find(b"\1\0") + 1 if row[0] else 0
            end = row.find(1, start, most + 1) if start or not row[0] else 0
            runs.append((start, end) if start + least < end else (0, 0))
        for begin, end in _upright_spans(runs, high):
            starts, ends = zip(*runs[begin:end], strict=True)
            within = slice(max(starts), min(ends))
            begun, ended = self._is_ground(within, begin - 2, begin), self._is_ground(within, end, end + 2)
            free = max(starts) > 0 and any(
                self._is_free(self.rows[row], runs[row][1]) for row in range(begin, end)
            )
            if begun and (ended or free):
                return _Thing(begin=begin, end=end, start=within.start, width=within.stop - within.start)
        return None

    def _is_ground(self, within: slice, begin: int, end: int) -> bool:
        """Whether there is ground alone in one of these rows: the one next to a thing may be half of it."""
        return begin < 0 or any(0 not in row[within] for row in self.rows[begin:end])

    def _is_free(self, row: bytes, run: int) -> bool:
        """Whether ground lies between what reaches inwards to `run` and something behind it: the head."""
        head = row.find(0, run)
        return head > run and _or(row.find(1, head), self.width) - head > self.sizes.least


def _views(pixels: Pixels, ground: Rgb, stop: int, lowest: int) -> tuple[_View, _View] | None:
    """Look at the rows above `stop` from the left and from the right; None where no shape can be told."""
    if min(pixels.width, pixels.height) < LEAST_SAMPLES:
        return None
    marks = _mark_ground(pixels, ground, stop)
    if not marks:
        return None
    width = pixels.width
    sizes = _sizes(width, pixels.height)
    edge = sizes.level
    in_rows = row_cutter(width, len(marks) // width)
    rows, mirrored = in_rows(marks), in_rows(marks[::-1])[::-1]
    return (
        _View(rows, marks[::width], lowest, sizes, lambda row: cut(pixels, 0, row, edge, 1)),
        _View(
            mirrored,
            marks[width - 1 :: width],
            lowest,
            sizes,
            lambda row: cut(pixels, width - edge, row, edge, 1),
        ),
    )


def _find_line(sides: tuple[_View, _View], stop: int) -> tuple[Side, _Thing] | None:
    """Find the row in which the ground ends, or begins, on both sides at once."""
    left, right = sides
    width = left.sizes.level
    if left.line is not None and right.line is not None and abs(left.line - right.line) <= 1:
        begin = max(left.line, right.line)
        return Side.BELOW, _Thing(begin=begin, end=min(len(left.rows), begin + width), start=0, width=width)
    begins = [_or(view.outermost.find(1), len(view.rows)) for view in sides]
    if min(begins) > 1 and max(begins) < stop and max(begins) - min(begins) <= 1:
        return Side.ABOVE, _Thing(begin=0, end=min(begins), start=0, width=width)
    return None


def _mark_ground(pixels: Pixels, ground: Rgb, stop: int) -> bytes | None:
    """Mark each sample above row `stop`: 1 where it is ground; None where the ground has no hue."""
    main = ground.index(max(ground))
    rgb = pixels.rgb[: stop * pixels.width * 3]
    strong = int.from_bytes(rgb[main::3].translate(_STRONG), "little")
    mark = -1
    size = len(rgb) // 3
    for channel in range(3):
        if channel == main:
            continue
        ratio = (ground[main] + ADDED_LEVELS) / (ground[channel] + ADDED_LEVELS)
        least = min(ENOUGH_RATIO, ratio**KEPT_RATIO)
        if least < LEAST_RATIO:
            return None
        step = round(math.log(least) * STEPS_PER_E)
        needed = _LOGARITHMS.translate(_CAPPED[step : step + 256])
        # All samples at once: no byte borrows from the next, and the highest bit is left where it suffices.
        mark &= strong - int.from_bytes(rgb[channel::3].translate(needed), "little")
    return mark.to_bytes(size, "little").translate(_IS_HIGH)


# Logarithms of levels, and how large that of the main channel must be at most; with the highest bit set, it
# can be compared by taking one from the other.
_HIGH = 128
_LOGARITHMS = bytes(
    [round(math.log((level + ADDED_LEVELS) / ADDED_LEVELS) * STEPS_PER_E) for level in range(256)]
)
_STRONG = bytes([_HIGH | logarithm for logarithm in _LOGARITHMS])
_CAPPED = bytes([min(step, _HIGH - 1) for step in range(512)])
_IS_HIGH = bytes(_HIGH) + b"\1" * _HIGH


def _describe(pixels: Pixels, side: Side, thing: _Thing) -> ThingBeside:
    """Measure the typical colour of a thing, on the left where it is on both sides."""
    left = pixels.width - thing.start - thing.width if side is Side.RIGHT else thing.start
    rgb = cut(pixels, left, thing.begin, thing.width, thing.end - thing.begin)
    middle = len(rgb) // 6
    red, green, blue = (sorted(rgb[channel::3])[middle] for channel in range(3))
    return ThingBeside(side=side, colour=(red, green, blue), height=thing.begin / pixels.height)


def _upright_spans(runs: Sequence[tuple[int, int]], least: int) -> list[tuple[int, int]]:
    """Give begin and end of each series of rows, `least` or more, whose ends differ by no more than one."""
    spans, begin = [], 0
    for row in range(len(runs) + 1):
        starts, ends = zip(*runs[begin : row + 1], strict=True) if row < len(runs) else ((), ())
        if row < len(runs) and runs[row][1] and max(starts) - min(starts) <= 1 and max(ends) - min(ends) <= 1:
            continue
        if row - begin >= least:
            spans.append((begin, row))
        begin = row if row < len(runs) and runs[row][1] else row + 1
    return spans


def _spans(marks: Sequence[bool]) -> list[tuple[int, int]]:
    """Give begin and end of each unbroken series."""
    line = bytes(marks)
    spans, at = [], line.find(1)
    while at >= 0:
        end = _or(line.find(0, at), len(line))
        spans.append((at, end))
        at = line.find(1, end)
    return spans


def _or(found: int, otherwise: int) -> int:
    return otherwise if found < 0 else found
