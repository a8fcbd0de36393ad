"""Holding a report against what was known before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wdyy_cli.files.baseline import read_baseline, write_baseline
from wdyy_cli.jobs.assemble import exit_code
from wdyy_cli.model import Report
from wdyy_cli.rules.baseline import Baseline
from wdyy_cli.school.settings import Settings


def apply_baseline(report: Report, shown: str, settings: Settings) -> Report:
    """Mark the findings of a report that a baseline file knows; raises WdyyError where it cannot be read."""
    return _with(report, Baseline(known=read_baseline(Path(shown), shown)), settings)


def update_baseline(report: Report, shown: str, settings: Settings) -> Report:
    """Write all findings of a report to a baseline file, and mark them as known."""
    baseline = Baseline.of(report.findings)
    write_baseline(Path(shown), shown, baseline.known)
    return _with(report, baseline, settings)


def _with(report: Report, baseline: Baseline, settings: Settings) -> Report:
    marked, gone = baseline.apply(report.findings)
    lines = report.lines
    if gone:
        lines = (*lines, f"基线里有 {gone:,} 处问题已经没有了；用 --update-baseline 更新基线。")
    return replace(
        report,
        findings=tuple(marked),
        lines=lines,
        exit_code=exit_code(settings.fail_on, report.inputs, marked),
    )
