"""ROS109–ROS111: a roster's own columns against what was given, their empty cells, and unknown headers."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.headers.field_names import FIELD_NAMES
from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE
from wdyy_cli.rules.table.both_cells import CALCULATE
from wdyy_cli.rules.table.roster import ROSTER_SHEET, Noticed, NoticedAs, RosterSheet, right, with_column
from wdyy_cli.sheet import ErrorValue, column_letters
from wdyy_cli.texts.cell_text import squeeze

HELD_AGAINST = ("school", "site", "plan")
"""Fields that hold for a whole school: a roster that says something else is another one's."""

PER_STUDENT = ("level", "student_type")


@ROSTER_SHEET.rule(
    "ROS109",
    "院校、站点或计划与给出的不同",
    source="手册三 注意事项 3",
    fires=lambda: {
        "别的学校": with_column("school", "所属院校", "某某学院", "另一学校", wanted="某某学院"),
        "上一次的计划": with_column("plan", "考试计划名称", "2020年统考", wanted="2021年统考"),
    },
    silent=lambda: {
        **right(),
        "相同": with_column("school", "所属院校", "某某学院", wanted="某某学院"),
        "多了空格": with_column("school", "所属院校", "某某 学院", wanted="某某学院"),
        "没有给出": with_column("school", "所属院校", "某某学院"),
        "来借考的学校": with_column("school", "所属院校", "另一学校", wanted="某某学院", also=("另一学校",)),
    },
)
def differs_from_what_was_given(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    花名册自己写着院校、站点或计划，与命令行或 wdyy.toml 给出的不同：按哪一个报名，只有人知道。

    看是不是拿错了花名册，或这名学生不在这里报考；写错的改正，给出的不对就改 wdyy.toml 或选项；
    借考的站点、学校写进 wdyy.toml 的 host_sites、guest_schools。
    """
    for of in HELD_AGAINST:
        wanted = roster.table.wanted.get(of)
        if not wanted or of not in roster.table.columns:
            continue
        right = {squeeze(text) for text in (wanted, *roster.table.also.get(of, ()))}
        for row, values in roster.students:
            text = roster.table.text(values, of)
            if text and squeeze(text) not in right:
                place = roster.table.place(row, values, of)
                who = f"{place.name} 的" if place.name else ""
                message = f"{who}{FIELD_NAMES[of]}这里写的是“{text}”，给出的是“{wanted}”"
                yield Problem(place, message)


@ROSTER_SHEET.rule(
    "ROS110",
    "有这一列，这一格却是空的",
    source="手册三 其他数据按实际填写",
    fires=lambda: {"没有写等级": with_column("level", "报考级别", "初级", "")},
    silent=lambda: {
        **right(),
        "都写了": with_column("level", "报考级别", "初级", "中级"),
        "院校一格也没有写": with_column("school", "所属院校", "", ""),
    },
)
def level_or_type_is_empty(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    有等级、学生类型这样的列，就按每一行写的报考；空着的格子没有人能替学生定。

    问清后填上这一格；所有学生都一样的，也可以删去整列，用 --level、--student-type 或 wdyy.toml 给出。
    """
    table = roster.table
    for of in (*PER_STUDENT, *HELD_AGAINST):
        if of not in table.columns:
            continue
        empty = [
            (row, values)
            for row, values in roster.students
            if not table.text(values, of) and not isinstance(table.value(values, of), ErrorValue)
        ]
        if of in HELD_AGAINST and len(empty) == len(roster.students):
            continue
        for row, values in empty:
            place = table.place(row, values, of)
            who = " ".join(part for part in (table.text(values, "class_name"), place.name) if part)
            owner = f"{who} 的" if who else ""
            said, fix = f"{owner}“{table.headers[of]}”是空的", OF_ALL if of in HELD_AGAINST else None
            if place.location.cell in table.formulas:
                said, fix = f"{owner}“{table.headers[of]}”是公式，文件里没有存下它的结果", CALCULATE
            yield Problem(place, said, (place.name,) if place.name else (), fix=fix)


OF_ALL = "问清后填上这一格；所有学生都一样的，也可以删去整列，用 --school、--site、--plan 或 wdyy.toml 给出。"


def level_column(header: str, what: NoticedAs) -> RosterSheet:
    """Build an example: a column of levels under a header that is not known."""
    return with_column("level", "申报等级", "初级", "中级", noticed=(Noticed("level", 3, header, what),))


@ROSTER_SHEET.rule(
    "ROS111",
    "列名不认识，里面是等级或学生类型",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "当作等级用了": level_column("申报等级", NoticedAs.TAKEN),
        "有两列都像": level_column("申报等级", NoticedAs.IN_DOUBT),
        "写在别的文字里": level_column("报考项目", NoticedAs.MIXED),
        "列名就是等级，下面打勾": level_column("中级", NoticedAs.TICKED),
        "已经有等级列": level_column("第二志愿", NoticedAs.BESIDE),
    },
)
def unknown_column_of_levels(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    这一列的列名程序不认识，看内容像是证书等级或学生类型。

    看一眼对不对；不对的，改一个不会弄混的列名，或用 --column 指明哪一列才是。
    """
    for noticed in roster.noticed:
        word = FIELD_NAMES[noticed.field]
        title = f"“{noticed.header}”" if noticed.header else column_letters(noticed.column)
        severity = Severity.ERROR
        match noticed.what:
            case NoticedAs.TICKED:
                said = f"列名{title}就是{word}，下面写着内容，没有读；请加一列“{word}”，考两个的写成两行"
            case NoticedAs.IN_DOUBT:
                said = f"{title}列像是{word}，还有别的列也像，不知道按哪一列"
            case NoticedAs.MIXED:
                said = f"{title}列里写着{word}，但夹在别的文字里，读不准；请加一列“{word}”，只写{word}"
            case NoticedAs.TAKEN:
                said, severity = f"{title}列写的是{word}，就按它报考", Severity.WARNING
            case NoticedAs.BESIDE:
                said, severity = f"{title}列也像是{word}，没有用到", Severity.WARNING
        row = roster.header_row if noticed.header else None
        place = roster.at(row, noticed.column if row else None, noticed.header)
        yield Problem(place, said, severity=severity)
