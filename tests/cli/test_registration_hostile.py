"""Whatever stands in a roster or a sheet: findings or a refusal come out, and never a fault of ours."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from sheet_builders import FIRST_ROW, HEADERS, OPTIONS, Value, listed, registration, roster
from students import CHECK_DATE, id_number
from wdyy_cli.cli.app import main

LINT = ("--format", "json", "--date", CHECK_DATE)
words = st.sampled_from(
    [
        "",
        " ",
        "合计",
        "姓名",
        "身份证号",
        "备注：",
        "一班",
        "学校全称",
        "院校考生",
        "初级",
        "#N/A",
        "=A1",
        *HEADERS,
    ]
)
values = st.one_of(
    st.none(),
    words,
    st.sampled_from([id_number(0), id_number(1), f" {id_number(2)}", "11010120080307100x", "1.1E+17"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**19), 10**19),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
    st.just(dt.time(8, 30)),
)
tables = st.lists(st.lists(values, max_size=10), max_size=7)
headers = st.lists(words, min_size=1, max_size=6)


def run(*argv: object) -> int:
    """Run a command line; there is a whole report whatever happens."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        status = main([str(arg) for arg in argv])
    assert json.loads(out.getvalue())["summary"]["exit_code"] == status
    return status


def planted(path: Path, rows: list[list[Value]]) -> Path:
    def plant(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for row, values in enumerate(rows, start=FIRST_ROW + 1):
            for column, value in enumerate(values, start=1):
                sheet.cell(row, column).value = value

    return registration(path, plant)


@pytest.mark.slow
@examples(15)
@given(tables, headers)
def test_any_table_ends_in_a_report(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[Value]], header: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    sheet = planted(folder / "报考.xlsx", rows)
    odd = roster(folder / "别的.xlsx", rows, header)
    known = roster(folder / "花名册.xlsx", [*listed(2), *rows], ("姓名", "身份证号", *header))
    runs = [
        run("check-roster", odd, *LINT),
        run("check-roster", known, *LINT),
        run("build-registration", known, "-o", folder / "一.xlsx", "--partial", *OPTIONS, *LINT),
        run("build-registration", known, "-o", folder / "二.xlsx", "--template", sheet, *OPTIONS, *LINT),
        run("lint-registration", sheet, "--roster", known, "--fix", folder / "三.xlsx", *LINT),
        run("lint-registration", odd, "--template", sheet, *LINT),
    ]
    assert set(runs) <= {0, 1, 2}
    if (folder / "一.xlsx").exists():
        assert run("lint-registration", folder / "一.xlsx", *LINT) == 0
