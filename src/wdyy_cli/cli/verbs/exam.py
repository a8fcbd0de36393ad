"""`wdyy schedule`, `wdyy fees`, `wdyy check-materials` and `wdyy name-video`: around the exam itself."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.options import Checking, Force, Values, read_output, read_settings
from wdyy_cli.cli.parameters import argument, list_option, value_option
from wdyy_cli.cli.screen.output import finish
from wdyy_cli.errors import WdyyError
from wdyy_cli.school.reading.named import one_meant

SCHEDULE_EXAMPLES = """
例子：
  wdyy schedule                          现在这一次考试，还有几天
  wdyy schedule --round 第二次 --ics 日程.ics    写成日历，手机、Outlook 都能导入

自己学校的日程写在 wdyy.toml 的 [[rounds]] 里。
"""

FEES_EXAMPLES = """
例子：
  wdyy fees --registration 报考.xlsx
  wdyy fees --roster 花名册.xlsx --level 初级

收费标准写在 wdyy.toml 的 [fees] 里，例如 "初级" = 380（引号不能少）；不写的按手册。
"""

CHECK_MATERIALS_EXAMPLES = """
例子：
  wdyy check-materials 上交材料 --rooms 考场.xlsx --site 某某学院网店运营推广证书考核站点
"""

NAME_VIDEO_EXAMPLES = """
例子：
  wdyy name-video 录像/*.mp4 --rooms 考场.xlsx --date 2021-05-22            只看该叫什么
  wdyy name-video 录像 --rooms 考场.xlsx --date 2021-05-22 --rename         照着改名
"""

RoomNames = Annotated[list[str], list_option("--room", "名称", "一个考场的名称；可以写多次")]


def schedule(
    checking: Checking,
    round_name: Annotated[
        str, value_option("--round", "考次", "哪一次考试，写名称里的几个字，如 第二次")
    ] = "",
    ics: Annotated[str, value_option("--ics", "文件", "另存成日历（.ics）")] = "",
    force: Force = False,
) -> int:
    """
    考试的各个阶段，报名还有几天截止，接下来做什么。

    过后不能补的截止日期会标出来；日历里提前 7 天、3 天、1 天提醒。
    """
    output = read_output(checking, [])
    settings = read_settings(checking)
    from wdyy_cli.jobs.exam.schedule import tell_schedule

    return finish(tell_schedule(round_name or None, settings, calendar=ics or None, force=force), output)


def fees(
    checking: Checking,
    values: Values,
    roster: Annotated[list[str], list_option("--roster", "表格", "还没有报考表时，从花名册里数；可以写多次")],
    registration: Annotated[str, value_option("--registration", "表格", "填好的报考表：从这里数考生")] = "",
) -> int:
    """
    算考核费用：每个等级多少人、多少钱，几所学校的分开算。

    不写表格时用 wdyy.toml 里的报考表或花名册。同一名考生同一等级只算一次。
    """
    registration = one_meant(registration)
    output = read_output(checking, [registration, *roster])
    settings = read_settings(checking, values)
    from wdyy_cli.jobs.exam.fees import tell_fees

    return finish(tell_fees(registration or None, roster, settings), output)


def check_materials(
    checking: Checking,
    values: Values,
    room: RoomNames,
    folder: Annotated[
        str, argument("[文件夹]", "存放要上交的扫描件和视频的文件夹；默认用 wdyy.toml 里写的")
    ] = "",
    rooms: Annotated[str, value_option("--rooms", "表格", "填好的考场表：按考场核对签到表等")] = "",
) -> int:
    """
    考试结束后，检查要上交的材料齐不齐，视频的名称对不对。

    扫描件可以是 pdf、jpg、png；文件名或文件夹名里要有材料的名称。
    """
    workspace = FromWorkspace("check-materials", checking, values)
    rooms = rooms if folder else workspace.one_beside(rooms, "rooms")
    folder = workspace.file(folder, "materials", spelled="文件夹")
    workspace.tell()
    output = read_output(checking, [rooms])
    from wdyy_cli.jobs.exam.check_materials import check_materials as job

    return finish(job(folder, workspace.settings, rooms=rooms or None, named=room), output)


def name_video(
    videos: Annotated[list[str], argument("视频…", "视频文件，或存放视频的文件夹")],
    checking: Checking,
    values: Values,
    room: RoomNames,
    rooms: Annotated[str, value_option("--rooms", "表格", "填好的考场表：考场名称从这里取")] = "",
    rename: Annotated[bool, typer.Option("--rename", help="照着改名；从不盖掉别的文件")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看该叫什么，不改（默认）")] = False,
) -> int:
    """
    监控视频该叫什么：考试时间+考核站点+考场名称。

    --date 写考试的日期。从文件名或文件夹名看出是哪个考场的；看不出的不猜，会列出来。
    """
    if rename and dry_run:
        raise WdyyError("--rename 和 --dry-run 不能一起用。", "先用 --dry-run 看，再用 --rename 改。")
    output = read_output(checking, [rooms, *videos])
    settings = read_settings(checking, values)
    day: date | None = settings.checked_on if checking.check_date else None
    from wdyy_cli.jobs.exam.name_video import VideoOrder, name_videos

    asked = VideoOrder(videos=videos, rooms=rooms or None, named=room, day=day, rename=rename)
    return finish(name_videos(asked, settings), output)
