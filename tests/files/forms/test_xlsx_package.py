"""Files that are no xlsx, or a broken one: each is refused by what it is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from builders import RawMember, zip_bytes
from template_builders import excel, unpack
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.xlsx_package import read_package

WORKBOOK, ROOTS = "xl/workbook.xml", "_rels/.rels"
ENCRYPTED = 0x0001


def packed(*more: RawMember, changed: Mapping[str, bytes | None] | None = None) -> bytes:
    """Pack a sound template, with parts changed or left out (None), and more members at the end."""
    parts = {**unpack(excel()), **(changed or {})}
    kept = [RawMember(name=name.encode(), data=data) for name, data in parts.items() if data is not None]
    return zip_bytes(*kept, *more)


REFUSED = {
    "nothing": (b"", "是空文件（0 字节），下载或复制没有成功"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "是旧版 Excel 文件（xls），不是 xlsx"),
    "a locked workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "设了打开密码",
    ),
    "rubbish": (b"\x01\x02\x03", "不是 xlsx，也认不出是什么文件"),
    "a page": (b"<html></html>", "不是 xlsx，其实是 网页（HTML）"),
    "a text": ("姓名,身份证号".encode(), "不是 xlsx，其实是 文本文件"),
    "cut off": (excel()[:-30], "已损坏，打不开，文件不完整"),
    "another zip": (zip_bytes(RawMember()), "不是 xlsx，只是一个压缩包"),
    "an ods": (
        zip_bytes(RawMember(name=b"mimetype", data=b"application/vnd.oasis.opendocument.spreadsheet")),
        "不是 xlsx，其实是 OpenDocument（ods 等）文件",
    ),
    "a binary workbook": (
        packed(
            changed={
                ROOTS: b'<a><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></a>',
                "xl/workbook.bin": b"",
            }
        ),
        "是 xlsb（二进制工作簿），不是 xlsx",
    ),
    "roots that lead nowhere": (packed(changed={WORKBOOK: None}), "不是 xlsx，只是一个压缩包"),
    "a broken workbook": (packed(changed={WORKBOOK: b"<workbook>"}), "用不了：工作簿第 1 行的 XML 写法不对"),
    "a broken list of parts": (
        packed(changed={"xl/_rels/workbook.xml.rels": b"<Relationships"}),
        "用不了：其中的 xl/_rels/workbook.xml.rels 第 1 行的 XML 写法不对",
    ),
    "nested without end": (packed(changed={WORKBOOK: b"<a>" * 300}), "用不了：工作簿的标记套得太深"),
    "two of a part": (packed(RawMember(name=b"XL/Workbook.xml")), "已损坏：有两个 xl/workbook.xml"),
    "a damaged part": (
        packed(RawMember(name=WORKBOOK.encode(), declared_crc=1), changed={WORKBOOK: None}),
        "用不了：其中的 xl/workbook.xml 校验码不符，内容已损坏",
    ),
    "a locked part": (packed(RawMember(name=b"a", flags=ENCRYPTED)), "设了密码，打不开"),
    "a signature": (packed(RawMember(name=b"_xmlsignatures/a")), "带有数字签名，改动内容会使签名失效"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_filled_is_refused_by_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(WdyyError) as refused:
        read_package(data, "模板.xlsx")
    assert refused.value.message.startswith(f"模板.xlsx {words}")
    assert refused.value.hint
