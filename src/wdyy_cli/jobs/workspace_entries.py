"""What a wdyy.toml is told about the files of a school: as entries that a person can check and correct."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.grouping import grouped
from wdyy_cli.model import Role
from wdyy_cli.school.form import open_registration
from wdyy_cli.school.recognise.choosing import SEVERAL, values_of
from wdyy_cli.school.recognise.found import Taken
from wdyy_cli.school.recognise.picture_kinds import Pictures
from wdyy_cli.school.settings import VALUE_SOURCES, Settings, SheetValues
from wdyy_cli.toml.toml_insert import Addition, CannotInsertError, add_to_toml
from wdyy_cli.workspace import Workspace, read_workspace

ORIGINALS, ROSTER = "originals", Role.ROSTER.value
RECOGNISED = "按内容认出的，请核对"
NOTICED = "按这一列的内容认出的，请核对"


def key_of(taken: Taken) -> str:
    """Give the key in [files] of a file: photos that are named by name are still to be made into photos."""
    return ORIGINALS if taken.pictures not in (None, Pictures.NUMBERED) else taken.key


def entries_of_files(taken: Sequence[Taken], *, beside: bool = False) -> list[Addition]:
    """
    Give the entries in [files], in the order of work, and those in [columns] that they need.

    `beside` others that are named already: they are added to a list.
    """
    named = grouped((key_of(each), Path(each.path).as_posix()) for each in taken)
    columns = grouped((of, header) for each in taken for of, header in each.columns.items())
    single = {key_of(each) for each in taken if each.role not in SEVERAL} | (set() if beside else {ROSTER})
    files = [
        Addition(
            section="files",
            key=key,
            value=_one(paths, lone=key in single),
            note=RECOGNISED,
        )
        for key, paths in named.items()
    ]
    return files + [
        Addition(
            section="columns", key=of, value=_one(list(dict.fromkeys(headers)), lone=not beside), note=NOTICED
        )
        for of, headers in columns.items()
    ]


def _one(entries: Sequence[str], *, lone: bool) -> str | Sequence[str]:
    return entries[0] if lone and len(entries) == 1 else entries


def entries_of_values(given: SheetValues, sheet: str | None, settings: Settings) -> list[Addition]:
    """Give what the user said of school and exam, else what the registration sheet says."""
    told = [(of, value, "") for of, value in given.known.items()]
    if sheet is not None:
        with suppress(WdyyError):  # its check says why
            _, read = values_of(open_registration(sheet, settings), given)
            told += [(of, value, f"取自 {sheet}，请核对") for of, value in read.items()]
    return [
        Addition(section=VALUE_SOURCES[of].section, key=VALUE_SOURCES[of].key, value=value, note=note)
        for of, value, note in told
    ]


def registration_among(taken: Iterable[Taken]) -> str | None:
    """Give the registration sheet among files."""
    return next((each.path for each in taken if each.role is Role.REGISTRATION), None)


def add_output(workspace: Workspace, key: str, written: str) -> None:
    """Add a file that was made, as a path from here, to a workspace that names none of its kind."""
    name = Path(os.path.relpath(written, workspace.folder)).as_posix()
    value = [name] if key in {role.value for role in SEVERAL} else name
    add_entries(workspace.path, workspace.shown, [Addition(section="files", key=key, value=value)])


def add_entries(path: Path, shown: str, entries: Sequence[Addition]) -> bool:
    """
    Add entries to a wdyy.toml, and touch nothing that is written there; tell whether anything was added.

    Raises WdyyError where that is not possible: it says what to write by hand.
    """
    read_workspace(path, shown)
    data = path.read_bytes()
    before = data.decode("utf-8-sig")
    try:
        after = add_to_toml(before, entries)
    except CannotInsertError as error:
        lines = "；".join(f"[{entry.section}] 里写 {entry.line}" for entry in entries)
        raise WdyyError(
            f"“{shown}”的写法特别，程序没有改它。", f"请用记事本打开它，自己加上：{lines}"
        ) from error
    if after == before:
        return False
    encoding = "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"

    def check(written: Path) -> None:
        read_workspace(written, shown)

    write_atomically(path, shown, [after.encode(encoding)], check)
    return True
