"""Findings sorted by the class of the student whom they concern, for reports that go to class teachers."""

from __future__ import annotations

from wdyy_cli.model import Finding, Report

UNKNOWN_CLASS = "未知班级"
"""Where findings stand that concern no student whose class is known."""


def split_by_class(report: Report) -> dict[str, list[Finding]]:
    """Give the findings of each class that has any, in the order of the roster, the unknown class last."""
    found: dict[str, list[Finding]] = {name: [] for name in report.classes.values()}
    unknown: list[Finding] = []
    for finding in report.findings:
        name = report.class_of(finding)
        (unknown if name is None else found.setdefault(name, [])).append(finding)
    classes = {name: findings for name, findings in found.items() if findings}
    if unknown:
        classes[UNKNOWN_CLASS] = [*classes.pop(UNKNOWN_CLASS, []), *unknown]
    return classes


def clean_classes(report: Report) -> list[str]:
    """Name the classes without any finding, in the order of the roster."""
    concerned = {report.class_of(finding) for finding in report.findings}
    return [name for name in dict.fromkeys(report.classes.values()) if name not in concerned]
