"""Which rows of a roster are students, and which are totals, signatures, remarks, titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from wdyy_cli.cell_text import is_plain_name, squeeze
from wdyy_cli.header import ALIASES, normal_header
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.sheet import Area, Value, show_value

Row = tuple[int, tuple[Value, ...]]

FEWEST_DIGITS = 12
"""So many digits in the ID column make a row a student's, whatever else stands in it."""

_WHOLE_NUMBER = re.compile(r"\s*[0-9]{17}[0-9Xx]\s*")
_STORED_AS_NUMBER = range(10**17, 10**18)

# Words with which no name begins, and such that only mean something else with a colon or figures behind them.
_ASIDE = re.compile(
    "合计|总计|小计|共计|累计|制表|填表|填报|上报|审核|审批|复核|核对|校对|备注|签字|签名|签章|盖章|公章"
    "|以下空白|以下无|此表|本表|班主任|辅导员|负责人|经办|联系人|联系电话|联系方式|[-—=~_/*.…]{2,}"
)
_ASIDE_WITH_MORE = re.compile("(?:注|说明|注意|日期|时间|电话|单位|人数|校长|院长|主任|学校|共)[^:]*?[:0-9]")
_SENTENCE = re.compile("[。；：，！？]")
_USUAL_NAME, _LONGEST_NAME = 4, 6
_CLASS_TITLE = re.compile(r".*[0-9一二三四五六七八九十)]班(?:级|学生|名单|花名册)*(?:\(.*\))?")
_NUMBERING = frozenset({"序号", "编号", "序", "号", "行号", "no", "排序", "序列"})
_FIGURES = re.compile("[0-9.、]+")
_REMARKS = re.compile("备注|说明|注$")


class Aside(NamedTuple):
    """A row that is no student's, and why; `column` (from 0) is that of its first value."""

    row: int
    why: str
    column: int
    values: tuple[Value, ...]


NUMBERED = "只有序号"


def part_rows(
    table: TableRef, headers: Sequence[str], rows: Sequence[Row], merged: Sequence[Area] = ()
) -> tuple[list[Row], list[Aside]]:
    """Part the rows of students from totals, signatures, remarks, titles, headers; blank rows are neither."""
    students: list[Row] = []
    asides: list[Aside] = []
    columns = _Columns(table, headers)
    across = [area for area in merged if columns.spans(area)]
    for index, (row, values) in enumerate(rows):
        if _is_number(table.value(values, "id_number")):
            students.append((row, values))
            continue
        texts = _texts(values)
        if not texts:
            continue
        following = rows[index + 1][1] if index + 1 < len(rows) else ()
        wide = any(area.first_row <= row <= area.last_row for area in across)
        why = columns.why_aside(values, following, merged=wide)
        if why is None:
            students.append((row, values))
        else:
            asides.append(Aside(row, why, min(texts), values))
    return students, asides


def count_numbers(rows: Sequence[tuple[Value, ...]], known: frozenset[str] = frozenset()) -> int:
    """Count the cells that hold an ID number, as text or as a number, which is not among the known ones."""
    found = 0
    for values in rows:
        for value in values:
            if isinstance(value, str):
                found += _WHOLE_NUMBER.fullmatch(value) is not None and value.strip().upper() not in known
            elif isinstance(value, float):
                found += value.is_integer() and int(value) in _STORED_AS_NUMBER
    return found


class _Columns:
    """What the columns of a roster are, to tell its rows apart."""

    def __init__(self, table: TableRef, headers: Sequence[str]) -> None:
        self._name, self._number = table.columns["name"], table.columns["id_number"]
        forms = [normal_header(header) for header in headers]
        self._headers = {
            self._name: {forms[self._name], *map(normal_header, ALIASES["name"])},
            self._number: {forms[self._number], *map(normal_header, ALIASES["id_number"])},
        }
        self._numbering = {column for column, form in enumerate(forms) if form in _NUMBERING}
        self._remarks = {column for column, form in enumerate(forms) if _REMARKS.search(form)}

    def spans(self, area: Area) -> bool:
        """Whether a merged area reaches over name and ID number."""
        first, last = sorted((self._name, self._number))
        return area.first_column <= first and last <= area.last_column

    def why_aside(
        self, values: tuple[Value, ...], following: tuple[Value, ...], *, merged: bool
    ) -> str | None:
        """Say why a row without an ID number is no student's, None where it may be one."""
        filled = _texts(values)
        first = min(filled)
        if filled.keys() <= self._numbering and all(map(_FIGURES.fullmatch, filled.values())):
            return NUMBERED
        if self._is_header(values):
            return "又是一行表头"
        if self._is_title(filled, wide=merged or self._is_header(following)):
            return "像是标题"
        said = filled.get(self._name) or filled[first]
        if _is_aside(said) or (first not in self._remarks and _is_aside(filled[first])):
            return "像是合计、签名或备注"
        return None

    def _is_header(self, values: tuple[Value, ...]) -> bool:
        return all(
            column < len(values) and normal_header(show_value(values[column])) in forms
            for column, forms in self._headers.items()
        )

    @staticmethod
    def _is_title(filled: Mapping[int, str], *, wide: bool) -> bool:
        """Whether the only value of a row is a class; where it stands as a title, whether it is no name."""
        if len(filled) > 1:
            return False
        text = squeeze(*filled.values())
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
        return len(value) >= FEWEST_DIGITS and sum(map(str.isdigit, value)) >= FEWEST_DIGITS
    return (
        isinstance(value, float | int) and not isinstance(value, bool) and value >= 10 ** (FEWEST_DIGITS - 1)
    )


def _is_aside(text: str) -> bool:
    plain = squeeze(text)
    if _ASIDE.match(plain) or _ASIDE_WITH_MORE.match(plain):
        return True
    return len(plain) > _LONGEST_NAME and _SENTENCE.search(text) is not None
