"""The report as Markdown, for tickets, wikis and the summary of a CI run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wdyy_cli.model import Finding, Report
from wdyy_cli.report.by_class import clean_classes, split_by_class
from wdyy_cli.report.people import names_by_number, with_name
from wdyy_cli.report.words import (
    MARKS,
    WORDS,
    by_rule,
    count_findings,
    count_words,
    message_of,
    not_checked_words,
    place_label,
    totals,
    verdict,
    visible,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$@]|:(?=//)")


def render_markdown(report: Report) -> Iterator[str]:
    """Give the report piece by piece, all findings in tables, by class where that is wanted."""
    found = verdict(report, "下面")
    yield f"# wdyy {report.command}\n\n**{_plain(found.whole)}**\n\n{'，'.join(totals(report))}。\n\n"
    yield from _inputs(report)
    if report.group_by is None:
        yield from _rules(report.findings, report, "##", {})
    else:
        names = names_by_number(report)
        for name, findings in split_by_class(report).items():
            yield f"## {_plain(name)}\n\n{count_findings(findings)}\n\n"
            yield from _rules(findings, report, "###", names)
        if clean := clean_classes(report):
            yield f"没有问题的班级：{_plain('、'.join(clean))}\n\n"
    if report.lines:
        yield from _block(report.lines)
    if report.not_checked:
        yield "## 没有检查的\n\n"
        yield from (f"- {codes}：{_plain(reason)}\n" for codes, reason in not_checked_words(report))
        yield "\n"
    yield f"检查日期 {report.checked_on}，证书规定 {_plain(report.profile)}\n"


def _inputs(report: Report) -> Iterator[str]:
    for given in report.inputs:
        if given.reason is None:
            yield f"- {_code(given.path)}：{count_words(given, report.unit)}\n"
        else:
            yield f"- {_code(given.path)}：**读不了**，{_plain(given.reason)}\n"
    yield "\n"


def _rules(
    findings: Iterable[Finding], report: Report, heading: str, names: Mapping[str, str]
) -> Iterator[str]:
    with_file = len(report.inputs) > 1
    for group in by_rule(findings):
        yield from _group(group, heading, names, with_file=with_file)


def _group(
    findings: Sequence[Finding], heading: str, names: Mapping[str, str], *, with_file: bool
) -> Iterator[str]:
    first = findings[0]
    head = f"{MARKS[first.severity]} {WORDS[first.severity]} {first.code} {first.title}：{len(findings):,} 处"
    yield f"{heading} {head}\n\n怎么办：{_plain(first.fix)}\n\n| 位置 | 问题 |\n|---|---|\n"
    for finding in findings:
        place = place_label(finding.place.location, with_file=with_file)
        message = with_name(finding, names) if names else message_of(finding)
        yield f"| {_code(place).replace('|', chr(92) + '|')} | {_plain(message)} |\n"
    yield "\n"


def _block(lines: Sequence[str]) -> Iterator[str]:
    """Write lines as they are laid out; the fence is longer than any that they hold."""
    shown = [visible(line) for line in lines]
    fence = "`" * max(3, 1 + _longest_run("\n".join(shown)))
    yield f"{fence}text\n"
    yield from (f"{line}\n" for line in shown)
    yield f"{fence}\n\n"


def _plain(text: str) -> str:
    """Write data so that nothing in it is markup, a link, a mention or a tag."""
    return _SPECIAL.sub(lambda found: "&#64;" if found[0] == "@" else rf"\{found[0]}", visible(text))


def _code(text: str) -> str:
    """Write data as code, between more backticks than it holds in a row."""
    shown = visible(text)
    fence = "`" * (1 + _longest_run(shown))
    gap = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{gap}{shown}{gap}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
