"""What all tests share. Its place puts this folder on the import path, so that tests find the builders."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pytest

import drawn  # noqa: F401 - how many examples are drawn, before any test says otherwise
import photo_server
from chromium import Page, find_chromium, open_chromium
from wdyy_cli.cli.app import main
from wdyy_cli.files.tables import table
from wdyy_cli.report.machine.schema import ReportV1

# Programs that tests start would compile everything anew, each of them, which takes longer than what they do.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Output is masked by default where CI is set; the tests say themselves when they want that.
os.environ.pop("CI", None)


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what looks at a page in a browser: its start takes long, however little the test itself does."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of cycles pass over all tests: they stay. Start what processes are forked from."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)  # hardly anything here is a cycle, and to look for them takes its time
    if any("wdyy" in getattr(item, "fixturenames", ()) for item in session.items):
        photo_server.start()


@dataclass(frozen=True)
class Ran:
    """What one command line did."""

    status: int
    out: str
    err: str

    @cached_property
    def report(self) -> dict[str, Any]:
        """The JSON report on standard output; every one keeps the promises of its schema."""
        ReportV1.model_validate_json(self.out)
        report: dict[str, Any] = json.loads(self.out)
        return report

    @property
    def found(self) -> list[tuple[str, str | None]]:
        """Code and member of every finding of the JSON report, sorted."""
        return sorted((f["code"], f["location"]["member"]) for f in self.report["findings"])


@pytest.fixture
def wdyy(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run one command line in this process."""

    def run(*argv: object) -> Ran:
        status = main([str(arg) for arg in argv])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Let each table be read once, however many commands open it in the test.

    For tests about what commands make of tables that others read without this: a table of millions of cells
    takes a second each time.
    """
    monkeypatch.setattr(table, "_read", lru_cache(maxsize=8)(table._read))  # noqa: SLF001 - the one way in


@pytest.fixture(scope="session")
def demo_schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Give the folders of the invented schools, `faulty` and `clean`, made once: to be read, not changed."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("faulty", "clean")}
    for name, folder in folders.items():
        assert main(["init", str(folder), "--demo", "-q", *(["--clean"] if name == "clean" else [])]) == 0
    made = _names_below(folders)
    yield folders
    assert _names_below(folders) == made, "a test wrote into a school that all tests share"


def _names_below(folders: dict[str, Path]) -> set[Path]:
    return {path for folder in folders.values() for path in folder.rglob("*")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Page]:
    """Give a tab of a Chromium that is started once; the test is left out where there is none."""
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine")
    with open_chromium(executable) as page:
        yield page
