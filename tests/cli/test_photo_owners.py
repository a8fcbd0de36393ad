"""Photos that are called by a name or a student number: whose they are, wherever there is a roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait

Wdyy = Callable[..., Ran]
HE, LI, LI_2, WANG = (id_number(number) for number in (1, 2, 3, 4))
ROSTER = f"""姓名,学号,班级,身份证号
何敏军,240101,电商2401班,{HE}
李四,240102,电商2401班,{LI}
李四,240201,电商2402班,{LI_2}
王五,240202,电商2402班,{WANG}
"""
RIGHT = {f"{number}.jpg": portrait(at) for at, number in enumerate((HE, LI, LI_2, WANG))}


def called(**renamed: str) -> dict[str, bytes]:
    """Give the right photos, those of some numbers called otherwise."""
    return {renamed.get(f"n{name[:-4]}", name): data for name, data in RIGHT.items()}


CASES: dict[str, tuple[Mapping[str, bytes], list[tuple[str, str | None, str | None]], str]] = {
    "by name": (
        called(**{f"n{HE}": "何敏军.jpg"}),
        [("PHO101", "何敏军.jpg", HE)],
        f"何敏军.jpg 应改名为 {HE}.jpg（电商2401班 何敏军）",
    ),
    "by student number": (
        called(**{f"n{LI}": "240102.jpg"}),
        [("PHO101", "240102.jpg", LI)],
        f"240102.jpg 应改名为 {LI}.jpg（电商2401班 李四）",
    ),
    "by name and class": (
        called(**{f"n{LI_2}": "电商2402班 李四(1).jpg"}),
        [("PHO101", "电商2402班 李四(1).jpg", LI_2)],
        f"电商2402班 李四(1).jpg 应改名为 {LI_2}.jpg（电商2402班 李四）",
    ),
    "two of one name": (
        called(**{f"n{LI_2}": "李四.jpg"}),
        [("PHO101", "李四.jpg", None), ("XRF001", None, LI_2)],
        "文件名“李四”里没有身份证号；花名册里有 电商2401班 李四、电商2402班 李四，分不清是谁的照片",
    ),
    "two photos of one student": (
        {**RIGHT, "王五.jpg": portrait(9)},
        [("PHO101", "王五.jpg", WANG)],
        f"王五.jpg 和 {WANG}.jpg 都是 电商2402班 王五 的照片，挑对的一张，改名为 {WANG}.jpg，另外的移到别处",
    ),
    "nobody's": (
        {**RIGHT, "IMG_0001.jpg": portrait(9)},
        [("PHO101", "IMG_0001.jpg", None)],
        "文件名“IMG_0001”里没有身份证号，也对不上花名册里的姓名或学号",
    ),
}


@pytest.mark.parametrize(("members", "expected", "message"), CASES.values(), ids=CASES)
def test_whose_photo_it_is_is_told_and_nobody_is_missed_who_has_one(
    wdyy: Wdyy,
    tmp_path: Path,
    members: Mapping[str, bytes],
    expected: list[tuple[str, str | None, str | None]],
    message: str,
) -> None:
    (tmp_path / "花名册.csv").write_text(ROSTER, "utf-8")
    zipped = photo_zip(tmp_path / "照片.zip", members)
    common = ("--format", "json", "--date", CHECK_DATE)
    ran = wdyy("check-photos", zipped, "--roster", tmp_path / "花名册.csv", *common)
    (tmp_path / "wdyy.toml").write_text('[files]\nroster = "花名册.csv"\nphotos = ["照片.zip"]\n', "utf-8")
    gate = wdyy("check", tmp_path, *common)
    for report in (ran.report, gate.report):
        found = [(f["code"], f["location"]["member"], f["id_number"]) for f in report["findings"]]
        assert sorted(found) == sorted(expected)
        (told,) = (f for f in report["findings"] if f["code"] == "PHO101")
        assert told["message"] == message


def test_a_registration_sheet_tells_it_as_well(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(ROSTER, "utf-8")
    zipped = photo_zip(tmp_path / "照片.zip", called(**{f"n{HE}": "何敏军.jpg", f"n{WANG}": "240202.jpg"}))
    values = (
        "--school",
        "甲校",
        "--site",
        "甲站",
        "--plan",
        "甲计划",
        "--level",
        "初级",
        "--student-type",
        "院校考生",
    )
    sheet, roster = tmp_path / "报考.xlsx", tmp_path / "花名册.csv"
    assert wdyy("build-registration", roster, "-o", sheet, "-q", *values).status == 0
    rules = ("--select", "PHO,XRF", "--format", "json", "--date", CHECK_DATE)
    common = ("--photos", zipped, *rules)
    assert wdyy("lint-registration", sheet, "--roster", roster, *common).found == [
        ("PHO101", "240202.jpg"),
        ("PHO101", "何敏军.jpg"),
    ]
    assert wdyy("lint-registration", sheet, *common).found == [("PHO101", "何敏军.jpg"), ("XRF001", None)]


def test_a_folder_of_a_class_tells_namesakes_apart_and_a_wrong_number_is_no_name(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    wrong = HE[:-1] + ("1" if HE[-1] != "1" else "2")
    (tmp_path / "花名册.csv").write_text(ROSTER.replace(HE, wrong), "utf-8")
    for name in ("电商2401班/李四.jpg", "电商2402班/李四.jpg", "电商2402班/王五.jpg", "何敏军.jpg"):
        (tmp_path / "照片" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "照片" / name).write_bytes(portrait(len(name)))
    common = ("--format", "json", "--date", CHECK_DATE)
    ran = wdyy("check-photos", tmp_path / "照片", "--roster", tmp_path / "花名册.csv", *common)
    told = {f["location"]["member"]: f for f in ran.report["findings"] if f["code"] == "PHO101"}
    assert {member: f["id_number"] for member, f in told.items()} == {
        "电商2401班/李四.jpg": LI,
        "电商2402班/李四.jpg": LI_2,
        "电商2402班/王五.jpg": WANG,
        "何敏军.jpg": wrong,
    }
    assert "先改正花名册" in told["何敏军.jpg"]["message"]
    assert "XRF001" not in {f["code"] for f in ran.report["findings"]}
