"""Adding to somebody's TOML file: what is written stays, comments and all."""

from __future__ import annotations

import tomllib

import pytest

from wdyy_cli.toml.toml_insert import Addition, CannotInsertError, add_to_toml

ROSTERS = Addition(section="files", key="roster", value=("甲.xlsx", "乙.xlsx"))
SITE = Addition(section="school", key="site", value="某站点", note="请核对")

CASES = {
    "a key into a section": (
        '[school] # ours\nname = "甲校" # 全称\n\n[files]\n',
        SITE,
        '[school] # ours\nname = "甲校" # 全称\nsite = "某站点"  # 请核对\n\n[files]\n',
    ),
    "a key below its example": (
        '[school]\n# 站点\n# site = "x"\n# name = "y"\n[files]\n',
        SITE,
        '[school]\n# 站点\n# site = "x"\nsite = "某站点"  # 请核对\n# name = "y"\n[files]\n',
    ),
    "a section that is not there, behind a last line without an end": (
        'profile = "wdyy-2021"',
        SITE,
        'profile = "wdyy-2021"\n\n[school]\nsite = "某站点"  # 请核对\n',
    ),
    "a key that is there": ('[school]\nsite = "别的"\n', SITE, '[school]\nsite = "别的"\n'),
    "entries of a list": (
        '[files]\nroster = ["甲.xlsx"] # 一班\n',
        ROSTERS,
        '[files]\nroster = ["甲.xlsx", "乙.xlsx"] # 一班\n',
    ),
    "entries of an empty list": (
        "[files]\nroster = []\n",
        ROSTERS,
        '[files]\nroster = ["甲.xlsx", "乙.xlsx"]\n',
    ),
    "entries of a list over several lines, with comments": (
        '[files]\nroster = [\n  "丙].xlsx", # ]\n  "甲.xlsx" # 最后一个\n] # 完\nphotos = []\n',
        ROSTERS,
        '[files]\nroster = [\n  "丙].xlsx", # ]\n  "甲.xlsx" # 最后一个\n, "乙.xlsx"] # 完\nphotos = []\n',
    ),
    "entries behind a last comma": (
        '[files]\nroster = [\n  "甲.xlsx",\n]\n',
        ROSTERS,
        '[files]\nroster = [\n  "甲.xlsx",\n"乙.xlsx"]\n',
    ),
    "a single text": (
        '[files]\r\nroster = "甲.xlsx"  # 一班\r\n',
        ROSTERS,
        '[files]\r\nroster = ["甲.xlsx", "乙.xlsx"]  # 一班\r\n',
    ),
    "nothing new": (
        '[files]\nroster = ["乙.xlsx", "甲.xlsx"]\n',
        ROSTERS,
        '[files]\nroster = ["乙.xlsx", "甲.xlsx"]\n',
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_added_stands_where_a_person_would_write_it(case: str) -> None:
    before, addition, after = CASES[case]
    assert add_to_toml(before, [addition]) == after
    tomllib.loads(after)


@pytest.mark.parametrize(
    "text",
    ['files = {roster = "甲.xlsx"}\n', 'files.roster = "甲.xlsx"\n', "files = 1\n"],
    ids=["inline", "dotted", "none"],
)
def test_a_file_that_is_written_in_another_way_is_not_touched(text: str) -> None:
    with pytest.raises(CannotInsertError):
        add_to_toml(text, [ROSTERS])
