"""`wdyy check-roster`: the list of students, before anything is made from it."""

from __future__ import annotations

from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.model import Report
from wdyy_cli.school.roster import open_roster
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import Inputs

JOB = Job(command="check-roster", families=("IDN", "ROS"), unit="名学生")


def check_roster(shown: str, settings: Settings) -> Report:
    """Check a roster; one that cannot be read is reported as such."""
    inputs = Inputs()
    roster = inputs.open(shown, lambda name: open_roster(name, settings))
    if roster is None:
        return assemble(JOB, settings, inputs.files, [])
    return assemble(
        JOB,
        settings,
        inputs.files,
        roster.find(),
        not_given=roster.not_checked(),
        shown=Shown(
            tables=roster.shown_tables,
            classes=roster.classes(),
            advice="√ 没有发现问题，可以用它生成报考表。",
        ),
    )
