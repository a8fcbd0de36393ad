"""
Decoding a JPEG small, and telling whether all of it is there.

Pillow hides the warnings of libjpeg. Here they count: what remains of them when all metadata are left aside
is damage to the pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from wdyy_cli.files.photos.decoding.jpeg_segments import jpeg_essence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from wdyy_cli.files.photos.decoding.jpeg_segments import JpegFacts

    Levels = NDArray[np.uint8]
    """Levels 0..255, row by row from the top; where there are several channels, the last axis counts them."""

END_MARK = b"\xff\xd9"

_SCALES = (8, 4, 2)
_ZERO_BYTES = bytes(64)
"""A run of zeros that no sound scan has; see `_zeros_are_possible`."""

_STEPS_MARK, _STEPS = b"\xff\xdb", 64
_TABLE_MARK, _TABLE_HEAD = b"\xff\xc4", 17


@dataclass(frozen=True, kw_only=True, slots=True)
class SmallJpeg:
    """
    What came out of a JPEG.

    `image` is reduced by 1, 2, 4 or 8, None where the decoder does not know this kind of JPEG, or nothing
    came out. `damaged`: some of the data is lost or wrong, and `image` shows what it looks like.
    `lacks_end`: nothing is missing but the mark at the end.
    """

    image: Image.Image | None
    damaged: bool = False
    lacks_end: bool = False


def decode_small(data: bytes, facts: JpegFacts, least: int) -> SmallJpeg:
    """Decode a JPEG as small as a shorter side of `least` pixels allows; raises nothing."""
    if _steps_are_lost(facts):
        return SmallJpeg(image=_decode(jpeg_essence(data, facts), facts, least, strict=False), damaged=True)
    if not facts.odd and (image := _decode(data, facts, least)) is not None and not _has_zeros(data, facts):
        return SmallJpeg(image=image)
    essence = jpeg_essence(data, facts)
    if _has_zeros(essence, facts):
        return SmallJpeg(image=_decode(essence, facts, least, strict=False), damaged=True)
    image = _decode(essence, facts, least)
    if image is not None:
        return SmallJpeg(image=image, lacks_end=not essence.endswith(END_MARK))
    if not essence.endswith(END_MARK) and (image := _decode(essence + END_MARK, facts, least)) is not None:
        return SmallJpeg(image=image, lacks_end=True)
    image = _decode(essence, facts, least, strict=False)
    return SmallJpeg(image=image, damaged=image is not None)


def decode_light(data: bytes, facts: JpegFacts, least: int) -> Levels | None:
    """Decode the lightness of a JPEG alone, as small as a shorter side of `least` pixels allows."""
    levels = _decode_levels(data, facts, least, "GRAY", strict=False)
    return None if levels is None else levels[:, :, 0]


def _decode(data: bytes, facts: JpegFacts, least: int, *, strict: bool = True) -> Image.Image | None:
    levels = _decode_levels(data, facts, least, "RGB", strict=strict)
    return None if levels is None else Image.frombytes("RGB", (levels.shape[1], levels.shape[0]), levels.data)


def _decode_levels(data: bytes, facts: JpegFacts, least: int, colours: str, *, strict: bool) -> Levels | None:
    """Decode at a reduced scale; None where the decoder complains, or does not know this kind of JPEG."""
    # numpy comes along, which takes long to load: only processes that decode pay for it.
    from simplejpeg import decode_jpeg  # noqa: PLC0415

    short = min(facts.width, facts.height)
    scale = next((scale for scale in _SCALES if short // scale >= least), 1)
    try:
        levels: Levels = decode_jpeg(
            data,
            colorspace=colours,
            min_width=-(-facts.width // scale),
            min_height=-(-facts.height // scale),
            strict=strict,
        )
    except ValueError:
        return None
    return levels


def _steps_are_lost(facts: JpegFacts) -> bool:
    """Whether most of a table of steps was zeroed: none may be zero, yet decoders take it as it is."""
    for segment in facts.needed:
        at = 4
        while segment.startswith(_STEPS_MARK) and at < len(segment):
            width = 2 if segment[at] >> 4 else 1
            steps = segment[at + 1 : at + 1 + _STEPS * width]
            zeros = (not any(steps[step : step + width]) for step in range(0, len(steps), width))
            if 0 in steps and sum(zeros) > _STEPS // 2:
                return True
            at += 1 + _STEPS * width
    return False


def _has_zeros(data: bytes, facts: JpegFacts) -> bool:
    """Whether a scan that comes all at once holds a run of zeros that no picture gives."""
    if facts.is_progressive or facts.is_arithmetic or _ZERO_BYTES not in data:
        return False
    return data.find(_ZERO_BYTES, facts.scan) >= 0 and not _zeros_are_possible(facts)


def _zeros_are_possible(facts: JpegFacts) -> bool:
    """
    Whether zeros may stand for a stretch of one colour.

    Only where in all tables the shortest code means "as before" and "nothing more": otherwise a run of zeros
    is a row of blocks full of the same detail, or each darker than the one before.
    """
    firsts = []
    for segment in facts.needed:
        if not segment.startswith(_TABLE_MARK):
            continue
        at = 4
        while at + _TABLE_HEAD < len(segment):
            firsts.append(segment[at + _TABLE_HEAD])
            at += _TABLE_HEAD + sum(segment[at + 1 : at + _TABLE_HEAD])
    return not any(firsts)
