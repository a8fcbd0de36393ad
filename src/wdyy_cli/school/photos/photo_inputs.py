"""What a user means by photos: what is meant by the names, a folder of zips opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wdyy_cli.files.photos.holders.photo_folder import zips_in_folder
from wdyy_cli.school.reading.named import expand_name
from wdyy_cli.school.settings import Settings


class AskedPhotos(NamedTuple):
    """A zip or folder to open; `zips_apart`: the zips in this folder are inputs of their own."""

    shown: str
    zips_apart: bool = False


def find_photo_inputs(named: Sequence[str], settings: Settings) -> list[AskedPhotos]:
    """Find the zips and folders that are meant by what was named."""
    return [
        asked
        for name in named
        for path in expand_name(name, settings.folder)
        for asked in _open_folder(path, settings)
    ]


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
