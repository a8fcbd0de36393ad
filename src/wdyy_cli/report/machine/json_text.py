"""JSON text that every parser takes: the halves of surrogate pairs in broken file names are spelled out."""

from __future__ import annotations

import json
import re

_HALVES = re.compile(r"[\ud800-\udfff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def dump_json(value: object, *, ascii_only: bool = False) -> str:
    """Write a value on one line; `ascii_only` for a stream that cannot hold every character."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    if text.isascii():
        return text
    text = _HALVES.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text) if ascii_only else text
