"""Reports for tests: a plain one about photos and a sheet, and one whose every text is hostile."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from PIL import Image

from students import CHECK_DATE, id_number
from wdyy_cli.model import Finding, InputFile, Location, NotChecked, Place, Report, Role, Severity, Table
from wdyy_cli.photo import Thumbnail
from wdyy_cli.sheet import Value, cell_ref

PHOTOS, SHEET = "照片.zip", "报考.xlsx"
NAMES = ("张三丰", "李四光", "王五一", "赵六二")
HEADERS = ("学生姓名", "身份证号", "学生类型", "证书等级")
FIELDS = ("name", "id_number", "student_type", "level")

HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</script><svg onload=alert(1)>",
    "=cmd|' /C calc'!A0",
    "+1-2@SUM(A1)",
    "\x1b[31m\x1b]0;title\x07",
    "a\u202egpj.\u2066b",
    "half a pair \ud800 \udfff",
    "\x00\x01\x08\x0b\x0c\x1f\ufffe\uffff",
    "]]> --> <!-- <![CDATA[",
    "line\none\r\ntwo\u2028three\u0085four",
    "::error file=x::y",
    "##[error]z",
    "`code` **bold** | [link](javascript:alert(1)) @someone #1 ${{ secrets.X }}",
    "&lt;&amp;&#60; %0A %25 {{ 7*7 }} {% raw %}",
    "\\u003c \\ _x000D_",
    "😀𠮷",
)


def photo_finding(member: str, code: str = "PHO206", **changes: object) -> Finding:
    """Build a finding about a photo, changed in some facts."""
    finding = Finding(
        code=code,
        severity=Severity.ERROR,
        title="照片像素不符",
        message="480×640，应为 295×413（比例也不对，需要先裁剪）",
        fix="先裁成规定的比例。",
        place=Place(location=Location(file=PHOTOS, member=member), id_number=member.partition(".")[0]),
    )
    return replace(finding, **changes)  # type: ignore[arg-type]


def cell_finding(row: int, field: str, values: Sequence[Value], **changes: object) -> Finding:
    """Build a finding about a cell of the sheet, changed in some facts."""
    column = FIELDS.index(field)
    place = Place(
        location=Location(
            file=SHEET, sheet="Sheet1", cell=cell_ref(row, column), row=row, column=HEADERS[column]
        ),
        value=str(values[column]) or None,
        stored_as="text",
        id_number=str(values[1]) or None,
        name=str(values[0]) or None,
    )
    finding = Finding(
        code="REG107",
        severity=Severity.ERROR,
        title="证书等级不是可选的值",
        message=f"“{values[column]}”不是可选的值",
        fix="在下拉列表里选。",
        place=place,
    )
    return replace(finding, **changes)  # type: ignore[arg-type]


def thumbnail(colour: tuple[int, int, int] = (230, 9, 17)) -> Thumbnail:
    """Build a thumbnail with two places where the background was looked at."""
    buffer = io.BytesIO()
    Image.new("RGB", (118, 165), colour).save(buffer, "JPEG", quality=60)
    return Thumbnail(
        jpeg=buffer.getvalue(), width=118, height=165, regions=((0, 0, 0.3, 0.07), (0.7, 0, 1, 0.07))
    )


def sheet_rows() -> list[tuple[Value, ...]]:
    """Give a sheet: two rows above the header, the header in row 3, students below."""
    students = [(name, id_number(index), "院校考生", "一级") for index, name in enumerate(NAMES)]
    return [("按证书批量导入报考",), ("填写说明",), HEADERS, *students]


def plain_report(**changes: object) -> Report:
    """Build a report with findings of all severities about photos and a sheet, changed in some facts."""
    rows = sheet_rows()
    numbers = [id_number(index) for index in range(len(NAMES))]
    photos = [
        photo_finding(f"{number}.jpg", person=name) for number, name in zip(numbers[:2], NAMES, strict=False)
    ]
    report = Report(
        command="check",
        profile="wdyy-2021",
        checked_on=CHECK_DATE,
        inputs=(
            InputFile(path=PHOTOS, role=Role.PHOTOS, sha256="0" * 64, items=4, unit="张照片"),
            InputFile(path=SHEET, role=Role.REGISTRATION, sha256="1" * 64, items=4, unit="名考生"),
            InputFile(path="坏.zip", reason="坏.zip 不是压缩包。"),
        ),
        findings=(
            *photos,
            photo_finding(
                f"{numbers[2]}.jpg",
                "PHO302",
                person=NAMES[2],
                severity=Severity.WARNING,
                title="照片底色不均匀",
                message="看过的背景里只有约 50% 是红色",
            ),
            *(cell_finding(row, "level", rows[row - 1]) for row in (4, 5)),
            cell_finding(
                6,
                "name",
                rows[5],
                code="REG112",
                severity=Severity.INFO,
                title="姓名少见",
                message="请核对",
                suppressed="平台已确认",
            ),
        ),
        exit_code=2,
        unit="",
        not_checked=(NotChecked(code="PHO010", reason="不知道平台对压缩包大小和照片张数的限制"),),
        tables=(
            Table(
                file=SHEET,
                sheet="Sheet1",
                header_row=3,
                columns={field: index for index, field in enumerate(FIELDS)},
                rows=rows,
            ),
        ),
        thumbnails={(PHOTOS, f"{number}.jpg"): thumbnail() for number in numbers[:3]},
        classes={numbers[0]: "网店一班", numbers[1]: "网店二班", numbers[2]: "网店一班", "无": "网店三班"},
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def hostile_report() -> Report:
    """Build a report in which every text that comes from outside is hostile."""
    findings = []
    for index, text in enumerate(HOSTILE):
        place = Place(
            location=Location(file=PHOTOS, member=f"{text}.jpg"), value=text, id_number=text, name=text
        )
        findings.append(photo_finding("x", place=place, message=text, suppressed=None if index % 5 else text))
        at = Location(file=SHEET, sheet=HOSTILE[0], cell=f"A{index + 4}", row=index + 4, column=text)
        place = Place(location=at, value=text, stored_as="text", id_number=text, name=text)
        findings.append(photo_finding("x", "REG105", place=place, message=text))
    rows = [("标题",), (), HOSTILE, *((text, text, text) for text in HOSTILE)]
    members = [f"{text}.jpg" for text in HOSTILE]
    return plain_report(
        inputs=(
            *(InputFile(path=path, items=1) for path in (PHOTOS, SHEET)),
            *(InputFile(path=text, reason=text) for text in HOSTILE),
        ),
        findings=tuple(findings),
        tables=(
            Table(file=SHEET, sheet=HOSTILE[0], header_row=3, columns={"name": 0, "id_number": 1}, rows=rows),
        ),
        thumbnails={(PHOTOS, member): thumbnail() for member in members},
        classes={text: f"{text}班" for text in HOSTILE},
        lines=HOSTILE,
        not_checked=tuple(NotChecked(code="PHO010", reason=text) for text in HOSTILE),
        results={text: [text] for text in HOSTILE},
        profile=HOSTILE[0],
    )
