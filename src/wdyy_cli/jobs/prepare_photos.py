"""`wdyy prepare-photos`: from what the photographer delivered to the zip that can be uploaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing
from wdyy_cli.files.photos.holders.pack import PhotoSpool, ZipPart, split_photos
from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.jobs.check_photos import CheckedPhotos, look_at_photos
from wdyy_cli.jobs.photos.originals import OriginalFile, Originals, errands_of, find_originals
from wdyy_cli.jobs.photos.pool import PhotoPool
from wdyy_cli.jobs.photos.preparer import Prepared
from wdyy_cli.jobs.photos.told import LeftOut, Told, tell_plan, tell_result
from wdyy_cli.model import Finding, Report, Role, Severity
from wdyy_cli.photo import Contact
from wdyy_cli.photo_name import write_photo_name
from wdyy_cli.planning.whose_photo import Student, Whose, Why, find_owners
from wdyy_cli.rules.across.files import SchoolFiles
from wdyy_cli.school.photos.photo_map import read_photo_map
from wdyy_cli.school.photos.photo_owners import students_of
from wdyy_cli.school.roster import Roster, open_roster_to_compare
from wdyy_cli.school.settings import Progress, Settings
from wdyy_cli.school.sources import find_across, of_roster
from wdyy_cli.school.tables import Inputs

JOB = Job(command="prepare-photos", families=("IDN", "PHO", "XRF001"), unit="张照片")
AT_ONCE = 4
PER_PROCESS = 4
"""So many pictures go to a process together, and so few make another process worth its start."""

MISSING = "XRF001"
CHOOSE = "请指定存放照片的文件夹或压缩包。"


@dataclass(frozen=True, kw_only=True)
class PhotoOrder:
    """
    What is to be made: of which sources, for whom, where to.

    `by_hand` is a table of file names and ID numbers. `most_bytes` and `most_photos` are those of one zip.
    """

    sources: Sequence[str]
    rosters: Sequence[str]
    output: str
    by_hand: str | None = None
    dry_run: bool = False
    force: bool = False
    allow_missing: bool = False
    most_bytes: int | None = None
    most_photos: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedPhoto:
    """A picture, whose it is, and the name it will have; `left_out` says why there is none."""

    file: OriginalFile
    student: Student | None = None
    target: str | None = None
    left_out: str | None = None
    advice: str = ""

    @property
    def source(self) -> str:
        """How the picture is called to people."""
        return self.file.source


@dataclass(kw_only=True)
class _Run:
    """What has been found out so far."""

    asked: PhotoOrder
    settings: Settings
    inputs: Inputs
    originals: Originals
    students: list[Student] = field(default_factory=list)
    rosters: list[Roster] = field(default_factory=list)
    plan: list[PlannedPhoto] = field(default_factory=list)


def prepare_photos(
    asked: PhotoOrder, settings: Settings, progress: Progress = lambda _done, _total: None
) -> Report:
    """
    Make the zip; what cannot be made is told, with what to do, and never guessed.

    An input that cannot be read is reported as such. Raises WdyyError where the zip cannot be written.
    """
    if not asked.dry_run:
        refuse_existing(settings.path(asked.output), asked.output, force=asked.force)
        _refuse_ending(asked.output)
    originals = find_originals(asked.sources, settings)
    run = _Run(asked=asked, settings=settings, inputs=Inputs(), originals=originals)
    try:
        _read(run)
        if any(given.reason is not None for given in run.inputs.files) or not run.originals.files:
            return _nothing(run)
        if asked.dry_run:
            return _report(run, tell_plan(run.plan, _missing(run)), [], _results(run, {}, []))
        return _make(run, progress)
    finally:
        run.originals.close()


def _refuse_ending(output: str) -> None:
    if Path(output).suffix.lower() != ".zip":
        raise WdyyError(f"“{output}”要以 .zip 结尾，平台才收。", f"例如 {Path(output).stem or '照片'}.zip")


def _read(run: _Run) -> None:
    """Read the rosters, and find out whose each picture is."""
    settings = run.settings
    run.inputs.files += run.originals.inputs
    for shown in run.asked.rosters:
        roster = run.inputs.open_beside(
            shown, lambda name: open_roster_to_compare(name, settings), Role.ROSTER
        )
        if roster is not None:
            run.rosters.append(roster)
            run.students += students_of(roster)
    by_hand = run.inputs.open_beside(run.asked.by_hand, lambda name: read_photo_map(name, settings.lenient))
    decided = {} if by_hand is None else by_hand.decide(file.source for file in run.originals.files)
    owners = find_owners([file.picture_name(settings) for file in run.originals.files], run.students, decided)
    run.plan = [_plan(run, file, whose) for file, whose in zip(run.originals.files, owners, strict=True)]


def _plan(run: _Run, file: OriginalFile, whose: Whose) -> PlannedPhoto:
    if whose.student is None:
        said, advice = _why_not(run, whose)
        only = run.students[whose.students[0]] if len(whose.students) == 1 else None
        return PlannedPhoto(file=file, student=only, left_out=said, advice=advice)
    student = run.students[whose.student]
    target = write_photo_name(
        run.settings.profile.photo.name_pattern,
        student.id_number,
        student.name,
        student.student_number,
        run.settings.checked_on,
    )
    if target is None:
        said = f"{student.name}在花名册里的身份证号用不了"
        return PlannedPhoto(file=file, student=student, left_out=said, advice="先改正花名册里的身份证号。")
    return PlannedPhoto(file=file, student=student, target=f"{target}.jpg")


def _why_not(run: _Run, whose: Whose) -> tuple[str, str]:
    """Say why nobody knows whose a picture is, and what to do."""
    people = "、".join(_person(run.students[at]) for at in whose.students)
    if whose.why is Why.SEVERAL_PICTURES:
        others = "、".join(run.originals.files[at].source for at in whose.pictures)
        return f"{people}还有别的照片：{others}", "留下要用的那一张，其余移到别处。"
    if whose.why is Why.SEVERAL_STUDENTS:
        by_map = "用 --map 写明文件名和身份证号，或把照片放进以班级命名的文件夹。"
        return f"可能是几名学生的：{people}", by_map
    if whose.why is Why.OTHER_CLASS:
        return f"文件夹或文件名里的班级和花名册不同：{people}", "看看放错了班级没有，或用 --map 写明。"
    return "看不出是谁的照片", "把文件名改成姓名、学号或身份证号，或用 --map 写明。"


def _person(student: Student) -> str:
    return f"{student.class_name} {student.name}".strip()


def _make(run: _Run, progress: Progress) -> Report:
    """Make the photos, pack them, and look at the result with the same eyes as at any other."""
    # Pictures that nobody knows are looked at as well: a person may know them on the contact sheet.
    chosen = sorted(run.plan, key=lambda one: one.file.path)
    made: dict[str, Prepared] = {}
    with PhotoSpool() as spool:
        with PhotoPool(run.settings, len(chosen), per_process=PER_PROCESS) as pool:
            errands = errands_of([one.file for one in chosen], AT_ONCE)
            results = chain.from_iterable(pool.prepare(errands))
            for done, (one, prepared) in enumerate(zip(chosen, results, strict=True), start=1):
                progress(done, len(chosen))
                if one.target is None:
                    made[one.source] = Prepared(before=prepared.before, left_out=one.left_out)
                    continue
                if prepared.left_out is None:
                    spool.add(one.target, prepared.jpeg)
                made[one.source] = replace(prepared, jpeg=b"")
        limits = run.settings.profile.zip
        parts = (
            split_photos(
                spool.photos,
                run.asked.output,
                min(filter(None, (run.asked.most_bytes, limits.max_bytes)), default=None),
                min(filter(None, (run.asked.most_photos, limits.max_photos)), default=None),
            )
            if spool.photos
            else []
        )
        findings = _write(run, spool, parts)
    left = [_left_out(one, made.get(one.source)) for one in run.plan]
    told = tell_result(
        parts,
        [one for one in left if one is not None],
        _missing(run),
        by_middle=[source for source, one in made.items() if one.left_out is None and not one.by_head],
        aside=run.originals.aside,
    )
    return _report(run, told, findings, _results(run, made, parts), _contacts(run, made))


def _write(run: _Run, spool: PhotoSpool, parts: Sequence[ZipPart]) -> list[Finding]:
    """Write the zips, and give what the rules say of them."""
    findings: list[Finding] = []
    settings = run.settings
    for part in parts:
        if part.path != Path(run.asked.output):
            refuse_existing(settings.path(part.shown), part.shown, force=run.asked.force)
    checked: list[CheckedPhotos] = []

    def check(written: Path, shown: str) -> None:
        looked = look_at_photos([shown], replace(settings, folder=Path()), at={shown: written})
        unreadable = next((given.reason for given in looked.inputs if given.reason), None)
        if unreadable is not None:
            raise WdyyError(f"写好的“{shown}”读不出来，没有保留：{unreadable}", "请换一个位置再试。")
        checked.append(looked)
        findings.extend(looked.findings)

    spool.write([replace(part, path=settings.path(part.shown)) for part in parts], check)
    return findings


def _missing(run: _Run) -> list[Student]:
    """List the students for whom there is no picture at all, not even one that was left out."""
    seen = {one.student for one in run.plan if one.student is not None}
    return [student for student in run.students if student not in seen]


def _left_out(planned: PlannedPhoto, prepared: Prepared | None) -> LeftOut | None:
    person = "" if planned.student is None else _person(planned.student)
    if planned.left_out is not None:
        return LeftOut(source=planned.source, person=person, reason=planned.left_out, advice=planned.advice)
    if prepared is not None and prepared.left_out is not None:
        return LeftOut(source=planned.source, person=person, reason=prepared.left_out, advice=prepared.advice)
    return None


def _results(run: _Run, made: Mapping[str, Prepared], parts: Sequence[ZipPart]) -> dict[str, object]:
    photos = [_as_result(one, made.get(one.source)) for one in run.plan]
    done = sum(1 for one in made.values() if one.left_out is None)
    return {
        "output": [part.shown for part in parts],
        "prepared": done,
        "left_out": sum(1 for photo in photos if photo["left_out"] is not None),
        "photos": photos,
    }


def _as_result(planned: PlannedPhoto, prepared: Prepared | None) -> dict[str, object]:
    student = planned.student
    left_out = planned.left_out or (None if prepared is None else prepared.left_out)
    crop = None if prepared is None else prepared.crop
    pixels = None
    if crop is not None and prepared is not None:
        across, down = prepared.width, prepared.height
        pixels = [
            round(share * whole) for share, whole in zip(crop, (across, down, across, down), strict=True)
        ]
    actions = [] if prepared is None else list(prepared.actions)
    target = planned.target if left_out is None else None
    if target is not None and target != planned.file.name and prepared is not None:
        actions.append("renamed")
    return {
        "source": planned.source,
        "id_number": None if student is None else student.id_number,
        "name": None if student is None else student.name,
        "target": target,
        "actions": actions,
        "crop": pixels,
        "left_out": left_out,
    }


def _contacts(run: _Run, made: Mapping[str, Prepared]) -> tuple[Contact, ...]:
    """Give every picture for the contact sheet: those left out first, then by class and name."""
    contacts = []
    for one in run.plan:
        prepared = made.get(one.source)
        student = one.student
        left_out = one.left_out or (None if prepared is None else prepared.left_out)
        contacts.append(
            Contact(
                source=one.source,
                target=one.target if left_out is None else None,
                id_number=None if student is None else student.id_number,
                name=None if student is None else student.name,
                class_name=None if student is None else student.class_name or None,
                before=None if prepared is None else prepared.before,
                after=None if prepared is None else prepared.after,
                crop=None if prepared is None else prepared.crop,
                left_out=left_out,
            )
        )
    key = [(one.left_out is None, one.class_name or "", one.name or "", one.source) for one in contacts]
    return tuple(contacts[at] for at in sorted(range(len(contacts)), key=key.__getitem__))


def _nothing(run: _Run) -> Report:
    """Report that there is nothing to make anything of."""
    inputs = run.inputs.files
    if all(given.reason is None for given in inputs):
        said = "里面没有照片（jpg、png、heic 等图片）"
        inputs = [
            given if given.beside else replace(given, reason=f"“{given.path}”{said}。{CHOOSE}")
            for given in inputs
        ]
    return assemble(JOB, run.settings, inputs, [])


def _report(
    run: _Run,
    told: Told,
    findings: Sequence[Finding],
    results: dict[str, object],
    contacts: tuple[Contact, ...] = (),
) -> Report:
    missing = list(_find_missing(run))
    classes: dict[str, str] = {}
    for roster in run.rosters:
        classes |= roster.classes()
    incomplete = bool(results["left_out"]) or (bool(missing) and not run.asked.allow_missing)
    shown = Shown(
        results=results,
        lines=told.lines,
        personal=frozenset(text for s in run.students for text in (s.name, s.id_number or "") if text),
        tables=tuple(table for roster in run.rosters for table in roster.shown_tables),
        classes=classes,
        contacts=contacts,
        advice=told.advice,
        objection=told.objection,
    )
    return assemble(
        JOB, run.settings, run.inputs.files, [*findings, *missing], shown=shown, stopped=incomplete
    )


def _find_missing(run: _Run) -> Iterator[Finding]:
    """Give a finding for each student for whom there is no picture; one who was left out is told as that."""
    numbers = {one.student.id_number for one in run.plan if one.student is not None}
    severity = Severity.INFO if run.asked.allow_missing else None
    for roster in run.rosters:
        source = of_roster(roster)
        have = [entry for entry in source.entries if entry.id_number in numbers]
        photos = replace(source, entries=have)
        for finding in find_across(SchoolFiles(roster=source, photos=photos), run.settings):
            if finding.code == MISSING:
                yield finding if severity is None else replace(finding, severity=severity)
