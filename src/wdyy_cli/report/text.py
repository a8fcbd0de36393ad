"""The report for reading: grouped by rule, columns aligned, true totals, and at the end what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from wdyy_cli.model import Finding, InputFile, Location, Report, Severity
from wdyy_cli.report.columns import cell, cells

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
MARKS = {Severity.ERROR: "×", Severity.WARNING: "！", Severity.INFO: "·"}
STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
GOOD, QUIET, PLAIN = "bold green", "dim", ""
NAMED_CODES = 3
"""So many codes with one reason are named; more are counted."""

WIDEST_PLACE, WIDEST_PLACE_SHARE = 44, 0.55
"""
Places wider than so many cells, or this share of the terminal, stand on a line of their own.

Not in a pipe or a file: there each finding is one line.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output and its style, in Rich's words; '' is plain."""

    text: str
    style: str = PLAIN


def render_text(report: Report, max_per_rule: int | None, width: int | None) -> list[Line]:
    """
    Lay the report out for `width` cells; None (a pipe or a file) keeps one finding on one line.

    At most `max_per_rule` findings of a rule are shown, None shows all; the totals are always the true ones.
    """
    blocks = [
        list(_inputs(report.inputs, report.unit)),
        *_groups(report, max_per_rule, width),
        [Line(visible(line)) for line in report.lines],
        list(_not_checked(report)),
        list(_closing(report)),
    ]
    return wrap_lines(_join(blocks), width)


def render_findings(report: Report, max_per_rule: int | None, width: int | None) -> list[Line]:
    """Lay out nothing but what is wrong: the findings, and inputs that could not be read."""
    unreadable = [given for given in report.inputs if given.reason is not None]
    blocks = [list(_inputs(unreadable, report.unit)), *_groups(report, max_per_rule, width)]
    return wrap_lines(_join(blocks), width)


def wrap_lines(lines: Iterable[Line], width: int | None) -> list[Line]:
    """Break lines that are wider than so many cells, the rest hanging under the text; None breaks nothing."""
    return [wrapped for line in lines for wrapped in _wrap(line, width)]


def visible(text: str) -> str:
    """Make control characters and direction marks visible: a file name must not play with the terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text)


def place_label(at: Location, *, with_file: bool) -> str:
    """Say where a finding stands; the input's name only where there are several, or nothing more exact."""
    if at.member is not None:
        inner = at.member
    else:
        row = f"第 {at.row} 行" if at.row is not None else ""
        inner = " ".join(part for part in (at.sheet or "", at.cell or row, at.column or "") if part)
    if not inner:
        return visible(at.file)
    return visible(f"{at.file}/{inner}" if with_file else inner)


def _join(blocks: Iterable[list[Line]]) -> list[Line]:
    lines: list[Line] = []
    for block in blocks:
        if block and lines:
            lines.append(Line(""))
        lines += block
    return lines


def _groups(report: Report, max_per_rule: int | None, width: int | None) -> list[list[Line]]:
    return [list(_group(group, report, max_per_rule, width)) for group in _by_rule(report.findings)]


def _inputs(inputs: Sequence[InputFile], unit: str) -> Iterator[Line]:
    for given in inputs:
        if given.reason is None:
            yield Line(f"{visible(given.path)}：{count_words(given, unit)}")
        else:
            yield Line(f"× 读不了：{visible(given.reason)}", STYLES[Severity.ERROR])


def count_words(given: InputFile, unit: str) -> str:
    """Say how many of what an input holds; a template is just that."""
    own = unit if given.unit is None else given.unit
    return f"{given.items:,} {own}" if given.items or not given.beside else own


def _by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[int, str], list[Finding]] = {}
    severities = list(Severity)
    for finding in findings:
        groups.setdefault((severities.index(finding.severity), finding.code), []).append(finding)
    return [groups[key] for key in sorted(groups)]


def _group(
    findings: Sequence[Finding], report: Report, max_per_rule: int | None, width: int | None
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
        note = f"（已忽略：{finding.suppressed}）" if finding.suppressed is not None else ""
        message = f"{visible(finding.message)}{note}"
        if width is not None and cells(label) > widest:
            yield Line(f"    {label}")
            yield Line(f"      {message}")
        else:
            yield Line(f"    {label}{' ' * max(column - cells(label), 0)}  {message}")
    left = len(findings) - len(shown)
    if left:
        yield Line(f"    还有 {left:,} 处没有列出；加上 --max-per-rule all 全部列出", QUIET)


def _not_checked(report: Report) -> Iterator[Line]:
    reasons: dict[str, list[str]] = {}
    for item in report.not_checked:
        reasons.setdefault(item.reason, []).append(item.code)
    if reasons:
        yield Line("没有检查的：", QUIET)
    for reason, codes in reasons.items():
        names = "、".join(codes) if len(codes) <= NAMED_CODES else f"{codes[0]} 等 {len(codes)} 条规则"
        yield Line(f"  {names}：{reason}", QUIET)


def _closing(report: Report) -> Iterator[Line]:
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    unreadable = sum(1 for given in report.inputs if given.reason is not None)
    parts = [*_totals(report), f"错误 {errors:,} 处", f"警告 {warnings:,} 处"]
    parts += [f"提示 {infos:,} 处"] if infos else []
    parts += [f"{unreadable} 个文件读不了"] if unreadable else []
    yield Line("合计：" + "，".join(parts) + "。")
    yield _verdict(report, errors, warnings, unreadable)
    if report.findings:
        yield Line(f"每条规则的说明和例子：wdyy explain {report.findings[0].code}", QUIET)


def _totals(report: Report) -> list[str]:
    """Count what was checked, unit by unit."""
    totals: dict[str, int] = {report.unit: 0} if report.unit else {}
    for given in report.inputs:
        if not given.beside and given.reason is None:
            unit = report.unit if given.unit is None else given.unit
            totals[unit] = totals.get(unit, 0) + given.items
    return [f"{count:,} {unit}" for unit, count in totals.items()]


def _verdict(report: Report, errors: int, warnings: int, unreadable: int) -> Line:
    again = "再运行一次同样的命令"
    if unreadable:
        return Line(f"× 有文件没有检查到。请先换上能打开的文件，{again}。", STYLES[Severity.ERROR])
    if errors:
        return Line(f"× 现在不要上传。请先改正上面的错误，{again}，直到没有错误。", STYLES[Severity.ERROR])
    if not report.items:
        return Line("× 没有检查到任何内容，不能上传。请确认选对了文件。", STYLES[Severity.ERROR])
    if any("--select" in item.reason for item in report.not_checked):
        return Line(
            "！选中的规则没有发现错误，但还有规则没有检查。上传前请不加 --select 和 --ignore 再查一遍。",
            STYLES[Severity.WARNING],
        )
    if warnings:
        return Line(
            f"！没有错误，有 {warnings:,} 处警告。请逐条看过，确认没有问题再上传。", STYLES[Severity.WARNING]
        )
    return Line(report.advice or "√ 没有发现问题，可以上传。", GOOD)


def _wrap(line: Line, width: int | None) -> Iterator[Line]:
    if width is None or cells(line.text) <= width:
        yield line
        return
    hanging = " " * min(_text_column(line.text), int(width * WIDEST_PLACE_SHARE) + 6)
    rest = line.text
    while cells(rest) > width:
        cut = _cut_at(rest, width, len(hanging))
        yield Line(rest[:cut].rstrip(" "), line.style)
        rest = hanging + rest[cut:].lstrip(" ")
    yield Line(rest, line.style)


def _text_column(text: str) -> int:
    """Find the cell where the text of a line begins: behind the gap after a place or term, else two in."""
    indent = len(text) - len(text.lstrip(" "))
    gap = text.find("  ", indent)
    if gap < 0:
        return indent + 2
    return cells(text[:gap]) + len(text[gap:]) - len(text[gap:].lstrip(" "))


def _cut_at(text: str, width: int, indent: int) -> int:
    """Find where to break: far right, before no closing mark, if possible in no word or number."""
    used = 0
    last = len(text)
    for index, char in enumerate(text):
        used += cell(char)
        if used > width:
            last = index
            break
    least = indent + (last - indent) // 2
    for cut in range(last, max(least, 1), -1):
        before, after = text[cut - 1], text[cut]
        inside_word = before.isascii() and after.isascii() and before != " " and after != " "
        if not inside_word and after not in "，。；：、）”？！…" and before not in "（“":
            return cut
    return max(last, indent + 1)
