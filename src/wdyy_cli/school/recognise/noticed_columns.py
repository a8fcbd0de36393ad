"""Columns under headers that nobody knows, told by what stands below them without any doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import is_former, is_numbering, is_somebody_else, match_headers, one_line
from wdyy_cli.rules.table.cell_marks import holds_id_number
from wdyy_cli.rules.table.status import read_status
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Value, Workbook, texts_of
from wdyy_cli.texts.cell_text import is_plain_name, squeeze

LEAST_SHARE = 0.6
"""So many of the values of a column must be what its field holds."""
LEAST_DISTINCT = 0.7
"""So many of the names in a column must differ: 汉族 and 初级 look like names as well."""
LEAST_FILLED = 0.5
"""In so many of the rows the column must be filled: a remark here and there is no column of states."""
LONGEST_NAME = 4

WHO = frozenset({"name", "id_number"})
"""A row that names one of these columns is the header, wherever the first number stands below it."""

_REMARKS = re.compile("备注|说明|备考|情况说明|附注")


def subject_words(settings: Settings) -> list[str]:
    """Give the words by which the subjects of the exam are known."""
    subjects = settings.profile.records.subjects
    return [squeeze(word) for subject in subjects for word in (subject.name, *subject.aliases)]


def notice_columns(workbook: Workbook, settings: Settings) -> dict[str, str]:
    """
    Give the headers that no alias knows, by the field that stands below them without any doubt.

    Only beside ID numbers: the row above the first of them is the header, unless it is the row of a student
    without one, or a title, below a header that is known.
    """
    found: dict[str, str] = {}
    for sheet in workbook.sheets:
        rows = [row for _, row in sheet.filled_rows()]
        first = next((at for at, row in enumerate(rows) if any(map(holds_id_number, row))), 0)
        if not sheet.visible or not first:
            continue
        looks = _looks(settings)
        aliases = {of: ALIASES[of] for of in looks}
        at, known = first - 1, match_headers(rows[first - 1], aliases)
        for above in range(first - 1, -1, -1):
            if (matched := match_headers(rows[above], aliases)).keys() & WHO:
                at, known = above, matched
                break
        headers, below = texts_of(rows[at]), rows[first:]
        taken = {column for columns in known.values() for column in columns}
        for of, fits in looks.items():
            columns = [
                column
                for column, text in enumerate(headers)
                if text and column not in taken and of not in known and _may_be(text)
                if _holds(below, column, fits, distinct=of == "name")
            ]
            if len(columns) == 1 and headers.count(headers[columns[0]]) == 1:
                found.setdefault(of, one_line(headers[columns[0]]))
    return found


def holds_own_numbers(workbook: Workbook) -> bool:
    """Whether an ID number stands in a column of which nothing above it says that it is somebody else's."""
    for sheet in workbook.sheets:
        others: set[int] = set()
        for _, row in sheet.filled_rows():
            for column, value in enumerate(row):
                if column not in others and holds_id_number(value):
                    return True
                if type(value) is str and value and is_somebody_else(value):
                    others.add(column)
    return False


def _may_be(header: str) -> bool:
    return not (
        is_somebody_else(header)
        or is_former(header)
        or is_numbering(header)
        or _REMARKS.search(squeeze(header))
    )


def _holds(
    rows: Sequence[Sequence[Value]], column: int, fits: Callable[[Value], bool], *, distinct: bool
) -> bool:
    values = [row[column] for row in rows if column < len(row) and row[column] != ""]
    fitting = sum(map(fits, values))
    if not values or len(values) < LEAST_FILLED * len(rows) or fitting < LEAST_SHARE * len(values):
        return False
    return not distinct or len(set(values)) >= LEAST_DISTINCT * len(values)


def _looks(settings: Settings) -> Mapping[str, Callable[[Value], bool]]:
    """Say what the cells of a field hold, for the fields that values alone can tell."""
    words, states = subject_words(settings), settings.profile.status

    def is_subject(value: Value) -> bool:
        return type(value) is str and any(word in squeeze(value) for word in words)

    def is_status(value: Value) -> bool:
        said = read_status(value, states) if type(value) is str else None
        return said is not None and bool(said.kinds) and not said.unknown

    def is_name(value: Value) -> bool:
        return type(value) is str and is_plain_name(value.strip()) and len(value.strip()) <= LONGEST_NAME

    return {"id_number": holds_id_number, "status": is_status, "subject": is_subject, "name": is_name}
