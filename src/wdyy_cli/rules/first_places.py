"""Where each key came first, among very many: with a few bytes for each. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable

_DRAWERS = 1 << 16


class FirstPlaces:
    """
    The first place of each key. As a dict says it, but in little memory.

    No key is kept: `key_at` makes the key at a place again where another one is like it.
    """

    def __init__(self, key_at: Callable[[int], Hashable]) -> None:
        """Begin with no key."""
        self._key_at = key_at
        self._newest = array("i", [-1]) * _DRAWERS
        self._before = array("i")
        self._hashes = array("q")
        self._places = array("I")

    def first(self, key: Hashable, place: int) -> int:
        """Give the place where a key came first: `place` itself where it is new, and then it is kept."""
        digest = hash(key)
        drawer = digest % _DRAWERS
        at = self._newest[drawer]
        while at >= 0:
            if self._hashes[at] == digest and self._key_at(self._places[at]) == key:
                return self._places[at]
            at = self._before[at]
        self._before.append(self._newest[drawer])
        self._newest[drawer] = len(self._hashes)
        self._hashes.append(digest)
        self._places.append(place)
        return place
