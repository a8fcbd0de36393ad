"""`wdyy lint-registration`: what the platform would refuse in a filled sheet, and the safe repairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.cell_patch import patch_cells
from wdyy_cli.files.table import read_tables
from wdyy_cli.files.xlsx_package import open_package
from wdyy_cli.jobs.registration import Registration, open_registration, registration_in
from wdyy_cli.jobs.settings import Settings, Shown, assemble
from wdyy_cli.jobs.tables import unreadable
from wdyy_cli.model import Change, Finding, Report

COMMAND = "lint-registration"
FAMILIES = ("IDN", "REG")
UNIT = "名考生"


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Where the repaired copy goes; `dry_run` writes nothing, `force` replaces what is there."""

    output: str
    force: bool = False
    dry_run: bool = False


def lint_registration(
    shown: str, settings: Settings, *, template: str | None = None, repair: Repair | None = None
) -> Report:
    """
    Check a registration sheet, and with `repair` write a copy with the safe faults mended.

    What was mended is no finding any more, unless nothing was written. A sheet that cannot be read is
    reported as such; raises WdyyError where the copy cannot be written.
    """
    if repair is not None and not repair.dry_run:
        refuse_existing(Path(repair.output), repair.output, force=repair.force)
    try:
        sheet = open_registration(shown, settings, template)
    except WdyyError as error:
        return assemble(COMMAND, settings, [unreadable(shown, error)], [], families=FAMILIES, unit=UNIT)
    findings = list(sheet.find())
    results: dict[str, object] | None = None
    lines: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    if repair is not None:
        changes = _changes(findings)
        results, lines = _told(changes, repair)
        personal = frozenset(text for change in changes for text in (change.before, change.after))
        if not repair.dry_run:
            findings = _mend(sheet, changes, repair)
    return assemble(
        COMMAND,
        settings,
        [sheet.input_file],
        findings,
        families=FAMILIES,
        unit=UNIT,
        not_given=sheet.not_checked(),
        shown=Shown(results=results, lines=lines, personal=personal, tables=(sheet.shown_table,)),
    )


def _changes(findings: Sequence[Finding]) -> list[Change]:
    """List the safe repairs, one for each cell, in the order of the rows."""
    found: dict[str, Change] = {}
    for finding in findings:
        place = finding.place
        if finding.repair is not None and place.location.cell is not None and finding.suppressed is None:
            found[place.location.cell] = Change(place=place, before=place.value or "", after=finding.repair)
    return sorted(
        found.values(), key=lambda change: (change.place.location.row or 0, change.place.location.cell or "")
    )


def _mend(sheet: Registration, changes: list[Change], repair: Repair) -> list[Finding]:
    """Write the repaired copy, read it back, and give what is still wrong, at its place in the input."""
    package = open_package(Path(sheet.shown), f"“{sheet.shown}”")
    part = next((each for each in package.sheets if each.name == sheet.table.sheet), None)
    if part is None:
        raise WdyyError(f"“{sheet.shown}”里没有工作表“{sheet.table.sheet}”。", "请另存为 .xlsx 再试。")
    texts = {change.place.location.cell or "": change.after for change in changes}
    copy = patch_cells(package, part, texts)
    found: list[Finding] = []

    def check(written: Path) -> None:
        workbook = read_tables(written, f"“{repair.output}”")
        mended = registration_in(workbook, sheet.shown, sheet.sha256, sheet.settings, sheet.subject.measure)
        found.extend(mended.find())

    write_atomically(Path(repair.output), repair.output, [copy], check)
    return found


def _told(changes: Sequence[Change], repair: Repair) -> tuple[dict[str, object], tuple[str, ...]]:
    """Say what was changed, for programs and for people."""
    listed = [
        {
            "cell": change.place.location.cell,
            "row": change.place.location.row,
            "column": change.place.location.column,
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]
    output = None if repair.dry_run else repair.output
    head = (
        f"可以自动改正 {len(changes):,} 处（没有写文件）："
        if repair.dry_run
        else (f"已自动改正 {len(changes):,} 处，存到 {repair.output}：")
    )
    if not changes:
        head = (
            "没有能自动改正的问题。"
            if repair.dry_run
            else f"没有能自动改正的问题，{repair.output} 与原表相同。"
        )
    lines = [f"  {change.place.location.cell} “{change.before}”→“{change.after}”" for change in changes]
    return {"output": output, "fixes": listed}, (head, *lines)
