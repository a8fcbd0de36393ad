"""The students of whom there are photos, in the form in which files are held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wdyy_cli.files.opening import sha256_of
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.model import InputFile, Location, Place
from wdyy_cli.rules.across.files import Source, StudentEntry, only_at
from wdyy_cli.rules.photo.photo_set import PhotoTrace
from wdyy_cli.school.photos.photo_inputs import AskedPhotos
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.sources import PHOTOS
from wdyy_cli.texts.id_number import read_id_number
from wdyy_cli.texts.photo_name import read_photo_name


def of_photos(traces: Iterable[PhotoTrace], settings: Settings, owned: Iterable[StudentEntry]) -> Source:
    """Give the students whose photos were checked; `owned` are those of photos that are called otherwise."""
    members = [(trace.file, trace.member) for trace in traces if trace.photo]
    return Source(word=PHOTOS, entries=[*_entries(members, settings), *owned])


@dataclass(frozen=True, kw_only=True)
class PhotoNames:
    """The students by the names in a photo zip or folder, of which no picture was looked at."""

    shown: str
    sha256: str | None
    entries: Sequence[StudentEntry]
    photos: Sequence[tuple[tuple[str, str], bool]] = ()

    @property
    def beside(self) -> InputFile:
        """The photos as an input that only helps to check another one."""
        items = len(self.entries)
        return InputFile(path=self.shown, sha256=self.sha256, items=items, unit="张照片", beside=True)


def read_photo_names(asked: AskedPhotos, settings: Settings, shown: str) -> PhotoNames:
    """Read the names in a photo zip or folder; raises WdyyError where it cannot be read."""
    path = settings.path(shown)
    with open_photos(path, shown, settings.profile.zip, zips_apart=asked.zips_apart) as source:
        members = source.members
    entries = _entries([(shown, member.name) for member in members], settings)
    names = ((member, read_photo_name(member.name, settings.checked_on)) for member in members)
    photos = [
        ((shown, member.name), member.in_zip)
        for member, name in names
        if name.names_a_picture and not name.is_leftover
    ]
    return PhotoNames(shown=shown, sha256=sha256_of(path), entries=entries, photos=photos)


def _entries(members: Iterable[tuple[str, str]], settings: Settings) -> list[StudentEntry]:
    entries = []
    pattern = settings.profile.photo.name_pattern
    for file, member in members:
        name = read_photo_name(member, settings.checked_on, pattern)
        if name.is_leftover or name.id_text is None:
            continue
        reading = read_id_number(name.id_text, settings.checked_on)
        place = Place(location=Location(file=file, member=member), id_number=reading.number)
        faulty = reading.fault is not None or name.attached
        entries.append(StudentEntry(reading.number, "", only_at(place), faulty=faulty))
    return entries
