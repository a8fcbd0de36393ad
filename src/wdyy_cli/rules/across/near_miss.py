"""Whether two ID numbers are one number with a slip in it. Pure."""

from __future__ import annotations

MOST_SLIPS = 2
"""Characters that may differ, be missing or be too many."""


def count_slips(one: str, other: str) -> int | None:
    """
    Count the slips that turn one number into the other: a wrong, missing or extra character, or a swap.

    None for equal numbers and for more than `MOST_SLIPS`. The old number of 15 digits is one slip.
    """
    if _is_old_form(one, other) or _is_old_form(other, one):
        return 1
    if one == other or abs(len(one) - len(other)) > MOST_SLIPS:
        return None
    if _is_swap(one, other):
        return 1
    slips = _distance(one, other)
    return slips if slips <= MOST_SLIPS else None


def tell_difference(one: str, other: str) -> str:
    """Say in Chinese how the first number differs from the second; empty where they are not near."""
    if count_slips(one, other) is None:
        return ""
    if _is_old_form(one, other):
        return "是它的 15 位旧号码"
    if _is_old_form(other, one):
        return "那边是它的 15 位旧号码"
    if len(one) != len(other):
        left = len(one) - len(other)
        return f"{'多' if left > 0 else '少'}了 {abs(left)} 位"
    places = [index + 1 for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    shown = "、".join(str(place) for place in places)
    if _is_swap(one, other):
        return f"第 {shown} 位颠倒了"
    return f"第 {shown} 位不同" if len(places) <= MOST_SLIPS else "有一位漏写又多写了一位"


def _is_old_form(short: str, number: str) -> bool:
    """Whether a number has 15 digits and is the other one without the century and the check character."""
    return len(short) == len(number) - 3 and short == number[:6] + number[8:-1]


def _is_swap(one: str, other: str) -> bool:
    """Whether two characters, side by side or not, stand in each other's place."""
    if len(one) != len(other):
        return False
    places = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) != 2:  # noqa: PLR2004 - a swap has two places
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def _distance(one: str, other: str) -> int:
    """Count insertions, deletions and substitutions (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, char in enumerate(one, start=1):
        before, row[0] = row[0], index
        for column, wanted in enumerate(other, start=1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (char != wanted)),
            )
    return row[-1]
