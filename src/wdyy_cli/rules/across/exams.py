"""Students who take several levels: which row of the roster is which row of the registration. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wdyy_cli.cell_text import squeeze
from wdyy_cli.rules.across.files import Entry, Source


class Exams(NamedTuple):
    """The rows that belong together, and those of a level that the student has in one of the files only."""

    both: Sequence[tuple[Entry, Entry]] = ()
    only_first: Sequence[Entry] = ()
    only_second: Sequence[Entry] = ()


def pair_exams(first: Source | None, second: Source | None, levels: Sequence[str]) -> Exams:
    """Pair the rows of the students who stand in both files, level by level, in the order of the second."""
    if first is None or second is None:
        return Exams()
    listed = _by_number(first, levels)
    both: list[tuple[Entry, Entry]] = []
    left: list[Entry] = []
    right: list[Entry] = []
    for number, there in _by_number(second, levels).items():
        here = listed.get(number, {})
        if not here:
            continue
        one_each = len(here) == 1 and len(there) == 1
        if one_each or "" in here or "" in there:
            # Where a level is not known nobody can say which one is missing.
            both += [(here.get(level) or next(iter(here.values())), entry) for level, entry in there.items()]
            continue
        both += [(here[level], entry) for level, entry in there.items() if level in here]
        lacking = [entry for level, entry in here.items() if level not in there]
        surplus = [entry for level, entry in there.items() if level not in here]
        both += list(zip(lacking, surplus, strict=False))
        left += lacking[len(surplus) :]
        right += surplus[len(lacking) :]
    return Exams(both, left, right)


def meant(text: str, allowed: Sequence[str] | None) -> str:
    """Give the one allowed value that a text names, empty where it names none: other rules speak of that."""
    if allowed is None:
        return text
    plain = squeeze(text)
    named = [value for value in allowed if squeeze(value) in plain]
    return named[0] if len(named) == 1 else ""


def _by_number(source: Source, levels: Sequence[str]) -> dict[str, dict[str, Entry]]:
    """Give the rows of each ID number by the level that they mean."""
    found: dict[str, dict[str, Entry]] = {}
    for entry in _numbered(source):
        found.setdefault(entry.id_number, {}).setdefault(meant(entry.level, levels), entry)
    return found


def _numbered(source: Source) -> Iterator[Entry]:
    return (entry for entry in source.entries if entry.id_number)
