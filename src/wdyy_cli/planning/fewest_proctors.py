"""The split with the fewest proctors; of several, the most even one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from wdyy_cli.planning.even import deal_seats, split_evenly
from wdyy_cli.planning.proctors import count_proctors
from wdyy_cli.planning.supervision import Rates, Supervision
from wdyy_cli.profile import ProctorLimits


def split_for_fewest_proctors(candidates: int, machines: Sequence[int], limits: ProctorLimits) -> list[int]:
    """
    Split so that all rooms together need the fewest proctors, and as evenly as these allow.

    The larger rooms have the more candidates, the earlier ones among equals. The machines must suffice.
    """
    order = sorted(range(len(machines)), key=lambda place: -machines[place])
    falling = [machines[place] for place in order]
    seats = dict.fromkeys(order, 0)
    for place, seated in zip(order, _split_falling(candidates, falling, limits), strict=False):
        seats[place] = seated
    return [seats[place] for place in range(len(machines))]


def _split_falling(candidates: int, machines: Sequence[int], limits: ProctorLimits) -> list[int]:
    """Give the seats of the rooms in use, the fullest first: as few as possible, in as few such rooms."""
    rates = Rates.of(limits)
    enough = sum(count_proctors(seats, limits) for seats in split_evenly(candidates, machines))
    proctors = bisect_left(
        range(enough),
        x=True,
        key=lambda proctors: Supervision(proctors, candidates, machines, rates).suffices(),
    )
    seats: list[int] = []
    while candidates:
        machines = _lower(candidates, machines, proctors, rates)
        fullest = machines[0]
        rooms = machines.count(fullest)
        seats += [fullest] * rooms
        machines = machines[rooms:]
        candidates -= rooms * fullest
        proctors -= rooms * count_proctors(fullest, limits)
    return seats


def _lower(candidates: int, machines: Sequence[int], proctors: int, rates: Rates) -> Sequence[int]:
    """Take machines away, of the fullest rooms first, as long as the proctors suffice."""

    def suffices(dealt: int) -> bool:
        return Supervision(proctors, candidates, deal_seats(dealt, machines), rates).suffices()

    # Dealing no more than this leaves all machines; most rooms cannot spare any.
    most = (machines[0] - 1) * len(machines) + machines.count(machines[0])
    if not suffices(most - 1):
        return machines
    return deal_seats(bisect_left(range(most - 1), x=True, key=suffices), machines)
