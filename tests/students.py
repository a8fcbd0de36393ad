"""Invented students: right ID numbers, drawn portraits, zips of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.texts.id_number import check_digit

CHECK_DATE = "2026-11-23"
TODAY = date(2026, 11, 23)


@cache
def id_number(index: int) -> str:
    """Give the right ID number of an invented student; none ends in 000."""
    first = f"1101012008{1 + index // 28 % 12:02d}{1 + index % 28:02d}{101 + index // 336 * 2:03d}"
    return first + check_digit(first)


@cache
def portrait(index: int, format: str = "JPEG", quality: int = 90) -> bytes:  # noqa: A002 - Pillow's word
    """Give an invented student's right photo."""
    return encode_portrait(draw_portrait(index), format, quality)


def right_photos(count: int) -> dict[str, bytes]:
    """Name the right photos of so many students rightly."""
    return {f"{id_number(index)}.jpg": portrait(index) for index in range(count)}


def photo_zip(path: Path, members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a zip with these members, without any date of today."""
    path.write_bytes(_zipped(tuple(members.items()), method))
    return path


@lru_cache(maxsize=4)  # the photos of the invented school are packed again and again
def _zipped(members: tuple[tuple[str, bytes], ...], method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (2026, 11, 1, 8, 0, 0))
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compress_type=method)
    return buffer.getvalue()
