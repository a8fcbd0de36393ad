"""`wdyy check-proctors`: a list of proctors, against the rooms or the number of candidates."""

from __future__ import annotations

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Role, Shown
from wdyy_cli.school.candidates import count_candidates, read_candidates
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.rooms.proctors import ProctorList, count_need
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.settings import Settings

JOB = Job(
    command="check-proctors",
    families=("PRC",),
    unit="名监考",
    essential={"PRC001": "监考人数够不够", "PRC005": "必填的项是不是都有"},
)


def check_proctors(
    shown: str, settings: Settings, *, rooms: str | None = None, registration: str | None = None
) -> Report:
    """
    Check a list of proctors; an input that cannot be read is reported as such.

    It is held against a sheet of rooms, or a registration sheet.
    """
    inputs = Inputs()
    proctors = inputs.open(shown, lambda name: ProctorList.open(name, settings), Role.PROCTORS)
    sheet_of_rooms = inputs.open_beside(rooms, lambda name: Rooms.open(name, settings.lenient), Role.ROOMS)
    candidates = read_candidates(inputs, registration, settings, beside=True)
    if proctors is None:
        return assemble(JOB, settings, inputs.files, [])
    if not proctors.people:
        return assemble(JOB, settings, inputs.with_nothing_in(shown, JOB.unit), proctors.find_unread())
    number = None if candidates is None else count_candidates(candidates).total
    need = count_need(sheet_of_rooms, number, settings.profile.proctors)
    return assemble(
        JOB,
        settings,
        inputs.files,
        proctors.find(need),
        not_given=proctors.not_checked(sheet_of_rooms, need),
        shown=Shown(
            tables=proctors.shown_tables,
            advice="√ 没有发现问题，可以上报监考人员。",
            objection="现在不要上报监考。",
        ),
    )
