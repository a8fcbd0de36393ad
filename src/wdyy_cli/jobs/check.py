"""`wdyy check`: every check that there are files for, and the files held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.assemble import Job, assemble, role_order, settled
from wdyy_cli.jobs.check_photos import CheckedPhotos, look_at_photos
from wdyy_cli.jobs.unused import find_unused
from wdyy_cli.model import Finding, InputFile, Report, Role, Shown, Table
from wdyy_cli.rules.across.files import SchoolFiles, Source
from wdyy_cli.school.candidates import count_candidates, doubtful_sites
from wdyy_cli.school.enrolled import classes_of, enrol
from wdyy_cli.school.form import Registration, open_registration, read_measure
from wdyy_cli.school.materials import UNIT, open_materials
from wdyy_cli.school.photos.photo_owners import students_of
from wdyy_cli.school.platform.records import ALONE, Records
from wdyy_cli.school.platform.status import Statuses
from wdyy_cli.school.reading.named import one_meant
from wdyy_cli.school.reading.tables import Inputs, OpenedT
from wdyy_cli.school.recognise.choosing import SEVERAL, Chosen, told_by
from wdyy_cli.school.rooms.proctors import ProctorList, count_need
from wdyy_cli.school.rooms.room_list import RoomList
from wdyy_cli.school.rooms.rooms import Rooms, not_in_rooms
from wdyy_cli.school.roster import Roster, open_rosters
from wdyy_cli.school.settings import Progress, Settings
from wdyy_cli.school.sources import RECORDS as RECORDS_WORD
from wdyy_cli.school.sources import ROSTER as ROSTER_WORD
from wdyy_cli.school.sources import STATUS as STATUS_WORD
from wdyy_cli.school.sources import (
    find_across,
    not_across,
    of_listing,
    of_registration,
    once_each,
    tells_near_misses,
    without_listed,
)
from wdyy_cli.school.students.student_sheet import read_student_sheets
from wdyy_cli.toml.section import keys_of
from wdyy_cli.workspace import Files, Workspace

JOB = Job(
    command="check",
    families=("IDN", "XRF"),
    essential={"ROS": "花名册", "PHO": "照片", "REG": "报考表"},
)
"""The gate before upload: roster, photos and registration are what must be there."""


@dataclass(frozen=True, kw_only=True)
class GateKind:
    """A kind of file: its role and key in [files], the family of its rules, what it is called, and counts."""

    role: Role
    family: str
    word: str
    unit: str


ROSTER = GateKind(role=Role.ROSTER, family="ROS", word=ROSTER_WORD, unit="名学生")
PHOTOS = GateKind(role=Role.PHOTOS, family="PHO", word="照片", unit="张照片")
REGISTRATION = GateKind(role=Role.REGISTRATION, family="REG", word="报考表", unit="名考生")
STATUS = GateKind(role=Role.STATUS, family="STA", word=STATUS_WORD, unit="条考生信息")
RECORDS = GateKind(role=Role.RECORDS, family="REC", word=RECORDS_WORD, unit="条报考记录")
ROOMS = GateKind(role=Role.ROOMS, family="ROM", word="考场表", unit="个考场")
PROCTORS = GateKind(role=Role.PROCTORS, family="PRC", word="监考表", unit="名监考")
MATERIALS = GateKind(role=Role.MATERIALS, family="MAT", word="上交材料", unit=UNIT)
KINDS = (ROSTER, PHOTOS, REGISTRATION, STATUS, RECORDS, ROOMS, PROCTORS, MATERIALS)


SINGLE = tuple(key for key in keys_of(Files) if getattr(Files(), key) is None)
"""The keys of [files] that name one file."""

NOT_NAMED = "wdyy.toml 的 [files] 里没有写"


@dataclass(frozen=True, kw_only=True)
class GateFiles:
    """
    The files of a school by their role, relative to `folder`; `source` says in words who named them.

    As long as some of `chosen` are unreadable, unclear or unseen, nothing is wholly clean. Of files that were
    `recognised` `lines` and `results` say what each was taken for, and the registration sheet tells the names
    of school, site and plan.
    """

    chosen: Chosen
    folder: Path
    source: str = NOT_NAMED
    recognised: bool = False
    lines: tuple[str, ...] = ()
    results: object = None

    @property
    def files(self) -> Files:
        """Them by their keys in [files]."""
        return self.chosen.files


@dataclass(kw_only=True)
class _Check:
    """What has been found out so far."""

    gate: GateFiles
    settings: Settings
    inputs: Inputs = field(default_factory=Inputs)
    findings: list[Finding] = field(default_factory=list)
    not_given: dict[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    lines: tuple[str, ...] = ()

    def roster(self) -> Roster | None:
        """Check the roster."""
        settings = self.settings
        given = self.gate.files.roster
        if not given:
            self._lacks(ROSTER)
            return None
        found, whole = open_rosters(self.inputs, given, settings, unit=ROSTER.unit)
        if found is not None and not any(rows for _, rows in found.tables):
            self.inputs.with_nothing_in(self.inputs.files[-1].path, ROSTER.unit)
            found = None
        if found is None:
            self.not_given[ROSTER.family] = f"{'、'.join(given)} 没有读出来"
            return None
        self._take(found.find(), found.shown_tables, found.not_checked())
        # Nobody is missing from what could not be read.
        return found if whole else None

    def students(self, roster: Roster | None) -> Source | None:
        """Check the sheet of student information, blank or filled in."""
        rows = () if roster is None else roster.rows
        known = frozenset(number for row in rows if (number := row.id_number))
        read, reasons = read_student_sheets(self.inputs, self.gate.files, self.settings, known)
        for sheet in read:
            self._take(sheet.find(), sheet.shown_tables, sheet.template.not_checked())
        self.not_given |= {code: why.replace(NOT_NAMED, self.gate.source) for code, why in reasons.items()}
        return next((sheet.source() for sheet in reversed(read) if sheet.students is not None), None)

    def photos(self, progress: Progress, roster: Roster | None) -> CheckedPhotos | None:
        """Check the photos; the roster tells whose they are that say a name."""
        paths = self.gate.files.photos
        if not paths:
            self._lacks(PHOTOS)
            if originals := self.gate.files.originals:
                made = f"原来的照片（{'、'.join(originals)}）还没有做成可以上传的"
                self.not_given[PHOTOS.family] = f"{made}：运行 {self.settings.command('prepare-photos')}"
            return None
        people = None if roster is None else students_of(roster)
        found = look_at_photos(paths, self.settings, progress, people)
        self.inputs.files += [replace(given, unit=PHOTOS.unit) for given in found.inputs]
        self.findings += found.findings
        return found

    def registration(self) -> Registration | None:
        """
        Check the registration sheet, against the platform's template where there is one.

        It is held against what was given; everything else is held against what it says, where nothing was.
        """
        settings, template = self.settings, self.gate.files.template
        measure = self.inputs.open_template(template, read_measure, settings)
        found = self._open(REGISTRATION, lambda shown: open_registration(shown, settings, measure))
        if found is not None:
            self._take(found.find(), [found.shown_table], found.not_checked())
        if found is not None and self.gate.recognised:
            self.settings, self.lines = told_by(found, settings, f"报考表“{found.shown}”")
        return found

    def status(self) -> Statuses | None:
        """Check the platform's list of candidates."""
        settings = self.settings
        found = self._open(STATUS, lambda shown: Statuses.open(shown, settings))
        if found is not None:
            self._take(found.find(), found.shown_tables, {})
        return found

    def records(self) -> Records | None:
        """Read the platform's records."""
        settings = self.settings
        return self._open(RECORDS, lambda shown: Records.open(shown, settings))

    def verify(self, records: Records | None, sheet: Registration | None, files: SchoolFiles) -> None:
        """Check the records against the registration sheet; near misses between the files are told once."""
        if records is None:
            return
        if sheet is None or files.registration is None:
            self._take(records.find_alone(), records.shown_tables, {RECORDS.family: ALONE})
            return
        found = records.find(records.ledger(sheet, files.same))
        self._take(found, records.shown_tables, records.not_checked())

    def rooms_and_proctors(self, sheet: Registration | None) -> Rooms | None:
        """Check rooms and proctors for the candidates of the registration sheet."""
        settings = self.settings
        count = count_candidates(sheet) if sheet is not None and sheet.rows else None
        rooms = self._open(ROOMS, lambda shown: Rooms.open(shown, settings))
        listed = self.inputs.open_beside(
            self.gate.files.room_list,
            lambda shown: RoomList.open(shown, settings.lenient),
            Role.ROOM_LIST,
        )
        if listed is not None:
            self._take(listed.find_unread(), (), {})
        if rooms is not None:
            machines = None if listed is None else listed.machines()
            sites, remarks = rooms.hold(count, doubtful_sites(count, settings))
            subject = rooms.subject(count, machines, sites)
            reasons = not_in_rooms(subject, remarks)
            self._take(rooms.find(subject), rooms.shown_tables, reasons)
        proctors = self._open(PROCTORS, lambda shown: ProctorList.open(shown, settings))
        if proctors is not None:
            need = count_need(rooms, None if count is None else count.total, settings.profile.proctors)
            self._take(proctors.find(need), proctors.shown_tables, proctors.not_checked(rooms, need))
        return rooms

    def materials(self, rooms: Rooms | None) -> tuple[str, ...]:
        """Check what is handed in after the exam, and say what nobody can see from files."""
        settings = self.settings
        names = () if rooms is None else rooms.names_at(settings.values.site)
        found = self._open(MATERIALS, lambda shown: open_materials(shown, settings, names))
        if found is None:
            return ()
        self._take(found.find(), (), found.not_checked())
        return found.lines()

    def _open(self, kind: GateKind, read: Callable[[str], OpenedT]) -> OpenedT | None:
        """
        Read the file of a kind where the workspace names one; where it does not, that is said.

        One that cannot be read or holds nothing is told once: nothing that rests on it is checked.
        """
        shown: str | None = getattr(self.gate.files, kind.role.value)
        if shown is None:
            self._lacks(kind)
            return None
        found = self.inputs.open_as(
            lambda opened: replace(opened.input_file, unit=kind.unit), shown, read, kind.role
        )
        empty = not self.inputs.files[-1].items
        if found is not None and empty and kind is not REGISTRATION:  # that has a rule about it
            self.inputs.with_nothing_in(shown, kind.unit)
            found = None
        if found is None:
            self.not_given[kind.family] = f"{shown} 没有读出来"
        return found

    def _take(self, found: Iterable[Finding], tables: Iterable[Table], not_given: Mapping[str, str]) -> None:
        self.findings += found
        self.tables += tables
        self.not_given |= not_given

    def _lacks(self, kind: GateKind) -> None:
        self.not_given[kind.family] = f"{self.gate.source}{kind.word}（{kind.role.value}）"


def check_workspace(workspace: Workspace, settings: Settings, *, group_by: str | None = None) -> Report:
    """
    Check all files of a workspace, and hold them against each other; one that cannot be read stops no other.

    For programs, as `docs/python.md` shows. Raises WdyyError where the workspace names no file at all.
    """
    gate, settings = of_workspace(workspace, settings)
    return check_gate(gate, settings, group_by=group_by)


def of_workspace(
    workspace: Workspace, settings: Settings, said: Mapping[Role, Sequence[str]] | None = None
) -> tuple[GateFiles, Settings]:
    """Take the files that a workspace names, or the user instead (`said`); raises WdyyError where none is."""
    named = {
        role.value: tuple(names) if role in SEVERAL else names[-1] for role, names in (said or {}).items()
    }
    patterns = {
        key: one_meant(name, workspace.folder, f"“{workspace.shown}”的 {key} 写的")
        for key in SINGLE
        if (name := getattr(workspace.files, key)) is not None
    }
    files = replace(workspace.files, **{**patterns, **named})  # type: ignore[arg-type] # a tuple where there may be several
    if files == Files():
        raise WdyyError(
            f"“{workspace.shown}”的 [files] 里没有写任何文件，没有可检查的。",
            '写上要检查的文件，例如 roster = "花名册.xlsx"。',
        )
    unused = find_unused(replace(workspace, files=files), settings)
    gate = GateFiles(chosen=Chosen(files=files, taken=(), unused=unused), folder=workspace.folder)
    return gate, replace(settings, workspace=workspace)


def check_gate(
    gate: GateFiles,
    settings: Settings,
    progress: Progress = lambda _done, _total: None,
    *,
    group_by: str | None = None,
) -> Report:
    """Check the files of a school, whoever named them, and hold them against each other."""
    settings = replace(settings, folder=gate.folder)
    check = _Check(gate=gate, settings=settings)
    sheet = check.registration()
    roster = check.roster()
    photos = check.photos(progress, roster)
    students = check.students(roster)
    status = check.status()
    records = check.records()
    lines = check.materials(check.rooms_and_proctors(sheet))
    files = SchoolFiles(
        roster=of_listing(roster, ROSTER.word),
        registration=of_registration(sheet) if sheet is not None and sheet.rows else None,
        photos=None if photos is None else photos.whose(settings),
        status=of_listing(status, STATUS.word),
        records=of_listing(records, RECORDS.word),
        students=students,
        tells_near_misses=tells_near_misses(settings),
    )
    check.verify(records, sheet, files)
    findings = [*check.findings, *find_across(files, settings)]
    check.findings = once_each(without_listed(findings, files), files)
    named = [kind.word for kind in KINDS if getattr(gate.files, kind.role.value)]
    empty = [REGISTRATION.word] if sheet is not None and not sheet.rows else []
    check.not_given |= not_across(files, named, empty)
    families = [kind.family for kind in KINDS if kind.family not in check.not_given]
    unread = [InputFile(path=shown, reason=reason) for shown, reason in gate.chosen.unreadable.items()]
    report = assemble(
        JOB.also(*families),
        check.settings,
        sorted([*check.inputs.files, *unread], key=lambda given: role_order(given.role)),
        check.findings,
        not_given=check.not_given,
        shown=Shown(
            results=gate.results,
            lines=(*gate.lines, *check.lines, *lines),
            tables=tuple(check.tables),
            thumbnails={} if photos is None else photos.draw(check.findings, settings),
            classes={} if roster is None else classes_of(roster, files.same),
            students=enrol(roster, settings),
            group_by=group_by,
        ),
    )
    essential = tuple(kind.role for kind in KINDS if kind.family in JOB.essential)
    unclear = (f"“{shown}”（看不出是不是要报考的学生）" for shown in gate.chosen.unclear)
    lacking = (*report.lacking, *unclear, *_unseen(gate.chosen.unseen))
    unused = {file.path: file for file in (*report.unused, *gate.chosen.unused)}
    return settled(
        replace(report, unused=tuple(unused.values()), gate=essential, lacking=lacking), check.settings
    )


def _unseen(paths: Sequence[str]) -> Iterator[str]:
    """Say what nobody looked into; the list of the files that are not used names all of it."""
    if len(paths) > MOST_NAMED:
        yield f"“{paths[0]}”等 {len(paths):,} 个（没有看）"
    else:
        yield from ("文件夹里别的文件（没有看）" if path == "." else f"“{path}”（没有看）" for path in paths)


MOST_NAMED = 3
