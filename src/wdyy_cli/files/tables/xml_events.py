"""XML as events, with names freed of their prefixes, and without entities or document types."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from wdyy_cli.files.tables.calamine_reader import damaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wdyy_cli.files.tables.sheet_caps import Tally

_SEPARATOR = " "
_CHUNK_BYTES = 1024 * 1024


class Listener(Protocol):
    """Whoever wants to hear of elements: local names, and attributes by local name."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element starts."""

    def end(self, name: str) -> None:
        """Hear that an element ends."""

    def text(self, data: str) -> None:
        """Hear a piece of text."""


class _DocumentTypeError(Exception):
    """There is a document type, which nothing that reads tables needs."""


def listen(pieces: Sequence[bytes | bytearray], listener: Listener, tally: Tally) -> None:
    """Parse a document in UTF-8 that comes in pieces, and tell it to the listener; raises WdyyError."""
    tally.add_steps(sum(piece.count(b"<") for piece in pieces))
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=_SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: listener.start(
        _local(name), _by_local_name(attributes)
    )
    parser.EndElementHandler = lambda name: listener.end(_local(name))
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for piece in pieces:
            for at in range(0, len(piece), _CHUNK_BYTES):
                parser.Parse(bytes(piece[at : at + _CHUNK_BYTES]), False)  # noqa: FBT003 - expat's own signature
        parser.Parse(b"", True)  # noqa: FBT003 - the same
    except (expat.ExpatError, _DocumentTypeError, ValueError) as error:
        raise damaged(tally.shown) from error


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _by_local_name(attributes: dict[str, str]) -> dict[str, str]:
    """Free names of prefixes; of two that become the same the one without a prefix stands, as elsewhere."""
    if not attributes:
        return attributes
    local = {_local(key): value for key, value in attributes.items()}
    if len(local) < len(attributes):
        local |= {key: value for key, value in attributes.items() if _SEPARATOR not in key}
    return local


def _refuse(*_: object) -> None:
    raise _DocumentTypeError
