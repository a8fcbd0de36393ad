"""Reading text tables: encodings, delimiters, quotes."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import examples
from table_builders import cell_at, read, read_sheet, refusal
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.sheet import StoredAs

PEOPLE = "姓名,身份证号\n张三,110101200801010019\n"
ROWS = (("姓名", "身份证号"), ("张三", "110101200801010019"))
RARE = "姓名,民族\n𠮷䶮,汉\n㛃镕,满\n"
RARE_ROWS = (("姓名", "民族"), ("𠮷䶮", "汉"), ("㛃镕", "满"))

ENCODED: dict[str, tuple[bytes, str, tuple[tuple[str, ...], ...]]] = {
    "UTF-8": (PEOPLE.encode(), "UTF-8", ROWS),
    "UTF-8 with a mark": (PEOPLE.encode("utf-8-sig"), "UTF-8", ROWS),
    "GBK": (PEOPLE.encode("gbk"), "GB18030", ROWS),
    "UTF-8 with rare characters": (RARE.encode(), "UTF-8", RARE_ROWS),
    "GB18030 with characters that GBK lacks": (RARE.encode("gb18030"), "GB18030", RARE_ROWS),
    "UTF-16 with a mark": (PEOPLE.encode("utf-16"), "UTF-16", ROWS),
    "UTF-16 from the other end": (b"\xfe\xff" + PEOPLE.encode("utf-16-be"), "UTF-16", ROWS),
    "UTF-16 without a mark": (
        "name,number\n张三,1234567\n".encode("utf-16-le"),
        "UTF-16",
        (("name", "number"), ("张三", "1234567")),
    ),
    "UTF-8 that would be GB18030 as well": ("姓名,班级\n".encode() * 2, "UTF-8", (("姓名", "班级"),) * 2),
    "GB18030 whose first 4,096 bytes are ASCII": (
        b"a,b\n" * 2000 + "张三,𠮷\n".encode("gb18030"),
        "GB18030",
        (("a", "b"),) * 2000 + (("张三", "𠮷"),),
    ),
}


@pytest.mark.parametrize(("data", "encoding", "rows"), ENCODED.values(), ids=ENCODED)
def test_encoding_is_settled_over_the_whole_file(
    data: bytes, encoding: str, rows: tuple[tuple[str, ...], ...]
) -> None:
    book = read(data)
    assert book.encoding == encoding
    assert [sheet.rows for sheet in book.sheets] == [rows]


WRITTEN: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "tabs": ("姓名\t班级\n张三\t一,二班\n", (("姓名", "班级"), ("张三", "一,二班"))),
    "semicolons": ("姓名;班级\n张三;一,二班\n", (("姓名", "班级"), ("张三", "一,二班"))),
    "a title above": (
        "某某学院名单\n姓名,班级\n张三,二班\n",
        (("某某学院名单",), ("姓名", "班级"), ("张三", "二班")),
    ),
    "a title with a comma above semicolons": (
        "2026 届,名单\n姓名;班级\n张三;二班\n",
        (("2026 届,名单",), ("姓名", "班级"), ("张三", "二班")),
    ),
    "commas, and a tab before or behind each number": (
        "姓名,身份证号,电话\n张三,\t110X,138\t\n李四,\t1102,\t139\t\n",
        (("姓名", "身份证号", "电话"), ("张三", "110X", "138"), ("李四", "1102", "139")),
    ),
    "commas, and tabs in other texts": (
        "姓名,备注\n张\t三,\t走读\n李四,11 \t\n",
        (("姓名", "备注"), ("张\t三", "\t走读"), ("李四", "11 \t")),
    ),
    "one column": ("姓名\n张三\n", (("姓名",), ("张三",))),
    "Windows line ends": ("姓名,班级\r\n张三,二班\r\n", (("姓名", "班级"), ("张三", "二班"))),
    "old Macintosh line ends": ("姓名,班级\r张三,二班\r", (("姓名", "班级"), ("张三", "二班"))),
    "no line end at the end": ("姓名,班级\n张三,二班", (("姓名", "班级"), ("张三", "二班"))),
    "quotes": ('"姓名","班级"\n"张,三","一\n二""班"""\n', (("姓名", "班级"), ("张,三", '一\n二"班"'))),
    "a quote inside a cell": ('姓名,班级\n张"三,二班\n', (("姓名", "班级"), ('张"三', "二班"))),
    "empty rows between": ("姓名,班级\n\n,,\n张三,二班\n", (("姓名", "班级"), (), (), ("张三", "二班"))),
    "empty rows and cells at the end": (
        "姓名,班级,,,\n张三,二班,,,\n" + ",,,,\n" * 50,
        (("姓名", "班级"), ("张三", "二班")),
    ),
    "rows of unequal length": (
        "姓名,班级\n张三\n李四,二班,备注\n",
        (("姓名", "班级"), ("张三",), ("李四", "二班", "备注")),
    ),
    "spaces": (" 姓名 ,班级\n", ((" 姓名 ", "班级"),)),
    "a line that names the delimiter": ("sep=;\n姓名;班级\n", (("姓名", "班级"),)),
    "a line that names the tab": ("sep=\t\r\n姓名\t班级\r\n", (("姓名", "班级"),)),
    "a line that names no delimiter": ("sep=\n姓名,班级\n", (("sep=",), ("姓名", "班级"))),
    "stray control characters": (
        "姓名,班级\n张\x01三,二班" + "\n李四,二班" * 50 + "\n",
        (("姓名", "班级"), ("张\x01三", "二班"), *[("李四", "二班")] * 50),
    ),
}


@pytest.mark.parametrize(("text", "rows"), WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_text_is_cut_into_rows_and_cells(text: str, rows: tuple[tuple[str, ...], ...], encoding: str) -> None:
    assert read_sheet(text.encode(encoding)).rows == rows


def test_digits_in_a_formula_are_digits_and_a_formula() -> None:
    sheet = read_sheet('姓名,身份证号\n张三,="110101200801010019"\n李四,"=""1101"""\n王五,=1+1\n'.encode())
    assert [
        (cell.value, cell.stored_as, cell.formula) for cell in (cell_at(sheet, row, 1) for row in (2, 3, 4))
    ] == [
        ("110101200801010019", StoredAs.FORMULA, '"110101200801010019"'),
        ("1101", StoredAs.FORMULA, '"1101"'),
        ("=1+1", StoredAs.TEXT, None),
    ]


MIXED = "名单.xlsx 的文字编码认不出：既不是 UTF-8，也不是 GBK（GB18030），或者中间混有两种编码"
REFUSED: dict[str, tuple[bytes, str]] = {
    "a quote that is not closed": (
        '姓名,班级\n张三,"二班\n李四,三班\n'.encode(),
        "名单.xlsx 第 2 行的引号没有成对，后面的内容无法分清",
    ),
    "a quote that is not closed, below one of several lines": (
        '姓名,"班\n级"\n\n张三,"二班\n李四,三班\n'.encode(),
        "名单.xlsx 第 3 行的引号没有成对，后面的内容无法分清",
    ),
    "GBK behind a UTF-8 mark": (b"\xef\xbb\xbf" + PEOPLE.encode("gbk"), MIXED),
    "two encodings": (PEOPLE.encode() * 500 + PEOPLE.encode("gbk") + b"\xff", MIXED),
    "half a character of UTF-16": (PEOPLE.encode("utf-16")[:-1], MIXED),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED)
def test_text_that_cannot_be_told_for_sure_is_refused(data: bytes, message: str) -> None:
    assert refusal(data) == message


BOMBS: dict[str, tuple[bytes, SheetCaps, str]] = {
    "a value far down": (b"a\n" * 101, SheetCaps(rows=100), "名单.xlsx 到第 101 行还有内容，上限 100 行"),
    "a value far to the right": (
        b"," * 100 + b"a",
        SheetCaps(columns=100),
        "名单.xlsx 到第 101 列还有内容，上限 100 列",
    ),
    "many long rows": (
        b"a," * 100 + b"\n" + b"b\n" * 100,
        SheetCaps(cells=5000),
        "名单.xlsx 的内容占到 51 行 × 100 列，超过上限 5,000 格",
    ),
    "a large file": (
        b"a,b\n" * 600_000,
        SheetCaps(file_bytes=2 * 1024 * 1024),
        "名单.xlsx 不像是正常的表格，没有打开：文件大小 3 MB，上限 2 MB",
    ),
}


@pytest.mark.parametrize(("data", "caps", "message"), BOMBS.values(), ids=BOMBS)
def test_text_beyond_the_caps_is_refused(data: bytes, caps: SheetCaps, message: str) -> None:
    assert refusal(data, caps) == message


CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n"), min_size=1, max_size=20
)


@examples(60)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from(",\t;"),
)
def test_what_was_written_with_quotes_comes_back(
    rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    made = io.StringIO()
    made.write("姓名" + delimiter + "学号" + delimiter + "班级\r\n")
    csv.writer(made, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    sheet = read_sheet(made.getvalue().encode(encoding))
    assert [list(row) for row in sheet.rows[1:]] == rows
