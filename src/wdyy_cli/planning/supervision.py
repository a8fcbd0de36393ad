"""
Whether so many proctors suffice for so many candidates in rooms of given sizes: exact for any profile.

A room is light (up to the threshold: `base` proctors) or heavy (above it: one proctor for each `ratio`
candidates). No plan needs more proctors after two rooms have swapped their candidates so that the larger
room has more: it is enough to look at plans where the largest rooms are heavy, the next ones light, the rest
empty. With the number of heavy rooms fixed, the other proctors of heavy rooms reach a whole `ratio` each as
long as there are machines for it, then the rests of the rooms, the largest first; a light room more never
gains more than the one before, and takes as many of these proctors. So the best number of light rooms is
found by bisection, and only that of heavy rooms needs thought:

- A light room is as dear as a heavy one or dearer (as in the guide). Then nothing speaks for it but that it
  needs fewer candidates. Rooms that can hold all candidates of their first proctors are all heavy: what they
  take from others is at most a whole `ratio` for each proctor, and that they give. The other large rooms are
  opened next, with their first proctors, and only then light ones. Where candidates are too few for another
  heavy room, one light room may take the last of them, beside heavy ones with the fewest that they must have;
  two would do no better than a light and a heavy one.
- A light room is cheaper. Then all numbers of heavy rooms are tried that a quick estimate from above allows.

"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wdyy_cli.profile import ProctorLimits


@dataclass(frozen=True, kw_only=True, slots=True)
class Rates:
    """
    The rule of proctors, told by kinds of rooms.

    A light room has up to `light_seats` candidates; `first` is the fewest proctors of a heavy room. `least`
    is the fewest candidates of a heavy room: 1 where having fewer never takes more proctors.
    """

    light_seats: int
    base: int
    ratio: int
    first: int
    least: int

    @classmethod
    def of(cls, limits: ProctorLimits) -> Rates:
        """Read the profile; a threshold that lies just where the ratio alone says the same is lowered."""
        ratio, light_seats = limits.candidates_per_proctor, limits.threshold_candidates
        if light_seats == limits.base * ratio:
            light_seats -= 1
        first = light_seats // ratio + 1
        least = light_seats + 1 if limits.base > first else 1
        return cls(light_seats=light_seats, base=limits.base, ratio=ratio, first=first, least=least)

    @property
    def first_seats(self) -> int:
        """The most candidates of a heavy room with its first proctors, where it has the machines."""
        return self.first * self.ratio


@dataclass(frozen=True, kw_only=True, slots=True)
class HeavyRooms:
    """
    The first so many rooms, all heavy: what they seat with their first proctors, and what more would bring.

    So many more proctors bring a whole `ratio` each; then each brings one of the `rests`, which fall.
    """

    rooms: int
    seated: int
    whole: int
    rests: Sequence[int]


@dataclass(frozen=True, slots=True)
class Supervision:
    """So many proctors for so many candidates; `machines` fall, the largest room first."""

    proctors: int
    candidates: int
    machines: Sequence[int]
    rates: Rates

    def suffices(self) -> bool:
        """Tell whether all candidates can be seated with these proctors or fewer."""
        if self.rates.base < self.rates.first:
            return self._suffices_with_cheap_light_rooms()
        return self._suffices_with_dear_light_rooms()

    def _suffices_with_dear_light_rooms(self) -> bool:
        rates, machines = self.rates, self.machines
        large, tall = self._rooms_with(rates.light_seats + 1), self._rooms_with(rates.first_seats)
        rooms = min(tall, self.proctors // rates.first, self.candidates // rates.least)
        further = [room - rates.first_seats for room in machines[:rooms]]
        heavy = HeavyRooms(
            rooms=rooms,
            seated=rooms * rates.first_seats,
            whole=sum(room // rates.ratio for room in further),
            rests=sorted((room % rates.ratio for room in further), reverse=True),
        )
        opened = [min(rates.first_seats, room) for room in machines[rooms:large]]
        opened += [min(rates.light_seats, room) for room in machines[large:]]
        if self._most_seats(heavy, [*accumulate(opened, initial=0)], large - rooms) >= self.candidates:
            return True
        rooms = self.candidates // rates.least  # and one light room for the rest
        return rooms < large and rooms * rates.first + rates.base <= self.proctors

    def _suffices_with_cheap_light_rooms(self) -> bool:
        light = [*accumulate((min(self.rates.light_seats, room) for room in self.machines), initial=0)]
        return any(
            self._most_seats(heavy, light[heavy.rooms :], 0) >= self.candidates
            for heavy in self._promising(light)
        )

    def _promising(self, light: Sequence[int]) -> Iterator[HeavyRooms]:
        """Give the heavy rooms with which the estimate seats all candidates."""
        rates = self.rates
        large = self.machines[: self._rooms_with(rates.light_seats + 1)]
        full = [*accumulate(large, initial=0)]
        seated = [*accumulate((min(rates.first_seats, room) for room in large), initial=0)]
        further = [max(0, room - rates.first_seats) for room in large]
        whole = [*accumulate((room // rates.ratio for room in further), initial=0)]
        rests: list[int] = []
        for rooms in range(min(len(large), self.proctors // rates.first) + 1):
            if self._estimate(rooms, full[rooms], light) >= self.candidates:
                rests += [room % rates.ratio for room in further[len(rests) : rooms]]
                rests.sort(reverse=True)
                yield HeavyRooms(rooms=rooms, seated=seated[rooms], whole=whole[rooms], rests=rests)

    def _rooms_with(self, machines: int) -> int:
        """Count the rooms with so many machines or more."""
        return bisect_left(self.machines, 1 - machines, key=int.__neg__)

    def _most_seats(self, heavy: HeavyRooms, opened: Sequence[int], heavier: int) -> int:
        """
        Count the candidates that can be seated where some of the next rooms are opened as well.

        `opened` sums up what these seat: up to `heavier` of them as heavy ones with their first proctors, the
        others as light ones.
        """
        rates = self.rates
        spare = self.proctors - heavy.rooms * rates.first
        reached = [*accumulate(heavy.rests, initial=0)]

        def seat(rooms: int) -> int:
            dear = min(rooms, heavier)
            left = spare - dear * rates.first - (rooms - dear) * rates.base
            first = heavy.seated + opened[rooms] - opened[0]
            rests = max(0, min(left - heavy.whole, len(heavy.rests)))
            return first + rates.ratio * min(left, heavy.whole) + reached[rests]

        most = min(
            len(opened) - 1,
            _affordable(spare, heavier, rates.first, rates.base),
            _affordable(self.candidates - heavy.rooms * rates.least, heavier, rates.least, 1),
        )
        return seat(bisect_left(range(most), x=True, key=lambda rooms: seat(rooms + 1) <= seat(rooms)))

    def _estimate(self, heavy: int, machines: int, light: Sequence[int]) -> int:
        """Estimate from above what can be seated: as if a proctor reached a whole `ratio` on any machines."""
        rates = self.rates
        most = min(len(self.machines) - heavy, self.proctors // rates.base)
        enough = (self.proctors * rates.ratio - machines) // (rates.base * rates.ratio)
        gainful = self._rooms_with(rates.base * rates.ratio + 1) - heavy
        return max(
            light[heavy + rooms]
            - light[heavy]
            + min(rates.ratio * (self.proctors - rates.base * rooms), machines)
            for rooms in (min(max(0, rooms), most) for rooms in (enough, max(enough + 1, gainful)))
        )


def _affordable(budget: int, dear_ones: int, dear: int, cheap: int) -> int:
    """Count what a budget buys: the dear ones first, then cheap ones."""
    if budget < dear_ones * dear:
        return budget // dear
    return dear_ones + (budget - dear_ones * dear) // cheap
