"""`wdyy schedule`: the stages of a round, how many days are left, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from wdyy_cli import __version__
from wdyy_cli.errors import WdyyError
from wdyy_cli.exam_round import Round
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.model import Report, Shown
from wdyy_cli.planning.schedule import (
    PlannedStage,
    Schedule,
    StageState,
    choose_round,
    find_rounds,
    first_day,
    last_day,
    plan_schedule,
)
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.school.settings import Settings

JOB = Job(command="schedule")
HARD = "！过后不能补"
LINE_CELLS = 30
"""So many characters long is the timeline."""

WEEKDAYS = "一二三四五六日"


def tell_schedule(
    name: str | None, settings: Settings, *, calendar: str | None = None, force: bool = False
) -> Report:
    """
    Look at a round, by a part of its name, or at the one that is on; and write it as a calendar.

    `calendar` is the file for that, `force` replaces one.
    Raises WdyyError where the certificate's rules hold no rounds, none or several are called so, or the
    calendar cannot be written.
    """
    schedule = plan_schedule(_choose(name, settings), settings.checked_on)
    others = [each.name for each in settings.profile.rounds or () if each.name != schedule.name]
    lines = list(_tell(schedule))
    if name is None and others:
        lines.append(f"别的考次：{'、'.join(others)}；用 --round 看，写其中几个字就行。")
    if calendar is not None:
        lines += ["", _write(schedule, calendar, force=force)]
    return assemble(
        JOB,
        settings,
        [],
        [],
        shown=Shown(
            results={
                "round": schedule.name,
                "stages": [
                    {
                        "name": planned.stage.name,
                        "start": _written(planned.stage.start),
                        "end": _written(planned.stage.end),
                        "days_left": planned.days_left,
                        "state": planned.state.value,
                        "hard": planned.stage.hard,
                    }
                    for planned in schedule.stages
                ],
            },
            lines=tuple(lines),
        ),
    )


def _choose(name: str | None, settings: Settings) -> Round:
    rounds = settings.profile.rounds
    if not rounds:
        raise WdyyError(
            f"证书规定“{settings.profile.name}”里没有写考试的时间安排。",
            "在 wdyy.toml 里写 [[rounds]] 和 name，下面每个阶段一个 [[rounds.stages]]，写 name、start、end。",
        )
    if name is None:
        return choose_round(rounds, settings.checked_on)
    found = find_rounds(rounds, name)
    if len(found) == 1:
        return found[0]
    said = f"没有叫“{name}”的考次" if not found else f"叫“{name}”的考次不止一个"
    names = "、".join(each.name for each in found or rounds)
    raise WdyyError(f"{said}。", f"可以写：{names}，写其中几个字就行。")


def _write(schedule: Schedule, shown: str, *, force: bool) -> str:
    from wdyy_cli.jobs.exam.calendar_file import render_calendar  # noqa: PLC0415 - only where a calendar is wanted

    target = Path(shown)
    if target.suffix.lower() != ".ics":
        raise WdyyError(f"“{shown}”要以 .ics 结尾，日历程序才认得它。", f"例如 {target.stem}.ics")
    refuse_existing(target, shown, force=force)
    write_atomically(target, shown, [render_calendar(schedule, __version__)])
    return f"已写好日历 {shown}：{len(schedule.stages)} 个阶段。双击它，或在手机的日历里导入。"


def _tell(schedule: Schedule) -> list[str]:
    today = schedule.today
    lines = [f"{schedule.name}，今天是 {today.isoformat()}（周{WEEKDAYS[today.weekday()]}）：", ""]
    rows = [("  阶段", "时间", "现在", "")]
    rows += [
        (
            f"  {planned.stage.name}",
            _span(planned),
            _state(planned, today),
            HARD if planned.stage.hard else "",
        )
        for planned in schedule.stages
    ]
    lines += lay_out_columns(rows)
    lines += ["", *_timeline(schedule), ""]
    return [*lines, *_tell_next(schedule)]


def _tell_next(schedule: Schedule) -> list[str]:
    coming = schedule.next_step
    if coming is None:
        over = "各阶段都已经过去。" if schedule.is_over else "没有截止日期在前面的阶段。"
        return [f"{over}新的考次写在 wdyy.toml 的 [[rounds]] 里。"]
    stage = coming.stage
    when = _day(stage.end, schedule.today) + ("" if stage.start == stage.end else " 截止")
    lines = [f"接下来：{stage.name}（{when}，{_left(coming)}）。"]
    lines += [f"  · {work}" for work in stage.work]
    if stage.command:
        lines.append(f"  可以用：{stage.command}")
    return lines


def _left(planned: PlannedStage) -> str:
    if planned.days_left is None:
        return "没有截止日期"
    if planned.days_left < 0:
        return f"过了 {-planned.days_left:,} 天"
    return "就是今天" if planned.days_left == 0 else f"还有 {planned.days_left:,} 天"


def _state(planned: PlannedStage, today: date) -> str:
    if planned.state is StageState.PAST:
        return f"已过 {-(planned.days_left or 0):,} 天"
    if planned.state is StageState.NEXT:
        return f"{(first_day(planned.stage) - today).days:,} 天后开始"
    return "进行中" if planned.days_left is None else f"进行中，{_left(planned)}"


def _span(planned: PlannedStage) -> str:
    stage = planned.stage
    start, end = stage.start, stage.end
    if start is None:
        return f"{_day(end)} 截止"
    if end is None:
        return f"{_day(start)} 以后"
    return _day(start) if start == end else f"{_day(start)} 至 {_day(end)}"


def _day(day: date | None, today: date | None = None) -> str:
    if day is None:
        return ""
    year = "" if today is None or today.year == day.year else f"{day.year} 年"
    clock = f" {day:%H:%M}" if isinstance(day, datetime) else ""
    return f"{year}{day.month} 月 {day.day} 日{clock}"


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _timeline(schedule: Schedule) -> Sequence[str]:
    """Draw the stages over each other, from the first to the last day that is known."""
    known = [day for planned in schedule.stages for day in _known_days(planned)]
    first, last = min(known), max(known)
    whole = max(1, (last - first).days)

    def at(day: date) -> int:
        return (day - first).days * (LINE_CELLS - 1) // whole

    rows = []
    for planned in schedule.stages:
        begin = at(max(first, first_day(planned.stage)))
        end = at(min(last, last_day(planned.stage)))
        bar = "".join("█" if begin <= cell <= end else "·" for cell in range(LINE_CELLS))
        rows.append((f"  {bar}", planned.stage.name))
    mark = f"  {' ' * at(schedule.today)}今天" if first <= schedule.today <= last else "  今天不在这段时间里"
    return [f"  {_day(first)} 至 {_day(last)}：", *lay_out_columns(rows), mark]


def _known_days(planned: PlannedStage) -> list[date]:
    stage = planned.stage
    days = [first_day(stage)] if stage.start is not None else []
    return days + ([last_day(stage)] if stage.end is not None else [])
