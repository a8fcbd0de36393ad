"""What a user means by a name: patterns expanded, quotes of a dropped path taken off."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.school_folder import is_left_behind

_QUOTES = "\"'“”‘’"


def expand_names(named: Sequence[str], folder: Path) -> list[str]:
    """
    Give what is meant by each name, relative to a folder, each once.

    Neither cmd nor PowerShell expands `*.zip`, and a path that was dropped may bring its quotes along. What
    is not there is given as it was named: opening it says so.
    """
    return list(dict.fromkeys(path for name in named for path in expand_name(name, folder)))


def expand_name(name: str, folder: Path) -> list[str]:
    """Give what is there under this name, or what fits it as a pattern."""
    bare = without_quotes(name)
    for shown in dict.fromkeys((name, bare)):
        if shown and os.path.lexists(folder / shown):
            return [shown]
    # pathlib would drop the "./" that was typed, and refuses absolute patterns.
    found = glob.glob(bare, root_dir=folder) if glob.has_magic(bare) else []  # noqa: PTH207
    return sorted(path for path in found if not is_left_behind(os.path.basename(path))) or [name]  # noqa: PTH119


def relative_path(path: str | Path, folder: str | Path = os.curdir) -> str:
    """Give a path as seen from a folder; as it is where that lies on another drive."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return str(path)


def one_meant(name: str, folder: Path = Path(), where: str = "") -> str:
    """Give the one file that a name or pattern means; raises WdyyError, that says `where`, for several."""
    found = expand_name(name, folder) if name else [name]
    if len(found) > 1:
        listed = "、".join(f"“{each}”" for each in found)
        raise WdyyError(f"{where}“{name}”有 {len(found)} 个：{listed}。", "请写明是哪一个。")
    return found[0]


def without_quotes(name: str) -> str:
    """Give a name without the quotes that a dropped path may bring along."""
    return name.strip().strip(_QUOTES).strip()
