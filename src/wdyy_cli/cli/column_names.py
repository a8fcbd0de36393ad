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
    columns = {}
    for text in given:
        field, equals, header = (part.strip() for part in text.partition("="))
        if not (equals and field and header):
            raise WdyyError(f"--column 不能是“{text}”。", "请写成 字段=列名，如 id_number=证件号。")
        columns[field_called(field) or field] = header
    return columns


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
