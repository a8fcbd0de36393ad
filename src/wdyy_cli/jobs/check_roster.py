"""`wdyy check-roster`: the list of students, before anything is made from it."""

from __future__ import annotations

from wdyy_cli.jobs.roster import open_roster
from wdyy_cli.jobs.settings import Settings, Shown, assemble
from wdyy_cli.jobs.tables import Inputs
from wdyy_cli.model import Report

COMMAND = "check-roster"
FAMILIES = ("IDN", "ROS")
UNIT = "名学生"


def check_roster(shown: str, settings: Settings) -> Report:
    """Check a roster; one that cannot be read is reported as such."""
    inputs = Inputs()
    roster = inputs.open(shown, lambda: open_roster(shown, settings), lambda found: found.input_file)
    if roster is None:
        return assemble(COMMAND, settings, inputs.files, [], families=FAMILIES, unit=UNIT)
    return assemble(
        COMMAND,
        settings,
        inputs.files,
        roster.find(),
        families=FAMILIES,
        unit=UNIT,
        not_given=roster.not_checked(),
        shown=Shown(
            tables=roster.shown_tables,
            classes=roster.classes(),
            advice="√ 没有发现问题，可以用它生成报考表。",
        ),
    )
