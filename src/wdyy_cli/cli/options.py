"""Options that several commands share, and what their values mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wdyy_cli.about import DEFAULT_PROFILE, PAGE_NAME
from wdyy_cli.cli.column_names import also_called, parse_columns, read_columns
from wdyy_cli.cli.parameters import list_option, read_number, value_option
from wdyy_cli.cli.screen.report_files import Output, refuse_other_file
from wdyy_cli.cli.screen.words import FAIL_ON_WORDS, FORMAT_WORDS, GROUP_WORDS, spelled
from wdyy_cli.errors import WdyyError
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.formats import FORMATS, TEXT, Format
from wdyy_cli.rules.catalogue import all_rules, code_words
from wdyy_cli.rules.registry import choose
from wdyy_cli.school.reading.named import relative_path
from wdyy_cli.school.settings import FailOn, Settings, SheetValues, read_rule_changes
from wdyy_cli.texts.typed_date import EXAMPLES, read_typed_date
from wdyy_cli.workspace_file import FILE_NAME, find_workspace

if TYPE_CHECKING:
    from wdyy_cli.workspace import Workspace

ENDINGS = {fmt.ending: fmt for fmt in FORMATS.values() if fmt.ending is not None}
CONFIG_HELP = f"配置文件，默认找当前或上级文件夹里的 {FILE_NAME}"


PAGE = FORMATS["html"]
"""The report that a browser shows, and what it is called where nobody names it."""

GROUPS = ("class_name",)

Force = Annotated[bool, typer.Option("--force", help="替换已经存在的文件")]


ProfileName = Annotated[
    str, value_option("--profile", "名称", f"证书规定，默认 {DEFAULT_PROFILE}；也可以给出 .toml 文件")
]


@dataclass(frozen=True, kw_only=True)
class Profiled:
    """By which profile."""

    profile: ProfileName = ""


@dataclass(frozen=True, kw_only=True)
class RuleOrigin(Profiled):
    """Where the rules come from: a workspace, a profile."""

    config: Annotated[str, value_option("--config", "文件", CONFIG_HELP)] = ""


@dataclass(frozen=True, kw_only=True)
class Checks(Profiled):
    """Options of every command that checks: which rules, which report, where to."""

    select: Annotated[
        list[str],
        list_option("--select", "代码", "只用这些规则：代码或开头几位，如 PHO2，或 照片；可以写多次"),
    ]
    ignore: Annotated[list[str], list_option("--ignore", "代码", "不用这些规则，写法同上")]
    report: Annotated[
        list[str],
        list_option("--report", "文件", f"报告另存一份，格式看结尾：{'、'.join(ENDINGS)}；可以写多次"),
    ]
    open_page: Annotated[
        bool, typer.Option("--open", help=f"查完用浏览器打开网页报告；没有写 --report 的，存成 {PAGE_NAME}")
    ] = False
    format_name: Annotated[
        str, value_option("--format", "格式", f"报告的格式：{'、'.join([TEXT, *FORMATS])}，默认 {TEXT}")
    ] = TEXT
    fail_on: Annotated[
        str, value_option("--fail-on", "程度", "退出状态何时为 1：error（默认）、warning、never")
    ] = "error"
    strict: Annotated[
        bool,
        typer.Option("--strict", help="有忽略的、已知的、没能检查的，退出状态也是 1"),
    ] = False
    max_per_rule: Annotated[
        str, value_option("--max-per-rule", "数目", "每条规则最多列出几处，默认 20；all 全部列出")
    ] = "20"
    check_date: Annotated[str, value_option("--date", "日期", "把这一天当作今天，如 2026-11-23")] = ""
    redact: Annotated[
        bool | None, typer.Option("--redact/--no-redact", help="隐去身份证号和姓名；在 CI 环境里默认隐去")
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="只显示问题，没有问题就不显示")] = False
    no_progress: Annotated[bool, typer.Option("--no-progress", help="不显示进度条")] = False
    jobs: Annotated[str, value_option("--jobs", "数目", "同时用几个处理器，默认全部")] = ""


@dataclass(frozen=True, kw_only=True)
class Checking(RuleOrigin, Checks):
    """The same with a workspace of one's own choice."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """How what is found is grouped, and what was known before."""

    group_by: Annotated[str, value_option("--group-by", "字段", "分组列出：班级（class_name）")] = ""
    baseline: Annotated[
        str, value_option("--baseline", "文件", "已知问题：这个文件里记下的不再报（问题还在）")
    ] = ""
    update_baseline: Annotated[
        str, value_option("--update-baseline", "文件", "把现有的问题记到这个文件里，以后不再报")
    ] = ""

    @property
    def grouping(self) -> str | None:
        """The field by which findings are grouped, by the program's own name; None where by none."""
        return spelled(self.group_by, GROUP_WORDS) or None

    def refuse_misfits(self) -> None:
        """Raise WdyyError for values that do not fit, or not together."""
        if self.grouping not in (None, *GROUPS):
            raise WdyyError(f"--group-by 不能是“{self.group_by}”。", f"可以写 班级（{'、'.join(GROUPS)}）。")
        if self.baseline and self.update_baseline:
            raise WdyyError("--baseline 和 --update-baseline 不能一起用。", "请只写其中一个。")
        if self.update_baseline:
            from wdyy_cli.files.baseline import refuse_all_but_baseline

            refuse_all_but_baseline(self.update_baseline)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Names of columns that the aliases do not know."""

    column: Annotated[
        list[str],
        list_option("--column", "字段=列名", "某一列叫别的名字时指明，如 id_number=证件号；可以写多次"),
    ]


@dataclass(frozen=True, kw_only=True)
class SchoolNames:
    """What holds for all candidates of a sheet."""

    school: Annotated[str, value_option("--school", "名称", "所属院校，学校全称")] = ""
    site: Annotated[str, value_option("--site", "名称", "考核站点，照平台上的名称一字不差")] = ""
    plan: Annotated[str, value_option("--plan", "名称", "考试计划名称，照平台上的名称一字不差")] = ""
    level: Annotated[str, value_option("--level", "等级", "证书等级，如 初级")] = ""
    student_type: Annotated[str, value_option("--student-type", "类型", "学生类型，如 院校考生")] = ""
    certificate: Annotated[
        str,
        value_option("--certificate", "名称", "报考证书，默认用证书规定里的名称"),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Values(Columns, SchoolNames):
    """The same, else from the workspace; and names of columns."""


def read_names(given: SchoolNames) -> SheetValues:
    """Take what was given for all candidates, to the letter; nothing but blanks says nothing."""
    values = {each.name: getattr(given, each.name) for each in fields(SchoolNames)}
    return SheetValues(**{of: value for of, value in values.items() if value.strip()})


def read_settings(
    checking: Checks,
    columns: Columns | None = None,
    *,
    workspace: Workspace | None = None,
    search: bool = True,
    by_class: bool = False,
) -> Settings:
    """
    Turn option values into what a job is told; the command line beats the workspace, which beats the profile.

    Raises WdyyError for a value that does not fit. `workspace` is one that is known already; without `search`
    there is no other.
    """
    fail_on = spelled(checking.fail_on, FAIL_ON_WORDS)
    if fail_on not in list(FailOn):
        raise WdyyError(f"--fail-on 不能是“{checking.fail_on}”。", f"可以是 {'、'.join(FailOn)}。")
    if workspace is None and search and isinstance(checking, RuleOrigin):
        workspace = open_workspace(checking)
    checked_on = _read_date(checking.check_date)
    values = columns if isinstance(columns, Values) else None
    named = parse_columns([] if columns is None else columns.column)
    return Settings(
        profile=open_profile(checking, workspace),
        checked_on=checked_on,
        choice=choose(code_words(checking.select), code_words(checking.ignore), all_rules),
        fail_on=FailOn(fail_on),
        strict=checking.strict,
        processes=read_number(checking.jobs, "--jobs ", 4) if checking.jobs else _processors(),
        workspace=workspace,
        rule_changes=read_rule_changes(workspace, checked_on),
        values=_read_values(values, workspace),
        columns=read_columns(named, workspace),
        also_called={} if workspace is None else also_called(workspace),
        insisted=frozenset(named),
        thumbnails=_wants_thumbnails(checking, by_class),
        by_class=by_class,
    )


def open_workspace(place: RuleOrigin) -> Workspace | None:
    """Read the workspace that is named, or in which the command stands; None where there is none."""
    found = Path(place.config) if place.config else find_workspace(Path.cwd())
    if found is None:
        return None
    from wdyy_cli.workspace import read_workspace

    return read_workspace(found, place.config or relative_path(found))


def open_profile(place: Profiled, workspace: Workspace | None) -> Profile:
    """Load the profile that is named, else the workspace's, else the usual one."""
    chosen = place.profile or None
    if workspace is None:
        return load_profile(chosen or DEFAULT_PROFILE)
    return workspace.load_profile(chosen)


def read_output(
    checking: Checks,
    inputs: Sequence[str],
    class_folder: Path | None = None,
    *,
    beside: Path | None = None,
) -> Output:
    """
    Turn option values into where the report goes; a report never replaces one of the inputs.

    A page that has no name yet lies in the folder `beside`, else beside the first input. An empty input was
    not given.
    """
    inputs = list(filter(None, inputs))
    format_name = spelled(checking.format_name, FORMAT_WORDS)
    if format_name not in (TEXT, *FORMATS):
        raise WdyyError(
            f"没有“{checking.format_name}”这种格式。", f"--format 可以是 {'、'.join([TEXT, *FORMATS])}。"
        )
    files: list[tuple[str, Format]] = []
    for report in checking.report:
        fmt = ENDINGS.get(Path(report).suffix.lower())
        if fmt is None:
            raise WdyyError(f"不知道“{report}”要用哪种格式。", f"文件名结尾可以是 {'、'.join(ENDINGS)}。")
        if any(is_same_file(report, given) for given in inputs):
            raise WdyyError(f"“{report}”是要检查的文件，不能用报告盖掉它。", "请换一个文件名。")
        refuse_other_file(report, fmt)
        files.append((report, fmt))
    page = _page_to_open(checking, files, inputs, beside)
    if page is not None and page not in (name for name, _ in files):
        files.append((page, PAGE))
    chosen = FORMATS.get(format_name)
    if chosen is not None and chosen.file_only:
        if chosen not in (fmt for _, fmt in files):
            hint = f"请加上 --report 报告{chosen.ending}。"
            raise WdyyError(f"--format {chosen.name} 的报告要存成文件，不能显示在屏幕上。", hint)
        chosen = None
    redact = checking.redact
    return Output(
        format=chosen,
        files=tuple(files),
        max_per_rule=None
        if checking.max_per_rule == "all"
        else read_number(checking.max_per_rule, "--max-per-rule ", 50),
        redact=redact if redact is not None or not in_ci() else True,
        quiet=checking.quiet,
        class_folder=class_folder,
        page_to_open=page,
    )


def _page_to_open(
    checking: Checks, files: Sequence[tuple[str, Format]], inputs: Sequence[str], beside: Path | None
) -> str | None:
    """Give the page that is to be opened, where one is: the one that is named, else one beside the inputs."""
    if not checking.open_page:
        return None
    named = next((name for name, fmt in files if fmt is PAGE), None)
    if named is not None:
        return named
    folder = beside if beside is not None else Path(inputs[0]).parent if inputs else Path()
    return relative_path(folder / PAGE_NAME)


def is_same_file(one: str, other: str) -> bool:
    """Whether two paths lead to one file that exists."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def refuse_input(output: str, inputs: list[str], reports: list[str]) -> None:
    """
    Raise WdyyError, even with --force, where an output would replace an input, or a report the output.

    An empty input was not given.
    """
    if any(is_same_file(output, given) or Path(output) == Path(given) for given in filter(None, inputs)):
        raise WdyyError(f"“{output}”是输入的文件，不能写到它上面。", "请换一个文件名。")
    if any(is_same_file(output, report) or Path(output) == Path(report) for report in reports):
        raise WdyyError(f"“{output}”既是要生成的文件，又是报告的文件。", "请给报告换一个文件名。")


def _read_values(given: Values | None, workspace: Workspace | None) -> SheetValues:
    own = SheetValues() if workspace is None else SheetValues.of(workspace)
    return own if given is None else read_names(given).over(own)


def _wants_thumbnails(checking: Checks, per_class: bool) -> bool:  # noqa: FBT001 - of two words one
    endings = {Path(report).suffix.lower() for report in checking.report}
    return (per_class or checking.open_page or ".html" in endings) and not checking.redact


def in_ci() -> bool:
    """Whether nobody sits at the screen."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def _read_date(text: str) -> date:
    if not text:
        return date.today()  # noqa: DTZ011 - the coordinator's own calendar day is meant
    found = read_typed_date(text, date.today())  # noqa: DTZ011 - as above
    if found is None:
        raise WdyyError(f"--date 不能是“{text}”。", f"请写成年-月-日，如 {EXAMPLES}。")
    return found


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
