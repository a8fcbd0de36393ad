"""Registration templates as different programs write them, put together part by part."""

# ruff: noqa: E501 - lines of XML are easier to read unbroken

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import openpyxl  # type: ignore[import-untyped] # it brings no types
from openpyxl.styles import Font  # type: ignore[import-untyped] # the same
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HEADERS = (
    "学生姓名",
    "身份证号",
    "学生类型",
    "所属院校",
    "考核站点",
    "考试计划名称",
    "报考证书",
    "证书等级",
)
TITLE = "按证书批量导入报考"
NOTE = "填写说明：\n1. 均不能为空\n2. 导入系统即可"
HINTS = (
    None,
    None,
    None,
    "学校全称",
    "申请考核站点名称",
    "所报考计划名称",
    "网店运营推广职业技能等级证书",
    "初级",
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class _Unseekable(io.RawIOBase):
    """A target as a web server has it: zips written to it keep their sizes in data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        raw = bytes(piece)  # type: ignore[call-overload]
        self.data += raw
        return len(raw)


def pack(
    parts: Mapping[str, bytes | str], *, streamed: bool = False, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Zip parts in their order; `streamed` puts the sizes behind the data."""
    plain = io.BytesIO()
    stream = _Unseekable()
    with zipfile.ZipFile(stream if streamed else plain, "w") as archive:
        for number, (name, content) in enumerate(parts.items()):
            info = zipfile.ZipInfo(name, (2021, 4, 1, 8, number % 60, 0))
            info.compress_type = method
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return bytes(stream.data) if streamed else plain.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Give all members by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Change some members of a package."""
    parts: dict[str, bytes | str] = {**unpack(data)}
    for name, change in changes.items():
        before = parts[name]
        assert isinstance(before, bytes)
        after = change(before)
        assert after != before
        parts[name] = after
    return pack(parts)


STYLES = (
    f'{XML}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="176" formatCode="@"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="宋体"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    "<borders><border><left/><right/><top/><bottom/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment horizontal="center"/></xf>'
    '<xf numFmtId="176" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment horizontal="center"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment horizontal="right"/></xf>'
    "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'
)
"""0 plain, 1 bold, 2 plain text, 3 centred, 4 centred text by an own format, 5 bold right without a text twin."""


@dataclass
class Strings:
    """Numbers texts for a shared strings part."""

    items: list[str] = field(default_factory=list)
    uses: int = 0

    def cell(self, place: str, text: str | None, style: int | None = None, prefix: str = "") -> str:
        """Give the XML of a cell that refers to a shared string."""
        styled = "" if style is None else f' s="{style}"'
        if text is None:
            return f'<{prefix}c r="{place}"{styled}/>'
        item = f'<{prefix}si><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}si>'
        if item not in self.items:
            self.items.append(item)
        self.uses += 1
        number = self.items.index(item)
        return f'<{prefix}c r="{place}"{styled} t="s"><{prefix}v>{number}</{prefix}v></{prefix}c>'

    def part(self, prefix: str = "") -> str:
        """Give the whole part."""
        declared = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
        items = "".join(self.items)
        counts = f'count="{self.uses}" uniqueCount="{len(self.items)}"'
        return f'{XML}<{prefix}sst {declared}="{MAIN}" {counts}>{items}</{prefix}sst>'


def letters(number: int) -> str:
    """Give the letter of one of the first 26 columns, from 0."""
    return chr(ord("A") + number)


def package(
    sheets: Mapping[str, str],
    *,
    strings: str | None,
    extra: Mapping[str, bytes | str] | None = None,
    workbook_more: str = "",
) -> dict[str, bytes | str]:
    """Give the parts of a package whose sheets, by tab name, have these XML texts."""
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    relations = [
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    ]
    relations.append(f'<Relationship Id="rId90" Type="{OFFICE}/styles" Target="styles.xml"/>')
    overrides = [
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{TYPES}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    ]
    if strings is not None:
        relations.append(
            f'<Relationship Id="rId91" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        )
        overrides.append(
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
        )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            f'{XML}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="a/b"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>{"".join(overrides)}</Types>'
        ),
        "_rels/.rels": (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets>{workbook_more}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>'
        ),
        "xl/styles.xml": STYLES,
    }
    for number, text in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = text
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return {**parts, **(extra or {})}


def head_rows(strings: Strings, *, prefix: str = "", attributes: str = "") -> str:
    """Give title, note and header in rows 1 to 3."""
    p = prefix
    header = "".join(strings.cell(f"{letters(n)}3", text, 1, p) for n, text in enumerate(HEADERS))
    return (
        f'<{p}row r="1"{attributes}>{strings.cell("A1", TITLE, 1, p)}</{p}row>'
        f'<{p}row r="2"{attributes}>{strings.cell("A2", NOTE, None, p)}</{p}row>'
        f'<{p}row r="3"{attributes}>{header}</{p}row>'
    )


def hint_row(strings: Strings, style: int | None, prefix: str = "", attributes: str = "") -> str:
    """Give the hints in row 4."""
    cells = "".join(strings.cell(f"{letters(n)}4", text, style, prefix) for n, text in enumerate(HINTS))
    return f'<{prefix}row r="4"{attributes}>{cells}</{prefix}row>'


def poi() -> bytes:
    """As Apache POI behind a web server writes: no spans, dimension A1, streamed zip, hint row."""
    strings = Strings()
    rows = head_rows(strings) + hint_row(strings, 2)
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15.0"/><sheetData>{rows}</sheetData>'
        '<mergeCells><mergeCell ref="A1:H1"/><mergeCell ref="A2:H2"/></mergeCells>'
        '<dataValidations count="1"><dataValidation type="list" sqref="C4:C65536"><formula1>"院校考生,社会考生"'
        "</formula1></dataValidation></dataValidations></worksheet>"
    )
    return pack(package({"sheet1": sheet}, strings=strings.part()), streamed=True)


X14_LISTS = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>字典!$A$1:$A$2</xm:f></x14:formula1>'
    "<xm:sqref>C4:C5</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def excel() -> bytes:
    """As Excel writes: a sheet before, lists in the extension list, rich headers, spans, tables, comments."""
    strings = Strings()
    rows = head_rows(strings, attributes=' spans="1:8" ht="20" customHeight="1" x14ac:dyDescent="0.2"')
    hints = hint_row(strings, 3, attributes=' spans="1:8" ht="30" customHeight="1" x14ac:dyDescent="0.2"')
    rich = (
        '<si><r><t>身份</t></r><r><rPr><b/><color rgb="FFFF0000"/></rPr><t>证号</t></r>'
        '<rPh sb="0" eb="1"><t>SHEN</t></rPh><phoneticPr fontId="1"/></si>'
    )
    items = [rich if "身份证号<" in item else item for item in strings.items]
    shared = Strings([*items, "<si><t>院校考生</t></si>"], strings.uses + 1)
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac"'
        ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'
        '<sheetPr><tabColor rgb="FFFF0000"/></sheetPr><dimension ref="A1:H4"/>'
        '<cols><col min="2" max="2" width="20" style="2" customWidth="1"/></cols>'
        f"<sheetData>{rows}{hints}</sheetData>"
        '<sheetProtection sheet="1"/><autoFilter ref="A3:H4"/>'
        '<mergeCells count="1"><mergeCell ref="A1:H1"/></mergeCells>'
        '<conditionalFormatting sqref="A4:H4"><cfRule type="duplicateValues" dxfId="0" priority="1"/>'
        "</conditionalFormatting>"
        '<mc:AlternateContent><mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent>'
        f'<legacyDrawing r:id="rId2"/><tableParts count="1"><tablePart r:id="rId1"/></tableParts>{X14_LISTS}</worksheet>'
    )
    other = f'{XML}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    lists = (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s">'
        f"<v>{len(items)}</v></c></row></sheetData></worksheet>"
    )
    columns = "".join(f'<tableColumn id="{n}" name="{text}"/>' for n, text in enumerate(HEADERS, 1))
    extra: dict[str, bytes | str] = {
        "xl/worksheets/_rels/sheet2.xml.rels": (
            f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/table" Target="../tables/table1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
            f'<Relationship Id="rId3" Type="{OFFICE}/hyperlink" Target="http://x" TargetMode="External"/>'
            "</Relationships>"
        ),
        "xl/tables/table1.xml": (
            f'{XML}<table xmlns="{MAIN}" id="1" name="t" displayName="t" ref="A3:H4" headerRowCount="1">'
            f'<tableColumns count="8">{columns}</tableColumns></table>'
        ),
        "xl/drawings/vmlDrawing1.vml": b"<xml><br>not well-formed</xml>",
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
        "xl/theme/theme1.xml": f"{XML}<theme/>",
        "docProps/core.xml": f"{XML}<core/>",
    }
    more = (
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">'
        "'按证书 报考'!$A$1:$H$4</definedName></definedNames>"
    )
    return pack(
        package(
            {"说明": other, "按证书 报考": sheet, "字典": lists},
            strings=shared.part(),
            extra=extra,
            workbook_more=more,
        )
    )


def wps() -> bytes:
    """With prefixes, many formatted empty rows, a picture store, and comments in the XML."""
    strings = Strings()
    p = "x:"
    rows = head_rows(strings, prefix=p)
    empty = "".join(
        f'\n  <x:row r="{number}" ht="18" customHeight="1">'
        + "".join(f'<x:c r="{letters(n)}{number}" s="{4 if n == 1 else 3}"/>' for n in range(9))
        + "</x:row><!-- > </x:row> -->"
        for number in range(4, 34)
    )
    sheet = (
        f'{XML}<!-- <sheetData> --><x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1:I33"/>'
        f"<x:sheetData>{rows}{empty}</x:sheetData>"
        '<x:mergeCells><x:mergeCell ref="A1:H1"/></x:mergeCells></x:worksheet>'
    )
    extra: dict[str, bytes | str] = {
        "xl/cellimages.xml": "<etc:cellImages/>",
        "customXml/item1.xml": "<x/>",
        "xl/media/image1.png": b"\x89PNG",
    }
    return pack(package({"Sheet1": sheet}, strings=strings.part(p), extra=extra), method=zipfile.ZIP_STORED)


def libreoffice() -> bytes:
    """As LibreOffice writes: every attribute spelt out, a style for each column, default rows at the end."""
    strings = Strings()
    spelt = (
        ' customFormat="false" ht="15" hidden="false" customHeight="false" outlineLevel="0" collapsed="false"'
    )
    rows = head_rows(strings, attributes=spelt)
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetPr filterMode="false"/><dimension ref="A1:H3"/>'
        '<cols><col collapsed="false" customWidth="true" hidden="false" min="1" max="1" style="3" width="12"/>'
        '<col min="2" max="2" style="4" width="22"/><col min="3" max="16384" style="3" width="12"/></cols>'
        f'<sheetData>{rows}<row r="1048576" customFormat="false" ht="12.8" hidden="false"/></sheetData></worksheet>'
    )
    return pack(package({"报考": sheet}, strings=strings.part()))


def openpyxl_inline() -> bytes:
    """As openpyxl writes: inline strings and an empty shared strings part."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([TITLE])
    sheet.append([NOTE])
    sheet.append(list(HEADERS))
    sheet.append(list(HINTS))
    for cell in sheet[4]:
        cell.font = Font(color="FF888888")
    sheet["B4"].number_format = "@"
    lists = DataValidation(type="list", formula1='"院校考生,社会考生"')
    lists.add("C4:C500")
    sheet.add_data_validation(lists)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def inline_without_strings() -> bytes:
    """Inline strings, no shared strings part at all, no places on rows and cells."""
    title = f'<row><c t="inlineStr"><is><t>{TITLE}</t></is></c></row><row/>'
    header = "".join(
        f'<c t="inlineStr"><is><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r></is></c>' for text in HEADERS
    )
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{title}<row>{header}</row>'
        '<row ht="33"><c s="3"/><c s="3"/><c/><c/><c/><c/><c/><c/><c s="1"/></row><row/><row><c s="1"/></row>'
        "</sheetData></worksheet>"
    )
    return pack(package({"Sheet1": sheet}, strings=None))


def absolute_targets() -> bytes:
    """Absolute targets."""
    parts: dict[str, bytes | str] = {**unpack(poi())}
    text = unpack(poi())["xl/_rels/workbook.xml.rels"].decode()
    text = text.replace('Target="worksheets/', 'Target="/xl/worksheets/').replace(
        'Target="s', 'Target="/xl/s'
    )
    parts["xl/_rels/workbook.xml.rels"] = text.encode()
    return pack(parts)


def other_case() -> bytes:
    """Targets in another case than the names in the zip."""
    parts: dict[str, bytes | str] = {**unpack(poi())}
    text = unpack(poi())["xl/_rels/workbook.xml.rels"].decode()
    text = text.replace('Target="worksheets/', 'Target="Worksheets/').replace('="shared', '="Shared')
    parts["xl/_rels/workbook.xml.rels"] = text.encode()
    return pack(parts)


def backslashes() -> bytes:
    """Member names with backslashes, as some old writers have them."""
    return pack(unpack(poi())).replace(b"xl/worksheets/sheet1.xml", b"xl\\worksheets\\sheet1.xml")


WRITERS: dict[str, Callable[[], bytes]] = {
    "poi": poi,
    "excel": excel,
    "wps": wps,
    "libreoffice": libreoffice,
    "openpyxl": openpyxl_inline,
    "inline": inline_without_strings,
    "absolute": absolute_targets,
    "other case": other_case,
    "backslashes": backslashes,
}


def minimal(rows: str, after: str = "", before: str = "") -> bytes:
    """Give a package with the header in row 3 and these rows below, and elements before and after the rows."""
    strings = Strings()
    sheet = f'{XML}<worksheet xmlns="{MAIN}">{before}<sheetData>{head_rows(strings)}{rows}</sheetData>{after}</worksheet>'
    return pack(package({"Sheet1": sheet}, strings=strings.part()))
