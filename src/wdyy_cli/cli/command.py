"""How a command is registered: shared options are fields of a dataclass, one parameter for each."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

import typer

from wdyy_cli.cli.screen.help import ChineseCommand

Command = Callable[..., int]


def add_command(app: typer.Typer, command: Command, examples: str = "", *, name: str = "") -> None:
    """
    Register a command under the name of its function, or another one.

    A parameter whose type is a dataclass of options becomes one parameter for each.
    """
    name = name or command.__name__.replace("_", "-")
    app.command(name, cls=ChineseCommand, epilog=examples)(expand_options(command))


def expand_options(command: Command) -> Command:
    """Give a command that takes the options of its dataclass parameters one by one, as typer reads them."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if is_dataclass(kind) and isinstance(kind, type)}
    parameters = [p for p in inspect.signature(command).parameters.values() if p.name not in groups]
    annotations = {parameter.name: hints[parameter.name] for parameter in parameters}
    parameters = [parameter.replace(annotation=annotations[parameter.name]) for parameter in parameters]
    for kind in groups.values():
        options = get_type_hints(kind, include_extras=True)
        for option in fields(kind):
            annotations[option.name] = options[option.name]
            parameters.append(
                inspect.Parameter(
                    option.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty if option.default is MISSING else option.default,
                    annotation=options[option.name],
                )
            )

    @functools.wraps(command)
    def run(**given: Any) -> int:
        packed = {
            name: kind(**{option.name: given.pop(option.name) for option in fields(kind)})
            for name, kind in groups.items()
        }
        return command(**given, **packed)

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # what typer looks at
    run.__annotations__ = {**annotations, "return": int}
    return run
