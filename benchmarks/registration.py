"""
Times building and linting a registration of 100,000 students as whole processes, against two yardsticks.

- `read`: python-calamine reads the same sheet, and nothing else.
- `write`: openpyxl writes the same rows in its write-only mode, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from invented_school import CERTIFICATE, PLAN, SCHOOL, SITE, make_students, write_roster

READ = """
import sys
from python_calamine import CalamineWorkbook
CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
"""
WRITE = """
import json, sys
import openpyxl
with open(sys.argv[1], encoding="utf-8") as file:
    rows = json.load(file)
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet()
for row in rows:
    sheet.append(row)
book.save(sys.argv[2])
"""


def seconds(command: list[str]) -> float:
    """Run a command once; its exit status has to be 0."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    """Make the roster, run all in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    students = make_students(options.students)
    with tempfile.TemporaryDirectory() as folder:
        roster, built, rows = (Path(folder) / name for name in ("roster.xlsx", "built.xlsx", "rows.json"))
        write_roster(roster, students)
        values = ("院校考生", SCHOOL, SITE, PLAN, CERTIFICATE, "初级")
        rows.write_text(json.dumps([(name, number, *values) for name, number, _ in students]), "utf-8")
        program = [sys.executable, "-m", "wdyy_cli"]
        given = ["--school", SCHOOL, "--site", SITE, "--plan", PLAN, "--level", "初级"]
        given += ["--student-type", "院校考生", "--force", "-o", str(built)]
        commands = {
            "build": [*program, "build-registration", str(roster), *given],
            "write": [sys.executable, "-c", WRITE, str(rows), str(Path(folder) / "written.xlsx")],
            "lint": [*program, "lint-registration", str(built)],
            "read": [sys.executable, "-c", READ, str(built)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
        median = {name: statistics.median(runs) for name, runs in times.items()}
        for name, runs in times.items():
            print(f"{name:6} min {min(runs):.2f} s  median {median[name]:.2f} s")
        for one, other in (("build", "write"), ("lint", "read")):
            print(f"{one}/{other} {median[one] / median[other]:.2f}")


if __name__ == "__main__":
    main()
