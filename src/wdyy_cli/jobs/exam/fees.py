"""`wdyy fees`: what the candidates of a registration sheet or roster cost, by level and school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wdyy_cli.errors import WdyyError
from wdyy_cli.headers.field_names import FIELD_NAMES
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Shown
from wdyy_cli.planning.fees import Bill, Candidate, count_fees, split_by_school
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.rules.across.ledger import LedgerLine
from wdyy_cli.school.candidates import candidates_in, read_candidates
from wdyy_cli.school.reading.listing import ListedRow
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.roster import Roster, open_rosters
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.cell_text import squeeze

JOB = Job(command="fees", unit="名考生")
NOTE = (
    "省厅公布收费标准以后按省里的标准，多退少补；"
    "还没有公布的可以先报名、先考试，以后补缴，也可以先按上面的标准收。"
)


@dataclass(frozen=True, kw_only=True)
class _Counted:
    """The candidates, and where those stand whose level is not known."""

    candidates: Sequence[Candidate]
    unknown: Sequence[str]
    personal: frozenset[str]


def tell_fees(registration: str | None, roster: Sequence[str], settings: Settings) -> Report:
    """
    Count the fees; a sheet that cannot be read is reported as such.

    The candidates stand in a registration sheet, else in rosters, given or named by the workspace.
    Raises WdyyError where neither sheet is given, or the certificate's rules hold no rates.
    """
    fees = settings.profile.fees
    if fees is None:
        raise WdyyError(
            f"证书规定“{settings.profile.name}”里没有写收费标准。",
            '在 wdyy.toml 里写 [fees]，每个等级一行，例如 "初级" = 380（引号不能少）。',
        )
    workspace = settings.workspace
    if workspace is not None and registration is None and not roster:
        registration, roster = workspace.files.registration, workspace.files.roster
        settings = replace(settings, folder=workspace.folder)
    inputs = Inputs()
    counted = _count(inputs, registration, roster, settings)
    if counted is None:
        return assemble(JOB, settings, inputs.files, [])
    levels = settings.profile.certificate.levels
    whole = count_fees(counted.candidates, fees.yuan, levels)
    schools = split_by_school(counted.candidates, fees.yuan, levels)
    lines = [*_tell(whole, schools), *_tell_strange(schools, settings), *_tell_unknown(counted)]
    return assemble(
        JOB,
        settings,
        inputs.files,
        [],
        shown=Shown(
            results=_results(whole, schools),
            lines=tuple(lines),
            personal=counted.personal,
            advice="√ 费用算好了。",
            objection="合计还不能用。",
        ),
        stopped=bool(counted.unknown) or whole.total_yuan is None,
    )


def _count(
    inputs: Inputs, registration: str | None, rosters: Sequence[str], settings: Settings
) -> _Counted | None:
    if registration is not None:
        sheet = read_candidates(inputs, registration, settings)
        return None if sheet is None else _counted(candidates_in(sheet), settings, sheet.shown)
    if rosters:
        roster, whole = open_rosters(inputs, rosters, settings)
        if roster is None or not whole:
            return None
        inputs.tell_unread(roster.find_unread_numbers())
        return _counted(_each_once(roster, settings), settings, roster.shown)
    raise WdyyError("没有写考生在哪张表里。", "写上 --registration 报考.xlsx，或 --roster 花名册.xlsx。")


def _each_once(roster: Roster, settings: Settings) -> list[ListedRow]:
    """Give the first row of each student for each of her levels."""
    seen: dict[object, ListedRow] = {}
    for row in roster.rows:
        number = row.id_number
        seen.setdefault((number, _level(row, settings)) if number else row.table.key(row.row), row)
    return list(seen.values())


def _counted(rows: Sequence[ListedRow | LedgerLine], settings: Settings, shown: str) -> _Counted:
    candidates, unknown, names = [], [], set()
    levels = settings.profile.certificate.levels
    if rows and not settings.values.level and not any("level" in row.table.columns for row in rows):
        raise WdyyError(
            f"“{shown}”里没有“{FIELD_NAMES['level']}”这一列，不知道要交多少。",
            "全部是一个等级的，用 --level 写上，例如 --level 初级；不是的，在表里加上这一列。",
        )
    for row in rows:
        level, sheet = _level(row, settings), row.table.sheet
        if level in levels:
            school = row.text("school") if "school" in row.table.columns else settings.values.school
            candidates.append(Candidate(level=level, school=school))
        else:
            at = f"“{shown}”" if sheet is None else f"“{shown}”的“{sheet}”"
            said = f"“{level}”不是这个证书的等级" if level else "没有写证书等级"
            name = row.text("name")
            names.add(name)
            unknown.append(f"{at}第 {row.row} 行 {name}{said}")
    return _Counted(candidates=candidates, unknown=unknown, personal=frozenset(names - {""}))


def _level(row: ListedRow | LedgerLine, settings: Settings) -> str:
    """Give the level of a row; what was given for all holds only where the table has no such column."""
    return squeeze(row.text("level")) if "level" in row.table.columns else settings.values.level


def _tell(whole: Bill, schools: Sequence[Bill]) -> Iterator[str]:
    for bill in schools:
        name = bill.school or "（没有写所属院校）"
        head = "考核费用：" if len(schools) == 1 and not bill.school else f"{name}的考核费用："
        yield head
        rows = [
            (
                f"  {fee.level}",
                f"{fee.candidates:,} 名",
                "×",
                "没有标准" if fee.yuan is None else f"{fee.yuan:,} 元",
                "" if fee.sum_yuan is None else f"= {fee.sum_yuan:,} 元",
            )
            for fee in bill.levels
        ]
        yield from lay_out_columns(rows, right={1, 3, 4})
        if len(schools) > 1:
            yield f"  合计 {bill.candidates:,} 名，{_sum(bill)}"
    yield f"一共 {whole.candidates:,} 名考生，{_sum(whole)}。由考生所在的学校统一交纳。"
    yield f"  · {NOTE}"


def _sum(bill: Bill) -> str:
    if bill.total_yuan is None:
        lacking = "、".join(fee.level for fee in bill.levels if fee.yuan is None)
        return f"不知道{lacking}的标准，没有算合计；在 wdyy.toml 的 [fees] 里写上"
    return f"{bill.total_yuan:,} 元"


def _tell_strange(schools: Sequence[Bill], settings: Settings) -> Iterator[str]:
    """Name schools that nobody said would send candidates: it may be a misspelt one."""
    known = {squeeze(name) for name in (settings.values.school, *settings.values.guest_schools)}
    for bill in schools:
        if settings.values.school and bill.school and squeeze(bill.school) not in known:
            yield (
                f"！有 {bill.candidates:,} 名的所属院校是“{bill.school}”，费用由那所学校交；"
                "看看是不是写错了，没有错的写进 wdyy.toml 的 guest_schools。"
            )


def _tell_unknown(counted: _Counted) -> Iterator[str]:
    if counted.unknown:
        yield f"× 有 {len(counted.unknown):,} 名没有算进去："
        yield from (f"    {place}" for place in counted.unknown)
        yield "  怎么办：把证书等级填完整再算；全部是一个等级、表里没有这一列的，用 --level 给出。"


def _results(whole: Bill, schools: Sequence[Bill]) -> dict[str, object]:
    found = _bill(whole)
    if len(schools) > 1:
        found["schools"] = [{"school": bill.school, **_bill(bill)} for bill in schools]
    return found


def _bill(bill: Bill) -> dict[str, object]:
    return {
        "levels": [
            {
                "level": fee.level,
                "candidates": fee.candidates,
                "fee_yuan": fee.yuan,
                "sum_yuan": fee.sum_yuan,
            }
            for fee in bill.levels
        ],
        "total_yuan": bill.total_yuan,
    }
