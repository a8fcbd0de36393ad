"""照片文件名: which ID number it gives, and what else is in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from wdyy_cli.texts.id_number import find_inside, read_id_number

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

PLAIN = "{id_number}"
"""The pattern of a name that is the ID number and nothing else."""

PLACEHOLDERS = {"name": "姓名", "student_number": "学号"}
"""What else a pattern may hold, and what it is called."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ENDING = re.compile(r"\.[^.\s/]{1,5}\s*$")
_MISTYPED_ENDING = re.compile(
    r"(?:[.．。｡,，]\s*(?P<typed>[A-Za-zＡ-Ｚａ-ｚ]{3,4})|(?<=[0-9Xx])(?P<bare>jpe?g|png|bmp|heic|gif|webp))[\s.．。｡]*$",
    re.IGNORECASE,
)
"""An ending with the full stop of a Chinese keyboard, with blanks, in wide letters, or without its dot."""

_LEFTOVER_NAMES = frozenset(
    {
        ".ds_store",
        "thumbs.db",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "desktop.ini",
        ".picasa.ini",
        ".localized",
        ".apdisk",
        ".volumeicon.icns",
    }
)
LEFTOVER_FOLDERS = frozenset(
    {
        "__macosx",
        "@eadir",
        ".@__thumb",
        ".thumbnails",
        ".thumbs",
        ".trash",
        ".trashes",
        "#recycle",
        "@recycle",
        "$recycle.bin",
        "recycler",
        ".recycle",
        "@recently-snapshot",
        "#snapshot",
        ".spotlight-v100",
        ".fseventsd",
        ".temporaryitems",
        ".appledouble",
        "system volume information",
    }
)
"""Folders in which systems, NAS and phones keep thumbnails and what was thrown away; lower case."""


def is_junk(name: str) -> bool:
    """Whether systems and programs put files of this name into folders by themselves."""
    return name.lower() in _LEFTOVER_NAMES or name.startswith(("._", "~$"))


@dataclass(frozen=True, kw_only=True, slots=True)
class PhotoName:
    """
    A member's name, taken apart.

    `folder` is what stands before the last slash; `stem` and `ending` (with its dot, as written) make up
    the rest, `doubled` is an ending before the ending. `id_text` is the piece that was meant as ID number,
    as written, None where there is none; `attached` tells that not the pattern's text stands around it.
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
        """Whether a system, a NAS or a phone left this file behind (Thumbs.db, `__MACOSX/`, `@eaDir/` …)."""
        if self.folder and not LEFTOVER_FOLDERS.isdisjoint(self.folder.lower().split("/")):
            return True
        return is_junk(self.file_name)

    @property
    def plain_ending(self) -> str:
        """The ending that was meant: lower case, without blanks, its dot a dot; empty where there is none."""
        return _plain_ending(self.ending)

    @property
    def names_a_picture(self) -> bool:
        """Whether the name alone says that this is meant as a photo."""
        return self.plain_ending in PICTURE_ENDINGS or self.id_text is not None


def read_photo_name(member: str, checked_on: date, pattern: str = PLAIN) -> PhotoName:
    """Take a member's name apart; `/` divides folders, a backslash too, as some programs write it."""
    folder, _, base = unicodedata.normalize("NFC", member).replace("\\", "/").rpartition("/")
    if folder.startswith("."):
        folder = "/".join(part for part in folder.split("/") if part != ".")
    stem, ending = _split_ending(base)
    rest, inner = _split_ending(stem)
    doubled = inner if _plain_ending(inner) in PICTURE_ENDINGS else ""
    if doubled:
        stem = rest
    id_text, attached = _find_id(stem, checked_on, pattern)
    return PhotoName(
        folder=folder, stem=stem, ending=ending, doubled=doubled, id_text=id_text, attached=attached
    )


def right_name(pattern: str, id_number: str, *, name: str = "", student_number: str = "") -> str:
    """Give the name without ending that a photo should have, with words for what is not known."""
    known = {"id_number": id_number, **PLACEHOLDERS}
    known |= {of: text for of, text in (("name", name), ("student_number", student_number)) if text}
    return _PLACEHOLDER.sub(lambda found: known[found[1]], pattern)


def _find_id(stem: str, checked_on: date, pattern: str) -> tuple[str | None, bool]:
    """Find the piece that was meant as ID number; tell whether the text around it is not the pattern's."""
    if pattern != PLAIN:
        found = next(filter(None, (form.fullmatch(stem) for form in _forms(pattern))), None)
        if found is not None and read_id_number(found["id_number"], checked_on).looks_like_one:
            return found["id_number"], False
    reading = read_id_number(stem, checked_on)
    inside = None if reading.is_whole else find_inside(stem, checked_on)
    if inside is not None:
        return inside, True
    return (stem, pattern != PLAIN) if reading.looks_like_one else (None, False)


@cache
def _forms(pattern: str) -> tuple[re.Pattern[str], ...]:
    """Give what a name must look like: with a whole ID number in it, else with anything in its place."""
    forms = []
    for number in ("[0-9]{17}[0-9Xx]", ".+"):
        groups = {"id_number": f"(?P<id_number>{number})", "name": r"\D+", "student_number": "[0-9A-Za-z]+"}
        texts_and_names = _PLACEHOLDER.split(pattern)
        pieces = [groups[x] if at % 2 else re.escape(x) for at, x in enumerate(texts_and_names)]
        forms.append(re.compile("".join(pieces)))
    return tuple(forms)


def _split_ending(name: str) -> tuple[str, str]:
    found = _ENDING.search(name)
    ends_in_digit = name[-1:].isdigit()  # as a number does, and no ending
    if not ends_in_digit and (found is None or found[0].strip().lower() not in PICTURE_ENDINGS):
        mistyped = _MISTYPED_ENDING.search(name)
        if mistyped is not None and _plain_ending(mistyped[0]) in PICTURE_ENDINGS:
            found = mistyped
    if found is None or found.start() == 0:
        return name, ""
    return name[: found.start()], name[found.start() :]


@lru_cache(maxsize=256)
def _plain_ending(ending: str) -> str:
    found = _MISTYPED_ENDING.search(ending)
    meant = (found["typed"] or found["bare"]) if found else ending.lstrip(".")
    letters = unicodedata.normalize("NFKC", meant).strip()
    return f".{letters.lower()}" if letters else ""


def write_photo_name(
    pattern: str, id_number: str | None, name: str, student_number: str, today: date
) -> str | None:
    """Give the name of a student's photo, without ending; None where something for it is not known."""
    if id_number is None or not read_id_number(id_number, today).is_whole:
        return None
    values = {"id_number": id_number, "name": name, "student_number": student_number}
    if any(not values.get(key, "") for key in _PLACEHOLDER.findall(pattern)):
        return None
    return _PLACEHOLDER.sub(lambda found: values[found[1]], pattern)
