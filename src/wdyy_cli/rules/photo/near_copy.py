"""
Finds, among all pictures of a run, those that may be nearly the same, and lets them be compared. Pure.

Coarse colours and coarse steps of lightness find candidates among all pictures, the steps rank them, and only
the few nearest are compared. How many are looked at is bounded, so that a thousand people in one suit take no
longer.
"""

from __future__ import annotations

import heapq
import struct
from array import array
from collections.abc import Sequence
from typing import Protocol

from wdyy_cli.photo import SKETCH_BLOCK, SKETCH_SIZE, Sketch
from wdyy_cli.rules.photo.likeness import KeptPicture, is_near
from wdyy_cli.rules.photo.seen_picture import DRAWERS, FEATURES, PIECE_NUMBERS, PIECES, SeenPicture

RANKED, RANKED_BY_PIECE, COMPARED = 1500, 125, 3
"""
Of how many earlier pictures the steps are compared, and of how many the rest; the nearest one is fitted.

Each piece of the steps contributes so many at most.
"""

_CELLS = SKETCH_SIZE[0] * SKETCH_SIZE[1]
_RECORD = struct.Struct(f"{FEATURES}f{_CELLS}s{3 * _CELLS // SKETCH_BLOCK**2}s")
"""What is kept of a picture to compare it: its features, its sketch."""


class Store(Protocol):
    """Keeps records of one size."""

    def append(self, record: bytes, /) -> None:
        """Keep one more."""

    def __getitem__(self, at: int, /) -> bytes:
        """Give one of them by its place."""


class NearCopies:
    """
    The pictures of one run, each held against those before it.

    The cost grows with the number of pictures alone: of each only so many others are ranked and compared. A
    copy is not compared with later ones again. A hundred thousand pictures have to fit into memory: what is
    needed to find one that is no copy lies in a few flat arrays, what is needed to compare it in `store`.
    """

    def __init__(self, store: Store | None = None) -> None:
        """Begin with no picture and an empty store: a list where none is given."""
        self._count = 0
        self._places = array("I")
        self._steps: list[int] = []
        self._store = [] if store is None else store
        self._pieces = _Chains(PIECE_NUMBERS, PIECES)
        self._drawers = _Chains(DRAWERS, 1)

    def add(self, this: SeenPicture) -> int | None:
        """Add a picture; give the place, from 0, of the earliest one that is nearly the same, else None."""
        steps = this.steps
        ranked = [(steps ^ self._steps[at]).bit_count() << 32 | at for at in self._candidates(this)]
        nearest = [one & 0xFFFF_FFFF for one in heapq.nsmallest(COMPARED, ranked)]
        near = (at for at in nearest if is_near(self._kept(at), this, fit=at == nearest[0]))
        first = min((self._places[at] for at in near), default=None)
        if first is None:
            self._places.append(self._count)
            self._steps.append(steps)
            self._store.append(_RECORD.pack(*this.features, this.sketch.light, this.sketch.colours))
            self._pieces.add(this.pieces)
            self._drawers.add(this.drawers[:1])
        self._count += 1
        return first

    def _candidates(self, this: SeenPicture) -> set[int]:
        """Give entries that may be nearly the same, and not too many."""
        found: set[int] = set()
        for piece in this.pieces:
            found.update(self._pieces.find([piece], RANKED_BY_PIECE))
        found.update(self._drawers.find(this.drawers, RANKED - len(found)))
        return found

    def _kept(self, at: int) -> KeptPicture:
        *features, light, colours = _RECORD.unpack(self._store[at])
        return KeptPicture(Sketch(light=light, colours=colours), self._steps[at], features)


class _Chains:
    """Which entries have a number, the newest first: chains through two flat arrays."""

    def __init__(self, numbers: int, each: int) -> None:
        """Begin with no entry; each will have so many numbers."""
        self._each = each
        self._newest = array("i", [-1]) * numbers
        self._before = array("i")

    def add(self, numbers: Sequence[int]) -> None:
        """Add one more entry. A place in `_before` stands for an entry and one of its numbers."""
        for number in numbers:
            place = len(self._before)
            self._before.append(self._newest[number])
            self._newest[number] = place

    def find(self, numbers: Sequence[int], most: int) -> list[int]:
        """Give the entries that have one of the numbers, so many at most."""
        found: list[int] = []
        for place in [place for number in numbers if (place := self._newest[number]) >= 0]:
            at = place
            while at >= 0 and len(found) < most:
                found.append(at // self._each)
                at = self._before[at]
        return found
