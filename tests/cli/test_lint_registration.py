"""`wdyy lint-registration`: each planted fault gives exactly its finding, at its cell, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped] # it brings no types

from conftest import Ran
from school import NAMES, PLAN, SCHOOL, SITE
from sheet_builders import Change, Found, at_cell, findings, put, registration
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
NAME, ME, OTHER = NAMES[2], id_number(2), id_number(0)
WRONG_CHECK = ME[:-1] + ("1" if ME[-1] != "1" else "2")


def number(code: str, value: str, *, read: str | None = "", stored_as: str = "text") -> list[Found]:
    """Say what is expected of a planted ID number; `read` is how it is understood, where not as it stands."""
    who = (NAME, value if read == "" else read)
    return [at_cell(code, "B6", "身份证号", value, stored_as=stored_as, who=who)]


def text(
    code: str, cell: str, column: str, value: str | None, *, stored_as: str = "text", name: str | None = NAME
) -> list[Found]:
    return [at_cell(code, cell, column, value, stored_as=stored_as, who=(name, ME))]


def of_sheet(
    code: str,
    *,
    cell: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: str | None = None,
    sheet: str = "报考表",
) -> list[Found]:
    return [Found(code, sheet, cell, row, column, value, None, None, None)]


ID_NUMBERS: dict[str, tuple[Change, list[Found]]] = {
    "17 digits": (put(B6=ME[:-1]), number("IDN001", ME[:-1])),
    "a word": (put(B6="李主任"), number("IDN001", "李主任", read=None)),
    "the letter O": (put(B6="11O10120080307100X"), number("IDN001", "11O10120080307100X")),
    "13th month": (put(B6="110101200813071002"), number("IDN002", "110101200813071002")),
    "born tomorrow": (put(B6="110101202703071036"), number("IDN002", "110101202703071036")),
    "wrong check digit": (put(B6=WRONG_CHECK), number("IDN003", WRONG_CHECK)),
    "15 digits": (put(B6="110105491231002"), number("IDN004", "110105491231002")),
    "stand-in number": (put(B6="999101200803071003"), number("IDN005", "999101200803071003")),
    "76 years old": (put(B6="11010519491231002X"), number("IDN006", "11010519491231002X")),
    "unknown province": (put(B6="160101200003071035"), number("IDN007", "160101200003071035")),
    "a space in it": (put(B6=f"{ME[:6]} {ME[6:]}"), number("IDN008", f"{ME[:6]} {ME[6:]}", read=ME)),
    "a leading apostrophe": (put(B6=f"'{ME}"), number("IDN008", f"'{ME}", read=ME)),
    "invisible at the end": (put(B6=f"{ME}\u200b"), number("IDN008", f"{ME}\u200b", read=ME)),
    "lower-case x": (
        put(B6="11010120080307100x"),
        number("IDN009", "11010120080307100x", read="11010120080307100X"),
    ),
    "noise and lower-case x": (
        put(B6="110101 20080307 100x"),
        [
            *number("IDN008", "110101 20080307 100x", read="11010120080307100X"),
            *number("IDN009", "110101 20080307 100x", read="11010120080307100X"),
        ],
    ),
    "a number": (
        put(B6=110101200001011000),
        number("IDN010", "1.10101200001011E+17", read=None, stored_as="number"),
    ),
    "a date": (put(B6=dt.date(2020, 1, 2)), number("IDN010", "2020-01-02", read=None, stored_as="date")),
    "scientific notation": (put(B6="1.10101E+17"), number("IDN011", "1.10101E+17")),
    "a lost tail": (put(B6="110101200001011000"), number("IDN011", "110101200001011000")),
    "a tail that may be right": (put(B6="110101200001013000"), number("IDN011", "110101200001013000")),
}

CELLS: dict[str, tuple[Change, list[Found]]] = {
    "no name": (put(A6=None), text("REG101", "A6", "学生姓名", None, stored_as="empty", name=None)),
    "a name of blanks": (put(A6="  "), text("REG101", "A6", "学生姓名", "  ", name=None)),
    "no number": (
        put(B6=None),
        [at_cell("REG101", "B6", "身份证号", None, stored_as="empty", who=(NAME, None))],
    ),
    "no student type": (put(C6=None), text("REG101", "C6", "学生类型", None, stored_as="empty")),
    "no school": (put(D6=None), text("REG101", "D6", "所属院校", None, stored_as="empty")),
    "no site": (put(E6=None), text("REG101", "E6", "考核站点", None, stored_as="empty")),
    "no plan": (put(F6=None), text("REG101", "F6", "考试计划名称", None, stored_as="empty")),
    "no certificate": (put(G6=None), text("REG101", "G6", "报考证书", None, stored_as="empty")),
    "no level": (put(H6=None), text("REG101", "H6", "证书等级", None, stored_as="empty")),
    "a formula": (put(D6='="某某"&"学院"'), text("REG102", "D6", "所属院校", None, stored_as="formula")),
    "a formula for the number": (
        put(B6="=B5"),
        [at_cell("REG102", "B6", "身份证号", None, stored_as="formula", who=(NAME, None))],
    ),
    "an error value": (put(D6="#N/A"), text("REG103", "D6", "所属院校", "#N/A", stored_as="error")),
    "an error value for the number": (
        put(B6="#REF!"),
        [at_cell("REG103", "B6", "身份证号", "#REF!", stored_as="error", who=(NAME, None))],
    ),
    "a number for a name": (
        put(A6=20210103),
        text("REG104", "A6", "学生姓名", "20210103", stored_as="number", name="20210103"),
    ),
    "a date for the plan": (
        put(F6=dt.date(2021, 5, 22)),
        text("REG104", "F6", "考试计划名称", "2021-05-22", stored_as="date"),
    ),
    "a truth value for the number": (
        put(B6=True),
        number("REG104", "TRUE", read=None, stored_as="boolean"),
    ),
    "a number for the level": (put(H6=1), text("REG104", "H6", "证书等级", "1", stored_as="number")),
    "a blank before the name": (put(A6=" 王三"), text("REG105", "A6", "学生姓名", " 王三")),
    "a blank within the name": (put(A6="王　三"), text("REG105", "A6", "学生姓名", "王　三")),
    "a line break": (
        put(D6=f"{SCHOOL[:4]}\n{SCHOOL[4:]}"),
        text("REG105", "D6", "所属院校", f"{SCHOOL[:4]}\n{SCHOOL[4:]}"),
    ),
    "invisible": (put(A6="王三\u200b"), text("REG105", "A6", "学生姓名", "王三\u200b")),
    "full-width figures": (
        put(F6=PLAN.replace("2021", "２０２１")),
        text("REG105", "F6", "考试计划名称", PLAN.replace("2021", "２０２１")),
    ),
    "a level after a blank": (put(H6="　初级"), text("REG105", "H6", "证书等级", "　初级")),
    "a level around a blank": (put(H6="初　级"), text("REG105", "H6", "证书等级", "初　级")),
    "another student type": (put(C6="在校生"), text("REG106", "C6", "学生类型", "在校生")),
    "a student type with a blank": (put(C6="院校 考生"), text("REG106", "C6", "学生类型", "院校 考生")),
    "a number for the certificate": (put(G6=1), text("REG104", "G6", "报考证书", "1", stored_as="number")),
    "another level": (put(H6="一级"), text("REG107", "H6", "证书等级", "一级")),
    "another certificate": (put(G6="网店运营推广"), text("REG108", "G6", "报考证书", "网店运营推广")),
    "another plan": (put(F6="下半年统考"), text("REG109", "F6", "考试计划名称", "下半年统考")),
    "another site": (put(E6="乙站点"), text("REG110", "E6", "考核站点", "乙站点")),
    "another school": (put(D6="某某职院"), text("REG111", "D6", "所属院校", "某某职院")),
    "figures in a name": (put(A6="王三2"), text("REG112", "A6", "学生姓名", "王三2", name="王三2")),
    "letters in a name": (put(A6="王san"), text("REG112", "A6", "学生姓名", "王san", name="王san")),
    "another dot": (
        put(A6="买买提.吐尔逊"),
        text("REG112", "A6", "学生姓名", "买买提.吐尔逊", name="买买提.吐尔逊"),
    ),
    "one character": (put(A6="王"), text("REG112", "A6", "学生姓名", "王", name="王")),
    "a private character": (
        put(A6="王\ue000"),
        text("REG112", "A6", "学生姓名", "王\ue000", name="王\ue000"),
    ),
    "a radical from a PDF": (
        put(A6="王\u2f24"),
        text("REG112", "A6", "学生姓名", "王\u2f24", name="王\u2f24"),
    ),
    "a student twice": (
        put(A6=NAMES[0], B6=OTHER),
        [at_cell("REG201", "B6", "身份证号", OTHER, who=(NAMES[0], OTHER))],
    ),
    "one number under two names": (
        put(B6=OTHER, H6="中级"),
        [at_cell("REG202", "A6", "学生姓名", NAME, who=(NAME, OTHER))],
    ),
    "one name with two numbers": (
        put(A6=NAMES[0]),
        [at_cell("REG203", "B6", "身份证号", ME, who=(NAMES[0], ME))],
    ),
}


def hide_a_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[6].hidden = True


def hide_a_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["B"].hidden = True


def filter_rows(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A3:H8"
    sheet.auto_filter.add_filter_column(0, ["张一"])
    sheet.row_dimensions[6].hidden = True


def add_a_sheet(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("备用")["A1"] = "王五"


def add_a_hidden_sheet(sheet: Worksheet) -> None:
    other = sheet.parent.create_sheet("备用")
    other["A1"] = "王五"
    other.sheet_state = "hidden"


def put_numbers_on_the_list(sheet: Worksheet) -> None:
    other = sheet.parent.create_sheet("选项")
    for value in ("院校考生", id_number(90)):
        other.append([value])
    choices = DataValidation(type="list", formula1="选项!$A$1:$A$2")
    choices.add("H4:H8")
    sheet.add_data_validation(choices)


def swap_headers_and_columns(sheet: Worksheet) -> None:
    for row in range(3, 9):
        one, other = sheet.cell(row, 4), sheet.cell(row, 5)
        one.value, other.value = other.value, one.value


def move_columns(sheet: Worksheet, first: str, by: int) -> None:
    """Move the columns from one on, with what is above and below the header."""
    sheet.move_range(f"{first}3:H8", cols=by)


def insert_a_column(sheet: Worksheet) -> None:
    move_columns(sheet, "D", 1)
    sheet["D3"], sheet["D5"] = "班级", "一班"


def leave_the_hints(sheet: Worksheet) -> None:
    sheet.insert_rows(4)
    sheet["D4"], sheet["E4"], sheet["F4"] = "学校全称", "申请考核站点名称", "所报考计划名称"
    sheet["G4"], sheet["H4"] = "网店运营推广职业技能等级证书", "初级"


def clear_the_headers(sheet: Worksheet) -> None:
    for column in range(1, 9):
        sheet.cell(3, column).value = None


SHEETS: dict[str, tuple[Change, list[Found]]] = {
    "no header row": (clear_the_headers, of_sheet("REG001")),
    "a renamed header": (put(A3="姓名"), of_sheet("REG001", cell="A3", row=3, column="姓名", value="姓名")),
    "two columns in each other's place": (
        swap_headers_and_columns,
        [
            *of_sheet("REG001", cell="D3", row=3, column="考核站点", value="考核站点"),
            *of_sheet("REG001", cell="E3", row=3, column="所属院校", value="所属院校"),
        ],
    ),
    "a missing header": (put(H3=None), of_sheet("REG001", cell="H3", row=3)),
    "a header twice": (
        put(I3="学生姓名"),
        of_sheet("REG001", cell="I3", row=3, column="学生姓名", value="学生姓名"),
    ),
    "a header and its column twice": (
        put(I3="学生姓名", **{f"I{row}": NAMES[row - 4] for row in range(4, 9)}),
        of_sheet("REG001", cell="I3", row=3, column="学生姓名", value="学生姓名"),
    ),
    "a column deleted": (
        lambda sheet: move_columns(sheet, "D", -1),
        of_sheet("REG001", cell="C3", row=3, column="所属院校", value="所属院校"),
    ),
    "a column inserted": (
        insert_a_column,
        of_sheet("REG001", cell="D3", row=3, column="班级", value="班级"),
    ),
    "another title": (put(A1="2021年名单"), of_sheet("REG002", cell="A1", row=1, value="2021年名单")),
    "no note": (put(A2=None), of_sheet("REG002", cell="A2", row=2)),
    "the row of the note deleted": (lambda sheet: sheet.delete_rows(2), of_sheet("REG002", row=2)),
    "nobody": (lambda sheet: sheet.delete_rows(4, 5), of_sheet("REG003")),
    "merged cells": (
        lambda sheet: sheet.merge_cells("D6:D7"),
        of_sheet("REG004", cell="D6", row=6, column="所属院校"),
    ),
    "a hidden row": (hide_a_row, of_sheet("REG005", row=6)),
    "a hidden column": (hide_a_column, of_sheet("REG005", cell="B3", row=3, column="身份证号")),
    "a filter": (filter_rows, of_sheet("REG005")),
    "another sheet": (add_a_sheet, of_sheet("REG005", sheet="备用")),
    "a hidden sheet": (add_a_hidden_sheet, of_sheet("REG005", sheet="备用")),
    "a number above the header": (
        put(J1=id_number(90)),
        of_sheet("REG010", cell="J1", row=1, value=id_number(90)),
    ),
    "a number on the sheet of a drop-down list": (
        put_numbers_on_the_list,
        of_sheet("REG010", sheet="选项", cell="A2", row=2, value=id_number(90)),
    ),
    "no drop-down list": (
        lambda sheet: sheet.data_validations.dataValidation.clear(),
        of_sheet("REG006", cell="C4", row=4, column="学生类型"),
    ),
    "an empty row": (lambda sheet: sheet.insert_rows(6), of_sheet("REG007", row=6)),
    "the row of hints": (leave_the_hints, of_sheet("REG008", row=4)),
    "a value beyond the columns": (
        put(I6="复读"),
        of_sheet("REG009", cell="I6", row=6, value="复读"),
    ),
    "a remark below the students": (
        put(J15="共 5 人"),
        of_sheet("REG009", cell="J15", row=15, value="共 5 人"),
    ),
    "a column beyond the others": (
        put(I3="备注", I6="复读"),
        of_sheet("REG009", cell="I3", row=3, column="备注", value="备注"),
    ),
}

PLANTED = {**ID_NUMBERS, **CELLS, **SHEETS}
WARNINGS = {"IDN006", "IDN007", "IDN009", "REG005", "REG006", "REG009", "REG010", "REG112", "REG203"}
ONLY_WARNINGS = {
    "a number for a name",
    "a date for the plan",
    "a tail that may be right",
    "another title",
    "no note",
}


@pytest.mark.parametrize(("words", "planted"), PLANTED.items(), ids=PLANTED)
def test_a_planted_fault_gives_its_finding_and_no_other(
    wdyy: Wdyy, tmp_path: Path, words: str, planted: tuple[Change, list[Found]]
) -> None:
    change, expected = planted
    path = registration(tmp_path / "报考.xlsx", change)
    ran = wdyy("lint-registration", path, "--format", "json", "--date", CHECK_DATE)
    assert findings(ran.report) == sorted(expected, key=repr)
    harmless = words in ONLY_WARNINGS or {found.code for found in expected} <= WARNINGS
    assert (ran.status, ran.err) == (0 if harmless else 1, "")
    assert {finding["location"]["file"] for finding in ran.report["findings"]} == {str(path)}


def test_every_code_about_a_registration_sheet_was_planted() -> None:
    planted = {found.code for _, expected in PLANTED.values() for found in expected}
    regs = (*range(1, 11), *range(101, 113), *range(201, 204))
    assert planted == {f"IDN{n:03d}" for n in range(1, 12)} | {f"REG{n:03d}" for n in regs}


def test_a_right_sheet_is_right(wdyy: Wdyy, tmp_path: Path) -> None:
    path = registration(tmp_path / "报考.xlsx")
    ran = wdyy("lint-registration", path, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.report["findings"], ran.report["summary"]["items"]) == (0, [], 5)
    assert [(item["code"], item["reason"]) for item in ran.report["not_checked"]] == [
        ("XRF001", "没有提供照片"),
        ("XRF002", "没有提供照片"),
        ("XRF003", "没有提供花名册"),
        ("XRF004", "没有提供花名册"),
        ("XRF005", "没有提供花名册"),
        ("XRF006", "没有提供花名册"),
        ("XRF007", "没有提供考生信息（平台导出）"),
        ("XRF008", "没有提供花名册"),
    ]


LAID_DOWN = {
    "school": (("--school", "另一所学校"), "REG111", "D", "所属院校", SCHOOL),
    "site": (("--site", "另一个站点"), "REG110", "E", "考核站点", SITE),
    "plan": (("--plan", "另一个计划"), "REG109", "F", "考试计划名称", PLAN),
}


@pytest.mark.parametrize("laid_down", LAID_DOWN.values(), ids=LAID_DOWN)
def test_what_the_user_lays_down_is_the_measure_for_every_row(
    wdyy: Wdyy, tmp_path: Path, laid_down: tuple[tuple[str, str], str, str, str, str]
) -> None:
    option, code, letter, column, value = laid_down
    path = registration(tmp_path / "报考.xlsx", count=2)
    ran = wdyy("lint-registration", path, *option, "--format", "json", "--date", CHECK_DATE)
    assert findings(ran.report) == [
        at_cell(code, f"{letter}{row}", column, value, who=(NAMES[row - 4], id_number(row - 4)))
        for row in (4, 5)
    ]
    assert f"应为“{option[1]}”" in ran.report["findings"][0]["message"]


def test_a_value_that_is_the_configured_one_to_the_letter_is_right(wdyy: Wdyy, tmp_path: Path) -> None:
    odd = " ２０２１年  统考"
    path = registration(tmp_path / "报考.xlsx", put(F4=odd, F5=odd), count=2)
    nothing = ("--school", " ", "--site", "\u3000")
    ran = wdyy("lint-registration", path, "--plan", odd, *nothing, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, findings(ran.report)) == (0, [])


def test_the_message_says_the_usual_value_and_how_usual_it_is(wdyy: Wdyy, tmp_path: Path) -> None:
    path = registration(tmp_path / "报考.xlsx", put(E6="乙站点"))
    (finding,) = wdyy("lint-registration", path, "--format", "json", "--date", CHECK_DATE).report["findings"]
    assert finding["message"] == f"“乙站点”，其他 4 行写的是“{SITE}”"


def test_a_column_that_the_user_names_must_be_there(wdyy: Wdyy, tmp_path: Path) -> None:
    path = registration(tmp_path / "报考.xlsx")
    ran = wdyy("lint-registration", path, "--column", "id_number=证件号", "--format", "json")
    assert ran.status == 2
    (given,) = ran.report["inputs"]
    assert "没有“证件号”这一列；第 3 行有：学生姓名、身份证号、学生类型" in given["reason"]


def test_a_header_that_the_workspace_names_for_the_roster_does_not_blind_it(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text('[columns]\nid_number = "证件号"\n', "utf-8")
    path = registration(Path("报考.xlsx"), put(B6=ME[:-1]))
    ran = wdyy("lint-registration", path, "--format", "json", "--date", CHECK_DATE)
    assert findings(ran.report) == number("IDN001", ME[:-1])


def test_a_named_header_is_found_and_still_reported_as_renamed(wdyy: Wdyy, tmp_path: Path) -> None:
    path = registration(tmp_path / "报考.xlsx", put(B3="证件", B6=ME[:-1]))
    ran = wdyy(
        "lint-registration", path, "--column", "id_number=证件", "--format", "json", "--date", CHECK_DATE
    )
    assert findings(ran.report) == sorted(
        [
            at_cell("IDN001", "B6", "证件", ME[:-1], who=(NAME, ME[:-1])),
            *of_sheet("REG001", cell="B3", row=3, column="证件", value="证件"),
        ],
        key=repr,
    )
