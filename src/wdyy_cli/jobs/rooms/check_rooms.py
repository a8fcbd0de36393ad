"""`wdyy check-rooms`: a filled sheet of rooms, against candidates and machines."""

from __future__ import annotations

from dataclasses import replace

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Role, Shown
from wdyy_cli.school.candidates import CandidateCount, count_candidates, read_candidates
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.rooms.room_list import RoomList
from wdyy_cli.school.rooms.rooms import Rooms, not_in_rooms
from wdyy_cli.school.settings import Settings

JOB = Job(command="check-rooms", families=("ROM",), unit="个考场", essential={"ROM001": "座位总数对不对"})
WITH_MACHINES = replace(JOB, essential={**JOB.essential, "ROM002": "机位够不够"})
"""The same where a list of rooms is given, for their machines."""


def check_rooms(
    shown: str,
    settings: Settings,
    *,
    registration: str | None = None,
    candidates: int | None = None,
    room_list: str | None = None,
) -> Report:
    """
    Check a sheet of rooms; an input that cannot be read is reported as such.

    It is held against a registration sheet or a number of candidates, and against a list of rooms.
    """
    inputs = Inputs()
    own = settings if room_list is None else replace(settings, insisted=settings.insisted - {"machines"})
    rooms = inputs.open(shown, lambda name: Rooms.open(name, own), Role.ROOMS)
    sheet = read_candidates(inputs, registration, settings, beside=True)
    count = None if candidates is None else CandidateCount(total=candidates)
    if sheet is not None:
        count = count_candidates(sheet)
    listed = inputs.open_beside(room_list, lambda name: RoomList.open(name, settings.lenient), Role.ROOM_LIST)
    machines = None if listed is None else listed.machines()
    if rooms is None:
        return assemble(JOB, settings, inputs.files, [])
    if not rooms.rooms:
        return assemble(JOB, settings, inputs.with_nothing_in(shown, JOB.unit), rooms.find_unread())
    sites, remarks = rooms.hold(count)
    subject = rooms.subject(count, machines, sites)
    return assemble(
        JOB if listed is None else WITH_MACHINES,
        settings,
        inputs.files,
        [*rooms.find(subject), *(listed.find_unread() if listed else ())],
        not_given=not_in_rooms(subject, remarks),
        shown=Shown(
            tables=rooms.shown_tables,
            advice="√ 各项都对上了，可以照着在平台上设置考场。",
            objection="现在不要在平台上设置考场。",
        ),
    )
