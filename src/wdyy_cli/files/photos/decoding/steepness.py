"""
How steep the outlines of a picture are: in a blurred or blown-up one, each is spread over many pixels.

Looked at are all outlines along every third row, where a face is. Noise and JPEG make none of the contrast
that counts as one, so that they neither hide a blur nor look like one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from wdyy_cli.files.photos.decoding.jpeg_decode import decode_light

if TYPE_CHECKING:
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


def measure_steepness(data: bytes, opened: OpenedPicture, steep: float) -> float | None:
    """
    Give the share of the outlines of which this share of the contrast lies between two neighbouring pixels.

    None for a picture that is too small or shows too few outlines, and for kinds that are no plain JPEG.
    """
    if opened.jpeg is None or min(opened.size) < MEASURED_SIDE or "CMYK" in opened.oddities:
        return None
    light = decode_light(data, opened.jpeg, MEASURED_SIDE)
    return None if light is None else _share_of_steep(light, steep)


def _share_of_steep(light: Image.Image, steep: float) -> float | None:
    wide, high = light.size
    face = (round(wide * LEFT), round(high * TOP), round(wide * RIGHT), round(high * BOTTOM))
    size = (face[2] - face[0], (face[3] - face[1]) // EVERY_ROW)
    rows = light.resize(size, Image.Resampling.NEAREST, face)
    contrast = ImageChops.subtract(
        _widen(ImageChops.lighter, rows, WINDOW), _widen(ImageChops.darker, rows, WINDOW)
    )
    outlines = sum(contrast.histogram()[LEAST_CONTRAST:])
    if outlines < FEWEST_OUTLINES:
        return None
    steps = _widen(ImageChops.lighter, _beside(ImageChops.difference, rows, 1), WINDOW - 1)
    just_not = [
        _LEVELS - 1 if level < LEAST_CONTRAST else math.ceil(level * steep) - 1 for level in range(_LEVELS)
    ]
    flat = ImageChops.subtract(steps, contrast.point(just_not)).histogram()[0]
    return (steps.width * steps.height - flat) / outlines


def _widen(
    choose: Callable[[Image.Image, Image.Image], Image.Image], rows: Image.Image, width: int
) -> Image.Image:
    """Give the least or greatest value of each window of so many pixels along the rows."""
    done = 1
    while done < width:
        further = min(done, width - done)
        rows, done = _beside(choose, rows, further), done + further
    return rows


def _beside(
    join: Callable[[Image.Image, Image.Image], Image.Image], rows: Image.Image, further: int
) -> Image.Image:
    """Join each pixel with the one so much further along its row."""
    width, height = rows.size
    return join(rows.crop((further, 0, width, height)), rows.crop((0, 0, width - further, height)))
