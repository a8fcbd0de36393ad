"""MAT: what can be wrong with the folder of materials that are handed in after the exam (上交材料)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Material, Profile
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.rooms.hand_in import SCANS, HandedFile, find_lacking, sort_files
from wdyy_cli.texts.video_name import VIDEOS, Naming, find_name_fault

GUIDE = "手册八 上交材料清单"
SHOWN_SESSIONS = 6
"""So many sessions without a sheet are named in one message."""


@dataclass(frozen=True, kw_only=True)
class Materials:
    """
    The folder: its files, and the items to which they can belong.

    `rooms` are the names of the rooms, none where they are not known. `naming` is None where the certificate
    has no pattern for videos.
    """

    folder: str
    files: Sequence[HandedFile]
    items: Sequence[Material]
    subjects: Mapping[str, Sequence[str]]
    rooms: Sequence[str] = ()
    naming: Naming | None = None

    @cached_property
    def sorted(self) -> Mapping[str, Material | None]:
        """The item of each file by its path, None where it belongs to none."""
        return sort_files(self.files, self.items)

    def of(self, item: Material) -> list[HandedFile]:
        """List the files of an item."""
        return [file for file in self.files if self.sorted[file.path] == item]

    def place(self, path: str | None = None) -> Place:
        """Give the place of a file, or of the folder."""
        return Place(location=Location(file=self.folder, member=path))


SUBJECTS = {"理论": ("理论",), "实操": ("实操",)}
SITE, ROOM = "某某学院", "2号楼102"
WHOLE = ("巡考情况记录表.pdf", "签到表/理论.jpg", "签到表/实操.jpg", "20210522某某学院2号楼102.mp4")


def materials(*paths: str, empty: Sequence[str] = (), rooms: Sequence[str] = (ROOM,)) -> Materials:
    """Build an example: a folder with these files, some of them empty."""
    return Materials(
        folder="上交材料",
        files=[HandedFile(path=path, bytes=0 if path in empty else 20_000) for path in paths],
        items=(
            Material(name="巡考情况记录表", aliases=("巡考",)),
            Material(name="考场签到表", aliases=("签到表",), per="room-and-subject"),
            Material(name="监控视频", aliases=("视频",), video=True),
            Material(name="草稿纸", handed_in=False),
        ),
        subjects=SUBJECTS,
        rooms=rooms,
        naming=Naming(pattern="{date}{site}{room}", site=SITE, rooms=tuple(rooms)),
    )


MATERIALS = RuleSet[Materials](__name__)


@MATERIALS.right
def complete() -> dict[str, Materials]:
    """Build the example of which no rule here speaks."""
    return {"都齐了": materials(*WHOLE)}


@MATERIALS.rule(
    "MAT001",
    "缺一项上交材料",
    source=GUIDE,
    fires=lambda: {
        "没有巡考情况记录表": materials(*WHOLE[1:]),
        "扫描件是空文件": materials(*WHOLE, empty=WHOLE[:1]),
        "只有没签字的 Word 文档": materials("巡考情况记录表.docx", *WHOLE[1:]),
    },
    silent=lambda: {**complete(), "草稿纸不用交": materials(*WHOLE)},
)
def an_item_is_missing(handed: Materials, _: Profile) -> Iterator[Problem]:
    """
    考试结束后要按《上交材料清单》交齐材料，缺一项就要补交。

    把这一项签好字、盖好章，扫描或拍照（pdf、jpg、png）放进文件夹，文件名里写上材料的名称。
    """
    for item in handed.items:
        files = handed.of(item)
        if not item.handed_in or any(file.is_piece_of(item) for file in files):
            continue
        said = f"没有“{item.name}”"
        if files:
            shown = "、".join(file.path for file in files[:SHOWN_SESSIONS])
            why = _why_none(item, files)
            said += f"；“{shown}”{why}"
        yield Problem(handed.place(files[0].path if files else None), said)


def _why_none(item: Material, files: Sequence[HandedFile]) -> str:
    if not any(file.bytes for file in files):
        return "是空文件（0 字节）"
    return "不是视频" if item.video else "不是扫描件，也不是照片"


@MATERIALS.rule(
    "MAT002",
    "上交材料份数不够",
    source=f"{GUIDE} 4、5 每场的理论、实操考试各 1 份",
    fires=lambda: {
        "没有实操的签到表": materials(*WHOLE[:2], WHOLE[3]),
        "第二个考场没有签到表": materials(*WHOLE, rooms=(ROOM, "3号楼201")),
    },
)
def fewer_pieces_than_sessions(handed: Materials, _: Profile) -> Iterator[Problem]:
    """
    签到表、考场情况记录表每个考场的理论、实操各要一份，少一份就说不清那一场谁来考了。

    补上缺的那几份；文件名里写上考场名称和理论或实操，如“2号楼102 理论 签到表.pdf”。
    """
    for item in handed.items:
        pieces = [file for file in handed.of(item) if file.is_piece_of(item)]
        lacking = find_lacking(item, pieces, handed.rooms, handed.subjects) if item.handed_in else None
        if lacking is None or not pieces:
            continue  # none at all: an item is missing
        named = [" ".join(word for word in session if word) for session in lacking.sessions]
        shown = "、".join(named[:SHOWN_SESSIONS])
        more = f" 等 {len(named):,} 份" if len(named) > SHOWN_SESSIONS else ""
        message = (
            f"“{item.name}”要 {lacking.needed:,} 份，这里有 {lacking.there:,} 份，没有找到：{shown}{more}"
        )
        yield Problem(handed.place(), message)


@MATERIALS.rule(
    "MAT003",
    "监控视频的名称不对",
    source=f"{GUIDE} 6 命名方式“考试时间+考核站点+考场名称”",
    fires=lambda: {
        "摄像机起的名称": materials(*WHOLE[:3], "ch01_0001.mp4"),
        "没有日期": materials(*WHOLE[:3], "某某学院2号楼102.mp4"),
        "没有考场": materials(*WHOLE[:3], "20210522某某学院.mp4"),
        "不是这个考场": materials(*WHOLE[:3], "20210522某某学院4号楼102.mp4"),
    },
    silent=lambda: {**complete(), "一个考场几段": materials(*WHOLE[:3], "20210522某某学院2号楼102-1.mp4")},
)
def video_is_not_named_by_the_pattern(handed: Materials, _: Profile) -> Iterator[Problem]:
    """
    视频要叫“考试时间+考核站点+考场名称”，例如 20210522某某学院2号楼102，不然分不清是哪个考场的。

    用 wdyy name-video 视频文件 --rooms 考场.xlsx 看每个视频该叫什么，加上 --rename 就改好。
    """
    if handed.naming is None:
        return
    for file in handed.files:
        item = handed.sorted[file.path]
        if file.ending in VIDEOS and item is not None and item.video:
            fault = find_name_fault(file.stem, handed.naming)
            if fault is not None:
                yield Problem(handed.place(file.path), f"“{PurePosixPath(file.path).name}”{fault}")


@MATERIALS.rule(
    "MAT004",
    "不属于任何一项材料的文件",
    severity=Severity.WARNING,
    source=GUIDE,
    fires=lambda: {"认不出是什么": materials(*WHOLE, "扫描0001.pdf")},
)
def file_belongs_to_no_item(handed: Materials, _: Profile) -> Iterator[Problem]:
    """
    文件名里没有材料的名称，收材料的人不知道这是哪一项。

    是要交的材料，就在文件名里写上材料的名称，或放进以材料命名的文件夹；不是的，移到别处。
    """
    names = "、".join(item.name for item in handed.items)
    for file in handed.files:
        if handed.sorted[file.path] is None:
            kind = "" if file.ending in SCANS else "，也不是扫描件"
            yield Problem(handed.place(file.path), f"看不出属于哪一项{kind}（清单里有：{names}）")
