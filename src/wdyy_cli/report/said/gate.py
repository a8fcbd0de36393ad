"""The gate at a glance: one line for each check, with what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Finding, InputFile, NotChecked, Report, Role, Severity
from wdyy_cli.report.said.not_checked import FAMILY_ROLES
from wdyy_cli.report.said.words import MARKS, ROLE_WORDS, by_role, count_items
from wdyy_cli.report.screen.columns import cells

ACROSS = "互相核对"
OTHERS = "其他"
LEADER = "……"
"""Stands right behind each name; names are aligned before it, for terminals disagree about its width."""

HELD_AGAINST = (
    Role.ROSTER,
    Role.PHOTOS,
    Role.STUDENTS,
    Role.REGISTRATION,
    Role.STATUS,
    Role.RECORDS,
)
"""What is held against each other, by ID number."""

COMPARED = {
    "XRF001": (Role.PHOTOS,),
    "XRF002": (Role.PHOTOS,),
    **dict.fromkeys(("XRF003", "XRF004", "XRF005", "XRF006", "XRF008"), (Role.ROSTER, Role.REGISTRATION)),
    "XRF007": (Role.REGISTRATION, Role.STATUS),
    **dict.fromkeys(("XRF009", "XRF010"), (Role.ROSTER, Role.STUDENTS)),
}
"""What must have been given for a comparison to be missed."""

NUMBERS, CROSS = "IDN", "XRF"


@dataclass(frozen=True, kw_only=True)
class GateRow:
    """A check and what it came to; `severity` is None where all is well."""

    name: str
    words: str
    severity: Severity | None

    @property
    def mark(self) -> str:
        """The mark that tells it without colours."""
        return MARKS[self.severity]

    @property
    def mood(self) -> str:
        """The severity as a word for a style sheet."""
        return "good" if self.severity is None else self.severity.value


def gate_rows(report: Report) -> list[GateRow]:
    """Give a line for each check of the gate, in the order of work; none where the command is no gate."""
    if not report.gate:
        return []
    found = by_role(report, report.findings)
    given = grouped((file.role, file) for file in report.inputs)
    rows = []
    for role in (*Role, None):
        files, findings = given.get(role, []), found.get(role, [])
        wanted = role in report.gate or (role is not None and any(not file.beside for file in files))
        if wanted or any(finding.severity is Severity.ERROR for finding in findings):
            words, severity = _outcome(report, role, files, findings)
            name = OTHERS if role is None else ROLE_WORDS[role]
            rows.append(GateRow(name=name, words=words, severity=severity))
    return [*rows, *_across(report)]


def gate_lines(rows: Sequence[GateRow]) -> Iterator[tuple[str, GateRow]]:
    """Write each line as text, the names aligned at their ends."""
    widest = max((cells(row.name) for row in rows), default=0)
    for row in rows:
        yield f"{' ' * (widest - cells(row.name))}{row.name}{LEADER}{row.words}", row


def _outcome(
    report: Report, role: Role | None, files: Sequence[InputFile], findings: Sequence[Finding]
) -> tuple[str, Severity | None]:
    unread = sum(file.reason is not None for file in files)
    if role is not None and not files and not findings:
        return "没有文件", Severity.WARNING
    if unread:
        told = f"{unread} 个文件读不了" if len(files) > 1 else "读不了"
        errors = _count(findings, Severity.ERROR)
        return told + (f"，{errors:,} 处错误" if errors else ""), Severity.ERROR
    if (said := _faults(findings)) is not None:
        return said
    if role is not None and _left_out(report, role):
        return "没有检查", Severity.WARNING
    if any(item.deselected and _concerns(item, role) for item in report.not_checked):
        return "没有发现错误，但没有全部检查", Severity.WARNING
    return f"通过 {'，'.join(count_items(files, report.unit))}".rstrip(), None


def _faults(findings: Sequence[Finding]) -> tuple[str, Severity] | None:
    """Say how many errors and warnings there are; what is ignored or known is still there."""
    errors, warnings = (_count(findings, severity) for severity in (Severity.ERROR, Severity.WARNING))
    also = f"{warnings:,} 处警告" if warnings else ""
    if errors:
        return "，".join(filter(None, (f"{errors:,} 处错误", also))), Severity.ERROR
    known = sum(f.suppressed is not None and f.severity is Severity.ERROR for f in findings)
    if known:
        return "，".join(filter(None, (f"没有新的错误，{known:,} 处还没有改", also))), Severity.WARNING
    return (f"没有错误，{also}", Severity.WARNING) if warnings else None


def _across(report: Report) -> Iterator[GateRow]:
    """Yield the line about files held against each other, where there are several of them."""
    given = {file.role for file in report.inputs if not file.beside}
    read = {file.role for file in report.inputs if not file.beside and file.reason is None}
    held = [role for role in HELD_AGAINST if role in read]
    if len([role for role in HELD_AGAINST if role in given]) < 2:  # noqa: PLR2004 - two, to compare
        return
    found = [finding for finding in report.findings if finding.code.startswith(CROSS)]
    missed = [
        item
        for item in report.not_checked
        if item.code.startswith(CROSS) and (item.deselected or given.issuperset(COMPARED.get(item.code, ())))
    ]
    words, severity = f"通过（{'、'.join(ROLE_WORDS[role] for role in held)}）", None
    faults = _faults(found)
    if faults is not None:
        words, severity = f"{faults[0]}（已经算在上面）", faults[1]
    elif missed or len(held) < 2:  # noqa: PLR2004 - the same
        words, severity = "没有全部核对", Severity.WARNING
    yield GateRow(name=ACROSS, words=words, severity=severity)


def _left_out(report: Report, role: Role) -> bool:
    """Whether a file was read and nobody looked at it, for want of another one."""
    reasons = (item for item in report.not_checked if not item.deselected and not item.unpublished)
    return any(FAMILY_ROLES.get(item.code) is role for item in reasons)


def _concerns(item: NotChecked, role: Role | None) -> bool:
    family = item.code[: len(NUMBERS)]
    return FAMILY_ROLES.get(family) is role or (family == NUMBERS and role in HELD_AGAINST)


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity and finding.suppressed is None for finding in findings)
