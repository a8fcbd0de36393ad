"""`wdyy build-students` and `check-roster --template`: the platform's student template by its own headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
import xlsxwriter  # type: ignore[import-untyped] # the same
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook.defined_name import DefinedName  # type: ignore[import-untyped] # the same
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same

from conftest import Ran
from drawn import examples
from libreoffice import needs_libreoffice
from package_checks import load, slashed
from school import NAMES, workbook
from sheet_builders import listed, roster
from student_templates import WRITERS, How, StudentForm
from students import CHECK_DATE, id_number
from wdyy_cli.cli.app import main

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)
NATIONS = ("汉族", "回族", "满族")
HEADERS = (
    "序号",
    "*姓名",
    "*证件类型",
    "*身份证号",
    "*性别",
    "出生日期(yyyy/MM/dd)",
    "*民族",
    "班级",
    "手机号码",
    "备注",
)
LISTS = {"*证件类型": '"身份证,护照"', "*性别": "字典!$B$1:$B$2", "*民族": "民族列表"}
EXAMPLE = (
    "1",
    "示例",
    "身份证",
    "110101200001011234",
    "男性",
    "2000/01/01",
    "汉族",
    "高一1班",
    "13800000000",
    "",
)


def by_xlsxwriter(
    path: Path,
    headers: Sequence[str] = HEADERS,
    *,
    title: str = "",
    below: Sequence[Sequence[str]] = (EXAMPLE,),
    lists: Mapping[str, str] = LISTS,
) -> Path:
    """Write a template with a hidden sheet of lists, a named range and inline lists, as XlsxWriter does."""
    book = xlsxwriter.Workbook(path)
    sheet, words = book.add_worksheet("学生信息"), book.add_worksheet("字典")
    words.hide()
    words.write_column("A1", NATIONS)
    words.write_column("B1", ("男性", "女性"))
    book.define_name("民族列表", "=字典!$A$1:$A$3")
    top = 0
    if title:
        sheet.merge_range(0, 0, 0, len(headers) - 1, title)
        top = 1
    for number, row in enumerate((headers, *below), start=top):
        sheet.write_row(number, 0, row)
    for header, source in lists.items():
        column = headers.index(header)
        entries = source.strip('"').split(",") if source.startswith('"') else f"={source}"
        sheet.data_validation(top + 1, column, 999, column, {"validate": "list", "source": entries})
    book.close()
    return path


def by_openpyxl(path: Path) -> Path:
    """Write a template with two header rows, merged groups, a title, and lists as openpyxl does."""
    book = openpyxl.Workbook()
    sheet, words = book.active, book.create_sheet("字典")
    words.sheet_state = "hidden"
    for entries in zip(NATIONS, ("男性", "女性", None), strict=True):
        words.append(entries)
    book.defined_names["民族列表"] = DefinedName("民族列表", attr_text="字典!$A$1:$A$3")
    sheet.append(["学生信息导入模板（带*的必填）"])
    sheet.append(["*姓名", "身份信息（必填）", None, None, "其他", None, None])
    sheet.append([None, "身份证号", "性别", "民族", "班级", "手机号码", "备注"])
    for area in ("A1:G1", "A2:A3", "B2:D2", "E2:G2"):
        sheet.merge_cells(area)
    for column, source in (("C", "字典!$B$1:$B$2"), ("D", "民族列表")):
        rule = DataValidation(type="list", formula1=source)
        rule.add(f"{column}4:{column}500")
        sheet.add_data_validation(rule)
    book.save(path)
    return path


def rows_of(path: Path, first: int) -> list[tuple[object, ...]]:
    sheet = load(path.read_bytes()).worksheets[0]
    return [tuple(cell for cell in row) for row in sheet.iter_rows(min_row=first, values_only=True)]


def sex(index: int) -> str:
    return "男性" if int(id_number(index)[16]) % 2 else "女性"


def born(index: int, dash: str) -> str:
    number = id_number(index)
    return dash.join((number[6:10], number[10:12], number[12:14]))


def told(ran: Ran) -> list[tuple[str, str | None, str | None]]:
    """Give code, column and name of each finding."""
    return [(f["code"], f["location"]["column"], f["name"]) for f in ran.report["findings"]]


def test_a_template_is_filled_by_its_own_headers_and_nothing_else_changes(wdyy: Wdyy, tmp_path: Path) -> None:
    template, out = by_xlsxwriter(tmp_path / "模板.xlsx", title="导入学生信息"), tmp_path / "学生信息.xlsx"
    rows = [[*person, "汉", 13900000000 + index] for index, person in enumerate(listed(3))]
    names = roster(tmp_path / "花名册.xlsx", rows, ("姓名", "身份证号", "民族", "联系电话"))
    ran = wdyy("build-students", names, "--template", template, "-o", out, *JSON)
    assert (ran.status, told(ran)) == (0, [])
    assert ran.report["results"] == {"output": str(out), "rows_written": 3, "rows_left_out": 0}
    assert rows_of(out, 3) == [
        (
            str(index + 1), NAMES[index], "身份证", id_number(index), sex(index), born(index, "/"), "汉族",
            None, f"1390000000{index}", None,
        )
        for index in range(3)
    ]  # fmt: skip
    before, after = slashed(template.read_bytes()), slashed(out.read_bytes())
    changed = {name for name in after if before.get(name) != after[name]}
    assert (changed, before.keys() - after.keys()) == (
        {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"},
        set(),
    )
    clean = wdyy("check-roster", out, "--template", template, *JSON)
    assert (clean.status, told(clean)) == (0, [])


def test_two_header_rows_and_several_rosters(wdyy: Wdyy, tmp_path: Path) -> None:
    template, out = by_openpyxl(tmp_path / "模板.xlsx"), tmp_path / "学生信息.xlsx"
    people = listed(4)
    sheets = {"高一1班": people[:2], "高一2班": people[2:]}
    headers = ["姓名", "身份证号"]
    one = workbook(tmp_path / "一.xlsx", {name: [headers, *rows] for name, rows in sheets.items()})
    more = roster(tmp_path / "二.xlsx", [[NAMES[4], id_number(4), "回族"]], (*headers, "民族"))
    given = ("--set", "民族=汉")
    ran = wdyy("build-students", one, more, "--template", template, "-o", out, *given, *JSON)
    assert (ran.status, told(ran)) == (0, [])
    assert [row[:5] for row in rows_of(out, 4)] == [
        (NAMES[index], id_number(index), sex(index), "回族" if index == 4 else "汉族", class_name)
        for index, class_name in enumerate(["高一1班", "高一1班", "高一2班", "高一2班", "二"])
    ]
    clean = wdyy("check-roster", out, "--template", template, *JSON)
    assert (clean.status, told(clean)) == (0, [])


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        pytest.param((), [[], []], [("ROS113", "*民族", 0), ("ROS113", "*民族", 1)], id="required, nowhere"),
        pytest.param(("民族",), [["汉族"], [""]], [("ROS113", "*民族", 1)], id="required, empty"),
        pytest.param(("民族",), [["汉族"], ["汗族"]], [("ROS114", "*民族", 1)], id="not in the named list"),
        pytest.param(
            ("民族", "性别"),
            [["汉族", "男" if sex(0) == "女性" else "女"], ["回族", sex(1)]],
            [("ROS116", "*性别", 0)],
            id="not what the ID number says",
        ),
        pytest.param(
            ("民族", "出生日期"),
            [["汉族", "2008年1月1日"], ["汉族", "2007-12-31"]],
            [("ROS116", "出生日期(yyyy/MM/dd)", 1)],
            id="another birthday",
        ),
        pytest.param(
            ("民族", "证件类型"),
            [["汉族", "护照夹"], ["汉族", ""]],
            [("ROS114", "*证件类型", 0)],
            id="no card",
        ),
    ],
)
def test_a_fault_stops_it_with_the_students_names(
    wdyy: Wdyy,
    tmp_path: Path,
    headers: tuple[str, ...],
    rows: list[list[str]],
    expected: list[tuple[str, str, int]],
) -> None:
    template, out = by_xlsxwriter(tmp_path / "模板.xlsx"), tmp_path / "学生信息.xlsx"
    people = [[*person, *more] for person, more in zip(listed(2), rows, strict=True)]
    names = roster(tmp_path / "花名册.xlsx", people, ("姓名", "身份证号", *headers))
    build = ("build-students", names, "--template", template, "-o", out, *JSON)
    ran = wdyy(*build)
    faulty = {index for _, _, index in expected}
    assert (ran.status, out.exists()) == (1, False)
    assert told(ran) == [(code, column, NAMES[index]) for code, column, index in expected]
    assert ran.report["results"] == {"output": None, "rows_written": 0, "rows_left_out": len(faulty)}
    ran = wdyy(*build, "--partial")
    left = [index for index in range(2) if index not in faulty]
    assert ran.status == 1
    assert ran.report["results"]["rows_written"] == len(left)
    assert out.exists() == bool(left)
    if left:
        assert [row[3] for row in rows_of(out, 2)] == [id_number(index) for index in left]


@pytest.mark.parametrize("wrong", [False, True], ids=["all right", "one at fault"])
def test_students_beside_each_other_are_each_written(wdyy: Wdyy, tmp_path: Path, wrong: bool) -> None:
    template, out = by_xlsxwriter(tmp_path / "模板.xlsx", below=(), lists={}), tmp_path / "学生信息.xlsx"
    people = [[name, number, "汉族"] for name, number in listed(6)]
    if wrong:
        people[4][1] = str(people[4][1])[:-1]
    half = ["姓名", "身份证号", "民族"]
    path = roster(tmp_path / "花名册.xlsx", [[*people[at], *people[at + 3]] for at in range(3)], half * 2)
    ran = wdyy("build-students", path, "--template", template, "-o", out, "--partial", *JSON)
    left = [row for row in people if len(str(row[1])) == len(id_number(0))]
    assert (ran.status, ran.report["results"]["rows_written"]) == (int(wrong), len(left))
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [[row[1], row[3], row[6]] for row in sheet.iter_rows(min_row=2, values_only=True)] == left


def test_each_student_is_written_once(wdyy: Wdyy, tmp_path: Path) -> None:
    template, out = by_xlsxwriter(tmp_path / "模板.xlsx"), tmp_path / "学生信息.xlsx"
    rows = [[*listed(1)[0], "初级", "高一1班"], [*listed(1)[0], "中级", "高一1班"]]
    headers = ("姓名", "身份证号", "证书等级", "班级")
    build = ("--template", template, "--set", "民族=汉族", *JSON)
    twice = roster(tmp_path / "花名册.xlsx", rows, headers)
    ran = wdyy("build-students", twice, "-o", out, *build)
    assert (ran.status, ran.report["results"]["rows_written"], len(rows_of(out, 2))) == (0, 1, 1)
    rows[1][3] = "高一2班"
    other = tmp_path / "另一份.xlsx"
    ran = wdyy("build-students", roster(tmp_path / "两班.xlsx", rows, headers), "-o", other, *build)
    assert (ran.status, other.exists()) == (1, False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--set", "籍贯=北京"), "没有“籍贯”这一列"),
        (("--set", "民族=汉人"), "“*民族”不能是“汉人”"),
        (("--set", "民族"), "--set 不能是“民族”"),
        (("--set", "姓名=张三"), "每名学生自己的"),
        (("-o", "模板.xlsx", "--force"), "是输入的文件"),
        (("--template", ""), "没有说用哪个模板"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = by_xlsxwriter(Path("模板.xlsx")).read_bytes()
    roster(Path("花名册.xlsx"), listed(1))
    default = {"-o": "学生信息.xlsx", "--template": "模板.xlsx"}
    more = [part for name, text in default.items() if name not in options for part in (name, text)]
    ran = wdyy("build-students", "花名册.xlsx", *more, *options)
    assert (ran.status, said in ran.err) == (2, True), ran.err
    assert (Path("学生信息.xlsx").exists(), Path("模板.xlsx").read_bytes()) == (False, before)


def test_a_template_without_the_columns_or_with_students_in_it_is_refused(wdyy: Wdyy, tmp_path: Path) -> None:
    names, out = roster(tmp_path / "花名册.xlsx", listed(1)), tmp_path / "学生信息.xlsx"
    headers = ("姓名", "身份证号")
    none = by_xlsxwriter(tmp_path / "别的.xlsx", ("甲", "乙"), below=(), lists={})
    ran = wdyy("build-students", names, "--template", none, "-o", out, *JSON)
    assert (ran.status, out.exists()) == (2, False)
    full = by_xlsxwriter(tmp_path / "填好的.xlsx", headers, below=listed(3), lists={})  # type: ignore[arg-type] # texts
    ran = wdyy("build-students", names, "--template", full, "-o", out, *JSON)
    assert (ran.status, out.exists()) == (2, False)


def test_values_and_template_of_the_workspace(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    by_xlsxwriter(Path("模板.xlsx"))
    roster(Path("花名册.xlsx"), listed(2))
    toml = (
        '[files]\nstudents_template = "模板.xlsx"\n[students]\nvalues = {"民族" = "汉族", "备注" = "统招"}\n'
    )
    Path("wdyy.toml").write_text(toml, encoding="utf-8")
    ran = wdyy("build-students", "花名册.xlsx", "-o", "学生信息.xlsx", "--set", "备注=春季", *JSON)
    assert (ran.status, told(ran)) == (0, [])
    assert [(row[6], row[9]) for row in rows_of(Path("学生信息.xlsx"), 2)] == [("汉族", "春季")] * 2


FILLED = ("1", NAMES[0], "身份证", id_number(0), sex(0), born(0, "/"), "汉族", "高一1班", "", "")


def with_cell(header: str, text: str) -> tuple[str, ...]:
    column = HEADERS.index(header)
    return (*FILLED[:column], text, *FILLED[column + 1 :])


@pytest.mark.parametrize(
    ("headers", "rows", "expected"),
    [
        pytest.param(HEADERS, [FILLED], [], id="right"),
        pytest.param(HEADERS, [with_cell("*民族", "")], [("ROS113", "*民族", NAMES[0])], id="empty"),
        pytest.param(HEADERS, [with_cell("*民族", "汉")], [("ROS114", "*民族", NAMES[0])], id="no entry"),
        pytest.param(
            HEADERS,
            [with_cell("出生日期(yyyy/MM/dd)", "2001/01/01")],
            [("ROS116", "出生日期(yyyy/MM/dd)", NAMES[0])],
            id="birthday",
        ),
        pytest.param(HEADERS[:-1], [FILLED[:-1]], [("ROS115", None, None)], id="a column less"),
        pytest.param(
            (*HEADERS[:-2], "备注", "手机号码"), [FILLED], [("ROS115", None, None)], id="columns exchanged"
        ),
        pytest.param(HEADERS, [EXAMPLE, FILLED], [("ROS117", None, "示例")], id="the example is left"),
    ],
)
def test_a_filled_sheet_is_held_against_its_template(
    wdyy: Wdyy,
    tmp_path: Path,
    headers: tuple[str, ...],
    rows: list[tuple[str, ...]],
    expected: list[tuple[str, str | None, str | None]],
) -> None:
    template = by_xlsxwriter(tmp_path / "模板.xlsx")
    filled = roster(tmp_path / "学生信息.xlsx", rows, headers)
    ran = wdyy("check-roster", filled, "--template", template, *JSON)
    assert told(ran) == expected
    assert ran.status == bool(expected)


def test_a_list_that_depends_on_other_cells_is_told_as_not_checked(wdyy: Wdyy, tmp_path: Path) -> None:
    headers = ("姓名", "身份证号", "省", "市")
    template = by_xlsxwriter(
        tmp_path / "模板.xlsx", headers, below=(), lists={"省": '"北京,河北"', "市": "INDIRECT($C2)"}
    )
    names = roster(tmp_path / "花名册.xlsx", [[*listed(1)[0], "北京", "海淀"]], headers)
    out = tmp_path / "学生信息.xlsx"
    ran = wdyy("build-students", names, "--template", template, "-o", out, *JSON)
    assert (ran.status, rows_of(out, 2)[0][2:]) == (0, ("北京", "海淀"))
    assert [entry["code"] for entry in ran.report["not_checked"] if "“市”" in entry["reason"]] == ["ROS114"]


NATION, SEX, BORN = "*民族", "性别（必填）", "出生日期(yyyy/MM/dd)"
SAMPLE = ("例：张样", "110101200001011237", "女性", "汉族", "2000/01/01")
FILLERS = tuple(f"项目{number}" for number in range(1, 68))
FORMS = {
    "10 columns, an example below": StudentForm(
        headers=("*姓名", "*身份证号", SEX, NATION, BORN, *FILLERS[:5]),
        below=(SAMPLE,),
        lists={SEX: ("男性", "女性"), NATION: NATIONS},
    ),
    "30 columns below two titles and groups": StudentForm(
        titles=("导入学生信息", "填写说明：带*的必填"),
        groups=(*["身份信息"] * 5, *["其他"] * 25),
        headers=(*FILLERS[:25], NATION, BORN, SEX, "*身份证号", "*姓名")[::-1],
        lists={SEX: ("男性", "女性"), NATION: NATIONS},
    ),
    "72 columns, a note below": StudentForm(
        titles=("导入学生信息",),
        headers=("*姓名", "*身份证号", SEX, NATION, BORN, *FILLERS),
        below=(("真实姓名", "18 位", "下拉选择", "必填，下拉选择", "2008/01/02"),),
        lists={SEX: ("男性", "女性"), NATION: NATIONS},
    ),
}
HOWS: dict[str, tuple[How, ...]] = {
    "POI": ("inline", "hidden sheet", "name", "extension"),
    "openpyxl": ("inline", "hidden sheet", "name"),
    "XlsxWriter": ("inline", "hidden sheet", "name"),
    "LibreOffice": ("hidden sheet",),
}
CASES = [
    pytest.param(
        writer,
        how,
        list(FORMS)[(at + len(writer)) % len(FORMS)],
        id=f"{writer}, {how}",
        marks=[needs_libreoffice] if writer == "LibreOffice" else [],
    )
    for writer, hows in HOWS.items()
    for at, how in enumerate(hows)
]


@pytest.mark.slow
@pytest.mark.parametrize(("writer", "how", "form"), CASES)
def test_templates_of_every_writer_are_filled_and_nothing_else_of_them_changes(
    wdyy: Wdyy, tmp_path: Path, writer: str, how: How, form: str
) -> None:
    shape, template, out = FORMS[form], tmp_path / "模板.xlsx", tmp_path / "学生信息.xlsx"
    template.write_bytes(WRITERS[writer](shape, how))
    people = [[*person, "汉" if at else "回族", "甲" * (at + 1)] for at, person in enumerate(listed(3))]
    names = roster(tmp_path / "花名册.xlsx", people, ("姓名", "身份证号", "民族", "项目3"))
    ran = wdyy("build-students", names, "--template", template, "-o", out, *JSON)
    assert (ran.status, told(ran), ran.report["results"]["rows_written"]) == (0, [], 3)
    right = [
        {
            "*姓名": NAMES[at],
            "*身份证号": id_number(at),
            SEX: sex(at),
            NATION: "汉族" if at else "回族",
            BORN: born(at, "/"),
            "项目3": "甲" * (at + 1),
        }
        for at in range(3)
    ]
    first = shape.first_row
    assert rows_of(out, first)[:3] == [tuple(row.get(header) for header in shape.headers) for row in right]
    before, after = slashed(template.read_bytes()), slashed(out.read_bytes())
    sheet = next(name for name in before if name.endswith("worksheets/sheet1.xml"))
    touched = {sheet, "xl/sharedStrings.xml", "xl/styles.xml"}
    if "xl/sharedStrings.xml" not in before:  # what has to be told of a new part
        touched |= {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
    assert {name for name in before if name not in touched and before[name] != after.get(name)} == set()
    assert after.keys() - before.keys() <= touched
    clean = wdyy("check-roster", out, "--template", template, *JSON)
    assert (clean.status, told(clean)) == (0, [])


OTHERS = tuple(f"项目{letter}{other}" for letter in "甲乙丙丁戊己庚辛" for other in "子丑寅卯辰巳午未申")


@pytest.mark.slow
@examples(12)
@given(data=st.data(), width=st.integers(10, 72), two_rows=st.booleans(), openpyxl_writes=st.booleans())
def test_any_template_of_10_to_72_columns_gets_every_value_under_its_header(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    width: int,
    two_rows: bool,
    openpyxl_writes: bool,
) -> None:
    folder = tmp_path_factory.mktemp("模板")
    headers = ["姓名", "身份证号", *OTHERS[: width - 2]]
    order = data.draw(st.permutations(headers))
    upper = [["导入学生信息"]] if two_rows else []
    codes = [[f"field{index}" for index in range(width)]] if two_rows else []
    template, out = folder / "模板.xlsx", folder / "学生信息.xlsx"
    rows = [*upper, [f"*{header}" for header in order], *codes]
    if openpyxl_writes:
        workbook(template, {"Sheet1": rows})
    else:
        book = xlsxwriter.Workbook(template)
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        book.close()
    people = [[*person, *(f"{index}{header}" for header in OTHERS)] for index, person in enumerate(listed(2))]
    names = roster(folder / "花名册.xlsx", people, ("姓名", "身份证号", *OTHERS))
    argv = ["build-students", str(names), "--template", str(template), "-o", str(out), "-q"]
    assert main([*argv, "--date", CHECK_DATE]) == 0
    places = {header: index for index, header in enumerate(("姓名", "身份证号", *OTHERS))}
    written = rows_of(out, len(rows) + 1)
    assert written == [tuple(person[places[header]] for header in order) for person in people]
    before, after = slashed(template.read_bytes()), slashed(out.read_bytes())
    assert [before[name] for name in before if "theme" in name or "styles" in name] == [
        after[name] for name in before if "theme" in name or "styles" in name
    ]
