"""The sheet of rooms (考场) as jobs use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Finding
from wdyy_cli.planning.even import split_evenly
from wdyy_cli.planning.proctors import count_proctors
from wdyy_cli.rules.rooms.room import ROOM, ROOM_LEFTOVER, RoomRow, RoomSheet, SiteSeats
from wdyy_cli.rules.table.aside import RowKind
from wdyy_cli.rules.table.cell_marks import rooms_in_cell
from wdyy_cli.school.candidates import CandidateCount
from wdyy_cli.school.reading.account import Sought
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.tables import Looks
from wdyy_cli.school.rooms.site_seats import HeldSites, hold_sites
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

LARGEST_COUNT = 999_999_999
"""A larger number is no number of seats, machines or candidates."""


def read_whole(value: Value) -> int | None:
    """Read a whole number of seats or machines from a number or text, None where there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value <= LARGEST_COUNT and value == int(value) else None
    text = squeeze(show_value(value))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_COUNT))):
        return None
    return int(text)


def is_count(value: Value) -> bool:
    """Whether a cell holds a number of seats or machines."""
    return value != "" and read_whole(value) is not None


def is_room(value: Value) -> bool:
    """Whether a cell holds what a room may be called."""
    return type(value) is str and bool(value.strip())


class Rooms(Listing):
    """A sheet of rooms."""

    unit = "个考场"
    kind = RowKind(who="room", number="seats")
    needed = ("room", "seats")
    fields = (*needed, "plan", "site", "school", "room_type", "address", "certificate", "machines")
    looks: ClassVar[Looks] = {"room": is_room, "seats": is_count}
    sought = Sought(field="room", marks=rooms_in_cell, unit="个考场", needs="考场名称和座位数", loose=True)
    leftover = ROOM_LEFTOVER

    @cached_property
    def rooms(self) -> list[RoomRow]:
        """All rooms, with the machines that the sheet itself gives."""
        return [
            RoomRow(
                *row[:3],
                name=row.text("room"),
                seats=read_whole(row.table.value(row.values, "seats")),
                machines=read_whole(row.table.value(row.values, "machines")),
            )
            for row in self.rows
        ]

    def names_at(self, site: str) -> tuple[str, ...]:
        """Give the names of the rooms in use at a site; those of all where none is said to be there."""
        used = (room for room in self.rooms_at(site) if room.name and room.seats != 0)
        return tuple(dict.fromkeys(room.name for room in used))

    def rooms_at(self, site: str) -> list[RoomRow]:
        """Give the rooms of a site, all of them where none is said to be there."""
        plain = squeeze(site)
        return [room for room in self.rooms if plain and room.site == plain] or self.rooms

    def hold(self, count: CandidateCount | None, doubtful: frozenset[str] = frozenset()) -> HeldSites:
        """Hold the rooms of each site against its candidates; for `doubtful` sites see `hold_sites`."""
        if count is None:
            return (), ()
        return hold_sites(self.rooms, count, self.settings.values.host_sites, doubtful)

    def subject(
        self,
        count: CandidateCount | None = None,
        machines: Mapping[str, int] | None = None,
        sites: Sequence[SiteSeats] = (),
    ) -> RoomSheet:
        """Hold the rooms against candidates and against machines, by the squeezed names of rooms."""
        listed = machines or {}
        rooms = [
            room._replace(machines=listed.get(squeeze(room.name), room.machines if not listed else None))
            for room in self.rooms
        ]
        return RoomSheet(
            table=self.table,
            header_row=self.first.header.row_number,
            rooms=rooms,
            required=self.settings.profile.rooms.columns,
            candidates=None if count is None else count.total,
            even=_split_evenly(rooms),
            sites=sites,
        )

    def count_proctors(self) -> int | None:
        """Count the proctors that the own site's rooms need, None where the seats of one are not known."""
        own = self.rooms_at(self.settings.values.site)
        if not own or any(room.seats is None for room in own):
            return None
        limits = self.settings.profile.proctors
        return sum(count_proctors(room.seats or 0, limits) for room in own)

    def find(self, subject: RoomSheet) -> Iterator[Finding]:
        """Apply the rules about rooms, held against what is known, and tell which were not read."""
        yield from self.settings.find(ROOM, [subject])
        yield from self.find_unread()


def not_in_rooms(subject: RoomSheet, remarks: Sequence[str]) -> dict[str, str]:
    """Say by code what could not be looked at, and why; `remarks` are about candidates and their sites."""
    reasons = {}
    if remarks:
        reasons["ROM001"] = "；".join(remarks)
    if subject.candidates is None:
        reasons["ROM001"] = "没有提供报考表，不知道考生人数"
    elif subject.total_seats is None:
        reasons["ROM001"] = "有考场的座位数读不出来，没有与考生人数核对"
    unknown = [room.name for room in subject.rooms if room.machines is None]
    if unknown:
        some = f"不知道机位数的考场：{'、'.join(unknown)}"
        none = "没有提供考场清单，不知道机位数"
        reasons["ROM002"] = none if len(unknown) == len(subject.rooms) else some
    if "room_type" not in subject.table.columns:
        reasons["ROM004"] = "没有考场类型这一列"
    if len(subject.rooms) > 1 and (unknown or subject.total_seats is None):
        reasons["ROM007"] = "只看了名称；座位数或机位数不全，没有看分得是否平均"
    return reasons


def _split_evenly(rooms: list[RoomRow]) -> list[int] | None:
    """Split the seats of each site and school evenly, None where a number is not known or they do not fit."""
    if not rooms or any(room.seats is None or room.machines is None for room in rooms):
        return None
    even = [0] * len(rooms)
    alike = grouped((room.belongs_to, at) for at, room in enumerate(rooms))
    for places in alike.values():
        seats = sum(rooms[at].seats or 0 for at in places)
        machines = [rooms[at].machines or 0 for at in places]
        if seats > sum(machines):
            return None
        for at, number in zip(places, split_evenly(seats, machines), strict=True):
            even[at] = number
    return even
