"""What the screen shows: the bar, what changed while files are watched, reports that could not be written."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from report_builders import plain_report
from school import School
from students import CHECK_DATE, right_photos
from wdyy_cli.cli.screen import watching
from wdyy_cli.cli.screen.report_files import Output
from wdyy_cli.cli.screen.streams import ENDED
from wdyy_cli.cli.screen.watching import NO_MORE, WATCHING, keep_watching
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.changes import trace_files
from wdyy_cli.jobs.watch import LookedAgain, watch
from wdyy_cli.model import Report
from wdyy_cli.report.formats import FORMATS

Wdyy = Callable[..., Ran]
Patch = pytest.MonkeyPatch


HELD = (
    "× 写不了“报告.html”：它正被别的程序打开，或没有权限。\n"
    "  请先在打开它的程序里关闭，再运行一次；没有打开的，换一个文件名或位置。\n"
)
NO_FOLDER = "× 写不了“{}”：没有这个文件夹。\n  先建好文件夹，或换一个位置。"


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_the_bar_counts_the_photos_and_leaves_the_report_alone(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: Patch
) -> None:
    School(roster=None, registration=None, records=None, status=None, photos=right_photos(3)).write(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    shown: dict[str, tuple[Ran, str]] = {}
    for option in ("--no-progress", "--quiet", ""):
        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        ran = wdyy("check", tmp_path, "--date", CHECK_DATE, *filter(None, [option]))
        shown[option] = ran, screen.getvalue()
    assert [text for _, text in list(shown.values())[:2]] == ["", ""]
    ran, bar = shown[""]
    assert ran == shown["--no-progress"][0]
    assert ("检查照片" in bar, "3/3" in bar) == (True, True)


def test_a_report_that_a_program_holds_is_told_and_the_findings_are_shown_all_the_same(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.chdir(tmp_path)
    School(photos=None, registration=None, records=None, status=None).write(tmp_path)
    assert wdyy("check", "--report", "报告.html", "--date", CHECK_DATE, "-q").status == 0
    before, there = Path("报告.html").read_bytes(), set(tmp_path.iterdir())
    opened, replaced = Path.open, os.replace

    def open_it(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "报告.html":
            raise PermissionError(13, "held")
        return opened(path, *args, **options)

    def replace_it(source: Any, target: Any, **options: Any) -> None:
        if Path(target).name == "报告.html":
            raise PermissionError(13, "held")
        replaced(source, target, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_it)
        patch.setattr(Path, "replace", replace_it)
        patch.setattr(os, "replace", replace_it)
        ran = wdyy("check", "--report", "报告.html", "--date", CHECK_DATE)
    assert (ran.status, ran.err) == (2, HELD)
    assert "花名册" in ran.out
    assert (Path("报告.html").read_bytes() == before, set(tmp_path.iterdir()) == there) == (True, True)


def test_what_is_new_and_mended_is_masked_where_that_is_wanted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: Patch
) -> None:
    report = plain_report()
    new, mended = report.findings[:1], report.findings[1:2]
    again = LookedAgain(files=(tmp_path / "照片.zip",), report=report, new=new, mended=mended)

    def looks(*_: object) -> Iterator[LookedAgain]:
        yield again
        raise KeyboardInterrupt

    monkeypatch.setattr(watching, "watch", looks)
    unwritable = tmp_path / "没有" / "报告.html"
    screens = {}
    for redact in (False, True):
        output = Output(
            format=None, files=((str(unwritable), FORMATS["html"]),), max_per_rule=None, redact=redact,
            quiet=False,
        )  # fmt: skip
        assert keep_watching(report, output, {}, dict, lambda: report) == ENDED
        screens[redact] = capsys.readouterr()
        assert screens[redact].err == "\n".join([WATCHING, NO_FOLDER.format(unwritable), NO_MORE, ""])
    numbers = [Path(f.place.location.member or "").stem for f in (*new, *mended)]
    assert [number in screens[False].out for number in numbers] == [True, True]
    assert [number in screens[True].out for number in numbers] == [False, False]
    assert screens[False].out.count("\n") == screens[True].out.count("\n")


def test_a_file_that_a_program_holds_is_waited_for_and_one_that_went_away_is_not(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    held, gone = tmp_path / "花名册.xlsx", tmp_path / "旧.xlsx"
    gone.write_bytes(b"1")
    traces = partial(trace_files, [tmp_path])
    before = traces()
    gone.unlink()
    held.write_bytes(b"12")
    opened, refusals = Path.open, [PermissionError()] * 4

    def open_it(path: Path, *args: Any, **options: Any) -> Any:
        if path == held and refusals:
            raise refusals.pop()
        return opened(path, *args, **options)

    monkeypatch.setattr(Path, "open", open_it)

    def look() -> Report:
        assert refusals == []
        return plain_report()

    def complain(error: WdyyError) -> None:
        raise AssertionError(error)

    again = next(watch(plain_report(), before, look, traces, complain, pause=lambda _: None))
    assert again.files == (gone, held)
