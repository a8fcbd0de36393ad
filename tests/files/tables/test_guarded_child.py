"""The process that reads tables: one for a run; what ends it, and what is left of it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from table_builders import read, refusal, row, text, xlsx
from wdyy_cli.files.tables import guarded_child
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.files.tables.windows_job import Limits

GOOD = xlsx(row(1, text("A1", "姓名")))
LONG = xlsx("".join(row(at, text(f"A{at}", "甲" * 50)) for at in range(1, 20_000)))
FAR = xlsx(row(1, text("A1", "姓名")), row(300_000, text("XFD300000", "远")))
SRC = Path(__file__).parents[3] / "src"


def test_one_process_reads_all_tables_of_a_run() -> None:
    read(GOOD)
    child = guarded_child.start()
    read(GOOD)
    assert guarded_child.start() is child
    assert refusal(b"PK\x03\x04 and nothing else").startswith("名单.xlsx 已损坏")
    assert guarded_child.start() is child


def test_file_that_takes_too_long_is_told_and_the_next_one_is_read() -> None:
    assert refusal(LONG, SheetCaps(seconds=0.01)) == (
        "名单.xlsx 不像是正常的表格，没有打开：读了 0.01 秒还没有读完"
    )
    assert read(GOOD).sheets[0].rows == (("姓名",),)


def test_process_that_stands_still_is_ended_where_the_system_does_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guarded_child, "_BUSY", 1)
    guarded_child.stop()
    stopped = guarded_child.start()
    os.kill(stopped.pid, signal.SIGSTOP)
    assert refusal(GOOD, SheetCaps(seconds=0.3)).endswith("读了 0.3 秒还没有读完")
    assert not stopped.alive


def test_file_that_kills_its_reader_is_told_and_the_next_one_is_read() -> None:
    before = guarded_child.start()
    assert refusal(FAR).startswith("名单.xlsx 不像是正常的表格，没有打开：读它要用的内存太多")
    assert read(GOOD).sheets[0].rows == (("姓名",),)
    assert guarded_child.start() is not before


def test_process_that_was_ended_from_outside_is_replaced() -> None:
    child = guarded_child.start()
    os.kill(child.pid, signal.SIGKILL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert read(GOOD).sheets[0].rows == (("姓名",),)


RUN = """
import sys, time
from pathlib import Path
from wdyy_cli.files.tables import guarded_child
from wdyy_cli.files.tables.table import read_tables
read_tables(Path(sys.argv[1]), "名单")
print(guarded_child.start().pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_program_ends(end: signal.Signals, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(GOOD)
    program = subprocess.Popen(
        [sys.executable, "-c", RUN, path],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    assert program.stdout is not None
    child = int(program.stdout.readline())
    assert runs(child)
    program.send_signal(end)
    program.wait()
    program.stdout.close()
    for _ in range(200):
        if not runs(child):
            break
        time.sleep(0.05)
    assert not runs(child)


def runs(pid: int) -> bool:
    """Whether a process runs, and is not only waited for."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_child_of_another_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    child = guarded_child.start()
    monkeypatch.setattr(child, "owner", child.owner + 1)
    other = guarded_child.start()
    assert other is not child
    assert runs(child.pid)
    monkeypatch.undo()
    child.end()


def test_child_loads_nothing_of_the_rest_of_the_program() -> None:
    code = (
        "import sys\nfrom wdyy_cli.files.tables.inside import child, csv_table, ods, ole_file, xls, xlsb\n"
        "print(*sorted(name for name in sys.modules if name.startswith('wdyy_cli')))\n"
        "print(*sorted({'dataclasses', 'typing', 'inspect', 'subprocess', 'pydantic'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(SRC), *sys.path])},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    ours, others = done.stdout.splitlines()
    allowed = {"wdyy_cli", "wdyy_cli.files", "wdyy_cli.files.tables"}
    assert {name for name in ours.split() if not name.startswith("wdyy_cli.files.tables.inside")} == allowed
    assert others == ""


def test_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "wdyy"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(SRC)!r})\nsys.frozen = True\n"
        "from wdyy_cli.__main__ import run\nrun()\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    guarded_child.stop()
    try:
        assert read(GOOD).sheets[0].rows == (("姓名",),)
    finally:
        guarded_child.stop()


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="sizes of 64 bits")
def test_limits_of_a_windows_job_have_the_size_that_windows_wants() -> None:
    assert ctypes.sizeof(Limits) == 144
