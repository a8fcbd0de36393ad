"""Cells, places and sheets as values."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.sheet import (
    FIRST_INEXACT,
    LAST_COLUMN,
    LAST_ROW,
    Area,
    ErrorValue,
    Sheet,
    SheetFacts,
    StoredAs,
    Value,
    cell_ref,
    column_index,
    column_letters,
    is_empty_row,
    parse_ref,
    show_number,
    show_value,
    stored_as,
)

VALUES: dict[str, tuple[Value, StoredAs, str]] = {
    "text": ("张三", StoredAs.TEXT, "张三"),
    "text with spaces": (" 张三 ", StoredAs.TEXT, " 张三 "),
    "digits as text": ("110101200801010019", StoredAs.TEXT, "110101200801010019"),
    "nothing": ("", StoredAs.EMPTY, ""),
    "error value": (ErrorValue("#N/A"), StoredAs.ERROR, "#N/A"),
    "true": (True, StoredAs.BOOLEAN, "TRUE"),
    "false": (False, StoredAs.BOOLEAN, "FALSE"),
    "whole number": (20210101.0, StoredAs.NUMBER, "20210101"),
    "whole number of xls": (45, StoredAs.NUMBER, "45"),
    "minus zero": (-0.0, StoredAs.NUMBER, "0"),
    "fraction": (0.1, StoredAs.NUMBER, "0.1"),
    "small fraction": (0.00001, StoredAs.NUMBER, "1E-05"),
    "15 digits": (123456789012345.0, StoredAs.NUMBER, "123456789012345"),
    "16 digits": (1234567890123456.0, StoredAs.NUMBER, "1.234567890123456E+15"),
    "ID number": (1.1010120080101e17, StoredAs.NUMBER, "1.1010120080101E+17"),
    "one followed by zeros": (1e15, StoredAs.NUMBER, "1E+15"),
    "infinite": (float("inf"), StoredAs.NUMBER, "#NUM!"),
    "no number": (float("nan"), StoredAs.NUMBER, "#NUM!"),
    "date": (dt.date(2008, 1, 31), StoredAs.DATE, "2008-01-31"),
    "date and time": (dt.datetime(2008, 1, 31, 8, 5), StoredAs.DATE, "2008-01-31 08:05:00"),  # noqa: DTZ001 - sheets know no zones
    "time": (dt.time(8, 5), StoredAs.DATE, "08:05:00"),
    "duration": (dt.timedelta(hours=25), StoredAs.DATE, "1 day, 1:00:00"),
}


@pytest.mark.parametrize(("value", "kind", "shown"), VALUES.values(), ids=VALUES)
def test_value_says_how_it_is_stored_and_shown(value: Value, kind: StoredAs, shown: str) -> None:
    assert (stored_as(value), show_value(value)) == (kind, shown)
    assert type(show_value(value)) is str


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_shown_number_is_the_number_and_invents_no_digit(value: float) -> None:
    shown = show_number(value)
    assert float(shown) == value
    assert abs(value) < FIRST_INEXACT or "E+" in shown


AREAS: dict[str, Area | None] = {
    "A1": Area(1, 0, 1, 0),
    "$B$7": Area(7, 1, 7, 1),
    "a1:b2": Area(1, 0, 2, 1),
    "B2:A1": Area(1, 0, 2, 1),
    " C4:C200 ": Area(4, 2, 200, 2),
    "C:C": Area(1, 2, LAST_ROW, 2),
    "$C:$D": Area(1, 2, LAST_ROW, 3),
    "2:3": Area(2, 0, 3, LAST_COLUMN),
    "A1:XFD1048576": Area(1, 0, LAST_ROW, LAST_COLUMN),
    "": None,
    "1A": None,
    "A0": None,
    "A1:": Area(1, 0, 1, 0),
    "A1:B2:C3": None,
    "名单!A1": None,
    "AAAA1": None,
}


@pytest.mark.parametrize(("text", "area"), AREAS.items())
def test_area_is_read(text: str, area: Area | None) -> None:
    assert Area.parse(text) == area


@pytest.mark.parametrize(("area", "text"), [(Area(7, 1, 7, 1), "B7"), (Area(1, 0, 20, 26), "A1:AA20")])
def test_area_is_written(area: Area, text: str) -> None:
    assert str(area) == text


def test_area_knows_what_lies_inside() -> None:
    area = Area(2, 1, 3, 4)
    inside = {(row, column) for row in range(6) for column in range(6) if (row, column) in area}
    assert inside == {(row, column) for row in (2, 3) for column in (1, 2, 3, 4)}


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns_have_letters(column: int, letters: str) -> None:
    assert (column_letters(column), column_index(letters), column_index(letters.lower())) == (
        letters,
        column,
        column,
    )


@given(st.integers(1, LAST_ROW), st.integers(0, LAST_COLUMN))
def test_place_is_read_as_written(row: int, column: int) -> None:
    assert parse_ref(cell_ref(row, column)) == (row, column)


@pytest.mark.parametrize(
    "ref", ["", "A", "7", "A0", "A01", "A1:B2", "A12345678", "AAAA1", "Ａ1", " A1", "A1\n"]
)
def test_what_is_no_place_is_not_read(ref: str) -> None:
    assert parse_ref(ref) is None


SHEET = Sheet(
    name="名单",
    rows=(("姓名", "人数"), (), ("张三", 1.0, ErrorValue("#N/A")), ("", ""), ("李四",)),
    facts=SheetFacts(hidden_columns=(Area(1, 2, LAST_ROW, 3),)),
)


def test_sheet_gives_values_wherever_they_are_asked_for() -> None:
    places = [(1, 0), (3, 1), (3, 2), (5, 1), (2, 0), (9, 3), (0, 0), (3, -1)]
    assert [SHEET.value(*place) for place in places] == ["姓名", 1.0, "#N/A", "", "", "", "", ""]


def test_sheet_gives_filled_rows_below_a_row() -> None:
    assert [number for number, _ in SHEET.filled_rows()] == [1, 3, 5]
    assert list(SHEET.filled_rows(after=3)) == [(5, ("李四",))]


def test_sheet_is_as_wide_as_its_longest_row() -> None:
    assert (SHEET.width, Sheet(name="", rows=()).width) == (3, 0)


def test_sheet_knows_its_hidden_columns() -> None:
    assert [column for column in range(6) if SHEET.facts.is_hidden_column(column)] == [2, 3]


@pytest.mark.parametrize(
    ("row", "empty"), [((), True), (("", ""), True), (("", 0), False), (("", False), False), ((" ",), False)]
)
def test_row_is_empty_without_any_value(row: tuple[Value, ...], *, empty: bool) -> None:
    assert (is_empty_row(row), is_empty_row(list(row))) == (empty, empty)
