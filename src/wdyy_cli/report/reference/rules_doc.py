"""The rule catalogue for reading: `docs/rules.md`, `wdyy rules` and `wdyy explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wdyy_cli.profile import Profile
from wdyy_cli.report.machine.json_text import dump_json
from wdyy_cli.report.said.words import MARKS, WORDS, visible
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.report.screen.lines import ScreenLine
from wdyy_cli.report.screen.text import STYLES
from wdyy_cli.rules.catalogue import FAMILIES
from wdyy_cli.rules.registry import Rule


def render_rules_markdown(profile: Profile) -> str:
    """Write the whole catalogue as one Markdown page."""
    parts = ["# 规则\n\n由程序生成，请不要手改。错误：平台会拒收；警告：请人工看一看；提示：仅供参考。\n"]
    for family in FAMILIES:
        parts.append(f"\n## {family.prefix}：{family.word}\n")
        for rule in family.rules:
            parts.append(f"\n### {rule.code} {rule.title}（{WORDS[rule.severity]}）\n\n{rule.reason}\n")
            parts.append(f"\n怎么办：{rule.fix}\n\n依据：{rule.ground}\n\n")
            parts += [f"- 会报的例子：{line}\n" for line in _fires(rule, profile)]
            parts += [f"- 不会报的例子：{words}\n" for words in rule.silent()]
    return "".join(parts)


def render_rules_text() -> list[ScreenLine]:
    """List all rules, one line each."""
    lines = []
    for family in FAMILIES:
        lines.append(ScreenLine(f"{family.prefix} {family.word}", "bold"))
        lines += [ScreenLine(f"  {rule.code}  {WORDS[rule.severity]}  {rule.title}") for rule in family.rules]
    lines.append(ScreenLine("一条规则的详细说明：wdyy explain 规则代码"))
    return lines


def render_rules_json(profile: Profile) -> Iterator[str]:
    """Give the whole catalogue for programs, one rule on one line."""
    rules = [(family, rule) for family in FAMILIES for rule in family.rules]
    for index, (family, rule) in enumerate(rules):
        entry = {
            "code": rule.code,
            "severity": rule.severity.value,
            "title": rule.title,
            "family": family.word,
            "reason": rule.reason,
            "fix": rule.fix,
            "source": rule.source,
            "not_checked": rule.profiled(profile),
            "fires": list(_fires(rule, profile)),
            "silent": list(rule.silent()),
        }
        yield ("[\n  " if index == 0 else ",\n  ") + dump_json(entry)
    yield "\n]\n"


def render_rule(rule: Rule[Any], profile: Profile) -> list[ScreenLine]:
    """Explain one rule: reason, fix, source, examples, and how to do without it."""
    head = f"{MARKS[rule.severity]} {rule.code} {rule.title}（{WORDS[rule.severity]}）"
    lines = [ScreenLine(head, STYLES[rule.severity]), ScreenLine("")]
    rows = [("为什么", rule.reason), ("怎么办", rule.fix), ("依据", rule.ground)]
    rows += [("会报的例子", line) for line in _fires(rule, profile)]
    rows += [("不会报的例子", words) for words in rule.silent()]
    if (reason := rule.profiled(profile)) is not None:
        rows.append(("现在", f"没有检查：{reason}"))
    ignore = f'ignore = [{{code = "{rule.code}", reason = "理由"}}]'
    rows.append(("不想检查这一条", f"加上 --ignore {rule.code}，或在 wdyy.toml 的 [rules] 里写 {ignore}"))
    return lines + [ScreenLine(f"  {line}") for line in lay_out_columns(rows)]


def _fires(rule: Rule[Any], profile: Profile) -> Iterator[str]:
    for words, subject in rule.fires().items():
        for finding in rule.find(subject, rule.under(profile)):
            at, value = finding.place.location, finding.place.value
            # What stands in a cell belongs to the example, unless the message says it.
            content = f"“{value}”" if value and at.cell and value not in finding.message else ""
            yield visible(f"{words}：{at.member or at.cell or at.file}{content} → {finding.message}")
