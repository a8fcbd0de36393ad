"""Small upright pictures in which something is missing: colour, or anybody at all."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.model import Pixels

# A pixel has colour when two of its channels differ by more levels than JPEG and scanners leave in grey
# pictures. Even the palest face has twice that, and is several hundredths of the picture.
GREY_CHROMA, COLOURED_SHARE = 12, 0.005

# A glance at about so many pixels settles most pictures: so many coloured ones are no noise.
GLANCE_PIXELS, GLANCE_HITS = 97, 3

# Head, hair and clothes have outlines: neighbours that differ by more levels than light fall-off, noise
# and JPEG leave in a reduced picture. In very small pictures even a gradient does, hence the levels over
# the whole width.
STEP, STEP_OVER_WIDTH = 24, 510
OUTLINE_SHARE, LEAST_OUTLINE = 0.01, 3

# In smaller pictures there is no room for an outline: only a really flat one is nobody.
LEAST_SIZE = 6

# Lines down the picture, as shares of its width, that nearly always cross a person, with at least so many
# steps.
GLANCE_LINES, GLANCE_STEPS = (0.5, 0.35, 0.65), 8

# So much of each edge may be a frame.
EDGE_SHARE = 0.1


def is_colourless(pixels: Pixels) -> bool:
    """Whether this is a grey picture, whatever its colour mode: hardly a pixel has more chroma than noise."""
    size = len(pixels.rgb) // 3
    sparse = 3 * (size // GLANCE_PIXELS or 1)
    if _count_coloured(pixels.rgb, sparse) >= GLANCE_HITS:
        return False
    return _count_coloured(pixels.rgb, 3) <= COLOURED_SHARE * size


def is_nearly_one_colour(pixels: Pixels) -> bool:
    """Whether nothing in the picture has an outline: one colour, with gradient, vignette, noise or frame."""
    width, height = pixels.width, pixels.height
    if min(width, height) < LEAST_SIZE:
        return all(max(channel) - min(channel) <= STEP for channel in (pixels.rgb[at::3] for at in range(3)))
    x, y = math.ceil(width * EDGE_SHARE), math.ceil(height * EDGE_SHARE)
    rows, columns = range(y, height - y), range(x, width - x)
    step = max(STEP, STEP_OVER_WIDTH // min(width, height))
    lines = (_line(pixels, int(width * share), rows, channel) for share in GLANCE_LINES for channel in (0, 2))
    if any(steps >= GLANCE_STEPS for steps in accumulate(_count_steps(line, step) for line in lines)):
        return False
    outline = sum(
        _count_steps(_line(pixels, column, rows, channel), step) for column in columns for channel in (0, 2)
    )
    return outline < max(LEAST_OUTLINE, OUTLINE_SHARE * len(rows) * len(columns))


def _count_coloured(rgb: bytes, step: int) -> int:
    """Count pixels with colour among those every `step` bytes; those that differ in two ways count twice."""
    red, green, blue = (rgb[channel::step] for channel in range(3))
    return _count_beyond(map(sub, red, blue), GREY_CHROMA) + _count_beyond(map(sub, red, green), GREY_CHROMA)


def _line(pixels: Pixels, column: int, rows: range, channel: int) -> bytes:
    """Take one channel of one column."""
    stride = pixels.width * 3
    return pixels.rgb[rows.start * stride + column * 3 + channel : rows.stop * stride : stride]


def _count_steps(line: bytes, step: int) -> int:
    return _count_beyond(map(sub, line, line[1:]), step)


def _count_beyond(differences: Iterable[int], limit: int) -> int:
    ordered = sorted(differences)
    return bisect_left(ordered, -limit) + len(ordered) - bisect_right(ordered, limit)
