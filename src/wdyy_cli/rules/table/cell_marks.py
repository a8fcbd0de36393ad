"""What stands in a cell, also inside other text: ID numbers, mobile numbers, rooms, words. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

_GAP = r"[\s\-‐‑–—'’`]*"
_BETWEEN = re.compile(_GAP)


def _with_gaps(first: str, *digits: str) -> re.Pattern[str]:
    """Match digits with what people type between them; another number beside them is none of theirs."""
    return re.compile(rf"(?<![0-9]){_GAP.join((first, *digits))}(?![0-9])")


_AREA, _SERIAL = ("[1-9]", *["[0-9]"] * 5), ("[0-9]",) * 3
_YEAR = (f"(?:1{_GAP}9|2{_GAP}0)", "[0-9]", "[0-9]")
_DAY = (f"(?:0{_GAP}[1-9]|1{_GAP}[0-2])", f"(?:0{_GAP}[1-9]|[12]{_GAP}[0-9]|3{_GAP}[01])")
_INSIDE = _with_gaps(*_AREA, *_YEAR, *_DAY, *_SERIAL, "[0-9X]")
_PHONE = _with_gaps("1", "[3-9]", *["[0-9]"] * 9)
_ROOM = re.compile("(?=.*[0-9一二三四五六七八九十]).*(?:机房|教室|实训室|实验室|机室|室)[0-9]*")

_LONGEST_ROOM = 20
_SHORTEST, _PHONE_DIGITS = 17, 11
_STORED_AS_NUMBER = (10**17, 10**18)

Marks = Callable[[Value], Sequence[str]]
"""Gives what a cell holds of the data that a kind of table is about: ID numbers, phone numbers, rooms."""


def id_numbers_in(value: Value) -> Sequence[str]:
    """Give the ID numbers that stand in a cell, also inside other text or stored as a number."""
    if type(value) is str:
        if len(value) < _SHORTEST:
            return ()
        plain = unicodedata.normalize("NFKC", value).upper()
        return [_BETWEEN.sub("", found[0]) for found in _INSIDE.finditer(plain)]
    if type(value) is float and _STORED_AS_NUMBER[0] <= value < _STORED_AS_NUMBER[1]:
        return [show_value(value)]
    return ()


def holds_id_number(value: Value) -> bool:
    """Whether an ID number stands in a cell."""
    return bool(id_numbers_in(value))


def phones_in(value: Value) -> Sequence[str]:
    """Give the mobile numbers that stand in a cell."""
    text = show_value(value) if type(value) is float else value
    if not isinstance(text, str) or len(text) < _PHONE_DIGITS:
        return ()
    return [_BETWEEN.sub("", found[0]) for found in _PHONE.finditer(text)]


def rooms_in_cell(value: Value) -> Sequence[str]:
    """Give a cell that names a room."""
    text = squeeze(value) if type(value) is str and len(value) <= _LONGEST_ROOM else ""
    return (text,) if _ROOM.fullmatch(text) else ()


def is_text(value: Value) -> bool:
    """Whether a cell holds words, such as a name."""
    return type(value) is str and bool(value.strip()) and not any(map(str.isdigit, value))
