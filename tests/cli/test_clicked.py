"""The built program without a command line: it explains itself, or checks what was dropped on it."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from wdyy_cli.cli import clicked
from wdyy_cli.cli.app import main
from wdyy_cli.cli.clicked import GOODBYE, WELCOME, serve
from wdyy_cli.cli.screen.browser import SCREENS


class Console(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


class Started(NamedTuple):
    """How the program ended, what stood on the screen, and whether it waited for the key."""

    status: int
    screen: str
    waited: bool


Start = Callable[..., Started]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start the program as if it were built, with so many processes in its console."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    def run(
        *argv: object, sharing: int, one_file: bool = False, stdin: type[io.StringIO] = Console
    ) -> Started:
        beside = Path(sys.executable).parent / "_internal"
        monkeypatch.setattr(sys, "_MEIPASS", "/unpacked" if one_file else str(beside), raising=False)
        monkeypatch.setattr(clicked, "_processes_in_console", lambda: sharing)
        keyboard, screen = stdin("\n"), Console()
        monkeypatch.setattr(sys, "stdin", keyboard)
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setattr(sys, "argv", ["wdyy.exe", *map(str, argv)])
        return Started(main(), screen.getvalue(), keyboard.read() == "")

    return run


@pytest.mark.parametrize(("sharing", "one_file"), [(1, False), (1, True), (2, True)])
def test_double_clicked_it_explains_itself_and_waits(start: Start, sharing: int, one_file: bool) -> None:
    assert start(sharing=sharing, one_file=one_file) == (0, f"{WELCOME}\n{GOODBYE}", True)


@pytest.mark.parametrize(("sharing", "one_file"), [(2, False), (3, True)])
def test_typed_without_a_command_it_lists_them_and_ends(start: Start, sharing: int, one_file: bool) -> None:
    ran = start(sharing=sharing, one_file=one_file)
    assert (ran.status, ran.waited, "命令：" in ran.screen) == (2, False, True)


def test_started_by_a_script_it_never_waits(start: Start) -> None:
    assert start(sharing=1, stdin=io.StringIO).waited is False


def test_words_that_are_no_paths_are_a_command(start: Start) -> None:
    ran = start("count-proctors", "40", sharing=1)
    assert (ran.status, ran.waited) == (0, False)


@pytest.mark.slow
@pytest.mark.parametrize("dropped", [[""], ["花名册.xlsx", "照片.zip", "报考.xlsx"]], ids=["folder", "files"])
def test_what_is_dropped_is_checked_and_its_report_kept(
    monkeypatch: pytest.MonkeyPatch, demo_schools: dict[str, Path], tmp_path: Path, dropped: list[str]
) -> None:
    folder = tmp_path / "学校 一"
    shutil.copytree(demo_schools["faulty"], folder)
    for variable in SCREENS:
        monkeypatch.delenv(variable, raising=False)
    keyboard, screen = io.StringIO("\n"), Console()
    monkeypatch.setattr(sys, "stdin", keyboard)
    monkeypatch.setattr(sys, "stdout", screen)
    assert (serve([str(folder / name) for name in dropped], main), keyboard.read()) == (1, "")
    assert screen.getvalue().endswith(GOODBYE)
    assert "现在不要上传" in (folder / "wdyy-报告.html").read_text(encoding="utf-8")
