"""Where a report goes: standard output, files; the progress bar goes to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from wdyy_cli.cli.streams import complain, is_utf8, note, terminal_width, write_out
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.model import Report
from wdyy_cli.report.formats import Format
from wdyy_cli.report.lines import ScreenLine
from wdyy_cli.report.text import render_findings, render_text
from wdyy_cli.school.named import relative_path
from wdyy_cli.school.settings import UNUSABLE, Progress

_BEGINNING = 2048
"""In so many bytes every report says whose it is."""


@dataclass(frozen=True, kw_only=True)
class Output:
    """
    What the user asked for. `format` is None for text; `redact` None leaves it to each format.

    `class_folder` is where each class gets its own report. `page_to_open` is one of the files, to be shown.
    """

    format: Format | None
    files: tuple[tuple[str, Format], ...]
    max_per_rule: int | None
    redact: bool | None
    quiet: bool
    class_folder: Path | None = None
    page_to_open: str | None = None


def finish(report: Report, output: Output) -> int:
    """
    Write the report everywhere it is wanted, and return the exit status.

    A file that cannot be written is no reason not to show what was found.
    """
    unwritten, failures = write_reports(report, output)
    if failures:
        report = replace(report, exit_code=UNUSABLE)
    shown = _redacted_where_wanted(report, output, output.format)
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
        from wdyy_cli.cli.browser import show_page

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
        from wdyy_cli.cli.class_files import write_class_files

        failures += write_class_files(report, output, output.class_folder)
    if failures and report.exit_code != UNUSABLE:
        # The files that were written say how the run ended, which is known only now.
        written = tuple(each for each in output.files if each[0] not in unwritten)
        again = replace(output, files=written, quiet=True)
        unwritten |= (lost := write_files(replace(report, exit_code=UNUSABLE), again))
        failures += lost.values()
    return unwritten, failures


def write_files(report: Report, output: Output) -> dict[str, WdyyError]:
    """Write the report files, and give the errors of those that could not be written, by their names."""
    failures = {}
    for shown, fmt in output.files:
        seen = _seen_from(report, Path(shown).parent)
        pieces = fmt.render(_redacted_where_wanted(seen, output, fmt))
        try:
            write_atomically(Path(shown), shown, pieces)
        except WdyyError as error:
            failures[shown] = error
        else:
            note(f"报告已存到 {shown}", quiet=output.quiet)
    return failures


def refuse_other_file(report: str, fmt: Format) -> None:
    """Raise WdyyError where a file lies that is no earlier report: it may be the school's only one."""
    path = Path(report)
    try:
        if not path.is_file() or not path.stat().st_size:
            return
        if not (_is_own_workbook(path) if fmt.name == "xlsx" else _names_us(path)):
            raise WdyyError(f"“{report}”已经存在，而且不是 wdyy 的报告，没有盖掉它。", "请换一个文件名。")
    except OSError:
        return  # whoever writes it says what is wrong


def _is_own_workbook(path: Path) -> bool:
    from wdyy_cli.files.forms.xlsx_package import open_package
    from wdyy_cli.report.words import FIRST_SHEET

    try:
        sheets = open_package(path, path.name).sheets
    except WdyyError:
        return False
    return bool(sheets) and sheets[0].name == FIRST_SHEET


def _names_us(path: Path) -> bool:
    """Whether our name stands at the beginning, as in every report that is text."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    return b"wdyy" in beginning and b"\0" not in beginning


def _seen_from(report: Report, folder: Path) -> Report:
    """Give the report with the files of its schools as seen from a folder, so that links lead to them."""
    parts = (
        replace(part, written=tuple(relative_path(path, folder) for path in part.written))
        for part in report.parts
    )
    return replace(report, parts=tuple(parts))


def _redacted_where_wanted(report: Report, output: Output, fmt: Format | None) -> Report:
    by_default = fmt is not None and fmt.masked
    if not (by_default if output.redact is None else output.redact):
        return report
    from wdyy_cli.report.redact import redact

    return redact(report)


def _coloured(lines: Iterable[ScreenLine]) -> Iterator[str]:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        with console.capture() as capture:
            console.print(Text(line.text, style=line.style), soft_wrap=True)
        yield capture.get()
