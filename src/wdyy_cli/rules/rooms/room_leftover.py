"""ROM008, PRC006: rooms and proctors on a sheet, in a block, row or column that nobody read."""

from __future__ import annotations

from wdyy_cli.rules.table.leftover import leftovers

ROOM_LEFTOVER, PROCTOR_LEFTOVER = leftovers("ROM008", __name__), leftovers("PRC006", __name__)
