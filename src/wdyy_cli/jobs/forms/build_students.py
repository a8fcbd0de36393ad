"""`wdyy build-students`: the roster becomes the filled sheet of student information, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.forms.registration_fill import Filled, fill_form
from wdyy_cli.files.forms.registration_sheet import form_at
from wdyy_cli.files.forms.xlsx_package import XlsxPackage
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.forms.good_rows import Refused, errors_in, find_unplaced, results_of, sort_rows, warn_about
from wdyy_cli.model import InputFile, Report, Shown
from wdyy_cli.planning.students import ColumnSource, TemplateColumn, fit
from wdyy_cli.school.reading.listing import ListedRow
from wdyy_cli.school.reading.tables import Inputs, refuse_ending
from wdyy_cli.school.roster import UNREAD, open_rosters, roster_in
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.students.student_rows import StudentRows, as_used, find_in_filled
from wdyy_cli.school.students.student_template import StudentTemplate, given_values, open_student_template

JOB = Job(command="build-students", families=("IDN", "ROS"), unit="名学生")

Texts = list[list[str | None]]


@dataclass(frozen=True, kw_only=True)
class StudentsOrder:
    """What to build: on which template, where to; `given` by header; `partial` leaves faulty rows out."""

    template: str
    output: str
    given: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False
    force: bool = False


def build_students(shown: Sequence[str], build: StudentsOrder, settings: Settings) -> Report:
    """
    Fill a template with the students of some rosters, each once.

    A student with an error stops it, unless `partial`. An input that cannot be read is reported as such;
    raises WdyyError where a value was given that does not fit, or nothing can be written.
    """
    refuse_ending(build.output, build.template)
    refuse_existing(Path(build.output), build.output, force=build.force)
    inputs = Inputs()
    roster, whole = open_rosters(inputs, shown, settings)
    opened = inputs.open_template(build.template, open_student_template, settings)
    if opened is None or roster is None or not whole:
        lines = ("× 没有生成学生信息表：有文件读不了。",)
        return assemble(
            JOB, settings, inputs.files, [], shown=Shown(results=results_of(None, 0, 0), lines=lines)
        )
    template, package = opened
    given = given_values(template, settings, build.given)
    rows = StudentRows(roster, template, _fitting(template, given), settings)
    return _build(rows, package, build, [as_used(file, rows.used) for file in inputs.files])


def _fitting(template: StudentTemplate, given: Mapping[int, str]) -> dict[int, str]:
    """Give the values for all as the lists have them; raises WdyyError for one that is in none."""
    columns = {column.place: column for column in template.columns}
    return {place: _fitted(columns[place], text) for place, text in given.items()}


def _fitted(column: TemplateColumn, text: str) -> str:
    found = text if column.allowed is None else fit(text, column.allowed)
    if found is None:
        shown = "、".join((column.allowed or ())[:20])
        hint = did_you_mean(text, column.allowed or (), cutoff=0.5)
        raise WdyyError(f"“{column.title}”不能是“{text}”。", f"{hint}模板的下拉列表里有：{shown}。")
    return found


def _build(rows: StudentRows, package: XlsxPackage, build: StudentsOrder, inputs: list[InputFile]) -> Report:
    roster, settings = rows.roster, rows.settings
    findings = [*roster.find(), *rows.find()]
    good, bad = sort_rows(roster, findings, settings)
    reasons = {**roster.not_checked(), **rows.template.not_checked()}
    report = partial(assemble, JOB, settings, inputs, not_given=reasons)
    shown = partial(Shown, tables=roster.shown_tables, classes=roster.classes())
    nothing = partial(shown, results=results_of(None, 0, len(bad)))
    good, twice, clash = _each_once(rows, good)
    unread = [error for error in find_unplaced(roster, findings, settings) if error.code == UNREAD]
    if ((bad or unread) and not build.partial) or not good or clash:
        lines = tuple(_refusal(len(good), len(bad), clash))
        return report(findings, shown=nothing(lines=lines), stopped=True)
    texts = _texts(rows, good)
    try:
        filled = _write(rows.template, package, texts, build, settings)
    except Refused as refused:
        lines = ("× 没有生成学生信息表：写好的表格没有通过检查，见上面的错误。",)
        return report([*findings, *refused.findings], shown=nothing(lines=lines), stopped=True)
    told = _told(rows, build, filled, len(bad), twice)
    return report(
        findings,
        shown=shown(
            results=results_of(build.output, len(good), len(bad)),
            lines=tuple(told),
            advice="√ 学生信息表已生成并检查过，可以上传。",
            made_file=True,
        ),
    )


def _each_once(rows: StudentRows, good: list[ListedRow]) -> tuple[list[ListedRow], int, list[str]]:
    """Leave one row for each student, count the others, and name those whose rows differ in the template."""
    first: dict[str, list[str]] = {}
    once: list[ListedRow] = []
    clash: list[str] = []
    for row in good:
        number = row.id_number or ""
        texts = [value.text for value in rows.values[row.table.key(row.row)]]
        if number not in first:
            first[number] = texts
            once.append(row)
        elif first[number] != texts:
            pairs = zip(rows.template.columns, first[number], texts, strict=True)
            differing = "、".join(f"“{column.title}”" for column, one, other in pairs if one != other)
            clash.append(f"{row.text('name')}（{differing}不同）")
    return once, len(good) - len(once), list(dict.fromkeys(clash))


def _refusal(good: int, bad: int, clash: Sequence[str]) -> Iterator[str]:
    """Say why nothing was written."""
    head = "× 没有生成学生信息表："
    if clash:
        names = "、".join(clash[:10])
        yield f"{head}每名学生只导入一次，{names} 在花名册里有几行，不知道按哪一行。请只留下一行再运行。"
    if bad and not good:
        yield f"{head}没有一名学生的资料是对的，见上面的错误。"
    elif bad:
        said = f"{head}{bad:,} 名学生的资料有错误，见上面。"
        yield f"{said}改正后再运行；或加上 --partial，先生成其余的 {good:,} 名。"
    elif not good:
        yield f"{head}花名册里没有学生。"
    elif not clash:
        more = f"或加上 --partial，先生成读到的 {good:,} 名。"
        yield f"{head}花名册没有全部读到，见上面的错误。改正后再运行；{more}"


def _texts(rows: StudentRows, good: Sequence[ListedRow]) -> Texts:
    """Give the row of each student in the template, in the order of its columns."""
    counted = {
        index for index, filling in enumerate(rows.fillings[0][1]) if filling.source is ColumnSource.COUNT
    }
    found: Texts = []
    for number, row in enumerate(good, start=1):
        values = rows.values[row.table.key(row.row)]
        found.append(
            [str(number) if index in counted else value.text or None for index, value in enumerate(values)]
        )
    return found


def _write(
    template: StudentTemplate, package: XlsxPackage, texts: Texts, build: StudentsOrder, settings: Settings
) -> Filled:
    """Fill the template, and write it where what is read back is the same and passes the rules."""
    filled = fill_form(package, form_at(package, template.place), texts)

    def check(written: Path) -> None:
        workbook = read_tables(written, f"“{build.output}”")
        sheet = next(sheet for sheet in workbook.sheets if sheet.name == template.sheet)
        read = [
            [sheet.value(row, column.place) or None for column in template.columns]
            for row in range(filled.first_row, filled.first_row + len(texts))
        ]
        below = range(filled.first_row + len(texts), len(sheet.rows) + 1)
        more = any(sheet.value(row, column.place) != "" for row in below for column in template.columns)
        if read != texts or more:
            raise WdyyError(
                f"写好的“{build.output}”读出来与花名册不同，没有保留。", "请换一个模板再试，并告诉维护者。"
            )
        again = roster_in(workbook, build.output, settings)
        errors = errors_in(list(find_in_filled(again, template, settings)), settings)
        if errors:
            raise Refused(errors)
        numbers = {row.id_number for row in again.rows if row.row >= filled.first_row} - {None}
        if len(numbers) != len(texts):
            raise WdyyError(
                f"写好的“{build.output}”里认出 {len(numbers):,} 名学生，应是 {len(texts):,} 名，没有保留。",
                "请换一个模板再试，并告诉维护者。",
            )

    write_atomically(Path(build.output), build.output, [filled.data], check)
    return filled


def _told(
    rows: StudentRows, build: StudentsOrder, filled: Filled, left_out: int, twice: int
) -> Iterator[str]:
    template = rows.template
    yield f"已生成 {build.output}：{filled.rows:,} 名学生，从第 {filled.first_row} 行开始。"
    if template.hints:
        numbers = "、".join(map(str, template.hints))
        yield f"模板第 {numbers} 行的示例或填写提示已换成学生。"
    for source, said in (
        (ColumnSource.NUMBER, "由身份证号得出："),
        (ColumnSource.GIVEN, "所有学生都一样："),
        (ColumnSource.NOWHERE, "空着没有填（花名册里没有，也不是必填）："),
    ):
        found = [filling for filling in rows.fillings[0][1] if filling.source is source]
        if found:
            shown = [f"{one.column.title}={one.value}" if one.value else one.column.title for one in found]
            yield f"{said}{'、'.join(shown)}。"
    if rows.passed_over:
        yield f"花名册里有{'、'.join(rows.passed_over)}，就按花名册填，没有用另外给出的。"
    if twice:
        yield f"有 {twice:,} 行是同一名学生又写了一遍（如报考两个等级），只写了一次。"
    yield from warn_about(filled, left_out)
