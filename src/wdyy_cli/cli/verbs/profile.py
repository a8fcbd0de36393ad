"""`wdyy profile list`, `show` and `check`."""

from __future__ import annotations

from typing import Annotated

import typer

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.cli.command import add_command
from wdyy_cli.cli.parameters import argument
from wdyy_cli.cli.screen.help import ChineseGroup
from wdyy_cli.cli.screen.output import print_lines
from wdyy_cli.cli.screen.streams import terminal_width, write_out
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import (
    bundled_profiles,
    load_profile,
    merge_files,
    read_profile_files,
)
from wdyy_cli.report.reference.profile_doc import render_check, render_list, render_profile
from wdyy_cli.report.screen.lines import wrap_lines
from wdyy_cli.toml.strict_toml import find_misfits

USABLE, UNUSABLE = 0, 2

profile = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,  # `wdyy completion` is the one that speaks Chinese
    help="证书规定：列出、查看、检查。\n\n像素、底色、等级、科目、费用等，随证书和年份不同的都写在里面。",
    epilog='自己的规定写成 .toml 文件，第一行写 extends = "wdyy-2021"，下面只写要改的值。',
)


def list_profiles() -> int:
    """列出自带的证书规定。"""
    print_lines(
        wrap_lines(
            render_list([load_profile(name) for name in bundled_profiles()], DEFAULT_PROFILE),
            terminal_width(),
        )
    )
    return USABLE


def show(
    name: Annotated[str, argument("名称", "自带的名称，或 .toml 文件")] = DEFAULT_PROFILE,
) -> int:
    """
    显示一份证书规定的每个值和它的依据。

    显示的内容本身就是一份规定，可以存成 .toml 文件再改。
    """
    write_out([render_profile(load_profile(name), read_profile_files(name))])
    return USABLE


def check(
    name: Annotated[str, argument("文件", "自己写的 .toml 文件")],
) -> int:
    """
    检查自己写的证书规定：写错的名称和值，一次列全。

    退出状态：0 可以用，2 不能用。
    """
    misfits = find_misfits(Profile, merge_files(read_profile_files(name)))
    profile = None if misfits else load_profile(name)
    print_lines(wrap_lines(render_check(name, profile, misfits), terminal_width()))
    return UNUSABLE if misfits else USABLE


add_command(profile, list_profiles, name="list")
add_command(
    profile,
    show,
    "\n例子：\n  wdyy profile show wdyy-2021\n  wdyy profile show generic-1x > 本校.toml\n",
)
add_command(profile, check, "\n例子：\n  wdyy profile check 本校.toml\n")
