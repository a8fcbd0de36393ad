"""A long report on a screen: where what is wrong, with whom; the rest is said in the page or on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from wdyy_cli.model import Finding, InputFile, Report, Role, TableReading
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.words import (
    COLUMNS_READ,
    IGNORED,
    MARKS,
    by_kind,
    by_rule,
    count_findings,
    count_words,
    kind_label,
    place_label,
    reading_words,
    visible,
)
from wdyy_cli.report.screen.columns import cells

NAMED_PLACES = 3
"""So many places of a rule are named; how many there are is always said."""

GAP = "  "

HOW_TO_READ = (
    "这里只写了哪里有什么问题。错在哪里、怎么改、读到了哪些列：加上 --open 看网页报告，"
    "或加上 --max-per-rule all 全部写在屏幕上。"
)
"""Said where a report was long."""


def dense_sections(report: Report, width: int) -> Iterator[tuple[str, Finding | None]]:
    """
    Yield the lines about each file, and under each what was found in it: two to a line where both are short.

    With a line comes the finding whose severity it has, None where it is about the file.
    """
    for role, inputs, findings in by_kind(report):
        yield from ((line, None) for line in _files(report, role, inputs, findings))
        several = len(inputs) != 1
        for _, groups in groupby(_by_code(findings), lambda group: group[0].severity):
            told = [(_entry(group, with_file=several), group[0]) for group in groups]
            yield from _in_pairs(told, width)


def _files(
    report: Report, role: Role | None, inputs: Sequence[InputFile], findings: Sequence[Finding]
) -> Iterator[str]:
    """Say of each file of a kind what was read of it, behind the last one what was found in them all."""
    counts, named = count_findings(findings), kind_label(role)
    for index, given in enumerate(inputs, start=1):
        if given.reason is not None:
            yield f"× {named}{visible(given.reason)}"
            continue
        words = [count_words(given, report.unit), *([counts] if counts and index == len(inputs) else [])]
        read = "" if given.read is None else "".join(f"；{said}" for said in _remarkable(given.read))
        yield f"{named}{visible(given.path)}：{'，'.join(words)}{read}"
    if counts and not (inputs and inputs[-1].reason is None):
        yield f"{named}{counts}"


def _remarkable(read: TableReading) -> Iterator[str]:
    """Say of what was read what somebody should look at: several sheets, unused columns, the levels."""
    return (said for said in reading_words(read) if not said.startswith(COLUMNS_READ))


def _by_code(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Put the findings of one rule and severity together, whatever is to be done; the ignored ones apart."""
    for _, groups in groupby(by_rule(findings), lambda group: (group[0].severity, group[0].code)):
        whole = [finding for group in groups for finding in group]
        for known in (False, True):
            if some := [finding for finding in whole if (finding.suppressed is not None) is known]:
                yield some


def _entry(group: Sequence[Finding], *, with_file: bool) -> str:
    """Say once what is wrong, and where: the places with the students' names, or how many there are."""
    first = group[0]
    places = list(dict.fromkeys(_place(finding, with_file=with_file) for finding in group))
    told = [f"{len(group):,} 处"] if len(group) > 1 else []
    told += [IGNORED] if first.suppressed is not None else []
    count = f"（{'，'.join(told)}）" if told else ""
    more = " ……" if len(places) > NAMED_PLACES else ""
    return (
        f"{MARKS[first.severity]} {first.code} {first.title}{count}：{'、'.join(places[:NAMED_PLACES])}{more}"
    )


def _place(finding: Finding, *, with_file: bool) -> str:
    at, name = finding.place.location, visible(finding.name or "")
    if at.member is not None and name:
        return name  # a photo is called by a long number: its student is found more easily
    where = place_label(
        replace(at, sheet=at.sheet if at.cell is None else None, column=None), with_file=with_file
    )
    return f"{where} {name}" if name and name not in where else where


def _in_pairs(told: Sequence[tuple[str, Finding]], width: int) -> Iterator[tuple[str, Finding]]:
    """Put as many entries on a line as fit there, each on the first line with room for it."""
    lines: list[tuple[str, Finding]] = []
    for text, finding in told:
        for at, (line, first) in enumerate(lines):
            if cells(f"{GAP}{line}{GAP}{text}") <= width:
                lines[at] = (f"{line}{GAP}{text}", first)
                break
        else:
            lines.append((text, finding))
    return ((GAP + line, first) for line, first in lines)


def dense_not_checked(report: Report) -> Iterator[str]:
    """Name what was not checked; the reasons stand where the rest stands."""
    names = [what for what, _ in not_checked_words(report)]
    if names:
        yield f"没有检查的：{'；'.join(names)}。"
