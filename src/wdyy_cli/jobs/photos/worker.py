"""What one process does with its photos: read, look, apply the rules, keep a trace. One at a time."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from wdyy_cli.files.photos.photo_input import PhotoSource, open_photos
from wdyy_cli.files.photos.picture import draw_thumbnail, full_pixel_digest, read_picture
from wdyy_cli.files.zips.zip_reader import Unread
from wdyy_cli.model import Finding, Hurdle, Member, Picture, Thumbnail
from wdyy_cli.photo_name import PhotoName, read_photo_name
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.photo import PHOTO, Photo, look_at, places_looked_at
from wdyy_cli.rules.photo.photo_set import PhotoTrace
from wdyy_cli.rules.registry import Choice
from wdyy_cli.rules.table.id_number import ID_NUMBER


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """Some members of one input, by their places in its list."""

    path: Path
    shown: str
    places: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What was found out about one member."""

    trace: PhotoTrace
    findings: tuple[Finding, ...] = ()


class PhotoWorker:
    """Checks members of photo inputs; keeps each input open between errands."""

    def __init__(self, profile: Profile, choice: Choice, checked_on: date) -> None:
        """Take what all errands share."""
        self._profile = profile
        self._choice = choice
        self._checked_on = checked_on
        self._sources: dict[Path, PhotoSource] = {}

    def check(self, errand: Errand) -> list[Outcome]:
        """Check some members; they are read one after the other, and let go."""
        source = self._source(errand)
        return [self._check(source, source.members[place], place) for place in errand.places]

    def digest(self, errand: Errand) -> list[str | None]:
        """Fully decode some members: the digest of their pixels, None where that is impossible."""
        source = self._source(errand)
        limits, cap = self._profile.photo, self._profile.zip.cap_pixels
        read = (source.read(source.members[place]) for place in errand.places)
        return [None if isinstance(data, Unread) else full_pixel_digest(data, limits, cap) for data in read]

    def draw(self, errand: Errand) -> list[Thumbnail | None]:
        """Draw some members small, with the places where their background was looked at."""
        source = self._source(errand)
        return [self._draw(source.read(source.members[place])) for place in errand.places]

    def give_up(self, errand: Errand) -> list[Outcome]:
        """Say of members that ended the process which looked at them that they cannot be decoded."""
        source = self._source(errand)
        fault = Picture(format=None, kind="打不开的文件", fault="打开这张照片时程序意外中断，文件多半已损坏")
        outcomes = []
        for place in errand.places:
            member = source.members[place]
            name = self._name_of(member)
            photo = Photo(
                member=member, name=name, checked_on=self._checked_on, bytes=member.bytes, picture=fault
            )
            outcomes.append(self._judge(photo, place, None))
        return outcomes

    def close(self) -> None:
        """Close all inputs."""
        for source in self._sources.values():
            source.close()
        self._sources.clear()

    def _source(self, errand: Errand) -> PhotoSource:
        source = self._sources.get(errand.path)
        if source is None:
            source = self._sources[errand.path] = open_photos(errand.path, errand.shown, self._profile.zip)
        return source

    def _name_of(self, member: Member) -> PhotoName:
        return read_photo_name(member.name, self._checked_on, self._profile.photo.name_pattern)

    def _draw(self, data: bytes | Unread) -> Thumbnail | None:
        limits, cap = self._profile.photo, self._profile.zip.cap_pixels
        if isinstance(data, Unread):
            return None
        drawn = draw_thumbnail(data, limits, cap)
        if drawn is None:
            return None
        return replace(drawn, regions=places_looked_at(read_picture(data, limits, cap), limits.background))

    def _check(self, source: PhotoSource, member: Member, place: int) -> Outcome:
        name = self._name_of(member)
        data = b"" if name.is_leftover else source.read(member)
        if isinstance(data, Unread):
            photo = Photo(
                member=member,
                name=name,
                checked_on=self._checked_on,
                bytes=member.bytes,
                hurdle=data.hurdle,
                hurdle_detail=data.detail,
            )
            return self._judge(photo, place, None)
        picture = read_picture(data, self._profile.photo, self._profile.zip.cap_pixels) if data else None
        look = look_at(picture, self._profile.photo.background)
        photo = Photo(
            member=member,
            name=name,
            checked_on=self._checked_on,
            bytes=len(data),
            picture=picture,
            look=look,
        )
        return self._judge(photo, place, data)

    def _judge(self, photo: Photo, place: int, data: bytes | None) -> Outcome:
        findings = list(PHOTO.find(photo, self._profile, self._choice))
        is_photo = photo.is_photo
        written = photo.written_id if is_photo else None
        if written is not None:
            findings += ID_NUMBER.find(written, self._profile, self._choice)
        seen = photo.decoded if is_photo and photo.look is not None and not photo.look.blank else None
        trace = PhotoTrace(
            file=photo.member.file,
            member=photo.member.name,
            index=place,
            photo=is_photo,
            id_number=photo.id_number if is_photo else None,
            attached=photo.name.attached,
            digest=sha256(data).digest() if data and seen is not None else None,
            sketch=None if seen is None else seen.sketch,
            archive=photo.hurdle is Hurdle.ARCHIVE,
        )
        return Outcome(trace=trace, findings=tuple(findings))


_worker: PhotoWorker | None = None
"""The worker of this process, where it is one of several."""


def start(profile: Profile, choice: Choice, checked_on: date) -> None:
    """Make this process a worker; Ctrl-C is left to the process that started it."""
    global _worker  # noqa: PLW0603 - a pool's processes have no other place for what all errands share
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = PhotoWorker(profile, choice, checked_on)


def check(errand: Errand) -> list[Outcome]:
    """Run `PhotoWorker.check` in a worker process."""
    return _own_worker().check(errand)


def digest(errand: Errand) -> list[str | None]:
    """Run `PhotoWorker.digest` in a worker process."""
    return _own_worker().digest(errand)


def draw(errand: Errand) -> list[Thumbnail | None]:
    """Run `PhotoWorker.draw` in a worker process."""
    return _own_worker().draw(errand)


def split_errand(errand: Errand, size: int) -> Sequence[Errand]:
    """Cut an errand into pieces of at most `size` members."""
    places = errand.places
    return [
        Errand(path=errand.path, shown=errand.shown, places=places[start : start + size])
        for start in range(0, len(places), size)
    ]


def _own_worker() -> PhotoWorker:
    if _worker is None:
        raise RuntimeError("this process was not started as a worker")
    return _worker
