"""What pictures and other files in a folder or zip are, by the names that people gave them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from pathlib import PurePosixPath

from wdyy_cli.planning.whose_photo import NOISE
from wdyy_cli.profile import Profile
from wdyy_cli.texts.photo_name import PICTURE_ENDINGS, PhotoName, read_photo_name

LEAST_SHARE = 0.5
FEWEST_ITEMS = 2
"""So many items of the list of materials make a folder one of materials; with a video one is enough."""

VIDEO_ENDINGS = (".mp4", ".avi", ".mkv", ".mov", ".wmv", ".flv", ".m4v", ".mpg", ".dav")

_CAMERA = re.compile(
    "微信|屏幕|截图|截屏|未标题|无标题|新建|扫描|活动|合影|集体|风景|海报|校徽|背景|封面|二维码|通知"
)
_PERSON = re.compile("[\u4e00-\u9fff·]{2,6}")
_STUDENT_NUMBER = re.compile("[0-9]{4,12}")


class Pictures(Enum):
    """Whose pictures they are, by the names of most of them."""

    NUMBERED = auto()
    """Named by ID number, as the platform wants them."""
    NAMED = auto()
    """Named by name or student number: from the photographer."""
    NAMELESS = auto()
    """Nobody can say whose they are."""


def tell_pictures(members: Iterable[str], profile: Profile, checked_on: date) -> tuple[Pictures, int] | None:
    """Say whose pictures the members of a folder or zip are, and how many; None: most are no pictures."""
    names = [read_photo_name(member, checked_on, profile.photo.name_pattern) for member in members]
    names = [name for name in names if not name.is_leftover]
    pictures = [name for name in names if name.names_a_picture]
    if not pictures or len(pictures) < LEAST_SHARE * len(names):
        return None
    numbered = sum(name.id_text is not None for name in pictures)
    named = sum(name.id_text is None and _tells_somebody(name) for name in pictures)
    if numbered and numbered >= LEAST_SHARE * len(pictures):
        return Pictures.NUMBERED, len(pictures)
    if numbered + named >= LEAST_SHARE * len(pictures):
        return Pictures.NAMED, len(pictures)
    return Pictures.NAMELESS, len(pictures)


def tells_a_number(members: Iterable[str], profile: Profile, checked_on: date) -> bool:
    """Whether one of some pictures is named by ID number, and so is meant to be uploaded."""
    names = (read_photo_name(member, checked_on, profile.photo.name_pattern) for member in members)
    return any(name.id_text is not None for name in names)


def _tells_somebody(name: PhotoName) -> bool:
    """Whether a name holds a person's name, or is a student number."""
    stem = name.stem.casefold()
    if _CAMERA.search(stem):
        return False
    # A camera's own number is no student's: IMG_0001.
    is_number = _STUDENT_NUMBER.fullmatch(stem.strip(" _-()（）")) is not None
    return is_number or _PERSON.search(NOISE.sub("", stem)) is not None


def tell_materials(names: Sequence[str], profile: Profile) -> str | None:
    """Say which items of the list of materials the files and folders are named after, None where too few."""
    if profile.materials is None:
        return None
    found = _items_named(names, profile)
    videos = [name for name in names if name.lower().endswith(VIDEO_ENDINGS)]
    # A video that strayed among photos is called 视频 as well: its own name says nothing of the other files.
    others = [name for name in names if name not in videos]
    pictures = any(PurePosixPath(name).suffix.lower() in PICTURE_ENDINGS for name in others)
    strayed = pictures and not _items_named(others, profile)
    if len(found) < FEWEST_ITEMS and (not found or not videos or strayed):
        return None
    return f"里面有{'、'.join(found)}"


def _items_named(names: Sequence[str], profile: Profile) -> list[str]:
    """List the items of the list of materials after which files or folders are named."""
    items = () if profile.materials is None else profile.materials.items
    return [
        item.name
        for item in items
        if any(word in name for name in names for word in (item.name, *item.aliases))
    ]
