"""`wdyy check`: every check that a workspace has files for, and its files held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.check_photos import CheckedPhotos, look_at_photos
from wdyy_cli.jobs.cross import find_across, not_across, of_registration, of_roster
from wdyy_cli.jobs.registration import Registration, open_registration, read_measure
from wdyy_cli.jobs.roster import Roster, open_roster
from wdyy_cli.jobs.settings import Progress, Settings, Shown, assemble
from wdyy_cli.jobs.tables import Inputs, as_template
from wdyy_cli.model import Finding, InputFile, Report, Table
from wdyy_cli.rules.cross import Files
from wdyy_cli.rules.registration import Measure
from wdyy_cli.workspace import Workspace

COMMAND = "check"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file: its key in [files], the family of its rules, what it is called, what it counts."""

    key: str
    family: str
    word: str
    unit: str


ROSTER = Kind(key="roster", family="ROS", word="花名册", unit="名学生")
PHOTOS = Kind(key="photos", family="PHO", word="照片", unit="张照片")
REGISTRATION = Kind(key="registration", family="REG", word="报考表", unit="名考生")


class Opened(Protocol):
    """A file that was read."""

    @property
    def input_file(self) -> InputFile:
        """It as an input that was checked."""


OpenedT = TypeVar("OpenedT", bound=Opened)


@dataclass(kw_only=True)
class _Check:
    """What has been found out so far."""

    workspace: Workspace
    settings: Settings
    inputs: Inputs = field(default_factory=Inputs)
    findings: list[Finding] = field(default_factory=list)
    not_given: dict[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)

    def open(self, kind: Kind, read: Callable[[str], OpenedT]) -> OpenedT | None:
        """Read the file of a kind where the workspace names one; where it does not, that is said."""
        shown: str | None = getattr(self.workspace.files, kind.key)
        if shown is None:
            self._lacks(kind)
            return None
        return self.inputs.open(
            shown, lambda: read(shown), lambda found: replace(found.input_file, unit=kind.unit)
        )

    def look_at_photos(self, progress: Progress) -> CheckedPhotos | None:
        """Check the photos where the workspace names any."""
        paths = self.workspace.files.photos
        if not paths:
            self._lacks(PHOTOS)
            return None
        checked = look_at_photos(paths, self.settings, progress)
        self.inputs.files += [replace(given, unit=PHOTOS.unit) for given in checked.inputs]
        self.findings += checked.findings
        return checked

    def measure(self) -> Measure:
        """Take the measure of the workspace's template, or of the profile's layout."""
        template = self.workspace.files.template
        usual = Measure.of(self.settings.profile.registration)
        if template is None:
            return usual
        settings = self.settings
        found = self.inputs.open(template, lambda: read_measure(template, settings), as_template(template))
        return found or usual

    def take(self, findings: Iterable[Finding], tables: Iterable[Table]) -> None:
        """Take over what was found out about one file."""
        self.findings += findings
        self.tables += tables

    def _lacks(self, kind: Kind) -> None:
        self.not_given[kind.family] = f"wdyy.toml 的 [files] 里没有写{kind.word}（{kind.key}）"


def check_workspace(
    workspace: Workspace,
    settings: Settings,
    progress: Progress = lambda _done, _total: None,
    *,
    group_by: str | None = None,
) -> Report:
    """
    Check all files of a workspace, and hold them against each other; one that cannot be read stops no other.

    Raises WdyyError where the workspace names no file at all.
    """
    settings = replace(settings, workspace=workspace, folder=workspace.folder)
    _refuse_empty(workspace)
    check = _Check(workspace=workspace, settings=settings)
    roster = check.open(ROSTER, lambda shown: open_roster(shown, settings))
    if roster is not None:
        check.take(roster.find(), roster.shown_tables)
        check.not_given |= roster.not_checked()
    photos = check.look_at_photos(progress)
    measure = check.measure()
    sheet = check.open(REGISTRATION, lambda shown: open_registration(shown, settings, measure))
    if sheet is not None:
        check.take(sheet.find(), [sheet.shown_table])
        check.not_given |= sheet.not_checked()
    files = _hold_against_each_other(check, roster, sheet, photos)
    families = ["IDN", "XRF", *(kind.family for kind in (ROSTER, PHOTOS, REGISTRATION))]
    applied = tuple(family for family in families if family not in check.not_given)
    return assemble(
        COMMAND,
        settings,
        check.inputs.files,
        check.findings,
        families=applied,
        unit="",
        not_given=check.not_given,
        shown=Shown(
            tables=tuple(check.tables),
            classes={} if roster is None else _classes(roster, files),
            group_by=group_by,
        ),
    )


def _hold_against_each_other(
    check: _Check, roster: Roster | None, sheet: Registration | None, photos: CheckedPhotos | None
) -> Files:
    files = Files(
        roster=None if roster is None else of_roster(roster),
        registration=None if sheet is None else of_registration(sheet),
        photos=None if photos is None else photos.source,
    )
    check.findings += find_across(files, check.settings)
    check.not_given |= not_across(files)
    return files


def _classes(roster: Roster, files: Files) -> dict[str, str]:
    """Give the class of each ID number, also of the mistyped ones of a student in the roster."""
    classes = roster.classes()
    mistyped = {one: classes[other] for one, other in files.same.items() if other in classes}
    return {**mistyped, **classes}


def _refuse_empty(workspace: Workspace) -> None:
    named = workspace.files.model_dump(exclude_defaults=True)
    if not named:
        raise WdyyError(
            f"“{workspace.shown}”的 [files] 里没有写任何文件，没有可检查的。",
            '写上要检查的文件，例如 roster = "花名册.xlsx"。',
        )
