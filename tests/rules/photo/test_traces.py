"""Packed traces: what goes in comes out, whatever the members are called."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wdyy_cli.jobs.photos.traces import AllTraces, PhotoTraces
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.photo.photo_set import PHOTO_INPUT, PHOTO_SET, PhotoInput, PhotoTrace
from wdyy_cli.rules.registry import Choice

MANY = 4_000
MOST_BYTES_EACH = 200
"""A trace that is unpacked takes half as much again."""

traces = st.lists(
    st.builds(
        PhotoTrace,
        file=st.just("照片.zip"),
        member=st.text(max_size=8),
        index=st.just(0),
        photo=st.booleans(),
        id_number=st.none() | st.text(max_size=20),
        attached=st.booleans(),
        digest=st.none() | st.binary(min_size=32, max_size=32),
        archive=st.booleans(),
    )
).map(lambda found: [replace(trace, index=index) for index, trace in enumerate(found)])


def packed(found: list[PhotoTrace]) -> PhotoTraces:
    kept = PhotoTraces()
    for trace in found:
        kept.append(trace)
    return kept


@given(traces)
def test_traces_come_out_as_they_went_in(found: list[PhotoTrace]) -> None:
    kept = packed(found)
    assert list(kept) == kept[:] == found
    assert [kept[at] for at in range(len(kept))] == found
    assert kept.photos == sum(trace.photo for trace in found)
    assert kept.archives == any(trace.archive for trace in found)


@pytest.mark.slow
@given(st.lists(traces, max_size=4))
def test_the_traces_of_a_run_stand_one_input_behind_the_other(found: list[list[PhotoTrace]]) -> None:
    every = AllTraces((packed(some), len(some)) for some in found)
    whole = [trace for some in found for trace in some]
    assert list(every) == every[:] == whole
    assert [every[at - len(every)] for at in range(len(every))] == whole
    assert every[-1:] == whole[-1:]


def test_traces_are_there_as_soon_as_they_are_added() -> None:
    kept, trace = PhotoTraces(), PhotoTrace(file="照片.zip", member="甲.jpg", index=0)
    every = AllTraces([(kept, 2)])
    kept.append(trace)
    assert every[0] == trace
    with pytest.raises(IndexError):
        every[1]


@pytest.mark.slow
def test_no_rule_unpacks_all_traces_at_once() -> None:
    kept = PhotoTraces()
    for at in range(MANY):
        number = f"{at:018}"
        digest = at.to_bytes(32, "big")
        kept.append(
            PhotoTrace(file="照片.zip", member=f"{number}.jpg", index=at, id_number=number, digest=digest)
        )
    profile = load_profile()
    given = PhotoInput(file="照片.zip", bytes=1, members=kept)
    about_input, about_set = PHOTO_INPUT.finder(profile, Choice()), PHOTO_SET.finder(profile, Choice())
    tracemalloc.start()
    try:
        assert about_input(given) + about_set(kept) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES_EACH * MANY
