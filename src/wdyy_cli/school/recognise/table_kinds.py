"""What a table is, by its headers and by what stands below them: never by its name, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from wdyy_cli.errors import WdyyError
from wdyy_cli.headers.field_names import ALIASES, FIELD_NAMES, aliases_of
from wdyy_cli.headers.header import FIRST_ROWS, is_somebody_else, normal_header, one_line
from wdyy_cli.model import Role
from wdyy_cli.rules.across.ledger import LedgerLine
from wdyy_cli.rules.table.cell_marks import holds_id_number
from wdyy_cli.rules.table.registration_sheet import Measure
from wdyy_cli.rules.table.status import read_status
from wdyy_cli.school.form import Registration, registration_in
from wdyy_cli.school.platform.records import Records
from wdyy_cli.school.platform.status import Statuses
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.tables import blocks_in
from wdyy_cli.school.recognise.noticed_columns import LEAST_SHARE, holds_own_numbers, notice_columns
from wdyy_cli.school.rooms.proctors import ProctorList
from wdyy_cli.school.rooms.room_list import RoomList
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.roster import Roster, roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Sheet, Value, Workbook, show_value
from wdyy_cli.texts.cell_text import squeeze

HEAD_ROWS = 80
"""So many rows of each sheet tell what it is."""

FEWEST_TEMPLATE_HEADERS = 5
FEWEST_OF_STUDENT_INFORMATION = 2

_OTHER_PURPOSE = re.compile(
    "成绩|得分|总分|分数|名次|排名|工资|职称|职务|教龄|工号|座位号|准考证|签到|银行|卡号|借阅|报销|床位|床号"
    "|(?:缴费|收费|应缴|实缴|已缴|欠费)金额|金额"
)
"""Headers of lists of people that serve something else."""
_STUDENT_INFORMATION = re.compile(
    "性别|民族|出生|政治面貌|证件类型|证件类别|学历|籍贯|户籍|户口|入学|学制|毕业|邮箱|家庭住址|通讯地址|年龄"
)
"""What the platform wants to know of a student besides the registration."""
_MARKED = re.compile(r"^\s*[*＊※]|[*＊※]\s*$|必填")
_STAFF = re.compile("监考|教师|老师")
_DATA = re.compile("[0-9]{5}")
_SHOWN_HEADERS = 6


@dataclass(frozen=True, kw_only=True)
class Telling:
    """
    What a table was taken for, and why; `role` is None where it is none of a school's files, or unclear.

    `columns` are headers that no alias knows, by the field that their values tell. `is_blank`: no
    student stands in it yet. `is_unclear`: it is a list of people that may be students; `may_be` are the
    kinds that fit equally.
    """

    role: Role | None
    why: str
    columns: Mapping[str, str] = field(default_factory=dict)
    is_blank: bool = False
    is_unclear: bool = False
    may_be: tuple[Role, ...] = ()


@dataclass(frozen=True)
class _Looked:
    """The head of a workbook, and what was found in it; `noticed` are columns known by values alone."""

    workbook: Workbook
    settings: Settings
    noticed: Mapping[str, str]
    lists: dict[type[Listing], Listing | None] = field(default_factory=dict)

    @cached_property
    def told(self) -> Settings:
        """The settings with the columns that were noticed."""
        return replace(self.settings.lenient, columns={**self.settings.columns, **self.noticed})

    def listing(self, kind: type[Listing]) -> Listing | None:
        """Open the head as a list of a kind, by its own fields; None where it is no such list."""
        if kind not in self.lists:  # several claims ask for the same
            try:
                wanted = aliases_of(kind.fields)
                blocks = blocks_in(self.workbook, "", wanted, kind.needed, self.told, {}, explained=False)
                self.lists[kind] = kind(blocks, self.told)
            except WdyyError:
                self.lists[kind] = None
        return self.lists[kind]

    @cached_property
    def has_numbers(self) -> bool:
        """Whether an ID number stands anywhere."""
        return any(holds_id_number(value) for value in self.values)

    @property
    def values(self) -> Iterator[Value]:
        """All values of the head."""
        return (value for sheet in self.workbook.sheets for row in sheet.rows for value in row if value != "")

    @cached_property
    def registration(self) -> Registration:
        """The head as a registration sheet, whatever it is."""
        measure = Measure.of(self.settings.profile.registration)
        return registration_in(self.workbook, "", self.told, measure)

    @cached_property
    def exact(self) -> int:
        """How many of the registration template's headers it has to the letter."""
        here = {normal_header(header) for header in self.registration.subject.headers}
        layout = self.settings.profile.registration
        return sum(normal_header(header) in here for header in layout.columns.values())

    @cached_property
    def roster(self) -> Roster | None:
        """The head as a list of students."""
        try:
            return roster_in(self.workbook, "", self.told, explained=False)
        except WdyyError:
            return None

    @property
    def is_blank(self) -> bool:
        """Whether no student stands in it."""
        return self.roster is None or not self.roster.rows

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The headers of a list of people, else the first row that looks like a header."""
        if self.roster is not None:
            return self.roster.first.header.headers
        rows = (sheet.texts(row) for sheet in self.workbook.sheets for row, _ in _head(sheet))
        return max(islice(rows, FIRST_ROWS), key=lambda texts: sum(map(bool, texts)), default=())

    @property
    def other_purpose(self) -> str | None:
        """A header that says that a list of people serves something else."""
        return next((one_line(text) for text in self.headers if _OTHER_PURPOSE.search(squeeze(text))), None)


Claim = Callable[[_Looked], str | None]
"""Says why a table is of a kind, None where it is not."""


def tell_table(workbook: Workbook, settings: Settings) -> Telling:
    """Say what a table is by its head; of two kinds that fit equally it is none."""
    looked = _Looked(workbook, settings, notice_columns(workbook, settings))
    if not looked.headers:
        return Telling(role=None, why="里面没有内容", is_blank=True)
    claims = {role: why for role, claim in CLAIMS.items() if (why := claim(looked)) is not None}
    if len(claims) == 1:
        ((role, why),) = claims.items()
        used = _used(looked.noticed, role)
        return Telling(role=role, why=_with_columns(why, used), columns=used, is_blank=looked.is_blank)
    if claims:
        why = f"看不出是哪一种：{'；'.join(claims.values())}"
        return Telling(role=None, why=why, is_unclear=True, may_be=tuple(claims))
    if _is_blank(looked):
        return Telling(role=None, why="空白的表，还没有填", is_blank=True)
    is_unclear = not looked.is_blank or holds_own_numbers(workbook)
    return Telling(role=None, why=_why_none(looked), is_unclear=is_unclear)


def columns_for(role: Role, workbook: Workbook, settings: Settings) -> dict[str, str]:
    """Give the headers that no alias knows, by field, of a table whose role is known."""
    return _used(notice_columns(workbook, settings), role)


def is_blank(workbook: Workbook, settings: Settings) -> bool:
    """Whether no student stands in a table."""
    return _Looked(workbook, settings, {}).is_blank


def _used(noticed: Mapping[str, str], role: Role) -> dict[str, str]:
    return {of: header for of, header in noticed.items() if of in _FIELDS_OF.get(role, ())}


def _is_blank(looked: _Looked) -> bool:
    """Whether a table has the columns of some kind, and nobody in it."""
    lists = map(looked.listing, (Rooms, RoomList, ProctorList))
    found = next((each for each in (looked.roster, *lists) if each is not None), None)
    return found is not None and not found.rows


def _with_columns(why: str, columns: Mapping[str, str]) -> str:
    named = "、".join(f"“{header}”列的内容是{FIELD_NAMES[of]}" for of, header in columns.items())
    return f"{why}；{named}" if named else why


def _why_none(looked: _Looked) -> str:
    if looked.roster is not None and (other := looked.other_purpose) is not None:
        return f"有姓名和身份证号，也有“{other}”，看不出是不是花名册"
    if _is_like_registration(looked):
        return "报考要填的列都有，但列名不是平台模板的，看不出是花名册还是报考表"
    if any(_DATA.search(text) for text in looked.headers):
        return "没有认出是什么表，也没有看到表头"  # what stands there is somebody's
    seen = [one_line(text) for text in looked.headers if text][:_SHOWN_HEADERS]
    return f"没有认出是什么表；表头有：{'、'.join(seen)}" if seen else "没有认出是什么表"


def _registration(looked: _Looked) -> str | None:
    found = _registration_sheet(looked)
    return None if found is None or not found.rows else f"有报考表的列 {looked.exact} 个"


def _blank_registration(looked: _Looked) -> str | None:
    found = _registration_sheet(looked)
    return None if found is None or found.rows else f"有报考表的列 {looked.exact} 个，还没有填学生"


def _registration_sheet(looked: _Looked) -> Registration | None:
    """Give the head as a registration sheet where it has enough of the template, and nothing else."""
    found, layout = looked.registration, looked.settings.profile.registration
    if not found.subject.header_row or _is_export(looked):
        return None
    here = {normal_header(header) for header in found.subject.headers}
    needed = {"name", "id_number"} & layout.columns.keys()
    of_exam = {"site", "plan", "certificate"} & found.table.columns.keys()
    titled = any(
        layout.title and squeeze(layout.title) == squeeze(show_value(value)) for value in looked.values
    )
    own = {normal_header(alias) for of in ("class_name", "student_number") for alias in ALIASES[of]}
    if titled:
        return found if len(found.table.columns) >= FEWEST_TEMPLATE_HEADERS else None
    if looked.exact < FEWEST_TEMPLATE_HEADERS or len(of_exam) < 2 or not needed & found.table.columns.keys():  # noqa: PLR2004 - most of the three
        return None
    return None if here & own and looked.exact < len(layout.columns) else found


def _is_like_registration(looked: _Looked) -> bool:
    """Whether a list says of each student all that a registration sheet does, under other headers."""
    columns = looked.registration.table.columns
    return columns.keys() >= looked.settings.profile.registration.columns.keys()


def _is_export(looked: _Looked) -> bool:
    return _records(looked) is not None or _status(looked) is not None


def _records(looked: _Looked) -> str | None:
    found = looked.listing(Records)
    if found is None or _is_filled(looked, "成绩") or _is_filled(looked, "座位号"):
        return None
    written = _with_subject(looked)
    # Two subjects in one cell are no record, but what somebody wants to sit for.
    if written and sum(bool(line.subject) for line in written) < LEAST_SHARE * len(written):
        return None
    return _by_columns(found, "subject", "id_number")


def _with_subject(looked: _Looked) -> list[LedgerLine]:
    found = looked.listing(Records)
    lines = found.lines if isinstance(found, Records) else []
    return [line for line in lines if line.text("subject")]


def _status(looked: _Looked) -> str | None:
    found = looked.listing(Statuses)
    if found is None:
        return None
    words = looked.settings.profile.status
    texts = [text for row in found.rows if (text := row.text("status"))]
    known = [text for text in texts if (said := read_status(text, words)).kinds and not said.unknown]
    vague = normal_header(found.first.header.title("status")) in _VAGUE_STATUS
    # Records have states of their own, other ones than candidates have.
    of_records = bool(_with_subject(looked)) and _records(looked) is not None
    if texts and (vague or of_records) and len(known) < LEAST_SHARE * len(texts):
        return None
    return _by_columns(found, "status", "id_number")


_VAGUE_STATUS = frozenset({"状态"})


def _rooms(looked: _Looked) -> str | None:
    found = None if looked.has_numbers else looked.listing(Rooms)
    return None if found is None or not found.rows else _by_columns(found, "room", "seats")


def _room_list(looked: _Looked) -> str | None:
    if looked.has_numbers or looked.listing(Rooms) is not None:
        return None
    found = looked.listing(RoomList)
    return None if found is None or not found.rows else _by_columns(found, "room", "machines")


def _proctors(looked: _Looked) -> str | None:
    found = looked.listing(ProctorList)
    if found is None or not found.rows:
        return None
    titles = [one_line(text) for text in found.first.header.headers]
    sheets = [sheet.name for sheet in looked.workbook.sheets]
    above = [show_value(v) for sheet in looked.workbook.sheets for _, row in _above(sheet) for v in row]
    told = any(_is_of_staff(text) for text in (*titles, *above, *sheets))
    of_students = looked.roster is not None and not _is_of_staff(found.first.header.title("name"))
    if not told or of_students or any(_is_of_parents(text) for text in titles):
        return None
    return _by_columns(found, "name", "phone")


def _is_of_parents(text: str) -> bool:
    return is_somebody_else(text) and not _is_of_staff(text)


def _is_of_staff(text: str) -> bool:
    return _STAFF.search(squeeze(text)) is not None


def _students(looked: _Looked) -> str | None:
    """Know the platform's template for student information, blank or filled as it is."""
    found = looked.roster
    if found is None or _is_registration_or_export(looked):
        return None
    titles = [one_line(text) for text in found.first.header.headers if text]
    more = [text for text in titles if _STUDENT_INFORMATION.search(squeeze(text))]
    marked = [text for text in titles if _MARKED.search(text)]
    if len(more) < FEWEST_OF_STUDENT_INFORMATION or (found.rows and not marked):
        return None
    return f"“导入学生信息”的列：{'、'.join(more[:3])} 等"


def _roster(looked: _Looked) -> str | None:
    found = looked.roster
    if found is None or looked.other_purpose is not None or not found.rows:
        return None
    if _is_registration_or_export(looked) or _students(looked) is not None or _is_like_registration(looked):
        return None
    return _by_columns(found, "name", "id_number")


def _is_registration_or_export(looked: _Looked) -> bool:
    return _registration_sheet(looked) is not None or _is_export(looked)


CLAIMS: Mapping[Role, Claim] = {
    Role.REGISTRATION: _registration,
    Role.TEMPLATE: _blank_registration,
    Role.RECORDS: _records,
    Role.STATUS: _status,
    Role.ROOMS: _rooms,
    Role.ROOM_LIST: _room_list,
    Role.PROCTORS: _proctors,
    Role.STUDENTS: _students,
    Role.ROSTER: _roster,
}
"""What speaks for each kind; one that another is made of says itself that it is not meant."""

_FIELDS_OF: Mapping[Role, Sequence[str]] = {
    Role.RECORDS: Records.fields,
    Role.STATUS: Statuses.fields,
    Role.ROOMS: Rooms.fields,
    Role.ROOM_LIST: RoomList.fields,
    Role.PROCTORS: ProctorList.fields,
    Role.ROSTER: Roster.needed,
}


def _by_columns(found: Listing, *fields: str) -> str:
    header = found.first.header
    return "有" + "、".join(f"“{header.title(of)}”" for of in fields) + "列"


def _is_filled(looked: _Looked, word: str) -> bool:
    """Whether a column of this word holds anything."""
    for sheet in looked.workbook.sheets:
        for row, _ in _head(sheet):
            texts = [squeeze(text) for text in sheet.texts(row)]
            columns = [at for at, text in enumerate(texts) if word in text and len(text) <= 2 * len(word)]
            if any(sheet.value(below, at) != "" for at in columns for below in range(row + 1, HEAD_ROWS)):
                return True
    return False


def _head(sheet: Sheet) -> Iterator[tuple[int, tuple[Value, ...]]]:
    return islice(sheet.filled_rows(), FIRST_ROWS)


def _above(sheet: Sheet) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """Yield the rows at the top that are titles: a single value each."""
    for number, row in _head(sheet):
        if sum(value != "" for value in row) > 1:
            return
        yield number, row
