"""How the two processes talk: plain values, marshalled behind their length. marshal runs nothing of it."""

from __future__ import annotations

import datetime as dt
import marshal
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    Patch = tuple[int, int, str, str | tuple[int, ...]]
    """A value that marshal does not know: row and column in its piece, type, and how it is written."""

_LENGTH = struct.Struct("<Q")


def write_frame(stream: BinaryIO, *values: Any) -> None:
    """Write values; raises ValueError, and writes nothing, where marshal does not know one."""
    data = marshal.dumps(values)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)


def read_frame(stream: BinaryIO) -> tuple[Any, ...] | None:
    """Read values, None where the other process is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        return None
    values: tuple[Any, ...] = marshal.loads(data)  # noqa: S302 - from our own child; it makes values, and runs nothing
    return values


def take_out_dates(rows: list[tuple[Any, ...]]) -> list[Patch]:
    """Take dates, times and durations out of rows, and say where they belong."""
    patches: list[Patch] = []
    for number, row in enumerate(rows):
        odd = [column for column, value in enumerate(row) if type(value) in _WRITTEN]
        if odd:
            cells = list(row)
            for column in odd:
                kind = type(cells[column])
                patches.append((number, column, kind.__name__, _WRITTEN[kind](cells[column])))
                cells[column] = ""
            rows[number] = tuple(cells)
    return patches


def put_back_dates(rows: list[tuple[Any, ...]], patches: list[Patch]) -> None:
    """Put dates, times and durations back where they belong."""
    changed: dict[int, list[Any]] = {}
    for number, column, kind, written in patches:
        cells = changed.setdefault(number, [*rows[number]])
        cells[column] = _READ[kind](written)
    for number, cells in changed.items():
        rows[number] = tuple(cells)


_WRITTEN: dict[type, Any] = {
    dt.datetime: dt.datetime.isoformat,
    dt.date: dt.date.isoformat,
    dt.time: dt.time.isoformat,
    dt.timedelta: lambda span: (span.days, span.seconds, span.microseconds),
}
_READ: dict[str, Any] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda parts: dt.timedelta(*parts),
}
