"""Times `wdyy check` on the folder of a school: roster, photos and registration of 3,000 students."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from invented_school import PLAN, SCHOOL, SITE, make_students, write_roster

from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait

CONFIG = f"""
[school]
name = "{SCHOOL}"
site = "{SITE}"
[exam]
plan = "{PLAN}"
level = "初级"
student_type = "院校考生"
[files]
roster = "roster.xlsx"
photos = ["photos.zip"]
registration = "built.xlsx"
"""


def main() -> None:
    """Make the school, check it, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=3000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    students = make_students(options.students)
    with tempfile.TemporaryDirectory() as folder:
        write_roster(Path(folder) / "roster.xlsx", students)
        with zipfile.ZipFile(Path(folder) / "photos.zip", "w") as archive:
            for index, (_, number, _) in enumerate(students):
                archive.writestr(f"{number}.jpg", encode_portrait(draw_portrait(index)))
        (Path(folder) / "wdyy.toml").write_text(CONFIG, "utf-8")
        program = [sys.executable, "-m", "wdyy_cli"]
        build = [*program, "build-registration", "roster.xlsx", "-o", "built.xlsx", "--quiet"]
        subprocess.run(build, cwd=folder, check=True)
        times = []
        for _ in range(options.runs):
            start = time.perf_counter()
            subprocess.run([*program, "check"], cwd=folder, stdout=subprocess.DEVNULL, check=True)
            times.append(time.perf_counter() - start)
        print(
            f"{options.students:,} students: min {min(times):.2f} s  median {statistics.median(times):.2f} s"
        )


if __name__ == "__main__":
    main()
