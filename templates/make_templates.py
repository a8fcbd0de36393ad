"""Write the blank workbooks that lie here, laid out as the bundled profile says: run it from anywhere."""

# ruff: noqa: INP001 - a script beside what it writes, no package

from __future__ import annotations

from pathlib import Path

from wdyy_cli.profile_files import load_profile
from wdyy_cli.workbooks.plain_workbook import plain_workbook
from wdyy_cli.workbooks.template import TEMPLATES, WORKSPACE, lay_out

HERE = Path(__file__).parent

if __name__ == "__main__":
    for name in TEMPLATES:
        if name != WORKSPACE:  # wdyy.toml is written by hand
            (HERE / f"{name}.xlsx").write_bytes(plain_workbook(lay_out(name, load_profile())))
