"""The samples of a background: both upper corners and a strip down each side, with a name for each sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background_places import place_sizes

if TYPE_CHECKING:
    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Pixels
    from wdyy_cli.profile import BackgroundLimits
    from wdyy_cli.rules.photo.background_places import Inside

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
        return sum([count for name, count in self.count.items() if name in names])

    def share_of(self, names: frozenset[str]) -> float:
        """Give the share of the samples with these names."""
        return self.count_of(names) / len(self.names)

    def median_of(self, names: frozenset[str]) -> Rgb:
        """Take the median of the samples with these names, at least one."""
        mask = [name in names for name in self.names]
        red, green, blue = (sorted(compress(self.rgb[channel::3], mask)) for channel in range(3))
        middle = len(red) // 2
        return red[middle], green[middle], blue[middle]

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
        """The halves of each strip."""
        left, right = self.sides
        return left.halves(), right.halves()

    @cached_property
    def parts(self) -> list[tuple[Patch, Rgb]]:
        """Corners and halves of strips with their medians; where hair covers one, that would be its edge."""
        return [
            (patch, median(patch.rgb))
            for patch in (*self.tops, *self.side_halves[0], *self.side_halves[1])
            if patch.count[hues.BLACK] <= HAIR_SHARE * len(patch.names)
        ]

    @cached_property
    def is_flat(self) -> bool:
        """Whether all samples have one colour."""
        rgb = b"".join([patch.rgb for patch in (*self.tops, *self.sides)])
        channels = (rgb[0::3], rgb[1::3], rgb[2::3])
        return all(max(channel) - min(channel) <= FLAT_LEVELS for channel in channels)

    def count_of(self, names: frozenset[str]) -> int:
        """Count the samples with these names."""
        return sum([patch.count_of(names) for patch in (*self.tops, *self.sides)])

    def share_of(self, names: frozenset[str]) -> float:
        """Share of the samples with these names; black ones in the strips are hair and do not count."""
        hits = self.count_of(names)
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
            return median(rgb)
        mask = [known == name for patch in (*self.tops, *self.sides) for known in patch.names]
        red, green, blue = (sorted(compress(rgb[channel::3], mask)) for channel in range(3))
        middle = len(red) // 2
        return red[middle], green[middle], blue[middle]


def cut_patches(pixels: Pixels, inside: Inside, limits: BackgroundLimits) -> Patches:
    """Cut corners and strips out of a picture."""
    left, top, right, _ = inside
    (top_width, top_height), (side_width, side_height) = place_sizes(inside, limits)

    def cut(x: int, columns: int, rows: int) -> Patch:
        starts = range((top * pixels.width + x) * 3, ((top + rows) * pixels.width + x) * 3, pixels.width * 3)
        return Patch(b"".join([pixels.rgb[start : start + columns * 3] for start in starts]), rows)

    return Patches(
        tops=(cut(left, top_width, top_height), cut(right - top_width, top_width, top_height)),
        sides=(cut(left, side_width, side_height), cut(right - side_width, side_width, side_height)),
    )


def cut_upper_edge(pixels: Pixels, inside: Inside, rows: int) -> Patch:
    """Cut so many rows along the whole upper edge."""
    left, top, right, _ = inside
    starts = [(row * pixels.width + left) * 3 for row in range(top, top + rows)]
    return Patch(b"".join([pixels.rgb[start : start + (right - left) * 3] for start in starts]), rows)


def median(rgb: bytes) -> Rgb:
    """Take the median, channel by channel."""
    middle = len(rgb) // 6
    return sorted(rgb[0::3])[middle], sorted(rgb[1::3])[middle], sorted(rgb[2::3])[middle]
