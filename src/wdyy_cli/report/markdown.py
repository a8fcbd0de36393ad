"""The report as Markdown, for tickets, wikis and the summary of a CI run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wdyy_cli.model import Finding, Report
from wdyy_cli.report.said.gate import gate_rows
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.since import since_lines
from wdyy_cli.report.said.verdict import verdict
from wdyy_cli.report.said.words import (
    MARKS,
    WORDS,
    clean_classes,
    count_findings,
    count_words,
    heading,
    in_work_order,
    message_of,
    place_label,
    reading_words,
    split_by_class,
    totals,
    unused_words,
    visible,
    who,
)

_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$@]|:(?=//)")


def render_markdown(report: Report) -> Iterator[str]:
    """Give the report piece by piece, all findings in tables, by class or school where that is wanted."""
    found = verdict(report, "下面")
    yield f"# wdyy {report.command}\n\n**{_plain(found.whole)}**\n\n{'，'.join(totals(report))}。\n\n"
    if not report.parts:
        yield f"{_plain(heading(report))}\n\n"
    yield from _gate(report)
    if told := [_plain(line.strip()) for line in since_lines(report)]:
        yield f"{'<br>'.join(told)}\n\n"
    yield from _inputs(report)
    yield from _findings(report, "##")
    for part in report.parts:
        yield f"## {_plain(part.shown)}\n\n"
        if part.report is None:
            yield f"**没有检查**：{_plain(part.reason or '')}\n\n"
        else:
            yield f"{_plain(verdict(part.report, '下面').whole)}\n\n"
            yield from _gate(part.report)
            yield from _inputs(part.report)
            yield from _findings(part.report, "###")
    if report.lines:
        yield from _block(report.lines)
    if report.not_checked:
        yield "## 没有检查的\n\n"
        yield from (f"- {_plain(what)}：{_plain(reason)}\n" for what, reason in not_checked_words(report))
        yield "\n"
    yield f"检查日期 {report.checked_on}，证书规定 {_plain(report.profile)}\n"


def _gate(report: Report) -> Iterator[str]:
    if rows := gate_rows(report):
        yield "| 检查 | 结果 |\n|---|---|\n"
        for row in rows:
            yield f"| {_plain(row.name)} | {row.mark} {_plain(row.words)} |\n"
        yield "\n"


def _findings(report: Report, level: str) -> Iterator[str]:
    with_file = len(report.inputs) > 1
    if report.group_by is None:
        for group in in_work_order(report, report.findings):
            yield from _group(report, group, level, with_file=with_file)
        return
    for name, findings in split_by_class(report).items():
        yield f"{level} {_plain(name)}\n\n{count_findings(findings)}\n\n"
        for group in in_work_order(report, findings):
            yield from _group(report, group, f"{level}#", with_file=with_file)
    if clean := clean_classes(report):
        yield f"没有问题的班级：{_plain('、'.join(clean))}\n\n"


def _inputs(report: Report) -> Iterator[str]:
    for given in report.inputs:
        if given.reason is None:
            yield f"- {_code(given.path)}：{count_words(given, report.unit)}\n"
            if given.read is not None:
                yield from (f"  - {_plain(words)}\n" for words in reading_words(given.read))
        else:
            yield f"- {_code(given.path)}：**没有检查**，{_plain(given.reason)}\n"
    yield from (f"- 没有用到：{_plain(line)}\n" for line in unused_words(report))
    yield "\n"


def _group(report: Report, findings: Sequence[Finding], level: str, *, with_file: bool) -> Iterator[str]:
    first = findings[0]
    head = f"{MARKS[first.severity]} {WORDS[first.severity]} {first.code} {first.title}：{len(findings):,} 处"
    yield f"{level} {head}\n\n怎么办：{_plain(first.fix)}\n\n| 位置 | 学生 | 问题 |\n|---|---|---|\n"
    for finding in findings:
        place = place_label(finding.place.location, with_file=with_file)
        where = _code(place).replace("|", chr(92) + "|")
        yield f"| {where} | {_plain(who(report, finding))} | {_plain(message_of(finding))} |\n"
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
