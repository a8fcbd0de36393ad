"""Fields in a profile: which ones its columns may have, and what is said of one that does not exist."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import normal_header
from wdyy_cli.toml.section import Told, checked

ROOM_FIELDS = (
    "plan", "site", "school", "room", "room_type", "seats", "machines", "address", "certificate",
)  # fmt: skip
"""What is known of a planned room, to be written into the sheet of rooms."""


def headers_by_field(known: Sequence[str], needed: Sequence[str]) -> Told:
    """Accept headers by field: known fields, all the needed ones among them, and no header twice."""

    def check(columns: dict[str, str]) -> dict[str, str]:
        _tell_strange(columns, known)
        if missing := [field for field in needed if field not in columns]:
            raise ValueError(f"里不能没有 {'、'.join(missing)}")
        forms = [normal_header(header) for header in columns.values()]
        wrong = next(
            (h for h, form in zip(columns.values(), forms, strict=True) if forms.count(form) > 1), ""
        )
        if wrong:
            raise ValueError(f"里“{wrong}”写了两次，每一列的表头要不同")
        if "" in forms:
            raise ValueError("里有一列的表头是空的")
        return columns

    return checked(check)


def _known_fields(fields: tuple[str, ...]) -> tuple[str, ...]:
    _tell_strange(fields, tuple(ALIASES))
    return fields


KNOWN_FIELDS = checked(_known_fields)
"""Accepts fields that a table may have."""


def _not_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("不能是空的")
    return values


NOT_EMPTY = checked(_not_empty)
"""Accepts a list of something: where all that is in it does not fit, Pydantic's own bound calls it empty."""


def _file_endings(endings: tuple[str, ...]) -> tuple[str, ...]:
    if wrong := [ending for ending in endings if not re.fullmatch(r"\.[a-z0-9]+", ending)]:
        raise ValueError(f"里的“{wrong[0]}”要以点开头，只用小写字母和数字，例如 .jpg")
    return endings


FILE_ENDINGS = checked(_file_endings)
"""Accepts endings of file names as they are compared: with their dot, in small letters."""


def in_order(smaller: str, larger: str) -> Told:
    """Accept a section whose one value, where both are given, is not above the other."""

    def check(limits: object) -> object:
        low, high = getattr(limits, smaller), getattr(limits, larger)
        if low is not None and high is not None and low > high:
            raise ValueError(f"里 {smaller}（{low:g}）比 {larger}（{high:g}）大，互相矛盾")
        return limits

    return checked(check)


def _tell_strange(fields: Iterable[str], known: Sequence[str]) -> None:
    """Raise ValueError that names each field that is not known, and the nearest ones that are."""
    faults = []
    for field in fields:
        if field in known:
            continue
        meant = [of for of in known if normal_header(field) in map(normal_header, ALIASES.get(of, ()))]
        near = meant or difflib.get_close_matches(field, known, n=3)
        hint = f"您是不是想写 {' 或 '.join(near)}" if near else f"可以写 {'、'.join(known)}"
        faults.append(f"“{field}”，{hint}")
    if faults:
        raise ValueError(f"里没有这样的字段：{'；'.join(faults)}")
