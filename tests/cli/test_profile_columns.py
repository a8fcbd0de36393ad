"""A school's own profile: every column of its registration template is filled, required and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from python_calamine import load_workbook

from conftest import Ran
from school import workbook
from sheet_builders import OPTIONS, at_cell, findings, roster, student
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)
OWN = """\
extends = "wdyy-2021"
name = "本校"
[registration]
required = [
    "name", "id_number", "student_type", "school", "site", "plan", "certificate", "level", "class_name",
]
[registration.columns]
class_name = "班级"
phone = "本人手机"
"""
HEADERS = ("姓名", "身份证号", "所在班级", "手机号")
CLASS, PHONE = "电商2301班", "13800000001"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "本校.toml"
    path.write_text(OWN, "utf-8")
    return path


def students(*classes: object) -> list[list[object]]:
    """Give a row of the roster for each class; the last student has no phone."""
    last = len(classes) - 1
    return [[student(i)[0], id_number(i), of, None if i == last else PHONE] for i, of in enumerate(classes)]


def written(path: Path, first_row: int = 4) -> list[tuple[str, ...]]:
    sheet = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [tuple(map(str, row)) for row in sheet[first_row - 1 :]]


def test_every_column_is_filled_from_the_roster(wdyy: Wdyy, tmp_path: Path, own: Path) -> None:
    names, out = (
        roster(tmp_path / "花名册.xlsx", students(CLASS, "2302", CLASS), HEADERS),
        tmp_path / "报考.xlsx",
    )
    common = ("--profile", own, *JSON)
    built = wdyy("build-registration", names, "-o", out, *OPTIONS, *common)
    assert (built.status, built.report["findings"]) == (0, [])
    expected = zip((CLASS, "2302", CLASS), (PHONE, PHONE, ""), strict=True)
    assert written(out) == [(*student(index), *more) for index, more in enumerate(expected)]
    linted = wdyy("lint-registration", out, *OPTIONS, *common)
    assert (linted.status, linted.report["findings"]) == (0, [])


STOPS: dict[str, tuple[object, str, str | None, str]] = {
    "an empty cell": (None, "ROS101", None, "empty"),
    "an invisible character": (f"{CLASS}\u200b", "ROS105", f"{CLASS}\u200b", "text"),
    "a number that lost its end": (1234567890123456789, "ROS104", "1.234567890123457E+18", "number"),
}


@pytest.mark.parametrize(("of", "code", "value", "stored"), STOPS.values(), ids=STOPS)
def test_a_student_without_a_required_value_stops_the_build_and_is_named(
    wdyy: Wdyy, tmp_path: Path, own: Path, of: object, code: str, value: str | None, stored: str
) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", students(CLASS, of, CLASS), HEADERS), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *OPTIONS, "--profile", own, *JSON)
    who = (student(1)[0], id_number(1))
    expected = at_cell(code, "C3", "所在班级", value, sheet="花名册", stored_as=stored, who=who)
    assert (ran.status, out.exists(), findings(ran.report)) == (1, False, [expected])
    partly = wdyy("build-registration", names, "-o", out, *OPTIONS, "--profile", own, "--partial", *JSON)
    assert (partly.status, [row[0] for row in written(out)]) == (1, [student(0)[0], student(2)[0]])


def test_a_required_column_that_the_roster_lacks_is_asked_for(wdyy: Wdyy, tmp_path: Path, own: Path) -> None:
    rows = [row[:2] for row in students(CLASS, CLASS)]
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *OPTIONS[:8], "--profile", own)
    said = (
        "× 不知道“学生类型”、“班级”该填什么。\n"
        "  用 --student-type 给出，或写在 wdyy.toml 里：[exam] 的 student_type；"
        "“学生类型”也可以是花名册里的一列；"
        "“班级”要在花名册里各有一列，填上每名学生的；列名不同的，用 --column class_name=列名 指明。\n"
    )
    assert (ran.status, out.exists(), ran.err) == (2, False, said)


def test_sheets_named_after_classes_tell_the_class(wdyy: Wdyy, tmp_path: Path, own: Path) -> None:
    sheets: dict[str, Sequence[Sequence[object]]] = {
        name: [("姓名", "身份证号"), (student(index)[0], id_number(index))]
        for index, name in enumerate(("一班", "二班"))
    }
    names, out = workbook(tmp_path / "花名册.xlsx", sheets), tmp_path / "报考.xlsx"
    assert wdyy("build-registration", names, "-o", out, *OPTIONS, "--profile", own, "-q").status == 0
    assert [row[8] for row in written(out)] == ["一班", "二班"]


FAULTS: dict[str, tuple[object, str, str | None, str]] = {
    "empty": (None, "REG101", None, "empty"),
    "a blank before it": (f" {CLASS}", "REG105", f" {CLASS}", "text"),
    "a formula": ('="电商"&"2301班"', "REG102", None, "formula"),
    "an error value": ("#N/A", "REG103", "#N/A", "error"),
    "a number": (2301, "REG104", "2301", "number"),
}


@pytest.mark.parametrize(("planted", "code", "value", "stored"), FAULTS.values(), ids=FAULTS)
def test_every_column_is_checked(
    wdyy: Wdyy, tmp_path: Path, own: Path, planted: object, code: str, value: str | None, stored: str
) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", students(CLASS, CLASS), HEADERS), tmp_path / "报考.xlsx"
    wdyy("build-registration", names, "-o", out, *OPTIONS, "--profile", own, "-q")
    book = openpyxl.load_workbook(out)
    book.active["I5"] = planted
    if code == "REG103":
        book.active["I5"].data_type = "e"
    book.save(out)
    linted = wdyy("lint-registration", out, *OPTIONS, "--profile", own, *JSON)
    who = (student(1)[0], id_number(1))
    assert findings(linted.report) == [at_cell(code, "I5", "班级", value, stored_as=stored, who=who)]


BETWEEN = OWN.replace("[registration]\n", "[registration]\nfirst_data_row = 6\n")


def test_rows_between_header_and_first_student_stay(wdyy: Wdyy, tmp_path: Path, own: Path) -> None:
    own.write_text(BETWEEN, "utf-8")
    template, out = tmp_path / "模板.xlsx", tmp_path / "报考.xlsx"
    common = ("--profile", own, *JSON)
    assert wdyy("template", "registration", "-o", template, "--profile", own).status == 0
    book = openpyxl.load_workbook(template)
    book.active["A4"], book.active["I5"] = "与身份证一致", "全称"
    book.save(template)
    names = roster(tmp_path / "花名册.xlsx", students(CLASS, CLASS), HEADERS)
    built = wdyy("build-registration", names, "-o", out, *OPTIONS, "--template", template, *common)
    assert (built.status, built.report["findings"]) == (0, [])
    rows = written(out)
    assert ([row[0] for row in rows], rows[1][8]) == (
        ["与身份证一致", "", student(0)[0], student(1)[0]],
        "全称",
    )
    linted = wdyy("lint-registration", out, *OPTIONS, *common)
    assert (linted.status, linted.report["findings"]) == (0, [])
    book = openpyxl.load_workbook(out)
    book.active.delete_rows(5)
    book.save(out)
    early = wdyy("lint-registration", out, *OPTIONS, *common)
    assert [(f["code"], f["location"]["row"]) for f in early.report["findings"]] == [("REG002", 5)]


def test_the_first_student_moves_with_the_header(wdyy: Wdyy, own: Path) -> None:
    own.write_text('extends = "wdyy-2021"\nname = "本校"\n[registration]\nheader_row = 7\n', "utf-8")
    shown = wdyy("profile", "show", own).out.splitlines()
    assert [line.split("#")[0].strip() for line in shown if "_row = " in line] == [
        "header_row = 7",
        "first_data_row = 8",
    ]


WRONG = {
    "a field that there is not": (
        '[registration.columns]\nclas_name = "班级"',
        "registration.columns 里没有这样的字段：“clas_name”，您是不是想写 class_name 或 file_name 或 name",
    ),
    "a Chinese name of a field": (
        '[registration.columns]\n"班级" = "班级"',
        "registration.columns 里没有这样的字段：“班级”，您是不是想写 class_name",
    ),
    "required without a column": (
        '[registration]\nrequired = ["name", "phone"]',
        "registration 的 required 里写了 phone，columns 里没有这一列；先在 columns 里写上它的表头",
    ),
    "students in the header": (
        "[registration]\nfirst_data_row = 3",
        "registration 的 first_data_row 3 应在表头（header_row 3）的下面",
    ),
    "one header twice": (
        '[registration.columns]\nlevel = "学生姓名"',
        "registration.columns 里“学生姓名”写了两次，每一列的表头要不同",
    ),
    "no column of ID numbers": (
        'unset = ["registration.columns.id_number"]',
        "registration.columns 里不能没有 id_number",
    ),
    "a room's field that there is not": (
        '[rooms.columns]\nmachine = "机位数"',
        "rooms.columns 里没有这样的字段：“machine”，您是不是想写 machines",
    ),
    "a proctor's field that there is not": (
        '[proctors]\nrequired = ["fone"]',
        "proctors.required 里没有这样的字段：“fone”，您是不是想写 phone",
    ),
}


@pytest.mark.parametrize(("line", "message"), WRONG.values(), ids=WRONG)
def test_a_profile_that_cannot_work_is_refused_wherever_it_is_read(
    wdyy: Wdyy, tmp_path: Path, line: str, message: str
) -> None:
    own = tmp_path / "本校.toml"
    own.write_text(f'extends = "wdyy-2021"\n{line}\n', "utf-8")
    assert wdyy("profile", "check", own) == Ran(2, f"× {own} 不能用，要改 1 处：\n  {message}\n", "")
    names = roster(tmp_path / "花名册.xlsx", students(CLASS), HEADERS)
    ran = wdyy("build-registration", names, "-o", tmp_path / "报考.xlsx", *OPTIONS, "--profile", own)
    assert (ran.status, ran.out, message in ran.err.replace("\n  ", "")) == (2, "", True)
