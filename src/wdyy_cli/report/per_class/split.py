"""A report about all students taken apart: one for each class, one for those whose class is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wdyy_cli.model import Finding, InputFile, Location, Report, Role, Table
from wdyy_cli.photo import Thumbnail
from wdyy_cli.report.per_class.owners import NO_CLASS, Owners, plain_number
from wdyy_cli.report.redaction.redact import LONG_NUMBER
from wdyy_cli.report.redaction.shown_rows import ShownRows
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.sheet import Value, parse_ref, show_value

THE_REST = "未分班"
"""Where those stand whose class is not known."""

OF_STUDENTS = frozenset(
    {Role.ROSTER, Role.PHOTOS, Role.STUDENTS, Role.STATUS, Role.REGISTRATION, Role.RECORDS, None}
)
"""Files about students; rooms and proctors are no class's."""

TWICE = frozenset({"ROS201", "ROS202", "REG201", "REG202"})
"""The rules that speak of one ID number in two rows."""

PHOTOS_OF_CLASS = "只列出这个班的"


def split_report(report: Report) -> Iterator[tuple[Report, int]]:
    """
    Yield the report of each class of the roster and how many students it has, at last the rest, if any.

    What is told in it of anybody else is put in other words. The report must know its `students`.
    """
    owners = Owners(report)
    found: dict[str, list[Finding]] = {name: [] for name in owners.classes}
    for finding in report.findings:
        whose = owners.class_of(finding)
        found.setdefault(whose, []).append(finding)
        if (seen := owners.seen_from_the_other(finding)) is not None and owners.class_of(seen) != whose:
            found.setdefault(owners.class_of(seen), []).append(seen)
        if finding.code in TWICE:
            # Which of them has it by mistake nobody knows: each class has to look.
            for other in owners.of_number.get(finding.place.id_number or "", {whose}) - {whose}:
                found.setdefault(other, []).append(finding)
    rest = found.pop(NO_CLASS, [])
    counts = Counter(student.class_name for student in report.students)
    if rest or counts[NO_CLASS]:
        found[NO_CLASS] = rest
    for name, findings in found.items():
        yield _ClassReport(owners, name, findings).whole(), counts[name]


class _ClassReport:
    """The report of one class in the making."""

    def __init__(self, owners: Owners, class_name: str, findings: Sequence[Finding]) -> None:
        self.owners, self.class_name, self.findings = owners, class_name, findings
        self.own = owners.own(class_name, findings)

    def whole(self) -> Report:
        """Put it together."""
        report = self.owners.report
        tables = tuple(self._tables())
        return replace(
            report,
            inputs=tuple(self._inputs(tables)),
            findings=tuple(map(self._finding, self.findings)),
            not_checked=tuple(replace(item, reason=self._seen(item.reason)) for item in report.not_checked),
            folder=self._seen(report.folder),
            unused=(),
            lacking=(),
            results=None,
            lines=(),
            personal=frozenset(),
            tables=tables,
            thumbnails=self._thumbnails(),
            contacts=(),
            classes=dict.fromkeys(sorted(self.own.numbers), self.shown_name),
            group_by=None,
            advice=None,
            objection=None,
            gate=(),
            since=None,
            students=(),
            of_class=self.shown_name,
        )

    @property
    def shown_name(self) -> str:
        """What the class is called."""
        return self.class_name or THE_REST

    def _seen(self, text: str) -> str:
        return self.owners.conceal(text, self.own)

    def _seen_or_none(self, text: str | None) -> str | None:
        return None if text is None else self._seen(text)

    def _inputs(self, tables: Sequence[Table]) -> Iterator[InputFile]:
        """Yield the files in which there is anything of the class, with how many rows are its own."""
        rosters = dict.fromkeys((self._seen(student.file) for student in self.owners.report.students), 0)
        counts = Counter(rosters)
        counts.update(
            self._seen(student.file)
            for student in self.owners.report.students
            if student.class_name == self.class_name
        )
        for table in tables:
            counts[table.file] += 0 if table.file in rosters else len(table.only or ())
        several = sum(given.role is Role.ROSTER for given in self.owners.report.inputs) > 1
        for given in self.owners.report.inputs:
            path = self._seen(given.path)
            if given.role not in OF_STUDENTS:
                continue
            if given.reason is not None:
                yield replace(given, path=path, reason=self._seen(given.reason), read=None)
            elif path in counts and (counts[path] or not (several and given.role is Role.ROSTER)):
                yield replace(given, path=path, items=counts[path], read=None)
            elif given.role is Role.PHOTOS:
                yield replace(given, path=path, items=0, unit=PHOTOS_OF_CLASS, beside=True)

    def _tables(self) -> Iterator[Table]:
        report = self.owners.report
        for table, rows in zip(report.tables, self.owners.rows, strict=True):
            own = frozenset(rows.get(self.class_name, ()))
            yield replace(
                table,
                file=self._seen(table.file),
                sheet=self._seen_or_none(table.sheet),
                rows=_OwnRows(self, table, own),
                only=own,
            )

    def cells_beside(self, table: Table, own: frozenset[int]) -> dict[int, dict[int, str]]:
        """Give by row and column the cells of findings in rows that are not the class's alone."""
        found: dict[int, dict[int, str]] = {}
        for finding in self.findings:
            at = finding.place.location
            place = None if (at.file, at.sheet) != (table.file, table.sheet) else parse_ref(at.cell or "")
            if place is not None and place[0] not in own:
                found.setdefault(place[0], {})[place[1]] = finding.place.value or ""
        return found

    def _finding(self, finding: Finding) -> Finding:
        rule = all_rules().get(finding.code)
        static = rule is not None and rule.fix == finding.fix
        place, other = finding.place, self._other(finding)
        return replace(
            finding,
            message=self._seen(finding.message),
            fix=finding.fix if static else self._seen(finding.fix),
            place=replace(
                place,
                location=self._location(place.location),
                value=self._seen_or_none(place.value),
                id_number=place.id_number if self._may_name(place.id_number) else None,
                name=place.name if self._may_name(place.name) else None,
            ),
            quotes=tuple(map(self._seen, finding.quotes)),
            suppressed=self._seen_or_none(finding.suppressed),
            repair=self._seen_or_none(finding.repair),
            measured=self._seen_or_none(finding.measured),
            limit=self._seen_or_none(finding.limit),
            other=None if other is None else self._location(other),
            person=finding.person if self._may_name(finding.person) else None,
            class_name=self.shown_name,
        )

    def _other(self, finding: Finding) -> Location | None:
        """Give the second photo that a finding speaks of, where it is one of the class as well."""
        at = finding.other
        if at is None or at.member is None:
            return None
        numbers = (plain_number(found[0]) for found in LONG_NUMBER.finditer(at.member))
        return at if any(number in self.own.numbers for number in numbers) else None

    def _location(self, at: Location) -> Location:
        return replace(
            at,
            file=self._seen(at.file),
            member=self._seen_or_none(at.member),
            sheet=self._seen_or_none(at.sheet),
            column=self._seen_or_none(at.column),
        )

    def _may_name(self, text: str | None) -> bool:
        return text is not None and (text in self.own.pieces or self._seen(text) == text)

    def _thumbnails(self) -> dict[tuple[str, str], Thumbnail]:
        """Give the pictures of the photos that the findings are about."""
        drawn = self.owners.report.thumbnails
        shown: dict[tuple[str, str], Thumbnail] = {}
        for finding in self.findings:
            for at in (finding.place.location, self._other(finding)):
                if at is not None and at.member is not None and (at.file, at.member) in drawn:
                    shown[self._seen(at.file), self._seen(at.member)] = drawn[at.file, at.member]
        return shown


class _OwnRows(ShownRows):
    """The rows of a table, all empty but the header and those of a class."""

    def __init__(self, part: _ClassReport, table: Table, own: frozenset[int]) -> None:
        super().__init__(table)
        self._part, self._own = part, own
        self._beside = part.cells_beside(table, own)

    def show(self, number: int, values: tuple[Value, ...]) -> tuple[Value, ...]:
        if number != self._table.header_row and number not in self._own:
            cells = self._beside.get(number, {})
            return tuple(self._shown(cells.get(column, "")) for column in range(max(cells, default=-1) + 1))
        return tuple(map(self._shown, values))

    def _shown(self, value: Value) -> Value:
        text = show_value(value)
        seen = self._part.owners.conceal(text, self._part.own)
        return value if seen == text else seen
