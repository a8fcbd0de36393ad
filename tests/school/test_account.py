"""Everything is accounted for: every ID number is a row's, somebody else's by its header, or told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from students import TODAY, id_number
from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Finding
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.table.leftover import STATUS_LEFTOVER
from wdyy_cli.school.account import id_numbers_in
from wdyy_cli.school.listing import Listing
from wdyy_cli.school.roster import roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.status import SOUGHT, status_in
from wdyy_cli.sheet import Area, Sheet, SheetFacts, Value, Workbook, show_value

SETTINGS = Settings(profile=load_profile(), checked_on=TODAY)
TOLD = re.compile("里面的 ([0-9,]+) 个身份证号没有算在内")
NAMES = ["赵伟静", "赵芳强", "赵娜静", "钱敏强", "钱伟静", "孙芳强", "李娜", "周敏", "吴伟", "郑芳"]


@dataclass
class Grid:
    """A sheet being written, and whose the numbers on it are."""

    rows: list[list[Value]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, *values: Value) -> None:
        """Write a row."""
        self.rows.append(list(values))


class Numbers:
    """Gives a new ID number each time."""

    used: int = 0

    def next(self) -> str:
        """Give it."""
        self.used += 1
        return id_number(self.used)


HEADERS: dict[str, tuple[str, ...]] = {
    "usual": ("姓名", "身份证号", "信息状态"),
    "other words": ("*考生姓名", "证件号码（18位）", "审核状态"),
    "in another order": ("信息状态", "公民身份号码", "姓名"),
    "no name": ("身份证号", "备注", "信息状态"),
    "no state": ("姓名", "身份证号", "班级"),
    "unknown": ("谁", "号码", "怎样"),
    "a former number": ("姓名", "身份证号", "信息状态", "原身份证号"),
    "a parent's number": ("姓名", "身份证号", "信息状态", "家长身份证号码"),
    "none for the last": ("姓名", "身份证号", "信息状态", ""),
    "a remark": ("姓名", "身份证号", "信息状态", "备注"),
}
COLUMNS = ("name", "id", "state", "id")
PLACES = {
    "in another order": ("state", "id", "name"),
    "no name": ("id", "text", "state"),
    "no state": COLUMNS[:3],
}


def person(grid: Grid, new: Numbers, kinds: Sequence[str], headers: Sequence[str]) -> list[Value]:
    values: list[Value] = []
    for kind, header in zip(kinds, headers, strict=True):
        number = new.next() if kind == "id" else ""
        if kind == "id":
            (grid.others if "家长" in header else grid.numbers).append(number)
        text = {"name": NAMES[new.used % len(NAMES)], "state": "信息准确", "text": "无", "id": number}[kind]
        values.append(f"见{number}" if header == "备注" and number else text)
    return values


@st.composite
def table(draw: st.DrawFn, new: Numbers, grid: Grid) -> None:
    kind = draw(st.sampled_from(list(HEADERS)))
    headers = HEADERS[kind]
    kinds = PLACES.get(kind, COLUMNS[: len(headers)])
    twice, right_header = draw(st.booleans()), draw(st.booleans())
    tiers = draw(st.integers(0, 3)) == 0
    start = len(grid.rows) + 1
    if tiers:
        grid.add(headers[0], "证件", *([""] * (len(headers) - 1)))
        grid.add("", headers[1], *headers[2:])
        grid.merged.append(Area(start, 0, start + 1, 0))
        grid.merged.append(Area(start, 1, start, len(headers) - 1))
    elif draw(st.integers(0, 5)):
        grid.add(*headers, *(headers if twice and right_header else ()))
    else:
        # Rows without a header are under the one above them: nobody can tell whose a fourth column is.
        kinds, headers, twice = kinds[:3], headers[:3], False
    for _ in range(draw(st.integers(0, 3))):
        left = person(grid, new, kinds, headers)
        grid.add(*left, *(person(grid, new, kinds, headers) if twice and not tiers else ()))
    if len(grid.rows) - start > 1 and draw(st.booleans()):
        place = kinds.index("state") if "state" in kinds else 0
        grid.merged.append(Area(start + 1, place, len(grid.rows), place))


def other_row(draw: st.DrawFn, new: Numbers, grid: Grid) -> None:
    what = draw(st.sampled_from(["title", "blank", "total", "signature", "number", "teacher"]))
    if what == "title":
        grid.add("某某学校名单")
    elif what == "blank":
        grid.add()
    elif what == "total":
        grid.add("合计", "3 人")
    elif what == "signature":
        grid.add("制表人：王老师", "", "审核：")
    elif what == "number":
        number = new.next()
        grid.numbers.append(number)
        grid.add("", "", f"补报 {number[:6]} {number[6:]}")
    else:
        number = new.next()
        grid.others.append(number)
        grid.add(f"班主任身份证号：{number}")


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[Workbook, list[str], list[str]]:
    new, grids = Numbers(), []
    sheets = []
    for index in range(draw(st.integers(1, 3))):
        grid = Grid()
        for _ in range(draw(st.integers(1, 3))):
            for _ in range(draw(st.integers(0, 2))):
                other_row(draw, new, grid)
            draw(table(new, grid))
        grids.append(grid)
        facts = SheetFacts(merged=tuple(grid.merged))
        rows = tuple(tuple(row) for row in grid.rows)
        visible = index == 0 or draw(st.booleans())
        sheets.append(Sheet(name=f"表{index + 1}", rows=rows, visible=visible, facts=facts))
    numbers = [number for grid in grids for number in grid.numbers]
    others = [number for grid in grids for number in grid.others]
    return Workbook(kind="Excel 表格", sheets=tuple(sheets)), numbers, others


def roster_findings(listing: Listing) -> list[Finding]:
    return [finding for finding in listing.find() if finding.code == "ROS005"]  # type: ignore[attr-defined]


def status_findings(listing: Listing) -> list[Finding]:
    return list(listing.find_unread(STATUS_LEFTOVER, SOUGHT))


def account_for(
    book: tuple[Workbook, list[str], list[str]],
    read: Callable[[Workbook, str, Settings], Listing],
    find: Callable[[Listing], list[Finding]],
) -> None:
    workbook, numbers, others = book
    try:
        listing = read(workbook, "表.xlsx", SETTINGS)
    except WdyyError:
        return  # it says that there is no such table, or that two columns could be meant
    # Of a number with something about it in its own cell the rules about ID numbers speak.
    cells = [show_value(row.table.value(row.values, "id_number")) for row in listing.rows()]
    rows = [number for cell in cells for number in id_numbers_in(cell)]
    passed_over = [number for number in numbers if number not in rows]
    told = sum(
        int(found[1].replace(",", ""))
        for finding in find(listing)
        if (found := TOLD.search(finding.message)) is not None
    )
    # Somebody else's number may be told where nobody read the header above it.
    at_most = len(passed_over) + sum(number not in rows for number in others)
    assert len(passed_over) <= told <= at_most
    assert not set(others) & set(rows)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(workbooks())
def test_every_number_in_a_roster_is_accounted_for(book: tuple[Workbook, list[str], list[str]]) -> None:
    account_for(book, roster_in, roster_findings)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(workbooks())
def test_every_number_in_an_export_is_accounted_for(book: tuple[Workbook, list[str], list[str]]) -> None:
    account_for(book, status_in, status_findings)
