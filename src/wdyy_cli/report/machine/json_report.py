"""The report for programs: JSON, version 1, one finding on one line. Names are a promise."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli import __version__
from wdyy_cli.model import Finding, InputFile, Report, Severity, TableReading, Verdict
from wdyy_cli.report.machine.json_text import dump_json, in_ascii

SCHEMA_VERSION = 1


def render_json(report: Report) -> Iterator[str]:
    """Give the report piece by piece."""
    yield "{\n"
    for key, value in _head(report).items():
        yield f"  {dump_json(key)}: {dump_json(value)},\n"
    yield '  "findings": ['
    for index, finding in enumerate(report.findings):
        yield (",\n    " if index else "\n    ") + dump_json(_finding(finding))
    yield "\n  ],\n" if report.findings else "],\n"
    tail = (f"  {dump_json(key)}: {dump_json(value)}" for key, value in _tail(report).items())
    yield ",\n".join(tail) + "\n}\n"


def _head(report: Report) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "wdyy", "version": __version__},
        "command": report.command,
        "profile": report.profile,
        "checked_on": report.checked_on,
        "inputs": [_input(given) for given in report.inputs],
        "summary": _summary(report),
    }


def _input(given: InputFile) -> dict[str, object]:
    return {
        "path": given.path,
        "status": given.status,
        "role": given.role,
        "sha256": given.sha256,
        "items": given.items,
        "reason": given.reason,
        **({} if given.read is None else {"read": _reading(given.read)}),
    }


def _tail(report: Report) -> dict[str, object]:
    return {
        "not_checked": [{"code": item.code, "reason": item.reason} for item in report.not_checked],
        "unused": [{"path": file.path, "reason": file.reason} for file in report.unused],
        "results": _results(report),
    }


def _results(report: Report) -> object:
    """Give what the command computed; of several schools the whole report of each as well."""
    if not report.parts:
        return report.results
    computed = report.results if isinstance(report.results, dict) else {}
    schools = [
        {**figures, "report": None if part.report is None else _whole(part.report)}
        for figures, part in zip(computed.get("workspaces", ()), report.parts, strict=True)
    ]
    return {**computed, "workspaces": schools}


def _whole(report: Report) -> dict[str, object]:
    return {**_head(report), "findings": list(map(_finding, report.findings)), **_tail(report)}


def render_failure(command: str, reason: str, exit_code: int) -> str:
    """Give a report of a run that ended before it could check anything: programs can read even that."""
    none = dict.fromkeys(("items", "errors", "warnings", "infos", "suppressed"), 0)
    report = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "wdyy", "version": __version__},
        "command": command,
        "profile": None,
        "checked_on": None,
        "inputs": [_input(InputFile(path="", reason=reason))],
        "summary": {**none, "verdict": Verdict.UNUSABLE, "exit_code": exit_code},
        "findings": [],
        "not_checked": [],
        "unused": [],
        "results": None,
    }
    return in_ascii(dump_json(report)) + "\n"


def _reading(read: TableReading) -> dict[str, object]:
    return {
        "sheets": [{"name": sheet.name, "rows": sheet.rows} for sheet in read.sheets],
        "columns": dict(read.columns),
        "unused": list(read.unused),
        "counts": {field: dict(counts) for field, counts in read.counts.items()},
    }


def _summary(report: Report) -> dict[str, int | str]:
    return {
        "items": report.items,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "suppressed": report.count_suppressed(),
        "verdict": report.verdict,
        "exit_code": report.exit_code,
    }


def _finding(finding: Finding) -> dict[str, object]:
    place, at = finding.place, finding.place.location
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.title,
        "message": finding.message,
        "fix": finding.fix,
        "location": {
            "file": at.file,
            "member": at.member,
            "sheet": at.sheet,
            "cell": at.cell,
            "row": at.row,
            "column": at.column,
        },
        "value": place.value,
        "stored_as": place.stored_as,
        "id_number": place.id_number,
        "name": finding.name,
        "suppressed": finding.suppressed,
    }
