"""The candidates of a registration sheet, as rooms, proctors and records are held against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Role
from wdyy_cli.rules.across.ledger import LedgerLine
from wdyy_cli.rules.table.table import RowCell, TableRef
from wdyy_cli.school.form import Registration, open_registration
from wdyy_cli.school.reading.rows import UNREADABLE, written_id
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

UNIT = "名考生"


@dataclass(frozen=True, kw_only=True)
class CandidateCount:
    """
    How many candidates there are, and how many of each school sit for the exam at each site.

    `groups` counts by site and school of record, as they are written but for blanks; none where only the
    total is known.
    """

    total: int
    groups: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def sites(self) -> Mapping[str, int]:
        """The candidates of each site, whatever their school; nobody where one of them has no site."""
        found: Counter[str] = Counter()
        for (site, _), count in self.groups.items():
            found[site] += count
        return {} if "" in found else found


def open_candidates(shown: str, settings: Settings) -> Registration:
    """
    Open a registration sheet for the sake of its candidates.

    Columns that the user named for another table only count where they are. Raises WdyyError where it cannot
    be read, has no column of ID numbers, or no candidate.
    """
    sheet = open_registration(shown, settings)
    if settings.columns and "id_number" not in sheet.table.columns:
        sheet = open_registration(shown, replace(settings, columns={}))
    if "id_number" not in sheet.table.columns:
        row, values = next(sheet.subject.sheet.filled_rows(max(0, sheet.subject.header_row - 1)), (0, ()))
        headers = "、".join(header for value in values if (header := show_value(value).strip()))
        seen = f"；第 {row} 行有：{headers}" if headers else ""
        raise WdyyError(
            f"“{shown}”里没有找到身份证号这一列{seen}。",
            "请给出填好的报考表；列名不同的用 --column id_number=列名 指明。",
        )
    if not sheet.rows:
        raise WdyyError(f"“{shown}”里没有考生。", "请给出填好的报考表。")
    return sheet


def read_candidates(
    inputs: Inputs, shown: str | None, settings: Settings, *, beside: bool = False
) -> Registration | None:
    """Read a registration sheet for its candidates, where one is given; `beside` another it only helps."""
    own = settings.lenient if beside else settings
    sheet = inputs.open_as(
        lambda found: replace(found.input_file, unit=UNIT, beside=beside),
        shown,
        lambda name: open_candidates(name, own),
        Role.REGISTRATION,
    )
    if sheet is not None:
        inputs.tell_unread(sheet.find_unread_numbers())
    return sheet


def candidates_in(sheet: Registration) -> list[LedgerLine]:
    """List the candidates: who is registered for two levels twice, who stands there twice once."""
    found: dict[object, LedgerLine] = {}
    for row, values in sheet.rows:
        line = read_line(sheet.table, row, values)
        key = (line.id_number, line.text("certificate"), line.text("level")) if line.id_number else row
        found.setdefault(key, line)
    return list(found.values())


def count_candidates(sheet: Registration) -> CandidateCount:
    """Count the candidates, and those of each site and school."""
    lines = candidates_in(sheet)
    groups = Counter((squeeze(line.text("site")), squeeze(line.text("school"))) for line in lines)
    return CandidateCount(total=len(lines), groups=groups)


def doubtful_sites(count: CandidateCount | None, settings: Settings) -> frozenset[str]:
    """Give the sites, as they are compared, that the check of the registration sheet tells as wrong."""
    sites = {} if count is None else count.sites
    if len(sites) < 2:  # noqa: PLR2004 - one alone differs from no other
        return frozenset()
    values = settings.values
    right = {squeeze(site) for site in (values.site, *values.host_sites)}
    if not values.site:
        own = [site for site in sites if site not in right]
        right.add(max(own, key=lambda site: sites[site], default=""))
    return frozenset(sites.keys() - right)


def read_line(table: TableRef, row: int, values: tuple[Value, ...], subject: str = "") -> LedgerLine:
    """Take a row as one about a candidate; a number of which the tail is lost is none."""
    number, lost = "", False
    written = written_id(RowCell(table, row, "id_number", table.value(values, "id_number"), values))
    if written is not None:
        reading = written.reading
        lost = reading.fault in UNREADABLE or not reading.looks_like_one
        number = "" if lost else reading.number
    return LedgerLine(table, row, values, number, table.text(values, "name"), subject, lost)
