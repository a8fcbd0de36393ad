"""What every checking job is told besides its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.model import Finding, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.catalogue import all_rules, code_words
from wdyy_cli.rules.config import Ignored, RuleChanges
from wdyy_cli.rules.registry import Choice, RuleSet, known_prefixes
from wdyy_cli.school.reading.named import expand_name, relative_path, without_quotes

if TYPE_CHECKING:
    from wdyy_cli.workspace import Workspace

T = TypeVar("T")
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


class ValueSource(NamedTuple):
    """Where a value that holds for all candidates is given: the option, or section and key of wdyy.toml."""

    option: str
    section: str
    key: str


VALUE_SOURCES = {
    "school": ValueSource("--school", "school", "name"),
    "site": ValueSource("--site", "school", "site"),
    "plan": ValueSource("--plan", "exam", "plan"),
    "level": ValueSource("--level", "exam", "level"),
    "student_type": ValueSource("--student-type", "exam", "student_type"),
    "certificate": ValueSource("--certificate", "exam", "certificate"),
}
"""The fields of which one value may hold for all candidates."""


@dataclass(frozen=True, kw_only=True)
class SheetValues:
    """
    What holds for all candidates of a sheet; empty where it is not known.

    Of those who borrow a site (借考): `host_sites` are where own students go, `guest_schools` whose students
    come here.
    """

    school: str = ""
    site: str = ""
    plan: str = ""
    level: str = ""
    student_type: str = ""
    certificate: str = ""
    host_sites: tuple[str, ...] = ()
    guest_schools: tuple[str, ...] = ()

    @property
    def also(self) -> Mapping[str, Sequence[str]]:
        """Values that are right for some candidates, by field."""
        return {"site": self.host_sites, "school": self.guest_schools}

    @property
    def known(self) -> dict[str, str]:
        """The values that are known, by field."""
        return {of: value for of in VALUE_SOURCES if (value := getattr(self, of))}

    def over(self, others: SheetValues) -> SheetValues:
        """Give these values, and others where these are not known."""
        return replace(others, **self.known)  # type: ignore[arg-type] # all of these are texts

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """Take what a workspace says."""
        written = {
            of: getattr(getattr(workspace, source.section), source.key) or ""
            for of, source in VALUE_SOURCES.items()
        }
        school = workspace.school
        return cls(**written, host_sites=school.host_sites, guest_schools=school.guest_schools)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """
    The profile, the day that counts as today, the chosen rules, and how many processes may work.

    `strict`: what is not wholly clean fails.

    `columns` gives the headers of fields that the user named, `also_called` further ones, of other tables;
    those of the fields in `insisted` must be there, the others (of a workspace, which has several tables)
    only count where they are. `columns_of` gives those of single files. `thumbnails` asks for pictures of
    faulty photos, `by_class` for who is in which class. Inputs are named relative to `folder`.
    """

    profile: Profile
    checked_on: date
    choice: Choice = field(default_factory=Choice)
    fail_on: FailOn = FailOn.ERROR
    strict: bool = False
    processes: int = 1
    workspace: Workspace | None = None
    rule_changes: RuleChanges = field(default_factory=RuleChanges)
    values: SheetValues = field(default_factory=SheetValues)
    columns: Mapping[str, str] = field(default_factory=dict)
    insisted: frozenset[str] = frozenset()
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns_of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    thumbnails: bool = False
    by_class: bool = False
    folder: Path = Path()

    @property
    def constants(self) -> dict[str, str]:
        """What holds for all candidates, by field, empty where nobody knows it."""
        certificate = self.profile.certificate.name or ""
        return {**dict.fromkeys(VALUE_SOURCES, ""), "certificate": certificate, **self.values.known}

    def template(self, key: str) -> str:
        """Give the template that the workspace names in [files], as a path from here, or nothing."""
        return "" if self.workspace is None else self.from_here(getattr(self.workspace.files, key)) or ""

    def command(self, name: str) -> str:
        """Give a command of the workspace as it is typed from here, which need not be its folder."""
        workspace = self.workspace
        if workspace is None or workspace.folder.resolve() == Path.cwd():
            return f"wdyy {name}"
        return f"wdyy {name} --config {quoted(workspace.shown)}"

    def from_here(self, named: str | None) -> str | None:
        """Give a file of the workspace as a path from here; None where there is none, or no workspace."""
        if self.workspace is None or named is None:
            return None
        return relative_path(self.workspace.folder / named)

    def named(self, key: str) -> list[str]:
        """Give the files that the workspace names under a key of [files], as paths from here."""
        if self.workspace is None or (given := getattr(self.workspace.files, key)) is None:
            return []
        names = (given,) if isinstance(given, str) else given
        meant = (path for name in names for path in expand_name(name, self.workspace.folder))
        return [path for name in meant if (path := self.from_here(name)) is not None]

    def find(self, rules: RuleSet[T], subjects: Iterable[T]) -> Iterator[Finding]:
        """Apply those rules of a set that were chosen to some things, one after another."""
        find = rules.finder(self.profile, self.choice)
        for subject in subjects:
            yield from find(subject)

    @property
    def lenient(self) -> Settings:
        """The same for further tables, which need not have the columns that the user named."""
        return replace(self, insisted=frozenset())

    def path(self, shown: str) -> Path:
        """Give the path of an input that is shown like this; raises WdyyError for an empty name."""
        if not shown:
            raise WdyyError("有一个文件名是空的。", "请写上文件名；在脚本里的话，看看变量有没有值。")
        path = self.folder / shown
        bare = without_quotes(shown)
        return self.folder / bare if bare not in ("", shown) and not path.exists() else path


def read_rule_changes(workspace: Workspace | None, checked_on: date) -> RuleChanges:
    """Take ignores and severities from a workspace; raises WdyyError for a code that does not exist."""
    if workspace is None:
        return RuleChanges()
    rules = workspace.rules
    ignored = [
        Ignored(
            file=workspace.shown,
            code=code,
            reason=entry.reason,
            checked_on=checked_on,
            until=entry.until,
            id_number=entry.id_number,
            only_file=entry.file,
            most=None if entry.severity is None else Severity(entry.severity),
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
    found = known_prefixes(code_words([text]), sorted(all_rules()), where)
    if not found:
        raise WdyyError(f"{where}规则代码是空的。", "写一个规则代码或它的开头几位，如 PHO006。")
    return found
