"""The report for reading: file by file in the order of work, a rule a line, at the end what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Finding, InputFile, Report, Role, Severity
from wdyy_cli.report.said.gate import gate_lines, gate_rows
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.since import since_lines
from wdyy_cli.report.said.verdict import verdict
from wdyy_cli.report.said.words import (
    MARKS,
    ROLE_WORDS,
    by_kind,
    by_role,
    by_rule,
    clean_classes,
    count_findings,
    count_words,
    heading,
    in_work_order,
    kind_label,
    message_of,
    message_with_who,
    place_label,
    reading_words,
    split_by_class,
    totals,
    unused_words,
    visible,
    who,
)
from wdyy_cli.report.screen.columns import cells
from wdyy_cli.report.screen.dense import HOW_TO_READ, dense_not_checked, dense_sections
from wdyy_cli.report.screen.lines import WIDEST_PLACE_SHARE, ScreenLine, wrap_lines

GOOD_STYLE, QUIET = "bold green", "dim"
STYLES: Mapping[Severity | None, str] = {
    None: GOOD_STYLE,
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.INFO: "bold cyan",
}
WIDEST_PLACE = 44
"""
Places wider than so many cells, or `WIDEST_PLACE_SHARE` of the terminal, stand on a line of their own.

Not in a pipe or a file: there each finding is one line.
"""

SAME_FACTS = 4
"""So many findings of a rule that say the same are told once, for all of their places."""
MOST_UNUSED = 20
LONGEST_ON_A_SCREEN = 100
"""A report of more lines than this nobody reads on a terminal; in a pipe or a file it stays whole."""

SINGLE, MANY = 1, 5
"""A single place, and up to so many entries of a rule where they are short enough, stand on its own line."""
LONGEST_ENTRIES = 400


@dataclass(frozen=True, slots=True)
class _TextEntry:
    """What is said once: where, what is wrong there, and for how many findings it stands."""

    places: tuple[str, ...]
    message: str
    count: int

    def at_most(self, places: int, total: str) -> _TextEntry:
        """Name so many places and how many there are; `count` is that of the findings that are told then."""
        if places >= len(self.places):
            return self
        return _TextEntry(
            (*self.places[: places - 1], f"{self.places[places - 1]}{total}"), self.message, places
        )

    @property
    def label(self) -> str:
        """The places in a row."""
        return "、".join(self.places)


def render_text(report: Report, max_per_rule: int | None, width: int | None) -> list[ScreenLine]:
    """
    Lay the report out for `width` cells; None (a pipe or a file) breaks no line.

    At most `max_per_rule` findings of a rule are shown, None shows all; the totals are always the true ones.
    A report that is too long for a screen says there only where something is wrong, and how to read the rest.
    """
    head = [ScreenLine(heading(report))] if report.inputs and not report.parts else []
    clean = clean_classes(report) if report.group_by is not None else []
    said = [[ScreenLine(visible(line)) for line in report.lines], list(_unused(report))]
    blocks = [
        head,
        list(_gate(report)),
        [ScreenLine(visible(line)) for line in since_lines(report)],
        *_schools(report, max_per_rule, width),
        *_sections(report, max_per_rule, width),
        [ScreenLine(f"没有问题的班级：{visible('、'.join(clean))}", GOOD_STYLE)] if clean else [],
        *said,
        list(_not_checked(report)),
        list(_closing(report)),
    ]
    lines = wrap_lines(_join(blocks), width)
    if width is None or max_per_rule is None or len(lines) <= LONGEST_ON_A_SCREEN:
        return lines
    if report.parts or report.group_by is not None:
        return lines
    dense = [
        head,
        [ScreenLine(visible(line)) for line in since_lines(report)],
        [_dense_line(text, finding) for text, finding in dense_sections(report, width)],
        [line for block in said for line in block],
        [
            *(ScreenLine(line, QUIET) for line in dense_not_checked(report)),
            *_closing(report, how_to_read=HOW_TO_READ),
        ],
    ]
    return wrap_lines(_join(dense), width)


def _dense_line(text: str, finding: Finding | None) -> ScreenLine:
    return ScreenLine(text, "bold" if finding is None else STYLES[finding.severity])


def render_findings(report: Report, max_per_rule: int | None, width: int | None) -> list[ScreenLine]:
    """Lay out nothing but what is wrong: findings that are not ignored, inputs that could not be read."""
    unreadable = tuple(given for given in report.inputs if given.reason is not None)
    wrong = replace(report, findings=tuple(f for f in report.findings if f.suppressed is None))
    if report.group_by is not None:
        blocks = [list(_inputs(unreadable, report.unit)), *_classes(wrong, max_per_rule, width)]
    else:
        found = _Layout(wrong, max_per_rule, width).rule_by_rule(wrong.findings)
        blocks = [list(_inputs(unreadable, report.unit)), list(found)]
    return wrap_lines(_join([*_schools(report, max_per_rule, width), *blocks]), width)


def _gate(report: Report) -> Iterator[ScreenLine]:
    for text, row in gate_lines(gate_rows(report)):
        yield ScreenLine(f"  {text}", STYLES[row.severity])


def _join(blocks: Iterable[list[ScreenLine]]) -> list[ScreenLine]:
    lines: list[ScreenLine] = []
    for block in blocks:
        if block and lines:
            lines.append(ScreenLine(""))
        lines += block
    return lines


def _schools(report: Report, max_per_rule: int | None, width: int | None) -> Iterator[list[ScreenLine]]:
    """Yield the findings of each school of a report about several, or why there is none."""
    for part in report.parts:
        if part.report is None:
            failed = ScreenLine(f"× {visible(part.reason or '')}", STYLES[Severity.ERROR])
            yield [ScreenLine(f"■ {visible(part.shown)}", "bold"), failed]
            continue
        counts = count_findings(part.report.findings) or "没有发现问题"
        first, *others = _sections(part.report, max_per_rule, width)
        yield [ScreenLine(f"■ {visible(part.shown)}：{counts}", "bold"), *first]
        yield from others


def _sections(report: Report, max_per_rule: int | None, width: int | None) -> Iterator[list[ScreenLine]]:
    """Yield the files with what was found in them, or by class all files first."""
    if report.parts:
        return
    if report.group_by is not None:
        yield list(_inputs(report.inputs, report.unit))
        yield from _classes(report, max_per_rule, width)
        return
    layout = _Layout(report, max_per_rule, width)
    yield [line for kind in by_kind(report) for line in _section(layout, *kind)]


def _section(
    layout: _Layout, role: Role | None, inputs: Sequence[InputFile], findings: Sequence[Finding]
) -> Iterator[ScreenLine]:
    """Yield the inputs of one kind, and the findings about them rule by rule."""
    counts, named = count_findings(findings), kind_label(role)
    if len(inputs) == 1 and inputs[0].reason is None and findings:
        words = count_words(inputs[0], layout.report.unit)
        yield ScreenLine(f"{named}{visible(inputs[0].path)}：{words}，{counts}", "bold")
        yield from _reading(inputs[0])
    else:
        yield from _inputs(inputs, layout.report.unit)
        if findings and inputs:
            yield ScreenLine(f"{named}{counts}", "bold")
    for group in by_rule(findings):
        yield from layout.group(group, with_file=len(inputs) != 1)


def _classes(report: Report, max_per_rule: int | None, width: int | None) -> Iterator[list[ScreenLine]]:
    layout = _Layout(report, max_per_rule, width)
    for name, findings in split_by_class(report).items():
        head = ScreenLine(f"【{visible(name)}】{count_findings(findings)}", "bold")
        yield [head, *layout.rule_by_rule(findings)]


def _inputs(inputs: Iterable[InputFile], unit: str) -> Iterator[ScreenLine]:
    for given in inputs:
        named = kind_label(given.role)
        if given.reason is None:
            yield ScreenLine(f"{named}{visible(given.path)}：{count_words(given, unit)}")
            yield from _reading(given)
        else:
            yield ScreenLine(f"× {named}{visible(given.reason)}", STYLES[Severity.ERROR])


def _reading(given: InputFile) -> Iterator[ScreenLine]:
    if given.read is not None:
        yield ScreenLine(f"  {'；'.join(reading_words(given.read))}", QUIET)


@dataclass(frozen=True)
class _Layout:
    """Lays out the findings of one rule after another, as many and as wide as is wanted."""

    report: Report
    max_per_rule: int | None
    width: int | None

    def rule_by_rule(self, findings: Iterable[Finding]) -> Iterator[ScreenLine]:
        """Yield the findings of each rule in the order of work."""
        for group in in_work_order(self.report, findings):
            yield from self.group(group, with_file=len(self.report.inputs) > 1)

    def group(self, findings: Sequence[Finding], *, with_file: bool) -> Iterator[ScreenLine]:
        """Yield the findings of one rule: on its own line where they are few, else a line each."""
        first = findings[0]
        head = f"  {MARKS[first.severity]} {first.code} {first.title}"
        fix = f"怎么办：{first.fix}"
        entries = list(self._entries(findings, with_file=with_file))
        unit = "处" if first.place.location.member is None else "张"
        shown = entries if self.max_per_rule is None else list(_first_ones(entries, self.max_per_rule, unit))
        told = "；".join(f"{entry.label} {entry.message}".strip() for entry in shown)
        single = [len(entry.places) for entry in entries] == [SINGLE]
        short = single or (len(entries) <= MANY and cells(told) <= LONGEST_ENTRIES)
        left = len(findings) - sum(entry.count for entry in shown)
        if short and not left:
            count = f"（{len(findings):,} 处）" if len(findings) > 1 else ""
            end = "" if told.endswith(("。", "？", "！")) else "。"
            yield ScreenLine(f"{head}{count}：{told}{end}{fix}", STYLES[first.severity])
            return
        yield ScreenLine(f"{head}（{len(findings):,} 处）。{fix}", STYLES[first.severity])
        yield from self._listed(shown)
        if left:
            yield ScreenLine(f"      还有 {left:,} 处没有列出；加上 --max-per-rule all 全部列出", QUIET)

    def _listed(self, entries: Sequence[_TextEntry]) -> Iterator[ScreenLine]:
        widest = (
            WIDEST_PLACE if self.width is None else min(WIDEST_PLACE, int(self.width * WIDEST_PLACE_SHARE))
        )
        column = max((cells(entry.label) for entry in entries if cells(entry.label) <= widest), default=0)
        for entry in entries:
            if self.width is not None and cells(entry.label) > widest:
                yield ScreenLine(f"      {entry.label}")
                yield ScreenLine(f"        {entry.message}")
            else:
                yield ScreenLine(
                    f"      {entry.label}{' ' * max(column - cells(entry.label), 0)}  {entry.message}"
                )

    def _entries(self, findings: Sequence[Finding], *, with_file: bool) -> Iterator[_TextEntry]:
        """Say what several findings have in common once; exceptions stand apart."""
        for message, found in grouped((message_of(finding), finding) for finding in findings).items():
            if len(found) >= SAME_FACTS:
                labels = ((self._label(each, with_file=with_file), who(self.report, each)) for each in found)
                named = dict.fromkeys(f"{label} {person}".rstrip() for label, person in labels)
                yield _TextEntry(tuple(named), f"都是：{message}", len(found))
                continue
            by_person = grouped((message_with_who(self.report, finding), finding) for finding in found)
            for words, each in by_person.items():
                named = dict.fromkeys(self._label(finding, with_file=with_file) for finding in each)
                yield _TextEntry(tuple(named), words, len(each))

    def _label(self, finding: Finding, *, with_file: bool) -> str:
        """Say where; the sheet only where the file has several."""
        at = finding.place.location
        sheets = {table.sheet for table in self.report.tables if table.file == at.file}
        alone = at.cell is not None and not with_file and sheets == {at.sheet}
        return place_label(replace(at, sheet=None) if alone else at, with_file=with_file)


def _first_ones(entries: Iterable[_TextEntry], most: int, unit: str) -> Iterator[_TextEntry]:
    """Give entries until so many places are named; an entry with more of them names those that fit."""
    for entry in entries:
        if most <= 0:
            return
        yield entry.at_most(most, f" …… 共 {entry.count:,} {unit}")
        most -= len(entry.places)


def _unused(report: Report) -> Iterator[ScreenLine]:
    if report.unused:
        yield ScreenLine("没有用到的文件：", QUIET)
    yield from (ScreenLine(f"  {line}", QUIET) for line in islice(unused_words(report), MOST_UNUSED))
    if len(report.unused) > MOST_UNUSED:
        yield ScreenLine(f"  …… 共 {len(report.unused):,} 个，全部列在 JSON 报告里", QUIET)


def _not_checked(report: Report) -> Iterator[ScreenLine]:
    lines = [f"  {what}：{reason}" for what, reason in not_checked_words(report)]
    if lines:
        yield ScreenLine("没有检查的：", QUIET)
    yield from (ScreenLine(line, QUIET) for line in lines)


def _closing(report: Report, how_to_read: str | None = None) -> Iterator[ScreenLine]:
    if not report.inputs and not report.findings:
        # Something was computed and nothing checked.
        return
    # Of a long report each file has said already what it holds.
    counted = totals(report) if how_to_read is None else totals(replace(report, inputs=(), unit=""))
    yield ScreenLine("合计：" + "，".join(counted) + "。")
    yield from (ScreenLine(line) for line in _recap(report, how_to_read))
    found = verdict(report)
    yield ScreenLine(found.whole, STYLES[found.severity])


def _recap(report: Report, how_to_read: str | None) -> Iterator[str]:
    """Say how many errors are in which file, what to mend first, and where to read more."""
    if not report.findings:
        return
    errors = [f for f in report.findings if f.severity is Severity.ERROR and f.suppressed is None]
    counts = [
        (visible(files[0].place.location.file) if role is None else ROLE_WORDS[role], len(files))
        for role, files in by_role(report, errors).items()
    ]
    if len(counts) > 1:
        told = "，".join(f"{word} {count:,} 处" for word, count in counts)
        yield f"错误在：{told}。先改{counts[0][0]}，别的文件都要和它核对。"
    if how_to_read is not None:
        yield how_to_read
        return
    explain = f"wdyy explain {report.findings[0].code}"
    pictured = "带照片的" if any(given.role is Role.PHOTOS for given in report.inputs) else ""
    yield f"{pictured}网页报告：加上 --open；某一条的说明和例子：{explain}"
