"""Writing the sheet of rooms (考场): the guide's eight fields, filled in, read back and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import write_atomically
from wdyy_cli.files.forms.registration_fill import fill_form
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.jobs.forms.blank import open_blank
from wdyy_cli.model import Finding, Severity
from wdyy_cli.planning.rooms import RoomPlan, Strategy
from wdyy_cli.rules.registry import Choice
from wdyy_cli.school.candidates import CandidateCount
from wdyy_cli.school.rooms.rooms import Rooms
from wdyy_cli.school.settings import VALUE_SOURCES, Settings
from wdyy_cli.sheet import show_value
from wdyy_cli.texts.cell_text import squeeze

BUNDLED = "自带的考场表模板"
OF_ALL = ("plan", "site", "school", "certificate")
"""Fields of which one value holds for all rooms."""

ADDRESS_SOURCES = "--address，或 --rooms 考场清单里的“考场地址”列"
SHOWN_ROOMS = 5


@dataclass(frozen=True, kw_only=True)
class RoomSheetOutput:
    """Where the sheet goes; `address` is that of rooms without one of their own, `force` replaces a file."""

    shown: str
    address: str = ""
    force: bool = False

    @property
    def path(self) -> Path:
        """Where it goes."""
        return Path(self.shown)


def write_rooms(
    planned: RoomPlan, addresses: Mapping[str, str], output: RoomSheetOutput, settings: Settings
) -> list[Finding]:
    """
    Write the planned rooms, and give what the rules remark about the sheet.

    Raises WdyyError where a value is not known, or the sheet cannot be written or is not right.
    """
    columns = settings.profile.rooms.columns
    rows = _rows(planned, addresses, output, settings)
    filled = fill_form(*open_blank("rooms", BUNDLED, columns["room"], settings.profile), rows)
    remarks: list[Finding] = []
    # What the user chose about rules and columns concerns other tables.
    plain = replace(settings, columns={}, insisted=frozenset(), choice=Choice())

    def check(written: Path) -> None:
        rooms = Rooms.of(read_tables(written, f"“{output.shown}”"), output.shown, plain)
        fields = [rooms.table.columns.get(of, -1) for of in columns]
        back = [[show_value(row.values[at]) for at in fields] for row in rooms.rows]
        if back != rows:
            raise WdyyError(f"写好的“{output.shown}”读出来与分好的不同，没有保留。", "请告诉维护者。")
        machines = {squeeze(each.room.name): each.room.machines for each in planned.rooms}
        subject = rooms.subject(CandidateCount(total=planned.total_seats), machines)
        if planned.strategy is not Strategy.EVEN:
            subject = replace(subject, even=None)
        remarks.extend(rooms.find(subject))
        if wrong := next((found for found in remarks if found.severity is Severity.ERROR), None):
            said = f"{wrong.title}（{wrong.message}）"
            raise WdyyError(f"没有生成“{output.shown}”：{said}。", wrong.fix)

    write_atomically(output.path, output.shown, [filled.data], check)
    return [found for found in remarks if settings.choice.includes(found.code)]


def _rows(
    planned: RoomPlan, addresses: Mapping[str, str], output: RoomSheetOutput, settings: Settings
) -> list[list[str]]:
    """Give the values of each room in the order of the columns; raises WdyyError, naming what is missing."""
    limits = settings.profile.rooms
    columns = limits.columns
    constants = {**settings.constants, "room_type": limits.type}
    own = [
        {
            "room": each.room.name,
            "seats": str(each.seats),
            "address": addresses.get(each.room.name) or output.address,
        }
        for each in planned.rooms
    ]
    missing = [
        (columns[of], f"{source.option}，或 wdyy.toml 里 [{source.section}] 的 {source.key}")
        for of, source in ((of, VALUE_SOURCES[of]) for of in OF_ALL)
        if of in columns and not constants[of]
    ]
    homeless = [each["room"] for each in own if not each["address"]]
    if homeless and "address" in columns:
        more = " 等" if len(homeless) > SHOWN_ROOMS else ""
        whose = f"{'、'.join(homeless[:SHOWN_ROOMS])}{more}的{columns['address']}"
        missing.append((whose, ADDRESS_SOURCES))
    if missing:
        names = "、".join(f"“{name}”" for name, _ in missing)
        hints = "；".join(f"{name}用 {source} 给出" for name, source in missing)
        raise WdyyError(f"不知道{names}该填什么，没有生成“{output.shown}”。", f"{hints}。")
    return [[{**constants, **each}[of] for of in columns] for each in own]
