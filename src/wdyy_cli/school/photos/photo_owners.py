"""Whose the photos are that are called by a name or a student number: held against the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from wdyy_cli.model import Location
from wdyy_cli.planning.whose_photo import PictureName, Student, Why, find_owners
from wdyy_cli.rules.across.files import StudentEntry, only_at
from wdyy_cli.rules.photo.nameless import NamelessPhoto, Owner
from wdyy_cli.texts.id_number import read_id_number
from wdyy_cli.texts.photo_name import read_photo_name

if TYPE_CHECKING:
    from wdyy_cli.school.reading.listing import ListedRow
    from wdyy_cli.school.roster import Roster
    from wdyy_cli.school.settings import Settings

HIDDEN = "\ufffd"
"""What stands in the shown name of a file for a character that nobody sees."""

PhotoAt = tuple[str, str]
"""A photo by its input, as the user named it, and its member."""


def students_in(rows: Iterable[ListedRow], classes: Mapping[str, str]) -> list[Student]:
    """Give each student of a table once."""
    found: dict[object, Student] = {}
    for row in rows:
        number = row.id_number
        name = row.text("name")
        student = Student(
            id_number=number,
            name=name,
            student_number=row.text("student_number"),
            class_name=row.text("class_name") or classes.get(number or "", ""),
        )
        found.setdefault(number or (name, student.student_number, student.class_name), student)
    return list(found.values())


def students_of(roster: Roster) -> list[Student]:
    """Give the students of a roster."""
    return students_in(roster.rows, roster.classes())


def find_nameless(
    photos: Iterable[tuple[PhotoAt, bool]], students: Sequence[Student] | None, settings: Settings
) -> list[NamelessPhoto]:
    """
    Find the photos whose names hold no ID number, and whose they are.

    Each photo comes with whether it is in a zip; `students` is None where there is no roster.
    """
    pattern = settings.profile.photo.name_pattern
    named = [(at, in_zip, read_photo_name(at[1], settings.checked_on, pattern)) for at, in_zip in photos]
    if all(name.id_text is not None for _, _, name in named):
        return []
    pictures = [
        PictureName(
            stem=name.stem,
            around=(*name.folder.split("/"), PurePath(at[0]).stem),
            id_number=None
            if name.id_text is None
            else read_id_number(name.id_text, settings.checked_on).number,
        )
        for at, _, name in named
    ]
    owners = find_owners(pictures, students or ())
    people = [_as_owner(student, settings) for student in students or ()]
    return [
        NamelessPhoto(
            location=Location(file=at[0], member=at[1]),
            name=name,
            roster_known=students is not None,
            owner=None if whose.student is None else people[whose.student],
            candidates=tuple(people[student] for student in whose.students),
            elsewhere=whose.why is Why.OTHER_CLASS,
            rivals=tuple(_shown(named[other][0], at) for other in whose.pictures),
            in_zip=in_zip,
        )
        for (at, in_zip, name), whose in zip(named, owners, strict=True)
        if name.id_text is None and not _hides_a_number(at[1], settings)
    ]


def _hides_a_number(member: str, settings: Settings) -> bool:
    """Whether an ID number stands in a name, but for control characters: those are told already."""
    if HIDDEN not in member:
        return False
    name = read_photo_name(
        member.replace(HIDDEN, ""), settings.checked_on, settings.profile.photo.name_pattern
    )
    return name.id_text is not None


def owned_entries(nameless: Iterable[NamelessPhoto]) -> list[StudentEntry]:
    """Give the students who have a photo, though it is not called by their number."""
    return [
        StudentEntry(photo.place.id_number, photo.place.name or "", only_at(photo.place))
        for photo in nameless
        if photo.place.id_number is not None
    ]


def _as_owner(student: Student, settings: Settings) -> Owner:
    number = student.id_number
    return Owner(
        name=student.name,
        id_number=number,
        usable=number is not None and read_id_number(number, settings.checked_on).fault is None,
        student_number=student.student_number,
        class_name=student.class_name,
    )


def _shown(photo: PhotoAt, beside: PhotoAt) -> str:
    return photo[1] if photo[0] == beside[0] else f"{photo[0]} 里的 {photo[1]}"
