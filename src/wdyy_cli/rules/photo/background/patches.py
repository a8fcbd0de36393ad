"""The samples of a background: both upper corners and a strip down each side, with a name for each sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background.places import place_cutter, place_sizes

if TYPE_CHECKING:
    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Pixels
    from wdyy_cli.profile import BackgroundLimits

# A place that is hidden by more than this share says nothing about the evenness of the background.
HAIR_SHARE = 0.25

# Samples that differ by no more levels have one colour: JPEG does as much.
FLAT_LEVELS = 12


@dataclass(frozen=True)
class Patch:
    """Samples of one place, three bytes each, row by row; `only` is the name of all where that is known."""

    rgb: bytes
    rows: int
    only: str | None

    @property
    def size(self) -> int:
        """How many samples there are."""
        return len(self.rgb) // 3

    @cached_property
    def names(self) -> list[str]:
        """The word for each sample."""
        return list(hues.names_of(self.rgb)) if self.only is None else [self.only] * self.size

    @cached_property
    def count(self) -> dict[str, int]:
        """How many samples have which name, the first one first."""
        return Counter(self.names) if self.only is None else {self.only: self.size}

    @property
    def hair(self) -> int:
        """How many samples are black."""
        return self.count.get(hues.BLACK, 0)

    @property
    def without_hair(self) -> int:
        """How many samples are not black."""
        return self.size - self.hair

    def count_of(self, names: frozenset[str]) -> int:
        """Count the samples with these names."""
        return _count_of(self.count, names)

    def share_of(self, names: frozenset[str]) -> float:
        """Give the share of the samples with these names."""
        return self.count_of(names) / self.size

    def median_of(self, names: frozenset[str]) -> Rgb:
        """Take the median of the samples with these names, at least one."""
        return _median_of(self.rgb, [name in names for name in self.names])

    def halves(self) -> tuple[Patch, ...]:
        """Cut into the upper and the lower half; a single row stays whole."""
        if self.rows == 1:
            return (self,)
        upper = (self.rows + 1) // 2
        at = len(self.rgb) // self.rows * upper
        lower = self.rows - upper
        return Patch(self.rgb[:at], upper, self.only), Patch(self.rgb[at:], lower, self.only)


@dataclass(frozen=True)
class Patches:
    """
    The four places, each left and right, `top_rows` and `side_rows` high.

    `pieces` are their samples row by row, place after place; `rgb` are all together, `ordered` the levels of
    each of their channels. `is_flat` tells whether all have one colour; `only` is the name of all, None where
    there are, or may be, several.
    """

    top_rows: int
    side_rows: int
    pieces: tuple[bytes, ...]
    rgb: bytes
    ordered: list[list[int]]
    is_flat: bool
    only: str | None

    @cached_property
    def tops(self) -> tuple[Patch, Patch]:
        """The upper corners."""
        return self._cut(0, self.top_rows), self._cut(self.top_rows, self.top_rows)

    @cached_property
    def sides(self) -> tuple[Patch, Patch]:
        """The strips down the sides."""
        first = self.top_rows * 2
        return self._cut(first, self.side_rows), self._cut(first + self.side_rows, self.side_rows)

    def _cut(self, first: int, rows: int) -> Patch:
        return Patch(b"".join(self.pieces[first : first + rows]), rows, self.only)

    @cached_property
    def side_halves(self) -> tuple[tuple[Patch, ...], tuple[Patch, ...]]:
        """The halves of each strip."""
        left, right = self.sides
        return left.halves(), right.halves()

    @cached_property
    def parts(self) -> list[tuple[Patch, Rgb]]:
        """Corners and halves of strips with their medians; where hair covers one, that would be its edge."""
        return [
            (patch, _middle(_ordered(patch.rgb)))
            for patch in (*self.tops, *self.side_halves[0], *self.side_halves[1])
            if patch.hair <= HAIR_SHARE * patch.size
        ]

    @cached_property
    def count(self) -> dict[str, int]:
        """How many samples have which name, the first one first."""
        if self.only is not None:
            return {self.only: len(self.rgb) // 3}
        count: Counter[str] = Counter()
        for patch in (*self.tops, *self.sides):
            count.update(patch.count)
        return count

    @property
    def _hair(self) -> int:
        """How many samples of the strips are black."""
        return sum([patch.hair for patch in self.sides]) if hues.BLACK in self.count else 0

    def count_of(self, names: frozenset[str]) -> int:
        """Count the samples with these names."""
        return _count_of(self.count, names)

    def share_of(self, names: frozenset[str]) -> float:
        """Share of the samples with these names; black ones in the strips are hair and do not count."""
        return self.count_of(names) / (len(self.rgb) // 3 - self._hair)

    def most_frequent(self, candidates: frozenset[str] | None, unwanted: frozenset[str]) -> str:
        """Name the most frequent colour among `candidates` (None for all) but for `unwanted`, hair last."""
        count = {**self.count, hues.BLACK: self.count.get(hues.BLACK, 0) - self._hair}
        names = [
            name for name in count if (candidates is None or name in candidates) and name not in unwanted
        ]
        return max(names or count, key=count.__getitem__)

    def median_of(self, name: str) -> Rgb:
        """Take the median, channel by channel, of the samples with this name."""
        if name == self.only:
            return _middle(self.ordered)
        mask = [known == name for patch in (*self.tops, *self.sides) for known in patch.names]
        return _median_of(self.rgb, mask)


def cut_patches(pixels: Pixels, limits: BackgroundLimits) -> Patches:
    """Cut corners and strips out of a picture."""
    sizes = place_sizes(pixels.width, pixels.height, limits)
    pieces = place_cutter(pixels.width, sizes)(pixels.rgb)
    rgb = b"".join(pieces)
    ordered = _ordered(rgb)
    flat = all(levels[-1] - levels[0] <= FLAT_LEVELS for levels in ordered)
    only = hues.only_name_between(_at(ordered, 0), _at(ordered, -1)) if flat else hues.only_name_of(rgb)
    (_, top_rows), (_, side_rows) = sizes
    return Patches(top_rows, side_rows, pieces, rgb, ordered, flat, only)


def cut_upper_edge(pixels: Pixels, rows: int) -> Patch:
    """Cut so many rows along the whole upper edge."""
    return Patch(pixels.rgb[: pixels.width * rows * 3], rows, None)


def _count_of(count: dict[str, int], names: frozenset[str]) -> int:
    return sum([number for name, number in count.items() if name in names])


def _median_of(rgb: bytes, mask: list[bool]) -> Rgb:
    """Take the median, channel by channel, of the samples that are marked."""
    return _middle([sorted(compress(rgb[channel::3], mask)) for channel in range(3)])


def _ordered(rgb: bytes) -> list[list[int]]:
    """Order the levels of each channel."""
    return [sorted(rgb[0::3]), sorted(rgb[1::3]), sorted(rgb[2::3])]


def _middle(ordered: list[list[int]]) -> Rgb:
    return _at(ordered, len(ordered[0]) // 2)


def _at(ordered: list[list[int]], place: int) -> Rgb:
    red, green, blue = ordered
    return red[place], green[place], blue[place]
