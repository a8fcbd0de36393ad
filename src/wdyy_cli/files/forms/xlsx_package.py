"""An xlsx package: which part is which sheet, the bytes of each part, and a copy with some parts changed."""

from __future__ import annotations

import io
import posixpath
import re
import urllib.parse
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.xml_part import XmlFault, split_name, walk
from wdyy_cli.files.opening import READING_ERRORS, reading
from wdyy_cli.files.sniff import (
    EMPTY,
    EXCEL,
    HEAD_BYTES,
    HTML,
    OFFICE,
    OLE2,
    TEXTS,
    UNKNOWN,
    ZIP,
    FileKind,
    sniff,
)
from wdyy_cli.files.tables.inside.office_zip import part_key
from wdyy_cli.files.tables.refusals import IMPORT_AS_TEXT
from wdyy_cli.files.zips.zip_directory import DirectoryError
from wdyy_cli.files.zips.zip_patch import ZipPatchError, patch_zip
from wdyy_cli.files.zips.zip_reader import Unread, ZipCaps, ZipReader
from wdyy_cli.grouping import grouped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MEGABYTE = 1024 * 1024
_SMALL_BYTES = 4 * _MEGABYTE
_CAP_FILE_BYTES = 256 * _MEGABYTE
# deflate cannot do better than about 1,030 to 1; the bytes are what is capped here.
_CAPS = ZipCaps(
    members=10_000,
    member_bytes=256 * _MEGABYTE,
    total_bytes=1024 * _MEGABYTE,
    ratio=1_100,
    ratio_from_bytes=_MEGABYTE,
)
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = "_rels/.rels"
_SHARED_STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_FLAG_ENCRYPTED = 0x0041
_SAVE_AGAIN = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（*.xlsx）”后重试。"
_FETCH_AGAIN = "请从平台重新下载模板后重试。"


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageSheet:
    """A worksheet: its name as on the tab, the part it stands in, its place among all tabs from 0."""

    name: str
    part: str
    position: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part: `kind` is the last word of its type, `target` the part it leads to."""

    identifier: str
    kind: str
    target: str


@dataclass(slots=True)
class _Workbook:
    """What the workbook part says."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    print_areas: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


class XlsxPackage:
    """
    An xlsx file in memory; `read_package` and `open_package` make it.

    `sheets` are the worksheets in the order of the tabs, `shared_strings` and `styles` names of parts, None
    where there is none; `print_areas` are their references by position of the sheet, `names` the defined
    names (in lower case, as Office compares them) with what they stand for.
    """

    def __init__(self, data: bytes, shown: str) -> None:
        """Read directory, relationships and workbook; raises WdyyError, DirectoryError, XmlFault."""
        self.shown = shown
        self._data = data
        self._zip = ZipReader(io.BytesIO(data), _CAPS)
        self._files = {listed.place: listed for listed in self._zip.listed}
        self._names = self._zip.names
        self._indexes = grouped((part_key(name), index) for index, name in enumerate(self._names))
        self._cache: dict[str, bytes] = {}
        self._refuse_locked()
        self._workbook_part = self._find_workbook()
        relations = self.relations(self._workbook_part)
        workbook = _parse_workbook(self.read(self._workbook_part))
        self.sheets = tuple(_join(workbook, relations))
        self.print_areas = dict(workbook.print_areas)
        self.names = dict(workbook.names)
        self._declared_strings = _target(relations, "sharedStrings")
        self.shared_strings = self._existing(self._declared_strings)
        self.styles = self._existing(_target(relations, "styles"))

    def has(self, part: str) -> bool:
        """Whether there is such a part; case does not matter."""
        return part_key(part) in self._indexes

    def read(self, part: str) -> bytes:
        """Give the content of a part; raises WdyyError where it is missing, double, damaged or too large."""
        key = part_key(part)
        found = self._cache.get(key)
        if found is None:
            # Of large parts, sheets above all, only the last one is kept.
            self._cache = {name: old for name, old in self._cache.items() if len(old) <= _SMALL_BYTES}
            found = self._cache[key] = self._unpack(part)
        return found

    def relations(self, part: str) -> list[Relation]:
        """Give the internal relationships of a part, none where it has no list of them."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(listed):
            return []
        with self.parsing(listed):
            found = _parse_relations(self.read(listed), folder)
        return [replace(relation, target=self._stored_name(relation.target)) for relation in found]

    def changed(self, parts: Mapping[str, bytes]) -> bytes:
        """
        Give the bytes of a copy in which these parts have new content.

        All other members are copied as they are packed. Raises WdyyError.
        """
        replaced: dict[int, bytes] = {}
        added: list[tuple[str, bytes]] = []
        for part, content in parts.items():
            if self.has(part):
                replaced[self._index(part)] = content
            else:
                added.append((part, content))
        try:
            return patch_zip(self._data, self._zip.entries, replaced, added)
        except ZipPatchError as error:
            raise WdyyError(f"{self.shown} 已损坏：{error}", _SAVE_AGAIN) from error

    def with_shared_strings(self, content: bytes) -> dict[str, bytes]:
        """
        Give the parts to change so that the shared strings are `content`.

        A package without shared strings gets the part, and its content type and its relationship where they
        are missing too: inline strings instead are misread by some programs.
        """
        if self.shared_strings is not None:
            return {self.shared_strings: content}
        folder, name = posixpath.split(self._workbook_part)
        part = self._declared_strings or posixpath.join(folder, "sharedStrings.xml")
        parts = {part: content}
        types = self.read(_CONTENT_TYPES)
        if f'"/{part}"'.lower().encode() not in types.lower():
            override = f'Override PartName="/{part}" ContentType="{_SHARED_STRINGS_TYPE}"'
            parts[_CONTENT_TYPES] = _insert_child(types, override)
        if self._declared_strings is None:
            listed = posixpath.join(folder, "_rels", f"{name}.rels")
            taken = {relation.identifier for relation in self.relations(self._workbook_part)}
            free = next(name for number in range(1, 100_000) if (name := f"rId{number}") not in taken)
            relations = self.read(listed)
            kind = _STRICT_RELATION if _STRICT_RELATION.encode() in relations else _RELATION
            relation = f'Relationship Id="{free}" Type="{kind}/sharedStrings" Target="/{part}"'
            parts[listed] = _insert_child(relations, relation)
        return parts

    @contextmanager
    def parsing(self, part: str) -> Iterator[None]:
        """Word what is wrong with a part that is being parsed."""
        try:
            yield
        except XmlFault as fault:
            raise WdyyError(f"{self.shown} 用不了：其中的 {part} {fault.detail}", _SAVE_AGAIN) from fault

    def _index(self, part: str) -> int:
        found = self._indexes.get(part_key(part), [])
        if not found:
            raise WdyyError(f"{self.shown} 不完整：缺少 {part}", _FETCH_AGAIN)
        if len(found) > 1:
            raise WdyyError(f"{self.shown} 已损坏：有两个 {part}", _FETCH_AGAIN)
        return found[0]

    def _unpack(self, part: str) -> bytes:
        listed = self._files.get(self._index(part))
        if listed is None:
            raise WdyyError(f"{self.shown} 已损坏：{part} 是文件夹", _FETCH_AGAIN)
        content = self._zip.read(listed)
        if isinstance(content, Unread):
            raise WdyyError(f"{self.shown} 用不了：其中的 {part} {content.detail}", _FETCH_AGAIN)
        return content

    def _refuse_locked(self) -> None:
        if any(entry.flags & _FLAG_ENCRYPTED for entry in self._zip.entries):
            raise WdyyError(f"{self.shown} 设了密码，打不开", "请去掉密码后重试。")
        if any(name.startswith("_xmlsignatures/") for name in self._indexes):
            raise WdyyError(
                f"{self.shown} 带有数字签名，改动内容会使签名失效", "请向发来文件的人要一份没有签名的。"
            )

    def _find_workbook(self) -> str:
        if not self.has(_ROOT_RELATIONS):
            raise self._no_workbook()
        roots = [
            found for found in _parse_relations(self.read(_ROOT_RELATIONS), "") if self.has(found.target)
        ]
        parts = [root.target for root in roots if root.kind == "officeDocument"]
        if not parts:
            raise self._no_workbook()
        if parts[0].lower().endswith(".bin"):
            raise WdyyError(f"{self.shown} 是 xlsb（二进制工作簿），不是 xlsx", _SAVE_AGAIN)
        return parts[0]

    def _no_workbook(self) -> WdyyError:
        if self.has("mimetype") and b"opendocument" in self.read("mimetype"):
            return WdyyError(f"{self.shown} 不是 xlsx，其实是 OpenDocument（ods 等）文件", _SAVE_AGAIN)
        return WdyyError(f"{self.shown} 不是 xlsx，只是一个压缩包", _FETCH_AGAIN)

    def _existing(self, part: str | None) -> str | None:
        return part if part is not None and self.has(part) else None

    def _stored_name(self, part: str) -> str:
        """Give the name of a part in the case in which the zip has it."""
        found = self._indexes.get(part_key(part))
        return self._names[found[0]].replace("\\", "/").lstrip("/") if found else part


def open_package(path: Path, shown: str) -> XlsxPackage:
    """Open an xlsx file; `shown` is the path as the user typed it. Raises WdyyError."""
    with reading(shown), path.open("rb") as file:
        data = file.read(_CAP_FILE_BYTES + 1)
    return read_package(data, shown)


def read_package(data: bytes, shown: str) -> XlsxPackage:
    """Read an xlsx file from its bytes; raises WdyyError that says what it is where it is no xlsx."""
    if len(data) > _CAP_FILE_BYTES:
        raise WdyyError(f"{shown} 太大，超过 {_CAP_FILE_BYTES // _MEGABYTE} MB", _FETCH_AGAIN)
    kind = sniff(data[:HEAD_BYTES])
    if kind not in {ZIP, EXCEL, OFFICE}:
        raise _not_xlsx(data, shown, kind)
    try:
        return XlsxPackage(data, shown)
    except DirectoryError as error:
        detail = f"：{error.detail}" if error.detail else "，文件不完整"
        raise WdyyError(f"{shown} 已损坏，打不开{detail}", _FETCH_AGAIN) from error
    except XmlFault as fault:
        raise WdyyError(f"{shown} 用不了：工作簿{fault.detail}", _SAVE_AGAIN) from fault
    except READING_ERRORS as error:
        raise WdyyError(f"{shown} 已损坏，打不开", _FETCH_AGAIN) from error


def _not_xlsx(data: bytes, shown: str, kind: FileKind) -> WdyyError:
    if kind is EMPTY:
        return WdyyError(f"{shown} 是空文件（0 字节），下载或复制没有成功", _FETCH_AGAIN)
    if kind is OLE2:
        if _ENCRYPTED_PACKAGE in data:
            return WdyyError(f"{shown} 设了打开密码", "请在 Excel 或 WPS 里去掉密码，另存后重试。")
        return WdyyError(f"{shown} 是旧版 Excel 文件（xls），不是 xlsx", _SAVE_AGAIN)
    if kind is UNKNOWN:
        return WdyyError(f"{shown} 不是 xlsx，也认不出是什么文件", _FETCH_AGAIN)
    hint = _FETCH_AGAIN if kind is HTML else IMPORT_AS_TEXT if kind in TEXTS else "请指定 xlsx 文件。"
    return WdyyError(f"{shown} 不是 xlsx，其实是 {kind.name}", hint)


def _parse_relations(data: bytes, folder: str) -> list[Relation]:
    """Read a list of relationships; targets are resolved against `folder`. External ones are left out."""
    relations: list[Relation] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if split_name(name)[1] == "Relationship" and attributes.get("TargetMode") != "External":
            target = urllib.parse.unquote(attributes.get("Target", "")).replace("\\", "/").partition("#")[0]
            part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            relations.append(Relation(attributes.get("Id", ""), kind, part))

    walk(data, start)
    return relations


def _parse_workbook(data: bytes) -> _Workbook:
    """Read names, relationship ids and visibility of the sheets, and the print areas."""
    workbook = _Workbook()
    heard: list[str] = []
    called: tuple[str, str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal called
        local = split_name(name)[1]
        if local == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            workbook.sheets.append((attributes.get("name", ""), identifier, hidden))
        elif local == "definedName":
            called = (attributes.get("name", ""), attributes.get("localSheetId", ""))
            heard.clear()

    def end(name: str) -> None:
        nonlocal called
        if split_name(name)[1] != "definedName" or called is None:
            return
        (word, number), text = called, "".join(heard)
        called = None
        if word != "_xlnm.Print_Area":
            workbook.names.setdefault(word.lower(), text)
        elif re.fullmatch("[0-9]{1,6}", number):
            workbook.print_areas[int(number)] = text

    walk(data, start, end, lambda text: heard.append(text) if called is not None else None)
    return workbook


def _target(relations: list[Relation], kind: str) -> str | None:
    return next((relation.target for relation in relations if relation.kind == kind), None)


def _join(workbook: _Workbook, relations: list[Relation]) -> list[PackageSheet]:
    """Bring sheets and their parts together; chart sheets and the like are left out."""
    targets = {relation.identifier: relation for relation in relations if relation.kind == "worksheet"}
    return [
        PackageSheet(name=name, part=targets[identifier].target, position=position, hidden=hidden)
        for position, (name, identifier, hidden) in enumerate(workbook.sheets)
        if identifier in targets
    ]


def _insert_child(data: bytes, element: str) -> bytes:
    """Put an empty element, in the prefix of the root, before the end of the root."""
    close = data.rfind(b"</")
    if close < 0:
        raise WdyyError("模板的目录部分是空的", _FETCH_AGAIN)
    prefix, colon, _ = data[close + 2 :].split(b">", 1)[0].strip().rpartition(b":")
    return data[:close] + b"<" + prefix + colon + element.encode() + b"/>" + data[close:]
