"""
Finds, among all pictures of a run, those that may be nearly the same, and lets them be compared. Pure.

Coarse colours and coarse steps of lightness find candidates among all pictures, the steps rank them, and only
the few nearest are compared. How many are looked at is bounded, so that a thousand people in one suit take no
longer.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

from wdyy_cli.photo import Sketch
from wdyy_cli.rules.photo.likeness import HEIGHT, TOLERANCES, WIDTH, SeenPicture, is_near

RANKED, COMPARED = 1500, 3
"""Of how many earlier pictures the steps are compared, and of how many outlines and tones; one is fitted."""

_STEP_BITS = [row * (WIDTH - 1) + column for row in range(4, 14) for column in range(3, 13)]
"""Steps where the head is; they are what people differ in."""

_PIECE_BITS = 16
PIECES = len(_STEP_BITS) // _PIECE_BITS
RECENT = 2000
"""Of so many pictures that were compared, what was worked out of them is kept."""

_Key = tuple[int, ...]


class NearCopies:
    """
    The pictures of one run, each held against those before it.

    The cost grows with the number of pictures alone: of each only so many others are ranked and compared. A
    copy is not compared with later ones again.
    """

    def __init__(self) -> None:
        """Begin with no picture."""
        self._count = 0
        # Of each picture that is no copy: its place, its sketch, its steps. What else is worked out of it is
        # kept for the last few alone: a hundred thousand pictures have to fit into memory.
        self._places = array("I")
        self._sketches: list[Sketch] = []
        self._steps: list[int] = []
        self._drawers: dict[_Key, array[int]] = {}
        self._pieces = _Shares()
        self._seen = lru_cache(maxsize=RECENT)(SeenPicture)

    def add(self, sketch: Sketch) -> int | None:
        """Add a picture; give the place, from 0, of the earliest one that is nearly the same, else None."""
        this = SeenPicture(sketch)
        steps = this.steps
        ranked = [((steps ^ self._steps[at]).bit_count(), at) for at in self._candidates(this)]
        nearest = [at for _, at in heapq.nsmallest(COMPARED, ranked)]
        near = (at for at in nearest if is_near(self._seen(self._sketches[at]), this, fit=at == nearest[0]))
        first = min((self._places[at] for at in near), default=None)
        if first is None:
            at = len(self._sketches)
            self._places.append(self._count)
            self._sketches.append(sketch)
            self._steps.append(steps)
            self._drawers.setdefault(_key(this.features), array("I")).append(at)
            self._pieces.add(_pieces_of(this.steps))
        self._count += 1
        return first

    def _candidates(self, this: SeenPicture) -> set[int]:
        """Give entries that may be nearly the same: those that share what is rare first, and not too many."""
        found: set[int] = set()
        near = sorted((self._drawers[key] for key in _near_keys(this) if key in self._drawers), key=len)
        for shares, most in ((self._pieces.sharing(_pieces_of(this.steps)), RANKED // 2), (near, RANKED)):
            for entries in shares:
                found.update(islice(entries, most - len(found)))
                if len(found) >= most:
                    break
        return found


class _Shares:
    """Which entries have a piece, in their order: chains through a few flat arrays."""

    def __init__(self) -> None:
        """Begin with no entry."""
        kinds = PIECES << _PIECE_BITS
        self._first, self._last, self._counts = (array("i", [start]) * kinds for start in (-1, -1, 0))
        self._next = array("i")

    def add(self, pieces: Sequence[int]) -> None:
        """Add one more entry, with its pieces."""
        at = len(self._next) // PIECES
        self._next.extend([-1] * PIECES)
        for piece in pieces:
            if self._counts[piece]:
                self._next[self._last[piece] * PIECES + (piece >> _PIECE_BITS)] = at
            else:
                self._first[piece] = at
            self._last[piece] = at
            self._counts[piece] += 1

    def sharing(self, pieces: Sequence[int]) -> Iterator[Iterator[int]]:
        """Give the entries that have each piece, those of the rarest piece first."""
        return map(
            self._chain, sorted(filter(self._counts.__getitem__, pieces), key=self._counts.__getitem__)
        )

    def _chain(self, piece: int) -> Iterator[int]:
        at, kind = self._first[piece], piece >> _PIECE_BITS
        while at >= 0:
            yield at
            at = self._next[at * PIECES + kind]


def _key(features: Sequence[float]) -> _Key:
    """Give the drawer in which a picture lies: twice the tolerance wide in each feature."""
    return tuple(int(feature / (2 * step)) for feature, step in zip(features, TOLERANCES, strict=True))


def _near_keys(this: SeenPicture) -> Iterator[_Key]:
    """Give the drawers in which pictures lie whose features are all within the tolerances."""
    sides = []
    for feature, step in zip(this.features, TOLERANCES, strict=True):
        drawer, part = divmod(feature / (2 * step), 1)
        sides.append((int(drawer), int(drawer) + (1 if part >= 0.5 else -1)))  # noqa: PLR2004 - the nearer neighbour
    return product(*sides)


def _pieces_of(steps: int) -> list[int]:
    """Cut the steps where the head is into pieces, each with its number: copies share some of them."""
    digits = f"{steps:0{(WIDTH - 1) * HEIGHT}b}"
    head = "".join([digits[at] for at in _STEP_BITS])
    return [piece << _PIECE_BITS | int(head[piece::PIECES][:_PIECE_BITS], 2) for piece in range(PIECES)]
