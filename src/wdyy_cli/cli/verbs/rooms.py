"""`wdyy plan-rooms`, `wdyy check-rooms`, `wdyy count-proctors` and `wdyy check-proctors`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from wdyy_cli.cli.from_workspace import FromWorkspace
from wdyy_cli.cli.options import Checking, Columns, Force, Values, read_output, read_settings, refuse_input
from wdyy_cli.cli.parameters import argument, list_option, read_number, value_option
from wdyy_cli.cli.screen.output import finish
from wdyy_cli.cli.screen.words import STRATEGY_WORDS, spelled
from wdyy_cli.errors import WdyyError
from wdyy_cli.school.reading.named import one_meant
from wdyy_cli.texts.cell_text import squeeze

PLAN_ROOMS_EXAMPLES = """
例子：
  wdyy plan-rooms 90 --room 一号机房=80 --room 二号机房=70
  wdyy plan-rooms --registration 报考.xlsx --rooms 考场清单.xlsx --strategy fewest-proctors
  wdyy plan-rooms 90 --rooms 考场清单.xlsx -o 考场.xlsx --school 学校全称 \\
       --site 考核站点 --plan 考试计划名称

考场清单是一张表，列名：考场名称、机位数、考场地址。学校、站点、计划写在 wdyy.toml 里就不用每次输入。
"""

CHECK_ROOMS_EXAMPLES = """
例子：
  wdyy check-rooms 考场.xlsx --registration 报考.xlsx
  wdyy check-rooms 考场.xlsx --candidates 90 --rooms 考场清单.xlsx   也看机位够不够
"""

COUNT_PROCTORS_EXAMPLES = """
例子：
  wdyy count-proctors 45 45      两个考场，各 45 名考生
"""

CHECK_PROCTORS_EXAMPLES = """
例子：
  wdyy check-proctors 监考.xlsx --rooms 考场.xlsx
  wdyy check-proctors 监考.xlsx --registration 报考.xlsx   还没有考场表时，只看最少要几名
"""

Registration = Annotated[str, value_option("--registration", "表格", "填好的报考表：考生人数从这里数")]


def plan_rooms(  # noqa: PLR0913 - one parameter for each option
    checking: Checking,
    values: Values,
    room: Annotated[list[str], list_option("--room", "名称=机位", "一个考场和它的机位数；可以写多次")],
    candidates: Annotated[str, argument("[人数]", "考生人数；或用 --registration")] = "",
    registration: Registration = "",
    rooms: Annotated[str, value_option("--rooms", "表格", "考场清单：考场名称、机位数、考场地址")] = "",
    strategy: Annotated[
        str,
        value_option(
            "--strategy", "办法", "even 平均（默认）、fewest-rooms 考场最少、fewest-proctors 监考最少"
        ),
    ] = "even",
    out: Annotated[str, value_option("--output", "文件", "生成考场表（.xlsx）", "-o")] = "",
    address: Annotated[str, value_option("--address", "地址", "考场地址，清单里没有写的都用它")] = "",
    force: Force = False,
) -> int:
    """
    给考场分座位：每个考场坐几人，要几名监考。

    座位按考生人数分，不是按机位数；不用的考场列为备用，不写进考场表。
    """
    workspace = FromWorkspace("plan-rooms", checking, values)
    registration = registration if candidates else workspace.one_beside(registration, "registration")
    rooms = rooms if room else workspace.one_beside(rooms, "room_list")
    _refuse_unclear(candidates, registration, room, rooms)
    workspace.tell()
    number = read_number(candidates, "考生人数") if candidates else None
    given = _read_rooms(room)
    output = read_output(checking, [registration, rooms])
    refuse_input(out, [registration, rooms], checking.report)
    from wdyy_cli.jobs.rooms.plan_rooms import RoomOrder
    from wdyy_cli.jobs.rooms.plan_rooms import plan_rooms as job
    from wdyy_cli.jobs.rooms.write_rooms import RoomSheetOutput

    asked = RoomOrder(
        candidates=number,
        registration=registration or None,
        rooms=given,
        room_list=rooms or None,
        strategy=spelled(strategy, STRATEGY_WORDS),
        output=RoomSheetOutput(shown=out, address=address.strip(), force=force) if out else None,
    )
    return finish(job(asked, workspace.settings), output)


def check_rooms(
    checking: Checking,
    columns: Columns,
    sheet: Annotated[str, argument("[考场表]", "填好的考场表，八项齐全；默认用 wdyy.toml 里写的")] = "",
    registration: Registration = "",
    candidates: Annotated[str, value_option("--candidates", "人数", "考生人数，没有报考表时用")] = "",
    rooms: Annotated[str, value_option("--rooms", "表格", "考场清单：考场名称、机位数；看机位够不够")] = "",
) -> int:
    """
    检查考场表：座位总数、机位、名称、类型、必填的八项。

    座位总数要与考生人数相同，所以最好给出报考表；机位数从考场清单或表里的“机位数”列取。
    """
    if registration and candidates:
        raise WdyyError("--registration 和 --candidates 不能一起用。", "请只写其中一个。")
    number = read_number(candidates, "--candidates ") if candidates else None
    registration, rooms = one_meant(registration), one_meant(rooms)
    workspace = FromWorkspace("check-rooms", checking, columns)
    if not sheet:
        registration = registration if candidates else workspace.one_beside(registration, "registration")
        rooms = workspace.one_beside(rooms, "room_list")
    sheet = workspace.file(sheet, "rooms", spelled="考场表")
    workspace.tell()
    output = read_output(checking, [sheet, registration, rooms])
    from wdyy_cli.jobs.rooms.check_rooms import check_rooms as job

    found = job(
        sheet,
        workspace.settings,
        registration=registration or None,
        candidates=number,
        room_list=rooms or None,
    )
    return finish(found, output)


def count_proctors(
    candidates: Annotated[list[str], argument("人数…", "每个考场的考生人数")],
    checking: Checking,
) -> int:
    """
    算每个考场要几名监考，一共要几名。

    40 名考生以内两名，再多就按每 20 名考生一名算；别的证书的比例写在证书规定里。
    """
    numbers = [read_number(text, "考生人数") for text in candidates]
    output = read_output(checking, [])
    settings = read_settings(checking)
    from wdyy_cli.jobs.rooms.count_proctors import count_proctors as job

    return finish(job(numbers, settings), output)


def check_proctors(
    checking: Checking,
    columns: Columns,
    sheet: Annotated[
        str, argument("[监考表]", "监考老师名单：姓名、手机号码、所属院校；默认用 wdyy.toml 里写的")
    ] = "",
    rooms: Annotated[
        str, value_option("--rooms", "表格", "填好的考场表：按每个考场的座位数算要几名监考")
    ] = "",
    registration: Registration = "",
) -> int:
    """
    检查监考名单：人够不够，手机号码，重复的老师，是不是本专业的老师。

    够不够要看考场，所以最好给出考场表。
    """
    registration, rooms = one_meant(registration), one_meant(rooms)
    workspace = FromWorkspace("check-proctors", checking, columns)
    if not sheet:
        rooms = workspace.one_beside(rooms, "rooms")
        registration = workspace.one_beside(registration, "registration")
    sheet = workspace.file(sheet, "proctors", spelled="监考表")
    workspace.tell()
    output = read_output(checking, [sheet, rooms, registration])
    from wdyy_cli.jobs.rooms.check_proctors import check_proctors as job

    found = job(sheet, workspace.settings, rooms=rooms or None, registration=registration or None)
    return finish(found, output)


def _refuse_unclear(candidates: str, registration: str, room: Sequence[str], rooms: str) -> None:
    """Raise WdyyError unless there is exactly one source of candidates and one of rooms."""
    if bool(candidates) == bool(registration):
        what = "考生人数和 --registration 不能一起用" if candidates else "没有写考生人数"
        raise WdyyError(f"{what}。", "请写一个人数，如 wdyy plan-rooms 90 …，或用 --registration 报考.xlsx。")
    if bool(room) == bool(rooms):
        what = "--room 和 --rooms 不能一起用" if room else "没有写有哪些考场"
        raise WdyyError(f"{what}。", "请写 --room 名称=机位（可以多次），或用 --rooms 考场清单.xlsx。")


def _read_rooms(given: Sequence[str]) -> list[tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for text in given:
        name, equals, machines = (part.strip() for part in text.rpartition("="))
        if not (equals and name and machines):
            lacking = "考场名称" if equals and machines else "机位数"
            raise WdyyError(f"--room “{text}”缺少{lacking}。", "请写成 名称=机位，如 --room 一号机房=80。")
        number = read_number(machines, f"--room “{name}”的机位数")
        plain = squeeze(name)
        if plain in found:
            raise WdyyError(f"--room 里“{name}”写了两遍。", "每个考场只写一次；不同的考场请用不同的名称。")
        found[plain] = (name, number)
    return list(found.values())
