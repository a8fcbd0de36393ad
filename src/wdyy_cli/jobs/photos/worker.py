"""What one process does with its photos, errand by errand: read, look, apply the rules, keep a trace."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from wdyy_cli.files.photos.decoding.picture import read_picture, read_pictures
from wdyy_cli.files.photos.decoding.whole_picture import draw_thumbnail, full_pixel_digest
from wdyy_cli.files.photos.holders.photo_reader import PhotoReader
from wdyy_cli.files.photos.holders.photo_source import FileStamp
from wdyy_cli.files.zips.zip_reader import Stored, Unread
from wdyy_cli.jobs.photos.preparer import HURDLES, Prepared, prepare_photo
from wdyy_cli.model import Finding
from wdyy_cli.photo import Hurdle, Member, Picture, Thumbnail
from wdyy_cli.profile import Profile
from wdyy_cli.rules.photo.photo import PHOTO, Look, Photo, look_at, places_looked_at
from wdyy_cli.rules.photo.photo_set import PICTURE_PAIR, PhotoTrace
from wdyy_cli.rules.photo.seen_picture import SeenPicture, see
from wdyy_cli.rules.registry import Choice
from wdyy_cli.rules.table.id_number import ID_NUMBER
from wdyy_cli.texts.id_number import sort_of
from wdyy_cli.texts.photo_name import PhotoName, read_photo_name


class Wanted(NamedTuple):
    """
    A member of an input, and where its bytes are.

    `digest` is the SHA-256 of the bytes that were read before, None where this is the first time.
    """

    member: Member
    stored: Stored | str
    digest: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """Some members of one input; `stamp` tells whether a zip is still the one that was listed."""

    path: Path
    stamp: FileStamp | None
    members: tuple[Wanted, ...]


class PhotoOutcome(NamedTuple):
    """What was found out about one member, and what is kept of it; `seen` is to be compared with others."""

    trace: PhotoTrace
    seen: SeenPicture | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """A member that was read, as far as it could be; `size` is in bytes, `data` those that came out."""

    member: Member
    name: PhotoName
    size: int = 0
    data: bytes = b""
    unread: Unread | None = None


Beat = Callable[[int], None]
"""Told the place of each member in its errand when its turn comes."""


class PhotoWorker:
    """Checks members of photo inputs; keeps each input open between errands."""

    def __init__(self, profile: Profile, choice: Choice, checked_on: date, *, previews: bool = False) -> None:
        """Take what all errands share; `previews`: photos that are made are wanted small as well."""
        self._profile = profile
        self._previews = previews
        self._checked_on = checked_on
        self._find_in_photo = PHOTO.finder(profile, choice)
        self._find_in_number = ID_NUMBER.finder(profile, choice)
        self._right_sorts: set[tuple[str, int, bool] | None] = set()
        self._compared = any(choice.includes(rule.code) for rule in PICTURE_PAIR.rules)
        self._readers: dict[Path, PhotoReader] = {}

    def check(self, errand: Errand, beat: Beat) -> list[PhotoOutcome]:
        """
        Check some members: all are read, then decoded, then looked at, then judged.

        At each step each has its turn: which one it was is known of whatever ends this process.
        """
        reader = self._reader(errand)
        read = [self._read(reader, wanted) for wanted in _in_turn(errand, beat)]
        there = [place for place, one in enumerate(read) if one.data]
        seen = read_pictures(
            [read[place].data for place in there],
            self._profile.photo,
            self._profile.zip.cap_pixels,
            lambda at: beat(there[at]),
        )
        pictures = dict(zip(there, seen, strict=True))
        ground = self._profile.photo.background
        looks: dict[int, Look | None] = {}
        for place, picture in pictures.items():
            beat(place)
            looks[place] = look_at(picture, ground)
        outcomes = []
        for place, one in enumerate(read):
            beat(place)
            outcomes.append(self._judge(one, pictures.get(place), looks.get(place)))
        return outcomes

    def digest(self, errand: Errand, beat: Beat) -> list[str | None]:
        """Fully decode some members: the digest of their pixels, None where that is impossible."""
        return [
            None
            if data is None
            else full_pixel_digest(data, self._profile.photo, self._profile.zip.cap_pixels)
            for data in self._read_again(errand, beat)
        ]

    def draw(self, errand: Errand, beat: Beat) -> list[Thumbnail | None]:
        """Draw some members small, with the places where their background was looked at."""
        return [None if data is None else self._draw(data) for data in self._read_again(errand, beat)]

    def prepare(self, errand: Errand, beat: Beat) -> list[Prepared]:
        """Make photos of some members, with small copies of before and after where those are wanted."""
        reader = self._reader(errand)
        read = (reader.read(wanted.member, wanted.stored) for wanted in _in_turn(errand, beat))
        return [
            Prepared(left_out=data.detail, advice=HURDLES[data.hurdle])
            if isinstance(data, Unread)
            else prepare_photo(data, self._profile, previews=self._previews)
            for data in read
        ]

    def give_up(self, wanted: Wanted, fault: str) -> PhotoOutcome:
        """Say of a member that no process could look at why not."""
        member, picture = wanted.member, Picture(format=None, kind="打不开的文件", fault=fault)
        return self._judge(_Read(member=member, name=self._name_of(member), size=member.bytes), picture)

    def close(self) -> None:
        """Close all inputs."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _reader(self, errand: Errand) -> PhotoReader:
        reader = self._readers.get(errand.path)
        if reader is None:
            reader = PhotoReader(errand.path, errand.stamp, self._profile.zip)
            self._readers[errand.path] = reader
        return reader

    def _read_again(self, errand: Errand, beat: Beat) -> Iterator[bytes | None]:
        """Read members once more; None where that fails, or where they are not what was read before."""
        reader = self._reader(errand)
        for member, stored, digest in _in_turn(errand, beat):
            data = reader.read(member, stored)
            same = not isinstance(data, Unread) and digest in (None, sha256(data).digest())
            yield data if same and not isinstance(data, Unread) else None

    def _draw(self, data: bytes) -> Thumbnail | None:
        limits, cap = self._profile.photo, self._profile.zip.cap_pixels
        drawn = draw_thumbnail(data, limits, cap)
        if drawn is None:
            return None
        return replace(drawn, regions=places_looked_at(read_picture(data, limits, cap), limits.background))

    def _read(self, reader: PhotoReader, wanted: Wanted) -> _Read:
        member = wanted.member
        name = self._name_of(member)
        if name.is_leftover:
            return _Read(member=member, name=name)
        data = reader.read(member, wanted.stored)
        if isinstance(data, Unread):
            return _Read(member=member, name=name, size=member.bytes, unread=data)
        return _Read(member=member, name=name, size=len(data), data=data)

    def _name_of(self, member: Member) -> PhotoName:
        return read_photo_name(member.name, self._checked_on, self._profile.photo.name_pattern)

    def _judge(self, read: _Read, picture: Picture | None, look: Look | None = None) -> PhotoOutcome:
        unread = read.unread
        photo = Photo(
            member=read.member,
            name=read.name,
            checked_on=self._checked_on,
            bytes=read.size,
            picture=picture,
            look=look,
            hurdle=None if unread is None else unread.hurdle,
            hurdle_detail="" if unread is None else unread.detail,
        )
        findings = self._find_in_photo(photo)
        is_photo = photo.is_photo
        if is_photo:
            findings += self._find_in_id(photo)
        trace = PhotoTrace(
            file=read.member.file,
            member=read.member.name,
            index=read.member.index,
            photo=is_photo,
            id_number=photo.id_number if is_photo else None,
            attached=photo.name.attached,
            digest=sha256(read.data).digest() if read.data else None,
            archive=photo.hurdle is Hurdle.ARCHIVE,
        )
        return PhotoOutcome(trace, self._see(photo) if is_photo else None, tuple(findings))

    def _find_in_id(self, photo: Photo) -> list[Finding]:
        """Apply the rules about ID numbers to the one in a name; of a sort once found right, no more."""
        text = photo.name.id_text
        sort = None if text is None else sort_of(text, self._checked_on)
        written = None if sort in self._right_sorts else photo.written_id
        if written is None:
            return []
        found = self._find_in_number(written)
        if sort is not None and not found:
            self._right_sorts.add(sort)
        return found

    def _see(self, photo: Photo) -> SeenPicture | None:
        """Look at a picture for comparing: not at one of nobody, nor at an empty one."""
        if not self._compared or photo.id_number is None or photo.look is None or photo.look.blank:
            return None
        picture = photo.decoded
        return None if picture is None or picture.sketch is None else see(picture.sketch)


def _in_turn(errand: Errand, beat: Beat) -> Iterator[Wanted]:
    for place, listed in enumerate(errand.members):
        beat(place)
        yield listed


STANDARD_ERROR = 2
"""The number of the stream by which libraries in C complain."""

Task = str
"""The name of a method of `PhotoWorker` that does an errand."""

Pulse = MutableSequence[int]
"""Memory that a worker shares with the pool: the place in its errand of the member it is at, and a count."""


def _silence_libraries() -> None:
    """Keep from the screen what libraries in C write there about damaged pictures, in English."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STANDARD_ERROR)
        os.close(nowhere)


def serve(
    connection: Connection,
    inherited: Iterable[Connection],
    pulse: Pulse,
    profile: Profile,
    choice: Choice,
    checked_on: date,
    previews: bool,  # noqa: FBT001 - arguments of a process have their places
) -> None:
    """
    Do errands as they come, until the other end is closed; Ctrl-C is left to the process there.

    `inherited` are ends of connections that are none of our business.
    Sends a list of results and None for each, or None and the text of what a fault of ours raised.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _silence_libraries()
    for end in inherited:
        end.close()
    worker = PhotoWorker(profile, choice, checked_on, previews=previews)
    tasks: dict[Task, Callable[[Errand, Beat], Sequence[object]]] = {
        "check": worker.check,
        "digest": worker.digest,
        "draw": worker.draw,
        "prepare": worker.prepare,
    }

    def beat(place: int) -> None:
        pulse[0] = place
        pulse[1] += 1

    while True:
        try:
            task, errand = connection.recv()
        except EOFError:
            return
        try:
            answer = (tasks[task](errand, beat), None)
        except Exception:  # noqa: BLE001 - not swallowed: the process that asked raises it
            connection.send((None, traceback.format_exc()))
        else:
            connection.send(answer)
