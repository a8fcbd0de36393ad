"""What cells look like in the Excel report. Every style is a text format: what is typed there stays text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from wdyy_cli.model import Finding, Severity


class Style(IntEnum):
    """The styles of cells, by their place in the list of formats."""

    PLAIN = 0
    WRAPPED = 1
    HEADER = 2
    TITLE = 3
    ERROR = 4
    WARNING = 5
    INFO = 6
    QUIET = 7
    GOOD = 8


OF_SEVERITY = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.INFO}


def style_of(findings: Iterable[Finding]) -> Style:
    """Give the style of what some findings are about: the worst of them counts, ignored ones are quiet."""
    found = {finding.severity for finding in findings if finding.suppressed is None}
    return next((OF_SEVERITY[severity] for severity in Severity if severity in found), Style.QUIET)


_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="11"/><name val="Calibri"/></font>',
    '<font><b/><sz val="16"/><name val="Calibri"/></font>',
    '<font><sz val="11"/><color rgb="FF808080"/><name val="Calibri"/></font>',
)
_COLOURS = ("FFDCE6F1", "FFFFC7CE", "FFFFEB9C", "FFDDEBF7", "FFC6EFCE")
_FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
    *(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill></fill>'
        for colour in _COLOURS
    ),
)

# Font and fill of each style, in the order of `Style`; all but the first break long lines.
_LOOKS = ((0, 0), (0, 0), (1, 2), (2, 0), (0, 3), (0, 4), (0, 5), (3, 0), (0, 6))

_TEXT_FORMAT = 49


def _format(font: int, fill: int, *, wrapped: bool) -> str:
    wrap = ' wrapText="1"' if wrapped else ""
    return (
        f'<xf numFmtId="{_TEXT_FORMAT}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
        f'<alignment vertical="top"{wrap}/></xf>'
    )


_FORMATS = tuple(_format(font, fill, wrapped=index > 0) for index, (font, fill) in enumerate(_LOOKS))

STYLES_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
    f'<fills count="{len(_FILLS)}">{"".join(_FILLS)}</fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_FORMATS)}">{"".join(_FORMATS)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""The part `xl/styles.xml`."""
