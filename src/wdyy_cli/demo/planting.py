"""How faults get into the drafted files of the demo school: each function gives or is one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from wdyy_cli.demo.materials import blank_scan
from wdyy_cli.demo.people import InventedStudent, person
from wdyy_cli.demo.school import QUALITY, SPARE, Row, SchoolDraft, information_of, records_of, right_photo
from wdyy_cli.files.photos.drawn.portrait_flaws import flawed_portrait
from wdyy_cli.texts.id_number import check_digit

Plant = Callable[[SchoolDraft, InventedStudent], None]
P = ParamSpec("P")

ROSTER, REGISTRATION, RECORDS, STATUS = "roster", "registration", "records", "status"
INFORMATION = "students"
ROOMS, ROOM_LIST, PROCTORS = "rooms", "room_list", "proctors"


def way(plant: Callable[Concatenate[SchoolDraft, InventedStudent, P], None]) -> Callable[P, Plant]:
    """Make of what plants a fault, told its details, what is told them first and plants it later."""

    def detailed(*details: P.args, **more: P.kwargs) -> Plant:
        return lambda draft, student: plant(draft, student, *details, **more)

    return detailed


@way
def write(draft: SchoolDraft, student: InventedStudent, /, *tables: str, **values: str | float) -> None:
    """Change values in the rows of a student."""
    for table in tables:
        for row in draft.rows_of(table, student):
            row.update(values)


@way
def write_in_row(
    draft: SchoolDraft, _: InventedStudent, /, table: str, index: int, **values: str | float
) -> None:
    """Change values in a row of a table in which there are no students."""
    draft.tables[table][index].update(values)


@way
def renumber(
    draft: SchoolDraft, student: InventedStudent, /, change: Callable[[str], str | float], *tables: str
) -> None:
    """Write the ID number of a student in another way."""
    rows = [row for table in tables for row in draft.rows_of(table, student)]
    for row in rows:
        row["id_number"] = change(student.id_number)


@way
def drop(draft: SchoolDraft, student: InventedStudent, /, *tables: str) -> None:
    """Leave a student out."""
    for table in tables:
        rows = draft.tables[table]
        draft.tables[table] = [row for row in rows if row["id_number"] != student.id_number]


@way
def drop_subject(draft: SchoolDraft, student: InventedStudent, /, subject: str) -> None:
    """Leave out a student's record of a subject."""
    gone = [row for row in draft.rows_of(RECORDS, student) if subject in str(row["subject"])]
    draft.tables[RECORDS] = [row for row in draft.tables[RECORDS] if row not in gone]


@way
def repeat(draft: SchoolDraft, student: InventedStudent, /, table: str, **values: str) -> None:
    """Write the first row of a student once more at the end, changed in some values."""
    draft.tables[table].append({**draft.rows_of(table, student)[0], **values})


def register(draft: SchoolDraft, student: InventedStudent) -> None:
    """Register somebody who is not at the school, photo and all."""
    like = draft.tables[REGISTRATION][0]
    own: Row = {"name": student.name, "id_number": student.id_number}
    draft.tables[REGISTRATION].append({**like, **own, "level": student.level})
    draft.tables[RECORDS] += records_of(student, draft.profile)
    draft.tables[STATUS].append({**draft.tables[STATUS][0], **own})
    draft.photos[student.photo] = right_photo(student)


def add_records(draft: SchoolDraft, student: InventedStudent) -> None:
    """Let the platform have records of somebody whom nobody registered."""
    draft.tables[RECORDS] += records_of(student, draft.profile)


def add_information(draft: SchoolDraft, student: InventedStudent) -> None:
    """Enter somebody among the student information whom nobody knows."""
    draft.tables[INFORMATION].append(information_of(student))


def add_photo(draft: SchoolDraft, student: InventedStudent) -> None:
    """Add the photo of somebody whom no other file knows."""
    draft.photos[student.photo] = right_photo(student)


@way
def flaw(draft: SchoolDraft, student: InventedStudent, /, kind: str) -> None:
    """Put a flawed photo in the place of the right one."""
    draft.photos[student.photo] = flawed_portrait(student.number, kind, QUALITY)


@way
def name_photo(draft: SchoolDraft, student: InventedStudent, /, pattern: str) -> None:
    """Name a photo in another way, at the same place in the zip."""
    name = pattern.format(id_number=student.id_number, name=student.name, short=student.id_number[:-1])
    draft.photos = {
        (name if member == student.photo else member): data for member, data in draft.photos.items()
    }


def without_photo(draft: SchoolDraft, student: InventedStudent) -> None:
    """Leave the photo of a student out."""
    del draft.photos[student.photo]


def photo_of_the_one_before(draft: SchoolDraft, student: InventedStudent) -> None:
    """Give a student the photo of the one before her."""
    draft.photos[student.photo] = draft.photos[person(student.number - 1).photo]


def nothing_more(_draft: SchoolDraft, _student: InventedStudent) -> None:
    """Plant nothing: other faults bring this one with them."""


def leftover(draft: SchoolDraft, _: InventedStudent) -> None:
    """Leave a file of the operating system in the zip."""
    draft.photos["Thumbs.db"] = b"thumbnails"


def add_room(draft: SchoolDraft, _: InventedStudent) -> None:
    """Enter a spare room."""
    draft.tables[ROOMS].append({**draft.tables[ROOMS][0], "room": SPARE, "seats": 0})


def drop_proctor(draft: SchoolDraft, _: InventedStudent) -> None:
    """Leave out the last proctor."""
    draft.tables[PROCTORS].pop()


@way
def drop_material(draft: SchoolDraft, _: InventedStudent, /, path: str) -> None:
    """Leave a file out that is to be handed in."""
    draft.materials.pop(path, None)  # another certificate may not ask for it


@way
def rename_material(draft: SchoolDraft, _: InventedStudent, /, old: str, new: str) -> None:
    """Call a file otherwise that is to be handed in."""
    if old in draft.materials:
        draft.materials[new] = draft.materials.pop(old)


@way
def add_scan(draft: SchoolDraft, _: InventedStudent, /, path: str) -> None:
    """Put a scan among what is to be handed in of which nobody knows what it is."""
    if draft.materials:
        draft.materials[path] = blank_scan()


def spaced(number: str) -> str:
    """Write it in groups, as people read it."""
    return f"{number[:6]} {number[6:14]} {number[14:]}"


def swapped(number: str) -> str:
    """Swap the last two digits before the check digit; the check digit is wrong then."""
    return number[:15] + number[16] + number[15] + number[17]


def of_a_sibling(number: str) -> str:
    """Give the right number of somebody born on the same day."""
    first = f"{number[:14]}{int(number[14:17]) + 10:03d}"
    return first + check_digit(first)
