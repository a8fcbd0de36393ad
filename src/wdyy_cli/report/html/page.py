"""What the page shows, as the template reads it: the verdict, what to do, the findings rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wdyy_cli.model import Finding, Report, Severity
from wdyy_cli.photo import MOST_THUMBNAILS
from wdyy_cli.report.html.items import CardPicture, Items
from wdyy_cli.report.said.verdict import Closing, verdict
from wdyy_cli.report.said.words import IGNORED, MARKS, WORDS, count_findings, in_work_order, split_by_class
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.registry import Rule

NO_CLASS = "没有写班级"


@dataclass(frozen=True, kw_only=True)
class Group:
    """The findings of one rule."""

    anchor: str
    findings: Sequence[Finding]

    @property
    def first(self) -> Finding:
        """The finding that stands for all: title, fix and severity are the same."""
        return self.findings[0]

    @property
    def severity(self) -> str:
        """The name of the severity, `ignored` where all findings are."""
        ignored = all(finding.suppressed is not None for finding in self.findings)
        return "ignored" if ignored else self.first.severity.value

    @property
    def word(self) -> str:
        """The severity in words."""
        return IGNORED if self.severity == "ignored" else WORDS[self.first.severity]

    @property
    def mark(self) -> str:
        """The mark of the severity, which tells it without colours."""
        return MARKS[self.first.severity]

    @property
    def rule(self) -> Rule[Any]:
        """The rule itself: why it is there, and what it rests on."""
        return all_rules()[self.first.code]


@dataclass(frozen=True, kw_only=True)
class FindingSection:
    """The findings of a class, or all of them; `name` is None then."""

    name: str | None
    anchor: str
    counts: str
    groups: Sequence[Group]


class Page:
    """A report as the template reads it."""

    def __init__(self, report: Report) -> None:
        """Take the report; everything is worked out when it is asked for."""
        self.report = report

    @cached_property
    def verdict(self) -> Closing:
        """Whether the files may be uploaded."""
        return verdict(self.report, "下面")

    @cached_property
    def contact_classes(self) -> list[str]:
        """The classes among which one can choose on the contact sheet."""
        return sorted({contact.class_name or NO_CLASS for contact in self.report.contacts})

    @property
    def mood(self) -> str:
        """The verdict as a word for the style sheet."""
        return "good" if self.verdict.severity is None else self.verdict.severity.value

    @cached_property
    def figures(self) -> list[tuple[str, int, str]]:
        """Counts of findings: style, count, word."""
        ignored = sum(1 for finding in self.report.findings if finding.suppressed is not None)
        found = [(severity.value, self.report.count(severity), WORDS[severity]) for severity in Severity]
        always = {Severity.ERROR.value, Severity.WARNING.value}
        return [entry for entry in (*found, ("ignored", ignored, IGNORED)) if entry[1] or entry[0] in always]

    @property
    def title(self) -> str:
        """What the tab of the browser says: the verdict, and whose it is."""
        report = self.report
        whose = " · ".join(
            filter(None, (report.school, report.plan, report.folder, f"wdyy {report.command}"))
        )
        return f"{self.verdict.sentence} {whose}"

    @property
    def about(self) -> list[tuple[str, str]]:
        """Name what it is about besides the school: the plan of the exam, the folder."""
        told = (("考试计划", self.report.plan), ("文件夹", self.report.folder))
        return [(word, value) for word, value in told if value]

    @cached_property
    def classes(self) -> list[str]:
        """All classes that findings concern, in the order of the roster."""
        return list(split_by_class(self.report)) if self.report.classes else []

    @cached_property
    def sections(self) -> list[FindingSection]:
        """The findings, by class where that is wanted."""
        if self.report.group_by is None:
            return [self._section(None, "r", self.report.findings)]
        classes = split_by_class(self.report)
        return [
            self._section(name, f"c{count}", found)
            for count, (name, found) in enumerate(classes.items(), start=1)
        ]

    @cached_property
    def rules(self) -> list[tuple[str, str]]:
        """Codes and titles of the rules that found something, by code."""
        return sorted({(finding.code, finding.title) for finding in self.report.findings})

    @cached_property
    def pictures(self) -> Mapping[tuple[str, str], CardPicture]:
        """The thumbnails by file and member."""
        return {
            photo: CardPicture(key=f"p{count}", drawn=drawn)
            for count, (photo, drawn) in enumerate(self.report.thumbnails.items(), start=1)
        }

    @property
    def most_pictures(self) -> int | None:
        """How many photos are shown at most, where there are more; else None."""
        places = (finding.place.location for finding in self.report.findings)
        photos = {(at.file, at.member) for at in places if at.member is not None}
        return MOST_THUMBNAILS if self.pictures and len(photos) > MOST_THUMBNAILS else None

    @property
    def rooms(self) -> list[dict[str, Any]]:
        """The rooms that were planned."""
        results = self.report.results
        planned = results.get("rooms", ()) if isinstance(results, dict) else ()
        return [room for room in planned if {"name", "machines", "seats"} <= room.keys()]

    @property
    def largest_room(self) -> int:
        """The most machines or seats in a room, of which bars show the shares."""
        return max((max(room["machines"], room["seats"]) for room in self.rooms), default=0)

    @cached_property
    def items(self) -> Items:
        """What turns findings into what is shown: photos first, then rows, then other places."""
        return Items(
            report=self.report,
            pictures=self.pictures,
            classes={name: index for index, name in enumerate(self.classes)},
        )

    def _section(self, name: str | None, anchor: str, findings: Iterable[Finding]) -> FindingSection:
        findings = tuple(findings)
        groups = [
            Group(anchor=f"{anchor}-{count}", findings=found)
            for count, found in enumerate(in_work_order(self.report, findings), start=1)
        ]
        return FindingSection(name=name, anchor=anchor, counts=count_findings(findings), groups=groups)
