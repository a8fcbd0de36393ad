"""`wdyy batch`: many workspaces in one run, on all cores; a broken one never stops the others."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import place_of
from wdyy_cli.files.school_folder import is_left_behind
from wdyy_cli.files.tables.table import TABLE_ENDINGS
from wdyy_cli.jobs.baseline import mark_known
from wdyy_cli.jobs.check import check_gate, check_workspace
from wdyy_cli.jobs.check_recognised import NothingRecognisedError, recognise_school
from wdyy_cli.model import InputFile, Report, ReportPart, Severity, Verdict
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.rules.baseline import Baseline
from wdyy_cli.school.reading.named import expand_name
from wdyy_cli.school.settings import FOUND, UNUSABLE, Progress, Settings
from wdyy_cli.workspace import Workspace
from wdyy_cli.workspace_file import FILE_NAME

COMMAND = "batch"
FAULT = 3
"""Exit status of a workspace on which the program itself failed."""

FEWEST_SCHOOLS_PER_PROCESS = 2
"""Below this, starting one more process takes longer than the school that it would take over."""

FEWEST_SCHOOLS_BESIDE = 2
"""So many folders like schools, and tables that lie beside them make no school of the folder around them."""

PHOTO_ENDINGS = frozenset({".zip", ".jpg", ".jpeg", ".png"})

RESULTS = {0: "√ 通过", 1: "× 有错误", UNUSABLE: "× 有文件读不了", FAULT: "× 程序出错"}


@dataclass(frozen=True, kw_only=True)
class Task:
    """One school to check: its folder as the user named it, its wdyy.toml if it has one, what is told."""

    shown: str
    workspace: Workspace | None
    settings: Settings
    group_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class SchoolOutcome(ReportPart):
    """
    What became of one school; `error` is a fault of our own on which its check ended.

    `is_none`: nothing in the folder is a school's.
    """

    error: BaseException | None = None
    is_none: bool = False

    @property
    def school(self) -> str:
        """The name of its folder, by which a baseline tells schools apart."""
        return Path(self.shown).resolve().name or self.shown

    def marked(self, known: Baseline, settings: Settings, *, recorded: bool = False) -> SchoolOutcome:
        """Give the same with what is known marked; `recorded` where this run writes it down."""
        if self.report is None:
            return self
        report = mark_known(self.report, known, settings, self.school, recorded=recorded)
        return replace(self, report=report)

    @property
    def exit_code(self) -> int:
        """The exit status that its own check would have."""
        if self.report is not None:
            return self.report.exit_code
        return UNUSABLE if self.error is None else FAULT

    def figures(self) -> dict[str, object]:
        """Give the outcome as programs read it; figures are None where there is no report."""
        report = self.report
        return {
            "workspace": self.shown,
            "items": None if report is None else report.items,
            "errors": None if report is None else report.count(Severity.ERROR),
            "warnings": None if report is None else report.count(Severity.WARNING),
            "infos": None if report is None else report.count(Severity.INFO),
            "verdict": self.verdict,
            "exit_code": self.exit_code,
            "reason": self.reason,
            "reports": list(self.written),
        }


@dataclass(frozen=True, kw_only=True)
class FoundSchools:
    """
    The folders to check. In those that nobody named (`perhaps`) there may be no school at all.

    `loose` are tables beside schools, which are nobody's. `as_one` are folders that were taken for one school
    though folders with tables are in it.
    """

    folders: tuple[str, ...]
    perhaps: frozenset[str] = frozenset()
    loose: tuple[str, ...] = ()
    as_one: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def remarks(self) -> list[str]:
        """Say what was passed over, and what may have been meant otherwise."""
        loose = [f"！{shown} 没有检查：它不在任何一所学校的文件夹里。" for shown in self.loose]
        as_one = [
            f"！{shown} 当作一所学校检查，里面的文件夹（{'、'.join(names)}）也算它的；"
            "是几所学校的，请写明各校的文件夹，再运行一次。"
            for shown, names in self.as_one.items()
        ]
        return [*loose, *as_one]


def find_schools(folders: Sequence[str], reports: Path) -> FoundSchools:
    """
    Find the schools that were named: folders with a wdyy.toml or with files, or all folders inside one.

    The folder of the `reports` is none of them.
    """
    found: list[str] = []
    perhaps: set[str] = set()
    loose: list[str] = []
    as_one: dict[str, list[str]] = {}
    for shown in _meant(folders, reports):
        folder = Path(shown)
        children = sorted(folder.iterdir()) if folder.is_dir() else []
        inside = [child for child in children if child.is_dir() and not is_left_behind(child.name)]
        inside = [child for child in inside if place_of(child) != place_of(reports)]
        schools = [child for child in inside if (child / FILE_NAME).is_file()]
        tables = [child for child in children if _is_table(child)]
        several = bool(schools) or sum(map(_is_like_a_school, inside)) >= FEWEST_SCHOOLS_BESIDE
        if (folder / FILE_NAME).is_file() or not inside or (tables and not several):
            found.append(shown)
            with_tables = [child.name for child in inside if any(map(_is_table, _inside(child)))]
            if with_tables and not (folder / FILE_NAME).is_file():
                as_one[shown] = with_tables
            continue
        found += [str(child) for child in inside]
        loose += map(str, tables)
        perhaps |= {str(child) for child in inside if child not in schools}
    once: dict[Path, str] = {}
    for shown in found:
        once.setdefault(place_of(Path(shown)), shown)
    return FoundSchools(
        folders=tuple(once.values()), perhaps=frozenset(perhaps), loose=tuple(loose), as_one=as_one
    )


def _meant(named: Sequence[str], reports: Path) -> Iterator[str]:
    """Give the folders that are meant: files, and that of the reports, which a pattern fits too are none."""
    for name in named:
        found = expand_name(name, Path())
        others = [path for path in found if Path(path).is_dir() and place_of(Path(path)) != place_of(reports)]
        yield from others or found


def _is_like_a_school(folder: Path) -> bool:
    """Whether a folder has tables and photos of its own, and is not called like a class of one school."""
    inside = _inside(folder)
    has_photos = any(child.is_dir() or child.suffix.lower() in PHOTO_ENDINGS for child in inside)
    return not folder.name.endswith("班") and has_photos and any(map(_is_table, inside))


def _inside(folder: Path) -> list[Path]:
    try:
        return [child for child in folder.iterdir() if not is_left_behind(child.name)]
    except OSError:
        return []  # its own check says that nobody may look into it


def _is_table(path: Path) -> bool:
    return path.suffix.lower() in TABLE_ENDINGS and path.is_file() and not is_left_behind(path.name)


def check_all(
    tasks: Sequence[Task], processes: int, progress: Progress = lambda _done, _total: None
) -> Iterator[SchoolOutcome]:
    """Check workspaces, many of them side by side, and yield what became of each, in their order."""
    most = min(processes, len(tasks) // FEWEST_SCHOOLS_PER_PROCESS)
    outcomes = map(_attempt, tasks) if most <= 1 else _check_beside(tasks, most, processes // most)
    for done, outcome in enumerate(outcomes, start=1):
        yield outcome
        progress(done, len(tasks))


def _check_beside(tasks: Sequence[Task], most: int, each: int) -> Iterator[SchoolOutcome]:
    """Check workspaces in so many processes, each with so many for its photos."""
    with ProcessPoolExecutor(
        most, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_interrupts
    ) as pool:
        futures = [
            pool.submit(_check, replace(task, settings=replace(task.settings, processes=each)))
            for task in tasks
        ]
        try:
            for task, future in zip(tasks, futures, strict=True):
                error = future.exception()
                yield SchoolOutcome(shown=task.shown, error=error) if error is not None else future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def summarise(
    outcomes: Sequence[SchoolOutcome], settings: Settings, passed_over: Sequence[str], found: FoundSchools
) -> Report:
    """Give one report about all workspaces: each with its findings, and the worst exit status of all."""
    nobody = (f"！{shown} 里没有认出学校的文件，没有检查。" for shown in passed_over)
    lines = [*_table(outcomes), *nobody, *found.remarks()]
    report = Report(
        command=COMMAND,
        profile=settings.profile.name,
        checked_on=settings.checked_on.isoformat(),
        inputs=tuple(_input(outcome) for outcome in outcomes),
        findings=(),
        exit_code=max((outcome.exit_code for outcome in outcomes), default=UNUSABLE),
        unit="条",
        results={
            "workspaces": [outcome.figures() for outcome in outcomes],
            "passed_over": [*passed_over, *found.loose],
        },
        lines=tuple(lines),
        lacking=found.loose,
        parts=tuple(outcomes),
    )
    strict = settings.strict and report.verdict is Verdict.PARTIAL
    return replace(report, exit_code=max(report.exit_code, FOUND)) if strict else report


def _input(outcome: SchoolOutcome) -> InputFile:
    """Describe a school as an input: one with a file that could not be read is not checked."""
    report = outcome.report
    if report is None:
        return InputFile(path=outcome.shown, reason=outcome.reason)
    unread = [given.reason for given in report.inputs if given.reason is not None]
    reason = f"{outcome.shown}：{'；'.join(unread)}" if unread else None
    return InputFile(path=outcome.shown, items=report.items, reason=reason)


def _check(task: Task) -> SchoolOutcome:
    try:
        if task.workspace is not None:
            report = check_workspace(task.workspace, task.settings, group_by=task.group_by)
        else:
            gate, settings = recognise_school(task.shown, task.settings, {})
            report = check_gate(gate, settings, group_by=task.group_by)
    except NothingRecognisedError as error:
        return SchoolOutcome(shown=task.shown, reason=error.whole, is_none=True)
    except WdyyError as error:
        return SchoolOutcome(shown=task.shown, reason=error.whole)
    return SchoolOutcome(shown=task.shown, report=report)


def _attempt(task: Task) -> SchoolOutcome:
    """Check a workspace in this process."""
    try:
        return _check(task)
    except Exception as error:  # noqa: BLE001 - as from a process: our own fault never stops the others
        return SchoolOutcome(shown=task.shown, error=error)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _table(outcomes: Sequence[SchoolOutcome]) -> list[str]:
    rows = [("文件夹", "结果", "错误", "警告", "报告")]
    for outcome in outcomes:
        report = outcome.report
        errors = "" if report is None else f"{report.count(Severity.ERROR):,}"
        warnings = "" if report is None else f"{report.count(Severity.WARNING):,}"
        where = "、".join(outcome.written)
        rows.append((outcome.shown, RESULTS[outcome.exit_code], errors, warnings, where))
    return lay_out_columns(rows, right={2, 3})
