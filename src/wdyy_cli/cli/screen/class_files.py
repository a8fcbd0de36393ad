"""The reports of the classes as files in a folder: one page and one workbook each, and an overview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from wdyy_cli.cli.screen.report_files import Output, refuse_other_file, write_files
from wdyy_cli.cli.screen.streams import note
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import make_folder
from wdyy_cli.model import Report, ReportPart
from wdyy_cli.report.formats import FORMATS
from wdyy_cli.report.per_class.file_names import unique_file_names
from wdyy_cli.report.per_class.overview import OVERVIEW, overview
from wdyy_cli.report.per_class.split import split_report

NO_CLASSES = "！没有读到谁在哪个班（花名册里要有“班级”一列，或一个班一张工作表），都放在“未分班”里。"
CLASS_FORMATS = ("html", "xlsx")


def write_class_files(report: Report, output: Output, folder: Path) -> list[WdyyError]:
    """Write the reports of all classes into a folder, and give the errors of those that could not be."""
    try:
        make_folder(folder)
    except WdyyError as error:
        return [error]
    classes = list(split_report(report))
    shown = [own.of_class or "" for own, _ in classes]
    names = unique_file_names(shown, reserved=(OVERVIEW,))
    failures, parts = [], []
    for (own, _), called, name in zip(classes, shown, names, strict=True):
        written, failed = _write(own, output, folder, name)
        failures += failed
        parts.append(ReportPart(shown=called, report=own, written=tuple(written)))
    counts = [students for _, students in classes]
    _, failed = _write(overview(report, parts, counts), output, folder, OVERVIEW)
    if not any(student.class_name for student in report.students):
        note(NO_CLASSES)
    where = folder / f"{OVERVIEW}.html"
    note(f"{len(classes):,} 个班的报告已存到 {folder}，总览见 {where}", quiet=output.quiet)
    return failures + failed


def _write(report: Report, output: Output, folder: Path, name: str) -> tuple[list[str], list[WdyyError]]:
    """Write one report in both formats; gives the files, and the errors. Other files are left alone."""
    files, refused = [], []
    for fmt in (FORMATS[key] for key in CLASS_FORMATS):
        shown = str(folder / f"{name}{fmt.ending}")
        try:
            refuse_other_file(shown, fmt)
        except WdyyError as error:
            refused.append(error)
        else:
            files.append((shown, fmt))
    failed = write_files(report, replace(output, files=tuple(files), quiet=True))
    return [shown for shown, _ in files if shown not in failed], [*refused, *failed.values()]
