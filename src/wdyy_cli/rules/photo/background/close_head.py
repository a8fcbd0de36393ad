"""Whether a head fills a picture so that hardly any background is left to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli import colour as hues

if TYPE_CHECKING:
    from wdyy_cli.colour import Rgb
    from wdyy_cli.photo import Pixels

# Skin, in any light: degrees of hue, saturation.
SKIN_HUES, SKIN_SATURATIONS = (2.0, 42.0), (0.10, 0.75)

# The lines from edge to edge, as shares of the height, that go over the face of such a head.
LINES = (0.28, 0.36, 0.44, 0.52)

# Skin that goes on from an edge inwards over so much of the width without an outline is a face, no wall: from
# sample to sample the brightness changes by no more than this share. Where hair is at the edges, the face
# between is wider than this. In both cases on so many lines.
REACH, SMOOTH, BROAD_FACE, LEAST_LINES = 0.42, 0.16, 0.6, 2

# A wall is of one colour along both edges, so many levels (0..255) more or less: a strip of this width down
# to this height. A face has eyes, shades and hair there; hair alone may look like a black wall.
EDGE_WIDTH, EDGE_HEIGHT, WALL_LEVELS, WALL_SHARE = 0.08, 0.42, 36, 0.9


def head_fills_picture(pixels: Pixels, colour: Rgb) -> bool:
    """Whether the colour that was found at the edges is that of a face, or of the hair around it."""
    is_hair = hues.name_colour(colour) == hues.BLACK
    if not is_hair and (not _is_skin(colour) or _is_wall(pixels, colour)):
        return False
    width, height = pixels.width, pixels.height
    starts = [min(height - 1, round(height * share)) * width for share in LINES]
    lines = [[pixels.rgb[(at + x) * 3 : (at + x) * 3 + 3] for x in range(width)] for at in starts]
    if is_hair:
        return sum(_share_of_skin(line) >= BROAD_FACE for line in lines) >= LEAST_LINES
    return any(sum(_goes_on(line[::step]) for line in lines) >= LEAST_LINES for step in (1, -1))


def _is_wall(pixels: Pixels, colour: Rgb) -> bool:
    """Whether both edges are of one colour from the top down, which no head is."""
    width = pixels.width
    wide, high = max(1, round(width * EDGE_WIDTH)), max(1, round(pixels.height * EDGE_HEIGHT))
    places = [
        (row * width + column) * 3
        for row in range(high)
        for column in (*range(wide), *range(width - wide, width))
    ]
    like = sum(
        all(abs(pixels.rgb[at + channel] - level) <= WALL_LEVELS for channel, level in enumerate(colour))
        for at in places
    )
    return like >= WALL_SHARE * len(places)


def _share_of_skin(line: list[bytes]) -> float:
    return sum(_is_skin((red, green, blue)) for red, green, blue in line) / len(line)


def _goes_on(line: list[bytes]) -> bool:
    """Whether skin goes on from the first sample inwards."""
    before = 0
    for red, green, blue in line[1 : max(3, round(len(line) * REACH))]:
        value = max(red, green, blue)
        if not _is_skin((red, green, blue)) or (before and abs(value - before) > SMOOTH * max(value, before)):
            return False
        before = value
    return True


def _is_skin(colour: Rgb) -> bool:
    hue, saturation = hues.measure_hue(colour), hues.measure_saturation(colour)
    return (
        max(colour) >= hues.DIM_VALUE
        and SKIN_HUES[0] <= hue <= SKIN_HUES[1]
        and SKIN_SATURATIONS[0] <= saturation <= SKIN_SATURATIONS[1]
    )
