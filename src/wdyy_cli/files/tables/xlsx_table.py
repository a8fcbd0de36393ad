"""
Reading xlsx and xlsm: the sheets of the package are scanned, and calamine reads them in a bare package.

The bare package holds nothing but the rows, the string table, the styles and a list of the sheets.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.calamine_reader import RawSheet, damaged, read_values
from wdyy_cli.files.tables.office_zip import OfficeZip, part_key, resolve, stored_zip
from wdyy_cli.files.tables.shared_string_weight import clean_strings
from wdyy_cli.files.tables.sheet_caps import Tally, too_much
from wdyy_cli.files.tables.xlsx_facts import scan_sheet
from wdyy_cli.files.tables.xml_events import listen
from wdyy_cli.sheet import ErrorValue, Sheet, SheetFacts, Value, parse_ref

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROOT_RELATIONS = "_rels/.rels"
_USUAL_WORKBOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_DURATION = re.compile(rb'formatCode="[^"]*\[(?:h+|m+|s+)\][^"]*"', re.IGNORECASE)
_BUILT_IN_DURATION = re.compile(rb'numFmtId="46"')
_TRUE = frozenset({"1", "true", "on"})

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relationship: the last word of its type, and the key of the part that it names."""

    kind: str
    part: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    relation: str


class _Relations:
    """Hears a relationship part; targets are resolved against `folder`."""

    def __init__(self, folder: str) -> None:
        self.found: dict[str, _Relation] = {}
        self._folder = folder

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            part = resolve(self._folder, attributes.get("Target", ""))
            self.found[attributes.get("Id", "")] = _Relation(kind, part)

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


class _Book:
    """Hears the workbook part."""

    def __init__(self) -> None:
        self.sheets: list[_Listed] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in _TRUE
        elif name == "sheet":
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append(_Listed(attributes.get("name", ""), visible, attributes.get("id", "")))

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def read_xlsx(package: OfficeZip, tally: Tally) -> tuple[Sheet, ...]:
    """Read all worksheets of an xlsx package; raises WdyyError."""
    workbook = find_workbook(package, tally)
    relations = read_relations(package, workbook, tally)
    book = _Book()
    listen([package.read_xml(workbook)], book, tally)
    # Chart and dialog sheets are sheets, too, but hold no rows.
    wanted = [
        sheet
        for sheet in book.sheets
        if sheet.relation in relations and relations[sheet.relation].kind == "worksheet"
    ]
    if len(wanted) > tally.caps.sheets:
        raise too_much(tally.shown, "工作表有", len(wanted), tally.caps.sheets, " 张")
    if not wanted:
        raise damaged(tally.shown)
    parts: dict[str, bytes | bytearray] = {}
    weight = None
    for relation in relations.values():
        if relation.kind == "sharedStrings" and package.has(relation.part):
            parts["xl/sharedStrings.xml"], weight = clean_strings(package.read_xml(relation.part), tally)
        elif relation.kind == "styles" and package.has(relation.part):
            parts[_STYLES] = package.read_xml(relation.part)
    facts = []
    for number, sheet in enumerate(wanted, start=1):
        data = package.read_xml(relations[sheet.relation].part)
        scanned = scan_sheet(data, sheet.name, tally, weight)
        parts[f"xl/worksheets/sheet{number}.xml"] = scanned.xml
        facts.append(scanned.facts)
    parts.update(_frame(len(wanted), list(parts), from_1904=book.from_1904))
    made = stored_zip(parts)
    parts.clear()
    return tuple(
        Sheet(name=listed.name, visible=listed.visible, rows=with_errors(raw.rows, about), facts=about)
        for listed, raw, about in zip(wanted, _read_values(made, tally.shown), facts, strict=True)
    )


def _read_values(made: io.BytesIO, shown: str) -> list[RawSheet]:
    """Let calamine read; where a number is too large for the format of a duration, read those as numbers."""
    try:
        return read_values(made, shown)
    except WdyyError as error:
        if not isinstance(error.__cause__, OverflowError):
            raise
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_STYLES] = _DURATION.sub(b'formatCode="General"', parts[_STYLES])
    parts[_STYLES] = _BUILT_IN_DURATION.sub(b'numFmtId="0"', parts[_STYLES])
    return read_values(stored_zip(parts), shown)


def find_workbook(package: OfficeZip, tally: Tally) -> str:
    """Find the main part of a package, by the package's own relationships or at its usual place."""
    if package.has(_ROOT_RELATIONS):
        relations = _Relations("")
        listen([package.read_xml(_ROOT_RELATIONS)], relations, tally)
        for relation in relations.found.values():
            if relation.kind == "officeDocument" and package.has(relation.part):
                return relation.part
    return _USUAL_WORKBOOK


def read_relations(package: OfficeZip, part: str, tally: Tally) -> dict[str, _Relation]:
    """Read the relationships of a part, by their Id; none where the package has no such list."""
    folder, _, name = part_key(part).rpartition("/")
    listed = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if not package.has(listed):
        return {}
    relations = _Relations(folder)
    listen([package.read_xml(listed)], relations, tally)
    return relations.found


def with_errors(rows: tuple[tuple[Value, ...], ...], facts: SheetFacts) -> tuple[tuple[Value, ...], ...]:
    """Put the error values of a sheet into its rows, which grow where they are too short for that."""
    if not facts.errors:
        return rows
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
    last = max(len(rows), *changed) if changed else len(rows)
    return tuple(
        tuple(changed[number]) if number in changed else rows[number - 1] if number <= len(rows) else ()
        for number in range(1, last + 1)
    )


def _frame(sheets: int, parts: Iterable[str], *, from_1904: bool) -> dict[str, bytes]:
    """Make the parts that hold a package together, for sheets in their order."""
    numbers = range(1, sheets + 1)
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    date_system = '<workbookPr date1904="1"/>' if from_1904 else ""
    relations = [("worksheet", f"rId{n}", f"worksheets/sheet{n}.xml") for n in numbers]
    relations += [
        (kind, kind, f"{kind}.xml") for kind in ("sharedStrings", "styles") if f"xl/{kind}.xml" in parts
    ]
    made = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        _ROOT_RELATIONS: relationships([("officeDocument", "rId1", _USUAL_WORKBOOK)]),
        _USUAL_WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{date_system}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(relations),
    }
    return {name: text.encode("utf-8") for name, text in made.items()}


def relationships(relations: Iterable[tuple[str, str, str]]) -> str:
    """Make the XML of relationships from the last word of their type, their Id, and their target."""
    listed = "".join(
        f'<Relationship Id="{escape(name)}" Type="{_OFFICE}/{kind}" Target="{escape(target)}"/>'
        for kind, name, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
