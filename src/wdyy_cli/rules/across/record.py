"""REC: the platform's records of registration (报考记录), held against the registration sheet."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile, RecordRules
from wdyy_cli.rules.across.ledger import Ledger, LedgerLine, Pair, is_same
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.leftover import leftovers
from wdyy_cli.rules.table.table import EXAMPLE_TABLE, STUDENT, example_table, name_row, place_in
from wdyy_cli.sheet import show_value
from wdyy_cli.texts.cell_text import is_blank
from wdyy_cli.toml.strict_toml import toml_value

GUIDE = "手册三.4 报名成功后生成实际报考人数的 2 倍记录，理论、实操各一条"
COMPARED = {
    "name": "姓名",
    "certificate": "证书",
    "level": "证书等级",
    "plan": "考试计划",
    "site": "考核站点",
}
"""Fields that must say the same in record and registration, where the export has them."""

NOTHING_TO_DO = "不用改，也不要删：这是另一次考试的记录，没有算在这次里面。"
PERHAPS_AN_OLD_ONE = (
    "先看这条记录是不是这一次报的：是以前考试的就不要动，这名学生这次还没有报上，要为他导入报考；"
    "是这次报错了计划，才在报考结束前把理论、实操一起删去，只为这名学生重报。"
)

PERHAPS_UNKNOWN = (
    "这名学生另有一条科目不认识的记录：先看它是不是这一科，是的照那一条写的让程序认识它，"
    "不要再导入一次；不是的，核对报名信息，改正后只补这名学生缺的这一科。"
)
PERHAPS_UNREAD = (
    "这名学生的身份证号在导出的表里没有读到的地方：先让那里读得到（取消隐藏，或写好表头），再检查一次；"
    "还是没有，才为这名学生补报。"
)
PERHAPS_THE_SAME = (
    "先对照身份证，看是不是同一名学生：是的话，报考表的号码写错了就改报考表，平台上的写错了就在报考结束前删去重报，"
    "不要再另外导入一次；不是同一名的，各自问清考不考。"
)

RECORD, RECORD_SUM = RuleSet[Ledger](__name__), RuleSet[Ledger](__name__)
RECORD_LEFTOVER = leftovers("REC008", __name__)

HEADERS = {
    "name": "姓名",
    "id_number": "身份证号",
    "subject": "科目",
    "level": "证书等级",
    "plan": "考试计划",
    "certificate": "证书",
}
EXPORT = example_table("报考记录.xlsx", "Sheet1", HEADERS)
ME, OTHER = ("张三", "11010120080307100X"), ("李四", "110101200903071031")
THEORY, PRACTICE = "理论", "实操"


def registered(who: tuple[str, str] = ME, level: str = "初级") -> LedgerLine:
    """Build an example: a candidate."""
    return LedgerLine(EXAMPLE_TABLE, 4, (*who, *STUDENT[2:7], level), who[1], who[0])


def record(
    subject: str, who: tuple[str, str] = ME, level: str = "初级", *, plan: str = "", certificate: str = ""
) -> LedgerLine:
    """Build an example: a record; other subjects than the two are unknown."""
    known = subject if subject in (THEORY, PRACTICE) else ""
    return LedgerLine(EXPORT, 2, (*who, f"{subject}考试", level, plan, certificate), who[1], who[0], known)


def ledger(*lines: LedgerLine) -> Ledger:
    """Build an example: candidates from row 4, records from row 2 on, in their order."""
    records = [line for line in lines if line.table is EXPORT]
    candidates = [line for line in lines if line.table is not EXPORT]
    return Ledger(
        table=EXPORT,
        records=[line._replace(row=row) for row, line in enumerate(records, start=2)],
        candidates=[line._replace(row=row) for row, line in enumerate(candidates, start=4)],
        subjects=(THEORY, PRACTICE),
    )


def both(level: str = "初级") -> tuple[LedgerLine, LedgerLine]:
    """Build an example: the two records of a level."""
    return record(THEORY, level=level), record(PRACTICE, level=level)


def two_levels() -> tuple[LedgerLine, ...]:
    """Build an example: the records of somebody who takes two levels."""
    return *both(), *both("中级")


@RECORD.right
@RECORD_SUM.right
def complete() -> dict[str, Ledger]:
    """Build the examples of which no rule here speaks."""
    return {"理论、实操各一条": ledger(registered(), *both())}


@RECORD.rule(
    "REC001",
    "缺一科的报考记录",
    source=GUIDE,
    fires=lambda: {"只有理论": ledger(registered(), record(THEORY))},
    silent=lambda: {
        **complete(),
        "报了两个等级，各有两条": ledger(registered(), registered(level="中级"), *two_levels()),
    },
)
def record_of_a_subject_is_missing(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    每名考生理论、实操各要有一条记录；缺了一科，这名学生就考不了那一科。

    在平台上核对这名学生的报名信息，改正后只补缺的这一科；补不了单独一科的，先删去这名学生已有的记录再重报。
    不要把整张报考表再导入一次，别的学生会报两次。报考结束后就不能改了。
    """
    for candidate, missing in _lacking(ledger):
        if missing and not _lacks_all(ledger, candidate, missing):
            names = "、".join(f"“{subject}”" for subject in missing)
            message = f"{_who(ledger, candidate)}没有{names}的报考记录"
            fix = PERHAPS_UNKNOWN if candidate.id_number in ledger.with_unknown_subject else None
            fix = PERHAPS_UNREAD if candidate.id_number in ledger.unread else fix
            yield Problem(candidate.place("id_number"), message, (candidate.name,), fix=fix)


@RECORD.rule(
    "REC002",
    "一科有两条以上的报考记录",
    source=GUIDE,
    fires=lambda: {
        "理论两条": ledger(registered(), *both(), record(THEORY)),
        "还有别的计划的记录": ledger(registered(), *both(), record(THEORY, plan="上一次的计划")),
    },
    silent=lambda: {
        **complete(),
        "报了两个等级，各有两条": ledger(registered(), registered(level="中级"), *two_levels()),
    },
)
def more_than_one_record_of_a_subject(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    一名考生的一科只要一条记录；多出来的会多排一个座位，也可能是报了两次。

    在平台的“报考记录”里核对，报考结束前删去多余的一条。
    """
    for surplus, first in ledger.matched.surplus:
        row = name_row(first.row, first.table, surplus.table)
        whose = f" {surplus.name} 的" if surplus.name else "这名考生的"
        message = f"{row}已经有{whose}“{surplus.subject}”记录"
        yield Problem(surplus.place("subject"), message, (surplus.name,))
    for record, candidate in ledger.matched.elsewhere:
        if not is_same(record, candidate, "plan"):
            yield _of_another_exam(Pair(record, candidate), "plan")


@RECORD.rule(
    "REC003",
    "报考表里有，报考记录里没有",
    source=GUIDE,
    fires=lambda: {"一条也没有": ledger(registered(), registered(OTHER), *both())},
)
def registered_without_any_record(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    没有报考记录就是没有报上名，这名学生考不了试。

    先看考生信息是不是“信息准确”，再单独为这名学生导入报考，然后重新导出检查。
    """
    strange = {
        record.name: record.id_number
        for record in ledger.strangers
        if record.name and record.id_number and not ledger.is_of_another_plan(record)
    }
    for candidate, missing in _lacking(ledger):
        if _lacks_all(ledger, candidate, missing):
            message = f"{_who(ledger, candidate)}没有任何报考记录"
            other = strange.get(candidate.name)
            said = f"；记录里有同名的，号码是 {other}" if other else ""
            quotes = tuple(text for text in (candidate.name, other) if text)
            fix = PERHAPS_THE_SAME if other else None
            fix = PERHAPS_UNREAD if candidate.id_number in ledger.unread else fix
            yield Problem(candidate.place("id_number"), f"{message}{said}", quotes, fix=fix)


@RECORD.rule(
    "REC004",
    "报考记录里有，报考表里没有",
    source="手册三.4 新增或删除考生务必在报考结束前进行",
    fires=lambda: {
        "别人的记录": ledger(registered(), *both(), record(THEORY, OTHER)),
        "没有身份证号": ledger(registered(), *both(), record(THEORY, ("王五", ""))),
    },
)
def record_of_somebody_else(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    多报的考生报考结束后删不掉，没有来考会记为“缺考”。

    问清这名学生考不考：不考就在报考结束前删去记录；要考就补进报考表，记录已经有了，不用再导入。
    """
    numbers = {line.name: line.id_number for line in ledger.candidates if line.name and line.id_number}
    for record in ledger.strangers:
        who = record.name or record.id_number
        if ledger.is_of_another_plan(record):
            said = f"{who or '这条'} 是“{record.text('plan')}”的记录，这次的报考表里没有这个计划"
            quotes = tuple(filter(None, (who,)))
            yield Problem(record.place("plan"), said, quotes, severity=Severity.INFO, fix=NOTHING_TO_DO)
            continue
        if not record.id_number:
            yield Problem(record.place("id_number"), "没有身份证号，不知道是谁的记录")
            continue
        near = numbers.get(record.name)
        said = f"（报考表里的“{who}”是 {near}，请看看是不是同一名学生）" if near else ""
        quotes = tuple(text for text in (who, near) if text)
        fix = PERHAPS_THE_SAME if near else None
        yield Problem(record.place("id_number"), f"报考表里没有 {who}{said}", quotes, fix=fix)


@RECORD_SUM.rule(
    "REC005",
    "报考记录的总数不对",
    source=GUIDE,
    fires=lambda: {"少一条": ledger(registered(), record(THEORY))},
)
def number_of_records_is_another(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    手册要求记录数正好是考生人数乘以科目数，不是的话说明有人没有报上，或者多报了。

    照列出的考生一一核对；导出时要选中这个证书的全部记录。
    """
    found, expected = ledger.counted, ledger.expected
    if found == expected:
        return
    subjects, candidates = len(ledger.subjects), len(ledger.candidates)
    said = f"多 {found - expected:,} 条" if found > expected else f"少 {expected - found:,} 条"
    sums = f"{candidates:,} 名考生 × {subjects} 科应有 {expected:,} 条，导出的有 {found:,} 条，{said}"
    yield Problem(place_in(ledger.table.file, ledger.table.sheet), sums)


@RECORD.rule(
    "REC006",
    "报考记录与报考表不同",
    source="手册三.4 一一核对报名信息是否错误并及时修正",
    fires=lambda: {
        "等级不同": ledger(registered(), record(THEORY, level="中级"), record(PRACTICE)),
        "姓名不同": ledger(registered(), record(THEORY), record(PRACTICE, ("张山", ME[1]))),
        "计划不同": ledger(registered(), record(THEORY), record(PRACTICE, plan="上一次的计划")),
        "别的证书的记录": ledger(registered(), *both(), record(THEORY, certificate="别的证书")),
    },
    silent=lambda: {
        **complete(),
        "还有别的计划的记录": ledger(registered(), *both(), record(THEORY, plan="上一次的计划")),
    },
)
def record_differs_from_the_registration(ledger: Ledger, _: Profile) -> Iterator[Problem]:
    """
    平台上的内容才算数：姓名、证书、等级、计划或站点不同，考的就不是报考表里写的那一场。

    看哪一边写错了：平台错了，就在报考结束前把这名学生的理论、实操一起删去，只为这名学生重报；报考表错了就改报考表。
    """
    for record, candidate in ledger.matched.pairs:
        for of, word in COMPARED.items():
            if of in record.table.columns and not is_same(record, candidate, of):
                here, there = record.text(of), candidate.text(of)
                quotes = (here, there) if of == "name" else ()
                fix = PERHAPS_AN_OLD_ONE if of == "plan" else None
                yield Problem(record.place(of), f"{word}这里是“{here}”，报考表里是“{there}”", quotes, fix=fix)
    for record, candidate in ledger.matched.elsewhere:
        if is_same(record, candidate, "plan"):
            yield _of_another_exam(Pair(record, candidate), "certificate")


@RECORD.rule(
    "REC007",
    "不认识的科目",
    severity=Severity.WARNING,
    source=GUIDE,
    fires=lambda: {
        "外语": ledger(registered(), *both(), record("外语")),
        "空的": ledger(registered(), *both(), record("")),
        "只有看不见的字符": ledger(registered(), *both(), record("\u200b")),
    },
)
def subject_is_unknown(ledger: Ledger, profile: Profile) -> Iterator[Problem]:
    """
    手册里只有理论和实操两科；别的科目没有算进去，可能是别的证书的记录，也可能是平台改了说法。

    别的证书的科目不用管，导出时只选这个证书；平台改了说法的话，在 wdyy.toml 的 [records] 里把新的说法
    写进那一科。
    """
    for record in ledger.records:
        if not record.subject:
            text = show_value(record.table.value(record.values, "subject")).strip()
            if is_blank(text):
                yield Problem(record.place("subject"), "没有写科目", fix=WITHOUT_A_SUBJECT)
                continue
            said = f"科目是“{text}”，不知道是{'还是'.join(ledger.subjects)}"
            yield Problem(record.place("subject"), said, fix=_teach(text, profile))


WITHOUT_A_SUBJECT = "在平台的“报考记录”里看看这一条是哪一科的，重新导出一次再检查。"


def _teach(word: str, profile: Profile) -> str:
    """Say how the profile gets to know what the platform calls a subject now."""
    return (
        f"别的证书的科目不用管，导出时只选这个证书；平台改了说法的话，{how_subjects_are_taught(profile.records)}"
        f"，再把“{word}”照样写进它那一科的方括号里。"
    )


def how_subjects_are_taught(rules: RecordRules) -> str:
    """Give the lines of wdyy.toml in which the words for each subject stand, as they are known now."""
    known = [{"name": subject.name, "aliases": subject.aliases} for subject in rules.subjects]
    line = f"subjects = {toml_value(known)}"
    return f"在 wdyy.toml 里写上 [records] 这一节，下面一行写 {line}（已经写过的，不用再写）"


def _of_another_exam(pair: Pair, of: str) -> Problem:
    """Say of a candidate's record that it is of another plan or certificate: it is right where it is."""
    record, candidate = pair
    here, there = record.text(of), candidate.text(of)
    said = f"这是{COMPARED[of]}“{here}”的“{record.subject}”记录，报考表里是“{there}”，那一条已经有了"
    return Problem(record.place(of), said, severity=Severity.INFO, fix=NOTHING_TO_DO)


def _lacking(ledger: Ledger) -> Iterator[tuple[LedgerLine, list[str]]]:
    """Yield the candidates who lack records, with the subjects, in the order of the sheet."""
    for place, missing in sorted(ledger.matched.missing.items()):
        yield ledger.candidates[place], missing


def _lacks_all(ledger: Ledger, candidate: LedgerLine, missing: list[str]) -> bool:
    """Whether there is no record at all; one whose subject is unknown may be the missing one."""
    return len(missing) == len(ledger.subjects) and candidate.id_number not in ledger.with_unknown_subject


def _who(ledger: Ledger, candidate: LedgerLine) -> str:
    """Name the candidate, and the level where there are several registrations, to begin a sentence."""
    several = len(ledger.by_number[candidate.id_number]) > 1
    who = candidate.name + (f"（{candidate.text('level')}）" if several else "")
    return f"{who} " if who else ""
