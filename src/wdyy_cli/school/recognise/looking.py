"""Looking at the files of a school one by one, and taking each for what its content says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath

from wdyy_cli.about import OWN_FILES
from wdyy_cli.errors import OtherKindError, WdyyError
from wdyy_cli.files.forms.xlsx_package import open_package
from wdyy_cli.files.opening import place_of, reading
from wdyy_cli.files.photos.holders.pack import was_packed_here
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.school_folder import FolderEntry, look_around, look_at
from wdyy_cli.files.sniff import (
    ARCHIVES,
    AVI,
    EMPTY,
    EXCEL,
    HEAD_BYTES,
    HTML,
    MOV,
    MP4,
    OFFICE,
    TEXTS,
    UNKNOWN,
    XML,
    ZIP,
    ZIP_PART,
    FileKind,
    sniff,
)
from wdyy_cli.files.tables.sheet_caps import SheetCaps
from wdyy_cli.files.tables.table import TABLE_ENDINGS, TABLE_FILES, read_tables
from wdyy_cli.model import Role
from wdyy_cli.report.said.words import FIRST_SHEET
from wdyy_cli.school.recognise.found import Left, PhotoMember, Recognised, Taken
from wdyy_cli.school.recognise.photo_contents import photo_contents
from wdyy_cli.school.recognise.picture_kinds import Pictures, tell_materials, tell_pictures, tells_a_number
from wdyy_cli.school.recognise.table_kinds import HEAD_ROWS, columns_for, is_blank, tell_table
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.photo_name import PICTURE_ENDINGS
from wdyy_cli.workspace_file import HIDDEN_ENDING

MOST_TABLES = 300
"""So many tables are opened to see what they are."""
MOST_OPENED = 2_000
"""So many files are opened to see by their first bytes what they are."""

HEAD = SheetCaps(head_rows=HEAD_ROWS)

_ARCHIVE_ENDINGS = frozenset({".zip", ".rar", ".7z"})
_NOT_FOR_US = "不是要检查的文件"
_OURS = re.compile(
    rb'"name": ?"wdyy"|<title>[^<]*wdyy |^# wdyy |<testsuites name="wdyy |PRODID:[^\n]*wdyy', re.IGNORECASE
)
_OUR_WORK = b"<dc:creator>wdyy</dc:creator>"
_SEPARATED = re.compile(rb"[,;\t]")


def recognise_folder(
    folder: Path, shown: str, settings: Settings, skip: frozenset[Path] = frozenset()
) -> Recognised:
    """
    Take each file in a folder, and in the folders in it, for what it is; those in `skip` are known already.

    Paths are relative to the folder. Raises WdyyError where it cannot be listed.
    """
    look, found = look_around(folder, shown), Recognised()
    _Finder(folder, "", settings, found, skip).look(look)
    return found


def recognise_named(named: Sequence[str], settings: Settings) -> Recognised:
    """Take files and folders that were named for what they are; one that is not there cannot be read."""
    found = Recognised()
    for shown in named:
        path = settings.path(shown)
        try:
            _Finder(path, shown, settings, found, explicit=True).look(look_at(path, shown))
        except WdyyError as error:
            found.unreadable[shown] = error.whole
    return found


def take_as(shown: str, role: Role, settings: Settings) -> Taken:
    """Take a file for what the user says; columns that no alias knows are looked for in it."""
    why = "用 --as 写明的"
    if role not in (Role.PHOTOS, Role.MATERIALS):
        with suppress(WdyyError):  # opening it says why
            head = read_tables(settings.path(shown), f"“{shown}”", HEAD)
            columns = columns_for(role, head, settings)
            return Taken(path=shown, role=role, why=why, columns=columns, is_blank=is_blank(head, settings))
    return Taken(path=shown, role=role, why=why)


class _Finder:
    """Looks at entries below a root, and adds to what was found."""

    def __init__(
        self,
        root: Path,
        shown: str,
        settings: Settings,
        found: Recognised,
        skip: frozenset[Path] = frozenset(),
        *,
        explicit: bool = False,
    ) -> None:
        self._root, self._shown, self._settings, self._skip = root, shown, settings, skip
        self._found, self._explicit = found, explicit
        self._tables = self._opened = 0

    def look(self, entry: FolderEntry) -> None:
        """Look at the folder of a school, or at a file or folder that was named."""
        if not entry.is_folder:
            self._file(entry)
            return
        self._folder(entry.inside, "")
        if entry.cut:
            self._leave(".", "文件夹里的文件太多，后面的没有看；请只留下要检查的文件", is_unseen=True)

    def _path(self, entry_path: str) -> str:
        """Give a path as the user sees it."""
        if not self._shown:
            return entry_path or "."
        return self._shown if not entry_path else str(Path(self._shown) / entry_path)

    def _folder(self, entries: Sequence[FolderEntry], path: str) -> None:
        """Take a folder as a whole where it is one of photos or materials, else look at what is in it."""
        if self._is_skipped(path):
            return
        names = [PurePosixPath(name).name for name in (path, *_names(entries)) if name]
        materials = tell_materials(names, self._settings.profile) if path or self._explicit else None
        if materials is not None:
            self._found.taken.append(Taken(path=self._path(path), role=Role.MATERIALS, why=materials))
            return
        members = self._photo_members(entries, path)
        if members is not None and self._is_of_photos(path, members):
            self._hurdles(entries)
            return
        loose = [entry.name for entry in entries if _is_picture(entry)]
        if loose:
            seen = not tells_a_number(loose, self._settings.profile, self._settings.checked_on)
            reason = f"{len(loose):,} 张图片和别的文件放在一起，没有当作照片；请把照片放进一个单独的文件夹"
            self._leave(self._path(path), reason, is_data=True, is_unseen=not seen)
        for entry in sorted(entries, key=_promising):
            if _is_picture(entry):
                continue
            if entry.is_folder and entry.hurdle is not None:
                self._closed(entry, entry.hurdle)
            elif entry.is_folder:
                self._folder(entry.inside, entry.path)
            else:
                self._file(entry)

    def _photo_members(self, entries: Sequence[FolderEntry], path: str) -> list[PhotoMember] | None:
        """List the pictures of a folder in which nearly all are pictures, or zips of them; None: no such."""
        files = [file for entry in entries for file in entry.files]
        pictures = [file for file in files if _is_picture(file)]
        others = [file for file in files if not _is_picture(file) and _base(file.path) not in OWN_FILES]
        if any(_ending(file) in TABLE_ENDINGS for file in others) or not files:
            return None
        zips = [file for file in others if _ending(file) == ".zip"]
        told = [self._zip_members(file) for file in zips] if zips and len(zips) == len(others) else []
        if others and len(others) >= len(pictures) and not (told and all(told)):
            return None
        if not path and not self._explicit and not any(map(_is_picture, entries)):
            return None  # a school's folder, in which each zip and folder stands for itself
        if pictures and not self._are_pictures(pictures):
            return None
        own = [PhotoMember(file.path, file.bytes) for file in pictures]
        return [*own, *(member for members in told for member in members or ())]

    def _is_of_photos(self, path: str, members: Sequence[PhotoMember]) -> bool:
        """Take a folder or zip for one of photos, or leave it where nobody can say whose; False: none."""
        settings = self._settings
        told = tell_pictures((member.name for member in members), settings.profile, settings.checked_on)
        if told is None:
            return False
        kind, count = told
        if kind is Pictures.NAMELESS and not self._explicit:
            self._leave(
                self._path(path),
                f"{count:,} 张图片，从文件名看不出是谁的；是照片的话，请加上 --as photos={self._path(path)}",
                is_data=True,
            )
            return True
        named = {
            Pictures.NUMBERED: "多数以身份证号命名",
            Pictures.NAMED: "多数以姓名或学号命名",
            Pictures.NAMELESS: "文件名看不出是谁的",
        }
        photos = frozenset(PhotoMember(_base(member.name), member.bytes) for member in members)
        self._found.taken.append(
            Taken(
                path=self._path(path),
                role=Role.PHOTOS,
                why=f"{count:,} 张图片，{named[kind]}",
                pictures=kind,
                made_here=was_packed_here(self._root / path),
                members=photos,
                contents=partial(photo_contents, self._root / path, photos, settings.profile.zip),
            )
        )
        return True

    def _zip_members(self, entry: FolderEntry) -> list[PhotoMember] | None:
        """List what is in a zip of pictures; None where it is none."""
        try:
            members = self._members_of(entry, entry.path)
        except WdyyError:
            return None
        names = (member.name for member in members)
        told = tell_pictures(names, self._settings.profile, self._settings.checked_on)
        return None if told is None else members

    def _members_of(self, entry: FolderEntry, shown: str) -> list[PhotoMember]:
        with open_photos(self._root / entry.path, shown, self._settings.profile.zip) as source:
            return [PhotoMember(member.name, member.bytes) for member in source.members]

    def _are_pictures(self, files: Sequence[FolderEntry]) -> bool:
        """Whether some of the files that are called pictures really are."""
        sample = files[:: max(1, len(files) // 8)][:8]
        return 2 * sum(self._is_picture_inside(file) for file in sample) >= len(sample)

    def _is_picture_inside(self, file: FolderEntry) -> bool:
        try:
            return self._sniff(file)[0].format is not None
        except WdyyError:
            return True  # the check of the photos says what is wrong with it

    def _file(self, entry: FolderEntry) -> None:
        """Look at one file."""
        name, shown = entry.name or Path(self._shown).name, self._path(entry.path)
        if name.lower().endswith((".toml", HIDDEN_ENDING)) or self._is_skipped(entry.path):
            return
        if entry.hurdle is not None:
            self._found.unreadable[shown] = f"“{shown}”{entry.hurdle}。"
            return
        self._opened += 1
        if self._opened > MOST_OPENED:
            self._leave(shown, f"文件太多，只看了 {MOST_OPENED:,} 个，这个没有看", is_unseen=True)
            return
        try:
            kind, head = self._sniff(entry)
        except WdyyError as error:
            self._found.unreadable[shown] = error.whole
            return
        ending = PurePosixPath(name).suffix.lower()
        if _OURS.search(head):
            self._leave(shown, "wdyy 自己写的，不用检查")
        elif kind is ZIP or (ending == ".zip" and kind not in (EXCEL, OFFICE)):
            self._zip(entry, shown)
        elif _may_be_table(kind, ending, head):
            self._table(entry, shown)
        else:
            self._leave(shown, _why_not(kind), is_data=kind in ARCHIVES, is_unseen=kind in ARCHIVES)

    def _zip(self, entry: FolderEntry, shown: str) -> None:
        try:
            members = self._members_of(entry, shown)
        except WdyyError as error:
            ending = PurePosixPath(entry.name or shown).suffix.lower()
            if ending in TABLE_ENDINGS:
                # Some programs write tables as zips whose first member nobody expects.
                self._table(entry, shown)
            elif ending in (".zip", ""):
                self._found.unreadable[shown] = error.whole
            else:
                self._leave(shown, f"打不开，{_NOT_FOR_US}")
            return
        names = [member.name for member in members]
        if any(name.startswith(("xl/", "word/", "content.xml")) for name in names):
            self._table(entry, shown)
            return
        if self._is_of_photos(entry.path, members):
            return
        if any(name.lower().endswith((*TABLE_ENDINGS, *_ARCHIVE_ENDINGS)) for name in names):
            self._leave(shown, "压缩包里有表格或压缩包，没有打开；请先解压", is_data=True, is_unseen=True)
        else:
            self._leave(shown, "压缩包里没有照片")

    def _table(self, entry: FolderEntry, shown: str) -> None:
        self._tables += 1
        if self._tables > MOST_TABLES:
            self._leave(shown, f"表格太多，只看了 {MOST_TABLES} 个，这个没有看", is_unseen=True)
            return
        try:
            workbook = read_tables(self._root / entry.path, f"“{shown}”", HEAD)
        except OtherKindError as error:
            self._leave(shown, error.message.removeprefix(f"“{shown}” "))
            return
        except WdyyError as error:
            self._found.unreadable[shown] = error.whole
            return
        if workbook.sheets and workbook.sheets[0].name == FIRST_SHEET:
            self._leave(shown, "wdyy 的报告，不用检查")
            return
        told = tell_table(workbook, self._settings)
        if told.role in (None, Role.TEMPLATE) and self._is_ours(entry):
            self._leave(shown, "wdyy 写的空白模板，还没有填")
        elif told.role is None:
            is_data, is_unclear = not told.is_blank, told.is_unclear
            self._leave(shown, told.why, is_data=is_data, is_unclear=is_unclear, may_be=told.may_be)
        else:
            self._found.taken.append(
                Taken(path=shown, role=told.role, why=told.why, columns=told.columns, is_blank=told.is_blank)
            )

    def _is_ours(self, entry: FolderEntry) -> bool:
        """Whether wdyy made a workbook itself."""
        try:
            return _OUR_WORK in open_package(self._root / entry.path, entry.path).read("docProps/core.xml")
        except WdyyError:
            return False

    def _sniff(self, entry: FolderEntry) -> tuple[FileKind, bytes]:
        """Tell a file by its first bytes; raises WdyyError where it cannot be opened."""
        with reading(f"“{self._path(entry.path)}”"), (self._root / entry.path).open("rb") as file:
            head = file.read(HEAD_BYTES)
        return sniff(head), head

    def _leave(self, shown: str, reason: str, *, may_be: tuple[Role, ...] = (), **told: bool) -> None:
        self._found.left.append(Left(path=shown, reason=reason, may_be=may_be, **told))

    def _closed(self, folder: FolderEntry, hurdle: str) -> None:
        """Tell of a folder that was not looked into: one that cannot be opened is like such a file."""
        shown = self._path(folder.path)
        if folder.is_locked:
            self._found.unreadable[shown] = f"“{shown}”{hurdle}。"
        else:
            self._leave(shown, hurdle, is_unseen=True)

    def _hurdles(self, entries: Sequence[FolderEntry]) -> None:
        for entry in entries:
            if entry.is_folder and entry.hurdle is not None:
                self._closed(entry, entry.hurdle)
            self._hurdles(entry.inside)

    def _is_skipped(self, path: str) -> bool:
        return bool(self._skip) and place_of(self._root / path) in self._skip


def _names(entries: Sequence[FolderEntry]) -> Iterator[str]:
    for entry in entries:
        yield entry.path
        yield from _names(entry.inside)


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def _ending(entry: FolderEntry) -> str:
    """Give the ending with its dot; quicker than a path does, for there may be very many."""
    before, dot, after = entry.name.rpartition(".")
    return f"{dot}{after}".lower() if before and dot else ""


def _is_picture(entry: FolderEntry) -> bool:
    return not entry.is_folder and entry.hurdle is None and _ending(entry) in PICTURE_ENDINGS


def _promising(entry: FolderEntry) -> tuple[bool, str]:
    """Give the order in which files are looked at: tables and zips first, there may be too many others."""
    return not entry.is_folder and _ending(entry) not in TABLE_ENDINGS | _ARCHIVE_ENDINGS, entry.path


def _may_be_table(kind: FileKind, ending: str, head: bytes) -> bool:
    """Whether a file is worth being read as a table; one that is only called one is told what it is."""
    if kind in TABLE_FILES:
        return True
    if kind in (HTML, XML, EMPTY, ZIP_PART):
        return ending in TABLE_ENDINGS
    if kind not in (*TEXTS, UNKNOWN):
        return False
    lines = head.splitlines()[:HEAD_ROWS]
    separated = sum(_SEPARATED.search(line) is not None for line in lines)
    return ending in TABLE_ENDINGS or (ending in (".txt", "") and separated > 1)


def _why_not(kind: FileKind) -> str:
    if kind in (MP4, MOV, AVI):
        return f"{kind.name}；要上交的视频放进上交材料的文件夹，用 wdyy name-video 起名"
    if kind in ARCHIVES:
        return f"{kind.name}，这里打不开；里面有照片或表格的，请先解压"
    if kind.format is not None:
        return f"单张图片（{kind.name}），没有当作照片；请把照片放进一个单独的文件夹"
    return f"{kind.name}，{_NOT_FOR_US}"
