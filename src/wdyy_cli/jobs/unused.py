"""Files that lie in a school's folder and that its wdyy.toml does not name: nobody has looked at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import place_of
from wdyy_cli.model import UnusedFile
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.school.reading.named import expand_name
from wdyy_cli.school.recognise.found import Recognised
from wdyy_cli.school.recognise.looking import recognise_folder
from wdyy_cli.school.settings import Settings
from wdyy_cli.workspace import Workspace
from wdyy_cli.workspace_file import FILE_NAME

NOT_NAMED = f"{FILE_NAME} 的 [files] 里没有写它，没有检查"


def find_unused(workspace: Workspace, settings: Settings) -> tuple[UnusedFile, ...]:
    """List what a wdyy.toml does not name and what would be recognised, or could be meant."""
    found = find_unnamed(workspace, settings)
    told = {
        **{taken.path: f"像是{ROLE_WORDS[taken.role]}（{taken.key}）；{NOT_NAMED}" for taken in found.taken},
        **dict.fromkeys(found.unreadable, NOT_NAMED),
        **{left.path: NOT_NAMED for left in found.left if left.is_data},
    }
    return tuple(UnusedFile(path=path, reason=told[path]) for path in sorted(told))


def find_unnamed(workspace: Workspace, settings: Settings) -> Recognised:
    """Recognise what lies beside a wdyy.toml, and is not named there; nothing where nobody may look."""
    try:
        return recognise_folder(workspace.folder, workspace.shown, settings, frozenset(_used(workspace)))
    except WdyyError:
        return Recognised()


def _used(workspace: Workspace) -> Iterator[Path]:
    """Yield what is named, and the folders around it."""
    whole = place_of(workspace.folder)
    for name in workspace.files.named:
        for meant in {name, *expand_name(name, workspace.folder)}:
            inside = place_of(workspace.folder / meant)
            yield inside
            yield from (around for around in inside.parents if whole in around.parents)
