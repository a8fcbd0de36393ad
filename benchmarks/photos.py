"""
Times `wdyy check-photos` on a zip of invented students as a whole process, against two yardsticks.

- `script`: what an IT teacher would write: one thread, full decode by Pillow, HSV, numpy on the top strip.
- `bare`: nothing but inflating and decoding at 1/8 scale, on all cores.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

SCRIPT = """
import io, sys, zipfile
import numpy
from PIL import Image
bad = 0
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        image = Image.open(io.BytesIO(archive.read(name)))
        hsv = numpy.asarray(image.convert("RGB").convert("HSV"))
        top = hsv[: hsv.shape[0] // 14]
        red = ((top[..., 0] < 14) | (top[..., 0] > 242)) & (top[..., 1] > 110) & (top[..., 2] > 75)
        bad += image.size != (295, 413) or red.mean() < 0.6
print(bad)
"""

BARE = """
import io, os, sys, zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from PIL import Image
def decode(names):
    with zipfile.ZipFile(sys.argv[1]) as archive:
        for name in names:
            image = Image.open(io.BytesIO(archive.read(name)))
            image.draft("RGB", (image.width // 8, image.height // 8))
            image.load()
if __name__ == "__main__":
    names = zipfile.ZipFile(sys.argv[1]).namelist()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    pieces = [names[start : start + 64] for start in range(0, len(names), 64)]
    with ProcessPoolExecutor(cores, mp_context=get_context("fork")) as pool:
        list(pool.map(decode, pieces))
"""


def make_zip(path: Path, photos: int) -> None:
    """Draw so many different portraits."""
    from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait  # noqa: PLC0415 - not timed, not for children
    from wdyy_cli.texts.id_number import check_digit  # noqa: PLC0415 - the same

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(photos):
            day = f"{5 + index % 4:02d}{1 + index // 28 % 12:02d}{1 + index % 28:02d}"
            first = f"11010120{day}{101 + index // 336:03d}"
            archive.writestr(
                f"{first}{check_digit(first)}.jpg", encode_portrait(draw_portrait(index), quality=92)
            )


def seconds(command: list[str]) -> float:
    """Run a command once."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Make the zip, run all in turn, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        zipped = Path(folder) / "photos.zip"
        make_zip(zipped, options.photos)
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE, encoding="utf-8")
        commands = {
            "wdyy": [sys.executable, "-m", "wdyy_cli", "check-photos", str(zipped)],
            "script": [sys.executable, "-c", SCRIPT, str(zipped)],
            "bare": [sys.executable, str(bare), str(zipped)],
        }
        print(f"{options.photos:,} photos, {zipped.stat().st_size / options.photos / 1024:.1f} KB each")
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(options.runs + 1):
            for name, command in commands.items():
                times[name].append(seconds(command))
        wdyy = statistics.median(times["wdyy"][1:])
        for name, runs in times.items():
            median = statistics.median(runs[1:])
            print(
                f"{name:7} min {min(runs[1:]):.2f} s  median {median:.2f} s  wdyy/{name} {wdyy / median:.2f}"
            )


if __name__ == "__main__":
    main()
