"""What was not checked, in plain words: each reason once, whatever the number of rules that it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.grouping import grouped
from wdyy_cli.model import NotChecked, Report, Role
from wdyy_cli.report.said.words import ROLE_WORDS, visible
from wdyy_cli.rules.catalogue import all_rules

FAMILY_ROLES = {
    "ROS": Role.ROSTER,
    "PHO": Role.PHOTOS,
    "REG": Role.REGISTRATION,
    "STA": Role.STATUS,
    "REC": Role.RECORDS,
    "ROM": Role.ROOMS,
    "PRC": Role.PROCTORS,
    "MAT": Role.MATERIALS,
}
ONE_FILE = {"XRF009": Role.STUDENTS}
"""Comparisons for which only this file is wanted, that has no family of rules of its own."""

COMPARISONS = {
    "XRF": "文件之间互相核对",
    **dict.fromkeys(("XRF001", "XRF002"), "谁缺照片、谁的照片多余"),
    **dict.fromkeys(("XRF003", "XRF004", "XRF005", "XRF006", "XRF008"), "花名册与报考表互相核对"),
    "XRF007": "报考的考生是不是都“信息准确”",
    "XRF009": "学生信息表",
}
_NOBODY_GAVE = ("没有写", "没有认出", "没有提供")
"""A reason that says no more than that nobody gave the file; any other says what to do."""

NOT_WRITTEN = "没有写这个文件"
NOT_THERE = "没有这个文件"


def not_checked_words(report: Report) -> Iterator[tuple[str, str]]:
    """Name what was not checked for one reason, and give the reason."""
    for reason, names in grouped((reason, what) for what, reason in _each(report)).items():
        yield "、".join(dict.fromkeys(names)), visible(reason)
    counted = [item.code for item in report.not_checked if item.deselected]
    if counted:
        yield f"{len(counted):,} 条规则", "没有选中（--select、--ignore）"
    unknown = [item.code for item in report.not_checked if item.unpublished]
    if unknown:
        yield f"{len(unknown):,} 项（{'、'.join(unknown)}）", "平台没有公布，或证书规定没有写"


def _each(report: Report) -> Iterator[tuple[str, str]]:
    given = {file.role for file in report.inputs}
    for item in report.not_checked:
        if item.deselected or item.unpublished:
            continue
        role = FAMILY_ROLES.get(item.code) or ONE_FILE.get(item.code)
        if role is not None and role not in given and any(word in item.reason for word in _NOBODY_GAVE):
            yield ROLE_WORDS[role], NOT_THERE if report.config is None else NOT_WRITTEN
        else:
            yield _what(item), item.reason.replace("没有提供", "没有写")


def _what(item: NotChecked) -> str:
    role = FAMILY_ROLES.get(item.code)
    if role is not None:
        return ROLE_WORDS[role]
    if item.code in COMPARISONS:
        return COMPARISONS[item.code]
    rule = all_rules().get(item.code)
    return item.code if rule is None else f"{rule.title}（{item.code}）"
