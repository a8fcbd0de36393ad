"""
Whether two pictures are nearly the same: saved again, resized, made brighter, or cropped a little. Pure.

ID photos are all alike: dark hair above a light face above plain clothes, before one colour. Several looks
decide, each dearer than the one before: their outlines, their lightness as a function of each other's (made
brighter, paler), and at last laid over each other, shifted and scaled until they fit best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import gt, itemgetter, mul, sub

from wdyy_cli.photo import SKETCH_SIZE, Sketch

WIDTH, HEIGHT = SKETCH_SIZE
"""Cells of a sketch: four by five blocks of 4 × 4 cells."""

OUTLINE_LEVELS = 6
"""Neighbouring cells that differ by more levels (0..255) belong to an outline; noise and JPEG stay below."""

MOST_OUTLINE_DIFFERENCE = 0.45
"""
Share of the outlines of both pictures that only one of them has.

Copies cropped by 3 % come near it, different people before one background do not (0.59 and more).
"""

MOST_COLOUR_DIFFERENCE = 6.0
"""Mean difference of the blocks' colours in levels."""

SURE_OUTLINE_DIFFERENCE, SURE_COLOUR_DIFFERENCE = 0.04, 1.0
"""Pictures that differ by no more are the same, saved again; the best fit would tell no more."""

MOST_MISFIT, RICH_OUTLINES = 0.20, 300
"""
How much of the lightness the best fit leaves unexplained, as a share of its spread.

That is for a picture with so many outlines or more. One with few outlines says little about who it is: there
only a much closer likeness counts.
"""

MOST_STEPS, MOST_TONE, TONE_PARTS = 40, 0.10, 10
"""
A copy that was made brighter, darker or paler: at most so many of its 300 steps of lightness differ, and its
lightness is a function of the other's, but for this share of its spread. The function is put together from so
many straight pieces, because brightening clips. Pictures with few outlines must be much closer, as for a fit.
"""

CLOTHES, FACE, HAIR, NECK, SIDE = (17, 18), (9, 10), (5, 6), (13, 14), (11,)
"""Blocks, counted row by row, where an ID photo has these; the side is beside the face."""

TOLERANCES = (0.085, 0.08, 0.1, 0.12, 0.06, 0.022, 0.026, 0.02)
"""How much a copy may differ in each coarse feature; see `SeenPicture.features`."""

RECENT_COLUMNS = 64
"""Of so many pictures what was worked out cell by cell is kept: it is large."""

_DIGITS = bytes.maketrans(b"\0\1", b"01")
_BRIGHTER = bytes(min(255, level + OUTLINE_LEVELS) for level in range(256))
_INNER = [y * WIDTH + x for y in range(1, HEIGHT - 1) for x in range(1, WIDTH - 1)]
_FROM_LEFT = [(cell % WIDTH - (WIDTH - 1) / 2) / (WIDTH / 2) for cell in _INNER]
_FROM_TOP = [(cell // WIDTH - (HEIGHT - 1) / 2) / (HEIGHT / 2) for cell in _INNER]
_PART_ENDS = itemgetter(*(len(_INNER) * part // TONE_PARTS for part in range(TONE_PARTS + 1)))
_ROUNDING = 1e-9
_FIT_ROUNDS = 3
_FARTHEST_SHIFT = 1.1
_STEEP = 20.0
"""Levels from cell to cell at which a slope counts half."""

_STEEPNESS = [(slope / (2 * _STEEP)) ** 2 for slope in (*range(256), *range(-255, 0))]
"""What a difference of levels over two cells, -255..255, adds to how much less a place counts."""

_STIFFNESS = 50.0
"""Keeps the fit from shifting a picture that has nothing to hold on to."""

Vector = list[float]


@dataclass(frozen=True)
class SeenPicture:
    """A sketch, and what is worked out of it when it is needed."""

    sketch: Sketch

    @cached_property
    def steps(self) -> int:
        """Mark each cell that is lighter than the one to its left; a bit each, whatever the brightness."""
        light = self.sketch.light
        rows = (light[at : at + WIDTH] for at in range(0, len(light), WIDTH))
        marks = b"".join([bytes(map(gt, row[1:], row)) for row in rows])
        return int(marks.translate(_DIGITS), 2)

    @cached_property
    def outlines(self) -> int:
        """Mark each step to the right or down that gets clearly lighter or darker; a bit each."""
        light = self.sketch.light
        more = light.translate(_BRIGHTER)
        lighter = (map(gt, light[step:], more) for step in (1, WIDTH))
        darker = (map(gt, light, more[step:]) for step in (1, WIDTH))
        return int.from_bytes(b"".join(bytes(line) for line in (*lighter, *darker)), "little")

    @cached_property
    def tints(self) -> Vector:
        """Red less green and blue less green of each block."""
        red, green, blue = (self.sketch.colours[channel::3] for channel in range(3))
        return [*map(sub, red, green), *map(sub, blue, green)]

    @cached_property
    def features(self) -> tuple[float, ...]:
        """Measure the lightness of each part, blue and red of the clothes, red of the face: all relative."""
        colours = self.sketch.colours
        blocks = [r + g + b + 1 for r, g, b in zip(colours[0::3], colours[1::3], colours[2::3], strict=True)]
        whole = sum(blocks) / len(blocks)

        def lightness(part: Sequence[int]) -> float:
            return sum(blocks[block] for block in part) / len(part) / whole

        def share(part: Sequence[int], channel: int) -> float:
            levels = sum(colours[3 * block + channel] for block in part)
            return levels / sum(blocks[block] for block in part)

        parts = (CLOTHES, FACE, HAIR, NECK, SIDE)
        return (*map(lightness, parts), share(CLOTHES, 2), share(CLOTHES, 0), share(FACE, 0))

    @property
    def columns(self) -> list[Vector]:
        """List what a fit may add up: the picture, a constant, its slopes, its slopes by place."""
        return _columns_of(self.sketch.light)


def is_near(one: SeenPicture, other: SeenPicture, *, fit: bool) -> bool:
    """Whether two pictures are nearly the same; with `fit`, which is dear, also where one was cropped."""
    outlines = min(one.outlines.bit_count(), other.outlines.bit_count())
    richness = min(1.0, outlines / RICH_OUTLINES)
    if (one.steps ^ other.steps).bit_count() <= MOST_STEPS and _has_the_same_tones(one, other, richness):
        return True
    distances = zip(one.features, other.features, TOLERANCES, strict=True)
    if any(abs(ours - theirs) > most for ours, theirs, most in distances):
        return False
    both = (one.outlines | other.outlines).bit_count()
    differing = (one.outlines ^ other.outlines).bit_count() / max(both, 1)
    if differing > MOST_OUTLINE_DIFFERENCE * richness:
        return False
    tints = sum(map(abs, map(sub, one.tints, other.tints))) / len(one.tints)
    if tints > MOST_COLOUR_DIFFERENCE * richness:
        return False
    if differing <= SURE_OUTLINE_DIFFERENCE and tints <= SURE_COLOUR_DIFFERENCE:
        return True
    return fit and _misfit(one, other) <= MOST_MISFIT * richness**3


def _has_the_same_tones(one: SeenPicture, other: SeenPicture, richness: float) -> bool:
    """Whether each picture's lightness is a function of the other's: nothing but the tones was changed."""
    most = MOST_TONE * richness**3
    return _unexplained(one, other) <= most and _unexplained(other, one) <= most


def _unexplained(one: SeenPicture, other: SeenPicture) -> float:
    """Give the share of the other's lightness that is no function of the first's, 0..1."""
    light, other_light = one.sketch.light, other.sketch.light
    # Three numbers in one sort quickly: our level, theirs, and the cell. Whole numbers have at most 12 bits.
    cells = sorted([light[cell] << 20 | other_light[cell] << 12 | cell for cell in _INNER])
    order = [cell & 0xFFF for cell in cells]
    in_order = itemgetter(*order)
    ours, theirs, weights = in_order(light), in_order(other_light), in_order(_weights_of(light))
    weighted, other_weighted = list(map(mul, weights, ours)), list(map(mul, weights, theirs))
    columns = (
        weights,
        weighted,
        other_weighted,
        map(mul, weighted, ours),
        map(mul, weighted, theirs),
        map(mul, other_weighted, theirs),
    )
    sums = list(zip(*(_PART_ENDS(list(accumulate(column, initial=0.0))) for column in columns), strict=True))
    rest = sum(_residual(*map(sub, behind, before))[0] for before, behind in pairwise(sums))
    _, spread = _residual(*sums[-1])
    return math.sqrt(max(0.0, rest) / max(spread, 1.0))


def _residual(
    weight: float, ours: float, theirs: float, squares: float, common: float, other_squares: float
) -> tuple[float, float]:
    """Fit a straight line through cells, given by weighted sums; give what is left, and their spread."""
    own = squares - ours**2 / weight
    spread = other_squares - theirs**2 / weight
    common -= ours * theirs / weight
    # Cells of one lightness have no slope; what sums leave there is rounding.
    slope = common / own if own > _ROUNDING * squares else 0.0
    return spread - slope * common, spread


def _misfit(one: SeenPicture, other: SeenPicture) -> float:
    """Lay the other picture over the first; give the unexplained share of the lightness, 0..1."""
    target = one.columns[0]
    start = [float(level) for level in other.sketch.light]
    moved, columns = start, other.columns
    shift = [0.0] * 4
    for _ in range(_FIT_ROUNDS - 1):
        weights = _least_squares(columns, target)
        gain = weights[0] or 1.0
        shift = [
            max(-_FARTHEST_SHIFT, min(_FARTHEST_SHIFT, old + step / gain))
            for old, step in zip(shift, weights[2:], strict=True)
        ]
        moved = _move(start, shift)
        columns = _columns(moved)
    return _unlike(target, columns[0], one.columns)


@lru_cache(maxsize=RECENT_COLUMNS)
def _weights_of(light: bytes) -> Vector:
    """Weigh the cells, but for the last row: steep places count less, the first row nothing."""
    slopes = zip(
        map(sub, light[WIDTH + 1 :], light[WIDTH - 1 :]), map(sub, light[2 * WIDTH :], light), strict=False
    )
    weights = [1 / (1 + _STEEPNESS[across] + _STEEPNESS[down]) for across, down in slopes]
    return [0.0] * WIDTH + weights


@lru_cache(maxsize=RECENT_COLUMNS)
def _columns_of(light: bytes) -> list[Vector]:
    return _columns([float(level) for level in light])


def _columns(light: Vector) -> list[Vector]:
    across = [(light[cell + 1] - light[cell - 1]) / 2 for cell in _INNER]
    down = [(light[cell + WIDTH] - light[cell - WIDTH]) / 2 for cell in _INNER]
    scaled = [list(map(mul, across, _FROM_LEFT)), list(map(mul, down, _FROM_TOP))]
    return [[light[cell] for cell in _INNER], [1.0] * len(_INNER), across, down, *scaled]


def _unlike(target: Vector, fitted: Vector, columns: Sequence[Vector]) -> float:
    """Give what brightness and contrast do not explain; steep places count less."""
    slopes = zip(columns[2], columns[3], strict=True)
    weights = [1 / (1 + (across**2 + down**2) / _STEEP**2) for across, down in slopes]
    total = sum(weights)
    mean, other_mean = _dot(weights, target) / total, _dot(weights, fitted) / total
    ours, theirs = [level - mean for level in target], [level - other_mean for level in fitted]
    weighted = list(map(mul, weights, ours))
    spread, other_spread = _dot(weighted, ours), sum(map(mul, weights, map(mul, theirs, theirs)))
    common = _dot(weighted, theirs)
    if common <= 0:
        return 1.0
    return math.sqrt(max(0.0, 1 - common**2 / max(spread * other_spread, 1.0)))


def _move(light: Vector, shift: Sequence[float]) -> Vector:
    """Shift and scale a picture by fractions of a cell, between cells linearly."""
    across, down, wider, taller = shift
    columns = [_source(x, across, wider, WIDTH) for x in range(WIDTH)]
    moved: Vector = []
    for y in range(HEIGHT):
        row, part = _source(y, down, taller, HEIGHT)
        upper, lower = light[row * WIDTH : (row + 1) * WIDTH], light[(row + 1) * WIDTH : (row + 2) * WIDTH]
        line = [above + (below - above) * part for above, below in zip(upper, lower, strict=True)]
        moved += [line[x] + (line[x + 1] - line[x]) * share for x, share in columns]
    return moved


def _source(cell: int, shift: float, stretch: float, size: int) -> tuple[int, float]:
    """Find the cell that lands here, and how far beyond it the place lies."""
    place = cell + shift + stretch * (cell - (size - 1) / 2) / (size / 2)
    inside = min(max(place, 0.0), size - 1.001)
    return int(inside), inside - int(inside)


def _least_squares(columns: Sequence[Vector], target: Vector) -> Vector:
    """Solve the normal equations by elimination; the stiffness keeps them from being singular."""
    rows = [[_dot(one, other) for other in columns] + [_dot(one, target)] for one in columns]
    for at in range(len(columns)):
        rows[at][at] += _STIFFNESS
    for at, pivot in enumerate(rows):
        for below in rows[at + 1 :]:
            factor = below[at] / pivot[at]
            below[at:] = [value - factor * above for value, above in zip(below[at:], pivot[at:], strict=True)]
    weights = [0.0] * len(columns)
    for at in reversed(range(len(columns))):
        known = _dot(rows[at][at + 1 : -1], weights[at + 1 :])
        weights[at] = (rows[at][-1] - known) / rows[at][at]
    return weights


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(map(mul, one, other)))
