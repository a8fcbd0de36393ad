"""ROS118: a title, sheet or file of a roster is called by another level or type than was given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from wdyy_cli.headers.field_names import FIELD_NAMES
from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE
from wdyy_cli.rules.table.aside import TITLE
from wdyy_cli.rules.table.roster import ROSTER_SHEET, RosterSheet, right, roster
from wdyy_cli.sheet import Sheet, show_value
from wdyy_cli.texts.cell_text import squeeze

_SCHOOL = re.compile(r"[^，。、()]*?(?:中学|学校|学院|中专|职高|大学)")
"""A school may be called by a level: 某某高级职业中学."""

_OF_A_TRADE = ("工", "技", "职称", "教师")
"""What stands behind a level of another kind: 中级工班."""

_BETWEEN = re.compile("[、/和及与]")
_USUAL = re.compile("名单|花名册|学生|考生|报名|报考|组|表|的|证书|汇总")
"""Words beside a level that leave no doubt that it is meant."""


def titled(
    title: str = "", given: str = "初级", file: str = "花名册.xlsx", sheet: str = "花名册"
) -> RosterSheet:
    """Build an example: a title above the header, and the level that was given for all students."""
    made = roster()
    return replace(
        made,
        table=replace(made.table, defaults={"level": given}, file=file, sheet=sheet),
        sheet=Sheet(name=sheet, rows=((title,), *made.sheet.rows)),
        header_row=2,
        students=[(row + 1, values) for row, values in made.students],
    )


@ROSTER_SHEET.rule(
    "ROS118",
    "标题或名称里写着另一个等级或学生类型",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "标题": titled("中级名单"),
        "工作表的名称": titled(sheet="中级班"),
        "没有别的意思": titled(sheet="中级"),
        "文件名": titled(file="2024级中级名单.xlsx"),
    },
    silent=lambda: {
        **right(),
        "写着给出的等级": titled("初级班名单", sheet="中级"),
        "两个等级都写着": titled(file="初、中级名单.xlsx"),
        "技工学校的班": titled(sheet="中级工1班"),
        "学校的名称": titled(file="某某高级职业中学名单.xlsx"),
        "没有给出等级": titled("中级", given=""),
    },
)
def title_names_another_level(roster: RosterSheet, profile: Profile) -> Iterator[Problem]:
    """
    花名册没有等级、学生类型这一列，就按给出的报考；标题、工作表或文件的名称却写着另一个，多半有人报错。

    问清这些学生报的是哪一个：在花名册里加一列“证书等级”或“学生类型”，每名学生写上；给出的不对就改给出的。
    """
    for of, allowed in profile.choices.items():
        given = roster.table.defaults.get(of, "")
        if not given or any(noticed.field == of for noticed in roster.noticed):
            continue
        for where, place, text in _nearest(roster, allowed):
            named = _named(text, allowed)
            if named is not None and named != given:
                certain = _USUAL.sub("", squeeze(text)) == squeeze(named)
                said = f"{where}“{text}”写着{named}，{FIELD_NAMES[of]}给出的是{given}"
                yield Problem(place, said, severity=Severity.ERROR if certain else None)


def _nearest(roster: RosterSheet, allowed: Sequence[str]) -> Iterator[tuple[str, Place, str]]:
    """Give the titles between the students that name one; where none does the nearest thing around them."""
    between = [
        ("标题", roster.at(aside.row, aside.column), show_value(aside.values[aside.column]).strip())
        for aside in roster.asides
        if aside.why == TITLE
    ]
    if any(_named(text, allowed) for _, _, text in between):
        yield from between
        return
    above = [
        ("标题", roster.at(row), texts[0])
        for row, values in enumerate(roster.sheet.rows[: max(0, roster.header_row - 1)], start=1)
        if len(texts := [text for value in values if (text := show_value(value).strip())]) == 1
    ]
    sheet = [] if roster.table.sheet is None else [("工作表的名称", roster.at(), roster.table.sheet)]
    whole = Place(location=Location(file=roster.table.file))
    around = [*reversed(above), *sheet, ("文件名", whole, PurePath(roster.table.file).stem)]
    yield from (found for found in [next((one for one in around if _named(one[2], allowed)), None)] if found)


def _named(text: str, allowed: Sequence[str]) -> str | None:
    """Give the one level or type that a text names; None where it names none or several."""
    plain = _BETWEEN.sub("", _SCHOOL.sub("", squeeze(text)))
    found = [value for value in allowed if squeeze(value) in plain]
    if len(found) != 1:
        return None
    before, _, behind = plain.partition(squeeze(found[0]))
    # 初中级 are two, of which one is cut short.
    two = before[-1:] in {value[:1] for value in allowed}
    return None if two or behind.startswith(_OF_A_TRADE) else found[0]
