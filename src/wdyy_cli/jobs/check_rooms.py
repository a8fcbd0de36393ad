"""`wdyy check-rooms`: a filled sheet of rooms, against candidates and machines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wdyy_cli.cell_text import squeeze
from wdyy_cli.jobs.candidates import candidates_beside, count_candidates, open_candidates
from wdyy_cli.jobs.room_list import open_room_list
from wdyy_cli.jobs.rooms import find_in_rooms, not_in_rooms, open_rooms
from wdyy_cli.jobs.settings import Settings, Shown, assemble
from wdyy_cli.jobs.tables import Inputs
from wdyy_cli.model import Report

COMMAND = "check-rooms"
FAMILIES = ("ROM",)
UNIT = "个考场"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What rooms are held against: a registration sheet or a number of candidates, and a list of rooms."""

    registration: str | None = None
    candidates: int | None = None
    rooms: str | None = None


def check_rooms(shown: str, settings: Settings, beside: Beside | None = None) -> Report:
    """Check a sheet of rooms; an input that cannot be read is reported as such."""
    beside = beside or Beside()
    inputs = Inputs()
    # A column that the user named need not be in each of the tables.
    other = replace(settings, insisted=frozenset())
    own = settings if beside.rooms is None else replace(settings, insisted=settings.insisted - {"machines"})
    rooms = inputs.open(shown, lambda: open_rooms(shown, own), lambda found: found.input_file)
    candidates, registration = beside.candidates, beside.registration
    if registration is not None:
        sheet = inputs.open(registration, lambda: open_candidates(registration, other), candidates_beside)
        candidates = None if sheet is None else count_candidates(sheet)
    listed, machines = beside.rooms, None
    if listed is not None:
        found = inputs.open(listed, lambda: open_room_list(listed, other), lambda found: found.beside)
        machines = None if found is None else {squeeze(r.name): r.machines for r in found.rooms}
    if rooms is None:
        return assemble(COMMAND, settings, inputs.files, [], families=FAMILIES, unit=UNIT)
    subject = rooms.subject(candidates, machines)
    return assemble(
        COMMAND,
        settings,
        inputs.files,
        find_in_rooms(subject, settings),
        families=FAMILIES,
        unit=UNIT,
        not_given=not_in_rooms(subject),
        shown=Shown(
            tables=rooms.shown_tables,
            advice="√ 没有发现问题，可以照着在平台上设置考场。",
            objection="现在不要在平台上设置考场。",
        ),
    )
