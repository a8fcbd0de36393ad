"""`wdyy check-photos`: which photos the platform would refuse, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.photo_input import open_photos, sha256_of
from wdyy_cli.jobs.assemble import Job, Shown, assemble
from wdyy_cli.jobs.photos.pool import PhotoPool
from wdyy_cli.jobs.photos.same_pictures import SamePictures
from wdyy_cli.jobs.photos.thumbnails import draw_thumbnails
from wdyy_cli.jobs.photos.worker import Errand, Outcome
from wdyy_cli.model import UNWRAPPED, Finding, InputFile, Report, Wrapping
from wdyy_cli.rules.across.files import Files, Source
from wdyy_cli.rules.photo.photo_set import PHOTO_INPUT, PHOTO_SET, PICTURE_PAIR, PhotoInput, PhotoTrace
from wdyy_cli.school.roster import open_roster_to_compare
from wdyy_cli.school.settings import Progress, Settings
from wdyy_cli.school.sources import PHOTOS, ROSTER, find_across, not_across, of_photos, of_roster
from wdyy_cli.school.tables import Inputs

JOB = Job(command="check-photos", families=("IDN", "PHO"), unit="张照片")
NOT_GIVEN = {
    "XRF001": "没有提供花名册，不知道有没有学生缺照片",
    "XRF002": "没有提供花名册，不知道有没有多余的照片",
}


@dataclass(frozen=True, kw_only=True)
class CheckedPhotos:
    """
    What was found out about photo inputs, and whose photos they are.

    `archives`: photos lie in archives among them, and nobody looked at those.
    """

    inputs: tuple[InputFile, ...]
    findings: tuple[Finding, ...]
    source: Source
    archives: bool = False

    @property
    def known(self) -> Source | None:
        """The photos, None where not all could be read: whose photos are missing is not known then."""
        unread = self.archives or any(given.reason is not None for given in self.inputs)
        return None if unread else self.source


@dataclass(kw_only=True)
class _Given:
    """One input on its way through the checks."""

    path: Path
    shown: str
    members: int = 0
    bytes: int | None = None
    sha256: str | None = None
    reason: str | None = None
    wrapping: Wrapping = UNWRAPPED
    traces: list[PhotoTrace] = field(default_factory=list)

    @property
    def input_file(self) -> InputFile:
        photos = sum(1 for trace in self.traces if trace.photo)
        return InputFile(path=self.shown, sha256=self.sha256, items=photos, reason=self.reason)


def check_photos(
    inputs: Sequence[str],
    settings: Settings,
    progress: Progress = lambda _done, _total: None,
    *,
    roster: str | None = None,
) -> Report:
    """
    Check photo zips and folders, named as the user named them, and hold their photos against each other.

    An input that cannot be read is reported as such and never stops the others. `progress` counts members.
    `roster` tells whose photos are wanted.
    """
    checked = look_at_photos(inputs, settings, progress)
    findings, files = list(checked.findings), Inputs(checked.inputs)
    shown, not_given = Shown(), NOT_GIVEN
    if roster is not None:
        students = files.open_beside(roster, lambda shown: open_roster_to_compare(shown, settings))
        across = Files(roster=None if students is None else of_roster(students), photos=checked.known)
        findings += find_across(across, settings)
        lacking = not_across(across, [ROSTER, PHOTOS])
        not_given = {code: reason for code, reason in lacking.items() if code in (*NOT_GIVEN, "XRF")}
        if students is not None:
            shown = Shown(tables=students.shown_tables, classes=students.classes())
    shown = replace(shown, thumbnails=draw_thumbnails(checked.inputs, findings, settings))
    return assemble(
        JOB if roster is None else JOB.also("XRF001", "XRF002"),
        settings,
        files.files,
        findings,
        not_given=not_given,
        shown=shown,
    )


def look_at_photos(
    inputs: Sequence[str], settings: Settings, progress: Progress = lambda _done, _total: None
) -> CheckedPhotos:
    """Apply the rules about photos to zips and folders."""
    given = [_open(shown, settings) for shown in _distinct(inputs)]
    readable = [one for one in given if one.reason is None]
    total = sum(one.members for one in readable)
    compare = any(settings.choice.includes(rule.code) for rule in PICTURE_PAIR.rules)
    findings: list[Finding] = []
    same = SamePictures()
    with PhotoPool(settings, total) as pool:
        for outcome in _check_members(pool, readable, total, progress):
            findings += outcome.findings
            if outcome.trace.photo and compare:
                same.add(outcome.trace)
        findings += _check_inputs(readable, settings)
        findings += _check_pairs(pool, same, readable, settings)
    return CheckedPhotos(
        inputs=tuple(one.input_file for one in given),
        findings=tuple(findings),
        source=of_photos(_photos(readable), settings),
        archives=any(trace.archive for one in readable for trace in one.traces),
    )


def _distinct(inputs: Iterable[str]) -> Iterable[str]:
    """Leave out what was named before in other words, `./照片.zip` after `照片.zip`."""
    places: dict[Path | str, str] = {}
    for shown in inputs:
        try:
            place: Path | str = Path(shown).resolve()
        except (OSError, RuntimeError, ValueError):
            place = shown
        places.setdefault(place, shown)
    return places.values()


def _open(shown: str, settings: Settings) -> _Given:
    given = _Given(path=settings.path(shown), shown=shown)
    try:
        with open_photos(given.path, shown, settings.profile.zip) as source:
            given.members = len(source.members)
            given.wrapping = source.wrapping()
        given.sha256 = sha256_of(given.path)
        given.bytes = None if given.sha256 is None else given.path.stat().st_size
    except WdyyError as error:
        given.reason = error.whole
    return given


def _check_members(
    pool: PhotoPool, readable: Sequence[_Given], total: int, progress: Progress
) -> Iterator[Outcome]:
    by_name = {one.shown: one for one in readable}
    errands = [Errand(path=one.path, shown=one.shown, places=tuple(range(one.members))) for one in readable]
    done = 0
    for outcomes in pool.check(errands):
        for outcome in outcomes:
            by_name[outcome.trace.file].traces.append(outcome.trace)
            yield outcome
        done += len(outcomes)
        progress(done, total)


def _check_inputs(readable: Sequence[_Given], settings: Settings) -> Iterator[Finding]:
    for one in readable:
        whole = PhotoInput(file=one.shown, bytes=one.bytes, members=tuple(one.traces), wrapping=one.wrapping)
        yield from PHOTO_INPUT.find(whole, settings.profile, settings.choice)
    photos = tuple(_photos(readable))
    yield from PHOTO_SET.find(photos, settings.profile, settings.choice)


def _check_pairs(
    pool: PhotoPool, same: SamePictures, readable: Sequence[_Given], settings: Settings
) -> Iterator[Finding]:
    for pair in same.pairs(lambda traces: _digest_pixels(pool, traces, readable)):
        yield from PICTURE_PAIR.find(pair, settings.profile, settings.choice)


def _digest_pixels(
    pool: PhotoPool, traces: Iterable[PhotoTrace], readable: Sequence[_Given]
) -> dict[PhotoTrace, str | None]:
    by_file: dict[str, list[PhotoTrace]] = {}
    for trace in dict.fromkeys(traces):
        by_file.setdefault(trace.file, []).append(trace)
    wanted = [one for one in readable if one.shown in by_file]
    errands = [
        Errand(path=one.path, shown=one.shown, places=tuple(trace.index for trace in by_file[one.shown]))
        for one in wanted
    ]
    digests = chain.from_iterable(pool.digest(errands))
    return dict(zip((trace for one in wanted for trace in by_file[one.shown]), digests, strict=True))


def _photos(readable: Sequence[_Given]) -> Iterator[PhotoTrace]:
    return (trace for one in readable for trace in one.traces if trace.photo)
