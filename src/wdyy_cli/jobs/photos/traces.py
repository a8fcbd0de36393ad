"""The traces of the members of one photo input, packed: there may be a hundred thousand of them."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import overload

from wdyy_cli.rules.photo.photo_set import PhotoTrace

_PHOTO, _ATTACHED, _ARCHIVE, _NUMBERED, _DIGESTED = (1 << bit for bit in range(5))
_DIGEST_BYTES = 32


class _MadeWhenAsked(Sequence[PhotoTrace]):
    """Traces of which each is made when it is asked for."""

    @overload
    def __getitem__(self, index: int) -> PhotoTrace: ...
    @overload
    def __getitem__(self, index: slice) -> list[PhotoTrace]: ...
    def __getitem__(self, index: int | slice) -> PhotoTrace | list[PhotoTrace]:
        """Give one of them by its place, or some."""
        places = range(len(self))[index]
        return self._at(places) if isinstance(places, int) else [self._at(place) for place in places]

    @abstractmethod
    def _at(self, place: int) -> PhotoTrace:
        """Make one."""


class PhotoTraces(_MadeWhenAsked):
    """Traces in the order of the members; each is unpacked when it is asked for."""

    def __init__(self) -> None:
        """Begin with none."""
        self._file = ""
        self._members: list[str] = []
        self._flags = bytearray()
        self._rest = bytearray()
        self._ends = array("Q", [0])

    def append(self, trace: PhotoTrace) -> None:
        """Keep one more: the next member of the same input."""
        self._file = trace.file
        self._members.append(trace.member)
        flags = _PHOTO * trace.photo | _ATTACHED * trace.attached | _ARCHIVE * trace.archive
        if trace.digest is not None:
            flags |= _DIGESTED
            self._rest += trace.digest
        if trace.id_number is not None:
            flags |= _NUMBERED
            self._rest += trace.id_number.encode()
        self._flags.append(flags)
        self._ends.append(len(self._rest))

    def __len__(self) -> int:
        """Count them."""
        return len(self._members)

    @property
    def photos(self) -> int:
        """How many are photos."""
        return sum(1 for flags in self._flags if flags & _PHOTO)

    @property
    def archives(self) -> bool:
        """Whether any holds photos that nobody looks at."""
        return any(flags & _ARCHIVE for flags in self._flags)

    def _at(self, place: int) -> PhotoTrace:
        flags, member = self._flags[place], self._members[place]
        start, stop = self._ends[place], self._ends[place + 1]
        number_at = start + _DIGEST_BYTES if flags & _DIGESTED else start
        return PhotoTrace(
            file=self._file,
            member=member,
            index=place,
            photo=bool(flags & _PHOTO),
            id_number=self._rest[number_at:stop].decode() if flags & _NUMBERED else None,
            attached=bool(flags & _ATTACHED),
            digest=bytes(self._rest[start:number_at]) if flags & _DIGESTED else None,
            archive=bool(flags & _ARCHIVE),
        )


class AllTraces(_MadeWhenAsked):
    """The traces of all inputs of a run, one input behind the other; members not yet read have none."""

    def __init__(self, inputs: Iterable[tuple[PhotoTraces, int]]) -> None:
        """Take the traces of each input, and how many it will have."""
        given = list(inputs)
        self._inputs = [traces for traces, _ in given]
        self._starts = list(accumulate((count for _, count in given), initial=0))

    def __len__(self) -> int:
        """Count them."""
        return self._starts[-1]

    def _at(self, place: int) -> PhotoTrace:
        at = bisect_right(self._starts, place) - 1
        return self._inputs[at][place - self._starts[at]]

    def __iter__(self) -> Iterator[PhotoTrace]:
        """Give all of them, one after the other."""
        return chain.from_iterable(self._inputs)
