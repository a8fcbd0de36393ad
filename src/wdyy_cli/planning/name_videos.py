"""Which video is that of which room, and what it is to be called. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PureWindowsPath

from wdyy_cli.cell_text import squeeze
from wdyy_cli.video_name import Naming, find_day, find_rooms_in, write_video_name


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

    Several videos of one room get -1, -2 … in the order of their names. No name is guessed.
    """
    found = [(path, *_recognise(path, naming)) for path in paths]
    rooms: dict[tuple[str, date, str], list[str]] = {}
    for path, room, day, _ in found:
        if room is not None and day is not None:
            rooms.setdefault((room, day, str(PureWindowsPath(path).parent)), []).append(path)
    planned = []
    for path, room, day, reason in found:
        if room is None or day is None:
            planned.append(NamedVideo(path=path, reason=reason))
            continue
        several = sorted(rooms[(room, day, str(PureWindowsPath(path).parent))])
        part = several.index(path) + 1 if len(several) > 1 else None
        name = write_video_name(naming, day, room, part) + PureWindowsPath(path).suffix
        planned.append(NamedVideo(path=path, room=room, target=name))
    return planned


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
