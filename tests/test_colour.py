"""The vocabulary of colours: names by value, and which colours a profile accepts."""

from __future__ import annotations

import pytest

from wdyy_cli.colour import ACCEPTED_NAMES, hex_of, measure_hue, measure_saturation, name_colour, names_of

NAMES = {
    "红色": "FF0000 E60911 D74532 E93323 FB0D1C DC0000 BE0D23 BE0000 C8102E 7A1618 A7323F DC143C 490D0E",
    "偏粉的红色": "C60839 C70237 C21E56 DE3163",
    "偏橙的红色": "F04A1E E84718",
    "发灰的红色": "5E2B28 5B2C2A B74A4D D05D62",
    "很暗的红色": "46070F 3C0508",
    "粉色": "FFB6C1 E75480 FF69B4 FF1493 F08080 FA8072 E17163",
    "橙色": "FF7F27 FF4500 FF7F50 FA5E28",
    "棕色": "C04000 B5651D 8B4513 A0522D A05540 8D5524 783C28",
    "紫色": "800080 FF00FF 4B0082 880E4F",
    "蓝色": "438EDB 00BFF3 628BCE 4C8DD4 6AB3F1 2B6CB0 0000FF 000080",
    "浅蓝色": "D6EAF8",
    "青色": "00CED1",
    "绿色": "008000 808000 00FF00",
    "黄色": "FFD700 FFFF00",
    "米色": "FFDBAC E8B898 F5DEB3 D2B48C",
    "白色": "FFFFFF F5F5F5 FFFAF0",
    "浅灰色": "F0F0F0 E6E6E6",
    "灰色": "80838A C8C8C8 606060",
    "黑色": "000000 1C1A1A 3B2A24 2B2B2B",
}


@pytest.mark.parametrize(("name", "values"), NAMES.items())
def test_each_value_has_the_word_that_people_use(name: str, values: str) -> None:
    named = {value: name_colour(_rgb(value)) for value in values.split()}
    assert named == dict.fromkeys(values.split(), name)


@pytest.mark.parametrize("value", NAMES["红色"].removesuffix(" 490D0E").split())
@pytest.mark.parametrize("light", [0.65, 0.8, 1.0])
def test_a_red_stays_red_in_less_light(value: str, light: float) -> None:
    red, green, blue = _rgb(value)
    assert name_colour((round(red * light), round(green * light), round(blue * light))) == "红色"


@pytest.mark.parametrize("value", NAMES["红色"].split()[:10])
@pytest.mark.parametrize(("green", "blue"), [(12, 0), (0, 12), (12, 12), (-6, 0), (0, -6)])
def test_a_red_stays_red_under_a_slight_cast(value: str, green: int, blue: int) -> None:
    r, g, b = _rgb(value)
    assert name_colour((r, max(0, g + green), max(0, b + blue))) == "红色"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "红色"])
def test_nothing_but_red_is_accepted_as_red(name: str) -> None:
    assert name not in ACCEPTED_NAMES["red"]


def test_light_grey_is_accepted_as_white_and_as_grey() -> None:
    assert [wanted for wanted, names in ACCEPTED_NAMES.items() if "浅灰色" in names] == ["white", "grey"]


@pytest.mark.parametrize(
    ("value", "hue", "saturation"),
    [
        ("FF0000", 0, 1),
        ("FFFF00", 60, 1),
        ("00FF00", 120, 1),
        ("0000FF", 240, 1),
        ("FF00FF", -60, 1),
        ("808080", 0, 0),
        ("000000", 0, 0),
        ("804040", 0, 0.5),
    ],
)
def test_hue_and_saturation(value: str, hue: float, saturation: float) -> None:
    assert measure_hue(_rgb(value)) == pytest.approx(hue)
    assert measure_saturation(_rgb(value)) == pytest.approx(saturation)


def test_many_pixels_are_named_at_once() -> None:
    assert list(names_of(bytes.fromhex("FF0000 438EDB FFFFFF F0F0F0"))) == ["红色", "蓝色", "白色", "浅灰色"]


def test_a_colour_is_written_as_hex() -> None:
    assert hex_of((67, 142, 5)) == "#438E05"


def _rgb(value: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(value)
    return red, green, blue
