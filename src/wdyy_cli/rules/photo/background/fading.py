"""How unlike each other the parts of a background are: paler, darker, of another hue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli import colour as hues
from wdyy_cli.rules.photo.background.patches import HAIR_SHARE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Pixels
    from wdyy_cli.profile import BackgroundLimits
    from wdyy_cli.rules.photo.background.patches import Patches

# A part of the background belongs to the gradient of another colour when its hue lies within so many
# degrees and it has at least this much saturation; less says nothing about hue.
SAME_HUE, LEAST_SATURATION = 25.0, 0.06

# Of the hue a place tells as long as no more than this share is hidden.
TURNING_SHARE = 0.67


def measure_fading(reference: Rgb, others: Iterable[Rgb], limits: BackgroundLimits) -> float:
    """Measure by how much saturation drops between parts of the reference's hue that stay as bright."""
    colours = (reference, *others)
    if not _whitens(colours, limits):
        return 0.0  # nor do some of them
    hue = hues.measure_hue(reference)
    seen = [colour for colour in colours if _has_hue(colour) and abs(_turn(colour, hue)) <= SAME_HUE]
    # A background without hue (white, grey), or one that nowhere becomes whiter.
    if not _whitens(seen, limits):
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


def measure_unevenness(patches: Patches, reference: Rgb, accepted: frozenset[str]) -> tuple[float, float]:
    """Measure which share of the value the darkest part lacks, and by how many degrees the hue turns."""
    if not _has_hue(reference):
        return 0.0, 0.0
    hue = hues.measure_hue(reference)
    shown = [(patch.share_of(accepted), median) for patch, median in patches.parts]
    values = [max(median) for share, median in shown if share >= 1 - HAIR_SHARE]
    turns = [_turn(median, hue) for share, median in shown if share > TURNING_SHARE]
    darkening = 1 - min(values) / max(values) if values else 0.0
    return darkening, max(turns) - min(turns) if turns else 0.0


def measure_turn_below(reference: Rgb, below: Iterable[Rgb], limits: BackgroundLimits) -> float:
    """
    Measure by how many degrees the hue has turned where the background ends below.

    It counts as far as it turned the same way on all sides: a single end may lie in hair or in a sleeve. What
    is darker there lies in shade, which tells little about hue.
    """
    if not _has_hue(reference):
        return 0.0
    hue, least = hues.measure_hue(reference), max(reference) * limits.gradient_value_kept
    turns = [_turn(colour, hue) if max(colour) >= least and _has_hue(colour) else 0.0 for colour in below]
    return max(min(turns), -max(turns), 0.0)


def is_tint(colour: Rgb, reference: Rgb) -> bool:
    """Whether a part is the reference colour, only paler, stronger, darker or brighter."""
    return _has_hue(colour) and abs(_turn(colour, hues.measure_hue(reference))) <= SAME_HUE


def _has_hue(colour: Rgb) -> bool:
    """Whether a colour is bright and strong enough to tell its hue."""
    return max(colour) >= hues.DIM_VALUE and hues.measure_saturation(colour) >= LEAST_SATURATION


def _turn(colour: Rgb, hue: float) -> float:
    """Give the way from a hue to that of a colour, -180 … 180 degrees."""
    return (hues.measure_hue(colour) - hue + 180) % 360 - 180


def _whitens(colours: Collection[Rgb], limits: BackgroundLimits) -> bool:
    """Whether some of these colours are whiter than others."""
    least = [min(colour) for colour in colours]
    return bool(least) and max(least) - min(least) >= limits.gradient_white_levels


def follow_background(pixels: Pixels, rows: int, limits: BackgroundLimits) -> list[Rgb]:
    """
    Follow the background from the ends of the strips, `rows` high, down and inwards while it is even.

    Gives the ends on the left, below and inwards, and then those on the right.
    """
    stride = pixels.width * 3
    inset = min(1, pixels.width // 3)  # the outermost column may be blurred
    row = rows - 1
    down = max(1, round(pixels.height * limits.follow_height) - row)
    across = max(1, pixels.width // 2 - inset)
    step = limits.follow_step_levels
    ends = []
    for column, inwards in ((inset, 3), (pixels.width - 1 - inset, -3)):
        start = row * stride + column * 3
        ends.append(_follow(pixels.rgb, range(start, start + down * stride, stride), step))
        ends.append(_follow(pixels.rgb, range(start, start + across * inwards, inwards), step))
    return ends


def _follow(rgb: bytes, path: range, step: int) -> Rgb:
    """Give the last colour on the path, positions in bytes, before a channel changes by more than `step`."""
    red, green, blue = rgb[path[0] : path[0] + 3]
    step = max(step * 2 // 3, step * max(red, green, blue) // 255)  # in the dark, less is an outline already
    for at in path[1:]:
        next_red, next_green, next_blue = rgb[at], rgb[at + 1], rgb[at + 2]
        if not (
            -step <= next_red - red <= step
            and -step <= next_green - green <= step
            and -step <= next_blue - blue <= step
        ):
            break
        red, green, blue = next_red, next_green, next_blue
    return red, green, blue
