"""`wdyy check`: the gate before upload."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from wdyy_cli.cli.options import ByClass, Checking, Known, Values, read_output, read_settings
from wdyy_cli.cli.output import finish, progress_bar
from wdyy_cli.cli.streams import note
from wdyy_cli.errors import WdyyError
from wdyy_cli.workspace import FILE_NAME, Workspace, find_workspace, read_workspace

EXAMPLES = """
例子：
  wdyy check                         检查当前文件夹
  wdyy check 学校文件夹 --report 报告.html
  wdyy check --group-by class_name   按班级分组，发给各班班主任
  wdyy check --update-baseline 基线.json   记下已知问题（问题还在）
  wdyy check --baseline 基线.json          以后只为新的问题报错

退出状态：0 没有错误，1 有错误，2 有文件读不了或配置写错，3 程序自身出错。
"""


def check(
    checking: Checking,
    values: Values,
    known: Known,
    by_class: ByClass,
    folder: Annotated[
        str, typer.Argument(metavar="文件夹", help=f"有 {FILE_NAME} 的文件夹，默认当前文件夹")
    ] = "",
) -> int:
    """
    上传前的总检查：文件夹里的花名册、照片、报考表等逐个检查，再互相核对。

    有哪些文件写在 wdyy.toml 里，用 wdyy init 生成；没有写的不检查，并会说明。
    """
    known.refuse_misfits()
    workspace = open_folder(folder, checking.config)
    settings = read_settings(checking, values, workspace=workspace, by_class=by_class)
    output = read_output(
        checking,
        [str(workspace.folder / name) for name in workspace.named_files],
        by_class,
        beside=workspace.folder,
    )
    from wdyy_cli.jobs import baseline
    from wdyy_cli.jobs.check import check_workspace

    with progress_bar("检查照片", wanted=not (checking.quiet or checking.no_progress)) as progress:
        found = check_workspace(workspace, settings, progress, group_by=known.grouping)
    if known.baseline:
        found = baseline.apply_baseline(found, known.baseline, settings)
    elif known.update_baseline:
        found = baseline.update_baseline(found, known.update_baseline, settings)
        note(f"现有的问题已记到 {known.update_baseline}；问题还在，以后不再报", quiet=checking.quiet)
    return finish(found, output)


def open_folder(folder: str, config: str = "") -> Workspace:
    """
    Read the workspace of a folder that was named, else of this one or the nearest above it; raises WdyyError.

    Above a folder that was named nothing is looked for: there may be another school.
    """
    if config:
        return read_workspace(Path(config), config)
    start = Path(folder)
    if folder and not start.is_dir():
        what = "是文件，不是文件夹" if start.exists() else "不存在"
        raise WdyyError(f"“{folder}”{what}。", f"请给出有 {FILE_NAME} 的文件夹。")
    here = start / FILE_NAME
    if here.is_file():
        return read_workspace(here.absolute(), str(here))
    if folder:
        raise WdyyError(f"“{folder}”里没有 {FILE_NAME}。", f"先用 wdyy init {folder} 生成一个。")
    found = find_workspace(start)
    if found is None:
        raise WdyyError(f"这里和上级文件夹里都没有 {FILE_NAME}。", "先用 wdyy init 生成一个。")
    return read_workspace(found, os.path.relpath(found))
