"""First places: what a dict says, without keeping the keys."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.rules.first_places import FirstPlaces


@dataclass(frozen=True)
class Alike:
    """A key whose hash is that of many others."""

    text: str

    def __hash__(self) -> int:
        """Give the same for all texts of one length."""
        return len(self.text)


texts = st.text("ab", max_size=3)


@given(st.lists(texts | texts.map(Alike) | st.none()))
def test_tells_each_place_where_its_key_came_first(keys: list[str | Alike | None]) -> None:
    places = FirstPlaces(keys.__getitem__)
    known: dict[object, int] = {}
    assert [places.first(key, place) for place, key in enumerate(keys)] == [
        known.setdefault(key, place) for place, key in enumerate(keys)
    ]
