"""Adding to a TOML file of the user's: what is written there stays as it is, comments and all. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wdyy_cli.toml.strict_toml import Table, toml_key, toml_value
from wdyy_cli.toml.toml_comments import Statement, read_keys, read_statements

_HEADER = re.compile(r"\[([^\[\]]+)\]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class CannotInsertError(ValueError):
    """A file is written in a way in which nothing can be added without touching what is there."""


@dataclass(frozen=True, kw_only=True)
class Addition:
    """
    A value to add under a key of a section, and a note for people behind it.

    Where the key is there already, a list gets those entries that it lacks; anything else stays as it is.
    """

    section: str
    key: str
    value: str | Sequence[str]
    note: str = ""

    @property
    def line(self) -> str:
        """It as a line of a file."""
        note = f"  # {self.note}" if self.note else ""
        return f"{toml_key(self.key)} = {toml_value(self.value)}{note}"


def add_to_toml(text: str, additions: Iterable[Addition]) -> str:
    """Give the text with additions; raises CannotInsertError, also where it would not say what it should."""
    for addition in additions:
        wanted = _expected(_parsed(text), addition)
        text = _added(text, addition)
        if _parsed(text) != wanted:
            raise CannotInsertError
    return text


def _parsed(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotInsertError from error


def _expected(table: Table, addition: Addition) -> Table:
    """Give what the file says after an addition."""
    section = table.get(addition.section, {})
    if not isinstance(section, dict):
        raise CannotInsertError
    before = section.get(addition.key)
    value: object = addition.value if isinstance(addition.value, str) else list(addition.value)
    if before is not None:
        new = _lacking(before, addition)
        listed = [before] if isinstance(before, str) else before
        value = [*listed, *new] if new and isinstance(listed, list) else before
    return {**table, addition.section: {**section, addition.key: value}}


def _lacking(before: object, addition: Addition) -> list[str]:
    """Give the entries that a list lacks; none where it is no list that is added to."""
    if isinstance(addition.value, str):
        return []
    listed = before if isinstance(before, list) else [before]
    return [entry for entry in addition.value if entry not in listed]


def _added(text: str, addition: Addition) -> str:
    lines = _LINES.findall(text)
    end = "\r\n" if "\r\n" in text else "\n"
    statements = [each for each in read_statements(text) if each.code.strip()]
    header = next((each for each in statements if _section_of(each) == addition.section), None)
    if header is None:
        gap = end if lines and not lines[-1].endswith("\n") else ""
        return f"{text}{gap}{end}[{addition.section}]{end}{addition.line}{end}"
    following = [each for each in statements if each.first > header.last]
    inside = following[: next((at for at, each in enumerate(following) if _is_header(each)), len(following))]
    own = next((each for each in inside if _key_of(each) == (addition.key,)), None)
    if own is not None:
        return _extended(text, lines, own, addition)
    last = max([header.last, *(each.last for each in inside)])
    last = _example_of(lines, header, following[len(inside) :], addition.key) or last
    if not lines[last].endswith("\n"):
        lines[last] += end
    lines.insert(last + 1, f"{addition.line}{end}")
    return "".join(lines)


def _example_of(lines: Sequence[str], header: Statement, beyond: Sequence[Statement], key: str) -> int | None:
    """Find the line in a section that shows the key as a comment: the value goes below it."""
    until = beyond[0].first if beyond else len(lines)
    example = re.compile(rf"\s*#\s*{re.escape(key)}\s*=")
    return next((at for at in range(header.last + 1, until) if example.match(lines[at])), None)


def _extended(text: str, lines: list[str], own: Statement, addition: Addition) -> str:
    """Add entries to a list that is there; a single text becomes the first of a list."""
    before = tomllib.loads(text)[addition.section][addition.key]
    new = _lacking(before, addition)
    if not new:
        return text
    entries = ", ".join(toml_value(entry) for entry in new)
    line = lines[own.last]
    code = own.code.rstrip()
    if isinstance(before, list) and code.endswith("]"):
        at = line.rindex("]", 0, own.end)
        comma = "" if code[:-1].rstrip().endswith((",", "[")) else ", "
        lines[own.last] = f"{line[:at]}{comma}{entries}{line[at:]}"
    elif isinstance(before, str) and own.first == own.last:
        start = line.index("=") + 1
        value = line[start : own.end]
        stripped = value.strip()
        lines[own.last] = (
            f"{line[:start]} [{stripped}, {entries}]{value[len(value.rstrip()) :]}{line[own.end :]}"
        )
    else:
        raise CannotInsertError
    return "".join(lines)


def _is_header(statement: Statement) -> bool:
    return statement.code.strip().startswith("[")


def _section_of(statement: Statement) -> str | None:
    found = _HEADER.fullmatch(statement.code.strip())
    keys = tuple(read_keys(found[1])) if found else ()
    return keys[0] if len(keys) == 1 else None


def _key_of(statement: Statement) -> tuple[str, ...]:
    return tuple(read_keys(statement.code.partition("=")[0]))
