"""Whatever stands in the tables around an exam: findings or a refusal come out, and never a fault of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Ran
from drawn import examples
from exam_tables import (
    LIST_HEADERS,
    PROCTOR_HEADERS,
    RECORD_HEADERS,
    ROOM_HEADERS,
    STATUS_HEADERS,
    Rows,
    right_records,
    room,
    write,
)
from school import STUDENTS, registration
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "sheets"
RIGHT: dict[str, tuple[Sequence[str], Rows]] = {
    "考场.xlsx": (ROOM_HEADERS, [room()]),
    "清单.xlsx": (LIST_HEADERS, [("101 机房", 100, "某路")]),
    "监考.xlsx": (PROCTOR_HEADERS, [("陈一", "13800000000", "某学院", "")]),
    "报考记录.xlsx": (RECORD_HEADERS, right_records()),
    "考生信息.xlsx": (STATUS_HEADERS, [(1, STUDENTS[0].name, STUDENTS[0].number, "信息准确")]),
}
HOSTILE = "它.xlsx"
COMMANDS = (
    ("check-rooms", HOSTILE, "--candidates", "45", "--rooms", "清单.xlsx"),
    ("check-rooms", "考场.xlsx", "--rooms", HOSTILE),
    ("check-rooms", "考场.xlsx", "--registration", HOSTILE),
    ("check-proctors", HOSTILE, "--rooms", "考场.xlsx"),
    ("check-proctors", "监考.xlsx", "--rooms", HOSTILE),
    ("verify-records", HOSTILE, "--registration", "报考.xlsx"),
    ("verify-records", "报考记录.xlsx", "--registration", HOSTILE),
    ("check-status", HOSTILE),
    ("plan-rooms", "9", "--rooms", HOSTILE),
    ("plan-rooms", "--registration", HOSTILE, "--room", "101 机房=100"),
)


@pytest.fixture(scope="module")
def right_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with tables without any fault, written once: to be read, with the hostile one beside."""
    folder = tmp_path_factory.mktemp("right")
    registration(folder / "报考.xlsx", STUDENTS)
    for name, (headers, rows) in RIGHT.items():
        write(folder / name, headers, rows)
    return folder


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside this checkout")
def test_each_file_of_the_corpus_is_refused_or_checked(
    wdyy: Wdyy, right_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(right_files)
    statuses = {}
    # Every file meets one of the commands: all of them would take too long.
    for count, path in enumerate(sorted(CORPUS.iterdir())):
        argv = COMMANDS[count % len(COMMANDS)]
        statuses[path.name] = wdyy(*(path if part == HOSTILE else part for part in argv)).status
    assert {name: status for name, status in statuses.items() if status not in (1, 2)} == {}


CELLS = st.sampled_from(
    (
        None,
        0,
        -45,
        45,
        45.5,
        1e300,
        110101200801011003,
        True,
        "",
        " ",
        "45",
        "４５",
        "9" * 5000,
        "\n",
        "=1+1",
        "#N/A",
        "1.10101E+17",
        dt.date(2021, 5, 22),
        dt.time(8, 30),
        "101 机房",
        "机考+实操考场",
        "理论",
        "实操、理论",
        "缺照片",
        "张一",
        "[/]",
        "13800000000",
        id_number(0),
        id_number(0)[:15] + "000",
    )
)
HEADERS = (ROOM_HEADERS, LIST_HEADERS, PROCTOR_HEADERS, RECORD_HEADERS, STATUS_HEADERS, ("姓名", "身份证号"))


@pytest.mark.slow
@settings(examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=9), max_size=6), st.data())
def test_cells_of_any_kind_are_checked(
    wdyy: Wdyy,
    right_files: Path,
    monkeypatch: pytest.MonkeyPatch,
    headers: tuple[str, ...],
    rows: list[list[object]],
    data: st.DataObject,
) -> None:
    argv = data.draw(st.sampled_from(COMMANDS))
    with monkeypatch.context() as moved:
        moved.chdir(right_files)
        write(Path(HOSTILE), headers, rows)
        ran = wdyy(*argv, "--date", CHECK_DATE, "--format", "json")
        assert ran.status in (0, 1, 2)
        assert ran.report["summary"]["exit_code"] == ran.status
