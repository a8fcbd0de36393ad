"""All rules: their examples, their words, their page, and that none of the promised codes is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wdyy_cli.profile import load_profile
from wdyy_cli.report.rules_doc import render_rules_markdown
from wdyy_cli.rules.catalogue import FAMILIES, all_rules
from wdyy_cli.rules.registry import Choice, Rule, RuleSet

DOC = Path(__file__).parents[1] / "docs" / "rules.md"
PROMISED = {
    "CFG": (1, 2),
    "IDN": range(1, 13),
    "PHO": (*range(2, 12), *range(101, 105), *range(201, 212), *range(301, 306), *range(401, 404)),
    "REG": (*range(1, 10), *range(101, 113), *range(201, 204)),
    "XRF": range(1, 9),
    "ROM": range(1, 8),
    "PRC": range(1, 6),
    "REC": range(1, 8),
    "STA": range(1, 6),
    "ROS": (5, 10, 101, 103, 104, 105, 106, 107, 108, 112, 201, 202),
}
"""The numbers of the codes of each family: none may be missing, none may come along unseen."""

PROFILE = load_profile()
RULES = [(rules, rule) for family in FAMILIES for rules in family.sets for rule in rules.rules]
each_rule = pytest.mark.parametrize(("rules", "rule"), RULES, ids=[rule.code for _, rule in RULES])


def test_every_promised_code_exists_once() -> None:
    promised = [f"{family}{number:03d}" for family, numbers in PROMISED.items() for number in numbers]
    assert sorted(rule.code for _, rule in RULES) == sorted(promised)
    assert sorted(all_rules()) == sorted(promised)


@each_rule
def test_its_firing_examples_give_this_code_and_no_other(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.fires
    for words, subject in rule.fires.items():
        found = {finding.code for finding in rules.find(subject, rule.under(PROFILE), Choice())}
        assert found == {rule.code}, words


@each_rule
def test_its_silent_examples_give_nothing_from_it(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.silent
    assert rule in rules.rules
    for words, subject in rule.silent.items():
        assert list(rule.find(subject, rule.under(PROFILE))) == [], words


@each_rule
def test_its_words_are_chinese_and_fit_a_gbk_console(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    messages = [f.message for subject in rule.fires.values() for f in rules.find(subject, PROFILE, Choice())]
    for text in (rule.title, rule.reason, rule.fix, rule.source, *rule.fires, *rule.silent, *messages):
        assert text.strip() == text
        text.replace("\u200b", "").encode("gbk")
    assert rule.reason.endswith("。")
    assert rule.fix.endswith("。")


def test_the_page_of_rules_is_not_stale() -> None:
    assert DOC.read_text(encoding="utf-8") == render_rules_markdown(PROFILE), (
        "run: wdyy rules --format markdown > docs/rules.md"
    )
