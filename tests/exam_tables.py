"""Tables around an exam as schools and the platform write them: rooms, proctors, exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from conftest import Ran
from school import CERTIFICATE, PLAN, SCHOOL, SITE, STUDENTS, table
from table_builders import xls_rows

Rows = Sequence[Sequence[object]]
Place = tuple[str, str, str | None]

ROOM_HEADERS = (
    "考核计划",
    "所属考核站点",
    "所属试点院校",
    "考场名称",
    "考场类型",
    "考场座位数",
    "考场地址",
    "本次组织考试的证书",
)
LIST_HEADERS = ("考场名称", "机位数", "考场地址")
PROCTOR_HEADERS = ("教师姓名", "手机号码", "所属院校", "任教课程")
RECORD_HEADERS = ("序号", "考生姓名", "证件号码", "证书名称", "证书等级", "科目名称", "考试计划", "考核站点")
STATUS_HEADERS = ("序号", "姓名", "身份证号", "信息状态")
SUBJECTS = ("网店运营推广（初级）理论考试", "网店运营推广（初级）实操考试")
VALUES = ("--school", SCHOOL, "--site", SITE, "--plan", PLAN)


def write(path: Path, headers: Sequence[str], rows: Rows) -> Path:
    """Write a table in the format of the ending: .xlsx, .xls, or .csv in GB18030."""
    if path.suffix == ".xlsx":
        return table(path, headers, rows)
    if path.suffix == ".xls":
        path.write_bytes(xls_rows(headers, *rows))
        return path
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    path.write_bytes(text.getvalue().encode("gb18030"))
    return path


def room(name: str = "2 号楼 101 机房", seats: object = 45, /, **other: object) -> list[object]:
    """Give the row of a room, in the order of the guide's eight fields."""
    right = {
        "plan": PLAN,
        "site": SITE,
        "school": SCHOOL,
        "room": name,
        "room_type": "机考+实操考场",
        "seats": seats,
        "address": "某某市某某路 1 号",
        "certificate": CERTIFICATE,
    }
    return list({**right, **other}.values())


def record(index: int, subject: int = 0, /, **other: object) -> list[object]:
    """Give the record of a student's subject."""
    student = STUDENTS[index]
    right = {
        "count": index + 1,
        "name": student.name,
        "id_number": student.number,
        "certificate": CERTIFICATE,
        "level": student.level,
        "subject": SUBJECTS[subject],
        "plan": PLAN,
        "site": SITE,
    }
    return list({**right, **other}.values())


def right_records() -> list[list[object]]:
    """Give one record of each subject for each student: rows 2 to 21, two for each."""
    return [record(index, subject) for index in range(len(STUDENTS)) for subject in (0, 1)]


def placed(ran: Ran) -> list[Place]:
    """Give code, file and cell of every finding of the JSON report, sorted."""
    places = [(f["code"], f["location"]["file"], f["location"]["cell"]) for f in ran.report["findings"]]
    return sorted(places, key=lambda place: (place[0], place[1], place[2] or ""))
