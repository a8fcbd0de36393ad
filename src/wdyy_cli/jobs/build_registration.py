"""`wdyy build-registration`: the roster becomes the filled registration sheet, or nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wdyy_cli.cell_text import tidy
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.registration_fill import Filled, fill_form
from wdyy_cli.files.registration_sheet import find_form
from wdyy_cli.files.table import read_tables
from wdyy_cli.files.template import read_template
from wdyy_cli.files.xlsx_package import XlsxPackage, open_package, read_package
from wdyy_cli.id_number import read_id_number
from wdyy_cli.jobs.listing import ListedRow
from wdyy_cli.jobs.registration import measure_of, registration_in
from wdyy_cli.jobs.roster import Roster, open_roster
from wdyy_cli.jobs.settings import FAILING, FailOn, Settings, Shown, assemble
from wdyy_cli.jobs.tables import Inputs, as_template
from wdyy_cli.model import Finding, InputFile, Report
from wdyy_cli.rules.registration import SHEET, Measure
from wdyy_cli.rules.table import REGISTRATION_CELL, RowCell

COMMAND = "build-registration"
FAMILIES = ("IDN", "ROS", "REG")
UNIT = "名学生"
BUNDLED = "自带的报考表模板"
PER_STUDENT = ("level", "student_type")
"""Fields that a roster may give for each student; elsewhere one value holds for all."""

SOURCES = {
    "school": "--school，或 wdyy.toml 里 [school] 的 name",
    "site": "--site，或 wdyy.toml 里 [school] 的 site",
    "plan": "--plan，或 wdyy.toml 里 [exam] 的 plan",
    "certificate": "--certificate，或 wdyy.toml 里 [exam] 的 certificate",
    "level": "--level，或 wdyy.toml 里 [exam] 的 level，或花名册里的“证书等级”列",
    "student_type": "--student-type，或 wdyy.toml 里 [exam] 的 student_type，或花名册里的“学生类型”列",
}


@dataclass(frozen=True, kw_only=True)
class Build:
    """What to build: where to, on which template; `partial` leaves rows with errors out."""

    output: str
    template: str | None = None
    partial: bool = False
    force: bool = False


@dataclass(frozen=True, kw_only=True)
class _Template:
    """An open template, and what a sheet made from it is held against."""

    package: XlsxPackage
    measure: Measure


class _Refused(Exception):  # noqa: N818 - no error: the findings say what is wrong
    """What was written does not pass the rules; the argument are the findings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


def build_registration(shown: str, build: Build, settings: Settings) -> Report:
    """
    Fill a template with the students of a roster.

    A row with an error stops it, unless `partial`. An input that cannot be read is reported as such; raises
    WdyyError where values are missing, or nothing can be written.
    """
    refuse_existing(Path(build.output), build.output, force=build.force)
    inputs = Inputs()
    roster = inputs.open(shown, lambda: open_roster(shown, settings), lambda found: found.input_file)
    given = build.template
    if given is None:
        template: _Template | None = _bundled_template(settings)
    else:
        template = inputs.open(given, lambda: _open_template(given, settings), as_template(given))
    if roster is None or template is None:
        return _report(settings, inputs.files, [], Shown(results=_results(None, 0, 0)))
    return _build(roster, template, build, settings, inputs.files)


def _build(
    roster: Roster, template: _Template, build: Build, settings: Settings, inputs: list[InputFile]
) -> Report:
    constants = _constants(roster, settings)
    findings = [*roster.find(), *_check_given(roster, settings)]
    good, bad = _sort_rows(roster, findings, settings)
    shown = partial(Shown, tables=roster.shown_tables, classes=roster.classes())
    if (bad and not build.partial) or not good:
        lines = ("× 没有生成报考表：花名册里有错误。改正后再运行；或加上 --partial，先生成没有错误的学生。",)
        if not good:
            lines = ("× 没有生成报考表：没有一名学生可以写进去。",)
        results = _results(None, 0, len(bad))
        return _report(settings, inputs, findings, shown(results=results, lines=lines), stopped=True)
    values = [_values(row, constants, settings) for row in good]
    try:
        filled, left = _write(template, values, build, settings)
    except _Refused as refused:
        lines = ("× 没有生成报考表：写好的表格没有通过检查，见上面的错误。",)
        findings += refused.findings
        results = _results(None, 0, len(bad))
        return _report(settings, inputs, findings, shown(results=results, lines=lines), stopped=True)
    return _report(
        settings,
        inputs,
        [*findings, *left],
        shown(
            results=_results(build.output, len(good), len(bad)),
            lines=tuple(_told(build, filled, len(bad))),
            advice="√ 报考表已生成并检查过，可以上传。",
        ),
    )


def _bundled_template(settings: Settings) -> _Template:
    package = read_package(read_template("registration"), BUNDLED)
    return _Template(package=package, measure=Measure.of(settings.profile.registration))


def _open_template(given: str, settings: Settings) -> _Template:
    workbook = read_tables(settings.path(given), f"“{given}”")
    package = open_package(settings.path(given), f"“{given}”")
    return _Template(package=package, measure=measure_of(workbook, given, settings))


def _constants(roster: Roster, settings: Settings) -> dict[str, str]:
    """Give the values that hold for all; raises WdyyError that lists all that are missing or not allowed."""
    values, profile = settings.values, settings.profile
    constants = {
        "student_type": values.student_type,
        "school": values.school,
        "site": values.site,
        "plan": values.plan,
        "certificate": values.certificate or profile.certificate.name or "",
        "level": values.level,
    }
    needed = [field for field in profile.registration.columns if field in SOURCES and not constants[field]]
    missing = [field for field in needed if field not in PER_STUDENT or _somebody_lacks(roster, field)]
    if missing:
        names = "、".join(f"“{profile.registration.columns[field]}”" for field in missing)
        hints = "；".join(
            f"{profile.registration.columns[field]}用 {SOURCES[field]} 给出" for field in missing
        )
        raise WdyyError(f"不知道{names}该填什么。", f"{hints}。")
    for field, allowed in (
        ("level", profile.certificate.levels),
        ("student_type", profile.registration.student_types),
    ):
        if allowed is not None and constants[field] and constants[field] not in allowed:
            name = profile.registration.columns[field]
            raise WdyyError(f"“{name}”不能是“{constants[field]}”。", f"可选的有：{'、'.join(allowed)}。")
    return constants


def _somebody_lacks(roster: Roster, field: str) -> bool:
    return any(not row.table.text(row.values, field) for row in roster.rows())


def _check_given(roster: Roster, settings: Settings) -> Iterator[Finding]:
    """Apply the registration's rules to the levels and student types that the roster gives."""
    find = REGISTRATION_CELL.finder(settings.profile, settings.choice)
    right: set[tuple[str, str]] = set()
    for row in roster.rows():
        for field in PER_STUDENT:
            value = row.table.value(row.values, field)
            if not isinstance(value, str) or not value.strip() or (field, value) in right:
                continue
            found = [
                finding
                for finding in find(RowCell(row.table, row.row, field, value, row.values))
                if finding.code in ("REG106", "REG107")
            ]
            if not found:
                right.add((field, value))
            yield from found


def _sort_rows(
    roster: Roster, findings: Sequence[Finding], settings: Settings
) -> tuple[list[ListedRow], list[ListedRow]]:
    """Part the students that can be written from those with an error, or without a usable name or number."""
    changed, _ = settings.rule_changes.apply(findings)
    errors = [f for f in changed if f.severity in FAILING[FailOn.ERROR] and f.suppressed is None]
    bad_rows = {(error.place.location.sheet, error.place.location.row) for error in errors}
    # Of two names under one number nobody knows which is right.
    bad_numbers = {error.place.id_number for error in errors if error.code == "ROS202"}
    good: list[ListedRow] = []
    bad: list[ListedRow] = []
    for row in roster.rows():
        number = row.table.id_number(row.values)
        usable = number is not None and read_id_number(number, settings.checked_on).is_whole
        named = bool(row.table.text(row.values, "name"))
        wrong = (row.table.sheet, row.row) in bad_rows or number in bad_numbers
        (bad if wrong or not usable or not named else good).append(row)
    return good, bad


def _values(row: ListedRow, constants: dict[str, str], settings: Settings) -> list[str | None]:
    """Give the values of one row of the registration, in the order of its columns."""
    own = {"name": row.table.text(row.values, "name"), "id_number": row.table.id_number(row.values)}
    for field in PER_STUDENT:
        given = row.table.value(row.values, field)
        own[field] = (tidy(given) if isinstance(given, str) else "") or constants[field]
    return [own.get(field) or constants.get(field) for field in settings.profile.registration.columns]


def _write(
    template: _Template, values: list[list[str | None]], build: Build, settings: Settings
) -> tuple[Filled, list[Finding]]:
    """Fill the template, and write it where it passes the rules; give what they remark about the sheet."""
    layout = settings.profile.registration
    headers = list(layout.columns.values())
    form = find_form(template.package, headers, id_header=layout.columns["id_number"], hints=layout.hints)
    filled = fill_form(template.package, form, values)
    remarks: list[Finding] = []

    def check(written: Path) -> None:
        workbook = read_tables(written, f"“{build.output}”")
        sheet = registration_in(workbook, build.output, None, settings, template.measure)
        if list(sheet.texts()) != values:
            raise WdyyError(
                f"写好的“{build.output}”读出来与花名册不同，没有保留。", "请换一个模板再试，并告诉维护者。"
            )
        found = list(sheet.find())
        errors = [finding for finding in found if finding.severity in FAILING[FailOn.ERROR]]
        if errors:
            raise _Refused(errors)
        # Whatever concerns a student was said about the roster already.
        whole = {rule.code for rule in SHEET.rules}
        remarks.extend(finding for finding in found if finding.code in whole)

    write_atomically(Path(build.output), build.output, [filled.data], check)
    return filled, remarks


def _told(build: Build, filled: Filled, left_out: int) -> Iterator[str]:
    yield f"已生成 {build.output}：{filled.rows:,} 名考生，从第 {filled.first_row} 行开始。"
    if left_out:
        yield f"！有 {left_out:,} 名学生没有写进去，见上面的错误；改正后要重新生成。"
    for remark in filled.notes:
        yield f"！{remark}。"


def _results(output: str | None, written: int, left_out: int) -> dict[str, object]:
    return {"output": output, "rows_written": written, "rows_left_out": left_out}


def _report(
    settings: Settings,
    inputs: list[InputFile],
    findings: list[Finding],
    shown: Shown,
    *,
    stopped: bool = False,
) -> Report:
    return assemble(
        COMMAND, settings, inputs, findings, families=FAMILIES, unit=UNIT, shown=shown, stopped=stopped
    )
