"""`--watch`: files are looked at again when one changes; the screen shows what is new and what is mended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from conftest import Ran
from report_builders import plain_report
from school import STUDENTS, School, changed
from students import CHECK_DATE
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.changes import changed_files, trace_files
from wdyy_cli.jobs.watch import watch
from wdyy_cli.model import Report

Wdyy = Callable[..., Ran]
FAULTY = School(
    roster=changed(changed(STUDENTS, 0, level="一级"), 1, level="二级"),
    photos=None, registration=None, records=None, status=None,
)  # fmt: skip
SECONDS = 100


class Watching:
    """A program that watches, and what it has said."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take the process; its two streams are one."""
        self.process = process

    def until(self, text: str) -> list[str]:
        """Give the lines up to one that holds a text."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if text in line:
                return lines
        raise AssertionError(f"{text!r} was not said: {lines}")


@contextmanager
def watching(folder: Path, *options: str) -> Iterator[Watching]:
    """Start the program; it is ended in any case."""
    env = {key: value for key, value in os.environ.items() if key != "CI"} | {"PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        [sys.executable, "-m", "wdyy_cli", "check", "校", "--date", CHECK_DATE, "--watch", *options],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    alarm = threading.Timer(SECONDS, process.kill)
    alarm.start()
    try:
        yield Watching(process)
    finally:
        alarm.cancel()
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_what_is_mended_and_what_is_new_is_shown_until_ctrl_c(tmp_path: Path) -> None:
    school = FAULTY.write(tmp_path / "校")
    with watching(tmp_path, "--report", "查.html") as program:
        first = program.until("正在看着这些文件")
        assert any("ROS107" in line for line in first)
        (school / "~$花名册.xlsx").write_bytes(b"lock")  # Excel has it open: nothing has changed yet
        mended = School(roster=changed(STUDENTS, 2, level="三级")).write(tmp_path / "改")
        (mended / "花名册.xlsx").replace(school / "花名册.xlsx")
        told = program.until("现在不要上传")
        assert told == [
            "",
            "【花名册.xlsx】变了，又查了一遍：",
            "√ 改好了 2 处：",
            "    ROS107 证书等级不是可选的值：Sheet D2 证书等级、Sheet D3 证书等级",
            "× 新出现 1 处：",
            told[5],
            told[6],
            told[7],
        ]
        assert "“三级”" in told[5]
        assert told[6].startswith("合计：10 名学生，错误 1 处，")
        (school / "wdyy.toml").write_text("school = ", encoding="utf-8")
        assert any("wdyy.toml" in line for line in program.until("×"))
        FAULTY.write(school)
        assert "改好了 1 处" in "".join(program.until("现在不要上传"))
        program.process.send_signal(signal.SIGINT)
        program.until("不再看着这些文件了。")
        assert program.process.wait(SECONDS) == 130
    assert (tmp_path / "查.html").read_text(encoding="utf-8").count("“一级”") > 0


def test_it_is_for_the_screen(wdyy: Wdyy, tmp_path: Path) -> None:
    FAULTY.write(tmp_path)
    for options in (("--format", "json"), ("--update-baseline", tmp_path / "基线.json")):
        ran = wdyy("check", tmp_path, "--watch", *options)
        assert (ran.status, ran.out) == (2, "") or "schema_version" in ran.out
        assert f"--watch 不能和 {options[0]} 一起用。" in ran.err


def test_a_file_that_is_still_being_written_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_bytes(b"")
    pieces = [b"a", b"b", b"", b"c", b"d"]

    def write_on(_: float) -> None:
        with path.open("ab") as file:
            file.write(pieces.pop(0) if pieces else b"")

    seen_by_the_check: list[bytes] = []

    def look() -> Report:
        seen_by_the_check.append(path.read_bytes())
        return plain_report()

    traces = partial(trace_files, [tmp_path])
    again = next(watch(plain_report(), traces(), look, traces, fail, pause=write_on))
    assert seen_by_the_check == [b"abcd"]
    assert (again.files, again.new, again.mended) == ((path,), (), ())


def fail(error: WdyyError) -> None:
    raise AssertionError(error)


def test_traces_tell_what_has_changed_and_leave_aside_what_is_nobodys(tmp_path: Path) -> None:
    names = ("a.csv", "班/b.xlsx", ".wdyy-history.json", "~$a.csv", "报告.html")
    (tmp_path / "班").mkdir()
    for name in names:
        (tmp_path / name).write_bytes(b"1")
    before = trace_files([tmp_path], left_out=[tmp_path / "报告.html"])
    assert {path.relative_to(tmp_path).as_posix() for path in before} == {"a.csv", "班/b.xlsx"}
    (tmp_path / "a.csv").write_bytes(b"12")
    (tmp_path / "班" / "b.xlsx").unlink()
    (tmp_path / "c.csv").write_bytes(b"")
    now = trace_files([tmp_path], left_out=[tmp_path / "报告.html"])
    assert [path.name for path in changed_files(before, now)] == ["a.csv", "c.csv", "b.xlsx"]
