"""`wdyy check-proctors`: a list of proctors, against the rooms or the number of candidates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wdyy_cli.jobs.candidates import candidates_beside, count_candidates, open_candidates
from wdyy_cli.jobs.proctors import count_need, find_in_proctors, not_in_proctors, open_proctors
from wdyy_cli.jobs.rooms import open_rooms
from wdyy_cli.jobs.settings import Settings, Shown, assemble
from wdyy_cli.jobs.tables import Inputs
from wdyy_cli.model import Report

COMMAND = "check-proctors"
FAMILIES = ("PRC",)
UNIT = "名监考"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What proctors are held against: a sheet of rooms, a registration sheet."""

    rooms: str | None = None
    registration: str | None = None


def check_proctors(shown: str, settings: Settings, beside: Beside | None = None) -> Report:
    """Check a list of proctors; an input that cannot be read is reported as such."""
    beside = beside or Beside()
    inputs = Inputs()
    proctors = inputs.open(shown, lambda: open_proctors(shown, settings), lambda found: found.input_file)
    other = replace(settings, insisted=frozenset())
    rooms, sheet, seated, registration = None, None, beside.rooms, beside.registration
    if seated is not None:
        rooms = inputs.open(seated, lambda: open_rooms(seated, other), lambda found: found.beside)
    if registration is not None:
        sheet = inputs.open(registration, lambda: open_candidates(registration, other), candidates_beside)
    if proctors is None:
        return assemble(COMMAND, settings, inputs.files, [], families=FAMILIES, unit=UNIT)
    candidates = None if sheet is None else count_candidates(sheet)
    need = count_need(rooms, candidates, settings.profile.proctors)
    return assemble(
        COMMAND,
        settings,
        inputs.files,
        find_in_proctors(proctors, need, settings),
        families=FAMILIES,
        unit=UNIT,
        not_given=not_in_proctors(proctors, rooms, need),
        shown=Shown(
            tables=proctors.shown_tables,
            advice="√ 没有发现问题，可以上报监考人员。",
            objection="现在不要上报监考。",
        ),
    )
