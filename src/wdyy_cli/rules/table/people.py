"""REG201–REG203, ROS201, ROS202: the students of a roster or registration against each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet, of_both
from wdyy_cli.rules.table.table import EXAMPLE_TABLE, STUDENT, TableRef, name_row
from wdyy_cli.sheet import Value


class Person(NamedTuple):
    """A student in a row, for the rules that compare rows: the ID number without noise, the tidy name."""

    table: TableRef
    row: int
    values: tuple[Value, ...]
    id_number: str
    name: str

    @property
    def exam(self) -> tuple[str | None, str | None]:
        """Certificate and level: for each a student may be registered once; None: not in the table."""
        return self._told("certificate"), self._told("level")

    def _told(self, of: str) -> str | None:
        given = self.table.text(self.values, of) or self.table.defaults.get(of)
        return given or ("" if of in self.table.columns else None)

    def takes_exam_of(self, other: Person) -> bool:
        """Whether both are registered for one exam, as far as their tables tell."""
        return all(one == two or None in (one, two) for one, two in zip(self.exam, other.exam, strict=True))


People = tuple[Person, ...]

REGISTRATION_PEOPLE, ROSTER_PEOPLE = RuleSet[People](__name__), RuleSet[People](__name__)


def people(*rows: tuple[str, str, str]) -> People:
    """Build an example: students by name, ID number and level, from row 4 on."""
    found = []
    for row, (name, number, level) in enumerate(rows, start=4):
        values = (name, number, *STUDENT[2:7], level)
        found.append(Person(EXAMPLE_TABLE, row, values, number, name))
    return tuple(found)


of_both_people = partial(of_both, (REGISTRATION_PEOPLE, ROSTER_PEOPLE))

ONE, OTHER = "11010120080307100X", "110101200903071031"


@of_both_people(
    "201",
    "同一个身份证号出现两次",
    source="手册二 学生信息不要重复导入",
    fires=lambda: {"同一证书和等级": people(("张三", ONE, "初级"), ("张三", ONE, "初级"))},
    silent=lambda: {
        "两名学生": people(("张三", ONE, "初级"), ("李四", OTHER, "初级")),
        "两个等级": people(("张三", ONE, "初级"), ("张三", ONE, "中级")),
    },
)
def same_id_number_twice(people: People, _: Profile) -> Iterator[Problem]:
    """
    每名学生只导入一次；重复的行会被平台拒收，或让这名学生报考两次。

    如果是同一名学生，删去多余的一行；如果是两名学生，改正其中一个身份证号。
    """
    firsts: dict[str, Person] = {}
    several: dict[str, list[Person]] = {}
    for person in people:
        if (first_of_all := firsts.setdefault(person.id_number, person)) is person:
            continue
        before = several.setdefault(person.id_number, [first_of_all])
        first = next((one for one in before if person.takes_exam_of(one)), None)
        if first is None:
            before.append(person)
        else:
            row = name_row(first.row, first.table, person.table)
            fix = None if first.table.file == person.table.file else IN_TWO_FILES
            yield Problem(_place(person, "id_number"), f"{row}已经有这个身份证号", fix=fix)


IN_TWO_FILES = (
    "如果是同一份名单的两份（旧的、改好的），把不用的一份移到别的文件夹；如果是同一名学生，删去多余的一行；"
    "如果是两名学生，改正其中一个身份证号。"
)
"""Of a list that lies there twice nobody deletes the rows one by one."""


@of_both_people(
    "202",
    "同一个身份证号下有两个姓名",
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {"两个姓名": people(("张三", ONE, "初级"), ("张山", ONE, "中级"))},
    silent=lambda: {"同一个姓名": people(("张三", ONE, "初级"), ("张三", ONE, "中级"))},
)
def one_id_number_under_two_names(people: People, _: Profile) -> Iterator[Problem]:
    """
    一个身份证号只属于一个人，两个姓名中至少有一个写错了，或者号码填到了别人名下。

    对照两名学生的身份证原件，改正姓名或身份证号。
    """
    seen: dict[str, Person] = {}
    for person in people:
        first = seen.setdefault(person.id_number, person)
        if first is not person and person.name and first.name and first.name != person.name:
            row = name_row(first.row, first.table, person.table)
            message = f"{row}的同一个身份证号写的是“{first.name}”"
            yield Problem(_place(person, "name"), message, (first.name,))


@REGISTRATION_PEOPLE.rule(
    "REG203",
    "同一个姓名有两个身份证号",
    severity=Severity.INFO,
    source=PRACTICE,
    fires=lambda: {"同名": people(("张三", ONE, "初级"), ("张三", OTHER, "初级"))},
    silent=lambda: {"不同名": people(("张三", ONE, "初级"), ("李四", OTHER, "初级"))},
)
def one_name_with_two_id_numbers(people: People, _: Profile) -> Iterator[Problem]:
    """
    可能是两名同名的学生，也可能是一名学生的身份证号有一个写错了。

    确认是不是两名学生；是的话不用改。
    """
    seen: dict[str, Person] = {}
    for person in people:
        first = seen.setdefault(person.name, person) if person.name else person
        if first.id_number != person.id_number:
            row = name_row(first.row, first.table, person.table)
            message = f"{row}也有“{person.name}”，身份证号是 {first.id_number}"
            yield Problem(_place(person, "id_number"), message, (person.name, first.id_number))


def _place(person: Person, of: str) -> Place:
    return person.table.place(person.row, person.values, of)
