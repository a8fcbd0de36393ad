"""`wdyy init`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.cli.options import ProfileName, SchoolNames, read_names
from wdyy_cli.cli.parameters import argument
from wdyy_cli.cli.screen.output import print_lines
from wdyy_cli.cli.screen.streams import terminal_width
from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.report.screen.lines import ScreenLine, wrap_lines
from wdyy_cli.workspace_file import FILE_NAME

if TYPE_CHECKING:
    from wdyy_cli.jobs.init_workspace import Begun

INIT_EXAMPLES = """
例子：
  wdyy init                          在当前文件夹里生成 wdyy.toml 和空白模板
  wdyy init 2026春                   在“2026春”文件夹里生成，里面的文件都认出来写好
  wdyy init 2026春 --update          又放进了新的文件：添上，原来写的不动
  wdyy init 示例学校 --demo          一所虚构的学校，文件里故意放了各种错误
  wdyy init 示例学校 --demo --clean  同一所学校，没有错误
"""

OPEN_IT = f"{FILE_NAME} 用记事本打开：在文件上点右键，选“打开方式”里的“记事本”；改完直接保存，不要改名。"

NEXT_STEPS = (
    f"打开 {FILE_NAME}，填上学校全称、考核站点和考试计划名称。{OPEN_IT}",
    "把花名册、照片等放进这个文件夹，再运行 wdyy init --update 写进去；需要的表格从“空白模板”里复制。",
    "报考表可以由花名册生成：wdyy build-registration",
    "运行 wdyy check。",
)


def init(
    folder: Annotated[str, argument("文件夹", "没有就新建，默认是当前文件夹")] = ".",
    profile: ProfileName = DEFAULT_PROFILE,
    *,
    names: SchoolNames,
    update: Annotated[
        bool, typer.Option("--update", help=f"把新放进来的文件添到 {FILE_NAME} 里，原来写的不动")
    ] = False,
    demo: Annotated[bool, typer.Option("--demo", help="生成一所虚构的学校，里面有各种错误，供练习")] = False,
    clean: Annotated[bool, typer.Option("--clean", help="与 --demo 一起用：不放错误")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不显示提示")] = False,
) -> int:
    """
    准备一个文件夹：写好带说明的 wdyy.toml 和空白模板。

    文件夹里已经有的文件按内容认出，写进 wdyy.toml；什么也不问，已经有的文件一律不动。
    """
    if clean and not demo:
        raise WdyyError("--clean 要和 --demo 一起用。", "例如 wdyy init 示例学校 --demo --clean")
    if update and demo:
        raise WdyyError("--update 和 --demo 不能一起用。", "请只写其中一个。")
    from wdyy_cli.jobs.init_workspace import init_demo, init_workspace, update_workspace

    given, today = read_names(names), date.today()  # noqa: DTZ011 - the coordinator's own calendar day
    if demo:
        begun = init_demo(Path(folder), folder, profile, clean=clean)
        steps: tuple[str, ...] = (f"运行 wdyy check {quoted(folder)}",)
    elif update:
        begun = update_workspace(Path(folder), folder, given, today)
        steps = (f"核对 {FILE_NAME} 里标了“请核对”的几行。{OPEN_IT}", "运行 wdyy check。")
    else:
        begun = init_workspace(Path(folder), folder, profile, given, today)
        steps = _next_steps(begun)
    if not demo and Path(folder).resolve() != Path.cwd():
        steps = (f"进入这个文件夹：cd {quoted(folder)}", *steps)
    lines = [ScreenLine(f"已写好 {name}") for name in begun.written]
    lines += [ScreenLine(f"已经有了，没有改动：{name}") for name in begun.kept]
    lines += [ScreenLine(line) for line in begun.told]
    lines += [
        ScreenLine("接下来："),
        *(ScreenLine(f"  {number}. {step}") for number, step in enumerate(steps, start=1)),
    ]
    if not quiet:
        print_lines(wrap_lines(lines, terminal_width()))
    return 0


def _next_steps(begun: Begun) -> tuple[str, ...]:
    """Say what to do with a folder in which files were recognised, or one without any."""
    if not any(line.startswith("认出了") for line in begun.told):
        return NEXT_STEPS
    lacking = f"；还没有写的：{'、'.join(begun.lacking)}" if begun.lacking else ""
    return (f"核对 {FILE_NAME} 里标了“请核对”的几行{lacking}。{OPEN_IT}", "运行 wdyy check。")
