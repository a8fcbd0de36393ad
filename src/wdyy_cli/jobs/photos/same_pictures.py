"""The search for one picture under two ID numbers, photo by photo while other processes still work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from wdyy_cli.rules.photo.near_copy import NearCopies
from wdyy_cli.rules.photo.photo_set import PhotoTrace, PicturePair
from wdyy_cli.rules.photo.seen_picture import SeenPicture

PixelDigests = Callable[[Iterable[PhotoTrace]], Mapping[PhotoTrace, str | None]]
"""Fully decodes photos and digests their pixels; None for one where that is impossible."""


class SamePictures:
    """
    Pairs each photo with the earliest one that shows its picture under another number.

    Of photos with the same bytes only the first is compared with other pictures.
    """

    def __init__(self) -> None:
        """Begin with no photo."""
        self._firsts: dict[bytes | None, PhotoTrace] = {}
        self._others: dict[bytes | None, PhotoTrace] = {}  # the earliest under another number than the first
        self._same_bytes: list[tuple[PhotoTrace, PhotoTrace]] = []
        self._compared: list[PhotoTrace] = []
        self._near_copies = NearCopies()
        self._near: list[tuple[PhotoTrace, PhotoTrace]] = []

    def add(self, trace: PhotoTrace, seen: SeenPicture) -> None:
        """Hold one more photo against those before it."""
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
