"""Replacing known pieces of text, names and numbers, wherever they stand; the longest piece counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

SHORTEST = 2
"""A piece of one character would be found everywhere."""


class KnownPieces:
    """What stands in for each piece."""

    def __init__(self, stand_ins: Mapping[str, str]) -> None:
        """Take pieces with what stands in for them; those that are too short are left out."""
        self._stand_ins = {piece: other for piece, other in stand_ins.items() if len(piece) >= SHORTEST}
        # To find them fast.
        self._starts = frozenset(piece[:SHORTEST] for piece in self._stand_ins)
        self._lengths = sorted(set(map(len, self._stand_ins)), reverse=True)

    def replace(self, text: str, keep: Collection[str] = frozenset()) -> str:
        """Replace the pieces in a text; those in `keep` stay, and so does what stands inside them."""
        return "".join(self._replaced(text, keep)) if self._stand_ins else text

    def _replaced(self, text: str, keep: Collection[str]) -> Iterator[str]:
        at, end = 0, 0
        while at < len(text):
            if text[at : at + SHORTEST] in self._starts:
                candidates = (text[at : at + size] for size in self._lengths)
                found = next((piece for piece in candidates if piece in self._stand_ins), "")
                if found:
                    yield text[end:at]
                    yield found if found in keep else self._stand_ins[found]
                    at = end = at + len(found)
                    continue
            at += 1
        yield text[end:]
