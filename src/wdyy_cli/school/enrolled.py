"""Who of the roster is in which class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wdyy_cli.model import Enrolled

if TYPE_CHECKING:
    from wdyy_cli.school.roster import Roster
    from wdyy_cli.school.settings import Settings


def classes_of(roster: Roster, same: Mapping[str, str]) -> dict[str, str]:
    """Give the class of each ID number, also of a mistyped one that `same` takes for a student's own."""
    classes = roster.classes()
    mistyped = {one: classes[other] for one, other in same.items() if other in classes}
    return classes | {one: name for one, name in mistyped.items() if one not in classes}


def enrol(roster: Roster | None, settings: Settings) -> tuple[Enrolled, ...]:
    """Give the students for reports that go to their class teachers, where such are wanted."""
    if roster is None or not settings.by_class:
        return ()
    return tuple(
        Enrolled(
            file=row.table.file,
            sheet=row.table.sheet,
            row=row.row,
            id_number=row.id_number or "",
            name=row.text("name"),
            student_number=row.text("student_number"),
            class_name=name,
        )
        for row, name in roster.rows_with_class()
    )
