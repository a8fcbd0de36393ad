"""The report for CI servers: JUnit XML, a suite for each file (or school), a case for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from xml.sax.saxutils import escape, quoteattr

from wdyy_cli.model import Finding, Report, ReportPart, Severity
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.verdict import verdict
from wdyy_cli.report.said.words import WORDS, fault_and_who, message_of, place_label, totals, visible

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


_Suite = tuple[str, Callable[[], Iterable[_Case]]]
"""A suite by its name; its cases are built when they are asked for, and let go."""


def render_junit(report: Report) -> Iterator[str]:
    """
    Give the report piece by piece.

    Errors are failures, ignored findings are skipped, warnings and hints are cases that passed with a note;
    a file that could not be read is an error.
    """
    suites = list(_suites(report))
    figures = [_figures(cases()) for _, cases in suites]
    sums = tuple(map(sum, zip(*figures, strict=True)))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f"<testsuites name={_attribute(f'wdyy {report.command}')}{_counts(sums)}>\n"
    for (name, cases), counts in zip(suites, figures, strict=True):
        stamp = f'time="0" timestamp="{report.checked_on}T00:00:00"'
        yield f"  <testsuite name={_attribute(name)}{_counts(counts)} {stamp}>\n"
        yield from map(_render_case, cases())
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _figures(cases: Iterable[_Case]) -> tuple[int, ...]:
    """Count cases, failures, errors and skipped cases."""
    outcomes = [case.outcome for case in cases]
    return (len(outcomes), *(outcomes.count(word) for word in ("failure", "error", "skipped")))


def _suites(report: Report) -> Iterator[_Suite]:
    """Yield a suite for each input and each further file with findings, or school, and one for the sums."""
    if report.parts:
        yield from ((part.shown, partial(_of_school, part)) for part in report.parts)
        yield "合计", partial(_closing, report)
        return
    by_file: dict[str, list[Finding]] = {given.path: [] for given in report.inputs}
    for finding in report.findings:
        by_file.setdefault(finding.place.location.file, []).append(finding)
    reasons = {given.path: given.reason for given in report.inputs}
    for file, findings in by_file.items():
        yield file, partial(_of_file, report, file, reasons.get(file), findings)
    yield "合计", partial(_closing, report)


def _of_file(report: Report, file: str, reason: str | None, findings: list[Finding]) -> Iterator[_Case]:
    if reason is not None:
        yield _unread(file, reason)
    elif not findings:
        yield _Case(class_name=report.command, name=FOUND_NOTHING)
    yield from (_case(report, finding) for finding in findings)


def _of_school(part: ReportPart) -> Iterator[_Case]:
    """Yield the findings of a school, or the reason why there are none."""
    report = part.report
    if report is None:
        yield _unread(part.shown, part.reason or "")
        return
    for given in report.inputs:
        if given.reason is not None:
            yield _unread(given.path, given.reason)
    yield from (_case(report, finding, with_file=True) for finding in report.findings)
    yield from _closing(report)


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
