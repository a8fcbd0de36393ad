"""`wdyy init`: a folder to begin with: a commented wdyy.toml and blank templates, or the demo school."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wdyy_cli.demo.faults import list_faults, plant_faults
from wdyy_cli.demo.school import draft_school, write_down
from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.files.atomic import make_folder, write_atomically
from wdyy_cli.jobs.unused import find_unnamed
from wdyy_cli.jobs.workspace_entries import (
    add_entries,
    entries_of_files,
    entries_of_values,
    registration_among,
)
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import SUFFIX, load_profile
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.school.recognise.choosing import FROM_REGISTRATION, SEVERAL, Chosen, choose_files
from wdyy_cli.school.recognise.found import Recognised
from wdyy_cli.school.recognise.looking import recognise_folder
from wdyy_cli.school.settings import VALUE_SOURCES, Settings, SheetValues
from wdyy_cli.toml.toml_insert import Addition, add_to_toml
from wdyy_cli.workbooks.template import MATERIALS, fill_workspace_template, read_template
from wdyy_cli.workspace import Workspace, read_workspace
from wdyy_cli.workspace_file import FILE_NAME, refuse_hidden_ending

BLANK = {
    "roster": "空白模板/花名册.xlsx",
    "registration": "空白模板/报考表.xlsx",
    "rooms": "空白模板/考场.xlsx",
    "room-list": "空白模板/考场清单.xlsx",
    "proctors": "空白模板/监考.xlsx",
    MATERIALS: "空白模板/上交材料清单.xlsx",
}
"""Where the blank templates go: beside what is filled in later, so that nothing blank is checked."""

MOST_SHOWN = 10
"""So many files that are not used are listed."""

FAULT_LIST = "故意放了哪些错误.txt"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """
    Names of the files that were written, and of those that were there already and were kept.

    `told` says what was recognised, `lacking` names the values of [school] and [exam] that nobody gave.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    told: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def init_workspace(folder: Path, shown: str, profile: str, given: SheetValues, today: date) -> Begun:
    """
    Write a wdyy.toml and blank templates; a file that is there is kept.

    The wdyy.toml names the files that were recognised in the folder, school and plan as they were given or as
    the registration sheet has them, and says what a person has to look at. Raises WdyyError.
    """
    refuse_hidden_ending(folder)
    laid_out = load_profile(profile)
    _refuse_strange_values(given, laid_out)
    named = profile
    if profile.endswith(SUFFIX):  # a path is relative to the workspace
        named = Path(os.path.relpath(profile, folder)).as_posix()
    text = fill_workspace_template({"": {"profile": named}})
    settings = Settings(profile=laid_out, checked_on=today, values=given, folder=folder)
    chosen = _recognise(folder, shown, settings)
    values = entries_of_values(given, registration_among(chosen.taken), settings)
    if not (folder / FILE_NAME).exists():
        text = add_to_toml(text, [*values, *entries_of_files((*chosen.taken, *chosen.originals))])
    files = {FILE_NAME: text.encode()}
    blank = {name: path for name, path in BLANK.items() if name != MATERIALS or laid_out.materials}
    files |= {path: read_template(name, laid_out) for name, path in blank.items()}
    kept = tuple(name for name in files if os.path.lexists(folder / name))
    new = {name: data for name, data in files.items() if name not in kept}
    _write(folder, shown, new)
    if FILE_NAME in kept:
        return Begun(written=tuple(new), kept=kept, told=_told_new(folder, shown, settings))
    return Begun(written=tuple(new), kept=kept, told=tuple(_told(chosen)), lacking=_lacking(values))


def update_workspace(folder: Path, shown: str, given: SheetValues, today: date) -> Begun:
    """
    Add to a wdyy.toml the files that are new in its folder; nothing that is written there is touched.

    Raises WdyyError where there is none, or it cannot be added to.
    """
    refuse_hidden_ending(folder)
    path = folder / FILE_NAME
    name = str(Path(shown) / FILE_NAME)
    if not path.is_file():
        raise WdyyError(
            f"“{shown}”里还没有 {FILE_NAME}。", f"先运行 wdyy init {quoted(shown)}，不加 --update。"
        )
    workspace = read_workspace(path.absolute(), name)
    settings = Settings(profile=workspace.load_profile(), checked_on=today, folder=folder)
    chosen = choose_files(find_unnamed(workspace, settings), refuse=False)
    named = workspace.files
    new = [t for t in (*chosen.taken, *chosen.originals) if t.role in SEVERAL or not getattr(named, t.key)]
    known = SheetValues.of(workspace)
    sheet = named.registration or registration_among(new)
    values = [e for e in entries_of_values(given.over(known), sheet, settings) if not _is_set(workspace, e)]
    added = add_entries(path, name, [*values, *entries_of_files(new, beside=True)])
    told = [
        *(f"写进了 {FILE_NAME}：{taken.path}，{taken.words}" for taken in new),
        *(f"写进了 {FILE_NAME}：{entry.key} = {entry.value}" for entry in values),
        *(
            f"没有写进去：{taken.path} 像是{ROLE_WORDS[taken.role]}，{taken.key} 已经写了别的"
            for taken in chosen.taken
            if taken not in new
        ),
    ]
    return Begun(
        written=(f"{FILE_NAME}（只添了新的，原来写的没有动）",) if added else (),
        kept=() if added else (FILE_NAME,),
        told=(*told, *_told_left(chosen)),
    )


def _refuse_strange_values(given: SheetValues, profile: Profile) -> None:
    """Raise WdyyError for a level or student type that no wdyy.toml may have under this profile."""
    for of, allowed in profile.choices.items():
        value, listed = getattr(given, of), "、".join(allowed)
        if value and value not in allowed:
            raise WdyyError(f"{VALUE_SOURCES[of].option} 不能是“{value}”。", f"可以写：{listed}。")


def _is_set(workspace: Workspace, entry: Addition) -> bool:
    return bool(getattr(getattr(workspace, entry.section), entry.key))


def _recognise(folder: Path, shown: str, settings: Settings) -> Chosen:
    """Recognise what lies in a folder that may not be there yet; what is not clear is left aside."""
    if not folder.is_dir():
        return choose_files(Recognised())
    return choose_files(recognise_folder(folder, shown, settings), refuse=False)


def _told(chosen: Chosen) -> Iterator[str]:
    """Say what was recognised, and what was not."""
    yield from (f"认出了 {taken.path}：{taken.words}" for taken in (*chosen.taken, *chosen.originals))
    yield from _told_left(chosen)


def _told_left(chosen: Chosen) -> Iterator[str]:
    left = [file for file in chosen.unused if all(file.path != taken.path for taken in chosen.originals)]
    yield from (f"没有用到 {file.path}：{file.reason}" for file in left[:MOST_SHOWN])
    if len(left) > MOST_SHOWN:
        yield f"没有用到的还有 {len(left) - MOST_SHOWN:,} 个"
    yield from (f"读不了：{reason}" for reason in chosen.unreadable.values())


def _told_new(folder: Path, shown: str, settings: Settings) -> tuple[str, ...]:
    """Say which files a wdyy.toml that is there does not name."""
    workspace = read_workspace((folder / FILE_NAME).absolute(), str(Path(shown) / FILE_NAME))
    new = choose_files(find_unnamed(workspace, settings), refuse=False).taken
    listed = "、".join(taken.path for taken in new)
    return (f"{FILE_NAME} 里没有写：{listed}；要写进去，请加上 --update",) if new else ()


def _lacking(values: Sequence[Addition]) -> tuple[str, ...]:
    known = {(entry.section, entry.key) for entry in values}
    return tuple(
        word for of, word in FROM_REGISTRATION.items() if of != "level" and VALUE_SOURCES[of][1:] not in known
    )


def init_demo(folder: Path, shown: str, profile: str, *, clean: bool) -> Begun:
    """Write the demo school, with planted faults unless `clean`; raises WdyyError where a file is there."""
    draft = draft_school(load_profile(profile))
    if not clean:
        plant_faults(draft)
    files = write_down(draft)
    if not clean:
        files[FAULT_LIST] = list_faults().encode()
    there = [name for name in files if os.path.lexists(folder / name)]
    if there:
        raise WdyyError(
            f"“{shown}”里已经有 {'、'.join(there)}，没有写示例。",
            "换一个空文件夹，例如 wdyy init 示例学校 --demo",
        )
    _write(folder, shown, files)
    return Begun(written=tuple(files), kept=())


def _write(folder: Path, shown: str, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        target = folder / name
        make_folder(target.parent)
        write_atomically(target, str(Path(shown) / name), [data])
