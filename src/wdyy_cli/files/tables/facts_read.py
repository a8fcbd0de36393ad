"""The facts of a sheet as callers know them, from the plain values that the child answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wdyy_cli.sheet import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    ErrorValue,
    SheetFacts,
    Validation,
    Value,
    cell_ref,
    parse_ref,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def read_facts(told: Mapping[str, Any]) -> SheetFacts:
    """Make the facts of a sheet."""
    return SheetFacts(
        formulas={cell_ref(*place): formula for place, formula in told["formulas"].items()},
        errors={cell_ref(*place): error for place, error in told["errors"].items()},
        merged=tuple(sorted(_areas(told["merged"]))),
        hidden_rows=frozenset(row for row in told["hidden_rows"] if 1 <= row <= LAST_ROW),
        hidden_columns=tuple(
            Area(1, first, LAST_ROW, min(last, LAST_COLUMN)) for first, last in told["hidden_columns"]
        ),
        filtered=told["filtered"],
        validations=tuple(_validation(*each) for each in told["validations"]),
        **{f"{what}_known": False for what in told["unknown"]},
    )


def with_errors(rows: tuple[tuple[Value, ...], ...], facts: SheetFacts) -> tuple[tuple[Value, ...], ...]:
    """Put the error values of a sheet into its rows, which grow where they are too short for that."""
    changed: dict[int, list[Value]] = {}
    for ref, text in facts.errors.items():
        place = parse_ref(ref)
        if place is None:
            continue
        row, column = place
        cells = changed.get(row)
        if cells is None:
            cells = changed[row] = list(rows[row - 1]) if row <= len(rows) else []
        cells += [""] * (column + 1 - len(cells))
        cells[column] = ErrorValue(text)
    if not changed:
        return rows
    return tuple(
        tuple(changed[number]) if number in changed else rows[number - 1] if number <= len(rows) else ()
        for number in range(1, max(len(rows), *changed) + 1)
    )


def _areas(told: Iterable[str | tuple[int, int, int, int]]) -> Iterable[Area]:
    for each in told:
        if not isinstance(each, str):
            row, column, last_row, last_column = each
            yield Area(row, column, min(last_row, LAST_ROW), min(last_column, LAST_COLUMN))
        elif (area := Area.parse(each)) is not None:
            yield area


def _validation(kind: str, source: str, areas: str) -> Validation:
    return Validation(
        areas=tuple(filter(None, map(Area.parse, areas.split()))),
        kind=kind,
        source=source,
        values=_list_values(source) if kind == "list" else None,
    )


def _list_values(source: str) -> tuple[str, ...] | None:
    """Take apart a list that is written out in place, such as `"甲,乙"`; None where it stands elsewhere."""
    if len(source) < len('""') or not (source.startswith('"') and source.endswith('"')):
        return None
    return tuple(entry.strip() for entry in source[1:-1].replace('""', '"').split(","))
