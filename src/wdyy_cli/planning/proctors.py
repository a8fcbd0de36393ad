"""How many proctors a room needs."""

from __future__ import annotations

from wdyy_cli.profile import ProctorLimits


def count_proctors(candidates: int, limits: ProctorLimits) -> int:
    """Count the proctors of one room with so many candidates; an empty room needs none."""
    if candidates == 0:
        return 0
    if candidates <= limits.threshold_candidates:
        return limits.base
    return -(-candidates // limits.candidates_per_proctor)
