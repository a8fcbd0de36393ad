"""What the background of a small upright picture is: accepted, another colour, accepted only in part."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.background_places import (
    HAIR_SHARE,
    Patch,
    Patches,
    cut_patches,
    find_inside,
    follow_background,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wdyy_cli.colour import Rgb
    from wdyy_cli.model import Frame, Pixels
    from wdyy_cli.profile import BackgroundLimits, ColourName

# A part of the background belongs to the gradient of another colour when its hue lies within so many
# degrees and it has at least this much saturation; less says nothing about hue.
SAME_HUE, LEAST_SATURATION = 25.0, 0.06

# A place tells of the hue of the background as long as most of it, this share, is background.
TURNING_SHARE = 0.67


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
    patches = cut_patches(pixels, inside, limits)
    flat = patches.flat_colour()
    if flat is not None:
        ends = follow_background(pixels, inside, patches.sides[0].rows, limits)
        return _judge_flat(flat, _measure_fading(flat, ends, limits), limits.accepted, limits)
    wanted = max(limits.accepted, key=lambda name: patches.share_of(hues.ACCEPTED_NAMES[name]))
    accepted = hues.ACCEPTED_NAMES[wanted]
    share = patches.share_of(accepted)
    if share <= limits.fail_share:
        found = patches.most_frequent(None, accepted)
        return Background(
            verdict=Verdict.WRONG_COLOUR,
            wanted=wanted,
            share=share,
            found=found,
            typical=patches.median_of(found),
        )
    main = patches.most_frequent(accepted, frozenset())
    reference = patches.median_of(main)
    ends = follow_background(pixels, inside, patches.sides[0].rows, limits)
    fading = _measure_fading(reference, [*(median for _, median in patches.parts), *ends], limits)
    darkening, turning = _measure_unevenness(patches, reference, accepted)
    passed = _is_everywhere(patches, accepted, share, limits)
    found = main if passed else patches.most_frequent(None, accepted)
    typical = reference if passed else patches.median_of(found)
    # Half a wall of another colour has an edge that looks like fading: what lies beyond it tells.
    if fading > limits.gradient_saturation_drop and _is_tint(typical, reference):
        verdict = Verdict.GRADIENT
    elif not passed:
        verdict = Verdict.PARTLY
    elif turning > limits.gradient_hue_turn:
        verdict = Verdict.GRADIENT
    elif darkening > limits.uneven_value_drop:
        verdict = Verdict.UNEVEN
    else:
        verdict = Verdict.ACCEPTED
    return Background(
        verdict=verdict,
        wanted=wanted,
        share=share,
        found=found,
        typical=typical,
        saturation_drop=fading,
        value_drop=darkening,
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


def _is_everywhere(
    patches: Patches, accepted: frozenset[str], share: float, limits: BackgroundLimits
) -> bool:
    def shown(patch: Patch) -> float:
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


def _measure_unevenness(patches: Patches, reference: Rgb, accepted: frozenset[str]) -> tuple[float, float]:
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
