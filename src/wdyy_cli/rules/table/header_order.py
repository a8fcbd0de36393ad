"""Where the headers of a sheet differ from those of its template. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from wdyy_cli.headers.header import normal_header
from wdyy_cli.sheet import column_letters


class Difference(NamedTuple):
    """A column (from 0), the header that stands there, and in Chinese what is wrong with it."""

    column: int
    text: str
    message: str


def find_differences(headers: Sequence[str], wanted: Sequence[str], row: int) -> Iterator[Difference]:
    """Hold the headers in a row against the wanted ones; what follows the last of them is not looked at."""
    found, right = [normal_header(text) for text in headers], [normal_header(text) for text in wanted]
    in_order = [form for form in dict.fromkeys(found) if form in right]
    kept_order = in_order == [form for form in right if form in found]
    yield from (_shifted if kept_order else _moved)(headers, wanted, row)
    for column, form in enumerate(found):
        if form in right and found.index(form) < column:
            first = column_letters(found.index(form))
            yield Difference(column, headers[column], f"“{headers[column]}”在 {first}{row} 已经有了")


def _shifted(headers: Sequence[str], wanted: Sequence[str], row: int) -> Iterator[Difference]:
    """Give the headers that are renamed, missing or too many, and none that only makes way for them."""
    found, right = [normal_header(text) for text in headers], [normal_header(text) for text in wanted]
    for kind, start, stop, first, last in SequenceMatcher(None, found, right, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        both = min(stop - start, last - first)
        for column, header in zip(range(start, start + both), wanted[first:last], strict=False):
            text = headers[column]
            said = f"这里是“{text}”" if text else "这里是空的"
            yield Difference(column, text, f"{column_letters(column)}{row} 应为“{header}”，{said}")
        for column in range(first + both, last):
            text = headers[column] if column < len(headers) else ""
            said = f"{column_letters(column)}{row} 应为“{wanted[column]}”，表里没有这一列"
            yield Difference(column, text, said)
        for column in range(start + both, stop if last < len(wanted) else start):
            if found[column] not in right:
                text = f"“{headers[column]}”" if headers[column] else "空的"
                said = f"{column_letters(column)} 列{text}是多出来的，后面各列都右移了"
                yield Difference(column, headers[column], said)


def _moved(headers: Sequence[str], wanted: Sequence[str], row: int) -> Iterator[Difference]:
    """Give every header that does not stand in its place."""
    found, right = [normal_header(text) for text in headers], [normal_header(text) for text in wanted]
    for column, (form, header) in enumerate(zip(right, wanted, strict=True)):
        here = headers[column] if column < len(headers) else ""
        if column < len(found) and found[column] == form:
            continue
        should = f"{column_letters(column)}{row} 应为“{header}”"
        if form in found:
            at = found.index(form)
            yield Difference(at, header, f"{should}，它在 {column_letters(at)}{row}")
        elif not here:
            yield Difference(column, "", f"{should}，这里是空的")
        elif found[column] not in right:
            yield Difference(column, here, f"{should}，这里是“{here}”")
        else:
            yield Difference(column, here, f"{should}，表里没有这一列")
