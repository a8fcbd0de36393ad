"""What records say of themselves: in a column of states, or in another one in which such a word stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from wdyy_cli.headers.header import normal_header, one_line
from wdyy_cli.profile import RecordWords
from wdyy_cli.rules.across.record_state import RecordState, State, read_state
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.reading.account import TablePart
from wdyy_cli.school.reading.tables import OpenTable
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

_STATE = re.compile(
    "(?:审核|审批|审查|复核|报考|报名|记录)(?:状态|结果|情况)|^(?:审核|审批|状态)$|是否(?:有效|通过)"
)
"""Headers under which a record says what has become of it."""

_NO_STATE = re.compile("成绩|分数|得分|考试(?:结果|状态|情况)|合格|缺考|照片|图片")
"""Headers under which such words are about something else than the record."""

Exam = Callable[[TableRef, tuple[Value, ...]], tuple[str | None, ...]]
"""Gives whose record of which exam a row is."""


def with_state(block: OpenTable) -> OpenTable:
    """Take the first column that says what has become of a record for its state."""
    columns = block.header.columns
    free = (column for column, title in _free(block) if _is_state(title))
    found = next(free, None)
    return block if found is None else block.with_columns({**columns, "status": found})


def find_states(parts: Sequence[TablePart], words: RecordWords, exam: Exam) -> Iterator[RecordState]:
    """Find the records that say that they do not count; what nobody understands is told once."""
    found = [state for part in parts for state in _in_part(part, words)]
    refused = {state.table.key(state.row) for state in found if state.state is State.REFUSED}
    again = {exam(state.table, state.values) for state in found if state.state is State.REFUSED}
    accepted = {
        key
        for part in parts
        for row, values in part.rows
        if again and part.table.key(row) not in refused and (key := exam(part.table, values)) in again
    }
    unknown = Counter((state.header, state.text) for state in found if state.state is State.UNKNOWN)
    told: set[tuple[str, str]] = set()
    for state in found:
        key = (state.header, state.text)
        if state.state is State.REFUSED:
            yield state._replace(redone=not state.beside and exam(state.table, state.values) in accepted)
        elif state.state is State.WAITING:
            yield state
        elif key not in told:
            told.add(key)
            yield state._replace(times=unknown[key])


def _in_part(part: TablePart, words: RecordWords) -> Iterator[RecordState]:
    """Yield what the rows of a block say of themselves, but that all is well."""
    block = part.block
    columns = [(column, title, _is_state(title)) for column, title in _free(block)]
    refused = {squeeze(word) for word in words.refused} | {f"已{squeeze(word)}" for word in words.refused}
    known: dict[Value, State] = {}
    for row, values in part.rows:
        for column, title, is_state in columns:
            value = values[column] if column < len(values) else ""
            text = value if type(value) is str else show_value(value)
            if is_state:
                state = known.get(value)
                if state is None:
                    state = known[value] = read_state(text, words)
            elif text and squeeze(text) in refused:
                state = State.REFUSED
            else:
                continue
            if state is not State.ACCEPTED:
                shown = text.strip()
                beside = not is_state
                yield RecordState(part.table, row, values, column, title, shown, state, beside=beside)


def _free(block: OpenTable) -> list[tuple[int, str]]:
    """Give the columns, with their headers, that no field has but the state."""
    taken = {column for field, column in block.header.columns.items() if field != "status"}
    span, headers = block.block.span, block.header.headers
    return [
        (column, one_line(header))
        for column, header in enumerate(headers)
        if header and column not in taken and (span is None or column in span)
        if not _NO_STATE.search(normal_header(header))
    ]


def _is_state(title: str) -> bool:
    return _STATE.search(normal_header(title)) is not None
