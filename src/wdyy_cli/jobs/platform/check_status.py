"""`wdyy check-status`: whose data the platform has not accepted yet, and what is to be done."""

from __future__ import annotations

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Role, Shown
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.school.platform.status import Statuses
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.settings import Settings

JOB = Job(command="check-status", families=("IDN", "STA"), unit="名考生")


def check_status(shown: str, settings: Settings) -> Report:
    """Check an export of candidates; one that cannot be read is reported as such."""
    inputs = Inputs()
    statuses = inputs.open(shown, lambda name: Statuses.open(name, settings), Role.STATUS)
    if statuses is None:
        return assemble(JOB, settings, inputs.files, [])
    files = inputs.files if statuses.candidates else inputs.with_nothing_in(shown, JOB.unit)
    return assemble(JOB, settings, files, statuses.find(), shown=_shown(statuses))


def _shown(statuses: Statuses) -> Shown:
    counts = statuses.count()
    rows = [(f"  {status}", f"{count:,} 名") for status, count in counts.items()]
    return Shown(
        results={"statuses": counts},
        lines=("各种状态的人数：", *lay_out_columns(rows, right=(1,))) if rows else (),
        tables=statuses.shown_tables,
        advice="√ 没有发现问题，考生信息都准确，可以报考。",
        objection="还有考生信息没有准备好，这些考生现在报不了考。",
    )
