"""XRF009, XRF010: the sheet of 导入学生信息, held against the roster it is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.across.cross import CROSS, ONE, OTHER, entry, lacking, roster, source
from wdyy_cli.rules.across.files import SchoolFiles, StudentEntry


def _held(listed: Sequence[StudentEntry], informed: Sequence[StudentEntry]) -> SchoolFiles:
    return SchoolFiles(roster=roster(*listed), students=source("学生信息", *informed))


@CROSS.rule(
    "XRF009",
    "花名册里有，学生信息表里没有",
    severity=Severity.WARNING,
    source="手册二.1 导入学生信息",
    fires=lambda: {"学生信息表里没有": _held([entry(ONE), entry(OTHER, "李四")], [entry(ONE)])},
    silent=lambda: {
        "都有": _held([entry(ONE)], [entry(ONE)]),
        "平台上已经有了": replace(
            _held([entry(ONE), entry(OTHER, "李四")], [entry(ONE)]),
            status=source("考生信息", entry(OTHER, "李四", status="信息准确")),
        ),
    },
)
def student_is_not_in_the_sheet(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    没有导入过的学生报不了考；以前考试时导入过的，不用再导入。

    以前没有导入过的，把这名学生加进学生信息表；可以用 wdyy build-students 由花名册重新生成。
    平台上已经导入了一部分的，只导入还没有的人，不要重复导入。
    """
    if files.roster is None or files.students is None:
        return
    for person in files.roster.by_number.values():
        on_platform = files.status is not None and files.has(files.status, person)
        if not on_platform and not files.has(files.students, person):
            other = files.namesake(person, files.roster, files.students)
            yield lacking(person, f"{files.students.word}里没有 {_who(person)}", other)


@CROSS.rule(
    "XRF010",
    "学生信息表里有，花名册里没有",
    severity=Severity.WARNING,
    source="手册二 考生信息都只要导入一次",
    fires=lambda: {"花名册里没有": _held([entry(ONE)], [entry(ONE), entry(OTHER, "李四")])},
    silent=lambda: {"都有": _held([entry(ONE)], [entry(ONE)])},
)
def stranger_in_the_sheet(files: SchoolFiles, _: Profile) -> Iterator[Problem]:
    """
    导入了不考试的人，或者身份证号填错了，平台上就多出一名考生。

    核对这名学生；不考的从学生信息表里删去，要考的补进花名册。
    """
    if files.roster is None or files.students is None:
        return
    for person in files.students.by_number.values():
        if not files.has(files.roster, person):
            other = files.namesake(person, files.students, files.roster)
            yield lacking(person, f"{files.roster.word}里没有 {_who(person)}", other)


def _who(person: StudentEntry) -> str:
    return person.name or person.id_number
