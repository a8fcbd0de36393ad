"""Which rows of two files are one candidate: a student who takes two levels is two of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wdyy_cli.rules.across.files import StudentEntry
from wdyy_cli.texts.cell_text import squeeze


class MatchedCandidates(NamedTuple):
    """Rows of one student that are one candidate, and those that only the first file has."""

    pairs: list[tuple[StudentEntry, StudentEntry]]
    ones: list[StudentEntry]


def match_levels(
    ones: Iterable[StudentEntry], others: Iterable[StudentEntry], levels: Sequence[str] | None
) -> MatchedCandidates:
    """
    Match the rows of one student in two files by level; of rows with the same level only the first counts.

    What is left on both sides is matched in order: there the level differs. A row that names no level stands
    for all that the other file has.
    """
    left, right = by_level(ones, levels), by_level(others, levels)
    alike = [level for level in left if level and level in right]
    rest_left = [entry for level, entry in left.items() if level not in alike]
    rest_right = [entry for level, entry in right.items() if level not in alike]
    pairs = [(left[level], right[level]) for level in alike]
    pairs += zip(rest_left, rest_right, strict=False)
    paired = min(len(rest_left), len(rest_right))
    only_left = rest_left[paired:]
    if "" in right:
        pairs += [(entry, right[""]) for entry in only_left]
        only_left = []
    if "" in left:
        pairs += [(left[""], entry) for entry in rest_right[paired:]]
    if pairs:
        # Beside rows that name one, a row without a level tells of no further candidate.
        only_left = [entry for entry in only_left if entry is not left.get("")]
    return MatchedCandidates(pairs, only_left)


def by_level(entries: Iterable[StudentEntry], levels: Sequence[str] | None) -> dict[str, StudentEntry]:
    """Give the first row of each level of one student."""
    found: dict[str, StudentEntry] = {}
    for entry in entries:
        found.setdefault(meant(entry.level, levels), entry)
    return found


def meant(text: str, allowed: Sequence[str] | None) -> str:
    """Give the one allowed value that a text names, empty where it names none: other rules speak of that."""
    if allowed is None:
        return text
    plain = squeeze(text)
    named = [value for value in allowed if squeeze(value) in plain]
    return named[0] if len(named) == 1 else ""
