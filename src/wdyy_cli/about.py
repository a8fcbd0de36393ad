"""What `wdyy --version` says besides the version: it must not load profiles or rules to know it."""

from __future__ import annotations

DEFAULT_PROFILE = "wdyy-2021"
"""The profile that holds where nobody names another."""

RULE_COUNT = 140
"""How many rules there are; `tests/test_rules.py` counts them."""
