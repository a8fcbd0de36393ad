"""`wdyy check-photos`."""

from __future__ import annotations

from typing import Annotated

import typer

from wdyy_cli.cli import options
from wdyy_cli.cli.output import finish, progress_bar
from wdyy_cli.profile import DEFAULT_PROFILE

EXAMPLES = """
例子：
  wdyy check-photos 照片.zip                  检查一个压缩包
  wdyy check-photos 一班.zip 二班.zip 补拍/   几个压缩包和文件夹一起检查
  wdyy check-photos 照片.zip --report 结果.json

退出状态：0 没有错误，1 有错误，2 有文件读不了或命令写错，3 程序自身出错。
"""


def check_photos(  # noqa: PLR0913 - one parameter for each option
    inputs: Annotated[
        list[str], typer.Argument(metavar="照片…", help="照片压缩包（.zip）或文件夹，可以有几个")
    ],
    select: options.Select,
    ignore: options.Ignore,
    report: options.ReportPaths,
    profile: options.ProfileName = DEFAULT_PROFILE,
    format_name: options.FormatName = "text",
    fail_on: options.FailOnName = "error",
    max_per_rule: options.MaxPerRule = "20",
    check_date: options.CheckDate = "",
    redact: options.Redact = None,
    quiet: options.Quiet = False,  # noqa: FBT002 - a flag on the command line
    no_progress: options.NoProgress = False,  # noqa: FBT002
    jobs: options.Jobs = "",
) -> int:
    """
    上传前检查照片：哪些照片平台会拒收，为什么，怎么改。

    看文件名（身份证号）、格式、大小、像素、底色、边框、是否重复，还看压缩包本身。
    只看不改，照片不会离开这台电脑。
    """
    output = options.read_output(
        format_name=format_name,
        reports=report,
        max_per_rule=max_per_rule,
        redact=redact,
        quiet=quiet,
        inputs=inputs,
    )
    settings = options.read_settings(
        profile=profile, check_date=check_date, select=select, ignore=ignore, fail_on=fail_on, jobs=jobs
    )
    from wdyy_cli.jobs.check_photos import check_photos as job  # noqa: PLC0415 - other commands need no pictures

    with progress_bar("检查照片", wanted=not (quiet or no_progress)) as progress:
        found = job(inputs, settings, progress)
    return finish(found, output)
