"""
How steep the outlines of a picture are: in a blurred or blown-up one, each is spread over many pixels.

Looked at are all outlines along every third row, where a face is. Noise and JPEG make none of the contrast
that counts as one, so that they neither hide a blur nor look like one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.files.photos.decoding.jpeg_decode import decode_light

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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

STEEPEST = 90
"""The measure is the steepness that so many percent of the outlines do not reach."""

FEWEST_OUTLINES = 60
"""Fewer windows with an outline tell nothing."""


def measure_steepness(data: bytes, opened: OpenedPicture) -> float | None:
    """
    Give the share of an outline's contrast that lies between two neighbouring pixels, for the steepest ones.

    None for a picture that is too small or shows too few outlines, and for kinds that are no plain JPEG.
    """
    if opened.jpeg is None or min(opened.size) < MEASURED_SIDE or "CMYK" in opened.oddities:
        return None
    light = decode_light(data, opened.jpeg, MEASURED_SIDE)
    return None if light is None else _steepness(light)


def _steepness(light: NDArray[np.uint8]) -> float | None:
    import numpy as np  # noqa: PLC0415 - only processes that decode pay for it

    high, wide = light.shape
    rows = light[
        round(high * TOP) : round(high * BOTTOM) : EVERY_ROW, round(wide * LEFT) : round(wide * RIGHT)
    ]
    steps = np.maximum(rows[:, 1:], rows[:, :-1]) - np.minimum(rows[:, 1:], rows[:, :-1])
    contrast = _widen(np.maximum, rows, WINDOW) - _widen(np.minimum, rows, WINDOW)
    outlines = contrast >= LEAST_CONTRAST
    if int(outlines.sum()) < FEWEST_OUTLINES:
        return None
    shares = _widen(np.maximum, steps, WINDOW - 1)[outlines] / contrast[outlines]
    return float(np.percentile(shares, STEEPEST))


def _widen(choose: np.ufunc, rows: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """Give the least or greatest value of each window of so many pixels along the rows."""
    done = 1
    while done < width:
        further = min(done, width - done)
        rows, done = choose(rows[:, further:], rows[:, :-further]), done + further
    return rows
