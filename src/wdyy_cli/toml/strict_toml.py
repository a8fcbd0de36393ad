"""TOML files that users write: parsed and held against a Pydantic model, every misfit told in Chinese."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wdyy_cli.errors import WdyyError
from wdyy_cli.toml.section import S, Section, keys_of, section_in, types_of
from wdyy_cli.toml.toml_comments import read_lines
from wdyy_cli.toml.toml_fault import explain_toml_fault

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

Table = dict[str, object]


def read_text(path: Path, shown: str) -> str:
    """Read a file of the user's; `shown` is what it is called in the WdyyError where that fails."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise WdyyError(f"找不到{shown}。", "检查路径和文件名。") from error
    except OSError as error:
        raise WdyyError(f"打不开{shown}。", "检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise WdyyError(f"{shown}不是 UTF-8 编码。", "用记事本另存为，编码选 UTF-8。") from error


_BARE_CHINESE_KEY = re.compile(r"""(?m)^([ \t]*)([\w-]*[\u4e00-\u9fff][\w-]*)([ \t]*=)""")


_WRITTEN_TWICE = re.compile("Cannot overwrite|twice")
"""What the parser says of a key or a table that it has read before."""


def parse_toml(text: str, shown: str) -> Table:
    """Turn text into a table; raises WdyyError that names the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # Chinese names of columns need quotes in TOML, and nobody thinks of them.
        with suppress(tomllib.TOMLDecodeError):
            return tomllib.loads(_quote_chinese(text))
        where = re.search(r"line (\d+), column (\d+)", str(error))
        at = (int(where[1]), int(where[2])) if where else None
        is_double = _WRITTEN_TWICE.search(str(error)) is not None
        raise explain_toml_fault(text, at, shown, is_double=is_double) from error


def _quote_chinese(text: str) -> str:
    """Put keys in Chinese characters into quotes; no line moves."""
    return _BARE_CHINESE_KEY.sub(r'\1"\2"\3', text)


def validate(kind: type[S], table: Table, shown: str, text: str = "") -> S:
    """
    Hold a whole table against a section; raises WdyyError that names each key and the nearest known.

    `text` is the file from which it was read: then the lines of the faults are told.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - slow to load, and only for users' files

    try:
        checked: S = _adapter(kind).validate_python(_freeze(table))
    except ValidationError as error:
        told = "；".join(_explain_all(error, kind))
        raise WdyyError(f"{shown}不能用：{told}。", _say_lines(error, text)) from error
    return checked


def find_misfits(kind: type[Section], table: Table) -> list[str]:
    """Say in Chinese of each key of a table what does not fit a section; nothing where it all fits."""
    from pydantic import ValidationError  # noqa: PLC0415 - as above

    try:
        _adapter(kind).validate_python(_freeze(table))
    except ValidationError as error:
        return _explain_all(error, kind)
    return []


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[Section]) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # noqa: PLC0415 - as above

    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def merge(base: Table, over: Table) -> Table:
    """Lay one table over another, section by section; lists are replaced whole. No section is shared."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = (
            merge(below if isinstance(below, dict) else {}, value) if isinstance(value, dict) else value
        )
    return merged


def remove_key(table: Table, key: Sequence[str]) -> bool:
    """Take a key, given by its path, out of a table; tell whether it was there."""
    first, *rest = key
    if not rest:
        return table.pop(first, table) is not table
    below = table.get(first)
    return isinstance(below, dict) and remove_key(below, rest)


def _freeze(value: object) -> object:
    if isinstance(value, dict):
        return {key: _freeze(inner) for key, inner in value.items()}
    return tuple(_freeze(inner) for inner in value) if isinstance(value, list) else value


_UNION_MEMBER = re.compile(r"(tuple|literal|dict|list|function-[a-z]+)\[")
"""Pydantic names the member of a union that it tried, as if it were a key."""

_WANTED = {
    "int_type": "应是整数",
    "float_type": "应是数字",
    "bool_type": "应是 true 或 false",
    "string_type": "应是加引号的文字",
    "tuple_type": '要写在方括号里，如 ["照片.zip"]',
    "dict_type": '要写在大括号里，如 {PHO302 = "info"}',
    "date_type": "应是日期，如 2026-12-31，不加引号",
    "dataclass_type": "应是一个小节，里面逐项写 名称 = 值",
    "literal_error": "不是允许的值",
    "enum": "不是允许的值",
    "is_instance_of": "不是允许的值",
    "string_too_short": "不能是空的",
    "too_short": "不能是空的",
}
_BOUNDS = {
    "greater_than": ("太小，要大于", "gt"),
    "greater_than_equal": ("太小，至少", "ge"),
    "less_than": ("太大，要小于", "lt"),
    "less_than_equal": ("太大，至多", "le"),
}


def _explain_all(error: ValidationError, kind: type[Section]) -> list[str]:
    faults = [_explain(fault["type"], fault["loc"], fault.get("ctx", {}), kind) for fault in error.errors()]
    return list(dict.fromkeys(faults))


def _say_lines(error: ValidationError, text: str) -> str:
    """Say on which lines of a file its faults are: of a key that is missing, where its section begins."""
    lines = read_lines(_quote_chinese(text))
    found = set()
    for fault in error.errors():
        path = tuple(part for part in fault["loc"] if isinstance(part, int) or not _UNION_MEMBER.match(part))
        ends = range(len(path), 0, -1) if fault["type"] == "missing" or path not in lines else [len(path)]
        found.add(next((lines[path[:end]] for end in ends if path[:end] in lines), 0))
    return f"看第 {'、'.join(map(str, sorted(found)))} 行。" if found and 0 not in found else ""


def _name_key(where: Sequence[int | str]) -> str:
    """Write the path of a key for people: `rounds 第 1 项 stages 第 2 项 start`, `photo.max_bytes`."""
    named = ""
    for part in where:
        if isinstance(part, int):
            named += f" 第 {part + 1} 项"
        elif not _UNION_MEMBER.match(part):
            named += f"{' ' if named.endswith('项') else '.' if named else ''}{part}"
    return named


def _explain(
    fault: str, where: tuple[int | str, ...], context: Mapping[str, object], kind: type[Section]
) -> str:
    key = _name_key(where)
    if fault == "missing":
        example = getattr(section_at(kind, where[:-1]), "EXAMPLE", "")
        return f"缺少 {key}" + (f"，例如 {example}" if example else "")
    if fault == "unexpected_keyword_argument":
        section = section_at(kind, where[:-1])
        near = difflib.get_close_matches(str(where[-1]), [] if section is None else keys_of(section), n=1)
        return f"没有 {key} 这一项" + (f"，您是不是想写 {near[0]}" if near else "")
    if fault == "value_error":
        return f"{key} {context.get('error', '的值不合适')}".strip()
    expected = f"，允许的有 {context['expected']}" if "expected" in context else ""
    if fault in _BOUNDS:
        said, bound = _BOUNDS[fault]
        return f"{key} {said} {context[bound]:g}"
    if fault in ("dataclass_type", "tuple_type"):
        example = getattr(section_at(kind, where), "EXAMPLE", "")
        if example:
            return f"{key} 要写成 {example if fault == 'dataclass_type' else f'[{example}]'}"
    return f"{key} {_WANTED.get(fault, '的值不合适')}{expected}".replace(" or ", " 或 ")


def section_at(kind: type[Section], where: tuple[int | str, ...]) -> type[Section] | None:
    """Find a section by the path to it; None where there is none."""
    for part in where:
        if not isinstance(part, int):
            inner = section_in(types_of(kind).get(part))
            if inner is None:
                return None
            kind = inner
    return kind


def toml_value(value: object) -> str:
    """Write a value as TOML does, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(inner) for inner in value) + "]"
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{toml_key(str(key))} = {toml_value(inner)}" for key, inner in value.items())
            + "}"
        )
    return _quoted(str(value))


def toml_key(text: str) -> str:
    """Write a key as TOML does, quoted where it must be."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in escaped) + '"'
