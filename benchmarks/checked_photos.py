"""Pictures checked as a zip of photos, for the benchmarks that count verdicts, and what those are asked."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from invented_school import make_students

from wdyy_cli.cli.app import main as wdyy

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "photos"


def read_options(description: str, *, pictures: int) -> argparse.Namespace:
    """Read how many pictures, which chance, where to keep some; ends where there is no corpus."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pictures", type=int, default=pictures)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"needs the portraits of {CORPUS}")
    return options


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a report says about one picture."""

    code: str
    severity: str
    message: str


def check(pictures: Sequence[bytes], codes: str) -> list[list[Said]]:
    """Check pictures by `wdyy check-photos --select CODES`; give what is said about each."""
    said: dict[str, list[Said]] = {f"{number}.jpg": [] for _, number, _ in make_students(len(pictures))}
    with tempfile.TemporaryDirectory() as folder:
        zipped = Path(folder) / "photos.zip"
        with zipfile.ZipFile(zipped, "w") as archive:
            for name, picture in zip(said, pictures, strict=True):
                archive.writestr(name, picture)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            status = wdyy(
                ["check-photos", str(zipped), "--select", codes, "--format", "json", "--no-progress"]
            )
    if status not in (0, 1):
        sys.exit(f"no figures: the check ended with {status}")
    for finding in json.loads(output.getvalue())["findings"]:
        one = Said(code=finding["code"], severity=finding["severity"], message=finding["message"])
        said[finding["location"]["member"]].append(one)
    return list(said.values())
