"""`wdyy template`: blank workbooks laid out as a profile says, and a commented wdyy.toml."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.profile_files import load_profile
from wdyy_cli.toml.section import keys_of
from wdyy_cli.workbooks.plain_workbook import plain_workbook
from wdyy_cli.workbooks.template import TEMPLATES, lay_out
from wdyy_cli.workspace import Exam, Files, Rules, School, read_workspace

Wdyy = Callable[..., Ran]
KEPT = Path(__file__).parents[2] / "templates"

HEADERS = {
    "registration": (
        3,
        "学生姓名、身份证号、学生类型、所属院校、考核站点、考试计划名称、报考证书、证书等级",
        {"C4:C1048576": "院校考生,社会考生", "H4:H1048576": "初级,中级,高级"},
    ),
    "roster": (
        1,
        "姓名、身份证号、班级、证书等级、学生类型",
        {"D2:D1048576": "初级,中级,高级", "E2:E1048576": "院校考生,社会考生"},
    ),
    "rooms": (
        1,
        "考核计划、所属考核站点、所属试点院校、考场名称、考场类型、考场座位数、考场地址、本次组织考试的证书",
        {"E2:E1048576": "机考+实操考场"},
    ),
    "room-list": (1, "考场名称、机位数、考场地址", {}),
    "materials": (
        1,
        "材料名称、份数、考场、科目、已备好、学校留档、已上交、备注",
        {"E2:E1048576": "√", "F2:F1048576": "√", "G2:G1048576": "√"},
    ),
    "proctors": (1, "教师姓名、手机号码、所属院校、监考证书、任教课程", {}),
}


def looked_at(path: Path, header_row: int) -> tuple[str, dict[str, str]]:
    """Give the headers of a workbook and its drop-down lists."""
    sheet = openpyxl.load_workbook(path).active
    lists = {str(rule.sqref): rule.formula1.strip('"') for rule in sheet.data_validations.dataValidation}
    return "、".join(cell.value for cell in sheet[header_row]), lists


@pytest.mark.parametrize(("name", "expected"), HEADERS.items(), ids=HEADERS)
def test_a_workbook_has_the_headers_and_lists_of_the_profile(
    wdyy: Wdyy, tmp_path: Path, name: str, expected: tuple[int, str, dict[str, str]]
) -> None:
    path = tmp_path / "空白.xlsx"
    assert wdyy("template", name, "-o", path) == Ran(0, "", f"空白模板已存到 {path}\n")
    header_row, headers, lists = expected
    assert looked_at(path, header_row) == (headers, lists)


@pytest.mark.parametrize("name", HEADERS)
def test_what_lies_in_the_folder_of_templates_is_what_would_be_written(name: str) -> None:
    written = plain_workbook(lay_out(name, load_profile()))
    assert (KEPT / f"{name}.xlsx").read_bytes() == written


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_lies_in_the_folder_of_templates_is_the_same(wdyy: Wdyy, tmp_path: Path, name: str) -> None:
    kept = KEPT / ("wdyy.toml" if name == "workspace" else f"{name}.xlsx")
    wdyy("template", name, "-o", tmp_path / kept.name)
    assert (tmp_path / kept.name).read_bytes() == kept.read_bytes()


def test_another_profile_lays_it_out_in_another_way(wdyy: Wdyy, tmp_path: Path) -> None:
    own, path = tmp_path / "本校.toml", tmp_path / "报考.xlsx"
    own.write_text(
        'extends = "generic-1x"\nname = "本校"\nunset = ["registration.title", "registration.note"]\n'
        '[certificate]\nlevels = ["一级", "二级"]\n[registration]\nheader_row = 2\n'
        '[registration.columns]\nschool = "学校 & 院系"\n',
        "utf-8",
    )
    assert wdyy("template", "registration", "-o", path, "--profile", own).status == 0
    headers, lists = looked_at(path, 2)
    assert headers.split("、")[3] == "学校 & 院系"
    assert lists["H3:H1048576"] == "一级,二级"


def test_the_check_list_has_a_row_for_each_piece_of_the_guide(wdyy: Wdyy, tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    assert wdyy("template", "materials", "-o", path).status == 0
    rows = [row[:4] for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)]
    whole, each = "整个考点 1 份", "每个考场 1 份"
    assert rows == [
        ("巡考情况记录表", whole, None, None),
        ("考场封场确认单", whole, None, None),
        ("考务人员承诺书", whole, None, None),
        ("考场签到表", each, None, "理论"),
        ("考场签到表", each, None, "实操"),
        ("考场情况记录表", each, None, "理论"),
        ("考场情况记录表", each, None, "实操"),
        ("监控视频", whole, None, None),
        ("草稿纸", whole, None, None),
    ]
    ran = wdyy("template", "materials", "-o", tmp_path / "别的.xlsx", "--profile", "generic-1x")
    assert (ran.status, "没有写要交哪些材料" in ran.err) == (2, True)


def test_an_existing_file_is_kept_unless_forced(wdyy: Wdyy, tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"mine")
    ran = wdyy("template", "roster", "-o", path)
    assert (ran.status, path.read_bytes(), "已经存在" in ran.err) == (2, b"mine", True)
    assert wdyy("template", "roster", "-o", path, "--force", "-q") == Ran(0, "", "")


def test_an_unknown_template_is_told(wdyy: Wdyy, tmp_path: Path) -> None:
    ran = wdyy("template", "room", "-o", tmp_path / "a")
    assert (ran.status, ran.err) == (
        2,
        f"× 没有名为“room”的空白模板。\n  有这些：{'、'.join(TEMPLATES)}。\n",
    )


def test_the_blank_workspace_is_one_that_lays_nothing_down() -> None:
    blank = read_workspace(KEPT / "wdyy.toml", "wdyy.toml")
    assert (blank.profile, blank.changes, blank.columns) == (DEFAULT_PROFILE, {}, {})
    assert (blank.school, blank.exam, blank.files, blank.rules) == (School(), Exam(), Files(), Rules())


def test_every_line_of_the_blank_workspace_holds_when_its_mark_is_taken_away(tmp_path: Path) -> None:
    text = (KEPT / "wdyy.toml").read_text(encoding="utf-8")
    path = tmp_path / "wdyy.toml"
    path.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", text, flags=re.MULTILINE), "utf-8")
    filled = read_workspace(path, "wdyy.toml")
    for section in (filled.school, filled.exam, filled.files, filled.students, filled.rules):
        assert all(getattr(section, key) not in (None, (), {}) for key in keys_of(type(section)))
    assert filled.columns == {"id_number": ("证件号",)}
    assert filled.load_profile().photo.max_bytes == 5_000_000
    assert filled.load_profile().photo.background.accepted == ("red", "blue")


def test_a_name_under_which_excel_would_not_open_it_is_refused(wdyy: Wdyy, tmp_path: Path) -> None:
    path = tmp_path / "花名册.xls"
    ran = wdyy("template", "roster", "-o", path)
    assert (ran.status, path.exists()) == (2, False)
    assert ran.err == f"× “{path}”要以 .xlsx 结尾，否则 Excel 打不开它。\n  例如 花名册.xlsx\n"
