"""Holding reports against what was known before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from wdyy_cli.files.baseline import write_baseline
from wdyy_cli.jobs.assemble import settled
from wdyy_cli.model import Report
from wdyy_cli.rules.baseline import Baseline, known_in, suppress_known
from wdyy_cli.school.settings import Settings


def mark_known(
    report: Report, known: Baseline, settings: Settings, school: str = "", *, recorded: bool = False
) -> Report:
    """
    Mark the findings of a report that are known; `school` where the baseline is of several schools.

    `recorded`: they are known because this very run writes them down.
    """
    marked, gone = suppress_known(report.findings, known, school)
    lines = report.lines
    if gone and not school:
        lines = (*lines, f"已知问题里有 {gone:,} 处已经没有了；用 --update-baseline 重新记一次。")
    marked_report = replace(report, findings=tuple(marked), lines=lines, recorded=recorded)
    return settled(marked_report, settings)


def known_of(reports: Iterable[tuple[str, Report]]) -> Baseline:
    """Take all findings of reports, each with the name of its school, as known."""
    counts: Counter[str] = Counter()
    for school, report in reports:
        counts.update(known_in(report.findings, school))
    return dict(sorted(counts.items()))


def update_baseline(report: Report, shown: str, settings: Settings) -> Report:
    """Write all findings of a report to a baseline file, and mark them as known."""
    known = known_of([("", report)])
    write_baseline(shown, known)
    return mark_known(report, known, settings, recorded=True)
