"""Help pages and command-line errors in Chinese, laid out for 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from typer.core import TyperArgument, TyperCommand, TyperGroup

from wdyy_cli.cli.screen.words import COMMAND_WORDS
from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.report.screen.lines import ScreenLine, wrap_lines

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

WIDTH = 80
LIKELY = 0.5
"""A word that is less like a command than that is not meant for it."""

WIDEST_TERM = 26
HELP_ROW = ("-h, --help", "显示这份说明")
Row = tuple[str, str]


class ChineseCommand(TyperCommand):
    """A command whose help page is Chinese: usage, what it does, arguments, options, examples."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the page."""
        arguments = [p for p in self.params if isinstance(p, TyperArgument)]
        usage = " ".join([ctx.command_path, "[选项]", *(_name_of(argument) for argument in arguments)])
        formatter.write(_page(usage, self.help or "", self._sections(arguments), self.epilog or ""))

    def _sections(self, arguments: Sequence[TyperArgument]) -> Iterator[tuple[str, list[Row]]]:
        if arguments:
            yield "参数", [(_name_of(argument), argument.help or "") for argument in arguments]
        rows = []
        for option in (p for p in self.params if not isinstance(p, TyperArgument)):
            names = ", ".join(sorted(option.opts, key=len))
            if option.secondary_opts:
                names += "/" + ", ".join(option.secondary_opts)
            metavar = getattr(option, "metavar", None)
            rows.append((f"{names} {metavar}" if metavar else names, getattr(option, "help", None) or ""))
        yield "选项", [*rows, HELP_ROW]


class ChineseGroup(TyperGroup):
    """The program as a whole, or commands that belong together: its help page lists them."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the page."""
        own = [("--version", "显示版本")] if ctx.parent is None else []
        sections = [("命令", self.summaries(ctx)), ("选项", [*own, HELP_ROW])]
        formatter.write(
            _page(f"{ctx.command_path} 命令 [选项] …", self.help or "", sections, self.epilog or "")
        )

    def summaries(self, ctx: Context) -> list[Row]:
        """Say in a line what each command does."""
        commands = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        return [(name, (command.help or "").partition("\n")[0]) for name, command in commands]


# What typer's parser says, and the same in Chinese; {} is what it quotes.
_SAYINGS = (
    (r"No such command '([^']*)'", "没有“{}”这个命令。"),
    (r"Missing command", "没有写要做什么。"),
    (r"Option '(.*)' requires", "选项“{}”后面要写一个值。"),
    (r"Option '(.*)' does not take a value", "选项“{}”后面不用写值。"),
    (r"extra argument\(s\) \((.*)\)", "多写了“{}”。"),
)


def explain_usage_error(error: Exception, command: str = "") -> WdyyError:
    """
    Say in Chinese what is wrong with the command line; `error` comes from typer's parser.

    `command` is the one that was called: of an option without its value the parser does not say whose it is.
    """
    context = getattr(error, "ctx", None)
    group = getattr(context, "command", None)
    commands = sorted(group.list_commands(context)) if context and isinstance(group, TyperGroup) else []
    path = f"wdyy {command}".strip() if context is None else context.command_path
    hint = f"用法见 {path} --help。"
    option, parameter = getattr(error, "option_name", None), getattr(error, "param", None)
    near = ""
    message = "命令行的写法不对。"
    if type(error).__name__ == "NoSuchOption" and re.fullmatch("-[0-9].*", str(option)):
        # The parser takes -45 for an option -4.
        message, hint = f"不能写负数（{option}…）。", f"请写大于 0 的整数。{hint}"
    elif type(error).__name__ == "NoSuchOption":
        message = f"没有“{option}”这个选项。"
        possible = sorted(getattr(error, "possibilities", None) or ())
        near = did_you_mean(str(option), possible, cutoff=0)
    elif type(error).__name__ == "MissingParameter":
        message = f"还要写 {_spelled(parameter)}。"
        hint = f"{first_example(getattr(group, 'epilog', None))}{hint}"
    for pattern, saying in _SAYINGS:
        found = re.search(pattern, str(getattr(error, "message", "")))
        if found:
            message = saying.format(*found.groups())
            if "command '" in pattern[:20]:
                # In the language in which it was written.
                words = () if found[1].isascii() else COMMAND_WORDS
                near = did_you_mean(found[1].lower(), [*commands, *words], LIKELY)
    return WdyyError(message, near + hint)


def first_example(examples: str | None) -> str:
    """Give the first of the examples of a command, as a sentence; empty where it has none."""
    whole = re.sub(r" \\\n\s*", " ", examples or "")
    found = re.search(r"^ +(wdyy \S+(?: +\S+)*?)(?:  .*)?$", whole, re.MULTILINE)
    return "" if found is None else f"例如 {' '.join(found[1].split())}。"


def _spelled(parameter: object) -> str:
    """Write a parameter as it is typed: an option with its name, and what belongs behind it."""
    options = [name for name in getattr(parameter, "opts", ()) if str(name).startswith("-")]
    return " ".join([*sorted(options, key=len)[-1:], _name_of(parameter)])


def _name_of(parameter: object) -> str:
    metavar = getattr(parameter, "metavar", None)
    name = metavar or str(getattr(parameter, "name", "")).upper()
    return name + ("…" if getattr(parameter, "nargs", 1) == -1 and not name.endswith("…") else "")


def _page(usage: str, text: str, sections: Iterable[tuple[str, list[Row]]], end: str) -> str:
    lines = [ScreenLine(f"用法：{usage}"), ScreenLine("")]
    lines += [ScreenLine(line) for line in text.strip().splitlines()]
    for title, rows in sections:
        lines += [ScreenLine(""), ScreenLine(f"{title}：")]
        column = min(max((cells(term) for term, _ in rows), default=0), WIDEST_TERM) + 2
        for term, words in rows:
            if cells(term) + 2 > column:
                lines.append(ScreenLine(f"  {term}"))
                lines.append(ScreenLine(" " * (column + 2) + words))
            else:
                lines.append(ScreenLine(f"  {term}{' ' * (column - cells(term))}{words}"))
    if end:
        lines += [ScreenLine(""), *(ScreenLine(line) for line in end.strip().splitlines())]
    return "".join(f"{line.text}\n" for line in wrap_lines(lines, WIDTH))
