"""Which output formats there are: name for `--format`, ending for `--report`, function that renders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from wdyy_cli.model import Report


class Render(Protocol):
    """Renders a report as bytes, piece by piece."""

    def __call__(self, report: Report, *, ascii_only: bool = False) -> Iterator[bytes]:
        """Render; a console that cannot show every character wants ASCII, where the format knows a way."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """
    A format for files and for standard output.

    `masked` formats are meant to leave the machine: they hide personal data unless told otherwise. Without an
    `ending` it is for standard output alone, with `file_only` for files alone. `render` gives bytes, piece by
    piece.
    """

    name: str
    ending: str | None
    masked: bool = False
    file_only: bool = False
    render: Render


def _encode(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode("utf-8") for piece in pieces)


def _json(report: Report, *, ascii_only: bool = False) -> Iterator[bytes]:
    from wdyy_cli.report.machine.json_report import render_json

    return _encode(render_json(report, ascii_only=ascii_only))


def _sarif(report: Report, *, ascii_only: bool = False) -> Iterator[bytes]:
    from wdyy_cli.report.machine.sarif import render_sarif

    return _encode(render_sarif(report, ascii_only=ascii_only))


def _junit(report: Report, *, ascii_only: bool = False) -> Iterator[bytes]:
    from wdyy_cli.report.machine.junit import render_junit

    encoding = "ascii" if ascii_only else "utf-8"
    return (piece.encode(encoding, "xmlcharrefreplace") for piece in render_junit(report))


def _html(report: Report, **_: bool) -> Iterator[bytes]:
    from wdyy_cli.report.html.render import render_html

    return _encode(render_html(report))


def _xlsx(report: Report, **_: bool) -> Iterator[bytes]:
    from wdyy_cli.report.xlsx.content import render_xlsx

    return render_xlsx(report)


def _markdown(report: Report, **_: bool) -> Iterator[bytes]:
    from wdyy_cli.report.markdown import render_markdown

    return _encode(render_markdown(report))


def _github(report: Report, **_: bool) -> Iterator[bytes]:
    from wdyy_cli.report.machine.github import render_github

    return _encode(render_github(report))


TEXT = "text"
"""The one format that looks at the terminal, and therefore is not in the table."""

FORMATS = {
    fmt.name: fmt
    for fmt in (
        Format(name="json", ending=".json", render=_json),
        Format(name="html", ending=".html", file_only=True, render=_html),
        Format(name="xlsx", ending=".xlsx", file_only=True, render=_xlsx),
        Format(name="markdown", ending=".md", masked=True, render=_markdown),
        Format(name="junit", ending=".xml", masked=True, render=_junit),
        Format(name="sarif", ending=".sarif", masked=True, render=_sarif),
        Format(name="github", ending=None, masked=True, render=_github),
    )
}
"""A further format is a row here."""
