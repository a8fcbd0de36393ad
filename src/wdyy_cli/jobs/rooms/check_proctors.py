"""`wdyy check-proctors`: a list of proctors, against the rooms or the number of candidates."""

from __future__ import annotations

from dataclasses import dataclass

from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.model import Report, Role
from wdyy_cli.school.candidates import count_candidates, read_candidates_beside
from wdyy_cli.school.rooms.proctors import count_need, find_in_proctors, not_in_proctors, open_proctors
from wdyy_cli.school.rooms.rooms import open_rooms
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import Inputs

JOB = Job(
    command="check-proctors",
    families=("PRC",),
    unit="名监考",
    essential={"PRC001": "监考人数够不够", "PRC005": "必填的项是不是都有"},
)


@dataclass(frozen=True, kw_only=True)
class BesideProctors:
    """What proctors are held against: a sheet of rooms, a registration sheet."""

    rooms: str | None = None
    registration: str | None = None


def check_proctors(shown: str, settings: Settings, beside: BesideProctors | None = None) -> Report:
    """Check a list of proctors; an input that cannot be read is reported as such."""
    beside = beside or BesideProctors()
    inputs = Inputs()
    proctors = inputs.open(shown, lambda name: open_proctors(name, settings), Role.PROCTORS)
    rooms = inputs.open_beside(beside.rooms, lambda name: open_rooms(name, settings.lenient), Role.ROOMS)
    sheet = read_candidates_beside(inputs, beside.registration, settings)
    if proctors is None:
        return assemble(JOB, settings, inputs.files, [])
    if not proctors.people:
        return assemble(JOB, settings, inputs.with_nothing_in(shown, JOB.unit), proctors.find_left())
    candidates = None if sheet is None else count_candidates(sheet).total
    need = count_need(rooms, candidates, settings.profile.proctors)
    return assemble(
        JOB,
        settings,
        inputs.files,
        find_in_proctors(proctors, need, settings),
        not_given=not_in_proctors(proctors, rooms, need),
        shown=Shown(
            tables=proctors.shown_tables,
            advice="√ 没有发现问题，可以上报监考人员。",
            objection="现在不要上报监考。",
        ),
    )
