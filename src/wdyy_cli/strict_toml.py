"""TOML files that users write: parsed and held against a Pydantic model, every misfit told in Chinese."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from wdyy_cli.errors import WdyyError

Table = dict[str, object]
M = TypeVar("M", bound=BaseModel)


class Section(BaseModel):
    """A part of a file: no key that is not known, no value of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


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


def parse_toml(text: str, shown: str) -> Table:
    """Turn text into a table; raises WdyyError that names the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        at = f"第 {where[1]} 行附近" if where else "文件末尾"
        raise WdyyError(
            f"{shown}{at}写法不对，不是 TOML。",
            "检查引号、括号和等号是否成对；Windows 路径里的 \\ 写成 /，或用单引号。",
        ) from error


def validate(model: type[M], table: Table, shown: str) -> M:
    """Hold a whole table against a model; raises WdyyError that names each key and the nearest valid one."""
    try:
        return model.model_validate(_freeze(table))
    except ValidationError as error:
        raise WdyyError(f"{shown}不能用：" + "；".join(_explain_all(error, model)) + "。") from error


def find_misfits(model: type[BaseModel], table: Table) -> list[str]:
    """Say in Chinese of each key of a table what does not fit a model; nothing where it all fits."""
    try:
        model.model_validate(_freeze(table))
    except ValidationError as error:
        return _explain_all(error, model)
    return []


def merge(base: Table, over: Table) -> Table:
    """Lay one table over another, section by section; lists are replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
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


_UNION_MEMBER = re.compile(r"(tuple|literal|dict|list)\[")
"""Pydantic names the member of a union that it tried, as if it were a key."""

_WANTED = {
    "int_type": "应是整数",
    "float_type": "应是数字",
    "bool_type": "应是 true 或 false",
    "string_type": "应是加引号的文字",
    "tuple_type": "应是方括号里的一组值",
    "dict_type": "应是一个小节",
    "date_type": "应是日期，如 2026-12-31，不加引号",
    "model_type": "应是一个小节",
    "literal_error": "不是允许的值",
    "enum": "不是允许的值",
    "is_instance_of": "不是允许的值",
    "string_too_short": "不能是空的",
    "greater_than": "太小",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "too_short": "不能是空的",
}


def _explain_all(error: ValidationError, model: type[BaseModel]) -> list[str]:
    faults = [_explain(fault["type"], fault["loc"], fault.get("ctx", {}), model) for fault in error.errors()]
    return list(dict.fromkeys(faults))


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
    kind: str, where: tuple[int | str, ...], context: Mapping[str, object], model: type[BaseModel]
) -> str:
    key = _name_key(where)
    if kind == "missing":
        return f"缺少 {key}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(where[-1]), keys_at(model, where[:-1]), n=1)
        return f"没有 {key} 这一项" + (f"，您是不是想写 {near[0]}" if near else "")
    if kind == "value_error":
        return f"{key} {context.get('error', '的值不合适')}".strip()
    expected = f"，允许的有 {context['expected']}" if "expected" in context else ""
    return f"{key} {_WANTED.get(kind, '的值不合适')}{expected}".replace(" or ", " 或 ")


def keys_at(model: type[BaseModel], where: tuple[int | str, ...]) -> list[str]:
    """List the keys that a section may have."""
    section = model
    for part in where:
        if isinstance(part, int):
            continue
        field = section.model_fields.get(part)
        kinds = [] if field is None else _kinds(field.annotation)
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not inner:
            return []
        section = inner[0]
    return list(section.model_fields)


def _kinds(annotation: object) -> list[object]:
    found = [annotation]
    for part in get_args(annotation):
        found += _kinds(part)
    return found


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
