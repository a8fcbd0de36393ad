"""Whose ID number it is: findings about photos know only the number, a roster beside them knows the name."""

from __future__ import annotations

from collections.abc import Mapping

from wdyy_cli.model import Finding, Report
from wdyy_cli.report.words import message_of, visible
from wdyy_cli.sheet import show_value

MASKED = "*"
"""In a redacted report two students may have one number; it tells nobody's name then."""


def names_by_number(report: Report) -> dict[str, str]:
    """Give the name beside each ID number in the tables of a report; the first one counts."""
    names: dict[str, str] = {}
    for table in report.tables:
        number_at, name_at = table.columns.get("id_number"), table.columns.get("name")
        if number_at is None or name_at is None:
            continue
        for values in table.rows[table.header_row :]:
            if len(values) > max(number_at, name_at):
                number, name = show_value(values[number_at]).strip(), show_value(values[name_at]).strip()
                if name and MASKED not in number:
                    names.setdefault(number, name)
    return names


def name_of(finding: Finding, names: Mapping[str, str]) -> str:
    """Give the name of the student whom a finding concerns, the empty text where nobody knows it."""
    return finding.name or names.get(finding.place.id_number or "", "")


def with_name(finding: Finding, names: Mapping[str, str]) -> str:
    """Give what is wrong, and with whom, for readers who know people and not numbers."""
    name, message = name_of(finding, names), message_of(finding)
    return message if not name or visible(name) in message else f"{visible(name)}：{message}"
