"""Where the built program begins: the same as `python -m wdyy_cli`."""

from wdyy_cli.__main__ import run

run()
