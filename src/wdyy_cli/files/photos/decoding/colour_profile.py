"""Embedded colour profiles (ICC): whether one is of its picture's kind, and what its colours are in sRGB."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsTransform

_SPACE, _MARK, _HEADER_BYTES = slice(16, 20), slice(36, 40), 128
_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}
_CONVERTED = frozenset({"RGB", "CMYK"})
FOREIGN = "颜色配置文件不是给这种图片用的"

MOST_BYTES = 4 * 1024 * 1024
"""No more of a profile is unpacked or looked at."""

_LEVELS = (0, 64, 128, 192, 255)
_NEAR_SRGB = 6
"""A profile that moves no colour by more levels is sRGB under another name."""


def is_foreign(profile: bytes, mode: str) -> bool:
    """Whether a profile is not for pictures of this mode (L, RGB, CMYK); of a broken one it is not known."""
    space = profile[_SPACE]
    told = space in _SPACES.values() or profile[_MARK] == b"acsp"
    return len(profile) > _HEADER_BYTES and told and space != _SPACES.get(mode, space)


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Give an RGB or CMYK picture in sRGB; as it is where its profile is none, broken, or as good as sRGB."""
    transform = _transform(profile, image.mode) if profile else None
    if transform is None:
        return image
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile that matters

    return ImageCms.applyTransform(image, transform) or image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCmsTransform | None:
    """Build what turns colours into sRGB, None where there is nothing to turn; a class has one camera."""
    if mode not in _CONVERTED or profile[_SPACE] != _SPACES[mode] or len(profile) > MOST_BYTES:
        return None
    from PIL import ImageCms  # noqa: PLC0415 - as above

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return transform if mode != "RGB" or _moves_colours(transform) else None


def _moves_colours(transform: ImageCmsTransform) -> bool:
    """Whether a transform from RGB to RGB changes any colour so that it could be seen."""
    from PIL import ImageCms  # noqa: PLC0415 - as above

    colours = bytes(level for r in _LEVELS for g in _LEVELS for b in _LEVELS for level in (r, g, b))
    sample = Image.frombytes("RGB", (len(colours) // 3, 1), colours)
    moved = (ImageCms.applyTransform(sample, transform) or sample).tobytes()
    return max(abs(one - other) for one, other in zip(colours, moved, strict=True)) > _NEAR_SRGB
