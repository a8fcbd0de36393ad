"""`wdyy verify-records`: whether the platform made exactly one record for each candidate and subject."""

from __future__ import annotations

from dataclasses import replace

from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import InputFile, Report, Role, Shown
from wdyy_cli.rules.across.ledger import Ledger
from wdyy_cli.school.candidates import read_candidates
from wdyy_cli.school.form import Registration
from wdyy_cli.school.platform.records import ALONE, Records, advise
from wdyy_cli.school.reading.rows import find_in_numbers
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.settings import Settings

WHOLE = "√ 各项都对上了，每名考生的报考记录都齐全。"
WITHOUT_PLANS = (
    "√ 每名考生每科都有一条记录。导出的记录里没有考试计划这一列：请在平台上看一眼，确认它们都是这一次的。"
)
WITH_EMPTY_CELLS = (
    "√ 每名考生每科都有一条记录。有的格子是空的，没有核对：请在平台上看一眼，确认都是这一次的。"
)

JOB = Job(command="verify-records", families=("IDN", "REC"), unit="条报考记录")


def verify_records(shown: str, registration: str, settings: Settings) -> Report:
    """Hold an export of records against a registration; one that cannot be read is reported as such."""
    inputs = Inputs()
    records = inputs.open(shown, lambda name: Records.open(name, settings), Role.RECORDS)
    sheet = read_candidates(inputs, registration, settings, beside=True)
    if records is not None and not inputs.files[0].items:
        # Nobody has a record there: that is told once, and not again of each candidate.
        reason = f"“{records.shown}”里一{records.unit}也没有。请确认选对了文件，导出时选中了全部记录。"
        inputs.files[0] = replace(inputs.files[0], reason=reason)
        records = None
    if records is None:
        return assemble(JOB, settings, inputs.files, [])
    if sheet is None:
        found, shown_tables = records.find_alone(), Shown(tables=records.shown_tables)
        return assemble(JOB, settings, inputs.files, found, not_given={"REC": ALONE}, shown=shown_tables)
    return _verify(records, sheet, settings, inputs.files)


def _verify(records: Records, sheet: Registration, settings: Settings, inputs: list[InputFile]) -> Report:
    ledger = records.ledger(sheet)
    findings = [*records.find(ledger), *find_in_numbers([(sheet.table, sheet.rows)], settings)]
    report = assemble(
        JOB,
        settings,
        [inputs[0], replace(inputs[1], unit=_expected(ledger))],
        findings,
        not_given=records.not_checked(),
        shown=Shown(
            results={
                "candidates": len(ledger.candidates),
                "subjects": list(ledger.subjects),
                "expected": ledger.expected,
                "found": ledger.counted,
            },
            tables=(*records.shown_tables, sheet.shown_table),
            advice=_advice(records),
            objection="报名还没有办妥。",
        ),
    )
    return replace(report, lines=tuple(advise(report.findings)))


def _advice(records: Records) -> str:
    """Say what a report without errors comes to: no more than what was held against the registration."""
    if "plan" not in records.table.columns:
        return WITHOUT_PLANS
    return WITH_EMPTY_CELLS if records.empty_cells else WHOLE


def _expected(ledger: Ledger) -> str:
    """Say how many records there should be, behind the number of rows of the registration."""
    subjects = "、".join(ledger.subjects)
    return f"名考生，{subjects}各一条，应有 {ledger.expected:,} 条报考记录"
