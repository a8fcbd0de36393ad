"""The search for one picture under two ID numbers, photo by photo while other processes still work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.rules.photo.near_copy import NearCopies
from wdyy_cli.rules.photo.photo_set import PhotoTrace, PicturePair
from wdyy_cli.rules.photo.seen_picture import SeenPicture

PixelDigests = Callable[[Iterable[PhotoTrace]], Mapping[PhotoTrace, str | None]]
"""Fully decodes photos and digests their pixels; None for one where that is impossible."""

MOST_IN_MEMORY = 1024 * 1024
"""So many bytes of sketches lie in memory at most."""


class FileOfRecords:
    """Records of one size: the first in memory, all in a file without a name once they are many."""

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        """Begin with none."""
        self._file = SpooledTemporaryFile(most_in_memory)  # noqa: SIM115 - closed by `close`

    def append(self, record: bytes) -> None:
        """Keep one more; raises WdyyError where the disk is full."""
        try:
            self._file.seek(0, os.SEEK_END)
            self._file.write(record)
            self._file.flush()
        except OSError as error:
            said = f"照片比到一半，磁盘可能已满（错误号 {error.errno}）。"
            raise WdyyError(said, "清出一些空间再检查：临时文件一般在 C 盘。") from error
        self._bytes = len(record)

    def __getitem__(self, at: int) -> bytes:
        """Give one by its place."""
        self._file.seek(at * self._bytes)
        return self._file.read(self._bytes)

    def close(self) -> None:
        """Let go of all: of that too which could not be written before the disk was full."""
        with suppress(OSError):
            self._file.close()


class SamePictures:
    """
    Pairs each photo with the earliest one that shows its picture under another number.

    Of photos with the same bytes only the first is compared with other pictures. Use it in a `with`
    block.
    """

    def __init__(self) -> None:
        """Begin with no photo."""
        self._store = FileOfRecords()
        self._firsts: dict[bytes | None, PhotoTrace] = {}
        self._others: dict[bytes | None, PhotoTrace] = {}  # the earliest under another number than the first
        self._same_bytes: list[tuple[PhotoTrace, PhotoTrace]] = []
        self._compared: list[PhotoTrace] = []
        self._near_copies = NearCopies(self._store)
        self._near: list[tuple[PhotoTrace, PhotoTrace]] = []

    def __enter__(self) -> Self:
        """Give the search itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of what was kept: that too which could not be written before the disk was full."""
        self._store.close()

    def add(self, trace: PhotoTrace, seen: SeenPicture) -> None:
        """Hold one more photo against those before it; raises WdyyError where the disk is full."""
        first = self._firsts.setdefault(trace.digest, trace)
        if first is trace:
            self._compared.append(trace)
            earlier = self._near_copies.add(seen)
            if earlier is not None and self._compared[earlier].id_number != trace.id_number:
                self._near.append((self._compared[earlier], trace))
        elif trace.id_number != first.id_number:
            self._others.setdefault(trace.digest, trace)
            self._same_bytes.append((first, trace))
        elif trace.digest in self._others:
            self._same_bytes.append((self._others[trace.digest], trace))

    def pairs(self, digest_pixels: PixelDigests) -> Iterator[PicturePair]:
        """Give all pairs; only near copies are decoded again, to tell whether every pixel is the same."""
        for first, second in self._same_bytes:
            yield PicturePair(first=first, second=second, same_pixels=True)
        pixels = digest_pixels(trace for pair in self._near for trace in pair)
        for first, second in self._near:
            same = pixels[first] is not None and pixels[first] == pixels[second]
            yield PicturePair(first=first, second=second, same_pixels=same)
