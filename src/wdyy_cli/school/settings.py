"""What every checking job is told besides its inputs, and how its report is put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Finding, InputFile, NotChecked, Report, Severity, Table, Thumbnail
from wdyy_cli.profile import Profile
from wdyy_cli.rules.catalogue import all_rules, rules_of
from wdyy_cli.rules.config import CONFIG, Ignored, RuleChanges
from wdyy_cli.rules.registry import Choice, known_prefixes
from wdyy_cli.workspace import Workspace

Progress = Callable[[int, int], None]
"""Told how many of how many things are done, now and then."""


class FailOn(StrEnum):
    """The least severity that makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


FAILING = {
    FailOn.ERROR: frozenset({Severity.ERROR}),
    FailOn.WARNING: frozenset({Severity.ERROR, Severity.WARNING}),
    FailOn.NEVER: frozenset[Severity](),
}

CLEAN, FOUND, UNUSABLE = 0, 1, 2
"""Exit statuses of a job: nothing that fails, findings, an input could not be used."""


@dataclass(frozen=True, kw_only=True)
class SheetValues:
    """What holds for all candidates of a sheet; empty where it is not known."""

    school: str = ""
    site: str = ""
    plan: str = ""
    level: str = ""
    student_type: str = ""
    certificate: str = ""

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Take what a workspace says."""
        school, exam = workspace.school, workspace.exam
        return cls(
            school=school.name or "",
            site=school.site or "",
            plan=exam.plan or "",
            level=exam.level or "",
            student_type=exam.student_type or "",
            certificate=exam.certificate or "",
        )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    The profile, the day that counts as today, the chosen rules, and how many processes may work.

    `columns` gives the headers of fields that the user named; those of the fields in `insisted` must be
    there, the others (of a workspace, which has several tables) only count where they are. `thumbnails` asks
    for pictures of faulty photos. Inputs are named relative to `folder`.
    """

    profile: Profile
    checked_on: date
    choice: Choice = field(default_factory=Choice)
    fail_on: FailOn = FailOn.ERROR
    processes: int = 1
    workspace: Workspace | None = None
    rule_changes: RuleChanges = field(default_factory=RuleChanges)
    values: SheetValues = field(default_factory=SheetValues)
    columns: Mapping[str, str] = field(default_factory=dict)
    insisted: frozenset[str] = frozenset()
    thumbnails: bool = False
    folder: Path = Path()

    @property
    def workspace_template(self) -> str | None:
        """The platform's template that the workspace names, as a path from here; None where it names none."""
        if self.workspace is None or self.workspace.files.template is None:
            return None
        path = self.workspace.folder / self.workspace.files.template
        try:
            return os.path.relpath(path)
        except ValueError:
            return str(path)  # on another drive than this folder

    @property
    def lenient(self) -> Settings:
        """The same for further tables, which need not have the columns that the user named."""
        return replace(self, insisted=frozenset())

    def path(self, shown: str) -> Path:
        """Give the path of an input that is shown like this; raises WdyyError for an empty name."""
        if not shown:
            raise WdyyError("有一个文件名是空的。", "请写上文件名；在脚本里的话，看看变量有没有值。")
        return self.folder / shown


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a report shows besides findings: see the fields of `Report`."""

    results: object = None
    lines: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    tables: tuple[Table, ...] = ()
    thumbnails: Mapping[tuple[str, str], Thumbnail] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    group_by: str | None = None
    advice: str | None = None
    objection: str | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """A command, the prefixes of the rules that it applies, and what its inputs hold, to be counted."""

    command: str
    families: tuple[str, ...] = ()
    unit: str = ""

    def also(self, *families: str) -> Job:
        """Give the same command with further rules: those about an input that is not always there."""
        return replace(self, families=(*self.families, *families))


def assemble(
    job: Job,
    settings: Settings,
    inputs: Sequence[InputFile],
    findings: Iterable[Finding],
    *,
    not_given: Mapping[str, str] | None = None,
    shown: Shown | None = None,
    stopped: bool = False,
) -> Report:
    """
    Change and sort the findings, say what was not checked, and settle the exit status.

    `not_given` says by code which checks lacked an input. `stopped`: the command did not do what it was asked
    for, whatever `fail_on` says.
    """
    shown = shown or Shown()
    changed, ignores = settings.rule_changes.apply(findings)
    applied = [entry for entry in ignores if _concerns(entry, settings.choice, job.families)]
    changed += [found for entry in applied for found in CONFIG.find(entry, settings.profile, settings.choice)]
    order = {given.path: index for index, given in enumerate(inputs)}
    ordered = tuple(sorted(changed, key=lambda finding: _sort_key(finding, order)))
    lacking = [NotChecked(code=code, reason=reason) for code, reason in (not_given or {}).items()]
    return Report(
        command=job.command,
        profile=settings.profile.name,
        checked_on=settings.checked_on.isoformat(),
        inputs=tuple(inputs),
        findings=ordered,
        exit_code=max(exit_code(settings.fail_on, inputs, ordered), FOUND if stopped else CLEAN),
        unit=job.unit,
        not_checked=(*_not_applied(settings, job.families), *lacking),
        results=shown.results,
        lines=shown.lines,
        personal=shown.personal,
        tables=shown.tables,
        thumbnails=shown.thumbnails,
        classes=shown.classes,
        group_by=shown.group_by,
        advice=shown.advice,
        objection=shown.objection,
    )


def read_rule_changes(workspace: Workspace | None, checked_on: date) -> RuleChanges:
    """Take ignores and severities from a workspace; raises WdyyError for a code that does not exist."""
    if workspace is None:
        return RuleChanges()
    rules = workspace.rules
    ignored = [
        Ignored(
            file=workspace.shown, code=code, reason=entry.reason, checked_on=checked_on, until=entry.until
        )
        for entry in rules.ignore
        for code in _codes(entry.code, workspace)
    ]
    severity = {
        code: Severity(name) for text, name in rules.severity.items() for code in _codes(text, workspace)
    }
    return RuleChanges(ignored=tuple(ignored), severity=severity)


def _codes(text: str, workspace: Workspace) -> tuple[str, ...]:
    where = f"配置文件“{workspace.shown}”的 [rules]："
    found = known_prefixes([text], sorted(all_rules()), where)
    if not found:
        raise WdyyError(f"{where}规则代码是空的。", "写一个规则代码或它的开头几位，如 PHO006。")
    return found


def _concerns(entry: Ignored, choice: Choice, families: tuple[str, ...]) -> bool:
    """Whether a command could have found what an entry ignores."""
    return any(code.startswith(entry.code) and choice.includes(code) for code in rules_of(families))


def exit_code(fail_on: FailOn, inputs: Sequence[InputFile], findings: Sequence[Finding]) -> int:
    """Settle the exit status: an unusable input wins over findings; nothing checked is no success."""
    if any(given.reason is not None for given in inputs):
        return UNUSABLE
    if any(f.severity in FAILING[fail_on] and f.suppressed is None for f in findings):
        return FOUND
    if not inputs:
        # A command that only computes, and was told everything on the command line.
        return CLEAN
    return CLEAN if any(given.items and not given.beside for given in inputs) else UNUSABLE


def _not_applied(settings: Settings, families: tuple[str, ...]) -> Iterable[NotChecked]:
    for code, rule in rules_of(families).items():
        reason = rule.profiled(settings.profile)
        if reason is None and not settings.choice.includes(code):
            reason = "没有选中（--select、--ignore）"
        if reason is not None:
            yield NotChecked(code=code, reason=reason)


def _sort_key(finding: Finding, order: Mapping[str, int]) -> tuple[int | str, ...]:
    at = finding.place.location
    row = (at.sheet or "", at.row or 0, at.member or "", at.cell or "")
    return (order.get(at.file, len(order)), *row, finding.code, finding.message)
