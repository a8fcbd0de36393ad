"""What a row of a registration sheet is: a student's, or one of the template's hints."""

from __future__ import annotations

from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.sheet import Value, show_value

ID_DIGITS = 15
"""So many digits in the ID column make a row a student's, whatever hint was left in it."""


def is_hint_row(table: TableRef, values: tuple[Value, ...], hints: frozenset[str]) -> bool:
    """Whether a row holds the template's hints and no student."""
    return not hints.isdisjoint(values) and not holds_number(table, values)


def holds_number(table: TableRef, values: tuple[Value, ...]) -> bool:
    """Whether a row has so many digits in the ID column that it is a student's."""
    number = show_value(table.value(values, "id_number"))
    return sum(char.isdigit() for char in number) >= ID_DIGITS


def first_text(values: tuple[Value, ...]) -> str:
    """Give the text of the first cell of a row that is not empty."""
    return next((text for value in values if (text := show_value(value)).strip()), "")
