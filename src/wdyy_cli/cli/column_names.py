"""What columns are called: `--column` on the command line, [columns] in wdyy.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.headers.field_names import ALIASES, FIELD_NAMES, field_called, fields_in_words

if TYPE_CHECKING:
    from wdyy_cli.workspace import Workspace


def parse_columns(given: Sequence[str]) -> dict[str, str]:
    """Read `--column 字段=列名`; raises WdyyError."""
    pairs = (read_pair("--column", text, "字段=列名，如 id_number=证件号") for text in given)
    return {field_called(field) or field: header for field, header in pairs}


def read_pair(option: str, text: str, wanted: str) -> tuple[str, str]:
    """Read a value of two parts with = between; raises WdyyError that says what is `wanted`."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (equals and name and value):
        raise WdyyError(f"{option} 不能是“{text}”。", f"请写成 {wanted}。")
    return name, value


def read_columns(named: Mapping[str, str], workspace: Workspace | None) -> dict[str, str]:
    """Give the header of each field, as the command line or else the workspace has it; raises WdyyError."""
    written = {} if workspace is None else workspace.columns
    columns = {field_called(field) or field: headers[0] for field, headers in written.items() if headers}
    columns |= named
    shown = "" if workspace is None else workspace.shown
    for field in columns:
        if field not in ALIASES:
            where = "--column" if field in named else f"配置文件“{shown}”的 [columns]"
            hint = did_you_mean(field, [*ALIASES, *FIELD_NAMES.values()])
            raise WdyyError(f"{where}：没有名为“{field}”的字段。", f"{hint}可以写：{fields_in_words()}。")
    return columns


def also_called(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Give what fields are called in further tables."""
    return {
        field_called(of) or of: rest for of, (_, *more) in workspace.columns.items() if (rest := tuple(more))
    }
