"""`wdyy lint-registration`: what the platform would refuse in a filled sheet, and the safe repairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.forms.cell_patch import patch_cells
from wdyy_cli.files.forms.xlsx_package import open_package
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.model import Change, Finding, Report
from wdyy_cli.rules.across.files import Files
from wdyy_cli.rules.photo.nameless import NAMELESS, NamelessPhoto
from wdyy_cli.rules.table.registration import Measure
from wdyy_cli.school.form import Registration, open_registration, read_measure, registration_in
from wdyy_cli.school.listing import ListedRow
from wdyy_cli.school.photo_owners import find_nameless, owned_entries, students_in, students_of
from wdyy_cli.school.roster import Roster, open_roster_to_compare
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.sources import (
    PHOTOS,
    ROSTER,
    PhotoNames,
    find_across,
    not_across,
    of_photo_names,
    of_registration,
    of_roster,
    read_photo_names,
    tells_near_misses,
)
from wdyy_cli.school.tables import Inputs, as_template, refuse_ending

JOB = Job(command="lint-registration", families=("IDN", "REG"), unit="名考生")


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Where the repaired copy goes; `dry_run` writes nothing, `force` replaces what is there."""

    output: str
    force: bool = False
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What a sheet is held against: the platform's template, the roster, photos by their names."""

    template: str | None = None
    roster: str | None = None
    photos: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """What is given is called so."""
        return [word for word, given in ((ROSTER, self.roster), (PHOTOS, self.photos)) if given]


def lint_registration(
    shown: str, settings: Settings, beside: Beside | None = None, repair: Repair | None = None
) -> Report:
    """
    Check a registration sheet, and with `repair` write a copy with the safe faults mended.

    What was mended is no finding any more, unless nothing was written. An input that cannot be read is
    reported as such; raises WdyyError where the copy cannot be written.
    """
    beside = beside or Beside()
    if repair is not None and not repair.dry_run:
        refuse_ending(repair.output, shown)
        refuse_existing(Path(repair.output), repair.output, force=repair.force)
    inputs = Inputs()
    measure = _measure(inputs, beside.template, settings)
    sheet = inputs.open(shown, lambda name: open_registration(name, settings, measure))
    # The sheet is what the command is about; it stands first, though its measure is read before it.
    inputs.files.insert(0, inputs.files.pop())
    if sheet is None:
        return assemble(JOB, settings, inputs.files, [])
    findings, told, stopped = list(sheet.find()), Shown(), False
    if repair is not None:
        findings, told, stopped = _repair(sheet, findings, repair)
    files, classes, nameless = _read_beside(inputs, beside, sheet, settings)
    job = JOB
    if beside.words:
        job = JOB.also("XRF", *(("PHO101",) if beside.photos else ()))
        findings += find_across(files, settings)
        tell = NAMELESS.finder(settings.profile, settings.choice)
        findings += [finding for photo in nameless for finding in tell(photo)]
    return assemble(
        job,
        settings,
        inputs.files,
        findings,
        not_given={**sheet.not_checked(), **not_across(files, beside.words)},
        shown=replace(told, tables=(sheet.shown_table,), classes=classes),
        stopped=stopped,
    )


def _measure(inputs: Inputs, template: str | None, settings: Settings) -> Measure:
    found = inputs.open_as(as_template(settings), template, lambda name: read_measure(name, settings))
    return found or Measure.of(settings.profile.registration)


def _read_beside(
    inputs: Inputs, beside: Beside, sheet: Registration, settings: Settings
) -> tuple[Files, dict[str, str], list[NamelessPhoto]]:
    """Read roster and photo names, where they are given; gives classes, and photos that say another name."""
    roster = inputs.open_beside(beside.roster, lambda shown: open_roster_to_compare(shown, settings))
    names = [
        inputs.open_beside(given, lambda shown: read_photo_names(shown, settings)) for given in beside.photos
    ]
    # Nobody lacks a photo that could not be read.
    read = [each for each in names if each is not None]
    nameless = _find_nameless(read, roster, sheet, settings)
    files = Files(
        roster=None if roster is None else of_roster(roster),
        registration=of_registration(sheet, alone=not beside.words),
        photos=of_photo_names(read, owned_entries(nameless)) if read and len(read) == len(names) else None,
        tells_near_misses=tells_near_misses(settings),
    )
    return files, {} if roster is None else roster.classes(), nameless


def _find_nameless(
    read: Sequence[PhotoNames], roster: Roster | None, sheet: Registration, settings: Settings
) -> list[NamelessPhoto]:
    """Find the photos that say a name or a student number; whether others are photos, check-photos says."""
    if not read:
        return []
    rows = (ListedRow(sheet.table, row, values) for row, values in sheet.rows)
    people = students_in(rows, {}) if roster is None else students_of(roster)
    found = find_nameless((photo for each in read for photo in each.photos), people, settings)
    return [photo for photo in found if photo.owner or photo.candidates]


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


def _repair(
    sheet: Registration, findings: list[Finding], repair: Repair
) -> tuple[list[Finding], Shown, bool]:
    """Give what is still wrong, what is told about the copy, and whether none could be made of this sheet."""
    # What the user ignores stays as it is.
    changes = _changes(sheet.settings.rule_changes.apply(findings)[0])
    if repair.dry_run:
        return findings, _told(changes, repair), False
    try:
        copy = _mended(sheet, changes)
    except WdyyError as error:
        told = Shown(results={"output": None, "fixes": []}, lines=(f"× 没有另存：{error.whole}",))
        return findings, told, True
    return _write(sheet, copy, repair), _told(changes, repair), False


def _mended(sheet: Registration, changes: list[Change]) -> bytes:
    """Make the repaired copy; raises WdyyError where that cannot be done with this file."""
    if not sheet.subject.header_row:
        raise WdyyError(f"“{sheet.shown}”里没有找到报考表的表头。", "请确认选对了文件。")
    package = open_package(sheet.settings.path(sheet.shown), f"“{sheet.shown}”")
    part = next((each for each in package.sheets if each.name == sheet.table.sheet), None)
    if part is None:
        raise WdyyError(f"“{sheet.shown}”里没有工作表“{sheet.table.sheet}”。", "请另存为 .xlsx 再试。")
    texts = {change.place.location.cell or "": change.after for change in changes}
    return patch_cells(package, part, texts)


def _write(sheet: Registration, copy: bytes, repair: Repair) -> list[Finding]:
    """Write the repaired copy, read it back, and give what is still wrong, at its place in the input."""
    found: list[Finding] = []

    def check(written: Path) -> None:
        workbook = read_tables(written, f"“{repair.output}”")
        mended = registration_in(workbook, sheet.shown, sheet.sha256, sheet.settings, sheet.subject.measure)
        found.extend(mended.find())

    write_atomically(Path(repair.output), repair.output, [copy], check)
    return found


def _told(changes: Sequence[Change], repair: Repair) -> Shown:
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
    if repair.dry_run:
        head = f"可以自动改正 {len(changes):,} 处（没有写文件）：" if changes else "没有能自动改正的问题。"
    elif changes:
        head = f"已自动改正 {len(changes):,} 处，存到 {repair.output}："
    else:
        head = f"没有能自动改正的问题，{repair.output} 与原表相同。"
    lines = [f"  {change.place.location.cell}  “{change.before}”→“{change.after}”" for change in changes]
    return Shown(
        results={"output": None if repair.dry_run else repair.output, "fixes": listed},
        lines=(head, *lines),
        personal=frozenset(text for change in changes for text in (change.before, change.after)),
    )
