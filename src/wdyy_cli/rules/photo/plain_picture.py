"""Small upright pictures in which something is missing: colour, or anybody at all."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wdyy_cli.photo import Pixels

Sample = tuple[int, int, int]

# A pixel has colour when two of its channels differ by more levels than JPEG and scanners leave in grey
# pictures. Even the palest face has twice that, and is several hundredths of the picture.
GREY_CHROMA, COLOURED_SHARE = 12, 0.005

# A glance at about so many pixels settles most pictures: so many coloured ones are no noise. In many there
# are so many even among each eighth of those.
GLANCE_PIXELS, GLANCE_HITS, GLANCE_FIRST = 97, 3, 8

# The middle of the head, as shares of width and height; how light a sample of a face must be, and how many
# of them there must be; how many of those may have more chroma than a grey scan, as a share of their value:
# lips, noise, the light of the ground; and how much chroma a ground has that puts such a person to shame.
MIDDLE_COLUMNS, MIDDLE_ROWS = (0.40, 0.60), (0.25, 0.50)
LIGHT_VALUE, LIGHT_SHARE, PERSON_CHROMA, PERSON_SHARE = 40, 0.3, 0.10, 0.08
GROUND_CHROMA = 60

# A camera's white balance tints a grey person by no more than this, as a share of the value; and then all of
# the person alike but for noise, while skin, eyes and lips differ from each other even in the palest face.
MOST_TINT, TINT_DIFFERENCE, TINT_LEVELS = 0.16, 0.04, 5

# Head, hair and clothes have outlines: neighbours that differ by more levels than light fall-off, noise
# and JPEG leave in a reduced picture. In very small pictures even a gradient does, hence the levels over
# the whole width.
STEP, STEP_OVER_WIDTH = 24, 510
OUTLINE_SHARE, LEAST_OUTLINE = 0.01, 3

# In a very pale or dark picture everything differs less, gradients as well as outlines: where nearly all
# samples of a channel lie within so many levels, smaller steps count, but there must be more of them.
LOW_CONTRAST, LOW_STEP, LOW_OUTLINE_SHARE, OUTLIERS = 100, 8, 0.025, 0.02

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
    for step in (sparse * GLANCE_FIRST, sparse):
        if any(hits >= GLANCE_HITS for hits in accumulate(_count_coloured(pixels.rgb, step))):
            return False
    return sum(_count_coloured(pixels.rgb, 3)) <= COLOURED_SHARE * size


def is_nearly_one_colour(pixels: Pixels) -> bool:
    """Whether nothing in the picture has an outline: one colour, with gradient, vignette, noise or frame."""
    width, height = pixels.width, pixels.height
    if min(width, height) < LEAST_SIZE:
        return all(max(channel) - min(channel) <= STEP for channel in (pixels.rgb[at::3] for at in range(3)))
    x, y = math.ceil(width * EDGE_SHARE), math.ceil(height * EDGE_SHARE)
    rows, columns = range(y, height - y), range(x, width - x)
    least = STEP_OVER_WIDTH // min(width, height)
    step = max(STEP, least)
    lines = (_line(pixels, int(width * share), rows, channel) for share in GLANCE_LINES for channel in (0, 2))
    if any(steps >= GLANCE_STEPS for steps in accumulate(_count_steps(line, step) for line in lines)):
        return False
    inner = [_line(pixels, column, rows, channel) for column in columns for channel in (0, 2)]
    size = len(rows) * len(columns)
    if sum(_count_steps(line, step) for line in inner) >= max(LEAST_OUTLINE, OUTLINE_SHARE * size):
        return False
    if any(_contrast(b"".join(inner[at::2])) > LOW_CONTRAST for at in (0, 1)):
        return True
    low = sum(_count_steps(line, max(LOW_STEP, least)) for line in inner)
    return low < max(LEAST_OUTLINE, LOW_OUTLINE_SHARE * size)


def is_person_grey(pixels: Pixels) -> bool:
    """Whether the person in the middle has no colour, as skin has in any light, and the ground has."""
    width, height = pixels.width, pixels.height
    rows = range(int(height * MIDDLE_ROWS[0]), int(height * MIDDLE_ROWS[1]))
    start, stop = int(width * MIDDLE_COLUMNS[0]) * 3, math.ceil(width * MIDDLE_COLUMNS[1]) * 3
    size = len(rows) * (stop - start) / 3
    most_coloured = PERSON_SHARE * size
    light = []
    coloured = 0
    for row in reversed(rows):  # skin comes before hair
        for sample in _samples(pixels.rgb[row * width * 3 + start : row * width * 3 + stop]):
            if max(sample) < LIGHT_VALUE:
                continue
            light.append(sample)
            if _chroma_share(sample) > MOST_TINT:
                coloured += 1
                if coloured > most_coloured:
                    return False  # most pictures are done here
    if len(light) < LIGHT_SHARE * size or not (_are_grey(light) or _are_of_one_tint(light)):
        return False
    above = pixels.rgb[: width * 3]
    return sum(max(sample) - min(sample) >= GROUND_CHROMA for sample in _samples(above)) >= width // 2


def _are_grey(samples: Sequence[Sample]) -> bool:
    return sum(_chroma_share(sample) > PERSON_CHROMA for sample in samples) <= PERSON_SHARE * len(samples)


def _are_of_one_tint(samples: Sequence[Sample]) -> bool:
    """Whether nearly all differ from grey in one way, as after a wrong white balance."""
    lit = [(green, (red - green, blue - green)) for red, green, blue in samples if green]
    middles = [sorted(parts[at] / green for green, parts in lit)[len(lit) // 2] for at in (0, 1)]
    alike = sum(
        all(
            abs(part - middle * green) <= max(TINT_LEVELS, TINT_DIFFERENCE * green)
            for part, middle in zip(parts, middles, strict=True)
        )
        for green, parts in lit
    )
    return len(samples) - alike <= PERSON_SHARE * len(samples)


def _chroma_share(sample: Sample) -> float:
    """Give the chroma as a share of the value, 0 where it is less than that of noise."""
    value = max(sample)
    chroma = value - min(sample)
    return chroma / value if chroma > GREY_CHROMA else 0.0


def _samples(rgb: bytes) -> Iterable[Sample]:
    return zip(rgb[0::3], rgb[1::3], rgb[2::3], strict=True)


def _count_coloured(rgb: bytes, step: int) -> Iterator[int]:
    """Count pixels with colour among those every `step` bytes: by red and blue, then by red and green."""
    red = rgb[::step]
    for channel in (2, 1):
        yield _count_beyond(map(sub, red, rgb[channel::step]), GREY_CHROMA)


def _line(pixels: Pixels, column: int, rows: range, channel: int) -> bytes:
    """Take one channel of one column."""
    stride = pixels.width * 3
    return pixels.rgb[rows.start * stride + column * 3 + channel : rows.stop * stride : stride]


def _contrast(levels: bytes) -> int:
    """Give how far the levels of a channel lie apart, but for the few farthest."""
    ordered, few = sorted(levels), int(len(levels) * OUTLIERS)
    return ordered[-1 - few] - ordered[few]


def _count_steps(line: bytes, step: int) -> int:
    return _count_beyond(map(sub, line, line[1:]), step)


def _count_beyond(differences: Iterable[int], limit: int) -> int:
    ordered = sorted(differences)
    return bisect_left(ordered, -limit) + len(ordered) - bisect_right(ordered, limit)
