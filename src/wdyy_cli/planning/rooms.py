"""Seats and proctors for each room: three ways to split the candidates of a site."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from wdyy_cli.planning.even import split_evenly
from wdyy_cli.planning.fewest_proctors import split_for_fewest_proctors
from wdyy_cli.planning.proctors import count_proctors
from wdyy_cli.profile import ProctorLimits


class Strategy(StrEnum):
    """What a split strives for; where several splits attain it, the most even one is taken."""

    EVEN = "even"
    FEWEST_ROOMS = "fewest-rooms"
    FEWEST_PROCTORS = "fewest-proctors"


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A room (考场) that may be used, with its machines (机位)."""

    name: str
    machines: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedRoom:
    """A room in use: at least one candidate, at most as many as machines."""

    room: Room
    seats: int
    proctors: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomPlan:
    """The rooms in use, and the spare ones that are not entered on the platform, both in the given order."""

    strategy: Strategy
    rooms: tuple[PlannedRoom, ...]
    spare: tuple[Room, ...]

    @property
    def total_seats(self) -> int:
        """Seats in all rooms: the number of candidates."""
        return sum(planned.seats for planned in self.rooms)

    @property
    def total_proctors(self) -> int:
        """Proctors in all rooms."""
        return sum(planned.proctors for planned in self.rooms)


def count_missing_machines(candidates: int, rooms: Sequence[Room]) -> int:
    """Count the machines that all rooms together lack; 0 where they suffice."""
    return max(0, candidates - sum(room.machines for room in rooms))


def plan_rooms(candidates: int, rooms: Sequence[Room], strategy: Strategy, limits: ProctorLimits) -> RoomPlan:
    """
    Seat all candidates.

    Raises ValueError where the machines do not suffice; `count_missing_machines` tells beforehand.
    """
    if count_missing_machines(candidates, rooms):
        raise ValueError("not enough machines")
    split = _split(candidates, [room.machines for room in rooms], strategy, limits)
    seated = list(zip(rooms, split, strict=True))
    return RoomPlan(
        strategy=strategy,
        rooms=tuple(
            PlannedRoom(room=room, seats=seats, proctors=count_proctors(seats, limits))
            for room, seats in seated
            if seats
        ),
        spare=tuple(room for room, seats in seated if not seats),
    )


def _split(candidates: int, machines: Sequence[int], strategy: Strategy, limits: ProctorLimits) -> list[int]:
    match strategy:
        case Strategy.EVEN:
            return split_evenly(candidates, machines)
        case Strategy.FEWEST_ROOMS:
            return split_over_fewest_rooms(candidates, machines)
        case Strategy.FEWEST_PROCTORS:
            return split_for_fewest_proctors(candidates, machines, limits)


def split_over_fewest_rooms(candidates: int, machines: Sequence[int]) -> list[int]:
    """
    Split evenly over the largest rooms, as few as suffice; the earlier ones among equals.

    No other choice of so many rooms is more even: each of its rooms has at most the machines of its match.
    """
    order = sorted(range(len(machines)), key=lambda place: -machines[place])
    reached = [*accumulate((machines[place] for place in order), initial=0)]
    used = set(order[: bisect_left(reached, candidates)])
    return split_evenly(candidates, [room if place in used else 0 for place, room in enumerate(machines)])
