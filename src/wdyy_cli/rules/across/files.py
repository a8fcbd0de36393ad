"""The files of a school, as the rules see them that hold them against each other: by ID number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Place
from wdyy_cli.rules.across.near_miss import count_slips

MOST_NAMESAKES = 100
"""Where more people of one name are in doubt, nobody can say who is who."""


class StudentEntry(NamedTuple):
    """
    One student in one file.

    `at` gives the place of a field (`id_number`, `name`, `level` …), that of the ID number where the file
    does not have it.
    `id_number` is without typing noise, empty where the cell lost it; texts are empty where the file does not
    have them. `faulty`: an IDN rule speaks of the number already.
    """

    id_number: str
    name: str
    at: Callable[[str], Place]
    level: str = ""
    student_type: str = ""
    status: str = ""
    faulty: bool = False

    def place(self, of: str = "id_number") -> Place:
        """Give the place of a field."""
        return self.at(of)


def only_at(place: Place) -> Callable[[str], Place]:
    """Give the place of every field where the file has the ID number alone."""
    return lambda _: place


@dataclass(frozen=True, kw_only=True)
class Source:
    """All students of one kind of file; `word` is what it is called, `file` tells the registration sheet."""

    word: str
    entries: Sequence[StudentEntry]
    file: str = ""

    @cached_property
    def by_number(self) -> dict[str, StudentEntry]:
        """The first entry of each ID number."""
        found: dict[str, StudentEntry] = {}
        for entry in self.entries:
            if entry.id_number:
                found.setdefault(entry.id_number, entry)
        return found

    @cached_property
    def of_number(self) -> dict[str, list[StudentEntry]]:
        """All entries of each ID number, in their order."""
        return grouped((entry.id_number, entry) for entry in self.entries if entry.id_number)

    @cached_property
    def of_name(self) -> dict[str, list[StudentEntry]]:
        """The first entry of each ID number, by the names of the students."""
        return grouped((entry.name, entry) for entry in self.by_number.values())

    @cached_property
    def lost(self) -> Counter[str]:
        """How many students of each name have no number: their cells lost it."""
        return Counter(entry.name for entry in self.entries if not entry.id_number and entry.name)


class NearMiss(NamedTuple):
    """One student under two numbers: `wrong` is the one to look at, `right` the one in the other file."""

    wrong: StudentEntry
    right: StudentEntry
    other: str


@dataclass(frozen=True, kw_only=True)
class SchoolFiles:
    """
    The files that are held against each other, None where there is none. Photos have no names.

    `tells_near_misses`: XRF008 runs, so that other rules may leave near misses to it.
    """

    roster: Source | None = None
    registration: Source | None = None
    photos: Source | None = None
    status: Source | None = None
    records: Source | None = None
    students: Source | None = None
    tells_near_misses: bool = True

    @cached_property
    def near_misses(self) -> list[NearMiss]:
        """The students who stand under two numbers that hardly differ, each two numbers once."""
        if not self.tells_near_misses:
            return []
        pairs = [
            (self.roster, self.registration),
            (self.registration or self.roster, self.status),
            (self.registration, self.records),
            (self.roster or self.registration, self.students),
        ]
        found: dict[frozenset[str], NearMiss] = {}
        for one, other in pairs:
            if one is None or other is None:
                continue
            for first, second in find_near_misses(_only_in(one, other), _only_in(other, one)):
                miss = NearMiss(second, first, one.word)
                if self._doubt(first) > self._doubt(second):
                    miss = NearMiss(first, second, other.word)
                found.setdefault(frozenset((first.id_number, second.id_number)), miss)
        return list(found.values())

    def _doubt(self, entry: StudentEntry) -> tuple[bool, int]:
        """Tell how doubtful a number is: a faulty one first, then one that fewer files have."""
        # The platform makes the records of the registration: what is wrong there is repeated here.
        sources = (self.roster, self.registration, self.photos, self.status, self.students)
        files = sum(source is not None and entry.id_number in source.by_number for source in sources)
        return entry.faulty, -files

    @cached_property
    def same(self) -> dict[str, str]:
        """For each number of a near miss the other one: both are one student."""
        pairs = [(miss.wrong.id_number, miss.right.id_number) for miss in self.near_misses]
        return {**dict(pairs), **{other: one for one, other in pairs}}

    def has(self, source: Source, entry: StudentEntry) -> bool:
        """Whether a student stands in another file, under this or nearly this number, or without one."""
        number = entry.id_number
        return (
            number in source.by_number
            or self.same.get(number) in source.by_number
            or bool(entry.name and source.lost[entry.name])
        )

    def namesake(self, person: StudentEntry, here: Source, there: Source) -> StudentEntry | None:
        """Give who has this name `there` and a number that nobody has `here`: perhaps the same student."""
        namesakes = there.of_name.get(person.name, ()) if person.name else ()
        if len(namesakes) > MOST_NAMESAKES:
            return None
        strangers = (
            other
            for other in namesakes
            if other.id_number not in here.by_number and other.id_number not in self.same
        )
        return next(strangers, None)


def _only_in(source: Source, other: Source) -> list[StudentEntry]:
    return [entry for number, entry in source.by_number.items() if number not in other.by_number]


def find_near_misses(
    ones: Iterable[StudentEntry], others: Iterable[StudentEntry]
) -> list[tuple[StudentEntry, StudentEntry]]:
    """
    Pair people of one name whose numbers hardly differ, each at most once, the closest first.

    In the order of `ones`. Given are only those whose numbers the other side does not have.
    """
    left, right = _by_name(ones), _by_name(others)
    ranked = []
    for name, people in left.items():
        namesakes = right.get(name, [])
        if len(people) * len(namesakes) > MOST_NAMESAKES**2:
            continue
        for index, one in people:
            for _, other in namesakes:
                slips = count_slips(one.id_number, other.id_number)
                if slips is not None:
                    ranked.append((slips, index, other.id_number, one, other))
    paired = []
    taken: set[str] = set()
    for _, index, _, one, other in sorted(ranked, key=lambda entry: entry[:3]):
        if one.id_number not in taken and other.id_number not in taken:
            taken |= {one.id_number, other.id_number}
            paired.append((index, one, other))
    return [(one, other) for _, one, other in sorted(paired, key=lambda entry: entry[0])]


def _by_name(people: Iterable[StudentEntry]) -> dict[str, list[tuple[int, StudentEntry]]]:
    """Group people by their names, each with her place in the order; those without a name are left out."""
    return grouped((person.name, (index, person)) for index, person in enumerate(people) if person.name)
