"""Files that lie in a school's folder and that its wdyy.toml does not name: nobody has looked at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.xlsx_package import open_package
from wdyy_cli.files.photos.holders.photo_folder import zips_in_folder
from wdyy_cli.model import UnusedFile
from wdyy_cli.photo_name import PICTURE_ENDINGS
from wdyy_cli.report.words import FIRST_SHEET
from wdyy_cli.workspace import FILE_NAME, Workspace

TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".et"})
ARCHIVES = frozenset({".zip", ".rar", ".7z"})
NOT_NAMED = f"{FILE_NAME} 的 [files] 里没有写它，没有检查"


def find_unused(workspace: Workspace) -> tuple[UnusedFile, ...]:
    """List tables, archives and folders of photos beside a wdyy.toml that does not name them."""
    try:
        entries = sorted(workspace.folder.iterdir())
        used = set(_used(workspace))
        return tuple(
            UnusedFile(path=entry.name, reason=NOT_NAMED)
            for entry in entries
            if not entry.name.startswith((".", "~$")) and entry.resolve() not in used and _is_data(entry)
        )
    except OSError:
        return ()


def _used(workspace: Workspace) -> Iterator[Path]:
    """Yield what is named, and the folders around it."""
    for name in workspace.named_files:
        try:
            named = [workspace.folder / name, *workspace.folder.glob(name)]
        except (ValueError, NotImplementedError):
            named = [workspace.folder / name]
        for path in named:
            place = path.resolve()
            yield from (place, *place.parents)


def _is_data(entry: Path) -> bool:
    ending = entry.suffix.lower()
    if entry.is_dir():
        return any(child.suffix.lower() in PICTURE_ENDINGS for child in entry.iterdir()) or bool(
            zips_in_folder(entry)[0]
        )
    return ending in ARCHIVES or (ending in TABLES and not _is_report(entry))


def _is_report(path: Path) -> bool:
    """Whether a workbook is a report that wdyy wrote itself."""
    if path.suffix.lower() != ".xlsx":
        return False
    try:
        sheets = open_package(path, path.name).sheets
    except WdyyError:
        return False
    return bool(sheets) and sheets[0].name == FIRST_SHEET
