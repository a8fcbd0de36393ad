"""
The bundle for a computer without a network: wheels for Windows, and what installs them.

pip asks the computer on which it runs whether a dependency is only for Windows. So what Windows needs is
worked out here, from what the wheels say about themselves.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).parent
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
PLATFORM = "win_amd64"
WANTED = "wdyy-cli[heic]"


def make_bundle(out: Path) -> None:
    """Make it from the wheel of wdyy that lies in the folder; ends where something cannot be had."""
    own = sorted(out.glob("wdyy_cli-*.whl"))
    if len(own) != 1:
        sys.exit(f"{out}: there must be the one wheel of wdyy, not {len(own)}")
    version = str(parse_wheel_filename(own[0].name)[1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, f"wdyy-{version}-windows-offline")
        wheels = folder / "wheels"
        wheels.mkdir(parents=True)
        shutil.copy(own[0], wheels)
        for python in PYTHONS:
            download(wheels, python)
            count = try_installing(wheels, python)
            print(f"Python {python[0]}.{python[1]}, {PLATFORM}: {count} packages from the bundle alone")
        for text in ("install.bat", "README.txt"):
            write_for_windows(HERE / "windows" / text, folder / text, version)
        shutil.make_archive(str(out / folder.name), "zip", scratch, folder.name)
    size = (out / f"{folder.name}.zip").stat().st_size
    print(f"{folder.name}.zip: {size / 1e6:.0f} MB")


def download(wheels: Path, python: tuple[int, int]) -> None:
    """Fetch what is lacking for one version of Python, until nothing is."""
    wanted = [WANTED]
    while True:
        pip("download", "--dest", wheels, *wanted, to=python, wheels=wheels)
        lacking = sorted({str(need) for need in find_lacking(wheels, python)})
        if not lacking:
            return
        if lacking == wanted:
            sys.exit(f"not to be had for Python {python}: {lacking}")
        wanted = lacking


def try_installing(wheels: Path, python: tuple[int, int]) -> int:
    """Let pip say what it would install from the folder alone; gives how many packages that are."""
    # Which Python a wheel wants, pip would ask the one that runs it: `find_lacking` has looked at that.
    only_there = ("--dry-run", "--no-index", "--ignore-requires-python", "--target", wheels / "nowhere")
    lines = pip("install", *only_there, WANTED, to=python, wheels=wheels)
    would = next(line for line in lines.splitlines() if line.startswith("Would install"))
    return len(would.split()) - 2


def pip(step: str, *arguments: str | Path, to: tuple[int, int], wheels: Path) -> str:
    """Run pip for Windows and one version of Python; a folder of wheels counts as well."""
    of_windows = ("--only-binary=:all:", "--platform", PLATFORM, "--python-version", f"{to[0]}.{to[1]}")
    command = [sys.executable, "-m", "pip", step, "--find-links", wheels, *of_windows, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def find_lacking(wheels: Path, python: tuple[int, int]) -> Iterator[Requirement]:
    """Give the requirements that no wheel in the folder meets on Windows with this Python."""
    tags = frozenset(
        [*cpython_tags(python, platforms=[PLATFORM]), *compatible_tags(python, "cp", [PLATFORM])]
    )
    fitting = {}
    for path in sorted(wheels.glob("*.whl")):
        name, version, _, of_wheel = parse_wheel_filename(path.name)
        if of_wheel & tags and SpecifierSet(metadata_of(path)["Requires-Python"] or "").contains(
            full(python)
        ):
            fitting[name] = (version, path)
    asked = [Requirement(WANTED)]
    seen = set()
    while asked:
        need = asked.pop()
        name = canonicalize_name(need.name)
        if name not in fitting or not need.specifier.contains(fitting[name][0], prereleases=True):
            yield Requirement(f"{need.name}{need.specifier}")
        elif (name, frozenset(need.extras)) not in seen:
            seen.add((name, frozenset(need.extras)))
            asked += needs_of(fitting[name][1], need.extras, python)


def needs_of(wheel: Path, extras: set[str], python: tuple[int, int]) -> Iterator[Requirement]:
    """Give what a wheel needs on Windows, with some of its extras."""
    windows: Mapping[str, str] = {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "python_version": f"{python[0]}.{python[1]}",
        "python_full_version": full(python),
    }
    for text in metadata_of(wheel).get_all("Requires-Dist") or ():
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({**windows, "extra": e}) for e in (*extras, "")):
            yield need


def full(python: tuple[int, int]) -> str:
    """Write the first release of a version of Python."""
    return f"{python[0]}.{python[1]}.0"


def metadata_of(wheel: Path) -> Message:
    """Read what a wheel says about itself."""
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode("utf-8"))


def write_for_windows(source: Path, target: Path, version: str) -> None:
    """Write a text as the command processor and the editor of a Chinese Windows read it."""
    text = source.read_text(encoding="utf-8").replace("@VERSION@", version)
    target.write_text(text, encoding="gbk", newline="\r\n")
