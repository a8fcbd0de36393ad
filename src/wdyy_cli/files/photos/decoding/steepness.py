"""
How steep the outlines of a picture are: in a blurred or blown-up one, each is spread over many pixels.

Looked at are all outlines along every third row, where a face is. Noise and JPEG make none of the contrast
that counts as one, so that they neither hide a blur nor look like one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from wdyy_cli.files.photos.decoding.jpeg_decode import decode_light

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wdyy_cli.files.photos.decoding.jpeg_decode import Levels
    from wdyy_cli.files.photos.decoding.picture_opening import OpenedPicture

MEASURED_SIDE = 240
"""A picture is measured at the smallest scale (1, 1/2, 1/4, 1/8) at which its shorter side is no shorter."""

WINDOW = 13
"""An outline is looked at over so many pixels."""

LEAST_CONTRAST = 60
"""So many levels (0..255) of contrast within the window make an outline."""

EVERY_ROW = 3
LEFT, TOP, RIGHT, BOTTOM = 0.035, 0.05, 0.965, 0.8
"""Where a face is, as shares of the picture; a frame stays outside."""

FEWEST_OUTLINES = 60
"""Fewer windows with an outline tell nothing."""

_LEVELS = 256


def light_to_measure(data: bytes, opened: OpenedPicture) -> Levels | None:
    """Give the lightness of a picture; None for one that is too small, and for what is no plain JPEG."""
    if opened.jpeg is None or min(opened.size) < MEASURED_SIDE or "CMYK" in opened.oddities:
        return None
    return decode_light(data, opened.jpeg, MEASURED_SIDE)


def share_of_steep(light: Levels, steep: float) -> float | None:
    """
    Give the share of the outlines of which this share of the contrast lies between two neighbouring pixels.

    None for a picture that shows too few outlines.
    """
    # Whoever has decoded the picture has loaded it.
    import numpy as np  # noqa: PLC0415

    high, wide = light.shape
    left, right = round(wide * LEFT), round(wide * RIGHT)
    rows = light[round(high * TOP) : round(high * BOTTOM) : EVERY_ROW, left:right]
    # Row behind row: windows that begin in one and end in the next are made, and left out when counted.
    levels, windows = rows.ravel(), max(0, right - left - WINDOW + 1)
    contrast = _widen(np.maximum, levels, WINDOW) - _widen(np.minimum, levels, WINDOW)
    neighbours = levels[1:], levels[:-1]
    steps = _widen(np.maximum, np.maximum(*neighbours) - np.minimum(*neighbours), WINDOW - 1)
    just_not = np.frombuffer(contrast.tobytes().translate(_just_not_steep(steep)), np.uint8)

    def count(found: NDArray[np.bool_]) -> int:
        by_row = np.zeros(rows.shape, np.bool_)
        by_row.ravel()[: len(found)] = found
        return int(np.count_nonzero(by_row[:, :windows]))

    outlines = count(contrast >= LEAST_CONTRAST)
    return None if outlines < FEWEST_OUTLINES else count(steps > just_not) / outlines


@cache
def _just_not_steep(steep: float) -> bytes:
    """Give for each contrast the largest step that is not steep: any, where the contrast makes no outline."""
    return bytes(
        _LEVELS - 1 if level < LEAST_CONTRAST else math.ceil(level * steep) - 1 for level in range(_LEVELS)
    )


def _widen(choose: Callable[[Levels, Levels], Levels], levels: Levels, width: int) -> Levels:
    """Give the least or greatest value of each window of so many neighbours."""
    done = 1
    while done < width:
        further = min(done, width - done)
        levels, done = choose(levels[further:], levels[:-further]), done + further
    return levels
