"""The roster as jobs use it: on one sheet, or on one for each class."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from wdyy_cli.cell_text import squeeze
from wdyy_cli.errors import WdyyError
from wdyy_cli.header import FIELD_NAMES, aliases_of, normal_header
from wdyy_cli.model import Finding
from wdyy_cli.profile import Profile
from wdyy_cli.rules.table.aside import Row, count_numbers, part_rows
from wdyy_cli.rules.table.roster import ROSTER_SHEET, RosterSheet, Unused
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.listing import Listing, open_sheets
from wdyy_cli.school.rows import OF_ROSTER, check_rows
from wdyy_cli.school.settings import Settings
from wdyy_cli.school.tables import OpenTable
from wdyy_cli.sheet import show_value

FIELDS = (
    "name", "id_number", "student_type", "level", "class_name", "certificate", "student_number", "school",
)  # fmt: skip
REQUIRED = ("name", "id_number")
CONSTANT = frozenset({"school", "site", "plan", "certificate", "level", "student_type"})
"""Fields of the registration for which one value may hold for all students."""

_STAFF = re.compile("监考|教师|老师|人员")
_VAGUE = frozenset({"类别", "类型", "人员类型", "等级", "级别"})
"""Headers that may mean anything: they count where what stands below them does."""


class Roster(Listing):
    """A roster: its sheets, in their order."""

    @cached_property
    def parts(self) -> list[RosterSheet]:
        """Each sheet with its students, and the rows that are no students'."""
        every = [_part(sheet, self.settings) for sheet in self.sheets]
        found = _without_summary(every)
        repeated = [
            Unused(name=part.sheet.name, numbers=len(part.students), repeated=True)
            for part in every
            if part not in found
        ]
        found[0] = replace(found[0], unused=[*_find_unused(self.first, every), *repeated])
        return found

    @cached_property
    def tables(self) -> list[tuple[TableRef, Sequence[Row]]]:
        """Each sheet with its rows of students."""
        return [(part.table, part.students) for part in self.parts]

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        return required_of(self.settings.profile)

    @property
    def unit(self) -> str:
        """What its rows are, to count them."""
        return "名学生"

    def find(self) -> list[Finding]:
        """Apply the rules about rosters and ID numbers."""
        find_in_sheet = ROSTER_SHEET.finder(self.settings.profile, self.settings.choice)
        found = [finding for part in self.parts for finding in find_in_sheet(part)]
        own = own_fields(self.settings.profile)
        rules = replace(OF_ROSTER, fields=tuple(dict.fromkeys((*OF_ROSTER.fields, *own))))
        return [*found, *check_rows(self.tables, rules, self.settings)]

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        reasons = {}
        if not all(part.sheet.facts.hidden_known for part in self.parts):
            reasons["ROS005"] = "这种文件里看不到隐藏的行，请另存为 .xlsx 再检查"
        for field, code in (("student_type", "ROS106"), ("level", "ROS107")):
            vague = next((sheet.vague[field] for sheet in self.sheets if field in sheet.vague), None)
            if vague is not None:
                reasons[code] = f"“{vague}”列里没有一个可选的值，没有当作{FIELD_NAMES[field]}"
        return reasons

    def classes(self) -> dict[str, str]:
        """Give the class of each ID number; without such a column, sheets are taken for classes."""
        found = {}
        for row in self.rows():
            number = row.table.id_number(row.values)
            name = row.table.text(row.values, "class_name")
            if "class_name" not in row.table.columns and len(self.sheets) > 1:
                name = row.table.sheet or ""
            if number is not None and name:
                found[number] = name
        return found


def own_fields(profile: Profile) -> tuple[str, ...]:
    """Give the columns of the profile's registration that only a roster can tell, student by student."""
    return tuple(field for field in profile.registration.columns if field not in CONSTANT)


def required_of(profile: Profile) -> tuple[str, ...]:
    """Give the fields of which no cell of a roster may be empty, where it has such a column."""
    own = (field for field in own_fields(profile) if field in profile.registration.required)
    return tuple(dict.fromkeys((*REQUIRED, *own)))


def open_roster(shown: str, settings: Settings, also: Sequence[str] = ()) -> Roster:
    """
    Open a roster with all its visible sheets of students; columns of the fields in `also` are looked for too.

    Raises WdyyError where it cannot be read, or no sheet has columns of names and of ID numbers.
    """
    own = own_fields(settings.profile)
    wanted = aliases_of(dict.fromkeys((*FIELDS, *own, *also)))
    for field in own:
        wanted[field] = (*wanted[field], settings.profile.registration.columns[field])
    wanted["name"] = tuple(alias for alias in wanted["name"] if not _STAFF.search(alias))
    first, sheets = open_sheets(shown, wanted, REQUIRED, settings)
    return Roster(first, tuple(_without_vague(sheet, settings) for sheet in sheets), settings)


def open_roster_to_compare(shown: str, settings: Settings) -> Roster:
    """Open a roster that other files are held against; raises WdyyError also where it has no ID number."""
    roster = open_roster(shown, settings)
    if not any(row.table.id_number(row.values) for row in roster.rows()):
        raise WdyyError(
            f"“{shown}”里没有一个可用的身份证号，没法用它核对",
            f"先运行 wdyy check-roster {shown} 看看是什么问题。",
        )
    return roster


def _part(sheet: OpenTable, settings: Settings) -> RosterSheet:
    certificate = settings.values.certificate or settings.profile.certificate.name
    required = required_of(settings.profile)
    table = sheet.ref(settings, required, {} if certificate is None else {"certificate": certificate})
    table = replace(table, defaults={"level": settings.values.level})
    students, asides = part_rows(table, sheet.header.headers, list(sheet.rows()), sheet.sheet.facts.merged)
    return RosterSheet(table=table, sheet=sheet.sheet, students=students, asides=asides)


def _without_summary(parts: Sequence[RosterSheet]) -> list[RosterSheet]:
    """Leave out the sheet that holds the students of all other sheets, of several classes, once more."""
    students = [_students(part) for part in parts]
    for index, own in enumerate(students):
        others = [found for place, found in enumerate(students) if place != index]
        whole = len(own) == len(parts[index].students) == sum(map(len, others))
        if len(others) > 1 and whole and own == set().union(*others):
            return [*parts[:index], *parts[index + 1 :]]
    return list(parts)


def _students(part: RosterSheet) -> set[tuple[str, str, str]]:
    """Give number, name and level of each student of a sheet who has a number."""
    table = part.table
    return {
        (number, table.text(values, "name"), table.text(values, "level"))
        for _, values in part.students
        if (number := table.id_number(values)) is not None
    }


def _find_unused(first: OpenTable, used: list[RosterSheet]) -> list[Unused]:
    """Find the sheets with ID numbers that no sheet of students has."""
    others = [sheet for sheet in first.workbook.sheets if all(sheet is not part.sheet for part in used)]
    if not others:
        return []
    known = frozenset(
        number for part in used for _, values in part.students if (number := part.table.id_number(values))
    )
    counted = ((sheet, count_numbers(sheet.rows, known)) for sheet in others)
    return [
        Unused(name=sheet.name, numbers=count, visible=sheet.visible) for sheet, count in counted if count
    ]


def _without_vague(sheet: OpenTable, settings: Settings) -> OpenTable:
    """Leave out columns whose vague header only seems to mean a field: none of their values fits it."""
    vague = {
        field: sheet.header.title(field)
        for field, allowed in allowed_values(settings.profile).items()
        if field in sheet.header.columns
        and field not in sheet.overrides
        and normal_header(sheet.header.title(field)) in _VAGUE
        and not _holds_any(sheet, field, allowed)
    }
    if not vague:
        return sheet
    columns = {field: column for field, column in sheet.header.columns.items() if field not in vague}
    return replace(sheet, header=replace(sheet.header, columns=columns), vague=vague)


def allowed_values(profile: Profile) -> Mapping[str, Sequence[str]]:
    """Give the values that may stand in the columns that have a list of them."""
    types = profile.registration.student_types
    return {"level": profile.certificate.levels, **({} if types is None else {"student_type": types})}


def _holds_any(sheet: OpenTable, field: str, allowed: Sequence[str]) -> bool:
    column, wanted = sheet.header.columns[field], {squeeze(value) for value in allowed}
    texts = (squeeze(show_value(row[column])) for _, row in sheet.rows() if column < len(row))
    return any(text in wanted for text in texts)
