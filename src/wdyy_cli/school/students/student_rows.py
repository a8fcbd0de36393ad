"""Students beside the platform's template: what they are to have in it, or have in a filled one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from wdyy_cli.headers.header import normal_header, one_line
from wdyy_cli.model import Finding, InputFile, Place
from wdyy_cli.planning.students import (
    ColumnSource,
    Filling,
    TemplateColumn,
    as_wanted,
    choose,
    contradicts,
    tell,
    text_of,
    told_by_number,
)
from wdyy_cli.rules.table.roster import (
    FILLED_SHEET,
    LEFT_HINT,
    STUDENT_VALUE,
    FilledSheet,
    LeftHint,
    StudentValue,
)
from wdyy_cli.rules.table.table import RowKey, TableRef, place_in
from wdyy_cli.school.reading.account import TablePart
from wdyy_cli.school.roster import Roster
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.students.student_template import StudentTemplate
from wdyy_cli.sheet import ErrorValue, Value, cell_ref


@dataclass(frozen=True)
class StudentRows:
    """The students of a roster as the template wants them; `given` holds for all, by column."""

    roster: Roster
    template: StudentTemplate
    given: Mapping[int, str]
    settings: Settings

    @cached_property
    def fillings(self) -> list[tuple[TablePart, list[Filling]]]:
        """How each column is filled, for each block of the roster."""
        named = frozenset(self.settings.columns)
        return [
            (part, choose(self.template.columns, _headers(part), part.table.columns, self.given, named))
            for part in self.roster.counted_parts
        ]

    @cached_property
    def values(self) -> dict[RowKey, list[StudentValue]]:
        """Give what each student is to have in each column, in their order."""
        classes = self.roster.classes()
        return {
            part.table.key(row): [
                self._value(part.table, row, values, filling, classes) for filling in fillings
            ]
            for part, fillings in self.fillings
            for row, values in part.rows
        }

    def find(self) -> Iterator[Finding]:
        """Apply the rules about what the template wants."""
        return self.settings.find(STUDENT_VALUE, chain.from_iterable(self.values.values()))

    @property
    def used(self) -> set[str]:
        """The headers of the roster, in the form that is compared, whose values are written."""
        return {
            normal_header(_headers(part)[filling.place])
            for part, fillings in self.fillings
            for filling in fillings
            if filling.source is ColumnSource.ROSTER
        }

    @property
    def passed_over(self) -> list[str]:
        """Headers for which a value was given, though the roster has them."""
        return [
            filling.column.title
            for filling in self.fillings[0][1]
            if filling.source is not ColumnSource.GIVEN and self.given.get(filling.column.place)
        ]

    def _value(
        self,
        table: TableRef,
        row: int,
        values: tuple[Value, ...],
        filling: Filling,
        classes: Mapping[str, str],
    ) -> StudentValue:
        column, number = filling.column, table.id_number(values)
        text = ""
        if filling.source is ColumnSource.ROSTER:
            text = _own_text(table, values, column, filling.place)
        elif filling.source is ColumnSource.CLASS:
            text = classes.get(number or "", "")
        elif filling.source is ColumnSource.GIVEN:
            text = filling.value
        text = as_wanted(column, text) if text else tell(column, number, self.settings.checked_on)
        known = filling.source not in (ColumnSource.NOWHERE, ColumnSource.COUNT)
        # Of a number that tells nothing the rules about ID numbers speak.
        silent = filling.source is ColumnSource.COUNT or (
            not text and told_by_number(column.header) is not None
        )
        place = _place(table, row, values, column, filling.place)
        held = _held(place, column, text, number, self.settings)
        return held._replace(known=known, required=held.required and not silent)


def as_used(file: InputFile, used: Collection[str]) -> InputFile:
    """Give an input of which columns with these headers, in the form that is compared, are no unused ones."""
    if file.read is None:
        return file
    unused = tuple(header for header in file.read.unused if normal_header(header) not in used)
    return replace(file, read=replace(file.read, unused=unused))


def find_in_filled(roster: Roster, template: StudentTemplate, settings: Settings) -> Iterator[Finding]:
    """Hold a filled sheet, read as a roster, against its template."""
    find_sheet = FILLED_SHEET.finder(settings.profile, settings.choice)
    find_hint = LEFT_HINT.finder(settings.profile, settings.choice)
    find_value = STUDENT_VALUE.finder(settings.profile, settings.choice)
    for part in roster.counted_parts:
        headers = _headers(part)
        places = {column.place: _place_of(column, template, headers) for column in template.columns}
        if part.block.header.row_number:
            yield from find_sheet(_beside(part, template, headers, places))
        for row, values in part.rows:
            at = part.table.place(row, values)
            if template.is_hint(values):
                yield from find_hint(LeftHint(at, is_hint=True))
                continue
            if row <= template.last_header_row and part.block.header.row_number == template.header_row:
                continue  # field codes below the header
            for column in template.columns:
                place = places[column.place]
                if place is None:
                    continue
                text = _own_text(part.table, values, column, place)
                at = _place(part.table, row, values, column, place)
                number = part.table.id_number(values)
                yield from find_value(_held(at, column, text, number, settings)._replace(filled=True))


def _held(
    place: Place, column: TemplateColumn, text: str, number: str | None, settings: Settings
) -> StudentValue:
    return StudentValue(
        place=place,
        header=column.title,
        text=text,
        required=column.required and column.field not in ("name", "id_number"),
        allowed=column.allowed,
        told=contradicts(column, text, number, settings.checked_on),
    )


def _own_text(table: TableRef, values: tuple[Value, ...], column: TemplateColumn, place: int) -> str:
    if column.field == "id_number":
        return table.id_number(values) or ""
    value = values[place] if place < len(values) else ""
    return "" if isinstance(value, ErrorValue) else text_of(value, is_name=column.field == "name")


def _place(table: TableRef, row: int, values: tuple[Value, ...], column: TemplateColumn, place: int) -> Place:
    at = table.place(row, values)
    cell = cell_ref(row, place) if place >= 0 else None
    own = text_of(values[place]) if 0 <= place < len(values) else ""
    return replace(at, location=replace(at.location, cell=cell, column=column.title), value=own or None)


def _headers(part: TablePart) -> list[str]:
    """Give the headers of a block by column; those of blocks beside it are empty."""
    span = part.block.block.span
    return [
        one_line(header) if span is None or place in span else ""
        for place, header in enumerate(part.block.header.headers)
    ]


def _place_of(column: TemplateColumn, template: StudentTemplate, headers: Sequence[str]) -> int | None:
    """Find a column of the template in a filled sheet: in its place, else wherever it is the only one."""
    form = normal_header(column.header)
    found = [place for place, header in enumerate(headers) if normal_header(header) == form]
    if column.place in found:
        return column.place
    once = sum(normal_header(other.header) == form for other in template.columns) == 1
    return found[0] if len(found) == 1 and once else None


def _beside(
    part: TablePart, template: StudentTemplate, headers: Sequence[str], places: Mapping[int, int | None]
) -> FilledSheet:
    row = part.block.header.row_number
    known = {place for place in places.values() if place is not None}
    place = place_in(part.table.file, part.table.sheet, row)
    missing = tuple(column.title for column in template.columns if places[column.place] is None)
    moved = [column.title for column in template.columns if places[column.place] not in (None, column.place)]
    added = [header for at, header in enumerate(headers) if header and at not in known]
    return FilledSheet(
        place=place,
        missing=missing,
        moved=tuple(moved),
        added=tuple(added),
        header_row=row,
        wanted_row=template.header_row,
    )


def without_hints(findings: Sequence[Finding], roster: Roster, template: StudentTemplate) -> list[Finding]:
    """Leave out what is said of rows that are the template's own: examples, hints, codes of the fields."""
    own = {
        (part.table.file, part.table.sheet, row)
        for part in roster.counted_parts
        for row, values in part.rows
        if template.is_hint(values)
        or (row <= template.last_header_row and part.block.header.row_number == template.header_row)
    }
    places = ((finding, finding.place.location) for finding in findings)
    return [finding for finding, place in places if (place.file, place.sheet, place.row) not in own]
