"""Replacing known pieces of text, names and numbers, wherever they stand; the longest piece counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

SHORTEST = 2
"""A piece of one character would be found everywhere."""


@dataclass(frozen=True)
class KnownPieces:
    """What stands in for each piece; `starts` and `lengths` are only there to find them fast."""

    stand_ins: Mapping[str, str]
    starts: frozenset[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, stand_ins: Mapping[str, str]) -> KnownPieces:
        """Take pieces with what stands in for them; those that are too short are left out."""
        found = {piece: other for piece, other in stand_ins.items() if len(piece) >= SHORTEST}
        return cls(
            stand_ins=found,
            starts=frozenset(piece[:SHORTEST] for piece in found),
            lengths=tuple(sorted({len(piece) for piece in found}, reverse=True)),
        )

    def replace(self, text: str, keep: Collection[str] = frozenset()) -> str:
        """Replace the pieces in a text; those in `keep` stay, and so does what stands inside them."""
        return "".join(self._replaced(text, keep)) if self.stand_ins else text

    def _replaced(self, text: str, keep: Collection[str]) -> Iterator[str]:
        at, end = 0, 0
        while at < len(text):
            if text[at : at + SHORTEST] in self.starts:
                candidates = (text[at : at + size] for size in self.lengths)
                found = next((piece for piece in candidates if piece in self.stand_ins), "")
                if found:
                    yield text[end:at]
                    yield found if found in keep else self.stand_ins[found]
                    at = end = at + len(found)
                    continue
            at += 1
        yield text[end:]
