"""The parts of an Office or ODF package, unpacked one at a time and never beyond the caps."""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.calamine_reader import damaged
from wdyy_cli.files.sheet_caps import SheetCaps, too_many_bytes, too_much
from wdyy_cli.files.zip_directory import DirectoryError, DirectoryFault, read_directory
from wdyy_cli.profile import ZipLimits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,  # a password, an unknown method (NotImplementedError)
    LookupError,
    ValueError,  # also UnicodeDecodeError
    OverflowError,
)
"""What zipfile raises on hostile input, besides OSError and MemoryError."""

_CHUNK_BYTES = 1024 * 1024
_ENCRYPTED = 0x1
# Those that zipfile unpacks in pieces; of the others a few bytes can become gigabytes at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_HEAD_BYTES = 4096

_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]*?\?>")
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8_NAMES = frozenset({"utf-8", "ascii"})
# Of the other codecs that Python has some take very long, and no table is in any of them.
_OTHER_NAMES = frozenset({"utf-16", "gb18030", "gbk", "gb2312", "big5", "iso8859-1", "cp1252", "shift_jis"})


class OfficeZip:
    r"""An open package; `open_office_zip` makes it. Part names are compared without case, `\` as `/`."""

    def __init__(self, archive: zipfile.ZipFile, shown: str, caps: SheetCaps) -> None:
        """Index the parts of an open archive."""
        self._archive = archive
        self._shown = shown
        self._caps = caps
        self._unpacked = 0
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for info in archive.infolist():
            self._parts.setdefault(part_key(info.filename), info)

    @property
    def names(self) -> list[str]:
        """Keys of all parts, in the order of the directory."""
        return list(self._parts)

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return part_key(name) in self._parts

    def read(self, name: str) -> bytearray:
        """Unpack one part; raises WdyyError where it is missing, damaged, encrypted or too large."""
        info = self._parts.get(part_key(name))
        if info is None:
            raise damaged(self._shown)
        if info.flag_bits & _ENCRYPTED:
            raise WdyyError(f"{self._shown} 设了密码，打不开", "请在 Excel 里打开它，取消密码，保存后重试。")
        if info.compress_type not in _METHODS:
            raise damaged(self._shown)
        with zip_reading(self._shown):
            return self._inflate(info)

    def read_xml(self, name: str) -> bytearray:
        """Unpack one part of XML and give it in UTF-8, without its declaration."""
        return clean_xml(self.read(name), self._shown)

    def _inflate(self, info: zipfile.ZipInfo) -> bytearray:
        cap = min(self._caps.part_bytes, self._caps.total_bytes - self._unpacked)
        if info.file_size > cap:
            raise too_many_bytes(self._shown, "解压后达", info.file_size, cap)
        # The declared size is a promise: zipfile gives no more than that, in chunks of bounded size.
        data = bytearray()
        with self._archive.open(info) as part:
            while chunk := part.read(_CHUNK_BYTES):
                data += chunk
        self._unpacked += len(data)
        return data


@contextmanager
def open_office_zip(file: BinaryIO, shown: str, caps: SheetCaps) -> Iterator[OfficeZip]:
    """Open the package in a file; raises WdyyError where its directory is damaged or too long."""
    # The directory is measured first: zipfile would build an object for each of millions of entries.
    limits = ZipLimits.model_construct(cap_members=caps.parts)
    try:
        read_directory(file, limits)
    except DirectoryError as error:
        if error.fault is DirectoryFault.TOO_LARGE:
            raise too_much(shown, "里面的文件超过", caps.parts, caps.parts, " 个") from error
        raise damaged(shown) from error
    with zip_reading(shown):
        file.seek(0)
        archive = zipfile.ZipFile(file)
        package = OfficeZip(archive, shown, caps)
    with archive:
        yield package


@contextmanager
def zip_reading(shown: str) -> Iterator[None]:
    """Turn what zipfile raises into a WdyyError."""
    try:
        yield
    except ZIP_ERRORS as error:
        raise damaged(shown) from error


def stored_zip(parts: Mapping[str, bytes | bytearray]) -> io.BytesIO:
    """Pack parts into a zip in memory, uncompressed, with nothing else in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    made.seek(0)
    return made


def part_key(name: str) -> str:
    """Bring a part name into the form in which names are compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def resolve(folder: str, target: str) -> str:
    """Find the part that a relationship of a part in `folder` names, absolute or relative."""
    target = target.replace("\\", "/")
    return part_key(target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)))


def clean_xml(data: bytearray, shown: str) -> bytearray:
    """Give XML in UTF-8 without declaration; a document type, which can hide a bomb, raises WdyyError."""
    try:
        encoding = _encoding(data)
        if encoding is not None:
            data = bytearray(data.decode(encoding).lstrip("\ufeff").encode("utf-8"))
    except (UnicodeError, LookupError) as error:
        raise damaged(shown) from error
    if encoding is None and data.startswith(codecs.BOM_UTF8):
        del data[: len(codecs.BOM_UTF8)]
    if (declaration := _DECLARATION.match(data)) is not None:
        del data[: declaration.end()]
    if data.find(b"<!DOCTYPE") >= 0:
        raise WdyyError(
            f"{shown} 里有正常表格不会有的内容（DOCTYPE 声明），没有打开",
            "请向提供文件的人核实；确认安全后，用 Excel 打开，另存为 .xlsx 后重试。",
        )
    return data


def _encoding(data: bytearray) -> str | None:
    """Say in which encoding XML is, None for UTF-8; raises LookupError for one that no table is in."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if data.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if data.startswith(b"<") else "utf-16-be"
    declaration = _DECLARATION.match(data, 0, _HEAD_BYTES)
    named = None if declaration is None else _ENCODING.search(declaration[0])
    if named is None or data.startswith(codecs.BOM_UTF8):
        return None
    known = codecs.lookup(named[1].decode("ascii")).name
    if known in _UTF8_NAMES:
        return None
    if known not in _OTHER_NAMES:
        raise LookupError(known)
    return known
