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


class Bounds:
    """How large a number, or how long a list, has to be: `ge`, `gt`, `le`, `min_length`."""

    def __init__(self, **bounds: int) -> None:
        """Keep them by the names that Pydantic's core has for them."""
        self.bounds = bounds

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], CoreSchema]
    ) -> CoreSchema:
        """Tell Pydantic."""
        return {**handler(source), **self.bounds}


class Checked:
    """What else a value has to be: `check` gives it back, or raises ValueError that says why not."""

    def __init__(self, check: Callable[[Any], object]) -> None:
        """Keep it."""
        self.check = check

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], CoreSchema]
    ) -> CoreSchema:
        """Tell Pydantic."""
        function = {"type": "no-info", "function": self.check}
        return {"type": "function-after", "function": function, "schema": handler(source)}


class Read:
    """What may be written in several ways: `read` gives the value, or raises ValueError that says how."""

    def __init__(self, read: Callable[[object], object]) -> None:
        """Keep it."""
        self.read = read

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], CoreSchema]
    ) -> CoreSchema:
        """Tell Pydantic."""
        return {"type": "function-plain", "function": {"type": "no-info", "function": self.read}}


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
