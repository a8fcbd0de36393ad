"""Where a school's wdyy.toml lies. Light: where there is none, a command loads no `workspace`."""

from __future__ import annotations

from pathlib import Path

from wdyy_cli.errors import WdyyError

FILE_NAME = "wdyy.toml"
HIDDEN_ENDING = f"{FILE_NAME}.txt"
"""What 记事本 makes of it, and the desktop then shows without its end."""


def find_workspace(start: Path) -> Path | None:
    """Find the wdyy.toml of a folder or the nearest of its parents; raises WdyyError for a wdyy.toml.txt."""
    here = start.absolute()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
        refuse_hidden_ending(folder)
    return None


def refuse_hidden_ending(folder: Path) -> None:
    """Raise WdyyError where 记事本 has put its ending behind that of a wdyy.toml: nobody would read it."""
    if (folder / HIDDEN_ENDING).is_file() and not (folder / FILE_NAME).exists():
        raise WdyyError(
            f"“{folder / HIDDEN_ENDING}”的名称多了 .txt，程序不会读它。",
            f"请把它改名为 {FILE_NAME}（去掉最后的 .txt）。看不到 .txt 的，先在文件夹的“查看”里"
            "勾选“文件扩展名”；用记事本另存时，“保存类型”选“所有文件”。",
        )
