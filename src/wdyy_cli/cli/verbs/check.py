"""`wdyy check`: the gate before upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from wdyy_cli.cli.column_names import read_pair
from wdyy_cli.cli.handing_on import Again, ByClass
from wdyy_cli.cli.options import Checking, Known, Values, open_workspace, read_output, read_settings
from wdyy_cli.cli.parameters import list_argument, list_option
from wdyy_cli.cli.screen.output import finish, progress_bar
from wdyy_cli.cli.screen.streams import note
from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.school.reading.named import expand_names
from wdyy_cli.workspace import Workspace, read_workspace
from wdyy_cli.workspace_file import FILE_NAME, refuse_hidden_ending

if TYPE_CHECKING:
    from wdyy_cli.cli.screen.report_files import Output
    from wdyy_cli.files.changes import Trace
    from wdyy_cli.jobs.check import GateFiles
    from wdyy_cli.model import Report, Role
    from wdyy_cli.school.settings import Settings

CHECK_EXAMPLES = """
例子：
  wdyy check                         检查当前文件夹
  wdyy check 学校文件夹 --report 报告.html
  wdyy check 花名册.xlsx 照片.zip 报考.xlsx       只检查这几个文件
  wdyy check --as registration=报考.xlsx      有两个像报考表的，写明用哪一个
  wdyy check --open                  查完在浏览器里打开带照片的报告
  wdyy check --watch                 一直看着，改好一个文件就再查一遍
  wdyy check --per-class 各班报告    每个班一份报告，只有本班学生，发给班主任
  wdyy check --update-baseline 已知问题.json   记下已知问题（问题还在）
  wdyy check --baseline 已知问题.json          以后只为新的问题报错

每个文件是什么，看内容就认得出，不看文件名；有 wdyy.toml 的按它写的。
退出状态：0 没有错误，1 有错误，2 有文件读不了或配置写错，3 程序自身出错。
"""


def check(
    checking: Checking,
    values: Values,
    known: Known,
    by_class: ByClass,
    again: Again,
    said: Annotated[
        list[str],
        list_option(
            "--as",
            "种类=文件",
            "写明一个文件是什么，如 registration=报考.xlsx 或 花名册=名单.xls；可以写多次",
        ),
    ],
    inputs: Annotated[
        list[str], list_argument("[文件夹或文件…]", "学校的文件夹，或要检查的几个文件；默认当前文件夹")
    ],
) -> int:
    """
    上传前的总检查：文件夹里的花名册、照片、报考表等逐个检查，再互相核对。

    每个文件是什么，按内容认；文件夹里有 wdyy.toml 的按它写的。没有用到的文件会列出来。
    """
    known.refuse_misfits()
    again.refuse_misfits(checking, known)
    asked = _Asked(inputs, checking, values, known, by_class, again, read_said(said))
    gate, settings = asked.open_gate()
    output = asked.read_output(gate)
    if not again.watch:
        return finish(asked.look(gate, settings, output), output)
    from wdyy_cli.cli.screen.watching import keep_watching

    seen = asked.trace(gate, output)
    first = asked.look(gate, settings, output)
    finish(first, output)
    traces = partial(asked.trace, gate, output)
    return keep_watching(first, output, seen, traces, lambda: asked.look(*asked.open_gate(), output))


class _Asked(NamedTuple):
    """What was asked for; it can be looked at again and again."""

    inputs: Sequence[str]
    checking: Checking
    values: Values
    known: Known
    by_class: ByClass
    again: Again
    said: Mapping[Role, Sequence[str]]

    @property
    def named(self) -> list[str]:
        """The folder or the files, patterns expanded."""
        return expand_names(self.inputs, Path())

    @property
    def names_files(self) -> bool:
        """Whether files were named, and not a school's folder."""
        return len(self.named) > 1 or any(Path(name).is_file() for name in self.named)

    def open_gate(self) -> tuple[GateFiles, Settings]:
        """
        Find out which files are to be checked, and how; raises WdyyError.

        A folder with a wdyy.toml, or none at all, is checked by it; everything else is recognised.
        """
        from wdyy_cli.jobs.check import of_workspace
        from wdyy_cli.jobs.check_recognised import recognise_files, recognise_school

        read = partial(read_settings, self.checking, self.values, by_class=bool(self.by_class.per_class))
        if self.names_files:
            return recognise_files(self.named, read(), self.said)
        folder = self.named[0] if self.named else ""
        by_folder = folder and not self.checking.config
        workspace = open_folder(folder) if by_folder else open_workspace(self.checking)
        settings = read(workspace=workspace, search=False)
        if workspace is None:
            return recognise_school(folder, settings, self.said)
        return of_workspace(workspace, settings, self.said)

    def read_output(self, gate: GateFiles) -> Output:
        """Read where the report goes; raises WdyyError."""
        beside = None if self.names_files else gate.folder
        return read_output(self.checking, _paths(gate), self.by_class.folder, beside=beside)

    def look(self, gate: GateFiles, settings: Settings, output: Output) -> Report:
        """Check the files; what was known before is marked, what has changed is said."""
        from wdyy_cli.files.baseline import read_baseline
        from wdyy_cli.jobs import baseline
        from wdyy_cli.jobs.check import check_gate
        from wdyy_cli.jobs.history import hold_against_last

        checking, known = self.checking, self.known
        with progress_bar("检查照片", wanted=not (checking.quiet or checking.no_progress)) as progress:
            found = check_gate(gate, settings, progress, group_by=known.grouping)
        if known.baseline:
            found = baseline.mark_known(found, read_baseline(known.baseline), settings)
        elif known.update_baseline:
            found = baseline.update_baseline(found, known.update_baseline, settings)
            note(f"现有的问题已记到 {known.update_baseline}；问题还在，以后不再报", quiet=checking.quiet)
        keeps = not self.names_files and self.again.keeps_history(output)
        return hold_against_last(found, gate.folder) if keeps else found

    def trace(self, gate: GateFiles, output: Output) -> dict[Path, Trace]:
        """Note how the files look now: those of the folder, else those that were named."""
        from wdyy_cli.files.changes import trace_files

        paths = [Path(path) for path in _paths(gate)]
        written = [Path(name) for name, _ in output.files]
        aside = written if output.class_folder is None else [*written, output.class_folder]
        return trace_files(paths if self.names_files else [gate.folder, *paths], aside)


def open_folder(folder: str) -> Workspace | None:
    """
    Read the workspace of a folder that was named, if there is one; raises WdyyError.

    Above it nothing is looked for: there may be another school.
    """
    start = Path(folder)
    if start.is_file():
        raise WdyyError(
            f"“{folder}”是文件，不是文件夹。", "请写学校的文件夹；只检查几个文件，用 wdyy check。"
        )
    if not start.is_dir():
        raise WdyyError(f"“{folder}”不存在。", "检查路径和文件名。")
    here = start / FILE_NAME
    if here.is_file():
        return read_workspace(here.absolute(), str(here))
    refuse_hidden_ending(start)
    return None


def read_said(given: Sequence[str]) -> dict[Role, list[str]]:
    """Read `--as registration=报考.xlsx`; raises WdyyError for a kind that does not exist."""
    from wdyy_cli.school.recognise.choosing import ROLE_NAMES

    said: dict[Role, list[str]] = {}
    for text in given:
        word, path = read_pair("--as", text, "种类=文件，如 --as registration=报考.xlsx")
        role = ROLE_NAMES.get(word) or ROLE_NAMES.get(word.lower())
        if role is None:
            listed = "、".join(dict.fromkeys(f"{role.value}" for role in ROLE_NAMES.values()))
            hint = f"{did_you_mean(word, ROLE_NAMES)}可以写：{listed}。"
            raise WdyyError(f"--as：没有“{word}”这种文件。", hint)
        said.setdefault(role, []).append(path)
    return said


def _paths(gate: GateFiles) -> list[str]:
    """Give the paths of all inputs, which no report may replace."""
    named = [*gate.files.named, *gate.chosen.unreadable]
    return [str(gate.folder / name) for name in named]
