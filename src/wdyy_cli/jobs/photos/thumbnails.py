"""Which photos a report shows small: those that findings are about, at most so many, the worst first."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import islice

from wdyy_cli.model import Finding, Location, Severity
from wdyy_cli.photo import MOST_THUMBNAILS

ShownPhoto = tuple[str, str]
"""A photo by its input, as the user named it, and its member."""


def choose_photos(findings: Sequence[Finding], known: Container[ShownPhoto]) -> list[ShownPhoto]:
    """Choose among the known photos, at most `MOST_THUMBNAILS`; photos of errors come first."""
    return list(islice((photo for photo in _wanted(findings) if photo in known), MOST_THUMBNAILS))


def _wanted(findings: Sequence[Finding]) -> Iterator[ShownPhoto]:
    """Yield each photo once, by the worst severity of its findings, in their order."""
    photos: dict[ShownPhoto, None] = {}
    for severity in Severity:
        for finding in findings:
            if finding.severity is severity and finding.suppressed is None:
                photos |= dict.fromkeys(_photos_of(finding))
    return iter(photos)


def _photos_of(finding: Finding) -> Iterator[ShownPhoto]:
    places: tuple[Location | None, ...] = (finding.place.location, finding.other)
    return ((at.file, at.member) for at in places if at is not None and at.member is not None)
