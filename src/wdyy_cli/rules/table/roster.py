"""ROS005, ROS010, ROS108: students whom nobody sees, rows that are no students, and other certificates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wdyy_cli.cell_text import squeeze
from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.aside import NUMBERED, Aside, Row, part_rows
from wdyy_cli.rules.table.table import EXAMPLE_DATE, STUDENT, TableRef, name_rows
from wdyy_cli.sheet import Sheet, SheetFacts, Value, cell_ref, show_value


@dataclass(frozen=True, kw_only=True)
class Unused:
    """
    A sheet that was not read as a list of students, and how many ID numbers stand in it alone.

    `repeated`: all of its students stand on other sheets as well.
    """

    name: str
    numbers: int
    visible: bool = True
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class RosterSheet:
    """
    One sheet of a roster: its students, and the rows that are no students'.

    `unused` are other sheets of the file; they are told once, with its first sheet.
    """

    table: TableRef
    sheet: Sheet
    students: Sequence[Row]
    asides: Sequence[Aside] = ()
    unused: Sequence[Unused] = ()

    def at(self, row: int | None = None, column: int | None = None, value: Value = "") -> Place:
        """Give the place of the sheet, of a row, or of a cell (its column from 0)."""
        headers = {place: self.table.headers.get(of) for of, place in self.table.columns.items()}
        location = Location(
            file=self.table.file,
            sheet=self.table.sheet,
            row=row,
            cell=None if row is None or column is None else cell_ref(row, column),
            column=None if column is None else headers.get(column),
        )
        return Place(location=location, value=show_value(value) or None)


ROSTER_SHEET = RuleSet[RosterSheet](__name__)

HEADERS = ("序号", "姓名", "身份证号")
STUDENTS = (("1", "张三", "11010120080307100X"), ("2", "李四", "110101200903071031"))
TABLE = TableRef(
    file="花名册.xlsx",
    sheet="花名册",
    columns={"name": 1, "id_number": 2},
    headers={"name": "姓名", "id_number": "身份证号"},
    checked_on=EXAMPLE_DATE,
)


def roster(
    *below: tuple[Value, ...],
    facts: Mapping[str, object] | None = None,
    unused: Sequence[Unused] = (),
) -> RosterSheet:
    """Build an example: two students from row 2 on, and these rows below them."""
    rows = (HEADERS, *STUDENTS, *below)
    sheet = Sheet(name="花名册", rows=rows, facts=SheetFacts(**(facts or {})))  # type: ignore[arg-type]
    students, asides = part_rows(TABLE, HEADERS, list(sheet.filled_rows(1)), sheet.facts.merged)
    return RosterSheet(table=TABLE, sheet=sheet, students=students, asides=asides, unused=unused)


def right() -> dict[str, RosterSheet]:
    """Build the examples of which no rule here speaks."""
    return {"只有学生": roster()}


def certificates(*texts: str) -> RosterSheet:
    """Build an example: students who take these certificates."""
    columns, headers = {**TABLE.columns, "certificate": 3}, {**TABLE.headers, "certificate": "报考证书"}
    table = replace(TABLE, columns=columns, headers=headers, wanted={"certificate": STUDENT[6]})
    rows = [(row, (*STUDENTS[0], text)) for row, text in enumerate(texts, start=2)]
    sheet = Sheet(name="花名册", rows=((*HEADERS, "报考证书"), *(values for _, values in rows)))
    return RosterSheet(table=table, sheet=sheet, students=rows)


@ROSTER_SHEET.rule(
    "ROS005",
    "有看不见的学生，或没有用上的工作表",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "隐藏的行": roster(facts={"hidden_rows": frozenset({3})}),
        "筛选": roster(facts={"hidden_rows": frozenset({3}), "filtered": True}),
        "没有表头的工作表": roster(unused=(Unused(name="三班", numbers=30),)),
        "汇总的工作表": roster(unused=(Unused(name="汇总", numbers=60, repeated=True),)),
        "隐藏的工作表": roster(unused=(Unused(name="三班", numbers=30, visible=False),)),
    },
    silent=lambda: {
        **right(),
        "隐藏的不是学生": roster(("合计：2 人",), facts={"hidden_rows": frozenset({4})}),
    },
)
def students_are_hidden(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    隐藏和筛选掉的学生照样算在内，会写进报考表；没有用上的工作表里的学生不会写进去。

    取消隐藏和筛选，确认这些学生要不要报考；没有用上的工作表，写好“姓名”“身份证号”这样的表头，不用的删去。
    """
    facts = roster.sheet.facts
    rows = [row for row, _ in roster.students if row in facts.hidden_rows]
    if rows:
        said = (
            f"表格正在筛选，有 {len(rows):,} 名学生没有显示"
            if facts.filtered
            else f"{name_rows(rows)}是隐藏的"
        )
        yield Problem(roster.at(rows[0]), f"{said}，也算在内")
    for sheet in roster.unused:
        place = Place(location=Location(file=roster.table.file, sheet=sheet.name))
        if sheet.repeated:
            said = f"工作表“{sheet.name}”的 {sheet.numbers:,} 名学生在别的工作表里都有，没有再算一次"
            yield Problem(place, said, severity=Severity.INFO)
            continue
        kind = "没有找到姓名和身份证号的表头" if sheet.visible else "是隐藏的"
        yield Problem(place, f"工作表“{sheet.name}”{kind}，里面的 {sheet.numbers:,} 个身份证号没有算在内")


@ROSTER_SHEET.rule(
    "ROS108",
    "报的像是别的证书",
    severity=Severity.WARNING,
    source="手册三 注意事项 3 ③证书名称",
    fires=lambda: {"别的证书": certificates("电子商务数据分析")},
    silent=lambda: {**right(), "简称": certificates("网店运营推广"), "没有填": certificates("")},
)
def certificate_is_another(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    花名册里写的证书与要报考的证书不同；生成的报考表里，每名学生报的都是同一种证书。

    把报别的证书的学生分到另一份花名册；写得不对的，改成证书的名称。
    """
    right = squeeze(roster.table.wanted.get("certificate", ""))
    if not right or "certificate" not in roster.table.columns:
        return
    for row, values in roster.students:
        text = roster.table.text(values, "certificate")
        plain = squeeze(text)
        if plain not in right and right not in plain:
            place = roster.table.place(row, values, "certificate")
            yield Problem(place, f"“{text}”，要报考的是“{roster.table.wanted['certificate']}”")


@ROSTER_SHEET.rule(
    "ROS010",
    "不是学生的行",
    severity=Severity.INFO,
    source=PRACTICE,
    fires=lambda: {
        "合计": roster(("合计", 2.0)),
        "签名": roster(("制表人：王老师", "", "", "2021年4月20日")),
        "备注写在姓名列": roster(("", "备注：以上学生都已交费")),
        "先编好的序号": roster(("3",), ("4",)),
        "又是一行表头": roster(("二班",), HEADERS, ("1", "王五", "11010120090307104X")),
    },
    silent=lambda: {**right(), "没有身份证号的学生": roster(("3", "王五"), ("4", "", "", "一班"))},
)
def row_is_no_student(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    花名册里常有合计、签名、备注、标题和先编好的序号；这些行没有身份证号，不当作学生，也不写进报考表。

    看一眼这些行里确实没有学生；有的话，把姓名和身份证号填完整。
    """
    numbered: list[Aside] = []
    for aside in roster.asides:
        if numbered and (aside.why != NUMBERED or aside.row != numbered[-1].row + 1):
            yield _numbered(roster, numbered)
            numbered = []
        if aside.why == NUMBERED:
            numbered.append(aside)
            continue
        value = aside.values[aside.column]
        shown = " ".join(show_value(value).split())
        message = f"“{shown}”{aside.why}，没有当作学生"
        yield Problem(roster.at(aside.row, aside.column, value), message, (shown,))
    if numbered:
        yield _numbered(roster, numbered)


def _numbered(roster: RosterSheet, asides: Sequence[Aside]) -> Problem:
    first = asides[0]
    message = f"{name_rows([aside.row for aside in asides])}{NUMBERED}，没有当作学生"
    return Problem(roster.at(first.row, first.column, first.values[first.column]), message)
