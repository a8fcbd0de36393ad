"""`wdyy prepare-photos --map`: a table in which a person has decided whose pictures are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from photographer import deliver, jpeg, number, prepare

FILES = {"IMG_1.jpg": jpeg(1), "一/IMG_2.jpg": jpeg(2), "二/IMG_2.jpg": jpeg(3), "王小明.jpg": jpeg(4)}


def decide(
    wdyy: Callable[..., Ran], folder: Path, rows: str, *more: str, header: str = "文件名,身份证号"
) -> Ran:
    deliver(folder / "摄影师", FILES)
    table = folder / "对照.csv"
    table.write_text(f"{header}\n{rows}", encoding="utf-8-sig")
    return prepare(wdyy, folder, "--allow-missing", "--map", table, "--format", "json", *more)


WAYS = {
    "the file name": "IMG_1.jpg",
    "without its ending": "IMG_1",
    "in other capitals": "img_1.JPG",
    "the folder as well": "摄影师/IMG_1.jpg",
    "a folder as Windows writes it": "摄影师\\IMG_1.jpg",
    "the whole path, as copied": '"{folder}/摄影师/IMG_1.jpg"',
}


@pytest.mark.parametrize("written", WAYS.values(), ids=WAYS)
def test_a_picture_may_be_named_in_many_ways(wdyy: Callable[..., Ran], tmp_path: Path, written: str) -> None:
    named = written.format(folder=tmp_path).replace('"', '""')
    ran = decide(wdyy, tmp_path, f'"{named}",{number(2)}\n', "--dry-run")
    whose = {Path(one["source"]).name: one["id_number"] for one in ran.report["results"]["photos"]}
    assert (whose["IMG_1.jpg"], whose["王小明.jpg"]) == (number(2), number(1))


def test_what_was_decided_counts_more_than_the_name(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    rows = f"IMG_1.jpg,{number(1)}\n一/IMG_2.jpg,{number(2)}\n二/IMG_2.jpg,{number(3)}\n"
    photos = decide(wdyy, tmp_path, rows).report["results"]["photos"]
    made = {one["source"].removeprefix(f"{tmp_path}/摄影师/"): one["target"] for one in photos}
    assert made == {
        "IMG_1.jpg": f"{number(1)}.jpg",
        "一/IMG_2.jpg": f"{number(2)}.jpg",
        "二/IMG_2.jpg": f"{number(3)}.jpg",
        "王小明.jpg": None,
    }
    (told,) = [one["left_out"] for one in photos if one["target"] is None]
    assert "对照表里写的是" in told


UNUSABLE = {
    "no such file": ("没有.jpg,{1}\n", "第 2 行“没有.jpg”没有这个文件"),
    "two files of this name": ("IMG_2.jpg,{1}\n", "第 2 行“IMG_2.jpg”有几个文件叫这个名称"),
    "no number": ("IMG_1.jpg,\n", "第 2 行缺少能用的身份证号"),
    "no file name": (",{1}\n", "第 2 行缺少文件名"),
    "a number that nobody has": ("IMG_1.jpg,{8}\n", "第 2 行的身份证号，花名册里没有"),
    "a number that was rounded": ("IMG_1.jpg,1.10101E+17\n", "第 2 行的身份证号，花名册里没有"),
    "two numbers for one file": ("IMG_1.jpg,{1}\nIMG_1,{2}\n", "第 3 行“IMG_1”写了两个身份证号"),
    "several faults": (
        "a.jpg,{1}\nb.jpg,{1}\nIMG_1.jpg,{8}\n",
        "第 2 行“a.jpg”没有这个文件；第 3 行“b.jpg”没有这个文件；第 4 行的身份证号，花名册里没有",
    ),
    "no row": ("", "一行也没有"),
    "a number in no column": ("IMG_1.jpg,{1},,{2}\n", "里面的 1 个身份证号没有算在内"),
}


@pytest.mark.parametrize(("rows", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_decision_never_gets_lost(wdyy: Callable[..., Ran], tmp_path: Path, rows: str, said: str) -> None:
    ran = decide(wdyy, tmp_path, rows.format(*map(number, range(9))))
    assert (ran.status, said in ran.out + ran.err) == (2, True)
    assert not (tmp_path / "照片.zip").exists()


def test_a_name_in_the_table_has_to_be_that_of_the_number(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    header = "文件名,姓名,身份证号"
    ran = decide(wdyy, tmp_path, f"IMG_1.jpg,李芳,{number(3)}\n", header=header)
    assert (ran.status, "第 2 行的姓名和身份证号" in ran.err) == (2, True)
    right = decide(wdyy, tmp_path, f"IMG_1.jpg,李 芳,{number(2)}\n", "--dry-run", header=header)
    assert right.report["results"]["photos"][0]["name"] == "李芳"


def test_without_the_table_nothing_is_made(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    ran = decide(wdyy, tmp_path, "IMG_1.jpg,x\n", header="文件名,备注")
    reasons = [given["reason"] for given in ran.report["inputs"] if given["reason"]]
    assert (ran.status, len(reasons), "身份证号" in reasons[0]) == (2, 1, True)
    assert not (tmp_path / "照片.zip").exists()
