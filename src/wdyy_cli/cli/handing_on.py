"""Options about what is handed on: a report for each class, what has changed since the last check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from wdyy_cli.cli.options import Checks, Known, in_ci
from wdyy_cli.cli.parameters import value_option
from wdyy_cli.cli.screen.report_files import Output
from wdyy_cli.cli.screen.words import FORMAT_WORDS, spelled
from wdyy_cli.errors import WdyyError
from wdyy_cli.report.formats import TEXT

PEOPLES_FORMATS = frozenset({"html", "xlsx", "markdown"})
"""Files that people read, besides the text on the screen."""


@dataclass(frozen=True, kw_only=True)
class ByClass:
    """Whether each class gets a report of its own."""

    per_class: Annotated[
        str, value_option("--per-class", "文件夹", "每个班另存一份网页和 Excel 报告，只有本班学生；另有总览")
    ] = ""

    @property
    def folder(self) -> Path | None:
        """The folder for them; raises WdyyError where it is a file."""
        if not self.per_class:
            return None
        folder = Path(self.per_class)
        if folder.exists() and not folder.is_dir():
            hint = "请写一个文件夹的名称，如 各班报告。"
            raise WdyyError(f"--per-class 要的是文件夹，“{folder}”是文件。", hint)
        return folder

    def refuse_without(self, roster: Sequence[str]) -> None:
        """Raise WdyyError where no roster tells who is in which class."""
        if self.per_class and not roster:
            raise WdyyError(
                "--per-class 要知道谁在哪个班。", "请加上 --roster 花名册.xlsx，里面要有“班级”一列。"
            )


@dataclass(frozen=True, kw_only=True)
class Again:
    """How a check is held against the one before, and whether it goes on."""

    watch: Annotated[
        bool, typer.Option("--watch", help="一直看着：改好一个文件、存盘，就再查一遍，按 Ctrl-C 结束")
    ] = False
    no_history: Annotated[
        bool,
        typer.Option("--no-history", help="不和上次检查比，也不为下次记下来（只记编号，不记姓名和号码）"),
    ] = False

    def refuse_misfits(self, checking: Checks, known: Known) -> None:
        """Raise WdyyError for options that mean nothing while files are watched."""
        if not self.watch:
            return
        if spelled(checking.format_name, FORMAT_WORDS) != TEXT:
            raise WdyyError(
                "--watch 不能和 --format 一起用。", "它把变化显示在屏幕上；报告可以用 --report 存。"
            )
        if known.update_baseline:
            raise WdyyError("--watch 不能和 --update-baseline 一起用。", "请先不加 --watch 运行一次。")

    def keeps_history(self, output: Output) -> bool:
        """Whether the check is for people: scripts get the same bytes whatever was checked before."""
        for_people = output.format is None or any(fmt.name in PEOPLES_FORMATS for _, fmt in output.files)
        return for_people and not self.no_history and not in_ci()
