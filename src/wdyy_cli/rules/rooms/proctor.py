"""PRC: what can be wrong with a list of proctors (监考), held against the rooms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.leftover import leftovers
from wdyy_cli.rules.table.table import TableRef, example_table, name_row, place_in
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import find_untidiness, squeeze

GUIDE = "手册五 监考老师设置注意事项"
MOBILE = re.compile("1[0-9]{10}")
"""The form of every mobile number of the mainland."""

TAUGHT = ("teaching", "major")
"""Fields that tell what a proctor teaches."""

_NOISE = re.compile(r"[-‐-―－()（）+]|^\+?86(?=1\d{10}$)")


class Proctor(NamedTuple):
    """One proctor: the tidy name and the mobile number as it was meant, both empty where there is none."""

    table: TableRef
    row: int
    values: tuple[Value, ...]
    name: str
    phone: str

    def place(self, of: str) -> Place:
        """Give the place of a field."""
        return self.table.place(self.row, self.values, of)


@dataclass(frozen=True, kw_only=True)
class Proctors:
    """All proctors; `needed` is how many must be there at least, None where unknown, `basis` says why."""

    table: TableRef
    people: Sequence[Proctor]
    needed: int | None = None
    basis: str = ""


PROCTOR, PROCTOR_LEFTOVER = RuleSet[Proctors](__name__), leftovers("PRC006", __name__)

HEADERS = {"name": "教师姓名", "phone": "手机号码", "school": "所属院校", "teaching": "任教课程"}
EXAMPLE = example_table("监考.xlsx", "监考", HEADERS, required=("name", "phone", "school"))
ONE, OTHER = "13800000001", "13800000002"


def meant_phone(value: Value) -> str:
    """Give a phone number without blanks, hyphens, brackets and the country's 86."""
    return _NOISE.sub("", _NOISE.sub("", squeeze(show_value(value))))


def proctor(name: str = "张三", phone: Value = ONE, teaching: str = "大学英语") -> Proctor:
    """Build an example."""
    return Proctor(EXAMPLE, 2, (name, phone, "某某学院", teaching), name, meant_phone(phone))


def proctors(*people: Proctor, needed: int | None = None) -> Proctors:
    """Build an example: these proctors from row 2 on."""
    placed = [person._replace(row=row) for row, person in enumerate(people, start=2)]
    basis = "" if needed is None else "考场表里 1 个考场、40 个座位，"
    return Proctors(table=EXAMPLE, people=placed, needed=needed, basis=basis)


@PROCTOR.right
def right() -> dict[str, Proctors]:
    """Build the examples of which no rule here speaks."""
    return {"40 名考生，两名监考": proctors(proctor(), proctor("李四", OTHER), needed=2)}


@PROCTOR.rule(
    "PRC001",
    "监考不够",
    source=f"{GUIDE} 2 设置人数",
    fires=lambda: {"只有一名": proctors(proctor(), needed=2)},
)
def fewer_proctors_than_needed(proctors: Proctors, _: Profile) -> Iterator[Problem]:
    """
    每个考场都要配足监考；人数按每个考场的考生数算，用 wdyy count-proctors 45 45 这样的命令可以算出来。

    补充监考老师；同一名老师只算一名。
    """
    if proctors.needed is None:
        return
    # Of a row without a name another rule speaks: somebody stands there all the same.
    there = len({(person.name, person.phone) for person in proctors.people if person.name or person.phone})
    if there < proctors.needed:
        place = place_in(proctors.table.file, proctors.table.sheet)
        message = f"{proctors.basis}要 {proctors.needed:,} 名监考，这里有 {there:,} 名"
        yield Problem(place, f"{message}，还差 {proctors.needed - there:,} 名")


@PROCTOR.rule(
    "PRC002",
    "不是手机号码",
    source="手册五 监考人员的手机号码",
    fires=lambda: {
        "少一位": proctors(proctor(phone="1380000000")),
        "座机": proctors(proctor(phone="010-88888888")),
        "中间有空格": proctors(proctor(phone="138 0000 0001")),
    },
    silent=lambda: {**right(), "数字格式的单元格": proctors(proctor(phone=13800000001.0))},
)
def phone_is_no_mobile_number(proctors: Proctors, _: Profile) -> Iterator[Problem]:
    """
    平台和巡考要靠手机号码联系监考；手机号码是 1 开头的 11 位数字，中间没有空格和横线。

    向老师问清号码，重新填写。
    """
    for person in proctors.people:
        value = person.table.value(person.values, "phone")
        shown = show_value(value).strip()
        if not shown or MOBILE.fullmatch(show_value(value)):
            continue
        fix = None
        if MOBILE.fullmatch(person.phone):
            unseen = "、".join(find_untidiness(show_value(value)))
            said = f"{unseen or f'“{shown}”'}{'，' if unseen else ''}应写成“{person.phone}”"
            fix = "照“应写成”后面的改，号码本身不用改。"
        elif len(person.phone) != len(ONE) and person.phone.isdigit():
            said = f"“{shown}”有 {len(person.phone)} 位，应是 11 位"
        else:
            said = f"“{shown}”应是 1 开头的 11 位数字"
        yield Problem(person.place("phone"), said, (shown, person.phone), fix=fix)


@PROCTOR.rule(
    "PRC003",
    "同一名监考写了两遍，或一个号码写在两人名下",
    source=PRACTICE,
    fires=lambda: {
        "写了两遍": proctors(proctor(), proctor()),
        "两人同一号码": proctors(proctor(), proctor("李四")),
    },
    silent=lambda: {**right(), "同名的两名老师": proctors(proctor(), proctor(phone=OTHER))},
)
def one_proctor_twice_or_one_number_of_two(proctors: Proctors, _: Profile) -> Iterator[Problem]:
    """
    一名老师不能同时监考两个考场；一个号码也不会是两个人的。

    重复的行删去一行；号码填错的向老师问清。
    """
    seen: dict[str, Proctor] = {}
    for person in proctors.people:
        first = seen.setdefault(person.phone, person) if person.phone and person.name else person
        if first is person:
            continue
        row = name_row(first.row, first.table, person.table)
        if first.name == person.name:
            said, fix = f"{row}已经有“{person.name}”", "删去重复的一行。"
            yield Problem(person.place("name"), said, (person.name,), fix=fix)
        else:
            quotes = (first.name, person.name)
            said = f"{row}的“{first.name}”也是这个号码"
            yield Problem(person.place("phone"), said, quotes, fix=WHOSE_NUMBER)


WHOSE_NUMBER = "向两位老师问清号码，改正写错的那个；其实是同一位老师的，改正姓名，删去一行。"


@PROCTOR.rule(
    "PRC004",
    "监考是本专业的任课老师",
    severity=Severity.WARNING,
    source=f"{GUIDE} 1 建议非本专业任课老师",
    fires=lambda: {"教网店运营": proctors(proctor(teaching="网店运营与管理"))},
    silent=lambda: {**right(), "没有写": proctors(proctor(teaching=""))},
)
def teacher_of_the_subject(proctors: Proctors, profile: Profile) -> Iterator[Problem]:
    """
    手册建议监考不由本专业的任课老师担任，免得和考生相熟。

    能换就换成别的专业的老师；这是建议，换不了可以不管。
    """
    for person in proctors.people:
        for field in TAUGHT:
            text = person.table.text(person.values, field)
            if any(word in text for word in profile.proctors.subject_words):
                yield Problem(person.place(field), f"“{text}”与考试的科目是同一专业")


@PROCTOR.rule(
    "PRC005",
    "必填的一项是空的",
    source="手册五 监考人员的教师姓名、手机号码、所属院校",
    fires=lambda: {"没有姓名": proctors(proctor(name="")), "没有手机号码": proctors(proctor(phone="  "))},
)
def required_field_is_empty(proctors: Proctors, _: Profile) -> Iterator[Problem]:
    """
    缺姓名、手机号码或院校的老师在平台上报不上去。

    补上这一格；如果这一行不是监考老师，把整行删去。
    """
    for person in proctors.people:
        for field in person.table.columns:
            empty = not show_value(person.table.value(person.values, field)).strip()
            if field in person.table.required and empty:
                yield Problem(person.place(field), f"“{person.table.headers[field]}”没有填")
