"""The roster as jobs use it: on one sheet, or on one for each class."""

from __future__ import annotations

from wdyy_cli.jobs.listing import Listing, open_sheets
from wdyy_cli.jobs.rows import OF_ROSTER, check_rows
from wdyy_cli.jobs.settings import Settings
from wdyy_cli.model import Finding

FIELDS = ("name", "id_number", "student_type", "level", "class_name", "certificate", "student_number")
REQUIRED = ("name", "id_number")


class Roster(Listing):
    """A roster: its sheets, in their order."""

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of which no cell may be empty."""
        return REQUIRED

    @property
    def unit(self) -> str:
        """What its rows are, to count them."""
        return "名学生"

    def find(self) -> list[Finding]:
        """Apply the rules about rosters and ID numbers."""
        return list(check_rows(self.tables, OF_ROSTER, self.settings))

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


def open_roster(shown: str, settings: Settings) -> Roster:
    """
    Open a roster with all its visible sheets of students.

    Raises WdyyError where it cannot be read, or no sheet has columns of names and of ID numbers.
    """
    return Roster(*open_sheets(shown, FIELDS, REQUIRED, settings), settings)
