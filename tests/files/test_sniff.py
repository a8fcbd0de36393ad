"""What files really are, by their first bytes."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import RawMember, zip_bytes
from wdyy_cli.files import sniff as kinds
from wdyy_cli.files.sniff import FileKind, kind_of_office, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator


def _ftyp(main: bytes, *others: bytes) -> bytes:
    return (16 + 4 * len(others)).to_bytes(4, "big") + b"ftyp" + main + bytes(4) + b"".join(others)


def _tar(*, form: int) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        archive.addfile(tarfile.TarInfo("a.jpg"))
    return made.getvalue()


def _old_tar() -> bytes:
    block = bytearray(_tar(form=tarfile.USTAR_FORMAT)[:512])
    block[257:512] = bytes(255)
    block[148:156] = b" " * 8
    block[148:156] = f"{sum(block):06o}\0 ".encode("ascii")
    return bytes(block)


def _office(folder: bytes) -> bytes:
    return zip_bytes(
        RawMember(name=b"[Content_Types].xml", data=b"<Types/>"), RawMember(name=folder + b"/document.xml")
    )


TABLE: dict[str, tuple[bytes, FileKind]] = {
    "no bytes": (b"", kinds.EMPTY),
    "one zero byte": (b"\x00", kinds.UNKNOWN),
    "zip": (zip_bytes(RawMember()), kinds.ZIP),
    "zip without members": (zip_bytes(), kinds.ZIP_EMPTY),
    "zip in one part of several": (b"PK\x07\x08PK\x03\x04", kinds.ZIP_PART),
    "rar 4": (b"Rar!\x1a\x07\x00\xcf", kinds.RAR),
    "rar 5": (b"Rar!\x1a\x07\x01\x00\x33", kinds.RAR),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", kinds.SEVEN_ZIP),
    "gzip": (b"\x1f\x8b\x08\x00", kinds.GZIP),
    "tar with ustar": (_tar(form=tarfile.USTAR_FORMAT), kinds.TAR),
    "tar by GNU": (_tar(form=tarfile.GNU_FORMAT), kinds.TAR),
    "tar from before ustar": (_old_tar(), kinds.TAR),
    "bzip2": (b"BZh91AY&SY\x00\x01\x02", kinds.BZIP2),
    "text that starts like bzip2": (b"BZh is a name\n", kinds.TEXT_UTF8),
    "xz": (b"\xfd7zXZ\x00\x00\x04", kinds.XZ),
    "JPEG with JFIF": (b"\xff\xd8\xff\xe0\x00\x10JFIF", kinds.JPEG),
    "JPEG with EXIF": (b"\xff\xd8\xff\xe1\x00\x10Exif", kinds.JPEG),
    "PNG": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", kinds.PNG),
    "PNG for Apple devices only": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x04CgBI", kinds.PNG_APPLE),
    "GIF": (b"GIF89a\x01\x00", kinds.GIF),
    "BMP": (b"BM\x36\x00\x00\x00\x00\x00\x00\x00", kinds.BMP),
    "text that starts with BM": (b"BMW, Audi\n", kinds.TEXT_UTF8),
    "WebP": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", kinds.WEBP),
    "AVI": (b"RIFF\x10\x00\x00\x00AVI LIST", kinds.AVI),
    "TIFF, Intel order": (b"II*\x00\x08\x00\x00\x00", kinds.TIFF),
    "TIFF, Motorola order": (b"MM\x00*\x00\x00\x00\x08", kinds.TIFF),
    "HEIC": (_ftyp(b"heic", b"mif1", b"heic"), kinds.HEIC),
    "HEIC of ten bits": (_ftyp(b"heix", b"mif1"), kinds.HEIC),
    "HEIC as a sequence": (_ftyp(b"hevc", b"msf1"), kinds.HEIC),
    "HEIF that names HEIC later": (_ftyp(b"mif1", b"miaf", b"heic"), kinds.HEIC),
    "HEIF that names nothing else": (_ftyp(b"msf1"), kinds.HEIC),
    "AVIF": (_ftyp(b"avif", b"mif1", b"miaf"), kinds.AVIF),
    "AVIF under the general brand": (_ftyp(b"mif1", b"avif"), kinds.AVIF),
    "JPEG 2000": (b"\x00\x00\x00\x0cjP  \r\n\x87\n", kinds.JPEG_2000),
    "JPEG 2000 as a bare stream": (b"\xff\x4f\xff\x51\x00", kinds.JPEG_2000),
    "JPEG XL": (b"\x00\x00\x00\x0cJXL \r\n\x87\n", kinds.JPEG_XL),
    "JPEG XL as a bare stream": (b"\xff\x0a\xfa\x00\x01", kinds.JPEG_XL),
    "ICO": (b"\x00\x00\x01\x00\x01\x00", kinds.ICO),
    "PSD": (b"8BPS\x00\x01", kinds.PSD),
    "PPM": (b"P6\n2 2\n255\n\x00\x00\x00\x01", kinds.PPM),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', kinds.SVG),
    "SVG after an XML declaration": (b'<?xml version="1.0"?>\n<svg/>', kinds.SVG),
    "PDF": (b"%PDF-1.7\n", kinds.PDF),
    "old Word or Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", kinds.OLE2),
    "Word": (_office(b"word"), kinds.WORD),
    "Excel": (_office(b"xl"), kinds.EXCEL),
    "PowerPoint": (_office(b"ppt"), kinds.POWERPOINT),
    "HTML": (b"\r\n<!DOCTYPE html><html>", kinds.HTML),
    "HTML after a byte order mark": (b"\xef\xbb\xbf<html>", kinds.HTML),
    "HTML in GBK": ("<html><title>登录</title>".encode("gb18030"), kinds.HTML),
    "HTML in UTF-16": ("<html><table>".encode("utf-16"), kinds.HTML),
    "HTML that begins with another tag": (b"<div>\n<center><table border=1><tr>", kinds.HTML),
    "HTML below a title": ("学生名单\n<TABLE>".encode("gb18030"), kinds.HTML),
    "HTML of a row alone": (b"<!-- export --><tr><td x:str>1</td></tr>", kinds.HTML),
    "Excel's XML in UTF-16": ('<?xml version="1.0"?><Workbook><Table>'.encode("utf-16"), kinds.XML),
    "Excel's XML without a declaration": (
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table>',
        kinds.XML,
    ),
    "text with signs of more and less": ("成绩<tr，>60\n<姓名>".encode(), kinds.TEXT_UTF8),
    "HTML saved as one file": (b"MIME-Version: 1.0\r\n", kinds.HTML),
    "MP4": (_ftyp(b"isom", b"iso2", b"mp41"), kinds.MP4),
    "MOV": (_ftyp(b"qt  "), kinds.MOV),
    "Windows program": (b"MZ\x90\x00\x03\x00", kinds.EXE),
    "UTF-8": ("身份证号\n".encode(), kinds.TEXT_UTF8),
    "UTF-8 cut inside a character": ("身份证号".encode()[:-1], kinds.TEXT_UTF8),
    "GBK": ("身份证号\n".encode("gb18030"), kinds.TEXT_GBK),
    "UTF-16": ("身份证号".encode("utf-16"), kinds.TEXT_UTF16),
    "UTF-16 without a mark": ("name,id_number".encode("utf-16-le"), kinds.TEXT_UTF16),
    "noise": (bytes(range(256)), kinds.UNKNOWN),
}


@pytest.mark.parametrize(("head", "kind"), TABLE.values(), ids=TABLE.keys())
def test_first_bytes_tell_the_kind(head: bytes, kind: FileKind) -> None:
    assert sniff(head[: kinds.HEAD_BYTES]) == kind


def _all_kinds() -> Iterator[FileKind]:
    return (value for value in vars(kinds).values() if isinstance(value, FileKind))


def test_every_kind_has_a_name_of_its_own() -> None:
    names = [kind.name for kind in _all_kinds()]
    assert sorted(names) == sorted(set(names))


def test_office_files_are_told_from_other_zips_by_their_members() -> None:
    assert kind_of_office([b"docProps/app.xml", b"xl/workbook.xml", b"[Content_Types].xml"]) is kinds.EXCEL
    assert kind_of_office([b"xl/a.jpg"]) is None
    assert kind_of_office([b"[Content_Types].xml", b"a.jpg"]) is None


@given(st.binary(max_size=600))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    assert sniff(head).name


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_every_beginning_of_a_head_has_a_kind(row: tuple[bytes, FileKind]) -> None:
    assert all(sniff(row[0][:length]).name for length in range(min(len(row[0]), 64)))
