"""The report for CI servers: JUnit XML, a suite for each file (or school), a case for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from wdyy_cli.model import Finding, Report, ReportPart, Severity
from wdyy_cli.report.not_checked import not_checked_words
from wdyy_cli.report.verdict import verdict
from wdyy_cli.report.words import WORDS, fault_and_who, message_of, place_label, totals, visible

NOT_CHECKED = "没有检查的"
FOUND_NOTHING = "没有发现问题"
FIGURES = ("tests", "failures", "errors", "skipped")


@dataclass(frozen=True, kw_only=True)
class _Case:
    """One test case; `outcome` is the element that says how it ended, empty where it passed."""

    class_name: str
    name: str
    outcome: str = ""
    kind: str = ""
    details: str = ""


@dataclass(frozen=True, kw_only=True)
class _Suite:
    """A suite; its cases are built when they are asked for, and let go."""

    name: str
    cases: Callable[[], Iterable[_Case]]

    @property
    def figures(self) -> tuple[int, ...]:
        """How many cases, failures, errors and skipped cases there are."""
        outcomes = [case.outcome for case in self.cases()]
        return (len(outcomes), *(outcomes.count(word) for word in ("failure", "error", "skipped")))


def render_junit(report: Report) -> Iterator[str]:
    """
    Give the report piece by piece.

    Errors are failures, ignored findings are skipped, warnings and hints are cases that passed with a note;
    a file that could not be read is an error.
    """
    suites = list(_suites(report))
    figures = [suite.figures for suite in suites]
    sums = tuple(map(sum, zip(*figures, strict=True)))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_attribute(f'wdyy {report.command}')}{_counts(sums)}>\n"
    for suite, counts in zip(suites, figures, strict=True):
        stamp = f'time="0" timestamp="{report.checked_on}T00:00:00"'
        yield f"  <testsuite name={_attribute(suite.name)}{_counts(counts)} {stamp}>\n"
        yield from map(_render_case, suite.cases())
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _suites(report: Report) -> Iterator[_Suite]:
    """Yield a suite for each input and each further file with findings, or school, and one for the sums."""
    if report.parts:
        yield from (_school_suite(part) for part in report.parts)
        yield _Suite(name="合计", cases=lambda: _closing(report))
        return
    by_file: dict[str, list[Finding]] = {given.path: [] for given in report.inputs}
    for finding in report.findings:
        by_file.setdefault(finding.place.location.file, []).append(finding)
    reasons = {given.path: given.reason for given in report.inputs}
    for file, findings in by_file.items():
        yield _file_suite(report, file, reasons.get(file), findings)
    yield _Suite(name="合计", cases=lambda: _closing(report))


def _file_suite(report: Report, file: str, reason: str | None, findings: list[Finding]) -> _Suite:
    def cases() -> Iterator[_Case]:
        if reason is not None:
            yield _unread(file, reason)
        elif not findings:
            yield _Case(class_name=report.command, name=FOUND_NOTHING)
        yield from (_case(report, finding) for finding in findings)

    return _Suite(name=file, cases=cases)


def _school_suite(part: ReportPart) -> _Suite:
    """Give a school with all its findings, or the reason why there are none."""

    def cases() -> Iterator[_Case]:
        report = part.report
        if report is None:
            yield _unread(part.shown, part.reason or "")
            return
        for given in report.inputs:
            if given.reason is not None:
                yield _unread(given.path, given.reason)
        yield from (_case(report, finding, with_file=True) for finding in report.findings)
        yield from _closing(report)

    return _Suite(name=part.shown, cases=cases)


def _closing(report: Report) -> Iterator[_Case]:
    for codes, reason in not_checked_words(report):
        yield _Case(class_name=NOT_CHECKED, name=codes, outcome="skipped", details=reason)
    yield _Case(class_name=report.command, name="，".join(totals(report)), details=verdict(report).whole)


def _unread(shown: str, reason: str) -> _Case:
    name = visible(shown)
    return _Case(class_name="读不了", name=name, outcome="error", kind="unreadable", details=reason)


def _case(report: Report, finding: Finding, *, with_file: bool = False) -> _Case:
    label = place_label(finding.place.location, with_file=with_file)
    class_name, name = f"{finding.code} {finding.title}", f"{label}：{fault_and_who(report, finding)}"
    if finding.suppressed is not None:
        return _Case(class_name=class_name, name=name, outcome="skipped", details=message_of(finding))
    return _Case(
        class_name=class_name,
        name=name,
        outcome="failure" if finding.severity is Severity.ERROR else "",
        kind=finding.code,
        details=f"{WORDS[finding.severity]}：{name}\n怎么办：{finding.fix}",
    )


def _render_case(case: _Case) -> str:
    head = f"    <testcase classname={_attribute(case.class_name)} name={_attribute(case.name)}"
    if not case.details:
        return f'{head} time="0"/>\n'
    if case.outcome == "skipped":
        inner = f"<skipped message={_attribute(case.details)}/>"
    elif case.outcome:
        message = _attribute(case.details.partition("\n")[0])
        inner = f"<{case.outcome} type={_attribute(case.kind)} message={message}>{_text(case.details)}"
        inner += f"</{case.outcome}>"
    else:
        inner = f"<system-out>{_text(case.details)}</system-out>"
    return f'{head} time="0">{inner}</testcase>\n'


def _counts(figures: tuple[int, ...]) -> str:
    return "".join(f' {name}="{count}"' for name, count in zip(FIGURES, figures, strict=True))


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _text(text: str) -> str:
    """Write text between tags; what XML forbids, and much else that nobody sees, is spelled out."""
    return escape("\n".join(map(visible, text.split("\n"))))
