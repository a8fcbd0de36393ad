"""Files are taken for what their content says: every role right, none guessed, an unclear one left out."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import Ran
from exam_tables import PROCTOR_HEADERS, RECORD_HEADERS, ROOM_HEADERS, STATUS_HEADERS, SUBJECTS, room, write
from school import CERTIFICATE, PLAN, SCHOOL, SITE, STUDENTS, School, registration, workbook
from students import CHECK_DATE, photo_zip, portrait, right_photos

Wdyy = Callable[..., Ran]
Rows = Sequence[Sequence[object]]
PEOPLE = STUDENTS[:6]
OFFICE = ("数学", "语文", "英语")


def people(*more: object) -> list[list[object]]:
    """Give name, ID number and further cells of each student."""
    return [[student.name, student.number, *more] for student in PEOPLE]


TEMPLATE_HEADERS = (
    *("学生姓名", "身份证号", "学生类型", "所属院校", "考核站点", "考试计划名称", "报考证书", "证书等级"),
)
WHOLE = ["院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级"]
INFORMATION = ("*姓名", "*性别", "*证件类型", "*身份证号", "*民族", "政治面貌", "手机号")

TABLES: dict[str, tuple[str | None, Sequence[str], Rows]] = {
    "a roster": ("roster", ("姓名", "身份证号", "班级"), people("高一1班")),
    "a roster with telephones and the teacher's name": (
        "roster",
        ("序号", "学生姓名", "公民身份号码", "联系电话", "班主任", "家长姓名"),
        [[i, *row] for i, row in enumerate(people("13900000001", "王老师", "张父"), 1)],
    ),
    "the school register": (
        "roster",
        ("姓名", "性别", "身份证件号", "民族", "政治面貌", "学生类别", "入学年月"),
        [[s.name, "女", s.number, "汉族", "共青团员", "普通中专学生", "202409"] for s in PEOPLE],
    ),
    "a roster with most of the platform's columns, and a class": (
        "roster",
        ("姓名", "身份证号", "班级", "学校", "考核站点", "考试计划名称", "证书等级"),
        people("高一1班", SCHOOL, SITE, PLAN, "初级"),
    ),
    "a roster whose first student has no number": (
        "roster",
        ("姓名", "身份证号"),
        [["魏一", ""], *people()],
    ),
    "a roster in groups with titles": ("roster", ("姓名", "身份证号"), [["电商1班", ""], *people()]),
    "a roster under a header that nobody knows": (
        "roster",
        ("考生", "证件编码", "专业班"),
        people("电商1班"),
    ),
    "a registration sheet without its title": ("registration", TEMPLATE_HEADERS, people(*WHOLE)),
    "a registration sheet with a renamed header": (
        "registration",
        (*TEMPLATE_HEADERS[:1], "证件号码", *TEMPLATE_HEADERS[2:]),
        people(*WHOLE),
    ),
    "a registration sheet that lacks the site": (
        "registration",
        (*TEMPLATE_HEADERS[:4], *TEMPLATE_HEADERS[5:]),
        people("院校考生", SCHOOL, PLAN, CERTIFICATE, "初级"),
    ),
    "the headers of the registration alone": ("template", TEMPLATE_HEADERS, []),
    "the template with its hints": (
        "template",
        TEMPLATE_HEADERS,
        [["", "", "", "学校全称", "申请考核站点名称", "所报考计划名称", CERTIFICATE, "初级"]],
    ),
    "states": ("status", STATUS_HEADERS, [[i, *row] for i, row in enumerate(people("信息准确"), 1)]),
    "states under a vague header": ("status", ("姓名", "身份证号", "状态"), people("缺照片")),
    "states under a header that nobody knows": (
        "status",
        ("考生", "证件编码", "核验情况"),
        people("需人工确认"),
    ),
    "states that the profile does not know": ("status", ("姓名", "身份证号", "信息状态"), people("审核中")),
    "states with all about the registration": (
        "status",
        (*TEMPLATE_HEADERS, "考生信息状态"),
        people(*WHOLE, "信息准确"),
    ),
    "a roster that says who is at school": (
        "roster",
        ("姓名", "身份证号", "状态"),
        people("在读"),
    ),
    "records": (
        "records",
        RECORD_HEADERS,
        [
            [i, s.name, s.number, CERTIFICATE, "初级", SUBJECTS[i % 2], PLAN, SITE]
            for i, s in enumerate(PEOPLE)
        ],
    ),
    "records with states of their own": (
        "records",
        ("姓名", "身份证号", "科目", "审核状态"),
        [[s.name, s.number, SUBJECTS[i % 2], "审核通过"] for i, s in enumerate(PEOPLE)],
    ),
    "records under a header that nobody knows": (
        "records",
        ("考生姓名", "证件编码", "报考内容"),
        [[s.name, s.number, SUBJECTS[i % 2]] for i, s in enumerate(PEOPLE)],
    ),
    "rooms": ("rooms", ROOM_HEADERS, [room(), room("2 号楼 102 机房")]),
    "rooms with machines": ("rooms", ("考场名称", "座位数", "机位数"), [["一号机房", 40, 60]]),
    "machines": ("room_list", ("考场名称", "机位数", "考场地址"), [["一号机房", 60, "某路 1 号"]]),
    "machines in the words of a school": ("room_list", ("序号", "机房", "电脑数量"), [[1, "一号机房", 60]]),
    "proctors": ("proctors", PROCTOR_HEADERS, [["赵老师", "13900000001", SCHOOL, "语文"]]),
    "proctors with blanks in the headers": (
        "proctors",
        ("教 师 姓 名", "手\u3000机", "所属\u200b院校"),
        [["赵老师", "13900000001", SCHOOL]],
    ),
    "the platform's template with blanks in its headers": (
        "students",
        ("* 姓 名", "性 别", "* 身份证号", "民\u3000族"),
        [[s.name, "女", s.number, "汉族"] for s in PEOPLE],
    ),
    "who has paid, with blanks in the headers": (None, ("姓 名", "身份证号", "缴 费 金 额"), people(380)),
    "proctors with ID numbers": (
        "proctors",
        ("监考教师", "身份证号", "联系电话"),
        people("13900000001"),
    ),
    "the platform's template for students": ("students", INFORMATION, []),
    "the platform's template for students, filled": (
        "students",
        INFORMATION,
        [[s.name, "女", "居民身份证", s.number, "汉族", "群众", "13900000001"] for s in PEOPLE],
    ),
    "states in the words of another platform": (
        "status",
        ("姓名", "身份证号", "审核状态"),
        people("审核通过"),
    ),
    "a roster with remarks": (
        "roster",
        ("姓名", "身份证号", "备注"),
        [[s.name, s.number, "" if i else "缺照片"] for i, s in enumerate(PEOPLE)],
    ),
    "a roster that says what everybody sits for": (
        "roster",
        ("姓名", "身份证号", "科目"),
        people("理论+实操"),
    ),
    "tickets": (
        None,
        ("准考证号", "姓名", "身份证号", "科目", "考场", "座位号"),
        [["2101", s.name, s.number, SUBJECTS[i % 2], "101", str(i)] for i, s in enumerate(PEOPLE)],
    ),
    "who has paid": (None, ("姓名", "身份证号", "缴费金额"), people(380)),
    "telephones of somebody": (None, ("姓名", "联系电话"), [["张三", "13900000001"]]),
    "teachers": (None, ("姓名", "身份证号", "职称"), people("讲师")),
    "marks": (None, ("姓名", "身份证号", *OFFICE, "总分"), people(90, 80, 70, 240)),
    "who sits where": (None, ("姓名", "身份证号", "准考证号", "考场", "座位号"), people("2101", "101", 7)),
    "parents": (None, ("学生姓名", "家长姓名", "家长身份证号"), [[s.name, "张父", s.number] for s in PEOPLE]),
    "machines of a workshop": (None, ("设备名称", "数量", "单价"), [["计算机", 60, 4000]]),
    "an empty roster": (None, ("姓名", "身份证号", "班级"), []),
    "states and subjects in one table": (
        None,
        ("姓名", "身份证号", "科目", "信息状态"),
        [[s.name, s.number, SUBJECTS[i % 2], "信息准确"] for i, s in enumerate(PEOPLE)],
    ),
    "marks of the exam": (
        None,
        ("姓名", "身份证号", "科目", "成绩"),
        [[s.name, s.number, SUBJECTS[i % 2], 88] for i, s in enumerate(PEOPLE)],
    ),
}
ODD_NAMES = ("新建 Microsoft Excel 工作表.xlsx", "1.xls", "导出(3).csv")


def roles(ran: Ran) -> dict[str, str | None]:
    """Give the role of each input."""
    return {given["path"]: given["role"] for given in ran.report["inputs"]}


@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_taken_for_what_it_says_whatever_its_name_and_format(
    wdyy: Wdyy, tmp_path: Path, case: str
) -> None:
    role, headers, rows = TABLES[case]
    name = ODD_NAMES[list(TABLES).index(case) % len(ODD_NAMES)]
    write(tmp_path / name, headers, rows)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    if role is None:
        assert ran.status == 2
        assert f"没有认出要检查的文件：{name}（" in ran.err
    else:
        assert roles(ran) == {name: role}


FIRST = {
    "an old number": (["魏一", "110105491231002"], ["IDN004"]),
    "no number": (["魏一", ""], ["ROS101"]),
    "hints": (["必填", "必填，18 位"], ["ROS010"]),
    "a title": (["电商1班", ""], ["ROS010"]),
}


@pytest.mark.parametrize(("row", "codes"), FIRST.values(), ids=FIRST)
def test_the_row_below_the_header_is_never_taken_for_one(
    wdyy: Wdyy, tmp_path: Path, row: list[str], codes: list[str]
) -> None:
    write(tmp_path / "名单.xlsx", ("姓名", "身份证号"), [row, *people()])
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE, "--format", "json")
    assert [f["code"] for f in ran.report["findings"]] == codes
    (read,) = [given["read"]["columns"] for given in ran.report["inputs"]]
    assert read == {"name": "姓名", "id_number": "身份证号"}


def test_a_name_that_says_something_else_counts_for_nothing(wdyy: Wdyy, tmp_path: Path) -> None:
    school = School().write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    swapped = {
        "花名册.xlsx": "报考记录.xlsx",
        "报考记录.xlsx": "考生信息.xlsx",
        "考生信息.xlsx": "花名册.xlsx",
    }
    for name in swapped:
        (school / name).rename(school / f"{name}.tmp")
    for name, other in swapped.items():
        (school / f"{name}.tmp").rename(school / other)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert roles(ran) == {
        "报考记录.xlsx": "roster",
        "照片.zip": "photos",
        "花名册.xlsx": "status",
        "报考.xlsx": "registration",
        "考生信息.xlsx": "records",
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_schools_with_odd_names_are_recognised_whole(
    wdyy: Wdyy, demo_schools: dict[str, Path], tmp_path: Path, seed: int
) -> None:
    """Each file of the demo school under a name that says nothing, among files that are nobody's business."""
    chance = random.Random(seed)  # noqa: S311 - the same names each time
    wanted = {
        "花名册.xlsx": "roster",
        "照片.zip": "photos",
        "报考.xlsx": "registration",
        "报考记录.xlsx": "records",
        "考生信息.xlsx": "status",
        "考场.xlsx": "rooms",
        "监考.xlsx": "proctors",
    }
    names = [
        f"{word}{end}" for word in ("1", "新建 Microsoft Excel 工作表", "导出") for end in ("", "(2)", "(3)")
    ]
    chance.shuffle(names)
    expected = {}
    for (file, role), name in zip(wanted.items(), names, strict=False):
        shown = f"{name}{Path(file).suffix if seed % 2 else ''}"
        shutil.copy(demo_schools["clean" if seed < 2 else "faulty"] / file, tmp_path / shown)
        expected[shown] = role
    unrelated = [case for case, (role, _, _) in TABLES.items() if role is None]
    for number, case in enumerate(chance.sample(unrelated, 3)):
        write(tmp_path / f"无关{number}.csv", *TABLES[case][1:])
    photo_zip(tmp_path / "说明.docx", {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    (tmp_path / "通知.txt").write_text("各位老师：\n请交材料。\n", "utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert roles(ran) == expected
    assert {file["path"] for file in ran.report["unused"]} == {
        *("无关0.csv", "无关1.csv", "无关2.csv", "说明.docx", "通知.txt"),
    }
    assert ran.status == (0 if seed < 2 else 1)


def test_photos_by_class_materials_and_rosters_in_folders(wdyy: Wdyy, tmp_path: Path) -> None:
    photos = right_photos(6)
    for number, (name, data) in enumerate(photos.items()):
        folder = tmp_path / "照片" / ("一班" if number < 3 else "二班")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (tmp_path / "补拍").mkdir()
    photo_zip(tmp_path / "补拍" / "三班.zip", {f"{STUDENTS[6].number}.jpg": portrait(6)})
    photo_zip(tmp_path / "四班.zip", {f"{STUDENTS[7].number}.jpg": portrait(7)})
    (tmp_path / "名单").mkdir()
    for number, half in enumerate((STUDENTS[:4], STUDENTS[4:8]), 1):
        write(
            tmp_path / "名单" / f"{number}班.xlsx", ("姓名", "身份证号"), [[s.name, s.number] for s in half]
        )
    for name in ("巡考情况记录表.jpg", "考场封场确认单.pdf", "签到表/理论.jpg"):
        (tmp_path / "回收" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "回收" / name).write_bytes(portrait(9))
    (tmp_path / "风采").mkdir()
    (tmp_path / "风采" / "IMG_0001.jpg").write_bytes(portrait(8))
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert {path: role for path, role in roles(ran).items() if role != "materials"} == {
        "名单/1班.xlsx": "roster",
        "名单/2班.xlsx": "roster",
        "照片": "photos",
        "补拍/三班.zip": "photos",
        "四班.zip": "photos",
    }
    assert [(f["path"], "看不出是谁的" in f["reason"]) for f in ran.report["unused"]] == [("风采", True)]
    assert {code[:3] for code, _ in ran.found} == {"MAT"}


def test_a_video_among_photos_makes_no_materials_of_them(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "照片").mkdir()
    for name, data in {**right_photos(3), "视频.mp4": b"\0\0\0\x18ftypmp42" + bytes(60)}.items():
        (tmp_path / "照片" / name).write_bytes(data)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (roles(ran), ran.found) == ({"照片": "photos"}, [("PHO005", "视频.mp4")])


def test_originals_beside_what_was_made_of_them_are_left_aside(wdyy: Wdyy, tmp_path: Path) -> None:
    photo_zip(tmp_path / "照片.zip", right_photos(3))
    photo_zip(tmp_path / "摄影师.zip", {f"{s.name}.jpg": portrait(i) for i, s in enumerate(PEOPLE)})
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert roles(ran) == {"照片.zip": "photos"}
    assert [file["path"] for file in ran.report["unused"]] == ["摄影师.zip"]


def test_a_folder_beside_the_zip_that_was_made_of_it_is_not_checked_twice(wdyy: Wdyy, tmp_path: Path) -> None:
    photos = right_photos(4)
    (tmp_path / "照片").mkdir()
    for name, data in list(photos.items())[:3]:
        (tmp_path / "照片" / name).write_bytes(data)
    photo_zip(tmp_path / "照片.zip", photos)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (roles(ran), ran.found) == ({"照片.zip": "photos"}, [])
    assert [file["path"] for file in ran.report["unused"]] == ["照片"]
    first = next(iter(photos))
    (tmp_path / "照片" / first).write_bytes(photos[first] + b"\0")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert set(roles(ran)) == {"照片", "照片.zip"}


def test_a_copy_of_photos_is_checked_where_one_of_them_is_not_the_same(wdyy: Wdyy, tmp_path: Path) -> None:
    check = ("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    photos, copy = right_photos(4), tmp_path / "照片 - 副本.zip"
    whole = photo_zip(tmp_path / "照片.zip", photos, zipfile.ZIP_STORED).read_bytes()
    copy.write_bytes(whole)
    (tmp_path / "各班").mkdir()
    for place, (name, data) in enumerate(photos.items()):
        photo_zip(tmp_path / "各班" / f"{place}班.zip", {name: data})
    ran = wdyy(*check)
    assert (len(roles(ran)), ran.found) == (1, [])
    assert all("里都有，没有再查" in file["reason"] for file in ran.report["unused"])
    at = whole.index(portrait(0)[300:340])
    copy.write_bytes(whole[:at] + bytes(40) + whole[at + 40 :])
    ran = wdyy(*check)
    assert ({*roles(ran)} >= {"照片.zip", copy.name}, ran.status) == (True, 1)
    damaged = sorted(f["code"] for f in ran.report["findings"] if f["severity"] == "error")
    assert damaged == ["PHO003", "PHO401", "PHO401"]


@pytest.mark.slow
def test_two_files_for_one_role_are_named_and_as_decides(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    registration(tmp_path / "报考(1).xlsx", STUDENTS[:9])
    ran = wdyy("check", tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "“报考(1).xlsx”、“报考.xlsx”都像报考表" in ran.err
    assert "--as registration=" in ran.err
    monkeypatch.chdir(tmp_path)
    for said, status in (
        ("registration=报考.xlsx", 0),
        ("报考表=报考(1).xlsx", 1),
        (f"registration={tmp_path / '报考.xlsx'}", 0),
    ):
        ran = wdyy("check", "--as", said, "--format", "json", "--date", CHECK_DATE)
        assert ran.status == status, said
        assert "registration" in roles(ran).values()
        assert len(ran.report["unused"]) == 1


@pytest.mark.parametrize(
    ("said", "words"),
    {
        "no such kind": ("regstration=a.xlsx", "您是不是想写 registration"),
        "no file": ("registration", "请写成 种类=文件"),
        "two of one kind": ("registration=报考*.xlsx", "只能有一个"),
    }.values(),
    ids=["kind", "file", "two"],
)
def test_as_that_cannot_be_is_told(wdyy: Wdyy, tmp_path: Path, said: str, words: str) -> None:
    School().write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    registration(tmp_path / "报考(1).xlsx", STUDENTS)
    ran = wdyy("check", tmp_path, "--as", said)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err


def test_as_takes_an_unclear_list_with_the_others(wdyy: Wdyy, tmp_path: Path) -> None:
    write(tmp_path / "一班.xlsx", ("姓名", "身份证号"), people())
    write(tmp_path / "二班.xlsx", ("姓名", "身份证号", "总分"), [[STUDENTS[7].name, STUDENTS[7].number, 90]])
    ran = wdyy("check", tmp_path, "--as", "花名册=二班.xlsx", "--format", "json", "--date", CHECK_DATE)
    assert roles(ran) == {"一班.xlsx": "roster", "二班.xlsx": "roster"}


@pytest.mark.slow
def test_files_are_named_dropped_or_meant_by_a_pattern(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(records=None, status=None).write(tmp_path / "学校")
    monkeypatch.chdir(tmp_path)
    expected = {"学校/花名册.xlsx": "roster", "学校/报考.xlsx": "registration", "学校/照片.zip": "photos"}
    options = ("--format", "json", "--date", CHECK_DATE)
    for given in (
        ("check", *expected),
        (*expected,),
        ("学校/*.xlsx", '"学校/照片.zip"'),
        ('"学校/花名册.xlsx"', "学校/报考.xlsx", "学校/照片.zip"),
    ):
        ran = wdyy(*given, *options)
        assert (ran.status, roles(ran), ran.report["command"]) == (0, expected, "check"), given


def test_a_file_that_is_not_there_or_cannot_be_read_stops_no_other(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken xl/")
    (tmp_path / "wdyy.toml").unlink()
    monkeypatch.chdir(tmp_path)
    for given, unread in ((["."], "坏.xlsx"), (["花名册.xlsx", "没有.xlsx"], "没有.xlsx")):
        ran = wdyy("check", *given, "--format", "json", "--date", CHECK_DATE)
        status = {each["path"]: each["status"] for each in ran.report["inputs"]}
        assert (ran.status, status[unread], status["花名册.xlsx"]) == (2, "unreadable", "checked")


def test_parents_are_not_searched_above_a_folder_that_was_named(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School(rules='[rules]\nignore = [{code = "ROS", reason = "别校的"}]').write(tmp_path / "甲校")
    inside = tmp_path / "甲校" / "乙校"
    inside.mkdir()
    write(inside / "名单.xlsx", ("姓名", "身份证号"), people())
    monkeypatch.chdir(tmp_path / "甲校")
    ran = wdyy("check", "乙校", "--format", "json", "--date", CHECK_DATE)
    assert (roles(ran), ran.status) == ({"名单.xlsx": "roster"}, 0)


def test_what_wdyy_wrote_itself_is_left_aside(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    reports = [f"报告{end}" for end in (".xlsx", ".html", ".json", ".md", ".xml", ".sarif")]
    options = [option for name in reports for option in ("--report", tmp_path / name)]
    first = wdyy("check", tmp_path, "--date", CHECK_DATE, *options)
    again = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (first.status, again.status) == (0, 0)
    assert {f["path"]: f["reason"] for f in again.report["unused"] if "wdyy" not in f["reason"]} == {}
    assert {f["path"] for f in again.report["unused"]} == set(reports)


def test_names_of_school_and_plan_come_from_the_registration_sheet(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE)
    assert ran.out.startswith(f"{SCHOOL} · 没有用 wdyy.toml")
    said = next(line for line in ran.out.splitlines() if line.startswith("从报考表"))
    assert all(value in said for value in (SCHOOL, SITE, PLAN, "初级"))
    told = wdyy("check", tmp_path, "--school", "别的学校", "--format", "json", "--date", CHECK_DATE)
    assert {f["code"] for f in told.report["findings"]} == {"REG111"}


@pytest.mark.slow
def test_thousands_of_other_files_links_and_locked_folders_are_told(wdyy: Wdyy, tmp_path: Path) -> None:
    write(tmp_path / "名单.xlsx", ("姓名", "身份证号"), people())
    many = tmp_path / "无关"
    many.mkdir()
    for number in range(2200):
        (many / f"{number}.txt").write_bytes(b"x")
    (tmp_path / "圈").symlink_to(tmp_path, target_is_directory=True)
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    unused = {file["path"]: file["reason"] for file in ran.report["unused"]}
    assert (roles(ran), ran.status) == ({"名单.xlsx": "roster"}, 0)
    assert "链接" in unused["圈"]
    assert len(unused) == 2201
    assert sum("没有看" in reason for reason in unused.values()) > 190
    shown = wdyy("check", tmp_path, "--date", CHECK_DATE).out
    assert len(shown.splitlines()) < 80
    assert "2,201" in shown


def test_a_wdyy_toml_lists_what_it_does_not_name(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    workbook(
        tmp_path / "2.xlsx",
        {"Sheet": [STATUS_HEADERS, *([i, *row] for i, row in enumerate(people("信息准确")))]},
    )
    write(tmp_path / "通讯录.csv", ("姓名", "联系电话"), [["张三", "13900000001"]])
    (tmp_path / "说明.txt").write_text("说明", "utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert {f["path"]: f["reason"].partition("；")[0] for f in ran.report["unused"]} == {
        "2.xlsx": "像是考生信息（status）",
        "通讯录.csv": "wdyy.toml 的 [files] 里没有写它，没有检查",
    }


def test_a_pattern_in_files_means_one_file(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    text = (tmp_path / "wdyy.toml").read_text("utf-8")
    (tmp_path / "wdyy.toml").write_text(text.replace('"报考.xlsx"', '"报考*.xlsx"'), "utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, roles(ran)["报考.xlsx"], ran.report["unused"]) == (0, "registration", [])
    registration(tmp_path / "报考(1).xlsx", STUDENTS)
    ran = wdyy("check", tmp_path, "--date", CHECK_DATE)
    assert (ran.status, ran.out) == (2, "")
    assert "registration 写的“报考*.xlsx”有 2 个：“报考(1).xlsx”、“报考.xlsx”" in ran.err


UNCLEAR: dict[str, tuple[Sequence[str], Sequence[str], str]] = {
    "something else is said of them": (
        ("姓名", "身份证号", "总分"),
        (PEOPLE[0].name, PEOPLE[0].number, "90"),
        "partial",
    ),
    "without names": (("学号", "身份证号"), ("2101", PEOPLE[0].number), "partial"),
    "without headers": ((PEOPLE[1].number, "初级"), (PEOPLE[0].number, "初级"), "partial"),
    "numbers of parents": (("学号", "家长身份证号"), ("2101", PEOPLE[0].number), "clean"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", UNCLEAR)
def test_an_unclear_list_of_people_leaves_nothing_wholly_clean(wdyy: Wdyy, tmp_path: Path, case: str) -> None:
    headers, row, verdict = UNCLEAR[case]
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    clean = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE)
    write(tmp_path / "三班.xlsx", headers, [row])
    options = ("--format", "json", "--date", CHECK_DATE)
    unclear = wdyy("check", tmp_path, *options)
    assert [ran.report["summary"]["verdict"] for ran in (clean, unclear)] == ["clean", verdict]
    strict = wdyy("check", tmp_path, "--strict", "--date", CHECK_DATE)
    assert (unclear.status, strict.status) == (0, int(verdict == "partial"))
    assert ("还没有检查：“三班.xlsx”" in strict.out) == (verdict == "partial")


def test_a_table_without_a_header_shows_nobody(wdyy: Wdyy, tmp_path: Path) -> None:
    School(records=None, status=None).write(tmp_path)
    (tmp_path / "wdyy.toml").unlink()
    write(tmp_path / "电话.csv", ("某甲", "13900000001"), [["某乙", "13900000002"]])
    ran = wdyy("check", tmp_path, "--format", "json", "--date", CHECK_DATE, "--redact")
    assert [file["path"] for file in ran.report["unused"]] == ["电话.csv"]
    assert "某甲" not in ran.out


def test_batch_takes_folders_without_a_wdyy_toml(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("甲校", "乙校"):
        School(records=None, status=None).write(tmp_path / "全区" / name)
    (tmp_path / "全区" / "乙校" / "wdyy.toml").unlink()
    (tmp_path / "全区" / "通知").mkdir()
    ran = wdyy("batch", "全区", "--format", "json", "--date", CHECK_DATE, "--jobs", "1")
    schools = {Path(each["workspace"]).name: each for each in ran.report["results"]["workspaces"]}
    assert {name: each["exit_code"] for name, each in schools.items()} == {"甲校": 0, "乙校": 0}
    assert [Path(path).name for path in ran.report["results"]["passed_over"]] == ["通知"]
    assert ran.status == 0


def test_a_wdyy_toml_that_notepad_renamed_is_never_ignored(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    School().write(tmp_path)
    (tmp_path / "wdyy.toml").rename(tmp_path / "wdyy.toml.txt")
    monkeypatch.chdir(tmp_path)
    for argv in (["check"], ["check", "."], ["check-photos", "照片.zip"]):
        ran = wdyy(*argv)
        assert (ran.status, ran.out) == (2, "")
        assert "改名为 wdyy.toml" in ran.err
