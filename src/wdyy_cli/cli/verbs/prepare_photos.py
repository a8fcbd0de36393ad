"""`wdyy prepare-photos`."""

from __future__ import annotations

import math
from typing import Annotated

import typer

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.options import Checking, Columns, Force, read_output
from wdyy_cli.cli.parameters import list_argument, list_option, read_number, value_option
from wdyy_cli.cli.screen.output import finish, progress_bar
from wdyy_cli.errors import WdyyError

PREPARE_PHOTOS_EXAMPLES = """
例子：
  wdyy prepare-photos 摄影师给的/ --roster 花名册.xlsx --dry-run     先看看认出了谁
  wdyy prepare-photos 摄影师给的/ --roster 花名册.xlsx -o 照片.zip --report 预览.html
  wdyy prepare-photos 一班.zip 二班.zip --roster 花名册.xlsx --map 对照.csv -o 照片.zip

照片可以用姓名、学号或身份证号命名，按班级分文件夹或压缩包；原来的照片不会改动。
"""

OUTPUT = "照片.zip"
MEGABYTE = 1024 * 1024


def prepare_photos(  # noqa: PLR0913 - one parameter for each option
    sources: Annotated[
        list[str],
        list_argument(
            "[照片…]", "摄影师给的文件夹、压缩包或图片，可以有几个；默认用 wdyy.toml 里写的（originals）"
        ),
    ],
    checking: Checking,
    columns: Columns,
    roster: Annotated[list[str], list_option("--roster", "表格", "花名册；可以写多次")],
    out: Annotated[str, value_option("--output", "文件", "生成的压缩包，默认 照片.zip", "-o")] = "",
    by_hand: Annotated[str, value_option("--map", "表格", "认不出的照片自己写明：文件名、身份证号两列")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看哪张是谁的，什么也不做")] = False,
    allow_missing: Annotated[bool, typer.Option("--allow-missing", help="有学生还没有照片也算完成")] = False,
    max_zip_mb: Annotated[
        str, value_option("--max-zip-mb", "兆", "每个压缩包最多多少 MB，多了就分成几个")
    ] = "",
    max_count: Annotated[
        str, value_option("--max-count", "张数", "每个压缩包最多多少张，多了就分成几个")
    ] = "",
    force: Force = False,
) -> int:
    """
    把摄影师给的照片做成可以上传的压缩包：认人、转正、裁剪、缩小、改名、打包，再检查一遍。

    底色不对的照片不会改色，会照样报告。认不出是谁的不猜，会列出来。
    """
    workspace = FromWorkspace("prepare-photos", checking, columns)
    expected = not sources and not out
    sources = workspace.files(sources, "originals", "photos", spelled="照片…")
    roster = workspace.files(roster, "roster", spelled="--roster 花名册")
    out = workspace.output(out, "photos", OUTPUT) if expected else out or OUTPUT
    output = read_output(checking, [*sources, *roster, by_hand, out])
    workspace.tell()
    from wdyy_cli.jobs.prepare_photos import PhotoOrder
    from wdyy_cli.jobs.prepare_photos import prepare_photos as job

    asked = PhotoOrder(
        sources=sources,
        rosters=roster,
        output=out,
        by_hand=by_hand or None,
        dry_run=dry_run,
        force=force,
        allow_missing=allow_missing,
        most_bytes=math.ceil(_read_megabytes(max_zip_mb) * MEGABYTE) if max_zip_mb else None,
        most_photos=read_number(max_count, "--max-count ", 500) if max_count else None,
    )
    with progress_bar("准备照片", wanted=not (checking.quiet or checking.no_progress)) as progress:
        done = job(asked, workspace.settings, progress)
    status = finish(done, output)
    if expected and not dry_run:
        workspace.remember("photos", out)
    return status


def _read_megabytes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number < math.inf:
        raise WdyyError(f"--max-zip-mb 不能是“{text}”。", "请写一个大于 0 的数，如 50。")
    return number
