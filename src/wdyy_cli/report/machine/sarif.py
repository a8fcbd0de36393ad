"""The report for code scanning: SARIF 2.1.0, with the help of every rule that found something."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from wdyy_cli import __version__
from wdyy_cli.model import Finding, InputFile, Location, Report, Severity
from wdyy_cli.report.machine.json_text import dump_json
from wdyy_cli.report.said.words import fault_and_who, place_label, visible
from wdyy_cli.report.together import together
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.registry import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "wdyy/v1"

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def render_sarif(report: Report) -> Iterator[str]:
    """Give the report piece by piece."""
    report = together(report)
    codes = sorted({finding.code for finding in report.findings})
    driver = {
        "name": "wdyy",
        "version": __version__,
        "semanticVersion": __version__,
        "language": "zh-CN",
        "rules": [_rule(all_rules()[code]) for code in codes],
    }
    yield f'{{\n  "$schema": {dump_json(SCHEMA)},\n  "version": "2.1.0",\n  "runs": [{{\n'
    yield f'    "tool": {dump_json({"driver": driver})},\n'
    yield '    "language": "zh-CN",\n    "columnKind": "unicodeCodePoints",\n'
    yield f'    "automationDetails": {dump_json({"id": f"wdyy/{report.command}/"})},\n'
    yield f'    "invocations": [{dump_json(_invocation(report))}],\n'
    artifacts = dict.fromkeys(dump_json(_artifact(given)) for given in report.inputs)  # none twice
    yield f'    "artifacts": [{", ".join(artifacts)}],\n'
    checked = {"profile": visible(report.profile), "checkedOn": report.checked_on}
    yield f'    "properties": {dump_json(checked)},\n'
    yield '    "results": ['
    for index, finding in enumerate(report.findings):
        yield (",\n      " if index else "\n      ") + dump_json(
            _result(report, finding, codes.index(finding.code))
        )
    yield "\n    ]\n  }]\n}\n" if report.findings else "]\n  }]\n}\n"


def _rule(rule: Rule[Any]) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.check.__name__,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.reason},
        "help": {
            "text": f"{rule.reason}怎么办：{rule.fix}依据：{rule.ground}",
            "markdown": f"{rule.reason}\n\n**怎么办**：{rule.fix}\n\n**依据**：{rule.ground}",
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.code[:3]], "source": rule.source},
    }


def _result(report: Report, finding: Finding, rule_index: int) -> dict[str, object]:
    place = finding.place
    suppressions = []
    if finding.suppressed is not None:
        suppressions = [{"kind": "external", "justification": visible(finding.suppressed)}]
    known = {
        "fix": finding.fix,
        "value": place.value,
        "storedAs": place.stored_as,
        "idNumber": place.id_number,
        "name": finding.name,
        "member": place.location.member,
        "sheet": place.location.sheet,
        "cell": place.location.cell,
        "column": place.location.column,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{visible(finding.title)}：{fault_and_who(report, finding)}"},
        "locations": [_location(place.location)],
        "partialFingerprints": {FINGERPRINT: _fingerprint(finding)},
        "suppressions": suppressions,
        "properties": {key: visible(value) for key, value in known.items() if value is not None},
    }


def _location(at: Location) -> dict[str, object]:
    # Code scanning services want a line; a zip as a whole has its first one.
    region = {"startLine": at.row or 1}
    names = {"name": place_label(at, with_file=False), "fullyQualifiedName": place_label(at, with_file=True)}
    return {
        "physicalLocation": {"artifactLocation": {"uri": uri_of(at.file)}, "region": region},
        "logicalLocations": [names],
    }


def _fingerprint(finding: Finding) -> str:
    """Give what tells this finding from others, made of nothing but what the report shows anyway."""
    place, at = finding.place, finding.place.location
    parts = (
        finding.code,
        at.file,
        at.member,
        at.sheet,
        at.column,
        place.id_number,
        place.name,
        finding.message,
    )
    text = "\x1f".join(part or "" for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _invocation(report: Report) -> dict[str, object]:
    unread = [
        {
            "level": "error",
            "message": {"text": visible(given.reason)},
            "locations": [_location(Location(file=given.path))],
        }
        for given in report.inputs
        if given.reason is not None
    ]
    skipped = [
        {"level": "note", "message": {"text": visible(f"{item.code} 没有检查：{item.reason}")}}
        for item in report.not_checked
    ]
    return {
        "executionSuccessful": not unread,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": unread,
        "toolConfigurationNotifications": skipped,
    }


def _artifact(given: InputFile) -> dict[str, object]:
    artifact: dict[str, object] = {"location": {"uri": uri_of(given.path)}, "roles": ["analysisTarget"]}
    if given.sha256 is not None:
        artifact["hashes"] = {"sha-256": given.sha256}
    return artifact


def uri_of(path: str) -> str:
    """Write a path as a URI reference, whatever characters are in it."""
    shown = visible(path)
    if _DRIVE.match(shown):
        return "file:///" + quote(shown.replace("\\", "/"), safe="/:")
    written = quote(shown.replace("\\", "/"))
    return f"file://{written}" if written.startswith("/") else written
