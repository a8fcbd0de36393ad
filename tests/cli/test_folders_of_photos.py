"""Folders, patterns and dropped paths as photos, and what lies unused in a school's folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait

Wdyy = Callable[..., Ran]
JSON = ("--format", "json", "--date", CHECK_DATE)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with two class zips in one, and a single photo in another."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "照片" / "二年级").mkdir(parents=True)
    photo_zip(tmp_path / "照片" / "一班.zip", {f"{id_number(1)}.jpg": portrait(1)})
    photo_zip(tmp_path / "照片" / "二年级" / "二班.ZIP", {f"{id_number(2)}.jpg": portrait(2)})
    (tmp_path / "补拍").mkdir()
    (tmp_path / "补拍" / f"{id_number(3)}.jpg").write_bytes(portrait(3))
    return tmp_path


ONE, TWO, SINGLE = ("照片/一班.zip", 1), ("照片/二年级/二班.ZIP", 1), ("补拍", 1)
NAMED = {
    "a folder of zips": (["照片"], [ONE, TWO]),
    "a pattern": (["照片/*.zip"], [ONE]),
    "a pattern over folders": (["*"], [ONE, TWO, SINGLE]),
    "quotes that a dropped path brings along": (['"照片/一班.zip"', "“补拍”"], [ONE, SINGLE]),
    "the same in several words": (["照片", "./照片/一班.zip", "照片/*.zip"], [ONE, TWO]),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("named", "inputs"), NAMED.values(), ids=NAMED)
def test_photos_are_found_as_they_were_meant(
    wdyy: Wdyy, named: list[str], inputs: list[tuple[str, int]]
) -> None:
    ran = wdyy("check-photos", *named, *JSON)
    assert (ran.status, ran.found) == (0, [])
    assert sorted((given["path"], given["items"]) for given in ran.report["inputs"]) == sorted(inputs)


def test_a_pattern_that_nothing_fits_is_unusable(wdyy: Wdyy, here: Path) -> None:
    ran = wdyy("check-photos", "没有/*.zip", *JSON)
    assert (ran.status, ran.report["inputs"][0]["status"]) == (2, "unreadable")
    assert here.is_dir()


def test_what_is_no_photo_in_a_folder_is_told_and_is_to_be_moved_not_deleted(wdyy: Wdyy, here: Path) -> None:
    (here / "补拍" / "说明.txt").write_text("请查收", "utf-8")
    (here / "补拍" / "三班.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(90))
    (here / "照片" / "名单.txt").write_text("名单", "utf-8")
    ran = wdyy("check-photos", "补拍", "照片", *JSON)
    assert ran.found == [("PHO005", "名单.txt"), ("PHO005", "说明.txt"), ("PHO012", "三班.rar")]
    assert "移出文件夹" in next(f["fix"] for f in ran.report["findings"] if f["code"] == "PHO005")


def test_a_workspace_takes_patterns_and_tells_what_it_does_not_use(wdyy: Wdyy, here: Path) -> None:
    (here / "花名册.csv").write_text(
        "姓名,身份证号\n" + "".join(f"王小{n},{id_number(at)}\n" for at, n in ((1, "一"), (2, "二"))), "utf-8"
    )
    (here / "花名册(1).csv").write_text(f"姓名,身份证号\n王小三,{id_number(3)}\n", "utf-8")
    (here / "说明.txt").write_text("说明", "utf-8")
    toml = '[files]\nroster = "花名册.csv"\nphotos = ["照片/*.zip", "照片/二年级"]\n'
    (here / "wdyy.toml").write_text(toml, "utf-8")
    wdyy("check", "--report", "报告.xlsx", "--date", CHECK_DATE)
    ran = wdyy("check", *JSON)
    assert (ran.status, ran.found) == (0, [])
    reason = "wdyy.toml 的 [files] 里没有写它，没有检查"
    roster, photos = f"像是花名册（roster）；{reason}", f"像是照片（photos）；{reason}"
    assert ran.report["unused"] == [
        {"path": "花名册(1).csv", "reason": roster},
        {"path": "补拍", "reason": photos},
    ]
    text = wdyy("check", "--date", CHECK_DATE).out
    assert f"没有用到的文件：\n  花名册(1).csv：{roster}\n  补拍：{photos}\n" in text


@pytest.mark.slow
def test_a_list_of_rooms_tells_that_machines_do_not_suffice(wdyy: Wdyy, here: Path) -> None:
    assert wdyy("init", "校", "--demo", "--clean", "-q").status == 0
    school = here / "校"
    before = wdyy("check", "校", *JSON)
    (school / "清单.csv").write_text("考场名称,机位数\n2号楼301机房,1\n2号楼302机房,200\n", "utf-8")
    toml = (school / "wdyy.toml").read_text("utf-8")
    (school / "wdyy.toml").write_text(
        toml.replace('room_list = "考场清单.xlsx"', 'room_list = "清单.csv"'), "utf-8"
    )
    after = wdyy("check", "校", *JSON)
    assert before.found == []
    assert [f["code"] for f in after.report["findings"] if f["severity"] == "error"] == ["ROM002"]
    assert {given["path"] for given in after.report["inputs"]} - {
        g["path"] for g in before.report["inputs"]
    } == {"清单.csv"}


def test_another_school_is_never_checked_in_place_of_the_one_that_was_named(wdyy: Wdyy, here: Path) -> None:
    (here / "甲校").mkdir()
    (here / "甲校" / "乙校").mkdir()
    (here / "甲校" / "wdyy.toml").write_text('[files]\nphotos = ["../补拍"]\n', "utf-8")
    ran = wdyy("check", "甲校/乙校")
    assert (ran.status, ran.out) == (2, "")
    assert "“甲校/乙校”里没有认出要检查的文件" in ran.err
    assert wdyy("check", "甲校", *JSON).status == 0


def test_an_empty_folder_is_no_success(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    ran = wdyy("check-photos", tmp_path, "--format", "json")
    assert (ran.status, ran.found, len(ran.report["inputs"])) == (1, [("PHO009", None)], 1)


def test_a_folder_and_the_zip_that_was_made_of_it_are_told_once(wdyy: Wdyy, here: Path) -> None:
    photos = {f"{id_number(index)}.jpg": portrait(index) for index in range(4)}
    folder = here / "全班"
    folder.mkdir()
    for name, data in photos.items():
        (folder / name).write_bytes(data)
    photo_zip(folder / "全班.zip", photos)
    ran = wdyy("check-photos", "全班", *JSON)
    (finding,) = ran.report["findings"]
    assert (ran.status, finding["code"], finding["severity"]) == (0, "PHO401", "warning")
    assert (finding["location"]["file"], finding["location"]["member"]) == ("全班/全班.zip", None)
    assert "里面有 4 张照片，“全班”里各有一张一模一样的" in finding["message"]
    assert "不用删" in finding["fix"]


def test_a_photo_that_differs_from_the_one_in_the_folder_is_told_by_itself(wdyy: Wdyy, here: Path) -> None:
    photos = {f"{id_number(index)}.jpg": portrait(index) for index in range(4)}
    photo_zip(here / "旧.zip", {**photos, f"{id_number(0)}.jpg": portrait(9)})
    photo_zip(here / "新.zip", photos)
    ran = wdyy("check-photos", "旧.zip", "新.zip", *JSON)
    found = {(finding["code"], finding["location"]["member"]) for finding in ran.report["findings"]}
    assert (ran.status, found) == (1, {("PHO401", f"{id_number(0)}.jpg"), ("PHO401", None)})
