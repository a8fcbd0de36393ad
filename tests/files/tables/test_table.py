"""What a file really is, whatever it is called; and why a file cannot be read."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from builders import RawMember, zip_bytes
from picture_builders import jpeg_bytes
from table_builders import ods, openpyxl_book, read, refusal, table, table_cell, table_row, xls_rows
from template_builders import pack, poi
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.inside.ole_file import one_stream
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.files.tables.table import read_tables

NAMED = "姓名,班级\n张三,二班\n".encode()
XLSX = openpyxl_book(lambda book: book.active.append(["姓名", "班级"]))
"""Four tables, each of which may be called anything."""

KINDS = {
    "xlsx": XLSX,
    "xls": xls_rows(["姓名", "班级"]),
    "ods": ods(table("甲", table_row(table_cell("姓名"), table_cell("班级")))),
    "text": NAMED,
}


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.xls", "名单.csv", "名单.jpg", "名单"])
@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_told_by_content(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(KINDS[kind])
    assert read_tables(path, name).sheets[0].rows[0] == ("姓名", "班级")


def tar() -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("名单.xlsx"))
    return made.getvalue()


HTML = b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table></html>"
XML_2003 = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)
PLAIN_OFFICE = {"[Content_Types].xml": "<Types/>"}

SAVE_AS = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试。"
EXPORT_AGAIN = (
    "请从原来的系统重新导出，选 Excel（.xlsx）；只有这一份的，先在 Excel 里新建表格，全部设成“文本”格式，"
    "再从浏览器里复制，粘贴时选“匹配目标格式”。不要用 Excel 打开后直接保存，身份证号的末尾会丢失。"
)
FETCH_AGAIN = "请重新下载或复制一次，再试着打开。"
UNPACK = "请先解压，再指定里面的表格文件。"
COPY_LIST = "请把里面的名单复制到 Excel 里，另存为 .xlsx。"
CHOOSE = "请指定存放名单的 Excel 表格（.xlsx）。"
UNLOCK = "请在 Excel 里打开它，取消密码，保存后重试。"
SAVE_ANEW = "请用 Excel 或 WPS 打开它，另存为 .xlsx 后重试；打不开时请重新下载或复制一次。"

REFUSED: dict[str, tuple[bytes, str, str]] = {
    "no bytes": (b"", "是空文件（0 字节），下载或复制没有成功", FETCH_AGAIN),
    "web page": (HTML, "不是真正的 Excel 表格，其实是网页（HTML），只是用了表格的后缀", EXPORT_AGAIN),
    "web page with a mark": (
        b"\xef\xbb\xbf" + HTML,
        "不是真正的 Excel 表格，其实是网页（HTML），只是用了表格的后缀",
        EXPORT_AGAIN,
    ),
    "web page in one file": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
        "不是真正的 Excel 表格，其实是网页（HTML），只是用了表格的后缀",
        EXPORT_AGAIN,
    ),
    "Excel 2003 XML": (XML_2003, "是 Excel 2003 的 XML 表格，这里读不了", SAVE_AS),
    "Excel 2003 XML in UTF-16": (
        XML_2003.decode().encode("utf-16"),
        "是 Excel 2003 的 XML 表格，这里读不了",
        SAVE_AS,
    ),
    "other XML": (b'<?xml version="1.0"?><a/>', "不是表格，其实是 XML 文件", CHOOSE),
    "Excel 4": (
        b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(400),
        "是非常旧的 Excel 表格（Excel 4.0 或更早），这里读不了",
        SAVE_AS,
    ),
    "picture": (jpeg_bytes(), "不是表格，其实是 JPG 图片", CHOOSE),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\n", "不是表格，其实是 PDF 文档", CHOOSE),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(40), "不是表格，其实是 RAR 压缩包", UNPACK),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "不是表格，其实是 7z 压缩包", UNPACK),
    "tar": (tar(), "不是表格，其实是 TAR 打包文件", UNPACK),
    "zip with a table": (zip_bytes(RawMember(name=b"a/list.xlsx")), "不是表格，其实是 ZIP 压缩包", UNPACK),
    "zip with photos": (zip_bytes(RawMember()), "不是表格，其实是 ZIP 压缩包", CHOOSE),
    "zip with nothing": (zip_bytes(), "不是表格，其实是 空的 ZIP 压缩包", FETCH_AGAIN),
    "Word": (pack({**PLAIN_OFFICE, "word/document.xml": "<a/>"}), "不是表格，其实是 Word 文档", COPY_LIST),
    "PowerPoint": (
        pack({**PLAIN_OFFICE, "ppt/presentation.xml": "<a/>"}),
        "不是表格，其实是 PowerPoint 演示文稿",
        COPY_LIST,
    ),
    "old Word": (one_stream("WordDocument", bytes(9)), "不是表格，其实是 旧版 Word 文档", COPY_LIST),
    "old PowerPoint": (
        one_stream("PowerPoint Document", bytes(9)),
        "不是表格，其实是 旧版 PowerPoint 演示文稿",
        COPY_LIST,
    ),
    "another old file": (one_stream("VisioDocument", bytes(9)), "不是 Excel 表格，里面没有工作表", SAVE_AS),
    "xlsx with a password": (one_stream("EncryptedPackage", bytes(9)), "设了密码，打不开", UNLOCK),
    "xlsx in an encrypted zip": (
        zip_bytes(
            RawMember(name=b"[Content_Types].xml", flags=1),
            RawMember(name=b"_rels/.rels", flags=1),
            RawMember(name=b"xl/workbook.xml", flags=1),
        ),
        "设了密码，打不开",
        UNLOCK,
    ),
    "old container of rubbish": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "已损坏，或不是正常的 Excel 表格，读不出来",
        SAVE_ANEW,
    ),
    "xlsx cut off": (poi()[:-100], "已损坏，或不是正常的 Excel 表格，读不出来", SAVE_ANEW),
    "xlsx with bits turned over": (
        poi().replace(b"PK\x01\x02", b"PK\x01\x03"),
        "已损坏，或不是正常的 Excel 表格，读不出来",
        SAVE_ANEW,
    ),
    "noise": (bytes(range(256)) * 4, "不是表格，也认不出是什么文件", FETCH_AGAIN),
}


@pytest.mark.parametrize(("data", "what", "hint"), REFUSED.values(), ids=REFUSED)
def test_other_files_are_named_with_what_to_do(data: bytes, what: str, hint: str) -> None:
    with pytest.raises(WdyyError) as caught:
        read(data)
    assert (caught.value.message, caught.value.hint) == (f"名单.xlsx {what}", hint)


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").mkdir()
    refusals = []
    for name in ("没有.xlsx", "名单.xlsx", "名单.xlsx/没有.xlsx", "坏\0名.xlsx", "长" * 300):
        with pytest.raises(WdyyError) as caught:
            read_tables(tmp_path / name, name)
        refusals.append(caught.value.message)
    assert refusals == [
        "找不到 没有.xlsx",
        "名单.xlsx 是文件夹，不是表格文件",
        "找不到 名单.xlsx/没有.xlsx",
        "读取 坏\0名.xlsx 时出错",
        f"读取 {'长' * 300} 时出错",
    ]


def test_error_keeps_its_cause(tmp_path: Path) -> None:
    with pytest.raises(WdyyError) as caught:
        read_tables(tmp_path / "没有.xlsx", "没有.xlsx")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


CAPPED: dict[str, tuple[SheetCaps, str]] = {
    "file": (SheetCaps(file_bytes=1), "文件大小 1 MB，上限 0 MB"),
    "one part": (SheetCaps(part_bytes=1), "解压后达 1 MB，上限 0 MB"),
    "all parts": (SheetCaps(total_bytes=500), "解压后达 1 MB，上限 0 MB"),
    "entries": (SheetCaps(parts=3), "里面的文件有 9 个，上限 3 个"),
}


@pytest.mark.parametrize(("caps", "what"), CAPPED.values(), ids=CAPPED)
def test_package_beyond_the_caps_is_refused(caps: SheetCaps, what: str) -> None:
    assert refusal(XLSX, caps) == f"名单.xlsx 不像是正常的表格，没有打开：{what}"
