"""`wdyy name-video`: what each surveillance video is to be called, and the renaming of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import is_taken, rename_new
from wdyy_cli.files.folder import list_folder
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import InputFile, Report, Role, Shown
from wdyy_cli.planning.name_videos import NamedVideo, plan_names
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.school.materials import naming_of
from wdyy_cli.school.reading.named import expand_names
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.video_name import VIDEOS, Naming

JOB = Job(command="name-video", unit="个视频")
LONGEST_NAME = 255
"""So many bytes a file name may have on the usual disks."""

NOTHING = "没有改任何文件名；看过没有问题，加上 --rename 就照着改。"


@dataclass(frozen=True, kw_only=True)
class VideoOrder:
    """The videos, or folders of them, the rooms (by a sheet or by names), the day, and whether to rename."""

    videos: Sequence[str]
    rooms: str | None = None
    named: Sequence[str] = ()
    day: date | None = None
    rename: bool = False


def name_videos(asked: VideoOrder, settings: Settings) -> Report:
    """
    Plan the names, and rename the files where that is asked for, all of them or none.

    A file is never put over another one.

    Raises WdyyError where no rooms are given, the site is not known, or there is no video.
    """
    inputs = Inputs()
    sheet = inputs.open_beside(asked.rooms, lambda name: Rooms.open(name, settings.lenient), Role.ROOMS)
    if sheet is None and asked.rooms is not None:
        return assemble(JOB, settings, inputs.files, [], stopped=True)
    known = [*asked.named, *(() if sheet is None else sheet.names_at(settings.values.site))]
    naming = _naming(settings, tuple(dict.fromkeys(known)), asked.day)
    paths = _list_videos(asked.videos, settings, inputs)
    planned = [_refuse_taken(video) for video in plan_names(paths, naming)]
    whole = not any(each.reason for each in inputs.files) and all(video.target for video in planned)
    rename = asked.rename and whole
    done = _rename(planned) if rename else planned
    left = [video for video in done if video.target is None]
    right = rename or all(map(_is_right, done))
    shown = Shown(
        results={
            "videos": [
                {
                    "source": video.path,
                    "target": None if video.target is None else _beside(video),
                    "room": video.room,
                    "renamed": rename and not left and not _is_right(video),
                    "reason": video.reason,
                }
                for video in done
            ]
        },
        lines=tuple(_tell(done, asked=asked.rename, renamed=rename and not left)),
        advice="√ 视频的名称都对了。" if right else "√ 每个视频都知道该叫什么了，还没有改。",
        objection="还有视频没有名称。",
    )
    return assemble(JOB, settings, inputs.files, [], shown=shown, stopped=bool(left))


def _naming(settings: Settings, rooms: tuple[str, ...], day: date | None) -> Naming:
    if not rooms:
        raise WdyyError("不知道有哪些考场。", "写上 --rooms 考场.xlsx，或 --room 2号楼102（可以写多次）。")
    naming = naming_of(settings, rooms, day)
    if naming is None:
        raise WdyyError(
            f"证书规定“{settings.profile.name}”里没有写视频怎样命名。",
            '在 wdyy.toml 里写 [materials] video_name = "{date}{site}{room}"',
        )
    if naming.site is None and "{site}" in naming.pattern:
        raise WdyyError("不知道考核站点的名称。", "用 --site 给出，或写在 wdyy.toml 的 [school] site 里。")
    return naming


def _list_videos(given: Sequence[str], settings: Settings, inputs: Inputs) -> list[str]:
    """List the videos that were named, and those in folders that were named."""
    found: dict[Path, str] = {}
    for shown in expand_names(given, settings.folder):
        path = settings.path(shown)
        if path.is_dir():
            listed = list_folder(path, shown, settings.profile.zip.cap_members)
            inside = [f"{shown.rstrip('/' + os.sep)}/{file.path}" for file in listed]
            videos = [video for video in inside if Path(video).suffix.lower() in VIDEOS]
        elif path.is_file():
            videos = [shown]
        else:
            inputs.files.append(InputFile(path=shown, reason=f"找不到“{shown}”。请检查文件名是否写对。"))
            continue
        inputs.files.append(InputFile(path=shown, items=len(videos)))
        for video in videos:
            found.setdefault(settings.path(video).absolute(), video)
    if not found and not any(each.reason for each in inputs.files):
        raise WdyyError("没有找到视频。", f"视频的结尾是 {'、'.join(sorted(VIDEOS)[:6])} 等。")
    return list(found.values())


def _beside(video: NamedVideo) -> str:
    """Give the path of a video under its new name, as the old one was given."""
    folder, name = os.path.split(video.path)
    return os.path.join(folder, video.target or name)  # noqa: PTH118 - not with `./` taken away


def _is_right(video: NamedVideo) -> bool:
    return video.target is not None and Path(video.path).name == video.target


def _refuse_taken(video: NamedVideo) -> NamedVideo:
    """Leave a video as it is where another file has its name already, or no file can have it."""
    if video.target is None or _is_right(video):
        return video
    if len(video.target.encode(errors="surrogateescape")) > LONGEST_NAME:
        reason = "考核站点和考场的名称太长，文件名放不下；请自己取一个短一些的"
    elif is_taken(Path(_beside(video)), Path(video.path)):
        reason = f"已经有叫“{video.target}”的文件，没有盖掉它；先看看哪一个是对的"
    else:
        return video
    return NamedVideo(path=video.path, room=video.room, reason=reason)


def _rename(videos: Sequence[NamedVideo]) -> list[NamedVideo]:
    """Rename all of them; where one cannot be, those before it get their old names back."""
    done: list[NamedVideo] = []
    for at, video in enumerate(videos):
        if _is_right(video):
            continue
        try:
            rename_new(Path(video.path), Path(_beside(video)), video.path)
        except WdyyError as error:
            reason = f"{error.whole.rstrip('。')}{_undo(done)}"
            failed = NamedVideo(path=video.path, room=video.room, reason=reason)
            return [*videos[:at], failed, *videos[at + 1 :]]
        done.append(video)
    return list(videos)


def _undo(done: Sequence[NamedVideo]) -> str:
    """Give videos their old names back; say which keep the new one."""
    kept = []
    for video in done:
        try:
            rename_new(Path(_beside(video)), Path(video.path), _beside(video))
        except WdyyError:
            kept.append(f"{video.path} 现在叫 {video.target}")
    return f"；{'，'.join(kept)}" if kept else ""


def _tell(videos: Sequence[NamedVideo], *, asked: bool, renamed: bool) -> list[str]:
    rows = [
        (f"  {video.path}", "已经对了" if _is_right(video) else f"→ {video.target}")
        for video in videos
        if video.target is not None
    ]
    lines = ["改好了：" if renamed else "应改成："] if rows else []
    lines += lay_out_columns(rows)
    left = [video for video in videos if video.target is None]
    if left:
        lines.append(f"× 有 {len(left):,} 个视频改不了{'，一个也没有改' if asked else ''}：")
        lines += [f"    {video.path}  {video.reason}" for video in left]
    if not asked and any(not _is_right(video) for video in videos if video.target):
        lines.append(NOTHING)
    return lines
