"""A schedule as a calendar file (RFC 5545) that phones and mail programs read."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vDuration

from wdyy_cli.planning.schedule import PlannedStage, Schedule

REMINDER_DAYS = (7, 3, 1)
"""So many days before the end of a stage that cannot be mended the calendar reminds of it."""


def render_calendar(schedule: Schedule, version: str) -> bytes:
    """
    Give the stages as events: whole days with an end that is exclusive, moments where clock times are known.

    The same schedule seen on the same day gives the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//wdyy//wdyy {version}//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", schedule.name)
    alike: Counter[str] = Counter()
    for planned in schedule.stages:
        alike[planned.stage.name] += 1
        calendar.add_component(_event(schedule, planned, alike[planned.stage.name]))
    return bytes(calendar.to_ical())


def _event(schedule: Schedule, planned: PlannedStage, number: int) -> Event:
    """Give a stage, the so-manyth of its name; it stays the same event when its days are moved."""
    stage = planned.stage
    event = Event()
    identity = "\n".join([schedule.name, stage.name, *([] if number == 1 else [str(number)])]).encode()
    event.add("uid", f"{hashlib.sha256(identity).hexdigest()[:32]}@wdyy")
    event.add("dtstamp", datetime.combine(schedule.today, time.min, UTC))
    event.add("summary", f"{stage.name}{_open_end(planned)}")
    event.add("description", "\n".join([schedule.name, *(f"{work}。" for work in stage.work)]))
    event.add("transp", "TRANSPARENT")
    # A stage of which only the last day is known stands on that day.
    start, end = stage.start or stage.end, stage.end
    if start is not None:
        event.add("dtstart", start)
    if end is not None:
        event.add("dtend", _exclusive_end(start, end))
    if stage.hard and end is not None:
        for days in REMINDER_DAYS:
            event.add_component(_alarm(stage.name, days))
    return event


def _open_end(planned: PlannedStage) -> str:
    if planned.stage.start is None:
        return "（截止）"
    return "（开始）" if planned.stage.end is None else ""


def _exclusive_end(start: date | None, end: date) -> date:
    """Give the day after the last one; of a moment itself, where both ends must be of one kind."""
    if isinstance(end, datetime):
        return end
    if isinstance(start, datetime):
        return datetime.combine(end, time.min) + timedelta(days=1)
    return end + timedelta(days=1)


def _alarm(name: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"{name}：还有 {days} 天截止，过后不能补")
    trigger = vDuration(timedelta(days=-days))
    trigger.params["related"] = "END"
    alarm.add("trigger", trigger)
    return alarm
