"""The folder of 上交材料 as jobs use it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from wdyy_cli.errors import WdyyError
from wdyy_cli.exam_round import EXAM_STAGE
from wdyy_cli.files.folder import list_folder
from wdyy_cli.model import Finding, InputFile
from wdyy_cli.planning.schedule import first_day, last_day
from wdyy_cli.profile import Profile
from wdyy_cli.rules.rooms.hand_in import HandedFile
from wdyy_cli.rules.rooms.materials import MATERIALS, Materials
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.video_name import Naming, short_forms

UNIT = "个文件"


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A folder that was listed; `rooms` are the names of the rooms, none where they are not known."""

    shown: str
    files: Sequence[HandedFile]
    settings: Settings
    rooms: tuple[str, ...] = ()

    @cached_property
    def subject(self) -> Materials:
        """What the rules see."""
        profile = self.settings.profile
        rules = profile.materials
        return Materials(
            folder=self.shown,
            files=self.files,
            items=() if rules is None else rules.items,
            subjects={subject.name: subject.aliases for subject in profile.records.subjects},
            rooms=self.rooms,
            naming=naming_of(self.settings, self.rooms),
        )

    @property
    def input_file(self) -> InputFile:
        """The folder as an input that was checked."""
        return InputFile(path=self.shown, items=len(self.files), unit=UNIT)

    def find(self) -> Iterator[Finding]:
        """Apply the rules about materials."""
        return self.settings.find(MATERIALS, [self.subject])

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        reasons = {}
        if not self.rooms:
            reasons["MAT002"] = "没有提供考场表，只看了理论、实操是不是各有一份，没有按考场核对"
        naming = self.subject.naming
        if naming is None:
            reasons["MAT003"] = "证书规定没有写视频怎样命名"
        elif naming.site is None and "{site}" in naming.pattern:
            reasons["MAT003"] = (
                "不知道考核站点的名称，只看了视频名称的样子；用 --site 或 wdyy.toml 的 [school] site 给出"
            )
        return reasons

    def lines(self) -> tuple[str, ...]:
        """Say what nobody can see from files."""
        rules = self.settings.profile.materials
        if rules is None:
            return ()
        kept = [item.name for item in rules.items if not item.handed_in]
        said = [f"材料一式 {rules.copies} 份，学校和培训评价组织各留档；纸质的份数这里看不到，请自己点清。"]
        if kept:
            said.append(f"不用交回、由学校留存的：{'、'.join(kept)}。")
        return tuple(said)


def open_materials(shown: str, settings: Settings, rooms: Sequence[str] = ()) -> HandedIn:
    """
    List a folder of materials.

    Raises WdyyError where it cannot be read, holds nothing, or the certificate's rules say nothing of it.
    """
    if settings.profile.materials is None:
        raise WdyyError(
            f"证书规定“{settings.profile.name}”里没有写要交哪些材料。",
            "在 wdyy.toml 里写 [[materials.items]]，每项写 name。",
        )
    listed = list_folder(settings.path(shown), shown, settings.profile.zip.cap_members)
    if not listed:
        raise WdyyError(f"“{shown}”里没有文件。", "把要上交的扫描件和视频放进去，再检查。")
    files = [HandedFile(path=file.path, bytes=file.bytes) for file in listed]
    return HandedIn(shown=shown, files=files, settings=settings, rooms=tuple(rooms))


def naming_of(settings: Settings, rooms: Sequence[str], day: date | None = None) -> Naming | None:
    """Give how videos are named, with the day of the exam where it is known; None where nothing is said."""
    rules = settings.profile.materials
    if rules is None or rules.video_name is None:
        return None
    site, school = settings.values.site, settings.values.school
    return Naming(
        pattern=rules.video_name,
        site=site or None,
        rooms=tuple(rooms),
        day=day or exam_day(settings.profile),
        short_sites=short_forms(site, school),
    )


def exam_day(profile: Profile) -> date | None:
    """Give the day of the exam where the rules know of one round only: of several it may be any."""
    days = [
        first_day(stage)
        for each in profile.rounds or ()
        for stage in each.stages
        if stage.name == EXAM_STAGE and first_day(stage) == last_day(stage)
    ]
    return days[0] if len(days) == 1 else None
