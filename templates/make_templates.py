"""
Write the blank workbooks that come with the program: `python templates/make_templates.py`.

The XML is written here and not by a library: the same bytes each time, no author, no dates, and strings where
Excel and WPS keep them. Headers and note are those of the registration guide, sections 三 and 四.
"""

# ruff: noqa: INP001 - a script beside what it writes, no package

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).parent
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LAST_ROW = 1_048_576
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

TITLE_STYLE, NOTE_STYLE, HEADER_STYLE, TEXT_STYLE = 1, 2, 3, 4

NOTE = (
    "填写说明：\n"
    "1. 学生姓名、身份证号、所属院校、考核站点、考试计划名称、报考证书、证书等级均不能为空，请填写真实信息\n"
    "2. 考试计划名称填写本次要报考的考试计划名称，报考证书请填写证书名称\n"
    "3. 按证书导入报考，只需要填写报考证书信息，系统会根据考试计划自动报考证书下面设置的所有科目，"
    "注意若有个别证书是需要不同专业方向或类型的学生选择证书下不同科目的需求的，请不要采用这个模板报考\n"
    "4. 学生类型只能选择下拉列表中的值“院校考生”、“社会考生”\n"
    "5. 填写好后，导入系统即可"
)
STUDENT_TYPES = ("院校考生", "社会考生")
LEVELS = ("初级", "中级", "高级")
ROOM_TYPES = ("机考+实操考场",)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its header, its width in characters, and what may be chosen in it."""

    header: str
    width: int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A workbook of one sheet; `title` and `note` stand in rows of their own above the header."""

    file: str
    sheet: str
    columns: tuple[Column, ...]
    title: str = ""
    note: str = ""


REGISTRATION = Workbook(
    file="registration.xlsx",
    sheet="报考表",
    title="按证书批量导入报考",
    note=NOTE,
    columns=(
        Column(header="学生姓名", width=14),
        Column(header="身份证号", width=24),
        Column(header="学生类型", width=12, choices=STUDENT_TYPES),
        Column(header="所属院校", width=28),
        Column(header="考核站点", width=40),
        Column(header="考试计划名称", width=56),
        Column(header="报考证书", width=34),
        Column(header="证书等级", width=12, choices=LEVELS),
    ),
)
ROSTER = Workbook(
    file="roster.xlsx",
    sheet="花名册",
    columns=(
        Column(header="姓名", width=14),
        Column(header="身份证号", width=24),
        Column(header="班级", width=20),
        Column(header="证书等级", width=12, choices=LEVELS),
        Column(header="学生类型", width=12, choices=STUDENT_TYPES),
    ),
)
ROOMS = Workbook(
    file="rooms.xlsx",
    sheet="考场",
    columns=(
        Column(header="考核计划", width=56),
        Column(header="所属考核站点", width=40),
        Column(header="所属试点院校", width=28),
        Column(header="考场名称", width=28),
        Column(header="考场类型", width=16, choices=ROOM_TYPES),
        Column(header="考场座位数", width=12),
        Column(header="考场地址", width=40),
        Column(header="本次组织考试的证书", width=34),
    ),
)

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


def write_workbook(workbook: Workbook, folder: Path = HERE) -> Path:
    """Write a workbook into a folder and give its path."""
    strings = [text for text in (workbook.title, workbook.note) if text]
    first_header = len(strings)
    strings += [column.header for column in workbook.columns]
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
            f'<sheets><sheet name={quoteattr(workbook.sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": WORKBOOK_RELATIONS,
        "xl/worksheets/sheet1.xml": render_sheet(workbook, first_header),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": (
            f'{HEAD}<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">'
            + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
            + "</sst>"
        ),
    }
    path = folder / workbook.file
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            # Stored, not deflated: compressed bytes differ between versions of zlib.
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), text.encode())
    return path


def render_sheet(workbook: Workbook, first_header: int) -> str:
    """Give the XML of the sheet; the headers' strings start at number `first_header`."""
    letters = [chr(ord("A") + number) for number in range(len(workbook.columns))]
    last = letters[-1]
    header_row = first_header + 1
    spans = f'spans="1:{len(letters)}"'
    heights = (30, 120)
    rows = [
        f'<row r="{number}" {spans} ht="{heights[number - 1]}" customHeight="1">'
        f'<c r="A{number}" s="{number}" t="s"><v>{number - 1}</v></c>'
        + "".join(f'<c r="{letter}{number}" s="{number}"/>' for letter in letters[1:])
        + "</row>"
        for number in range(1, header_row)
    ]
    cells = "".join(
        f'<c r="{letter}{header_row}" s="{HEADER_STYLE}" t="s"><v>{first_header + number}</v></c>'
        for number, letter in enumerate(letters)
    )
    rows.append(f'<row r="{header_row}" {spans} ht="22" customHeight="1">{cells}</row>')
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" style="{TEXT_STYLE}" customWidth="1"/>'
        for number, column in enumerate(workbook.columns, 1)
    )
    merged = "".join(f'<mergeCell ref="A{number}:{last}{number}"/>' for number in range(1, header_row))
    lists = [
        f'<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        f' errorTitle="只能选择" error={quoteattr("请选择：" + "、".join(column.choices))}'
        f' sqref="{letter}{header_row + 1}:{letter}{LAST_ROW}">'
        f'<formula1>"{",".join(column.choices)}"</formula1></dataValidation>'
        for letter, column in zip(letters, workbook.columns, strict=True)
        if column.choices
    ]
    first = f"A{header_row + 1}"
    merged_cells = f'<mergeCells count="{first_header}">{merged}</mergeCells>' if merged else ""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:{last}{header_row}"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{header_row}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16"/><cols>{columns}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{merged_cells}"
        f'<dataValidations count="{len(lists)}">{"".join(lists)}</dataValidations>'
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
    )


if __name__ == "__main__":
    for each in (REGISTRATION, ROSTER, ROOMS):
        write_workbook(each)
