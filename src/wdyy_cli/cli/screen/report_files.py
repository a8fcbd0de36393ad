"""The files a report goes to, and which files are no earlier report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from wdyy_cli.cli.screen.streams import note
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.model import Report
from wdyy_cli.report.formats import Format
from wdyy_cli.school.reading.named import relative_path

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


def write_files(report: Report, output: Output) -> dict[str, WdyyError]:
    """Write the report files, and give the errors of those that could not be written, by their names."""
    failures = {}
    for shown, fmt in output.files:
        seen = _seen_from(report, Path(shown).parent)
        pieces = fmt.render(redacted_where_wanted(seen, output, fmt))
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
    from wdyy_cli.report.said.words import FIRST_SHEET

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


def redacted_where_wanted(report: Report, output: Output, fmt: Format | None) -> Report:
    """Give the report without personal data, where the user or by itself the format wants that."""
    by_default = fmt is not None and fmt.masked
    if not (by_default if output.redact is None else output.redact):
        return report
    from wdyy_cli.report.redaction.redact import redact

    return redact(report)
