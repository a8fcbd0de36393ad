"""The EXIF orientation, read by itself: broken EXIF around it must neither warn nor fail."""

from __future__ import annotations

import struct

UPRIGHT = 1

_ORIENTATION_TAG = 0x0112
_ORIENTATIONS = range(1, 9)
_ENTRY_BYTES = 12
_FORMATS = {1: "B", 3: "H", 4: "L"}


def read_orientation(exif: bytes) -> int:
    """Give the orientation (1 to 8) that an EXIF block states, 1 where it states none or is broken."""
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
