"""The program: `wdyy`, and `python -m wdyy_cli`. Ctrl-C is quiet even while everything is being loaded."""

import gc
import sys

INTERRUPTED = 130

COLLECT_EVERY = 200_000
"""
So many new objects make the interpreter look for cycles among all of them. Long sheets are many objects and
no cycles; looking again and again takes a tenth of the time.
"""


def run() -> None:
    """Run as a program."""
    gc.set_threshold(COLLECT_EVERY, 50, 50)
    if getattr(sys, "frozen", False):
        _become_worker_if_asked()
    try:
        from wdyy_cli.cli.app import main  # noqa: PLC0415 - loading takes long enough to be interrupted

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


def _become_worker_if_asked() -> None:
    """Do the work of another process, and end, where a frozen program started itself for that."""
    from multiprocessing import freeze_support  # noqa: PLC0415 - only in a frozen program

    from wdyy_cli.files.tables.inside.entry import become_child_if_asked  # noqa: PLC0415 - the same

    become_child_if_asked()
    freeze_support()


if __name__ == "__main__":
    run()
