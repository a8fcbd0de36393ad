"""`wdyy prepare-photos`: from what the photographer delivered to the zip that can be uploaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing
from wdyy_cli.files.photos.holders.pack import (
    PhotoSpool,
    ZipPart,
    find_earlier,
    is_output,
    split_photos,
)
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.check_photos import look_at_photos
from wdyy_cli.jobs.photos.originals import Originals, errands_of, find_originals
from wdyy_cli.jobs.photos.photo_plan import PlannedPhoto, plan_photos
from wdyy_cli.jobs.photos.photo_results import DonePhoto, lay_out_contacts
from wdyy_cli.jobs.photos.pool import PhotoPool
from wdyy_cli.jobs.photos.preparer import Prepared
from wdyy_cli.jobs.photos.told import tell_plan, tell_result
from wdyy_cli.model import Finding, InputFile, Report, Role, Severity, Shown
from wdyy_cli.planning.whose_photo import Student
from wdyy_cli.rules.across.files import SchoolFiles
from wdyy_cli.school.photos.photo_map import PhotoMap
from wdyy_cli.school.photos.photo_owners import students_of
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import Roster, open_rosters_to_compare
from wdyy_cli.school.settings import Progress, Settings
from wdyy_cli.school.sources import ROSTER, find_across, of_listing

JOB = Job(command="prepare-photos", families=("IDN", "PHO", "XRF001"), unit="张图片")
PER_PROCESS = 4
"""So few pictures make another process worth its start."""

MOST_PREVIEWS = 1000
"""So many pictures are shown on a contact sheet at most: it has to open on an old computer."""

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


@dataclass(kw_only=True)
class _Run:
    """What has been found out so far."""

    asked: PhotoOrder
    settings: Settings
    inputs: Inputs
    originals: Originals
    students: list[Student] = field(default_factory=list)
    roster: Roster | None = None
    plan: list[PlannedPhoto] = field(default_factory=list)


def prepare_photos(
    asked: PhotoOrder, settings: Settings, progress: Progress = lambda _done, _total: None
) -> Report:
    """
    Make the zip; what cannot be made is told, with what to do, and never guessed.

    An input that cannot be read is reported as such. Raises WdyyError where the zip cannot be written.
    """
    _refuse_output(asked, settings)
    originals = find_originals(asked.sources, asked.output, settings)
    run = _Run(asked=asked, settings=settings, inputs=Inputs(), originals=originals)
    try:
        if not _read(run):
            return _nothing(run)
        if asked.dry_run:
            planned = [DonePhoto(planned=one, prepared=Prepared()) for one in run.plan]
            return _report(run, tell_plan(planned, _missing(run), run.originals), planned)
        return _make(run, progress)
    finally:
        run.originals.close()


def _refuse_output(asked: PhotoOrder, settings: Settings) -> None:
    """Raise WdyyError for an output that no platform takes, that is there already, or that is a source."""
    output = settings.path(asked.output)
    if output.suffix.lower() != ".zip":
        raise WdyyError(f"“{asked.output}”要以 .zip 结尾，平台才收。", f"例如 {output.stem or '照片'}.zip")
    for shown in asked.sources:
        if shown and is_output(settings.path(shown), output):
            raise WdyyError(f"“{shown}”是输入的文件，不能写到它上面。", "用 -o 换一个文件名。")
    if not asked.dry_run:
        refuse_existing(output, asked.output, force=asked.force)


def _read(run: _Run) -> bool:
    """
    Read the rosters, and find out whose each picture is; tell whether there is anything to go by.

    What was decided by hand may decide otherwise than the names: without it nothing is made.
    """
    settings = run.settings
    run.inputs.files += run.originals.inputs
    run.roster = open_rosters_to_compare(run.inputs, run.asked.rosters, settings)
    by_hand = run.inputs.open_beside(run.asked.by_hand, lambda name: PhotoMap.open(name, settings.lenient))
    undecided = by_hand is None and run.asked.by_hand is not None
    if run.roster is None or undecided or not run.originals.files:
        return False
    run.students = students_of(run.roster)
    sources = (file.source for file in run.originals.files)
    decided = {} if by_hand is None else by_hand.decide(sources, run.students)
    run.plan = plan_photos(run.originals.files, run.students, decided, settings)
    return True


def _make(run: _Run, progress: Progress) -> Report:
    """Make the photos, pack them, and look at the result with the same eyes as at any other."""
    limits = run.settings.profile.zip
    pool = PhotoPool(run.settings, len(run.plan), per_process=PER_PROCESS)
    with PhotoSpool() as spool, pool:
        done = _prepare_all(run, spool, pool, progress)
        if changes := run.originals.find_changes():
            return _changed(run, changes)
        parts = split_photos(
            spool.photos,
            run.asked.output,
            min(filter(None, (run.asked.most_bytes, limits.max_bytes)), default=None),
            min(filter(None, (run.asked.most_photos, limits.max_photos)), default=None),
        )
        findings = _write(run, spool, parts, pool) if parts else []
    earlier = find_earlier(run.settings.path(run.asked.output), parts) if parts else ()
    told = tell_result(parts, done, _missing(run), run.originals, earlier)
    if parts and (sources := _zips_beside(run)):
        line = (
            f"！要上传的是新生成的；原来的 {'、'.join(sources)} 检查以前请移到别的文件夹，免得当成两份照片。"
        )
        told = replace(told, lines=(*told.lines, line))
    return _report(run, told, done, findings, parts)


def _zips_beside(run: _Run) -> list[str]:
    """Give the sources that a check of the folder would take for photos to be uploaded, as the new ones."""
    settings = run.settings
    if settings.workspace is not None:  # it names those that are meant
        return []
    folder = settings.path(run.asked.output).absolute().parent
    zips = (shown for shown in run.asked.sources if shown.lower().endswith(".zip"))
    return [shown for shown in zips if settings.path(shown).absolute().parent == folder]


def _prepare_all(run: _Run, spool: PhotoSpool, pool: PhotoPool, progress: Progress) -> list[DonePhoto]:
    """
    Make a photo of each picture, and keep the good ones in the spool.

    Pictures that nobody knows are looked at as well: a person may know them on the contact sheet.
    """
    order = sorted(run.plan, key=lambda one: str(one.file.path))
    done: dict[str, DonePhoto] = {}
    errands = errands_of(one.file for one in order)
    results = chain.from_iterable(pool.prepare(errands))
    for count, (one, prepared) in enumerate(zip(order, results, strict=True), start=1):
        progress(count, len(order))
        if one.target is None:
            kept = Prepared(before=prepared.before)
        else:
            kept = replace(prepared, jpeg=b"")
            if prepared.left_out is None:
                spool.add(one.target, prepared.jpeg)
        if count > MOST_PREVIEWS:
            kept = replace(kept, before=None, after=None)
        done[one.source] = DonePhoto(planned=one, prepared=kept)
    return [done[one.source] for one in run.plan]


def _write(run: _Run, spool: PhotoSpool, parts: Sequence[ZipPart], pool: PhotoPool) -> Sequence[Finding]:
    """Write the zips, and give what the rules say of them together."""
    settings = run.settings
    for part in parts:
        refuse_existing(settings.path(part.shown), part.shown, force=run.asked.force)
    found: list[Finding] = []

    def check(written: Mapping[str, Path]) -> None:
        with pool:  # Windows renames and removes no file that anybody still has open
            looked = look_at_photos(list(written), settings, at=written, pool=pool)
        unreadable = next((given.reason for given in looked.inputs if given.reason), None)
        if unreadable is not None:
            raise WdyyError(f"写好的压缩包读不出来，没有保留：{unreadable}", "请换一个位置再试。")
        found.extend(looked.findings)

    spool.write([replace(part, path=settings.path(part.shown)) for part in parts], check)
    return found


def _missing(run: _Run) -> list[Student]:
    """List the students for whom there is no picture at all, not even one that was left out."""
    seen = {one.student for one in run.plan if one.student is not None}
    return [student for student in run.students if student not in seen]


def _changed(run: _Run, changes: Mapping[str, str]) -> Report:
    """Report that sources changed while they were read: what came out is a mixture, and nothing is kept."""
    inputs = [replace(given, reason=changes.get(given.path, given.reason)) for given in run.inputs.files]
    listed = {given.path for given in inputs}
    inputs += [
        InputFile(path=shown, role=Role.PHOTOS, reason=reason)
        for shown, reason in changes.items()
        if shown not in listed
    ]
    return assemble(JOB, run.settings, inputs, [])


def _nothing(run: _Run) -> Report:
    """Report that there is nothing to make anything of, or nobody to make it for."""
    said = f"里面没有照片（jpg、png、heic 等图片）。{CHOOSE}"
    inputs = [
        replace(given, reason=f"“{given.path}”{said}")
        if given.role is Role.PHOTOS and given.reason is None and not given.items
        else given
        for given in run.inputs.files
    ]
    return assemble(JOB, run.settings, inputs, [])


def _report(
    run: _Run,
    told: Shown,
    done: Sequence[DonePhoto],
    findings: Sequence[Finding] = (),
    parts: Sequence[ZipPart] = (),
) -> Report:
    roster = run.roster
    left_out = sum(1 for one in done if one.reason is not None)
    results = {
        "output": [part.shown for part in parts],
        "prepared": sum(len(part.photos) for part in parts),
        "left_out": left_out,
        "photos": [one.result for one in done],
    }
    shown = replace(
        told,
        results=results,
        personal=frozenset(text for s in run.students for text in (s.name, s.id_number or "") if text),
        tables=() if roster is None else roster.shown_tables,
        classes={} if roster is None else roster.classes(),
        contacts=lay_out_contacts(done, findings) if parts or left_out else (),
    )
    lacking = bool(left_out) or (bool(_missing(run)) and not run.asked.allow_missing)
    found = [*findings, *_find_missing(run)]
    return assemble(JOB, run.settings, run.inputs.files, found, shown=shown, stopped=lacking)


def _find_missing(run: _Run) -> Iterator[Finding]:
    """Give a finding for each student for whom there is no picture; one who was left out is told as that."""
    numbers = {one.student.id_number for one in run.plan if one.student is not None}
    source = of_listing(run.roster, ROSTER)
    if source is None:
        return
    photos = replace(source, entries=[entry for entry in source.entries if entry.id_number in numbers])
    for finding in find_across(SchoolFiles(roster=source, photos=photos), run.settings):
        if finding.code == MISSING:
            yield replace(finding, severity=Severity.INFO) if run.asked.allow_missing else finding
