"""Which rows of a table are about somebody, and which are totals, signatures, remarks, titles. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import is_numbering, is_somebody_else, normal_header
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.sheet import Area, Value, show_value
from wdyy_cli.texts.cell_text import is_plain_name, squeeze

Row = tuple[int, tuple[Value, ...]]

FEWEST_DIGITS = 12
"""So many digits in the ID column make a row a student's, whatever else stands in it."""


# Words with which no name begins, and such that only mean something else with a colon or figures behind them.
_ASIDE = re.compile(
    "合计|总计|小计|共计|累计|制表|填表|填报|上报|审核|审批|复核|核对|校对|备注|签字|签名|签章|盖章|公章"
    "|以下空白|以下无|此表|本表|班主任|辅导员|负责人|经办|联系人|联系电话|联系方式|[-—=~_/*.…]{2,}"
    "|(?:导出|打印|生成|制单|查询|统计)(?:时间|日期|人)"
)
_TOTAL = re.compile("(?:合计|总计|小计|共计|累计)")
_HINT = re.compile("必填|选填|可选|非必填|请填|填写|示例|格式|文本格式")
"""How a row below a header begins in every column that only says how it is to be filled in."""
_SEAL = re.compile(r"[(](?:盖章|签章|公章|签字|签名)[)]$")
_DATE = re.compile("[0-9]{4}[年./-][0-9]{1,2}(?:月|[./-])(?:[0-9]{1,2}日?)?")
_ASIDE_WITH_MORE = re.compile("(?:注|说明|注意|日期|时间|电话|单位|人数|校长|院长|主任|学校|共)[^:]*?[:0-9]")
_SENTENCE = re.compile("[。；：，！？]")
_USUAL_NAME, _LONGEST_NAME = 4, 6
_CLASS_TITLE = re.compile(
    r".*[0-9一二三四五六七八九十)]班(?:级|学生|名单|花名册)*(?:\(.*\))?"
    r"|.*(?:名单|名册|登记表|报名表|信息表|一览表|汇总表|统计表|安排表)(?:\(.*\))?"
)
_FIGURES = re.compile("[0-9.、]+")
_REMARKS = re.compile("备注|说明|注$")
_PREFILLED = ("class_name", "student_type", "level", "certificate", "school", "site", "plan")
"""Fields that are often filled in beforehand, for rows in which nobody stands yet."""


class Aside(NamedTuple):
    """A row that is no student's, and why; `column` (from 0) is that of its first value."""

    row: int
    why: str
    column: int
    values: tuple[Value, ...]


NUMBERED, NOBODY, HEADER, TITLE, REMARK = (
    "只有序号",
    "没有姓名和身份证号",
    "又是一行表头",
    "像是标题",
    "像是合计、签名或备注",
)


class RowKind(NamedTuple):
    """Which fields make a row one about somebody or something: what it is called, and its number."""

    who: str = "name"
    number: str = "id_number"

    @property
    def by_id_number(self) -> bool:
        """Whether an ID number alone tells that a row counts."""
        return self.number == "id_number"


STUDENT_ROWS = RowKind()


def part_rows(
    table: TableRef,
    headers: Sequence[str],
    rows: Sequence[Row],
    merged: Sequence[Area] = (),
    *,
    kind: RowKind = STUDENT_ROWS,
    repeats: Collection[int] = (),
    before_header: bool = False,
    choices: Collection[str] = (),
) -> tuple[list[Row], list[Aside]]:
    """
    Part the rows that count from totals, signatures, remarks, titles, headers; blank rows are neither.

    `repeats` are rows in which the header stands again; `before_header`: another table begins below. A row of
    nothing but one of the `choices` is a title over those who chose it.
    """
    counted: list[Row] = []
    asides: list[Aside] = []
    columns = _Columns(table, headers, kind, choices)
    across = [area for area in merged if columns.spans(area)]
    last = next((row for row, values in reversed(rows) if _texts(values)), None)
    for index, (row, values) in enumerate(rows):
        if kind.by_id_number and _is_number(table.value(values, "id_number")):
            counted.append((row, values))
            continue
        texts = _texts(values)
        if not texts:
            continue
        if row in repeats:
            asides.append(Aside(row, HEADER, min(texts), values))
            continue
        header_follows = before_header if index + 1 == len(rows) else rows[index + 1][0] in repeats
        wide = header_follows or any(area.first_row <= row <= area.last_row for area in across)
        why = columns.why_aside(values, texts, wide=wide)
        if why is None and row == last and columns.holds_number_alone(texts):
            above = [table.value(some, kind.number) for _, some in counted]
            why = REMARK if _is_sum(table.value(values, kind.number), above) else None
        if why is None:
            counted.append((row, values))
        else:
            asides.append(Aside(row, why, min(texts), values))
    return counted, asides


class _Columns:
    """What the columns of a table are, to tell its rows apart."""

    def __init__(
        self, table: TableRef, headers: Sequence[str], kind: RowKind, choices: Collection[str]
    ) -> None:
        self._kind = kind
        self._choices = [squeeze(choice) for choice in choices]
        self._name = table.columns.get(kind.who, -1)
        self._number = table.columns.get(kind.number, -1)
        forms = [normal_header(header) for header in headers]
        self._headers = {
            column: {forms[column] if column < len(forms) else "", *map(normal_header, ALIASES[of])}
            for of, column in ((kind.who, self._name), (kind.number, self._number))
            if column >= 0
        }
        self._numbering = {column for column, form in enumerate(forms) if is_numbering(form)}
        self._remarks = {column for column, form in enumerate(forms) if _REMARKS.search(form)}
        self._prefilled = {table.columns[of] for of in _PREFILLED if of in table.columns}

    def holds_number_alone(self, filled: Mapping[int, str]) -> bool:
        """Whether nothing but the number of a room stands in a row."""
        return not self._kind.by_id_number and filled.keys() == {self._number}

    def spans(self, area: Area) -> bool:
        """Whether a merged area reaches over name and number."""
        first, last = sorted((self._name, self._number))
        return (
            area.first_column <= first and last <= area.last_column and area.first_column < area.last_column
        )

    def why_aside(  # noqa: PLR0911 - one for each reason
        self, values: tuple[Value, ...], filled: Mapping[int, str], *, wide: bool
    ) -> str | None:
        """Say why a row without an ID number does not count, None where it may."""
        if filled.keys() <= self._numbering and all(map(_FIGURES.fullmatch, filled.values())):
            return NUMBERED
        if self._is_header(values):
            return HEADER
        if not self._kind.by_id_number:
            return self._why_no_thing(filled, wide=wide)
        if self._is_title(filled, wide=wide):
            return TITLE
        if all(_HINT.match(squeeze(filled.get(column, ""))) for column in (self._name, self._number)):
            return REMARK
        first = min(filled)
        said = filled.get(self._name) or filled[first]
        if _is_aside(said) or (first not in self._remarks and _is_aside(filled[first])):
            return REMARK
        if self._name in filled or self._number in filled:
            return None
        return self._why_nobody(values, filled)

    def _why_nobody(self, values: tuple[Value, ...], filled: Mapping[int, str]) -> str | None:
        """Say why a row with neither name nor number is nobody's: nothing in it is a person's own."""
        usual = self._numbering | self._remarks | self._prefilled
        own = [column for column in filled if column not in usual]
        if len(filled) == 1 and (isinstance(values[min(filled)], dt.date) or _is_date(filled[min(filled)])):
            return REMARK
        if all(_is_aside(filled[column]) or _is_date(filled[column]) for column in own) and any(
            _is_aside(text) for text in filled.values()
        ):
            return REMARK
        return None if own else NOBODY

    def _why_no_thing(self, filled: Mapping[int, str], *, wide: bool) -> str | None:
        """Say why a row of rooms or proctors is none: a total, or words where nothing else is filled in."""
        first = min(filled)
        said = filled.get(self._name) or filled[first]
        if _TOTAL.match(squeeze(said)) or _TOTAL.match(squeeze(filled[first])):
            return REMARK
        number = filled.get(self._number, "")
        if any(map(str.isdigit, number)) and not _is_date(number):
            return None
        if len(filled) == 1 and wide:
            return TITLE
        few = len(filled) <= 3  # noqa: PLR2004 - a signature has two or three parts
        return REMARK if few and (_is_aside(said) or _is_aside(filled[first])) else None

    def _is_header(self, values: tuple[Value, ...]) -> bool:
        return len(self._headers) > 1 and all(
            column < len(values) and normal_header(show_value(values[column])) in forms
            for column, forms in self._headers.items()
        )

    def _is_title(self, filled: Mapping[int, str], *, wide: bool) -> bool:
        """Whether the only value of a row is a class; where it stands as a title, whether it is no name."""
        if len(filled) > 1:
            return False
        text = squeeze(*filled.values())
        if any(choice in text for choice in self._choices):
            return True
        may_be_name = is_plain_name(text) and len(text) <= _USUAL_NAME
        return _CLASS_TITLE.fullmatch(text) is not None or (wide and not may_be_name)


def _texts(values: tuple[Value, ...]) -> dict[int, str]:
    """Give the texts of a row by column, without blank ones."""
    return {column: text for column, value in enumerate(values) if (text := show_value(value).strip())}


def _is_number(value: Value) -> bool:
    """Whether an ID cell holds a number, right or wrong, so that the row is a student's."""
    if isinstance(value, str):
        if value[:FEWEST_DIGITS].isdigit() and len(value) > FEWEST_DIGITS:
            return True
        digits = len(value) >= FEWEST_DIGITS and sum(map(str.isdigit, value)) >= FEWEST_DIGITS
        # 班主任身份证号：… is a line of its own, in whatever column it begins.
        return digits and not is_somebody_else(value)
    return (
        isinstance(value, float | int) and not isinstance(value, bool) and value >= 10 ** (FEWEST_DIGITS - 1)
    )


def _is_sum(value: Value, above: Sequence[Value]) -> bool:
    """Whether a number is the sum of several above it: of one, it may be another room with as many seats."""
    total = _as_number(value)
    return bool(total) and len(above) > 1 and total == sum(_as_number(one) or 0 for one in above)


def _as_number(value: Value) -> float | None:
    text = squeeze(show_value(value))
    return float(text) if text.isascii() and text.isdigit() else None


def _is_aside(text: str) -> bool:
    plain = squeeze(text)
    if _ASIDE.match(plain) or _ASIDE_WITH_MORE.match(plain) or _SEAL.search(plain):
        return True
    return len(plain) > _LONGEST_NAME and _SENTENCE.search(text) is not None


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(squeeze(text)) is not None
