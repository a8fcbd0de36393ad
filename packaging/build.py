"""
Builds what people get who have no Python: two programs, and a bundle to install without a network.

    python packaging/build.py programs OUT  # PyInstaller; then tries them as on a computer without Python
    python packaging/build.py pack OUT      # the programs that lie there, as files for a release
    python packaging/build.py bundle OUT    # wheels for Windows, with what installs them

The interpreter that runs it needs wdyy installed from a wheel, with the extra `heic`, and
`packaging/requirements.txt`. Programs are for the system on which they are built.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

from bundle import make_bundle
from trial import try_programs

from wdyy_cli import __version__

HERE = Path(__file__).parent
ENDING = ".exe" if sys.platform == "win32" else ""
PROGRAM, FOLDER = f"wdyy{ENDING}", "wdyy-folder"
BUILD_TOOLS = frozenset(
    {"altgraph", "pip", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools", "wheel"}
)


def main() -> None:
    """Read the command line, and do it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    steps = {"programs": build_programs, "pack": pack, "bundle": make_bundle}
    parser.add_argument("step", choices=steps)
    parser.add_argument("out", type=Path)
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    steps[wanted.step](wanted.out.resolve())


def build_programs(out: Path) -> None:
    """Build a folder with the program and the program as one file, and try both."""
    with tempfile.TemporaryDirectory() as scratch:
        places = ("--distpath", out, "--workpath", scratch)
        builder = (sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN")
        subprocess.run([*builder, *places, HERE / "wdyy.spec"], check=True)
    write_licences(out / FOLDER / "LICENSES.txt")
    try_programs(whole=out / FOLDER / PROGRAM, briefly=out / PROGRAM)


def pack(out: Path) -> None:
    """Turn the programs into files whose names say for which system they are."""
    system = f"wdyy-{__version__}-{platform.system().lower()}-{platform.machine().lower()}"
    # Only tar keeps that a file may be run.
    shutil.make_archive(str(out / system), "zip" if sys.platform == "win32" else "gztar", out, FOLDER)
    shutil.rmtree(out / FOLDER)
    (out / PROGRAM).rename(out / f"{system}{ENDING}")


def write_licences(target: Path) -> None:
    """Put together the licences of all that the program contains."""
    parts = []
    for one in sorted(distributions(), key=lambda found: found.name.lower()):
        if one.name.lower() in BUILD_TOOLS:
            continue
        texts = [Path(str(one.locate_file(file))) for file in one.files or () if is_licence(Path(str(file)))]
        parts.append(f"==== {one.name} {one.version}\n")
        parts += [text.read_text(encoding="utf-8", errors="replace") for text in texts]
    target.write_text("\n".join(parts), encoding="utf-8")


def is_licence(file: Path) -> bool:
    """Say whether a file of a distribution is its licence."""
    return ".dist-info" in file.parts[0] and file.name.lower().startswith(("licen", "copying", "notice"))


if __name__ == "__main__":
    main()
