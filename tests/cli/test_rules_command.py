"""`wdyy rules` and `wdyy explain`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from conftest import Ran
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]


def test_the_catalogue_for_programs_is_whole(wdyy: Wdyy) -> None:
    ran = wdyy("rules", "--format", "json")
    listed: list[dict[str, Any]] = json.loads(ran.out)
    assert (ran.status, ran.err) == (0, "")
    by_code = {entry["code"]: entry for entry in listed}
    assert sorted(by_code) == sorted(all_rules())
    assert len(listed) == len(by_code)
    for code, rule in all_rules().items():
        entry = by_code[code]
        assert (entry["severity"], entry["title"], entry["fix"]) == (rule.severity, rule.title, rule.fix)
        assert len(entry["fires"]) >= len(rule.fires())
        assert entry["silent"] == list(rule.silent())
    assert by_code["PHO010"]["not_checked"] == "不知道平台对压缩包大小和照片张数的限制"
    assert by_code["PHO206"]["not_checked"] is None


@pytest.mark.parametrize("code", sorted(all_rules()))
def test_every_rule_is_explained(wdyy: Wdyy, code: str) -> None:
    ran = wdyy("explain", code)
    assert (ran.status, ran.err) == (0, "")
    terms = {line[2:].split("  ")[0] for line in ran.out.splitlines()[2:]}
    assert {"为什么", "怎么办", "依据", "会报的例子", "不会报的例子", "不想检查这一条"} <= terms
    assert ran.out.startswith(("× ", "！ ", "· "))
    assert f" {code} " in ran.out.splitlines()[0]


def codes(out: str) -> list[str]:
    """Give the codes of the rules that are explained."""
    return [line.split()[1] for line in out.splitlines() if line and not line.startswith(" ")]


def test_several_rules_and_the_beginning_of_codes_are_explained(wdyy: Wdyy) -> None:
    assert codes(wdyy("explain", "pho206", "IDN003").out) == ["PHO206", "IDN003"]
    photos = [code for code in all_rules() if code.startswith("PHO3")]
    assert codes(wdyy("explain", "PHO3", "PHO301").out) == photos


def test_an_example_shows_what_stands_in_the_cell(wdyy: Wdyy) -> None:
    assert "A4“ 张三” → 前后有空格，应为“张三”" in wdyy("explain", "REG105").out
