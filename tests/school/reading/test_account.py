"""Everything is accounted for: every ID number is a row's, somebody else's by its header, or told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from students import TODAY, id_number
from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Finding
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.table.cell_marks import id_numbers_in, phones_in, rooms_in_cell
from wdyy_cli.rules.table.leftover import Leftover, say_leftover
from wdyy_cli.school.photos.photo_map import PhotoMap
from wdyy_cli.school.platform.records import Records
from wdyy_cli.school.platform.status import Statuses
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.rooms.proctors import ProctorList
from wdyy_cli.school.rooms.room_list import RoomList
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.roster import roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Area, Sheet, SheetFacts, Value, Workbook, show_value

SETTINGS = Settings(profile=load_profile(), checked_on=TODAY)
TOLD = re.compile("里面的 ([0-9,]+) 个(?:身份证号|手机号码|考场)没有算在内")
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
    """Gives a new number each time, of those that a table is about."""

    def __init__(self, number: Callable[[int], str]) -> None:
        """Make them by their index."""
        self.used = 0
        self._number = number

    def next(self) -> str:
        """Give it."""
        self.used += 1
        return self._number(self.used)


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
def table(draw: st.DrawFn, new: Numbers, grid: Grid, headers_of: Sequence[str]) -> None:
    """Write one to three tables side by side, each with a header, or without one below what stands above."""
    kinds = draw(st.lists(st.sampled_from(headers_of), min_size=1, max_size=3))
    if draw(st.booleans()):
        kinds = kinds[:1] * len(kinds)
    parts = [(HEADERS[kind], PLACES.get(kind, COLUMNS[: len(HEADERS[kind])])) for kind in kinds]
    gap = [""] * draw(st.integers(0, 1))
    start = len(grid.rows) + 1
    if draw(st.integers(0, 3)) == 0:
        parts = parts[:1]
        headers = parts[0][0]
        grid.add(headers[0], "证件", *([""] * (len(headers) - 1)))
        grid.add("", headers[1], *headers[2:])
        grid.merged.append(Area(start, 0, start + 1, 0))
        grid.merged.append(Area(start, 1, start, len(headers) - 1))
    else:
        # Rows without a header are under the one above them: nobody can tell whose a fourth column is.
        parts = [part if draw(st.integers(0, 4)) else (("",) * 3, part[1][:3]) for part in parts]
        if any(any(headers) for headers, _ in parts):
            grid.add(*(value for headers, _ in parts for value in (*headers, *gap)))
    for _ in range(draw(st.integers(0, 3))):
        grid.add(*(value for headers, own in parts for value in (*person(grid, new, own, headers), *gap)))
    if len(grid.rows) - start > 1 and draw(st.booleans()):
        own = parts[0][1]
        place = own.index("state") if "state" in own else 0
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


Book = tuple[Workbook, list[str], list[str]]


@st.composite
def workbooks(
    draw: st.DrawFn, number: Callable[[int], str], words: Mapping[str, str], headers: Sequence[str]
) -> Book:
    """Write a workbook or a text file, and give the numbers on it: the students' and somebody else's."""
    new, grids = Numbers(number), []
    sheets = []
    encoding = draw(st.sampled_from([None, None, "utf-8"]))
    for index in range(1 if encoding else draw(st.integers(1, 3))):
        grid = Grid()
        for _ in range(draw(st.integers(1, 3))):
            for _ in range(draw(st.integers(0, 2))):
                other_row(draw, new, grid)
            draw(table(new, grid, headers))
        grids.append(grid)
        rows = tuple(tuple(worded(value, words) for value in row) for row in grid.rows)
        visible = index == 0 or draw(st.booleans())
        facts = SheetFacts(merged=() if encoding else tuple(grid.merged))
        sheets.append(Sheet(name=f"表{index + 1}", rows=rows, visible=visible, facts=facts))
    numbers = [number for grid in grids for number in grid.numbers]
    others = [number for grid in grids for number in grid.others]
    return Workbook(sheets=tuple(sheets), encoding=encoding), numbers, others


def worded(value: Value, words: Mapping[str, str]) -> Value:
    """Say it in the words of another kind of table."""
    for word, other in words.items():
        value = value.replace(word, other) if isinstance(value, str) else value
    return value


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of table: how it is read, what it says of what it did not read, and its words."""

    read: Callable[[Workbook], Listing]
    find: Callable[[Listing], Iterable[Finding | Leftover]]
    own: str = "id_number"
    number: Callable[[int], str] = id_number
    marks: Callable[[Value], Sequence[str]] = id_numbers_in
    words: Mapping[str, str] = field(default_factory=dict)
    headers: Sequence[str] = tuple(HEADERS)


def read_as(kind: type[Listing]) -> Callable[[Workbook], Listing]:
    return lambda workbook: kind.of(workbook, "表.xlsx", SETTINGS)


def phone_number(index: int) -> str:
    return f"138{index:08d}"


def room_name(index: int) -> str:
    return f"1号楼{index:03d}机房"


NAMING_ROOMS = tuple(
    header for header in HEADERS if "备注" not in HEADERS[header] and header != "a former number"
)
"""Beside a room, others are named in remarks and by their former names: they are none of the table's."""

ROOM_WORDS = {
    "考生姓名": "地点", "姓名": "考场地址", "身份证号码": "考场名称", "身份证号": "考场名称",
    "证件号码（18位）": "考场", "公民身份号码": "机房名称", "审核状态": "信息状态", "信息准确": "30",
}  # fmt: skip


KINDS = {
    "a roster": Kind(
        read=lambda workbook: roster_in(workbook, "表.xlsx", SETTINGS),
        find=lambda listing: [f for f in listing.find() if f.code == "ROS005"],  # type: ignore[attr-defined]
    ),
    "an export of candidates": Kind(
        read=read_as(Statuses),
        find=Listing.find_unread,
    ),
    "an export of records": Kind(
        read=read_as(Records),
        find=Listing.find_unread,
        words={"信息状态": "考试科目", "审核状态": "科目", "信息准确": "理论考试"},
    ),
    "a list of proctors": Kind(
        read=read_as(ProctorList),
        find=Listing.find_unread,
        own="phone",
        number=phone_number,
        marks=phones_in,
        words={
            "身份证号码": "手机号码", "身份证号": "手机号码", "证件号码（18位）": "联系电话（11位）",
            "公民身份号码": "移动电话", "信息状态": "所属院校", "审核状态": "学校", "信息准确": "示例学院",
        },
    ),
    "a sheet of rooms": Kind(
        read=read_as(Rooms),
        find=Listing.find_unread,
        own="room",
        number=room_name,
        marks=rooms_in_cell,
        headers=NAMING_ROOMS,
        words={**ROOM_WORDS, "信息状态": "考场座位数"},
    ),
    "a list of rooms": Kind(
        read=read_as(RoomList),
        find=Listing.find_unread,
        own="room",
        number=room_name,
        marks=rooms_in_cell,
        headers=NAMING_ROOMS,
        words={**ROOM_WORDS, "信息状态": "机位数"},
    ),
    "a table of whose photos they are": Kind(
        read=read_as(PhotoMap),
        find=Listing.find_lost,
        words={"考生姓名": "照片文件名", "姓名": "文件名"},
    ),
}  # fmt: skip


def account_for(kind: Kind, book: Book) -> None:
    workbook, numbers, others = book
    try:
        listing = kind.read(workbook)
    except WdyyError:
        return  # it says that there is no such table, or that two columns could be meant
    # Of a number with something about it in its own cell the rules about ID numbers speak.
    cells = [show_value(row.table.value(row.values, kind.own)) for row in listing.rows]
    rows = [number for cell in cells for number in kind.marks(cell)]
    passed_over = [number for number in numbers if number not in rows]
    told = sum(
        int(found[1].replace(",", ""))
        for one in kind.find(listing)
        if (found := TOLD.search(say_leftover(one) if isinstance(one, Leftover) else one.message)) is not None
    )
    # Somebody else's number may be told where nobody read the header above it.
    at_most = len(passed_over) + sum(number not in rows for number in others)
    assert len(passed_over) <= told <= at_most
    assert not set(others) & set(rows)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_number_is_accounted_for(kind: Kind) -> None:
    @examples(150)
    @given(workbooks(kind.number, kind.words, kind.headers))
    def account(book: Book) -> None:
        account_for(kind, book)

    account()


TWO_TIERS = (Area(1, 0, 2, 0), Area(1, 1, 1, 3))
ASTRAY: dict[str, tuple[Sequence[Sequence[Value]], Sequence[Area]]] = {
    "a header that names nothing but the number, below a parent's column": (
        [
            ("姓名", "证件", "", ""),
            ("", "身份证号", "信息状态", "家长身份证号码"),
            ("身份证号", "备注", "信息状态"),
            (id_number(1), "无", "信息准确", id_number(2), "无", "信息准确"),
        ],
        TWO_TIERS,
    ),
    "rows that begin with a number, below a parent's column": (
        [
            ("姓名", "身份证号", "班级", "家长身份证号"),
            ("赵伟静", id_number(3), "一班", id_number(4)),
            ("2", "李娜", id_number(1), id_number(2)),
        ],
        (),
    ),
}
"""Two students' numbers that nobody reads, however alike the column of a parent above them is."""


@pytest.mark.parametrize(("rows", "merged"), ASTRAY.values(), ids=ASTRAY)
def test_a_header_says_whose_a_number_is_only_in_its_own_rows(
    rows: Sequence[Sequence[Value]], merged: Sequence[Area]
) -> None:
    sheet = Sheet(name="表", rows=tuple(map(tuple, rows)), facts=SheetFacts(merged=tuple(merged)))
    book = Workbook(sheets=(sheet,))
    account_for(KINDS["a roster"], (book, [id_number(1), id_number(2)], []))


IN_ONE_CELL = {
    "a telephone behind it": (f"张三 {id_number(0)} 13800000000", [id_number(0)], ["13800000000"]),
    "a count before it, blanks inside": (f"1 {id_number(0)[:6]} {id_number(0)[6:]}", [id_number(0)], []),
    "two below each other": (f"{id_number(0)}\n{id_number(1)}", [id_number(0), id_number(1)], []),
    "two telephones": ("13800000000 138-0000-0001 王老师", [], ["13800000000", "13800000001"]),
    "a longer number": (f"6{id_number(0)}", [], []),
}


@pytest.mark.parametrize(("text", "numbers", "phones"), IN_ONE_CELL.values(), ids=IN_ONE_CELL)
def test_every_number_in_a_cell_is_seen(text: str, numbers: list[str], phones: list[str]) -> None:
    assert (list(id_numbers_in(text)), list(phones_in(text))) == (numbers, phones)
