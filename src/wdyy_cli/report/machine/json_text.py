"""JSON text that every parser takes: the halves of surrogate pairs in broken file names are spelled out."""

from __future__ import annotations

import codecs
import json
import re

_HALVES = re.compile(r"[\ud800-\udfff]")


def dump_json(value: object) -> str:
    """Write a value on one line."""
    text = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return text if text.isascii() else _HALVES.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def in_ascii(text: str) -> str:
    """Write the same JSON for a stream that cannot hold every character."""
    return text.encode("ascii", IN_ASCII).decode("ascii")


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


IN_ASCII = "json"
"""How characters beyond ASCII are written in JSON, as the error handler of an encoding."""

codecs.register_error(IN_ASCII, _escape)
