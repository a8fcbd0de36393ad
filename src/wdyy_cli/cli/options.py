"""Options that several commands share, and what their values mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from wdyy_cli.cli.output import Output
from wdyy_cli.errors import WdyyError
from wdyy_cli.jobs.settings import FailOn, Settings
from wdyy_cli.profile import DEFAULT_PROFILE, load_profile
from wdyy_cli.report.formats import FORMATS, TEXT
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.registry import choose

ProfileName = Annotated[
    str,
    typer.Option(
        "--profile", metavar="名称", help=f"证书规定，默认 {DEFAULT_PROFILE}；也可以给出 .toml 文件"
    ),
]
FormatName = Annotated[
    str,
    typer.Option("--format", metavar="格式", help=f"报告的格式：{'、'.join([TEXT, *FORMATS])}，默认 {TEXT}"),
]
ReportPaths = Annotated[
    list[str],
    typer.Option(
        "--report",
        metavar="文件",
        help=f"报告另存一份，格式看结尾：{'、'.join(f.ending for f in FORMATS.values())}；可以写多次",
        default_factory=list,
    ),
]
Select = Annotated[
    list[str],
    typer.Option(
        "--select",
        metavar="代码",
        help="只用这些规则：代码或开头几位，如 PHO2；可以写多次",
        default_factory=list,
    ),
]
Ignore = Annotated[
    list[str], typer.Option("--ignore", metavar="代码", help="不用这些规则，写法同上", default_factory=list)
]
FailOnName = Annotated[
    str, typer.Option("--fail-on", metavar="程度", help="退出状态何时为 1：error（默认）、warning、never")
]
MaxPerRule = Annotated[
    str, typer.Option("--max-per-rule", metavar="数目", help="每条规则最多列出几处，默认 20；all 全部列出")
]
CheckDate = Annotated[str, typer.Option("--date", metavar="日期", help="把这一天当作今天，如 2026-11-23")]
Redact = Annotated[
    bool | None, typer.Option("--redact/--no-redact", help="隐去身份证号和姓名；在 CI 环境里默认隐去")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只显示问题，没有问题就不显示")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="不显示进度条")]
Jobs = Annotated[str, typer.Option("--jobs", metavar="数目", help="同时用几个处理器，默认全部")]


def read_settings(
    *, profile: str, check_date: str, select: Sequence[str], ignore: Sequence[str], fail_on: str, jobs: str
) -> Settings:
    """Turn option values into what a job is told; raises WdyyError for a value that does not fit."""
    if fail_on not in list(FailOn):
        raise WdyyError(f"--fail-on 不能是“{fail_on}”。", f"可以是 {'、'.join(FailOn)}。")
    return Settings(
        profile=load_profile(profile),
        checked_on=_read_date(check_date),
        choice=choose(select, ignore, all_rules()),
        fail_on=FailOn(fail_on),
        processes=_read_count(jobs, "--jobs") if jobs else _processors(),
    )


def read_output(
    *,
    format_name: str,
    reports: Sequence[str],
    max_per_rule: str,
    redact: bool | None,
    quiet: bool,
    inputs: Sequence[str],
) -> Output:
    """Turn option values into where the report goes; a report never replaces one of the inputs."""
    if format_name not in (TEXT, *FORMATS):
        raise WdyyError(f"没有“{format_name}”这种格式。", f"--format 可以是 {'、'.join([TEXT, *FORMATS])}。")
    endings = {fmt.ending: fmt for fmt in FORMATS.values()}
    files = []
    for report in reports:
        fmt = endings.get(Path(report).suffix.lower())
        if fmt is None:
            raise WdyyError(f"不知道“{report}”要用哪种格式。", f"文件名结尾可以是 {'、'.join(endings)}。")
        if any(_same_file(report, given) for given in inputs):
            raise WdyyError(f"“{report}”是要检查的文件，不能用报告盖掉它。", "请换一个文件名。")
        files.append((report, fmt))
    return Output(
        format=None if format_name == TEXT else FORMATS[format_name],
        files=tuple(files),
        max_per_rule=None if max_per_rule == "all" else _read_count(max_per_rule, "--max-per-rule"),
        redact=redact if redact is not None or not _in_ci() else True,
        quiet=quiet,
    )


def _same_file(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def _read_count(text: str, option: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise WdyyError(f"{option} 不能是“{text}”。", "请写一个大于 0 的整数。")
    return int(text)


def _read_date(text: str) -> date:
    if not text:
        return date.today()  # noqa: DTZ011 - the coordinator's own calendar day is meant
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WdyyError(f"--date 不能是“{text}”。", "请写成年-月-日，如 2026-11-23。") from error


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
