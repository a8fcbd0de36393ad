"""ROM: what can be wrong with a sheet of rooms (考场), held against candidates and machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from wdyy_cli.grouping import grouped
from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.both_cells import CALCULATE
from wdyy_cli.rules.table.leftover import leftovers
from wdyy_cli.rules.table.table import TableRef, example_table, name_row, place_in
from wdyy_cli.sheet import ErrorValue, Value, show_value
from wdyy_cli.texts.cell_text import find_untidiness, squeeze

GUIDE = "手册四 填写注意事项"
SHOWN_ROOMS = 8
"""Of a better split so many rooms are named."""


class RoomRow(NamedTuple):
    """
    One room of a sheet: its tidy name, and its numbers, None where there is no whole number.

    `machines` come from the list of rooms where there is one, else from the sheet itself.
    """

    table: TableRef
    row: int
    values: tuple[Value, ...]
    name: str
    seats: int | None
    machines: int | None

    @property
    def site(self) -> str:
        """The site to which it belongs, as it is compared."""
        return squeeze(self.written_site)

    @property
    def written_site(self) -> str:
        """The site to which it belongs, as it is written."""
        return self.table.text(self.values, "site")

    @property
    def belongs_to(self) -> tuple[str, str]:
        """The site and the school of record: over rooms of others no seats are split."""
        return self.site, self.school

    @property
    def school(self) -> str:
        """The school of record of its candidates, as it is compared."""
        return squeeze(self.table.text(self.values, "school"))

    def place(self, of: str | None = None) -> Place:
        """Give the place of a field, or of the row where the sheet does not have it."""
        return self.table.place(self.row, self.values, of)


@dataclass(frozen=True, kw_only=True)
class SiteSeats:
    """
    The seats of all rooms at one site, the first of them, and the candidates who sit for the exam there.

    `guest_seats` are those of schools of which nobody is registered here. `doubtful` candidates have another
    site, which is told as wrong already.
    """

    site: str
    first: RoomRow
    seats: int
    candidates: int
    guest_seats: int = 0
    doubtful: int = 0

    @property
    def fits(self) -> bool:
        """Whether there is a seat for each candidate and no other."""
        seats = {self.seats, self.seats - self.guest_seats}
        return not seats.isdisjoint({self.candidates, self.candidates + self.doubtful})


@dataclass(frozen=True, kw_only=True)
class RoomSheet:
    """
    All rooms, and what they are held against, None where that is not known.

    `header_row` is that of `table`, `required` maps the fields that must be filled in to their headers.
    `even` are the seats of an even split over the rooms of each site and school, with their machines, in the
    order of the rooms. `sites` hold the seats of each site against its candidates; none: only all together.
    """

    table: TableRef
    header_row: int
    rooms: Sequence[RoomRow]
    required: Mapping[str, str] = field(default_factory=dict)
    candidates: int | None = None
    even: Sequence[int] | None = None
    sites: Sequence[SiteSeats] = ()

    @property
    def total_seats(self) -> int | None:
        """Seats in all rooms, None where those of one are not known."""
        return _sum(room.seats for room in self.rooms)

    @property
    def total_machines(self) -> int | None:
        """Machines in all rooms, None where those of one are not known."""
        return _sum(room.machines for room in self.rooms)

    def place(self, row: int | None = None, of: str | None = None) -> Place:
        """Give the place of the sheet as a whole, or of its header row, in the column of a field."""
        header = None if of is None else self.table.headers.get(of)
        return place_in(self.table.file, self.table.sheet, row, header=header)


def _sum(numbers: Iterator[int | None]) -> int | None:
    found = list(numbers)
    known = [number for number in found if number is not None]
    return sum(known) if known and len(known) == len(found) else None


ROOM, ROOM_LEFTOVER = RuleSet[RoomSheet](__name__), leftovers("ROM008", __name__)

REQUIRED = {
    "plan": "考核计划",
    "site": "所属考核站点",
    "school": "所属试点院校",
    "room": "考场名称",
    "room_type": "考场类型",
    "seats": "考场座位数",
    "address": "考场地址",
    "certificate": "本次组织考试的证书",
}
HEADERS = {**REQUIRED, "machines": "机位数"}
TYPE = "机考+实操考场"
LAB, OTHER = "2 号楼 101 机房", "2 号楼 102 机房"
SITE = "某某学院考核站点"
EXAMPLE = example_table("考场.xlsx", "考场", HEADERS)


def room(name: str = LAB, seats: Value = 45, machines: int | None = None, **other: Value) -> RoomRow:
    """Build an example: a right row with these values."""
    right: Mapping[str, Value] = {
        "plan": "某某计划",
        "site": SITE,
        "school": "某某学院",
        "room": name,
        "room_type": TYPE,
        "seats": seats,
        "address": "某某路 1 号",
        "certificate": "网店运营推广职业技能等级证书",
        "machines": "" if machines is None else machines,
    }
    values = tuple({**right, **other}.values())
    number = seats if isinstance(seats, int) else None
    return RoomRow(EXAMPLE, 2, values, name, number, machines)


def sheet(
    *rooms: RoomRow,
    candidates: int | None = None,
    even: Sequence[int] | None = None,
    without: str = "",
    sites: Mapping[str, int] | None = None,
) -> RoomSheet:
    """Build an example: these rooms from row 2 on, in a sheet that may lack a column."""
    table = EXAMPLE
    if without:
        kept = {of: column for of, column in table.columns.items() if of != without}
        table = replace(table, columns=kept)
    placed = [each._replace(table=table, row=row) for row, each in enumerate(rooms, start=2)]
    return RoomSheet(
        table=table,
        header_row=1,
        rooms=placed,
        required=REQUIRED,
        candidates=candidates,
        even=even,
        sites=[_at_site(placed, site, number) for site, number in (sites or {}).items()],
    )


def _at_site(rooms: Sequence[RoomRow], site: str, candidates: int) -> SiteSeats:
    inside = [room for room in rooms if room.site == site]
    seats = sum(room.seats or 0 for room in inside)
    return SiteSeats(site=site, first=inside[0], seats=seats, candidates=candidates)


def listed(*rooms: RoomRow, candidates: int) -> RoomSheet:
    """Build an example: a list of rooms that are still to be planned."""
    open_rooms = [each._replace(row=row, seats=None) for row, each in enumerate(rooms, start=2)]
    return RoomSheet(table=EXAMPLE, header_row=1, rooms=open_rooms, candidates=candidates)


@ROOM.right
def right() -> dict[str, RoomSheet]:
    """Build the examples of which no rule here speaks."""
    example = sheet(room(), room(OTHER), candidates=90, even=(45, 45))
    return {"手册的例子：90 人，两个考场各 45 座": example}


@ROOM.rule(
    "ROM002",
    "机位不够",
    source="手册四 考场数量、考场机位数要和考生人数相匹配",
    fires=lambda: {
        "座位比机位多": sheet(room(seats=45, machines=40)),
        "所有考场合起来也不够": listed(room(machines=50), room(OTHER, machines=35), candidates=90),
    },
    silent=lambda: {**right(), "正好坐满": sheet(room(seats=45, machines=45))},
)
def machines_do_not_suffice(sheet: RoomSheet, _: Profile) -> Iterator[Problem]:
    """
    每名考生要有一台机器，座位数不能超过机位数。

    把多出的考生分到别的考场，或者再增加一个考场。
    """
    over = False
    for room in sheet.rooms:
        seats, machines = room.seats, room.machines
        if seats is not None and machines is not None and seats > machines:
            over = True
            message = f"座位 {seats:,} 个，机位只有 {machines:,} 个，差 {seats - machines:,} 个"
            yield Problem(room.place("seats"), message)
    total, candidates = sheet.total_machines, sheet.candidates
    if sheet.total_seats is not None or total is None or candidates is None:
        return
    if not over and total < candidates:
        message = f"机位共 {total:,} 个，考生 {candidates:,} 名，还差 {candidates - total:,} 个机位"
        yield Problem(sheet.place(), message)


@ROOM.rule(
    "ROM003",
    "两个考场同名",
    source=f"{GUIDE} 4 考场名称",
    fires=lambda: {"同名": sheet(room(), room())},
    silent=lambda: {**right(), "在另一个考核站点": sheet(room(), room(site="另一学院考核站点"))},
)
def two_rooms_of_one_name(sheet: RoomSheet, _: Profile) -> Iterator[Problem]:
    """
    同名的考场在签到表、门贴和监控视频上分不清，也可能是同一个考场填了两遍。

    同一个考场只留一行；不同的考场写清楼号和房间号。
    """
    seen: dict[tuple[str, str], RoomRow] = {}
    for room in sheet.rooms:
        first = seen.setdefault((room.site, squeeze(room.name)), room) if room.name else room
        if first is not room:
            row = name_row(first.row, first.table, room.table)
            yield Problem(room.place("room"), f"{row}已经有“{room.name}”")


@ROOM.rule(
    "ROM004",
    "考场类型不对",
    source=f"{GUIDE} 5 考场类型",
    fires=lambda: {
        "只写了机考": sheet(room(room_type="机考考场")),
        "全角加号": sheet(room(room_type="机考＋实操考场")),
    },
)
def room_type_is_another(sheet: RoomSheet, profile: Profile) -> Iterator[Problem]:
    """
    理论和实操在同一个考场里考，类型不对的考场排不了这次考试。

    一字不差地改成手册规定的考场类型。
    """
    for room in sheet.rooms:
        text = show_value(room.table.value(room.values, "room_type"))
        if text.strip() and text != profile.rooms.type:
            right = profile.rooms.type
            unseen = "、".join(find_untidiness(text)) if squeeze(text) == squeeze(right) else ""
            said = f"{unseen}，应为“{right}”" if unseen else f"“{text.strip()}”应为“{right}”"
            yield Problem(room.place("room_type"), said)


@ROOM.rule(
    "ROM005",
    "必填的一项没有填好",
    source=f"{GUIDE} 1～8",
    fires=lambda: {
        "没有地址": sheet(room(address="")),
        "座位数不是整数": sheet(room(seats="45 人")),
        "少一列": sheet(room(), without="address"),
    },
    silent=lambda: {**right(), "机位数可以不填": sheet(room(machines=None))},
)
def required_field_is_empty(sheet: RoomSheet, _: Profile) -> Iterator[Problem]:
    """
    考场的八项都要填，座位数要是整数，缺了平台不收，排考时也用不了。

    照手册第四部分补上；如果表里有这一列而列名不同，用 --column 指明。
    """
    for of, header in sheet.required.items():
        if of not in sheet.table.columns:
            yield Problem(sheet.place(sheet.header_row), f"没有“{header}”这一列")
    for room in sheet.rooms:
        for of in sheet.required:
            if of in room.table.columns and (fault := _find_fault(room, of)):
                fix = CALCULATE if fault == NO_RESULT else None
                yield Problem(room.place(of), f"“{room.table.headers[of]}”{fault}", fix=fix)


NO_RESULT = "是公式，文件里没有存下它的结果"


def _find_fault(room: RoomRow, of: str) -> str | None:
    """Say what of a required field was not filled in, None where it was."""
    value = room.table.value(room.values, of)
    shown = show_value(value).strip()
    if not shown:
        unseen = room.place(of).location.cell in room.table.formulas
        return NO_RESULT if unseen else "没有填"
    if isinstance(value, ErrorValue):
        return f"是错误值 {shown}"
    return f"应是整数，这里是“{shown}”" if of == "seats" and room.seats is None else None


@ROOM.rule(
    "ROM006",
    "填了备用考场",
    source=f"{GUIDE} 4 备用考场不在系统中设置",
    fires=lambda: {"0 座": sheet(room(), room(OTHER, seats=0))},
)
def spare_room_is_entered(sheet: RoomSheet, _: Profile) -> Iterator[Problem]:
    """
    当天用几个考场就设置几个考场，没有考生的备用考场不在系统里设置。

    删去这一行；备用考场自己留着记录就行。
    """
    for room in sheet.rooms:
        if room.seats == 0:
            yield Problem(room.place("seats"), f"“{room.name}”的座位数是 0")


@ROOM.rule(
    "ROM007",
    "考场名称说不清在哪里，或座位分得不平均",
    severity=Severity.WARNING,
    source=f"{GUIDE} 4 填写机房、教室、实训室的名字；6 座位数的例子",
    fires=lambda: {
        "只有编号": sheet(room("第一考场")),
        "机位够却不平均": sheet(
            room(seats=60, machines=80), room(OTHER, seats=30, machines=70), even=(45, 45)
        ),
    },
    silent=lambda: {
        **right(),
        "有考场机位不够": sheet(
            room(seats=60, machines=50), room(OTHER, seats=30, machines=70), even=(45, 45)
        ),
        "机位少的考场坐满": sheet(
            room(seats=60, machines=80), room(OTHER, seats=30, machines=30), even=(60, 30)
        ),
    },
)
def name_without_a_place_or_uneven_split(sheet: RoomSheet, profile: Profile) -> Iterator[Problem]:
    """
    考生、监考和巡考要凭名称找到考场；座位平均分，每个考场才都坐得宽松，监考也好安排。

    名称写成“XX 教学楼 XX 室”或“XX 机房”这样的；
    座位用 wdyy plan-rooms --registration 报考.xlsx --rooms 考场清单.xlsx 重新平均分。
    """
    words = profile.rooms.place_words
    for room in sheet.rooms:
        if room.name and words and not any(word in room.name for word in words):
            yield Problem(room.place("room"), f"“{room.name}”里没有{'、'.join(words)}这样的字")
    if sheet.even is None or any((room.seats or 0) > (room.machines or 0) for room in sheet.rooms):
        return
    pairs_of_rooms = zip(sheet.rooms, sheet.even, strict=True)
    alike = grouped((room.belongs_to, (room.seats or 0, even)) for room, even in pairs_of_rooms)
    for pairs in alike.values():
        split = [even for _, even in pairs]
        if sorted(seats for seats, _ in pairs) != sorted(split):
            shown = "、".join(f"{number:,}" for number in split[:SHOWN_ROOMS])
            more = " …" if len(split) > SHOWN_ROOMS else ""
            whose = "同一所学校的" if len(alike) > 1 else "各"
            message = f"机位够分得更平均，{whose}考场依次 {shown}{more} 个座位"
            yield Problem(sheet.place(of="seats"), message)
