"""
Her computer is a Windows computer: what that means and can be seen from any other system.

Nothing that only POSIX has, processes that inherit nothing, a console of GBK, files that Excel has open, and
paths with drives and backslashes.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from wdyy_cli.about import HISTORY_NAME as HISTORY
from wdyy_cli.cli.commands import COMMANDS
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.planning.name_videos import NamedVideo, plan_names
from wdyy_cli.texts.video_name import Naming

EXAMPLES = Path(__file__).parents[1] / "examples"

WITHOUT_POSIX = """
import multiprocessing, os, sys
MISSING = "fork forkpty sync getuid geteuid getgid chown killpg setsid getpgid nice pread pwrite mkfifo"
for name in [*MISSING.split(), "sched_getaffinity", "sched_setaffinity"]:
    if hasattr(os, name):
        delattr(os, name)
for name in ("resource", "fcntl", "grp", "pwd", "termios", "tty", "pty", "syslog", "readline"):
    sys.modules[name] = None

from wdyy_cli.jobs.photos import pool
pool.START_METHOD = "spawn"

if __name__ == "__main__":
    from wdyy_cli.cli.app import main
    for number, command in enumerate(sys.argv[1:]):
        with open(f"{number}.out", "w", encoding="utf-8") as sys.stdout:
            status = main(command.split())
        with open(f"{number}.status", "w", encoding="utf-8") as file:
            file.write(str(status))
"""
"""What spawned processes run again from the start, as Windows does: so they lack it as well."""

COMMANDS_THERE = (
    "check school-faulty --date 2026-11-23 --format json",
    "check-photos photos-faulty.zip --date 2026-11-23 --format json",
    "prepare-photos photographer --roster photographer-roster.csv -o made.zip --format json",
    "lint-registration registration-faulty.xlsx --date 2026-11-23 --fix mended.xlsx --format json",
)


@pytest.mark.slow
def test_nothing_of_posix_alone_is_needed(
    wdyy: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for place in (here, there):
        shutil.copytree(EXAMPLES, place, ignore=shutil.ignore_patterns("expected", "school-clean", HISTORY))
    (tmp_path / "windows.py").write_text(WITHOUT_POSIX, encoding="utf-8")
    # One process for all commands: to start it and what it spawns takes longer than what they do.
    ran = subprocess.run(
        [sys.executable, tmp_path / "windows.py", *COMMANDS_THERE],
        cwd=there,
        capture_output=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "CI"},
    )
    assert (ran.returncode, ran.stdout) == (0, b""), ran.stderr
    monkeypatch.chdir(here)
    for number, command in enumerate(COMMANDS_THERE):
        usual = wdyy(*command.split())
        status = int((there / f"{number}.status").read_text(encoding="utf-8"))
        out = (there / f"{number}.out").read_text(encoding="utf-8")
        assert (status, json.loads(out)) == (usual.status, json.loads(usual.out)), command
    made = [{path.name: path.read_bytes() for path in place.glob("m*.*")} for place in (here, there)]
    assert made[0] == made[1]
    assert {"made.zip", "mended.xlsx"} <= made[0].keys()


TRANSCRIPTS = {path.stem: path for path in sorted((EXAMPLES / "expected").glob("*.txt"))}


@pytest.mark.parametrize("path", TRANSCRIPTS.values(), ids=TRANSCRIPTS)
def test_a_chinese_console_can_show_all_that_is_printed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.encode("gbk").decode("gbk") == text


@pytest.mark.parametrize("command", [(), *((row.name,) for row in COMMANDS)], ids=" ".join)
def test_a_chinese_console_can_show_every_help_page(
    wdyy: Callable[..., Ran], command: tuple[str, ...]
) -> None:
    ran = wdyy(*command, "--help")
    assert (ran.status, ran.out.encode("gbk").decode("gbk")) == (0, ran.out)


IN_USE = PermissionError(errno.EACCES, "in use")
TOO_LONG = OSError(errno.ENAMETOOLONG, "too long")
CANNOT_WRITE = {
    "open in Excel": (
        "报考.xlsx",
        IN_USE,
        "它正被别的程序打开，或没有权限。请先在 Excel 里关闭，再运行一次；",
    ),
    "open in a browser": ("报告.html", IN_USE, "它正被别的程序打开，或没有权限。请先在打开它的程序里关闭，"),
    "too long": ("报考.xlsx", TOO_LONG, "文件夹和文件名连起来太长了。换一个短一些的文件夹或文件名。"),
}


@pytest.mark.parametrize(("name", "error", "said"), CANNOT_WRITE.values(), ids=CANNOT_WRITE)
def test_a_file_that_cannot_get_its_name_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, error: OSError, said: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    (tmp_path / name).write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WdyyError) as told:
        write_atomically(tmp_path / name, name, [b"new"])
    assert told.value.whole.startswith(f"写不了“{name}”：{said}")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"old"}


NAMING = Naming(pattern="{date}{site}{room}", site="某某学院", rooms=("2号楼102", "2号楼103"))


@pytest.mark.parametrize("folder", [r"D:\录像", "录像", r".\录像", r"\\nas\监控", "考场/录像"])
def test_videos_are_told_by_folders_of_windows_as_well(folder: str) -> None:
    joined = "/" if "/" in folder else "\\"
    paths = [joined.join((folder, room, "20210522.mp4")) for room in NAMING.rooms]
    assert plan_names(paths, NAMING) == [
        NamedVideo(path=path, room=room, target=f"20210522某某学院{room}.mp4")
        for path, room in zip(paths, NAMING.rooms, strict=True)
    ]
