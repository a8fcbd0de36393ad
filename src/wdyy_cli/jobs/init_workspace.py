"""`wdyy init`: a folder to begin with: a commented wdyy.toml and blank templates, or the demo school."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.demo.faults import list_faults, plant_faults
from wdyy_cli.demo.school import draft_school, write_down
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.profile_files import SUFFIX, load_profile
from wdyy_cli.workbooks.template import MATERIALS, fill_workspace_template, read_template
from wdyy_cli.workspace import FILE_NAME

BLANK = {
    "roster": "空白模板/花名册.xlsx",
    "registration": "空白模板/报考表.xlsx",
    "rooms": "空白模板/考场.xlsx",
    "room-list": "空白模板/考场清单.xlsx",
    "proctors": "空白模板/监考.xlsx",
    MATERIALS: "空白模板/上交材料清单.xlsx",
}
"""Where the blank templates go: beside what is filled in later, so that nothing blank is checked."""

FAULT_LIST = "故意放了哪些错误.txt"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """Names of the files that were written, and of those that were there already and were kept."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def init_workspace(folder: Path, shown: str, profile: str) -> Begun:
    """Write a commented wdyy.toml and blank templates; a file that is there is kept. Raises WdyyError."""
    laid_out = load_profile(profile)
    named = profile
    if profile.endswith(SUFFIX):  # a path is relative to the workspace
        named = Path(os.path.relpath(profile, folder)).as_posix()
    files = {FILE_NAME: fill_workspace_template({"": {"profile": named}}).encode()}
    blank = {name: path for name, path in BLANK.items() if name != MATERIALS or laid_out.materials}
    files |= {path: read_template(name, laid_out) for name, path in blank.items()}
    kept = tuple(name for name in files if os.path.lexists(folder / name))
    new = {name: data for name, data in files.items() if name not in kept}
    _write(folder, shown, new)
    return Begun(written=tuple(new), kept=kept)


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
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WdyyError(
                f"建不了文件夹“{Path(shown) / Path(name).parent}”。", "检查路径和权限；同名的文件要先挪开。"
            ) from error
        write_atomically(target, str(Path(shown) / name), [data])
