"""Registration sheets and rosters with planted faults, and what a report says about them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl  # type: ignore[import-untyped] # it brings no types
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped] # the same

from school import CERTIFICATE, NAMES, PLAN, SCHOOL, SITE, blank_registration, workbook
from students import id_number
from template_builders import repacked, unpack
from wdyy_cli.sheet import parse_ref

Value = object
Change = Callable[[Worksheet], None]

FIRST_ROW = 4
"""Where the students begin in the bundled template."""

SHEET_PART = "xl/worksheets/sheet1.xml"
HEADERS = (
    "学生姓名", "身份证号", "学生类型", "所属院校", "考核站点", "考试计划名称", "报考证书", "证书等级",
)  # fmt: skip
OPTIONS = (
    "--school", SCHOOL, "--site", SITE, "--plan", PLAN, "--level", "初级", "--student-type", "院校考生",
)  # fmt: skip
"""What holds for all students, as the command line says it."""


class Found(NamedTuple):
    """A finding without its words: where it is, what stands there, and whom it concerns."""

    code: str
    sheet: str | None
    cell: str | None
    row: int | None
    column: str | None
    value: str | None
    stored_as: str | None
    id_number: str | None
    name: str | None


def student(index: int) -> tuple[str, ...]:
    """Give the right row of an invented student."""
    return (NAMES[index], id_number(index), "院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级")


def registration(path: Path, change: Change | None = None, count: int = 5) -> Path:
    """Fill the bundled template with right students, and change the sheet."""
    path.write_bytes(_right_sheet(count) if change is None else _sheet(change, count))
    return path


@cache
def _right_sheet(count: int) -> bytes:
    return _sheet(lambda _: None, count)


def _sheet(change: Change, count: int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(blank_registration()))
    sheet = book.active
    for index in range(count):
        for column, text in enumerate(student(index), start=1):
            sheet.cell(FIRST_ROW + index, column, text)
    change(sheet)
    made = io.BytesIO()
    book.save(made)
    # openpyxl does not say of texts of blanks alone that they are meant.
    kept = {SHEET_PART: lambda part: part.replace(b"<t>  </t>", b'<t xml:space="preserve">  </t>')}
    data = made.getvalue()
    return repacked(data, kept) if b"<t>  </t>" in unpack(data)[SHEET_PART] else data


def put(**values: Value) -> Change:
    """Plant values in cells, named like B6; None empties one."""

    def change(sheet: Worksheet) -> None:
        for ref, value in values.items():
            sheet[ref] = value
            if isinstance(value, str) and value.startswith("#"):
                sheet[ref].data_type = "e"

    return change


def roster(
    path: Path, rows: Sequence[Sequence[Value]], headers: Sequence[str] = ("姓名", "身份证号")
) -> Path:
    """Write a roster of one sheet with a header in row 1."""
    return workbook(path, {"花名册": [headers, *rows]})


def listed(count: int = 5) -> list[list[Value]]:
    """Give names and ID numbers of invented students."""
    return [[NAMES[index], id_number(index)] for index in range(count)]


def findings(report: dict[str, Any]) -> list[Found]:
    """Give the findings of a JSON report, sorted, without their words."""
    found = []
    for finding in report["findings"]:
        at = finding["location"]
        found.append(
            Found(
                finding["code"], at["sheet"], at["cell"], at["row"], at["column"],
                finding["value"], finding["stored_as"], finding["id_number"], finding["name"],
            )
        )  # fmt: skip
    return sorted(found, key=repr)


def at_cell(
    code: str,
    cell: str,
    column: str | None,
    value: str | None,
    *,
    sheet: str | None = "报考表",
    stored_as: str | None = "text",
    who: tuple[str | None, str | None] = (NAMES[2], id_number(2)),
) -> Found:
    """Say what is expected of a cell; `who` are the name and ID number that the report gives with it."""
    place = parse_ref(cell)
    assert place is not None
    return Found(code, sheet, cell, place[0], column, value, stored_as, who[1], who[0])
