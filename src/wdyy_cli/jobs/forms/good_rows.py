"""Which rows of a roster a sheet may be built from, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wdyy_cli.files.forms.registration_fill import Filled
from wdyy_cli.grouping import grouped
from wdyy_cli.model import Finding
from wdyy_cli.rules.table.table import RowKey
from wdyy_cli.school.reading.listing import ListedRow
from wdyy_cli.school.roster import Roster
from wdyy_cli.school.settings import FAILING, FailOn, Settings
from wdyy_cli.sheet import parse_ref
from wdyy_cli.texts.id_number import read_id_number


class Refused(Exception):  # noqa: N818 - no error: the findings say what is wrong
    """What was written does not pass the rules; the argument are the findings."""

    def __init__(self, findings: list[Finding]) -> None:
        """Keep the findings for the report."""
        super().__init__()
        self.findings = findings


def sort_rows(
    roster: Roster, findings: Sequence[Finding], settings: Settings
) -> tuple[list[ListedRow], list[ListedRow]]:
    """Part the students that can be written from those with an error, or without a usable name or number."""
    errors = errors_in(findings, settings)
    bad_rows = _rows_of(errors, roster.rows) if errors else set()
    # Of two names under one number nobody knows which is right.
    bad_numbers = {error.place.id_number for error in errors if error.code == "ROS202"}
    good: list[ListedRow] = []
    bad: list[ListedRow] = []
    for row in roster.rows:
        number = row.id_number
        reading = None if number is None else read_id_number(number, settings.checked_on)
        usable = reading is not None and (reading.fault is None or reading.is_whole)
        named = bool(row.text("name"))
        wrong = bool(errors) and (row.table.key(row.row) in bad_rows or number in bad_numbers)
        (bad if wrong or not usable or not named else good).append(row)
    return good, bad


def _rows_of(errors: Sequence[Finding], rows: Sequence[ListedRow]) -> set[RowKey]:
    """Give the rows that errors are about: of two beside each other the one in whose columns it stands."""
    lines = grouped(((row.table.file, row.table.sheet, row.row), row) for row in rows)
    found: set[RowKey] = set()
    for error in errors:
        at = error.place.location
        here = lines.get((at.file, at.sheet, at.row or 0), [])
        own = here if len(here) == 1 else [row for row in here if _stands_in(error, row)]
        found.update(row.table.key(row.row) for row in own or here)
    return found


def _stands_in(error: Finding, row: ListedRow) -> bool:
    place = parse_ref(error.place.location.cell or "")
    if place is not None and place[1] in row.table.columns.values():
        return True
    return error.place.id_number is not None and error.place.id_number == row.id_number


def find_unplaced(roster: Roster, findings: Sequence[Finding], settings: Settings) -> list[Finding]:
    """Pick the errors that are about no student who was read: about whole columns, or students left out."""
    errors = errors_in(findings, settings)
    rows = {(row.table.file, row.table.sheet, row.row) for row in roster.rows} if errors else set()
    return [e for e in errors if (at := e.place.location) and (at.file, at.sheet, at.row) not in rows]


def errors_in(findings: Sequence[Finding], settings: Settings) -> list[Finding]:
    """Pick what stops a build, whatever makes a run fail."""
    changed, _ = settings.rule_changes.apply(findings)
    return [f for f in changed if f.severity in FAILING[FailOn.ERROR] and f.suppressed is None]


def results_of(output: str | None, written: int, left_out: int) -> dict[str, object]:
    """Say to programs what was written."""
    return {"output": output, "rows_written": written, "rows_left_out": left_out}


def warn_about(filled: Filled, left_out: int) -> Iterator[str]:
    """Say who was not written, and what of the template is worth a look."""
    if left_out:
        yield f"！有 {left_out:,} 名学生没有写进去，见上面的错误；改正后要重新生成。"
    for remark in filled.notes:
        yield f"！{remark}。"
