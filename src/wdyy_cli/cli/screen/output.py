"""Where a report goes: standard output, files; the progress bar goes to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wdyy_cli.cli.screen.report_files import Output, redacted_where_wanted, write_files
from wdyy_cli.cli.screen.streams import complain, is_utf8, note, terminal_width, write_out
from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Report
from wdyy_cli.report.screen.lines import ScreenLine
from wdyy_cli.report.screen.text import render_findings, render_text
from wdyy_cli.school.settings import UNUSABLE, Progress


def finish(report: Report, output: Output) -> int:
    """
    Write the report everywhere it is wanted, and return the exit status.

    A file that cannot be written is no reason not to show what was found.
    """
    unwritten, failures = write_reports(report, output)
    if failures:
        report = replace(report, exit_code=UNUSABLE)
    shown = redacted_where_wanted(report, output, output.format)
    if output.format is not None:
        for given in shown.inputs:
            if given.reason is not None:
                note(f"× 读不了：{given.reason}")
        write_out(output.format.render(shown, ascii_only=not is_utf8(sys.stdout)))
    else:
        lay_out = render_findings if output.quiet else render_text
        print_lines(lay_out(shown, output.max_per_rule, terminal_width()))
    for failure in failures:
        complain(failure)
    if output.page_to_open is not None and output.page_to_open not in unwritten:
        from wdyy_cli.cli.screen.browser import show_page

        show_page(Path(output.page_to_open), quiet=output.quiet)
    return report.exit_code


def print_lines(lines: Iterable[ScreenLine]) -> None:
    """Print lines; with colours on a terminal that has them, plain otherwise."""
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        write_out(_coloured(lines))
    else:
        write_out(f"{line.text}\n" for line in lines)


@contextlib.contextmanager
def progress_bar(words: str, *, wanted: bool) -> Iterator[Progress]:
    """Show a bar on standard error while the block runs, where that is a terminal."""
    if not (wanted and sys.stderr.isatty()):
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (words, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Without its own thread: worker processes may still be started while the bar is shown.
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            bar.refresh()

        yield show


def write_reports(report: Report, output: Output) -> tuple[dict[str, WdyyError], list[WdyyError]]:
    """
    Write the report files and those of the classes.

    Gives the errors of report files that could not be written, by their names, and all errors.
    """
    unwritten = write_files(report, output)
    failures = list(unwritten.values())
    if output.class_folder is not None:
        from wdyy_cli.cli.screen.class_files import write_class_files

        failures += write_class_files(report, output, output.class_folder)
    if failures and report.exit_code != UNUSABLE:
        # The files that were written say how the run ended, which is known only now.
        written = tuple(each for each in output.files if each[0] not in unwritten)
        again = replace(output, files=written, quiet=True)
        unwritten |= (lost := write_files(replace(report, exit_code=UNUSABLE), again))
        failures += lost.values()
    return unwritten, failures


def _coloured(lines: Iterable[ScreenLine]) -> Iterator[str]:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        with console.capture() as capture:
            console.print(Text(line.text, style=line.style), soft_wrap=True)
        yield capture.get()
