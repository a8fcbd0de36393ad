"""How the report of a job is put together: findings in order, what was not checked, the exit status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wdyy_cli.model import Contact, Finding, InputFile, NotChecked, Report, Table, Thumbnail
from wdyy_cli.rules.catalogue import rules_of
from wdyy_cli.rules.config import CONFIG, Ignored
from wdyy_cli.rules.registry import Choice
from wdyy_cli.school.settings import CLEAN, FAILING, FOUND, UNUSABLE, FailOn, Settings


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a report shows besides findings: see the fields of `Report`."""

    results: object = None
    lines: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    tables: tuple[Table, ...] = ()
    thumbnails: Mapping[tuple[str, str], Thumbnail] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
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
        contacts=shown.contacts,
        classes=shown.classes,
        group_by=shown.group_by,
        advice=shown.advice,
        objection=shown.objection,
    )


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
