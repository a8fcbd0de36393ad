"""Seats and candidates by site: who borrows a site (借考) sits for the exam there, and not at her school."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wdyy_cli.grouping import grouped
from wdyy_cli.rules.rooms.room import RoomRow, SiteSeats
from wdyy_cli.school.candidates import CandidateCount
from wdyy_cli.texts.cell_text import squeeze

HeldSites = tuple[Sequence[SiteSeats], Sequence[str]]
"""The rooms of each site held against its candidates, and remarks on what could not be held."""


def hold_sites(
    rooms: Sequence[RoomRow], count: CandidateCount, host_sites: Sequence[str], doubtful: frozenset[str]
) -> HeldSites:
    """
    Hold the rooms of each site against the candidates who sit for the exam there.

    Candidates at `host_sites` need no rooms here: the school there sees to them. Candidates at `doubtful`
    sites may be meant for those that have rooms: another rule says that their site is wrong. No sites: all
    seats are held against all candidates.
    """
    registered = count.sites
    by_site = grouped((room.site, room) for room in rooms)
    if not registered or "" in by_site or any(room.seats is None for room in rooms):
        return (), ()
    if len(registered) == 1 == len(by_site) and not registered.keys() & by_site.keys():
        said = f"考场表的考核站点是“{rooms[0].written_site}”，报考表里的是“{next(iter(registered))}”"
        return (), (f"{said}，只核对了总数；看看哪一个写错了",)
    schools = {school for _, school in count.groups}
    known = any(room.school in schools for room in rooms)
    elsewhere = {site: number for site, number in registered.items() if site not in by_site}
    perhaps = sum(number for site, number in elsewhere.items() if site in doubtful)
    free = {site: max(_sum(inside) - registered.get(site, 0), 0) for site, inside in by_site.items()}
    fill = sum(free.values()) <= perhaps
    sites = [
        SiteSeats(
            site=inside[0].written_site,
            first=inside[0],
            seats=_sum(inside),
            guest_seats=_sum(room for room in inside if known and room.school and room.school not in schools),
            candidates=registered.get(site, 0),
            doubtful=perhaps if len(by_site) == 1 else free[site] if fill else 0,
        )
        for site, inside in by_site.items()
    ]
    if len(sites) == 1 and not elsewhere and not sites[0].guest_seats:
        return (), ()
    usual = {squeeze(site) for site in host_sites}
    remarks = [
        f"在“{site}”考试的考生 {number:,} 名，考场表里没有这个站点的考场；借考的由那里的学校设置"
        for site, number in elsewhere.items()
        if site not in usual and site not in doubtful
    ]
    remarks += [
        f"“{each.site}”有 {each.guest_seats:,} 个座位是别的学校的，报考表里没有那些学校的考生"
        for each in sites
        if each.guest_seats and each.fits
    ]
    return sites, remarks


def _sum(rooms: Iterator[RoomRow] | Sequence[RoomRow]) -> int:
    return sum(room.seats or 0 for room in rooms)
