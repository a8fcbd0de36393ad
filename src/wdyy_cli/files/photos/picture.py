"""The bytes of a photo: what they are, whether they decode to their end, and a small upright copy."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from wdyy_cli.files.photos.frame import frame_is_suspected, measure_frame
from wdyy_cli.files.photos.jpeg_segments import header_is_ordinary
from wdyy_cli.files.photos.orientation import UPRIGHT, read_orientation
from wdyy_cli.files.photos.png_chunks import GREY_TYPES, PALETTE_TYPE, read_png
from wdyy_cli.files.sniff import EMPTY, HEAD_BYTES, PNG_APPLE, UNKNOWN, Kind, sniff
from wdyy_cli.model import SIDEWAYS, SKETCH_BLOCK, SKETCH_SIZE, Picture, Pixels, Sketch, Thumbnail

if TYPE_CHECKING:
    from collections.abc import Callable

    from wdyy_cli.model import Frame
    from wdyy_cli.profile import PhotoLimits

T = TypeVar("T")

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

# The small copy is about a tenth of a photo of 295 x 413: enough for colours, too little for a face.
_SHORT_SIDE = 36
_LONG_SIDE = 1024
_DRAFT_SCALES = (8, 4, 2)

# Each scan of a progressive JPEG goes over all pixels again; ordinary ones have about ten.
_MAX_SCANS = 32
_MAX_SCANNED_PIXELS = 500_000_000
_LEAST_SCAN_BYTES = 10

# Large enough to recognise a face on a sharp screen, small enough for hundreds of them in one report.
_THUMBNAIL_BOX = (180, 252)
_THUMBNAIL_QUALITY = 72

_DIGEST_PIXELS = 1_000_000
_DEEP = 16

_LIGHTNESS = (0.25, 0.625, 0.125, 0.0)
"""How much of red, green and blue is lightness."""

_GREY_MODES = frozenset({"1", "L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N"})
UPRIGHT_BY = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_DAMAGED = "图片数据已损坏，打不开"
_BAD_HEADER = "图片开头的信息已损坏，或是少见的格式，打不开"
_CUT_OFF = "图片不完整，文件后面缺了一截"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A picture whose header was read, `size` in pixels as stored; `fault` is what forbids decoding."""

    image: Image.Image | None
    size: tuple[int, int]
    orientation: int = UPRIGHT
    grey_mode: bool = False
    oddities: tuple[str, ...] = ()
    fault: str | None = None


def read_picture(data: bytes, limits: PhotoLimits, cap_pixels: int) -> Picture:
    """
    Look at the bytes of one photo; whatever they are, the answer is a Picture and nothing is raised.

    Only accepted formats are decoded, and none with more than `cap_pixels` pixels.
    """
    kind = sniff(data[:HEAD_BYTES])
    if kind.format is None:
        return Picture(format=None, kind=kind.name, fault=_not_a_picture(kind))
    if kind.format not in limits.formats:
        return Picture(format=kind.format, kind=kind.name)
    if kind is PNG_APPLE:
        fault = "这种 PNG 只有苹果设备能打开，请另存为普通图片"
        return Picture(format=kind.format, kind=kind.name, fault=fault)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _look(data, kind, kind.format, cap_pixels)


def full_pixel_digest(data: bytes, limits: PhotoLimits, cap_pixels: int) -> str | None:
    """
    Give the SHA-256 of size and fully decoded pixels as stored, None where they cannot be decoded.

    Container, metadata and an opaque alpha channel do not count: a JPEG saved as PNG has the same digest.
    """
    return _from_image(data, limits, cap_pixels, lambda _, image: _digest(_plain(image)))


def draw_thumbnail(data: bytes, limits: PhotoLimits, cap_pixels: int) -> Thumbnail | None:
    """
    Give a small upright copy of a photo, without any of its metadata; None where it cannot be decoded.

    Formats that are not accepted are not decoded.
    """
    return _from_image(data, limits, cap_pixels, lambda opened, image: _draw_small(image, opened.orientation))


def _from_image(
    data: bytes, limits: PhotoLimits, cap_pixels: int, make: Callable[[_Opened, Image.Image], T]
) -> T | None:
    """Make something of a picture in an accepted format; None where it has too many pixels or is damaged."""
    kind = sniff(data[:HEAD_BYTES])
    if kind.format is None or kind.format not in limits.formats or kind is PNG_APPLE:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = _open(data, kind.format)
            width, height = opened.size
            if opened.image is None or width * height > cap_pixels:
                return None
            return make(opened, opened.image)
        except DECODING_ERRORS:
            return None


def _draw_small(image: Image.Image, orientation: int) -> Thumbnail:
    image.draft(image.mode, (2 * _THUMBNAIL_BOX[0], 2 * _THUMBNAIL_BOX[1]))
    small = _on_white(_turn_upright(_plain(image), orientation))
    small.thumbnail(_THUMBNAIL_BOX)
    bare = Image.frombytes("RGB", small.size, small.tobytes())
    buffer = io.BytesIO()
    bare.save(buffer, "JPEG", quality=_THUMBNAIL_QUALITY)
    return Thumbnail(jpeg=buffer.getvalue(), width=bare.width, height=bare.height)


def _not_a_picture(kind: Kind) -> str:
    """Say what is there instead of a picture."""
    if kind is EMPTY:
        return "文件是空的（0 字节）"
    return "不是图片，也认不出是什么文件" if kind is UNKNOWN else f"不是图片，其实是{kind.spaced}"


def _look(data: bytes, kind: Kind, form: str, cap_pixels: int) -> Picture:
    """Read the header, then the pixels, and note what goes wrong."""
    try:
        opened = _open(data, form)
    except Image.DecompressionBombError:
        return Picture(format=form, kind=kind.name, over_cap=True)
    except DECODING_ERRORS:
        fault = _CUT_OFF if _is_cut_off(data, form) else _BAD_HEADER
        return Picture(format=form, kind=kind.name, fault=fault)
    width, height = opened.size
    picture = Picture(
        format=form,
        kind=kind.name,
        width=width,
        height=height,
        orientation=opened.orientation,
        grey_mode=opened.grey_mode,
        oddities=opened.oddities,
    )
    if width * height > cap_pixels:
        return replace(picture, over_cap=True)
    if opened.image is None:
        return replace(picture, fault=opened.fault)
    return _decode(opened.image, picture, data, form)


def _decode(image: Image.Image, picture: Picture, data: bytes, form: str) -> Picture:
    """Add the pixels and the frame to what the header told, or the fault that shows on decoding."""
    try:
        pixels, sketch = _reduce(image, picture.orientation)
    except MemoryError:
        return replace(picture, fault="图片太大，电脑的内存不够")
    except DECODING_ERRORS:
        return replace(picture, fault=_describe_broken(image, data, form))
    if not frame_is_suspected(pixels):
        return replace(picture, pixels=pixels, sketch=sketch)
    return replace(picture, pixels=pixels, sketch=sketch, frame=_measure(data, form))


def _open(data: bytes, form: str) -> _Opened:
    """Read the header of an accepted format; raises DECODING_ERRORS."""
    if form == "JPEG":
        return _open_jpeg(data)
    if form == "PNG":
        return _open_png(data)
    image = Image.open(io.BytesIO(data), formats=[form])
    oddities = (
        (image.mode == "CMYK", "CMYK"),
        (image.mode in ("P", "PA"), "调色板"),
        (image.mode.startswith(("I", "F")), "16 位"),
        (image.has_transparency_data, "透明通道"),
        (getattr(image, "is_animated", False), "动画"),
    )
    return _Opened(
        image=image,
        size=image.size,
        orientation=read_orientation(image.info.get("exif", b"")),
        grey_mode=image.mode in _GREY_MODES,
        oddities=tuple(words for there, words in oddities if there),
    )


def _open_jpeg(data: bytes) -> _Opened:
    """
    Read the header of a JPEG.

    Pillow's reader is used directly: `Image.open` would look for the further pictures of an MPO, which phones
    write, and warn about them.
    """
    if not header_is_ordinary(data):
        raise ValueError("too much before the first scan")
    image = JpegImageFile(io.BytesIO(data))
    pixels = image.width * image.height
    scans = data.count(b"\xff\xda") if len(data) // _LEAST_SCAN_BYTES * pixels > _MAX_SCANNED_PIXELS else 0
    is_bomb = scans > _MAX_SCANS and scans * pixels > _MAX_SCANNED_PIXELS
    return _Opened(
        image=None if is_bomb else image,
        size=image.size,
        orientation=read_orientation(image.info.get("exif", b"")),
        grey_mode=image.mode == "L",
        oddities=("CMYK",) if image.mode == "CMYK" else (),
        fault="图片结构异常，解开它会耗尽电脑的时间，没有解码" if is_bomb else None,
    )


def _open_png(data: bytes) -> _Opened:
    """Read the chunks of a PNG, and its header by Pillow from those that the pixels need."""
    facts = read_png(data)
    if facts.width == 0:
        raise ValueError(facts.fault)
    oddities = (
        (facts.colour_type == PALETTE_TYPE, "调色板"),
        (facts.bit_depth == _DEEP, "16 位"),
        (facts.has_transparency, "透明通道"),
        (facts.is_animated, "动画"),
    )
    return _Opened(
        image=None if facts.fault else PngImageFile(io.BytesIO(facts.essence)),
        size=(facts.width, facts.height),
        orientation=read_orientation(facts.exif),
        grey_mode=facts.colour_type in GREY_TYPES,
        oddities=tuple(words for there, words in oddities if there),
        fault=facts.fault,
    )


def _reduce(image: Image.Image, orientation: int) -> tuple[Pixels, Sketch]:
    """
    Decode to the end, but only as large as needed, and turn upright; raises DECODING_ERRORS.

    Gives the small picture to judge, and the sketch to compare.
    """
    width, height = image.size
    scale = 1
    if isinstance(image, JpegImageFile):
        # The decoder still reads all data at this scale, so that what is cut off is found.
        short = min(image.size)
        scale = next((scale for scale in _DRAFT_SCALES if short // scale >= _SHORT_SIDE), 1)
        image.draft(image.mode, (image.width // scale, image.height // scale))
    image.load()
    if image.mode not in ("RGB", "CMYK") or "transparency" in image.info:
        image = _plain(image)
    factor = max(1, min(image.size) // _SHORT_SIDE, -(-max(image.size) // _LONG_SIDE))
    if factor > 1:
        image = image.reduce(factor)
    # The last row and column of the reduced picture stand for less than the others.
    across, down = width / (scale * factor), height / (scale * factor)
    upright = _on_white(_turn_upright(image, orientation))
    if orientation in SIDEWAYS:
        across, down = down, across
    pixels = Pixels(width=upright.width, height=upright.height, rgb=upright.tobytes())
    return pixels, _sketch(upright, (0, 0, min(across, upright.width), min(down, upright.height)))


def _sketch(image: Image.Image, box: tuple[float, float, float, float]) -> Sketch:
    """Reduce what a box of a picture holds further, to what comparing needs."""
    cells = image.resize(SKETCH_SIZE, Image.Resampling.BOX, box)
    return Sketch(
        light=cells.convert("L", _LIGHTNESS).tobytes(), colours=cells.reduce(SKETCH_BLOCK).tobytes()
    )


def _measure(data: bytes, form: str) -> Frame | None:
    """Decode once more in full size and measure the frame, None where there turns out to be none."""
    try:
        opened = _open(data, form)
        if opened.image is None:
            return None
        return measure_frame(_on_white(_turn_upright(_plain(opened.image), opened.orientation)))
    except DECODING_ERRORS:
        return None


def _plain(image: Image.Image) -> Image.Image:
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


def _on_white(image: Image.Image) -> Image.Image:
    """Give the picture as RGB, on white where it is transparent."""
    if image.mode in ("LA", "RGBA"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return ground.convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _turn_upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn a picture as its EXIF orientation asks for."""
    turn = UPRIGHT_BY.get(orientation)
    return image if turn is None else image.transpose(turn)


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


def _is_cut_off(data: bytes, form: str) -> bool:
    """Whether a JPEG stops before its end mark: the last scan is not closed."""
    return form == "JPEG" and data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda")


def _describe_broken(image: Image.Image, data: bytes, form: str) -> str:
    """Say how much of a picture came out before decoding failed, where that can be told."""
    if not _is_cut_off(data, form):
        return _DAMAGED
    # What was not decoded is left black, by the row.
    try:
        box = image.im.getbbox()
    except DECODING_ERRORS:
        return _CUT_OFF
    percent = 0 if box is None else 100 * box[3] // max(1, image.height)
    return f"{_CUT_OFF}，只有上面约 {percent} % 能显示" if 0 < percent < 100 else _CUT_OFF  # noqa: PLR2004 - percent
