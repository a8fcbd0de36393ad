"""
What is known of wdyy itself without loading anything.

That is what `wdyy --version` says besides the version, and what the program calls its own files.
"""

from __future__ import annotations

DEFAULT_PROFILE = "wdyy-2021"
"""The profile that holds where nobody names another."""

RULE_COUNT = 141
"""How many rules there are; `tests/test_rules.py` counts them."""

HISTORY_NAME, PAGE_NAME = ".wdyy-history.json", "wdyy-报告.html"
OWN_FILES = frozenset({HISTORY_NAME, PAGE_NAME})
"""What wdyy writes without being told a name: no check takes it for a file of the school."""
