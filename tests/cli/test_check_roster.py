"""`wdyy check-roster`: planted faults at their cells, and rosters in the shapes that schools keep them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlwt  # type: ignore[import-untyped] # the same

from conftest import Ran
from school import NAMES, workbook
from sheet_builders import Found, Value, at_cell, findings, listed, roster
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
Rows = Sequence[Sequence[Value]]
ME, OTHER, NAME = id_number(2), id_number(0), NAMES[2]
CHECK = ("--format", "json", "--date", CHECK_DATE)


def with_student(*row: Value) -> list[list[Value]]:
    """Give five students, the third of whom is this one."""
    rows = listed()
    rows[2] = list(row)
    return rows


def of_number(code: str, value: str | None, *, read: str | None = "", stored_as: str = "text") -> list[Found]:
    who = (NAME, value if read == "" else read)
    return [at_cell(code, "B4", "身份证号", value, sheet="花名册", stored_as=stored_as, who=who)]


def of_name(code: str, value: str | None, *, stored_as: str = "text", name: str | None = NAME) -> list[Found]:
    return [at_cell(code, "A4", "姓名", value, sheet="花名册", stored_as=stored_as, who=(name, ME))]


def of_third(code: str, column: str, value: str, *, stored_as: str = "text") -> list[Found]:
    return [at_cell(code, "C4", column, value, sheet="花名册", stored_as=stored_as, who=(NAME, ME))]


WRONG_CHECK = ME[:-1] + ("1" if ME[-1] != "1" else "2")
FAULTS: dict[str, tuple[Rows, list[Found]]] = {
    "none": (listed(), []),
    "17 digits": (with_student(NAME, ME[:-1]), of_number("IDN001", ME[:-1])),
    "13th month": (with_student(NAME, "110101200813071002"), of_number("IDN002", "110101200813071002")),
    "wrong check digit": (with_student(NAME, WRONG_CHECK), of_number("IDN003", WRONG_CHECK)),
    "15 digits": (with_student(NAME, "110105491231002"), of_number("IDN004", "110105491231002")),
    "stand-in number": (with_student(NAME, "999101200803071003"), of_number("IDN005", "999101200803071003")),
    "76 years old": (with_student(NAME, "11010519491231002X"), of_number("IDN006", "11010519491231002X")),
    "unknown province": (with_student(NAME, "160101200003071035"), of_number("IDN007", "160101200003071035")),
    "a blank in it": (
        with_student(NAME, f"{ME[:6]} {ME[6:]}"),
        of_number("IDN008", f"{ME[:6]} {ME[6:]}", read=ME),
    ),
    "lower-case x": (
        with_student(NAME, "11010120080307100x"),
        of_number("IDN009", "11010120080307100x", read="11010120080307100X"),
    ),
    "a number": (
        with_student(NAME, 110101200001011000),
        of_number("IDN010", "1.10101200001011E+17", read=None, stored_as="number"),
    ),
    "a lost tail": (with_student(NAME, "110101200001011000"), of_number("IDN011", "110101200001011000")),
    "not yet issued": (with_student(NAME, "办理中"), of_number("IDN001", "办理中", read=None)),
    "no number": (with_student(NAME, None), of_number("ROS101", None, read=None, stored_as="empty")),
    "no name": (with_student(None, ME), of_name("ROS101", None, stored_as="empty", name=None)),
    "an error value": (with_student("#N/A", ME), of_name("ROS103", "#N/A", stored_as="error", name="#N/A")),
    "a number for a name": (
        with_student(2021.0, ME),
        of_name("ROS104", "2021", stored_as="number", name="2021"),
    ),
    "a date for a name": (
        with_student(dt.date(2021, 5, 22), ME),
        of_name("ROS104", "2021-05-22", stored_as="date", name="2021-05-22"),
    ),
    "a name with a blank": (with_student("王 三", ME), of_name("ROS105", "王 三")),
    "an odd name": (with_student("王三3", ME), of_name("ROS112", "王三3", name="王三3")),
    "a student twice": (
        with_student(NAMES[0], OTHER),
        [at_cell("ROS201", "B4", "身份证号", OTHER, sheet="花名册", who=(NAMES[0], OTHER))],
    ),
    "a number under two names": (
        with_student(NAME, OTHER),
        [
            at_cell("ROS201", "B4", "身份证号", OTHER, sheet="花名册", who=(NAME, OTHER)),
            at_cell("ROS202", "A4", "姓名", NAME, sheet="花名册", who=(NAME, OTHER)),
        ],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_gives_its_finding_and_no_other(
    wdyy: Wdyy, tmp_path: Path, rows: Rows, expected: list[Found]
) -> None:
    path = roster(tmp_path / "花名册.xlsx", rows)
    ran = wdyy("check-roster", path, *CHECK)
    assert findings(ran.report) == sorted(expected, key=repr)
    warnings = {"IDN006", "IDN007", "IDN009", "ROS104", "ROS112"}
    assert ran.status == (0 if {found.code for found in expected} <= warnings else 1)
    assert (ran.report["summary"]["items"], ran.err) == (5, "")


MORE_COLUMNS: dict[str, tuple[str, list[str], Value, list[Found]]] = {
    "another student type": (
        "学生类型",
        ["院校考生"],
        "在校生",
        of_third("ROS106", "学生类型", "在校生"),
    ),
    "another level": ("证书等级", ["初级", "中级"], "一级", of_third("ROS107", "证书等级", "一级")),
    "a level as a number": (
        "证书等级",
        ["初级"],
        1.0,
        of_third("ROS104", "证书等级", "1", stored_as="number"),
    ),
    "a level with a blank": ("证书等级", ["初级"], "初 级", of_third("ROS107", "证书等级", "初 级")),
    "another certificate": (
        "证书名称",
        ["网店运营推广", "网店运营推广职业技能等级证书"],
        "电子商务数据分析",
        of_third("ROS108", "证书名称", "电子商务数据分析"),
    ),
    "no class": ("班级", ["电商1班"], None, []),
    "an odd class": ("班级", ["电商1班"], " 电商 2 班\n", []),
    "something else under a vague header": ("等级", ["优"], "良", []),
    "a level under a vague header": ("等级", ["初级"], "一级", of_third("ROS107", "等级", "一级")),
    "kinds of schools under a vague header": ("类别", ["中职"], "高职", []),
    "kinds of cards": ("证件类型", ["居民身份证"], "护照", []),
}


@pytest.mark.parametrize(("header", "usual", "value", "expected"), MORE_COLUMNS.values(), ids=MORE_COLUMNS)
def test_a_fault_in_another_column(
    wdyy: Wdyy, tmp_path: Path, header: str, usual: list[str], value: Value, expected: list[Found]
) -> None:
    rows = [[*row, usual[index % len(usual)]] for index, row in enumerate(listed())]
    rows[2][2] = value
    path = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", header))
    assert findings(wdyy("check-roster", path, *CHECK).report) == expected


def test_a_vague_column_that_is_left_out_is_said(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(
        tmp_path / "花名册.xlsx", [[*row, "中职"] for row in listed()], ("姓名", "身份证号", "类别")
    )
    assert {
        "code": "ROS106",
        "reason": "“类别”列里没有一个可选的值，没有当作学生类型",
    } in wdyy("check-roster", path, *CHECK).report["not_checked"]
    named = wdyy("check-roster", path, "--column", "student_type=类别", *CHECK)
    assert [found.code for found in findings(named.report)] == ["ROS106"] * 5


HEADER = ("姓名", "身份证号")


def old_excel(path: Path, rows: Rows) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("花名册")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(str(path))
    return path


def csv(path: Path, rows: Rows, encoding: str) -> Path:
    path.write_text("".join(",".join(map(str, row)) + "\n" for row in rows), encoding)
    return path


FORMATS: dict[str, Callable[[Path, Rows], Path]] = {
    "old Excel and WPS": lambda folder, rows: old_excel(folder / "花名册.xls", rows),
    "WPS under its own name": lambda folder, rows: old_excel(folder / "花名册.et", rows),
    "xlsx called xls": lambda folder, rows: roster(
        folder / "花名册.xls", rows[1:], [str(t) for t in rows[0]]
    ),
    "GBK text": lambda folder, rows: csv(folder / "花名册.csv", rows, "gb18030"),
    "UTF-8 text with a mark": lambda folder, rows: csv(folder / "花名册.csv", rows, "utf-8-sig"),
}


@pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)
def test_other_kinds_of_files(wdyy: Wdyy, tmp_path: Path, write: Callable[[Path, Rows], Path]) -> None:
    rows: Rows = [HEADER, *listed(), ["李𠮷", id_number(7)], ["赵四", ME[:-1]]]
    ran = wdyy("check-roster", write(tmp_path, rows), *CHECK)
    assert [(found.code, found.cell, found.value) for found in findings(ran.report)] == [
        ("IDN001", "B8", ME[:-1])
    ]
    assert ran.report["summary"]["items"] == 7


def test_a_text_table_has_no_sheet(wdyy: Wdyy, tmp_path: Path) -> None:
    path = csv(tmp_path / "花名册.csv", [HEADER, [NAME, ME[:-1]]], "gb18030")
    assert findings(wdyy("check-roster", path, *CHECK).report) == [
        at_cell("IDN001", "B2", "身份证号", ME[:-1], sheet=None, who=(NAME, ME[:-1]))
    ]


HEADERS_OF_SCHOOLS = {
    "another usual name": ("学生姓名", "证件号码"),
    "blanks and notes": ("姓 名", "身份证号码（18位，必填）"),
    "stars": ("*姓名", "*身份证号："),
    "a line break": ("姓名", "身份\n证号"),
}


@pytest.mark.parametrize("headers", HEADERS_OF_SCHOOLS.values(), ids=HEADERS_OF_SCHOOLS)
def test_headers_as_schools_write_them(wdyy: Wdyy, tmp_path: Path, headers: tuple[str, str]) -> None:
    ran = wdyy("check-roster", roster(tmp_path / "花名册.xlsx", listed(), headers), *CHECK)
    assert (ran.status, ran.report["findings"], ran.report["summary"]["items"]) == (0, [], 5)


def test_an_unknown_header_is_named_by_the_user(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(tmp_path / "花名册.xlsx", listed(), ("姓名", "证号"))
    ran = wdyy("check-roster", path)
    assert (ran.status, ran.err) == (2, "")
    assert "没有找到 “身份证号” 这一列；第 1 行有：姓名、证号" in ran.out
    assert "--column id_number=列名" in ran.out
    assert wdyy("check-roster", path, "--column", "id_number=证号", *CHECK).report["findings"] == []


def test_a_header_that_the_workspace_names_counts_where_it_is(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text('[columns]\nid_number = "证号"\nlevel = "报什么"\n', "utf-8")
    both = roster(
        Path("两列.xlsx"), [[name, "作废", number] for name, number in listed()], ("姓名", "身份证号", "证号")
    )
    usual = roster(Path("花名册.xlsx"), listed())
    for path in (both, usual):
        assert wdyy("check-roster", path, *CHECK).report["findings"] == []


EMPTY = {
    "nothing but a header": [HEADER],
    "a header and a total": [HEADER, ("合计", 0)],
}


@pytest.mark.parametrize("rows", EMPTY.values(), ids=EMPTY)
def test_a_roster_of_nobody_never_passes(wdyy: Wdyy, tmp_path: Path, rows: Rows) -> None:
    ran = wdyy("check-roster", workbook(tmp_path / "花名册.xlsx", {"花名册": rows}), "--date", CHECK_DATE)
    assert ran.status == 2
    assert "里一名学生也没有。请确认选对了文件。" in ran.out


def test_what_was_given_is_held_against_its_own_columns(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(
        tmp_path / "花名册.xlsx", [[*row, "甲校"] for row in listed(1)], ("姓名", "身份证号", "学校")
    )
    found = {school: wdyy("check-roster", path, "--school", school, *CHECK) for school in ("甲校", "乙校")}
    codes = {school: [f["code"] for f in ran.report["findings"]] for school, ran in found.items()}
    assert codes == {"甲校": [], "乙校": ["ROS109"]}


def test_one_student_in_a_list_with_levels_and_in_one_without_is_twice_there(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    without = roster(tmp_path / "一.xlsx", listed(2))
    with_levels = roster(tmp_path / "二.xlsx", [[*listed(1)[0], "初级"]], ("姓名", "身份证号", "证书等级"))
    ran = wdyy("check-roster", without, with_levels, *CHECK)
    places = [(f["code"], f["location"]["file"], f["location"]["cell"]) for f in ran.report["findings"]]
    assert places == [("ROS201", str(with_levels), "B2")]


def test_a_table_without_a_header_is_to_get_one(wdyy: Wdyy, tmp_path: Path) -> None:
    path = workbook(tmp_path / "花名册.xlsx", {"花名册": listed()})
    reason = wdyy("check-roster", path, *CHECK).report["inputs"][0]["reason"]
    assert reason.endswith("这一行像是内容，不是列名：请在它上面加一行，写上“姓名”、“身份证号”。")


def test_a_mark_of_dos_behind_the_last_row_is_none_of_it(wdyy: Wdyy, tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_bytes(f"姓名,身份证号\r\n{NAME},{ME}\x1a".encode("gb18030"))
    assert wdyy("check-roster", path, *CHECK).report["findings"] == []


def test_a_name_in_two_columns_is_not_taken_for_half_of_it(wdyy: Wdyy, tmp_path: Path) -> None:
    path = roster(tmp_path / "花名册.xlsx", [["张", "三", ME]], ("姓", "名", "身份证号"))
    reason = wdyy("check-roster", path, *CHECK).report["inputs"][0]["reason"]
    assert reason.endswith("“姓”和“名”分在两列的，请加一列“姓名”，写完整的姓名。")


def test_redaction_leaves_no_number_and_no_name(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [["张三丰", WRONG_CHECK], ["李四光", OTHER], ["李思光", OTHER], ["王三3", ME]]
    path = roster(tmp_path / "花名册.xlsx", [*rows, ["制表人：周伯通", None]])
    for extra in (CHECK, ("--date", CHECK_DATE)):
        out = wdyy("check-roster", path, *extra, "--redact").out
        for secret in (WRONG_CHECK, OTHER, ME, "三丰", "四光", "思光", "王三", "周伯通"):
            assert secret not in out
