"""REC008: records in a sheet, block, row or column that nobody read."""

from __future__ import annotations

from wdyy_cli.model import Severity
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.leftover import TITLE, Leftover, data_was_not_read, fires, silent

RECORD_LEFTOVER = RuleSet[Leftover](__name__)

RECORD_LEFTOVER.rule("REC008", TITLE, severity=Severity.WARNING, source=PRACTICE, fires=fires, silent=silent)(
    data_was_not_read
)
