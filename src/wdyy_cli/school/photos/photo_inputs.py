"""What a user means by photos: patterns expanded, quotes taken off, a folder of zips opened."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wdyy_cli.files.photos.holders.photo_folder import zips_in_folder
from wdyy_cli.school.settings import Settings

_QUOTES = "\"'“”‘’"


class AskedPhotos(NamedTuple):
    """A zip or folder to open; `zips_apart`: the zips in this folder are inputs of their own."""

    shown: str
    zips_apart: bool = False


def find_photo_inputs(named: Sequence[str], settings: Settings) -> list[AskedPhotos]:
    """
    Find the zips and folders that are meant by what was named.

    Neither cmd nor PowerShell expands `*.zip`, and a path that was dropped may bring its quotes along. What
    is not there is given as it was named: opening it says so.
    """
    return [
        asked for name in named for path in _expand(name, settings) for asked in _open_folder(path, settings)
    ]


def _expand(name: str, settings: Settings) -> list[str]:
    """Give what is there under this name, or what fits it as a pattern."""
    bare = name.strip().strip(_QUOTES).strip()
    for shown in dict.fromkeys((name, bare)):
        if shown and os.path.lexists(settings.folder / shown):
            return [shown]
    # pathlib would drop the "./" that was typed, and refuses absolute patterns.
    found = glob.glob(bare, root_dir=settings.folder) if glob.has_magic(bare) else []  # noqa: PTH207
    return sorted(found) or [name]


def _open_folder(shown: str, settings: Settings) -> Iterator[AskedPhotos]:
    """Give a folder, the zips that lie in it, or both: whatever holds photos is looked at."""
    path = settings.folder / shown
    try:
        zips, others = zips_in_folder(path) if shown and path.is_dir() else ([], True)
    except OSError:
        zips, others = [], True
    if others or not zips:
        yield AskedPhotos(shown, zips_apart=bool(zips))
    yield from (AskedPhotos(os.path.join(shown, name)) for name in zips)  # noqa: PTH118 - "./" stays as typed
