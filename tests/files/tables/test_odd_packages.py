"""Packages that look usual and are not: what is read is what directory and relationships name, or nothing."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from functools import partial

import pytest

from builders import RawMember, deflate, extra_field, zip_bytes
from table_builders import number, read_sheet, refusal, row, sheet_xml
from template_builders import pack, package, unpack
from wdyy_cli.files.tables.inside.office_zip import StoredZip

SHEET, BOOK, TYPES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"
OF_BOOK, OF_PACKAGE = "xl/_rels/workbook.xml.rels", "_rels/.rels"
_ONE, _TWO = (sheet_xml(row(1, number("A1", value))) for value in (1, 2))
PARTS = unpack(pack(package({"名单": _ONE}, strings=None)))
DECOY = _TWO.encode()


def members(**changes: object) -> list[RawMember]:
    """Give the members of a usual package, in which those of the sheet are changed."""
    made = [RawMember(name=name.encode(), data=data) for name, data in PARTS.items()]
    return [replace(each, **changes) if each.name == SHEET.encode() else each for each in made]  # type: ignore[arg-type] # fields of it


def elsewhere(part: str, relations: str, to: str) -> bytes:
    """Move a part away, let relationships lead there, and leave a decoy in its place."""
    moved = {**PARTS, to: PARTS[part]}
    folder = "" if relations == OF_PACKAGE else "xl/"
    moved[relations] = PARTS[relations].replace(part.removeprefix(folder).encode(), b"/" + to.encode())
    moved[part] = DECOY
    if part == BOOK:
        moved[to.replace("/", "/_rels/") + ".rels"] = PARTS[OF_BOOK].replace(b'"work', b'"/xl/work')
        moved[OF_BOOK] = b""
    return pack(moved)


def twice(name: str) -> bytes:
    """Add a decoy of the sheet under this name."""
    return zip_bytes(*members(), RawMember(name=name.encode(), data=DECOY))


SIZES = struct.pack("<QQ", len(PARTS[SHEET]), len(deflate(PARTS[SHEET])))
_ZIP64 = extra_field(1, SIZES)
LARGE = partial(members, declared_bytes=0xFFFFFFFF, declared_packed=0xFFFFFFFF)
UNLISTED = zip_bytes(RawMember(name=SHEET.encode(), data=DECOY))
READ: dict[str, bytes] = {
    "usual": zip_bytes(*members()),
    "the sheet twice under one name": twice(SHEET),
    "the sheet twice, in another case": twice(SHEET.upper()),
    "the sheet twice, with backslashes": twice(SHEET.replace("/", "\\")),
    "the sheet twice, from the root": twice("/" + SHEET),
    "two lists of types": zip_bytes(*members(), RawMember(name=TYPES.lower().encode(), data=b"<Types/>")),
    "the list of types damaged": pack({**PARTS, TYPES: b"<"}),
    "the sheet elsewhere": elsewhere(SHEET, OF_BOOK, "data/list.xml"),
    "the sheet elsewhere, under the name of the strings": elsewhere(SHEET, OF_BOOK, "xl/sharedStrings.xml"),
    "the workbook elsewhere": elsewhere(BOOK, OF_PACKAGE, "data/book.xml"),
    "sizes behind the data": pack({name: PARTS[name] for name in PARTS}, streamed=True),
    "sizes of a large file": zip_bytes(*LARGE(extra=_ZIP64, local_extra=_ZIP64)),
    "sizes of a large file, in the directory only": zip_bytes(*LARGE(extra=_ZIP64)),
    "another method before the data": zip_bytes(*members(local_method=0)),
    "a sheet before the data that the directory does not list": zip_bytes(*members(), prefix=UNLISTED),
    "a sheet in the comment": zip_bytes(*members(), comment=UNLISTED[:-22]),
    "nothing compressed": pack({name: PARTS[name] for name in PARTS}, method=0),
}


def torn(whole: str, left: str) -> bytes:
    """Give a package in whose sheet of two rows something is left of a tag."""
    text = sheet_xml(row(1, number("A1", 1)) + row(2, number("A2", 2)))
    return pack({**PARTS, SHEET: text.replace(whole, left, 1).encode()})


DAMAGED: dict[str, bytes] = {
    "a cell that does not begin": torn('<c r="A2"', 'c r="A2"'),
    "a row that does not begin": torn('<row r="2"', 'row r="2"'),
    "a value that does not begin": torn("<v>", "v>"),
    "a cell that is not closed": torn("</v></c>", "</v></c"),
    "a row that is not closed": torn('<row r="2">', '<row r="2"'),
    "a row that ends twice": torn("</row>", "</row></row>"),
    "another name before the data": zip_bytes(*members(local_name=SHEET.upper().encode())),
    "the data of another part": zip_bytes(*members(offset=0)),
    "a checksum of something else": zip_bytes(*members(data=DECOY, packed=deflate(PARTS[SHEET]))),
    "relationships that lead nowhere": pack({**PARTS, OF_BOOK: PARTS[OF_BOOK].replace(b"sheet1", b"sheet9")}),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_what_the_package_names_is_read(data: bytes) -> None:
    assert read_sheet(data).rows == ((1.0,),)


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_what_contradicts_itself_is_refused(data: bytes) -> None:
    assert refusal(data) == "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"


def test_sizes_that_stand_nowhere_are_too_large() -> None:
    assert refusal(zip_bytes(*LARGE())) == (
        "名单.xlsx 不像是正常的表格，没有打开：解压后达 4,096 MB，上限 300 MB"
    )


@pytest.mark.parametrize("size", [1, 3, 1000, -1])
def test_what_is_put_together_while_it_is_read_is_a_zip(size: int) -> None:
    made, read = StoredZip({"a": (b"1", b"", memoryview(b"23")), "b": ()}), b""
    while some := made.read(size):
        read += some
        assert made.read(0) == b""
    with zipfile.ZipFile(io.BytesIO(read)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a": b"123", "b": b""}
