"""Which output formats there are: name for `--format`, ending for `--report`, file that renders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from wdyy_cli.model import Report


@dataclass(frozen=True, kw_only=True)
class Format:
    """
    A format for files and for standard output.

    In its `file` is the function that renders, called `render_` and its name. `masked` formats are meant to
    leave the machine: they hide personal data unless told otherwise. Without an `ending` it is for standard
    output alone, with `file_only` for files alone. `in_ascii` is the error handler of encodings that writes
    what ASCII lacks, where the format knows a way.
    """

    name: str
    file: str
    ending: str | None
    masked: bool = False
    file_only: bool = False
    in_ascii: str | None = None

    def render(self, report: Report, *, ascii_only: bool = False) -> Iterator[bytes]:
        """Give bytes, piece by piece; a console that cannot show every character wants ASCII."""
        renderer = import_module(f"wdyy_cli.report.{self.file}")
        pieces: Iterable[str | bytes] = getattr(renderer, f"render_{self.name}")(report)
        encoding = "ascii" if ascii_only and self.in_ascii is not None else "utf-8"
        for piece in pieces:
            yield piece if isinstance(piece, bytes) else piece.encode(encoding, self.in_ascii or "strict")


TEXT = "text"
"""The one format that looks at the terminal, and therefore is not in the table."""

FORMATS = {
    fmt.name: fmt
    for fmt in (
        Format(name="json", file="machine.json_report", ending=".json", in_ascii="json"),
        Format(name="html", file="html.render", ending=".html", file_only=True),
        Format(name="xlsx", file="xlsx.content", ending=".xlsx", file_only=True),
        Format(name="markdown", file="markdown", ending=".md", masked=True),
        Format(name="junit", file="machine.junit", ending=".xml", masked=True, in_ascii="xmlcharrefreplace"),
        Format(name="sarif", file="machine.sarif", ending=".sarif", masked=True, in_ascii="json"),
        Format(name="github", file="machine.github", ending=None, masked=True),
    )
}
"""A further format is a row here. What renders is loaded when it is wanted."""
