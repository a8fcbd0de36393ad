"""
What the sections of our TOML files hold, as frozen dataclasses.

A file of the user's is held against them by Pydantic (`strict_toml`); what comes with the package was held
against them by the tests, so that a start without such a file need not wait for Pydantic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_args, get_type_hints

S = TypeVar("S", bound="Section")
CoreSchema = dict[str, Any]
"""What Pydantic's core is told of a type."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a file: no key that is not known, no value of another type. Each subclass is a dataclass."""

    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid", "strict": True}

    def __init_subclass__(cls) -> None:
        """Make it a dataclass."""
        dataclass(frozen=True, kw_only=True)(cls)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: Callable[[object], CoreSchema]
    ) -> CoreSchema:
        """Accept a table in its place; only what stands in it has to have its type exactly."""
        return {**handler(source), "strict": False}


class Told:
    """What Pydantic's core is told of a value besides its type: `tell` makes it of what that type says."""

    def __init__(self, tell: Callable[[Callable[[], CoreSchema]], CoreSchema]) -> None:
        """Keep it; the type is not asked where a value may be of another one."""
        self._tell = tell

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], CoreSchema]
    ) -> CoreSchema:
        """Tell Pydantic."""
        return self._tell(lambda: handler(source))


def bounds(**limits: int) -> Told:
    """Say how large a number, or how long a text, has to be, as Pydantic's core does: `ge`, `gt`, `le` …"""
    return Told(lambda schema: {**schema(), **limits})


def checked(check: Callable[[Any], object]) -> Told:
    """Say what else a value has to be: `check` gives it back, or raises ValueError that says why not."""
    function = {"type": "no-info", "function": check}
    return Told(lambda schema: {"type": "function-after", "function": function, "schema": schema()})


def read_by(read: Callable[[object], object]) -> Told:
    """Let a value be written in several ways: `read` gives it, or raises ValueError that says how."""
    return Told(lambda _: {"type": "function-plain", "function": {"type": "no-info", "function": read}})


def build(kind: type[S], table: Mapping[str, object]) -> S:
    """Make a section of a table that is known to fit; lists become tuples, tables in it sections."""
    types = types_of(kind)
    return kind(**{key: _build_value(types[key], value) for key, value in table.items()})


def keys_of(kind: type[Section]) -> list[str]:
    """List the keys that a section may have, in their order."""
    return [each.name for each in fields(kind)]


def section_in(hint: object) -> type[Section] | None:
    """Give the section that a type names, itself or in a list or a choice; None where it names none."""
    return next((kind for kind in _kinds(hint) if isinstance(kind, type) and issubclass(kind, Section)), None)


_TYPES: dict[type, dict[str, object]] = {}


def types_of(kind: type[Section]) -> Mapping[str, object]:
    """Give the types of the values of a section by key."""
    if kind not in _TYPES:
        _TYPES[kind] = get_type_hints(kind)
    return _TYPES[kind]


def _build_value(hint: object, value: object) -> object:
    if isinstance(value, list):
        return tuple(_build_value(hint, item) for item in value)
    if isinstance(value, Mapping):
        kind = section_in(hint)
        return dict(value) if kind is None else build(kind, value)
    return value


def _kinds(hint: object) -> Iterator[object]:
    yield hint
    for part in get_args(hint):
        yield from _kinds(part)
