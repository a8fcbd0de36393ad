"""Photos decoded as they are stored: the digest of their pixels, and small pictures of them for reports."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import TYPE_CHECKING, TypeVar

from PIL import Image, ImageFile

from wdyy_cli.files.photos.decoding.colour_profile import to_srgb
from wdyy_cli.files.photos.decoding.jpeg_decode import decode_small
from wdyy_cli.files.photos.decoding.picture_opening import (
    DECODING_ERRORS,
    OpenedPicture,
    on_white,
    open_picture,
    plain,
    turn_upright,
)
from wdyy_cli.files.sniff import HEAD_BYTES, PNG_APPLE, sniff
from wdyy_cli.photo import Thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable

    from wdyy_cli.profile import PhotoLimits

T = TypeVar("T")

# Large enough to recognise a face on a sharp screen, small enough for hundreds of them in one report.
_THUMBNAIL_BOX = (180, 252)
_THUMBNAIL_QUALITY = 72

_DIGEST_PIXELS = 1_000_000
_LEAST_SIDE = 1


def full_pixel_digest(data: bytes, limits: PhotoLimits, cap_pixels: int) -> str | None:
    """
    Give the SHA-256 of size and fully decoded pixels as stored, None where they cannot be decoded.

    Container, metadata and an opaque alpha channel do not count: a JPEG saved as PNG has the same digest.
    """
    return _from_opened(data, limits, cap_pixels, lambda opened: _digest_whole(data, opened))


def draw_thumbnail(data: bytes, limits: PhotoLimits, cap_pixels: int) -> Thumbnail | None:
    """
    Give a small upright copy of a photo, without any of its metadata; None where it cannot be decoded.

    Formats that are not accepted are not decoded.
    """
    return _from_opened(data, limits, cap_pixels, _draw_as_it_decodes)


def _from_opened(
    data: bytes, limits: PhotoLimits, cap_pixels: int, make: Callable[[OpenedPicture], T | None]
) -> T | None:
    """Make something of a picture in an accepted format; None where it has too many pixels or is damaged."""
    kind = sniff(data[:HEAD_BYTES])
    if kind.format is None or kind.format not in limits.formats or kind is PNG_APPLE:
        return None
    with warnings.catch_warnings(action="ignore"):
        try:
            opened = open_picture(data, kind.format, cap_pixels)
            width, height = opened.size
            return None if width * height > cap_pixels else make(opened)
        except DECODING_ERRORS:
            return None


def _digest_whole(data: bytes, opened: OpenedPicture) -> str | None:
    if opened.fault is not None:
        return None
    if opened.jpeg is not None and decode_small(data, opened.jpeg, _LEAST_SIDE).damaged:
        return None
    return _digest(plain(opened.image()))


def _draw_as_it_decodes(opened: OpenedPicture) -> Thumbnail | None:
    """Draw a picture small; of a damaged one what there is, as any viewer shows it."""
    if opened.fault is not None and opened.jpeg is not None:
        return None
    was, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
    try:
        return _draw_small(opened.image(), opened)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = was


def _draw_small(image: Image.Image, opened: OpenedPicture) -> Thumbnail:
    image.draft(image.mode, (2 * _THUMBNAIL_BOX[0], 2 * _THUMBNAIL_BOX[1]))
    small = on_white(turn_upright(plain(image), opened.orientation))
    small.thumbnail(_THUMBNAIL_BOX)
    bare = to_srgb(Image.frombytes("RGB", small.size, small.tobytes()), opened.profile)
    buffer = io.BytesIO()
    bare.save(buffer, "JPEG", quality=_THUMBNAIL_QUALITY, icc_profile=None)
    return Thumbnail(jpeg=buffer.getvalue(), width=bare.width, height=bare.height)


def _digest(image: Image.Image) -> str:
    """Hash size and pixels, a strip at a time."""
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    mode = "RGBA" if image.mode in ("LA", "RGBA") else "RGB"
    digest = hashlib.sha256(f"{mode} {image.width} {image.height} ".encode("ascii"))
    rows = max(1, _DIGEST_PIXELS // image.width)
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(top + rows, image.height)))
        digest.update(strip.convert(mode).tobytes())
    return digest.hexdigest()
