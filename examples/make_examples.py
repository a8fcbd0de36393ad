"""
Makes the examples: invented students, tables about them, and a school as `wdyy init --demo` has it.

Run it from anywhere: `python examples/make_examples.py`. The bytes depend on nothing but the code and the
versions of Pillow and zlib.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.files.photos.drawn.portrait_flaws import flawed_portrait
from wdyy_cli.files.photos.holders.pack import plain_zip
from wdyy_cli.jobs.init_workspace import init_demo
from wdyy_cli.texts.id_number import check_digit
from wdyy_cli.workbooks.template import read_template

HERE = Path(__file__).parent
MADE = (2026, 11, 1, 8, 0, 0)
_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")


def id_number(index: int) -> str:
    """Give the right ID number of an invented student."""
    first = f"1101012008{1 + index % 12:02d}{1 + index % 28:02d}{101 + 2 * index:03d}"
    return first + check_digit(first)


def jpeg(index: int) -> bytes:
    """Draw and encode the photo of an invented student."""
    return encode_portrait(draw_portrait(index))


def good(count: int) -> dict[str, bytes]:
    """Name right photos rightly."""
    return {f"{id_number(index)}.jpg": jpeg(index) for index in range(count)}


def faulty() -> dict[str, bytes]:
    """Plant faults of many kinds among right photos."""
    members = good(6)
    numbers = iter(id_number(index) for index in range(6, 100))
    wrong = next(numbers)
    members |= {
        "张三.jpg": jpeg(30),
        "IMG_0001.jpg": jpeg(31),
        f"{next(numbers)[:-1]}.jpg": jpeg(32),
        f"{wrong[:-1]}{'1' if wrong[-1] != '1' else '2'}.jpg": jpeg(33),
        f"{next(numbers)}.JPG": jpeg(34),
        f"{next(numbers)}.jpeg": jpeg(35),
        f"{next(numbers)}(1).jpg": jpeg(36),
        f"网店运营一班/{next(numbers)}.jpg": jpeg(37),
        f"{next(numbers)}.jpg": b"",
        f"{next(numbers)}.jpg ": jpeg(38),
    }
    members |= {
        f"{next(numbers)}.jpg": data
        for data in (
            jpeg(40)[:9000],
            flawed_portrait(41, "PNG"),
            flawed_portrait(42, "another shape"),
            flawed_portrait(43, "twice as large"),
            flawed_portrait(44, "blue"),
            flawed_portrait(45, "white"),
            flawed_portrait(21, "framed"),
            flawed_portrait(22, "fading"),
            flawed_portrait(46, "grey"),
            flawed_portrait(47, "nobody"),
            jpeg(0),
            encode_portrait(draw_portrait(1), quality=60),
        )
    }
    members["Thumbs.db"] = b"thumbnails"
    return members


def write_zip(name: str, members: Mapping[str, bytes]) -> None:
    """Write one example."""
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            info = zipfile.ZipInfo(member, MADE)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, compress_type=zipfile.ZIP_DEFLATED)


SCHOOL, SITE, PLAN = (
    "某某职业技术学院",
    "某某学院网店运营推广证书考核站点",
    "网店运营推广2021年上半年全国统考",
)
CERTIFICATE, TYPE = "网店运营推广职业技能等级证书", "机考+实操考场"
NAMES = ("张一", "李二", "王三", "赵四", "钱五", "孙六", "周七", "吴八", "郑九", "冯十")
ROOM_HEADERS = "考核计划 所属考核站点 所属试点院校 考场名称 考场类型 考场座位数 考场地址 本次组织考试的证书"
STUDENT_HEADERS = "学生姓名 身份证号 学生类型 所属院校 考核站点 考试计划名称 报考证书 证书等级"


def room(name: str, seats: object, kind: str = TYPE, address: str = "东校区 1 号楼") -> tuple[object, ...]:
    """Give a row of the sheet of rooms."""
    return (PLAN, SITE, SCHOOL, name, kind, seats, address, CERTIFICATE)


def record(index: int, subject: str, **other: str) -> tuple[str, ...]:
    """Give a row of the platform's records."""
    right = {"name": NAMES[index], "number": id_number(index), "subject": f"{subject}考试", "level": "初级"}
    return (*{**right, **other}.values(), PLAN)


def faulty_records() -> list[tuple[str, ...]]:
    """Give records of all students, with a fault of each kind."""
    rows = [record(index, subject) for index in range(10) for subject in ("理论", "实操")]
    rows[4] = record(2, "理论", level="中级")
    rows[7] = record(3, "实操", number="1.10101E+17")
    rows += [record(6, "理论"), record(0, "理论", name="魏一", number=id_number(60)), record(8, "外语")]
    # Nothing of 孙六, one subject of 周七's neighbour.
    return [row for at, row in enumerate(rows) if at not in (10, 11, 15)]


PHOTOGRAPHED = (
    ("张一", "20210101", "电商2101班", "张一.jpg", (360, 480)),
    ("李二", "20210102", "电商2101班", "20210102.jpg", (360, 640)),
    ("王三", "20210103", "电商2101班", "王三(1).png", (320, 480)),
    ("张一", "20210201", "电商2102班", "张一照片.jpg", (480, 480)),
    ("赵四", "20210202", "电商2102班", "IMG_0417.jpg", (360, 480)),
)
"""Students with number and class, and what the photographer calls their pictures."""


def write_photographed() -> None:
    """Write what a photographer delivers: pictures by class, larger than wanted, named in many ways."""
    shutil.rmtree(HERE / "photographer", ignore_errors=True)
    for index, (_, _, group, name, size) in enumerate(PHOTOGRAPHED):
        target = HERE / "photographer" / group / name
        target.parent.mkdir(parents=True, exist_ok=True)
        picture = draw_portrait(40 + index, size=size)
        picture.save(target, quality=80)
    rows = [
        (name, id_number(40 + index), number, group)
        for index, (name, number, group, _, _) in enumerate(PHOTOGRAPHED)
    ]
    with (HERE / "photographer-roster.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["姓名", "身份证号", "学号", "班级"], *rows])


def tables() -> dict[str, tuple[str, Iterable[Iterable[object]]]]:
    """Give the example tables by file name: headers, rows."""
    states = ["信息准确"] * 6 + ["缺照片", "信息不全", "需人工确认", "信息待认证"]
    return {
        "rooms-list.csv": (
            "考场名称 机位数 考场地址",
            [("一号机房", 80, "东校区"), ("二号机房", 70, "东校区"), ("三号机房", 40, "西校区")],
        ),
        "rooms-good.csv": (ROOM_HEADERS, [room("一号机房", 45), room("二号机房", 45)]),
        "rooms-faulty.csv": (
            ROOM_HEADERS,
            [
                room("一号机房", 60, kind="机考考场"),
                room("二号机房", 75),
                room("二号机房", "", address=""),
                room("备用考场", 0),
            ],
        ),
        "proctors-faulty.csv": (
            "教师姓名 手机号码 所属院校 任教课程",
            [
                ("陈一", "13800000001", SCHOOL, "大学英语"),
                ("褚二", "1380000002", SCHOOL, "体育"),
                ("卫三", "13800000003", SCHOOL, "网店运营与管理"),
                ("陈一", "13800000001", SCHOOL, "大学英语"),
                ("蒋四", "", SCHOOL, "语文"),
            ],
        ),
        "registered.csv": (
            STUDENT_HEADERS,
            [
                (name, id_number(index), "院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级")
                for index, name in enumerate(NAMES)
            ],
        ),
        "records-good.csv": (
            "姓名 身份证号 科目 证书等级 考试计划",
            [record(index, subject) for index in range(10) for subject in ("理论", "实操")],
        ),
        "records-faulty.csv": ("姓名 身份证号 科目 证书等级 考试计划", faulty_records()),
        "status-faulty.csv": (
            "姓名 身份证号 信息状态",
            [(name, id_number(index), states[index]) for index, name in enumerate(NAMES)],
        ),
    }


def roster_sheets() -> dict[str, list[list[object]]]:
    """Give a roster as a school keeps it: titles, a sheet for each class, a total and a signature below."""
    sheets: dict[str, list[list[object]]] = {}
    for number, name in enumerate(("电商2101班", "电商2102班")):
        students = range(number * 5, number * 5 + 5)
        sheets[name] = [
            [f"{SCHOOL}1+X网店运营推广报考花名册（{name}）"],
            [],
            ["序号", "姓 名", "身份证号码（18位）", "学号", "报考等级"],
            *[
                [
                    count,
                    NAMES[index],
                    id_number(index),
                    f"2101{index:04d}",
                    "中级" if NAMES[index] == "赵四" else "初级",
                ]
                for count, index in enumerate(students, start=1)
            ],
            ["合计", 5],
            ["制表人：王老师", None, None, "2021年4月20日"],
        ]
    return sheets


def faulty_roster() -> dict[str, list[list[object]]]:
    """Plant what happens to rosters in Excel and at the keyboard."""
    sheets = roster_sheets()
    first, second = sheets.values()
    first[3][2] = float(int(id_number(0)))
    first[4][2] = id_number(1)[:-1]
    first[5][1] = f"{NAMES[2][0]}　{NAMES[2][1:]}"
    first[6][4] = "二级"
    second[3][1], second[3][2] = NAMES[4], id_number(4)
    second[4][2] = None
    second[5][2] = f"{id_number(7)[:-1]}{'1' if id_number(7)[-1] != '1' else '2'}"
    return sheets


def faulty_registration() -> list[list[object]]:
    """Give rows of a registration sheet, of which some are wrong."""
    rows: list[list[object]] = [
        [name, id_number(index), "院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级"]
        for index, name in enumerate(NAMES)
    ]
    rows[1][1] = f" {id_number(1)}"
    rows[2][0] = f"{NAMES[2]} "
    rows[3][2] = "在校生"
    rows[4][6] = "网店运营推广"
    rows[5][4] = f"{SCHOOL}考核站点"
    rows[6][7] = "初 级"
    rows[7][1] = float(int(id_number(7)[:-1] + "0"))
    return rows


def write_roster(name: str, sheets: Mapping[str, list[list[object]]]) -> None:
    """Write a roster as a workbook; titles reach over all columns."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.merge_cells("A1:E1")
    write_book(name, book)


def write_registration(name: str, rows: list[list[object]]) -> None:
    """Write these rows into the blank sheet."""
    book = openpyxl.load_workbook(io.BytesIO(read_template("registration")))
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            book.active.cell(number, column).value = value
    write_book(name, book)


def write_book(name: str, book: openpyxl.Workbook) -> None:
    """Write a workbook without any date of today."""
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts["docProps/core.xml"] = _TIME.sub(b"2026-11-01T08:00:00Z", parts["docProps/core.xml"])
    (HERE / name).write_bytes(plain_zip(parts))


def write_table(name: str, headers: str, rows: Iterable[Iterable[object]]) -> None:
    """Write one table as Excel does."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headers.split(), *rows])


if __name__ == "__main__":
    for name, (headers, rows) in tables().items():
        write_table(name, headers, rows)
    write_roster("roster.xlsx", roster_sheets())
    write_roster("roster-faulty.xlsx", faulty_roster())
    write_registration("registration-faulty.xlsx", faulty_registration())
    write_zip("photos-good.zip", good(12))
    write_zip("photos-faulty.zip", faulty())
    write_photographed()
    whole = (HERE / "photos-good.zip").read_bytes()
    (HERE / "photos-cut-off.zip").write_bytes(whole[: len(whole) // 3])
    for name, clean in (("school-clean", True), ("school-faulty", False)):
        shutil.rmtree(HERE / name, ignore_errors=True)
        init_demo(HERE / name, name, DEFAULT_PROFILE, clean=clean)
