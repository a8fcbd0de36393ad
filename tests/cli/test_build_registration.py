"""`wdyy build-registration`: from a roster to the filled template, or to nothing at all."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import load_workbook

from conftest import Ran
from drawn import examples
from libreoffice import needs_libreoffice, rows_by_libreoffice
from package_checks import slashed
from school import CERTIFICATE, NAMES, PLAN, SCHOOL, SITE
from sheet_builders import HEADERS, OPTIONS, Value, findings, listed, roster, student
from students import CHECK_DATE, id_number
from template_builders import WRITERS
from wdyy_cli.cli.app import main
from wdyy_cli.texts.cell_text import tidy
from wdyy_cli.workbooks.template import read_template

Wdyy = Callable[..., Ran]
BUILD = (*OPTIONS, "--format", "json", "--date", CHECK_DATE)
FIRST_ROW = 4
SHARED, TYPES, RELATIONS = "xl/sharedStrings.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
SHEETS = {"excel": ("xl/worksheets/sheet2.xml", "按证书 报考"), "poi": ("xl/worksheets/sheet1.xml", "sheet1")}
WITHOUT_STRINGS = {"inline", "openpyxl"}


def rows_of(path: Path, sheet: str | None = None) -> list[tuple[str, ...]]:
    """Read the rows of students as calamine does."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    name = sheet or book.sheet_names[0]
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[FIRST_ROW - 1 :]
    return [tuple(map(str, row[: len(HEADERS)])) for row in rows if any(row)]


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_of_a_template_changes_but_the_sheet_and_the_strings(
    wdyy: Wdyy, tmp_path: Path, writer: str
) -> None:
    template, out = tmp_path / "模板.xlsx", tmp_path / "报考.xlsx"
    template.write_bytes(WRITERS[writer]())
    names = roster(tmp_path / "花名册.xlsx", listed())
    ran = wdyy("build-registration", names, "-o", out, "--template", template, *BUILD)
    assert (ran.status, ran.err, ran.report["findings"]) == (0, "", [])
    assert ran.report["results"] == {"output": str(out), "rows_written": 5, "rows_left_out": 0}
    part, sheet = SHEETS.get(writer, ("xl/worksheets/sheet1.xml", None))
    own = {part, SHARED, *((TYPES, RELATIONS) if writer in WITHOUT_STRINGS else ())}
    before, after = slashed(template.read_bytes()), slashed(out.read_bytes())
    assert {name: content for name, content in after.items() if name not in own} == {
        name: content for name, content in before.items() if name not in own
    }
    assert before.keys() - after.keys() == set()
    assert rows_of(out, sheet) == [student(index) for index in range(5)]


def test_the_bundled_template_is_filled_and_the_result_is_clean(wdyy: Wdyy, tmp_path: Path) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", listed()), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD)
    assert ran.status == 0
    assert [(given["path"], given["items"]) for given in ran.report["inputs"]] == [(str(names), 5)]
    before, after = slashed(read_template("registration")), slashed(out.read_bytes())
    own = {"xl/worksheets/sheet1.xml", SHARED}
    assert {n: c for n, c in after.items() if n not in own} == {
        n: c for n, c in before.items() if n not in own
    }
    book = openpyxl.load_workbook(out)
    cells = list(book.active.iter_rows(min_row=FIRST_ROW, max_col=8))
    assert [tuple(cell.value for cell in row) for row in cells] == [student(index) for index in range(5)]
    assert {cell.number_format for row in cells for cell in row} == {"@"}
    clean = wdyy(
        "lint-registration", out, *OPTIONS, "--roster", names, "--format", "json", "--date", CHECK_DATE
    )
    assert (clean.status, clean.report["findings"]) == (0, [])


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_reads_what_was_built(wdyy: Wdyy, tmp_path: Path) -> None:
    names = roster(tmp_path / "花名册.xlsx", [*listed(), ["买买提·吐尔逊", "11010120080307100X"]])
    sheets = {"bundled": "报考表", "excel": "按证书 报考", "wps": "Sheet1"}
    for writer in sheets:
        template = tmp_path / f"template of {writer}.xlsx"
        template.write_bytes(read_template("registration") if writer == "bundled" else WRITERS[writer]())
        wdyy("build-registration", names, "-o", tmp_path / f"{writer}.xlsx", "--template", template, *BUILD)
    expected = [student(index) for index in range(5)]
    expected.append(("买买提·吐尔逊", "11010120080307100X", *student(0)[2:]))
    for writer, read in rows_by_libreoffice(tmp_path, sheets).items():
        rows = [tuple(row[:8]) for row in read[FIRST_ROW - 1 :]]
        assert [row for row in rows if any(row)] == expected, writer


# Whatever a name may hold that nobody would call untidy.
names_of_all_kinds = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Z", "Cf"]), min_size=2, max_size=12)
    .map(lambda name: tidy(name, is_name=True))
    .filter(bool)
)


@pytest.mark.slow
@examples(25)
@given(st.lists(names_of_all_kinds, min_size=1, max_size=8))
def test_any_name_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("build")
    out = folder / "报考.xlsx"
    table = folder / "花名册.csv"
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("姓名", "身份证号"), *((n, id_number(i)) for i, n in enumerate(names))])
    # Only the rules that stop a build are about what the sheet can hold; odd names are the point here.
    status = main(
        ["build-registration", str(table), "-o", str(out), *OPTIONS, "--ignore", "ROS105,REG105", "-q"]
    )
    book = openpyxl.load_workbook(out)
    by_openpyxl = [row[0] for row in book.active.iter_rows(min_row=FIRST_ROW, values_only=True)]
    assert (status, by_openpyxl, [row[0] for row in rows_of(out)]) == (0, names, names)


def test_a_roster_may_give_level_and_type_for_each_student(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [
        [*listed()[0], "中级", "社会考生"],
        [*listed()[1], " 初级", "院校考生"],
        [*listed()[2], "高级", "院校考生"],
    ]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "报考等级", "考生类型"))
    out = tmp_path / "报考.xlsx"
    assert wdyy("build-registration", names, "-o", out, *BUILD, "--ignore", "ROS105").status == 0
    assert [(row[7], row[2]) for row in rows_of(out)] == [
        ("中级", "社会考生"),
        ("初级", "院校考生"),
        ("高级", "院校考生"),
    ]


def test_what_every_student_has_need_not_be_given(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [[*row, "中级", "社会考生"] for row in listed()]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "证书等级", "学生类型"))
    out = tmp_path / "报考.xlsx"
    assert wdyy("build-registration", names, "-o", out, *OPTIONS[:6], "-q").status == 0
    assert rows_of(out)[0] == (*listed()[0], "社会考生", SCHOOL, SITE, PLAN, CERTIFICATE, "中级")


def test_rows_that_are_no_students_are_left_out_and_told(wdyy: Wdyy, tmp_path: Path) -> None:
    rows: list[Sequence[Value]] = [*listed(), ["合计：5人"], ["制表人：王老师", "2021年4月20日"]]
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD)
    assert (ran.status, [found.code for found in findings(ran.report)]) == (0, ["ROS010", "ROS010"])
    assert ran.report["results"]["rows_written"] == len(rows_of(out)) == 5


def test_a_column_that_the_user_names_is_the_rosters(wdyy: Wdyy, tmp_path: Path) -> None:
    names = roster(tmp_path / "花名册.xlsx", listed(), ("姓名", "证号"))
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, "--column", "id_number=证号", *BUILD)
    assert (ran.status, rows_of(out)[0]) == (0, student(0))


def test_an_empty_cell_of_a_column_that_is_there_is_never_filled_in(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [[*listed()[0], "中级", "院校考生"], [*listed()[1], " ", None], [*listed()[2], "初级", "院校考生"]]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "报考等级", "考生类型"))
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD)
    said = [(f["code"], f["location"]["cell"], f["message"]) for f in ran.report["findings"]]
    assert (ran.status, out.exists(), said) == (
        1,
        False,
        [
            ("ROS110", "C3", f"{NAMES[1]} 的“报考等级”是空的"),
            ("ROS110", "D3", f"{NAMES[1]} 的“考生类型”是空的"),
        ],
    )
    assert wdyy("build-registration", names, "-o", out, *BUILD, "--ignore", "ROS110").status == 1
    assert not out.exists()


OWN_VALUES: dict[str, tuple[str, str, list[str]]] = {
    "another school": ("所属院校", "另一职业技术学校", ["ROS109"]),
    "another site": ("考核站点", "外地学院考核站点", ["ROS109"]),
    "the plan of last time": ("考试计划名称", "网店运营推广2020年下半年全国统考", ["ROS109"]),
    "the same school with a blank": ("所属院校", f"{SCHOOL[:2]} {SCHOOL[2:]}", []),
    "no school in one row": ("所属院校", "", ["ROS110"]),
}


@pytest.mark.parametrize(("header", "value", "codes"), OWN_VALUES.values(), ids=OWN_VALUES)
def test_a_rosters_own_values_are_held_against_what_was_given(
    wdyy: Wdyy, tmp_path: Path, header: str, value: str, codes: list[str]
) -> None:
    right = {"所属院校": SCHOOL, "考核站点": SITE, "考试计划名称": PLAN}[header]
    rows: list[list[Value]] = [[*row, right] for row in listed()]
    rows[2][2] = value
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", header))
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD)
    assert [(f["code"], f["location"]["cell"]) for f in ran.report["findings"]] == [(c, "C4") for c in codes]
    assert out.exists() is (codes == [])
    if codes == ["ROS109"]:
        assert f"“{value}”，给出的是“{right}”" in ran.report["findings"][0]["message"]
    if not codes:
        assert rows_of(out)[2] == student(2)


def test_a_rosters_own_school_is_used_where_none_was_given(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [[*row, "另一职业技术学校"] for row in listed()]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "所属院校"))
    out = tmp_path / "报考.xlsx"
    assert wdyy("build-registration", names, "-o", out, *OPTIONS[2:], "-q").status == 0
    assert rows_of(out)[0] == (*student(0)[:3], "另一职业技术学校", *student(0)[4:])


def test_an_empty_cell_of_its_own_school_is_told_with_the_student(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [[*row, "" if index == 1 else "另一职业技术学校"] for index, row in enumerate(listed())]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "所属院校"))
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *OPTIONS[2:], "--format", "json")
    said = [(f["code"], f["location"]["cell"], f["name"]) for f in ran.report["findings"]]
    assert (ran.status, out.exists(), said) == (1, False, [("ROS110", "C3", NAMES[1])])


ME = id_number(2)
STOPS: dict[str, tuple[list[Value], str]] = {
    "a wrong number": ([NAMES[2], ME[:-1]], "IDN001"),
    "a number that lost its tail": ([NAMES[2], 110101200801031000], "IDN010"),
    "a truth value for the number": ([NAMES[2], True], "ROS104"),
    "no name": ([None, ME], "ROS101"),
    "a name with a blank": (["王 三", ME], "ROS105"),
    "a student twice": ([NAMES[0], id_number(0)], "ROS201"),
    "another level": ([NAMES[2], ME, "一级"], "ROS107"),
    "a level as a number": ([NAMES[2], ME, 1.0], "ROS104"),
}


@pytest.mark.parametrize(("row", "code"), STOPS.values(), ids=STOPS)
def test_an_error_in_one_row_stops_the_build_unless_partial(
    wdyy: Wdyy, tmp_path: Path, row: list[Value], code: str
) -> None:
    rows: list[list[Value]] = [[*student, "初级"] for student in listed()]
    rows[2] = [*row, "初级"] if len(row) == len(listed()[0]) else row
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "证书等级"))
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD)
    assert (ran.status, out.exists(), [found.code for found in findings(ran.report)]) == (1, False, [code])
    assert ran.report["results"] == {"output": None, "rows_written": 0, "rows_left_out": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["花名册.xlsx"]
    partly = wdyy("build-registration", names, "-o", out, "--partial", *BUILD)
    assert (partly.status, [found.code for found in findings(partly.report)]) == (1, [code])
    assert partly.report["results"] == {"output": str(out), "rows_written": 4, "rows_left_out": 1}
    assert rows_of(out) == [student(index) for index in (0, 1, 3, 4)]


def test_two_names_under_one_number_are_both_left_out(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = listed()
    rows[2] = [NAMES[2], id_number(0)]
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, "--partial", *BUILD)
    assert ran.report["results"]["rows_left_out"] == 2
    assert rows_of(out) == [student(index) for index in (1, 3, 4)]


def test_what_is_said_where_nothing_is_built(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = listed()
    rows[2][1] = ME[:-1]
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    said = wdyy("build-registration", names, "-o", out, *OPTIONS, "--date", CHECK_DATE).out
    assert (
        "× 没有生成报考表：1 名学生的资料有错误，见上面。改正后再运行；或加上 --partial，先生成其余的 4 名。"
        in said
    )
    assert "现在不要上传" in said
    built = wdyy("build-registration", names, "-o", out, "--partial", *OPTIONS, "--date", CHECK_DATE).out
    assert f"已生成 {out}：4 名考生，从第 4 行开始。" in built
    assert "！有 1 名学生没有写进去，见上面的错误；改正后要重新生成。" in built


def test_fail_on_never_does_not_write_wrong_rows(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = listed()
    rows[2][1] = ME[:-1]
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *BUILD, "--fail-on", "never")
    assert (ran.status, out.exists()) == (1, False)


def test_a_fault_that_the_workspace_ignores_stops_nothing(wdyy: Wdyy, tmp_path: Path) -> None:
    config = tmp_path / "wdyy.toml"
    config.write_text('[rules]\nignore = [{code = "IDN003", reason = "公安局已更正"}]\n', "utf-8")
    rows, wrong = listed(), f"{ME[:-1]}{'1' if ME[-1] != '1' else '2'}"
    rows[2][1] = wrong
    names, out = roster(tmp_path / "花名册.xlsx", rows), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, "--config", config, *BUILD)
    assert (ran.status, rows_of(out)[2][1]) == (0, wrong)
    assert [finding["suppressed"] for finding in ran.report["findings"]] == ["公安局已更正"]


LACKING = {
    "everything": (
        [],
        (
            "× 不知道“学生类型”、“所属院校”、“考核站点”、“考试计划名称”、“证书等级”该填什么。\n"
            "  用 --student-type、--school、--site、--plan、--level 给出，或写在 wdyy.toml 里："
            "[exam] 的 student_type、plan、level，[school] 的 name、site；"
            "“学生类型”、“证书等级”也可以是花名册里的一列。\n"
        ),
    ),
    "the plan": (
        [*OPTIONS[:4], *OPTIONS[6:]],
        "× 不知道“考试计划名称”该填什么。\n  用 --plan 给出，或写在 wdyy.toml 里：[exam] 的 plan。\n",
    ),
    "a level that there is not": (
        [*OPTIONS, "--level", "一级"],
        "× “证书等级”不能是“一级”。\n  证书等级可以是：初级、中级、高级。\n",
    ),
    "several at once": (
        [*OPTIONS[:4], "--level", "一级", "--student-type", "在校生"],
        "× 不知道“考试计划名称”该填什么；“证书等级”不能是“一级”；“学生类型”不能是“在校生”。\n",
    ),
}


@pytest.mark.parametrize(("options", "message"), LACKING.values(), ids=LACKING)
def test_what_is_not_known_is_asked_for_all_at_once(
    wdyy: Wdyy, tmp_path: Path, options: list[str], message: str
) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", listed()), tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", names, "-o", out, *options)
    assert (ran.status, ran.out, out.exists()) == (2, "", False)
    assert ran.err.startswith(message)


WORKSPACE = f"""
[school]
name = "{SCHOOL}"
site = "{SITE}"
[exam]
plan = "{PLAN}"
level = "中级"
student_type = "社会考生"
certificate = "电子商务数据分析职业技能等级证书"
"""


def test_the_workspace_says_what_holds_for_all_and_the_command_line_beats_it(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text(WORKSPACE, "utf-8")
    roster(Path("花名册.xlsx"), listed(1))
    assert wdyy("build-registration", "花名册.xlsx", "-o", "一.xlsx", "-q").status == 0
    assert wdyy("build-registration", "花名册.xlsx", "-o", "二.xlsx", *OPTIONS, "-q").status == 0
    certificate = "电子商务数据分析职业技能等级证书"
    expected = (*listed()[0], "社会考生", SCHOOL, SITE, PLAN, certificate, "中级")
    assert rows_of(Path("一.xlsx")) == [expected]
    assert rows_of(Path("二.xlsx")) == [(*listed()[0], "院校考生", SCHOOL, SITE, PLAN, certificate, "初级")]


TEMPLATES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no xlsx": (lambda: b"hello,world", "不是 xlsx，其实是"),
    "another table": (lambda: _book([("姓名", "成绩")]), "里没有找到报考表的表头"),
    "a header lacks": (lambda: _book([HEADERS[:7]]), "第 1 行的表头缺少 “证书等级”"),
    "a header twice": (lambda: _book([(*HEADERS, HEADERS[0])]), "“学生姓名”要有一列，也只能有一列"),
    "another header": (lambda: _book([("姓名", *HEADERS[1:])]), "“学生姓名”要有一列，也只能有一列"),
}


def _book(rows: Sequence[Sequence[str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("template", "reason"), TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_that_cannot_be_used_stops_nothing_but_the_writing(
    wdyy: Wdyy, tmp_path: Path, template: Callable[[], bytes], reason: str
) -> None:
    path, out = tmp_path / "模板.xlsx", tmp_path / "报考.xlsx"
    path.write_bytes(template())
    rows = listed()
    rows[2][1] = ME[:-1]
    names = roster(tmp_path / "花名册.xlsx", rows)
    ran = wdyy("build-registration", names, "-o", out, "--template", path, *BUILD)
    assert (ran.status, out.exists()) == (2, False)
    assert reason in ran.report["inputs"][1]["reason"]
    assert [found.code for found in findings(ran.report)] == ["IDN001"]


def test_a_roster_that_cannot_be_read_is_told(wdyy: Wdyy, tmp_path: Path) -> None:
    out = tmp_path / "报考.xlsx"
    ran = wdyy("build-registration", tmp_path / "没有.xlsx", "-o", out, *BUILD)
    assert (ran.status, out.exists(), ran.report["inputs"][0]["status"]) == (2, False, "unreadable")
    assert ran.report["results"] == {"output": None, "rows_written": 0, "rows_left_out": 0}


def test_a_template_with_macros_keeps_its_ending(wdyy: Wdyy, tmp_path: Path) -> None:
    template = tmp_path / "模板.xlsm"
    template.write_bytes(read_template("registration"))
    names = roster(tmp_path / "花名册.xlsx", listed())
    wrong = wdyy("build-registration", names, "-o", tmp_path / "报考.xlsx", "--template", template, *OPTIONS)
    assert (wrong.status, "要以 .xlsm 结尾" in wrong.err) == (2, True)
    right = wdyy("build-registration", names, "-o", tmp_path / "报考.xlsm", "--template", template, *BUILD)
    assert right.status == 0


def test_the_result_is_a_sound_zip_without_a_date_of_today(wdyy: Wdyy, tmp_path: Path) -> None:
    names = roster(tmp_path / "花名册.xlsx", listed())
    for out in ("一.xlsx", "二.xlsx"):
        wdyy("build-registration", names, "-o", tmp_path / out, *BUILD)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "一.xlsx") as archive:
        assert archive.testzip() is None
