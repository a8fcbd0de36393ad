"""Reading and writing what the last check of a folder found: digests and codes, and nobody's name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from wdyy_cli.about import HISTORY_NAME
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically

VERSION = 1
KEY_BYTES = 16
ABOUT = "wdyy 用它告诉您和上次检查比改好了什么；里面没有姓名和身份证号，删掉也没有关系。"


class KnownFault(NamedTuple):
    """A finding of the last check: its digest, its code, and the digest of the file that it is about."""

    digest: str
    code: str
    file: str


@dataclass(frozen=True, kw_only=True)
class History:
    """
    What the last check found, on which day, and the key of the digests.

    Each folder has a key of its own. Without it the digest of an ID number could be looked up in a list of
    all numbers that was made once for everybody, and the same student be found again in another school's
    history. The key lies with the digests: whoever has the folder has the lists of students that are in it.
    """

    key: bytes
    checked_on: str = ""
    found: tuple[KnownFault, ...] = ()


def read_history(folder: Path) -> History | None:
    """Read the history of a folder; None where there is none, or none that can be used."""
    try:
        held = json.loads((folder / HISTORY_NAME).read_text(encoding="utf-8"))
        if held["version"] != VERSION:
            return None
        return History(
            key=bytes.fromhex(held["key"]),
            checked_on=str(held["checked_on"]),
            found=tuple(KnownFault(*map(str, entry)) for entry in held["found"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def write_history(folder: Path, key: bytes, checked_on: str, found: Iterable[KnownFault]) -> bool:
    """Write the history of a folder over an older one; gives whether that was possible."""
    held = {
        "about": ABOUT,
        "version": VERSION,
        "key": key.hex(),
        "checked_on": checked_on,
        "found": sorted(found),
    }
    text = json.dumps(held, ensure_ascii=False, indent=None)
    try:
        write_atomically(folder / HISTORY_NAME, HISTORY_NAME, [text.encode("utf-8"), b"\n"])
    except WdyyError:
        return False
    return True
