"""`wdyy batch`: the workspaces of many schools in one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from wdyy_cli.cli.options import Checks, Known, read_output, read_settings
from wdyy_cli.cli.parameters import argument, value_option
from wdyy_cli.cli.screen.fault import keep_details
from wdyy_cli.cli.screen.output import finish, progress_bar
from wdyy_cli.cli.screen.report_files import Output, write_files
from wdyy_cli.cli.screen.streams import complain, note
from wdyy_cli.cli.verbs.check import open_folder
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import make_folder
from wdyy_cli.model import Report
from wdyy_cli.report.formats import FORMATS, Format
from wdyy_cli.report.per_class.file_names import unique_file_names
from wdyy_cli.school.settings import UNUSABLE

if TYPE_CHECKING:
    from wdyy_cli.jobs.batch import SchoolOutcome, Task

BATCH_EXAMPLES = """
例子：
  wdyy batch 一中 二中 三中               检查三个学校的文件夹
  wdyy batch 全区/                        检查里面每一个学校的文件夹
  wdyy batch 全区/ --report-dir 检查结果  每个学校的报告存到这个文件夹

退出状态是各校中最坏的：0 全部通过，1 有错误，2 有文件读不了，3 程序自身出错。
"""

REPORT_FORMATS = ("html", "json")


def batch(
    folders: Annotated[list[str], argument("文件夹…", "学校的文件夹，或者装着它们的文件夹")],
    checking: Checks,
    known: Known,
    report_dir: Annotated[
        str, value_option("--report-dir", "文件夹", "每个学校的报告存在哪里，默认“检查报告”")
    ] = "检查报告",
) -> int:
    """
    一次检查许多学校：每个学校一份报告，最后一张汇总表。

    一个学校的文件坏了，不影响别的学校。
    """
    from wdyy_cli.files.baseline import read_baseline, write_baseline
    from wdyy_cli.jobs import baseline
    from wdyy_cli.jobs import batch as job

    known.refuse_misfits()
    schools = job.find_schools(folders, Path(report_dir))
    found = schools.folders
    settings = read_settings(checking)
    output = read_output(checking, found)
    outcomes, tasks = _prepare(found, checking, known.grouping)
    reports = _report_files(found, Path(report_dir))
    learnt: list[tuple[str, Report]] = []
    before = read_baseline(known.baseline) if known.baseline else None
    by_task = {task.shown: task.settings for task in tasks}
    with progress_bar("检查学校", wanted=not (checking.quiet or checking.no_progress)) as progress:
        for checked in job.check_all(tasks, settings.processes, progress):
            outcome = checked
            if known.update_baseline and outcome.report is not None:
                before = baseline.known_of([(outcome.school, outcome.report)])
                learnt += [(outcome.school, outcome.report)]
            if before is not None:
                recorded = bool(known.update_baseline)
                outcome = outcome.marked(before, by_task[outcome.shown], recorded=recorded)
            outcomes[outcome.shown] = _finish_one(outcome, reports[outcome.shown], output)
    passed_over = [shown for shown in found if shown in schools.perhaps and outcomes[shown].is_none]
    if known.update_baseline:
        write_baseline(known.update_baseline, baseline.known_of(learnt))
        note(f"现有的问题已记到 {known.update_baseline}；问题还在，以后不再报", quiet=checking.quiet)
    checked_schools = [outcomes[shown] for shown in found if shown not in passed_over]
    return finish(job.summarise(checked_schools, settings, passed_over, schools), output)


def _prepare(
    found: Sequence[str], checking: Checks, group_by: str | None
) -> tuple[dict[str, SchoolOutcome], list[Task]]:
    """Read the workspaces; those that cannot be used are outcomes already."""
    from wdyy_cli.jobs.batch import SchoolOutcome, Task

    broken: dict[str, SchoolOutcome] = {}
    tasks: list[Task] = []
    for shown in found:
        try:
            workspace = open_folder(shown)
            settings = read_settings(checking, workspace=workspace, search=False)
        except WdyyError as error:
            broken[shown] = SchoolOutcome(shown=shown, reason=error.whole)
        else:
            settings = replace(settings, thumbnails=True)
            tasks.append(Task(shown=shown, workspace=workspace, settings=settings, group_by=group_by))
    return broken, tasks


def _report_files(found: Sequence[str], folder: Path) -> dict[str, list[tuple[str, Format]]]:
    """Give each workspace files for its reports, named after its folder; folders of one name get numbers."""
    formats = [FORMATS[name] for name in REPORT_FORMATS]
    names = unique_file_names(Path(shown).resolve().name or "报告" for shown in found)
    return {
        shown: [(str(folder / f"{name}{fmt.ending}"), fmt) for fmt in formats]
        for shown, name in zip(found, names, strict=True)
    }


def _finish_one(outcome: SchoolOutcome, files: list[tuple[str, Format]], output: Output) -> SchoolOutcome:
    """Write the reports of one workspace, or say why there is none."""
    if outcome.error is not None:
        where = keep_details(outcome.error)
        return replace(outcome, reason=f"程序自身出错了：{type(outcome.error).__name__}。{where}")
    if outcome.report is None:
        return outcome
    make_folder(Path(files[0][0]).parent)
    failures = write_files(outcome.report, replace(output, files=tuple(files), quiet=True))
    for failure in failures.values():
        complain(failure)
    if failures:
        return replace(outcome, report=replace(outcome.report, exit_code=UNUSABLE))
    return replace(outcome, written=tuple(shown for shown, _ in files))
