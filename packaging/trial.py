"""
Tries a built program as on a computer without Python: nothing on the PATH, no settings of Python.

It must say and write, byte for byte, what `python -m wdyy_cli` does with the same files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
# Each takes another way into what was packed: lazily loaded commands, rules and renderers, data files, the
# process that reads tables, those that look at photos, and those of `batch`, which are always spawned.
COMMANDS = (
    "check school-faulty --date 2026-11-23 --format json --report r.json --report r.html --report r.xlsx",
    "prepare-photos photographer --roster photographer-roster.csv -o made.zip --report p.html",
    "check-photos made.zip --date 2026-11-23",
    "batch school-clean school-faulty --date 2026-11-23",
    "schedule --date 2021-05-20 --ics s.ics",
    "template registration -o t.xlsx",
    "profile list",
    "explain PHO206",
)
STATUSES = {"check school-faulty": 1, "prepare-photos photographer": 1, "batch school-clean": 1}
HISTORY = ".wdyy-history.json"
STARTED = ("--version", "count-proctors 40")


@dataclass(frozen=True, kw_only=True)
class Done:
    """What one command line did: its exit status, and what it said."""

    status: int
    out: bytes
    err: bytes


def try_programs(*, whole: Path, briefly: Path) -> None:
    """Run the commands with Python and with one program, the first of them with the other, and compare."""
    with tempfile.TemporaryDirectory() as scratch:
        nothing = Path(scratch, "nothing")
        nothing.mkdir()
        bare = bare_environment(nothing)
        python = Path(scratch, "python")
        meant = [
            did for _, did in run_all([sys.executable, "-m", "wdyy_cli"], python, {**os.environ, **bare})
        ]
        for at, program in enumerate((whole, briefly)):
            place = Path(scratch, f"program {at}")
            commands = COMMANDS if program == whole else COMMANDS[:1]
            for (command, now), wanted in zip(
                run_all([str(program)], place, bare, commands), meant, strict=False
            ):
                if now != wanted:
                    sys.exit(f"{program}: wdyy {command}\n{now}\nbut Python:\n{wanted}")
            made, same = contents(place), contents(python)
            differing = [name for name, data in made.items() if data != same.get(name)]
            if differing or (program == whole and len(made) != len(same)):
                sys.exit(f"{program}: writes other files than Python: {differing}")
            for words in STARTED:
                print(f"{program} {words}: {started(program, words, place, bare):.2f} s")


def run_all(
    program: list[str], place: Path, environment: dict[str, str], commands: Sequence[str] = COMMANDS
) -> Iterator[tuple[str, Done]]:
    """Run commands in a copy of the examples, and give what each did; ends at a wrong exit status."""
    shutil.copytree(EXAMPLES, place)
    for command in commands:
        did = run([*program, *command.split()], place, environment)
        if did.status != STATUSES.get(" ".join(command.split()[:2]), 0):
            sys.exit(f"{program[0]}: wdyy {command}\n{did}")
        yield command, did


def bare_environment(nothing: Path) -> dict[str, str]:
    """Give the variables that a program finds where no Python is; Windows itself needs some of them."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ}
    return {**kept, "PATH": str(nothing), "HOME": str(nothing), "CI": ""}


def run(command: list[str], folder: Path, environment: dict[str, str]) -> Done:
    """Run a command in a folder."""
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=300)
    return Done(status=ran.returncode, out=ran.stdout, err=ran.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder, by its place in it; what `check` notes for itself has a random key."""
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != HISTORY)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def started(program: Path, words: str, folder: Path, environment: dict[str, str]) -> float:
    """Measure how long a command takes that needs hardly anything but the start, the quickest of three."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        run([str(program), *words.split()], folder, environment)
        times.append(time.perf_counter() - begun)
    return min(times)
