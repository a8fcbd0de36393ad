"""
Whether two pictures are nearly the same: saved again, resized, made brighter, or cropped a little. Pure.

ID photos are all alike: dark hair above a light face above plain clothes, before one colour. Several looks
decide, each dearer than the one before: their lightness as a function of each other's (made brighter, paler),
their outlines and colours, and at last the two laid over each other, shifted and scaled until they fit best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul, sub
from typing import NamedTuple

from wdyy_cli.photo import Sketch
from wdyy_cli.rules.photo.seen_picture import (
    HEIGHT,
    INNER,
    STEEP,
    WIDTH,
    SeenPicture,
    outlines_of,
    richness_of,
    tones_of,
)

MOST_OUTLINE_DIFFERENCE = 0.45
"""
Share of the outlines of both pictures that only one of them has.

Copies cropped by 3 % come near it, different people before one background do not (0.59 and more).
"""

MOST_COLOUR_DIFFERENCE = 6.0
"""Mean difference of the blocks' colours in levels."""

SURE_OUTLINE_DIFFERENCE, SURE_COLOUR_DIFFERENCE = 0.04, 1.0
"""Pictures that differ by no more are the same, saved again; the best fit would tell no more."""

MOST_MISFIT = 0.20
"""
How much of the lightness the best fit leaves unexplained, as a share of its spread.

That is for a picture with many outlines. One with few says little about who it is: there only a much closer
likeness counts.
"""

MOST_STEPS, MOST_TONE = 40, 0.103
"""
A copy that was made brighter, darker or paler: at most so many of its 300 steps of lightness differ, and its
lightness is a function of the other's, but for this share of its spread. Pictures with few outlines must be
much closer, as for a fit.
"""

_FROM_LEFT = [(cell % WIDTH - (WIDTH - 1) / 2) / (WIDTH / 2) for cell in INNER]
_FROM_TOP = [(cell // WIDTH - (HEIGHT - 1) / 2) / (HEIGHT / 2) for cell in INNER]
_FIT_ROUNDS = 3
_FARTHEST_SHIFT = 1.1
_STIFFNESS = 50.0
"""Keeps the fit from shifting a picture that has nothing to hold on to."""

Vector = list[float]


class KeptPicture(NamedTuple):
    """What is kept of an earlier picture: all else is worked out of it anew where it is needed."""

    sketch: Sketch
    steps: int
    features: Sequence[float]


def is_near(earlier: KeptPicture, this: SeenPicture, *, fit: bool) -> bool:
    """Decide whether two pictures are nearly the same; with `fit`, which is dear, also for a cropped one."""
    light = earlier.sketch.light
    most = MOST_TONE * this.richness**3
    toned = (earlier.steps ^ this.steps).bit_count() <= MOST_STEPS and this.tones.explain(light, most)
    alike = all(-1 <= feature <= 1 for feature in map(sub, earlier.features, this.features))
    if not toned and not alike:
        return False
    outlines = outlines_of(light)
    richness = min(this.richness, richness_of(outlines))
    if toned and _has_the_same_tones(light, this, MOST_TONE * richness**3):
        return True
    return alike and _looks_the_same(
        earlier.sketch, this.sketch, (outlines, this.outlines), richness, fit=fit
    )


def _looks_the_same(
    one: Sketch, other: Sketch, outlines: tuple[int, int], richness: float, *, fit: bool
) -> bool:
    """Compare outlines, then colours, and at last the best fit."""
    ours, theirs = outlines
    differing = (ours ^ theirs).bit_count() / max((ours | theirs).bit_count(), 1)
    if differing > MOST_OUTLINE_DIFFERENCE * richness:
        return False
    tints = _mean_difference(_tints_of(one.colours), _tints_of(other.colours))
    if tints > MOST_COLOUR_DIFFERENCE * richness:
        return False
    if differing <= SURE_OUTLINE_DIFFERENCE and tints <= SURE_COLOUR_DIFFERENCE:
        return True
    return fit and _misfit(one.light, other.light) <= MOST_MISFIT * richness**3


def _has_the_same_tones(light: bytes, this: SeenPicture, most: float) -> bool:
    """Whether each picture's lightness is a function of the other's: nothing but the tones was changed."""
    return this.tones.explain(light, most) and tones_of(light).explain(this.sketch.light, most)


def _tints_of(colours: bytes) -> list[int]:
    """Give red less green and blue less green of each block."""
    red, green, blue = (colours[channel::3] for channel in range(3))
    return [*map(sub, red, green), *map(sub, blue, green)]


def _mean_difference(some: Sequence[int], others: Sequence[int]) -> float:
    difference: int = sum(map(abs, map(sub, some, others)))
    return difference / len(some)


def _misfit(light: bytes, other_light: bytes) -> float:
    """Lay the other picture over the first; give the unexplained share of the lightness, 0..1."""
    columns, start = _columns(list(map(float, light))), list(map(float, other_light))
    moved_columns, shift = _columns(start), [0.0] * 4
    for _ in range(_FIT_ROUNDS - 1):
        weights = _least_squares(moved_columns, columns[0])
        gain = weights[0] or 1.0
        shift = [
            max(-_FARTHEST_SHIFT, min(_FARTHEST_SHIFT, old + step / gain))
            for old, step in zip(shift, weights[2:], strict=True)
        ]
        moved_columns = _columns(_move(start, shift))
    return _unlike(columns[0], moved_columns[0], columns)


def _columns(light: Vector) -> list[Vector]:
    """List what a fit may add up: the picture, a constant, its slopes, its slopes by place."""
    across = [(light[cell + 1] - light[cell - 1]) / 2 for cell in INNER]
    down = [(light[cell + WIDTH] - light[cell - WIDTH]) / 2 for cell in INNER]
    scaled = [list(map(mul, across, _FROM_LEFT)), list(map(mul, down, _FROM_TOP))]
    return [[light[cell] for cell in INNER], [1.0] * len(INNER), across, down, *scaled]


def _unlike(target: Vector, fitted: Vector, columns: Sequence[Vector]) -> float:
    """Give what brightness and contrast do not explain; steep places count less."""
    slopes = zip(columns[2], columns[3], strict=True)
    weights = [1 / (1 + (across**2 + down**2) / STEEP**2) for across, down in slopes]
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
    rows: list[Vector] = []
    for at, column in enumerate(columns):
        products = [_dot(column, other) for other in (*columns[at:], target)]
        rows.append([*(row[at] for row in rows), products[0] + _STIFFNESS, *products[1:]])
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
