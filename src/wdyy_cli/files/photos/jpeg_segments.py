"""The segments before the first scan of a JPEG, walked once so that reading the header takes bounded time."""

from __future__ import annotations

_SCAN = 0xDA
_FILL = 0xFF

# Ordinary files have ten to twenty segments and nothing between them; a large colour profile takes up to 255.
# Pillow goes through segments one by one, through what lies between them byte by byte, and joins EXIF blocks.
_MAX_SEGMENTS = 1000
_MAX_WASTED_BYTES = 64 * 1024

_WITHOUT_LENGTH = frozenset({0x00, 0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})
"""Markers that Pillow steps over without reading a length."""


def header_is_ordinary(data: bytes) -> bool:
    """Whether the first scan of a JPEG is reached within few segments and little rubbish; raises nothing."""
    at = 2
    wasted = 0
    segments = 0
    while segments <= _MAX_SEGMENTS and wasted <= _MAX_WASTED_BYTES:
        marker_at = data.find(b"\xff", at) + 1
        if marker_at == 0 or marker_at >= len(data):
            return len(data) - at + wasted <= _MAX_WASTED_BYTES
        wasted += marker_at - 1 - at
        marker = data[marker_at]
        if marker == _SCAN:
            return wasted <= _MAX_WASTED_BYTES
        if marker == _FILL:
            at = marker_at
            wasted += 1
        elif marker in _WITHOUT_LENGTH:
            at = marker_at + 1
            wasted += 2
        else:
            length = int.from_bytes(data[marker_at + 1 : marker_at + 3], "big")
            at = marker_at + 1 + max(length, 2)
            segments += 1
    return False
