"""The demo school without any fault: its files as rows and photos, and how they are written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from wdyy_cli.demo.materials import FOLDER, draft_materials
from wdyy_cli.demo.people import (
    ADDRESS,
    COURSES,
    PLAN,
    SCHOOL,
    SITE,
    STUDENTS,
    TEACHERS,
    InventedStudent,
    person,
)
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.files.photos.holders.pack import plain_zip
from wdyy_cli.profile import Profile
from wdyy_cli.texts.id_number import IdKind, kind_of
from wdyy_cli.workbooks.plain_workbook import PlainColumn, PlainSheet, plain_workbook
from wdyy_cli.workbooks.template import blank_sheet, fill_workspace_template
from wdyy_cli.workspace_file import FILE_NAME

PHOTOS = "照片.zip"
FILES = {
    "roster": "花名册.xlsx",
    "students_template": "学生信息模板.xlsx",
    "students": "学生信息.xlsx",
    "registration": "报考.xlsx",
    "records": "报考记录.xlsx",
    "status": "考生信息.xlsx",
    "room_list": "考场清单.xlsx",
    "rooms": "考场.xlsx",
    "proctors": "监考.xlsx",
}
"""Names of the tables, by their keys in [files] of wdyy.toml."""

EXPORTS = {
    "records": {
        "name": "考生姓名",
        "id_number": "身份证号",
        "school": "所属院校",
        "site": "考核站点",
        "plan": "考试计划名称",
        "certificate": "报考证书",
        "level": "证书等级",
        "subject": "考试科目",
    },
    "status": {"name": "姓名", "id_number": "身份证号", "student_type": "学生类型", "status": "信息状态"},
}
"""Headers of what the platform exports; the guide does not say what they are."""

STUDENTS_TEMPLATE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "name": ("*姓名", ()),
    "card": ("*证件类型", ("居民身份证", "居住证")),
    "id_number": ("*身份证号", ()),
    "sex": ("*性别", ("男", "女")),
    "nation": ("*民族", ("汉族", "回族", "壮族", "维吾尔族")),
    "class_name": ("班级", ()),
    "phone": ("手机号码", ()),
}
"""Headers with their drop-downs by field; those of the platform's own template are not published."""

ROOMS = ("2号楼301机房", "2号楼302机房")
SPARE = "2号楼303机房"
MACHINES = {ROOMS[0]: 30, ROOMS[1]: 40, SPARE: 30}
QUALITY = 75

Row = dict[str, str | float]


@dataclass(kw_only=True)
class SchoolDraft:
    """
    The files before they are written.

    Rows by field for each table, photos by member name, materials by path.
    """

    profile: Profile
    tables: dict[str, list[Row]]
    photos: dict[str, bytes]
    materials: dict[str, bytes]

    def rows_of(self, table: str, student: InventedStudent) -> list[Row]:
        """Give the rows of a student in a table, by her right ID number."""
        return [row for row in self.tables[table] if row["id_number"] == student.id_number]


def draft_school(profile: Profile) -> SchoolDraft:
    """Draft the files of the school, all right and in agreement."""
    students = [person(number) for number in range(1, STUDENTS + 1)]
    certificate = profile.certificate.name
    if certificate is None:
        raise WdyyError(
            f"证书规定“{profile.name}”里没有证书名称，做不出示例。", "请用默认的证书规定，不加 --profile。"
        )
    common = {"school": SCHOOL, "site": SITE, "plan": PLAN, "certificate": certificate}
    return SchoolDraft(
        profile=profile,
        tables={
            "roster": [_own(student, "class_name", "level", "student_type") for student in students],
            "students_template": [],
            "students": [information_of(student) for student in students],
            "registration": [{**_own(student, "student_type", "level"), **common} for student in students],
            "records": [record for student in students for record in records_of(student, profile)],
            "status": [{**_own(student, "student_type"), "status": "信息准确"} for student in students],
            "rooms": [
                {
                    **common,
                    "room": room,
                    "room_type": profile.rooms.type,
                    "seats": len(students) // len(ROOMS),
                    "address": ADDRESS,
                }
                for room in ROOMS
            ],
            "room_list": [
                {"room": room, "machines": machines, "address": ADDRESS}
                for room, machines in MACHINES.items()
            ],
            "proctors": [
                {**common, "name": teacher, "phone": f"100{index:08d}", "teaching": course}
                for index, (teacher, course) in enumerate(zip(TEACHERS, COURSES, strict=True), start=1)
            ],
        },
        photos={student.photo: right_photo(student) for student in students},
        materials=draft_materials(profile, ROOMS),
    )


def records_of(student: InventedStudent, profile: Profile) -> list[Row]:
    """Give what the platform has about a registered student: a record for each subject."""
    common = {"school": SCHOOL, "site": SITE, "plan": PLAN, "certificate": profile.certificate.name or ""}
    return [
        {**_own(student, "level"), **common, "subject": f"{subject.name}考试"}
        for subject in profile.records.subjects
    ]


def information_of(student: InventedStudent) -> Row:
    """Give what the platform wants to know of a student before anybody is registered."""
    resident = kind_of(student.id_number) is IdKind.RESIDENT
    return {
        **_own(student, "class_name"),
        "card": "居民身份证" if resident else "居住证",
        "sex": "男" if int(student.id_number[16]) % 2 else "女",
        "nation": "汉族",
        "phone": f"101{student.number:08d}",
    }


@cache
def right_photo(student: InventedStudent) -> bytes:
    """Draw the portrait of a student; the same one each time."""
    return encode_portrait(draw_portrait(student.number), quality=QUALITY, optimize=True)


def _own(student: InventedStudent, *fields: str) -> Row:
    return {of: getattr(student, of) for of in ("name", "id_number", *fields)}


def write_down(draft: SchoolDraft) -> dict[str, bytes]:
    """Give the bytes of each file of the workspace by its name; the same bytes each time."""
    files: dict[str, bytes] = {FILE_NAME: _workspace(draft).encode()}
    for table, name in FILES.items():
        files[name] = plain_workbook(_sheet(table, draft))
    files[PHOTOS] = plain_zip(draft.photos)
    return files | {f"{FOLDER}/{path}": data for path, data in draft.materials.items()}


def _workspace(draft: SchoolDraft) -> str:
    return fill_workspace_template(
        {
            "": {"profile": draft.profile.name},
            "school": {"name": SCHOOL, "site": SITE},
            "exam": {"plan": PLAN},
            "files": {**FILES, "photos": [PHOTOS], **({"materials": FOLDER} if draft.materials else {})},
        }
    )


def _sheet(table: str, draft: SchoolDraft) -> PlainSheet:
    rows = draft.tables[table]
    if table in EXPORTS:
        fields = EXPORTS[table]
        columns: list[PlainColumn] = [PlainColumn(header=header, width=20) for header in fields.values()]
        values = [[row.get(of) for of in fields] for row in rows]
        return PlainSheet(name="Sheet1", columns=columns, rows=values)
    if table in ("students_template", "students"):
        headers = [
            PlainColumn(header=header, width=20, choices=words)
            for header, words in STUDENTS_TEMPLATE.values()
        ]
        return PlainSheet(
            name="学生信息",
            columns=headers,
            title="导入学生信息",
            note="填写说明：带*的必填；学生必须用真实信息",
            header_row=3,
            rows=[[row.get(of) for of in STUDENTS_TEMPLATE] for row in rows],
        )
    return blank_sheet(table.replace("_", "-"), draft.profile, rows)
