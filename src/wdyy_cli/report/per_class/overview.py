"""What the classes' reports come to, class by class: figures and files, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from wdyy_cli.model import CLASSES, Report, ReportPart, Severity
from wdyy_cli.report.said.words import visible
from wdyy_cli.report.screen.columns import lay_out_columns

OVERVIEW = "总览"
HEADERS = ("班级", "学生", "错误", "警告", "文件")


def overview(report: Report, parts: Sequence[ReportPart], students: Sequence[int]) -> Report:
    """Give a report of which the classes' reports are the parts; `students` counts those of each."""
    return Report(
        command=report.command,
        profile=report.profile,
        checked_on=report.checked_on,
        inputs=(),
        findings=(),
        exit_code=report.exit_code,
        unit="",
        school=report.school,
        config=report.config,
        lines=tuple(lay_out_columns([HEADERS, *_rows(parts, students)], right={1, 2, 3})),
        parts=tuple(parts),
        part_unit=CLASSES,
    )


def _rows(parts: Sequence[ReportPart], students: Sequence[int]) -> Iterator[tuple[str, ...]]:
    for part, count in zip(parts, students, strict=True):
        own = part.report
        errors, warnings = (
            0 if own is None else own.count(severity) for severity in (Severity.ERROR, Severity.WARNING)
        )
        files = "、".join(PurePath(path).name for path in part.written)
        yield visible(part.shown), f"{count:,}", f"{errors:,}", f"{warnings:,}", files
