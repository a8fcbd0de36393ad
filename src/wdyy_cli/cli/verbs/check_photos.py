"""`wdyy check-photos`."""

from __future__ import annotations

from typing import Annotated

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.handing_on import ByClass
from wdyy_cli.cli.options import Checking, Columns, read_output
from wdyy_cli.cli.parameters import list_argument, list_option
from wdyy_cli.cli.screen.output import finish, progress_bar

CHECK_PHOTOS_EXAMPLES = """
例子：
  wdyy check-photos 照片.zip                  检查一个压缩包
  wdyy check-photos 一班.zip 二班.zip 补拍/   几个压缩包和文件夹一起检查
  wdyy check-photos 照片.zip --roster 花名册.xlsx   看看谁缺照片
  wdyy check-photos 照片.zip --report 结果.json

退出状态：0 没有错误，1 有错误，2 有文件读不了或命令写错，3 程序自身出错。
"""


def check_photos(
    inputs: Annotated[
        list[str], list_argument("[照片…]", "照片压缩包（.zip）或文件夹，可以有几个；默认用 wdyy.toml 里写的")
    ],
    checking: Checking,
    columns: Columns,
    by_class: ByClass,
    roster: Annotated[
        list[str], list_option("--roster", "表格", "花名册：看看谁缺照片，谁的照片多余；可以写多次")
    ],
) -> int:
    """
    上传前检查照片：哪些照片平台会拒收，为什么，怎么改。

    看文件名（身份证号）、格式、大小、像素、底色、边框、是否重复，还看压缩包本身。
    只看不改，照片不会离开这台电脑。
    """
    workspace = FromWorkspace("check-photos", checking, columns, by_class=bool(by_class.per_class))
    roster = roster if inputs else workspace.beside(roster, "roster")
    inputs = workspace.files(inputs, "photos", "originals", spelled="照片…")
    by_class.refuse_without(roster)
    output = read_output(checking, [*inputs, *roster], by_class.folder)
    workspace.tell()
    from wdyy_cli.jobs.check_photos import check_photos as job

    with progress_bar("检查照片", wanted=not (checking.quiet or checking.no_progress)) as progress:
        found = job(inputs, workspace.settings, progress, roster=roster)
    return finish(found, output)
