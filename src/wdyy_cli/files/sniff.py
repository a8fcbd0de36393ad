"""What a file really is, told by its first bytes and never by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

HEAD_BYTES = 4096
"""How many bytes from the start of a file are enough for `sniff`."""

_CONTROL_BYTES = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1a\x1b")
_LONGEST_CHARACTER_BYTES = 4
_MIN_UTF16_BYTES = 16
_TAR_BLOCK_BYTES = 512
_TAR_CHECKSUM = slice(148, 156)


@dataclass(frozen=True, slots=True)
class FileKind:
    """
    A kind of file.

    `format` is Pillow's name of a picture format (JPEG, PNG, GIF …), None for everything that is no picture.
    `name` is Chinese, for people.
    """

    format: str | None
    name: str

    @property
    def spaced(self) -> str:
        """The name to follow a Chinese word: a space stands before Latin letters."""
        return f" {self.name}" if self.name[0].isascii() else self.name


EMPTY = FileKind(None, "空文件（0 字节）")
UNKNOWN = FileKind(None, "认不出的文件")
ZIP = FileKind(None, "ZIP 压缩包")
ZIP_EMPTY = FileKind(None, "空的 ZIP 压缩包")
ZIP_PART = FileKind(None, "分卷 ZIP 压缩包")
RAR = FileKind(None, "RAR 压缩包")
SEVEN_ZIP = FileKind(None, "7z 压缩包")
GZIP = FileKind(None, "GZIP 压缩包")
BZIP2 = FileKind(None, "BZIP2 压缩包")
XZ = FileKind(None, "XZ 压缩包")
ZSTD = FileKind(None, "Zstandard 压缩包")
CAB = FileKind(None, "CAB 压缩包")
TAR = FileKind(None, "TAR 打包文件")
JPEG = FileKind("JPEG", "JPG 图片")
PNG = FileKind("PNG", "PNG 图片")
PNG_APPLE = FileKind("PNG", "苹果专用的 PNG 图片")
GIF = FileKind("GIF", "GIF 图片")
BMP = FileKind("BMP", "BMP 图片")
WEBP = FileKind("WEBP", "WebP 图片")
TIFF = FileKind("TIFF", "TIFF 图片")
HEIC = FileKind("HEIC", "HEIC 图片（苹果手机常用）")
AVIF = FileKind("AVIF", "AVIF 图片")
JPEG_2000 = FileKind("JPEG2000", "JPEG 2000 图片")
JPEG_XL = FileKind("JXL", "JPEG XL 图片")
JPEG_XR = FileKind("JXR", "JPEG XR 图片")
ICO = FileKind("ICO", "ICO 图标")
ICNS = FileKind("ICNS", "苹果图标")
PPM = FileKind("PPM", "PPM 图片")
PSD = FileKind("PSD", "PSD 图片（Photoshop 文件）")
SVG = FileKind("SVG", "SVG 矢量图")
RAW_CANON = FileKind("CR3", "相机原始照片（RAW）")
PDF = FileKind(None, "PDF 文档")
OLE2 = FileKind(None, "旧版 Word 或 Excel 文件")
RTF = FileKind(None, "RTF 文档")
WORD = FileKind(None, "Word 文档")
EXCEL = FileKind(None, "Excel 表格")
POWERPOINT = FileKind(None, "PowerPoint 演示文稿")
OFFICE = FileKind(None, "Office 文件")
HTML = FileKind(None, "网页（HTML）")
XML = FileKind(None, "XML 文件")
MP4 = FileKind(None, "MP4 视频")
MOV = FileKind(None, "MOV 视频")
AVI = FileKind(None, "AVI 视频")
WAV = FileKind(None, "WAV 录音")
EXE = FileKind(None, "Windows 程序（EXE）")
ELF = FileKind(None, "Linux 程序")
SHORTCUT = FileKind(None, "Windows 快捷方式")
THUMBS = FileKind(None, "苹果电脑的附属文件")
TEXT_UTF8 = FileKind(None, "文本文件")
TEXT_GBK = FileKind(None, "文本文件（GBK 编码）")
TEXT_UTF16 = FileKind(None, "文本文件（UTF-16 编码）")

ARCHIVES = frozenset({ZIP, ZIP_EMPTY, ZIP_PART, RAR, SEVEN_ZIP, GZIP, BZIP2, XZ, ZSTD, CAB, TAR})
TEXTS = frozenset({TEXT_UTF8, TEXT_GBK, TEXT_UTF16})

_SIGNATURES: tuple[tuple[int, bytes, FileKind], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (12, b"CgBI", PNG_APPLE),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP_EMPTY),
    (0, b"PK00PK\x03\x04", ZIP),
    (0, b"PK\x07\x08", ZIP_PART),
    (0, b"Rar!\x1a\x07\x00", RAR),
    (0, b"Rar!\x1a\x07\x01\x00", RAR),
    (0, b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (0, b"\x1f\x8b\x08", GZIP),
    (0, b"BZh", BZIP2),
    (0, b"\xfd7zXZ\x00", XZ),
    (0, b"\x28\xb5\x2f\xfd", ZSTD),
    (0, b"MSCF\x00\x00\x00\x00", CAB),
    (257, b"ustar", TAR),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (8, b"WEBP", WEBP),
    (8, b"AVI ", AVI),
    (8, b"WAVE", WAV),
    (0, b"II\xbc\x01", JPEG_XR),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    (0, b"II+\x00", TIFF),
    (0, b"MM\x00+", TIFF),
    (0, b"\x00\x00\x00\x0cjP  \r\n\x87\n", JPEG_2000),
    (0, b"\xff\x4f\xff\x51", JPEG_2000),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", JPEG_XL),
    (0, b"\xff\x0a", JPEG_XL),
    (0, b"\x00\x00\x01\x00", ICO),
    (0, b"icns", ICNS),
    *((0, b"P" + digit + end, PPM) for digit in (b"4", b"5", b"6") for end in (b"\n", b"\r", b" ")),
    (0, b"8BPS", PSD),
    (0, b"%PDF-", PDF),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE2),
    (0, b"{\\rtf", RTF),
    (4, b"moov", MOV),
    (4, b"mdat", MOV),
    (4, b"wide", MOV),
    (0, b"\x7fELF", ELF),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", SHORTCUT),
    (0, b"\x00\x05\x16\x07", THUMBS),
    (0, b"Bud1", THUMBS),
    (0, b"\x00\x00\x00\x01Bud1", THUMBS),
    (0, b"BM", BMP),
    (0, b"MZ", EXE),
)
"""Offset, bytes there, kind. The first row that fits decides: longer signatures stand before shorter ones."""

_MAY_BE_TEXT = frozenset({BMP, EXE, BZIP2, JPEG_XL, PPM, ICNS})
"""Signatures so short that a text may start with them: these kinds hold bytes that no text has."""

_CONTAINERS = {WEBP: b"RIFF", AVI: b"RIFF", WAV: b"RIFF", PNG_APPLE: b"\x89PNG\r\n\x1a\n"}
"""What must also stand at the start for a signature further in."""

_BRANDS: dict[bytes, FileKind] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"), HEIC),
    **dict.fromkeys((b"avif", b"avis"), AVIF),
    b"crx ": RAW_CANON,
    b"jp2 ": JPEG_2000,
    b"jxl ": JPEG_XL,
    b"qt  ": MOV,
}
_GENERAL_BRANDS = frozenset({b"mif1", b"msf1", b"miaf", b"mif2"})

_OFFICE_FOLDERS = ((b"word/", WORD), (b"xl/", EXCEL), (b"ppt/", POWERPOINT))
OFFICE_MARKER = b"[Content_Types].xml"
"""The member that every Office file of today has."""


_PAGE_TABLE = re.compile(rb"<(?:table|thead|tbody|tr|t[dh])[\s>]")
_EXCEL_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"


def sniff(head: bytes) -> FileKind:
    """Say what a file is from its start: HEAD_BYTES bytes, or all of it where the file is shorter."""
    if not head:
        return EMPTY
    kind = next((row[2] for row in _SIGNATURES if _fits(head, row)), None)
    if kind is ZIP:
        return _kind_of_zip(head)
    if kind is None and head[4:8] == b"ftyp":
        return _kind_of_brands(head)
    if kind is None and _is_old_tar(head):
        return TAR
    if kind is None or kind in _MAY_BE_TEXT:
        return _kind_of_text(head) or kind or UNKNOWN
    return kind


def _fits(head: bytes, row: tuple[int, bytes, FileKind]) -> bool:
    """Whether one row of the table describes these bytes."""
    offset, signature, kind = row
    return head.startswith(signature, offset) and head.startswith(_CONTAINERS.get(kind, b""))


def kind_of_office(names: Collection[bytes]) -> FileKind | None:
    """Say which Office file a zip with these stored member names is, None where it is none."""
    if OFFICE_MARKER not in names:
        return None
    found = (kind for folder, kind in _OFFICE_FOLDERS if any(name.startswith(folder) for name in names))
    return next(found, None)


def _kind_of_zip(head: bytes) -> FileKind:
    """Tell Office files from other zips by the names of the first members."""
    start = head[:HEAD_BYTES]
    if OFFICE_MARKER not in start and b"docProps/" not in start:
        return ZIP
    return next((kind for folder, kind in _OFFICE_FOLDERS if folder in start), OFFICE)


def _kind_of_brands(head: bytes) -> FileKind:
    """Tell apart what shares the box layout of MP4: the main brand first, then the compatible ones."""
    end = min(int.from_bytes(head[:4], "big"), len(head), HEAD_BYTES)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    if brands[0] not in _BRANDS and brands[0] not in _GENERAL_BRANDS:
        return MP4
    kind = next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)
    return HEIC if kind is None else kind


def _is_old_tar(head: bytes) -> bool:
    """Recognise a tar from before `ustar` by its header checksum, which is octal digits."""
    block = head[:_TAR_BLOCK_BYTES]
    digits = block[_TAR_CHECKSUM].strip(b"\x00 ")
    if len(block) < _TAR_BLOCK_BYTES or not digits or any(d not in b"01234567" for d in digits):
        return False
    return int(digits, 8) == sum(block) - sum(block[_TAR_CHECKSUM]) + 8 * ord(" ")


def _kind_of_text(head: bytes) -> FileKind | None:
    """Say which text this is (HTML, SVG, XML, plain by encoding), None where it is no text at all."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and _decodes(head, "utf-16"):
        return _kind_of_markup(head[2:].replace(b"\0", b"")) or TEXT_UTF16
    if not _CONTROL_BYTES.isdisjoint(head):
        if not _looks_like_utf16(head):
            return None
        return _kind_of_markup(head.replace(b"\0", b"")) or TEXT_UTF16
    if _decodes(head, "utf-8-sig"):
        return _kind_of_markup(head.removeprefix(b"\xef\xbb\xbf")) or TEXT_UTF8
    if _decodes(head, "gb18030"):
        return _kind_of_markup(head) or TEXT_GBK
    return None


def _kind_of_markup(text: bytes) -> FileKind | None:
    """
    Tell HTML, SVG and other XML from plain text, by its ASCII letters.

    A system that exports pages as tables may write any tag before the table, or a title.
    """
    start = text.lstrip()[:HEAD_BYTES].lower()
    if not start.startswith(b"<"):
        return HTML if start.startswith(b"mime-version") or _PAGE_TABLE.search(start) else None
    if start.startswith(b"<svg") or (
        start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start
    ):
        return SVG
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<table", b"<meta")):
        return HTML
    if b"<html" in start:
        return HTML
    if start.startswith(b"<?") or _EXCEL_2003 in start:
        return XML
    return HTML if _PAGE_TABLE.search(start) else None


def _decodes(head: bytes, encoding: str) -> bool:
    """Whether the bytes are text in this encoding; the last character may be cut off by the end of `head`."""
    try:
        head.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start > 0 and len(head) - error.start < _LONGEST_CHARACTER_BYTES <= len(head)
    return True


def _looks_like_utf16(head: bytes) -> bool:
    """Recognise UTF-16 without a mark, as some exports have it: nearly every second byte is zero."""
    if len(head) < _MIN_UTF16_BYTES:
        return False
    return any(
        head[zeros::2].count(0) * 10 >= 9 * len(head[zeros::2])
        and _CONTROL_BYTES.isdisjoint(head[1 - zeros :: 2])
        for zeros in (0, 1)
    )
