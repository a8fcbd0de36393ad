"""Whose the photos are that are called by a name or a student number: held against the roster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wdyy_cli.planning.whose_photo import Student

if TYPE_CHECKING:
    from wdyy_cli.school.listing import ListedRow
    from wdyy_cli.school.roster import Roster


def students_in(rows: Iterable[ListedRow], classes: Mapping[str, str]) -> list[Student]:
    """Give each student of a table once."""
    found: dict[object, Student] = {}
    for row in rows:
        number = row.table.id_number(row.values)
        name = row.table.text(row.values, "name")
        student = Student(
            id_number=number,
            name=name,
            student_number=row.table.text(row.values, "student_number"),
            class_name=row.table.text(row.values, "class_name") or classes.get(number or "", ""),
        )
        found.setdefault(number or (name, student.student_number, student.class_name), student)
    return list(found.values())


def students_of(roster: Roster) -> list[Student]:
    """Give the students of a roster."""
    return students_in(roster.rows(), roster.classes())
