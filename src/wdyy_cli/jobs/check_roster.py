"""`wdyy check-roster`: the list of students, before anything is made from it."""

from __future__ import annotations

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.roster import open_roster
from wdyy_cli.jobs.settings import Settings, Shown, assemble
from wdyy_cli.jobs.tables import unreadable
from wdyy_cli.model import Report

COMMAND = "check-roster"
FAMILIES = ("IDN", "ROS")
UNIT = "名学生"


def check_roster(shown: str, settings: Settings) -> Report:
    """Check a roster; one that cannot be read is reported as such."""
    try:
        roster = open_roster(shown, settings)
    except WdyyError as error:
        return assemble(COMMAND, settings, [unreadable(shown, error)], [], families=FAMILIES, unit=UNIT)
    return assemble(
        COMMAND,
        settings,
        [roster.input_file],
        roster.find(),
        families=FAMILIES,
        unit=UNIT,
        shown=Shown(
            tables=roster.shown_tables,
            classes=roster.classes(),
            advice="√ 没有发现问题，可以用它生成报考表。",
        ),
    )
