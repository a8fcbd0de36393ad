"""Proctors of one room: the guide's rule, and other profiles'."""

from __future__ import annotations

import pytest

from wdyy_cli.planning.proctors import count_proctors
from wdyy_cli.profile import ProctorLimits
from wdyy_cli.profile_files import load_profile

GUIDE = load_profile().proctors
NO_THRESHOLD = ProctorLimits(threshold_candidates=0, base=2, candidates_per_proctor=20)
MORE_BELOW = ProctorLimits(threshold_candidates=40, base=5, candidates_per_proctor=20)

ROOMS = {
    "an empty room": (GUIDE, 0, 0),
    "one candidate": (GUIDE, 1, 2),
    "the threshold": (GUIDE, 40, 2),
    "one above the threshold": (GUIDE, 41, 3),
    "the guide's room of 45": (GUIDE, 45, 3),
    "a full ratio": (GUIDE, 60, 3),
    "one above a full ratio": (GUIDE, 61, 4),
    "a full room": (GUIDE, 80, 4),
    "a hall": (GUIDE, 1001, 51),
    "no threshold: one candidate": (NO_THRESHOLD, 1, 1),
    "no threshold: empty": (NO_THRESHOLD, 0, 0),
    "more proctors below the threshold": (MORE_BELOW, 40, 5),
    "fewer proctors above it": (MORE_BELOW, 41, 3),
}


@pytest.mark.parametrize(("limits", "candidates", "proctors"), ROOMS.values(), ids=ROOMS)
def test_a_room_needs(limits: ProctorLimits, candidates: int, proctors: int) -> None:
    assert count_proctors(candidates, limits) == proctors
