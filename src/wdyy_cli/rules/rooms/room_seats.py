"""ROM001: the seats of all rooms, held against the candidates who sit for the exam there."""

from __future__ import annotations

from collections.abc import Iterator

from wdyy_cli.model import Problem
from wdyy_cli.profile import Profile
from wdyy_cli.rules.rooms.room import GUIDE, OTHER, ROOM, SITE, RoomSheet, right, room, sheet


@ROOM.rule(
    "ROM001",
    "座位总数与考生人数不同",
    source=f"{GUIDE} 6 考场座位数按实际考生人数设置",
    fires=lambda: {
        "按机位数填的": sheet(room(seats=80), room(OTHER, seats=70), candidates=90),
        "少一个": sheet(room(), room(OTHER, seats=44), candidates=90),
        "按学校的人数，没有减去借考的": sheet(room(seats=90), candidates=90, sites={SITE: 60}),
    },
    silent=lambda: {**right(), "只算在这里考试的": sheet(room(seats=60), candidates=90, sites={SITE: 60})},
)
def seats_do_not_match_the_candidates(sheet: RoomSheet, _: Profile) -> Iterator[Problem]:
    """
    考场座位数按实际考生人数设置，不是机位数；一个考核站点的各考场加起来，要正好是在这里考试的人数。

    用 wdyy plan-rooms --registration 报考.xlsx --rooms 考场清单.xlsx 重新分配座位，再照着修改。
    """
    total, candidates = sheet.total_seats, sheet.candidates
    if sheet.sites:
        yield from _at_sites(sheet)
    elif candidates is not None and total is not None and total != candidates:
        said = _difference(total, candidates)
        yield Problem(sheet.place(of="seats"), f"座位共 {total:,} 个，考生 {candidates:,} 名，{said}")


def _at_sites(sheet: RoomSheet) -> Iterator[Problem]:
    """Tell of the sites whose seats are not those of their candidates; a misspelt site is told alone."""
    wrong = [each for each in sheet.sites if not each.fits]
    nobodys = [each for each in wrong if not each.candidates]
    for each in nobodys:
        message = f"报考表里没有考生在“{each.site}”考试，这里有它的 {each.seats:,} 个座位"
        yield Problem(each.first.place("site"), message)
    if nobodys and sheet.total_seats == sheet.candidates:
        return
    for each in wrong:
        if each.candidates:
            everybody = each.candidates + each.doubtful == sheet.candidates
            candidates = each.candidates + each.doubtful if everybody else each.candidates
            at, here = ("", "") if everybody else (f"“{each.site}”的", "在这里考试的")
            guests = f"（其中 {each.guest_seats:,} 个是别的学校的）" if each.guest_seats else ""
            said = f"{here}考生 {candidates:,} 名，{_difference(each.seats, candidates)}"
            yield Problem(sheet.place(of="seats"), f"{at}座位共 {each.seats:,} 个{guests}，{said}")


def _difference(seats: int, candidates: int) -> str:
    return f"多 {seats - candidates:,} 个" if seats > candidates else f"少 {candidates - seats:,} 个"
