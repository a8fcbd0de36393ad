"""The program: `wdyy`, and `python -m wdyy_cli`. Ctrl-C is quiet even while everything is being loaded."""

import sys

INTERRUPTED = 130


def run() -> None:
    """Run as a program."""
    try:
        from wdyy_cli.cli.app import main  # noqa: PLC0415 - loading takes long enough to be interrupted

        status = main()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


if __name__ == "__main__":
    run()
