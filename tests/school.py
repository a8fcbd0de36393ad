"""An invented school in a folder: roster, photos, registration, exports, as tests want them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import xlsxwriter  # type: ignore[import-untyped] # the same

from students import id_number, photo_zip, portrait
from wdyy_cli.files.forms.registration_fill import fill_form
from wdyy_cli.jobs.forms.blank import open_blank
from wdyy_cli.profile_files import load_profile
from wdyy_cli.workbooks.template import read_template

NAMES = ("张一", "李二", "王三", "赵四", "钱五", "孙六", "周七", "吴八", "郑九", "冯十")
SCHOOL, SITE, PLAN = (
    "某某职业技术学院",
    "某某学院网店运营推广证书考核站点",
    "网店运营推广2021年上半年全国统考",
)
CERTIFICATE = "网店运营推广职业技能等级证书"


@dataclass(frozen=True, kw_only=True)
class Student:
    """A student as one file has her."""

    number: str
    name: str
    class_name: str = "高一1班"
    level: str = "初级"
    status: str = "信息准确"


STUDENTS = tuple(
    Student(number=id_number(index), name=name, class_name=f"高一{1 + index % 2}班")
    for index, name in enumerate(NAMES)
)


@dataclass(frozen=True, kw_only=True)
class School:
    """What stands in each file, None where there is none; photos by the names of the members."""

    roster: Sequence[Student] | None = STUDENTS
    registration: Sequence[Student] | None = STUDENTS
    photos: dict[str, bytes] | None = field(
        default_factory=lambda: {f"{s.number}.jpg": portrait(i) for i, s in enumerate(STUDENTS)}
    )
    records: Sequence[tuple[Student, str]] | None = tuple(
        (student, subject) for student in STUDENTS for subject in ("理论考试", "实操考试")
    )
    status: Sequence[Student] | None = STUDENTS
    rules: str = ""

    def write(self, folder: Path) -> Path:
        """Write the files and wdyy.toml into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        files: dict[str, str] = {}
        tables: dict[str, tuple[str, Sequence[str], list[tuple[str, ...]]]] = {}
        if self.roster is not None:
            rows: list[tuple[str, ...]] = [
                (s.name, s.number, s.class_name, s.level, "院校考生") for s in self.roster
            ]
            tables["roster"] = ("花名册.xlsx", ("姓名", "身份证号", "班级", "证书等级", "学生类型"), rows)
        if self.records is not None:
            rows = [(s.name, s.number, subject, s.level, CERTIFICATE, PLAN) for s, subject in self.records]
            headers: Sequence[str] = ("姓名", "身份证号", "科目", "证书等级", "报考证书", "考试计划名称")
            tables["records"] = ("报考记录.xlsx", headers, rows)
        if self.status is not None:
            rows = [(s.name, s.number, s.status) for s in self.status]
            tables["status"] = ("考生信息.xlsx", ("姓名", "身份证号", "信息状态"), rows)
        for key, (name, headers, rows) in tables.items():
            table(folder / name, headers, rows)
            files[key] = f'"{name}"'
        if self.photos is not None:
            photo_zip(folder / "照片.zip", self.photos)
            files["photos"] = '["照片.zip"]'
        if self.registration is not None:
            registration(folder / "报考.xlsx", self.registration)
            files["registration"] = '"报考.xlsx"'
        text = f'[school]\nname = "{SCHOOL}"\nsite = "{SITE}"\n[exam]\nplan = "{PLAN}"\n[files]\n'
        text += "\n".join(f"{key} = {name}" for key, name in files.items()) + f"\n{self.rules}\n"
        (folder / "wdyy.toml").write_text(text, encoding="utf-8")
        return folder


def changed(students: Sequence[Student], index: int, **facts: str) -> tuple[Student, ...]:
    """Give the same students with other facts about one of them."""
    return (*students[:index], replace(students[index], **facts), *students[index + 1 :])


def without(students: Sequence[Student], index: int) -> tuple[Student, ...]:
    """Give all students but one."""
    return (*students[:index], *students[index + 1 :])


def table(path: Path, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    """Write a sheet with a header row."""
    return workbook(path, {"Sheet": [headers, *rows]})


def workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()
) -> Path:
    """Write a workbook with these sheets, some of them hidden; one that was made before is not made again."""
    content = repr((dict(sheets), tuple(hidden)))
    if content not in _WORKBOOKS:
        _WORKBOOKS[content] = _make_workbook(sheets, hidden)
    path.write_bytes(_WORKBOOKS[content])
    return path


_WORKBOOKS: dict[str, bytes] = {}
"""Workbooks by what stands in them."""


def _make_workbook(sheets: Mapping[str, Sequence[Sequence[object]]], hidden: Sequence[str]) -> bytes:
    made = io.BytesIO()
    if not hidden and all(_is_plain(value) for rows in sheets.values() for row in rows for value in row):
        _write_plain(made, sheets)
        return made.getvalue()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(made)
    return made.getvalue()


def _is_plain(value: object) -> bool:
    """Whether every writer makes the same of a value: a short text without blanks at its ends, a count."""
    if isinstance(value, str):
        return (
            value == value.strip() and value.isprintable() and value[:1] not in {"=", "#"} and len(value) < 99
        )
    return value is None or (isinstance(value, int) and abs(value) < 1_000_000)


def _write_plain(made: io.BytesIO, sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    """Write what most tests want in a quarter of the time that openpyxl takes for it."""
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and value:
                        sheet.write_string(at, column, value)
                    elif isinstance(value, bool):
                        sheet.write_boolean(at, column, value)
                    elif isinstance(value, int):
                        sheet.write_number(at, column, value)


@cache
def blank_registration() -> bytes:
    """Give the bundled template."""
    return read_template("registration")


def registration(path: Path, students: Sequence[Student]) -> Path:
    """Fill the bundled template."""
    path.write_bytes(_filled(tuple(students)))
    return path


@cache
def _filled(students: tuple[Student, ...]) -> bytes:
    profile = load_profile()
    rows = [(s.name, s.number, "院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, s.level) for s in students]
    blank = open_blank("registration", "模板", profile.registration.columns["id_number"], profile)
    return fill_form(*blank, rows).data
