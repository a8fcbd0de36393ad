"""Masks ID numbers and names in a whole report, for output that leaves the machine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from wdyy_cli.model import (
    Finding,
    InputFile,
    Location,
    Place,
    Report,
    ReportPart,
    SheetRead,
    Table,
    TableReading,
    UnusedFile,
)
from wdyy_cli.photo import Contact
from wdyy_cli.report.redaction.known_pieces import SHORTEST, KnownPieces
from wdyy_cli.report.redaction.shown_rows import ShownRows
from wdyy_cli.sheet import ErrorValue, Value, show_value
from wdyy_cli.texts.cell_text import tidy
from wdyy_cli.texts.id_number import mask

LONG_NUMBER = re.compile(r"[0-9０-９](?:[\s\-‐-―－.]?[0-9０-９]){13,}[\s\-]?[Xxｘ]?")
_SCIENTIFIC = re.compile(r"([0-9]\.[0-9]{5})[0-9]*(?=[eE]\+?[0-9])")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d(?:[\s-]?\d){4,}")
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,5})+$")


def redact(report: Report) -> Report:
    """
    Give the same report with ID numbers like `110101********1234`, names like `张*`.

    Pictures are left out. Findings say their class themselves, and in `classes` counts stand in for the
    numbers, so that the order of the classes is kept.
    """
    known = _Known(report)
    names = dict.fromkeys(report.classes.values())
    return replace(
        report,
        inputs=tuple(_input(given, known) for given in report.inputs),
        findings=tuple(_finding(finding, report, known) for finding in report.findings),
        not_checked=tuple(replace(item, reason=known.conceal(item.reason)) for item in report.not_checked),
        unused=tuple(
            UnusedFile(path=known.conceal(file.path), reason=known.conceal(file.reason))
            for file in report.unused
        ),
        results=_results(report.results, known),
        lines=tuple(known.conceal(line) for line in report.lines),
        personal=frozenset(),
        tables=tuple(_table(table, known) for table in report.tables),
        thumbnails={},
        contacts=tuple(_contact(contact, known) for contact in report.contacts),
        classes={str(count): known.conceal(name) for count, name in enumerate(names)},
        parts=tuple(_part(part, known) for part in report.parts),
        config=None if report.config is None else known.conceal(report.config),
        folder=known.conceal(report.folder),
    )


def mask_numbers(text: str) -> str:
    """Mask what is long enough to be an ID number, also with spaces, hyphens or full-width digits."""
    return LONG_NUMBER.sub(lambda found: mask(found[0]), _SCIENTIFIC.sub(r"\1*", text))


def mask_text(text: str) -> str:
    """Mask a piece of personal data: ID numbers, names (the first character stays), student numbers."""
    text = _SCIENTIFIC.sub(r"\1*", text)
    pieces = []
    end = 0
    for found in LONG_NUMBER.finditer(text):
        pieces += [_mask_words(text[end : found.start()]), mask(found[0])]
        end = found.end()
    return "".join([*pieces, _mask_words(text[end:])])


def mask_path(path: str) -> str:
    """Mask folders and file name of a member; the ending stays."""
    ending = _ENDING.search(path)
    stem = path[: ending.start()] if ending else path
    return mask_text(stem) + (ending[0] if ending else "")


def mask_name(name: str) -> str:
    """Mask a name: the first character stays."""
    return name[:1] + "*"


class _Known:
    """Everything in a report that is known to be a name, a number or another piece of personal data."""

    def __init__(self, report: Report) -> None:
        masks = {piece: mask_path(piece) for piece in report.personal}
        masks |= {piece: mask_text(piece) for piece in _texts_of(report)}
        masks |= {name: mask_name(name) for name in _names_of(report)}
        # What is masked as a number wherever it stands need not be searched for.
        self.pieces = KnownPieces({p: mask for p, mask in masks.items() if LONG_NUMBER.fullmatch(p) is None})
        self.seen: dict[str, str] = {}

    def conceal(self, text: str) -> str:
        """Mask the known pieces and all long numbers in a text."""
        return mask_numbers(self.pieces.replace(text))

    def conceal_shared(self, text: str) -> str:
        """Mask a text that many findings share, the name of a file or a sheet, only once."""
        if text not in self.seen:
            self.seen[text] = self.conceal(text)
        return self.seen[text]


class _MaskedRows(ShownRows):
    """The rows of a table, masked."""

    def __init__(self, table: Table, known: _Known) -> None:
        super().__init__(table)
        self._known = known

    def show(self, number: int, values: tuple[Value, ...]) -> tuple[Value, ...]:
        if number <= self._table.header_row:
            return tuple(self._known.conceal(show_value(value)) for value in values)
        return tuple(map(_cell, values))


def _names_of(report: Report) -> Iterator[str]:
    """Yield the names in the tables, as stored and tidy, and those that findings are about."""
    for table in report.tables:
        for name in _column(table, "name"):
            yield name
            yield tidy(name, is_name=True)
    for finding in report.findings:
        if finding.name is not None:
            yield finding.name


def _texts_of(report: Report) -> Iterator[str]:
    """Yield the numbers of persons in the tables, and those that findings are about."""
    for table in report.tables:
        for column in ("id_number", "student_number"):
            yield from _column(table, column)
    for finding in report.findings:
        if finding.place.id_number is not None:
            yield finding.place.id_number


def _column(table: Table, field: str) -> Iterator[str]:
    """Yield what stands below the header of a field."""
    column = table.columns.get(field)
    if column is not None:
        for values in table.rows[table.header_row :]:
            if column < len(values) and not isinstance(values[column], ErrorValue):
                yield show_value(values[column])


def _mask_words(text: str) -> str:
    return _DIGITS.sub(lambda d: d[0][:2] + "*", _LETTERS.sub(lambda w: w[0][0] + "*", text))


@lru_cache(maxsize=1 << 12, typed=True)
def _cell(value: Value) -> Value:
    """Mask a cell of a data row: whatever stands there may be a person's."""
    if isinstance(value, dt.date | dt.time):
        return re.sub(r"\d", "*", show_value(value))
    if isinstance(value, bool) or value == "":
        return value
    return mask_text(show_value(value))


def _part(part: ReportPart, known: _Known) -> ReportPart:
    """Mask the report of one school, which knows its own people."""
    return replace(
        part,
        shown=known.conceal(part.shown),
        report=None if part.report is None else redact(part.report),
        reason=None if part.reason is None else mask_numbers(part.reason),
        written=tuple(known.conceal(path) for path in part.written),
    )


def _input(given: InputFile, known: _Known) -> InputFile:
    reason = None if given.reason is None else known.conceal(given.reason)
    read = None if given.read is None else _reading(given.read, known)
    return replace(given, path=known.conceal(given.path), reason=reason, read=read)


def _reading(read: TableReading, known: _Known) -> TableReading:
    """Mask sheets, headers and values: any of them may be called after somebody."""
    names = ((sheet.name, sheet.rows) for sheet in read.sheets)
    return TableReading(
        sheets=tuple(
            SheetRead(name=None if name is None else known.conceal_shared(name), rows=rows)
            for name, rows in names
        ),
        columns={field: known.conceal_shared(header) for field, header in read.columns.items()},
        unused=tuple(map(known.conceal_shared, read.unused)),
        counts={
            field: {known.conceal(value): count for value, count in counts.items()}
            for field, counts in read.counts.items()
        },
    )


def _contact(contact: Contact, known: _Known) -> Contact:
    """Mask a picture of a contact sheet: the pictures themselves show faces, and are left out."""
    return Contact(
        source=known.conceal(contact.source),
        target=None if contact.target is None else mask_path(contact.target),
        id_number=None if contact.id_number is None else mask(contact.id_number),
        name=None if contact.name is None else mask_name(contact.name),
        class_name=contact.class_name,
        left_out=None if contact.left_out is None else known.conceal(contact.left_out),
        notes=contact.notes,
    )


def _finding(finding: Finding, report: Report, known: _Known) -> Finding:
    message = finding.message
    place = finding.place
    class_name = report.class_of(finding)
    personal = {*finding.quotes, place.value, place.id_number, finding.name, place.location.member} - {None}
    for piece in sorted((p for p in personal if p is not None), key=len, reverse=True):
        if len(piece) >= SHORTEST:
            message = message.replace(piece, mask_path(piece))
    return replace(
        finding,
        message=known.conceal(message),
        place=_place(place, known),
        quotes=(),
        suppressed=None if finding.suppressed is None else known.conceal(finding.suppressed),
        repair=None if finding.repair is None else mask_text(finding.repair),
        other=None if finding.other is None else _location(finding.other, known),
        person=None if finding.person is None else mask_name(finding.person),
        class_name=None if class_name is None else known.conceal_shared(class_name),
    )


def _place(place: Place, known: _Known) -> Place:
    return Place(
        location=_location(place.location, known),
        value=None if place.value is None else mask_text(place.value),
        stored_as=place.stored_as,
        id_number=None if place.id_number is None else mask(place.id_number),
        name=None if place.name is None else mask_name(place.name),
    )


def _location(at: Location, known: _Known) -> Location:
    return replace(
        at,
        file=known.conceal_shared(at.file),
        member=None if at.member is None else mask_path(at.member),
        sheet=None if at.sheet is None else known.conceal_shared(at.sheet),
        column=None if at.column is None else known.conceal_shared(at.column),
    )


def _table(table: Table, known: _Known) -> Table:
    sheet = None if table.sheet is None else known.conceal(table.sheet)
    return replace(table, file=known.conceal(table.file), sheet=sheet, rows=_MaskedRows(table, known))


def _results(value: object, known: _Known) -> object:
    if isinstance(value, str):
        return known.conceal(value)
    if isinstance(value, dict):
        return {_results(key, known): _results(each, known) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_results(each, known) for each in value]
    return value
