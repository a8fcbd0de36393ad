"""Which files of a folder have changed: by their sizes and times, and whether somebody still writes them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

MOST_FILES = 20_000
"""So many files are looked at; nobody waits for the change of one in a whole disk."""

Trace = tuple[int, int]
"""Size and time of a file."""


def trace_files(paths: Iterable[Path], left_out: Iterable[Path] = ()) -> dict[Path, Trace]:
    """
    Note sizes and times of files, and of all files in folders.

    Left out are hidden ones, those that Excel lays beside an open workbook (`~$`), and what is in `left_out`.
    """
    aside = {os.path.abspath(path) for path in left_out}  # noqa: PTH100 - without following links
    found: dict[Path, Trace] = {}
    for path in islice((file for given in paths for file in _files_of(given, aside)), MOST_FILES):
        try:
            told = path.stat()
        except OSError:
            continue  # it went away meanwhile: that is a change
        found[path] = (told.st_size, told.st_mtime_ns)
    return found


def can_be_read(path: Path) -> bool:
    """Whether a file can be opened: a program that writes it keeps others out, on Windows."""
    try:
        with path.open("rb"):
            return True
    except FileNotFoundError:
        return True  # gone for good; the check says so
    except OSError:
        return False


def changed_files(before: Mapping[Path, Trace], now: Mapping[Path, Trace]) -> list[Path]:
    """Give the files that are new, gone, or no longer the same."""
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def _files_of(given: Path, aside: set[str]) -> Iterable[Path]:
    if not given.is_dir():
        if _counts(given.name) and os.path.abspath(given) not in aside:  # noqa: PTH100 - the same
            yield given
        return
    for folder, inner, names in os.walk(given):
        inner[:] = [name for name in inner if _counts(name) and _abs(folder, name) not in aside]
        yield from (Path(folder, name) for name in names if _counts(name) and _abs(folder, name) not in aside)


def _abs(folder: str, name: str) -> str:
    return os.path.abspath(os.path.join(folder, name))  # noqa: PTH100, PTH118 - thousands of them


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$"))
