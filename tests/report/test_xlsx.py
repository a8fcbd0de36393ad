"""The Excel report: every cell is text whatever it holds, faults stand where they are in the input."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped] # the same

from libreoffice import convert, needs_libreoffice
from report_builders import HOSTILE, NAMES, SHEET, cell_finding, hostile_report, plain_report, sheet_rows
from students import id_number
from wdyy_cli.model import Location, Place, Report
from wdyy_cli.report.redaction.redact import redact
from wdyy_cli.report.said.words import visible
from wdyy_cli.report.xlsx.content import render_xlsx
from wdyy_cli.sheet import LONGEST_TEXT
from wdyy_cli.workbooks.look import CellLook
from wdyy_cli.workbooks.writer import CellPart, SheetPart, unique_name, write_workbook

RED, YELLOW, BLUE, PLAIN = "FFFFC7CE", "FFFFEB9C", "FFDDEBF7", "00000000"


def written(report: Report) -> bytes:
    return b"".join(render_xlsx(report))


def opened(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(report)))


def texts(sheet: Worksheet) -> list[list[str]]:
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def test_the_sheets() -> None:
    report = plain_report()
    assert opened(report).sheetnames == ["结论", "问题", "报考", "照片", "网店一班", "网店二班"]
    assert opened(replace(report, classes={})).sheetnames == ["结论", "问题", "报考", "照片"]


def test_the_verdict_comes_first() -> None:
    rows = [row[0] for row in texts(opened(plain_report())["结论"])]
    assert rows[:6] == [
        "× 有文件没有检查。",
        "照上面写的改好，再运行一次同样的命令。",
        "合计：4 张照片，4 名考生，错误 4 处，警告 1 处，已忽略 1 处，1 个文件读不了。",
        "照片.zip：4 张照片",
        "报考.xlsx：4 名考生",
        "读不了：坏.zip 不是压缩包。",
    ]


def test_all_findings_are_listed_and_can_be_filtered() -> None:
    sheet = opened(plain_report())["问题"]
    rows = texts(sheet)
    assert (sheet.auto_filter.ref, sheet.freeze_panes, len(rows)) == ("A1:N7", "A2", 7)
    one = id_number(0)
    assert rows[4] == [
        "错误", "REG107", "证书等级不是可选的值", SHEET, "Sheet1", "D4 证书等级", NAMES[0], one, "网店一班",
        "“一级”不是可选的值", "在下拉列表里选。", "一级", "文本", "",
    ]  # fmt: skip
    assert rows[6][-1] == "平台已确认"


def test_a_table_is_copied_and_its_faulty_cells_are_marked() -> None:
    sheet = opened(plain_report())["报考"]
    rows = texts(sheet)
    width = len(sheet_rows()[2])
    assert [row[:width] for row in rows[2:]] == [list(map(str, row)) for row in sheet_rows()[2:]]
    assert rows[2][width:] == ["问题", "怎么办"]
    assert rows[3][width:] == ["D4 错误 REG107 证书等级不是可选的值：“一级”不是可选的值", "在下拉列表里选。"]
    assert rows[6][width:] == ["", ""]
    colours = {ref: sheet[ref].fill.fgColor.rgb for ref in ("D4", "D5", "D6", "A6", "E4", "A4")}
    assert colours == {"D4": RED, "D5": RED, "D6": PLAIN, "A6": PLAIN, "E4": RED, "A4": PLAIN}
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert sorted(notes) == ["A6", "D4", "D5"]
    assert notes["D4"].endswith("怎么办：在下拉列表里选。")
    assert (sheet.auto_filter.ref, sheet.freeze_panes) == ("A3:F7", "A4")


def test_a_finding_beyond_the_rows_and_columns_of_its_table_is_marked_too() -> None:
    at = Location(file=SHEET, sheet="Sheet1", cell="H20", row=20)
    report = plain_report(findings=(cell_finding(4, "level", sheet_rows()[3], place=Place(location=at)),))
    sheet = opened(report)["报考"]
    assert sheet["H20"].fill.fgColor.rgb == RED
    assert str(sheet["I20"].value).startswith("H20 错误 REG107")


def test_class_sheets_hold_the_findings_of_the_class() -> None:
    book = opened(plain_report())
    assert [row[3] for row in texts(book["网店一班"])] == [
        "规则", "PHO206 照片像素不符", "PHO302 照片底色不均匀", "REG107 证书等级不是可选的值",
        "REG112 姓名少见",
    ]  # fmt: skip
    assert len(texts(book["网店二班"])) == 3


def test_a_class_keeps_its_name_where_a_file_is_called_like_it() -> None:
    report = plain_report()
    table = replace(report.tables[0], file="网店一班.xlsx")
    names = opened(replace(report, tables=(table,))).sheetnames
    assert names == ["结论", "问题", "网店一班 (2)", "照片", "网店一班", "网店二班"]
    assert texts(opened(replace(report, tables=(table,)))["网店一班"])[0][0] == "姓名"


def test_hostile_texts_stay_text() -> None:
    data = written(hostile_report())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            root = ET.fromstring(archive.read(name))  # noqa: S314 - our own
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert "f" not in tags
            assert "hyperlink" not in tags
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert (cell.data_type, cell.number_format) in {("s", "@"), ("inlineStr", "@")}
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    shown = {str(value) for value in book.get_sheet_by_name("问题").to_python()[1][9:10]}
    assert shown == {HOSTILE[0]}
    header = book.get_sheet_by_name("报考").to_python()[2]
    assert header[: len(HOSTILE)] == ["\n".join(map(visible, text.split("\n"))) for text in HOSTILE]


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_takes_all_of_it_for_text(tmp_path: Path) -> None:
    (tmp_path / "report.xlsx").write_bytes(written(hostile_report()))
    convert("fods", [tmp_path / "report.xlsx"], tmp_path)
    text = (tmp_path / "report.fods").read_text(encoding="utf-8")
    assert "table:formula" not in text
    assert set(re.findall(r'office:value-type="(\w+)"', text)) == {"string"}
    assert text.count("<office:annotation ") == len(HOSTILE)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert written(plain_report()) == written(plain_report())


def test_nothing_of_a_person_is_left_in_a_redacted_report() -> None:
    with zipfile.ZipFile(io.BytesIO(written(redact(plain_report())))) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode()
            assert [s for s in (*NAMES, *map(id_number, range(4))) if s in text] == []


def test_a_text_that_is_too_long_for_a_cell_is_cut_and_says_so() -> None:
    data = b"".join(
        write_workbook(
            [SheetPart(name="一", rows=lambda: [[CellPart("😀" * 20_000)], [CellPart("字" * 32_767)]])],
            [CellLook()],
        )
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    cut, whole = str(sheet["A1"].value), str(sheet["A2"].value)
    assert len(cut.encode("utf-16-le")) // 2 in (LONGEST_TEXT - 1, LONGEST_TEXT)
    assert cut.endswith("……（太长，其余没有写进这一格）")
    assert whole == "字" * 32_767


@given(st.lists(st.text(max_size=40), max_size=12))
def test_sheet_names_are_ones_that_excel_accepts(wanted: list[str]) -> None:
    taken: set[str] = set()
    names = [unique_name(name, taken) for name in wanted]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\'")
        assert name.isprintable()
        assert name.casefold() != "history"
        assert name == name.strip()


@pytest.mark.slow
@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), max_size=4))
def test_texts_come_back_as_they_were_shown(rows: list[list[str]]) -> None:
    part = SheetPart(name="一", rows=lambda: [[CellPart(text) for text in row] for row in rows])
    data = b"".join(write_workbook([part], [CellLook()]))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    back = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    expected = {
        f"{'ABCD'[column]}{row}": told
        for row, texts_of_row in enumerate(rows, start=1)
        for column, text in enumerate(texts_of_row)
        if (told := "\n".join(map(visible, text.split("\n"))))  # of a lone return nothing is shown
    }
    assert back == expected
