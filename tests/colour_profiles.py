"""Colour profiles (ICC) of tests, built from their primaries: none has to be stored."""

from __future__ import annotations

import struct
from collections.abc import Sequence


def profile_of(
    red: tuple[float, float], green: tuple[float, float], blue: tuple[float, float], gamma: float
) -> bytes:
    """Build a profile of these primaries (x, y) as they stand in profiles, for daylight D50."""
    primaries = [(x / y, 1.0, (1 - x - y) / y) for x, y in (red, green, blue)]
    white = (0.9642, 1.0, 0.8249)
    scales = _solve(primaries, white)
    columns = [tuple(part * scale for part in xyz) for xyz, scale in zip(primaries, scales, strict=True)]
    curve = b"curv\x00\x00\x00\x00" + struct.pack(">LH", 1, round(gamma * 256)) + b"\x00\x00"
    tags = {
        b"wtpt": xyz_tag(white),
        b"rXYZ": xyz_tag(columns[0]),
        b"gXYZ": xyz_tag(columns[1]),
        b"bXYZ": xyz_tag(columns[2]),
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return assemble_profile(b"RGB ", tags)


def xyz_tag(values: tuple[float, ...]) -> bytes:
    """Write a colour as a tag of a profile."""
    return b"XYZ \x00\x00\x00\x00" + b"".join(struct.pack(">l", round(value * 65536)) for value in values)


def assemble_profile(
    space: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr", meeting: bytes = b"XYZ "
) -> bytes:
    """Put a profile for a colour space together."""
    table, body, at = struct.pack(">L", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">2L", at + len(body), len(value))
        body += value
    size = 128 + len(table) + len(body)
    head = struct.pack(">L4sL4s4s4s", size, bytes(4), 0x02100000, kind, space, meeting).ljust(36, b"\x00")
    head += b"acsp" + bytes(28) + struct.pack(">3l", 63190, 65536, 54061)
    return head.ljust(128, b"\x00") + table + body


def _solve(columns: list[tuple[float, float, float]], wanted: tuple[float, ...]) -> list[float]:
    """Solve three equations by Cramer's rule."""

    def det(vectors: Sequence[tuple[float, ...]]) -> float:
        a, b, c = vectors
        return (
            a[0] * (b[1] * c[2] - b[2] * c[1])
            - b[0] * (a[1] * c[2] - a[2] * c[1])
            + c[0] * (a[1] * b[2] - a[2] * b[1])
        )

    whole = det(columns)
    return [det([*columns[:at], wanted, *columns[at + 1 :]]) / whole for at in range(3)]


PROPHOTO = profile_of((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), 1.8)
ADOBE = profile_of((0.6484, 0.3309), (0.2302, 0.7016), (0.1559, 0.0661), 2.2)


def all_white() -> bytes:
    """Build a profile for printing presses in which every mixture of inks is white."""
    identity = b"".join(struct.pack(">l", 65536 * (at % 4 == 0)) for at in range(9))
    curves, corners, lab = bytes(range(256)), 2**4, bytes((255, 128, 128))
    table = b"mft1\x00\x00\x00\x00" + bytes((4, 3, 2, 0)) + identity
    table += curves * 4 + lab * corners + curves * 3
    tags = {b"wtpt": xyz_tag((0.9642, 1.0, 0.8249)), b"A2B0": table + bytes(-len(table) % 4)}
    return assemble_profile(b"CMYK", tags, b"prtr", b"Lab ")
