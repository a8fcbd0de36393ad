"""REC008: records in a sheet, block, row or column that nobody read."""

from __future__ import annotations

from wdyy_cli.rules.table.leftover import leftovers

RECORD_LEFTOVER = leftovers("REC008", __name__)
