"""The roster as jobs use it: on one sheet or on one for each class, in blocks, in one file or in several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import ClassVar

from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.grouping import grouped
from wdyy_cli.headers.field_names import FIELD_NAMES, aliases_of
from wdyy_cli.model import Finding, InputFile, Place, Role
from wdyy_cli.profile import Profile
from wdyy_cli.rules.table.cell_marks import holds_id_number, id_numbers_in, is_text
from wdyy_cli.rules.table.leftover import Leftover
from wdyy_cli.rules.table.roster import ROSTER_SHEET, RosterSheet
from wdyy_cli.rules.table.roster_column import HELD_AGAINST
from wdyy_cli.rules.table.table import TableRef, place_in
from wdyy_cli.school.reading.account import Sought, TablePart, told_sheets
from wdyy_cli.school.reading.given_tables import tables_in
from wdyy_cli.school.reading.listing import ListedRow, Listing
from wdyy_cli.school.reading.rows import OF_ROSTER, check_rows
from wdyy_cli.school.reading.tables import Inputs, Looks, OpenTable, blocks_in
from wdyy_cli.school.settings import VALUE_SOURCES, Settings
from wdyy_cli.school.students.columns_by_value import noticed_in, settled
from wdyy_cli.sheet import Workbook

FIELDS = (
    "name", "id_number", "student_type", "level", "class_name", "certificate", "student_number",
    *HELD_AGAINST,
)  # fmt: skip
REQUIRED = ("name", "id_number")

_STAFF = re.compile("监考|教师|老师|人员")
_GAVE_UP = "放弃|退学|休学|退考|退费|转学|不考|不报|弃考|作废|淘汰|备份|旧"
_NOT_TAKING_PART = re.compile(f"{_GAVE_UP}|考务|监考|教师|老师")
_FILE_OF_OTHERS = re.compile(_GAVE_UP)
"""As above; but lists are called 一班（李老师）.xlsx after those who sent them."""

UNREAD = "ROS005"
"""The rule about what was passed over."""


class Roster(Listing):
    """A roster: its tables, in their order."""

    unit = "名学生"
    needed = REQUIRED
    looks: ClassVar[Looks] = {"id_number": holds_id_number, "name": is_text}
    sought = Sought(field="id_number", marks=id_numbers_in, unit="个身份证号", needs="姓名和身份证号")

    @cached_property
    def parts(self) -> list[RosterSheet]:
        """Each table with its students, and the rows that are no students'."""
        counted = self.counted_parts
        found = [
            RosterSheet(
                table=part.table,
                sheet=part.block.sheet,
                students=part.rows,
                header_row=part.block.header.row_number,
                asides=part.asides,
                noticed=tuple(noticed_in(part.block, self.settings.profile))
                if part.block.header.row_number
                else (),
            )
            for part in counted
        ]
        repeated: Counter[tuple[str, str]] = Counter()
        for part in self.every_part:
            if all(part is not one for one in counted):
                repeated[part.block.shown, part.block.sheet.name] += len(part.rows)
        found[0] = replace(
            found[0],
            repeated=tuple((*where, count) for where, count in repeated.items()),
            leftovers=tuple(self._find_leftovers()),
        )
        return found

    @cached_property
    def counted_parts(self) -> Sequence[TablePart]:
        """The blocks whose students count: not those of a sheet that holds all others once more."""
        return _without_summary(self.every_part)

    def ref(self, block: OpenTable) -> TableRef:
        """Give what the rules are told about a block."""
        values, constants = self.settings.values, self.settings.constants
        wanted = {of: constants[of] for of in (*HELD_AGAINST, "certificate") if constants[of]}
        table = block.ref(self.settings, self.required, wanted)
        given = {"level": values.level, "student_type": values.student_type}
        defaults = {of: value for of, value in given.items() if of not in table.columns}
        return replace(table, also=values.also, defaults=defaults)

    @property
    def choices(self) -> tuple[str, ...]:
        """The levels and types that stand as titles over those who take them."""
        return tuple(value for values in self.settings.profile.choices.values() for value in values)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        profile = self.settings.profile
        own = (field for field in own_fields(profile) if field in profile.registration.required)
        return tuple(dict.fromkeys((*REQUIRED, *own)))

    def find(self) -> list[Finding]:
        """Apply the rules about rosters and ID numbers."""
        found = self.settings.find(ROSTER_SHEET, self.parts)
        own = own_fields(self.settings.profile)
        rules = replace(OF_ROSTER, fields=tuple(dict.fromkeys((*OF_ROSTER.fields, *own))))
        return [*found, *check_rows(self.tables, rules, self.settings)]

    def find_unread_numbers(self) -> Iterator[Finding]:
        """Tell the ID numbers that were passed over, where nothing else is told about the roster."""
        left = tuple(self.find_lost())
        alone = replace(self.parts[0], students=(), asides=(), noticed=(), repeated=(), leftovers=left)
        found = self.settings.find(ROSTER_SHEET, [alone])
        yield from (finding for finding in found if finding.code == UNREAD)

    def _find_leftovers(self) -> Iterator[Leftover]:
        """Find students who were passed over, and those who were taken under a doubt."""
        yield from self.find_lost()
        yield from told_sheets(self.counted_parts, "名学生")
        files = Counter({part.block.shown: 0 for part in self.counted_parts})
        sheets = Counter({(part.block.shown, part.block.sheet.name): 0 for part in self.counted_parts})
        for part in self.counted_parts:
            files[part.block.shown] += len(part.rows)
            sheets[part.block.shown, part.block.sheet.name] += len(part.rows)
        for shown, count in files.items() if len(files) > 1 else ():
            if _FILE_OF_OTHERS.search(Path(shown).stem):
                yield _perhaps_nobody(place_in(shown, None), "看文件名", count)
        for (shown, name), count in sheets.items() if len(sheets) > 1 else ():
            if _NOT_TAKING_PART.search(name):
                yield _perhaps_nobody(place_in(shown, name), f"工作表“{name}”看名称", count)

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        reasons = {}
        if not all(part.sheet.facts.hidden_known for part in self.parts):
            reasons["ROS005"] = "这种文件里看不到隐藏的行，请另存为 .xlsx 再检查"
        for field, code in (("student_type", "ROS106"), ("level", "ROS107")):
            vague = next((block.vague[field] for block in self.blocks if field in block.vague), None)
            if vague is not None:
                reasons[code] = f"“{vague}”列里没有一个可选的值，没有当作{FIELD_NAMES[field]}"
        return reasons

    def rows_with_class(self) -> Iterator[tuple[ListedRow, str]]:
        """Yield each student with her class, empty where none is given; without a column, a sheet is one."""
        sheets = {(part.block.shown, part.block.sheet.name) for part in self.counted_parts}
        files = {shown for shown, _ in sheets}
        stems = Counter(PurePath(shown).stem for shown in files)
        for row in self.rows:
            name = row.text("class_name")
            if "class_name" not in row.table.columns and len(sheets) > 1:
                alone = sum(shown == row.table.file for shown, _ in sheets) == 1
                of_file = alone and len(files) > 1
                path = PurePath(row.table.file)
                # Lists of one name lie in a folder for each class.
                of_folder = of_file and stems[path.stem] > 1 and path.parent.name
                name = path.parent.name if of_folder else path.stem if of_file else row.table.sheet or ""
            yield row, name

    def classes(self) -> dict[str, str]:
        """Give the class of each ID number; without such a column, sheets are taken for classes."""
        numbered = ((row.id_number, name) for row, name in self.rows_with_class())
        return {number: name for number, name in numbered if number is not None and name}


def _perhaps_nobody(place: Place, where: str, count: int) -> Leftover:
    """Tell students who count, though where they stand is called like a list of others."""
    said = f"{where}不像是要报考的学生"
    return Leftover(place=place, where=said, count=count, unit="名学生", counted=True)


def own_fields(profile: Profile) -> tuple[str, ...]:
    """Give the columns of the profile's registration that only a roster can tell, student by student."""
    return tuple(field for field in profile.registration.columns if field not in VALUE_SOURCES)


def open_rosters(
    inputs: Inputs,
    given: Sequence[str],
    settings: Settings,
    also: Sequence[str] = (),
    *,
    unit: str | None = None,
    beside: bool = False,
) -> tuple[Roster | None, bool]:
    """
    Open the lists of several class teachers as one roster; a folder or a pattern stands for the tables in it.

    Gives it, None where none could be read, and whether all could; one that could not is noted as such.
    Columns of the fields in `also` are looked for too.
    `beside`: other files are held against it; a single one without any ID number cannot be used for that.
    """
    found: list[Roster] = []
    names, aside = tables_in(given, settings)
    alone = beside and len(given) == 1 and settings.path(given[0]).is_file()

    def read(shown: str) -> Roster:
        roster = roster_in(read_tables(settings.path(shown), f"“{shown}”"), shown, settings, also)
        roster.refuse_masked()
        if alone and not any(row.id_number for row in roster.rows):
            raise WdyyError(
                f"“{shown}”里没有一个可用的身份证号，没法用它核对",
                f"先运行 wdyy check-roster {quoted(shown)} 看看是什么问题。",
            )
        return roster

    def describe(roster: Roster) -> InputFile:
        file = roster.input_file
        return replace(file, unit=unit or roster.unit, beside=beside) if beside or unit else file

    for shown in names:
        roster = inputs.open_as(describe, shown, read, Role.ROSTER)
        if roster is not None:
            found.append(roster)
    if aside:
        inputs.set_aside(aside)
    blocks = tuple(block for roster in found for block in roster.blocks)
    # What was read of a single one need not be read again.
    whole = Roster(blocks, settings) if len(found) > 1 else next(iter(found), None)
    return whole, len(found) == len(names)


def open_rosters_to_compare(inputs: Inputs, given: Sequence[str], settings: Settings) -> Roster | None:
    """Open rosters that other files are held against; a single file without any ID number cannot be used."""
    if not given:
        return None
    roster, whole = open_rosters(inputs, given, settings, beside=True)
    if roster is None or not whole:
        return None  # nobody lacks what could not be read
    inputs.tell_unread(roster.find_unread_numbers())
    return roster


def roster_in(
    workbook: Workbook, shown: str, settings: Settings, also: Sequence[str] = (), *, explained: bool = True
) -> Roster:
    """Find the students in a workbook that was read; raises WdyyError as blocks_in does."""
    wanted = _wanted(settings, also)
    blocks = blocks_in(workbook, shown, wanted, REQUIRED, settings, Roster.looks, explained=explained)
    return Roster(tuple(settled(block, settings) for block in blocks), settings)


def _wanted(settings: Settings, also: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give the fields that are looked for, with what they may be called."""
    own = own_fields(settings.profile)
    wanted = aliases_of(dict.fromkeys((*FIELDS, *own, *also)))
    for field in own:
        wanted[field] = (*wanted[field], settings.profile.registration.columns[field])
    wanted["name"] = tuple(alias for alias in wanted["name"] if not _STAFF.search(alias))
    return wanted


_FEWEST_WITH_SUMMARY = 3
"""Sheets: two classes and both of them once more; of two sheets with the same students none is a summary."""


def _without_summary(parts: Sequence[TablePart]) -> list[TablePart]:
    """Leave out the sheet that holds the students of all other sheets, of several classes, once more."""
    sheets = grouped((id(part.block.sheet), part) for part in parts)
    if len(sheets) < _FEWEST_WITH_SUMMARY:
        return list(parts)
    students = {key: _students(found) for key, found in sheets.items()}
    for key, own in students.items():
        others = [found for other, found in students.items() if other != key]
        rows = sum(len(part.rows) for part in sheets[key])
        whole = len(own) == rows == sum(map(len, others))
        if whole and own == set().union(*others):
            return [part for part in parts if id(part.block.sheet) != key]
    return list(parts)


def _students(parts: Sequence[TablePart]) -> set[tuple[str, str, str]]:
    """Give number, name and level of each student of a sheet who has a number."""
    return {
        (number, part.table.text(values, "name"), part.table.text(values, "level"))
        for part in parts
        for _, values in part.rows
        if (number := part.table.id_number(values)) is not None
    }
