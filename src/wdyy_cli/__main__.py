"""The program: `wdyy`, and `python -m wdyy_cli`. Ctrl-C is quiet even while everything is being loaded."""

import gc
import sys

INTERRUPTED = 130

COLLECT_EVERY = 5_000_000
"""
So many new objects make the interpreter look for cycles among all of them. Long sheets are many objects and
no cycles; looking again and again takes a tenth of the time.
"""


def run() -> None:
    """Run as a program."""
    gc.set_threshold(COLLECT_EVERY, 50, 50)
    if getattr(sys, "frozen", False):
        # One file that holds the interpreter: a worker is the same program, started once more.
        from wdyy_cli.files.tables.inside.entry import become_child_if_asked  # noqa: PLC0415 - only there

        become_child_if_asked()
        import multiprocessing  # noqa: PLC0415 - takes long to load

        multiprocessing.freeze_support()
    try:
        from wdyy_cli.cli.app import main  # noqa: PLC0415 - loading takes long enough to be interrupted

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    # What is left is given back as a whole: nothing in it needs to be looked at once more.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    run()
