"""Cells and rows of a sheet as the rules see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from wdyy_cli.model import Location, Place
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.sheet import Area, ErrorValue, StoredAs, Value, cell_ref, show_value, stored_as
from wdyy_cli.texts.cell_text import is_blank, tidy
from wdyy_cli.texts.id_number import read_id_number

EXAMPLE_DATE = date(2026, 11, 23)
MOST_ROWS = 5
"""So many rows are named one by one."""


RowKey = tuple[str, str | None, int, int]
"""File and sheet, column (from 0) of the ID numbers, and number of a row."""


@dataclass(frozen=True, kw_only=True)
class TableRef:
    """
    The sheet in which a cell stands: its file, its name, columns (from 0) and headers by field.

    `required` are the fields that must not be empty, `wanted` the values that the user laid down for fields.
    `also` are values that are right as well, for some candidates.
    `merged` are areas of merged cells of which another rule speaks: all but their first cells are empty.
    `defaults` are the values that will stand where a field is empty. `formulas` are cells, like B7, that hold
    formulas.
    """

    file: str
    sheet: str | None
    columns: Mapping[str, int]
    headers: Mapping[str, str]
    checked_on: date
    required: frozenset[str] = frozenset()
    wanted: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)
    merged: tuple[Area, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    formulas: Collection[str] = ()

    def key(self, row: int) -> RowKey:
        """Give what tells a row from all others, also from one beside it: two tables may share a line."""
        return self.file, self.sheet, self.columns.get("id_number", -1), row

    def value(self, values: tuple[Value, ...], of: str) -> Value:
        """Give the value of a field in a row, the empty text where the row or the sheet does not have it."""
        column = self.columns.get(of, -1)
        return values[column] if 0 <= column < len(values) else ""

    def text(self, values: tuple[Value, ...], of: str) -> str:
        """Give the tidy text of a field in a row."""
        column = self.columns.get(of, -1)
        return self.tidied(values[column], of) if 0 <= column < len(values) else ""

    def tidied(self, value: Value, of: str) -> str:
        """Give the tidy text of a value that a field has."""
        return tidy(value if type(value) is str else show_value(value), is_name=of == "name")

    def id_number(self, values: tuple[Value, ...]) -> str | None:
        """Give the ID number of a row without typing noise; None where there is none, or a number cell."""
        value = self.value(values, "id_number")
        if type(value) is not str or not value:  # an error value is a text of another type
            return None
        reading = read_id_number(value, self.checked_on)
        return reading.number if reading.fault is None or reading.looks_like_one else None

    def place(self, row: int, values: tuple[Value, ...], of: str | None = None) -> Place:
        """Give the place of a field in a row, or of the row."""
        column = None if of is None else self.columns.get(of)
        value = None if of is None else self.value(values, of)
        location = Location(
            file=self.file,
            sheet=self.sheet,
            cell=None if column is None else cell_ref(row, column),
            row=row,
            column=None if of is None else self.headers.get(of),
        )
        return Place(
            location=location,
            value=None if value is None or value == "" else show_value(value),
            stored_as=None if value is None else stored_as(value).value,
            id_number=self.id_number(values),
            name=self.text(values, "name") or None,
        )


def place_in(
    file: str,
    sheet: str | None,
    row: int | None = None,
    column: int | None = None,
    *,
    header: str | None = None,
    value: Value = "",
) -> Place:
    """Give the place of a sheet, of a row of it, or of a cell (its column from 0), and what stands there."""
    cell = None if row is None or column is None else cell_ref(row, column)
    location = Location(file=file, sheet=sheet, cell=cell, row=row, column=header)
    return Place(location=location, value=show_value(value) or None)


class RowCell(NamedTuple):
    """One cell of a data row; `values` is the whole row. A formula is noted only where it is not allowed."""

    table: TableRef
    row: int
    field: str
    value: Value
    values: tuple[Value, ...]
    formula: bool = False

    @property
    def place(self) -> Place:
        """Where it stands."""
        place = self.table.place(self.row, self.values, self.field)
        return replace(place, stored_as=StoredAs.FORMULA.value) if self.formula else place

    @property
    def header(self) -> str:
        """The header of its column."""
        return self.table.headers.get(self.field, self.field)

    @property
    def typed(self) -> str | None:
        """The text that somebody typed, None where there is another kind of value, a formula or nothing."""
        value = self.value
        if self.formula or not isinstance(value, str) or isinstance(value, ErrorValue) or is_blank(value):
            return None
        return value


def name_row(row: int, table: TableRef, beside: TableRef) -> str:
    """Name a row of a table beside another table: with its file and its sheet where those are different."""
    file = "" if table.file == beside.file else f"“{table.file}”"
    same = table.sheet is None or (not file and table.sheet == beside.sheet)
    sheet = "" if same else f"工作表“{table.sheet}”"
    return f"{file}{sheet}第 {row} 行"


REGISTRATION_CELL, ROSTER_CELL = RuleSet[RowCell](__name__), RuleSet[RowCell](__name__)

STUDENT = (
    "张三",
    "11010120080307100X",
    "院校考生",
    "某某学院",
    "某某学院考核站点",
    "某某计划",
    "网店运营推广职业技能等级证书",
    "初级",
)
FIELDS = ("name", "id_number", "student_type", "school", "site", "plan", "certificate", "level")
HEADERS = ("学生姓名", "身份证号", "学生类型", "所属院校", "考核站点", "考试计划名称", "报考证书", "证书等级")


def example_table(
    file: str, sheet: str, headers: Mapping[str, str], required: Iterable[str] = ()
) -> TableRef:
    """Build an example: a table with these headers, by field, from the first column on."""
    return TableRef(
        file=file,
        sheet=sheet,
        columns={of: column for column, of in enumerate(headers)},
        headers=headers,
        checked_on=EXAMPLE_DATE,
        required=frozenset(required),
    )


EXAMPLE_TABLE = example_table("报考.xlsx", "报考表", dict(zip(FIELDS, HEADERS, strict=True)), FIELDS)


def cell(of: str, value: Value, *, formula: bool = False, wanted: Mapping[str, str] | None = None) -> RowCell:
    """Build an example: the cell of a field in row 4 of a right registration."""
    table = EXAMPLE_TABLE if wanted is None else replace(EXAMPLE_TABLE, wanted=wanted)
    column = FIELDS.index(of)
    values = (*STUDENT[:column], value, *STUDENT[column + 1 :])
    return RowCell(table, 4, of, value, values, formula)


def name_rows(rows: Sequence[int]) -> str:
    """Name rows for people: as a range where they follow each other."""
    if len(rows) > 1 and rows[-1] - rows[0] == len(rows) - 1:
        return f"第 {rows[0]}～{rows[-1]} 行"
    return list_rows(rows)


def list_rows(rows: Sequence[int]) -> str:
    """Name rows for people one by one, if they are not too many."""
    several = list(dict.fromkeys(rows))
    shown = "、".join(map(str, several[:MOST_ROWS]))
    return f"第 {shown} 行" if len(several) <= MOST_ROWS else f"第 {shown} 行等 {len(several):,} 行"
