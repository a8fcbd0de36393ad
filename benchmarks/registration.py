"""
Times building and linting a registration of 100,000 students as whole processes, against two yardsticks.

- `read`: python-calamine reads the same sheet, and nothing else.
- `write`: openpyxl writes the same rows in its write-only mode, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types

from wdyy_cli.id_number import check_digit

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
SCHOOL, SITE = "某某职业技术学院", "某某学院网店运营推广证书考核站点"
PLAN, CERTIFICATE = "网店运营推广职业技能等级证书2021年上半年全国统考", "网店运营推广职业技能等级证书"
NAMES = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑"
FIRST, LETTERS = 0x4E00, 2000


def make_students(count: int) -> list[tuple[str, str, str]]:
    """Invent names, right ID numbers and classes; no number twice, none that ends in zeros."""
    chance = random.Random(1)  # noqa: S311 - no secret
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        area = f"{chance.choice((11, 32, 33, 44, 51))}{chance.randrange(101, 130):04d}"
        born = f"{chance.randrange(2004, 2010)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
        first = f"{area}{born}{chance.randrange(1, 999):03d}"
        numbers[first + check_digit(first)] = None
    words = [chr(FIRST + chance.randrange(LETTERS)) for _ in range(2 * count)]
    return [
        (NAMES[index % len(NAMES)] + words[2 * index] + words[2 * index + 1], number, f"{index % 50}班")
        for index, number in enumerate(numbers)
    ]


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
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in (("姓名", "身份证号", "班级"), *students):
            sheet.append(row)
        book.save(roster)
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
        print(
            f"build/write {median['build'] / median['write']:.2f}  lint/read {median['lint'] / median['read']:.2f}"
        )


if __name__ == "__main__":
    main()
