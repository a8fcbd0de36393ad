"""The rule catalogue for reading: `docs/rules.md`, `wdyy rules` and `wdyy explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wdyy_cli.profile import Profile
from wdyy_cli.report.columns import cells
from wdyy_cli.report.text import STYLES, Line
from wdyy_cli.report.words import MARKS, WORDS, visible
from wdyy_cli.rules.catalogue import FAMILIES
from wdyy_cli.rules.registry import Rule


def render_rules_markdown(profile: Profile) -> str:
    """Write the whole catalogue as one Markdown page."""
    parts = ["# 规则\n\n由程序生成，请不要手改。错误：平台会拒收；警告：请人工看一看；提示：仅供参考。\n"]
    for family in FAMILIES:
        parts.append(f"\n## {family.prefix}：{family.word}\n")
        for rule in family.rules:
            parts.append(f"\n### {rule.code} {rule.title}（{WORDS[rule.severity]}）\n\n{rule.reason}\n")
            parts.append(f"\n怎么办：{rule.fix}\n\n依据：{rule.source}\n\n")
            parts += [f"- 会报：{line}\n" for line in _fires(rule, profile)]
            parts += [f"- 不报：{words}\n" for words in rule.silent]
    return "".join(parts)


def render_rules_text() -> list[Line]:
    """List all rules, one line each."""
    lines = []
    for family in FAMILIES:
        lines.append(Line(f"{family.prefix} {family.word}", "bold"))
        lines += [Line(f"  {rule.code}  {WORDS[rule.severity]}  {rule.title}") for rule in family.rules]
    lines.append(Line("一条规则的详细说明：wdyy explain 规则代码"))
    return lines


def render_rule(rule: Rule[Any], profile: Profile) -> list[Line]:
    """Explain one rule: reason, fix, source, examples."""
    head = f"{MARKS[rule.severity]} {rule.code} {rule.title}（{WORDS[rule.severity]}）"
    lines = [Line(head, STYLES[rule.severity]), Line("")]
    rows = [("为什么", rule.reason), ("怎么办", rule.fix), ("依据", rule.source)]
    rows += [("会报", line) for line in _fires(rule, profile)]
    rows += [("不报", words) for words in rule.silent]
    width = max(cells(word) for word, _ in rows)
    return lines + [Line(f"  {word}{' ' * (width - cells(word))}  {text}") for word, text in rows]


def _fires(rule: Rule[Any], profile: Profile) -> Iterator[str]:
    for words, subject in rule.fires.items():
        for finding in rule.find(subject, rule.under(profile)):
            at = finding.place.location
            yield f"{words}：{visible(at.member or at.cell or at.file)} → {visible(finding.message)}"
