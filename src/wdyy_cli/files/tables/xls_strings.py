"""Lengths of the shared strings of an xls file, which run across the borders of records."""

from __future__ import annotations

_WIDE, _EXTENDED, _RICH = 0x01, 0x04, 0x08
_HEADER_BYTES = 8
_RUN_BYTES = 4


class _Pieces:
    """Bytes that lie in several records, read on from one to the next."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._piece = 0
        self._at = 0

    def take(self, count: int) -> bytes:
        """Give the next bytes; raises IndexError at the end."""
        here = self._pieces[self._piece]
        if self._at + count <= len(here):
            self._at += count
            return here[self._at - count : self._at]
        taken = here[self._at :]
        while len(taken) < count:
            self._next()
            part = self._pieces[self._piece][: count - len(taken)]
            self._at = len(part)
            taken += part
        return taken

    def skip_characters(self, count: int, *, wide: bool) -> None:
        """Pass over characters; each new record says anew whether they have one byte or two."""
        while count:
            width = 2 if wide else 1
            here = min(count, (len(self._pieces[self._piece]) - self._at) // width)
            self._at += here * width
            count -= here
            if count:
                self._next()
                wide = bool(self.take(1)[0] & _WIDE)

    def _next(self) -> None:
        self._piece += 1
        self._at = 0


def string_lengths(pieces: list[bytes], announced: int) -> list[int]:
    """Give the number of characters of each string of the table in these records; raises IndexError."""
    reader = _Pieces(pieces)
    reader.take(_HEADER_BYTES)
    lengths = []
    for _ in range(announced):
        count = int.from_bytes(reader.take(2), "little")
        flags = reader.take(1)[0]
        runs = int.from_bytes(reader.take(2), "little") if flags & _RICH else 0
        extra = int.from_bytes(reader.take(4), "little") if flags & _EXTENDED else 0
        reader.skip_characters(count, wide=bool(flags & _WIDE))
        reader.take(runs * _RUN_BYTES + extra)
        lengths.append(count)
    return lengths
