"""Nothing of one certificate is hard-wired: other profiles decide about photos and sheets alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from school import STUDENTS, changed, table
from students import CHECK_DATE, id_number, photo_zip, portrait
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait

Wdyy = Callable[..., Ran]
RED, BLUE, WHITE = (230, 9, 17), (67, 142, 219), (255, 255, 255)
SIZE, DOUBLE = (358, 441), (716, 882)
ME = f"{id_number(90)}.jpg"


def photo(background: tuple[int, int, int] = BLUE, size: tuple[int, int] = SIZE, quality: int = 90) -> bytes:
    return encode_portrait(draw_portrait(90, background=background, size=size), quality=quality)


PHOTOS: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "blue": (photo, []),
    "white": (lambda: photo(WHITE), []),
    "twice as large": (lambda: photo(size=DOUBLE), []),
    "red": (lambda: photo(RED), ["PHO301"]),
    "one of the guide's photos": (lambda: portrait(90), ["PHO206", "PHO301"]),
    "the right shape, too small": (lambda: photo(size=(179, 220), quality=98), ["PHO206"]),
    "large enough, another shape": (lambda: photo(size=(480, 640)), ["PHO206"]),
    "too few bytes": (lambda: photo(quality=30), ["PHO211"]),
    "too many bytes": (lambda: photo() + bytes(1_048_576), ["PHO201"]),
}


@pytest.mark.parametrize(("data", "codes"), PHOTOS.values(), ids=PHOTOS)
def test_photos_under_another_profile(
    wdyy: Wdyy, tmp_path: Path, data: Callable[[], bytes], codes: list[str]
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {ME: data()})
    ran = wdyy("check-photos", zipped, "--profile", "generic-1x", "--format", "json", "--date", CHECK_DATE)
    assert [code for code, _ in ran.found] == codes


def test_of_several_colours_all_are_named(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {ME: photo(RED)})
    ran = wdyy("check-photos", zipped, "--profile", "generic-1x", "--format", "json", "--date", CHECK_DATE)
    assert "应为蓝色或白色" in ran.report["findings"][0]["message"]


CERTIFICATE = "某某职业技能等级证书"
VALUES = ("--school", "某某学院", "--site", "某某站点", "--plan", "某某计划", "--student-type", "院校考生")
OWN = """\
extends = "generic-1x"
name = "本校"
[certificate]
name = "某某职业技能等级证书"
levels = ["一级", "二级"]
[registration]
title = "学员报考"
required = ["name", "id_number", "site", "level"]
[registration.columns]
name = "学员姓名"
"""
ROSTER = ("姓名", "身份证号", "证书等级")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "本校.toml"
    path.write_text(OWN, "utf-8")
    return path


def rows(level: str) -> list[tuple[str, str, str]]:
    return [(student.name, student.number, level) for student in STUDENTS]


def test_a_sheet_is_built_and_passes_under_another_profile(wdyy: Wdyy, tmp_path: Path, own: Path) -> None:
    roster, out = table(tmp_path / "花名册.xlsx", ROSTER, rows("二级")), tmp_path / "报考.xlsx"
    common = ("--profile", own, "--date", CHECK_DATE, "--format", "json")
    built = wdyy("build-registration", roster, "-o", out, *VALUES, *common)
    assert (built.status, built.report["findings"], built.report["results"]["rows_written"]) == (0, [], 10)
    linted = wdyy("lint-registration", out, *common)
    assert (linted.status, linted.report["findings"]) == (0, [])


def test_what_is_right_for_one_certificate_is_wrong_for_the_other(
    wdyy: Wdyy, tmp_path: Path, own: Path
) -> None:
    roster, out = table(tmp_path / "花名册.xlsx", ROSTER, rows("二级")), tmp_path / "报考.xlsx"
    wdyy("build-registration", roster, "-o", out, *VALUES, "--profile", own)
    linted = wdyy("lint-registration", out, "--date", CHECK_DATE, "--format", "json")
    places = [f"{letter}{row}" for row in range(4, 14) for letter in "GH"]
    assert sorted((f["code"], f["location"]["cell"]) for f in linted.report["findings"]) == sorted(
        [
            ("REG001", "A3"),
            ("REG002", "A1"),
            *(("REG108" if place[0] == "G" else "REG107", place) for place in places),
        ]
    )


def test_a_level_of_the_guide_is_refused_where_there_is_no_such_level(
    wdyy: Wdyy, tmp_path: Path, own: Path
) -> None:
    roster, out = table(tmp_path / "花名册.xlsx", ROSTER, rows("初级")), tmp_path / "报考.xlsx"
    command = ("build-registration", roster, "-o", out, *VALUES, "--profile", own, "--format", "json")
    ran = wdyy(*command, "--date", CHECK_DATE)
    assert (ran.status, out.exists()) == (1, False)
    assert {f["code"] for f in ran.report["findings"]} == {"ROS107"}


def test_a_profile_without_the_certificates_name_asks_for_it(wdyy: Wdyy, tmp_path: Path) -> None:
    roster, out = table(tmp_path / "花名册.xlsx", ROSTER, rows("初级")), tmp_path / "报考.xlsx"
    command = ("build-registration", roster, "-o", out, *VALUES, "--profile", "generic-1x")
    ran = wdyy(*command)
    assert (ran.status, ran.err.splitlines()) == (
        2,
        [
            "× 不知道“报考证书”该填什么。",
            "  用 --certificate 给出，或写在 wdyy.toml 里：[exam] 的 certificate。",
        ],
    )
    assert wdyy(*command, "--certificate", CERTIFICATE).status == 0
    plain = wdyy("lint-registration", out, "--profile", "generic-1x", "--format", "json")
    named = wdyy(
        *("lint-registration", out, "--profile", "generic-1x", "--format", "json"),
        *("--certificate", CERTIFICATE),
    )
    reason = "证书规定没有写证书名称，也没有用 --certificate 或 wdyy.toml 的 [exam] 给出"
    assert {"code": "REG108", "reason": reason} in plain.report["not_checked"]
    assert "REG108" not in [entry["code"] for entry in named.report["not_checked"]]
    assert plain.report["findings"] == named.report["findings"] == []


def test_a_note_that_is_not_known_is_not_checked_and_that_is_said(wdyy: Wdyy, tmp_path: Path) -> None:
    own = tmp_path / "本校.toml"
    own.write_text('extends = "wdyy-2021"\nname = "本校"\nunset = ["registration.note"]\n', "utf-8")
    roster, out = table(tmp_path / "花名册.xlsx", ROSTER, rows("初级")), tmp_path / "报考.xlsx"
    wdyy("build-registration", roster, "-o", out, *VALUES)
    ran = wdyy("lint-registration", out, "--profile", own, "--format", "json", "--date", CHECK_DATE)
    reason = "证书规定没有写模板的标题或填写说明，也没有用 --template 给出模板"
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert {"code": "REG002", "reason": reason} in ran.report["not_checked"]


def test_only_residents_where_the_profile_says_so(wdyy: Wdyy, tmp_path: Path) -> None:
    own = tmp_path / "本校.toml"
    own.write_text('extends = "generic-1x"\nname = "本校"\n[id_number]\nkinds = ["resident"]\n', "utf-8")
    students = changed(STUDENTS, 3, number="810000199408230021")
    roster = table(tmp_path / "花名册.xlsx", ROSTER, [(s.name, s.number, "初级") for s in students])
    command = ("check-roster", roster, "--date", CHECK_DATE, "--format", "json", "--profile")
    ran = wdyy(*command, own)
    assert [(f["code"], f["location"]["cell"], f["message"]) for f in ran.report["findings"]] == [
        ("IDN012", "B5", "这是港澳台居民居住证的号码，只接收居民身份证")
    ]
    assert wdyy(*command, "generic-1x").report["findings"] == []
