"""The list of proctors (监考) as jobs use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from wdyy_cli.headers.field_names import FIELD_NAMES, aliases_of
from wdyy_cli.model import Finding
from wdyy_cli.planning.rooms import Room, Strategy, plan_rooms
from wdyy_cli.profile import ProctorLimits
from wdyy_cli.rules.rooms.proctor import PROCTOR, PROCTOR_LEFTOVER, TAUGHT, Proctor, Proctors, meant_phone
from wdyy_cli.rules.table.aside import RowKind
from wdyy_cli.rules.table.cell_marks import is_text, phones_in
from wdyy_cli.school.reading.account import Sought
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.tables import Looks
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Need:
    """How many proctors there must be at least, None where it is not known; `basis` says why."""

    proctors: int | None = None
    basis: str = ""


class ProctorList(Listing):
    """A list of proctors."""

    unit = "名监考"
    kind = RowKind(who="name", number="phone")
    needed = ("name", "phone")
    fields = (*needed, "school", *TAUGHT)
    looks: ClassVar[Looks] = {"name": is_text, "phone": lambda value: bool(phones_in(value))}
    sought = Sought(field="phone", marks=phones_in, unit="个手机号码", needs="姓名和手机号码")
    leftover = PROCTOR_LEFTOVER

    @classmethod
    def wanted(cls, settings: Settings) -> Mapping[str, tuple[str, ...]]:
        """Give the fields that are looked for: also those that the certificate requires."""
        return aliases_of(dict.fromkeys((*cls.fields, *settings.profile.proctors.required)))

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        return self.settings.profile.proctors.required

    @cached_property
    def people(self) -> list[Proctor]:
        """All proctors."""
        return [
            Proctor(
                *row[:3],
                name=row.text("name"),
                phone=meant_phone(row.table.value(row.values, "phone")),
            )
            for row in self.rows
        ]

    def find(self, need: Need) -> Iterator[Finding]:
        """Apply the rules about proctors, of whom so many are needed."""
        subject = Proctors(table=self.table, people=self.people, needed=need.proctors, basis=need.basis)
        yield from self.settings.find(PROCTOR, [subject])
        yield from self.find_unread()

    def not_checked(self, rooms: Rooms | None, need: Need) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        reasons = {}
        if rooms is None:
            lacking = "没有提供考场表"
        else:
            lacking = "考场表里有座位数读不出来" if rooms.count_proctors() is None else ""
        if need.proctors is None:
            reasons["PRC001"] = f"{lacking}，不知道要几名监考"
        elif lacking:
            reasons["PRC001"] = f"{lacking}，只按考生人数核对了最少要几名，没有按考场核对"
        columns = self.table.columns
        if not any(field in columns for field in TAUGHT):
            reasons["PRC004"] = "没有任教课程或专业这一列"
        missing = [field for field in self.required if field not in columns]
        if missing:
            names = "、".join(FIELD_NAMES.get(field, field) for field in missing)
            reasons["PRC005"] = f"没有这些列，没有检查：{names}"
        return reasons


def count_need(rooms: Rooms | None, candidates: int | None, limits: ProctorLimits) -> Need:
    """Count the proctors that the rooms need; without rooms, that the candidates need in any rooms."""
    by_rooms = None if rooms is None else rooms.count_proctors()
    if rooms is not None and by_rooms is not None:
        own = rooms.rooms_at(rooms.settings.values.site)
        seats = sum(room.seats or 0 for room in own)
        basis = f"考场表里 {len(own):,} 个考场、{seats:,} 个座位，"
        return Need(proctors=by_rooms, basis=basis)
    if candidates:
        fewest = _count_fewest(candidates, limits)
        return Need(proctors=fewest, basis=f"{candidates:,} 名考生，无论怎样分考场都至少")
    return Need()


def _count_fewest(candidates: int, limits: ProctorLimits) -> int:
    """Count the proctors of so many candidates in the rooms that need the fewest."""
    threshold = limits.threshold_candidates
    most_rooms = -(-candidates // threshold) if threshold else 1
    rooms = [Room(name="", machines=candidates)] * most_rooms
    return plan_rooms(candidates, rooms, Strategy.FEWEST_PROCTORS, limits).total_proctors
