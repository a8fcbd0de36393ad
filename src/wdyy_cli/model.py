"""The things that all layers talk about: places, problems, findings, reports. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from wdyy_cli.photo import Contact, Thumbnail
    from wdyy_cli.sheet import Value


class Severity(StrEnum):
    """How much a finding matters: the platform would refuse it, a person should look, or good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def is_graver(one: Severity, other: Severity) -> bool:
    """Whether a severity is worse than another one."""
    order = list(Severity)
    return order.index(one) < order.index(other)


class Role(StrEnum):
    """What a file is among the files of a school, in the order in which a coordinator works on them."""

    ROSTER = "roster"
    PHOTOS = "photos"
    STUDENTS = "students"
    STATUS = "status"
    TEMPLATE = "template"
    REGISTRATION = "registration"
    RECORDS = "records"
    ROOM_LIST = "room_list"
    ROOMS = "rooms"
    PROCTORS = "proctors"
    MATERIALS = "materials"


class Verdict(StrEnum):
    """
    What a run comes to, the best first.

    `PARTIAL`: no error, but something was ignored or known before, or what the command is there for could not
    be looked at, or was passed over.
    """

    CLEAN = "clean"
    PARTIAL = "partial"
    FAULTY = "faulty"
    UNUSABLE = "unusable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Location:
    """Where something stands; `row` counts from 1, `cell` is like B7, `column` is the header."""

    file: str
    member: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A location with what stands there and whom it concerns."""

    location: Location
    value: str | None = None
    stored_as: str | None = None
    id_number: str | None = None
    name: str | None = None

    @property
    def place(self) -> Self:
        """Itself: a place stands somewhere, as a cell does."""
        return self


class Placed(Protocol):
    """Something that stands at a place, and works it out only when it is asked."""

    @property
    def place(self) -> Place:
        """Where it stands."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    What a rule yields: where, and what is wrong there, in Chinese.

    `quotes` are the personal data that `message` repeats (another member's name, a number), so that a
    redacted report can mask them. `severity` only where one rule knows two degrees. `repair` is the text that
    should stand there instead, where changing it is safe. `measured` beside `limit` says the same as
    `message` at a glance; `other` is a second photo that has to be looked at. `fix` replaces the rule's own,
    where this case is mended in another way. `unread`: what stands there was passed over.
    """

    place: Place
    message: str
    quotes: tuple[str, ...] = ()
    severity: Severity | None = None
    repair: str | None = None
    measured: str | None = None
    limit: str | None = None
    other: Location | None = None
    fix: str | None = None
    unread: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """
    What is wrong with the data, and where; `suppressed` is an ignore's reason, the rest as in Problem.

    `raised`: its rule takes it for graver than what the rule finds as a rule. `person` is the student's name
    where the place itself does not tell it. `class_name` is set where the
    report no longer holds the ID number that would tell it.
    """

    code: str
    severity: Severity
    title: str
    message: str
    fix: str
    place: Place
    quotes: tuple[str, ...] = ()
    suppressed: str | None = None
    repair: str | None = None
    measured: str | None = None
    limit: str | None = None
    other: Location | None = None
    raised: bool = False
    unread: bool = False
    person: str | None = None
    class_name: str | None = None

    @property
    def name(self) -> str | None:
        """The name of the student whom it concerns, None where nobody knows it."""
        return self.place.name or self.person


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRead:
    """A sheet that was read, and how many of its rows count; a text file has no name for it."""

    name: str | None
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TableReading:
    """
    What was read of a table, and as what.

    `columns` gives the header of each field, `unused` the headers of which no use was made, `counts` of
    fields that have few values how many rows have each.
    """

    sheets: tuple[SheetRead, ...]
    columns: Mapping[str, str]
    unused: tuple[str, ...] = ()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class InputFile:
    """
    A file or folder that the user gave.

    `items` counts photos or data rows, `unit` says of what, where that is not the report's own unit; `reason`
    says why it is unreadable. `beside`: it only helps to check the others, and its items are not counted.
    `role` is what it was taken for, None where it is none of a school's files. `read` says of a table what
    was read of it; `no_columns` says which columns it has not, for want of which it could not be read.
    `unread` is what was passed over in it, where nothing else is told about it; `aside` are files that lie
    in its folder, which was given, and were not read.
    """

    path: str
    role: Role | None = None
    sha256: str | None = None
    items: int = 0
    reason: str | None = None
    unit: str | None = None
    beside: bool = False
    read: TableReading | None = None
    no_columns: str | None = None
    unread: tuple[Finding, ...] = ()
    aside: tuple[UnusedFile, ...] = ()

    @property
    def status(self) -> str:
        """`checked` or `unreadable`."""
        return "checked" if self.reason is None else "unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotChecked:
    """
    A rule, or a family by its prefix, that was not applied, and why.

    `deselected`: nobody wanted it in this run. `unpublished`: the profile knows no limit to hold to.
    """

    code: str
    reason: str
    deselected: bool = False
    unpublished: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class UnusedFile:
    """A file that lies where it could be meant, and was not looked at, and why."""

    path: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """
    A checked table as reports show it: `rows[0]` is row 1, the headers stand in row `header_row`.

    `columns` maps fields (`name`, `id_number` …) to columns from 0; `sheet` is None for text files. `only`
    are the rows to show, the header aside, where the others are not for the reader; None shows all.
    """

    file: str
    sheet: str | None
    header_row: int
    columns: Mapping[str, int]
    rows: Sequence[tuple[Value, ...]]
    only: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """A student of the roster, where she stands there, and her class; what is not known is empty."""

    file: str
    sheet: str | None
    row: int
    id_number: str
    name: str
    student_number: str
    class_name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What was changed, or would be, in a cell of a table, or in the name of a photo."""

    place: Place
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Since:
    """What became of the findings of the last check, by code: how many are mended, how many are new."""

    checked_on: str
    mended: Mapping[str, int]
    new: Mapping[str, int]


SCHOOLS, CLASSES = "所学校", "个班"
"""What the parts of a report are, to count them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportPart:
    """
    One school of a report about several, or a class: what it is called, its report or why there is none.

    A school is called by its folder. `written` are the files in which its report lies.
    """

    shown: str
    report: Report | None = None
    reason: str | None = None
    written: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """What its own check came to."""
        return Verdict.UNUSABLE if self.report is None else self.report.verdict


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """
    What a report shows besides findings.

    `results` is JSON-ready. `lines` say in Chinese what the command computed or did, for people; `personal`
    are pieces of personal data in them and in `results`, so that a redacted report can mask them. `tables`
    and `thumbnails` (by file and member) are what findings are shown with; `classes` gives the class of an ID
    number. `students` are those of the roster, where each class gets its own report. `advice` replaces the
    closing sentence of a report without errors, `objection` that of one with errors. `mended` is the copy of
    the input of which the report speaks; the input itself stays as it was. `made_file`: a file was made that
    the same command has to replace when it is run again.
    """

    results: object = None
    lines: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    tables: tuple[Table, ...] = ()
    thumbnails: Mapping[tuple[str, str], Thumbnail] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    students: tuple[Enrolled, ...] = ()
    group_by: str | None = None
    advice: str | None = None
    objection: str | None = None
    mended: str | None = None
    made_file: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Report(Shown):
    """
    Everything one run of a command found out, whatever the output format.

    `school`, `plan`, `folder` and `config` say whose files for which exam by which wdyy.toml. `lacking` names
    what the command is there to check and could not. `stopped`: the command did not do what it was asked for.
    `parts` are the schools of a report about several, or its classes; `part_unit` counts them. `gate` are the
    kinds of files that must be there before upload, where the command is the gate. `of_class` is the class of
    the report of one class. `since` compares it with the last check.
    `recorded`: this run only writes down what is known.
    """

    command: str
    profile: str
    checked_on: str
    inputs: tuple[InputFile, ...]
    findings: tuple[Finding, ...]
    exit_code: int
    unit: str = "条"
    school: str = ""
    plan: str = ""
    folder: str = ""
    config: str | None = None
    not_checked: tuple[NotChecked, ...] = ()
    unused: tuple[UnusedFile, ...] = ()
    lacking: tuple[str, ...] = ()
    stopped: bool = False
    parts: tuple[ReportPart, ...] = ()
    gate: tuple[Role, ...] = ()
    of_class: str | None = None
    part_unit: str = SCHOOLS
    since: Since | None = None
    recorded: bool = False

    @property
    def items(self) -> int:
        """Photos or data rows in all inputs that were checked, together."""
        return sum(given.items for given in self.inputs if not given.beside)

    @property
    def verdict(self) -> Verdict:
        """What the run came to; of several schools the worst."""
        if self.parts:
            own = Verdict.PARTIAL if self.lacking else Verdict.CLEAN
            return max((own, *(part.verdict for part in self.parts)), key=list(Verdict).index)
        if any(given.reason is not None for given in self.inputs):
            return Verdict.UNUSABLE
        if self.stopped or self.count(Severity.ERROR):
            return Verdict.FAULTY
        if self.inputs and not self.items and self.of_class is None:
            return Verdict.UNUSABLE
        left_out = self.lacking or any(item.deselected for item in self.not_checked)
        unread = any(finding.unread for finding in self.findings)
        return Verdict.PARTIAL if left_out or unread or self.count_suppressed() else Verdict.CLEAN

    def class_of(self, finding: Finding) -> str | None:
        """Give the class of the student whom a finding concerns, None where it is not known."""
        if finding.class_name is not None:
            return finding.class_name
        number = finding.place.id_number
        return None if number is None else self.classes.get(number)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity that are not suppressed."""
        here = sum(1 for f in self.findings if f.severity is severity and f.suppressed is None)
        return here + sum(part.report.count(severity) for part in self.parts if part.report is not None)

    def count_suppressed(self, severity: Severity | None = None) -> int:
        """Count the findings, of one severity or of all, that are ignored or were known before."""
        here = sum(f.suppressed is not None and severity in (None, f.severity) for f in self.findings)
        inner = (part.report for part in self.parts if part.report is not None)
        return here + sum(report.count_suppressed(severity) for report in inner)
