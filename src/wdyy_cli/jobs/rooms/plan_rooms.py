"""`wdyy plan-rooms`: how many seats and proctors each room gets, and the sheet of rooms to go with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing
from wdyy_cli.jobs.assemble import Job, assemble
from wdyy_cli.jobs.rooms.write_rooms import OF_ALL, RoomSheetOutput, write_rooms
from wdyy_cli.model import Finding, InputFile, Report, Role, Shown
from wdyy_cli.planning.rooms import PlannedRoom, Room, RoomPlan, Strategy, count_missing_machines
from wdyy_cli.planning.rooms import plan_rooms as plan
from wdyy_cli.report.screen.columns import lay_out_columns
from wdyy_cli.rules.catalogue import all_rules
from wdyy_cli.rules.rooms.room import RoomRow, RoomSheet
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.candidates import CandidateCount, count_candidates, read_candidates
from wdyy_cli.school.form import Registration
from wdyy_cli.school.reading.tables import Inputs
from wdyy_cli.school.recognise.choosing import told_by
from wdyy_cli.school.rooms.room_list import RoomList
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.cell_text import squeeze

JOB = Job(command="plan-rooms")
SEATS, LACKING = "ROM001", "ROM002"
"""That everybody has a seat; the rule about rooms that are planned, and not filled in yet."""

STRATEGIES = {
    Strategy.EVEN: "尽量平均",
    Strategy.FEWEST_ROOMS: "考场最少",
    Strategy.FEWEST_PROCTORS: "监考最少",
}
SEVERAL_SCHOOLS = (
    "！报考表里有几所学校的考生，考场表的“所属试点院校”写的都是同一所；"
    "单独给别的学校用的考场，请改成那所学校的全称（手册四.3）。"
)
BAR = 20
"""Characters of a full room's bar."""


@dataclass(frozen=True, kw_only=True)
class RoomOrder:
    """
    What is to be planned: candidates by their number or registration sheet, rooms by name or from a list.

    `rooms` are names with their machines.
    """

    candidates: int | None = None
    registration: str | None = None
    rooms: Sequence[tuple[str, int]] = ()
    room_list: str | None = None
    strategy: str = Strategy.EVEN
    output: RoomSheetOutput | None = None


@dataclass(kw_only=True)
class _KnownRooms:
    """What has been read: the candidates here and at other sites, the rooms and the list they are from."""

    candidates: int = 0
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    schools: Sequence[str] = ()
    sheet: Registration | None = None
    rooms: Sequence[Room] = ()
    listed: RoomList | None = None
    inputs: list[InputFile] = field(default_factory=list)


def plan_rooms(asked: RoomOrder, settings: Settings) -> Report:
    """
    Plan the rooms, and write their sheet where that is asked for.

    An input that cannot be read is reported as such; too few machines are a finding. Raises WdyyError where
    there is no such strategy, or the sheet cannot be written.
    """
    strategy = _strategy(asked.strategy)
    if asked.output is not None:
        refuse_existing(asked.output.path, asked.output.shown, force=asked.output.force)
    known, job = _read(asked, settings), JOB.also(LACKING)
    if any(given.reason is not None for given in known.inputs):
        return assemble(job, settings, known.inputs, [])
    if count_missing_machines(known.candidates, known.rooms):
        told = Shown(lines=("× 没有分座位：机位不够，见上面的错误。",), objection="座位没有分好。")
        return assemble(job, settings, known.inputs, _lacking(known, settings), shown=told, stopped=True)
    planned = plan(known.candidates, known.rooms, strategy, settings.profile.proctors)
    findings = [] if known.listed is None else list(known.listed.find_unread())
    lines = [*_told(planned, known.candidates)]
    elsewhere = _elsewhere(known.elsewhere, settings)
    doubtful = [who for who, told in elsewhere if not told]
    lines += [
        f"{who}没有算进来。" if told else f"！{who}没有算进来；{PERHAPS_MISSPELT}" for who, told in elsewhere
    ]
    if asked.output is not None:
        job = JOB.also("ROM")
        addresses = {} if known.listed is None else known.listed.addresses()
        if known.sheet is not None:
            settings, said = told_by(known.sheet, settings, "报考表", OF_ALL)
            lines += said
        findings += write_rooms(planned, addresses, asked.output, settings)
        if len(set(known.schools)) > 1:
            lines.append(SEVERAL_SCHOOLS)
        lines.append(f"已生成 {asked.output.shown}：{len(planned.rooms):,} 个考场，写好后又检查了一遍。")
    advice = "√ 座位分好了，可以照着在平台上设置考场。"
    shown = Shown(results=_results(planned), lines=tuple(lines), advice=advice)
    job = replace(job, essential={SEATS: f"{'、'.join(doubtful)}是不是借考"})
    not_given = {SEATS: "有考生没有算进来"} if doubtful else {}
    return assemble(job, settings, known.inputs, findings, not_given=not_given, shown=shown)


def _strategy(name: str) -> Strategy:
    try:
        return Strategy(name)
    except ValueError as error:
        known = "、".join(f"{each.value}（{word}）" for each, word in STRATEGIES.items())
        raise WdyyError(f"--strategy 不能是“{name}”。", f"可以是 {known}。") from error


def _read(asked: RoomOrder, settings: Settings) -> _KnownRooms:
    """Read the inputs; the first one is what is counted."""
    inputs = Inputs()
    known = _KnownRooms(candidates=asked.candidates or 0, inputs=inputs.files)
    known.rooms = [Room(name=name, machines=machines) for name, machines in asked.rooms]
    registration, room_list = asked.registration, asked.room_list
    if registration is not None:
        own = settings.lenient if room_list else settings
        sheet = read_candidates(inputs, registration, own)
        if sheet is not None:
            known.candidates, known.elsewhere = _count_here(count := count_candidates(sheet), settings)
            known.sheet = sheet
            known.schools = [school for _, school in count.groups if school]
    if room_list is not None:
        beside = registration is not None
        known.listed = inputs.open_as(
            lambda found: replace(found.beside, beside=beside),
            room_list,
            lambda shown: RoomList.open(shown, settings),
            Role.ROOM_LIST,
        )
        known.rooms = () if known.listed is None else known.listed.rooms
    return known


def _count_here(count: CandidateCount, settings: Settings) -> tuple[int, dict[str, int]]:
    """
    Count the candidates at the site for which rooms are planned, and those at each other site.

    Raises WdyyError where there are several, and nobody said which one is meant.
    """
    sites, values = count.sites, settings.values
    if len(sites) < 2:  # noqa: PLR2004 - one site, or none that is known
        return count.total, {}
    own = [site for site in sites if site not in set(map(squeeze, values.host_sites))]
    here = squeeze(values.site) if squeeze(values.site) in sites else own[0] if len(own) == 1 else None
    if here is None:
        listed = "、".join(f"“{site}”{number:,} 名" for site, number in sites.items())
        raise WdyyError(
            f"报考表里有几个考核站点：{listed}。", "用 --site 写明给哪一个站点分座位；写错的先改正报考表。"
        )
    return sites[here], {site: number for site, number in sites.items() if site != here}


PERHAPS_MISSPELT = "不是借考的话，是报考表写错了，先改正再分座位。"


def _elsewhere(elsewhere: Mapping[str, int], settings: Settings) -> list[tuple[str, bool]]:
    """Name those who sit for the exam at another site, and whether that was told: else it may be misspelt."""
    hosts = set(map(squeeze, settings.values.host_sites))
    return [(f"在“{site}”考试的 {number:,} 名", site in hosts) for site, number in elsewhere.items()]


def _lacking(known: _KnownRooms, settings: Settings) -> list[Finding]:
    """Say how many machines are missing, where the rooms were given."""
    if known.listed is not None:
        table, rows = known.listed.table, known.listed.rows_of_rooms
    else:
        table = TableRef(file="--room", sheet=None, columns={}, headers={}, checked_on=settings.checked_on)
        rows = [RoomRow(table, 0, (), room.name, None, room.machines) for room in known.rooms]
    subject = RoomSheet(table=table, header_row=0, rooms=rows, candidates=known.candidates)
    rule = all_rules()[LACKING]
    return list(rule.find(subject, settings.profile)) if settings.choice.includes(LACKING) else []


def _results(planned: RoomPlan) -> dict[str, object]:
    return {
        "rooms": [
            {
                "name": each.room.name,
                "machines": each.room.machines,
                "seats": each.seats,
                "proctors": each.proctors,
            }
            for each in planned.rooms
        ],
        "total_seats": planned.total_seats,
        "total_proctors": planned.total_proctors,
        "strategy": planned.strategy.value,
    }


def _told(planned: RoomPlan, candidates: int) -> Iterator[str]:
    """Lay the plan out for people: a line for each room, the sums, the spare rooms."""
    word = STRATEGIES[planned.strategy]
    yield f"{candidates:,} 名考生分到 {len(planned.rooms):,} 个考场（{word}）："
    yield from lay_out_columns([_row(each) for each in planned.rooms], right=(1, 2, 3, 5))
    yield f"合计：座位 {planned.total_seats:,} 个，监考 {planned.total_proctors:,} 名。"
    if planned.spare:
        spare = "、".join(f"{room.name}（机位 {room.machines:,} 个）" for room in planned.spare)
        yield f"备用，不用在平台上设置：{spare}。"


def _row(planned: PlannedRoom) -> tuple[str, ...]:
    machines = planned.room.machines
    full = max(1, planned.seats * BAR // machines)
    return (
        f"  {planned.room.name}",
        f"座位 {planned.seats:,}",
        f"机位 {machines:,}",
        f"监考 {planned.proctors:,}",
        "█" * full + "·" * (BAR - full),
        f"{planned.seats * 100 // machines}%",
    )
