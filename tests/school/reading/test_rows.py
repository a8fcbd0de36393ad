"""The quick ways past the rules never change what is found: held against every rule on every cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drawn import examples
from students import TODAY, id_number
from wdyy_cli.model import Finding
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.table.id_number import ID_NUMBER
from wdyy_cli.rules.table.people import Person
from wdyy_cli.rules.table.table import EXAMPLE_TABLE, FIELDS, STUDENT, RowCell, TableRef
from wdyy_cli.school.reading.rows import OF_REGISTRATION, OF_ROSTER, RowRules, check_rows, written_id
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import ErrorValue, Value, cell_ref
from wdyy_cli.texts.cell_text import is_plain_name
from wdyy_cli.texts.id_number import check_digit

PROFILE = load_profile()
SETTINGS = Settings(profile=PROFILE, checked_on=TODAY)
Rows = Sequence[tuple[int, tuple[Value, ...]]]


def slowly(table: TableRef, rows: Rows, rules: RowRules, formulas: Sequence[str]) -> Iterator[Finding]:
    """Apply each rule to each cell, and the IDN rules to each number."""
    people = []
    find_in_cell = rules.cells.finder(PROFILE, SETTINGS.choice)
    find_in_number = ID_NUMBER.finder(PROFILE, SETTINGS.choice)
    for row, values in rows:
        fields = sorted(rules.fields, key=lambda of: of == "id_number")
        for of in (of for of in fields if of in table.columns):
            formula = cell_ref(row, table.columns[of]) in formulas
            cell = RowCell(table, row, of, table.value(values, of), values, formula)
            yield from find_in_cell(cell)
            written = written_id(cell) if of == "id_number" else None
            if written is not None:
                yield from find_in_number(written)
                if written.reading.number:
                    name = table.text(values, "name")
                    people.append(Person(table, row, values, written.reading.number, name))
    yield from SETTINGS.find(rules.people, [tuple(people)])


def number_of(area: str, born: dt.date, order: int) -> str:
    first = f"{area}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


numbers = st.builds(
    number_of,
    st.sampled_from(["110101", "160101", "810000", "911133", "999101"]),
    st.one_of(
        st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)),
        # Around the ages between which the profile says nothing.
        st.sampled_from([dt.date(2014, 11, 23), dt.date(2014, 11, 24), dt.date(1955, 11, 23)]),
    ),
    st.sampled_from([100, 101, 300, 999]),
)
noisy = st.builds(
    lambda number, noise, place: number[:place] + noise + number[place:],
    numbers,
    st.sampled_from([" ", "\u200b", "'", "x", "０", "-", ""]),
    st.integers(0, 18),
)
texts = st.one_of(
    st.sampled_from([*STUDENT, "", " ", "张三", "张", "·", "李·王", "王三2", "一级", "初 级", "社会考生"]),
    st.text("张三李四·王 \u3000\n\u200bＡ１a.初级", max_size=5),
    st.text(max_size=4),
)
odd = st.one_of(
    st.sampled_from([ErrorValue("#N/A"), True, 1.0, 1.1e17, dt.date(2021, 5, 22), dt.time(8, 30)]),
)
ids = st.one_of(
    numbers, noisy, st.builds(str.lower, numbers), st.just("１１０１０１２００８０３０７１００Ｘ")
)
rows_of_cells = st.lists(
    st.tuples(
        st.one_of(texts, odd), st.one_of(ids, texts, odd), *[st.one_of(texts, odd) for _ in FIELDS[2:]]
    ),
    max_size=6,
)
places = st.lists(st.builds(cell_ref, st.integers(4, 9), st.integers(0, 7)), max_size=3)


@pytest.mark.slow
@pytest.mark.parametrize("rules", [OF_REGISTRATION, OF_ROSTER], ids=["registration", "roster"])
@given(rows_of_cells, places, st.lists(st.integers(0, 5), max_size=4))
@example([STUDENT, STUDENT], [], [])
@examples(150)
def test_the_quick_ways_change_nothing(
    rules: RowRules, cells: list[tuple[Value, ...]], formulas: list[str], again: list[int]
) -> None:
    # Rows come again: what was right once is right again, and what was wrong stays wrong.
    chosen = [*cells, *(cells[index] for index in again if index < len(cells))]
    rows = [(row, values[: 8 - row % 3]) for row, values in enumerate(chosen, start=4)]
    given_formulas = formulas if rules is OF_REGISTRATION else []
    quick = check_rows([(EXAMPLE_TABLE, rows)], rules, SETTINGS, given_formulas)
    slow = slowly(EXAMPLE_TABLE, rows, rules, given_formulas)
    assert sorted(quick, key=repr) == sorted(slow, key=repr)


@given(st.text("一张三·〇𠮷 \u3000龥鿿", max_size=6))
def test_a_plain_name_is_one_of_which_no_rule_speaks(name: str) -> None:
    cell = RowCell(EXAMPLE_TABLE, 4, "name", name, (name, *STUDENT[1:]))
    found = OF_REGISTRATION.cells.finder(PROFILE, SETTINGS.choice)(cell)
    if is_plain_name(name):
        assert found == []


@given(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
def test_every_common_character_may_stand_in_a_name(char: str) -> None:
    assert is_plain_name(f"张{char}")


def test_the_same_number_is_read_again_for_each_student() -> None:
    rows = [(row, (name, id_number(0), *STUDENT[2:])) for row, name in ((4, "张三"), (5, "李四"))]
    found = [finding.code for finding in check_rows([(EXAMPLE_TABLE, rows)], OF_ROSTER, SETTINGS)]
    assert found == ["ROS201", "ROS202"]
