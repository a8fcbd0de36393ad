"""The parts of an Office or ODF package, unpacked one at a time and never beyond the caps."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.tables.calamine_reader import damaged
from wdyy_cli.files.tables.plain_xml import plain_xml
from wdyy_cli.files.tables.sheet_caps import SheetCaps, too_many_bytes, too_much
from wdyy_cli.files.zips.zip_directory import DirectoryError, DirectoryFault, read_directory

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
        """Unpack one part of XML and bring it into its plain form."""
        return plain_xml(self.read(name), self._shown)

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
    try:
        read_directory(file, caps.parts)
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
