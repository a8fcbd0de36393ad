"""The stages of a round of the exam, seen from one day: what is over, what is now, what comes next."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wdyy_cli.exam_round import Round, Stage


class StageState(StrEnum):
    """Whether a stage is over, under way, or still to come."""

    PAST = "past"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, kw_only=True)
class PlannedStage:
    """
    One stage, seen from a day.

    `days_left` counts the days until its last day, below 0 where it is over; for a stage without a last day
    until its first day, None once it has begun.
    """

    stage: Stage
    state: StageState
    days_left: int | None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A round with its stages in the order of the notice."""

    name: str
    today: date
    stages: tuple[PlannedStage, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to be done."""
        return all(
            planned.state is StageState.PAST for planned in self.stages if planned.stage.end is not None
        )

    @property
    def next_step(self) -> PlannedStage | None:
        """The stage of which the end is nearest, or of those to come the first; None where all are over."""
        ahead = [planned for planned in self.stages if planned.state is not StageState.PAST]
        dated = [planned for planned in ahead if planned.stage.end is not None]
        return min(dated, key=lambda planned: last_day(planned.stage)) if dated else None


def plan_schedule(exam: Round, today: date) -> Schedule:
    """Look at the stages of a round from one day."""
    return Schedule(
        name=exam.name, today=today, stages=tuple(_plan_stage(stage, today) for stage in exam.stages)
    )


def choose_round(rounds: Sequence[Round], today: date) -> Round:
    """Choose the first round that has a stage with an end ahead, else the last one; there is at least one."""
    return next((each for each in rounds if not plan_schedule(each, today).is_over), rounds[-1])


def find_rounds(rounds: Sequence[Round], words: str) -> list[Round]:
    """Find the rounds that are called so, or in whose name the words stand: `第二次`."""
    wanted = _plain(words)
    exact = [each for each in rounds if _plain(each.name) == wanted]
    return exact or [each for each in rounds if wanted in _plain(each.name)]


def first_day(stage: Stage) -> date:
    """Give the first day of a stage, the first of all days where its beginning is open."""
    return date.min if stage.start is None else _day(stage.start)


def last_day(stage: Stage) -> date:
    """Give the last day of a stage, the last of all days where its end is open."""
    return date.max if stage.end is None else _day(stage.end)


def _plan_stage(stage: Stage, today: date) -> PlannedStage:
    start, end = first_day(stage), last_day(stage)
    ahead = StageState.NEXT if today < start else StageState.NOW
    state = StageState.PAST if end < today else ahead
    if stage.end is not None:
        left: int | None = (end - today).days
    else:
        left = (start - today).days if today < start else None
    return PlannedStage(stage=stage, state=state, days_left=left)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
