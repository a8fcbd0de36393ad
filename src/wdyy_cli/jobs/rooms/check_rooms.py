"""`wdyy check-rooms`: a filled sheet of rooms, against candidates and machines."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.model import Report, Role
from wdyy_cli.school.candidates import CandidateCount, count_candidates, read_candidates_beside
from wdyy_cli.school.rooms.room_list import find_in_room_list, machines_by_room, open_room_list
from wdyy_cli.school.rooms.rooms import find_in_rooms, not_in_rooms, open_rooms
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import Inputs

JOB = Job(command="check-rooms", families=("ROM",), unit="个考场", essential={"ROM001": "座位总数对不对"})
WITH_MACHINES = replace(JOB, essential={**JOB.essential, "ROM002": "机位够不够"})
"""The same where a list of rooms is given, for their machines."""


@dataclass(frozen=True, kw_only=True)
class BesideRooms:
    """What rooms are held against: a registration sheet or a number of candidates, and a list of rooms."""

    registration: str | None = None
    candidates: int | None = None
    rooms: str | None = None


def check_rooms(shown: str, settings: Settings, beside: BesideRooms | None = None) -> Report:
    """Check a sheet of rooms; an input that cannot be read is reported as such."""
    beside = beside or BesideRooms()
    inputs = Inputs()
    own = settings if beside.rooms is None else replace(settings, insisted=settings.insisted - {"machines"})
    rooms = inputs.open(shown, lambda name: open_rooms(name, own), Role.ROOMS)
    sheet = read_candidates_beside(inputs, beside.registration, settings)
    count = None if beside.candidates is None else CandidateCount(total=beside.candidates)
    if sheet is not None:
        count = count_candidates(sheet)
    listed = inputs.open_beside(
        beside.rooms, lambda name: open_room_list(name, settings.lenient), Role.ROOM_LIST
    )
    machines = None if listed is None else machines_by_room(listed)
    if rooms is None:
        return assemble(JOB, settings, inputs.files, [])
    if not rooms.rooms:
        return assemble(JOB, settings, inputs.with_nothing_in(shown, JOB.unit), rooms.find_left())
    held = rooms.hold(count)
    subject = rooms.subject(count, machines, held.sites)
    return assemble(
        JOB if listed is None else WITH_MACHINES,
        settings,
        inputs.files,
        [*find_in_rooms(subject, settings, rooms), *(find_in_room_list(listed) if listed else ())],
        not_given=not_in_rooms(subject, held.remarks),
        shown=Shown(
            tables=rooms.shown_tables,
            advice="√ 各项都对上了，可以照着在平台上设置考场。",
            objection="现在不要在平台上设置考场。",
        ),
    )
