"""Bringing the files of a school into the form in which they are held against each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from wdyy_cli.grouping import grouped
from wdyy_cli.headers.field_names import field_called
from wdyy_cli.model import Finding
from wdyy_cli.rules.across.cross import CROSS
from wdyy_cli.rules.across.files import SchoolFiles, Source, StudentEntry
from wdyy_cli.rules.table.status import STATE_RULES
from wdyy_cli.school.form import Registration
from wdyy_cli.school.reading.listing import ListedRow, Listing, listed
from wdyy_cli.school.reading.rows import UNREADABLE
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.cell_text import squeeze, tidy
from wdyy_cli.texts.id_number import read_id_number

ROSTER, REGISTRATION, PHOTOS, STATUS = "花名册", "报考表", "照片", "考生信息（平台导出）"
RECORDS, STUDENTS = "报考记录（平台导出）", "学生信息"
EITHER = f"{ROSTER}或{REGISTRATION}"
NEEDED = {
    "XRF001": (PHOTOS, EITHER),
    "XRF002": (PHOTOS, EITHER),
    "XRF003": (ROSTER, REGISTRATION),
    "XRF004": (ROSTER, REGISTRATION),
    "XRF005": (ROSTER, REGISTRATION),
    "XRF006": (ROSTER, REGISTRATION),
    "XRF007": (REGISTRATION, STATUS),
    "XRF008": (ROSTER, REGISTRATION),
}
"""The files that each comparison needs."""

OF_GIVEN, OF_LEVELS = "REG113", "XRF006"
NOT_ACCURATE, OF_RECORDS = "XRF007", "REC006"
OF_VALUES = frozenset({"XRF005", "XRF006", "REG108", "REG109", "REG110", "REG111"})
"""Codes that say of a value in the registration sheet what it should be."""

STATES = frozenset(STATE_RULES.values())

BY_NAME = ("XRF005", "XRF008")
"""For these any two files with names in them will do."""


def of_listing(listing: Listing | None, word: str) -> Source | None:
    """Give the students of a table that is called `word`; None where there is none."""
    if listing is None:
        return None
    entries = [row_entry(row) for row in listing.rows]
    return Source(word=word, entries=entries)


def of_registration(sheet: Registration, *, alone: bool = False) -> Source:
    """Give the students of a registration sheet; none where it is `alone`, with nothing held against it."""
    rows = () if alone else listed(sheet.table, sheet.rows)
    return Source(file=sheet.shown, word=REGISTRATION, entries=[row_entry(row) for row in rows])


def row_entry(row: ListedRow) -> StudentEntry:
    """Give the student of a row; a number of which the end is lost is none."""
    reading = read_id_number(row.id_number or "", row.table.checked_on)
    return StudentEntry(
        id_number="" if reading.fault in UNREADABLE else row.id_number or "",
        name=row.text("name"),
        at=row.place,
        level=row.text("level"),
        student_type=row.text("student_type"),
        status=row.text("status"),
        faulty=reading.fault is not None,
    )


def without_listed(findings: Sequence[Finding], files: SchoolFiles) -> list[Finding]:
    """
    Leave out that a level or type differs from what was given, where the roster tells what it is.

    It says so too, or says something else again, of which another one of the findings speaks.
    """
    told = {_of_whom(finding) for finding in findings if finding.code == OF_LEVELS}
    listed: dict[str | None, set[str]] = {}
    for entry in files.roster.entries if files.roster is not None else ():
        listed.setdefault(entry.id_number, set()).update(map(squeeze, (entry.level, entry.student_type)))
    return [
        finding
        for finding in findings
        if finding.code != OF_GIVEN
        or (
            squeeze(finding.place.value or "-") not in listed.get(finding.place.id_number, ())
            and _of_whom(finding) not in told
        )
    ]


def once_each(findings: Sequence[Finding], files: SchoolFiles) -> list[Finding]:
    """
    Leave out what says the same fault of the same student again.

    A state that is not accurate is told where the student is registered. What is wrong in the registration
    sheet differs from the records too, which have what should stand there.
    """
    registered = {found.place.id_number for found in findings if found.code == NOT_ACCURATE}
    sheet = None if files.registration is None else files.registration.file
    wrong = (found for found in findings if found.code in OF_VALUES and found.place.location.file == sheet)
    told = grouped((_of_whom(found), found.message) for found in wrong)
    return [
        found
        for found in findings
        if not (found.code in STATES and found.place.id_number in registered)
        if not (
            found.code == OF_RECORDS
            and any(
                f"“{tidy(found.place.value or '', is_name=True)}”" in message
                for message in told.get(_of_whom(found), ())
            )
        )
    ]


def _of_whom(finding: Finding) -> tuple[str | None, str | None]:
    """Say of which student a finding is, and about which field."""
    column = finding.place.location.column
    return finding.place.id_number, None if column is None else field_called(column)


def tells_near_misses(settings: Settings) -> bool:
    """Whether the rule about near misses runs."""
    return settings.choice.includes("XRF008")


def find_across(files: SchoolFiles, settings: Settings) -> Iterator[Finding]:
    """Hold the files against each other."""
    return settings.find(CROSS, [files])


def not_across(files: SchoolFiles, unread: Collection[str], empty: Collection[str] = ()) -> dict[str, str]:
    """
    Say by code which comparisons lacked a file.

    The words in `unread` are files that could not be read, those in `empty` files without anybody.
    """
    words = (ROSTER, REGISTRATION, PHOTOS, STATUS)
    sources = (files.roster, files.registration, files.photos, files.status)
    given = {word: source for word, source in zip(words, sources, strict=True) if source is not None}
    lists = [word for word in (ROSTER, REGISTRATION) if word in given]
    either = next((word for word in (ROSTER, REGISTRATION) if word in (*empty, *unread)), EITHER)
    reasons = {}
    for code, needed in NEEDED.items():
        if code in BY_NAME and len(given.keys() - {PHOTOS}) > 1:
            continue
        lacking = [word for word in needed if word not in given and not (word == EITHER and lists)]
        lacking = [either if word == EITHER else word for word in lacking]
        if lacking:
            reasons[code] = _why_lacking(lacking, unread, empty)
    for word in (*lists, *({STATUS} & given.keys())) if len(given) > 1 else ():
        if lost := sum(not entry.id_number for entry in given[word].entries):
            reasons["XRF"] = f"{word}里有 {lost:,} 名学生没有可用的身份证号，没有核对"
    return reasons


def _why_lacking(lacking: Sequence[str], unread: Collection[str], empty: Collection[str]) -> str:
    said = "和".join(lacking)
    if any(word in empty for word in lacking):
        return f"{'、'.join(word for word in lacking if word in empty)}里一个人也没有"
    return f"{said}没有读出来" if any(word in unread for word in lacking) else f"没有提供{said}"
