"""Headers over two rows: groups of columns, and whose columns they are. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wdyy_cli.headers.header import is_group_of_others
from wdyy_cli.sheet import Area, Sheet

_FEWEST_DIGITS_OF_DATA = 5
_LONGEST_LOWER = 20
_PHONE_OR_ID = re.compile(r"(?:[0-9][-\s]?){10,}[0-9Xx]")
_MOST_GROUPS = 12
_ROWS_BELOW = 20


def is_lower_tier(sheet: Sheet, row: int, upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row below `row` is the lower tier of its header."""
    below = {column for column, text in enumerate(lower) if text}
    if not below or len(below) > len([text for text in upper if text]) + _MOST_GROUPS:
        return False
    if any(type(value) is not str for value in sheet.rows[row] if value != ""):
        return False
    if any(len(text) > _LONGEST_LOWER or _is_data(text) for text in lower):
        return False
    tall = _over_both(sheet, row)
    if tall:
        return not below & tall
    # Without merged cells: two or more below one group, of which only the first has a text above it.
    free = {column for column in below if column >= len(upper) or not upper[column]}
    if not free:
        return False
    grouped = {column for column in below - free if column + 1 in free}
    return bool(grouped) and below == free | grouped and all(c - 1 in below for c in free)


def _is_data(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _FEWEST_DIGITS_OF_DATA


def _over_both(sheet: Sheet, row: int) -> set[int]:
    """Give the columns whose header is merged over `row` and the row below."""
    return {
        column
        for area in sheet.facts.merged
        if area.first_row == row and area.last_row == row + 1
        for column in range(area.first_column, area.last_column + 1)
    }


def two_tiers(sheet: Sheet, row: int, upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Give the header of each column: the lower text, behind its group where that is somebody else's."""
    groups = _groups(sheet.facts.merged, row, upper, lower, spread=True)
    width = max(len(upper), len(lower))
    texts = []
    for column in range(width):
        below = lower[column] if column < len(lower) else ""
        above = upper[column] if column < len(upper) else ""
        group = groups.get(column, "")
        texts.append(f"{group}{below}" if below and is_group_of_others(group) else below or above)
    return tuple(texts)


def beside_groups(sheet: Sheet, row: int, upper: Sequence[str], headers: tuple[str, ...]) -> tuple[str, ...]:
    """
    Give the headers of the lower tier, and those of the upper one that have none below them.

    They reach over both tiers, or there is a value further below: a title line has words above nothing.
    """
    tall = _over_both(sheet, row)
    below = sheet.rows[row + 1 : row + 1 + _ROWS_BELOW]
    return tuple(
        upper[column]
        if not header
        and column < len(upper)
        and (column in tall or any(column < len(values) and values[column] != "" for values in below))
        else header
        for column, header in enumerate((*headers, *("" for _ in upper[len(headers) :])))
    )


def under_groups(sheet: Sheet, row: int, headers: tuple[str, ...]) -> tuple[str, ...]:
    """Name whose columns they are, where the row above groups some of them as somebody else's."""
    above = sheet.texts(row - 1)
    filled = sum(map(bool, above))
    if filled < 2 or not any(map(is_group_of_others, above)):  # noqa: PLR2004 - one is a title
        return headers
    if any(map(_PHONE_OR_ID.fullmatch, above)) and 3 * filled > 2 * sum(map(bool, headers)):
        return headers  # a row of the table above, whose last name is 王老师: groups have a text for several
    groups = _groups(sheet.facts.merged, row - 1, above, headers, spread=False)
    return tuple(
        f"{group}{header}"
        if header and is_group_of_others(group := groups.get(column, "")) and group not in header
        else header
        for column, header in enumerate(headers)
    )


def _groups(
    merged: Sequence[Area], row: int, upper: Sequence[str], lower: Sequence[str], *, spread: bool
) -> dict[int, str]:
    """Give the group above each column: over merged cells, or over empty ones up to the next text."""
    groups: dict[int, str] = {}
    for area in merged:
        if area.first_row <= row <= area.last_row and area.last_column > area.first_column:
            text = upper[area.first_column] if area.first_column < len(upper) else ""
            groups.update(dict.fromkeys(range(area.first_column, area.last_column + 1), text))
    last = ""
    for column in range(len(lower)):
        above = column < len(upper) and upper[column]
        last = upper[column] if above else last
        lonely = not above or not (column + 1 < len(upper) and upper[column + 1])
        if column not in groups and last and (spread or lonely):
            groups[column] = last
    return groups
