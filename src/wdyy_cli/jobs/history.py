"""What is new and what is mended since the last check of the same folder."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from wdyy_cli.files.history import KEY_BYTES, History, KnownFault, read_history, write_history
from wdyy_cli.model import Finding, Report, Since
from wdyy_cli.rules.baseline import identity_of

DIGEST_LETTERS = 16


def hold_against_last(report: Report, folder: Path) -> Report:
    """
    Say in a report what has changed since the last check of a folder, and keep it for the next one.

    A run that was to look at some rules only is no measure of what is mended: nothing is said, nothing kept.
    Where the folder cannot be written to, nothing is kept.
    """
    if any(item.deselected for item in report.not_checked):
        return report
    last = read_history(folder)
    key = secrets.token_bytes(KEY_BYTES) if last is None else last.key
    now = [entry_of(finding, key) for finding in report.findings]
    unseen = [] if last is None else list(_unseen(last, report))
    write_history(folder, key, report.checked_on, [*now, *unseen])
    return report if last is None else replace(report, since=_compared(last, now, unseen))


def _unseen(last: History, report: Report) -> Iterator[KnownFault]:
    """Yield what this run could not have found again."""
    paths = [given.path for given in report.inputs if given.reason is None]
    read = {_digest(path, last.key) for path in (*paths, report.config or "")}
    looked = {code: _was_looked_for(code, report) for code in {entry.code for entry in last.found}}
    return (entry for entry in last.found if entry.file not in read or not looked[entry.code])


def entry_of(finding: Finding, key: bytes) -> KnownFault:
    """Give a finding as it is kept."""
    return KnownFault(
        digest=_digest(identity_of(finding), key),
        code=finding.code,
        file=_digest(finding.place.location.file, key),
    )


def _compared(last: History, now: Iterable[KnownFault], unseen: Iterable[KnownFault]) -> Since | None:
    """Compare by digest and count; None where nothing has changed."""
    before, found = Counter(last.found), Counter(now)
    new, gone = found - before, before - found - Counter(unseen)
    if not new and not gone:
        return None
    return Since(checked_on=last.checked_on, mended=_by_code(gone), new=_by_code(new))


def _by_code(entries: Counter[KnownFault]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for entry, count in entries.items():
        counts[entry.code] += count
    return dict(sorted(counts.items()))


def looked_for(code: str, file: str, report: Report) -> bool:
    """Whether a run would have found a fault again: it is not mended because nobody looked."""
    read = {given.path for given in report.inputs if given.reason is None} | {report.config}
    return file in read and _was_looked_for(code, report)


def _was_looked_for(code: str, report: Report) -> bool:
    """Whether a rule was applied to all that was given; the rules across files need all of them."""
    across = code.startswith("XRF") and any(given.reason is not None for given in report.inputs)
    return not across and not any(code.startswith(item.code) for item in report.not_checked)


def _digest(text: str, key: bytes) -> str:
    found = hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return found.hexdigest()[:DIGEST_LETTERS]
