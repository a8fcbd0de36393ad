"""The parts of an Office or ODF package, unpacked one at a time and never beyond the caps."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections import deque
from html import escape

from wdyy_cli.files.tables.inside.plain_xml import attributes, each, parse, plain_xml
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Pieces = tuple[bytes | memoryview, ...]
    """What a part is put together from, so that a long one need not be copied for that."""

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

ZIP_ERRORS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # a password, an unknown method (NotImplementedError)
    LookupError,
    ValueError,  # also UnicodeDecodeError
    OverflowError,
)
"""What zipfile raises on hostile input, besides MemoryError."""

_ENCRYPTED = 0x1
# Of the other methods a few bytes can become gigabytes at once.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_AT_ONCE = 64 * 1024


class OfficeZip:
    r"""A package in memory. Part names are compared without case, `\` as `/`; `parts` has them all."""

    def __init__(self, data: bytes, caps: Caps) -> None:
        """Read the directory; raises RefusedError."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise RefusedError("damaged") from error
        self._caps = caps
        self._unpacked = 0
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            self.parts.setdefault(part_key(info.filename), info)
        caps.check("parts", len(self.parts))

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return part_key(name) in self.parts

    def read(self, name: str) -> bytes:
        """Unpack one part; raises RefusedError where it is missing, damaged, encrypted or too large."""
        info = self.parts.get(part_key(name))
        if info is None or info.compress_type not in _METHODS:
            raise RefusedError("damaged")
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError("locked")
        # The declared size is a promise: zipfile gives no more than that.
        limits = self._caps.limits
        cap = min(limits["part_bytes"], limits["total_bytes"] - self._unpacked)
        if info.file_size > cap:
            raise RefusedError("part_bytes", "", info.file_size, cap)
        self._unpacked += info.file_size
        try:
            return self._archive.read(info)
        except ZIP_ERRORS as error:
            raise RefusedError("damaged") from error

    def read_xml(self, name: str) -> bytes:
        """Unpack one part of XML and bring it into its plain form."""
        return plain_xml(self.read(name))

    def relations(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Give the relationships of a part or the package: by their Id the type's last word and the part."""
        folder, _, name = part_key(part).rpartition("/")
        listed = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if not self.has(listed):
            return {}
        found = {}
        for _, element in each(parse(self.read_xml(listed)), "Relationship"):
            given = attributes(element)
            if given.get("TargetMode") != "External":
                kind = given.get("Type", "").rpartition("/")[2]
                found[given.get("Id", "")] = (kind, _resolve(folder, given.get("Target", "")))
        return found

    def main_part(self, usual: str) -> str:
        """Find the main part, by the package's own relationships or at its usual place."""
        found = (part for kind, part in self.relations().values() if kind == "officeDocument")
        return next(filter(self.has, found), usual)


def relationships(relations: Iterable[tuple[str, str, str]]) -> bytes:
    """Make the XML of relationships from the last word of their type, their Id, and their target."""
    listed = "".join(
        f'<Relationship Id="{escape(name)}" Type="{OFFICE}/{kind}" Target="{escape(target)}"/>'
        for kind, name, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'.encode()


class StoredZip(io.RawIOBase):
    """
    A zip of these parts, uncompressed, with nothing else in it, to be read once from its beginning.

    It is put together while it is read: nowhere is there a copy of it as a whole.
    """

    def __init__(self, parts: Mapping[str, Pieces]) -> None:
        """Line up the parts and what stands between them."""
        super().__init__()
        self._pieces: deque[memoryview] = deque()
        self._at = 0
        with zipfile.ZipFile(self, "w") as archive:
            for name, pieces in parts.items():
                with archive.open(zipfile.ZipInfo(name), "w") as part:
                    part.writelines(pieces)

    def write(self, data: bytes | memoryview, /) -> int:  # type: ignore[override] # of the packer alone
        """Take in what the packer gives."""
        self._pieces.append(memoryview(data))
        return len(data)

    def read(self, size: int = -1, /) -> bytes:
        """Give the next bytes: a few, since large pieces of memory cost more to get than to fill."""
        few = _AT_ONCE if size < 0 else min(size, _AT_ONCE)
        while few and self._pieces:
            piece = self._pieces[0]
            given = bytes(piece[self._at : self._at + few])
            if given:
                self._at += len(given)
                return given
            self._pieces.popleft()
            self._at = 0
        return b""


def part_key(name: str) -> str:
    """Bring a part name into the form in which names are compared: Office compares without case."""
    return name.replace("\\", "/").lstrip("/").lower()


def _resolve(folder: str, target: str) -> str:
    """Find the part that a relationship of a part in `folder` names, absolute or relative."""
    target = target.replace("\\", "/")
    return part_key(target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)))
