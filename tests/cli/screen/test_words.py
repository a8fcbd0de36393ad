"""Chinese words for the program's own, and the ways in which people ask for help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from school import School
from students import CHECK_DATE
from wdyy_cli import __version__
from wdyy_cli.cli.commands import BY_NAME
from wdyy_cli.cli.screen.words import COMMAND_WORDS, TEMPLATE_WORDS
from wdyy_cli.workbooks.template import TEMPLATES

Wdyy = Callable[..., Ran]

SAME: dict[str, tuple[list[str], list[str]]] = {
    "help": (["help"], ["--help"]),
    "a short option for help": (["-h"], ["--help"]),
    "help in Chinese": (["帮助"], ["--help"]),
    "help as in cmd": (["/?"], ["--help"]),
    "help on a command": (["help", "check"], ["check", "--help"]),
    "help on a Chinese command": (["帮助", "检查照片"], ["check-photos", "--help"]),
    "help on a command below another": (["help", "profile", "show"], ["profile", "show", "--help"]),
    "help first": (["-h", "check"], ["check", "--help"]),
    "help on a rule": (["help", "PHO206"], ["explain", "PHO206"]),
    "a Chinese command": (["规则"], ["rules"]),
    "a Chinese command below another": (["证书规定", "列出"], ["profile", "list"]),
    "the version": (["-V"], ["--version"]),
    "the version as a word": (["版本"], ["--version"]),
}


@pytest.mark.parametrize(("typed", "meant"), SAME.values(), ids=SAME)
def test_the_same_in_other_words(wdyy: Wdyy, typed: list[str], meant: list[str]) -> None:
    ran = wdyy(*typed)
    assert ran == wdyy(*meant)
    assert (ran.status, ran.err) == (0, "")


def test_the_version(wdyy: Wdyy) -> None:
    assert wdyy("-V").out.startswith(f"wdyy {__version__}（")


def test_every_command_has_a_chinese_name_and_every_name_a_command() -> None:
    assert set(COMMAND_WORDS.values()) == set(BY_NAME)
    assert set(TEMPLATE_WORDS.values()) == set(TEMPLATES)


def test_options_take_chinese_values(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path / "校")
    common = (tmp_path / "校", "--date", CHECK_DATE, "--format", "json")
    said = wdyy("检查", *common, "--select", "照片、核对", "--group-by", "班级", "--fail-on", "警告")
    meant = wdyy("check", *common, "--select", "PHO,XRF", "--group-by", "class_name", "--fail-on", "warning")
    assert said == meant
    left_out = {i["code"][:3] for i in said.report["not_checked"] if i["reason"].startswith("没有选中")}
    assert left_out == {"IDN", "ROS", "REG"}


def test_a_template_is_called_by_its_chinese_name(wdyy: Wdyy, tmp_path: Path) -> None:
    for name in ("花名册", "roster"):
        assert wdyy("template", name, "-o", tmp_path / f"{name}.xlsx", "-q").status == 0
    assert (tmp_path / "花名册.xlsx").read_bytes() == (tmp_path / "roster.xlsx").read_bytes()


def test_an_ignored_kind_may_be_named_in_wdyy_toml(wdyy: Wdyy, tmp_path: Path) -> None:
    rules = '[rules]\nseverity = {"照片" = "info"}'
    School(photos={"张一.jpg": b""}, records=None, status=None, rules=rules).write(tmp_path / "校")
    found = wdyy(
        "check", tmp_path / "校", "--date", CHECK_DATE, "--select", "照片", "--format", "json"
    ).report
    assert {finding["severity"] for finding in found["findings"]} == {"info"}


MISSPELT: dict[str, tuple[list[str], str]] = {
    "a letter left out": (["chek"], "您是不是想写 check？"),
    "no dash": (["checkphotos"], "您是不是想写 check-photos？"),
    "an underscore": (["check_photos"], "您是不是想写 check-photos？"),
    "capitals": (["CHECK"], "您是不是想写 check？"),
    "another Chinese word": (["检查相片"], "您是不是想写 检查照片？"),
    "help on a misspelt command": (["help", "chek-photos"], "您是不是想写 check-photos？"),
    "an option": (["check", "--reprot", "a.html"], "您是不是想写 --report？"),
    "an option without its dash": (["check", "--perclass", "x"], "您是不是想写 --per-class？"),
    "a command below another": (["profile", "lst"], "您是不是想写 list？"),
}


@pytest.mark.parametrize(("typed", "meant"), MISSPELT.values(), ids=MISSPELT)
def test_what_is_misspelt_gets_a_suggestion(wdyy: Wdyy, typed: list[str], meant: str) -> None:
    ran = wdyy(*typed)
    assert (ran.status, ran.out) == (2, "")
    assert meant in ran.err
