"""`wdyy schema` describes every JSON report; what it does not describe is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from wdyy_cli.report.machine.schema import ReportV1, report_schema

jsonschema = pytest.importorskip("jsonschema", reason="validates by the JSON Schema")

EXAMPLES = Path(__file__).parents[2] / "examples"


def report(**changes: object) -> dict[str, Any]:
    """Build a right report, changed in some fields."""
    right: dict[str, Any] = {
        "schema_version": 1,
        "tool": {"name": "wdyy", "version": "0.2.0"},
        "command": "check-photos",
        "profile": "wdyy-2021",
        "checked_on": "2026-11-23",
        "inputs": [
            {
                "path": "照片.zip", "status": "checked", "role": "photos", "sha256": "0" * 64,
                "items": 1, "reason": None, "read": None,
            }
        ],
        "summary": {
            "items": 1, "errors": 1, "warnings": 0, "infos": 0, "suppressed": 0, "verdict": "faulty",
            "exit_code": 1,
        },
        "findings": [
            {
                "code": "REG101",
                "severity": "error",
                "title": "必填的格子是空的",
                "message": "“学生姓名”没有填",
                "fix": "填上这一格。",
                "location": {
                    "file": "报考.xlsx", "member": None, "sheet": "Sheet1",
                    "cell": "A4", "row": 4, "column": "姓名",
                },
                "value": None,
                "stored_as": "empty",
                "id_number": None,
                "name": None,
                "suppressed": None,
            }
        ],
        "not_checked": [{"code": "PHO010", "reason": "不知道平台的限制"}],
        "unused": [],
        "results": None,
    }  # fmt: skip
    return right | changes


def finding(**changes: object) -> list[dict[str, Any]]:
    """Build the findings of a report with one finding that is changed."""
    return [report()["findings"][0] | changes]


RIGHT = {
    "as it is": report(),
    "before anything was read": report(profile=None, checked_on=None, findings=[]),
    "results of a command": report(
        command="plan-rooms",
        results={
            "rooms": [{"name": "一号机房", "machines": 80, "seats": 45, "proctors": 3}],
            "total_seats": 45,
            "total_proctors": 3,
            "strategy": "even",
        },
    ),
    "results with a field that is new": report(
        command="check-status", results={"statuses": {"信息准确": 2}, "more": 1}
    ),
}
WRONG = {
    "another version": report(schema_version=2),
    "a field that is new": report(more=1),
    "a field of a finding that is new": report(findings=finding(more=1)),
    "an unknown severity": report(findings=finding(severity="fatal")),
    "a number as text": report(summary=report()["summary"] | {"items": "1"}),
    "a code that is none": report(findings=finding(code="REG1")),
    "results of another command": report(command="plan-rooms", results={"statuses": {}}),
}


def errors_of(value: object) -> list[str]:
    validator = jsonschema.Draft202012Validator(report_schema())
    return [error.message for error in validator.iter_errors(value)]


@pytest.mark.parametrize("value", RIGHT.values(), ids=RIGHT)
def test_right_reports_are_described(value: dict[str, Any]) -> None:
    assert errors_of(value) == []
    assert ReportV1.model_validate_json(json.dumps(value)).model_dump(mode="json") == value


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_wrong_reports_are_refused(value: dict[str, Any]) -> None:
    assert errors_of(value) != []
    with pytest.raises(ValueError, match="validation error"):
        ReportV1.model_validate_json(json.dumps(value))


def test_the_command_prints_it(wdyy: Callable[..., Ran]) -> None:
    ran = wdyy("schema")
    assert (ran.status, ran.err) == (0, "")
    printed = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(printed)
    assert printed == report_schema()


TRANSCRIPTS = {path.stem: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("expected/*.txt")}
IN_JSON = {
    name: text.partition("\n")[2].partition("--- ")[0]
    for name, text in sorted(TRANSCRIPTS.items())
    if " check" in text.partition("\n")[0] and "--format json" in text.partition("\n")[0]
}


@pytest.mark.parametrize("body", IN_JSON.values(), ids=IN_JSON)
def test_the_reports_of_the_examples_are_described(body: str) -> None:
    assert errors_of(json.loads(body)) == []
