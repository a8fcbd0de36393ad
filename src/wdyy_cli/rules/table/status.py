"""STA: what the platform says about each candidate's data (考生管理), and what is to be done."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile, StatusWords
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.table import TableRef, example_table
from wdyy_cli.sheet import ErrorValue, Value
from wdyy_cli.texts.cell_text import squeeze
from wdyy_cli.toml.strict_toml import toml_value

GUIDE = "手册二.3 考生信息校对相关问题"
_BETWEEN = re.compile("[、，,;；/|]+")
_ADDITION = re.compile(r"[(\[【〔].*?(?:[)\]】〕]|$)")
_CLOSING = ")]】〕"


class StatusRow(NamedTuple):
    """One candidate of the export; `status` is the tidy text of the cell."""

    table: TableRef
    row: int
    values: tuple[Value, ...]
    status: str


class UnknownStatus(NamedTuple):
    """A word for a state that the profile does not know, empty where there is none; and who has it."""

    word: str
    rows: Sequence[StatusRow]


class StatusReading(NamedTuple):
    """What a text says: the states by their field in the profile, and the words that are unknown."""

    kinds: frozenset[str]
    unknown: tuple[str, ...]

    @property
    def is_accurate(self) -> bool:
        """Whether nothing stands against registering the student."""
        return self.kinds == {"accurate"} and not self.unknown


STATUS, STATUS_WORD = RuleSet[StatusRow](__name__), RuleSet[UnknownStatus](__name__)

HEADERS = {"name": "姓名", "id_number": "身份证号", "status": "信息状态"}
EXAMPLE = example_table("考生信息.xlsx", "Sheet1", HEADERS)


def row(status: str, number: Value = "11010120080307100X") -> StatusRow:
    """Build an example."""
    return StatusRow(EXAMPLE, 2, ("张三", number, status), status)


def read_status(status: str, words: StatusWords) -> StatusReading:
    """
    Read a text that names one state or several; blanks do not count, additions in brackets only as states.

    A text of which nothing is left says nothing: neither a state nor an unknown word.
    """
    known = {squeeze(word): kind for kind, spelt in words.by_state.items() for word in spelt}
    if (whole := squeeze(status)) in known:
        return StatusReading(frozenset({known[whole]}), ())
    plain = unicodedata.normalize("NFKC", status)
    bare = _ADDITION.sub("", plain)
    added = [part for text in _ADDITION.findall(plain) for part in _parts_of(text[1:].rstrip(_CLOSING))]
    parts = _parts_of(bare) or added
    unknown = tuple(dict.fromkeys(part for part in parts if part not in known))
    return StatusReading(frozenset(known[part] for part in (*parts, *added) if part in known), unknown)


def _parts_of(text: str) -> list[str]:
    return [part for each in _BETWEEN.split(text) if (part := squeeze(each))]


def unknown_words(rows: Iterable[StatusRow], words: StatusWords) -> list[UnknownStatus]:
    """Give each unknown word once, with everybody who has it; whoever has none stands for herself."""
    readings: dict[str, StatusReading] = {}
    found: dict[str, list[StatusRow]] = {}
    without = []
    for row in rows:
        if row.status not in readings:
            readings[row.status] = read_status(row.status, words)
        reading = readings[row.status]
        for word in reading.unknown:
            found.setdefault(word, []).append(row)
        if not (reading.kinds or reading.unknown):
            without.append(UnknownStatus("", [row]))
    return [*(UnknownStatus(word, having) for word, having in found.items()), *without]


STATE_RULES = {"missing_photo": "STA001", "incomplete": "STA002", "to_confirm": "STA003", "pending": "STA004"}
"""The rule about each state that is not accurate, by its field in the profile."""


def fix_of(kinds: Iterable[str]) -> str:
    """Say what is to be done about these states; empty where the guide says nothing about them."""
    codes = {STATE_RULES.get(kind) for kind in kinds}
    return "".join(rule.fix for rule in STATUS.rules if rule.code in codes)


def _if_kind(row: StatusRow, profile: Profile, kind: str) -> Iterator[Problem]:
    if kind in read_status(row.status, profile.status).kinds:
        yield _problem(row, f"状态是“{row.status}”")


def _problem(
    row: StatusRow, said: str, fix: str | None = None, *, of: str = "status", unread: bool = False
) -> Problem:
    """Say something of a candidate, by the name where the export has it."""
    place = row.table.place(row.row, row.values, of)
    return Problem(place, f"{place.name} {said}" if place.name else said, fix=fix, unread=unread)


@STATUS.right
def accurate() -> dict[str, StatusRow]:
    """Build the examples of which no rule here speaks."""
    return {"信息准确": row("信息准确")}


@STATUS.rule(
    "STA001",
    "缺照片",
    source=GUIDE,
    fires=lambda: {"缺照片": row("缺照片")},
)
def photo_is_missing(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    没有照片的学生不能报考，准考证和证书上也要用照片。

    准备好照片，用 wdyy check-photos 检查后在“考生管理”里批量导入，过几小时再导出一次。
    """
    yield from _if_kind(row, profile, "missing_photo")


@STATUS.rule("STA002", "信息不全", source=GUIDE, fires=lambda: {"信息不全": row("信息不全")})
def data_is_incomplete(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    学生信息有必填的项没有填，这样的学生不能报考。

    在“考生管理”里打开这名学生，补全空着的项，保存后等平台重新认证。
    """
    yield from _if_kind(row, profile, "incomplete")


@STATUS.rule("STA003", "需人工确认", source=GUIDE, fires=lambda: {"需人工确认": row("需人工确认")})
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
)
def data_is_still_being_verified(row: StatusRow, profile: Profile) -> Iterator[Problem]:
    """
    平台正在与公安系统自动校对，刚导入的学生都是这个状态，通常几小时内会变。

    等几个小时，重新导出再检查一次；一直不变的，联系平台技术人员。
    """
    yield from _if_kind(row, profile, "pending")


@STATUS.rule(
    "STA007",
    "没有身份证号",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {"空的": row("信息准确", " "), "错误值": row("信息准确", ErrorValue("#N/A"))},
)
def number_is_missing(row: StatusRow, _: Profile) -> Iterator[Problem]:
    """
    没有身份证号的一行不知道是哪名学生，没法与花名册、报考表核对。

    在“考生管理”里查看这名学生，重新导出一次；平台上也空着的，补全以后等平台重新认证。
    """
    value = row.table.value(row.values, "id_number")
    if isinstance(value, ErrorValue) or (isinstance(value, str) and not squeeze(value)):
        yield _problem(row, "没有身份证号，这一行没有核对", of="id_number", unread=True)


@STATUS_WORD.rule(
    "STA005",
    "不认识的状态",
    severity=Severity.WARNING,
    source="手册二.3 没有提到的状态",
    fires=lambda: {
        "别的说法": UnknownStatus("审核中", [row("审核中"), row("审核中")]),
        "空的": UnknownStatus("", [row("")]),
    },
    silent=lambda: {"都认识": UnknownStatus("", [])},
)
def status_is_unknown(unknown: UnknownStatus, profile: Profile) -> Iterator[Problem]:
    """
    手册里没有这种状态，不知道这样的学生能不能报考。

    在“考生管理”里查看这名学生；状态空着的，重新导出一次再看。
    """
    word, rows = unknown
    if not rows:
        return
    if not word:
        yield _problem(rows[0], "没有写状态")
        return
    said = f"状态是“{word}”"
    accurate = "、".join(f"“{word}”" for word in profile.status.accurate)
    taught = toml_value((*profile.status.accurate, word))
    fix = (
        f"在“考生管理”里查看有这种状态的学生；它的意思确实是{accurate}的话，"
        f"在 wdyy.toml 里写上 [status] 这一节，下面一行写 accurate = {taught}；"
        f"已经写过的，只把“{word}”加进方括号里。"
    )
    if len(rows) == 1:
        yield _problem(rows[0], said, fix)
        return
    place = rows[0].table.place(rows[0].row, rows[0].values, "status")
    yield Problem(place, f"{len(rows):,} 名考生的{said}，这是第一名", fix=fix)
