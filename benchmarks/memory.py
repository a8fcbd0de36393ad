"""
Measures the memory of `wdyy check-photos` for few photos and very many, in the process that compares them.

The photos are put together from drawn portraits, a head and clothes of random colours each, because drawing a
hundred thousand of them takes hours.
"""

from __future__ import annotations

import argparse
import io
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MEASURE = """
import resource, sys
from wdyy_cli.cli.app import main
status = main(["check-photos", sys.argv[1], "--quiet"])
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(status, most // (1024 if sys.platform == "linux" else 1024**2))
"""
"""Prints the exit status and the greatest resident memory of this process in MB; its workers do not count."""

PORTRAITS = 12
BODY = (78, 150, 140, 250)
"""Left, top, width and height, in pixels, of what is replaced in a portrait."""


def make_zip(path: Path, photos: int) -> None:
    """Put so many different photos together."""
    from PIL import Image  # noqa: PLC0415 - not for the measured process

    from wdyy_cli.files.photos.drawn.portrait import draw_portrait  # noqa: PLC0415 - the same
    from wdyy_cli.texts.id_number import check_digit  # noqa: PLC0415 - the same

    rng = random.Random(5)  # noqa: S311 - the same pictures each time
    portraits = [draw_portrait(index) for index in range(PORTRAITS)]
    left, top, width, height = BODY
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for index in range(photos):
            picture = portraits[index % PORTRAITS].copy()
            picture.paste(
                Image.frombytes("RGB", (7, 9), rng.randbytes(7 * 9 * 3)).resize((width, height)), (left, top)
            )
            encoded = io.BytesIO()
            picture.save(encoded, "JPEG", quality=60)
            people, day = divmod(index, 12 * 28)
            first = f"110101{1990 + people // 850}{1 + day // 28:02d}{1 + day % 28:02d}{101 + people % 850}"
            archive.writestr(f"{first}{check_digit(first)}.jpg", encoded.getvalue())


def main() -> None:
    """Check zips of each size, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, nargs="+", default=[1000, 100_000])
    options = parser.parse_args()
    for photos in options.photos:
        with tempfile.TemporaryDirectory() as folder:
            zipped = Path(folder) / "photos.zip"
            make_zip(zipped, photos)
            told = subprocess.run(
                [sys.executable, "-c", MEASURE, str(zipped)], capture_output=True, text=True, check=True
            )
            status, megabytes = told.stdout.split()[-2:]
            print(f"{photos:,} photos: {megabytes} MB, exit status {status}")


if __name__ == "__main__":
    main()
