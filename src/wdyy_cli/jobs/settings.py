"""What every checking job is told besides its inputs, and how its report is put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wdyy_cli.model import Finding, InputFile, NotChecked, Report, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.registry import Choice

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
class Settings:
    """The profile, the day that counts as today, the chosen rules, and how many processes may work."""

    profile: Profile
    checked_on: date
    choice: Choice = field(default_factory=Choice)
    fail_on: FailOn = FailOn.ERROR
    processes: int = 1


def assemble(
    command: str,
    settings: Settings,
    inputs: Sequence[InputFile],
    findings: Iterable[Finding],
    *,
    families: tuple[str, ...],
    unit: str,
    not_given: Mapping[str, str] | None = None,
    results: object = None,
) -> Report:
    """
    Sort the findings, say what was not checked, and settle the exit status.

    `families` are the prefixes of the rules that the command applies; `not_given` says by code which checks
    lacked an input.
    """
    order = {given.path: index for index, given in enumerate(inputs)}
    ordered = tuple(sorted(findings, key=lambda finding: _sort_key(finding, order)))
    lacking = [NotChecked(code=code, reason=reason) for code, reason in (not_given or {}).items()]
    return Report(
        command=command,
        profile=settings.profile.name,
        checked_on=settings.checked_on.isoformat(),
        inputs=tuple(inputs),
        findings=ordered,
        exit_code=_exit_code(settings.fail_on, inputs, ordered),
        unit=unit,
        not_checked=(*_not_applied(settings, families), *lacking),
        results=results,
    )


def _exit_code(fail_on: FailOn, inputs: Sequence[InputFile], findings: Sequence[Finding]) -> int:
    if any(given.reason is not None for given in inputs):
        return UNUSABLE
    if any(f.severity in FAILING[fail_on] and f.suppressed is None for f in findings):
        return FOUND
    return CLEAN if any(given.items for given in inputs) else UNUSABLE


def _not_applied(settings: Settings, families: tuple[str, ...]) -> Iterable[NotChecked]:
    for code, rule in all_rules().items():
        if not code.startswith(families):
            continue
        reason = rule.profiled(settings.profile)
        if reason is None and not settings.choice.includes(code):
            reason = "没有选中（--select、--ignore）"
        if reason is not None:
            yield NotChecked(code=code, reason=reason)


def _sort_key(finding: Finding, order: Mapping[str, int]) -> tuple[int | str, ...]:
    at = finding.place.location
    row = (at.sheet or "", at.row or 0, at.member or "", at.cell or "")
    return (order.get(at.file, len(order)), *row, finding.code, finding.message)
