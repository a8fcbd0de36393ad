"""Telling that a table looks like one of another kind: then the wrong file was named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.headers.field_names import field_called
from wdyy_cli.model import Finding, InputFile, NotChecked, Role
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.school.settings import Settings

WORDS = {
    **ROLE_WORDS,
    Role.STUDENTS: "学生信息表",
    Role.STATUS: "考生信息（平台导出）",
    Role.ROOMS: "考场表",
    Role.PROCTORS: "监考表",
}
COMMANDS = {
    Role.ROSTER: "check-roster {}",
    Role.REGISTRATION: "lint-registration {}",
    Role.STATUS: "check-status {}",
    Role.RECORDS: "verify-records {} --registration 报考表",
    Role.STUDENTS: "check-roster {} --template 模板",
    Role.ROOM_LIST: "plan-rooms 人数 --rooms {}",
    Role.ROOMS: "check-rooms {}",
    Role.PROCTORS: "check-proctors {}",
}
"""The command about each kind of table."""

OF_PEOPLE = frozenset({Role.STATUS, Role.RECORDS, Role.PROCTORS, Role.STUDENTS})
"""Lists of people: where the one column that tells them from a roster is not known, they look like one."""

SAME = {Role.TEMPLATE: Role.REGISTRATION}
"""A kind that is another one, only empty."""


def name_other_kinds(inputs: Iterable[InputFile], command: str, settings: Settings) -> Iterator[InputFile]:
    """Say of each input that lacks columns what it looks like, where that is another kind of table."""
    return (replace(given, reason=_reason(given, command, settings)) for given in inputs)


def tell_no_registration(
    inputs: Iterable[InputFile], findings: Iterable[Finding], settings: Settings
) -> Iterator[str]:
    """Say of a registration sheet with a strange header what it looks like, where that is something else."""
    strange = {finding.place.location.file for finding in findings if finding.code == STRANGE_HEADER}
    for given in inputs:
        if given.role is Role.REGISTRATION and given.path in strange:
            told = _tell(given.path, given.role, settings)
            if told is not None:
                step = (
                    f"用 wdyy build-registration {quoted(given.path)} -o 报考.xlsx 由它生成报考表。"
                    if told[0] is Role.ROSTER
                    else "请换成报考表。"
                )
                yield f"！“{given.path}”{told[1]}，不像报考表：{step}"


STRANGE_HEADER = "REG001"
ABOUT_THE_SHEET = frozenset({"check", "lint-registration"})
"""Commands that have a rule about the sheet's header."""

OF_THE_TEMPLATE = frozenset({"plan", "site", "certificate"})
"""Columns that a registration sheet has, and no list of people."""


def find_no_registrations(inputs: Iterable[InputFile], command: str, settings: Settings) -> list[NotChecked]:
    """Say of a table that was read for its candidates what it looks like, where it is no registration."""
    found = []
    for given in filter(_may_be_no_registration, () if command in ABOUT_THE_SHEET else inputs):
        told = _tell(given.path, Role.REGISTRATION, settings)
        if told is not None:
            said = f"“{given.path}”{told[1]}，不像报考表：只核对了里面的学生"
            found.append(NotChecked(code="REG", reason=f"{said}。请换成报考表再检查一次"))
    return found


def _may_be_no_registration(given: InputFile) -> bool:
    """Whether a table that was read for its candidates has none of the columns that only the template has."""
    read = given.read if given.role is Role.REGISTRATION else None
    return read is not None and OF_THE_TEMPLATE.isdisjoint(read.columns)


def tell_no_rosters(inputs: Iterable[InputFile], settings: Settings) -> Iterator[str]:
    """Say of a roster with a column that only an export of the platform has what it looks like."""
    for given in inputs:
        unused = () if given.read is None or given.role is not Role.ROSTER else given.read.unused
        if any(field_called(header) in OF_EXPORTS for header in unused):
            told = _tell(given.path, Role.ROSTER, settings)
            if told is not None:
                said = f"{told[1]}，不像花名册：里面的人都当作学生了"
                yield f"！“{given.path}”{said}。请看一眼是不是选错了文件。"


OF_EXPORTS = frozenset({"status", "subject"})
"""Fields that stand in exports of the platform, and in no roster."""


def _tell(path: str, role: Role, settings: Settings) -> tuple[Role, str] | None:
    """Say what a table looks like, and so in words; None where it is nothing else than it was taken for."""
    # Every job assembles a report, but few were given a wrong table: only those wait for all kinds of tables.
    from wdyy_cli.files.tables.table import read_tables  # noqa: PLC0415 - see above
    from wdyy_cli.school.recognise.looking import HEAD  # noqa: PLC0415 - the same
    from wdyy_cli.school.recognise.table_kinds import tell_table  # noqa: PLC0415 - the same

    try:
        told = tell_table(read_tables(settings.path(path), f"“{path}”", HEAD), settings)
    except WdyyError:
        return None
    if told.role is None or SAME.get(told.role, told.role) is role:
        return None
    return told.role, f"像是{WORDS[told.role]}（{told.why}）"


def _reason(given: InputFile, command: str, settings: Settings) -> str | None:
    role = given.role
    told = None if role is None or given.no_columns is None else _tell(given.path, role, settings)
    if role is None or told is None:
        return given.reason
    other, words = told
    said = f"这份文件{words}，不像{WORDS[role]}："
    if other is Role.ROSTER and role in OF_PEOPLE:
        # It may be the right one all the same, with a column that nobody knows: the hint about that stays.
        said = f"{(given.reason or '').rstrip('。')}。{said}如果选错了文件，"
    else:
        said = f"{given.no_columns}。{said}"
    if command == "check" and settings.workspace is not None:
        of_files = f'在 {settings.workspace.shown} 的 [files] 里写成 {other.value} = "{given.path}"'
        return f"{said}请{of_files}，再给出{WORDS[role]}。"
    if command == "check":
        return f"{said}请写明 --as {other.value}={quoted(given.path)}，再给出{WORDS[role]}。"
    own = COMMANDS.get(other)
    step = "" if own is None else f"；要检查它，用 wdyy {own.format(quoted(given.path))}"
    return f"{said}请换成{WORDS[role]}{step}。"
