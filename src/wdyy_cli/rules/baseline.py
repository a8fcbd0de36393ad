"""A baseline: findings that are known and fail no run, recognised by their content, not their row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wdyy_cli.model import Finding

REASON = "已知问题，上次已经记下"
KEY_LETTERS = 20


Baseline = Mapping[str, int]
"""How many findings of each key are known; keys are digests, without any personal data."""


def known_in(findings: Iterable[Finding], school: str = "") -> Baseline:
    """Take all findings that nothing else suppresses as known; `school` tells several schools apart."""
    return Counter(key_of(finding, school) for finding in findings if finding.suppressed in (None, REASON))


def suppress_known(
    findings: Iterable[Finding], known: Baseline, school: str = ""
) -> tuple[list[Finding], int]:
    """
    Mark known findings as suppressed; gives how many known ones are no longer there as well.

    For a school among several also what its own baseline knows is known.
    """
    left = Counter(known)
    marked = []
    for finding in findings:
        key = key_of(finding, school)
        key = key if left[key] > 0 else key_of(finding)
        if finding.suppressed is None and left[key] > 0:
            left[key] -= 1
            marked.append(replace(finding, suppressed=REASON))
        else:
            marked.append(finding)
    return marked, sum(left.values())


def key_of(finding: Finding, school: str = "") -> str:
    """Give a digest of what makes a finding the same one in the next run."""
    text = identity_of(finding, school)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LETTERS]


def identity_of(finding: Finding, school: str = "") -> str:
    """Give what makes a finding the same one in the next run, wherever its row has moved to."""
    place, at = finding.place, finding.place.location
    if finding.other is None:
        where = [at.file, at.member, at.sheet, at.column, place.value, place.id_number, place.name]
    else:
        # Two photos are the same pair, whichever of them comes first in the zip.
        pair = sorted((one.file, one.member or "") for one in (at, finding.other))
        where = [part for one in pair for part in one]
    parts = [finding.code, *where]
    if school:
        parts.append(school)
    return "\x1f".join("\x1e" if part is None else part for part in parts)
