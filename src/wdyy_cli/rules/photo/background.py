"""
What the background of a small upright picture is: accepted, another colour, or the accepted one only in part.

Looked at are the places where background must be: both upper corners and a strip down each side to about the
ear. Hair, face and clothes are not looked at, so red clothes make no red background.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background_places import find_inside, place_sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wdyy_cli.colour import Rgb
    from wdyy_cli.model import Frame, Pixels
    from wdyy_cli.profile import BackgroundLimits, ColourName

# A part of the background belongs to the gradient of another colour when its hue lies within so many
# degrees and it has at least this much saturation; less says nothing about hue.
SAME_HUE, LEAST_SATURATION = 25.0, 0.06

# A place that is hidden by more than this share says nothing about the evenness of the background. Of its hue
# it tells as long as most of it is background.
HAIR_SHARE, TURNING_SHARE = 0.25, 0.67

# Samples that differ by no more levels have one colour: JPEG does as much.
FLAT_LEVELS = 12


class Verdict(StrEnum):
    """What is to be said about a background; all but `accepted` and `wrong colour` ask a person to look."""

    ACCEPTED = "accepted"
    WRONG_COLOUR = "wrong colour"
    PARTLY = "partly"
    GRADIENT = "gradient"
    UNEVEN = "uneven"


@dataclass(frozen=True, kw_only=True, slots=True)
class Background:
    """
    The judged background of one picture.

    `wanted` is the accepted colour that comes nearest; `share` (0..1) is how much of the background has it.
    `found` names the most frequent colour: among all samples where accepted, else among those that are not
    accepted; `typical` is the median of its samples. `saturation_drop` and `value_drop` (0..1) measure how
    unlike each other the parts of the background are: fading to white, and darkening.
    """

    verdict: Verdict
    wanted: ColourName
    share: float
    found: str
    typical: Rgb
    saturation_drop: float = 0.0
    value_drop: float = 0.0

    @property
    def wanted_word(self) -> str:
        """The Chinese word for the wanted colour."""
        return hues.WORDS[self.wanted]

    @property
    def typical_hex(self) -> str:
        """The typical value as #RRGGBB."""
        return hues.hex_of(self.typical)

    @property
    def percent(self) -> int:
        """`share` in whole percent, never rounded up to 100."""
        return math.floor(self.share * 100)


@dataclass(frozen=True)
class _Patch:
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
        return len(self.names) - self.count[hues.BLACK]

    def count_of(self, names: frozenset[str]) -> int:
        return sum([self.count.get(name, 0) for name in names])

    def share_of(self, names: frozenset[str]) -> float:
        return self.count_of(names) / len(self.names)

    def halves(self) -> tuple[_Patch, ...]:
        """Cut into the upper and the lower half; a single row stays whole."""
        if self.rows == 1:
            return (self,)
        upper = (self.rows + 1) // 2
        at = len(self.rgb) // self.rows * upper
        return _Patch(self.rgb[:at], upper), _Patch(self.rgb[at:], self.rows - upper)


@dataclass(frozen=True)
class _Patches:
    """The four places, each left and right."""

    tops: tuple[_Patch, _Patch]
    sides: tuple[_Patch, _Patch]

    @cached_property
    def side_halves(self) -> tuple[tuple[_Patch, ...], tuple[_Patch, ...]]:
        left, right = self.sides
        return left.halves(), right.halves()

    @cached_property
    def parts(self) -> list[tuple[_Patch, Rgb]]:
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


def judge_background(
    pixels: Pixels, frame: Frame | None, width: int, height: int, limits: BackgroundLimits
) -> Background:
    """
    Judge the background inside `frame`, measured in pixels of the upright `width` x `height` picture.

    `pixels` is that picture reduced to about one eighth. Raises ValueError where `limits` names no colour.
    """
    if limits.accepted == "any" or not limits.accepted:
        raise ValueError("no accepted background colour to judge by")
    inside = find_inside(pixels, frame, width, height)
    patches = _cut_patches(pixels, inside, limits)
    flat = patches.flat_colour()
    if flat is not None:
        ends = _follow_background(pixels, inside, patches.sides[0].rows, limits)
        return _judge_flat(flat, _measure_fading(flat, ends, limits), limits.accepted, limits)
    wanted = max(limits.accepted, key=lambda name: patches.share_of(hues.ACCEPTED_NAMES[name]))
    accepted = hues.ACCEPTED_NAMES[wanted]
    share = patches.share_of(accepted)
    if share <= limits.fail_share:
        return _judge_other(patches, wanted, share)
    main = patches.most_frequent(accepted, frozenset())
    reference = patches.median_of(main)
    ends = _follow_background(pixels, inside, patches.sides[0].rows, limits)
    fading = _measure_fading(reference, [*(median for _, median in patches.parts), *ends], limits)
    darkening, turning = _measure_unevenness(patches, reference, accepted)
    passed = _is_everywhere(patches, accepted, share, limits)
    found = main if passed else patches.most_frequent(None, accepted)
    typical = reference if passed else patches.median_of(found)
    verdict = Verdict.ACCEPTED
    # Half a wall of another colour has an edge that looks like fading: what lies beyond it tells.
    if fading > limits.gradient_saturation_drop and _is_tint(typical, reference):
        verdict = Verdict.GRADIENT
    elif not passed:
        verdict = Verdict.PARTLY
    elif turning > limits.gradient_hue_turn:
        verdict = Verdict.GRADIENT
    elif darkening > limits.uneven_value_drop:
        verdict = Verdict.UNEVEN
    return Background(
        verdict=verdict,
        wanted=wanted,
        share=share,
        found=found,
        typical=typical,
        saturation_drop=fading,
        value_drop=darkening,
    )


def _judge_other(patches: _Patches, wanted: ColourName, share: float) -> Background:
    """Name the colour of a background that is hardly anywhere of the wanted one."""
    found = patches.most_frequent(None, hues.ACCEPTED_NAMES[wanted])
    return Background(
        verdict=Verdict.WRONG_COLOUR,
        wanted=wanted,
        share=share,
        found=found,
        typical=patches.median_of(found),
    )


def _judge_flat(
    colour: Rgb, fading: float, accepted: Sequence[ColourName], limits: BackgroundLimits
) -> Background:
    """Judge a background that is one colour wherever it was looked at; further down it may still fade."""
    found = hues.name_colour(colour)
    wanted = next((name for name in accepted if found in hues.ACCEPTED_NAMES[name]), None)
    if wanted is None:
        return Background(
            verdict=Verdict.WRONG_COLOUR, wanted=accepted[0], share=0.0, found=found, typical=colour
        )
    verdict = Verdict.GRADIENT if fading > limits.gradient_saturation_drop else Verdict.ACCEPTED
    return Background(
        verdict=verdict, wanted=wanted, share=1.0, found=found, typical=colour, saturation_drop=fading
    )


def _cut_patches(pixels: Pixels, inside: tuple[int, int, int, int], limits: BackgroundLimits) -> _Patches:
    left, top, right, _ = inside
    (top_width, top_height), (side_width, side_height) = place_sizes(inside, limits)

    def cut(x: int, columns: int, rows: int) -> _Patch:
        starts = range((top * pixels.width + x) * 3, ((top + rows) * pixels.width + x) * 3, pixels.width * 3)
        return _Patch(b"".join([pixels.rgb[start : start + columns * 3] for start in starts]), rows)

    return _Patches(
        tops=(cut(left, top_width, top_height), cut(right - top_width, top_width, top_height)),
        sides=(cut(left, side_width, side_height), cut(right - side_width, side_width, side_height)),
    )


def _is_everywhere(
    patches: _Patches, accepted: frozenset[str], share: float, limits: BackgroundLimits
) -> bool:
    def shown(patch: _Patch) -> float:
        return patch.count_of(accepted) / patch.without_hair if patch.without_hair else 1.0

    both = sum(patch.share_of(accepted) for patch in patches.sides) / len(patches.sides)
    return (
        share >= limits.pass_share
        and both >= limits.pass_share_both_sides
        and min(patch.share_of(accepted) for patch in patches.tops) >= limits.pass_share_hairy_top
        and min(map(shown, patches.tops)) >= limits.pass_share_each_top
        and min(map(shown, patches.sides)) >= limits.pass_share_each_patch
        and max(shown(halves[-1]) for halves in patches.side_halves) >= limits.pass_share_lower_side
    )


def _measure_fading(reference: Rgb, others: Iterable[Rgb], limits: BackgroundLimits) -> float:
    """Measure by how much saturation drops between parts of the reference's hue that stay as bright."""
    seen = [colour for colour in (reference, *others) if _is_tint(colour, reference)]
    least = [min(colour) for colour in seen]
    # A background without hue (white, grey), or one that nowhere becomes whiter.
    if not seen or max(least) - min(least) < limits.gradient_white_levels:
        return 0.0
    full = max(seen, key=hues.measure_saturation)
    # Hair that mixes with the background loses brightness along with saturation; fading to white keeps it.
    return max(
        hues.measure_saturation(full) - hues.measure_saturation(colour)
        for colour in seen
        if colour is full
        or (
            max(colour) >= max(full) * limits.gradient_value_kept
            and min(colour) - min(full) >= limits.gradient_white_levels
        )
    )


def _measure_unevenness(patches: _Patches, reference: Rgb, accepted: frozenset[str]) -> tuple[float, float]:
    """Measure which share of the value the darkest part lacks, and by how many degrees the hue turns."""
    if not _is_tint(reference, reference):
        return 0.0, 0.0
    shown = [(patch.share_of(accepted), median) for patch, median in patches.parts]
    values = [max(median) for share, median in shown if share >= 1 - HAIR_SHARE]
    turns = [_turn(median, reference) for share, median in shown if share > TURNING_SHARE]
    darkening = 1 - min(values) / max(values) if values else 0.0
    return darkening, max(turns) - min(turns) if turns else 0.0


def _is_tint(colour: Rgb, reference: Rgb) -> bool:
    """Whether a part is the reference colour, only paler, stronger, darker or brighter."""
    if max(colour) < hues.DIM_VALUE or hues.measure_saturation(colour) < LEAST_SATURATION:
        return False
    return abs(_turn(colour, reference)) <= SAME_HUE


def _turn(colour: Rgb, reference: Rgb) -> float:
    """Give the way from the reference's hue to another, -180 … 180 degrees."""
    return (hues.measure_hue(colour) - hues.measure_hue(reference) + 180) % 360 - 180


def _follow_background(
    pixels: Pixels, inside: tuple[int, int, int, int], rows: int, limits: BackgroundLimits
) -> list[Rgb]:
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
