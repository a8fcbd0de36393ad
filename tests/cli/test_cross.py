"""Roster, registration and photos held against each other: `--roster` and `--photos`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from school import NAMES
from sheet_builders import at_cell, findings, listed, put, registration, roster, student
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos

Wdyy = Callable[..., Ran]
COUNT = 5
ONE, ME, STRANGER = id_number(0), id_number(2), id_number(30)
SLIP = ME[:15] + ("8" if ME[15] != "8" else "9") + ME[16:]
SWAPPED = ME[:14] + ME[15] + ME[14] + ME[16:]
LINT = ("--format", "json", "--date", CHECK_DATE)

Row = tuple[str, str, str, str | None]
"""Code, file, ID number, cell or member of a finding."""


def seen(ran: Ran) -> list[Row]:
    return sorted(
        (
            f["code"],
            Path(f["location"]["file"]).name,
            f["id_number"],
            f["location"]["cell"] or f["location"]["member"],
        )
        for f in ran.report["findings"]
    )


def _levels(*levels: str) -> list[list[object]]:
    """Give the roster, the first student with each of these levels: the second one in a last row."""
    first, *others = listed()
    return [[*first, levels[0]], *([*row, "初级"] for row in others), *([*first, of] for of in levels[1:])]


def _row(row: int, level: str) -> dict[str, str]:
    """Give the first student's cells in this row of the registration sheet."""
    texts = (*student(0)[:-1], level)
    return {f"{column}{row}": text for column, text in zip("ABCDEFGH", texts, strict=True)}


LISTS: dict[str, tuple[Callable[[], list[list[object]]], tuple[str, ...], dict[str, str], list[Row]]] = {
    "all agree": (listed, (), {}, []),
    "listed, not registered": (
        lambda: [*listed(), ["钱七", STRANGER]],
        (),
        {},
        [("XRF003", "花名册.xlsx", STRANGER, "B7")],
    ),
    "registered, not listed": (
        lambda: listed()[1:],
        (),
        {},
        [("XRF004", "报考.xlsx", ONE, "B4")],
    ),
    "a name with a blank inside": (
        listed,
        (),
        {"A6": "王 三"},
        [("REG105", "报考.xlsx", ME, "A6")],
    ),
    "two names": (listed, (), {"A6": "王山"}, [("XRF005", "报考.xlsx", ME, "A6")]),
    "two levels": (
        lambda: [[*row, "中级"] for row in listed(1)] + [[*row, "初级"] for row in listed()[1:]],
        ("证书等级",),
        {},
        [("XRF006", "报考.xlsx", ONE, "H4")],
    ),
    "two levels of one student, in another order": (
        lambda: _levels("初级", "中级"),
        ("证书等级",),
        {**_row(4, "中级"), **_row(9, "初级")},
        [],
    ),
    "two levels of one student, one registered": (
        lambda: _levels("初级", "中级"),
        ("证书等级",),
        {},
        [("XRF003", "花名册.xlsx", ONE, "B7")],
    ),
    "two levels of one student, one listed": (
        lambda: _levels("初级"),
        ("证书等级",),
        _row(9, "中级"),
        [("XRF004", "报考.xlsx", ONE, "B9")],
    ),
    "two levels of one student, the second is another": (
        lambda: _levels("初级", "中级"),
        ("证书等级",),
        _row(9, "高级"),
        [("XRF006", "报考.xlsx", ONE, "H9")],
    ),
    "two levels of one student, the roster says none": (listed, (), _row(9, "中级"), []),
    "once with a level, once without": (
        lambda: [*_levels("初级"), [*listed(1)[0], ""]],
        ("证书等级",),
        {},
        [],
    ),
    "two levels of somebody who is not registered": (
        lambda: [*_levels("初级"), ["钱七", STRANGER, "初级"], ["钱七", STRANGER, "中级"]],
        ("证书等级",),
        {},
        [("XRF003", "花名册.xlsx", STRANGER, "B7"), ("XRF003", "花名册.xlsx", STRANGER, "B8")],
    ),
    "two student types": (
        lambda: [[*row, "社会考生"] for row in listed(1)] + [[*row, "院校考生"] for row in listed()[1:]],
        ("学生类型",),
        {},
        [("XRF006", "报考.xlsx", ONE, "C4")],
    ),
    "the same level in other words": (
        lambda: [[*row, "初级证书"] for row in listed()],
        ("证书等级",),
        {},
        [],
    ),
    "something else under a vague header": (lambda: [[*row, "优"] for row in listed()], ("等级",), {}, []),
    "a slip in the registration": (
        listed,
        (),
        {"B6": SLIP},
        [("IDN003", "报考.xlsx", SLIP, "B6"), ("XRF008", "报考.xlsx", SLIP, "B6")],
    ),
    "a slip in the roster": (
        lambda: [*listed()[:2], [NAMES[2], SLIP], *listed()[3:]],
        (),
        {},
        [("XRF008", "花名册.xlsx", SLIP, "B4")],
    ),
}


@pytest.mark.parametrize(("rows", "headers", "planted", "expected"), LISTS.values(), ids=LISTS)
def test_roster_and_registration(
    wdyy: Wdyy,
    tmp_path: Path,
    rows: Callable[[], list[list[object]]],
    headers: tuple[str, ...],
    planted: dict[str, str],
    expected: list[Row],
) -> None:
    sheet = registration(tmp_path / "报考.xlsx", put(**planted))
    names = roster(tmp_path / "花名册.xlsx", rows(), ("姓名", "身份证号", *headers))
    ran = wdyy("lint-registration", sheet, "--roster", names, *LINT)
    assert seen(ran) == sorted(expected)
    assert ran.status == (1 if expected else 0)


def test_a_level_that_is_neither_given_nor_listed_is_told_once(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = registration(tmp_path / "报考.xlsx", put(H6="高级"))
    names = roster(
        tmp_path / "花名册.xlsx", [[*row, "初级"] for row in listed()], ("姓名", "身份证号", "证书等级")
    )
    ran = wdyy("lint-registration", sheet, "--roster", names, "--level", "初级", *LINT)
    assert seen(ran) == [("XRF006", "报考.xlsx", ME, "H6")]
    only = wdyy("lint-registration", sheet, "--roster", names, "--level", "初级", "--select", "REG", *LINT)
    assert seen(only) == [("REG113", "报考.xlsx", ME, "H6")]


def test_whoever_could_not_be_compared_is_not_clean(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = registration(tmp_path / "报考.xlsx")
    names = roster(tmp_path / "花名册.xlsx", [*listed()[:4], [NAMES[4], "待补"]])
    ran = wdyy("lint-registration", sheet, "--roster", names, *LINT)
    assert (ran.status, seen(ran), ran.report["summary"]["verdict"]) == (0, [], "partial")


# words: (what is left of the number, what is told of it)
LOST: dict[str, tuple[float | str, str]] = {
    "stored as a number": (110101200801031000, "IDN010"),
    "in scientific notation": ("1.10101E+17", "IDN011"),
    "with zeros for its end": ("110101200001011000", "IDN011"),
}


@pytest.mark.parametrize(("left", "code"), LOST.values(), ids=LOST)
def test_a_number_that_one_list_lost_is_told_once(
    wdyy: Wdyy, tmp_path: Path, left: float | str, code: str
) -> None:
    photos = photo_zip(tmp_path / "照片.zip", right_photos(COUNT))
    sheet = registration(tmp_path / "报考.xlsx")
    names = roster(tmp_path / "花名册.xlsx", [*listed()[:2], [NAMES[2], left], *listed()[3:]])
    ran = wdyy("check", sheet, names, photos, *LINT)
    assert [(each[0], each[1]) for each in seen(ran)] == [(code, "花名册.xlsx")]
    sheet = registration(tmp_path / "报考.xlsx", put(B6=left))
    names = roster(tmp_path / "花名册.xlsx", listed())
    ran = wdyy("lint-registration", sheet, "--roster", names, *LINT)
    assert [found.code for found in findings(ran.report)] == [code]
    assert {"code": "XRF", "reason": "报考表里有 1 名学生没有可用的身份证号，没有核对"} in ran.report[
        "not_checked"
    ]


def test_photos_and_registration(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = registration(tmp_path / "报考.xlsx")
    photos = right_photos(COUNT)
    del photos[f"{ME}.jpg"]
    photos[f"{STRANGER}.jpg"] = portrait(30)
    zipped = photo_zip(tmp_path / "照片.zip", photos)
    ran = wdyy("lint-registration", sheet, "--photos", zipped, *LINT)
    assert seen(ran) == [
        ("XRF001", "报考.xlsx", ME, "B6"),
        ("XRF002", "照片.zip", STRANGER, f"{STRANGER}.jpg"),
    ]
    assert [(given["path"], given["items"]) for given in ran.report["inputs"]] == [
        (str(sheet), 5),
        (str(zipped), 5),
    ]
    assert ran.report["summary"]["items"] == 5


def test_photos_in_several_places_count_together(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet, photos = registration(tmp_path / "报考.xlsx"), right_photos(COUNT)
    one = photo_zip(tmp_path / "一.zip", dict(list(photos.items())[:2]))
    folder = tmp_path / "补拍"
    folder.mkdir()
    for name, data in list(photos.items())[2:]:
        (folder / name).write_bytes(data)
    ran = wdyy("lint-registration", sheet, "--photos", one, "--photos", folder, *LINT)
    assert (ran.status, seen(ran)) == (0, [])
    assert [(given["path"], given["items"]) for given in ran.report["inputs"]] == [
        (str(sheet), COUNT),
        (str(one), 2),
        (str(folder), COUNT - 2),
    ]
    assert ran.report["inputs"][1]["sha256"] == hashlib.sha256(one.read_bytes()).hexdigest()


def test_photos_that_cannot_be_read_do_not_hide_the_others(wdyy: Wdyy, tmp_path: Path) -> None:
    sheet = registration(tmp_path / "报考.xlsx")
    one = photo_zip(tmp_path / "一.zip", right_photos(2))
    ran = wdyy("lint-registration", sheet, "--photos", one, "--photos", tmp_path / "没有.zip", *LINT)
    assert (ran.status, seen(ran)) == (2, [])
    assert [given["status"] for given in ran.report["inputs"]] == ["checked", "checked", "unreadable"]
    assert {"code": "XRF001", "reason": "照片没有读出来"} in ran.report["not_checked"]


PHOTOS: dict[str, tuple[Callable[[dict[str, bytes]], None], list[Row]]] = {
    "all agree": (lambda photos: photos.update(), []),
    "no photo": (lambda photos: _drop(photos, ME), [("XRF001", "花名册.xlsx", ME, "B4")]),
    "a photo of nobody": (
        lambda photos: photos.update({f"{STRANGER}.jpg": portrait(30)}),
        [("XRF002", "照片.zip", STRANGER, f"{STRANGER}.jpg")],
    ),
    "a swap in the name of a photo": (
        lambda photos: photos.update({f"{SWAPPED}.jpg": photos.pop(f"{ME}.jpg")}),
        [("IDN003", "照片.zip", SWAPPED, f"{SWAPPED}.jpg"), ("XRF001", "花名册.xlsx", ME, "B4")],
    ),
}


def _drop(photos: dict[str, bytes], number: str) -> None:
    del photos[f"{number}.jpg"]


@pytest.mark.parametrize(("change", "expected"), PHOTOS.values(), ids=PHOTOS)
def test_photos_and_roster(
    wdyy: Wdyy, tmp_path: Path, change: Callable[[dict[str, bytes]], None], expected: list[Row]
) -> None:
    photos = right_photos(COUNT)
    change(photos)
    names = roster(tmp_path / "花名册.xlsx", listed())
    zipped = photo_zip(tmp_path / "照片.zip", photos)
    ran = wdyy("check-photos", zipped, "--roster", names, *LINT)
    assert seen(ran) == sorted(expected)
    assert [item for item in ran.report["not_checked"] if item["code"].startswith("XRF")] == []


def test_a_near_photo_is_named_where_one_is_missing(wdyy: Wdyy, tmp_path: Path) -> None:
    photos = right_photos(COUNT)
    photos[f"{SWAPPED}.jpg"] = photos.pop(f"{ME}.jpg")
    names = roster(tmp_path / "花名册.xlsx", listed())
    ran = wdyy(
        "check-photos", photo_zip(tmp_path / "照片.zip", photos), "--roster", names, "--date", CHECK_DATE
    )
    assert f"王三 没有照片；有一张照片叫 {SWAPPED}，第 15、16 位颠倒了" in ran.out


def test_a_roster_without_one_usable_number_cannot_be_used(wdyy: Wdyy, tmp_path: Path) -> None:
    names = roster(tmp_path / "花名册.xlsx", [[name, 110101200801031000] for name in NAMES])
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(2))
    ran = wdyy("check-photos", zipped, "--roster", names, *LINT)
    assert (ran.status, seen(ran)) == (2, [])
    assert ran.report["inputs"][1]["reason"] == (
        f"“{names}”里没有一个可用的身份证号，没法用它核对。先运行 wdyy check-roster {names} 看看是什么问题。"
    )
    assert {"code": "XRF001", "reason": "花名册没有读出来"} in ran.report["not_checked"]


def test_a_surplus_photo_may_be_that_of_a_student_without_a_number(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = listed()
    rows[2][1] = 110101200801031000
    names = roster(tmp_path / "花名册.xlsx", rows)
    ran = wdyy(
        "check-photos", photo_zip(tmp_path / "照片.zip", right_photos(COUNT)), "--roster", names, *LINT
    )
    assert seen(ran) == [("XRF002", "照片.zip", ME, f"{ME}.jpg")]
    (finding,) = ran.report["findings"]
    assert finding["message"] == (f"花名册里没有 {ME}；其中有 1 名学生没有可用的身份证号，可能是他们的")
    assert {"code": "XRF", "reason": "花名册里有 1 名学生没有可用的身份证号，没有核对"} in ran.report[
        "not_checked"
    ]


def test_nobody_lacks_a_photo_that_could_not_be_read(wdyy: Wdyy, tmp_path: Path) -> None:
    names = roster(tmp_path / "花名册.xlsx", listed())
    good = photo_zip(tmp_path / "一.zip", right_photos(2))
    broken = tmp_path / "二.zip"
    broken.write_bytes(good.read_bytes()[:500])
    ran = wdyy("check-photos", good, broken, "--roster", names, *LINT)
    assert (ran.status, seen(ran)) == (2, [])
    assert {"code": "XRF001", "reason": "照片没有读出来"} in ran.report["not_checked"]


UNREADABLE = {
    "roster": ("--roster", "花名册", ["XRF003", "XRF004", "XRF005", "XRF006", "XRF008"]),
    "photos": ("--photos", "照片", ["XRF001", "XRF002"]),
}


@pytest.mark.parametrize(("option", "word", "codes"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_stops_nothing_and_is_said(
    wdyy: Wdyy, tmp_path: Path, option: str, word: str, codes: list[str]
) -> None:
    sheet = registration(tmp_path / "报考.xlsx", put(B6=ME[:-1]))
    ran = wdyy("lint-registration", sheet, option, tmp_path / "没有", *LINT)
    assert ran.status == 2
    assert findings(ran.report) == [at_cell("IDN001", "B6", "身份证号", ME[:-1], who=(NAMES[2], ME[:-1]))]
    assert [given["status"] for given in ran.report["inputs"]] == ["checked", "unreadable"]
    assert [
        item["code"] for item in ran.report["not_checked"] if item["reason"] == f"{word}没有读出来"
    ] == codes
