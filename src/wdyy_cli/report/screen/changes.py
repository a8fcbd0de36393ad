"""What a further look at the same files came to, for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wdyy_cli.model import Finding, Report, Severity
from wdyy_cli.report.said.verdict import verdict
from wdyy_cli.report.said.words import GOOD, by_rule, place_label, totals, visible
from wdyy_cli.report.screen.lines import ScreenLine, wrap_lines
from wdyy_cli.report.screen.text import GOOD_STYLE, STYLES, render_findings

NAMED_FILES = 3
"""So many of the files that have changed are named."""


def render_changes(
    report: Report,
    files: Sequence[str],
    new: Sequence[Finding],
    mended: Sequence[Finding],
    max_per_rule: int | None,
    width: int | None,
) -> list[ScreenLine]:
    """Lay out what a further look came to: what changed, what is mended, what is new, and the verdict."""
    more = f" 等 {len(files):,} 个文件" if len(files) > NAMED_FILES else ""
    named = "、".join(map(visible, files[:NAMED_FILES]))
    lines = [ScreenLine(""), ScreenLine(f"【{named}{more}】变了，又查了一遍：", "bold")]
    if not mended and not new:
        lines.append(ScreenLine("  问题和刚才一样，没有多，也没有少。"))
    if mended:
        lines.append(ScreenLine(f"{GOOD} 改好了 {len(mended):,} 处：", GOOD_STYLE))
        lines += [ScreenLine(f"    {words}") for words in _mended_words(report, mended, max_per_rule)]
    if new:
        lines.append(ScreenLine(f"× 新出现 {len(new):,} 处：", STYLES[Severity.ERROR]))
        lines += render_findings(replace(report, findings=tuple(new), group_by=None), max_per_rule, None)
    found = verdict(report)
    lines.append(ScreenLine(f"合计：{'，'.join(totals(report))}。"))
    lines.append(ScreenLine(found.whole, STYLES[found.severity]))
    return wrap_lines(lines, width)


def _mended_words(report: Report, mended: Sequence[Finding], max_per_rule: int | None) -> Iterator[str]:
    """Name each rule of which something is mended, and the places."""
    with_file = len(report.inputs) > 1
    for group in by_rule(mended):
        labels = [place_label(finding.place.location, with_file=with_file) for finding in group]
        shown = "、".join(labels[:max_per_rule])
        more = f" …… 共 {len(labels):,} 处" if len(labels) > len(labels[:max_per_rule]) else ""
        yield f"{group[0].code} {group[0].title}：{shown}{more}"
