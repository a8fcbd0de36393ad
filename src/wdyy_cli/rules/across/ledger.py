"""Which record of the export belongs to which candidate: each is to have one for each subject. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Place
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

EXAM = ("plan", "certificate")
"""Fields that say of which exam a record is."""

KEPT_DIGITS = 15
"""So many digits of an ID number survive where a spreadsheet takes it for a number."""


class LedgerLine(NamedTuple):
    """
    One row of the export or of the registration sheet.

    `id_number` is without typing noise, empty where the cell has none or lost it; `lost`: an IDN rule speaks
    of that. `subject` is the profile's name of it, empty where it is unknown, and in the registration sheet.
    """

    table: TableRef
    row: int
    values: tuple[Value, ...]
    id_number: str
    name: str
    subject: str = ""
    lost: bool = False

    def text(self, of: str) -> str:
        """Give the tidy text of a field, empty where the file does not have it."""
        return self.table.text(self.values, of)

    def place(self, of: str) -> Place:
        """Give the place of a field."""
        return self.table.place(self.row, self.values, of)

    @property
    def digits(self) -> str:
        """The digits that survived in a cell that lost the rest of an ID number; empty where too few did."""
        text = show_value(self.table.value(self.values, "id_number"))
        mantissa = text.upper().partition("E")[0]
        kept = "".join(char for char in mantissa if char.isdigit())[:KEPT_DIGITS]
        return kept if len(kept) == KEPT_DIGITS else ""


class Pair(NamedTuple):
    """A record and the candidate whose it is, or of a surplus record the one that was there before."""

    record: LedgerLine
    other: LedgerLine


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """
    All records of the export, and all candidates of the registration sheet, one for each level.

    `table` is the export's, `subjects` are those of which each candidate has one record. `unread` are the ID
    numbers that stand in the export where nobody read it.
    """

    table: TableRef
    records: Sequence[LedgerLine]
    candidates: Sequence[LedgerLine]
    subjects: tuple[str, ...]
    unread: frozenset[str] = frozenset()

    @property
    def expected(self) -> int:
        """How many records there should be."""
        return len(self.subjects) * len(self.candidates)

    @cached_property
    def by_number(self) -> dict[str, list[LedgerLine]]:
        """The candidates by ID number: several, where one is registered for several levels."""
        return grouped((line.id_number, line) for line in self.candidates if line.id_number)

    @cached_property
    def lost_names(self) -> frozenset[str]:
        """Names of candidates whose ID number the registration sheet lost."""
        return frozenset(line.name for line in self.candidates if not line.id_number and line.name)

    @cached_property
    def plans(self) -> frozenset[str]:
        """The plans of the registration sheet, as they are compared."""
        return frozenset(squeeze(plan) for line in self.candidates if (plan := line.text("plan")))

    def is_of_another_plan(self, record: LedgerLine) -> bool:
        """Whether a record belongs to a plan for which the registration sheet registers nobody."""
        plan = squeeze(record.text("plan"))
        return bool(plan and self.plans) and plan not in self.plans

    @cached_property
    def counted(self) -> int:
        """How many records there are of this exam: those of another one have nothing to do with it."""
        foreign = sum(self.is_of_another_plan(record) for record in self.strangers)
        return len(self.records) - foreign - len(self.matched.elsewhere)

    @property
    def is_explained(self) -> bool:
        """Whether the sum is wrong by just those records that are missing, surplus or somebody else's."""
        missing = sum(len(subjects) for subjects in self.matched.missing.values())
        own = sum(not self.is_of_another_plan(record) for record in self.strangers)
        return self.counted - self.expected == own + len(self.matched.surplus) - missing

    @cached_property
    def strangers(self) -> list[LedgerLine]:
        """Records of nobody in the registration sheet, and records without any ID number."""
        return [
            record
            for record in self.records
            if not record.lost and record.id_number not in self.by_number
            if not (record.id_number and record.name in self.lost_names)
        ]

    @cached_property
    def with_unknown_subject(self) -> frozenset[str]:
        """ID numbers with a record of which nobody knows the subject."""
        return frozenset(record.id_number for record in self.records if not record.subject)

    @cached_property
    def matched(self) -> MatchedRecords:
        """The records as they belong to the candidates."""
        return match(self)


@dataclass(frozen=True, kw_only=True)
class MatchedRecords:
    """
    `pairs` of records and candidates, `surplus` records, subjects `missing` by place of the candidate.

    `elsewhere` are a candidate's records of another exam, which are right where they are.
    """

    pairs: list[Pair]
    surplus: list[Pair]
    missing: dict[int, list[str]]
    elsewhere: list[Pair]


class _Open(NamedTuple):
    """What is left of one number and subject: candidates without a record of this exam, and other records."""

    candidates: list[LedgerLine]
    foreign: list[LedgerLine]
    subject: str


def match(ledger: Ledger) -> MatchedRecords:
    """
    Give each candidate one record of each subject: of the own plan, certificate and level first.

    Whoever has records of this exam and of another one took that one as well: those are never taken for this.
    """
    found = MatchedRecords(pairs=[], surplus=[], missing={}, elsewhere=[])
    of_subject = grouped(((line.id_number, line.subject), line) for line in ledger.records)
    places = {id(candidate): place for place, candidate in enumerate(ledger.candidates)}
    still = [
        _assign(of_subject.get((number, subject), []), candidates, found, subject)
        for number, candidates in ledger.by_number.items()
        for subject in ledger.subjects
    ]
    others = {_exam(record) for left in still for record in left.foreign[len(left.candidates) :]}
    whose = ledger.by_number
    for left in still:
        waiting = list(left.candidates)
        for record in left.foreign:
            if waiting and _exam(record) not in others:
                found.pairs.append(Pair(record, waiting.pop(0)))
            else:
                found.elsewhere.append(Pair(record, whose[record.id_number][0]))
        for candidate in waiting:
            found.missing.setdefault(places[id(candidate)], []).append(left.subject)
    _claim_lost(ledger, found)
    return found


def _exam(record: LedgerLine) -> tuple[str, str]:
    return squeeze(record.text("plan")), squeeze(record.text("certificate"))


def _assign(
    records: list[LedgerLine], candidates: list[LedgerLine], found: MatchedRecords, subject: str
) -> _Open:
    """Pair the records of one number and subject with its candidates, as far as they are of one exam."""
    left = list(candidates)
    kept, rest, foreign = [], [], []
    for record in records:
        fitting = next((candidate for candidate in left if _fits(record, candidate)), None)
        if fitting is not None:
            left.remove(fitting)
            kept.append(Pair(record, fitting))
        elif any(_fits(record, candidate, EXAM) for candidate in candidates):
            rest.append(record)
        else:
            foreign.append(record)
    for record in rest:
        if left:
            kept.append(Pair(record, left.pop(0)))
        else:
            found.surplus.append(Pair(record, kept[0].record))
    found.pairs.extend(kept)
    return _Open(left, foreign, subject)


def _fits(record: LedgerLine, candidate: LedgerLine, fields: tuple[str, ...] = (*EXAM, "level")) -> bool:
    return all(is_same(record, candidate, of) for of in fields)


def is_same(record: LedgerLine, candidate: LedgerLine, of: str) -> bool:
    """Whether a field says the same in both, or is not given in one of them."""
    here, there = squeeze(record.text(of)), squeeze(candidate.text(of))
    if not here or not there:
        return True
    # Platforms add the level to the certificate's name.
    return here == there or (of == "certificate" and there in here)


def _claim_lost(ledger: Ledger, found: MatchedRecords) -> None:
    """Let records that lost their ID number count for a candidate of that name, or with the digits left."""
    by_name: dict[str, list[int]] = defaultdict(list)
    by_digits: dict[str, list[int]] = defaultdict(list)
    for place in found.missing:
        candidate = ledger.candidates[place]
        by_name[candidate.name].append(place)
        by_digits[candidate.id_number[:KEPT_DIGITS]].append(place)
    for record in ledger.records:
        if record.id_number or ledger.is_of_another_plan(record):
            continue
        places = by_name[record.name] if record.name else by_digits[record.digits]
        claimed = next((p for p in places if record.subject in found.missing.get(p, ())), None)
        if claimed is not None:
            found.missing[claimed].remove(record.subject)
