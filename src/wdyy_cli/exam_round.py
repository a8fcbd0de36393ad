"""Rounds of the exam (考次): their stages with the days of each, as a profile or a school writes them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Annotated

from wdyy_cli.texts.typed_date import read_typed_date
from wdyy_cli.toml.section import Section, read_by

FIRST_YEAR = 1900
"""A typed date before this year has no year of its own."""


def _read_day(given: object) -> date:
    """Take a date or a moment, or a date that was typed between quotes, with its year."""
    if isinstance(given, date):
        return given
    typed = read_typed_date(given, date.min + timedelta(days=FIRST_YEAR)) if isinstance(given, str) else None
    if typed is None or typed.year < FIRST_YEAR:
        raise ValueError("应是日期，如 2026-12-31，不加引号")
    return typed


Day = Annotated[date, read_by(_read_day)]
"""A day, or a moment where it has a clock time."""


def _moment(day: date, *, last: bool = False) -> datetime:
    """Give a day with a clock time as it is; of a whole day its beginning, or its end."""
    if isinstance(day, datetime):
        return day.replace(tzinfo=None)
    return datetime.combine(day, time.max if last else time.min)


class Stage(Section):
    """
    考试阶段: its first and last day, None where that end is open, and what is done in it.

    With a clock time a day is that moment. What is missed by the end of a `hard` stage cannot be mended.
    `command` is the one that helps in it.
    """

    name: str
    start: Day | None = None
    end: Day | None = None
    hard: bool = False
    command: str | None = None
    work: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a stage without days, and one that ends before it begins."""
        if self.start is None and self.end is None:
            raise ValueError("要写 start（开始日期）或 end（截止日期）")
        begins = _moment(date.min if self.start is None else self.start)
        ends = _moment(date.max if self.end is None else self.end, last=True)
        if begins > ends:
            raise ValueError(f"的 start {self.start} 晚于 end {self.end}")


EXAM_STAGE, REGISTRATION = "正式考试", "报名"
"""How the stage of the exam itself is called, and how the names of those of registration end."""

ALONE = (REGISTRATION, "考试")
"""So end the names of stages that no two rounds can have at a time."""


class Round(Section):
    """考次: one round of the exam with its stages in the order of the notice."""

    name: str
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        """Refuse a round whose exam is over before registration ends."""
        exams = [stage for stage in self.stages if stage.name == EXAM_STAGE and stage.end is not None]
        for stage in self.stages:
            for exam in exams if stage.name.endswith(REGISTRATION) and stage.end is not None else ():
                if _moment(exam.end or date.max, last=True) < _moment(stage.end or date.min):
                    raise ValueError(f"的“{stage.name}”{stage.end} 截止，“{exam.name}”{exam.end} 已经结束")

    @property
    def alone(self) -> list[tuple[Stage, datetime, datetime]]:
        """The stages, with beginning and end, that no other round may have at the same time."""
        return [
            (stage, _moment(stage.start), _moment(stage.end, last=True))
            for stage in self.stages
            if stage.start is not None and stage.end is not None
            if stage.hard or stage.name.endswith(ALONE)
        ]


def refuse_overlap(rounds: tuple[Round, ...]) -> None:
    """Raise ValueError where two rounds have one name, or something at one time that only one can have."""
    for one, other in combinations(rounds, 2):
        if one.name == other.name:
            raise ValueError(f"rounds 里有两个考次都叫“{one.name}”")
        for stage, start, end in one.alone:
            for second, begin, until in other.alone:
                if stage.name == second.name and start <= until and begin <= end:
                    said = f"“{one.name}”和“{other.name}”的“{stage.name}”"
                    raise ValueError(f"rounds 里{said}时间重叠，看看哪一个日期写错了")
