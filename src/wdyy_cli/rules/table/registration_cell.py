"""REG102, REG106–REG111, ROS106, ROS107: what can be wrong with a cell of a sheet, or a column of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.both_cells import meant_choice, of_both_cells
from wdyy_cli.rules.table.table import (
    EXAMPLE_TABLE,
    REGISTRATION_CELL,
    STUDENT,
    RowCell,
    TableRef,
    cell,
)
from wdyy_cli.sheet import ErrorValue, Value, cell_ref
from wdyy_cli.texts.cell_text import find_untidiness, is_blank, squeeze, tidy

_MISSPELT = 0.8
"""How like two names are of which one misspells the other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column of all data rows: row numbers with the values of the whole row; `formulas` like B7."""

    table: TableRef
    field: str
    rows: Sequence[tuple[int, tuple[Value, ...]]]
    formulas: frozenset[str] = frozenset()


COLUMN = RuleSet[Column](__name__)


def column(
    of: str, *values: str, wanted: Mapping[str, str] | None = None, also: Sequence[str] = ()
) -> Column:
    """Build an example: the values of a field from row 4 on."""
    at = EXAMPLE_TABLE.columns[of]
    rows = [(row, (*STUDENT[:at], value, *STUDENT[at + 1 :])) for row, value in enumerate(values, start=4)]
    table = EXAMPLE_TABLE if wanted is None else cell(of, values[0], wanted=wanted).table
    return Column(table=replace(table, also={of: also}), field=of, rows=rows)


@REGISTRATION_CELL.rule(
    "REG102",
    "格子里是公式",
    source="手册三 注意事项 3 切记粘贴数据时不要改变导入模板的格式",
    fires=lambda: {"公式": cell("school", "某某学院", formula=True)},
    silent=lambda: {"文字": cell("school", "某某学院")},
)
def cell_holds_a_formula(cell: RowCell, _: Profile) -> Iterator[Problem]:
    """
    平台只读文字，公式读出来可能是空的，或者不是您看到的结果。

    选中这些格子，复制后“选择性粘贴→数值”。
    """
    if cell.formula:
        yield Problem(cell.place, f"“{cell.header}”是公式")


@of_both_cells(
    "106",
    "学生类型不是可选的值",
    source="手册三 填写说明 4",
    fires=lambda: {
        "别的说法": cell("student_type", "在校生"),
        "中间有空格": cell("student_type", "院校 考生"),
    },
    silent=lambda: {
        "院校考生": cell("student_type", "院校考生"),
        "社会考生": cell("student_type", "社会考生"),
    },
    profiled=lambda profile: (
        "证书规定没有写学生类型有哪些" if profile.registration.student_types is None else None
    ),
)
def student_type_is_not_allowed(cell: RowCell, profile: Profile) -> Iterator[Problem]:
    """
    学生类型只能选下拉列表中的值，别的写法平台不收。

    改成“院校考生”或“社会考生”；报考表里请用下拉列表选。
    """
    allowed = profile.registration.student_types
    if cell.field == "student_type" and allowed is not None:
        yield from _not_allowed(cell, allowed)


@of_both_cells(
    "107",
    "证书等级不是可选的值",
    source="手册三 证书等级按实际填写或下拉框选择",
    fires=lambda: {"别的说法": cell("level", "一级"), "中间有空格": cell("level", "初 级")},
    silent=lambda: {"初级": cell("level", "初级"), "高级": cell("level", "高级")},
)
def level_is_not_allowed(cell: RowCell, profile: Profile) -> Iterator[Problem]:
    """
    证书等级只能选下拉列表中的值，别的写法平台不收。

    改成证书有的等级；报考表里请用下拉列表选。
    """
    if cell.field == "level":
        yield from _not_allowed(cell, profile.certificate.levels)


def _not_allowed(cell: RowCell, allowed: tuple[str, ...]) -> Iterator[Problem]:
    text = cell.typed
    if text is None or tidy(text) in allowed:
        return
    meant = next((value for value in allowed if squeeze(value) == squeeze(text)), None)
    if meant is not None and find_untidiness(text):
        return  # the rule about blanks and full-width forms says what it should be
    said = f"应为“{meant}”" if meant is not None else f"可选的有{'、'.join(allowed)}"
    yield Problem(cell.place, f"“{text.strip()}”不是可选的值，{said}", repair=meant)


@REGISTRATION_CELL.rule(
    "REG113",
    "等级或学生类型与给出的不同",
    severity=Severity.WARNING,
    source="手册三 其他数据按实际填写",
    fires=lambda: {
        "给出的是初级": cell("level", "中级", wanted={"level": "初级"}),
        "给出的是院校考生": cell("student_type", "社会考生", wanted={"student_type": "院校考生"}),
    },
    silent=lambda: {
        "相同": cell("level", "初级", wanted={"level": "初级"}),
        "没有给出": cell("level", "中级"),
    },
)
def differs_from_what_was_given(cell: RowCell, profile: Profile) -> Iterator[Problem]:
    """
    这一行与命令行或 wdyy.toml 里给出的不同，花名册也没有这样写：多半是填错了，截止以后改不了。

    问清这名学生考哪个等级、是哪一类考生；这一行没有错的话，不用改。
    """
    given = cell.table.wanted.get(cell.field)
    if cell.field not in ("level", "student_type") or given is None:
        return
    meant = meant_choice(cell, profile)
    if meant is not None and squeeze(meant) != squeeze(given):
        yield Problem(cell.place, f"“{cell.header}”这里是“{meant}”，给出的是“{given}”")


@REGISTRATION_CELL.rule(
    "REG108",
    "报考证书的名称不对",
    source="手册三 注意事项 3 ③证书名称",
    fires=lambda: {"少写了几个字": cell("certificate", "网店运营推广")},
    silent=lambda: {"全称": cell("certificate", "网店运营推广职业技能等级证书")},
)
def certificate_is_another(cell: RowCell, profile: Profile) -> Iterator[Problem]:
    """
    报考证书要写证书的全称，写错了系统找不到要报的科目。

    改成手册里的证书名称；如果报的确实是别的证书，用 --certificate 或 --profile 指明。
    """
    text = cell.typed
    if cell.field != "certificate" or text is None:
        return
    right = cell.table.wanted.get("certificate") or profile.certificate.name
    if right is not None and text != right and tidy(text) != right:
        yield Problem(cell.place, f"“{tidy(text)}”应为“{right}”")


SAME = "手册三 注意事项 3"


@COLUMN.rule(
    "REG109",
    "考试计划名称不一致",
    source=f"{SAME} ②考核计划名称",
    fires=lambda: {
        "与其他行不同": column("plan", "上半年统考", "上半年统考", "下半年统考"),
        "与配置的不同": column("plan", "下半年统考", wanted={"plan": "上半年统考"}),
    },
    silent=lambda: {"都一样": column("plan", "上半年统考", "上半年统考")},
)
def plan_differs(column: Column, _: Profile) -> Iterator[Problem]:
    """
    考试计划名称要与平台上的一字不差，否则学生报不上这次考试。

    从平台“考试管理-考试计划”里复制名称，粘贴时选“数值”或“文本”。
    """
    if column.field == "plan":
        yield from _differs(column)


@COLUMN.rule(
    "REG110",
    "考核站点不一致",
    source=f"{SAME} ①考核站点名称",
    fires=lambda: {
        "与其他行不同": column("site", "甲站点", "甲站点", "乙站点"),
        "与配置的不同": column("site", "乙站点", wanted={"site": "甲站点"}),
    },
    silent=lambda: {
        "都一样": column("site", "甲站点", "甲站点"),
        "写明的借考站点": column("site", "甲站点", "乙站点", also=("乙站点",)),
    },
)
def site_differs(column: Column, _: Profile) -> Iterator[Problem]:
    """
    考核站点名称要与平台上的一字不差，否则学生会排不进考场或排到别处。

    从平台“考试管理-申报考点”里复制名称，粘贴时选“数值”或“文本”；
    到别处借考的，把那里的站点写进 wdyy.toml 的 host_sites。
    """
    if column.field == "site":
        yield from _differs(column)


@COLUMN.rule(
    "REG111",
    "所属院校不一致",
    source="手册三 模板提示“学校全称”",
    fires=lambda: {
        "与其他行不同": column("school", "某某学院", "某某学院", "某某职院"),
        "与配置的不同": column("school", "某某职院", wanted={"school": "某某学院"}),
    },
    silent=lambda: {"都一样": column("school", "某某学院", "某某学院")},
)
def school_differs(column: Column, _: Profile) -> Iterator[Problem]:
    """
    所属院校要写学校全称，同一所学校不能有两种写法。

    改成学校全称，每一行都一样；有别的学校的学生来借考，把那所学校写进 wdyy.toml 的 guest_schools。
    """
    if column.field == "school":
        yield from _differs(column)


def _differs(column: Column) -> Iterator[Problem]:
    """Report the rows that do not say what is wanted, or what most of them say."""
    right, at = column.table.wanted.get(column.field), column.table.columns[column.field]
    cells = {values[at] if at < len(values) else "" for _, values in column.rows}
    if len(cells) == 1 and (right is None or right in cells):
        return
    texts = [_meant(column, row, values, right) for row, values in column.rows]
    counts = Counter(text for text in texts if text is not None)
    if not counts:
        return
    also = frozenset(column.table.also.get(column.field, ()))
    own = Counter({text: count for text, count in counts.items() if text not in also})
    usual = right or (own or counts).most_common(1)[0][0]
    if set(own) <= {usual}:
        return
    said = "应为" if right else f"其他 {counts[usual]:,} 行写的是"
    for (row, values), text in zip(column.rows, texts, strict=True):
        if text is not None and text != usual and text not in also:
            near = _nearest(text, (usual, *sorted(also)))
            meant = f"{said}“{usual}”" if near == usual else f"应为“{near}”"
            yield Problem(column.table.place(row, values, column.field), f"“{text}”，{meant}")


@lru_cache(maxsize=256)
def _nearest(text: str, right: tuple[str, ...]) -> str:
    """Say what a wrong value was meant to be: the first, where it does not misspell another that is right."""
    if len(right) == 1:
        return right[0]
    import difflib  # noqa: PLC0415 - most sheets have nothing to compare

    near = difflib.get_close_matches(text, right, n=1, cutoff=_MISSPELT)
    return near[0] if near else right[0]


def _meant(column: Column, row: int, values: tuple[Value, ...], right: str | None) -> str | None:
    """Give the text that was meant, None where there is none; what is right to the letter stays so."""
    value = column.table.value(values, column.field)
    if not isinstance(value, str) or isinstance(value, ErrorValue) or is_blank(value):
        return None
    if column.formulas and cell_ref(row, column.table.columns[column.field]) in column.formulas:
        return None
    return value if value == right else tidy(value)
