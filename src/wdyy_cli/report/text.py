"""The report for reading: grouped by rule, columns aligned, true totals, and at the end what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from wdyy_cli.model import Finding, InputFile, Report, Severity
from wdyy_cli.report.by_class import clean_classes, split_by_class
from wdyy_cli.report.columns import cells
from wdyy_cli.report.lines import WIDEST_PLACE_SHARE, Line, wrap_lines
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
    reading_words,
    totals,
    verdict,
    visible,
)

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
GOOD, QUIET = "bold green", "dim"
WIDEST_PLACE = 44
"""
Places wider than so many cells, or `WIDEST_PLACE_SHARE` of the terminal, stand on a line of their own.

Not in a pipe or a file: there each finding is one line.
"""


def render_text(report: Report, max_per_rule: int | None, width: int | None) -> list[Line]:
    """
    Lay the report out for `width` cells; None (a pipe or a file) keeps one finding on one line.

    At most `max_per_rule` findings of a rule are shown, None shows all; the totals are always the true ones.
    """
    blocks = [
        list(_inputs(report.inputs, report.unit)),
        *_groups(report, max_per_rule, width),
        list(_clean_classes(report)),
        [Line(visible(line)) for line in report.lines],
        list(_not_checked(report)),
        list(_closing(report)),
    ]
    return wrap_lines(_join(blocks), width)


def render_findings(report: Report, max_per_rule: int | None, width: int | None) -> list[Line]:
    """Lay out nothing but what is wrong: findings that are not ignored, inputs that could not be read."""
    unreadable = [given for given in report.inputs if given.reason is not None]
    wrong = replace(report, findings=tuple(f for f in report.findings if f.suppressed is None))
    blocks = [list(_inputs(unreadable, report.unit)), *_groups(wrong, max_per_rule, width)]
    return wrap_lines(_join(blocks), width)


def _join(blocks: Iterable[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if block and lines:
            lines.append(Line(""))
        lines += block
    return lines


def _groups(report: Report, max_per_rule: int | None, width: int | None) -> list[list[Line]]:
    if report.group_by is None:
        return [list(_group(group, report, max_per_rule, width, {})) for group in by_rule(report.findings)]
    blocks = []
    names = names_by_number(report)
    for name, findings in split_by_class(report).items():
        blocks.append([Line(f"【{visible(name)}】{count_findings(findings)}", "bold")])
        blocks += [list(_group(group, report, max_per_rule, width, names)) for group in by_rule(findings)]
    return blocks


def _clean_classes(report: Report) -> Iterator[Line]:
    if report.group_by is not None and (names := clean_classes(report)):
        yield Line(f"没有问题的班级：{visible('、'.join(names))}", GOOD)


def _inputs(inputs: Sequence[InputFile], unit: str) -> Iterator[Line]:
    for given in inputs:
        if given.reason is None:
            yield Line(f"{visible(given.path)}：{count_words(given, unit)}")
            if given.read is not None:
                yield from (Line(f"  {words}", QUIET) for words in reading_words(given.read))
        else:
            yield Line(f"× 读不了：{visible(given.reason)}", STYLES[Severity.ERROR])


def _group(
    findings: Sequence[Finding],
    report: Report,
    max_per_rule: int | None,
    width: int | None,
    names: Mapping[str, str],
) -> Iterator[Line]:
    first = findings[0]
    head = f"{MARKS[first.severity]} {WORDS[first.severity]} {first.code} {first.title}：{len(findings):,} 处"
    yield Line(head, STYLES[first.severity])
    yield Line(f"  怎么办：{first.fix}")
    shown = findings if max_per_rule is None else findings[:max_per_rule]
    several = len(report.inputs) > 1
    labels = [place_label(finding.place.location, with_file=several) for finding in shown]
    widest = WIDEST_PLACE if width is None else min(WIDEST_PLACE, int(width * WIDEST_PLACE_SHARE))
    column = max((cells(label) for label in labels if cells(label) <= widest), default=0)
    for label, finding in zip(labels, shown, strict=True):
        message = with_name(finding, names) if names else message_of(finding)
        if width is not None and cells(label) > widest:
            yield Line(f"    {label}")
            yield Line(f"      {message}")
        else:
            yield Line(f"    {label}{' ' * max(column - cells(label), 0)}  {message}")
    left = len(findings) - len(shown)
    if left:
        yield Line(f"    还有 {left:,} 处没有列出；加上 --max-per-rule all 全部列出", QUIET)


def _not_checked(report: Report) -> Iterator[Line]:
    if report.not_checked:
        yield Line("没有检查的：", QUIET)
    for codes, reason in not_checked_words(report):
        yield Line(f"  {codes}：{reason}", QUIET)


def _closing(report: Report) -> Iterator[Line]:
    if not report.inputs and not report.findings:
        # Something was computed and nothing checked.
        return
    yield Line("合计：" + "，".join(totals(report)) + "。")
    found = verdict(report)
    yield Line(found.whole, GOOD if found.severity is None else STYLES[found.severity])
    if report.findings:
        yield Line(f"每条规则的说明和例子：wdyy explain {report.findings[0].code}", QUIET)
