"""What cells look like in the Excel report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from wdyy_cli.model import Finding, Severity
from wdyy_cli.workbooks.look import CellLook


class Style(IntEnum):
    """The styles of cells, by their place in the list of looks."""

    PLAIN = 0
    WRAPPED = 1
    HEADER = 2
    TITLE = 3
    ERROR = 4
    WARNING = 5
    INFO = 6
    QUIET = 7
    GOOD = 8


LOOKS = (
    CellLook(),
    CellLook(wrapped=True),
    CellLook(wrapped=True, bold=True, fill="FFDCE6F1"),
    CellLook(wrapped=True, bold=True, points=16),
    CellLook(wrapped=True, fill="FFFFC7CE"),
    CellLook(wrapped=True, fill="FFFFEB9C"),
    CellLook(wrapped=True, fill="FFDDEBF7"),
    CellLook(wrapped=True, colour="FF808080"),
    CellLook(wrapped=True, fill="FFC6EFCE"),
)
"""In the order of `Style`; all but the first break long lines."""

OF_SEVERITY: Mapping[Severity | None, Style] = {
    None: Style.GOOD,
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.INFO: Style.INFO,
}


def style_of(findings: Iterable[Finding]) -> Style:
    """Give the style of what some findings are about: the worst of them counts, ignored ones are quiet."""
    found = {finding.severity for finding in findings if finding.suppressed is None}
    return next((OF_SEVERITY[severity] for severity in Severity if severity in found), Style.QUIET)
