"""What every report for people says, whatever its format: places, people, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from wdyy_cli.grouping import grouped
from wdyy_cli.headers.field_names import FIELD_NAMES
from wdyy_cli.headers.header import normal_header
from wdyy_cli.model import SCHOOLS, Finding, InputFile, Location, Report, Role, Severity, TableReading
from wdyy_cli.texts.cell_text import visible as visible  # noqa: PLC0414 - what all reports take from here

WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
GOOD = "√"
MARKS: Mapping[Severity | None, str] = {
    None: GOOD,
    Severity.ERROR: "×",
    Severity.WARNING: "！",
    Severity.INFO: "·",
}
"""The marks that tell severities without colours; None: all is well."""

IGNORED = "已忽略"
COLUMNS_READ = "读到的列："
FIRST_SHEET = "结论"
"""The first sheet of a report as a workbook; by it a report is known again."""

ROLE_WORDS = {
    Role.ROSTER: "花名册",
    Role.PHOTOS: "照片",
    Role.STUDENTS: "学生信息",
    Role.STATUS: "考生信息",
    Role.TEMPLATE: "平台模板",
    Role.REGISTRATION: "报考表",
    Role.RECORDS: "报考记录",
    Role.ROOM_LIST: "考场清单",
    Role.ROOMS: "考场",
    Role.PROCTORS: "监考",
    Role.MATERIALS: "上交材料",
}
UNKNOWN_CLASS = "未知班级"
"""Where findings stand that concern no student whose class is known."""

UPLOADED = (Role.ROSTER, Role.PHOTOS, Role.STUDENTS, Role.REGISTRATION)
"""What goes to the platform, and the list that it is made from; the rest only has to agree with it."""


def cell_label(at: Location) -> str:
    """Say where in its sheet or zip a finding stands."""
    row = f"第 {at.row} 行" if at.row is not None else ""
    return at.member or " ".join(filter(None, (at.cell or row, at.column)))


def place_label(at: Location, *, with_file: bool) -> str:
    """Say where a finding stands; the input's name only where there are several, or nothing more exact."""
    inner = at.member or " ".join(filter(None, (at.sheet, cell_label(at))))
    if not inner:
        return visible(at.file)
    return visible(f"{at.file}/{inner}" if with_file else inner)


def message_of(finding: Finding) -> str:
    """Give what is wrong, and why it is ignored where it is."""
    note = f"（{IGNORED}：{finding.suppressed}）" if finding.suppressed is not None else ""
    return visible(finding.message + note)


def count_words(given: InputFile, unit: str) -> str:
    """Say how many of what an input holds; a template is just that."""
    own = unit if given.unit is None else given.unit
    return f"{given.items:,} {own}" if given.items or not given.beside else own


def reading_words(read: TableReading) -> Iterator[str]:
    """Say what of a table was read as what, what was not used, and how many rows have each value."""
    if len(read.sheets) > 1:
        yield "读到的工作表：" + "，".join(f"{sheet.name} {sheet.rows:,} 行" for sheet in read.sheets)
    columns = (
        header
        if normal_header(header) == normal_header(FIELD_NAMES[field])
        else f"{header}（{FIELD_NAMES[field]}）"
        for field, header in read.columns.items()
    )
    yield COLUMNS_READ + "、".join(map(visible, columns))
    if read.unused:
        yield "没有用到的列：" + "、".join(map(visible, read.unused))
    for field in (field for field in ("level", "student_type") if field in read.counts):
        counts = read.counts[field]
        shown = "，".join(f"{visible(value)} {count:,}" for value, count in counts.items())
        yield f"{FIELD_NAMES[field]}：{shown}"


def unused_words(report: Report) -> Iterator[str]:
    """Name the files that were not used, each with the reason."""
    return (visible(f"{file.path}：{file.reason}") for file in report.unused)


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put the findings of one rule, severity and remedy together, errors first, then by code."""
    severities = list(Severity)
    groups = grouped(((severities.index(f.severity), f.code, f.fix), f) for f in findings)
    return [groups[key] for key in sorted(groups)]


def by_role(report: Report, findings: Iterable[Finding]) -> dict[Role | None, list[Finding]]:
    """Put the findings about files of one kind together, in the order of work; None is what else there is."""
    roles = {given.path: given.role for given in report.inputs}
    found: dict[Role | None, list[Finding]] = {role: [] for role in (*Role, None)}
    for finding in findings:
        found[roles.get(finding.place.location.file)].append(finding)
    return {role: each for role, each in found.items() if each}


def by_kind(report: Report) -> Iterator[tuple[Role | None, list[InputFile], list[Finding]]]:
    """Yield the inputs of each kind with what was found in them, in the order of work; None is the rest."""
    found = by_role(report, report.findings)
    for role in (*Role, None):
        yield role, [given for given in report.inputs if given.role is role], found.get(role, [])


def split_by_class(report: Report) -> dict[str, list[Finding]]:
    """Give the findings of each class that has any, in the order of the roster, the unknown class last."""
    found: dict[str, list[Finding]] = {name: [] for name in report.classes.values()}
    unknown: list[Finding] = []
    for finding in report.findings:
        name = report.class_of(finding)
        (unknown if name is None else found.setdefault(name, [])).append(finding)
    classes = {name: findings for name, findings in found.items() if findings}
    if unknown:
        classes[UNKNOWN_CLASS] = [*classes.pop(UNKNOWN_CLASS, []), *unknown]
    return classes


def clean_classes(report: Report) -> list[str]:
    """Name the classes without any finding, in the order of the roster."""
    concerned = {report.class_of(finding) for finding in report.findings}
    return [name for name in dict.fromkeys(report.classes.values()) if name not in concerned]


def kind_label(role: Role | None) -> str:
    """Name the kind of a file before its path; empty where it is none of a school's."""
    return "" if role is None else f"【{ROLE_WORDS[role]}】"


def in_work_order(report: Report, findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put the findings of one rule about files of one kind together, in the order of work."""
    return [group for found in by_role(report, findings).values() for group in by_rule(found)]


def who(report: Report, finding: Finding) -> str:
    """Give name and class of the student whom a finding concerns, empty where nobody knows them."""
    class_name = report.class_of(finding)
    in_class = f"（{class_name}）" if class_name else ""
    return visible(f"{finding.name or ''}{in_class}")


def message_with_who(report: Report, finding: Finding) -> str:
    """Give what is wrong, and with whom: name and class, said once."""
    message, class_name, name = message_of(finding), report.class_of(finding), visible(finding.name or "")
    in_class = visible(f"（{class_name}）") if class_name else ""
    if class_name and visible(class_name) in message:
        in_class = ""
    if name and name not in message:
        return f"{name}{in_class} {message}"
    return f"{message}{in_class}"


def fault_and_who(report: Report, finding: Finding) -> str:
    """Give the same where it is said elsewhere that, and why, a finding is ignored."""
    return message_with_who(report, replace(finding, suppressed=None))


def heading(report: Report) -> str:
    """Say whose files were checked, by which wdyy.toml and by which profile."""
    config = "没有用 wdyy.toml" if report.config is None else f"按 {report.config}"
    of_class = "" if report.of_class is None else f" · {report.of_class}"
    return visible(f"{report.school or '没有写学校名称'}{of_class} · {config} · 证书规定 {report.profile}")


def parts_title(report: Report) -> str:
    """Say what the parts of a report about several are."""
    return "各学校" if report.part_unit == SCHOOLS else "各班"


def link_to(path: str) -> str:
    """Write a path that is relative to a report as a link; nothing in it can be a scheme."""
    return "./" + quote(path.replace("\\", "/"))


def count_findings(findings: Iterable[Finding]) -> str:
    """Say how many findings of each severity there are, the ignored ones apart."""
    counts = Counter(IGNORED if f.suppressed is not None else WORDS[f.severity] for f in findings)
    return "，".join(f"{word} {counts[word]:,} 处" for word in (*WORDS.values(), IGNORED) if counts[word])


def count_checked(report: Report) -> list[str]:
    """Count what was checked, unit by unit."""
    always = [InputFile(path="")] if report.unit else []
    return count_items([*always, *(given for given in report.inputs if given.reason is None)], report.unit)


def count_items(inputs: Iterable[InputFile], unit: str) -> list[str]:
    """Count what inputs hold, unit by unit; `unit` is that of those which have none of their own."""
    counts: Counter[str] = Counter()
    for given in inputs:
        if not given.beside:
            counts[unit if given.unit is None else given.unit] += given.items
    return [f"{count:,} {of}" for of, count in counts.items()]


def totals(report: Report) -> list[str]:
    """Count what was checked, unit by unit, what was found, and what could not be read."""
    errors, warnings, infos = (report.count(severity) for severity in Severity)
    ignored = report.count_suppressed()
    parts = count_checked(report)
    parts += [f"错误 {errors:,} 处", f"警告 {warnings:,} 处"]
    parts += [f"提示 {infos:,} 处"] if infos else []
    parts += [f"{IGNORED} {ignored:,} 处"] if ignored else []
    unreadable = sum(given.reason is not None for given in report.inputs)
    return parts + ([f"{unreadable} 个文件读不了"] if unreadable else [])
