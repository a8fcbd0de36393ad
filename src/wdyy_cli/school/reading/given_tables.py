"""Which tables are meant where a folder or a pattern is named, and what else lies there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import place_of
from wdyy_cli.files.school_folder import is_left_behind, look_around
from wdyy_cli.files.tables.table import TABLE_ENDINGS
from wdyy_cli.model import UnusedFile
from wdyy_cli.school.reading.named import expand_name
from wdyy_cli.school.settings import Settings

_PATTERN = frozenset("*?[")
_NO_TABLE = "不是表格，没有读；里面有学生的，请做成表格"
_TEXT = "文本文件，没有读；是表格的话，请直接写出它的文件名"


def tables_in(given: Iterable[str], settings: Settings) -> tuple[list[str], tuple[UnusedFile, ...]]:
    """
    Give the tables that are named: themselves, all in and below a folder, or all that a pattern means.

    Each once; and the files beside them in their folders that nobody reads.

    Raises WdyyError for a folder without any; what does not exist is given as it is, to be told.
    """
    names: dict[Path, str] = {}
    aside: dict[str, str] = {}
    for shown in given:
        path = settings.path(shown)
        if path.is_dir():
            found = list(_in_folder(path, shown, aside))
            if not found:
                raise WdyyError(f"文件夹“{shown}”里没有表格。", "请把花名册（.xlsx、.xls、.csv）放进去。")
        elif _PATTERN & set(shown) and not path.exists():
            found = list(_like(shown, settings, aside))
            if not found:
                raise WdyyError(f"没有名称像“{shown}”的表格。", "检查文件夹和文件名。")
        else:
            found = [shown]
        for name in found:
            names.setdefault(place_of(settings.path(name)), name)
    unread: dict[Path, str] = {}
    for at in aside:
        unread.setdefault(place_of(settings.path(at)), at)
    unused = (UnusedFile(path=at, reason=aside[at]) for at in sorted(unread.values()))
    return list(names.values()), tuple(unused)


def _in_folder(path: Path, shown: str, aside: dict[str, str]) -> Iterator[str]:
    """Yield the tables in and below a folder, in the order of their paths; note what else lies there."""
    look = look_around(path, f"“{shown}”")
    if look.cut:
        raise WdyyError(f"文件夹“{shown}”里的文件太多，没有看完。", "请给出只放花名册的文件夹。")
    for entry in look.everything:
        name = str(Path(shown, *entry.path.split("/")))
        if entry.is_locked and (entry.is_folder or _is_table(entry.name)):
            raise WdyyError(f"“{name}”{entry.hurdle}。")
        if entry.hurdle is not None:
            aside[name] = entry.hurdle
        elif _is_table(entry.name):
            yield name
        else:
            aside[name] = _why_not(entry.name)


def _like(shown: str, settings: Settings, aside: dict[str, str]) -> Iterator[str]:
    """Yield the tables that a pattern means, also in the folders that it means."""
    for name in expand_name(shown, settings.folder):
        path = settings.path(name)
        if is_left_behind(path.name) or not path.exists():
            continue
        if path.is_dir():
            yield from _in_folder(path, name, aside)
        elif _is_table(path.name):
            yield name
        else:
            aside[name] = _why_not(path.name)


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in TABLE_ENDINGS


def _why_not(name: str) -> str:
    return _TEXT if Path(name).suffix.lower() == ".txt" else _NO_TABLE
