"""`wdyy lint-registration`: what the platform would refuse in a filled sheet, and the safe repairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.forms.repair import Repair, changes_of, not_saved, repair_copy
from wdyy_cli.model import Finding, Report, Role, Shown
from wdyy_cli.rules.across.files import SchoolFiles, Source
from wdyy_cli.school.enrolled import classes_of, enrol
from wdyy_cli.school.form import Registration, open_registration, read_measure, registration_in
from wdyy_cli.school.reading.listing import listed
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import Roster, open_rosters_to_compare
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.sources import (
    PHOTOS,
    REGISTRATION,
    ROSTER,
    find_across,
    not_across,
    of_listing,
    of_registration,
    tells_near_misses,
    without_listed,
)
from wdyy_cli.sheet import Workbook

JOB = Job(
    command="lint-registration",
    families=("IDN", "REG"),
    unit="名考生",
    essential={"XRF": "身份证号用不了的学生"},
)


@dataclass(frozen=True, kw_only=True)
class BesideRegistration:
    """What a sheet is held against: the platform's template, the roster, photos by their names."""

    template: str | None = None
    roster: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """What is given is called so."""
        return [word for word, given in ((ROSTER, self.roster), (PHOTOS, self.photos)) if given]


def lint_registration(
    shown: str, settings: Settings, beside: BesideRegistration | None = None, repair: Repair | None = None
) -> Report:
    """
    Check a registration sheet, and with `repair` write a copy with the safe faults mended.

    What was mended is no finding any more, unless nothing was written. An input that cannot be read is
    reported as such; raises WdyyError where the copy cannot be written.
    """
    beside = beside or BesideRegistration()
    if repair is not None:
        repair.refuse_output(shown)
    inputs = Inputs()
    measure = inputs.open_template(beside.template, read_measure, settings)
    sheet = inputs.open(shown, lambda name: open_registration(name, settings, measure), Role.REGISTRATION)
    # The sheet is what the command is about; it stands first, though its measure is read before it.
    inputs.files.insert(0, inputs.files.pop())
    if sheet is None:
        return assemble(JOB, settings, inputs.files, [])
    findings, said, stopped = list(sheet.find()), Shown(), False
    if repair is not None:
        findings, said, stopped = _repair(sheet, findings, repair)
    files, roster, told_of = _read_beside(inputs, beside, sheet, settings)
    # Nothing that rests on a sheet without candidates is held against another one.
    unheld = not_across(files, beside.words, () if sheet.rows else (REGISTRATION,))
    job = JOB
    if beside.words:
        job = JOB.also("XRF", *(("PHO101",) if beside.photos else ()))
        findings = [*without_listed([*findings, *find_across(files, settings)], files), *told_of]
    return assemble(
        job,
        settings,
        inputs.files,
        findings,
        not_given={**sheet.not_checked(), **unheld},
        shown=replace(
            said,
            tables=(sheet.shown_table,),
            classes={} if roster is None else classes_of(roster, files.same),
            students=enrol(roster, settings),
        ),
        stopped=stopped,
    )


def _read_beside(
    inputs: Inputs, beside: BesideRegistration, sheet: Registration, settings: Settings
) -> tuple[SchoolFiles, Roster | None, list[Finding]]:
    """Read roster and photo names, where they are given; also tells the photos that are called otherwise."""
    roster = open_rosters_to_compare(inputs, beside.roster, settings)
    photos, told_of = (
        _read_photos(inputs, beside.photos, roster, sheet, settings) if beside.photos else (None, [])
    )
    files = SchoolFiles(
        roster=of_listing(roster, ROSTER),
        registration=of_registration(sheet, alone=not beside.words) if sheet.rows else None,
        photos=photos,
        tells_near_misses=tells_near_misses(settings),
    )
    return files, roster, told_of


def _read_photos(
    inputs: Inputs, given: Sequence[str], roster: Roster | None, sheet: Registration, settings: Settings
) -> tuple[Source | None, list[Finding]]:
    """Read the names of photos, None where not all could be read; tell those that say a name or a number."""
    # Most sheets are looked at without photos.
    from wdyy_cli.rules.photo.nameless import NAMELESS  # noqa: PLC0415
    from wdyy_cli.school.photos.photo_inputs import find_photo_inputs  # noqa: PLC0415
    from wdyy_cli.school.photos.photo_owners import (  # noqa: PLC0415
        find_nameless,
        owned_entries,
        students_in,
        students_of,
    )
    from wdyy_cli.school.photos.photo_sources import read_photo_names  # noqa: PLC0415

    names = [
        inputs.open_beside(asked.shown, partial(read_photo_names, asked, settings), Role.PHOTOS)
        for asked in find_photo_inputs(given, settings)
    ]
    # Nobody lacks a photo that could not be read.
    read = [each for each in names if each is not None]
    if not read:
        return None, []
    people = students_in(listed(sheet.table, sheet.rows), {}) if roster is None else students_of(roster)
    found = find_nameless((photo for each in read for photo in each.photos), people, settings)
    # Whether others are photos, check-photos says.
    nameless = [photo for photo in found if photo.owner or photo.candidates]
    told_of = list(settings.find(NAMELESS, nameless))
    if len(read) < len(names):
        return None, told_of
    entries = [entry for each in read for entry in each.entries]
    return Source(word=PHOTOS, entries=[*entries, *owned_entries(nameless)]), told_of


def _repair(
    sheet: Registration, findings: list[Finding], repair: Repair
) -> tuple[list[Finding], Shown, bool]:
    """Give what is still wrong, what is told about the copy, and whether none could be made of this sheet."""
    shown, settings = sheet.shown, sheet.settings
    if not (repair.dry_run or sheet.subject.header_row):
        lacking = WdyyError(f"“{shown}”里没有找到报考表的表头。", "请确认选对了文件。")
        return findings, not_saved(lacking), True

    def look_again(written: Workbook) -> Iterator[Finding]:
        return registration_in(written, shown, settings, sheet.subject.measure).find()

    changes = changes_of(findings, settings)
    return repair_copy(shown, settings, findings, changes, repair, look_again)
