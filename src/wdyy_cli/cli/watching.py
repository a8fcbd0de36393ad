"""What the screen shows while files are watched: what is new, what is mended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from wdyy_cli.cli.output import Output, print_lines, write_files
from wdyy_cli.cli.streams import ENDED, complain, note, terminal_width
from wdyy_cli.files.changes import Trace
from wdyy_cli.jobs.watch import Traces, watch
from wdyy_cli.model import Report
from wdyy_cli.report.changes import render_changes

WATCHING = "正在看着这些文件：改好一个、存盘，就会再查一遍。不看了请按 Ctrl-C。"
NO_MORE = "不再看着这些文件了。"


def keep_watching(
    first: Report, output: Output, seen: Mapping[Path, Trace], traces: Traces, look: Callable[[], Report]
) -> int:
    """Show what changes after the first look, until Ctrl-C; `seen` are the files as they were before it."""
    note(WATCHING, quiet=False)
    try:
        for again in watch(first, seen, look, traces, complain):
            report = again.report if not output.redact else _redacted(again.report)
            new, mended = again.new, again.mended
            if output.redact:
                shown = _redacted(replace(again.report, findings=(*new, *mended)))
                new, mended = shown.findings[: len(new)], shown.findings[len(new) :]
            print_lines(
                render_changes(
                    report,
                    [path.name for path in again.files],
                    new,
                    mended,
                    output.max_per_rule,
                    terminal_width(),
                )
            )
            sys.stdout.flush()
            for failure in write_files(again.report, replace(output, quiet=True)).values():
                complain(failure)
    except KeyboardInterrupt:
        note(NO_MORE, quiet=False)
    return ENDED


def _redacted(report: Report) -> Report:
    from wdyy_cli.report.redact import redact

    return redact(report)
