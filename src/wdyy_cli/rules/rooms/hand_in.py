"""Which item of the 上交材料清单 a file belongs to, and what is lacking of each item. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from wdyy_cli.profile import Material
from wdyy_cli.texts.cell_text import squeeze
from wdyy_cli.texts.video_name import VIDEOS, find_rooms_in

SCANS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})
"""Endings of scanned or photographed sheets of paper."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedFile:
    """A file of the folder: its path below it with `/` between, and its size in bytes."""

    path: str
    bytes: int

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.path).stem

    @property
    def ending(self) -> str:
        """Its ending in lower case, with the dot."""
        return PurePosixPath(self.path).suffix.lower()

    @property
    def parts(self) -> tuple[str, ...]:
        """What may tell what it is: its name without the ending, then its folders, the innermost first."""
        return (self.stem, *reversed(PurePosixPath(self.path).parent.parts))

    def is_piece_of(self, item: Material) -> bool:
        """Whether it can be a piece of its item: a video, or a scan, and not empty."""
        return self.bytes > 0 and self.ending in (VIDEOS if item.video else SCANS)


Session = tuple[str, str]
"""A room and a subject: each has a sheet of its own."""


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """How many pieces of an item there are, how many there must be, and the sessions that have none."""

    there: int
    needed: int
    sessions: tuple[Session, ...] = ()


def sort_files(files: Sequence[HandedFile], items: Sequence[Material]) -> dict[str, Material | None]:
    """Give the item of each file by its path: by the longest word in its own name, else in its folders'."""
    words = sorted(
        ((squeeze(word), item) for item in items for word in (item.name, *item.aliases)),
        key=lambda entry: -len(entry[0]),
    )
    video = next((item for item in items if item.video), None)
    found: dict[str, Material | None] = {}
    for file in files:
        item = next((item for part in map(squeeze, file.parts) for word, item in words if word in part), None)
        if file.ending in VIDEOS and video is not None:
            item = video
        found[file.path] = item
    return found


def find_lacking(
    item: Material, files: Sequence[HandedFile], rooms: Sequence[str], subjects: Mapping[str, Sequence[str]]
) -> Lacking | None:
    """
    Say what of an item is lacking, None where all is there.

    `files` are its pieces. `subjects` maps each subject to its words. Where no rooms are known, each subject
    must be there once at least.
    """
    if item.per == "site":
        return None if files else Lacking(there=0, needed=1)

    def subjects_in(text: str) -> list[str]:
        plain = squeeze(text)
        return [name for name, words in subjects.items() if any(squeeze(word) in plain for word in words)]

    sessions = [(room, subject) for room in rooms or ("",) for subject in subjects]
    covered: Counter[Session] = Counter()
    loose: list[Session] = []
    for file in files:
        session = (_told(file, partial(find_rooms_in, rooms=rooms)), _told(file, subjects_in))
        if session in sessions:
            covered[session] += 1
        else:
            loose.append(session)
    open_sessions = [session for session in sessions if not covered[session]]
    for session in sorted(loose, key=lambda said: said.count("")):
        # A sheet that does not say its room or subject is the one of a session that still has none.
        fitting = next((place for place in open_sessions if _may_be(session, place)), None)
        if fitting is not None:
            open_sessions.remove(fitting)
    if not open_sessions:
        return None
    return Lacking(there=len(files), needed=len(sessions), sessions=tuple(open_sessions))


def _may_be(said: Session, place: Session) -> bool:
    return all(word in ("", wanted) for word, wanted in zip(said, place, strict=True))


def _told(file: HandedFile, find: Callable[[str], Sequence[str]]) -> str:
    """Give what the first part tells that tells one thing alone; empty where none does."""
    return next((found[0] for part in file.parts if len(found := find(part)) == 1), "")
