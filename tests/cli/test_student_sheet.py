"""The sheet of 导入学生信息 in the gate: blank, or filled in and held against its template and the roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import Ran
from school import NAMES, STUDENTS, table
from student_templates import StudentForm, by_openpyxl
from students import CHECK_DATE, id_number
from table_builders import xls_rows

Wdyy = Callable[..., Ran]
HEADERS = ("*姓名", "*身份证号", "*性别", "民族（必填）", "备注")
LISTS = {"*性别": ("男", "女"), "民族（必填）": ("汉族", "回族")}
SAMPLE = ("张样", "110101200001011237", "男", "汉族", "")
BLANK, FILLED = "学生信息模板.xlsx", "学生信息.xlsx"


def sex(index: int) -> str:
    return "男" if int(id_number(index)[16]) % 2 else "女"


def student(index: int, name: str = "", number: str = "", **other: str) -> tuple[str, ...]:
    """Give a right row, or one that is changed."""
    right = {"sex": sex(index), "nation": "汉族", "remark": ""}
    return (name or NAMES[index], number or id_number(index), *{**right, **other}.values())


CLASS = [student(index) for index in range(4)]


def check(
    wdyy: Wdyy, folder: Path, files: dict[str, Sequence[tuple[str, ...]]], *, roster: bool = True
) -> Ran:
    """Check a folder of a roster of four and these sheets, by their keys in [files]."""
    lines = ["[files]"]
    if roster:
        rows = [(each.name, each.number, "初级", "院校考生") for each in STUDENTS[:4]]
        table(folder / "花名册.xlsx", ("姓名", "身份证号", "证书等级", "学生类型"), rows)
        lines.append('roster = "花名册.xlsx"')
    for key, below in files.items():
        name = BLANK if key == "students_template" else FILLED
        (folder / name).write_bytes(by_openpyxl(StudentForm(headers=HEADERS, below=below, lists=LISTS)))
        lines.append(f'{key} = "{name}"')
    (folder / "wdyy.toml").write_text("\n".join(lines), encoding="utf-8")
    return wdyy("check", folder, "--format", "json", "--date", CHECK_DATE)


Found = tuple[str, str, str | None]

# words: (sheets by their keys, expected findings: code, file, cell; why it was not held against the roster)
SHEETS: dict[str, tuple[dict[str, Sequence[tuple[str, ...]]], list[Found], str | None]] = {
    "a blank template": ({"students_template": []}, [], f"“{BLANK}”还是空白的模板，里面没有学生"),
    "a blank template with a sample": (
        {"students_template": [SAMPLE]}, [], f"“{BLANK}”还是空白的模板，里面没有学生"
    ),
    "filled in beside its template": ({"students_template": [SAMPLE], "students": CLASS}, [], None),
    "filled in, without its template": ({"students": CLASS}, [], None),
    "filled in, and named as the template": ({"students_template": CLASS}, [], None),
    "the only student of a school": (
        {"students_template": [CLASS[0]]},
        [("XRF009", "花名册.xlsx", f"B{row}") for row in (3, 4, 5)],
        None,
    ),
    "a fault in the first row": (
        {"students": [student(0, number=id_number(0)[:-1]), *CLASS[1:]]},
        [("IDN001", FILLED, "B2"), ("XRF008", FILLED, "B2")],
        None,
    ),
    "the sample left in": (
        {"students_template": [SAMPLE], "students": [SAMPLE, *CLASS]}, [("ROS117", FILLED, None)], None
    ),
    "nobody in it": ({"students_template": [], "students": []}, [], f"{FILLED} 没有读出来"),
    "a required cell is empty": (
        {"students": [*CLASS[:3], student(3, nation="")]}, [("ROS113", FILLED, "D5")], None
    ),
    "not in the list": (
        {"students": [*CLASS[:3], student(3, nation="汉人")]}, [("ROS114", FILLED, "D5")], None
    ),
    "not what the ID number says": (
        {"students": [*CLASS[:3], student(3, sex="男" if sex(3) == "女" else "女")]},
        [("ROS116", FILLED, "C5")],
        None,
    ),
    "one student twice": ({"students": [*CLASS, CLASS[0]]}, [("ROS201", FILLED, "B6")], None),
    "somebody lacks": ({"students": CLASS[:3]}, [("XRF009", "花名册.xlsx", "B5")], None),
    "a stranger": ({"students": [*CLASS, student(9)]}, [("XRF010", FILLED, "B6")], None),
    "another name": (
        {"students": [*CLASS[:3], student(3, name="赵士")]}, [("XRF005", FILLED, "A5")], None
    ),
    "one digit off": (
        {"students": [*CLASS[:3], student(3, number=id_number(3)[:16] + "9" + id_number(3)[17])]},
        [("IDN003", FILLED, "B5"), ("XRF008", FILLED, "B5")],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHEETS)
def test_each_fault_is_found_at_its_cell_and_nothing_else(wdyy: Wdyy, tmp_path: Path, case: str) -> None:
    files, expected, not_held = SHEETS[case]
    ran = check(wdyy, tmp_path, files)
    found = [(f["code"], f["location"]["file"], f["location"]["cell"]) for f in ran.report["findings"]]
    assert sorted(found) == sorted(expected)
    reasons = {item["code"]: item["reason"] for item in ran.report["not_checked"]}
    assert reasons.get("XRF009") == not_held
    roles = {given["path"]: given["role"] for given in ran.report["inputs"]}
    assert {role for path, role in roles.items() if path != "花名册.xlsx"} == {"students"}
    errors = {code for code, *_ in found} - {"XRF009", "XRF010"}
    assert ran.status == (2 if case == "nobody in it" else 1 if errors else 0)


def test_without_a_roster_it_is_held_against_its_own_marks(wdyy: Wdyy, tmp_path: Path) -> None:
    ran = check(wdyy, tmp_path, {"students": [*CLASS, student(5, nation="")]}, roster=False)
    reasons = {item["code"]: item["reason"] for item in ran.report["not_checked"]}
    assert ([f["code"] for f in ran.report["findings"]], reasons["XRF009"]) == (["ROS113"], "没有提供花名册")


def test_an_old_format_is_read_as_well(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "学生信息.xls").write_bytes(xls_rows(HEADERS, *CLASS, student(5, nation="")))
    (tmp_path / "wdyy.toml").write_text('[files]\nstudents = "学生信息.xls"\n', encoding="utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["location"]["cell"]) for f in ran.report["findings"]] == [("ROS113", "D6")]


def test_who_is_on_the_platform_already_need_not_be_imported(wdyy: Wdyy, tmp_path: Path) -> None:
    table(
        tmp_path / "考生信息.xlsx", ("姓名", "身份证号", "信息状态"), [(NAMES[3], id_number(3), "信息准确")]
    )
    check(wdyy, tmp_path, {"students": CLASS[:3]})
    text = (tmp_path / "wdyy.toml").read_text(encoding="utf-8")
    (tmp_path / "wdyy.toml").write_text(f'{text}\nstatus = "考生信息.xlsx"\n', encoding="utf-8")
    assert wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE).found == []
