"""Which picture becomes whose photo, before anything is done; and why of some none is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wdyy_cli.jobs.photos.originals import OriginalFile
from wdyy_cli.jobs.photos.preparer import HURDLES
from wdyy_cli.planning.whose_photo import Student, Whose, Why, find_owners
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.photo_name import write_photo_name

_WHY_NOT = {
    Why.NOBODY: ("看不出是谁的照片", "把文件名改成姓名、学号或身份证号，或用 --map 写明。"),
    Why.SEVERAL_STUDENTS: (
        "可能是几名学生的：{people}",
        "用 --map 写明文件名和身份证号，或把照片放进以班级命名的文件夹。",
    ),
    Why.SEVERAL_PICTURES: ("{people}还有别的照片：{pictures}", "留下要用的那一张，其余移到别处。"),
    Why.ANOTHER_CHOSEN: ("{people}的照片，对照表里写的是 {pictures}", "不用的移到别处，就不再提示。"),
    Why.OTHER_CLASS: (
        "文件夹或文件名里的班级和花名册不同：{people}",
        "看看放错了班级没有，或用 --map 写明。",
    ),
    Why.OTHER_NAME: (
        "文件名里的身份证号和姓名不是同一个人的：{people}",
        "看看照片是谁的，改正文件名，或用 --map 写明。",
    ),
    Why.UNKNOWN_NUMBER: (
        "文件名里的身份证号，花名册里没有",
        "对一对号码，改正写错的那一处；不是花名册里的学生，把照片移到别处。",
    ),
}
"""Why nobody knows whose a picture is, and what to do."""


@dataclass(frozen=True, kw_only=True)
class PlannedPhoto:
    """A picture, whose it is, and the name it will have; `left_out` says why there is none."""

    file: OriginalFile
    student: Student | None = None
    target: str | None = None
    left_out: str | None = None
    advice: str = ""

    @property
    def source(self) -> str:
        """How the picture is called to people."""
        return self.file.source


def plan_photos(
    files: Sequence[OriginalFile], students: Sequence[Student], decided: Mapping[int, str], settings: Settings
) -> list[PlannedPhoto]:
    """Say of each picture whose photo it becomes; `decided` gives the ID numbers that a person decided on."""
    owners = find_owners([file.picture_name(settings) for file in files], students, decided)
    return [_plan(files, students, at, whose, settings) for at, whose in enumerate(owners)]


def _plan(
    files: Sequence[OriginalFile], students: Sequence[Student], at: int, whose: Whose, settings: Settings
) -> PlannedPhoto:
    file = files[at]
    student = None if whose.student is None else students[whose.student]
    if file.member.hurdle is not None:
        said, advice = file.member.hurdle_detail, HURDLES[file.member.hurdle]
        return PlannedPhoto(file=file, student=student, left_out=said, advice=advice)
    if student is None:
        said, advice = _why_not(files, students, whose)
        only = students[whose.students[0]] if len(whose.students) == 1 else None
        return PlannedPhoto(file=file, student=only, left_out=said, advice=advice)
    target = write_photo_name(
        settings.profile.photo.name_pattern,
        student.id_number,
        student.name,
        student.student_number,
        settings.checked_on,
    )
    if target is None:
        said = f"{student.name}在花名册里的身份证号用不了"
        return PlannedPhoto(file=file, student=student, left_out=said, advice="先改正花名册里的身份证号。")
    return PlannedPhoto(file=file, student=student, target=f"{target}.jpg")


def _why_not(files: Sequence[OriginalFile], students: Sequence[Student], whose: Whose) -> tuple[str, str]:
    """Say why nobody knows whose a picture is, and what to do."""
    people = "、".join(person_of(students[at]) for at in whose.students)
    pictures = "、".join(files[at].source for at in whose.pictures)
    said, advice = _WHY_NOT[whose.why or Why.NOBODY]
    return said.format(people=people, pictures=pictures), advice


def person_of(student: Student) -> str:
    """Name a student with the class."""
    return f"{student.class_name} {student.name}".strip()
