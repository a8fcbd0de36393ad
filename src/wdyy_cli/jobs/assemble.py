"""How the report of a job is put together: findings in order, what was not checked, the exit status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain

from wdyy_cli.jobs.other_kinds import (
    STRANGE_HEADER,
    find_no_registrations,
    name_other_kinds,
    tell_no_registration,
    tell_no_rosters,
)
from wdyy_cli.model import Finding, InputFile, NotChecked, Report, Role, Severity, Shown, Table, Verdict
from wdyy_cli.rules.catalogue import rules_of
from wdyy_cli.rules.config import CONFIG, Ignored
from wdyy_cli.rules.registry import Choice
from wdyy_cli.school.settings import CLEAN, FAILING, FOUND, UNUSABLE, Settings
from wdyy_cli.sheet import show_value

A_REGISTRATION = "报考表"


@dataclass(frozen=True, kw_only=True)
class Job:
    """
    A command, the prefixes of the rules that it applies, and what its inputs hold, to be counted.

    `essential` says by code or prefix what the command is there to check: where that could not be looked at,
    nothing is clean.
    """

    command: str
    families: tuple[str, ...] = ()
    unit: str = ""
    essential: Mapping[str, str] = field(default_factory=dict)

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
    passed_over = [found for given in inputs for found in given.unread]
    changed, ignores = settings.rule_changes.apply([*findings, *passed_over])
    applied = [entry for entry in ignores if _concerns(entry, settings.choice, job.families)]
    changed += settings.find(CONFIG, applied)
    lacking = [NotChecked(code=code, reason=reason) for code, reason in (not_given or {}).items()]
    workspace = settings.workspace
    doubtful = find_no_registrations(inputs, job.command, settings)
    shown = replace(shown, lines=(*shown.lines, *tell_no_rosters(inputs, settings)))
    if any(given.no_columns is not None for given in inputs) or any(
        found.code == STRANGE_HEADER for found in changed
    ):
        inputs = tuple(name_other_kinds(inputs, job.command, settings))
        shown = replace(shown, lines=(*shown.lines, *tell_no_registration(inputs, changed, settings)))
    return settled(
        Report(
            command=job.command,
            profile=settings.profile.name,
            checked_on=settings.checked_on.isoformat(),
            inputs=tuple(inputs),
            findings=in_order_of_work(name_people(changed, shown.tables), inputs),
            exit_code=CLEAN,
            unit=job.unit,
            school=settings.values.school,
            plan=settings.values.plan,
            folder=settings.folder.name,
            config=None if workspace is None else workspace.shown,
            not_checked=(*_not_applied(settings, job.families), *lacking, *doubtful),
            lacking=(
                *(words for code, words in job.essential.items() if code in (not_given or {})),
                *(A_REGISTRATION for _ in doubtful),
            ),
            unused=tuple(dict.fromkeys(chain.from_iterable(given.aside for given in inputs))),
            stopped=stopped,
            **{each.name: getattr(shown, each.name) for each in fields(Shown)},
        ),
        settings,
    )


def settled(report: Report, settings: Settings) -> Report:
    """Give the report with its exit status: an unusable input wins over findings, nothing checked is none."""
    return replace(report, exit_code=_exit_code(report, settings))


def _exit_code(report: Report, settings: Settings) -> int:
    if any(given.reason is not None for given in report.inputs):
        return UNUSABLE
    if report.stopped or any(report.count(severity) for severity in FAILING[settings.fail_on]):
        return FOUND
    if report.inputs and not report.items:
        return UNUSABLE
    return FOUND if settings.strict and report.verdict is Verdict.PARTIAL else CLEAN


def in_order_of_work(findings: Iterable[Finding], inputs: Sequence[InputFile]) -> tuple[Finding, ...]:
    """Sort findings as a coordinator works: file by file, errors before warnings, then by place."""
    roles = {given.path: role_order(given.role) for given in inputs}
    order = {given.path: index for index, given in enumerate(inputs)}
    severities = list(Severity)

    def key(finding: Finding) -> tuple[int | str, ...]:
        at = finding.place.location
        work = (roles.get(at.file, len(Role) + 1), severities.index(finding.severity))
        row = (at.sheet or "", at.row or 0, at.member or "", at.cell or "")
        return (*work, order.get(at.file, len(order)), *row, finding.code, finding.message)

    return tuple(sorted(findings, key=key))


def role_order(role: Role | None) -> int:
    """Give the place of a kind of file in the order of work; what is none comes last."""
    return len(Role) if role is None else list(Role).index(role)


def name_people(findings: Sequence[Finding], tables: Iterable[Table]) -> list[Finding]:
    """Give the findings that know only an ID number the name that stands beside it in one of the tables."""
    wanted = {
        found.place.id_number
        for found in findings
        if found.place.name is None and found.place.id_number is not None
    }
    names = _names_of(wanted, tables) if wanted else {}
    return [
        replace(found, person=names[found.place.id_number])
        if found.place.name is None and found.place.id_number in names
        else found
        for found in findings
    ]


def _names_of(wanted: Collection[str | None], tables: Iterable[Table]) -> dict[str | None, str]:
    names: dict[str | None, str] = {}
    for table in tables:
        number_at, name_at = table.columns.get("id_number"), table.columns.get("name")
        if number_at is None or name_at is None:
            continue
        for values in table.rows[table.header_row :]:
            if len(values) > max(number_at, name_at):
                number, name = show_value(values[number_at]).strip(), show_value(values[name_at]).strip()
                if name and number in wanted:
                    names.setdefault(number, name)
    return names


def _concerns(entry: Ignored, choice: Choice, families: tuple[str, ...]) -> bool:
    """Whether a command could have found what an entry ignores."""
    return any(code.startswith(entry.code) and choice.includes(code) for code in rules_of(families))


def _not_applied(settings: Settings, families: tuple[str, ...]) -> Iterable[NotChecked]:
    for code, rule in rules_of(families).items():
        unknown = rule.profiled(settings.profile)
        if unknown is not None:
            yield NotChecked(code=code, reason=unknown, unpublished=True)
        elif not settings.choice.includes(code):
            yield NotChecked(code=code, reason="没有选中（--select、--ignore）", deselected=True)
