"""CFG: what is wrong with the rules section of a wdyy.toml; and how it changes findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from wdyy_cli.model import Finding, Location, Place, Problem, Severity, is_graver
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet


@dataclass(frozen=True, kw_only=True, slots=True)
class Ignored:
    """
    One entry of `rules.ignore` and what became of it.

    It matched so many findings; so many others of which it speaks are `graver` than what it hides.
    `id_number` and `only_file` narrow it to one person or file. `most` is the gravest severity that it hides;
    None hides what is no graver than the rule's findings are as a rule.
    """

    file: str
    code: str
    reason: str
    checked_on: date
    until: date | None = None
    matched: int = 0
    graver: int = 0
    id_number: str | None = None
    only_file: str | None = None
    most: Severity | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether it speaks of a finding."""
        place = finding.place
        if not finding.code.startswith(self.code):
            return False
        if self.id_number is not None and (place.id_number or "").upper() != self.id_number.strip().upper():
            return False
        return self.only_file is None or _plain(place.location.file) == _plain(self.only_file)

    def hides(self, finding: Finding) -> bool:
        """Whether it is strong enough for a finding."""
        return not finding.raised if self.most is None else not is_graver(finding.severity, self.most)

    @property
    def expired(self) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < self.checked_on


def _plain(path: str) -> str:
    """Write a path in one way, whichever slashes it was written with."""
    return path.replace("\\", "/").removeprefix("./")


CONFIG = RuleSet[Ignored](__name__)

DAY = date(2026, 11, 23)


def ignored(*, until: date | None = None, matched: int = 0, graver: int = 0) -> Ignored:
    """Build an example."""
    return Ignored(
        file="wdyy.toml",
        code="PHO006",
        reason="平台已确认",
        checked_on=DAY,
        until=until,
        matched=matched,
        graver=graver,
    )


def _at(entry: Ignored) -> Place:
    return Place(location=Location(file=entry.file), value=entry.code)


@CONFIG.rule(
    "CFG001",
    "忽略的规则没有用上",
    severity=Severity.INFO,
    source=PRACTICE,
    fires=lambda: {"没有这样的问题": ignored(), "这样的问题更重": ignored(graver=3)},
    silent=lambda: {"有这样的问题": ignored(matched=2), "已经过期": ignored(until=date(2026, 11, 22))},
)
def ignore_matched_nothing(entry: Ignored, _: Profile) -> Iterator[Problem]:
    """
    wdyy.toml 里忽略了一条规则，但这次没有它要忽略的问题，留着可能会盖住以后的新问题。

    不再需要的话，从 [rules] 的 ignore 里删去这一条。
    """
    if entry.matched or entry.expired:
        return
    if entry.graver:
        yield Problem(
            _at(entry),
            f"{entry.code}（{entry.reason}）没有忽略 {entry.graver:,} 处：它们比这条规则平常说的更重",
            fix='改正它们；看过以后确实要忽略的，在这一条里加上 severity = "error"。',
        )
        return
    yield Problem(_at(entry), f"{entry.code}（{entry.reason}）没有对上任何问题")


@CONFIG.rule(
    "CFG002",
    "忽略的期限已过",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {"昨天到期": ignored(until=date(2026, 11, 22), matched=1)},
    silent=lambda: {"今天到期": ignored(until=DAY, matched=1), "没有期限": ignored(matched=1)},
)
def ignore_has_expired(entry: Ignored, _: Profile) -> Iterator[Problem]:
    """
    wdyy.toml 里的忽略写了期限，期限过后不再起作用，问题照常报告。

    问题已经解决就删去这一条；还需要忽略就改写 until 的日期。
    """
    if entry.expired:
        yield Problem(_at(entry), f"{entry.code}（{entry.reason}）只到 {entry.until}")


@dataclass(frozen=True, kw_only=True)
class RuleChanges:
    """What a workspace changes about the rules: ignores, and severities by code or prefix."""

    ignored: tuple[Ignored, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)

    def apply(self, findings: Iterable[Finding]) -> tuple[list[Finding], list[Ignored]]:
        """Give the findings with changed severities and reasons, and the ignores with their counts."""
        matched, graver, changed = [0] * len(self.ignored), [0] * len(self.ignored), []
        for finding in map(self._grade, findings):
            speaking = [index for index, entry in enumerate(self.ignored) if entry.covers(finding)]
            hiding = [index for index in speaking if self.ignored[index].hides(finding)]
            for index in hiding[:1]:
                matched[index] += 1
            for index in () if hiding else speaking:
                graver[index] += 1
            changed.append(self._suppress(finding, hiding[0]) if hiding else finding)
        entries = zip(self.ignored, matched, graver, strict=True)
        return changed, [replace(entry, matched=one, graver=other) for entry, one, other in entries]

    def _grade(self, finding: Finding) -> Finding:
        """Give it the severity that is wanted; what was made graver is hidden as little as what was so."""
        prefixes = [prefix for prefix in self.severity if finding.code.startswith(prefix)]
        if not prefixes:
            return finding
        severity = self.severity[max(prefixes, key=len)]
        raised = finding.raised or is_graver(severity, finding.severity)
        return replace(finding, severity=severity, raised=raised)

    def _suppress(self, finding: Finding, index: int) -> Finding:
        entry = self.ignored[index]
        return finding if entry.expired else replace(finding, suppressed=entry.reason)
