"""`wdyy init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.cli.output import print_lines
from wdyy_cli.cli.streams import terminal_width
from wdyy_cli.errors import WdyyError
from wdyy_cli.report.lines import ScreenLine, wrap_lines
from wdyy_cli.workspace import FILE_NAME

EXAMPLES = """
例子：
  wdyy init                          在当前文件夹里生成 wdyy.toml 和空白模板
  wdyy init 2026春                   在“2026春”文件夹里生成
  wdyy init 示例学校 --demo          一所虚构的学校，文件里故意放了各种错误
  wdyy init 示例学校 --demo --clean  同一所学校，没有错误
"""

NEXT_STEPS = (
    f"打开 {FILE_NAME}，填上学校全称、考核站点和考试计划名称。",
    "把花名册、照片等放进这个文件夹，在 [files] 里写上文件名；需要的表格从“空白模板”里复制。",
    "报考表可以由花名册生成：wdyy build-registration 花名册.xlsx -o 报考.xlsx",
    "运行 wdyy check。",
)


def init(
    folder: Annotated[str, typer.Argument(metavar="文件夹", help="没有就新建，默认是当前文件夹")] = ".",
    profile: Annotated[
        str,
        typer.Option(
            "--profile", metavar="名称", help=f"证书规定，默认 {DEFAULT_PROFILE}；也可以给出 .toml 文件"
        ),
    ] = DEFAULT_PROFILE,
    demo: Annotated[bool, typer.Option("--demo", help="生成一所虚构的学校，里面有各种错误，供练习")] = False,
    clean: Annotated[bool, typer.Option("--clean", help="与 --demo 一起用：不放错误")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="不显示提示")] = False,
) -> int:
    """
    准备一个文件夹：写好带说明的 wdyy.toml 和空白模板。

    什么也不问；已经有的文件一律不动。
    """
    if clean and not demo:
        raise WdyyError("--clean 要和 --demo 一起用。", "例如 wdyy init 示例学校 --demo --clean")
    from wdyy_cli.jobs.init_workspace import init_demo, init_workspace

    if demo:
        begun = init_demo(Path(folder), folder, profile, clean=clean)
        steps: tuple[str, ...] = (f'运行 wdyy check "{folder}"',)
    else:
        begun = init_workspace(Path(folder), folder, profile)
        steps = NEXT_STEPS
    lines = [ScreenLine(f"已写好 {name}") for name in begun.written]
    lines += [ScreenLine(f"已经有了，没有改动：{name}") for name in begun.kept]
    lines += [
        ScreenLine("接下来："),
        *(ScreenLine(f"  {number}. {step}") for number, step in enumerate(steps, start=1)),
    ]
    if not quiet:
        print_lines(wrap_lines(lines, terminal_width()))
    return 0
