"""`wdyy plan-rooms` and `wdyy count-proctors`: plans as people and programs read them, the sheet of rooms."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest

from conftest import Ran
from exam_tables import LIST_HEADERS, ROOM_HEADERS, VALUES, placed, write
from school import CERTIFICATE, PLAN, SCHOOL, SITE, STUDENTS, registration
from template_builders import unpack
from wdyy_cli.workbooks.template import read_template

Wdyy = Callable[..., Ran]
ONE, TWO, THREE = "一号机房", "二号机房", "三号机房"
LIST = ((ONE, 80, "东校区 1 号楼"), (TWO, 70, "东校区 2 号楼"), (THREE, 40, "西校区"))


def options(*rooms: tuple[str, int]) -> list[str]:
    return [part for name, machines in rooms for part in ("--room", f"{name}={machines}")]


# words: (candidates, rooms, strategy, seats and proctors of the rooms in use)
PLANS: dict[str, tuple[int, tuple[tuple[str, int], ...], str, list[tuple[str, int, int]]]] = {
    "the guide's example": (90, ((ONE, 80), (TWO, 70)), "even", [(ONE, 45, 3), (TWO, 45, 3)]),
    "an odd number": (91, ((ONE, 80), (TWO, 70)), "even", [(ONE, 46, 3), (TWO, 45, 3)]),
    "a small room is full": (90, ((ONE, 80), (TWO, 20)), "even", [(ONE, 70, 4), (TWO, 20, 2)]),
    "every machine is needed": (150, ((ONE, 80), (TWO, 70)), "even", [(ONE, 80, 4), (TWO, 70, 4)]),
    "one candidate": (1, ((ONE, 80), (TWO, 70)), "even", [(ONE, 1, 2)]),
    "one room is enough": (70, ((THREE, 40), (TWO, 70)), "fewest-rooms", [(TWO, 70, 4)]),
    "two rooms of three, evenly": (
        90,
        ((THREE, 40), (ONE, 80), (TWO, 70)),
        "fewest-rooms",
        [(ONE, 45, 3), (TWO, 45, 3)],
    ),
    "40 and 40 take four proctors": (
        80,
        ((ONE, 80), (TWO, 70)),
        "fewest-proctors",
        [(ONE, 40, 2), (TWO, 40, 2)],
    ),
    "41 would take a third proctor": (
        100,
        ((ONE, 80), (TWO, 70)),
        "fewest-proctors",
        [(ONE, 60, 3), (TWO, 40, 2)],
    ),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_for_programs(wdyy: Wdyy, case: str) -> None:
    candidates, rooms, strategy, expected = PLANS[case]
    ran = wdyy("plan-rooms", candidates, *options(*rooms), "--strategy", strategy, "--format", "json")
    machines = dict(rooms)
    assert ran.status == 0
    assert ran.report["findings"] == ran.report["inputs"] == ran.report["not_checked"] == []
    assert ran.report["results"] == {
        "rooms": [
            {"name": name, "machines": machines[name], "seats": seats, "proctors": proctors}
            for name, seats, proctors in expected
        ],
        "total_seats": candidates,
        "total_proctors": sum(proctors for _, _, proctors in expected),
        "strategy": strategy,
    }


def test_a_plan_for_people(wdyy: Wdyy) -> None:
    ran = wdyy("plan-rooms", 90, *options((ONE, 80), (TWO, 70), (THREE, 40)), "--strategy", "fewest-rooms")
    assert ran == Ran(
        0,
        "90 名考生分到 2 个考场（考场最少）：\n"
        "  一号机房  座位 45  机位 80  监考 3  ███████████·········  56%\n"
        "  二号机房  座位 45  机位 70  监考 3  ████████████········  64%\n"
        "合计：座位 90 个，监考 6 名。\n"
        "备用，不用在平台上设置：三号机房（机位 40 个）。\n",
        "",
    )
    ran.out.encode("gbk")


def test_too_few_machines_are_a_finding(wdyy: Wdyy) -> None:
    ran = wdyy("plan-rooms", 190, *options((ONE, 80), (TWO, 70)), "--format", "json")
    (finding,) = ran.report["findings"]
    assert (ran.status, finding["code"], ran.report["results"]) == (1, "ROM002", None)
    assert finding["message"] == "机位共 150 个，考生 190 名，还差 40 个机位"
    assert finding["location"]["file"] == "--room"


def test_too_few_machines_fail_whatever_is_ignored(wdyy: Wdyy) -> None:
    ran = wdyy("plan-rooms", 190, *options((ONE, 80)), "--ignore", "ROM002", "--fail-on", "never")
    assert (ran.status, ran.out) == (1, "× 没有分座位：机位不够，见上面的错误。\n\n" + NOT_CHOSEN)


NOT_CHOSEN = "没有检查的：\n  1 条规则：没有选中（--select、--ignore）\n"


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".csv"])
def test_candidates_and_rooms_come_from_tables(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = write(Path(f"清单{ending}"), LIST_HEADERS, LIST)
    registration(Path("报考.xlsx"), STUDENTS)
    ran = wdyy("plan-rooms", "--registration", "报考.xlsx", "--rooms", listed, "--format", "json")
    assert ran.status == 0
    assert [(each["path"], each["items"]) for each in ran.report["inputs"]] == [
        ("报考.xlsx", len(STUDENTS)),
        (f"清单{ending}", 3),
    ]
    assert ran.report["summary"]["items"] == len(STUDENTS)
    assert [(room["name"], room["seats"]) for room in ran.report["results"]["rooms"]] == [
        (ONE, 4),
        (TWO, 3),
        (THREE, 3),
    ]


def test_too_few_machines_in_a_list_are_named_there(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("清单.xlsx"), LIST_HEADERS, LIST)
    ran = wdyy("plan-rooms", 200, "--rooms", "清单.xlsx", "-o", "考场.xlsx", *VALUES, "--format", "json")
    assert (ran.status, placed(ran)) == (1, [("ROM002", "清单.xlsx", None)])
    assert not Path("考场.xlsx").exists()


@pytest.fixture
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder with a list of rooms."""
    monkeypatch.chdir(tmp_path)
    write(Path("清单.xlsx"), LIST_HEADERS, LIST)


@pytest.mark.usefixtures("_folder")
def test_the_sheet_holds_a_row_for_each_room_in_use(wdyy: Wdyy) -> None:
    argv = ("plan-rooms", 90, "--rooms", "清单.xlsx", "--strategy", "fewest-rooms", "-o", "考场.xlsx")
    ran = wdyy(*argv, *VALUES)
    assert (ran.status, ran.err) == (0, "")
    assert "已生成 考场.xlsx：2 个考场，写好后又检查了一遍。" in ran.out
    sheet = openpyxl.load_workbook("考场.xlsx")["考场"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        list(ROOM_HEADERS),
        [PLAN, SITE, SCHOOL, ONE, "机考+实操考场", "45", "东校区 1 号楼", CERTIFICATE],
        [PLAN, SITE, SCHOOL, TWO, "机考+实操考场", "45", "东校区 2 号楼", CERTIFICATE],
    ]
    again = wdyy("check-rooms", "考场.xlsx", "--rooms", "清单.xlsx", "--candidates", 90, "--format", "json")
    assert (again.status, placed(again), again.report["not_checked"]) == (0, [], [])


@pytest.mark.usefixtures("_folder")
def test_the_sheet_is_the_template_with_rows(wdyy: Wdyy) -> None:
    wdyy("plan-rooms", 90, "--rooms", "清单.xlsx", "-o", "考场.xlsx", *VALUES)
    written, template = unpack(Path("考场.xlsx").read_bytes()), unpack(read_template("rooms"))
    changed = {name for name in template if written[name] != template[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    assert set(written) == set(template)
    assert b"inlineStr" not in written["xl/worksheets/sheet1.xml"]


@pytest.mark.usefixtures("_folder")
def test_the_sheet_takes_values_from_the_workspace(wdyy: Wdyy) -> None:
    text = f'[school]\nname = "{SCHOOL}"\nsite = "{SITE}"\n[exam]\nplan = "{PLAN}"\n'
    Path("wdyy.toml").write_text(text, encoding="utf-8")
    rooms = options((ONE, 80), (TWO, 70))
    assert wdyy("plan-rooms", 90, *rooms, "-o", "考场.xlsx", "--address", "东校区").status == 0
    sheet = openpyxl.load_workbook("考场.xlsx")["考场"]
    assert [cell.value for cell in sheet[3]] == [
        PLAN,
        SITE,
        SCHOOL,
        TWO,
        "机考+实操考场",
        "45",
        "东校区",
        CERTIFICATE,
    ]


@pytest.mark.usefixtures("_folder")
def test_the_sheet_takes_what_nobody_gave_from_the_registration(wdyy: Wdyy) -> None:
    registration(Path("报考.xlsx"), STUDENTS)
    asked = ("--registration", "报考.xlsx", "--rooms", "清单.xlsx", "--site", "乙校考点")
    ran = wdyy("plan-rooms", *asked, "-o", "考场.xlsx", "--address", "东校区")
    assert (
        ran.status,
        f"从报考表里取的（写得最多的）：学校 {SCHOOL}，考试计划 {PLAN}。请核对。" in ran.out,
    ) == (
        0,
        True,
    )
    sheet = openpyxl.load_workbook("考场.xlsx")["考场"]
    assert [cell.value for cell in sheet[2]][:3] == [PLAN, "乙校考点", SCHOOL]


@pytest.mark.usefixtures("_folder")
def test_the_sheet_names_all_values_that_are_missing(wdyy: Wdyy) -> None:
    ran = wdyy("plan-rooms", 90, *options((ONE, 80), (TWO, 70)), "-o", "考场.xlsx", "--site", SITE)
    assert ran.status == 2
    assert ran.err.splitlines()[0] == (
        "× 不知道“考核计划”、“所属试点院校”、“一号机房、二号机房的考场地址”该填什么，没有生成“考场.xlsx”。"
    )
    for option in ("--plan", "--school", "--address", "--rooms"):
        assert option in ran.err.splitlines()[1]
    assert not Path("考场.xlsx").exists()


@pytest.mark.usefixtures("_folder")
def test_the_sheet_remarks_on_a_name_without_a_place(wdyy: Wdyy) -> None:
    write(Path("清单.xlsx"), LIST_HEADERS, [("第一考场", 80, "东校区"), (TWO, 70, "东校区")])
    argv = ("plan-rooms", 90, "--rooms", "清单.xlsx", "-o", "考场.xlsx", *VALUES, "--format", "json")
    ran = wdyy(*argv)
    assert (ran.status, placed(ran)) == (0, [("ROM007", "考场.xlsx", "D2")])


@pytest.mark.usefixtures("_folder")
def test_the_sheet_may_be_uneven_where_that_was_asked_for(wdyy: Wdyy) -> None:
    argv = ("plan-rooms", 100, *options((ONE, 80), (TWO, 70)), "--strategy", "fewest-proctors")
    ran = wdyy(*argv, "-o", "考场.xlsx", *VALUES, "--address", "东校区", "--format", "json")
    assert (ran.status, placed(ran)) == (0, [])
    assert [room["seats"] for room in ran.report["results"]["rooms"]] == [60, 40]


@pytest.mark.usefixtures("_folder")
def test_the_sheet_replaces_nothing_unless_forced(wdyy: Wdyy) -> None:
    Path("考场.xlsx").write_bytes(b"mine")
    argv = ("plan-rooms", 90, "--rooms", "清单.xlsx", "-o", "考场.xlsx", *VALUES)
    ran = wdyy(*argv)
    assert (ran.status, Path("考场.xlsx").read_bytes()) == (2, b"mine")
    assert "“考场.xlsx”已经存在，没有改动它。" in ran.err
    assert wdyy(*argv, "--force").status == 0
    assert zipfile.is_zipfile("考场.xlsx")


@pytest.mark.usefixtures("_folder")
def test_the_sheet_never_replaces_an_input(wdyy: Wdyy) -> None:
    before = Path("清单.xlsx").read_bytes()
    ran = wdyy("plan-rooms", 90, "--rooms", "清单.xlsx", "-o", "./清单.xlsx", *VALUES, "--force")
    assert (ran.status, Path("清单.xlsx").read_bytes()) == (2, before)
    assert "是输入的文件" in ran.err


@pytest.mark.usefixtures("_folder")
def test_the_sheet_is_not_written_where_its_own_rules_refuse_it(wdyy: Wdyy) -> None:
    Path("wdyy.toml").write_text('[rooms]\ntype = " "\n', encoding="utf-8")
    ran = wdyy("plan-rooms", 90, "--rooms", "清单.xlsx", "-o", "考场.xlsx", *VALUES)
    assert ran.status == 2
    assert "没有生成“考场.xlsx”：必填的一项没有填好（“考场类型”没有填）。" in ran.err
    assert sorted(path.name for path in Path().iterdir()) == ["wdyy.toml", "清单.xlsx"]


# by words: arguments, and what is said
REFUSED: dict[str, tuple[tuple[object, ...], str]] = {
    "no candidates": (("plan-rooms", 0, *options((ONE, 80))), "考生人数不能是“0”"),
    "a negative number": (("plan-rooms", -5, *options((ONE, 80))), "不能写负数（-5…）"),
    "half a candidate": (("plan-rooms", "4.5", *options((ONE, 80))), "考生人数不能是“4.5”"),
    "words": (("plan-rooms", "九十", *options((ONE, 80))), "考生人数不能是“九十”"),
    "more than there are people": (("plan-rooms", "9" * 5000, *options((ONE, 80))), "考生人数不能是“999"),
    "neither number nor registration": (("plan-rooms", *options((ONE, 80))), "没有写考生人数"),
    "number and registration": (
        ("plan-rooms", 90, "--registration", "报考.xlsx", *options((ONE, 80))),
        "考生人数和 --registration 不能一起用",
    ),
    "no rooms": (("plan-rooms", 90), "没有写有哪些考场"),
    "rooms and a list": (
        ("plan-rooms", 90, *options((ONE, 80)), "--rooms", "清单.xlsx"),
        "--room 和 --rooms 不能一起用",
    ),
    "a room twice": (("plan-rooms", 90, *options((ONE, 80), (ONE, 70))), f"--room 里“{ONE}”写了两遍"),
    "a room twice but for width": (
        ("plan-rooms", 90, *options(("A1 机房", 80), ("Ａ1机房", 70))),
        "--room 里“Ａ1机房”写了两遍",
    ),
    "no machines": (("plan-rooms", 90, "--room", f"{ONE}="), f"--room “{ONE}=”缺少机位数"),
    "no sign": (("plan-rooms", 90, "--room", ONE), f"--room “{ONE}”缺少"),
    "no name": (("plan-rooms", 90, "--room", "=30"), "--room “=30”缺少考场名称"),
    "machines in words": (("plan-rooms", 90, "--room", f"{ONE}=八十"), f"--room “{ONE}”的机位数不能是“八十”"),
    "negative machines": (("plan-rooms", 90, "--room", f"{ONE}=-80"), f"--room “{ONE}”的机位数不能是“-80”"),
    "another strategy": (
        ("plan-rooms", 90, *options((ONE, 80)), "--strategy", "best"),
        "--strategy 不能是“best”",
    ),
    "a list without machines": (("plan-rooms", 90, "--rooms", "名单.xlsx"), "没有找到 “机位数” 这一列"),
    "a registration without header": (
        ("plan-rooms", "--registration", "空.xlsx", *options((ONE, 80))),
        "“空.xlsx”里没有找到身份证号这一列",
    ),
    "a registration without candidates": (
        ("plan-rooms", "--registration", "报考.xlsx", *options((ONE, 80))),
        "“报考.xlsx”里没有考生",
    ),
    "no proctors to count": (("count-proctors",), "还要写 人数…"),
    "proctors for nobody": (("count-proctors", 45, 0), "考生人数不能是“0”"),
    "proctors for a word": (("count-proctors", "x"), "考生人数不能是“x”"),
    "proctors for fewer than nobody": (("count-proctors", 45, -30), "不能写负数（-3…）"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_command_line_or_input_is_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("名单.xlsx"), ("考场名称", "备注"), [(ONE, "")])
    write(Path("空.xlsx"), ("甲", "乙"), [])
    registration(Path("报考.xlsx"), ())
    argv, message = REFUSED[case]
    ran = wdyy(*argv)
    assert ran.status == 2
    assert message in ran.out + ran.err


PROCTORS = {
    "the threshold": ((40,), [2], 2),
    "one above it": ((41,), [3], 3),
    "the guide's rooms": ((45, 45), [3, 3], 6),
    "60 and 61": ((60, 61), [3, 4], 7),
    "the same room three times": ((1, 1, 1), [2, 2, 2], 6),
}


@pytest.mark.parametrize("case", PROCTORS)
def test_proctors_are_counted_room_by_room(wdyy: Wdyy, case: str) -> None:
    rooms, proctors, total = PROCTORS[case]
    ran = wdyy("count-proctors", *rooms, "--format", "json")
    assert ran.status == 0
    assert ran.report["results"] == {
        "rooms": [{"candidates": c, "proctors": p} for c, p in zip(rooms, proctors, strict=True)],
        "total_proctors": total,
    }


def test_proctors_for_people(wdyy: Wdyy) -> None:
    assert wdyy("count-proctors", 45, 1200) == Ran(
        0,
        "每个考场要的监考：\n  考生 45 名     监考 3 名\n  考生 1,200 名  监考 60 名\n"
        "2 个考场一共要 63 名监考。\n",
        "",
    )


def test_another_profile_has_other_ratios(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wdyy.toml").write_text("[proctors]\nthreshold_candidates = 30\n", encoding="utf-8")
    ran = wdyy("count-proctors", 30, 31, 41, "--format", "json")
    assert [room["proctors"] for room in ran.report["results"]["rooms"]] == [2, 2, 3]
