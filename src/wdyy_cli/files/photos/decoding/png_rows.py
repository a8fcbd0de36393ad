"""How much of a PNG's rows its data holds: decoders leave what is missing black, and say nothing."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.files.photos.decoding.png_chunks import PngFacts

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""First column, first row, and steps of both, of the seven passes of an interlaced PNG."""

_CHUNK_BYTES = 1024 * 1024


def share_of_rows(facts: PngFacts) -> float:
    """Give the share (0..1) of the bytes of all rows that the data of a PNG unpacks to."""
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
