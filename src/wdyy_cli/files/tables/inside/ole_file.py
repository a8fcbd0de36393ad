"""
The streams of an OLE2 file (old Excel, Word, PowerPoint; encrypted Office), read without trusting its tables.

Written anew by `one_stream`, such a file holds a single stream and nothing that could mislead its reader.
"""

from __future__ import annotations

import struct
from collections import namedtuple

from wdyy_cli.files.tables.inside.refused import RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_SMALL_SECTOR_BYTES = 64
_LAST_SECTOR = 0xFFFFFFFA
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STREAM, _ROOT = 2, 5
_SMALL_CUTOFF = 4096
_LISTED_IN_HEADER = 109
_SECTOR_SHIFTS = (9, 12)


_Entry = namedtuple("_Entry", "name kind start size")  # noqa: PYI024 - typing is slow to load
"""A stream or storage, as the directory lists it."""


class OleFile:
    """An OLE2 file that lies in memory."""

    def __init__(self, data: bytes) -> None:
        """Read its tables and its directory; raises RefusedError."""
        if not data.startswith(_SIGNATURE) or len(data) < _HEADER_BYTES:
            raise RefusedError("damaged")
        shift = int.from_bytes(data[30:32], "little")
        if shift not in _SECTOR_SHIFTS:
            raise RefusedError("damaged")
        self._data = data
        self._sector_bytes = 1 << shift
        _, _, directory, _, _, small, _, more, _ = struct.unpack_from("<9I", data, 40)
        self._fat = self._read_fat(more)
        listed = self._chain(directory)
        self._entries = [
            _entry(listed[at : at + _ENTRY_BYTES])
            for at in range(0, len(listed) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        ]
        root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
        self._small_fat = _numbers(self._chain(small)) if small < _LAST_SECTOR else []
        self._small = self._chain(root.start) if root is not None and root.start < _LAST_SECTOR else b""

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams and storages, in lower case."""
        return frozenset(entry.name.lower() for entry in self._entries if entry.kind)

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a stream, None where there is none of this name; raises RefusedError."""
        wanted = (e for e in self._entries if e.kind == _STREAM and e.name.lower() == name.lower())
        entry = next(wanted, None)
        if entry is None:
            return None
        if entry.size < _SMALL_CUTOFF:
            return self._small_chain(entry.start)[: entry.size]
        return self._chain(entry.start)[: entry.size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._sector_bytes
        if at >= len(self._data):
            raise RefusedError("damaged")
        return self._data[at : at + self._sector_bytes]

    def _read_fat(self, more: int) -> list[int]:
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}I", self._data, 76))
        seen = set()
        while more < _LAST_SECTOR:
            if more in seen:
                raise RefusedError("damaged")
            seen.add(more)
            numbers = _numbers(self._sector(more))
            listed += numbers[:-1]
            more = numbers[-1] if numbers else _END
        most = len(self._data) // self._sector_bytes + 1
        sectors = [number for number in listed if number < _LAST_SECTOR]
        if len(sectors) > most:
            raise RefusedError("damaged")
        return _numbers(b"".join(map(self._sector, sectors)))

    def _small_sector(self, number: int) -> bytes:
        return self._small[number * _SMALL_SECTOR_BYTES : (number + 1) * _SMALL_SECTOR_BYTES]

    def _chain(self, start: int) -> bytes:
        most = len(self._data) // self._sector_bytes
        return b"".join(map(self._sector, _chained(start, self._fat, most)))

    def _small_chain(self, start: int) -> bytes:
        most = len(self._small) // _SMALL_SECTOR_BYTES
        return b"".join(map(self._small_sector, _chained(start, self._small_fat, most)))


def _chained(start: int, fat: list[int], most: int) -> Iterator[int]:
    """Yield the sectors of a chain."""
    number, count = start, 0
    while number < _LAST_SECTOR:
        # No sector belongs to a chain twice: one that comes back to itself would have no end.
        if number >= len(fat) or count > most:
            raise RefusedError("damaged")
        yield number
        number, count = fat[number], count + 1


def one_stream(name: str, data: bytes | bytearray) -> bytes:
    """Write an OLE2 file that holds one stream; zeros are appended where it is shorter than 4,096 bytes."""
    sector = 1 << _SECTOR_SHIFTS[0]
    size = max(len(data), _SMALL_CUTOFF)
    count = -(-size // sector)
    content = bytes(data).ljust(count * sector, b"\0")
    per_fat = sector // 4
    # Sectors in order: content, directory, the list of the table's sectors beyond 109, the table.
    fat_count = more_count = 0
    while fat_count * per_fat < count + 1 + more_count + fat_count:
        fat_count += 1
        more_count = -(-max(0, fat_count - _LISTED_IN_HEADER) // (per_fat - 1))
    directory_at, more_at = count, count + 1
    fat_at = more_at + more_count
    fat = [*range(1, count), _END, _END, *[_FAT - 1] * more_count, *[_FAT] * fat_count]
    fat += [_FREE] * (fat_count * per_fat - len(fat))
    places = [*range(fat_at, fat_at + fat_count)]
    listed = places[:_LISTED_IN_HEADER] + [_FREE] * (_LISTED_IN_HEADER - len(places))
    rest = places[_LISTED_IN_HEADER:]
    more = b""
    for number in range(more_count):
        here = rest[number * (per_fat - 1) : (number + 1) * (per_fat - 1)]
        following = more_at + number + 1 if number + 1 < more_count else _END
        more += struct.pack(f"<{per_fat}I", *here, *[_FREE] * (per_fat - 1 - len(here)), following)
    header = _SIGNATURE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<9I",
        0,
        fat_count,
        directory_at,
        0,
        _SMALL_CUTOFF,
        _END,
        0,
        more_at if more_count else _END,
        more_count,
    )
    header += struct.pack(f"<{_LISTED_IN_HEADER}I", *listed)
    directory = _directory_entry("Root Entry", _ROOT, _END, 0, child=1)
    directory += _directory_entry(name, _STREAM, 0, size) + bytes(2 * _ENTRY_BYTES)
    return header + content + directory + more + struct.pack(f"<{len(fat)}I", *fat)


def _directory_entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack("<64sHBB3I36xIQ", encoded, len(encoded), kind, 1, _FREE, _FREE, child, start, size)


def _entry(data: bytes) -> _Entry:
    length = min(int.from_bytes(data[64:66], "little"), 64)
    name = data[: max(length - 2, 0)].decode("utf-16-le", "replace")
    # The upper half of the size is rubbish in files with small sectors.
    return _Entry(name, data[66], *struct.unpack_from("<II", data, 116))


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))
