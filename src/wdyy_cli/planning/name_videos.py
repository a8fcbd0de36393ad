"""Which video is that of which room, and what it is to be called. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import PureWindowsPath

from wdyy_cli.texts.cell_text import squeeze
from wdyy_cli.texts.video_name import Naming, find_day, find_rooms_in, write_video_name


@dataclass(frozen=True, kw_only=True)
class NamedVideo:
    """One video: its path as given, and the name it should have, or why there is none."""

    path: str  # with the separators of either system
    room: str | None = None
    target: str | None = None
    reason: str | None = None


def plan_names(paths: Sequence[str], naming: Naming) -> list[NamedVideo]:
    """
    Find the right name of each video by the room that its name or folder tells.

    Several videos of one room get -1, -2 … in the order of their names; one that has such a name already
    keeps it. No name is guessed.
    """
    found = [(path, *_recognise(path, naming)) for path in paths]
    rooms: dict[_Place, list[str]] = {}
    for path, room, day, _ in found:
        if room is not None and day is not None:
            rooms.setdefault((room, day, str(PureWindowsPath(path).parent)), []).append(path)
    parts = {place: _number(several, place, naming) for place, several in rooms.items()}
    planned = []
    for path, room, day, reason in found:
        if room is None or day is None:
            planned.append(NamedVideo(path=path, reason=reason))
            continue
        part = parts[room, day, str(PureWindowsPath(path).parent)].get(path)
        name = write_video_name(naming, day, room, part) + PureWindowsPath(path).suffix
        planned.append(NamedVideo(path=path, room=room, target=name))
    return planned


_Place = tuple[str, date, str]
"""Room, day and folder."""


def _number(paths: Sequence[str], place: _Place, naming: Naming) -> dict[str, int | None]:
    """Give the videos of a room numbers: those that have one keep it, the others fill the gaps."""
    room, day, _ = place
    whole = write_video_name(naming, day, room)
    stems = {path: PureWindowsPath(path).stem for path in paths}
    kept: dict[str, int | None] = {}
    for path in sorted(paths):
        digits = stems[path].removeprefix(f"{whole}-")
        number = int(digits) if digits.isascii() and digits.isdigit() else 0
        if number and number not in kept.values() and stems[path] == f"{whole}-{number}":
            kept[path] = number
    others = sorted(path for path in paths if path not in kept)
    if len(paths) == 1:
        return kept or {others[0]: None}
    free = (number for number in count(1) if number not in set(kept.values()))
    return {**kept, **dict(zip(others, free, strict=False))}


def _recognise(path: str, naming: Naming) -> tuple[str | None, date | None, str | None]:
    """Give the room and the day of a video, or why they are not known."""
    pure = PureWindowsPath(path)
    rooms = find_rooms_in(pure.stem, naming.rooms)
    if not rooms:
        rooms = find_rooms_in(pure.parent.name, naming.rooms)
    if not rooms and len(naming.rooms) == 1:
        rooms = list(naming.rooms)
    if len(rooms) != 1:
        known = "、".join(naming.rooms)
        said = f"像是几个考场的：{'、'.join(rooms)}" if rooms else f"看不出是哪个考场的（考场有：{known}）"
        return None, None, f"{said}；在文件名里写上考场名称"
    day = naming.day or find_day(squeeze(pure.stem)) or find_day(squeeze(pure.parent.name))
    if day is None:
        return None, None, "不知道考试日期；用 --date 写上，例如 --date 2021-05-22"
    return rooms[0], day, None
