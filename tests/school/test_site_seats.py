"""Seats held against candidates, site by site."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.rules.rooms.room import room
from wdyy_cli.school.candidates import CandidateCount
from wdyy_cli.school.rooms.site_seats import hold_sites

SITES, SCHOOLS = ("甲站点", "乙站点", "丙站点"), ("甲校", "乙校")
GROUPS = st.dictionaries(
    st.tuples(st.sampled_from(SITES), st.sampled_from(SCHOOLS)), st.integers(1, 90), min_size=1
)


@given(GROUPS, st.integers(-3, 3), st.data())
def test_every_site_has_the_seats_of_its_candidates_and_no_other(
    groups: dict[tuple[str, str], int], off: int, data: st.DataObject
) -> None:
    count = CandidateCount(total=sum(groups.values()), groups=groups)
    changed = data.draw(st.sampled_from(sorted(count.sites)))
    rooms = [
        room(f"{school}机房", seats, site=site, school=school) for (site, school), seats in groups.items()
    ]
    at = next(index for index, each in enumerate(rooms) if each.site == changed)
    rooms[at] = rooms[at]._replace(seats=(rooms[at].seats or 0) + off)
    sites, remarks = hold_sites(rooms, count, (), frozenset())
    if len(count.sites) > 1:
        assert {each.site for each in sites if not each.fits} == ({changed} if off else set())
    assert list(remarks) == []
