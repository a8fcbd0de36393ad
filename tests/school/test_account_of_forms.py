"""A registration sheet is accounted for: an ID number is a candidate's, or told at its place."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from school import CERTIFICATE, PLAN, SCHOOL, SITE
from students import TODAY, id_number
from wdyy_cli.model import Finding
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.table.registration_sheet import Measure
from wdyy_cli.school.form import Registration, registration_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Area, Sheet, SheetFacts, Validation, Value, Workbook

PROFILE = load_profile()
LAYOUT = PROFILE.registration
SETTINGS = Settings(profile=PROFILE, checked_on=TODAY)
HEADERS = tuple(LAYOUT.columns.values())
OWN = list(LAYOUT.columns).index("id_number")
NUMBERS = re.compile("([0-9,]+) 个身份证号")


class Written(NamedTuple):
    """Where an ID number was written: the sheet, the row from 1, the column from 0."""

    sheet: str
    row: int
    column: int


class Drawn:
    """A workbook being drawn, and where ID numbers stand in it."""

    def __init__(self, draw: st.DrawFn) -> None:
        """Begin with nothing."""
        self.draw = draw
        self.written: dict[str, Written] = {}
        self.sheet, self.rows = "", list[tuple[Value, ...]]()

    def begin(self, sheet: str) -> None:
        """Begin another sheet."""
        self.sheet, self.rows = sheet, []

    def number(self, column: int) -> str:
        """Give a new number, which is to stand in this column of the next row."""
        new = id_number(len(self.written) + 1)
        self.written[new] = Written(self.sheet, len(self.rows) + 1, column)
        return new

    def add(self, *values: Value) -> None:
        """Write a row."""
        self.rows.append(values)

    def chance(self, of: int) -> bool:
        """Say yes once in so many times."""
        return self.draw(st.integers(0, of - 1)) == 0

    def candidate(self) -> None:
        """Write a candidate, now and then with something in a column that the template does not have."""
        beyond: list[Value] = []
        if self.chance(4):
            gap = self.draw(st.integers(0, 2))
            beyond = [*("",) * gap, self.number(len(HEADERS) + gap)]
        own = self.number(OWN)
        self.add("张三", own, "院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级", *beyond)

    def other(self) -> None:
        """Write a row that is no candidate's."""
        match self.draw(st.sampled_from(["blank", "total", "remark", "spaced", "header", "hint"])):
            case "blank":
                self.add()
            case "total":
                self.add("合计", "", "", "", "", "", "", "3 人")
            case "remark":
                self.add("补报", "", f"见 {self.number(2)}")
            case "spaced":
                number = self.number(0)
                self.add(f"{number[:6]} {number[6:]}")
            case "header":
                self.add(*HEADERS)
            case _:
                self.add("", "", "", *LAYOUT.hints, "", "初级")

    def table(self) -> None:
        """Write the template's rows and candidates, other rows between them."""
        above = [LAYOUT.title or "", LAYOUT.note or ""]
        if self.chance(5):
            above[0] = f"联系人 {self.number(0)}"
        if self.chance(6):
            above = above[:1]
        for text in above:
            self.add(text)
        if self.chance(8):
            self.other()
        self.add(*HEADERS)
        for _ in range(self.draw(st.integers(1, 4))):
            self.candidate() if self.draw(st.booleans()) else self.other()


@st.composite
def workbooks(draw: st.DrawFn) -> tuple[Workbook, dict[str, Written]]:
    """Write the sheet, and others before or behind it: lists, blank ones, those that drop-downs name."""
    drawn = Drawn(draw)
    listed = draw(st.booleans())
    sheets = []
    kinds = draw(st.permutations(["table", *draw(st.lists(st.sampled_from(["list", "words"]), max_size=2))]))
    for index, kind in enumerate(kinds):
        drawn.begin(f"表{index + 1}")
        if kind == "table":
            drawn.table()
        elif kind == "list":
            for _ in range(draw(st.integers(1, 3))):
                drawn.add("李四", drawn.number(1), drawn.number(2) if drawn.chance(3) else "")
        else:
            drawn.add("院校考生", "社会考生")
        merged = (Area(4, 3, 6, 3),) if kind == "table" and drawn.chance(4) else ()
        hidden = frozenset({5}) if kind == "table" and drawn.chance(4) else frozenset[int]()
        others = [f"表{at + 1}" for at, other in enumerate(kinds) if other != "table"]
        lists = tuple(
            Validation(areas=(Area(4, 2, 99, 2),), kind="list", source=f"{name}!$A$1:$A$2")
            for name in others
            if listed and kind == "table"
        )
        facts = SheetFacts(merged=merged, hidden_rows=hidden, validations=lists)
        visible = kind == "table" or draw(st.booleans())
        sheets.append(Sheet(name=drawn.sheet, rows=tuple(drawn.rows), visible=visible, facts=facts))
    return Workbook(sheets=tuple(sheets)), drawn.written


def is_told(at: Written, found: list[Finding], form: Registration) -> bool:
    """Whether something is said of a number that is no candidate's: of its cell, its row or its column."""
    here = [finding for finding in found if finding.place.location.sheet == at.sheet]
    if at.sheet != form.table.sheet or at.row not in form.subject.data_rows:
        return any(NUMBERS.search(finding.message) for finding in here)
    in_row = any(finding.place.location.row == at.row for finding in here)
    return in_row or any(
        finding.code in ("REG009", "REG010") and finding.message.startswith(chr(ord("A") + at.column))
        for finding in here
    )


@pytest.mark.slow
@examples(180)
@given(workbooks())
def test_every_number_is_accounted_for(drawn: tuple[Workbook, dict[str, Written]]) -> None:
    workbook, written = drawn
    form = registration_in(workbook, "报考.xlsx", SETTINGS, Measure.of(LAYOUT))
    assert form.subject.header_row
    found = list(form.find())
    candidates = {form.table.id_number(values) for _, values in form.rows}
    passed_over = {number: at for number, at in written.items() if number not in candidates}
    assert [number for number, at in passed_over.items() if not is_told(at, found, form)] == []
    # Who only counts the candidates hears of those that were not counted: a row without a number is one.
    numbered = {row for row, values in form.rows if form.table.id_number(values)}
    uncounted = {
        number: at
        for number, at in passed_over.items()
        if at.sheet != form.table.sheet or at.row not in form.subject.data_rows or at.row in numbered
    }
    alone = list(form.find_unread_numbers())
    assert [number for number, at in uncounted.items() if not is_told(at, alone, form)] == []
    # What is said of other rows and sheets says how many there are.
    in_rows = {(form.table.sheet, row) for row in form.subject.data_rows}
    outside = Counter(at.sheet for at in written.values() if (at.sheet, at.row) not in in_rows)
    told: Counter[str] = Counter()
    for finding in found:
        if finding.code in ("REG005", "REG010") and (number := NUMBERS.search(finding.message)):
            told[finding.place.location.sheet or ""] += int(number[1])
    assert told == outside
