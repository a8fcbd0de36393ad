"""ROM008, PRC006: rooms and proctors on a sheet, in a block, row or column that nobody read."""

from __future__ import annotations

from wdyy_cli.model import Severity
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.leftover import TITLE, Leftover, data_was_not_read, fires, silent

ROOM_LEFTOVER, PROCTOR_LEFTOVER = RuleSet[Leftover](__name__), RuleSet[Leftover](__name__)

for code, rules in (("ROM008", ROOM_LEFTOVER), ("PRC006", PROCTOR_LEFTOVER)):
    rules.rule(code, TITLE, severity=Severity.WARNING, source=PRACTICE, fires=fires, silent=silent)(
        data_was_not_read
    )
