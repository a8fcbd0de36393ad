"""Profiles: the bundled ones are whole, a user's may build on them, and a mistake is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from wdyy_cli.errors import WdyyError
from wdyy_cli.profile import PixelLimits, Profile
from wdyy_cli.profile_files import bundled_profiles, load_profile, merge_files, read_profile_files, replaced
from wdyy_cli.toml.strict_toml import validate
from wdyy_cli.workspace import read_workspace


@pytest.mark.parametrize("name", bundled_profiles())
def test_a_bundled_profile_loads(name: str) -> None:
    assert load_profile(name).name == name


@pytest.mark.parametrize("name", bundled_profiles())
def test_a_bundled_profile_is_what_it_would_be_as_a_users_file(name: str) -> None:
    checked = validate(Profile, merge_files(read_profile_files(name)), name)
    assert (repr(load_profile(name)), load_profile(name)) == (repr(checked), checked)


def test_a_users_profile_changes_single_values(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'extends = "wdyy-2021"\nname = "a"\n[photo.pixels]\nwidth = 390\n', "utf-8"
    )
    (tmp_path / "b.toml").write_text('extends = "a.toml"\nname = "b"\n[photo]\nmax_bytes = 7\n', "utf-8")
    base, profile = load_profile(), load_profile(str(tmp_path / "b.toml"))
    changed = replaced(base, photo={"max_bytes": 7, "pixels": {"width": 390}})
    assert profile == replace(changed, name="b")


def test_a_users_profile_takes_values_away(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        'extends = "wdyy-2021"\nname = "a"\nunset = ["photo.max_bytes", "photo.pixels"]\n'
        "[photo.pixels]\nwidth = 1\nheight = 2\n",
        "utf-8",
    )
    photo = load_profile(str(path)).photo
    assert (photo.max_bytes, photo.pixels) == (None, PixelLimits(width=1, height=2))


def test_the_rounds_of_the_guide_have_open_ends() -> None:
    rounds = load_profile().rounds or ()
    assert [each.name for each in rounds] == [f"2021 年第{n}次网店运营推广全国统考" for n in "一二三"]
    assert [(each.stages[0].start, each.stages[0].end) for each in rounds] == [
        (None, date(2021, 4, 29)),
        (None, date(2021, 5, 27)),
        (None, date(2021, 6, 3)),
    ]
    assert [(each.stages[-1].start, each.stages[-1].end) for each in rounds] == [
        (date(2021, 6, 13), None),
        (date(2021, 7, 11), None),
        (date(2021, 7, 18), None),
    ]
    assert {len(each.stages) for each in rounds} == {7}


MISTAKES = {
    "a misspelt key": ("[photo]\nmax_byte = 1", "没有 photo.max_byte 这一项，您是不是想写 max_bytes"),
    "a level that is none": ('[fees.yuan]\n"初及" = 1', "fees.yuan 里的“初及”不在 certificate.levels 里"),
    "a stage without a day": (
        '[[rounds]]\nname = "一"\nstages = [{name = "报名"}]',
        "rounds 第 1 项 stages 第 1 项 要写 start（开始日期）或 end（截止日期）",
    ),
    "a stage that ends before it begins": (
        '[[rounds]]\nname = "一"\nstages = [{name = "报名", start = 2026-02-01, end = 2026-01-01}]',
        "rounds 第 1 项 stages 第 1 项 的 start 2026-02-01 晚于 end 2026-01-01",
    ),
    "a file name without the number": (
        '[photo]\nname_pattern = "{name}"',
        "photo.name_pattern 里可以写 {id_number}、{name}、{student_number}，每个最多一次，{id_number} 不能少",
    ),
    "an unknown placeholder": ('[photo]\nname_pattern = "{id_number}{age}"', "photo.name_pattern 里可以写"),
    "an unknown way to match": (
        '[photo.pixels]\nmatch = "about"',
        "photo.pixels.match 不是允许的值，允许的有 'exact', 'minimum', 'ratio' 或 'minimum-and-ratio'",
    ),
    "an unknown kind of card": ('[id_number]\nkinds = ["护照"]', "id_number.kinds 第 1 项 不是允许的值"),
    "a key to take away that is not there": (
        'extends = "wdyy-2021"\nname = "p"\nunset = ["photo.max_byte"]',
        "的 unset 里写了 photo.max_byte，它的基础里没有这一项",
    ),
    "one key to take away, not a list": (
        'extends = "wdyy-2021"\nname = "p"\nunset = "photo"',
        "里的 unset 应是一组名称",
    ),
    "a subject without words": (
        "[records]\nsubjects = [{name = '理论', aliases = []}]",
        "records.subjects 第 1 项 aliases 不能是空的。",
    ),
    "no subjects": ("[records]\nsubjects = []", "records.subjects 不能是空的"),
    "a misspelt section": ("[foto]\nx = 1", "没有 foto 这一项，您是不是想写 photo"),
    "text for a number": ('[photo]\nmax_bytes = "5M"', "photo.max_bytes 应是整数"),
    "no endings": ("[photo]\nextensions = []", "photo.extensions 不能是空的"),
    "an ending without its dot": ("[photo]\nextensions = ['jpg']", "photo.extensions 里的“jpg”要以点开头"),
    "an ending in capitals": (
        "[photo]\nextensions = ['.JPG']",
        "photo.extensions 里的“.JPG”要以点开头，只用小写",
    ),
    "no formats": ("[photo]\nformats = []", "photo.formats 不能是空的"),
    "an ending for a format": ("[photo]\nformats = ['JPG']", "photo.formats 第 1 项 不是允许的值"),
    "no colours": ("[photo.background]\naccepted = []", "photo.background.accepted 不能是空的"),
    "outlines that are never steep": ("[photo]\nsteep_outline = 0", "photo.steep_outline 太小，要大于 0"),
    "no kinds of cards": ("[id_number]\nkinds = []", "id_number.kinds 不能是空的"),
    "the least above the most": (
        "[photo]\nmin_bytes = 9\nmax_bytes = 5",
        "photo 里 min_bytes（9）比 max_bytes（5）大，互相矛盾",
    ),
    "the youngest older than the oldest": (
        "[id_number]\nmin_age_years = 80",
        "id_number 里 min_age_years（80）比 max_age_years（70）大，互相矛盾",
    ),
    "a number below zero": ("[photo]\nmax_bytes = -1", "photo.max_bytes 太小"),
    "a room without a proctor": ("[proctors]\nbase = 0", "proctors.base 太小"),
    "an unknown colour": (
        '[photo.background]\naccepted = ["rot"]',
        "photo.background.accepted 第 1 项 不是允许的值，允许的有 'red', 'blue', 'white' 或 'grey'",
    ),
    "no TOML": ("[photo", "写法不对"),
    "a circle": ('extends = "p.toml"', "绕了一圈"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_profile_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "p.toml"
    head = "" if "extends" in text else 'extends = "wdyy-2021"\nname = "p"\n'
    path.write_text(head + text, "utf-8")
    with pytest.raises(WdyyError) as caught:
        load_profile(str(path))
    assert message in caught.value.message
    assert str(path) in caught.value.message


def test_a_mistake_is_looked_for_in_the_file_that_holds_it(tmp_path: Path) -> None:
    own, workspace = tmp_path / "p.toml", tmp_path / "wdyy.toml"
    own.write_text('extends = "wdyy-2021"\nname = "p"\n[prepare]\nquality = 200\n', "utf-8")
    workspace.write_text('profile = "p.toml"\n[prepare]\nwidth = 300\n', "utf-8")
    with pytest.raises(WdyyError) as caught:
        read_workspace(workspace, "wdyy.toml")
    assert (caught.value.message, caught.value.hint) == (
        f"证书规定“{own}”不能用：prepare.quality 太大，至多 100。",
        "看第 4 行。",
    )
