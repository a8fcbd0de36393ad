"""
Which photos are nearly the same picture: saved again, resized, or cropped a little. Pure.

ID photos are all alike: dark hair above a light face above plain clothes, before one colour. Three looks
decide, each dearer than the one before: coarse colours find the few candidates among all pictures, outlines
sort most of them out, and the rest are laid over each other, shifted and scaled until they fit best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import ge, gt, itemgetter, le, mul, sub

from wdyy_cli.model import SKETCH_SIZE, Sketch

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

CLOTHES, FACE, HAIR, NECK, SIDE = (17, 18), (9, 10), (5, 6), (13, 14), (11,)
"""Blocks, counted row by row, where an ID photo has these; the side is beside the face."""

TOLERANCES = (0.085, 0.08, 0.1, 0.12, 0.06, 0.022, 0.026, 0.02)
"""How much a copy may differ in each coarse feature; see `_Seen.features`."""

_BRIGHTER = bytes(min(255, level + OUTLINE_LEVELS) for level in range(256))
_INNER = [y * WIDTH + x for y in range(1, HEIGHT - 1) for x in range(1, WIDTH - 1)]
_FROM_LEFT = [(cell % WIDTH - (WIDTH - 1) / 2) / (WIDTH / 2) for cell in _INNER]
_FROM_TOP = [(cell // WIDTH - (HEIGHT - 1) / 2) / (HEIGHT / 2) for cell in _INNER]
_FIT_ROUNDS = 3
_FARTHEST_SHIFT = 1.1
_STEEP = 20.0
"""Levels from cell to cell at which a slope counts half."""

_STIFFNESS = 50.0
"""Keeps the fit from shifting a picture that has nothing to hold on to."""

Vector = list[float]
_Key = tuple[int, ...]


class NearCopies:
    """
    The pictures of one run, each held against those before it.

    The cost grows little faster than the number of pictures: a copy is not compared with later ones again.
    """

    def __init__(self) -> None:
        """Begin with no picture."""
        self._count = 0
        self._drawers: dict[_Key, list[_Entry]] = {}

    def add(self, sketch: Sketch) -> int | None:
        """Add a picture; give the place, from 0, of the earliest one that is nearly the same, else None."""
        this = _Seen(sketch)
        alike = _find_alike(self._drawers, this)
        first = next((place for place, other, _ in alike if _is_near(other, this)), None)
        if first is None:
            entry = (self._count, this, this.features)
            self._drawers.setdefault(_key(this.features), []).append(entry)
        self._count += 1
        return first


@dataclass(frozen=True)
class _Seen:
    """A sketch, and what is worked out of it when it is needed."""

    sketch: Sketch

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

    @cached_property
    def columns(self) -> list[Vector]:
        """List what a fit may add up: the picture, a constant, its slopes, its slopes by place."""
        return _columns([float(level) for level in self.sketch.light])


_Entry = tuple[int, _Seen, tuple[float, ...]]


def _key(features: Sequence[float]) -> _Key:
    """Give the drawer in which a picture lies: twice the tolerance wide in each feature."""
    return tuple(int(feature / (2 * step)) for feature, step in zip(features, TOLERANCES, strict=True))


def _find_alike(drawers: dict[_Key, list[_Entry]], this: _Seen) -> list[_Entry]:
    """Give the earlier pictures whose features are all within the tolerances, earliest first."""
    features = this.features
    sides = []
    for feature, step in zip(features, TOLERANCES, strict=True):
        drawer, part = divmod(feature / (2 * step), 1)
        sides.append((int(drawer), int(drawer) + (1 if part >= 0.5 else -1)))  # noqa: PLR2004 - the nearer neighbour
    least = [feature - step for feature, step in zip(features, TOLERANCES, strict=True)]
    most = [feature + step for feature, step in zip(features, TOLERANCES, strict=True)]
    alike = [
        entry
        for key in product(*sides)
        for entry in drawers.get(key, ())
        if all(map(le, least, entry[2])) and all(map(ge, most, entry[2]))
    ]
    return sorted(alike, key=itemgetter(0))


def _is_near(one: _Seen, other: _Seen) -> bool:
    outlines = min(one.outlines.bit_count(), other.outlines.bit_count())
    richness = min(1.0, outlines / RICH_OUTLINES)
    both = (one.outlines | other.outlines).bit_count()
    differing = (one.outlines ^ other.outlines).bit_count() / max(both, 1)
    if differing > MOST_OUTLINE_DIFFERENCE * richness:
        return False
    tints = sum(map(abs, map(sub, one.tints, other.tints))) / len(one.tints)
    if tints > MOST_COLOUR_DIFFERENCE * richness:
        return False
    if differing <= SURE_OUTLINE_DIFFERENCE and tints <= SURE_COLOUR_DIFFERENCE:
        return True
    return _misfit(one, other) <= MOST_MISFIT * richness**3


def _misfit(one: _Seen, other: _Seen) -> float:
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
