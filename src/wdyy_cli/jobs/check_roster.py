"""`wdyy check-roster`: the list of students, before anything is made from it, and the safe repairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.forms.repair import Repair, changes_of, repair_copy
from wdyy_cli.model import Change, Finding, Report, Shown
from wdyy_cli.school.enrolled import enrol
from wdyy_cli.school.reading.given_tables import tables_in
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import Roster, open_rosters, roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Workbook, parse_ref, show_value

if TYPE_CHECKING:
    from wdyy_cli.school.students.student_template import StudentTemplate

JOB = Job(command="check-roster", families=("IDN", "ROS"), unit="名学生")


def check_roster(
    given: Sequence[str], settings: Settings, repair: Repair | None = None, template: str | None = None
) -> Report:
    """
    Check one roster, or several as one, and with `repair` write a copy of one with the safe faults mended.

    With `template` it is a filled sheet of student information, and is held against the platform's template.

    What was mended is no finding any more, unless nothing was written. A roster that cannot be read is
    reported as such; raises WdyyError where the copy cannot be written.
    """
    if repair is not None:
        repair.refuse_output(_only_one(given, settings))
    inputs = Inputs()
    roster, _ = open_rosters(inputs, given, settings)
    held = _open_template(template, inputs, settings)
    if roster is None:
        return assemble(JOB, settings, inputs.files, [])
    if not roster.rows:
        return assemble(JOB, settings, inputs.with_nothing_in(roster.shown, JOB.unit), roster.find())
    findings, said, stopped = roster.find(), Shown(), False
    reasons, advice = roster.not_checked(), "√ 没有发现问题，可以用它生成报考表。"
    if held is not None:
        from wdyy_cli.school.students.student_rows import as_used, find_in_filled, without_hints  # noqa: PLC0415

        findings = [*without_hints(findings, roster, held), *find_in_filled(roster, held, settings)]
        reasons |= held.not_checked()
        inputs.files = [as_used(file, held.headers) for file in inputs.files]
        advice = "√ 没有发现问题，可以上传。"
    if repair is not None:
        findings, said, stopped = _repair(roster, findings, repair)
    return assemble(
        JOB,
        settings,
        inputs.files,
        findings,
        not_given=reasons,
        shown=replace(
            said,
            tables=roster.shown_tables,
            classes=roster.classes(),
            students=enrol(roster, settings),
            advice=advice,
        ),
        stopped=stopped,
    )


def _open_template(template: str | None, inputs: Inputs, settings: Settings) -> StudentTemplate | None:
    """Open the platform's template where one is given; most rosters are held against none."""
    if template is None:
        return None
    from wdyy_cli.school.students.student_template import open_student_template  # noqa: PLC0415

    opened = inputs.open_template(template, open_student_template, settings)
    return None if opened is None else opened[0]


def _only_one(given: Sequence[str], settings: Settings) -> str:
    shown, _ = tables_in(given, settings)
    if len(shown) > 1:
        raise WdyyError("--fix 一次只改一个花名册。", f"例如只写 {shown[0]}。")
    return shown[0]


def _repair(roster: Roster, findings: list[Finding], repair: Repair) -> tuple[list[Finding], Shown, bool]:
    """Give what is still wrong, what is told about the copy, and whether none could be made of this file."""
    shown, settings = roster.shown, roster.settings

    def look_again(written: Workbook) -> list[Finding]:
        return roster_in(written, shown, settings).find()

    changes = [change for change in changes_of(findings, settings) if _stands_there(roster, change)]
    return repair_copy(shown, settings, findings, changes, repair, look_again, with_sheet=True)


def _stands_there(roster: Roster, change: Change) -> bool:
    """Whether a cell holds itself what is to be changed: below the first of a merged area none does."""
    at = change.place.location
    place = parse_ref(at.cell or "")
    sheet = next((block.sheet for block in roster.blocks if block.sheet_name == at.sheet), None)
    return sheet is not None and place is not None and show_value(sheet.value(*place)) == change.before
