"""`wdyy check`: the gate before upload."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wdyy_cli.cli.options import ByClass, Checking, Known, Values, read_output, read_settings
from wdyy_cli.cli.output import finish, progress_bar
from wdyy_cli.cli.streams import note
from wdyy_cli.errors import WdyyError
from wdyy_cli.school.named import expand_names
from wdyy_cli.workspace import FILE_NAME, Workspace, find_workspace, read_workspace, refuse_hidden_ending

if TYPE_CHECKING:
    from wdyy_cli.jobs.check import GateFiles
    from wdyy_cli.model import Role
    from wdyy_cli.school.settings import Settings

EXAMPLES = """
例子：
  wdyy check                         检查当前文件夹
  wdyy check 学校文件夹 --report 报告.html
  wdyy check 花名册.xlsx 照片.zip 报考.xlsx       只检查这几个文件
  wdyy check --as registration=报考.xlsx      有两个像报考表的，写明用哪一个
  wdyy check --group-by class_name   按班级分组，发给各班班主任
  wdyy check --update-baseline 基线.json   记下已知问题（问题还在）
  wdyy check --baseline 基线.json          以后只为新的问题报错

每个文件是什么，看内容就认得出，不看文件名；有 wdyy.toml 的按它写的。
退出状态：0 没有错误，1 有错误，2 有文件读不了或配置写错，3 程序自身出错。
"""


def check(
    checking: Checking,
    values: Values,
    known: Known,
    by_class: ByClass,
    said: Annotated[
        list[str],
        typer.Option(
            "--as",
            metavar="种类=文件",
            help="写明一个文件是什么，如 registration=报考.xlsx 或 花名册=名单.xls；可以写多次",
            default_factory=list,
        ),
    ],
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="[文件夹或文件…]",
            help="学校的文件夹，或要检查的几个文件；默认当前文件夹",
            default_factory=list,
        ),
    ],
) -> int:
    """
    上传前的总检查：文件夹里的花名册、照片、报考表等逐个检查，再互相核对。

    每个文件是什么，按内容认；文件夹里有 wdyy.toml 的按它写的。没有用到的文件会列出来。
    """
    known.refuse_misfits()
    gate, settings = open_gate(inputs, checking, values, by_class, read_said(said))
    output = read_output(checking, _paths(gate), by_class, beside=gate.folder)
    from wdyy_cli.jobs import baseline
    from wdyy_cli.jobs.check import check_gate

    with progress_bar("检查照片", wanted=not (checking.quiet or checking.no_progress)) as progress:
        found = check_gate(gate, settings, progress, group_by=known.grouping)
    if known.baseline:
        found = baseline.apply_baseline(found, known.baseline, settings)
    elif known.update_baseline:
        found = baseline.update_baseline(found, known.update_baseline, settings)
        note(f"现有的问题已记到 {known.update_baseline}；问题还在，以后不再报", quiet=checking.quiet)
    return finish(found, output)


def open_gate(
    inputs: Sequence[str],
    checking: Checking,
    values: Values,
    by_class: ByClass,
    said: Mapping[Role, Sequence[str]],
) -> tuple[GateFiles, Settings]:
    """
    Find out which files are to be checked, and how; raises WdyyError.

    A folder with a wdyy.toml, or none at all, is checked by it; everything else is recognised.
    """
    from wdyy_cli.jobs.check import of_workspace
    from wdyy_cli.jobs.check_recognised import recognise_files, recognise_school

    named = expand_names(inputs, Path())
    if len(named) > 1 or any(Path(name).is_file() for name in named):
        return recognise_files(named, read_settings(checking, values, by_class=by_class), said)
    folder = named[0] if named else ""
    workspace = open_folder(folder, checking.config)
    settings = read_settings(checking, values, workspace=workspace, search=False, by_class=by_class)
    if workspace is None:
        return recognise_school(folder, settings, said)
    return of_workspace(workspace, settings, said)


def open_folder(folder: str, config: str = "") -> Workspace | None:
    """
    Read the workspace of a folder that was named, else of this one or the nearest above it, if there is one.

    Above a folder that was named nothing is looked for: there may be another school. Raises WdyyError.
    """
    if config:
        return read_workspace(Path(config), config)
    start = Path(folder)
    if folder and not start.is_dir():
        raise WdyyError(f"“{folder}”不存在。", "检查路径和文件名。")
    here = start / FILE_NAME
    if here.is_file():
        return read_workspace(here.absolute(), str(here))
    refuse_hidden_ending(start)
    found = None if folder else find_workspace(start)
    return None if found is None else read_workspace(found, os.path.relpath(found))


def read_said(given: Sequence[str]) -> dict[Role, list[str]]:
    """Read `--as registration=报考.xlsx`; raises WdyyError for a kind that does not exist."""
    from wdyy_cli.school.recognise.choosing import ROLE_NAMES

    said: dict[Role, list[str]] = {}
    for text in given:
        word, equals, path = (part.strip() for part in text.partition("="))
        if not (equals and word and path):
            raise WdyyError(f"--as 不能是“{text}”。", "请写成 种类=文件，如 --as registration=报考.xlsx。")
        role = ROLE_NAMES.get(word) or ROLE_NAMES.get(word.lower())
        if role is None:
            near = difflib.get_close_matches(word, ROLE_NAMES, n=1)
            listed = "、".join(dict.fromkeys(f"{role.value}" for role in ROLE_NAMES.values()))
            hint = f"您是不是想写 {near[0]}？" if near else ""
            raise WdyyError(f"--as：没有“{word}”这种文件。", f"{hint}可以写：{listed}。")
        said.setdefault(role, []).append(path)
    return said


def _paths(gate: GateFiles) -> list[str]:
    """Give the paths of all inputs, which no report may replace."""
    named = [*gate.files.named, *gate.unreadable]
    return [str(gate.folder / name) for name in named]
