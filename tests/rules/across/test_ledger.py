"""Whose record is which: whatever was exported, every record and every candidate is accounted for once."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.rules.across.ledger import LedgerLine
from wdyy_cli.rules.across.record import PRACTICE, THEORY, ledger, record, registered

PEOPLE = (("张三", "11010120080307100X"), ("李四", "110101200903071031"), ("王五", "110101200803091042"))
LEVELS = ("初级", "中级")

CANDIDATES = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(LEVELS))).map(sorted)
RECORDS = st.lists(
    st.tuples(st.sampled_from((THEORY, PRACTICE, "外语")), st.sampled_from(PEOPLE), st.sampled_from(LEVELS)),
    max_size=16,
)
Wanted = list[tuple[tuple[str, str], str]]
Exported = list[tuple[str, tuple[str, str], str]]


@given(CANDIDATES, RECORDS)
def test_records_and_candidates_are_accounted_for_once(wanted: Wanted, exported: Exported) -> None:
    found = ledger(*(registered(who, level) for who, level in wanted), *(record(*each) for each in exported))
    matched = found.matched
    strangers = Counter(line.subject for line in found.strangers)
    for subject in (THEORY, PRACTICE):
        records = sum(1 for each in exported if each[0] == subject)
        pairs = sum(1 for pair in matched.pairs if pair.record.subject == subject)
        surplus = sum(1 for pair in matched.surplus if pair.record.subject == subject)
        missing = sum(subject in subjects for subjects in matched.missing.values())
        assert pairs + surplus + strangers[subject] == records
        assert pairs + missing == len(wanted)


@given(CANDIDATES, RECORDS)
def test_nobody_lacks_a_record_of_which_another_has_two(wanted: Wanted, exported: Exported) -> None:
    found = ledger(*(registered(who, level) for who, level in wanted), *(record(*each) for each in exported))
    surplus = {(pair.record.id_number, pair.record.subject) for pair in found.matched.surplus}
    for place, subjects in found.matched.missing.items():
        for subject in subjects:
            assert (found.candidates[place].id_number, subject) not in surplus


@given(CANDIDATES, st.randoms())
def test_the_order_of_a_right_export_does_not_matter(wanted: Wanted, order: random.Random) -> None:
    lines = [record(subject, who, level) for who, level in wanted for subject in (THEORY, PRACTICE)]
    order.shuffle(lines)
    found = ledger(*(registered(who, level) for who, level in wanted), *lines)
    assert [pair for pair in found.matched.pairs if level_of(pair.record) != level_of(pair.other)] == []
    assert (found.matched.surplus, found.matched.missing, found.strangers) == ([], {}, [])


@given(CANDIDATES, RECORDS, st.randoms())
def test_records_of_another_plan_change_nothing(
    wanted: Wanted, others: Exported, order: random.Random
) -> None:
    candidates = [registered(who, level) for who, level in wanted]
    lines = [
        record(subject, who, level, plan="某某计划")
        for who, level in wanted
        for subject in (THEORY, PRACTICE)
    ]
    old = [record(*each, plan="上一次的计划") for each in others if each[0] != "外语"]
    mixed = [*lines, *old]
    order.shuffle(mixed)
    found = ledger(*candidates, *mixed)
    if candidates:
        assert (found.matched.surplus, found.matched.missing, found.counted) == ([], {}, len(lines))
        assert all(pair.record.text("plan") == "某某计划" for pair in found.matched.pairs)
        assert found.is_explained


def level_of(line: LedgerLine) -> str:
    return line.text("level")
