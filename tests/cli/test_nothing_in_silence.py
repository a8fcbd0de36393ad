"""What nobody can read is told where it stands, and nothing is built or advised as if it had been read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from openpyxl import Workbook

from conftest import Ran
from school import PLAN, SCHOOL, SITE, STUDENTS, registration, table, workbook
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)
GIVEN = ("--school", SCHOOL, "--site", SITE, "--plan", PLAN, "--level", "初级", "--student-type", "院校考生")
PEOPLE = [(student.name, student.number) for student in STUDENTS]
SUBJECTS = ("理论考试", "实操考试")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, with a registration sheet in it."""
    monkeypatch.chdir(tmp_path)
    registration(tmp_path / "报考.xlsx", STUDENTS)
    return tmp_path


def told(ran: Ran) -> list[tuple[str, str, str | None]]:
    return [(f["code"], f["severity"], f["location"]["cell"]) for f in ran.report["findings"]]


def ticked(*marks: Sequence[str]) -> list[tuple[str, ...]]:
    return [(*person, *marks[index % len(marks)]) for index, person in enumerate(PEOPLE)]


ROSTERS: dict[str, tuple[Sequence[str], list[tuple[str, ...]], list[tuple[str, str, str | None]]]] = {
    "levels are headers, with ticks below": (
        ("姓名", "身份证号", "初级", "报考中级"),
        ticked(("√", ""), ("", "√"), ("√", "√")),
        [("ROS111", "error", "C1"), ("ROS111", "error", "D1")],
    ),
    "types are headers, with words below": (
        ("姓名", "身份证号", "院校考生", "社会考生"),
        ticked(("是", "否"), ("否", "是")),
        [("ROS111", "error", "C1"), ("ROS111", "error", "D1")],
    ),
    "what somebody has passed already is no level to register for": (
        ("姓名", "身份证号", "已获初级证书", "中级成绩"),
        ticked(("是", "88"), ("", "")),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "rows", "found"), ROSTERS.values(), ids=ROSTERS)
def test_nothing_is_built_of_levels_that_nobody_can_read(
    wdyy: Wdyy,
    headers: Sequence[str],
    rows: list[tuple[str, ...]],
    found: list[tuple[str, str, str | None]],
) -> None:
    table(Path("花名册.xlsx"), headers, rows)
    for more in ((), ("--partial",)):
        ran = wdyy("build-registration", "花名册.xlsx", "-o", "新.xlsx", *GIVEN, *more, "--force", *JSON)
        assert told(ran) == found
        assert (ran.status, Path("新.xlsx").exists()) == ((1, False) if found else (0, True))


def test_a_list_of_which_a_part_was_not_read_is_not_built_unless_that_is_wanted(wdyy: Wdyy) -> None:
    rows: list[tuple[str, ...]] = [*PEOPLE[:4], ("学号", "身份证号", "班级"), ("2401", PEOPLE[5][1], "一班")]
    table(Path("花名册.xlsx"), ("姓名", "身份证号"), rows)
    ran = wdyy("build-registration", "花名册.xlsx", "-o", "新.xlsx", *GIVEN, *JSON)
    assert (ran.status, told(ran), Path("新.xlsx").exists()) == (1, [("ROS005", "error", "B7")], False)
    ran = wdyy("build-registration", "花名册.xlsx", "-o", "新.xlsx", *GIVEN, "--partial", *JSON)
    assert (ran.status, ran.report["results"]["rows_written"]) == (1, 4)


def records(*columns: str, of: Callable[[int, str], Sequence[str]]) -> None:
    rows = [(*person, *of(index, word)) for index, person in enumerate(PEOPLE) for word in SUBJECTS]
    table(Path("记录.xlsx"), ("姓名", "身份证号", *columns), rows)


def verify(wdyy: Wdyy, *more: str) -> Ran:
    return wdyy("verify-records", "记录.xlsx", "--registration", "报考.xlsx", "--date", CHECK_DATE, *more)


def test_subjects_in_another_column_are_read_there(wdyy: Wdyy) -> None:
    records("科目", "项目", of=lambda _, word: ("网店运营推广", word))
    ran = verify(wdyy, "--format", "json")
    assert (ran.status, told(ran)) == (0, [])
    assert ran.report["inputs"][0]["read"]["columns"]["subject"] == "项目"


def test_records_on_a_hidden_sheet_are_told_before_anybody_is_said_to_lack_one(wdyy: Wdyy) -> None:
    lists = {word: [("姓名", "身份证号", "科目"), *((*one, word) for one in PEOPLE)] for word in SUBJECTS}
    workbook(Path("记录.xlsx"), lists, [SUBJECTS[1]])
    ran = verify(wdyy, "--format", "json")
    found = [code for code, _, _ in told(ran)]
    assert found == ["REC001"] * len(PEOPLE) + ["REC008"]
    out = verify(wdyy).out
    assert "工作表“实操考试”是隐藏的，里面的 10 个身份证号没有算在内" in out
    assert "接下来要做的：\n  1 处内容没有读到：取消隐藏" in out


def test_where_no_subject_is_known_nobody_is_said_to_lack_a_record(wdyy: Wdyy) -> None:
    records("科目", of=lambda _, __: ("网店运营推广",))
    ran = verify(wdyy, "--format", "json")
    assert (ran.status, told(ran)) == (2, [])
    said = "“记录.xlsx”的“科目”列里没有一个认得的科目，写的是：网店运营推广。"
    assert ran.report["inputs"][0]["reason"].startswith(said)


def test_empty_cells_of_the_platform_are_not_said_to_agree(wdyy: Wdyy) -> None:
    records("科目", "考试计划名称", of=lambda index, word: (word, "" if index == 3 else PLAN))
    ran = verify(wdyy)
    assert "有的格子是空的，没有核对：考试计划 2 格" in ran.out
    assert ran.out.splitlines()[-1].startswith("√ 每名考生每科都有一条记录。有的格子是空的，没有核对：")


def test_a_state_under_a_header_that_nobody_knows_is_told(wdyy: Wdyy) -> None:
    rows = [(*person, "信息准确", "缺照片" if index == 2 else "有") for index, person in enumerate(PEOPLE)]
    table(Path("考生信息.xlsx"), ("姓名", "身份证号", "信息状态", "照片情况"), rows)
    assert told(wdyy("check-status", "考生信息.xlsx", *JSON)) == [("STA006", "warning", "D4")]


def test_a_registration_on_a_hidden_sheet_is_told(wdyy: Wdyy) -> None:
    book = openpyxl.load_workbook("报考.xlsx")
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("说明")
    book.active = 1
    book.save("报考.xlsx")
    ran = wdyy("lint-registration", "报考.xlsx", *JSON)
    assert [(code, severity) for code, severity, _ in told(ran)] == [("REG005", "warning")]


def fill_a_further_sheet(book: Workbook) -> None:
    book.create_sheet("补报").append(["张三", id_number(50)])


def beside(*cells: str) -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        for row, text in enumerate(cells, start=3):
            book.worksheets[0].cell(row, 10, text)

    return fill


def write_somebody_into_all_schools(book: Workbook) -> None:
    for row in range(4, 4 + len(PEOPLE)):
        book.worksheets[0].cell(row, 4, f"{SCHOOL} 补报 {id_number(50)}")


# words: (what was added to the registration sheet, what is told, what the run comes to)
BESIDE_THE_CANDIDATES: dict[str, tuple[Callable[[Workbook], None], str, str]] = {
    "somebody in a column of the template": (write_somebody_into_all_schools, "REG010", "partial"),
    "somebody on a further sheet": (fill_a_further_sheet, "REG005", "partial"),
    "notes on a further sheet": (
        lambda book: book.create_sheet("说明").append(["请核对"]),
        "REG005",
        "clean",
    ),
    "somebody beyond the columns": (beside("", "", f"补报：张三 {id_number(50)}"), "REG009", "partial"),
    "a word beyond the columns": (beside("", "", "复读"), "REG009", "clean"),
    "a candidate's number once more": (beside("", "", PEOPLE[1][1]), "REG009", "clean"),
    "numbers of parents": (beside("家长身份证号", id_number(50)), "REG009", "clean"),
}


@pytest.mark.parametrize(
    ("add", "code", "verdict"), BESIDE_THE_CANDIDATES.values(), ids=BESIDE_THE_CANDIDATES
)
def test_a_registration_beside_which_somebody_stands_is_not_wholly_checked(
    wdyy: Wdyy, add: Callable[[Workbook], None], code: str, verdict: str
) -> None:
    book = openpyxl.load_workbook("报考.xlsx")
    add(book)
    book.save("报考.xlsx")
    ran = wdyy("lint-registration", "报考.xlsx", *JSON)
    assert ({code for code, _, _ in told(ran)}, ran.report["summary"]["verdict"], ran.status) == (
        {code},
        verdict,
        0,
    )
    assert wdyy("lint-registration", "报考.xlsx", "--strict").status == (verdict == "partial")


@pytest.mark.parametrize("quotes", ['"{}"', "“{}”", " '{}' "])
def test_quotes_around_a_dropped_path_do_not_matter(wdyy: Wdyy, quotes: str) -> None:
    table(Path("花名册.xlsx"), ("姓名", "身份证号"), PEOPLE)
    ran = wdyy("check-roster", quotes.format("花名册.xlsx"), *JSON)
    assert (ran.status, ran.report["summary"]["items"]) == (0, len(PEOPLE))


def test_numbers_that_lost_their_ends_are_not_said_to_be_one_students(wdyy: Wdyy) -> None:
    rows = [f"{name},1.10101E+17\n" for name, _ in PEOPLE[:3]]
    Path("花名册.csv").write_text("姓名,身份证号\n" + "".join(rows), encoding="utf-8-sig")
    assert told(wdyy("check-roster", "花名册.csv", *JSON)) == [
        ("IDN011", "error", f"B{row}") for row in range(2, 5)
    ]


def test_a_formula_without_a_result_is_no_empty_cell(wdyy: Wdyy) -> None:
    rows = [(PEOPLE[0][0], f'="{PEOPLE[0][1]}"', '=IF(1,"初级","中级")')]
    table(Path("花名册.xlsx"), ("姓名", "身份证号", "证书等级"), rows)
    ran = wdyy("check-roster", "花名册.xlsx", *JSON)
    assert told(ran) == [("ROS101", "error", "B2"), ("ROS110", "error", "C2")]
    assert all("是公式，文件里没有存下它的结果" in found["message"] for found in ran.report["findings"])
    assert all(found["fix"].startswith("用 Excel 或 WPS 打开") for found in ran.report["findings"])


def test_a_signature_and_its_date_are_no_proctor(wdyy: Wdyy) -> None:
    rows = [(1, "王老师", "13800000001", SCHOOL), ("制表人：张三", "", "2026年3月1日", "")]
    table(Path("监考.xlsx"), ("序号", "姓名", "手机号码", "所属院校"), rows)
    ran = wdyy("check-proctors", "监考.xlsx", *JSON)
    assert (told(ran), ran.report["summary"]["items"]) == ([], 1)


def class_lists(*titles: str) -> list[tuple[str, ...]]:
    half = len(PEOPLE) // 2
    return [(titles[0],), *PEOPLE[:half], (titles[1],), *PEOPLE[half:]]


NAMED: dict[str, tuple[str, dict[str, list[tuple[str, ...]]], list[tuple[str, str, str | None]]]] = {
    "a title above each half": (
        "名单.xlsx",
        {"表": class_lists("初级", "中级名单")},
        [("ROS118", "error", "A8"), ("ROS010", "info", "A2"), ("ROS010", "info", "A8")],
    ),
    "a sheet for each level": (
        "名单.xlsx",
        {"初级": list(PEOPLE[:4]), "中级": list(PEOPLE[4:])},
        [("ROS118", "error", None)],
    ),
    "a file of another level": ("中级名单.xlsx", {"表": list(PEOPLE)}, [("ROS118", "error", None)]),
    "a name that may mean something else": (
        "计算机中级考证.xlsx",
        {"表": list(PEOPLE)},
        [("ROS118", "warning", None)],
    ),
    "a class that is called so": ("名单.xlsx", {"中级班": list(PEOPLE)}, [("ROS118", "warning", None)]),
    "a class of a trade": ("名单.xlsx", {"高级工2班": list(PEOPLE)}, []),
    "both levels in one name": ("初中级名单.xlsx", {"表": list(PEOPLE)}, []),
    "a school that is called so": ("高级技工学校.xlsx", {"高级中学": list(PEOPLE)}, []),
}


@pytest.mark.parametrize(("file", "sheets", "found"), NAMED.values(), ids=NAMED)
def test_a_level_in_a_title_or_name_is_never_overruled_in_silence(
    wdyy: Wdyy,
    file: str,
    sheets: dict[str, list[tuple[str, ...]]],
    found: list[tuple[str, str, str | None]],
) -> None:
    workbook(Path(file), {name: [("姓名", "身份证号"), *rows] for name, rows in sheets.items()})
    ran = wdyy("build-registration", file, "-o", "新.xlsx", *GIVEN, *JSON)
    assert told(ran) == found
    certain = any(severity == "error" for _, severity, _ in found)
    assert (ran.status, Path("新.xlsx").exists()) == ((1, False) if certain else (0, True))
    # Where no level is given for all of them, nothing is overruled.
    assert "ROS118" not in [code for code, _, _ in told(wdyy("check-roster", file, *JSON))]


def test_lists_of_one_name_are_of_the_class_that_their_folder_names(wdyy: Wdyy) -> None:
    for index, name in enumerate(("一班", "二班")):
        Path(name).mkdir()
        table(Path(name) / "名单.xlsx", ("姓名", "身份证号"), PEOPLE[index::2])
    wdyy("check-roster", "一班/名单.xlsx", "二班/名单.xlsx", "--per-class", "各班", *JSON)
    assert sorted(path.stem for path in Path("各班").glob("*.xlsx")) == ["一班", "二班", "总览"]
