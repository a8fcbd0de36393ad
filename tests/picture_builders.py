"""Pictures for tests, good ones by Pillow and PNGs chunk by chunk, and how they are looked at."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from builders import noise, photo_limits
from wdyy_cli.files.photos.decoding.picture import read_picture
from wdyy_cli.photo import SKETCH_BLOCK, SKETCH_SIZE

if TYPE_CHECKING:
    from wdyy_cli.photo import Picture

CAP = 5_000_000


def portrait(mode: str = "RGB", size: tuple[int, int] = (295, 413)) -> Image.Image:
    """Draw a red ground with a blue bar along the top left, and noise that makes files long."""
    return _portrait(size).convert(mode)


@functools.lru_cache(maxsize=1)
def _portrait(size: tuple[int, int]) -> Image.Image:
    picture = Image.frombytes("RGB", size, noise(size[0] * size[1] * 3)).point(lambda value: value // 8)
    picture.paste((200, 10, 20), (0, size[1] // 4, size[0], size[1]))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 8), fill=(10, 20, 200))
    return picture


def saved(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    """Save with Pillow and give the bytes."""
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


@functools.cache
def jpeg_bytes() -> bytes:
    """Give an ordinary JPEG."""
    return saved(portrait(), quality=90)


@functools.cache
def png_bytes() -> bytes:
    """Give an ordinary PNG."""
    return saved(portrait(), "PNG")


def look(data: bytes, *formats: str) -> Picture:
    """Read a picture with a cap of CAP pixels."""
    return read_picture(data, photo_limits(*formats), CAP)


def told(data: bytes, *formats: str) -> Picture:
    """Give all but the pixels, and hold those against their own size."""
    picture = look(data, *formats)
    if picture.pixels is not None:
        assert len(picture.pixels.rgb) == picture.pixels.width * picture.pixels.height * 3
        cells = SKETCH_SIZE[0] * SKETCH_SIZE[1]
        assert picture.sketch is not None
        assert len(picture.sketch.light) == cells
        assert len(picture.sketch.colours) == 3 * cells // SKETCH_BLOCK**2
    return replace(picture, pixels=None, sketch=None, frame=None)


def png_chunk(kind: bytes, content: bytes, crc: int | None = None) -> bytes:
    """Build one chunk, with the right checksum unless another is given."""
    crc = zlib.crc32(kind + content) if crc is None else crc
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", crc)


def png_of(width: int, height: int, *chunks: bytes, bits: int = 8, colour: int = 2) -> bytes:
    """Build a PNG of these size and chunks; END is not added."""
    header = png_chunk(b"IHDR", struct.pack(">2L5B", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks)


PIXEL = png_chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
END = png_chunk(b"IEND", b"")


def exif_block(orientation: int, order: str = "<") -> bytes:
    """Build an EXIF block that states an orientation only."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    entry = struct.pack(order + "HHLHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\x00\x00" + mark + struct.pack(order + "LH", 8, 1) + entry + bytes(4)
