"""Whose a finding, a row or a number is: which class may see it, and what of the others it must not show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import TypeVar

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Enrolled, Finding, Place, Report, Table
from wdyy_cli.report.redaction.known_pieces import KnownPieces
from wdyy_cli.report.redaction.redact import LONG_NUMBER
from wdyy_cli.rules.across.near_miss import count_slips
from wdyy_cli.sheet import show_value
from wdyy_cli.texts.cell_text import squeeze, tidy

NO_CLASS = ""
"""Where those belong whose class is not known."""

SOMEBODY, SOME_NUMBER, SOME_STUDENT_NUMBER = "（另一名学生）", "（另一个身份证号）", "（另一个学号）"
PERSONAL = {"id_number": SOME_NUMBER, "student_number": SOME_STUDENT_NUMBER, "name": SOMEBODY}
"""The fields that hold pieces of personal data, each with what stands in for it."""

LEAST_OF_STUDENT_NUMBER = 5
"""Shorter ones are serial numbers, and stand everywhere."""

LEAST_DIGITS = 8
"""So many digits make the number of somebody, whatever is wrong with it."""

_NOT_IN_NUMBERS = re.compile(r"[^0-9X]")

Key = TypeVar("Key")
T = TypeVar("T")
At = tuple[str, str | None, int]
"""A row: file, sheet, number."""


@dataclass(frozen=True, kw_only=True)
class OfClass:
    """What may be shown to a class: its pieces of personal data, and the numbers among them."""

    pieces: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True)
class Owners:
    """Who is in which class, by the roster; and the pieces of personal data of everybody in the report."""

    report: Report

    @cached_property
    def classes(self) -> list[str]:
        """The classes in the order of the roster; those without a class are none."""
        return [name for name in dict.fromkeys(s.class_name for s in self.report.students) if name]

    @cached_property
    def of_number(self) -> dict[str, set[str]]:
        """The classes in which an ID number stands."""
        return _sets((s.id_number, s.class_name) for s in self.report.students if s.id_number)

    @cached_property
    def of_piece(self) -> dict[str, set[str]]:
        """The classes in which a name, an ID number or a student number stands in the roster."""
        return _sets((piece, s.class_name) for s in self.report.students for piece in _pieces_of(s))

    def class_of(self, finding: Finding) -> str:
        """Give the class whose teacher a finding is for; it is none where that is not sure."""
        place = finding.place
        at = place.location
        here = self._in_row.get((at.file, at.sheet, at.row or 0), [])
        found = {student.class_name for student in here}
        if len(found) > 1:
            # Two blocks side by side: whichever of the students it is about.
            meant = [s for s in here if place.id_number in (s.id_number, None) and s.name == place.name]
            found = {student.class_name for student in meant}
        if here:
            return found.pop() if len(found) == 1 else NO_CLASS
        return self.of_person(place.id_number or "", place.name or "")

    def seen_from_the_other(self, finding: Finding) -> Finding | None:
        """
        Give a finding about two photos as one about the second: its class has to know of it as well.

        None where there is no second photo, or it is nobody's in the roster.
        """
        place, other = finding.place, finding.other
        first, second = place.location.member, None if other is None else other.member
        if other is None or first is None or second is None:
            return None
        numbers = (plain_number(found[0]) for found in LONG_NUMBER.finditer(second))
        number = next((number for number in numbers if number in self.of_number), None)
        if number is None:
            return None
        message = finding.message.replace(second, first)
        message = message.replace(PurePosixPath(second).name, PurePosixPath(first).name)
        here = Place(location=other, id_number=number)
        return replace(finding, message=message, place=here, other=place.location, person=None)

    def of_person(self, number: str, name: str) -> str:
        """
        Give the class of a number; where it stands in several, that of the number and the name.

        Where the number is lost, a name counts that only one student has.
        """
        if not number:
            namesakes = self._of_name.get(name, [])
            return namesakes[0] if len(namesakes) == 1 else NO_CLASS
        found = self.of_number.get(number)
        if found is None:
            return self.report.classes.get(number, NO_CLASS)
        if len(found) > 1:
            found = self._of_both.get((number, name), set())
        return next(iter(found)) if len(found) == 1 else NO_CLASS

    def rows_of(self, table: Table) -> Iterator[tuple[int, str]]:
        """Yield the rows of a table that are one class's alone, from 1, each with its class."""
        for number, values in enumerate(table.rows[table.header_row :], start=table.header_row + 1):
            here = self._in_row.get((table.file, table.sheet, number))
            if here is not None:
                found = {student.class_name for student in here}
                if len(found) == 1:
                    yield number, found.pop()
            elif any(value != "" for value in values):
                yield number, self.of_person(*_person_in(table, number))

    @cached_property
    def rows(self) -> list[dict[str, set[int]]]:
        """The rows of each class, table by table."""
        return [_sets((name, row) for row, name in self.rows_of(table)) for table in self.report.tables]

    @cached_property
    def everybody(self) -> KnownPieces:
        """All pieces of personal data, and what stands in for each where it is somebody else's."""
        stand_ins: dict[str, str] = {}
        for table in self.report.tables:
            for number in filter(partial(self._is_person, table), range(1, len(table.rows) + 1)):
                for of, word in PERSONAL.items():
                    stand_ins |= _stand_ins(_raw(table, number, of), word)
        for finding in self.report.findings:
            stand_ins |= _stand_ins(finding.place.id_number or "", SOME_NUMBER)
            stand_ins |= _stand_ins(finding.name or "", SOMEBODY)
        for student in self.report.students:
            for of, word in PERSONAL.items():
                stand_ins |= _stand_ins(getattr(student, of), word)
        return KnownPieces(stand_ins)

    def own(self, class_name: str, findings: Collection[Finding]) -> OfClass:
        """
        Give what may be shown to a class: what its students are called in the roster and elsewhere.

        What stands elsewhere is not theirs where the roster has it in another class alone.
        """
        pieces = {
            piece for s in self.report.students if s.class_name == class_name for piece in _pieces_of(s)
        }
        elsewhere: set[str] = set()
        for table, rows in zip(self.report.tables, self.rows, strict=True):
            for number in filter(partial(self._is_person, table), rows.get(class_name, ())):
                for of in PERSONAL:
                    elsewhere |= _stand_ins(_raw(table, number, of), "").keys()
        for finding in findings:
            elsewhere |= _stand_ins(finding.place.id_number or "", "").keys()
            elsewhere |= _stand_ins(finding.place.name or "", "").keys()
        pieces |= {piece for piece in elsewhere if class_name in self.of_piece.get(piece, {class_name})}
        return OfClass(pieces=frozenset(pieces), numbers=frozenset(map(plain_number, pieces)) - {""})

    def conceal(self, text: str, own: OfClass) -> str:
        """Put other words for what belongs to anybody but this class."""
        keep = own.pieces | {found[0] for found in LONG_NUMBER.finditer(text) if self._is_own(found[0], own)}
        shown = self.everybody.replace(text, keep)
        return LONG_NUMBER.sub(lambda found: found[0] if found[0] in keep else SOME_NUMBER, shown)

    def _is_own(self, text: str, own: OfClass) -> bool:
        """Whether a number is one of the class, or a slip in one of them that is nobody else's number."""
        number = plain_number(text)
        if number in own.numbers:
            return True
        if number in self.of_piece:
            return False
        return any(count_slips(number, one) is not None for one in own.numbers)

    def _is_person(self, table: Table, number: int) -> bool:
        """Whether a row is somebody's, and no header, sum or signature: their words are no names."""
        if number <= table.header_row:
            return False
        at = (table.file, table.sheet, number)
        return at in self._in_row or sum(map(str.isdigit, _raw(table, number, "id_number"))) >= LEAST_DIGITS

    @cached_property
    def _in_row(self) -> dict[At, list[Enrolled]]:
        return grouped(((s.file, s.sheet, s.row), s) for s in self.report.students)

    @cached_property
    def _of_name(self) -> dict[str, list[str]]:
        return grouped((s.name, s.class_name) for s in self.report.students if s.name)

    @cached_property
    def _of_both(self) -> dict[tuple[str, str], set[str]]:
        return _sets(((s.id_number, s.name), s.class_name) for s in self.report.students)


def plain_number(text: str) -> str:
    """Give a long number without what may stand between its digits; empty where it is none."""
    plain = _NOT_IN_NUMBERS.sub("", unicodedata.normalize("NFKC", text).upper())
    return plain if LONG_NUMBER.fullmatch(plain) else ""


def _sets(pairs: Iterable[tuple[Key, T]]) -> dict[Key, set[T]]:
    """Give what belongs to each key, each once."""
    return {key: set(found) for key, found in grouped(pairs).items()}


def _pieces_of(student: Enrolled) -> Iterator[str]:
    for of in PERSONAL:
        yield from _stand_ins(getattr(student, of), "")


def _stand_ins(text: str, word: str) -> dict[str, str]:
    """Give a piece as it is stored and as it is meant, each with what stands in for it."""
    text = text.strip()
    if not text or (word == SOME_STUDENT_NUMBER and len(text) < LEAST_OF_STUDENT_NUMBER):
        return {}
    return dict.fromkeys((text, tidy(text, is_name=True)), word)


def _person_in(table: Table, number: int) -> tuple[str, str]:
    """Give the ID number and the name in a row."""
    return squeeze(_raw(table, number, "id_number")).upper(), tidy(_raw(table, number, "name"), is_name=True)


def _raw(table: Table, number: int, of: str) -> str:
    column, values = table.columns.get(of, -1), table.rows[number - 1]
    return show_value(values[column]) if 0 <= column < len(values) else ""
