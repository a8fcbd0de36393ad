"""Which numbers are one number with a slip in it: against brute force, and pair by pair."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.rules.across.cross import entry
from wdyy_cli.rules.across.files import find_near_misses
from wdyy_cli.rules.across.near_miss import count_slips, tell_difference

RIGHT = "110101200801031012"

SLIPS: dict[str, tuple[str, int | None, str]] = {
    "the same": (RIGHT, None, ""),
    "one digit": ("110101200801031013", 1, "第 18 位不同"),
    "two digits": ("110101200801031023", 2, "第 17、18 位不同"),
    "two neighbours swapped": ("110101200801030112", 1, "第 15、16 位颠倒了"),
    "two others swapped": ("110101200810031012", 1, "第 11、12 位颠倒了"),
    "one missing": ("11010120080103101", 1, "少了 1 位"),
    "one too many": ("1101012008010310122", 1, "多了 1 位"),
    "two missing": ("1101012008010310", 2, "少了 2 位"),
    "one left out, one put in": ("110101200801310122", 2, "有一位漏写又多写了一位"),
    "the old form": ("110101080103101", 1, "是它的 15 位旧号码"),
    "another old form": ("110101080103102", None, ""),
    "three digits": ("110101200801034445", None, ""),
    "another birthday": ("110101199903071031", None, ""),
}


@pytest.mark.parametrize(("other", "slips", "said"), SLIPS.values(), ids=SLIPS)
def test_slips_are_counted_and_told(other: str, slips: int | None, said: str) -> None:
    assert (count_slips(other, RIGHT), tell_difference(other, RIGHT)) == (slips, said)


def edits(one: str, other: str) -> int:
    """Count edits by the definition: the shortest of all ways."""

    @cache
    def least(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        replaced = least(i - 1, j - 1) + (one[i - 1] != other[j - 1])
        return min(replaced, least(i - 1, j) + 1, least(i, j - 1) + 1)

    return least(len(one), len(other))


def swaps(text: str) -> set[str]:
    """Give all texts in which two characters stand in each other's place."""
    found = set()
    for i, j in combinations(range(len(text)), 2):
        changed = list(text)
        changed[i], changed[j] = changed[j], changed[i]
        found.add("".join(changed))
    return found - {text}


short = st.text("01X", max_size=7)


@given(short, short)
def test_counting_agrees_with_brute_force(one: str, other: str) -> None:
    expected: int | None = 1 if other in swaps(one) else edits(one, other)
    if one == other or (expected is not None and expected > 2):
        expected = None
    assert count_slips(one, other) == count_slips(other, one) == expected
    assert bool(tell_difference(one, other)) == (expected is not None)


@given(st.text("0123456789", min_size=18, max_size=18), st.integers(0, 17), st.integers(0, 17))
def test_every_swap_and_every_single_slip_is_near(number: str, first: int, second: int) -> None:
    wrong = number[:first] + str((int(number[first]) + 1) % 10) + number[first + 1 :]
    assert count_slips(wrong, number) == 1
    assert count_slips(number[:second] + number[second + 1 :], number) == 1
    assert all(count_slips(swapped, number) == 1 for swapped in swaps(number))


def test_each_is_paired_once_with_the_closest_of_the_same_name() -> None:
    here = [entry(RIGHT, "张三"), entry("110101200801031022", "张三"), entry("110101200801031014", "李四")]
    there = [entry("110101200801031013", "张三"), entry("110101200801031033", "张三")]
    there.append(entry("110101200801031015", ""))
    assert find_near_misses(here, there) == [(here[0], there[0]), (here[1], there[1])]


def test_without_a_name_nobody_is_paired() -> None:
    assert find_near_misses([entry(RIGHT, "")], [entry("110101200801031013", "")]) == []
