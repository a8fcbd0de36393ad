"""`wdyy completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from wdyy_cli.cli.completion_scripts import SHELLS, CommandWords, OptionWords
from wdyy_cli.cli.parameters import argument
from wdyy_cli.cli.screen.streams import write_out
from wdyy_cli.errors import WdyyError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION_EXAMPLES = """
例子（写进各自的启动文件，以后每次都有）：
  bash        echo 'source <(wdyy completion bash)' >> ~/.bashrc
  zsh         echo 'source <(wdyy completion zsh)' >> ~/.zshrc
  fish        wdyy completion fish > ~/.config/fish/completions/wdyy.fish
  PowerShell  wdyy completion powershell >> $PROFILE

重新打开终端，输入 wdyy 再按 Tab 键就能补全。程序更新后再做一次。
"""


def completion(
    shell: Annotated[str, argument("终端", f"哪一种：{'、'.join(SHELLS)}")],
) -> int:
    """
    输出补全脚本：在终端里按 Tab 键补全命令和选项。

    脚本照现有的命令写出来，只输出到屏幕，不改动任何文件。
    """
    render = SHELLS.get(shell.strip().lower())
    if render is None:
        raise WdyyError(f"没有“{shell}”的补全脚本。", f"可以写：{'、'.join(SHELLS)}。")
    write_out(render(describe_commands()))
    return 0


def describe_commands() -> list[CommandWords]:
    """Describe all commands with their options, each of them loaded."""
    from wdyy_cli.cli.commands import COMMANDS, load_command

    return [_describe(load_command(row.name), row.name, row.summary) for row in COMMANDS]


def _describe(command: Any, name: str, summary: str) -> CommandWords:
    words = list(getattr(command, "commands", {})) or _taken_words().get(name, ())
    help_option = OptionWords(names=("--help", "-h"), help="显示这份说明", takes_value=False)
    values = _option_values()
    options = [
        OptionWords(
            names=(*parameter.opts, *parameter.secondary_opts),
            help=parameter.help or "",
            takes_value=not parameter.is_flag,
            values=next((values[opt] for opt in parameter.opts if opt in values), ()),
        )
        for parameter in command.params
        if parameter.param_type_name == "option" and "--help" not in parameter.opts
    ]
    return CommandWords(name=name, summary=summary, options=[*options, help_option], words=words)


def _option_values() -> dict[str, Sequence[str]]:
    """Give the values of the options that have few."""
    from wdyy_cli.cli.options import GROUPS
    from wdyy_cli.cli.screen.words import STRATEGY_WORDS
    from wdyy_cli.profile_files import bundled_profiles
    from wdyy_cli.report.formats import FORMATS, TEXT
    from wdyy_cli.school.settings import FailOn

    return {
        "--format": (TEXT, *FORMATS),
        "--fail-on": tuple(FailOn),
        "--group-by": GROUPS,
        "--strategy": tuple(STRATEGY_WORDS.values()),
        "--profile": bundled_profiles(),
    }


def _taken_words() -> dict[str, Sequence[str]]:
    """Give the words that commands take which take no files."""
    from wdyy_cli.rules.catalogue import all_rules
    from wdyy_cli.workbooks.template import TEMPLATES

    return {"template": TEMPLATES, "explain": tuple(all_rules()), "completion": tuple(SHELLS)}
