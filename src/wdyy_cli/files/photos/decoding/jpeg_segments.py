"""
The segments of a JPEG, walked once: what its header says, and its essence, without all that no pixel needs.

Whatever metadata hold, however they were cut, no decoder has to read them: from the essence a picture comes
out, or it is damaged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SCAN, _END, _TABLES, _RESTARTS, _COUNT_LINES = 0xDA, 0xD9, {0xDB, 0xC4, 0xCC}, 0xDD, 0xDC
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ARITHMETIC = frozenset(range(0xC9, 0xD0)) - {0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_SEQUENTIAL = frozenset({0xC0, 0xC1, 0xC9})
_WITHOUT_LENGTH = frozenset({0x00, 0x01, 0xC8, *range(0xD0, 0xDA), *range(0xF0, 0xFE)})
_FILL = 0xFF

# Ordinary files have ten to twenty segments and nothing between them; a large colour profile takes up to 255.
_MAX_SEGMENTS = 1000
_MAX_WASTED_BYTES = 64 * 1024

_JFIF, _JFIF_BYTES = b"JFIF\x00", 14
_ADOBE_MARK, _ADOBE_BYTES, _ADOBE_TRANSFORMS = b"Adobe", 12, 3
_EXIF = b"Exif\x00\x00"
_ICC, _ICC_HEAD = b"ICC_PROFILE\x00", 14
_WHOLE_SPECTRUM = bytes((0, 63, 0))
_END_MARK = b"\xff\xd9"
_START_MARK = b"\xff\xd8"

_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the data of a scan: not a stuffed byte, a restart or a fill byte."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JpegFacts:
    """
    What the segments before the first scan of a JPEG say.

    `width` and `height` are in pixels. `exif` and `icc` are the raw blocks, empty where there are none; `icc`
    is put together from its pieces. `needed` are the segments that the pixels need, `scan` is where the first
    scan starts. `odd`: something else stands before it than ordinary segments.
    """

    width: int
    height: int
    bits: int
    components: int
    frame: int
    exif: bytes = b""
    icc: bytes = b""
    needed: tuple[bytes, ...] = ()
    scan: int = 0
    odd: bool = False

    @property
    def is_arithmetic(self) -> bool:
        """Whether the data is coded in the way that few programs can read."""
        return self.frame in _ARITHMETIC

    @property
    def is_progressive(self) -> bool:
        """Whether the picture comes in several scans, each finer."""
        return self.frame in _PROGRESSIVE


@dataclass(kw_only=True)
class _Walk:
    """What has been met before the first scan."""

    needed: list[bytes] = field(default_factory=list)
    icc: dict[int, bytes] = field(default_factory=dict)
    exif: bytes = b""
    frame: tuple[int, bytes] | None = None

    def take(self, marker: int, segment: bytes) -> None:
        """Take one segment, from its marker on."""
        body = segment[4:]
        if marker in _FRAMES:
            self.frame = (marker, body)
            self.needed.append(segment)
        elif marker in _TABLES or marker == _RESTARTS:
            self.needed.append(segment)
        elif marker == _APP0 and body.startswith(_JFIF) and len(body) >= _JFIF_BYTES:
            self.needed.append(segment[:2] + b"\x00\x10" + body[:12] + b"\x00\x00")
        elif marker == _APP14 and body.startswith(_ADOBE_MARK) and len(body) >= _ADOBE_BYTES:
            if body[11] < _ADOBE_TRANSFORMS:
                self.needed.append(segment)
        elif marker == _APP1 and body.startswith(_EXIF) and not self.exif:
            self.exif = body
        elif marker == _APP2 and body.startswith(_ICC) and len(body) > _ICC_HEAD:
            self.icc.setdefault(body[12], body[_ICC_HEAD:])


def read_jpeg(data: bytes) -> JpegFacts | None:
    """Walk to the first scan of a JPEG; None where too much stands before it."""
    walk, at, wasted, segments = _Walk(), 2, 0, 0
    while segments <= _MAX_SEGMENTS:
        marker_at = data.find(b"\xff", at) + 1
        wasted += max(0, marker_at - 1 - at)
        if not 0 < marker_at < len(data) or wasted > _MAX_WASTED_BYTES:
            return None
        marker = data[marker_at]
        if marker == _SCAN:
            return _facts(walk, marker_at - 1, odd=wasted > 0)
        if marker == _FILL:
            at, wasted = marker_at, wasted + 1
        elif marker in _WITHOUT_LENGTH:
            at, wasted = marker_at + 1, wasted + 2
        else:
            length = max(2, int.from_bytes(data[marker_at + 1 : marker_at + 3], "big"))
            at, segments = marker_at + 1 + length, segments + 1
            walk.take(marker, data[marker_at - 1 : at])
    return None


def bytes_beside(data: bytes, facts: JpegFacts) -> int:
    """Count the bytes before the first scan and behind the end that no pixel needs, without any copy."""
    before = facts.scan - len(_START_MARK) - sum(map(len, facts.needed))
    end = data.find(_END_MARK, facts.scan)
    return before + (0 if end < 0 else len(data) - end - len(_END_MARK))


def jpeg_essence(data: bytes, facts: JpegFacts) -> bytes:
    """
    Give a JPEG without all that no pixel needs: metadata, what lies between segments, what follows its end.

    An end mark that is missing stays missing.
    """
    kept = [_START_MARK, *facts.needed]
    at = facts.scan
    while 0 <= at < len(data) - 3:
        head_end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        found = _MARKER_IN_SCAN.search(data, head_end)
        end = len(data) if found is None else found.start()
        kept.append(_scan_head(data[at:head_end], facts) + data[head_end:end])
        if found is None or data[end + 1] == _END:
            kept.append(b"" if found is None else _END_MARK)
            break
        at = _copy_tables(data, end, kept)
    return b"".join(kept)


def _copy_tables(data: bytes, at: int, kept: list[bytes]) -> int:
    """Copy the tables between two scans; give the start of the next scan, -1 where there is none."""
    for _ in range(_MAX_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return -1
        marker = data[at + 1]
        if marker == _SCAN:
            return at
        if marker == _END:
            kept.append(_END_MARK)
            return -1
        if marker == _FILL or marker in _WITHOUT_LENGTH:
            at += 1
            continue
        end = at + 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
        if marker in _TABLES or marker in (_RESTARTS, _COUNT_LINES):
            kept.append(data[at:end])
        at = end
    return -1


def _scan_head(head: bytes, facts: JpegFacts) -> bytes:
    """Fill in the spectrum of a sequential scan: only one is possible, and some programs leave it empty."""
    return head[:-3] + _WHOLE_SPECTRUM if facts.frame in _SEQUENTIAL and len(head) > 8 else head  # noqa: PLR2004


def _facts(walk: _Walk, scan: int, *, odd: bool) -> JpegFacts | None:
    if walk.frame is None or len(walk.frame[1]) < 6:  # noqa: PLR2004 - up to the number of components
        return None
    marker, body = walk.frame
    return JpegFacts(
        width=int.from_bytes(body[3:5], "big"),
        height=int.from_bytes(body[1:3], "big"),
        bits=body[0],
        components=body[5],
        frame=marker,
        exif=walk.exif,
        icc=b"".join(walk.icc[number] for number in sorted(walk.icc)),
        needed=tuple(walk.needed),
        scan=scan,
        odd=odd,
    )
