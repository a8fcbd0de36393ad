"""`python -m wdyy_cli` is the same as `wdyy`."""

from wdyy_cli.cli.app import run

if __name__ == "__main__":
    run()
