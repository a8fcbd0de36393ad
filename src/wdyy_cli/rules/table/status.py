"""STA: what the platform says about each candidate's data (考生管理), and what is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wdyy_cli.cell_text import squeeze
from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile, StatusWords
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.table import TableRef, example_table
from wdyy_cli.sheet import Value

GUIDE = "手册二.3 考生信息校对相关问题"
_BETWEEN = re.compile("[、，,;；/|]+")


class StatusRow(NamedTuple):
    """One candidate of the export; `status` is the tidy text of the cell."""

    table: TableRef
    row: int
    values: tuple[Value, ...]
    status: str


STATUS = RuleSet[StatusRow](__name__)

HEADERS = {"name": "姓名", "id_number": "身份证号", "status": "信息状态"}
EXAMPLE = example_table("考生信息.xlsx", "Sheet1", HEADERS)


def row(status: str) -> StatusRow:
    """Build an example."""
    return StatusRow(EXAMPLE, 2, ("张三", "11010120080307100X", status), status)


def kinds_of(status: str, words: StatusWords) -> frozenset[str]:
    """
    Give the states, by their field in the profile, that a text names; it may name several.

    Empty where one of its words is unknown, or there is none.
    """
    known = {squeeze(word): kind for kind, spelt in words.by_state.items() for word in spelt}
    parts = [part for text in _BETWEEN.split(status) if (part := squeeze(text))]
    if squeeze(status) in known:
        parts = [squeeze(status)]
    kinds = frozenset(known.get(part, "") for part in parts)
    return frozenset() if "" in kinds else kinds


def _if_kind(row: StatusRow, profile: Profile, kind: str) -> Iterator[Problem]:
    if kind in kinds_of(row.status, profile.status):
        yield _problem(row, f"状态是“{row.status}”")


def _problem(row: StatusRow, said: str) -> Problem:
    """Say something of a candidate, by the name where the export has it."""
    place = row.table.place(row.row, row.values, "status")
    return Problem(place, f"{place.name} {said}" if place.name else said)


def accurate() -> dict[str, StatusRow]:
    """Build the examples of which no rule here speaks."""
    return {"信息准确": row("信息准确")}


@STATUS.rule(
    "STA001",
    "缺照片",
    source=GUIDE,
    fires=lambda: {"缺照片": row("缺照片")},
    silent=accurate,
)
def photo_is_missing(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    没有照片的学生不能报考，准考证和证书上也要用照片。

    准备好照片，用 wdyy check-photos 检查后在“考生管理”里批量导入，过几小时再导出一次。
    """
    yield from _if_kind(row, profile, "missing_photo")


@STATUS.rule("STA002", "信息不全", source=GUIDE, fires=lambda: {"信息不全": row("信息不全")}, silent=accurate)
def data_is_incomplete(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    学生信息有必填的项没有填，这样的学生不能报考。

    在“考生管理”里打开这名学生，补全空着的项，保存后等平台重新认证。
    """
    yield from _if_kind(row, profile, "incomplete")


@STATUS.rule(
    "STA003", "需人工确认", source=GUIDE, fires=lambda: {"需人工确认": row("需人工确认")}, silent=accurate
)
def data_must_be_confirmed(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    平台与公安系统核对姓名和身份证号时没有自动通过，要由人确认。

    在“考生管理”里查看这名学生的详细信息，对照身份证原件核准无误后，按平台指引点击确认。
    """
    yield from _if_kind(row, profile, "to_confirm")


@STATUS.rule(
    "STA004",
    "信息待认证",
    severity=Severity.WARNING,
    source=GUIDE,
    fires=lambda: {"信息待认证": row("信息待认证")},
    silent=accurate,
)
def data_is_still_being_verified(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    平台正在与公安系统自动校对，刚导入的学生都是这个状态，通常几小时内会变。

    等几个小时，重新导出再检查一次；一直不变的，联系平台技术人员。
    """
    yield from _if_kind(row, profile, "pending")


@STATUS.rule(
    "STA005",
    "不认识的状态",
    severity=Severity.WARNING,
    source="手册二.3 没有提到的状态",
    fires=lambda: {"别的说法": row("审核中"), "空的": row("")},
    silent=lambda: {**accurate(), "中间有空格": row("信息 准确")},
)
def status_is_unknown(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    手册里没有这种状态，不知道这名学生能不能报考。

    在“考生管理”里查看这名学生；平台改了说法的话，把新的说法写进 wdyy.toml 的 [status]。
    """
    if not kinds_of(row.status, profile.status):
        said = f"状态是“{row.status}”" if row.status else "没有写状态"
        yield _problem(row, said)
