"""
The even split.

Of two splits the more even one is that whose fullest room has fewer candidates; where these are equal, that
whose second fullest room has fewer, and so on down. A room without candidates counts as 0.

"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def deal_seats(dealt: int, machines: Sequence[int]) -> list[int]:
    """
    Deal seats out one by one, room after room in turn; where a room is full, its seat is lost.

    The fullest room gets as few as possible, then as few rooms as possible are that full: what was dealt
    measures how crowded a split may be.
    """
    rooms = len(machines)
    return [min(room, (dealt + rooms - 1 - place) // rooms) for place, room in enumerate(machines)]


def split_evenly(candidates: int, machines: Sequence[int]) -> list[int]:
    """
    Split as evenly as the machines allow: the largest difference between rooms that are not full is one.

    The earlier of such rooms get the one more; where there are fewer candidates than rooms, they get the
    only ones. The machines must suffice.
    """
    most = len(machines) * max(machines, default=0)
    dealt = bisect_left(range(most), candidates, key=lambda dealt: sum(deal_seats(dealt, machines)))
    return deal_seats(dealt, machines) if machines else []
