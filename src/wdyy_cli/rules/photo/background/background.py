"""
What the background of a small upright picture is: accepted, another colour, or one that needs a look.

Looked at are the places where background must be: both upper corners and a strip down each side to about the
ear; and whether anything else stands beside the head. Hair, face and clothes are not looked at, so red
clothes make no red background.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background.beside import ThingBeside, find_beside, find_walls
from wdyy_cli.rules.photo.background.close_head import head_fills_picture
from wdyy_cli.rules.photo.background.fading import (
    follow_background,
    is_tint,
    measure_fading,
    measure_turn_below,
    measure_unevenness,
)
from wdyy_cli.rules.photo.background.patches import Patch, Patches, cut_patches, cut_upper_edge
from wdyy_cli.rules.photo.background.places import take_inside

if TYPE_CHECKING:
    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Frame, Pixels
    from wdyy_cli.profile import BackgroundLimits, ColourName


# So much of a picture may be brighter than a dark one: a white collar, the light in the eyes.
DARK_SHARE = 0.01


class GroundVerdict(StrEnum):
    """What is to be said about a background; all but `accepted` and `wrong colour` ask a person to look."""

    ACCEPTED = "accepted"
    WRONG_COLOUR = "wrong colour"
    PARTLY = "partly"
    GRADIENT = "gradient"
    UNEVEN = "uneven"
    NEARLY = "nearly"
    BESIDE = "beside"
    HIDDEN = "hidden"
    DARK = "dark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Background:
    """
    The judged background of one picture.

    `wanted` is the accepted colour that comes nearest; `share` (0..1) is how much of the background has it,
    or one near it. `found` names the most frequent colour: among all samples where accepted, among the near
    ones where it is only near, else among those that are not accepted; `typical` is the median of its
    samples. `value_drop` (0..1) measures by how much a part of the background is darker. `beside` is what
    else stands there.
    """

    verdict: GroundVerdict
    wanted: ColourName
    share: float
    found: str
    typical: Rgb
    value_drop: float = 0.0
    beside: ThingBeside | None = None

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
    inside = take_inside(pixels, frame, width, height)
    patches = cut_patches(inside, limits)
    shares = {name: patches.share_of(hues.SIMILAR_NAMES[name]) for name in limits.accepted}
    best = max(shares.items(), key=itemgetter(1))
    share = best[1]
    judge = _judge_other if share <= limits.fail_share and share < 1 else _judge_similar
    return judge(inside, patches, best, limits)


def _judge_other(
    pixels: Pixels, patches: Patches, best: tuple[ColourName, float], limits: BackgroundLimits
) -> Background:
    """Name the colour of a background that is hardly anywhere of the wanted one."""
    wanted, share = best
    similar = hues.SIMILAR_NAMES[wanted]
    found = patches.most_frequent(None, similar)
    typical = patches.median_of(found)
    judged = Background(
        verdict=GroundVerdict.WRONG_COLOUR, wanted=wanted, share=share, found=found, typical=typical
    )
    upper = cut_upper_edge(pixels, patches.top_rows)
    between = upper.share_of(similar)
    if between and between >= limits.between_share:
        beside = find_walls(pixels, upper.median_of(similar), limits)
        if beside is not None:
            return replace(judged, verdict=GroundVerdict.BESIDE, beside=beside)
    if head_fills_picture(pixels, typical):
        return replace(judged, verdict=GroundVerdict.HIDDEN)
    return judged


def _judge_similar(
    pixels: Pixels, patches: Patches, best: tuple[ColourName, float], limits: BackgroundLimits
) -> Background:
    """Judge a background that has the wanted colour, or one near it, in a good part."""
    wanted, share = best
    similar = hues.SIMILAR_NAMES[wanted]
    main = patches.most_frequent(similar, frozenset())
    reference = patches.median_of(main)
    ends = follow_background(pixels, patches.side_rows, limits)
    if patches.is_flat:
        fading = measure_fading(reference, ends, limits)
        passed, darkening, turning = True, 0.0, 0.0
    else:
        fading = measure_fading(reference, [*(median for _, median in patches.parts), *ends], limits)
        darkening, turning = measure_unevenness(patches, reference, similar)
        passed = _is_everywhere(patches, similar, share, limits)
    turning = max(turning, measure_turn_below(reference, ends[::2], limits))
    judged = Background(
        verdict=GroundVerdict.ACCEPTED,
        wanted=wanted,
        share=share,
        found=main,
        typical=reference,
        value_drop=darkening,
    )
    other = judged
    if not passed:
        found = patches.most_frequent(None, similar)
        other = replace(judged, found=found, typical=patches.median_of(found))
    # Half a wall of another colour has an edge that looks like fading: what lies beyond it tells.
    if fading > limits.gradient_saturation_drop and is_tint(other.typical, reference):
        return replace(other, verdict=GroundVerdict.GRADIENT)
    if not passed:
        beside = find_beside(pixels, reference, limits)
        return replace(
            other, verdict=GroundVerdict.PARTLY if beside is None else GroundVerdict.BESIDE, beside=beside
        )
    if turning > limits.gradient_hue_turn or darkening > limits.uneven_value_drop:
        turns = turning > limits.gradient_hue_turn
        return replace(judged, verdict=GroundVerdict.GRADIENT if turns else GroundVerdict.UNEVEN)
    return _judge_even(pixels, patches, judged, limits)


def _judge_even(pixels: Pixels, patches: Patches, judged: Background, limits: BackgroundLimits) -> Background:
    """Judge a background that is even: what stands before it, and whether people may differ about it."""
    beside = find_beside(pixels, judged.typical, limits)
    if beside is not None:
        return replace(judged, verdict=GroundVerdict.BESIDE, beside=beside)
    near = hues.NEAR_NAMES[judged.wanted]
    if patches.count_of(near) > limits.near_share * patches.count_of(hues.SIMILAR_NAMES[judged.wanted]):
        name = patches.most_frequent(near, frozenset())
        return replace(judged, verdict=GroundVerdict.NEARLY, found=name, typical=patches.median_of(name))
    return replace(judged, verdict=GroundVerdict.DARK) if _is_dark(pixels, limits) else judged


def _is_dark(pixels: Pixels, limits: BackgroundLimits) -> bool:
    """Whether hardly anything in the whole picture is bright: a dark red wall has a bright face before it."""
    bright = pixels.rgb.translate(None, bytes(range(limits.dark_picture_value + 1)))
    return len(bright) <= DARK_SHARE * pixels.width * pixels.height


def _is_everywhere(
    patches: Patches, accepted: frozenset[str], share: float, limits: BackgroundLimits
) -> bool:
    def shown(patch: Patch) -> float:
        return patch.count_of(accepted) / patch.without_hair if patch.without_hair else 1.0

    if patches.only in accepted:
        return True  # no share can be larger

    both = sum(patch.share_of(accepted) for patch in patches.sides) / len(patches.sides)
    return (
        share >= limits.pass_share
        and both >= limits.pass_share_both_sides
        and min(patch.share_of(accepted) for patch in patches.tops) >= limits.pass_share_hairy_top
        and min(map(shown, patches.tops)) >= limits.pass_share_each_top
        and min(map(shown, patches.sides)) >= limits.pass_share_each_patch
        and max(shown(halves[-1]) for halves in patches.side_halves) >= limits.pass_share_lower_side
    )
