"""How a surveillance video is to be called: 考试时间+考核站点+考场名称."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from wdyy_cli.texts.cell_text import squeeze

VIDEOS = frozenset(
    {".mp4", ".avi", ".mkv", ".mov", ".wmv", ".flv", ".mpg", ".mpeg", ".m4v", ".ts", ".mts", ".3gp", ".dav"}
    | {".264", ".265", ".h264", ".h265", ".rmvb", ".asf", ".ps"}
)
"""Endings of videos, those of recorders among them."""

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
"""What Windows does not allow in a file name."""

_SCHOOL = re.compile(r".+?(?:学院|大学|学校|中学|职校|技校|中专)")
_DATE = re.compile(r"^(\d{8})|(?<!\d)(\d{8})(?!\d)")
_PART = re.compile(r"[-_](\d{1,3})")
_PLACEHOLDER = re.compile(r"\{(date|site|room)\}")


@dataclass(frozen=True, kw_only=True)
class Naming:
    """
    The pattern of the names, and what is known to be put into it.

    `day` is the day of the exam; `rooms` are the names of all rooms. None, and no rooms: not known. The
    `short_sites` stand for the site as well: the guide's own example names the school alone.
    """

    pattern: str
    site: str | None = None
    day: date | None = None
    rooms: tuple[str, ...] = ()
    short_sites: tuple[str, ...] = ()


def short_forms(site: str, school: str) -> tuple[str, ...]:
    """Give what else a site may be called in a name: its school, or its own name up to the school."""
    found = _SCHOOL.match(squeeze(site))
    forms = dict.fromkeys(filter(None, (school, found[0] if found else "")))
    return tuple(form for form in forms if form != site)


def write_video_name(naming: Naming, day: date, room: str, part: int | None = None) -> str:
    """Write the name of the video of a room, without an ending; letters that no file name may have go."""
    values = {"date": f"{day:%Y%m%d}", "site": naming.site or "", "room": room}
    name = _PLACEHOLDER.sub(lambda found: values[found[1]], naming.pattern)
    plain = FORBIDDEN.sub("", "".join(name.split()))
    return plain if part is None else f"{plain}-{part}"


def find_name_fault(stem: str, naming: Naming) -> str | None:
    """Say in Chinese what is wrong with the name of a video, without its ending; None where it is right."""
    fault = _find_fault(stem, naming)
    shortened = (replace(naming, site=site) for site in naming.short_sites if naming.site is not None)
    return None if any(_find_fault(stem, each) is None for each in shortened) else fault


def _find_fault(stem: str, naming: Naming) -> str | None:
    plain = squeeze(stem)
    written = find_day(plain)
    if "{date}" in naming.pattern and written is None:
        return "没有 8 位数字的考试日期"
    day = naming.day or written
    if naming.day is not None and written is not None and written != naming.day:
        return f"日期是 {written:%Y%m%d}，考试是 {naming.day:%Y%m%d}"
    if naming.site is not None and "{site}" in naming.pattern and _as_in_names(naming.site) not in plain:
        return f"没有考核站点“{naming.site}”"
    if naming.rooms:
        return None if _matches_a_room(plain, naming, day) else _room_fault(plain, naming)
    if naming.site is not None and day is not None:
        start = write_video_name(naming, day, "")
        return None if len(plain) > len(start) and _fits(plain, naming) else "没有考场名称，或次序不对"
    return None if _fits(plain, naming) else "没有考核站点和考场名称，或次序不对"


def find_rooms_in(text: str, rooms: Sequence[str]) -> list[str]:
    """Find the rooms whose names stand in a text; not one whose name is a part of another's."""
    plain = squeeze(text)
    forms = {room: _as_in_names(room) for room in rooms}
    there = [room for room in rooms if forms[room] and forms[room] in plain]
    return [
        room
        for room in there
        if not any(forms[room] != forms[other] and forms[room] in forms[other] for other in there)
    ]


def _as_in_names(text: str) -> str:
    return squeeze(FORBIDDEN.sub("", text))


def find_day(plain: str) -> date | None:
    """Find the first date of eight digits in a squeezed text that exists, at its beginning or by itself."""
    for found in _DATE.finditer(plain):
        digits = found[1] or found[2]
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            continue
    return None


def _matches_a_room(plain: str, naming: Naming, day: date | None) -> bool:
    for room in naming.rooms:
        if naming.site is None or day is None:
            if _as_in_names(room) in plain and _fits(plain, naming):
                return True
            continue
        name = squeeze(write_video_name(naming, day, room))
        if plain == name or (plain.startswith(name) and _PART.fullmatch(plain[len(name) :])):
            return True
    return False


def _room_fault(plain: str, naming: Naming) -> str:
    if any(_as_in_names(room) in plain for room in naming.rooms):
        return "次序不对，或多了别的字"
    return f"没有考场名称（考场有：{'、'.join(naming.rooms)}）"


def _fits(plain: str, naming: Naming) -> bool:
    """Whether the parts that are known stand in their order, and something stands for the others."""
    pattern = "".join(
        {
            "{date}": r"\d{8}",
            "{site}": re.escape(_as_in_names(naming.site)) if naming.site else ".+?",
            "{room}": ".+",
        }.get(piece, re.escape(squeeze(piece)))
        for piece in re.split(r"(\{(?:date|site|room)\})", naming.pattern)
    )
    return re.fullmatch(pattern, plain) is not None
