"""One photo zip or folder on its way through the checks: listed, read by other processes, settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.photos.holders.photo_source import PhotoSource
from wdyy_cli.jobs.photos.traces import PhotoTraces
from wdyy_cli.jobs.photos.worker import Errand, Wanted
from wdyy_cli.model import InputFile, Role
from wdyy_cli.photo import UNWRAPPED, Wrapping
from wdyy_cli.rules.photo.photo_set import PhotoInput, PhotoTrace
from wdyy_cli.school.photos.photo_inputs import AskedPhotos
from wdyy_cli.school.settings import Settings

ERRAND_PHOTOS = 32
"""So many photos at a time keep all processes busy to the end, and the progress bar moving."""

ERRAND_BYTES = 16 * 1024 * 1024
"""At so many bytes an errand is full: all of its photos are in memory together."""


@dataclass(kw_only=True)
class GivenPhotos:
    """
    An input as the user named it, and what is left of its members.

    `listing` is None where it cannot be read; `reason` says why, or what changed while it was checked.
    """

    shown: str
    listing: PhotoSource | None = None
    sha256: str | None = None
    reason: str | None = None
    wrapping: Wrapping = UNWRAPPED
    zips_apart: bool = False
    traces: PhotoTraces = field(default_factory=PhotoTraces)

    @property
    def input_file(self) -> InputFile:
        """The input for the report."""
        return InputFile(
            path=self.shown,
            role=Role.PHOTOS,
            sha256=self.sha256,
            items=self.traces.photos,
            reason=self.reason,
        )

    @property
    def count(self) -> int:
        """How many members it lists."""
        return 0 if self.listing is None else len(self.listing.members)

    @property
    def in_zip(self) -> bool:
        """Whether it is a zip, and no folder."""
        return self.listing is not None and self.listing.stamp is not None

    @property
    def whole(self) -> PhotoInput:
        """The input for the rules about it as a whole."""
        stamp = None if self.listing is None else self.listing.stamp
        size = None if stamp is None else stamp.bytes
        return PhotoInput(
            file=self.shown,
            bytes=size,
            members=self.traces,
            wrapping=self.wrapping,
            zips_apart=self.zips_apart,
        )

    def errands(self) -> Iterator[Errand]:
        """Give errands for all members, made when they are asked for: no second list lies in memory."""
        return self._errands((index, None) for index in range(self.count))

    def again(self, traces: Iterable[PhotoTrace]) -> Iterator[Errand]:
        """Give errands for members that were read before: they count only where their bytes are the same."""
        return self._errands((trace.index, trace.digest) for trace in traces)

    def settle(self) -> None:
        """Digest the input, and tell what changed while it was checked: the digest is of the bytes read."""
        if self.listing is None:
            return
        try:
            self.sha256 = self.listing.sha256()
            change = self.listing.find_change()
        except WdyyError as error:
            change = error
        if change is not None:
            self.reason = change.whole

    def close(self) -> None:
        """Let go of the file; what was listed stays known."""
        if self.listing is not None:
            self.listing.close()

    def _errands(self, wanted: Iterable[tuple[int, bytes | None]]) -> Iterator[Errand]:
        listing = self.listing
        if listing is None:
            return
        listed: list[Wanted] = []
        size = 0
        for index, digest in wanted:
            member = listing.members[index]
            listed.append(Wanted(member, listing.stored(member), digest))
            size += member.bytes
            if len(listed) == ERRAND_PHOTOS or size >= ERRAND_BYTES:
                yield Errand(path=listing.path, stamp=listing.stamp, members=tuple(listed))
                listed.clear()
                size = 0
        if listed:
            yield Errand(path=listing.path, stamp=listing.stamp, members=tuple(listed))


def list_given(asked: AskedPhotos, settings: Settings, path: Path | None = None) -> GivenPhotos:
    """
    List an input, which lies at `path` where that is given.

    One that cannot be read never stops the others; raises WdyyError for an empty name alone.
    """
    shown, apart = asked
    place = path or settings.path(shown)
    try:
        listing = open_photos(place, shown, settings.profile.zip, zips_apart=apart)
    except WdyyError as error:
        return GivenPhotos(shown=shown, reason=error.whole)
    return GivenPhotos(shown=shown, listing=listing, wrapping=listing.wrapping(), zips_apart=apart)
