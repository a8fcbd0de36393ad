"""What is advised, and whether it can be done as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from conftest import Ran
from wdyy_cli.cli.commands import BY_NAME, load_command
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.catalogue import all_rules


def found(wdyy: Callable[..., Ran], folder: Path) -> list[dict[str, Any]]:
    """Give the findings of a check of a folder."""
    findings: list[dict[str, Any]] = wdyy("check", folder, "--format", "json").report["findings"]
    return findings


def advice(findings: list[dict[str, Any]], *codes: str) -> set[tuple[str, str]]:
    """Give code and advice of the findings with these codes."""
    return {(each["code"], each["fix"]) for each in findings if each["code"] in codes}


def codes(findings: list[dict[str, Any]]) -> set[str]:
    """Give the codes of findings."""
    return {each["code"] for each in findings}


def advised() -> Iterator[tuple[str, str]]:
    """Give all that the rules advise: what each says by itself, and of its examples."""
    profile = load_profile()
    for code, rule in all_rules().items():
        yield code, rule.reason
        yield code, rule.fix
        under = profile if rule.under is None else rule.under(profile)
        for subject in rule.fires().values():
            yield from ((code, problem.fix) for problem in rule.check(subject, under) if problem.fix)


COMMAND = re.compile(r"wdyy ([a-z][a-z-]*)((?: [^\s，。；、：）（”“`]+)*)")


def commands_in(text: str) -> list[list[str]]:
    """Give the commands that a text tells to type; what a program puts in is some name."""
    plain = re.sub(r"\{[^{}]*\}", "某个", text)
    words = [[name, *re.sub("[\"']", " ", rest).split()] for name, rest in COMMAND.findall(plain)]
    # What follows a command in a sentence is no part of it.
    return [[word for word in line if word.isascii() or "." in word or "=" in word] for line in words]


def refused(line: list[str]) -> str:
    """Give what the parser of a command says of a line, empty where it takes it."""
    name, *rest = line
    if name not in BY_NAME:
        return f"no command {name}"
    command = load_command(name)
    if hasattr(command, "commands"):
        return "" if not rest or rest[0] in command.commands else f"no part {rest[0]}"
    # The command keeps its option for help as it was asked for first.
    context = command.context_class(command, info_name=name, help_option_names=["-h", "--help"])
    try:
        command.make_parser(context).parse_args(list(rest))
    except Exception as error:  # noqa: BLE001 - whatever it says, the command cannot be typed so
        return f"{' '.join(line)}: {error}"
    return ""
