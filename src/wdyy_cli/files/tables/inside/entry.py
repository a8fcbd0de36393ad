"""How a frozen program, which has no interpreter beside it, becomes the child: by a word of its own."""

from __future__ import annotations

import sys

CHILD_ARGUMENT = "--read-tables"


def become_child_if_asked() -> None:
    """Read tables, and end, where this process was started for that; else do nothing."""
    if sys.argv[1:2] == [CHILD_ARGUMENT]:
        from wdyy_cli.files.tables.inside.child import main  # noqa: PLC0415 - only in the child

        main()
        sys.exit()
