"""What every report for people says, whatever its format: places, counts, the verdict and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wdyy_cli.cell_text import visible as visible  # noqa: PLC0414 - what all reports take from here
from wdyy_cli.field_names import FIELD_NAMES
from wdyy_cli.header import normal_header
from wdyy_cli.model import Finding, InputFile, Location, Report, Severity, TableReading

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
MARKS = {Severity.ERROR: "×", Severity.WARNING: "！", Severity.INFO: "·"}
GOOD = "√"
IGNORED = "已忽略"
NAMED_CODES = 3
"""So many codes with one reason are named; more are counted."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the files may be uploaded, and what to do next; `severity` is None where all is well."""

    severity: Severity | None
    mark: str
    sentence: str
    next_step: str = ""

    @property
    def whole(self) -> str:
        """Everything on one line."""
        gap = "" if self.mark == "！" else " "
        return f"{self.mark}{gap}{self.sentence}{self.next_step}"


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


def message_of(finding: Finding) -> str:
    """Give what is wrong, and why it is ignored where it is."""
    note = f"（{IGNORED}：{finding.suppressed}）" if finding.suppressed is not None else ""
    return visible(finding.message + note)


def count_words(given: InputFile, unit: str) -> str:
    """Say how many of what an input holds; a template is just that."""
    own = unit if given.unit is None else given.unit
    return f"{given.items:,} {own}" if given.items or not given.beside else own


def reading_words(read: TableReading) -> Iterator[str]:
    """Say what of a table was read as what, what was not used, and how many rows have each value."""
    if len(read.sheets) > 1:
        yield "读到的工作表：" + "，".join(f"{sheet.name} {sheet.rows:,} 行" for sheet in read.sheets)
    columns = (
        header
        if normal_header(header) == normal_header(FIELD_NAMES[field])
        else f"{header}（{FIELD_NAMES[field]}）"
        for field, header in read.columns.items()
    )
    yield "读到的列：" + "、".join(map(visible, columns))
    if read.unused:
        yield "没有用到的列：" + "、".join(map(visible, read.unused))
    for field in (field for field in ("level", "student_type") if field in read.counts):
        counts = read.counts[field]
        shown = "，".join(f"{visible(value)} {count:,}" for value, count in counts.items())
        yield f"{FIELD_NAMES[field]}：{shown}"


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put the findings of one rule, severity and remedy together, errors first, then by code."""
    groups: dict[tuple[int, str, str], list[Finding]] = {}
    severities = list(Severity)
    for finding in findings:
        groups.setdefault((severities.index(finding.severity), finding.code, finding.fix), []).append(finding)
    return [groups[key] for key in sorted(groups)]


def count_findings(findings: Iterable[Finding]) -> str:
    """Say how many findings of each severity there are, the ignored ones apart."""
    counts = Counter(IGNORED if f.suppressed is not None else WORDS[f.severity] for f in findings)
    return "，".join(f"{word} {counts[word]:,} 处" for word in (*WORDS.values(), IGNORED) if counts[word])


def count_checked(report: Report) -> list[str]:
    """Count what was checked, unit by unit."""
    counts: dict[str, int] = {report.unit: 0} if report.unit else {}
    for given in report.inputs:
        if not given.beside and given.reason is None:
            unit = report.unit if given.unit is None else given.unit
            counts[unit] = counts.get(unit, 0) + given.items
    return [f"{count:,} {unit}" for unit, count in counts.items()]


def totals(report: Report) -> list[str]:
    """Count what was checked, unit by unit, what was found, and what could not be read."""
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    ignored = sum(1 for finding in report.findings if finding.suppressed is not None)
    parts = count_checked(report)
    parts += [f"错误 {errors:,} 处", f"警告 {warnings:,} 处"]
    parts += [f"提示 {infos:,} 处"] if infos else []
    parts += [f"{IGNORED} {ignored:,} 处"] if ignored else []
    unreadable = _unreadable(report)
    return parts + ([f"{unreadable} 个文件读不了"] if unreadable else [])


def not_checked_words(report: Report) -> Iterator[tuple[str, str]]:
    """Name the codes that were not checked for one reason, and give the reason."""
    reasons: dict[str, list[str]] = {}
    for item in report.not_checked:
        reasons.setdefault(item.reason, []).append(item.code)
    for reason, codes in reasons.items():
        names = "、".join(codes) if len(codes) <= NAMED_CODES else f"{codes[0]} 等 {len(codes)} 条规则"
        yield names, visible(reason)


def verdict(report: Report, where: str = "上面") -> Verdict:
    """Say whether the files may be uploaded; `where` the findings stand, seen from the verdict."""
    again, error, warning = "再运行一次同样的命令", Severity.ERROR, Severity.WARNING
    if _unreadable(report):
        step = f"请先换上能打开的文件，{again}。"
        return Verdict(severity=error, mark="×", sentence="有文件没有检查到。", next_step=step)
    if report.count(error):
        step = f"请先改正{where}的错误，{again}，直到没有错误。"
        return Verdict(
            severity=error, mark="×", sentence=report.objection or "现在不要上传。", next_step=step
        )
    if report.inputs and not report.items:
        step = "请确认选对了文件。"
        return Verdict(severity=error, mark="×", sentence="没有检查到任何内容，不能上传。", next_step=step)
    if any("--select" in item.reason for item in report.not_checked):
        step = "上传前请不加 --select 和 --ignore 再查一遍。"
        sentence = "选中的规则没有发现错误，但还有规则没有检查。"
        return Verdict(severity=warning, mark="！", sentence=sentence, next_step=step)
    if warnings := report.count(warning):
        step = "请逐条看过，确认没有问题再上传。"
        sentence = f"没有错误，有 {warnings:,} 处警告。"
        return Verdict(severity=warning, mark="！", sentence=sentence, next_step=step)
    sentence = (report.advice or "没有发现问题，可以上传。").removeprefix(GOOD).lstrip()
    ignored = sum(1 for finding in report.findings if finding.suppressed is not None)
    step = f"{IGNORED}的 {ignored:,} 处请自己把关。" if ignored else ""
    return Verdict(severity=None, mark=GOOD, sentence=sentence, next_step=step)


def _unreadable(report: Report) -> int:
    return sum(1 for given in report.inputs if given.reason is not None)
