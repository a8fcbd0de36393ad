"""`wdyy check-photos`: which photos the platform would refuse, why, and what to do."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import place_of
from wdyy_cli.grouping import grouped
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.photos.given import GivenPhotos, list_given
from wdyy_cli.jobs.photos.pool import PhotoPool
from wdyy_cli.jobs.photos.same_pictures import SamePictures
from wdyy_cli.jobs.photos.traces import AllTraces
from wdyy_cli.jobs.photos.worker import PhotoOutcome
from wdyy_cli.model import Finding, InputFile, Report, Severity, Shown
from wdyy_cli.photo import MOST_THUMBNAILS, Thumbnail
from wdyy_cli.planning.whose_photo import Student
from wdyy_cli.rules.across.files import SchoolFiles, Source, StudentEntry
from wdyy_cli.rules.photo.nameless import NAMELESS, NamelessPhoto
from wdyy_cli.rules.photo.photo_set import PHOTO_INPUT, PHOTO_SET, PICTURE_PAIR, PhotoTrace
from wdyy_cli.school.enrolled import enrol
from wdyy_cli.school.photos.photo_inputs import AskedPhotos, find_photo_inputs
from wdyy_cli.school.photos.photo_owners import find_nameless, owned_entries, students_of
from wdyy_cli.school.photos.photo_sources import of_photos
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import open_rosters_to_compare
from wdyy_cli.school.settings import Progress, Settings
from wdyy_cli.school.sources import PHOTOS, ROSTER, find_across, not_across, of_listing

JOB = Job(command="check-photos", families=("IDN", "PHO"), unit="张照片")
NOT_GIVEN = dict.fromkeys(("XRF001", "XRF002"), "没有提供花名册")


ShownPhoto = tuple[str, str]
"""A photo by its input, as the user named it, and its member."""


@dataclass(frozen=True, kw_only=True)
class CheckedPhotos:
    """
    What was found out about photo inputs.

    `owned` are the students of photos that are not called by a number. `archives`: photos lie in archives
    among them, and nobody looked at those.
    """

    given: tuple[GivenPhotos, ...]
    findings: tuple[Finding, ...]
    owned: tuple[StudentEntry, ...] = ()
    archives: bool = False

    @property
    def inputs(self) -> tuple[InputFile, ...]:
        """The inputs for the report."""
        return tuple(one.input_file for one in self.given)

    def whose(self, settings: Settings) -> Source | None:
        """Say whose photos they are, None where not all could be read: then nobody knows who has none."""
        unread = self.archives or any(given.reason is not None for given in self.given)
        return None if unread else of_photos(_photos(self.given), settings, self.owned)

    def draw(self, findings: Sequence[Finding], settings: Settings) -> dict[ShownPhoto, Thumbnail]:
        """Draw the photos that findings are about, where the settings want them."""
        if not settings.thumbnails:
            return {}
        readable = [one for one in self.given if one.listing is not None]
        known = {(one.shown, trace.member) for one in readable for trace in one.traces}
        chosen = _choose_photos(findings, known)
        wanted = [
            (one, [trace for trace in one.traces if (trace.file, trace.member) in chosen]) for one in readable
        ]
        traces = [trace for _, some in wanted for trace in some]
        errands = (errand for one, some in wanted for errand in one.again(some))
        with PhotoPool(settings, len(traces)) as pool:
            drawn = list(chain.from_iterable(pool.draw(errands)))
        photos = [(trace.file, trace.member) for trace in traces]
        return {photo: picture for photo, picture in zip(photos, drawn, strict=True) if picture is not None}


def _choose_photos(findings: Sequence[Finding], known: Container[ShownPhoto]) -> set[ShownPhoto]:
    """Choose among the known photos those that a report shows small: the worst findings' come first."""
    photos = dict.fromkeys(
        (at.file, at.member)
        for severity in Severity
        for finding in findings
        if finding.severity is severity and finding.suppressed is None
        for at in (finding.place.location, finding.other)
        if at is not None and at.member is not None
    )
    return set(islice((photo for photo in photos if photo in known), MOST_THUMBNAILS))


def check_photos(
    inputs: Sequence[str],
    settings: Settings,
    progress: Progress = lambda _done, _total: None,
    *,
    roster: Sequence[str] = (),
) -> Report:
    """
    Check photo zips and folders, named as the user named them, and hold their photos against each other.

    An input that cannot be read is reported as such and never stops the others. `progress` counts members.
    `roster` tells whose photos are wanted.
    """
    beside = Inputs()
    students = open_rosters_to_compare(beside, roster, settings)
    people = None if students is None else students_of(students)
    checked = look_at_photos(inputs, settings, progress, people)
    findings, files = list(checked.findings), Inputs([*checked.inputs, *beside.files])
    shown, not_given = Shown(), NOT_GIVEN
    if roster:
        across = SchoolFiles(roster=of_listing(students, ROSTER), photos=checked.whose(settings))
        findings += find_across(across, settings)
        lacking = not_across(across, [ROSTER, PHOTOS])
        not_given = {code: reason for code, reason in lacking.items() if code in (*NOT_GIVEN, "XRF")}
        if students is not None:
            shown = Shown(
                tables=students.shown_tables,
                classes=students.classes(),
                students=enrol(students, settings),
            )
    shown = replace(shown, thumbnails=checked.draw(findings, settings))
    return assemble(
        JOB.also(*NOT_GIVEN) if roster else JOB,
        settings,
        files.files,
        findings,
        not_given=not_given,
        shown=shown,
    )


def look_at_photos(
    inputs: Sequence[str],
    settings: Settings,
    progress: Progress = lambda _done, _total: None,
    students: Sequence[Student] | None = None,
    *,
    at: Mapping[str, Path] | None = None,
    pool: PhotoPool | None = None,
) -> CheckedPhotos:
    """
    Apply the rules about photos to zips and folders.

    `students` tell whose a photo is that says a name; `at` says where an input lies that is called otherwise.
    Processes that run already are those of `pool`; it is left open.
    """
    places = at or {}
    asked = _distinct(find_photo_inputs(inputs, settings), settings)
    given = [list_given(one, settings, places.get(one.shown)) for one in asked]
    readable = [one for one in given if one.reason is None]
    with ExitStack() as stack:
        for one in readable:
            stack.callback(one.close)
        if pool is None:
            pool = stack.enter_context(PhotoPool(settings, sum(one.count for one in readable)))
        findings = _check_pictures(pool, readable, settings, progress)
        for one in readable:
            one.settle()
    findings += settings.find(PHOTO_INPUT, (one.whole for one in readable))
    findings += settings.find(PHOTO_SET, [_all_traces(readable)])
    nameless = _find_nameless(readable, students, settings)
    findings += settings.find(NAMELESS, nameless)
    return CheckedPhotos(
        given=tuple(given),
        findings=tuple(findings),
        owned=tuple(owned_entries(nameless)),
        archives=any(one.traces.archives for one in readable),
    )


def _find_nameless(
    readable: Sequence[GivenPhotos], students: Sequence[Student] | None, settings: Settings
) -> list[NamelessPhoto]:
    """Find the photos without an ID number in their names; where there is none, no name is read again."""
    if all(trace.id_number is not None for trace in _photos(readable)):
        return []
    photos = (
        ((trace.file, trace.member), one.in_zip) for one in readable for trace in one.traces if trace.photo
    )
    return find_nameless(photos, students, settings)


def _distinct(inputs: Iterable[AskedPhotos], settings: Settings) -> Iterable[AskedPhotos]:
    """Leave out what was named before in other words, `./照片.zip` after `照片.zip`."""
    places: dict[Path | str, AskedPhotos] = {}
    for asked in inputs:
        try:
            place: Path | str = place_of(settings.path(asked.shown))
        except WdyyError:
            place = asked.shown
        places.setdefault(place, asked)
    return places.values()


def _check_pictures(
    pool: PhotoPool, readable: Sequence[GivenPhotos], settings: Settings, progress: Progress
) -> list[Finding]:
    """Check each photo, and hold it against those before it; what that takes in memory is let go here."""
    findings: list[Finding] = []
    with SamePictures(_all_traces(readable)) as same:
        for place, outcome in enumerate(_check_members(pool, readable, progress)):
            findings += outcome.findings
            if outcome.seen is not None:
                same.add(place, outcome.seen)
        pairs = same.pairs(lambda traces: _digest_pixels(pool, traces, readable))
        findings += settings.find(PICTURE_PAIR, pairs)
    return findings


def _check_members(
    pool: PhotoPool, readable: Sequence[GivenPhotos], progress: Progress
) -> Iterator[PhotoOutcome]:
    """Check all members of all inputs; each leaves its trace with its input."""
    total, done = sum(one.count for one in readable), 0
    owners = (one for one in readable for _ in range(one.count))
    for outcomes in pool.check(errand for one in readable for errand in one.errands()):
        for outcome in outcomes:
            next(owners).traces.append(outcome.trace)
            yield outcome
        done += len(outcomes)
        progress(done, total)


def _digest_pixels(
    pool: PhotoPool, traces: Iterable[PhotoTrace], readable: Sequence[GivenPhotos]
) -> dict[PhotoTrace, str | None]:
    by_file = grouped((trace.file, trace) for trace in dict.fromkeys(traces))
    wanted = [one for one in readable if one.shown in by_file]
    errands = (errand for one in wanted for errand in one.again(by_file[one.shown]))
    digests = chain.from_iterable(pool.digest(errands))
    return dict(zip((trace for one in wanted for trace in by_file[one.shown]), digests, strict=True))


def _all_traces(readable: Sequence[GivenPhotos]) -> AllTraces:
    return AllTraces((one.traces, one.count) for one in readable)


def _photos(readable: Sequence[GivenPhotos]) -> Iterator[PhotoTrace]:
    return (trace for one in readable for trace in one.traces if trace.photo)
