"""All rules: their examples, their words, their page, and that none of the promised codes is missing."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wdyy_cli import jobs, rules
from wdyy_cli.about import RULE_COUNT
from wdyy_cli.model import Problem
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.reference.rules_doc import render_rules_markdown
from wdyy_cli.rules.catalogue import FAMILIES, all_rules, sets_in
from wdyy_cli.rules.registry import Choice, Rule, RuleSet

DOC = Path(__file__).parents[1] / "docs" / "rules.md"
PROMISED = {
    "CFG": (1, 2),
    "IDN": range(1, 13),
    "PHO": (*range(2, 15), *range(101, 105), *range(201, 212), *range(301, 306), *range(401, 404)),
    "REG": (*range(1, 11), *range(101, 114), *range(201, 204)),
    "XRF": range(1, 11),
    "ROM": range(1, 9),
    "PRC": range(1, 7),
    "MAT": range(1, 5),
    "REC": range(1, 10),
    "STA": range(1, 8),
    "ROS": (5, 10, 101, *range(103, 119), 201, 202),
}
"""The numbers of the codes of each family: none may be missing, none may come along unseen."""

LOADED = """
import importlib, json, sys
may_know_rules = {"rules", "jobs", "school", "report", "workbooks", "demo", "cli"}
for name in sys.argv[1:]:
    for loaded in [found for found in sys.modules if found.startswith("wdyy_cli.")]:
        if loaded.split(".")[1] in may_know_rules:
            del sys.modules[loaded]
    job = importlib.import_module(name)
    from wdyy_cli.rules.registry import RuleSet
    held = {id(value): value for name, module in list(sys.modules.items()) if name.startswith("wdyy_cli.")
            for value in vars(module).values() if isinstance(value, RuleSet)}
    families = [] if not hasattr(job, "JOB") else job.JOB.families
    print(json.dumps([families, [[rule.code for rule in rules.rules] for rules in held.values()]]))
"""
"""
Loads jobs one by one, each as the first: what lies below the rules, and cannot know them, stays loaded.

Prints the families of each, and the codes of each set of rules that it could reach when it was loaded.
"""

PROFILE = load_profile()
FOLDERS = sorted({family.folder for family in FAMILIES})
RULES = [(rules, rule) for folder in FOLDERS for rules in sets_in(folder) for rule in rules.rules]
each_rule = pytest.mark.parametrize(("rules", "rule"), RULES, ids=[rule.code for _, rule in RULES])


def test_every_promised_code_exists_once() -> None:
    promised = [f"{family}{number:03d}" for family, numbers in PROMISED.items() for number in numbers]
    assert sorted(rule.code for _, rule in RULES) == sorted(promised)
    assert sorted(all_rules()) == sorted(promised)
    assert len(promised) == RULE_COUNT  # what `wdyy --version` says


@pytest.mark.slow
def test_a_job_loaded_alone_holds_all_rules_of_its_families() -> None:
    src = Path(jobs.__path__[0]).parents[1]
    # What a job is made of is never loaded without one.
    of_jobs = [path for path in sorted(src.rglob("jobs/**/*.py")) if "\nJOB = " in path.read_text("utf-8")]
    names = [".".join(path.relative_to(src).with_suffix("").parts) for path in of_jobs]
    assert len(names) > 15
    command = [sys.executable, "-c", LOADED, *names]
    run = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    whole = [[rule.code for rule in found.rules] for folder in FOLDERS for found in sets_in(folder)]
    for name, line in zip(names, run.stdout.splitlines(), strict=True):
        families, held = json.loads(line)
        assert [codes for codes in held if codes not in whole] == [], name
        reached = {code for codes in held for code in codes}
        assert {code for code in all_rules() if code.startswith(tuple(families))} <= reached, name


def test_every_folder_of_rules_belongs_to_a_family() -> None:
    folders = {
        f"wdyy_cli.rules.{found.name}" for found in pkgutil.iter_modules(rules.__path__) if found.ispkg
    }
    assert folders | {"wdyy_cli.rules"} == set(FOLDERS)


def test_a_rule_that_comes_after_the_set_was_used_is_refused() -> None:
    def late(_: object, __: Profile) -> Iterator[Problem]:
        """
        晚了。

        早一点。
        """
        yield from ()

    used = sets_in(FOLDERS[0])[0]
    assert used.rules
    with pytest.raises(TypeError, match="CFG999 comes too late"):
        used.rule("CFG999", "晚了", source="惯例", fires=dict, silent=dict)(late)


def test_a_rule_without_silent_examples_is_refused_where_its_set_has_none() -> None:
    with pytest.raises(TypeError, match="CFG999: there is no example"):
        RuleSet[object](__name__).rule("CFG999", "没有例子", source="惯例", fires=dict)


@each_rule
def test_its_firing_examples_give_this_code_and_no_other(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.fires()
    for words, subject in rule.fires().items():
        found = {finding.code for finding in rules.finder(rule.under(PROFILE), Choice())(subject)}
        assert found == {rule.code}, words


@each_rule
def test_its_silent_examples_give_nothing_from_it(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    assert rule.silent()
    assert rule in rules.rules
    for words, subject in rule.silent().items():
        assert list(rule.find(subject, rule.under(PROFILE))) == [], words


@each_rule
def test_its_words_are_chinese_and_fit_a_gbk_console(rules: RuleSet[Any], rule: Rule[Any]) -> None:
    examples = rule.fires()
    messages = [f.message for subject in examples.values() for f in rules.finder(PROFILE, Choice())(subject)]
    for text in (rule.title, rule.reason, rule.fix, rule.source, *examples, *rule.silent(), *messages):
        assert text.strip() == text
        text.replace("\u200b", "").encode("gbk")
    assert rule.reason.endswith("。")
    assert rule.fix.endswith("。")


def test_the_page_of_rules_is_not_stale() -> None:
    assert DOC.read_text(encoding="utf-8") == render_rules_markdown(PROFILE), (
        "run: wdyy rules --format markdown > docs/rules.md"
    )
