"""ROS005, ROS010, ROS108: students whom nobody sees, rows that are no students, and other certificates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import NamedTuple

from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.aside import NOBODY, NUMBERED, Aside, Row, part_rows
from wdyy_cli.rules.table.leftover import Leftover, example, leftover_problem
from wdyy_cli.rules.table.table import EXAMPLE_DATE, STUDENT, TableRef, name_rows, place_in
from wdyy_cli.sheet import Sheet, SheetFacts, Value, show_value
from wdyy_cli.texts.cell_text import squeeze


class NoticedAs(Enum):
    """
    What a column of values of a field is, under a header that is not known.

    It is taken for the field, or is one more beside the field's own. In doubt other columns have such values
    too, so that nobody knows which one counts. Mixed values stand inside other text; the header of a ticked
    column is a value itself, and marks stand below it.
    """

    TAKEN = auto()
    BESIDE = auto()
    IN_DOUBT = auto()
    MIXED = auto()
    TICKED = auto()


class Noticed(NamedTuple):
    """A column (from 0) of values of a field under a header that is not known, and what it is."""

    field: str
    column: int
    header: str
    what: NoticedAs


@dataclass(frozen=True, kw_only=True)
class RosterSheet:
    """
    One table of a roster: its students, and the rows that are no students'.

    `repeated` are other sheets, by file and name, all of whose so many students stand here as well. They
    and the `leftovers` are told once, with the first table. `noticed` are columns under unknown headers.
    """

    table: TableRef
    sheet: Sheet
    students: Sequence[Row]
    header_row: int = 1
    asides: Sequence[Aside] = ()
    repeated: Sequence[tuple[str, str, int]] = ()
    leftovers: Sequence[Leftover] = ()
    noticed: Sequence[Noticed] = ()

    def at(self, row: int | None = None, column: int | None = None, value: Value = "") -> Place:
        """Give the place of the sheet, of a row, or of a cell (its column from 0)."""
        headers = {place: self.table.headers.get(of) for of, place in self.table.columns.items()}
        header = None if column is None else headers.get(column)
        return place_in(self.table.file, self.table.sheet, row, column, header=header, value=value)


class StudentValue(NamedTuple):
    """
    What one student has, or is to have, in one column of the template.

    `allowed` are the entries of the column's drop-down, None without one. `told` is what the ID number says
    instead, None where it does not object. `known` is False where nobody knows where the column comes from.
    `filled`: it stands in a sheet that is filled already.
    """

    place: Place
    header: str
    text: str
    required: bool = False
    allowed: tuple[str, ...] | None = None
    told: str | None = None
    known: bool = True
    filled: bool = False


STUDENT_VALUE = RuleSet[StudentValue](__name__)


@dataclass(frozen=True, kw_only=True)
class FilledSheet:
    """The headers of a filled sheet beside the template's: lacking ones, moved ones, and its own."""

    place: Place
    missing: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    header_row: int = 1
    wanted_row: int = 1


FILLED_SHEET = RuleSet[FilledSheet](__name__)


class LeftHint(NamedTuple):
    """A row of a filled sheet, and whether it is the template's own example still."""

    place: Place
    is_hint: bool


LEFT_HINT = RuleSet[LeftHint](__name__)


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
    leftovers: Sequence[Leftover] = (),
    repeated: Sequence[tuple[str, str, int]] = (),
) -> RosterSheet:
    """Build an example: two students from row 2 on, and these rows below them."""
    rows = (HEADERS, *STUDENTS, *below)
    sheet = Sheet(name="花名册", rows=rows, facts=SheetFacts(**(facts or {})))  # type: ignore[arg-type]
    students, asides = part_rows(TABLE, HEADERS, list(sheet.filled_rows(1)), sheet.facts.merged)
    return RosterSheet(
        table=TABLE,
        sheet=sheet,
        students=students,
        asides=asides,
        leftovers=leftovers,
        repeated=repeated,
    )


@ROSTER_SHEET.right
def right() -> dict[str, RosterSheet]:
    """Build the examples of which no rule here speaks."""
    return {"只有学生": roster()}


def with_column(
    of: str,
    header: str,
    *texts: str,
    wanted: str = "",
    also: Sequence[str] = (),
    noticed: Sequence[Noticed] = (),
) -> RosterSheet:
    """Build an example: students with one more column, and what the user laid down for it."""
    columns, headers = {**TABLE.columns, of: 3}, {**TABLE.headers, of: header}
    table = replace(TABLE, columns=columns, headers=headers, wanted={of: wanted} if wanted else {})
    table = replace(table, also={of: also})
    rows = [(row, (*STUDENTS[0], text)) for row, text in enumerate(texts, start=2)]
    sheet = Sheet(name="花名册", rows=((*HEADERS, header), *(values for _, values in rows)))
    return RosterSheet(table=table, sheet=sheet, students=rows, noticed=noticed)


def certificates(*texts: str) -> RosterSheet:
    """Build an example: students who take these certificates."""
    return with_column("certificate", "报考证书", *texts, wanted=STUDENT[6])


@ROSTER_SHEET.rule(
    "ROS005",
    "有看不见的学生，或没有读到的身份证号",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "隐藏的行": roster(facts={"hidden_rows": frozenset({3})}),
        "筛选": roster(facts={"hidden_rows": frozenset({3}), "filtered": True}),
        "汇总的工作表": roster(repeated=(("花名册.xlsx", "汇总", 60),)),
        "没有表头的工作表": roster(leftovers=(example("工作表“三班”没有找到姓名和身份证号的表头"),)),
        "并排的另一组没有表头": roster(leftovers=(example("F 列没有表头", severity=Severity.ERROR),)),
    },
    silent=lambda: {
        **right(),
        "隐藏的不是学生": roster(("合计：2 人",), facts={"hidden_rows": frozenset({4})}),
    },
)
def students_are_hidden(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    隐藏和筛选掉的学生照样算在内，会写进报考表；没有读到的地方，里面的学生不会写进去。

    取消隐藏和筛选，确认这些学生要不要报考；没有读到的地方，写好“姓名”“身份证号”这样的表头，
    是家长等别人的写“家长身份证号”这样的，不用的移走。
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
    for file, name, count in roster.repeated:
        said = f"工作表“{name}”的 {count:,} 名学生在别的工作表里都有，没有再算一次"
        yield Problem(place_in(file, name), said, severity=Severity.INFO)
    yield from map(leftover_problem, roster.leftovers)


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
    silent=lambda: {**right(), "没有身份证号的学生": roster(("3", "王五"), ("4", "", "", "13800000000"))},
)
def row_is_no_student(roster: RosterSheet, _: Profile) -> Iterator[Problem]:
    """
    花名册里常有合计、签名、备注、标题和先编好的序号；这些行没有身份证号，不当作学生，也不写进报考表。

    看一眼这些行里确实没有学生；有的话，把姓名和身份证号填完整。
    """
    numbered: list[Aside] = []
    for aside in roster.asides:
        last = numbered[-1] if numbered else None
        if last is not None and (aside.why != last.why or aside.row != last.row + 1):
            yield _numbered(roster, numbered)
            numbered = []
        if aside.why in (NUMBERED, NOBODY):
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
    message = f"{name_rows([aside.row for aside in asides])}{first.why}，没有当作学生"
    return Problem(roster.at(first.row, first.column, first.values[first.column]), message)
