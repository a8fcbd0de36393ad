"""What stands in the Excel report: the verdict, all findings, each input marked, each class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from wdyy_cli.grouping import grouped
from wdyy_cli.model import SCHOOLS, Finding, Report, Severity, Verdict
from wdyy_cli.report.said.gate import gate_lines, gate_rows
from wdyy_cli.report.said.not_checked import not_checked_words
from wdyy_cli.report.said.since import since_lines
from wdyy_cli.report.said.verdict import part_words, verdict
from wdyy_cli.report.said.words import (
    FIRST_SHEET,
    IGNORED,
    UNKNOWN_CLASS,
    WORDS,
    cell_label,
    clean_classes,
    count_words,
    link_to,
    message_of,
    parts_title,
    place_label,
    reading_words,
    split_by_class,
    totals,
    unused_words,
)
from wdyy_cli.report.together import together
from wdyy_cli.report.xlsx.marked import MOST_NOTES, marked_table
from wdyy_cli.report.xlsx.styles import LOOKS, OF_SEVERITY, Style, style_of
from wdyy_cli.sheet import LAST_ROW, STORED_WORDS, StoredAs
from wdyy_cli.workbooks.writer import CellPart, ColumnPart, LinkPart, SheetPart, unique_name, write_workbook

FINDING_COLUMNS = {
    "程度": 8,
    "代码": 10,
    "规则": 24,
    "文件": 18,
    "工作表": 12,
    "位置": 26,
    "姓名": 12,
    "身份证号": 22,
    "班级": 14,
    "问题": 46,
    "怎么办": 46,
    "单元格内容": 24,
    "单元格类型": 10,
    IGNORED: 20,
}

PART_COLUMNS = {"名称": 28, "结论": 60, "错误": 8, "警告": 8, "提示": 8}
PART_STYLES = {
    Verdict.CLEAN: Style.GOOD,
    Verdict.PARTIAL: Style.WARNING,
    Verdict.FAULTY: Style.ERROR,
    Verdict.UNUSABLE: Style.ERROR,
}

CONTACT_COLUMNS = {
    "原来的文件": 44, "做成的照片": 28, "姓名": 12, "身份证号": 22, "班级": 14, "没有做成的原因": 60,
}  # fmt: skip
MEMBER_COLUMNS = {"文件名": 36, "姓名": 12, "身份证号": 22, "班级": 14, "问题": 60, "怎么办": 60}
CLASS_COLUMNS = {
    "姓名": 12, "身份证号": 22, "程度": 8, "规则": 24, "位置": 34, "问题": 46, "怎么办": 46,
}  # fmt: skip

RowOf = Callable[[Finding], list[CellPart]]
"""Gives the row of a finding in a list."""


def render_xlsx(report: Report) -> Iterator[bytes]:
    """Give the bytes of the workbook, piece by piece."""
    taken: set[str] = set()
    overview = report
    if report.parts and report.part_unit == SCHOOLS:
        report = replace(together(report), tables=())
    first = unique_name(FIRST_SHEET, taken)
    # The classes choose before the files that may be called like them.
    listed = list(_lists("问题", taken, FINDING_COLUMNS, report.findings, partial(_finding_row, report)))
    classes = list(_classes(report, taken))
    sheets = [
        SheetPart(
            name=first,
            rows=partial(_summary, overview),
            columns=[ColumnPart(width=110)],
            landscape=True,
        ),
        *_parts(overview, taken),
        *listed,
        *_contacts(report, taken),
        *_tables(report, taken),
        *_members(report, taken),
        *classes,
    ]
    return write_workbook(sheets, LOOKS)


def _summary(report: Report) -> Iterator[list[CellPart]]:
    return ([cell] for cell in _summary_cells(report))


def _summary_cells(report: Report) -> Iterator[CellPart]:
    found = verdict(report, "“问题”表里")
    style = OF_SEVERITY[found.severity]
    yield CellPart(f"{found.mark} {found.sentence}", Style.TITLE)
    if found.next_step:
        yield CellPart(found.next_step, style)
    yield CellPart(f"合计：{'，'.join(totals(report))}。", style)
    for text, row in gate_lines(gate_rows(report)):
        yield CellPart(text.strip(), OF_SEVERITY[row.severity])
    yield from (CellPart(line.strip(), Style.WRAPPED) for line in since_lines(report))
    for given in report.inputs:
        if given.reason is None:
            yield CellPart(f"{given.path}：{count_words(given, report.unit)}", Style.WRAPPED)
            if given.read is not None:
                yield CellPart("；".join(reading_words(given.read)), Style.QUIET)
        else:
            yield CellPart(f"读不了：{given.reason}", Style.ERROR)
    yield from (CellPart(f"没有用到：{line}", Style.QUIET) for line in unused_words(report))
    if names := clean_classes(report):
        yield CellPart(f"没有问题的班级：{'、'.join(names)}", Style.GOOD)
    yield from (CellPart(line, Style.WRAPPED) for line in report.lines)
    for codes, reason in not_checked_words(report):
        yield CellPart(f"没有检查 {codes}：{reason}", Style.QUIET)
    made = f"检查日期 {report.checked_on}，证书规定 {report.profile}，命令 wdyy {report.command}"
    yield CellPart(made, Style.QUIET)
    legend = "有问题的格子标了颜色：红色是错误，黄色是警告，蓝色是提示；说明在行末，"
    yield CellPart(f"{legend}也在批注里（每张表最多 {MOST_NOTES:,} 个批注）。", Style.QUIET)


def _parts(report: Report, taken: set[str]) -> Iterator[SheetPart]:
    """Yield the schools or classes of a report about several, each with what it came to and its files."""
    if not report.parts:
        return
    most = max(len(part.written) for part in report.parts)
    columns = {**PART_COLUMNS, **{f"报告 {index + 1}" if index else "报告": 34 for index in range(most)}}
    first = len(PART_COLUMNS)
    links = [
        LinkPart(row, first + index, link_to(path))
        for row, part in enumerate(report.parts, start=2)
        for index, path in enumerate(part.written)
    ]
    name = unique_name(parts_title(report), taken)
    listed = _list(name, columns, partial(_part_rows, report), len(report.parts))
    yield replace(listed, links=links)


def _part_rows(report: Report) -> Iterator[list[CellPart]]:
    for part in report.parts:
        own = part.report
        words = part_words(report, part)
        counts = [0 if own is None else own.count(severity) for severity in Severity]
        verdict_cell = CellPart(words, PART_STYLES[part.verdict])
        yield [*_wrapped(part.shown), verdict_cell, *_wrapped(*counts, *part.written)]


def _lists(
    name: str, taken: set[str], columns: Mapping[str, int], findings: Sequence[Finding], row: RowOf
) -> Iterator[SheetPart]:
    """Yield a sheet with one row for each finding, and further ones where Excel's rows do not suffice."""
    several = LAST_ROW - 1
    for start in range(0, max(1, len(findings)), several):
        chosen = findings[start : start + several]
        yield _list(unique_name(name, taken), columns, partial(map, row, chosen), len(chosen))


def _list(
    name: str, columns: Mapping[str, int], rows: Callable[[], Iterator[list[CellPart]]], count: int
) -> SheetPart:
    """Give a sheet with a header of these columns, by their widths, and so many rows below it."""

    def with_header() -> Iterator[list[CellPart]]:
        yield [CellPart(title, Style.HEADER) for title in columns]
        yield from rows()

    return SheetPart(
        name=name,
        rows=with_header,
        columns=[ColumnPart(width=width) for width in columns.values()],
        landscape=True,
        frozen_rows=1,
        filter_row=1,
        filter_columns=len(columns),
        row_count=count + 1,
    )


def _finding_row(report: Report, finding: Finding) -> list[CellPart]:
    place, at = finding.place, finding.place.location
    texts = (
        finding.code, finding.title, at.file, at.sheet, cell_label(at), finding.name,
        place.id_number, report.class_of(finding), finding.message, finding.fix, place.value,
        place.stored_as and STORED_WORDS[StoredAs(place.stored_as)], finding.suppressed,
    )  # fmt: skip
    return [_severity(finding), *_wrapped(*texts)]


def _contacts(report: Report, taken: set[str]) -> Iterator[SheetPart]:
    """Yield the originals, each with the photo that was made of it, or the reason why there is none."""
    if not report.contacts:
        return
    name, rows = unique_name("照片准备", taken), partial(_contact_rows, report)
    yield _list(name, CONTACT_COLUMNS, rows, len(report.contacts))


def _contact_rows(report: Report) -> Iterator[list[CellPart]]:
    for one in report.contacts:
        yield _wrapped(one.source, one.target, one.name, one.id_number, one.class_name, one.left_out)


def _tables(report: Report, taken: set[str]) -> Iterator[SheetPart]:
    """Yield a copy of each table, with its faulty cells marked."""
    places = ((finding, finding.place.location) for finding in report.findings)
    on_table = grouped(((at.file, at.sheet), finding) for finding, at in places)
    # Where several tables stand on a sheet, it is copied once.
    sheets = {(table.file, table.sheet): table for table in reversed(report.tables)}
    for table in reversed(sheets.values()):
        if table.only is not None and not table.only and (table.file, table.sheet) not in on_table:
            continue  # nothing in it is for this reader
        stem = PurePath(table.file).stem
        alone = sum(1 for file, _ in sheets if file == table.file) == 1
        name = stem if alone or table.sheet is None else f"{stem} {table.sheet}"
        yield marked_table(unique_name(name, taken), table, on_table.get((table.file, table.sheet), []))


def _members(report: Report, taken: set[str]) -> Iterator[SheetPart]:
    """Yield a list of the faulty photos of each input."""
    places = ((finding, finding.place.location) for finding in report.findings)
    by_file = grouped((at.file, (at.member, one)) for one, at in places if at.member is not None)
    for file, inside in by_file.items():
        members = grouped(inside)
        name, rows = unique_name(PurePath(file).stem or file, taken), partial(_member_rows, report, members)
        yield _list(name, MEMBER_COLUMNS, rows, len(members))


def _member_rows(report: Report, members: Mapping[str, Sequence[Finding]]) -> Iterator[list[CellPart]]:
    for member, findings in members.items():
        first = findings[0]
        problems = "\n".join(f"{WORDS[f.severity]} {f.code} {f.title}：{message_of(f)}" for f in findings)
        fixes = "\n".join(dict.fromkeys(f.fix for f in findings))
        whose = (first.name, first.place.id_number, report.class_of(first))
        yield [CellPart(member, style_of(findings)), *_wrapped(*whose, problems, fixes)]


def _classes(report: Report, taken: set[str]) -> Iterator[SheetPart]:
    """Yield a list for each class that has findings, where classes are known at all."""
    if not report.classes or report.of_class is not None:
        return
    for name, findings in split_by_class(report).items():
        if name != UNKNOWN_CLASS:
            yield from _lists(name, taken, CLASS_COLUMNS, findings, _class_row)


def _class_row(finding: Finding) -> list[CellPart]:
    place = finding.place
    texts = (
        f"{finding.code} {finding.title}", place_label(place.location, with_file=True), message_of(finding),
        finding.fix,
    )  # fmt: skip
    return [*_wrapped(finding.name, place.id_number), _severity(finding), *_wrapped(*texts)]


def _wrapped(*values: str | int | None) -> list[CellPart]:
    return [CellPart("" if value is None else value, Style.WRAPPED) for value in values]


def _severity(finding: Finding) -> CellPart:
    return CellPart(WORDS[finding.severity], style_of([finding]))
