"""Odd and broken files of many programs, in each place where the commands take a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from drawn import THOROUGH
from sheet_builders import OPTIONS, listed, registration, roster
from students import CHECK_DATE

Wdyy = Callable[..., Ran]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "sheets"
FILES = sorted(CORPUS.glob("*")) if CORPUS.is_dir() else []
LINT = ("--format", "json", "--date", CHECK_DATE)
BUILD = (*OPTIONS, *LINT)

ROLES: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "roster": lambda odd, _: ("check-roster", odd, *LINT),
    "roster to build from": lambda odd, folder: (
        "build-registration", odd, "-o", folder / "新.xlsx", *BUILD,
    ),
    "template": lambda odd, folder: (
        "build-registration", folder / "花名册.xlsx", "-o", folder / f"新{_ending(odd)}",
        "--template", odd, *BUILD,
    ),
    "sheet": lambda odd, _: ("lint-registration", odd, *LINT),
    "sheet to repair": lambda odd, folder: (
        "lint-registration", odd, "--fix", folder / f"新{_ending(odd)}", *LINT,
    ),
    "roster beside": lambda odd, folder: (
        "lint-registration", folder / "报考.xlsx", "--roster", odd, *LINT,
    ),
    "template beside": lambda odd, folder: (
        "lint-registration", folder / "报考.xlsx", "--template", odd, *LINT,
    ),
}  # fmt: skip


def _ending(odd: Path) -> str:
    return ".xlsm" if odd.suffix == ".xlsm" else ".xlsx"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    roster(folder / "花名册.xlsx", listed())
    registration(folder / "报考.xlsx")
    return folder


READ_ALIKE = (("roster", "roster to build from"), ("sheet", "sheet to repair"))
"""Roles in which a file is opened by the same code: in a quick run it meets one of each pair in turn."""


@pytest.mark.slow
@pytest.mark.usefixtures("read_once")
@pytest.mark.skipif(not FILES, reason="the corpus is not there")
@pytest.mark.parametrize("at", range(len(FILES)), ids=lambda at: FILES[at].name)
def test_an_odd_file_ends_in_a_report_and_writes_nothing(wdyy: Wdyy, school: Path, at: int) -> None:
    odd, before = FILES[at], sorted(school.iterdir())
    left_out = [] if THOROUGH else [pair[at % 2] for pair in READ_ALIKE]
    for role in (role for role in ROLES if role not in left_out):
        ran = wdyy(*ROLES[role](odd, school))
        assert ran.status in (1, 2), role
        assert ran.report["summary"]["exit_code"] == ran.status, role
        assert "Traceback" not in ran.err, role
    assert sorted(school.iterdir()) == before
