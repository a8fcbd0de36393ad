"""The reports of several schools as one, for formats that know nothing but files and findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from wdyy_cli.model import Finding, InputFile, Location, Report, ReportPart


def together(report: Report) -> Report:
    """Give one report with the files and findings of all schools, each under the folder of its school."""
    if not report.parts:
        return report
    inputs: list[InputFile] = []
    findings: list[Finding] = []
    for part in report.parts:
        if part.report is None:
            inputs.append(InputFile(path=part.shown, reason=part.reason))
            continue
        inputs += [replace(given, path=_under(part, given.path)) for given in part.report.inputs]
        findings += [_moved(finding, part) for finding in part.report.findings]
    return replace(report, inputs=tuple(inputs), findings=tuple(findings), parts=())


def _moved(finding: Finding, part: ReportPart) -> Finding:
    at, other = finding.place.location, finding.other
    place = replace(finding.place, location=_located(at, part))
    return replace(
        finding,
        place=place,
        other=None if other is None else _located(other, part),
        class_name=None if part.report is None else part.report.class_of(finding),
    )


def _located(at: Location, part: ReportPart) -> Location:
    return replace(at, file=_under(part, at.file))


def _under(part: ReportPart, file: str) -> str:
    """Write a file of a school as seen from here; its wdyy.toml is written so already."""
    path = PurePath(file)
    inside = path.is_absolute() or path.is_relative_to(part.shown)
    return file if inside else str(PurePath(part.shown) / path)
