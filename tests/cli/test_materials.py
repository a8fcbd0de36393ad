"""`wdyy check-materials` and `wdyy name-video`: folders of invented scans, and what is said about them."""

from __future__ import annotations

import contextlib
import csv
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Ran
from wdyy_cli.planning.name_videos import plan_names
from wdyy_cli.texts.video_name import Naming, find_name_fault

SITE = "某某学院考核站点"
ROOMS = ("1号楼101机房", "2号楼202实训室")
SINGLE = ("巡考情况记录表.pdf", "考场封场确认单.jpg", "承诺书.png")
PER_SESSION = [
    f"{item}/{room} {subject}.pdf"
    for item in ("签到表", "考场情况记录表")
    for room in ROOMS
    for subject in ("理论", "实操")
]
VIDEO = f"20210522{SITE}{ROOMS[0]}.mp4"
NO_SUCH_DAY, OTHER_SITE = VIDEO.replace("0522", "0230"), VIDEO.replace(SITE, "别的站点")
SHORT_SITE, NO_SITE = VIDEO.replace(SITE, "某某学院"), VIDEO.replace(SITE, "")
WHOLE = (*SINGLE, *PER_SESSION, VIDEO)


def fill(folder: Path, *paths: str, empty: tuple[str, ...] = ()) -> Path:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"" if path in empty else b"scan")
    return folder


def rooms_sheet(path: Path) -> Path:
    headers = (
        "考核计划",
        "所属考核站点",
        "所属试点院校",
        "考场名称",
        "考场类型",
        "考场座位数",
        "考场地址",
        "本次组织考试的证书",
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                headers,
                *(("计划", SITE, "某某学院", room, "机考+实操考场", 30, "某路", "网店") for room in ROOMS),
            ]
        )
    return path


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        pytest.param(WHOLE, [], id="都齐了"),
        pytest.param((*WHOLE, "草稿纸.pdf"), [], id="草稿纸不用交也可以放着"),
        pytest.param((*WHOLE, "Thumbs.db", "~$巡考.docx"), [], id="系统自己放的文件不算"),
        pytest.param((*WHOLE, f"20210522{SITE}{ROOMS[1]}-2.avi"), [], id="一个考场几段视频"),
        pytest.param(WHOLE[1:], [("MAT001", None)], id="没有巡考情况记录表"),
        pytest.param(("巡考.docx", *WHOLE[1:]), [("MAT001", "巡考.docx")], id="没签字的文档"),
        pytest.param(WHOLE[:-1], [("MAT001", None)], id="没有视频"),
        pytest.param((*SINGLE, *PER_SESSION[1:], VIDEO), [("MAT002", None)], id="少一份签到表"),
        pytest.param((*WHOLE, "扫描0001.pdf"), [("MAT004", "扫描0001.pdf")], id="认不出的扫描件"),
        pytest.param((*WHOLE[:-1], "监控/ch01.mp4"), [("MAT003", "监控/ch01.mp4")], id="摄像机起的名称"),
        pytest.param((*WHOLE[:-1], NO_SUCH_DAY), [("MAT003", NO_SUCH_DAY)], id="没有这一天"),
        pytest.param((*WHOLE[:-1], OTHER_SITE), [("MAT003", OTHER_SITE)], id="别的站点"),
        pytest.param((*WHOLE[:-1], SHORT_SITE), [], id="照手册的例子只写了学院"),
        pytest.param((*WHOLE[:-1], NO_SITE), [("MAT003", NO_SITE)], id="没有站点"),
    ],
)  # fmt: skip
def test_folders(
    wdyy: Callable[..., Ran], tmp_path: Path, paths: tuple[str, ...], found: list[tuple[str, str | None]]
) -> None:
    folder = fill(tmp_path / "上交材料", *paths)
    ran = wdyy(
        "check-materials",
        folder,
        "--rooms",
        rooms_sheet(tmp_path / "考场.csv"),
        "--site",
        SITE,
        "--format",
        "json",
    )
    errors = [code for code, _ in found if code != "MAT004"]
    assert (ran.found, ran.status) == (found, 1 if errors else 0)


def test_an_empty_scan_is_none(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    folder = fill(tmp_path / "上交材料", *WHOLE, empty=SINGLE[:1])
    ran = wdyy("check-materials", folder, "--rooms", rooms_sheet(tmp_path / "考场.csv"), "--format", "json")
    assert ran.found == [("MAT001", SINGLE[0])]


def test_without_rooms_each_subject_is_asked_for_once(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    one_room = [path for path in PER_SESSION if ROOMS[0] in path]
    folder = fill(tmp_path / "上交材料", *SINGLE, *one_room, VIDEO)
    report = wdyy("check-materials", folder, "--format", "json").report
    assert (report["findings"], [entry["code"] for entry in report["not_checked"]]) == (
        [],
        ["MAT002", "MAT003"],
    )
    assert report["summary"]["verdict"] == "partial"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda _: None, "找不到", id="没有这个文件夹"),
        pytest.param(lambda path: path.mkdir(), "没有文件", id="空文件夹"),
        pytest.param(lambda path: path.write_bytes(b"x"), "不是文件夹", id="是一个文件"),
    ],
)
def test_folders_that_cannot_be_used(
    wdyy: Callable[..., Ran], tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    make(tmp_path / "材料")
    ran = wdyy("check-materials", tmp_path / "材料", "--format", "json")
    assert (ran.status, said in ran.report["inputs"][0]["reason"]) == (2, True)


def name_video(wdyy: Callable[..., Ran], folder: Path, *more: object) -> Ran:
    return wdyy(
        "name-video", folder, "--rooms", rooms_sheet(folder.parent / "考场.csv"), "--site", SITE,
        "--date", "2021-05-22", *more,
    )  # fmt: skip


def test_videos_are_renamed_by_room_and_never_over_a_file(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    taken = f"20210522{SITE}{ROOMS[1]}.avi"
    folder = fill(
        tmp_path / "录像",
        "101机房.mp4",
        "1号楼101机房/a.mp4",
        "1号楼101机房/b.mp4",
        "2号楼202实训室.avi",
        taken,
    )
    (folder / taken).write_bytes(b"other")
    shown = name_video(wdyy, folder, "--format", "json")
    videos = {Path(v["source"]).relative_to(folder).as_posix(): v for v in shown.report["results"]["videos"]}
    targets = {path: v["target"] and Path(v["target"]).name for path, v in videos.items()}
    assert targets == {
        "101机房.mp4": None,
        "1号楼101机房/a.mp4": f"20210522{SITE}{ROOMS[0]}-1.mp4",
        "1号楼101机房/b.mp4": f"20210522{SITE}{ROOMS[0]}-2.mp4",
        "2号楼202实训室.avi": f"20210522{SITE}{ROOMS[1]}-2.avi",
        taken: f"20210522{SITE}{ROOMS[1]}-1.avi",
    }
    assert (shown.status, (folder / "2号楼202实训室.avi").is_file()) == (1, True)


def test_renaming_renames(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    folder = fill(tmp_path / "录像", "1号楼101机房.mp4", "2号楼202实训室.mp4")
    ran = name_video(wdyy, folder, "--rename")
    names = sorted(path.name for path in folder.iterdir())
    assert (ran.status, names) == (0, [f"20210522{SITE}{room}.mp4" for room in ROOMS])
    assert name_video(wdyy, folder, "--rename").status == 0


def test_a_name_that_is_taken_is_left_alone(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    folder = fill(tmp_path / "录像", "1号楼101机房.mp4", f"20210522{SITE}{ROOMS[0]}.mp4")
    ran = wdyy(
        "name-video", folder / "1号楼101机房.mp4", "--room", ROOMS[0], "--site", SITE,
        "--date", "2021年5月22日", "--rename", "--format", "json",
    )  # fmt: skip
    videos = ran.report["results"]["videos"]
    assert [(video["target"], video["renamed"], "没有盖掉" in video["reason"]) for video in videos] == [
        (None, False, True)
    ]
    assert (ran.status, len(list(folder.iterdir()))) == (1, 2)


NAMED = [f"20210522{SITE}{room}" for room in ROOMS]


@pytest.mark.parametrize(
    ("others", "videos", "status", "said"),
    [
        pytest.param(("ch01.mp4",), (), 1, "看不出是哪个考场的", id="一个看不出是哪个考场"),
        pytest.param((f"{NAMED[0]}.mp4/x.txt",), (), 1, "已经有叫", id="名称被一个文件夹占了"),
        pytest.param((), ("没有.mp4",), 2, "找不到", id="有一个文件不在"),
    ],
)
def test_all_are_renamed_or_none(
    wdyy: Callable[..., Ran],
    tmp_path: Path,
    others: tuple[str, ...],
    videos: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    folder = fill(tmp_path / "录像", "1号楼101机房.mp4", "2号楼202实训室.mp4", *others)
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    ran = name_video(wdyy, folder, *(folder / name for name in videos), "--rename", "--format", "json")
    told = [video["reason"] or "" for video in ran.report["results"]["videos"]]
    told += [given["reason"] or "" for given in ran.report["inputs"]]
    assert (ran.status, any(said in reason for reason in told)) == (status, True)
    assert [video["renamed"] for video in ran.report["results"]["videos"]].count(True) == 0
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


def test_where_one_cannot_be_renamed_the_others_get_their_names_back(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("1号楼101机房.mp4", "2号楼202实训室.mp4")
    folder = fill(tmp_path / "录像", *names)
    rename = Path.rename

    def locked(source: Path, target: Path) -> Path:
        if source.name == names[1]:
            raise PermissionError(13, "being used by another process")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", locked)
    ran = name_video(wdyy, folder, "--rename")
    assert (ran.status, "正被别的程序打开" in ran.out, "一个也没有改" in ran.out) == (1, True, True)
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_pieces_that_have_a_number_keep_it(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    names = (f"{NAMED[0]}-2.mp4", f"{NAMED[0]}-4.mp4", "1号楼101机房.mp4", "1号楼101机房 下午.mp4")
    folder = fill(tmp_path / "录像", *names)
    assert name_video(wdyy, folder, folder / names[0], "--rename").status == 0
    after = {f"{NAMED[0]}-{number}.mp4" for number in (1, 2, 3, 4)}
    assert {path.name for path in folder.iterdir()} == after


def test_patterns_and_dropped_paths_are_understood(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(Path("录像"), "1号楼101机房.mp4", "2号楼202实训室.mp4", "说明.txt")
    command = (*(part for room in ROOMS for part in ("--room", room)), "--site", SITE, "--format", "json")
    for named in ("录像/*.mp4", '"录像"'):
        ran = wdyy("name-video", named, *command, "--date", "2021-05-22")
        assert (ran.status, len(ran.report["results"]["videos"])) == (0, 2)
    assert wdyy("check-materials", '"录像"', *command).report["inputs"][0]["path"] == "录像"


def test_a_name_that_no_file_can_have_is_told(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    folder = fill(tmp_path / "录像", "a.mp4")
    ran = wdyy("name-video", folder, "--room", "长" * 90, "--site", SITE, "--date", "2021-05-22", "--rename")
    assert (ran.status, "名称太长" in ran.out, (folder / "a.mp4").is_file()) == (1, True, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param((), "不知道有哪些考场", id="没有考场"),
        pytest.param(("--room", "一号机房"), "不知道考核站点", id="没有站点"),
        pytest.param(("--room", "一号机房", "--rename", "--dry-run"), "不能一起用", id="改名又不改"),
    ],
)
def test_what_is_lacking_is_said(
    wdyy: Callable[..., Ran], tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    folder = fill(tmp_path / "录像", "a.mp4")
    ran = wdyy("name-video", folder, *options)
    assert (ran.status, said in ran.err) == (2, True)


ROOM_NAMES = st.lists(
    st.text(st.sampled_from("一二三四五六七八九十号楼机房室/:*?"), min_size=1, max_size=8).filter(
        lambda text: text.strip("/:*?") != ""
    ),
    min_size=1, max_size=5, unique_by=lambda text: text.translate(dict.fromkeys(map(ord, "/:*?"))),
)  # fmt: skip


@given(ROOM_NAMES, st.dates(min_value=date(1990, 1, 1)), st.data())
def test_a_planned_name_is_a_right_one(rooms: list[str], day: date, data: st.DataObject) -> None:
    naming = Naming(pattern="{date}{site}{room}", site=SITE, day=day, rooms=tuple(rooms))
    room = data.draw(st.sampled_from(rooms))
    planned = plan_names([f"录像/{room.translate(dict.fromkeys(map(ord, '/:*?')))}.mp4"], naming)
    targets = [video.target for video in planned if video.target is not None]
    assert [find_name_fault(target.removesuffix(".mp4"), naming) for target in targets] == [None] * len(
        targets
    )


@given(
    st.lists(st.sampled_from([f"{room} {part}" for room in ROOMS for part in "abc"]), unique=True),
    st.lists(
        st.sampled_from([f"{name}{part}" for name in NAMED for part in ("", "-1", "-2", "-5")]), unique=True
    ),
)
def test_names_differ_and_once_right_they_stay(plain: list[str], named: list[str]) -> None:
    naming = Naming(pattern="{date}{site}{room}", site=SITE, day=date(2021, 5, 22), rooms=ROOMS)
    first = [video.target or "" for video in plan_names([f"{name}.mp4" for name in (*plain, *named)], naming)]
    assert len(set(first)) == len(first)
    assert [video.target for video in plan_names(first, naming)] == first


ODD = (
    "签到表[/].pdf",
    "-rf.pdf",
    "换\n行\t.pdf",
    "\u202e反.pdf",
    "😀 签到表.pdf",
    "'引号\".pdf",
    "%s{}.pdf",
    "=1+1.pdf",
    " .pdf",
    "巡考" * 40 + ".pdf",
    os.fsdecode("乱码".encode("gb18030")) + ".pdf",
)


def test_odd_names_are_told_in_every_format_and_nothing_fails(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    folder = tmp_path / "上交材料"
    folder.mkdir()
    written = 0
    for name in ODD:
        with contextlib.suppress(OSError, UnicodeError):  # not every system takes every name
            (folder / name).write_bytes(b"scan")
            written += 1
    reports = [
        part
        for ending in ("html", "xlsx", "md", "xml", "sarif", "json")
        for part in ("--report", tmp_path / f"报告.{ending}")
    ]
    ran = wdyy("check-materials", folder, *reports, "--no-redact")
    assert (ran.status, f"{written} 个文件" in ran.out) == (1, True)
    assert len(list(tmp_path.glob("报告.*"))) == 6


@pytest.mark.slow
def test_thousands_of_scans_are_looked_at_and_more_than_the_cap_refused(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    folder = tmp_path / "上交材料"
    for inside in ("签到表", "a/" * 400):
        (folder / inside).mkdir(parents=True)
    for index in range(1_500):
        (folder / "签到表" / f"{ROOMS[index % 2]} 理论 {index}.pdf").touch()
        (folder / f"扫描{index}.pdf").touch()
    (folder / ("a/" * 400) / "扫描.pdf").touch()
    ran = wdyy("check-materials", folder, "--rooms", rooms_sheet(tmp_path / "考场.csv"), "--format", "json")
    unknown = [f["code"] for f in ran.report["findings"]].count("MAT004")
    assert (unknown, ran.report["summary"]["items"], ran.status) == (1_501, 3_001, 1)
    (tmp_path / "wdyy.toml").write_text("[zip]\ncap_members = 9\n", encoding="utf-8")
    ran = wdyy("check-materials", folder, "--config", tmp_path / "wdyy.toml", "--format", "json")
    assert (ran.status, "超过 9 个" in ran.report["inputs"][0]["reason"]) == (2, True)


GATE = f'[school]\nsite = "{SITE}"\n[files]\nrooms = "考场.csv"\nmaterials = "上交材料"\n'


@pytest.mark.parametrize(
    ("paths", "expected", "status"),
    [
        pytest.param(WHOLE, [], 0, id="都齐了"),
        pytest.param(WHOLE[1:], [("MAT001", "上交材料", None)], 1, id="少一项"),
        pytest.param((*WHOLE, "x.pdf"), [("MAT004", "上交材料", "x.pdf")], 0, id="认不出的"),
        pytest.param((), [], 2, id="没有这个文件夹"),
    ],
)
def test_the_gate_looks_at_materials(
    wdyy: Callable[..., Ran],
    tmp_path: Path,
    paths: tuple[str, ...],
    expected: list[tuple[str, str, str | None]],
    status: int,
) -> None:
    fill(tmp_path / "上交材料", *paths)
    rooms_sheet(tmp_path / "考场.csv")
    (tmp_path / "wdyy.toml").write_text(GATE, encoding="utf-8")
    ran = wdyy("check", tmp_path, "--format", "json", "--select", "MAT")
    found = [(f["code"], f["location"]["file"], f["location"]["member"]) for f in ran.report["findings"]]
    roles = [(given["role"], given["items"]) for given in ran.report["inputs"]]
    assert (found, ran.status) == (expected, status)
    assert roles == [("rooms", 2), ("materials", len(paths))]


def test_the_gate_says_that_no_materials_were_given(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    rooms_sheet(tmp_path / "考场.csv")
    (tmp_path / "wdyy.toml").write_text(GATE.replace("materials", "# materials"), encoding="utf-8")
    report = wdyy("check", tmp_path, "--format", "json").report
    said = {item["code"]: item["reason"] for item in report["not_checked"]}
    assert said["MAT"] == "wdyy.toml 的 [files] 里没有写上交材料（materials）"
