"""Columns of a roster that are known by their values: levels and types under headers that nobody knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wdyy_cli.headers.header import is_former, is_numbering, is_somebody_else, normal_header, one_line
from wdyy_cli.profile import Profile
from wdyy_cli.rules.table.roster import Noticed, NoticedAs
from wdyy_cli.school.reading.tables import OpenTable
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

_VAGUE = frozenset({"类别", "类型", "人员类型", "等级", "级别", "学生类别", "考生类别", "人员类别"})
"""Headers that may mean anything: they count where what stands below them does."""

_OVER = re.compile("已|过|成绩|分数|获|取得|合格|证书编号|费")
"""Headers about an exam that is over, or about something else of it."""

_MARKS = frozenset("√✓✔☑vV○〇●1是有y×☐0否无n") | {"对勾", "打勾", "yes", "no", "报考", "不报", "报", "考"}

LEAST_SHARE = 0.5
"""So many of the values of a column must be levels, or types, for it to be one of them."""

MOST_CHOICES = 300
"""A column with more different values is none of choices."""


def settled(block: OpenTable, settings: Settings) -> OpenTable:
    """
    Settle which columns count.

    Not those whose vague header only seems to mean a field, of which no value fits, but one under an unknown
    header whose values do.
    """
    allowed = settings.profile.choices
    overrides = block.file.overrides
    vague = {
        field: block.header.title(field)
        for field, values in allowed.items()
        if field in block.header.columns
        and field not in overrides
        and normal_header(block.header.title(field)) in _VAGUE
        and not _share(block, block.header.columns[field], values)[0]
    }
    columns = {field: column for field, column in block.header.columns.items() if field not in vague}
    block = replace(block.with_columns(columns), vague=vague)
    taken = {
        field: found[0]
        for field, values in allowed.items()
        if field not in columns and len(found := _columns_of(block, values)) == 1
    }
    return replace(block.with_columns({**columns, **taken}), noticed=taken)


def noticed_in(block: OpenTable, profile: Profile) -> Iterator[Noticed]:
    """Tell the columns under unknown headers whose values are those of a field."""
    headers = block.header.headers
    for field, values in profile.choices.items():
        free, own = _columns_of(block, values), field in block.header.columns
        if field in block.noticed:
            found, what = [block.noticed[field]], NoticedAs.TAKEN
        elif free:
            found, what = free, NoticedAs.BESIDE if own else NoticedAs.IN_DOUBT
        elif not own and (ticked := _ticked_columns(block, values)):
            found, what = ticked, NoticedAs.TICKED
        elif not own and field == "level":
            found, what = _mixed_columns(block, values), NoticedAs.MIXED
        else:
            continue
        yield from (Noticed(field, column, _text(headers, column), what) for column in found)


def _text(headers: Sequence[str], column: int) -> str:
    return one_line(headers[column]) if column < len(headers) else ""


def _columns_of(block: OpenTable, allowed: Sequence[str]) -> list[int]:
    """Give the columns that no field has, and whose values are mostly allowed ones of a field."""
    return [
        column
        for column in _free_columns(block)
        if (share := _share(block, column, allowed))[0] and share[0] >= LEAST_SHARE * share[1]
    ]


def _mixed_columns(block: OpenTable, allowed: Sequence[str]) -> list[int]:
    """Give the columns in which mostly one allowed value stands inside other text."""
    free = [*_free_columns(block), *(c for f, c in block.header.columns.items() if f == "certificate")]
    found = []
    for column in free:
        counts = _counts(block, column)
        words = [squeeze(value) for value in allowed]
        inside = sum(n for text, n in counts.items() if sum(word in text for word in words) == 1)
        if inside and inside >= LEAST_SHARE * counts.total():
            found.append(column)
    return found


def _ticked_columns(block: OpenTable, allowed: Sequence[str]) -> list[int]:
    """Give the columns that are called by one allowed value, and have marks below; none of what is over."""
    words = [squeeze(value) for value in allowed]
    found = []
    for column in _free_columns(block):
        text = squeeze(_text(block.header.headers, column))
        counts = _counts(block, column)
        if not counts or sum(word in text for word in words) != 1 or _OVER.search(text):
            continue
        if text in words or all(mark in _MARKS for mark in counts):
            found.append(column)
    return found


def _free_columns(block: OpenTable) -> list[int]:
    """Give the columns that no field has, and that may be about the student as she is now."""
    taken, span = set(block.header.columns.values()), block.block.span
    headers = block.header.headers
    width = max(block.sheet.width, len(headers))
    return [
        column
        for column in range(width)
        if column not in taken
        and (span is None or column in span)
        and not (is_somebody_else(text := _text(headers, column)) or is_former(text) or is_numbering(text))
    ]


def _counts(block: OpenTable, column: int) -> Counter[str]:
    """Count the values of a column; one of very many different values is no column of choices: empty."""
    found: Counter[Value] = Counter(row[column] for _, row in block.block.rows if column < len(row))
    if len(found) > MOST_CHOICES:
        return Counter()
    counts: Counter[str] = Counter()
    for value, count in found.items():
        counts[squeeze(show_value(value))] += count
    del counts[""]
    return counts


def _share(block: OpenTable, column: int, allowed: Sequence[str]) -> tuple[int, int]:
    """Count the values of a column that are allowed, and all of them."""
    counts = _counts(block, column)
    return sum(counts[text] for text in {squeeze(value) for value in allowed}), counts.total()
