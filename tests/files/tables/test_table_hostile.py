"""Files that mean harm or are broken in any way: a workbook comes out, or a WdyyError, and nothing else."""

from __future__ import annotations

import bz2
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RawMember, zip_bytes
from drawn import examples
from table_builders import (
    NAME,
    number,
    ods,
    openpyxl_book,
    read,
    read_sheet,
    refusal,
    row,
    shared,
    strings_xml,
    table,
    table_cell,
    table_row,
    text,
    xls_rows,
    xlsx,
)
from template_builders import MAIN, XML, excel, pack, package, poi, unpack, wps
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.sheet import Workbook

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "sheets"


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside this checkout")
def test_corpus_is_read_or_refused() -> None:
    outcomes = {path.name: outcome(path) for path in sorted(CORPUS.iterdir())}
    assert [name for name, done in outcomes.items() if isinstance(done, str) and name not in done] == []
    assert {type(done) for done in outcomes.values()} == {str, Workbook}


def outcome(path: Path) -> Workbook | str:
    """Give the workbook, or why there is none."""
    try:
        return read_tables(path, path.name)
    except WdyyError as error:
        return error.whole


REFERENCES = "".join(row(at, *[shared(f"{letter}{at}", 0) for letter in "ABCDEFGHIJ"]) for at in range(1, 11))
LONG = "x" * 100_000
TIGHT = SheetCaps(characters=5_000_000)
START = "名单.xlsx 的工作表“名单” 不像是正常的表格，没有打开："
TOO_MUCH = START + "文字合计达 10,000,000 个字，上限 5,000,000 个字"
STRING_BOMBS: dict[str, tuple[str, str]] = {
    "plain": (REFERENCES, strings_xml(LONG)),
    "references in single quotes": (REFERENCES.replace('t="s"', "t='s'"), strings_xml(LONG)),
    "references with spaces": (REFERENCES.replace('t="s"', 't = "s"'), strings_xml(LONG)),
    "references behind another element": (REFERENCES.replace("<v>", "<f/><v>"), strings_xml(LONG)),
    "entries in another prefix": (
        REFERENCES,
        f'{XML}<sst xmlns="{MAIN}" xmlns:x="{MAIN}"><x:si><t>{LONG}</t></x:si><si/></sst>',
    ),
}


@pytest.mark.parametrize(("rows", "strings"), STRING_BOMBS.values(), ids=STRING_BOMBS)
def test_one_long_text_in_many_cells_is_refused(rows: str, strings: str) -> None:
    message = refusal(xlsx(rows, strings=strings), TIGHT)
    assert message.partition("达")[0] == TOO_MUCH.partition("达")[0]
    assert read_sheet(xlsx(rows, strings=strings_xml("甲"))).value(10, 9) == "甲"


def test_many_sheets_with_long_texts_are_refused() -> None:
    sheet = f'{XML}<worksheet xmlns="{MAIN}"><sheetData>{REFERENCES}</sheetData></worksheet>'
    data = pack(package({f"甲{at}": sheet for at in range(9)}, strings=strings_xml("x" * 10_000)))
    assert refusal(data, TIGHT) == TOO_MUCH.replace("“名单”", "“甲5”").replace("10,000,000", "6,000,000")


DAMAGED = "名单.xlsx 已损坏，或不是正常的 Excel 表格，读不出来"
ROW_CAP = "名单.xlsx 的工作表“名单” 到第 1,048,576 行还有内容，上限 300,000 行"
FAR = number("XFD1048576", 1)
NEAR = row(1, number("A1", 1))
FEW = SheetCaps(marks=100, cells=1000)
TOO_FAR = START.replace(" 的工作表“名单”", "") + "读它要用的内存太多，可能在很远的行或列还有内容，或文字极多"
BOMBS: dict[str, tuple[bytes, SheetCaps, str]] = {
    "a value in the last row": (xlsx(NEAR, row(1_048_576, number("A1048576", 1))), SheetCaps(), ROW_CAP),
    "a value in the last row of many formatted ones": (
        xlsx("".join(row(at, f'<c r="A{at}" s="1"/>') for at in range(1, 3000)), row(1_048_576, FAR)),
        SheetCaps(),
        ROW_CAP,
    ),
    "a large rectangle": (xlsx(NEAR, row(300_000, number("XFD300000", 1))), SheetCaps(), TOO_FAR),
    "a far row with cells that have no place": (
        xlsx('<row r="1048576"><c r="A1"/><c><v>1</v></c></row>'),
        SheetCaps(),
        ROW_CAP,
    ),
    "a rectangle beyond the cap": (
        xlsx(NEAR, row(200, number("J200", 1))),
        FEW,
        "名单.xlsx 的工作表“名单” 的内容占到 200 行 × 10 列，超过上限 1,000 格",
    ),
    "formulas without end": (
        xlsx("".join(row(at, f'<c r="A{at}"><f>1</f></c>') for at in range(1, 102))),
        FEW,
        START + "公式、合并单元格等达 101 处，上限 100 处",
    ),
    "merged ranges without end": (
        xlsx(NEAR, after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 101 + "</mergeCells>"),
        FEW,
        START + "公式、合并单元格等达 101 处，上限 100 处",
    ),
    "areas of a list without end": (
        xlsx(NEAR, after=f'<dataValidations><dataValidation sqref="{"A1 " * 500}"/></dataValidations>'),
        FEW,
        START + "公式、合并单元格等达 501 处，上限 100 处",
    ),
    "a place with ten digits": (
        xlsx(row(1, number("F2958466292", 1))),
        SheetCaps(),
        ROW_CAP.replace("1,048,576", "2,958,466,292"),
    ),
}


@pytest.mark.parametrize(("data", "caps", "message"), BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused(data: bytes, caps: SheetCaps, message: str) -> None:
    assert refusal(data, caps) == message


HARMLESS: dict[str, bytes] = {
    "formatted rows to the end": xlsx(
        NEAR,
        "".join(row(at, f'<c r="A{at}" s="3"/>') for at in range(2, 3000)),
        row(1_048_576, '<c r="A1048576"/>'),
    ),
    "a merged range over everything": xlsx(
        NEAR, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "deep nesting after the rows": xlsx(NEAR, after="<x>" * 20_000 + "</x>" * 20_000),
    "deep nesting between rows": xlsx(NEAR, "<x>" * 20_000 + "</x>" * 20_000),
    "elements without end": xlsx(NEAR, after="<x>" * 1500 + "</x>" * 1500),
    "rows without end": xlsx('<row r="1"/>' * 100_000, NEAR),
    "comments without end": xlsx(NEAR, "<!---->" * 100_000),
}


@pytest.mark.parametrize("data", HARMLESS.values(), ids=HARMLESS)
def test_what_looks_like_a_bomb_and_is_none_is_read(data: bytes) -> None:
    assert read_sheet(data).rows == ((1.0,),)


def with_sheet(member: RawMember) -> bytes:
    """Pack a workbook whose sheet part is this member."""
    parts = {name: content for name, content in unpack(xlsx(NEAR)).items() if "sheet1" not in name}
    members = [RawMember(name=name.encode(), data=content) for name, content in parts.items()]
    return zip_bytes(*members, member)


SHEET = b"xl/worksheets/sheet1.xml"
ZEROS = bytes(3_000_000)
MEMBERS: dict[str, tuple[RawMember, str]] = {
    "true size": (
        RawMember(name=SHEET, data=ZEROS),
        "名单.xlsx 不像是正常的表格，没有打开：解压后达 3 MB，上限 2 MB",
    ),
    "size that lies": (RawMember(name=SHEET, data=ZEROS, declared_bytes=1000), DAMAGED),
    "another method": (
        RawMember(name=SHEET, data=ZEROS, method=12, packed=bz2.compress(ZEROS), declared_bytes=1000),
        DAMAGED,
    ),
    "unknown method": (RawMember(name=SHEET, method=99), DAMAGED),
    "wrong checksum": (RawMember(name=SHEET, declared_crc=1), DAMAGED),
}


@pytest.mark.parametrize(("member", "message"), MEMBERS.values(), ids=MEMBERS)
def test_packed_bomb_is_refused(member: RawMember, message: str) -> None:
    assert refusal(with_sheet(member), SheetCaps(part_bytes=2 * 1024 * 1024)) == message


def outcome_of(data: bytes) -> Workbook | str:
    """Give the workbook, or why there is none."""
    try:
        return read(data)
    except WdyyError as error:
        return error.message


SEEDS: dict[str, bytes] = {
    "xlsx": xlsx(
        row(1, text("A1", "姓名"), shared("B1", 0), '<c r="C1" t="e"><v>#N/A</v></c>'),
        row(3, '<c r="A3"><f>1+1</f><v>2</v></c>', number("H3", "1E+17", 2), attributes=' hidden="1"'),
        strings=strings_xml("甲", "乙"),
        after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
    ),
    "xlsx by POI": poi(),
    "xlsx by Excel": excel(),
    "xlsx by WPS": wps(),
    "xlsx by openpyxl": openpyxl_book(lambda book: book.active.append(["姓名", 7, True])),
    "xls": xls_rows(["姓名", 110101200801010019.0, 45, True], [], ["张三" * 300, "", 0.5]),
    "ods": ods(
        table("甲", table_row(table_cell("姓名"), table_cell("x", ' table:number-columns-repeated="3"')))
    ),
    "text": '姓名,班级\n张三,"一,二班"\n'.encode("gb18030"),
}
TOKENS = (
    b'"1048576"', b'r="XFD1048576"', b"<v>", b"</v>", b'<row r="9">', b"</c>", b'"-1"', b'"99999999999"',
    b"'", b'"', b"<", b">", b"&", b't="s"', b't="e"', b"<is><t>", b"<!--", b"]]>", b"\x00",
    b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"1e308", b'table:number-rows-repeated="99999999"',
)  # fmt: skip


def damage(data: bytes, chance: random.Random) -> bytes:
    """Turn bits over, take out, repeat and put in pieces."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(max(1, len(made)))
        length = chance.choice((1, 2, 4, 16, 100))
        match chance.randrange(6):
            case 0:
                made[at : at + 1] = chance.randbytes(1)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length]
            case 3:
                made[at:at] = chance.choice(TOKENS)
            case 4:
                token = chance.choice(TOKENS)
                made[at : at + len(token)] = token
            case _:
                del made[at + len(made) // 4 :]
    return bytes(made)


def damaged_package(data: bytes, chance: random.Random) -> bytes:
    """Damage one part of a package, and pack it again."""
    parts = unpack(data)
    name = chance.choice(sorted(parts))
    return pack({**parts, name: damage(parts[name], chance)})


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_bytes_are_read_or_refused(seed: str) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    data = SEEDS[seed]
    packed = zipfile.is_zipfile(io.BytesIO(data))
    for _ in range(120):
        broken = damaged_package(data, chance) if packed and chance.random() < 0.8 else damage(data, chance)
        done = outcome_of(broken)
        assert isinstance(done, Workbook) or NAME in done


@pytest.mark.parametrize("seed", SEEDS)
def test_files_cut_off_are_read_or_refused(seed: str) -> None:
    data = SEEDS[seed]
    for end in range(0, len(data), 1 + len(data) // 100):
        done = outcome_of(data[:end])
        assert isinstance(done, Workbook) or NAME in done


SIGNATURES = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x09\x08\x10\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
)


@pytest.mark.slow
@examples(200)
@given(st.sampled_from(SIGNATURES), st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(signature: bytes, rest: bytes) -> None:
    done = outcome_of(signature + rest)
    assert isinstance(done, Workbook) or NAME in done
