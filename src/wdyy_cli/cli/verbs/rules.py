"""`wdyy rules` and `wdyy explain`."""

from __future__ import annotations

import sys
from typing import Annotated

from wdyy_cli.cli.parameters import argument, value_option
from wdyy_cli.cli.screen.output import print_lines
from wdyy_cli.cli.screen.streams import is_utf8, terminal_width, write_out
from wdyy_cli.errors import WdyyError
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.machine.json_text import in_ascii
from wdyy_cli.report.reference.rules_doc import (
    render_rule,
    render_rules_json,
    render_rules_markdown,
    render_rules_text,
)
from wdyy_cli.report.screen.lines import ScreenLine, wrap_lines
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.registry import closest_code

FORMATS = ("text", "json", "markdown")


def rules(
    format_name: Annotated[str, value_option("--format", "格式", "text（默认）、json 或 markdown")] = "text",
) -> int:
    """列出全部规则。"""
    if format_name not in FORMATS:
        raise WdyyError(f"没有“{format_name}”这种格式。", f"--format 可以是 {'、'.join(FORMATS)}。")
    if format_name == "markdown":
        write_out([render_rules_markdown(load_profile())])
    elif format_name == "json":
        pieces = render_rules_json(load_profile())
        write_out(pieces if is_utf8(sys.stdout) else map(in_ascii, pieces))
    else:
        print_lines(wrap_lines(render_rules_text(), terminal_width()))
    return 0


def explain(
    codes: Annotated[list[str], argument("代码…", "规则代码或它的开头几位，如 PHO206、PHO2")],
) -> int:
    """详细说明一条规则：为什么，怎么办，依据，例子。"""
    known = all_rules()
    chosen = []
    for code in codes:
        rules_of_code = [rule for name, rule in known.items() if name.startswith(code.upper())]
        if not rules_of_code:
            raise WdyyError(f"没有规则“{code}”。", closest_code(code, known))
        chosen += [rule for rule in rules_of_code if rule not in chosen]
    lines: list[ScreenLine] = []
    for rule in chosen:
        lines += [*([ScreenLine("")] if lines else []), *render_rule(rule, load_profile())]
    print_lines(wrap_lines(lines, terminal_width()))
    return 0
