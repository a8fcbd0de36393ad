"""How options and arguments are declared: the name, what stands for the value, and what it is, in words."""

from __future__ import annotations

from typing import Any

import typer


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
