"""Which output formats there are: name for `--format`, ending for `--report`, function that renders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wdyy_cli.model import Report
from wdyy_cli.report.json_report import render_json


@dataclass(frozen=True, kw_only=True)
class Format:
    """
    A format for files and for standard output.

    `masked` formats are meant to leave the machine: they hide personal data unless told otherwise.
    """

    name: str
    ending: str
    masked: bool
    render: Callable[[Report, bool], Iterator[str]]


TEXT = "text"
"""The one format that looks at the terminal, and therefore is not in the table."""

FORMATS = {
    fmt.name: fmt
    for fmt in (
        Format(
            name="json",
            ending=".json",
            masked=False,
            render=lambda report, ascii_only: render_json(report, ascii_only=ascii_only),
        ),
    )
}
"""A further format is a row here."""
