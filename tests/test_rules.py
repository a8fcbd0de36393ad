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
    "IDN001",
    "IDN002",
    "IDN003",
    "IDN004",
    "IDN005",
    "IDN006",
    "IDN007",
    "IDN008",
    "IDN009",
    "IDN011",
    "PHO002",
    "PHO003",
    "PHO004",
    "PHO005",
    "PHO006",
    "PHO007",
    "PHO008",
    "PHO009",
    "PHO010",
    "PHO011",
    "PHO101",
    "PHO102",
    "PHO103",
    "PHO104",
    "PHO201",
    "PHO202",
    "PHO203",
    "PHO204",
    "PHO205",
    "PHO206",
    "PHO207",
    "PHO208",
    "PHO209",
    "PHO210",
    "PHO301",
    "PHO302",
    "PHO303",
    "PHO304",
    "PHO401",
    "PHO402",
    "PHO403",
}

PROFILE = load_profile()
RULES = [(rules, rule) for family in FAMILIES for rules in family.sets for rule in rules.rules]
each_rule = pytest.mark.parametrize(("rules", "rule"), RULES, ids=[rule.code for _, rule in RULES])


def test_every_promised_code_exists_once() -> None:
    assert sorted(rule.code for _, rule in RULES) == sorted(PROMISED)
    assert list(all_rules()) == sorted(PROMISED)


@each_rule
def test_its_firing_examples_give_this_code_and_no_other(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.fires
    for words, subject in rule.fires.items():
        found = {finding.code for finding in rules.find(subject, rule.under(PROFILE), Choice())}
        assert found == {rule.code}, words


@each_rule
def test_its_silent_examples_give_nothing_from_it(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.silent
    for words, subject in rule.silent.items():
        found = {finding.code for finding in rules.find(subject, rule.under(PROFILE), Choice())}
        assert rule.code not in found, words


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
