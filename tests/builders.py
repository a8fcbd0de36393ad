"""Zips and limits for tests. Zips are put together byte by byte, so that each field can lie."""

from __future__ import annotations

import random
import struct
import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from wdyy_cli.profile import PhotoLimits, PictureFormat, ZipLimits
from wdyy_cli.profile_files import load_profile

STORED = 0
DEFLATED = 8
UNIX = 3
LINK_ATTRIBUTES = 0o120777 << 16
PIPE_ATTRIBUTES = 0o010644 << 16
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class RawMember:
    """One zip member; every `local_…` and `declared_…` value that is None is the true one."""

    name: bytes = b"a.jpg"
    data: bytes = b"hello"
    method: int = DEFLATED
    flags: int = 0
    extra: bytes = b""
    made_on: int = 0
    attributes: int = 0
    packed: bytes | None = None
    declared_crc: int | None = None
    declared_bytes: int | None = None
    declared_packed: int | None = None
    offset: int | None = None
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_extra: bytes = b""
    local_magic: bytes = b"PK\x03\x04"


@lru_cache(maxsize=16)
def deflate(data: bytes) -> bytes:
    """Compress as zips do, without a header; a bomb is made once for all tests that pack it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def noise(count: int) -> bytes:
    """Give bytes that do not compress, the same ones each time."""
    return random.Random(count).randbytes(count)  # noqa: S311 - no secret


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def zip_bytes(
    *members: RawMember,
    count: int | None = None,
    directory_bytes: int | None = None,
    directory_offset: int | None = None,
    disk: int = 0,
    comment: bytes = b"",
    prefix: bytes = b"",
    after_directory: bytes = b"",
) -> bytes:
    """Build a zip; what is given for the end record stands there instead of the truth."""
    body = b""
    directory = b""
    for member in members:
        packed = member.packed
        if packed is None:
            packed = deflate(member.data) if member.method == DEFLATED else member.data
        name = member.name if member.local_name is None else member.local_name
        crc = _or(member.declared_crc, zlib.crc32(member.data))
        sizes = (_or(member.declared_packed, len(packed)), _or(member.declared_bytes, len(member.data)))
        offset = _or(member.offset, len(body))
        flags = _or(member.local_flags, member.flags)
        method = _or(member.local_method, member.method)
        extra = member.local_extra
        local = struct.pack("<5H3L2H", 20, flags, method, 0, 0, crc, *sizes, len(name), len(extra))
        body += member.local_magic + local
        body += name + member.local_extra + packed
        directory += b"PK\x01\x02" + struct.pack(
            "<6H3L5H2L",
            member.made_on << 8 | 20, 20, member.flags, member.method, 0, 0, crc, *sizes,
            len(member.name), len(member.extra), 0, 0, 0, member.attributes, offset,
        )  # fmt: skip
        directory += member.name + member.extra
    number = _or(count, len(members)) & 0xFFFF
    end = b"PK\x05\x06" + struct.pack(
        "<4H2LH",
        disk, disk, number, number,
        _or(directory_bytes, len(directory)), _or(directory_offset, len(body)), len(comment),
    )  # fmt: skip
    return prefix + body + directory + after_directory + end + comment


def extra_field(kind: int, content: bytes) -> bytes:
    """Build one part of an extra field."""
    return struct.pack("<HH", kind, len(content)) + content


def unicode_path(raw: bytes, name: str) -> bytes:
    """Build Info-ZIP's Unicode path for a stored name."""
    return extra_field(0x7075, b"\x01" + struct.pack("<L", zlib.crc32(raw)) + name.encode("utf-8"))


def zip_limits(
    *,
    cap_members: int = 1000,
    cap_member_bytes: int = 8 * MEGABYTE,
    cap_total_bytes: int = 64 * MEGABYTE,
    cap_ratio: int = 200,
) -> ZipLimits:
    """Give limits with small caps."""
    return ZipLimits(
        max_bytes=None,
        max_photos=None,
        folders_allowed=False,
        cap_members=cap_members,
        cap_member_bytes=cap_member_bytes,
        cap_total_bytes=cap_total_bytes,
        cap_ratio=cap_ratio,
        cap_ratio_from_bytes=MEGABYTE,
        cap_pixels=50_000_000,
    )


def photo_limits(*formats: str) -> PhotoLimits:
    """Give limits that accept these formats, JPEG and PNG where none is named; no background."""
    return PhotoLimits(
        formats=cast("tuple[PictureFormat, ...]", formats or ("JPEG", "PNG")),
        extensions=(".jpg", ".png"),
        min_bytes=None,
        max_bytes=5 * MEGABYTE,
        pixels=None,
        background=replace(load_profile().photo.background, accepted="any"),
    )
