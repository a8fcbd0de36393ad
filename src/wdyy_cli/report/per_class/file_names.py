"""File names from the names of classes, such as every system takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NAMELESS = "没有名称的班"
LONGEST = 60
"""Characters of a name without its ending: in UTF-8 three bytes each, and file systems take 255."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""


def unique_file_names(wanted: Iterable[str], reserved: Iterable[str] = ()) -> list[str]:
    """Give a file name without ending for each name; no two are one, also where case does not count."""
    taken = {name.casefold() for name in reserved}
    names = []
    for text in wanted:
        base = safe_file_name(text)
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name.casefold())
        names.append(name)
    return names


def safe_file_name(text: str) -> str:
    """Give a name that Windows, macOS and Linux take for a file, as near to the text as can be."""
    plain = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(char if char.isprintable() else "_" for char in plain).strip(" .\u3000")
    name = name[:LONGEST].rstrip(" .\u3000") or NAMELESS
    # A dash at the beginning would be taken for an option, and "~$" for a file that Excel has open.
    return f"_{name}" if _DEVICE.match(name) or name.startswith(("-", "~")) else name
