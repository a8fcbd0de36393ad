"""`wdyy check-materials`: the folder of 上交材料 against the list of the guide."""

from __future__ import annotations

from collections.abc import Sequence

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Role, Shown
from wdyy_cli.school.materials import UNIT, open_materials
from wdyy_cli.school.reading.named import expand_name
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.settings import Settings

JOB = Job(
    command="check-materials",
    families=("MAT",),
    unit=UNIT,
    essential={"MAT002": "每个考场的材料齐不齐（没有写考场表）"},
)


def check_materials(
    folder: str, settings: Settings, *, rooms: str | None = None, named: Sequence[str] = ()
) -> Report:
    """
    Check a folder; an input that cannot be read is reported as such.

    `rooms` is the sheet of rooms, `named` are names of rooms beside it.
    """
    inputs = Inputs()
    sheet = inputs.open_beside(rooms, lambda name: Rooms.open(name, settings.lenient), Role.ROOMS)
    known = [*named, *(() if sheet is None else sheet.names_at(settings.values.site))]
    rooms_named = tuple(dict.fromkeys(known))
    found = expand_name(folder, settings.folder)
    handed = inputs.open(
        found[0] if len(found) == 1 else folder,
        lambda name: open_materials(name, settings, rooms_named),
        Role.MATERIALS,
    )
    if handed is None:
        return assemble(JOB, settings, inputs.files, [])
    return assemble(
        JOB,
        settings,
        inputs.files,
        handed.find(),
        not_given=handed.not_checked(),
        shown=Shown(
            lines=handed.lines(),
            advice="√ 电子材料齐了，可以上交。",
            objection="材料还没有齐。",
        ),
    )
