"""
Times `wdyy prepare-photos` on 12-megapixel JPEGs against a script of several processes that does the same.

The script reads each picture at a reduced scale (draft), turns it upright, cuts it to the ratio in the
middle, reduces it and encodes it. It knows neither whose a picture is, nor where the head is, nor whether it
is damaged.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.texts.id_number import check_digit

SCRIPT = """
import sys, io, zipfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from PIL import Image, ImageOps

def make(path):
    with Image.open(path) as image:
        image.draft("RGB", (590, 826))
        upright = ImageOps.exif_transpose(image).convert("RGB")
        photo = ImageOps.fit(upright, (295, 413), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=95, subsampling=0, optimize=True, dpi=(300, 300))
        return path.stem, out.getvalue()

if __name__ == "__main__":
    paths = sorted(Path(sys.argv[1]).iterdir())
    with ProcessPoolExecutor(2) as pool, zipfile.ZipFile(sys.argv[2], "w") as archive:
        for stem, data in pool.map(make, paths, chunksize=4):
            archive.writestr(stem + ".jpg", data)
"""


def number(index: int) -> str:
    """Give the ID number of an invented student."""
    first = f"1101012005{1 + index % 12:02d}{1 + index % 28:02d}{100 + index % 900:03d}"
    return first + check_digit(first)


def deliver(folder: Path, count: int) -> None:
    """Write so many pictures as a camera does, a few of them drawn, and the roster."""
    (folder / "originals").mkdir()
    drawn = [draw_portrait(index, size=(3000, 4000)) for index in range(4)]
    for index in range(count):
        drawn[index % len(drawn)].save(folder / "originals" / f"{number(index)}.jpg", quality=88 + index % 5)
    with (folder / "roster.csv").open("w", encoding="utf-8-sig", newline="") as file:
        rows = [(f"王{'甲乙丙丁'[index % 4]}", number(index)) for index in range(count)]
        csv.writer(file).writerows([("姓名", "身份证号"), *rows])


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command to its end: the seconds that it took, and those that all its processes computed."""
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, computed


def main() -> None:
    """Measure both in turns, and print the least of each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--photos", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deliver(folder, options.photos)
        (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
        originals = str(folder / "originals")
        ours = [
            sys.executable,
            "-m",
            "wdyy_cli",
            "prepare-photos",
            originals,
            "--roster",
            str(folder / "roster.csv"),
        ]
        ours += ["-o", str(folder / "out.zip"), "--force", "-q", "--no-progress"]
        theirs = [sys.executable, str(folder / "script.py"), originals, str(folder / "theirs.zip")]
        rounds = [(timed(ours), timed(theirs)) for _ in range(options.rounds)]
    for at, kind in enumerate(("elapsed", "computed")):
        mine, other = (min(timings[who][at] for timings in rounds) for who in (0, 1))
        # Windows does not tell what ended processes computed.
        if other:
            print(f"{kind:9} wdyy {mine:.2f} s, script {other:.2f} s, ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()
