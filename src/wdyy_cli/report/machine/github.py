"""The report for GitHub Actions: workflow commands, which it shows as annotations beside the files."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Finding, Report, Severity
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.verdict import verdict
from wdyy_cli.report.said.words import (
    IGNORED,
    message_with_who,
    place_label,
    totals,
    visible,
)
from wdyy_cli.report.together import together

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render_github(report: Report) -> Iterator[str]:
    """
    Give the report line by line; every line is a command, so that data can never be taken for one.

    GitHub shows the first ten annotations of each kind beside the files; the log of the run has them all.
    """
    whole = together(report)
    for given in whole.inputs:
        if given.reason is not None:
            yield _command("error", {"file": given.path, "title": "读不了"}, given.reason)
    for finding in whole.findings:
        yield _annotate(whole, finding)
    for codes, reason in not_checked_words(report):
        yield _command("notice", {"title": f"没有检查的：{codes}"}, reason)
    found = verdict(report)
    kind = "notice" if found.severity is None else COMMANDS[found.severity]
    message = f"合计：{'，'.join(totals(report))}。{found.whole}"
    yield _command(kind, {"title": f"wdyy {report.command}"}, message)


def _annotate(report: Report, finding: Finding) -> str:
    at = finding.place.location
    title = f"{finding.code} {finding.title}"
    message = (
        f"{place_label(at, with_file=False)}：{message_with_who(report, finding)}\n怎么办：{finding.fix}"
    )
    where = {"file": at.file, **({} if at.row is None else {"line": str(at.row)}), "title": title}
    if finding.suppressed is not None:
        return _command("notice", where | {"title": f"{IGNORED} {title}"}, message)
    return _command(COMMANDS[finding.severity], where, message)


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    written = ",".join(f"{name}={_property(visible(value))}" for name, value in properties.items())
    lines = "\n".join(map(visible, message.split("\n")))
    return f"::{kind} {written}::{_data(lines)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
