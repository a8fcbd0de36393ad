"""Profiles: the bundled ones are whole, a user's may build on them, and a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from wdyy_cli.errors import WdyyError
from wdyy_cli.profile import bundled_profiles, load_profile, replaced


@pytest.mark.parametrize("name", bundled_profiles())
def test_a_bundled_profile_loads(name: str) -> None:
    assert load_profile(name).name == name


def test_a_users_profile_changes_single_values(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'extends = "wdyy-2021"\nname = "a"\n[photo.pixels]\nwidth = 390\n', "utf-8"
    )
    (tmp_path / "b.toml").write_text('extends = "a.toml"\nname = "b"\n[photo]\nmax_bytes = 7\n', "utf-8")
    base, profile = load_profile(), load_profile(str(tmp_path / "b.toml"))
    assert profile == replaced(base, photo={"max_bytes": 7, "pixels": {"width": 390}}).model_copy(
        update={"name": "b"}
    )


MISTAKES = {
    "a misspelt key": ("[photo]\nmax_byte = 1", "没有 photo.max_byte 这一项，您是不是想写 max_bytes"),
    "a misspelt section": ("[foto]\nx = 1", "没有 foto 这一项，您是不是想写 photo"),
    "text for a number": ('[photo]\nmax_bytes = "5M"', "photo.max_bytes 应是整数"),
    "a number below zero": ("[photo]\nmax_bytes = -1", "photo.max_bytes 太小"),
    "a room without a proctor": ("[proctors]\nbase = 0", "proctors.base 太小"),
    "an unknown colour": ('[photo.background]\naccepted = ["rot"]', "photo.background.accepted"),
    "no TOML": ("[photo", "写法不对，不是 TOML"),
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
