"""Templates for student information as different programs write them, with drop-downs of every kind."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

import openpyxl  # type: ignore[import-untyped] # it brings no types
import xlsxwriter  # type: ignore[import-untyped] # the same
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped] # the same
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same

from libreoffice import convert
from template_builders import MAIN, XML, Strings, pack, package
from wdyy_cli.sheet import column_letters

How = Literal["inline", "hidden sheet", "name", "extension"]
"""Where the entries of a drop-down stand."""

LISTS_SHEET, LAST_ROW = "字典", 999


@dataclass(frozen=True, kw_only=True)
class StudentForm:
    """
    What a template shows: titles, group headers above the headers (merged over equal ones), and rows below.

    `lists` are the entries of drop-downs by header.
    """

    headers: Sequence[str]
    titles: Sequence[str] = ()
    groups: Sequence[str] = ()
    below: Sequence[Sequence[str]] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def rows(self) -> list[list[str]]:
        """All rows from the first one on; a group stands in its first cell only."""
        groups = ["" if at and self.groups[at - 1] == text else text for at, text in enumerate(self.groups)]
        upper = [[title] for title in self.titles] + ([groups] if groups else [])
        return [*upper, list(self.headers), *map(list, self.below)]

    @property
    def first_row(self) -> int:
        """The row (from 1) below the header, where the first student will stand."""
        return len(self.titles) + bool(self.groups) + 2

    @property
    def merged(self) -> list[str]:
        """The merged cells: each title over all columns, each group over its own."""
        last = column_letters(len(self.headers) - 1)
        found = [f"A{row}:{last}{row}" for row in range(1, len(self.titles) + 1)]
        row, start = len(self.titles) + 1, 0
        for at in range(1, len(self.groups) + 1):
            if at == len(self.groups) or self.groups[at] != self.groups[start]:
                if at - start > 1:
                    found.append(f"{column_letters(start)}{row}:{column_letters(at - 1)}{row}")
                start = at
        return found

    def columns(self) -> list[tuple[str, str, str, Sequence[str]]]:
        """Give name and column of each drop-down, the place of its entries on their sheet, and them."""
        return [
            (
                f"列表{at + 1}",
                column_letters(self.headers.index(header)),
                f"{LISTS_SHEET}!${column_letters(at)}$1:${column_letters(at)}${len(entries)}",
                entries,
            )
            for at, (header, entries) in enumerate(self.lists.items())
        ]


def by_openpyxl(form: StudentForm, how: How = "inline") -> bytes:
    """Write inline strings and validations as openpyxl does."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "学生信息"
    for row in form.rows:
        sheet.append([text or None for text in row])
    for area in form.merged:
        sheet.merge_cells(area)
    if how != "inline":
        words = book.create_sheet(LISTS_SHEET)
        words.sheet_state = "hidden"
    for at, (name, column, place, entries) in enumerate(form.columns(), start=1):
        source = f'"{",".join(entries)}"' if how == "inline" else place
        if how != "inline":
            for number, entry in enumerate(entries, start=1):
                words.cell(number, at).value = entry
        if how == "name":
            book.defined_names[name] = DefinedName(name, attr_text=place)
            source = name
        rule = DataValidation(type="list", formula1=source)
        rule.add(f"{column}{form.first_row}:{column}{LAST_ROW}")
        sheet.add_data_validation(rule)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(form: StudentForm, how: How = "inline") -> bytes:
    """Write shared strings and validations as XlsxWriter does."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("学生信息")
    for area in form.merged:
        sheet.merge_range(area, "")
    for number, row in enumerate(form.rows):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(number, at, text)
    words = book.add_worksheet(LISTS_SHEET) if how != "inline" else None
    if words is not None:
        words.hide()
    for at, (name, column, place, entries) in enumerate(form.columns()):
        source: object = list(entries) if how == "inline" else f"={place}"
        if words is not None:
            words.write_column(0, at, entries)
        if how == "name":
            book.define_name(name, f"={place}")
            source = f"={name}"
        area = f"{column}{form.first_row}:{column}{LAST_ROW}"
        sheet.data_validation(area, {"validate": "list", "source": source})
    book.close()
    return out.getvalue()


def by_poi(form: StudentForm, how: How = "inline") -> bytes:
    """Write as Apache POI behind a web server does: no spans, dimension A1, a streamed zip."""
    strings = Strings()
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            strings.cell(f"{column_letters(at)}{number}", text, 1) for at, text in enumerate(row) if text
        )
        + "</row>"
        for number, row in enumerate(form.rows, start=1)
    )
    rules, extended, names = [], [], []
    for name, column, place, entries in form.columns():
        source = {"inline": f'"{",".join(entries)}"', "name": name}.get(how, place)
        area = f"{column}{form.first_row}:{column}{LAST_ROW}"
        if how == "extension":
            extended.append(
                '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>'
                f"{escape(source)}</xm:f></x14:formula1><xm:sqref>{area}</xm:sqref></x14:dataValidation>"
            )
        else:
            rules.append(
                f'<dataValidation type="list" sqref="{area}"><formula1>{escape(source)}</formula1>'
                "</dataValidation>"
            )
        names.append(f'<definedName name="{name}">{escape(place)}</definedName>')
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in form.merged)
    validations = f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>'
    extensions = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations'
        f' count="{len(extended)}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        f"{''.join(extended)}</x14:dataValidations></ext></extLst>"
    )
    sheet = (
        f'{XML}<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{rows}</sheetData>'
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}"
        f"{validations if rules else ''}{extensions if extended else ''}</worksheet>"
    )
    sheets = {"学生信息": sheet}
    if how != "inline":
        depth = max((len(entries) for *_, entries in form.columns()), default=0)
        lists = "".join(
            f'<row r="{row}">'
            + "".join(
                strings.cell(f"{column_letters(at)}{row}", entries[row - 1])
                for at, (*_, entries) in enumerate(form.columns())
                if row <= len(entries)
            )
            + "</row>"
            for row in range(1, depth + 1)
        )
        sheets[LISTS_SHEET] = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{lists}</sheetData></worksheet>'
    more = f"<definedNames>{''.join(names)}</definedNames>" if how == "name" else ""
    return pack(package(sheets, strings=strings.part(), workbook_more=more), streamed=True)


def by_libreoffice(form: StudentForm, how: How = "inline") -> bytes:
    """Let LibreOffice open what openpyxl wrote, and save it in its own way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (folder / "in" / "模板.xlsx").write_bytes(by_openpyxl(form, how))
        convert("xlsx:Calc MS Excel 2007 XML", [folder / "in" / "模板.xlsx"], folder)
        return (folder / "模板.xlsx").read_bytes()


WRITERS: dict[str, Callable[[StudentForm, How], bytes]] = {
    "POI": by_poi,
    "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter,
    "LibreOffice": by_libreoffice,
}
