"""The bytes of a photo: what they are, whether they decode to their end, and a small upright copy."""

from __future__ import annotations

import warnings
from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from wdyy_cli.files.photos.decoding.colour_profile import to_srgb
from wdyy_cli.files.photos.decoding.damage import CUT_OFF, DAMAGED, MIXED_UP, describe_damage
from wdyy_cli.files.photos.decoding.frame import frame_is_suspected, measure_frame
from wdyy_cli.files.photos.decoding.jpeg_decode import decode_small
from wdyy_cli.files.photos.decoding.picture_opening import (
    DECODING_ERRORS,
    OpenedPicture,
    on_white,
    open_picture,
    plain,
    turn_upright,
)
from wdyy_cli.files.photos.decoding.steepness import light_to_measure, share_of_steep
from wdyy_cli.files.photos.decoding.torn import is_torn
from wdyy_cli.files.sniff import EMPTY, HEAD_BYTES, PNG_APPLE, UNKNOWN, FileKind, sniff
from wdyy_cli.photo import SIDEWAYS, SKETCH_BLOCK, SKETCH_SIZE, Picture, Pixels, Sketch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wdyy_cli.photo import Frame
    from wdyy_cli.profile import PhotoLimits

T = TypeVar("T")

# The small copy is about a tenth of a photo of 295 x 413: enough for colours, too little for a face.
_SHORT_SIDE = 36
_LONG_SIDE = 1024
_DRAFT_SCALES = (8, 4, 2)

MOST_TOGETHER = 1_000_000
"""Pictures of no more pixels are looked at together."""

_LIGHTNESS = (0.25, 0.625, 0.125, 0.0)
"""How much of red, green and blue is lightness."""

Steps: TypeAlias = Generator[None, None, T]
"""A look at a photo that pauses wherever another kind of work begins."""

_BAD_HEADER = "图片开头的信息已损坏，或是少见的格式，打不开"
_NO_MEMORY = "图片太大，电脑的内存不够"


def read_picture(data: bytes, limits: PhotoLimits, cap_pixels: int) -> Picture:
    """Look at the bytes of one photo, as `read_pictures` does."""
    return read_pictures([data], limits, cap_pixels)[0]


def read_pictures(
    photos: Sequence[bytes],
    limits: PhotoLimits,
    cap_pixels: int,
    beat: Callable[[int], None] = lambda _place: None,
) -> list[Picture]:
    """
    Look at the bytes of some photos; whatever they are, the answers are Pictures and nothing is raised.

    Only accepted formats are decoded, and none with more than `cap_pixels` pixels.
    All are opened, then all are decoded, and so on: a processor that stays with one kind of work is quicker
    by a third. A large one is done in one go, for much of it lies in memory until it is done. `beat` is told
    the place of a photo whenever its turn comes.
    """
    looks = dict(enumerate(_look(data, limits, cap_pixels) for data in photos))
    seen: dict[int, Picture] = {}
    with warnings.catch_warnings(action="ignore"):
        while looks:
            for place, look in tuple(looks.items()):
                beat(place)
                try:
                    next(look)
                except StopIteration as end:
                    seen[place] = end.value
                    del looks[place]
    return [seen[place] for place in range(len(photos))]


def _look(data: bytes, limits: PhotoLimits, cap_pixels: int) -> Steps[Picture]:
    """Tell what the bytes are, and look into those that are to be decoded."""
    kind = sniff(data[:HEAD_BYTES])
    if kind.format is None:
        return Picture(format=None, kind=kind.name, fault=_not_a_picture(kind))
    if kind.format not in limits.formats:
        return Picture(format=kind.format, kind=kind.name)
    if kind is PNG_APPLE:
        fault = "这种 PNG 只有苹果设备能打开，请另存为普通图片"
        return Picture(format=kind.format, kind=kind.name, fault=fault)
    return (yield from _look_into(data, Picture(format=kind.format, kind=kind.name), limits, cap_pixels))


def _not_a_picture(kind: FileKind) -> str:
    """Say what is there instead of a picture."""
    if kind is EMPTY:
        return "文件是空的（0 字节）"
    return "不是图片，也认不出是什么文件" if kind is UNKNOWN else f"不是图片，其实是{kind.spaced}"


def _look_into(data: bytes, told: Picture, limits: PhotoLimits, cap_pixels: int) -> Steps[Picture]:
    """Read the header, then the pixels, and note what goes wrong; what the bytes are is told already."""
    try:
        opened = open_picture(data, told.format or "", cap_pixels)
    except Image.DecompressionBombError:
        return replace(told, over_cap=True)
    except DECODING_ERRORS:
        return replace(told, fault=CUT_OFF if _is_cut_off(data, told) else _BAD_HEADER)
    width, height = opened.size
    told = replace(
        told,
        width=width,
        height=height,
        orientation=opened.orientation,
        grey_mode=opened.grey_mode,
        oddities=opened.oddities,
        over_cap=width * height > cap_pixels,
    )
    if told.over_cap or opened.fault:
        return told if told.over_cap else replace(told, fault=opened.fault)
    steps = _decode(opened, data, told, limits)
    try:
        return _in_one_go(steps) if width * height > MOST_TOGETHER else (yield from steps)
    except MemoryError:
        return replace(told, fault=_NO_MEMORY)


def _decode(opened: OpenedPicture, data: bytes, told: Picture, limits: PhotoLimits) -> Steps[Picture]:
    """Add the pixels and the frame, or the fault that shows on decoding; raises MemoryError."""
    yield
    try:
        jpeg = None if opened.jpeg is None else decode_small(data, opened.jpeg, _SHORT_SIDE)
        if jpeg is not None and jpeg.damaged:
            cut_off = _is_cut_off(data, told)
            fault = DAMAGED if jpeg.image is None else describe_damage(jpeg.image, cut_off=cut_off)
            return replace(told, fault=fault)
        yield
        lacks_end = jpeg is not None and jpeg.lacks_end
        small = None if jpeg is None or "CMYK" in opened.oddities else jpeg.image
        pixels, sketch = _reduce(small or _draft(opened.image()), opened)
    except MemoryError:
        raise  # told by `_look_into`, as in the steps that follow
    except DECODING_ERRORS:
        return replace(told, fault=CUT_OFF if _is_cut_off(data, told) else DAMAGED)
    yield
    light = light_to_measure(data, opened)
    yield
    if light is not None and light.shape[::-1] == opened.size and is_torn(light):
        return replace(told, fault=MIXED_UP)
    yield
    frame, steep = _measure(opened) if frame_is_suspected(pixels) else None, limits.steep_outline
    yield
    return replace(
        told,
        lacks_end=lacks_end,
        pixels=pixels,
        sketch=sketch,
        frame=frame,
        steep_share=None if steep is None or light is None else share_of_steep(light, steep),
    )


def _in_one_go(steps: Steps[T]) -> T:
    """Take all steps, and give what comes out."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _draft(image: Image.Image) -> Image.Image:
    """Decode to the end by Pillow, a JPEG only as large as needed; raises DECODING_ERRORS."""
    if isinstance(image, JpegImageFile):
        short = min(image.size)
        scale = next((scale for scale in _DRAFT_SCALES if short // scale >= _SHORT_SIDE), 1)
        image.draft(image.mode, (image.width // scale, image.height // scale))
    image.load()
    return image


def _reduce(image: Image.Image, opened: OpenedPicture) -> tuple[Pixels, Sketch]:
    """
    Reduce a decoded picture, and turn it upright; raises DECODING_ERRORS.

    Gives the small picture to judge, in sRGB, and the sketch to compare.
    """
    width, height = opened.size
    scale = max(1, round(width / image.width))
    if image.mode not in ("RGB", "CMYK") or "transparency" in image.info:
        image = plain(image)
    factor = max(1, min(image.size) // _SHORT_SIDE, -(-max(image.size) // _LONG_SIDE))
    if factor > 1:
        image = image.reduce(factor)
    # The last row and column of the reduced picture stand for less than the others.
    across, down = width / (scale * factor), height / (scale * factor)
    upright = to_srgb(on_white(turn_upright(image, opened.orientation)), opened.profile)
    if opened.orientation in SIDEWAYS:
        across, down = down, across
    pixels = Pixels(width=upright.width, height=upright.height, rgb=upright.tobytes())
    return pixels, _sketch(upright, (0, 0, min(across, upright.width), min(down, upright.height)))


def _sketch(image: Image.Image, box: tuple[float, float, float, float]) -> Sketch:
    """Reduce what a box of a picture holds further, to what comparing needs."""
    cells = image.resize(SKETCH_SIZE, Image.Resampling.BOX, box)
    return Sketch(
        light=cells.convert("L", _LIGHTNESS).tobytes(), colours=cells.reduce(SKETCH_BLOCK).tobytes()
    )


def _measure(opened: OpenedPicture) -> Frame | None:
    """Decode once more in full size and measure the frame, None where there turns out to be none."""
    try:
        return measure_frame(on_white(turn_upright(plain(opened.image()), opened.orientation)))
    except DECODING_ERRORS:
        return None


def _is_cut_off(data: bytes, told: Picture) -> bool:
    """Whether a JPEG stops before its end mark: the last scan is not closed."""
    return told.format == "JPEG" and data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda")
