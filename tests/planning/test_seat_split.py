"""
Seats for each room: what a coordinator expects, and proofs against all splits that there are.

The more even of two splits: the seats of each, largest first, compared place by place; the smaller wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from wdyy_cli.planning.proctors import count_proctors
from wdyy_cli.planning.rooms import (
    PlannedRoom,
    Room,
    RoomPlan,
    Strategy,
    count_missing_machines,
    plan_rooms,
)
from wdyy_cli.profile import ProctorLimits
from wdyy_cli.profile_files import load_profile

GUIDE = load_profile().proctors

EVEN, FEWEST_ROOMS, FEWEST_PROCTORS = Strategy

PLANS = {
    "the guide's example": (EVEN, 90, [80, 70], [45, 45]),
    "one more for the earlier room": (EVEN, 91, [70, 80], [46, 45]),
    "a room too small for its share": (EVEN, 90, [80, 30, 70], [30, 30, 30]),
    "a room full, the others even": (EVEN, 101, [80, 20, 70], [41, 20, 40]),
    "all rooms full": (EVEN, 150, [80, 70], [80, 70]),
    "fewer candidates than rooms": (EVEN, 2, [80, 70, 60], [1, 1, 0]),
    "a room without machines": (EVEN, 90, [80, 0, 70], [45, 0, 45]),
    "nobody": (EVEN, 0, [80, 70], [0, 0]),
    "one room is enough": (FEWEST_ROOMS, 80, [70, 80], [0, 80]),
    "two of three rooms, even": (FEWEST_ROOMS, 90, [80, 60, 70], [45, 0, 45]),
    "two rooms, one of them full": (FEWEST_ROOMS, 120, [30, 80, 45], [0, 75, 45]),
    "the earlier of equal rooms": (FEWEST_ROOMS, 100, [60, 60, 60], [50, 50, 0]),
    "nobody in the fewest rooms": (FEWEST_ROOMS, 0, [80, 70], [0, 0]),
    "five proctors instead of six": (FEWEST_PROCTORS, 90, [80, 70], [50, 40]),
    "the larger room has more": (FEWEST_PROCTORS, 90, [70, 80], [40, 50]),
    "four proctors either way": (FEWEST_PROCTORS, 80, [80, 70], [40, 40]),
    "one room saves a proctor": (FEWEST_PROCTORS, 60, [80, 70], [60, 0]),
    "a small room would cost a proctor more": (FEWEST_PROCTORS, 100, [80, 15, 70], [60, 0, 40]),
    "a room that cannot be filled to a ratio": (FEWEST_PROCTORS, 119, [59, 60], [59, 60]),
    "nobody for the fewest proctors": (FEWEST_PROCTORS, 0, [80, 70], [0, 0]),
}

OTHER_PROFILES = {
    # threshold, proctors up to it, candidates for each proctor above it
    "small rooms are cheap": ((40, 2, 15), 218, [29, 76, 47, 84, 24], [29, 74, 40, 75, 0]),
    "which rests are filled matters": ((3, 1, 2), 27, [10, 11, 9], [9, 10, 8]),
    "few candidates cost more": ((40, 5, 20), 50, [45, 45], [41, 9]),
    "no threshold": ((0, 2, 20), 90, [80, 70], [50, 40]),
}


def seats_of(plan: RoomPlan, rooms: Sequence[Room]) -> list[int]:
    seats = {planned.room.name: planned.seats for planned in plan.rooms}
    return [seats.get(room.name, 0) for room in rooms]


def named(machines: Sequence[int]) -> list[Room]:
    return [Room(name=f"{number}号机房", machines=count) for number, count in enumerate(machines, 1)]


@pytest.mark.parametrize(("strategy", "candidates", "machines", "seats"), PLANS.values(), ids=PLANS)
def test_seats(strategy: Strategy, candidates: int, machines: list[int], seats: list[int]) -> None:
    rooms = named(machines)
    assert seats_of(plan_rooms(candidates, rooms, strategy, GUIDE), rooms) == seats


@pytest.mark.parametrize(
    ("profile", "candidates", "machines", "seats"), OTHER_PROFILES.values(), ids=OTHER_PROFILES
)
def test_seats_for_the_fewest_proctors_of(
    profile: tuple[int, int, int], candidates: int, machines: list[int], seats: list[int]
) -> None:
    threshold, base, ratio = profile
    limits = ProctorLimits(threshold_candidates=threshold, base=base, candidates_per_proctor=ratio)
    assert split_of(FEWEST_PROCTORS, candidates, machines, limits) == seats


def test_a_plan_is_whole() -> None:
    first, spare, second = named([80, 60, 70])
    plan = plan_rooms(90, [first, spare, second], FEWEST_ROOMS, GUIDE)
    assert plan == RoomPlan(
        strategy=FEWEST_ROOMS,
        rooms=(
            PlannedRoom(room=first, seats=45, proctors=3),
            PlannedRoom(room=second, seats=45, proctors=3),
        ),
        spare=(spare,),
    )
    assert (plan.total_seats, plan.total_proctors) == (90, 6)


@pytest.mark.parametrize(
    ("candidates", "machines", "missing"), [(150, [80, 70], 0), (151, [80, 70], 1), (3, [], 3), (0, [], 0)]
)
def test_missing_machines_are_counted(candidates: int, machines: list[int], missing: int) -> None:
    assert count_missing_machines(candidates, named(machines)) == missing


@pytest.mark.parametrize("strategy", Strategy)
def test_no_plan_leaves_anybody_out(strategy: Strategy) -> None:
    with pytest.raises(ValueError, match="not enough machines"):
        plan_rooms(151, named([80, 70]), strategy, GUIDE)


LIMITS = st.builds(
    ProctorLimits,
    threshold_candidates=st.integers(0, 10),
    base=st.integers(1, 6),
    candidates_per_proctor=st.integers(1, 6),
)


@st.composite
def sites(draw: st.DrawFn, most: int, rooms: int) -> tuple[int, list[int]]:
    """Draw candidates, and rooms of up to so many machines that suffice for them."""
    machines = draw(st.lists(st.integers(0, most), min_size=1, max_size=rooms))
    return draw(st.integers(0, sum(machines))), machines


def all_splits(candidates: int, machines: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if not machines:
        if not candidates:
            yield ()
        return
    first, *others = machines
    for seats in range(min(first, candidates) + 1):
        for split in all_splits(candidates - seats, others):
            yield (seats, *split)


def fullest_first(split: Sequence[int]) -> list[int]:
    return sorted(split, reverse=True)


def proctors_of(split: Sequence[int], limits: ProctorLimits) -> int:
    return sum(count_proctors(seats, limits) for seats in split)


def split_of(
    strategy: Strategy, candidates: int, machines: Sequence[int], limits: ProctorLimits
) -> list[int]:
    rooms = named(machines)
    return seats_of(plan_rooms(candidates, rooms, strategy, limits), rooms)


@given(sites(12, 4))
def test_no_split_is_more_even(site: tuple[int, list[int]]) -> None:
    split = split_of(EVEN, *site, GUIDE)
    assert fullest_first(split) == min(map(fullest_first, all_splits(*site)))


@given(sites(200, 40))
def test_rooms_that_are_not_full_differ_by_one_at_most(site: tuple[int, list[int]]) -> None:
    candidates, machines = site
    split = split_of(EVEN, candidates, machines, GUIDE)
    usable = [room for room in machines if room]
    with_space = [seats for seats, room in zip(split, machines, strict=True) if seats < room]
    assert sum(split) == candidates
    assert max(with_space, default=0) - min(with_space, default=0) <= 1
    assert sum(map(bool, split)) == min(candidates, len(usable))


@pytest.mark.slow
@examples(500)
@given(sites(12, 4))
def test_no_split_has_fewer_rooms_or_is_more_even_with_as_few(site: tuple[int, list[int]]) -> None:
    def cost(split: Sequence[int]) -> tuple[int, list[int]]:
        return sum(map(bool, split)), fullest_first(split)

    assert cost(split_of(FEWEST_ROOMS, *site, GUIDE)) == min(map(cost, all_splits(*site)))


@pytest.mark.slow
@examples(500)
@given(sites(12, 4) | sites(30, 2), LIMITS)
def test_no_split_has_fewer_proctors_or_is_more_even_with_as_few(
    site: tuple[int, list[int]], limits: ProctorLimits
) -> None:
    def cost(split: Sequence[int]) -> tuple[int, list[int]]:
        return proctors_of(split, limits), fullest_first(split)

    assert cost(split_of(FEWEST_PROCTORS, *site, limits)) == min(map(cost, all_splits(*site)))


def fewest_proctors(candidates: int, machines: Sequence[int], limits: ProctorLimits) -> int:
    """Find the optimum room by room: the fewest proctors for each number of candidates so far."""
    reached = [*accumulate(machines)]
    fewest = [0]
    for room, most in zip(machines, reached, strict=True):
        fewest = [
            min(
                fewest[seated - seats] + count_proctors(seats, limits)
                for seats in range(max(0, seated - len(fewest) + 1), min(room, seated) + 1)
            )
            for seated in range(most + 1)
        ]
    return fewest[candidates]


REAL_LIMITS = st.sampled_from(
    [
        GUIDE,
        ProctorLimits(threshold_candidates=40, base=2, candidates_per_proctor=15),
        ProctorLimits(threshold_candidates=50, base=2, candidates_per_proctor=20),
        ProctorLimits(threshold_candidates=40, base=5, candidates_per_proctor=20),
    ]
)


@given(sites(90, 6), REAL_LIMITS)
def test_rooms_of_real_sizes_need_no_fewer_proctors(
    site: tuple[int, list[int]], limits: ProctorLimits
) -> None:
    candidates, machines = site
    split = split_of(FEWEST_PROCTORS, candidates, machines, limits)
    assert sum(split) == candidates
    assert all(seats <= room for seats, room in zip(split, machines, strict=True))
    assert proctors_of(split, limits) == fewest_proctors(candidates, machines, limits)
