"""`wdyy build-registration`: the roster becomes the filled registration sheet, or nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.forms.registration_fill import Filled, fill_form
from wdyy_cli.files.forms.registration_sheet import Form, form_at
from wdyy_cli.files.forms.xlsx_package import XlsxPackage, open_package
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.grouping import grouped
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.forms.blank import open_blank
from wdyy_cli.jobs.forms.good_rows import Refused, errors_in, find_unplaced, results_of, sort_rows, warn_about
from wdyy_cli.model import Finding, InputFile, Report, Shown
from wdyy_cli.rules.table.registration import SHEET
from wdyy_cli.rules.table.registration_sheet import Measure
from wdyy_cli.rules.table.roster_column import HELD_AGAINST, PER_STUDENT
from wdyy_cli.school.form import measured, place_to_fill, registration_in
from wdyy_cli.school.reading.listing import ListedRow
from wdyy_cli.school.reading.tables import Inputs, refuse_ending
from wdyy_cli.school.roster import Roster, open_rosters
from wdyy_cli.school.settings import VALUE_SOURCES, Settings
from wdyy_cli.texts.cell_text import squeeze

JOB = Job(command="build-registration", families=("IDN", "ROS", "REG"), unit="名学生")
UNKNOWN_LEVELS = frozenset({"ROS111", "ROS118"})
"""The rules about levels and types that stand somewhere else than in a column of their own."""

BUNDLED = "自带的报考表模板"
OWN = (*PER_STUDENT, *HELD_AGAINST)
"""Fields that a roster may give for each student; where it has no such column one value holds for all."""


@dataclass(frozen=True, kw_only=True)
class RegistrationOrder:
    """What to build: where to, on which template; `partial` leaves rows with errors out."""

    output: str
    template: str | None = None
    partial: bool = False
    force: bool = False


@dataclass(frozen=True, kw_only=True)
class _Template:
    """An open template, and what a sheet made from it is held against."""

    package: XlsxPackage
    form: Form
    measure: Measure


def build_registration(given: Sequence[str], build: RegistrationOrder, settings: Settings) -> Report:
    """
    Fill a template with the students of a roster.

    A row with an error stops it, unless `partial`. An input that cannot be read is reported as such; raises
    WdyyError where values are missing, or nothing can be written.
    """
    refuse_ending(build.output, build.template)
    refuse_existing(Path(build.output), build.output, force=build.force)
    inputs = Inputs()
    constants = settings.constants
    needed = [field for field in settings.profile.registration.columns if not constants.get(field, field)]
    roster, whole = open_rosters(inputs, given, settings, needed)
    # The columns that the user named are the roster's.
    settings = replace(settings, columns={}, insisted=frozenset())
    if build.template is None:
        template: _Template | None = _bundled_template(settings)
    else:
        template = inputs.open_template(build.template, _open_template, settings)
    if roster is None or not whole:
        # Whoever stands in a list that could not be read would be left out without a word.
        return assemble(JOB, settings, inputs.files, [], shown=Shown(results=results_of(None, 0, 0)))
    _refuse_unknown(roster, constants, settings)
    return _build(roster, template, build, settings, inputs.files)


def _build(
    roster: Roster,
    template: _Template | None,
    build: RegistrationOrder,
    settings: Settings,
    inputs: list[InputFile],
) -> Report:
    findings = roster.find()
    good, bad = sort_rows(roster, findings, settings)
    unplaced = find_unplaced(roster, findings, settings)
    if any(error.code in UNKNOWN_LEVELS for error in unplaced):
        good = []  # what each of them is to be registered for nobody knows
    report = partial(assemble, JOB, settings, inputs, not_given=roster.not_checked())
    shown = partial(Shown, tables=roster.shown_tables, classes=roster.classes())
    nothing = partial(shown, results=results_of(None, 0, len(bad)))
    if template is None:
        return report(findings, shown=nothing(lines=("× 没有生成报考表：模板用不了。",)), stopped=True)
    if ((bad or unplaced) and not build.partial) or not good:
        return report(findings, shown=nothing(lines=(_refusal(good, bad, unplaced),)), stopped=True)
    try:
        filled, left = _write(template, _columns(roster, good, settings), build, settings)
    except Refused as refused:
        lines = ("× 没有生成报考表：写好的表格没有通过检查，见上面的错误。",)
        return report([*findings, *refused.findings], shown=nothing(lines=lines), stopped=True)
    return report(
        [*findings, *left],
        shown=shown(
            results=results_of(build.output, len(good), len(bad)),
            lines=tuple(_told(build, filled, len(bad))),
            advice="√ 报考表已生成并检查过，可以上传。",
            made_file=True,
        ),
    )


def _refusal(good: Sequence[ListedRow], bad: Sequence[ListedRow], unplaced: Sequence[Finding]) -> str:
    """Say why nothing was written."""
    head = "× 没有生成报考表："
    if unplaced and not (good and bad):
        more = f"；或加上 --partial，先生成读到的 {len(good):,} 名" if good else ""
        return f"{head}花名册没有全部读到，或有的列读不准，见上面的错误。改正后再运行{more}。"
    if not bad:
        return f"{head}花名册里没有学生。"
    if not good:
        return f"{head}没有一名学生的资料是对的，见上面的错误。"
    said = f"{head}{len(bad):,} 名学生的资料有错误，见上面。"
    return f"{said}改正后再运行；或加上 --partial，先生成其余的 {len(good):,} 名。"


def _bundled_template(settings: Settings) -> _Template:
    layout = settings.profile.registration
    package, form = open_blank("registration", BUNDLED, layout.columns["id_number"], settings.profile)
    return _Template(package=package, form=form, measure=Measure.of(layout))


def _open_template(given: str, settings: Settings) -> _Template:
    package = open_package(settings.path(given), f"“{given}”")
    measure, sheet = measured(given, settings)
    form = form_at(package, place_to_fill(sheet, settings.profile.registration))
    return _Template(package=package, form=form, measure=measure)


def _refuse_unknown(roster: Roster, constants: Mapping[str, str], settings: Settings) -> None:
    """Raise WdyyError that lists all values that must be there and are not known, or are not allowed."""
    profile = settings.profile
    names = profile.registration.columns
    needed = [field for field in names if field in profile.registration.required]
    missing = [field for field in needed if not constants.get(field) and _is_unknown(roster, field)]
    faults, hints = [], []
    if missing:
        faults.append(f"不知道{'、'.join(f'“{names[field]}”' for field in missing)}该填什么")
        hints.append(_tell_sources(missing, names))
    for field, allowed in profile.choices.items():
        if constants[field] and constants[field] not in allowed:
            faults.append(f"“{names[field]}”不能是“{constants[field]}”")
            hints.append(f"{names[field]}可以是：{'、'.join(allowed)}")
    if faults:
        raise WdyyError(f"{'；'.join(faults)}。", f"{'；'.join(hints)}。")


def _tell_sources(fields: Sequence[str], names: Mapping[str, str]) -> str:
    """Say how values can be given."""
    hints = []
    sources = [VALUE_SOURCES[field] for field in fields if field in VALUE_SOURCES]
    if keys := grouped((source.section, source.key) for source in sources):
        options = "、".join(source.option for source in sources)
        written = "，".join(f"[{section}] 的 {'、'.join(found)}" for section, found in keys.items())
        hints.append(f"用 {options} 给出，或写在 wdyy.toml 里：{written}")
    if columns := [f"“{names[field]}”" for field in fields if field in PER_STUDENT]:
        hints.append(f"{'、'.join(columns)}也可以是花名册里的一列")
    if own := [field for field in fields if field not in VALUE_SOURCES]:
        said = "、".join(f"“{names[field]}”" for field in own)
        hints.append(
            f"{said}要在花名册里各有一列，填上每名学生的；列名不同的，用 --column {own[0]}=列名 指明"
        )
    return "；".join(hints)


def _is_unknown(roster: Roster, field: str) -> bool:
    """Whether the roster lacks a field: a column that only it can have, or all that stands in it."""
    # Of an empty cell in a column the rules about rosters speak, naming the student; not of an empty column.
    filled = {id(row.table) for row in roster.rows if field in HELD_AGAINST and row.text(field)}
    lacking = [
        row
        for row in roster.rows
        if field not in row.table.columns or (field in HELD_AGAINST and id(row.table) not in filled)
    ]
    return bool(lacking) and not (field == "class_name" and _tells_classes(roster, lacking))


def _tells_classes(roster: Roster, rows: Iterable[ListedRow]) -> bool:
    """Whether the roster tells the class of some rows by other means than a column."""
    classes = roster.classes()
    numbers = (row.id_number for row in rows)
    return all(number is None or number in classes for number in numbers)


def _columns(roster: Roster, rows: Sequence[ListedRow], settings: Settings) -> list[list[str | None]]:
    """Give the values of all students in each column of the registration, in the order of its columns."""
    constants, fields = settings.constants, tuple(settings.profile.registration.columns)
    classes = roster.classes() if "class_name" in fields else {}

    def value(row: ListedRow, field: str) -> str | None:
        if field in constants and field not in row.table.columns:
            return constants[field] or None
        own = row.text(field)
        if field in constants:
            return _own_or_given(row, field, own, constants[field]) or None
        if field == "class_name" and not own:
            own = classes.get(row.id_number or "", "")
        return own or None

    def column(field: str) -> list[str | None]:
        if field == "id_number":
            return [row.id_number for row in rows]
        if field in own or field not in constants:
            return [value(row, field) for row in rows]
        return [constants[field] or None] * len(rows)

    own = {field for table, _ in roster.tables for field in table.columns}
    return list(map(column, fields))


def _own_or_given(row: ListedRow, field: str, own: str, given: str) -> str:
    """Choose between what the roster says of a student and what holds for all where it has no such column."""
    if field not in OWN or field not in row.table.columns or (field in HELD_AGAINST and not own):
        return given or own
    # What was given is right to the letter; where the roster says something else, that is an error.
    return given if given and squeeze(own) == squeeze(given) else own


def _write(
    template: _Template, columns: list[list[str | None]], build: RegistrationOrder, settings: Settings
) -> tuple[Filled, list[Finding]]:
    """Fill the template, and write it where it passes the rules; give what they remark about the sheet."""
    filled = fill_form(template.package, template.form, zip(*columns, strict=True))
    remarks: list[Finding] = []

    def check(written: Path) -> None:
        workbook = read_tables(written, f"“{build.output}”")
        sheet = registration_in(workbook, build.output, settings, template.measure)
        if sheet.columns() != columns:
            raise WdyyError(
                f"写好的“{build.output}”读出来与花名册不同，没有保留。", "请换一个模板再试，并告诉维护者。"
            )
        found = list(sheet.find())
        errors = errors_in(found, settings)
        if errors:
            raise Refused(errors)
        # Whatever concerns a student was said about the roster already.
        whole = {rule.code for rule in SHEET.rules}
        remarks.extend(finding for finding in found if finding.code in whole)

    write_atomically(Path(build.output), build.output, [filled.data], check)
    return filled, remarks


def _told(build: RegistrationOrder, filled: Filled, left_out: int) -> Iterator[str]:
    yield f"已生成 {build.output}：{filled.rows:,} 名考生，从第 {filled.first_row} 行开始。"
    yield from warn_about(filled, left_out)
