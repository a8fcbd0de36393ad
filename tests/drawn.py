"""How many examples a generated test draws: some in every run, many where there is time for it."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("WDYY_THOROUGH"))
"""Set where nobody waits: before a release, after a change to what a generated test is about."""

_FEWEST = 10
_SHARE = 3

# How fast the machine is, no test may depend on. What a test has shown once is not kept for the next run.
# Where somebody waits, the same examples are drawn each time: what fails is what she changed.
settings.register_profile(
    "wdyy",
    deadline=None,
    database=None,
    max_examples=100 if THOROUGH else 40,
    derandomize=not THOROUGH,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("wdyy")


def examples(thorough: int) -> settings:
    """Draw so many examples in a thorough run, and a share of them in every other."""
    return settings(max_examples=thorough if THOROUGH else max(thorough // _SHARE, _FEWEST))
