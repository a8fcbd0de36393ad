"""`wdyy profile`: what comes along, what stands in it and why, and what is wrong with one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import bundled_profiles, load_profile
from wdyy_cli.toml.strict_toml import validate

Wdyy = Callable[..., Ran]
OWN = """\
extends = "wdyy-2021"
unset = ["fees", "photo.max_bytes"]
name = "本校"
title = "本校的蓝底照片"

[photo.pixels]
width = 390 # 考试通知第 3 条

[photo.background]
accepted = ["blue"]

[records]
subjects = [{name = "理论", aliases = ["笔试"]}]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "本校.toml"
    path.write_text(OWN, "utf-8")
    return path


def test_list_names_all_with_their_titles(wdyy: Wdyy) -> None:
    assert wdyy("profile", "list") == Ran(
        0,
        "generic-1x  1+X 职业技能等级证书（通用，请照本证书的通知修改）\n"
        "wdyy-2021   网店运营推广职业技能等级证书（2021 年），默认\n"
        "一份规定的全部内容：wdyy profile show 名称\n",
        "",
    )


@pytest.mark.parametrize("name", bundled_profiles())
def test_what_is_shown_is_the_same_profile_on_nothing_else(wdyy: Wdyy, name: str) -> None:
    ran = wdyy("profile", "show", name)
    assert (ran.status, ran.err) == (0, "")
    assert validate(Profile, tomllib.loads(ran.out), name) == load_profile(name)


def test_every_value_of_the_guides_profile_is_shown_with_its_source(wdyy: Wdyy) -> None:
    shown = wdyy("profile", "show").out
    section_has_one, without = True, []
    for line in shown.splitlines()[3:]:
        if line.startswith("["):
            section_has_one = "  # " in line
        elif line and not line.startswith("#") and "  # " not in line and not section_has_one:
            without.append(line)
    assert without == []


def test_values_of_a_users_profile_are_shown_with_their_own_sources(wdyy: Wdyy, own: Path) -> None:
    lines = wdyy("profile", "show", own).out.splitlines()
    assert lines[0] == f"# {own}，以 wdyy-2021 为基础"
    for line in (
        "# fees：没有规定，不检查",
        "# max_bytes：没有规定，不检查",
        "width = 390             # 考试通知第 3 条",
        "height = 413            # 手册二.2 ③",
        'accepted = ["blue"]',
        'aliases = ["笔试"]',
    ):
        assert line in lines, line


def test_a_right_file_is_told_to_be_right(wdyy: Wdyy, own: Path) -> None:
    assert wdyy("profile", "check", own) == Ran(
        0,
        f"√ {own} 可以用：本校，本校的蓝底照片\n"
        "  没有规定、不会检查的：photo.min_bytes、photo.max_bytes、zip.max_bytes、zip.max_photos、fees\n",
        "",
    )


def test_every_misfit_is_told(wdyy: Wdyy, own: Path) -> None:
    own.write_text(
        'extends = "wdyy-2021"\nname = 1\n[photo]\nmax_byte = 1\nmin_bytes = "1K"\n'
        '[photo.background]\naccepted = ["rot"]\n[photos]\n',
        "utf-8",
    )
    assert wdyy("profile", "check", own) == Ran(
        2,
        f"× {own} 不能用，要改 6 处：\n"
        "  name 应是加引号的文字\n"
        "  photo.min_bytes 应是整数\n"
        "  photo.background.accepted 第 1 项 不是允许的值，允许的有 'red', 'blue', 'white' 或 'grey'\n"
        "  photo.background.accepted 不是允许的值，允许的有 'any'\n"
        "  没有 photo.max_byte 这一项，您是不是想写 max_bytes\n"
        "  没有 photos 这一项，您是不是想写 photo\n",
        "",
    )


MISTAKES = {
    "no subcommand": ([], "没有写要做什么。", "wdyy profile --help"),
    "a misspelt subcommand": (["lst"], "没有“lst”这个命令。", "您是不是想写 list？"),
    "nothing to check": (["check"], "还要写 文件。", "wdyy profile check --help"),
    "a file that is not there": (["check", "没有.toml"], "找不到证书规定文件“没有.toml”。", "检查路径"),
    "a misspelt name": (["show", "wdyy-2012"], "没有名为“wdyy-2012”的证书规定。", "wdyy-2021"),
}


@pytest.mark.parametrize(("argv", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_explained(wdyy: Wdyy, argv: list[str], message: str, hint: str) -> None:
    ran = wdyy("profile", *argv)
    first, second = ran.err.splitlines()
    assert (ran.status, ran.out, first) == (2, "", f"× {message}")
    assert hint in second


def test_help_lists_the_subcommands_and_nothing_of_the_whole_program(wdyy: Wdyy) -> None:
    ran = wdyy("profile", "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("用法：wdyy profile 命令 [选项] …\n")
    assert [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")] == [
        "list",
        "show",
        "check",
        "-h,",
    ]
