"""`wdyy check` without a wdyy.toml: the files are taken for what their content says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.check import GateFiles
from wdyy_cli.model import Role
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.school.reading.named import expand_names
from wdyy_cli.school.recognise.choosing import SEVERAL, Chosen, choose_files
from wdyy_cli.school.recognise.found import Recognised, Taken
from wdyy_cli.school.recognise.looking import recognise_folder, recognise_named, take_as
from wdyy_cli.school.settings import Settings
from wdyy_cli.workspace_file import FILE_NAME

Said = Mapping[Role, Sequence[str]]
"""Files for which the user said what they are, as they were typed."""


class NothingRecognisedError(WdyyError):
    """In a folder there is nothing of a school's."""


def recognise_school(folder: str, settings: Settings, said: Said) -> tuple[GateFiles, Settings]:
    """Recognise what lies in a folder; raises WdyyError for nothing, or where two files claim one role."""
    inside = replace(settings, folder=Path(folder))
    found = recognise_folder(inside.folder, folder or ".", inside)
    return _as_gate(found, _forced(said, inside), f"“{folder}”" if folder else "当前文件夹", inside)


def recognise_files(named: Sequence[str], settings: Settings, said: Said) -> tuple[GateFiles, Settings]:
    """Recognise files that were named; raises WdyyError as for a folder."""
    forced = _forced(said, settings)
    known = {taken.path for taken in forced}
    others = [name for name in expand_names(named, settings.folder) if name not in known]
    return _as_gate(recognise_named(others, settings), forced, "给出的文件", settings)


def _forced(said: Said, settings: Settings) -> list[Taken]:
    """Take files for what the user said; they are looked for in the folder, then where the user stands."""
    forced = []
    for role, names in said.items():
        found = [path for name in names for path in expand_names([_found(name, settings)], settings.folder)]
        if len(found) > 1 and role not in SEVERAL:
            raise WdyyError(f"{ROLE_WORDS[role]}只能有一个，--as 给了 {len(found)} 个。", "请只写一个。")
        forced += [take_as(path, role, settings) for path in found]
    return forced


def _found(name: str, settings: Settings) -> str:
    if not Path(name).is_absolute() and expand_names([name], settings.folder) != [name]:
        return name  # a pattern
    there = settings.folder / name
    here = (there if there.exists() or not Path(name).exists() else Path(name)).absolute()
    folder = settings.folder.absolute()
    return str(here.relative_to(folder)) if here.is_relative_to(folder) else str(here)


def _refuse_nothing(chosen: Chosen, where: str, found: Recognised) -> None:
    if chosen.taken or chosen.unreadable:
        return
    shown = [f"{left.path}（{left.reason}）" for left in found.left]
    listed = "；".join(shown[:MOST_SHOWN])
    more = f"；还有 {len(shown) - MOST_SHOWN:,} 个" if len(shown) > MOST_SHOWN else ""
    raise NothingRecognisedError(
        f"{where}里没有认出要检查的文件{f'：{listed}{more}' if shown else ''}。",
        "把花名册、照片、报考表等放进来；认不出的，用 --as 写明，例如 --as roster=名单.xlsx。",
    )


MOST_SHOWN = 10


def _as_gate(
    found: Recognised, forced: Sequence[Taken], where: str, settings: Settings
) -> tuple[GateFiles, Settings]:
    """Choose among what was found; `where` says in words where it was looked for."""
    chosen = choose_files(found, forced)
    _refuse_nothing(chosen, where, found)
    told = [f"  {taken.path}：{taken.words}" for taken in chosen.taken]
    how = f"没有用 {FILE_NAME}，" if settings.workspace is None else "给出的文件，"
    gate = GateFiles(
        chosen=chosen,
        folder=settings.folder,
        source=f"{where}里没有认出",
        recognised=True,
        lines=(f"{how}按内容认出：", *told) if told else (),
        results={"recognised": [{"path": t.path, "role": t.role.value, "why": t.why} for t in chosen.taken]},
    )
    return gate, replace(settings, columns_of=chosen.columns)
