"""`wdyy check --watch`: the files are looked at again whenever one of them has changed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.changes import Trace, can_be_read, changed_files
from wdyy_cli.jobs.history import looked_for
from wdyy_cli.model import Finding, Report
from wdyy_cli.rules.baseline import identity_of

EVERY_SECONDS = 0.5
"""So often the files are looked at."""

REST = 5
"""After each look it rests so many times as long as the look took: a folder may lie on a slow drive."""

QUIET_LOOKS = 2
"""A file that stays the same for so many looks is written to its end."""

MOST_LOOKS = 120
"""Somebody who keeps a file locked longer than that is told what the check says of it."""

Look = Callable[[], Report]
Traces = Callable[[], dict[Path, Trace]]


@dataclass(frozen=True, kw_only=True)
class LookedAgain:
    """What a further look came to: the files that changed, the report, what is new in it, what is mended."""

    files: tuple[Path, ...]
    report: Report
    new: tuple[Finding, ...]
    mended: tuple[Finding, ...]


def watch(
    first: Report,
    seen: Mapping[Path, Trace],
    look: Look,
    traces: Traces,
    complain: Callable[[WdyyError], None],
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[LookedAgain]:
    """
    Yield what changes, for ever: it ends when the reader goes away or is interrupted.

    `seen` are the traces from before the first look.
    What cannot be looked at is complained of, and looked at again after the next change.
    """
    last, took = first, 0.0
    while True:
        pause(max(EVERY_SECONDS, REST * took))
        begun = time.monotonic()
        now = traces()
        took = time.monotonic() - begun
        if now == seen:
            continue
        now = _settled(now, seen, traces, pause)
        files = changed_files(seen, now)
        seen = now
        if not files:
            continue  # it is as it was: somebody saved it and took it back
        try:
            report = look()
        except WdyyError as error:
            complain(error)
            continue
        yield compare(files, last, report)
        last = report


def compare(files: list[Path], before: Report, now: Report) -> LookedAgain:
    """Say which findings were not there before, and which of those before are gone."""
    return LookedAgain(
        files=tuple(files),
        report=now,
        new=tuple(_only_in(now, before)),
        mended=tuple(
            finding
            for finding in _only_in(before, now)
            if looked_for(finding.code, finding.place.location.file, now)
        ),
    )


def _settled(
    now: dict[Path, Trace], seen: Mapping[Path, Trace], traces: Traces, pause: Callable[[float], None]
) -> dict[Path, Trace]:
    """Wait until nobody writes any more: sizes and times stay, and what has changed can be opened."""
    quiet = 0
    for _ in range(MOST_LOOKS):
        pause(EVERY_SECONDS)
        again = traces()
        same = again == now
        now = again
        quiet = quiet + 1 if same and all(map(can_be_read, changed_files(seen, now))) else 0
        if quiet >= QUIET_LOOKS:
            break
    return now


def _only_in(one: Report, other: Report) -> Iterator[Finding]:
    there = Counter(map(_same, other.findings))
    for finding in one.findings:
        key = _same(finding)
        if there[key] > 0:
            there[key] -= 1
        else:
            yield finding


def _same(finding: Finding) -> tuple[str, bool]:
    return identity_of(finding), finding.suppressed is not None
