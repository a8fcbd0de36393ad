"""Exports, rooms and proctors in other shapes than one header and one block; what was not read is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from exam_tables import ROOM_HEADERS, room
from school import NAMES, SCHOOL, workbook
from sheet_builders import registration, student
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
Rows = Sequence[Sequence[object]]
JSON = ("--format", "json", "--date", CHECK_DATE)

STATUS = ("姓名", "身份证号", "信息状态")
RECORD = ("姓名", "身份证号", "科目")


def states(first: int, count: int, state: str = "信息准确") -> list[list[object]]:
    return [[NAMES[index], id_number(index), state] for index in range(first, first + count)]


def records(first: int, count: int) -> list[list[object]]:
    both = ("理论考试", "实操考试")
    return [[NAMES[i], id_number(i), subject] for i in range(first, first + count) for subject in both]


Sheets = dict[str, Rows]
STATUSES: dict[str, tuple[Sheets, Sequence[str], int, list[str]]] = {
    "a second sheet without a header": (
        {"1": [STATUS, *states(0, 2)], "2": states(2, 2, "缺照片")},
        (),
        4,
        ["STA001", "STA001", "STA006"],
    ),
    "a second sheet with another header": (
        {"1": [STATUS, *states(0, 2)], "2": [("姓名", "身份证号", "核对结果"), *states(2, 2)]},
        (),
        2,
        ["STA006"],
    ),
    "a hidden second sheet": (
        {"1": [STATUS, *states(0, 2)], "2": [STATUS, *states(2, 2, "缺照片")]},
        ("2",),
        2,
        ["STA006"],
    ),
    "a table below, with the columns in another order": (
        {"1": [("身份证号", "信息状态"), [id_number(0), "缺照片"], STATUS, *states(1, 2)]},
        (),
        3,
        ["STA001"],
    ),
    "a table below that lacks the state": (
        {"1": [STATUS, *states(0, 2), ("姓名", "身份证号", "班级"), *states(2, 2, "一班")]},
        (),
        2,
        ["STA006"],
    ),
    "two blocks side by side": (
        {"1": [(*STATUS, *STATUS), [*states(0, 1)[0], *states(1, 1, "缺照片")[0]]]},
        (),
        2,
        ["STA001"],
    ),
    "a block beside it without a header": (
        {"1": [STATUS, [*states(0, 1)[0], *states(1, 1)[0]]]},
        (),
        1,
        ["STA006"],
    ),
    "totals, a repeated header and a footer": (
        {"1": [STATUS, *states(0, 2), STATUS, *states(2, 1), ("合计", "3"), ("导出时间：2021-04-28 10:11",)]},
        (),
        3,
        [],
    ),
}


@pytest.mark.parametrize(("sheets", "hidden", "items", "codes"), STATUSES.values(), ids=STATUSES)
def test_an_export_of_candidates(
    wdyy: Wdyy, tmp_path: Path, sheets: Sheets, hidden: Sequence[str], items: int, codes: list[str]
) -> None:
    ran = wdyy("check-status", workbook(tmp_path / "考生信息.xlsx", sheets, hidden), *JSON)
    assert ran.report["summary"]["items"] == items
    assert sorted(f["code"] for f in ran.report["findings"]) == codes


RECORDS: dict[str, tuple[Sheets, list[str]]] = {
    "a second sheet without a header": ({"1": [RECORD, *records(0, 2)], "2": records(2, 1)}, ["REC008"]),
    "a repeated header and a footer": (
        {"1": [RECORD, *records(0, 1), RECORD, *records(1, 2), ("共 6 条记录",), ("导出时间：2021-04-28",)]},
        [],
    ),
}


@pytest.mark.parametrize(("sheets", "codes"), RECORDS.values(), ids=RECORDS)
def test_an_export_of_records(wdyy: Wdyy, tmp_path: Path, sheets: Sheets, codes: list[str]) -> None:
    form = registration(tmp_path / "报考.xlsx", count=3)
    path = workbook(tmp_path / "报考记录.xlsx", sheets)
    ran = wdyy("verify-records", path, "--registration", form, *JSON)
    assert (ran.status, [f["code"] for f in ran.report["findings"]]) == (0, codes)
    assert ran.report["results"]["found"] == 6


def test_rooms_with_a_total_and_rooms_on_a_sheet_that_is_left_out(wdyy: Wdyy, tmp_path: Path) -> None:
    total = ["合计", "", "", "", "", 4, "", ""]
    sheets: Sheets = {
        "考场": [ROOM_HEADERS, room("1号楼101机房", 2), room("1号楼102机房", 2), total],
        "二号楼": [("哪里", "几个"), ("2号楼201机房", 3)],
    }
    ran = wdyy("check-rooms", workbook(tmp_path / "考场.xlsx", sheets), "--candidates", "4", *JSON)
    said = [(f["code"], f["severity"], f["message"]) for f in ran.report["findings"]]
    where = "工作表“二号楼”没有找到考场名称和座位数的表头"
    assert said == [("ROM008", "warning", f"{where}，里面的 1 个考场没有算在内")]


HALF: Rows = [["姓名", "身份证号", "", ""], [*states(0, 1)[0][:2], *states(1, 1)[0][:2]]]
BESIDE = {
    "fees": ("fees", "--level", "初级", "--roster"),
    "photos": ("check-photos", "照片", "--roster"),
    "a registration sheet": ("lint-registration", "报考.xlsx", "--roster"),
}


@pytest.mark.parametrize("command", BESIDE.values(), ids=BESIDE)
def test_half_a_roster_is_told_whatever_it_is_used_for(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Sequence[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(Path("花名册.xlsx"), {"1": HALF})
    registration(Path("报考.xlsx"), count=2)
    Path("照片").mkdir()
    ran = wdyy(*command, "花名册.xlsx", *JSON)
    told = [(f["code"], f["severity"], f["message"]) for f in ran.report["findings"] if f["code"] == "ROS005"]
    assert told == [("ROS005", "error", "D 列没有表头，里面的 1 个身份证号没有算在内")]
    assert ran.status != 0


def test_candidates_on_a_further_sheet_are_told_where_they_are_only_counted(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    def change(sheet: Any) -> None:
        sheet.parent.create_sheet("补报").append(["张三", id_number(50)])

    form = registration(tmp_path / "报考.xlsx", change, count=3)
    ran = wdyy("plan-rooms", "--registration", form, "--room", "1号楼101机房=10", *JSON)
    told = [(f["code"], f["message"]) for f in ran.report["findings"]]
    assert told == [("REG005", "另一张工作表“补报”里也有内容，其中有 1 个身份证号")]


def test_every_report_for_people_says_what_was_read_and_what_was_not(wdyy: Wdyy, tmp_path: Path) -> None:
    path = workbook(tmp_path / "考生信息.xlsx", {"1": [(*STATUS, "备注"), *states(0, 2)]})
    reports = [tmp_path / f"报告{ending}" for ending in (".html", ".md", ".xlsx")]
    given = [word for report in reports for word in ("--report", report)]
    ran = wdyy("check-status", path, *given, "--date", CHECK_DATE)
    html, markdown = (report.read_text(encoding="utf-8") for report in reports[:2])
    cells = [row[0] for row in openpyxl.load_workbook(reports[2])["结论"].iter_rows(values_only=True)]
    columns, unused = "读到的列：身份证号、信息状态（状态）、姓名", "没有用到的列：备注"
    for told in (ran.out, html, markdown, "\n".join(map(str, cells))):
        assert (told.count(columns), told.count(unused)) == (1, 1)


def test_a_row_of_values_that_are_also_headers_is_a_row(wdyy: Wdyy, tmp_path: Path) -> None:
    row = ["计划", "站点", "学校", "1号楼101机房", "机考+实操考场", 7, "地址", "网店运营推广职业技能等级证书"]
    path = workbook(tmp_path / "考场.xlsx", {"考场": [ROOM_HEADERS, row]})
    ran = wdyy("check-rooms", path, "--candidates", "7", *JSON)
    assert (ran.status, ran.report["summary"]["items"], ran.report["findings"]) == (0, 1, [])


def test_rooms_of_a_room_list_that_were_not_read_are_told(wdyy: Wdyy, tmp_path: Path) -> None:
    sheets: Sheets = {
        "一号楼": [("考场名称", "机位数"), ("1号楼101机房", 40)],
        "二号楼": [("哪里", "几台"), ("2号楼201机房", 40)],
    }
    listed = workbook(tmp_path / "机房.xlsx", sheets)
    path = workbook(tmp_path / "考场.xlsx", {"考场": [ROOM_HEADERS, room("1号楼101机房", 4)]})
    told = ["工作表“二号楼”没有找到考场名称和机位数的表头，里面的 1 个考场没有算在内"]
    for command in (("check-rooms", path, "--candidates", "4"), ("plan-rooms", "4")):
        ran = wdyy(*command, "--rooms", listed, *JSON)
        assert (ran.status, [f["code"] for f in ran.report["findings"]]) == (0, ["ROM008"])
        assert [f["message"] for f in ran.report["findings"]] == told
        read = next(given["read"] for given in ran.report["inputs"] if given["role"] == "room_list")
        assert read["sheets"] == [{"name": "一号楼", "rows": 1}]


def test_two_proctors_in_one_row_are_two(wdyy: Wdyy, tmp_path: Path) -> None:
    header = ("考场名称", "监考员1", "联系电话1", "监考员2", "联系电话2", "所属院校")
    row = ("1号楼101机房", NAMES[0], "13800000001", NAMES[1], "13800000002", SCHOOL)
    sheets: Sheets = {"监考": [header, row], "备用": [("老师", "手机"), (NAMES[2], "13800000003")]}
    ran = wdyy("check-proctors", workbook(tmp_path / "监考.xlsx", sheets), *JSON)
    assert (ran.status, ran.report["summary"]["items"]) == (0, 2)
    assert [f["code"] for f in ran.report["findings"]] == ["PRC006"]


def test_one_room_above_a_note_goes_on_without_a_header(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = (
        [("考场名称", "机位数"), ("1号楼101机房", 40)],
        [("1号楼102机房", 50), (), ("说明：请核对后签字",)],
    )
    listed = workbook(tmp_path / "机房.xlsx", {"一": rows[0], "二": rows[1]})
    ran = wdyy("plan-rooms", "60", "--rooms", listed, *JSON)
    assert [(f["code"], f["severity"]) for f in ran.report["findings"]] == [("ROM008", "info")]
    assert (ran.status, [room["seats"] for room in ran.report["results"]["rooms"]]) == (0, [30, 30])


def test_a_teachers_name_above_a_repeated_header_is_no_group(wdyy: Wdyy, tmp_path: Path) -> None:
    header = ("所属院校", "手机号码", "教师姓名")
    rows: Rows = [header, (SCHOOL, "13800000001", "王老师"), header, (SCHOOL, "13800000002", "李老师")]
    ran = wdyy("check-proctors", workbook(tmp_path / "监考.xlsx", {"监考": rows}), *JSON)
    assert (ran.status, ran.report["summary"]["items"], ran.report["findings"]) == (0, 2, [])


PEOPLE = [[NAMES[index], id_number(index)] for index in range(8)]
ROSTERS: dict[str, tuple[Rows, list[str], int, list[tuple[str, str]]]] = {
    "a level merged over several": (
        [
            ("姓名", "身份证号", "证书等级"),
            *([*p, "中级" if i == 0 else "初级" if i == 4 else None] for i, p in enumerate(PEOPLE)),
        ],
        ["C2:C5", "C6:C9"],
        8,
        [],
    ),
    "two tables, the second with one column more": (
        [
            ("姓名", "身份证号"),
            *PEOPLE[:5],
            ("补报的学生名单",),
            ("姓名", "身份证号", "班级"),
            *([*p, "二班"] for p in PEOPLE[5:]),
        ],
        [],
        8,
        [("ROS010", "“补报的学生名单”像是标题，没有当作学生")],
    ),
    "two blocks": (
        [("序号", "姓名", "身份证号") * 2, *([1, *PEOPLE[i], 2, *PEOPLE[i + 4]] for i in range(4))],
        [],
        8,
        [],
    ),
    "a date and a telephone beside groups of columns": (
        [
            ("填表日期：2026年11月20日", "学生信息", "", "家长信息", "", "13800000000"),
            ("班级", "姓名", "身份证号", "姓名", "身份证号", "备注"),
            *(["电商1班", *PEOPLE[i], "张父", PEOPLE[i + 4][1], ""] for i in range(4)),
        ],
        [],
        4,
        [],
    ),
    "a date beside groups of columns": (
        [
            ("20261120", "学生信息", "", "家长信息", ""),
            ("班级", "姓名", "身份证号", "姓名", "身份证号"),
            *(["电商1班", *PEOPLE[i], "张父", PEOPLE[i + 4][1]] for i in range(4)),
        ],
        [],
        4,
        [],
    ),
    "two blocks under headers that say more": (
        [
            ("1.姓名", "身份证号必填", "请填写证书等级") * 2,
            *([*PEOPLE[i], "初级", *PEOPLE[i + 4], "中级"] for i in range(4)),
        ],
        [],
        8,
        [],
    ),
    "two blocks, the right one without a header": (
        [("序号", "姓名", "身份证号"), *([1, *PEOPLE[i], 2, *PEOPLE[i + 4]] for i in range(4))],
        [],
        4,
        [("ROS005", "F 列没有表头，里面的 4 个身份证号没有算在内")],
    ),
    "a header over two rows": (
        [
            ("序号", "姓名", "证件信息", None),
            (None, None, "证件类型", "证件号码"),
            *([1, p[0], "身份证", p[1]] for p in PEOPLE),
        ],
        ["A1:A2", "B1:B2", "C1:D1"],
        8,
        [],
    ),
    "a registry's kinds of students": (
        [("姓名", "身份证件号", "学生类别"), *([*p, "普通中专学生"] for p in PEOPLE)],
        [],
        8,
        [],
    ),
    "levels under an unknown header": (
        [("姓名", "身份证号", "申报工种"), *([*p, "中级"] for p in PEOPLE)],
        [],
        8,
        [("ROS111", "“申报工种”列写的是证书等级，就按它报考")],
    ),
    "levels that somebody has already": (
        [("姓名", "身份证号", "已获证书等级"), *([*p, "中级"] for p in PEOPLE)],
        [],
        8,
        [],
    ),
    "two columns of levels": (
        [("姓名", "身份证号", "志愿一", "志愿二"), *([*p, "中级", "初级"] for p in PEOPLE)],
        [],
        8,
        [
            ("ROS111", "“志愿一”列像是证书等级，还有别的列也像，不知道按哪一列"),
            ("ROS111", "“志愿二”列像是证书等级，还有别的列也像，不知道按哪一列"),
        ],
    ),
    "levels within other words": (
        [("姓名", "身份证号", "报考项目"), *([*p, "网店运营推广（中级）"] for p in PEOPLE)],
        [],
        8,
        [
            (
                "ROS111",
                "“报考项目”列里写着证书等级，但夹在别的文字里，读不准；请加一列“证书等级”，只写证书等级",
            )
        ],
    ),
}


def merged(path: Path, areas: Sequence[str]) -> Path:
    book = openpyxl.load_workbook(path)
    for area in areas:
        book.active.merge_cells(area)
    book.save(path)
    return path


@pytest.mark.parametrize(("rows", "areas", "items", "said"), ROSTERS.values(), ids=ROSTERS)
def test_a_roster(
    wdyy: Wdyy, tmp_path: Path, rows: Rows, areas: list[str], items: int, said: list[tuple[str, str]]
) -> None:
    path = merged(workbook(tmp_path / "花名册.xlsx", {"花名册": rows}), areas)
    ran = wdyy("check-roster", path, *JSON)
    assert ran.report["summary"]["items"] == items
    assert [(f["code"], f["message"]) for f in ran.report["findings"]] == said


UPPER, LOWER = ("学生信息", None, "证书等级", "班级"), ("姓名", "身份证号", None, None)
TIERS: dict[str, tuple[Rows, list[str], dict[str, str]]] = {
    "reaching over both": (
        [UPPER, LOWER],
        ["A1:B1", "C1:C2", "D1:D2"],
        {"level": "证书等级", "class_name": "班级"},
    ),
    "as a text table has them": ([UPPER, LOWER], [], {"level": "证书等级", "class_name": "班级"}),
    "a title line above an empty column": ([("花名册", None, None, None, "等级", "初级"), LOWER], [], {}),
}


@pytest.mark.parametrize(("header", "areas", "columns"), TIERS.values(), ids=TIERS)
def test_headers_beside_a_group_of_two_rows_count(
    wdyy: Wdyy, tmp_path: Path, header: Rows, areas: list[str], columns: dict[str, str]
) -> None:
    rows = [[*p, "中级", "一班"] if columns else p for p in PEOPLE]
    path = merged(workbook(tmp_path / "花名册.xlsx", {"花名册": [*header, *rows]}), areas)
    ran = wdyy("check-roster", path, *JSON)
    assert ran.report["findings"] == []
    assert read_of(ran)["columns"] == {"name": "姓名", "id_number": "身份证号", **columns}


def test_a_sheet_of_rooms_with_a_group_of_columns_has_all_eight(wdyy: Wdyy, tmp_path: Path) -> None:
    upper, lower = (
        [*ROOM_HEADERS[:3], "考场", None, None, *ROOM_HEADERS[6:]],
        [None] * 3 + [*ROOM_HEADERS[3:6]],
    )
    rows: Rows = [upper, lower, room("1号楼101机房", 4)]
    areas = ["D1:F1", *(f"{column}1:{column}2" for column in "ABCGH")]
    path = merged(workbook(tmp_path / "考场.xlsx", {"考场": rows}), areas)
    ran = wdyy("check-rooms", path, "--candidates", "4", *JSON)
    assert (ran.status, ran.report["findings"]) == (0, [])


def read_of(ran: Ran) -> Any:
    return ran.report["inputs"][0]["read"]


def test_what_was_read_is_told(wdyy: Wdyy, tmp_path: Path) -> None:
    header = ("姓名", "身份证号", "报考级别", "备注")
    sheets: Sheets = {
        "一班": [header, *([*p, "初级", ""] for p in PEOPLE[:3])],
        "二班": [header, *([*p, "中级", ""] for p in PEOPLE[3:5])],
    }
    path = workbook(tmp_path / "花名册.xlsx", sheets)
    assert read_of(wdyy("check-roster", path, *JSON)) == {
        "sheets": [{"name": "一班", "rows": 3}, {"name": "二班", "rows": 2}],
        "columns": {"name": "姓名", "id_number": "身份证号", "level": "报考级别"},
        "unused": ["备注"],
        "counts": {"level": {"初级": 3, "中级": 2}},
    }
    out = wdyy("check-roster", path, "--date", CHECK_DATE).out
    for said in (
        "读到的工作表：一班 3 行，二班 2 行",
        "读到的列：姓名、身份证号、报考级别（证书等级）",
        "没有用到的列：备注",
        "证书等级：初级 3，中级 2",
    ):
        assert said in out


def test_a_column_is_named_in_chinese(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    workbook(Path("花名册.xlsx"), {"1": [("姓名", "证号"), *PEOPLE]})
    assert wdyy("check-roster", "花名册.xlsx", "--column", "身份证号=证号", *JSON).status == 0
    Path("wdyy.toml").write_text('[columns]\n身份证号 = "证号"\n', "utf-8")
    assert wdyy("check-roster", "花名册.xlsx", *JSON).status == 0
    workbook(Path("机房.xlsx"), {"1": [("序号", "机房", "电脑台数"), (1, "一楼机房", 60)]})
    ran = wdyy("plan-rooms", "50", "--rooms", "机房.xlsx")
    assert "例如 --column machines=电脑台数" in ran.out
    assert wdyy("plan-rooms", "50", "--rooms", "机房.xlsx", "--column", "机位数=电脑台数").status == 0


def test_safe_faults_of_a_roster_are_repaired(wdyy: Wdyy, tmp_path: Path) -> None:
    first = [["姓名", "身份证号"], [" 张 三", id_number(0)], ["买买提 吐尔逊", f"{id_number(1)} "]]
    second = [["说明"], ["姓名", "身份证号"], ["李四", f"{id_number(2)[:6]}-{id_number(2)[6:]}"]]
    path, out = workbook(tmp_path / "花名册.xlsx", {"一班": first, "二班": second}), tmp_path / "改好.xlsx"
    dry = wdyy("check-roster", path, "--fix", out, "--dry-run", *JSON)
    assert (dry.status, out.exists(), len(dry.report["results"]["fixes"])) == (1, False, 3)
    ran = wdyy("check-roster", path, "--fix", out, *JSON)
    assert [(f["code"], f["location"]["cell"]) for f in ran.report["findings"]] == [("ROS105", "A3")]
    assert [(f["sheet"], f["cell"], f["after"]) for f in ran.report["results"]["fixes"]] == [
        ("一班", "A2", "张三"),
        ("一班", "B3", id_number(1)),
        ("二班", "B3", id_number(2)),
    ]
    book = openpyxl.load_workbook(out)
    assert [[cell.value for cell in row] for row in book["一班"]] == [
        ["姓名", "身份证号"],
        ["张三", id_number(0)],
        ["买买提 吐尔逊", id_number(1)],
    ]
    refused = wdyy("check-roster", path, path, "--fix", out, "--force", *JSON)
    assert refused.status == 1  # one file named twice is one
    text = tmp_path / "花名册.csv"
    text.write_text(f"姓名,身份证号\n 张三,{id_number(0)}\n", "utf-8")
    said = wdyy("check-roster", text, "--fix", tmp_path / "新.xlsx", "--date", CHECK_DATE)
    assert (said.status, "× 没有另存：" in said.out) == (1, True)


def test_several_rosters_are_one(wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("名单").mkdir()
    workbook(Path("名单/一班.xlsx"), {"Sheet1": [("姓名", "身份证号"), *PEOPLE[:3]]})
    workbook(Path("名单/二班.xlsx"), {"Sheet1": [("身份证号码", "姓名"), *(p[::-1] for p in PEOPLE[2:5])]})
    for given in (["名单"], ["名单/一班.xlsx", "名单/二班.xlsx"], ["名单/*.xlsx"]):
        ran = wdyy("check-roster", *given, *JSON)
        assert [(i["path"], i["items"]) for i in ran.report["inputs"]] == [
            (str(Path("名单/一班.xlsx")), 3),
            (str(Path("名单/二班.xlsx")), 3),
        ]
        assert [(f["code"], f["location"]["file"], f["message"]) for f in ran.report["findings"]] == [
            (
                "ROS201",
                str(Path("名单/二班.xlsx")),
                f"“{Path('名单/一班.xlsx')}”工作表“Sheet1”第 4 行已经有这个身份证号",
            )
        ]
    workbook(Path("名单/二班.xlsx"), {"Sheet1": [("身份证号码", "姓名"), *(p[::-1] for p in PEOPLE[3:5])]})
    registration(Path("报考.xlsx"), count=6)
    ran = wdyy(
        "lint-registration", "报考.xlsx", "--roster", "名单/一班.xlsx", "--roster", "名单/二班.xlsx", *JSON
    )
    assert [(f["code"], f["id_number"]) for f in ran.report["findings"]] == [("XRF004", id_number(5))]
    Path("wdyy.toml").write_text('[files]\nroster = ["名单/一班.xlsx", "没有.xlsx"]\n', "utf-8")
    ran = wdyy("check", ".", *JSON)
    assert (ran.status, [i["status"] for i in ran.report["inputs"]]) == (2, ["checked", "unreadable"])


def test_level_and_type_are_held_against_what_was_given(wdyy: Wdyy, tmp_path: Path) -> None:
    form = registration(tmp_path / "报考.xlsx", lambda sheet: sheet.__setitem__("H6", "中级"))
    given = ("--level", "初级", "--student-type", "院校考生")
    ran = wdyy("lint-registration", form, *given, *JSON)
    assert [(f["code"], f["location"]["cell"]) for f in ran.report["findings"]] == [("REG113", "H6")]
    levels = [[*p, "中级" if i == 2 else "初级"] for i, p in enumerate(PEOPLE[:5])]
    names = workbook(tmp_path / "花名册.xlsx", {"1": [("姓名", "身份证号", "证书等级"), *levels]})
    ran = wdyy("lint-registration", form, *given, "--roster", names, *JSON)
    assert (ran.status, ran.report["findings"]) == (0, [])


LEVELS: dict[str, tuple[list[str], list[str]]] = {
    "the same two in another order": (["中级", "初级"], []),
    "one of them not registered": (["初级"], ["XRF003"]),
    "the second is another one": (["初级", "高级"], ["XRF006"]),
    "a third one": (["初级", "中级", "高级"], ["XRF004"]),
}


@pytest.mark.parametrize(("registered", "codes"), LEVELS.values(), ids=LEVELS)
def test_a_student_who_takes_two_levels_is_two_candidates(
    wdyy: Wdyy, tmp_path: Path, registered: list[str], codes: list[str]
) -> None:
    def change(sheet: Any) -> None:
        for row, level in enumerate(registered, start=5):
            for column, value in enumerate([*student(1)[:7], level], start=1):
                sheet.cell(row, column, value)

    form = registration(tmp_path / "报考.xlsx", change, count=1)
    rows = [[*PEOPLE[0], "初级"], [*PEOPLE[1], "初级"], [*PEOPLE[1], "中级"]]
    names = workbook(tmp_path / "花名册.xlsx", {"1": [("姓名", "身份证号", "证书等级"), *rows]})
    ran = wdyy("lint-registration", form, "--roster", names, *JSON)
    assert [f["code"] for f in ran.report["findings"]] == codes
