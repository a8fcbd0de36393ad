"""
The photographer's picture on its way to a photo that can be uploaded: decoded upright, cut, reduced, encoded.

Pixels are never repainted: what changes is where the picture ends, its size, and how colours are written.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from PIL import Image

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.decoding.colour_profile import to_srgb
from wdyy_cli.files.photos.decoding.damage import DAMAGED, describe_damage
from wdyy_cli.files.photos.decoding.jpeg_decode import decode_small
from wdyy_cli.files.photos.decoding.jpeg_segments import bytes_beside
from wdyy_cli.files.photos.decoding.picture_opening import (
    DECODING_ERRORS,
    UPRIGHT,
    OpenedPicture,
    open_picture,
    turn_upright,
)
from wdyy_cli.files.sniff import ARCHIVES, HEAD_BYTES, HEIC, UNKNOWN, sniff
from wdyy_cli.photo import CONVERTIBLE, SIDEWAYS, Pixels, Thumbnail

if TYPE_CHECKING:
    from wdyy_cli.profile import PhotoLimits, PrepareLimits

SMALL_SIDE = 96
"""The shorter side of the small copy in which the head is looked for."""

PREVIEW_BOX = (150, 210)
PREVIEW_QUALITY = 70
JFIF_BYTES = 18
"""What a JPEG has besides its pixels in any case: that it is one."""

LOWEST_QUALITY = 40
QUALITY_STEP = 5
UNPACK = "先解压，把里面的照片放进文件夹，再运行一次。"
ASK_AGAIN = "请向摄影师要一份好的，或重新拍。"


class Unusable(WdyyError):  # noqa: N818 - it is an answer
    """A picture of which no photo can be made; the message says why, in a few words."""


@dataclass(frozen=True, kw_only=True)
class Original:
    """
    A decoded picture: upright, in sRGB, without transparency, perhaps at a reduced scale.

    `width` and `height` are those of the whole upright picture. `actions` are what was done to it so far:
    `rotated`, `converted`, `metadata-removed`.
    """

    image: Image.Image
    width: int
    height: int
    actions: tuple[str, ...]

    @property
    def pixels(self) -> Pixels:
        """A small copy, to find the head in."""
        scale = SMALL_SIDE / min(self.image.size)
        size = (max(1, round(self.image.width * scale)), max(1, round(self.image.height * scale)))
        small = self.image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
        return Pixels(width=small.width, height=small.height, rgb=small.tobytes())

    def cut(self, box: tuple[float, float, float, float], size: tuple[int, int]) -> Image.Image:
        """Cut a part, given by shares of width and height, and bring it to a size in pixels."""
        across, down = self.image.size
        left, top, right, bottom = box
        part = (left * across, top * down, right * across, bottom * down)
        return self.image.resize(size, Image.Resampling.LANCZOS, part, reducing_gap=3.0)

    def draw(self) -> Thumbnail:
        """Draw the whole picture small."""
        return draw_preview(self.image)


def open_original(data: bytes, cap_pixels: int, least: tuple[int, int]) -> Original:
    """
    Decode a picture, reduced by the decoder where it stays at least so large (in pixels, upright).

    Raises Unusable for what is no picture, is damaged, has more pixels than the cap, or is a HEIC without the
    library for it.
    """
    kind = sniff(data[:HEAD_BYTES])
    if kind is UNKNOWN:
        raise Unusable("不是图片，或已损坏", "请换一张。")
    if kind.format is None:
        raise Unusable(f"不是图片，是{kind.spaced}", UNPACK if kind in ARCHIVES else "请换一张。")
    if kind.format not in CONVERTIBLE:
        raise Unusable(f"{kind.name}做不成照片", "请另存为 JPG。")
    if kind is HEIC:
        _learn_heic()
    try:
        with warnings.catch_warnings(action="ignore"):  # Pillow remarks much about what it reads all the same
            return _decode(data, CONVERTIBLE[kind.format], cap_pixels, least)
    except Image.DecompressionBombError as error:
        raise Unusable("像素太多，图片太大了", "请先用看图软件缩小。") from error
    except DECODING_ERRORS as error:
        raise Unusable("图片已损坏，打不开", ASK_AGAIN) from error


def encode_photo(image: Image.Image, photo: PhotoLimits, prepare: PrepareLimits) -> bytes:
    """
    Encode a photo as JPEG, without any metadata: at the wanted quality, or the best one within the limits.

    Raises Unusable where none is within them.
    """
    most, least = photo.max_bytes, photo.min_bytes or 0
    for quality, sampling in _qualities(prepare.quality):
        encoded = _jpeg(image, quality, sampling, prepare.dots_per_inch)
        if most is not None and len(encoded) > most:
            continue
        if len(encoded) >= least:
            return encoded
        best = _jpeg(image, 100, "4:4:4", prepare.dots_per_inch)
        if len(best) >= least and (most is None or len(best) <= most):
            return best
        raise Unusable(
            f"缩小以后只有 {len(encoded):,} 字节，规定至少 {least:,} 字节", "请换一张清楚些的照片。"
        )
    raise Unusable(f"怎样压缩都超过 {most:,} 字节", "请检查证书规定里的 photo.max_bytes。")


def draw_preview(image: Image.Image) -> Thumbnail:
    """Draw a picture small enough for hundreds of them in one report."""
    small = image.copy()
    small.thumbnail(PREVIEW_BOX, Image.Resampling.LANCZOS)
    return Thumbnail(jpeg=_jpeg(small, PREVIEW_QUALITY, "4:2:0", 72), width=small.width, height=small.height)


def _qualities(wanted: int) -> Iterator[tuple[int, str]]:
    yield wanted, "4:4:4"
    yield wanted, "4:2:0"
    for quality in range(wanted - QUALITY_STEP, LOWEST_QUALITY - 1, -QUALITY_STEP):
        yield quality, "4:2:0"


def _jpeg(image: Image.Image, quality: int, sampling: str, dots_per_inch: int) -> bytes:
    written = io.BytesIO()
    image.save(
        written,
        "JPEG",
        quality=quality,
        subsampling=sampling,
        optimize=True,
        dpi=(dots_per_inch, dots_per_inch),
    )
    return written.getvalue()


def _learn_heic() -> None:
    """Let Pillow read HEIC; raises Unusable where the library is not installed."""
    try:
        from pillow_heif import register_heif_opener  # noqa: PLC0415 - an extra that few need
    except ImportError as error:
        raise Unusable(
            "苹果手机的 HEIC 照片要多装一个组件才读得了", '先运行 pip install "wdyy-cli[heic]"，再做一次。'
        ) from error
    register_heif_opener()


def _decode(data: bytes, form: str, cap_pixels: int, least: tuple[int, int]) -> Original:
    opened = open_picture(data, form, cap_pixels)
    width, height = opened.size
    if width * height > cap_pixels:
        raise Unusable(f"{width:,}×{height:,} 像素，图片太大了", "请先用看图软件缩小。")
    if opened.fault is not None:
        raise Unusable(opened.fault, ASK_AGAIN)
    wide, high = least[::-1] if opened.orientation in SIDEWAYS else least
    shorter = math.ceil(min(width, height) * max(wide / width, high / height))
    image, metadata, whole = _pixels_of(opened, data, shorter)
    flat = _flatten(to_srgb(image, opened.profile) if image.mode == "CMYK" else image)
    in_srgb = to_srgb(flat, opened.profile)
    actions = []
    if metadata:
        actions.append("metadata-removed")
    if form != "JPEG" or image.mode != "RGB" or in_srgb is not flat or opened.oddities or not whole:
        actions.append("converted")
    if opened.orientation != UPRIGHT:
        actions.append("rotated")
    if opened.orientation in SIDEWAYS:
        width, height = height, width
    upright = turn_upright(in_srgb, opened.orientation)
    return Original(image=upright, width=width, height=height, actions=tuple(actions))


def _pixels_of(opened: OpenedPicture, data: bytes, least: int) -> tuple[Image.Image, bool, bool]:
    """
    Decode a picture, a JPEG no larger than needed.

    Tells as well whether there is anything beside the pixels, and whether the file has its end mark.

    Raises Unusable for a damaged one: also where the damage lies in the middle, and decoders pass over it.
    """
    metadata = opened.has_metadata
    if opened.jpeg is not None:
        metadata = bool(opened.jpeg.exif or opened.jpeg.icc) or bytes_beside(data, opened.jpeg) > JFIF_BYTES
        if "CMYK" not in opened.oddities:
            jpeg = decode_small(data, opened.jpeg, least)
            if jpeg.damaged:
                said = DAMAGED if jpeg.image is None else describe_damage(jpeg.image, cut_off=False)
                raise Unusable(said, ASK_AGAIN)
            if jpeg.image is not None:
                return jpeg.image, metadata, not jpeg.lacks_end
    image = opened.image()
    image.load()
    return image, metadata, True


def _flatten(image: Image.Image) -> Image.Image:
    """Give a picture in 8-bit RGB; what is transparent gets the colour of the ground around it."""
    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.point(lambda level: level / 256).convert("L")
    if image.mode not in {"RGBA", "LA", "PA", "La", "RGBa"} and "transparency" not in image.info:
        return image if image.mode == "RGB" else image.convert("RGB")
    layered = image.convert("RGBA")
    flat = Image.new("RGB", layered.size, _ground_of(layered))
    flat.paste(layered, mask=layered.getchannel("A"))
    return flat


def _ground_of(image: Image.Image) -> tuple[int, int, int]:
    """Give the usual colour of the opaque pixels along the upper edges, white where there are none."""
    small = image.resize((40, 56), Image.Resampling.NEAREST)
    data = small.tobytes()
    samples = [data[at : at + 4] for at in range(0, len(data), 4)]
    edge = [*samples[:40], *(samples[row * 40 + side] for row in range(20) for side in (0, 39))]
    opaque = [sample[:3] for sample in edge if sample[3] == 255]  # noqa: PLR2004 - wholly opaque
    if not opaque:
        return (255, 255, 255)
    red, green, blue = (int(median(channel)) for channel in zip(*opaque, strict=True))
    return (red, green, blue)
