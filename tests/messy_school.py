"""A school as it comes to the coordinator: a list from each class teacher, photos by class, odd exports."""

from __future__ import annotations

from pathlib import Path

from exam_tables import write
from school import workbook
from students import portrait
from wdyy_cli.demo.people import InventedStudent, person

FOUR_CLASSES = ("电商2301班", "电商2302班", "营销2301班", "营销2302班")
PEOPLE = [person(number) for number in range(1, 31)]
BY_CLASS = {name: PEOPLE[at::4] for at, name in enumerate(FOUR_CLASSES)}


def deliver(folder: Path) -> None:
    """Write what the class teachers and the photographer send: no two lists look alike."""
    first, second, third, fourth = FOUR_CLASSES
    workbook(
        folder / "新建 Microsoft Excel 工作表.xlsx",
        {
            "Sheet1": [
                [f"{first}学生名单"],
                ["序号", "姓名", "身份证号", "班级", "联系电话"],
                *([at, s.name, s.id_number, first, "13900000001"] for at, s in enumerate(BY_CLASS[first], 1)),
                ["合计", f"{len(BY_CLASS[first])} 人"],
            ]
        },
    )
    rows = [[s.name, "女", s.id_number, second, "王老师"] for s in BY_CLASS[second]]
    write(folder / "1.xls", ("学生姓名", "性别", "公民身份号码", "行政班", "班主任"), rows)
    rows = [[s.name, s.id_number, third] for s in BY_CLASS[third]]
    write(folder / "导出(3).csv", ("考生", "证照号", "所在班级"), rows)
    workbook(
        folder / f"{fourth}.xlsx",
        {"名单": [["姓名", "身份证号"], *([s.name, s.id_number] for s in BY_CLASS[fourth])]},
    )
    for name, students in BY_CLASS.items():
        (folder / "照片" / name).mkdir(parents=True)
        for student in students:
            (folder / "照片" / name / f"{student.name}.jpg").write_bytes(portrait(student.number))
    (folder / "通知.txt").write_text("各位班主任：\n请交名单。\n", "utf-8")


def export(folder: Path) -> None:
    """Write what the platform gives after the upload, under headers that nobody knows."""

    def one(student: InventedStudent, *more: str) -> list[str]:
        return [student.name, student.id_number, *more]

    write(folder / "下载.xls", ("考生", "证件编码", "核验情况"), [one(s, "信息准确") for s in PEOPLE])
    records = [one(s, f"{subject}考试") for s in PEOPLE for subject in ("理论", "实操")]
    write(folder / "下载 (1).csv", ("考生", "证件编码", "报考内容"), records)
