"""照片文件名: which ID number it gives, and what else is in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from wdyy_cli.id_number import find_inside, read_id_number

PICTURE_ENDINGS = frozenset(
    {
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".png",
        ".bmp",
        ".dib",
        ".gif",
        ".webp",
        ".tif",
        ".tiff",
        ".heic",
        ".heif",
        ".avif",
        ".jp2",
        ".jxl",
        ".psd",
    }
)
"""Endings by which people and programs know pictures."""

_ENDING = re.compile(r"\.[^.\s/]{1,5}\s*$")
_LEFTOVER_NAMES = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".picasa.ini"})


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoName:
    """
    A member's name, taken apart.

    `folder` is what stands before the last slash; `stem` and `ending` (with its dot, as written) make up
    the rest, `doubled` is an ending before the ending. `id_text` is the piece that was meant as ID number,
    as written, None where there is none; `attached` tells that more stands around it.
    """

    folder: str
    stem: str
    ending: str
    doubled: str = ""
    id_text: str | None = None
    attached: bool = False

    @property
    def file_name(self) -> str:
        """The name without its folders."""
        return f"{self.stem}{self.doubled}{self.ending}"

    @property
    def is_leftover(self) -> bool:
        """Whether an operating system left this file behind (Thumbs.db, `__MACOSX/`, `._*` …)."""
        name = self.file_name.lower()
        in_macosx = "__MACOSX" in self.folder.split("/")
        return in_macosx or name in _LEFTOVER_NAMES or name.startswith(("._", "~$"))

    @property
    def names_a_picture(self) -> bool:
        """Whether the name alone says that this is meant as a photo."""
        return self.ending.strip().lower() in PICTURE_ENDINGS or self.id_text is not None


def read_photo_name(member: str, checked_on: date) -> PhotoName:
    """Take a member's name apart; `/` divides folders, a backslash too, as some programs write it."""
    folder, _, base = unicodedata.normalize("NFC", member).replace("\\", "/").rpartition("/")
    stem, ending = _split_ending(base)
    rest, inner = _split_ending(stem)
    doubled = inner if inner.strip().lower() in PICTURE_ENDINGS else ""
    if doubled:
        stem = rest
    reading = read_id_number(stem, checked_on)
    inside = None if reading.is_whole else find_inside(stem, checked_on)
    if inside is not None:
        id_text: str | None = inside
    else:
        id_text = stem if reading.looks_like_one else None
    return PhotoName(
        folder=folder, stem=stem, ending=ending, doubled=doubled, id_text=id_text, attached=inside is not None
    )


def _split_ending(name: str) -> tuple[str, str]:
    found = _ENDING.search(name)
    if found is None or found.start() == 0:
        return name, ""
    return name[: found.start()], name[found.start() :]
