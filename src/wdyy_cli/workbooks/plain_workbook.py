"""
Plain workbooks of one sheet: blank templates, and the tables of the demo school.

The XML is written here and not by a library: the same bytes each time, no author, no dates, and strings where
Excel and WPS keep them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from wdyy_cli.files.zips.plain_zip import plain_zip
from wdyy_cli.sheet import cell_ref, column_letters

LAST_ROW = 1_048_576
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TITLE_STYLE, NOTE_STYLE, HEADER_STYLE, TEXT_STYLE = 1, 2, 3, 4


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its header, its width in characters, and what may be chosen in it."""

    header: str
    width: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlainSheet:
    """
    A workbook of one sheet: `title` and `note` stand in the first rows, then headers, and `rows` below.

    The headers stand right below title and note, or in `header_row` where that is further down; between them
    and the rows are `rows_between` empty ones. A number is
    stored as such, even where that is a fault; None leaves its cell out.
    """

    name: str
    columns: Sequence[Column]
    title: str = ""
    note: str = ""
    header_row: int = 1
    rows_between: int = 0
    rows: Sequence[Sequence[str | float | None]] = ()


CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
    "</Types>"
)
ROOT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
FONT = '<name val="宋体"/><family val="3"/><charset val="134"/>'
THIN = "".join(
    f'<{side} style="thin"><color indexed="64"/></{side}>' for side in ("left", "right", "top", "bottom")
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="3">'
    f'<font><sz val="11"/>{FONT}</font><font><b/><sz val="16"/>{FONT}</font>'
    f'<font><b/><sz val="11"/>{FONT}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFDDEBF7"/><bgColor indexed="64"/></patternFill></fill></fills>'
    f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{THIN}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"'
    ' applyAlignment="1"><alignment horizontal="center" vertical="center"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment horizontal="left" vertical="center" wrapText="1"/></xf>'
    '<xf numFmtId="49" fontId="2" fillId="2" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1"'
    ' applyFill="1" applyBorder="1" applyAlignment="1">'
    '<alignment horizontal="center" vertical="center"/></xf>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def plain_workbook(sheet: PlainSheet) -> bytes:
    """Give the bytes of an xlsx file."""
    strings = _Strings()
    body = _render_sheet(sheet, strings)
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
            f'<sheets><sheet name={quoteattr(sheet.name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": body,
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": strings.part(),
    }
    return plain_zip({name: text.encode() for name, text in parts.items()})


@dataclass
class _Strings:
    """Numbers texts for the shared strings."""

    numbers: dict[str, int] = field(default_factory=dict)
    uses: int = 0

    def number(self, text: str) -> int:
        self.uses += 1
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> str:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.numbers)
        return (
            f'{HEAD}<sst xmlns="{MAIN}" count="{self.uses}" uniqueCount="{len(self.numbers)}">{items}</sst>'
        )


def _render_sheet(sheet: PlainSheet, strings: _Strings) -> str:
    """Give the XML of the sheet."""
    last = column_letters(len(sheet.columns) - 1)
    above = [text for text in (sheet.title, sheet.note) if text]
    header_row = max(len(above) + 1, sheet.header_row)
    rows = "".join(_render_rows(sheet, header_row, strings))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" style="{TEXT_STYLE}" customWidth="1"/>'
        for number, column in enumerate(sheet.columns, 1)
    )
    merged = "".join(f'<mergeCell ref="A{number}:{last}{number}"/>' for number in range(1, len(above) + 1))
    merged_cells = f'<mergeCells count="{len(above)}">{merged}</mergeCells>' if merged else ""
    lists = list(_render_lists(sheet, header_row))
    validations = f'<dataValidations count="{len(lists)}">{"".join(lists)}</dataValidations>' if lists else ""
    first = f"A{header_row + 1}"
    last_row = header_row + sheet.rows_between + len(sheet.rows)
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:{last}{last_row}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{header_row}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16"/><cols>{columns}</cols>'
        f"<sheetData>{rows}</sheetData>{merged_cells}{validations}"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    )


def _render_rows(sheet: PlainSheet, header_row: int, strings: _Strings) -> Iterator[str]:
    """Yield the XML of each row."""
    spans = f'spans="1:{len(sheet.columns)}"'
    number = 0
    for style, height, text in ((TITLE_STYLE, 30, sheet.title), (NOTE_STYLE, 120, sheet.note)):
        if text:
            number += 1
            cells = [f'<c r="A{number}" s="{style}" t="s"><v>{strings.number(text)}</v></c>']
            cells += [f'<c r="{cell_ref(number, at)}" s="{style}"/>' for at in range(1, len(sheet.columns))]
            yield f'<row r="{number}" {spans} ht="{height}" customHeight="1">{"".join(cells)}</row>'
    headers = [column.header for column in sheet.columns]
    cells = list(_render_cells(headers, header_row, HEADER_STYLE, strings))
    yield f'<row r="{header_row}" {spans} ht="22" customHeight="1">{"".join(cells)}</row>'
    for number, values in enumerate(sheet.rows, start=header_row + sheet.rows_between + 1):
        cells = list(_render_cells(values, number, TEXT_STYLE, strings))
        yield f'<row r="{number}" {spans}>{"".join(cells)}</row>'


def _render_cells(
    values: Sequence[str | float | None], row: int, style: int, strings: _Strings
) -> Iterator[str]:
    for at, value in enumerate(values):
        if isinstance(value, str):
            yield f'<c r="{cell_ref(row, at)}" s="{style}" t="s"><v>{strings.number(value)}</v></c>'
        elif value is not None:
            yield f'<c r="{cell_ref(row, at)}" s="{style}"><v>{value!r}</v></c>'


def _render_lists(sheet: PlainSheet, header_row: int) -> Iterator[str]:
    """Yield the XML of the drop-down lists."""
    for at, column in enumerate(sheet.columns):
        if column.choices:
            letter = column_letters(at)
            listed = escape(f'"{",".join(column.choices)}"')
            yield (
                f'<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
                f' errorTitle="只能选择" error={quoteattr("请选择：" + "、".join(column.choices))}'
                f' sqref="{letter}{header_row + sheet.rows_between + 1}:{letter}{LAST_ROW}">'
                f"<formula1>{listed}</formula1></dataValidation>"
            )
