"""
Reading xlsx and xlsm: facts from the sheets of the package, values from calamine, which reads a bare package.

The bare package holds nothing but the rows, the string table, the styles and a list of the sheets. So it does
not matter where a writer put them, how it spelt the parts that hold them together, or what else is there.
"""

from __future__ import annotations

import re
from html import escape

from wdyy_cli.files.tables.inside.calamine_reader import RawSheet, TooLongDurationError, read_values
from wdyy_cli.files.tables.inside.facts import Facts
from wdyy_cli.files.tables.inside.office_zip import (
    OFFICE,
    PACKAGE,
    OfficeZip,
    StoredZip,
    relationships,
)
from wdyy_cli.files.tables.inside.plain_xml import TRUE, attributes, each, parse
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError
from wdyy_cli.files.tables.inside.xlsx_facts import first_rows, keep_blanks, scan_sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from wdyy_cli.files.tables.inside.office_zip import Pieces

    Found = Iterator[tuple[str, bool, list[list[Any]], Facts]]

USUAL_WORKBOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_DURATION = re.compile(rb'formatCode="[^"]*\[(?:h+|m+|s+)\][^"]*"', re.IGNORECASE)
_BUILT_IN_DURATION = re.compile(rb'numFmtId="46"')

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_xlsx(package: OfficeZip, workbook: str, caps: Caps) -> Found:
    """Read all worksheets of a package with this main part; raises RefusedError."""
    relations = package.relations(workbook)
    book = parse(package.read_xml(workbook))
    listed = [attributes(element) for _, element in each(book, "sheet")]
    # Chart and dialog sheets are sheets, too, but hold no rows.
    wanted = [given for given in listed if relations.get(given.get("id", ""), ("",))[0] == "worksheet"]
    caps.check("sheets", len(wanted))
    if not wanted:
        raise RefusedError("damaged")
    parts: dict[str, Pieces] = {}
    for kind, part in relations.values():
        if kind == "sharedStrings" and package.has(part):
            parts["xl/sharedStrings.xml"] = (keep_blanks(package.read_xml(part)),)
        elif kind == "styles" and package.has(part):
            parts[_STYLES] = (package.read_xml(part),)
    facts = []
    for number, given in enumerate(wanted, start=1):
        part = relations[given["id"]][1]
        found, parts[f"xl/worksheets/sheet{number}.xml"] = scan_sheet(
            first_rows(package.read_xml(part), caps.head_rows)
        )
        caps.add_marks(found.count, given.get("name", ""))
        facts.append(found)
    dates = [attributes(element).get("date1904") in TRUE for _, element in each(book, "workbookPr")]
    parts |= _frame([given.get("name", "") for given in wanted], parts, from_1904=any(dates))
    sheets = _read_values(parts, caps)
    parts.clear()
    for given, raw, found in zip(wanted, sheets, facts, strict=True):
        yield given.get("name", ""), given.get("state", "visible") == "visible", raw.rows, found


def _read_values(parts: dict[str, Pieces], caps: Caps) -> list[RawSheet]:
    """Let calamine read; where a number is too large for the format of a duration, read those as numbers."""
    try:
        return read_values(StoredZip(parts), caps)
    except TooLongDurationError:
        styles = _DURATION.sub(b'formatCode="General"', b"".join(parts.get(_STYLES, ())))
        parts[_STYLES] = (_BUILT_IN_DURATION.sub(b'numFmtId="0"', styles),)
        return read_values(StoredZip(parts), caps)


def _frame(names: list[str], parts: Iterable[str], *, from_1904: bool) -> dict[str, Pieces]:
    """Make the parts that hold a package together, for sheets in their order."""
    numbers = range(1, len(names) + 1)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    date_system = '<workbookPr date1904="1"/>' if from_1904 else ""
    relations = [("worksheet", f"rId{n}", f"worksheets/sheet{n}.xml") for n in numbers]
    relations += [
        (kind, kind, f"{kind}.xml") for kind in ("sharedStrings", "styles") if f"xl/{kind}.xml" in parts
    ]
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE}">{date_system}<sheets>{listed}</sheets></workbook>'
    )
    return {
        "[Content_Types].xml": (f'<Types xmlns="{PACKAGE}/content-types"/>'.encode(),),
        "_rels/.rels": (relationships([("officeDocument", "rId1", USUAL_WORKBOOK)]),),
        USUAL_WORKBOOK: (workbook.encode(),),
        "xl/_rels/workbook.xml.rels": (relationships(relations),),
    }
