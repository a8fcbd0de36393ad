"""Who of the roster is in which class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from wdyy_cli.model import Enrolled

if TYPE_CHECKING:
    from wdyy_cli.school.listing import ListedRow
    from wdyy_cli.school.roster import Roster
    from wdyy_cli.school.settings import Settings


def rows_with_class(roster: Roster) -> Iterator[tuple[ListedRow, str]]:
    """Yield each student with her class, empty where none is given; without a column, sheets are classes."""
    sheets = {(part.block.shown, part.block.sheet.name) for part in roster.counted_parts}
    files = {shown for shown, _ in sheets}
    stems = Counter(PurePath(shown).stem for shown in files)
    for row in roster.rows:
        name = row.text("class_name")
        if "class_name" not in row.table.columns and len(sheets) > 1:
            alone = sum(shown == row.table.file for shown, _ in sheets) == 1
            of_file = alone and len(files) > 1
            path = PurePath(row.table.file)
            # Lists of one name lie in a folder for each class.
            of_folder = of_file and stems[path.stem] > 1 and path.parent.name
            name = path.parent.name if of_folder else path.stem if of_file else row.table.sheet or ""
        yield row, name


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
        for row, name in rows_with_class(roster)
    )
