"""`wdyy count-proctors`: how many proctors rooms of so many candidates need."""

from __future__ import annotations

from collections.abc import Sequence

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Shown
from wdyy_cli.planning.proctors import count_proctors as count
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.school.settings import Settings

JOB = Job(command="count-proctors")


def count_proctors(rooms: Sequence[int], settings: Settings) -> Report:
    """Count the proctors of rooms, each given by its candidates."""
    limits = settings.profile.proctors
    counted = [(candidates, count(candidates, limits)) for candidates in rooms]
    total = sum(proctors for _, proctors in counted)
    rows = [(f"  考生 {candidates:,} 名", f"监考 {proctors:,} 名") for candidates, proctors in counted]
    return assemble(
        JOB,
        settings,
        [],
        [],
        shown=Shown(
            results={
                "rooms": [
                    {"candidates": candidates, "proctors": proctors} for candidates, proctors in counted
                ],
                "total_proctors": total,
            },
            lines=(
                "每个考场要的监考：",
                *lay_out_columns(rows),
                f"{len(rooms):,} 个考场一共要 {total:,} 名监考。",
            ),
        ),
    )
