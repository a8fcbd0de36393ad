"""Opening a picture: what its header says, without decoding it, and the conversions that all share."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from wdyy_cli.files.photos.decoding.colour_profile import FOREIGN, is_foreign
from wdyy_cli.files.photos.decoding.damage import name_lower_share
from wdyy_cli.files.photos.decoding.jpeg_decode import END_MARK
from wdyy_cli.files.photos.decoding.jpeg_segments import JpegFacts, jpeg_essence, read_jpeg
from wdyy_cli.files.photos.decoding.png_chunks import (
    GREY_TYPES,
    PALETTE_TYPE,
    PngFacts,
    read_png,
    share_of_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    MemoryError,
    BufferError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow is known to raise on damaged and hostile pictures: its readers compute before they check."""


# Each scan of a progressive JPEG goes over all pixels again; ordinary ones have about ten.
_MAX_SCANS = 32
_MAX_SCANNED_PIXELS = 500_000_000
_LEAST_SCAN_BYTES = 10

_DEEP, _EIGHT = 16, 8
_GREY, _CMYK = 1, 4
_JPEG_MODES = {_GREY: "L", 3: "RGB", _CMYK: "CMYK"}
_GREY_MODES = frozenset({"1", "L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N"})
_METADATA = ("exif", "xmp", "icc_profile", "Comment", "comment")
_TIFF_METADATA = frozenset({270, 271, 272, 305, 306, 315, 700, 33432, 33723, 34377, 34665, 34675, 34853})
"""Tags of texts, cameras, times and places: what no pixel needs."""

UPRIGHT = 1

_ORIENTATION_TAG = 0x0112
_ORIENTATIONS = range(1, 9)
_ENTRY_BYTES = 12
_FORMATS = {1: "B", 3: "H", 4: "L"}

_UPRIGHT_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedPicture:
    """
    A picture whose header was read, `size` in pixels as stored.

    `image` gives it to be decoded by Pillow; `jpeg` is what is known where it is a JPEG. `profile` is its
    colour profile, empty where there is none. `has_metadata`: there is more than the pixels need; of a JPEG
    it is not said here. `fault` is what forbids decoding.
    """

    size: tuple[int, int]
    image: Callable[[], Image.Image]
    jpeg: JpegFacts | None = None
    orientation: int = UPRIGHT
    grey_mode: bool = False
    oddities: tuple[str, ...] = ()
    profile: bytes = b""
    has_metadata: bool = False
    fault: str | None = None


def open_picture(data: bytes, form: str, cap_pixels: int) -> OpenedPicture:
    """Read the header of an accepted format; raises DECODING_ERRORS."""
    if form == "JPEG":
        return _open_jpeg(data)
    if form == "PNG":
        return _open_png(data, cap_pixels)
    image = Image.open(io.BytesIO(data), formats=[form])
    tags = set(image.getexif()) if form == "TIFF" else set()
    oddities = (
        (image.mode == "CMYK", "CMYK"),
        (image.mode in ("P", "PA"), "调色板"),
        (image.mode.startswith(("I", "F")), "16 位"),
        (image.has_transparency_data, "透明通道"),
        (getattr(image, "is_animated", False), "动画"),
    )
    return OpenedPicture(
        image=lambda: image,
        size=image.size,
        orientation=read_orientation(image.info.get("exif") or b""),
        grey_mode=image.mode in _GREY_MODES,
        oddities=tuple(words for there, words in oddities if there),
        profile=image.info.get("icc_profile") or b"",
        has_metadata=any(image.info.get(kind) for kind in _METADATA) or not _TIFF_METADATA.isdisjoint(tags),
    )


def _open_jpeg(data: bytes) -> OpenedPicture:
    """
    Read the header of a JPEG.

    Pillow gets its essence alone: odd metadata would make it fail, and further pictures, which phones append,
    make it warn.
    """
    facts = read_jpeg(data)
    if facts is None or facts.bits != _EIGHT or not (facts.width and facts.height):
        raise ValueError("no size within reach, or not of eight bits")
    pixels = facts.width * facts.height
    scans = data.count(b"\xff\xda") if len(data) // _LEAST_SCAN_BYTES * pixels > _MAX_SCANNED_PIXELS else 0
    is_bomb = scans > _MAX_SCANS and scans * pixels > _MAX_SCANNED_PIXELS
    mode = _JPEG_MODES.get(facts.components, "RGB")
    oddities = (
        (facts.components == _CMYK, "CMYK"),
        (facts.is_arithmetic, "算术编码"),
        (is_foreign(facts.icc, mode), FOREIGN),
    )
    return OpenedPicture(
        image=lambda: JpegImageFile(io.BytesIO(_with_end(jpeg_essence(data, facts)))),
        jpeg=facts,
        size=(facts.width, facts.height),
        orientation=read_orientation(facts.exif),
        grey_mode=facts.components == _GREY,
        oddities=tuple(words for there, words in oddities if there),
        profile=facts.icc,
        fault="图片结构异常，解开它会耗尽电脑的时间，没有解码" if is_bomb else None,
    )


def _with_end(essence: bytes) -> bytes:
    return essence if essence.endswith(END_MARK) else essence + END_MARK


def _open_png(data: bytes, cap_pixels: int) -> OpenedPicture:
    """Read the chunks of a PNG, and its header by Pillow from those that the pixels need."""
    facts = read_png(data)
    if facts.width == 0:
        raise ValueError(facts.fault)
    oddities = (
        (facts.colour_type == PALETTE_TYPE, "调色板"),
        (facts.bit_depth == _DEEP, "16 位"),
        (facts.has_transparency, "透明通道"),
        (facts.is_animated, "动画"),
        (is_foreign(facts.profile, "L" if facts.colour_type in GREY_TYPES else "RGB"), FOREIGN),
    )
    if facts.fault is None:
        PngImageFile(io.BytesIO(facts.essence))  # complains of a header that the standard does not know
    return OpenedPicture(
        image=lambda: PngImageFile(io.BytesIO(facts.essence)),
        size=(facts.width, facts.height),
        orientation=read_orientation(facts.exif),
        grey_mode=facts.colour_type in GREY_TYPES,
        oddities=tuple(words for there, words in oddities if there),
        profile=facts.profile,
        has_metadata=facts.has_metadata,
        fault=facts.fault or _find_missing_rows(facts, cap_pixels),
    )


def _find_missing_rows(facts: PngFacts, cap_pixels: int) -> str | None:
    """Say which part of a PNG has no data; one over the cap is not unpacked."""
    if facts.width * facts.height > cap_pixels:
        return None
    share = share_of_rows(facts)
    return None if share >= 1 else f"图片不完整，{name_lower_share(1 - share)}没有内容"


def plain(image: Image.Image) -> Image.Image:
    """Decode, and give the picture as L, LA, RGB or RGBA of 8 bits: what can be reduced and compared."""
    image.load()
    if image.mode.startswith(("I", "F")):
        # Pillow's own conversion cuts 16 bits off at 255 in older versions.
        deep = image.convert("I") if image.mode.startswith("I;") else image
        return deep.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image if image.mode in ("LA", "RGBA") else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def on_white(image: Image.Image) -> Image.Image:
    """Give the picture as RGB, on white where it is transparent."""
    if image.mode in ("LA", "RGBA"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return ground.convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn a picture as its EXIF orientation asks for."""
    turn = _UPRIGHT_BY.get(orientation)
    return image if turn is None else image.transpose(turn)


def read_orientation(exif: bytes) -> int:
    """
    Give the orientation (1 to 8) that an EXIF block states, 1 where it states none or is broken.

    It is read by itself: broken EXIF around it must neither warn nor fail.
    """
    tiff = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (start,) = struct.unpack_from(order + "L", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, start)
        for at in range(start + 2, start + 2 + count * _ENTRY_BYTES, _ENTRY_BYTES):
            tag, kind = struct.unpack_from(order + "HH", tiff, at)
            if tag == _ORIENTATION_TAG:
                (value,) = struct.unpack_from(order + _FORMATS.get(kind, "H"), tiff, at + 8)
                return value if value in _ORIENTATIONS else UPRIGHT
    except struct.error:
        # The block ends before its own table does.
        return UPRIGHT
    return UPRIGHT
