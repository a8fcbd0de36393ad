"""The search for one picture under two ID numbers, photo by photo while other processes still work."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Self

from wdyy_cli.rules.first_places import FirstPlaces
from wdyy_cli.rules.photo.near_copy import NearCopies
from wdyy_cli.rules.photo.photo_set import PhotoTrace, PicturePair
from wdyy_cli.rules.photo.seen_picture import SeenPicture

PixelDigests = Callable[[Iterable[PhotoTrace]], Mapping[PhotoTrace, str | None]]
"""Fully decodes photos and digests their pixels; None for one where that is impossible."""

MOST_IN_MEMORY = 1024 * 1024
"""So many bytes of sketches lie in memory, where the disk takes the rest."""


class FileOfRecords:
    """
    Records of one size: the latest in memory, those before in a file without a name once they are many.

    Where the disk has no room for them, all that come stay in memory: that is enough for any school.
    """

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """Begin with none."""
        self._most = most_in_memory
        self._file: IO[bytes] | None = None
        self._in_file = 0
        self._latest = bytearray()

    def append(self, record: bytes) -> None:
        """Keep one more."""
        self._bytes = len(record)
        self._latest += record
        if len(self._latest) >= self._most and self._write():
            self._in_file += len(self._latest)
            self._latest.clear()

    def __getitem__(self, at: int) -> bytes:
        """Give one by its place."""
        start = at * self._bytes
        if self._file is not None and start < self._in_file:
            self._file.seek(start)
            return self._file.read(self._bytes)
        start -= self._in_file
        return bytes(self._latest[start : start + self._bytes])

    def close(self) -> None:
        """Let go of all."""
        if self._file is not None:
            self._file.close()

    def _write(self) -> bool:
        """Write what is in memory behind the rest, and tell whether it is there; if not, never again."""
        try:
            if self._file is None:
                self._file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by `close`
            self._file.seek(self._in_file)
            written = self._file.write(self._latest) == len(self._latest)
        except OSError:
            written = False
        if not written:
            self._most = sys.maxsize
        return written


class SamePictures:
    """
    Pairs each photo with the earliest one that shows its picture under another number.

    Of photos with the same bytes only the first is compared with other pictures. Use it in a `with`
    block.
    """

    def __init__(self, traces: Sequence[PhotoTrace]) -> None:
        """Begin with no photo; `traces` are those of the run, of which more come as they are added."""
        self._traces = traces
        self._store = FileOfRecords()
        self._firsts = FirstPlaces(lambda place: traces[place].digest)
        self._others: dict[bytes | None, int] = {}  # the earliest under another number than the first
        self._same_bytes: list[tuple[int, int]] = []
        self._compared = array("I")
        self._near_copies = NearCopies(self._store)
        self._near: list[tuple[int, int]] = []

    def __enter__(self) -> Self:
        """Give the search itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what was kept."""
        self._store.close()

    def add(self, place: int, seen: SeenPicture) -> None:
        """Hold one more photo of the run against those before it."""
        trace = self._traces[place]
        first = self._firsts.first(trace.digest, place)
        if first == place:
            self._compared.append(place)
            earlier = self._near_copies.add(seen)
            if earlier is not None and self._number(self._compared[earlier]) != trace.id_number:
                self._near.append((self._compared[earlier], place))
        elif self._number(first) != trace.id_number:
            self._others.setdefault(trace.digest, place)
            self._same_bytes.append((first, place))
        elif trace.digest in self._others:
            self._same_bytes.append((self._others[trace.digest], place))

    def pairs(self, digest_pixels: PixelDigests) -> Iterator[PicturePair]:
        """Give all pairs; only near copies are decoded again, to tell whether every pixel is the same."""
        for first, second in self._same_bytes:
            yield PicturePair(first=self._traces[first], second=self._traces[second], same_pixels=True)
        near = [(self._traces[first], self._traces[second]) for first, second in self._near]
        pixels = digest_pixels(trace for pair in near for trace in pair)
        for one, other in near:
            same = pixels[one] is not None and pixels[one] == pixels[other]
            yield PicturePair(first=one, second=other, same_pixels=same)

    def _number(self, place: int) -> str | None:
        return self._traces[place].id_number
