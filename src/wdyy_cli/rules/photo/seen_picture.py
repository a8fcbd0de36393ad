"""
What of one picture alone is needed to tell whether others are nearly the same. Pure.

It is worked out where the picture is read, so that whoever compares all pictures has little left to do.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from operator import mul, truediv
from typing import NamedTuple

from wdyy_cli.photo import SKETCH_SIZE, Sketch

WIDTH, HEIGHT = SKETCH_SIZE
"""Cells of a sketch: four by five blocks of 4 × 4 cells."""

INNER = [y * WIDTH + x for y in range(1, HEIGHT - 1) for x in range(1, WIDTH - 1)]
"""The cells that have a neighbour on each side."""

OUTLINE_LEVELS = 6
"""Neighbouring cells that differ by more levels (0..255) belong to an outline; noise and JPEG stay below."""

RICH_OUTLINES = 300
"""A picture with so many outlines or more is rich in them."""

CLOTHES, FACE, HAIR, NECK, SIDE = (17, 18), (9, 10), (5, 6), (13, 14), (11,)
"""Blocks, counted row by row, where an ID photo has these; the side is beside the face."""

TOLERANCES = (0.085, 0.08, 0.1, 0.12, 0.06, 0.022, 0.026, 0.02)
"""How much a copy may differ in each coarse feature; see `features_of`."""

FEATURES = len(TOLERANCES)

STEEP = 20.0
"""Levels from cell to cell at which a slope counts half."""

PIECES, _PIECE_BITS = 6, 16
"""Into how many pieces of how many bits the steps are cut where the head is."""

PIECE_NUMBERS = PIECES << _PIECE_BITS

DRAWERS = 99_991
"""A prime number: then pictures that differ seldom lie in one drawer."""

_TONE_PARTS = 10
"""The function from one picture's lightness to another's is put together from so many straight pieces."""

_BORDERS = 6

_LANE = 16
_LEVELS = 1 << 9
_CELLS = range(WIDTH * HEIGHT)


def _in_lanes(bit: int, cells: Sequence[int]) -> int:
    return sum(bit << _LANE * cell for cell in cells)


_ONES, _MARKS = _in_lanes(1, _CELLS), _in_lanes(_LEVELS, _CELLS)
_WITH_RIGHT, _WITH_BELOW = (_in_lanes(_LEVELS, _CELLS[:-step]) for step in (1, WIDTH))
_IN_ROW = _in_lanes(_LEVELS, [cell for cell in _CELLS if (cell + 1) % WIDTH])
_HEAD = [slice(row * WIDTH + 3, row * WIDTH + 13) for row in range(4, 14)]
"""The steps where the head is; they are what people differ in."""

_DIGITS = bytes.maketrans(b"\0\2", b"01")
_INNER_ROWS = [slice(cell, cell + WIDTH - 2) for cell in INNER[:: WIDTH - 2]]
_ENDS = [len(INNER) * part // _TONE_PARTS for part in range(_TONE_PARTS + 1)]
_MIDDLE = len(INNER) / 2
_PARTS = sorted((slice(*ends) for ends in pairwise(_ENDS)), key=lambda part: abs(part.start - _MIDDLE))
"""Cells of middle lightness first: there people differ most."""

_HEAVIEST = 255
_SIXTEENTHS = bytes(int(16 - 16 / (1 + ((half - 128) / STEEP) ** 2)) for half in range(256))
"""How little a place counts by its slope: by half the difference of levels over two cells, and 128."""

_STEEP_BY_SIXTEENTHS = [16 / (15.5 - sixteenths) - 1 for sixteenths in range(16)]
_WEIGHTS = bytes(int(_HEAVIEST / (1 + x + y)) for x in _STEEP_BY_SIXTEENTHS for y in _STEEP_BY_SIXTEENTHS)


class Tones(NamedTuple):
    """The inner cells in the order of their lightness: which they are, their levels, how much each counts."""

    order: bytes
    levels: bytes
    weights: bytes

    def explain(self, light: bytes, most: float) -> bool:
        """
        Whether another picture's lightness is a function of this one's, but for a share of its spread.

        The function has a straight piece for each tenth of the cells, because brightening clips.
        """
        theirs = self.order.translate(_table(_inner(light)))
        weighted = list(map(mul, self.weights, theirs))
        spread = sum(map(mul, weighted, theirs)) - sum(weighted) ** 2 / sum(self.weights)
        left = most**2 * max(spread, _HEAVIEST)
        for part in _PARTS:
            left -= self._misfit(part, theirs[part], weighted[part])
            if left < 0:
                return False
        return True

    def _misfit(self, part: slice, theirs: bytes, weighted: Sequence[int]) -> float:
        """Fit a straight line through some cells; give the squares that it leaves."""
        ours, weights = self.levels[part], self.weights[part]
        own_weighted = list(map(mul, weights, ours))
        weight, total, own_total = sum(weights), sum(weighted), sum(own_weighted)
        squares: float = sum(map(mul, weighted, theirs)) - total**2 / weight
        # Whole numbers: cells of one lightness have no slope, and there nothing is left of the difference.
        own_squares: int = weight * sum(map(mul, own_weighted, ours)) - own_total**2
        common: int = weight * sum(map(mul, weighted, ours)) - total * own_total
        return max(0.0, squares - common**2 / (weight * own_squares)) if own_squares else squares


class SeenPicture(NamedTuple):
    """
    A sketch and what is worked out of it: see the functions here.

    `pieces` are the numbers of parts of its steps, `drawers` those of the drawer where it lies, and of all
    where pictures may lie of which each feature is within the tolerance.
    """

    sketch: Sketch
    steps: int
    pieces: tuple[int, ...]
    drawers: array[int]
    outlines: int
    richness: float
    features: tuple[float, ...]
    tones: Tones


def see(sketch: Sketch) -> SeenPicture:
    """Work out of a sketch what comparing needs."""
    steps, features = _steps_of(sketch.light), features_of(sketch.colours)
    outlines = outlines_of(sketch.light)
    head = b"".join([steps[cells] for cells in _HEAD])
    return SeenPicture(
        sketch=sketch,
        steps=int(steps, 2),
        pieces=tuple(
            piece << _PIECE_BITS | int(head[piece::PIECES][:_PIECE_BITS], 2) for piece in range(PIECES)
        ),
        drawers=_drawers_of(features),
        outlines=outlines,
        richness=richness_of(outlines),
        features=features,
        tones=tones_of(sketch.light),
    )


def _steps_of(light: bytes) -> bytes:
    """Mark each cell to the left of a lighter one, whatever the brightness; a digit each, 0 or 1."""
    cells = _lanes(light)
    marks = _lighter(cells >> _LANE, cells, 1) & _IN_ROW
    return marks.to_bytes(2 * len(_CELLS), "little")[1::2].translate(_DIGITS)


def outlines_of(light: bytes) -> int:
    """Mark each step to the right or down that gets clearly lighter or darker; a bit each."""
    cells, levels = _lanes(light), OUTLINE_LEVELS + 1
    right, below = cells >> _LANE, cells >> _LANE * WIDTH
    return (
        (_lighter(right, cells, levels) & _WITH_RIGHT)
        | (_lighter(cells, right, levels) & _WITH_RIGHT) >> 1
        | (_lighter(below, cells, levels) & _WITH_BELOW) >> 2
        | (_lighter(cells, below, levels) & _WITH_BELOW) >> 3
    )


def richness_of(outlines: int) -> float:
    """Say how much a picture with these outlines tells of who it is, 0..1."""
    return min(1.0, outlines.bit_count() / RICH_OUTLINES)


def features_of(colours: bytes) -> tuple[float, ...]:
    """
    Measure the lightness of each part, blue and red of the clothes, red of the face: all relative.

    The unit is how much a copy may differ.
    """
    blocks = [r + g + b + 1 for r, g, b in zip(colours[0::3], colours[1::3], colours[2::3], strict=True)]
    whole = sum(blocks) / len(blocks)

    def lightness(part: Sequence[int]) -> float:
        return sum([blocks[block] for block in part]) / len(part) / whole

    def share(part: Sequence[int], channel: int) -> float:
        return sum([colours[3 * block + channel] for block in part]) / sum([blocks[block] for block in part])

    lightnesses = map(lightness, (CLOTHES, FACE, HAIR, NECK, SIDE))
    measured = (*lightnesses, share(CLOTHES, 2), share(CLOTHES, 0), share(FACE, 0))
    return tuple(map(truediv, measured, TOLERANCES))


def _drawers_of(features: Sequence[float]) -> array[int]:
    """
    Give the drawers where pictures like this lie, each twice the tolerance wide in each feature.

    There are neighbours behind the nearest borders alone: hardly a copy lies behind a far one.
    """
    number, sides = 0, []
    for place, feature in enumerate(features):
        drawer, part = divmod(feature / 2, 1)
        factor = 1 << 6 * place
        number += int(drawer) * factor
        sides.append((min(part, 1 - part), factor if part >= 0.5 else -factor))  # noqa: PLR2004 - the nearer one
    numbers = [number]
    for _, side in sorted(sides)[:_BORDERS]:
        numbers += [one + side for one in numbers]
    return array("I", [one % DRAWERS for one in numbers])


def tones_of(light: bytes) -> Tones:
    """Put the inner cells in the order of their lightness; steep places count less."""
    inner = _inner(light)
    order = bytes(sorted(range(len(inner)), key=inner.__getitem__))
    steep = (_steepness(light, step) for step in (1, WIDTH))
    across, down = (int.from_bytes(each, "little") for each in steep)
    weights = (across << 4 | down).to_bytes(len(inner), "little").translate(_WEIGHTS)
    return Tones(order, order.translate(_table(inner)), order.translate(_table(weights)))


def _steepness(light: bytes, step: int) -> bytes:
    """Tell in sixteenths how little each inner cell counts for the slope from one neighbour to the other."""
    cells = _lanes(light)
    slopes = ((cells >> 2 * step * _LANE) + (_ONES << 8) - cells >> 1) & _ONES * 0xFF
    return _inner(bytes(step) + slopes.to_bytes(2 * len(light), "little")[::2]).translate(_SIXTEENTHS)


def _inner(cells: bytes) -> bytes:
    return b"".join([cells[row] for row in _INNER_ROWS])


def _table(inner: bytes) -> bytes:
    """Make a table of inner cells, in which `bytes.translate` looks up what a place stands for."""
    return inner + bytes(256 - len(inner))


def _lanes(light: bytes) -> int:
    """Put all cells into one number, so that one operation is done to all of them at once."""
    wide = bytearray(2 * len(light))
    wide[::2] = light
    return int.from_bytes(wide, "little")


def _lighter(cells: int, others: int, levels: int) -> int:
    """Mark each lane in which a cell is lighter than the other by so many levels or more."""
    return cells + _MARKS - others - levels * _ONES & _MARKS
