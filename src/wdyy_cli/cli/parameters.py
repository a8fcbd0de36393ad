"""How options and arguments are declared, in words: the name, what stands for the value; and numbers read."""

from __future__ import annotations

from typing import Any

import typer

from wdyy_cli.errors import WdyyError

MOST_DIGITS = 9
"""A longer number is no number of people or machines, or of anything else that is counted here."""


def value_option(name: str, metavar: str, words: str, *also: str) -> Any:
    """Make an option with a value; `also` are other names of it."""
    return typer.Option(name, *also, metavar=metavar, help=words)


def list_option(name: str, metavar: str, words: str) -> Any:
    """Make an option that can be written several times, or not at all."""
    return typer.Option(name, metavar=metavar, help=words, default_factory=list)


def argument(metavar: str, words: str) -> Any:
    """Make an argument."""
    return typer.Argument(metavar=metavar, help=words)


def list_argument(metavar: str, words: str) -> Any:
    """Make an argument of which there can be several, or none."""
    return typer.Argument(metavar=metavar, help=words, default_factory=list)


def read_number(text: str, what: str, example: int = 45) -> int:
    """Read a whole number above 0, of people or machines for instance; raises WdyyError, naming `what`."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS and int(text)):
        raise WdyyError(f"{what}不能是“{text}”。", f"请写一个大于 0 的整数，如 {example}。")
    return int(text)
