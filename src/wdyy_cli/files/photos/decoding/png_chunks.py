"""
The chunks of a PNG, read before Pillow sees it.

Only what the pixels need is handed on. So no text or colour profile can grow to gigabytes, and damage to them
does not count; damage to the pixels is found by its checksum, which Pillow does not look at.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wdyy_cli.files.photos.decoding.colour_profile import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

_HEADER = struct.Struct(">2L5B")
_CHUNK_HEAD = struct.Struct(">L4s")
_CRC_BYTES = 4
_NEEDED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"})
_EXIF_CHUNKS = frozenset({b"eXIf", b"tEXt", b"zTXt"})
_METADATA = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"tIME"})
_EXIF_KEYWORDS = (b"Raw profile type exif\x00", b"Raw profile type APP1\x00")
_MAX_EXIF_BYTES = 1024 * 1024

# Ordinary files have one chunk for each 8 KiB or more; tens of thousands of empty ones only cost time.
_MAX_CHUNKS = 100_000

_CUT_OFF = "文件不完整，后面缺了一截"

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, and steps of both, of the seven passes of an interlaced PNG."""

_CHUNK_BYTES = 1024 * 1024

GREY_TYPES = frozenset({0, 4})
PALETTE_TYPE = 3
ALPHA_TYPES = frozenset({4, 6})


@dataclass(frozen=True, kw_only=True, slots=True)
class PngFacts:
    """
    What the chunks of a PNG say.

    `width` and `height` are in pixels, 0 where the header is unusable; `colour_type` and `bit_depth` are as
    in the PNG standard. `exif` is the raw EXIF block, empty where there is none. `essence` is the PNG without
    all that the pixels do not need; `pixel_data` are the pieces of its compressed pixels. `profile` is the
    colour profile, empty where there is none. `has_metadata`: texts, a time, EXIF or a profile stand beside
    the pixels. `fault` says in Chinese why it cannot be complete, None where it is.
    """

    width: int = 0
    height: int = 0
    bit_depth: int = 8
    colour_type: int = 2
    has_transparency: bool = False
    is_animated: bool = False
    is_interlaced: bool = False
    has_metadata: bool = False
    exif: bytes = b""
    profile: bytes = b""
    pixel_data: tuple[bytes, ...] = ()
    essence: bytes = b""
    fault: str | None = None


def read_png(data: bytes) -> PngFacts:
    """Walk through the chunks of a PNG; `data` starts with its signature. Raises nothing."""
    header = _read_header(data)
    if header is None:
        return PngFacts(fault="图片开头的信息已损坏")
    kept = [PNG_SIGNATURE]
    found: set[bytes] = set()
    animated = False
    exif = profile = b""
    pixel_data: list[bytes] = []
    fault: str | None = _CUT_OFF
    for kind, at, end in _chunks(data):
        found.add(kind)
        if kind in _NEEDED:
            if not _crc_fits(data, at, end):
                fault = "图片数据的校验码不符，内容已损坏"
                break
            kept.append(data[at : end + _CRC_BYTES])
            if kind == b"IDAT":
                pixel_data.append(data[at + _CHUNK_HEAD.size : end])
        elif kind == b"acTL":
            animated = int.from_bytes(data[at + 8 : at + 12], "big") > 1
        elif kind in _EXIF_CHUNKS and not exif:
            exif = _read_exif(kind, data[at + _CHUNK_HEAD.size : end])
        elif kind == b"iCCP" and not profile:
            profile = _read_profile(data[at + _CHUNK_HEAD.size : end])
    if b"IEND" in found:
        fault = None if b"IDAT" in found else "文件里没有图片数据"
    width, height, bit_depth, colour_type, interlaced = header
    return PngFacts(
        width=width,
        height=height,
        bit_depth=bit_depth,
        colour_type=colour_type,
        has_transparency=colour_type in ALPHA_TYPES or b"tRNS" in found,
        is_animated=animated,
        is_interlaced=bool(interlaced),
        has_metadata=not found.isdisjoint(_METADATA),
        profile=profile,
        pixel_data=tuple(pixel_data),
        exif=exif,
        essence=b"".join(kept),
        fault=fault,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end (before the checksum) of each complete chunk, up to and with IEND."""
    at = len(PNG_SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + _CHUNK_HEAD.size > len(data):
            return
        length, kind = _CHUNK_HEAD.unpack_from(data, at)
        end = at + _CHUNK_HEAD.size + length
        if end + _CRC_BYTES > len(data):
            return
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end + _CRC_BYTES


def _read_header(data: bytes) -> tuple[int, int, int, int, int] | None:
    """Read size, bit depth, colour type and interlacing, None where the header is not in place or damaged."""
    at = len(PNG_SIGNATURE)
    end = at + _CHUNK_HEAD.size + _HEADER.size
    if len(data) < end + _CRC_BYTES or _CHUNK_HEAD.unpack_from(data, at) != (_HEADER.size, b"IHDR"):
        return None
    if not _crc_fits(data, at, end):
        return None
    width, height, bit_depth, colour_type, _, _, interlaced = _HEADER.unpack_from(data, at + _CHUNK_HEAD.size)
    return (width, height, bit_depth, colour_type, interlaced) if width and height else None


def _crc_fits(data: bytes, at: int, end: int) -> bool:
    """Whether the checksum after a chunk, from its kind at `at` + 4 up to `end`, is right."""
    return zlib.crc32(memoryview(data)[at + 4 : end]) == int.from_bytes(data[end : end + _CRC_BYTES], "big")


def _read_exif(kind: bytes, content: bytes) -> bytes:
    """Give the EXIF of a chunk; ImageMagick writes it as text, digits after a length. Empty: none there."""
    if kind == b"eXIf":
        return content
    if not content.startswith(_EXIF_KEYWORDS):
        return b""
    text = content[len(_EXIF_KEYWORDS[0]) :]
    if kind == b"zTXt":
        try:
            text = zlib.decompressobj().decompress(text[1:], _MAX_EXIF_BYTES)
        except zlib.error:
            return b""
    digits = b"".join(text[:_MAX_EXIF_BYTES].split()[2:])
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""


def _read_profile(content: bytes) -> bytes:
    """Unpack a colour profile as far as the cap; empty where it is broken."""
    _, _, rest = content.partition(b"\x00")
    try:
        return zlib.decompressobj().decompress(rest[1:], MOST_BYTES)
    except zlib.error:
        return b""


def share_of_rows(facts: PngFacts) -> float:
    """
    Give the share (0..1) of the bytes of all rows that the data of a PNG unpacks to.

    Decoders leave what is missing black, and say nothing.
    """
    width, height = facts.width, facts.height
    bits = _CHANNELS.get(facts.colour_type, 0) * facts.bit_depth
    if facts.is_interlaced:
        passes = ((-(-(width - x) // across), -(-(height - y) // down)) for x, y, across, down in _PASSES)
        wanted = sum(_bytes(columns, rows, bits) for columns, rows in passes)
    else:
        wanted = _bytes(width, height, bits)
    return min(1.0, _count(facts.pixel_data, wanted) / max(1, wanted))


def _bytes(columns: int, rows: int, bits_per_pixel: int) -> int:
    if columns <= 0 or rows <= 0:
        return 0
    return rows * (1 + -(-columns * bits_per_pixel // 8))


def _count(pieces: Iterable[bytes], wanted: int) -> int:
    """Unpack up to so many bytes, and count them; where the data is broken, what came before."""
    inflater, count = zlib.decompressobj(), 0
    try:
        for piece in pieces:
            left = piece
            while left and count < wanted and not inflater.eof:
                count += len(inflater.decompress(left, _CHUNK_BYTES))
                left = inflater.unconsumed_tail
        while not inflater.eof and count < wanted and (more := inflater.decompress(b"", _CHUNK_BYTES)):
            count += len(more)
    except zlib.error:
        return count
    return count
