"""What the screen shows while files are watched: what is new, what is mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wdyy_cli.cli.screen.output import print_lines, write_reports
from wdyy_cli.cli.screen.report_files import Output
from wdyy_cli.cli.screen.streams import ENDED, complain, note, terminal_width
from wdyy_cli.files.changes import Trace
from wdyy_cli.jobs.watch import LookedAgain, Traces, watch
from wdyy_cli.model import Finding, Report
from wdyy_cli.report.screen.changes import render_changes

WATCHING = "正在看着这些文件：改好一个、存盘，就会再查一遍。不看了请按 Ctrl-C。"
NO_MORE = "不再看着这些文件了。"


def keep_watching(
    first: Report, output: Output, seen: Mapping[Path, Trace], traces: Traces, look: Callable[[], Report]
) -> int:
    """Show what changes after the first look, until Ctrl-C; `seen` are the files as they were before it."""
    note(WATCHING)
    try:
        for again in watch(first, seen, look, traces, complain):
            _, failures = write_reports(again.report, replace(output, quiet=True))
            report, new, mended = _shown(again, output)
            names = [path.name for path in again.files]
            print_lines(render_changes(report, names, new, mended, output.max_per_rule, terminal_width()))
            for failure in failures:
                complain(failure)
    except KeyboardInterrupt:
        note(NO_MORE)
    return ENDED


def _shown(again: LookedAgain, output: Output) -> tuple[Report, Sequence[Finding], Sequence[Finding]]:
    """Give the report, what is new and what is mended, masked where that is wanted."""
    if not output.redact:
        return again.report, again.new, again.mended
    from wdyy_cli.report.redaction.redact import redact

    masked = redact(replace(again.report, findings=(*again.new, *again.mended)))
    count = len(again.new)
    return redact(again.report), masked.findings[:count], masked.findings[count:]
