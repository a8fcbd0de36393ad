"""Small pictures of the photos that findings are about, for reports that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.photo_input import open_photos
from wdyy_cli.jobs.photos.pool import PhotoPool
from wdyy_cli.jobs.photos.worker import Errand
from wdyy_cli.model import MOST_THUMBNAILS, Finding, InputFile, Location, Severity, Thumbnail
from wdyy_cli.school.settings import Settings

Photo = tuple[str, str]
"""A photo by its input, as the user named it, and its member."""


def draw_thumbnails(
    inputs: Iterable[InputFile], findings: Sequence[Finding], settings: Settings
) -> dict[Photo, Thumbnail]:
    """
    Draw the photos that findings are about, where the settings want them; photos of errors come first.

    `inputs` are photo zips and folders. There are at most `MOST_THUMBNAILS`; what cannot be decoded has none.
    """
    if not settings.thumbnails:
        return {}
    files = [given.path for given in inputs if given.reason is None]
    chosen = list(islice(_wanted(files, findings), MOST_THUMBNAILS))
    errands = list(_errands(files, chosen, settings))
    with PhotoPool(settings, len(chosen)) as pool:
        drawn = chain.from_iterable(pool.draw([errand for errand, _ in errands]))
        photos = [(errand.shown, member) for errand, members in errands for member in members]
        return {photo: picture for photo, picture in zip(photos, drawn, strict=True) if picture is not None}


def _wanted(files: Sequence[str], findings: Sequence[Finding]) -> Iterator[Photo]:
    """Yield each photo once, by the worst severity of its findings, in their order."""
    photos: dict[Photo, None] = {}
    for severity in Severity:
        for finding in findings:
            if finding.severity is severity and finding.suppressed is None:
                photos |= dict.fromkeys(_photos_of(finding))
    return (photo for photo in photos if photo[0] in files)


def _photos_of(finding: Finding) -> Iterator[Photo]:
    places: tuple[Location | None, ...] = (finding.place.location, finding.other)
    return ((at.file, at.member) for at in places if at is not None and at.member is not None)


def _errands(
    files: Sequence[str], chosen: Sequence[Photo], settings: Settings
) -> Iterator[tuple[Errand, list[str]]]:
    """Yield an errand for each input, with the members that it is about."""
    for shown in files:
        names = {member for file, member in chosen if file == shown}
        path = settings.path(shown)
        try:
            with open_photos(path, shown, settings.profile.zip) as source:
                places = {m.name: index for index, m in enumerate(source.members) if m.name in names}
        except WdyyError:  # it was there a moment ago; the report does without its pictures
            continue
        if places:
            yield Errand(path=path, shown=shown, places=tuple(places.values())), list(places)
