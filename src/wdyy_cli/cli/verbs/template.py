"""`wdyy template`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wdyy_cli.cli.options import Force, RuleOrigin, open_profile, open_workspace
from wdyy_cli.cli.parameters import argument, value_option
from wdyy_cli.cli.screen.streams import note
from wdyy_cli.cli.screen.words import TEMPLATE_WORDS, spelled
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.school.reading.tables import refuse_ending
from wdyy_cli.workbooks.template import TEMPLATES, WORKSPACE, read_template

TEMPLATE_EXAMPLES = """
例子：
  wdyy template roster -o 花名册.xlsx
  wdyy template registration -o 报考.xlsx
  wdyy template workspace -o wdyy.toml
"""


def template(
    name: Annotated[str, argument("名称", f"哪一种：{'、'.join(TEMPLATES)}")],
    out: Annotated[str, value_option("--output", "文件", "存到哪里", "-o")],
    place: RuleOrigin,
    force: Force = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不显示提示")] = False,
) -> int:
    """
    存一份空白模板。

    registration 报考表，roster 花名册，rooms 考场，room-list 考场清单（机位），proctors 监考，
    materials 上交材料清单，workspace 配置文件 wdyy.toml。
    """
    name = spelled(name, TEMPLATE_WORDS)
    # A new wdyy.toml is wanted most where the old one cannot be read.
    profile = None if name == WORKSPACE else open_profile(place, open_workspace(place))
    content = read_template(name, profile)
    if name != WORKSPACE:
        refuse_ending(out)
    refuse_existing(Path(out), out, force=force)
    write_atomically(Path(out), out, [content])
    note(f"空白模板已存到 {out}", quiet=quiet)
    return 0
