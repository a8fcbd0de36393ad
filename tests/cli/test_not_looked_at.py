"""What lies in a folder and could not be looked at: told with the next step, and never called clean."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conftest import Ran
from programs import posix_only
from school import STUDENTS, School
from students import CHECK_DATE, photo_zip, portrait
from wdyy_cli.files import school_folder
from wdyy_cli.school.recognise import looking

Wdyy = Callable[..., Ran]
Patch = pytest.MonkeyPatch
JSON = ("--format", "json", "--date", CHECK_DATE)
CLEAN = "√ 可以上传：花名册、照片、报考表。"
UNREAD = "× 有文件没有检查。照上面写的改好，再运行一次同样的命令。"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school in which all is right, without a wdyy.toml: to be copied."""
    folder = School(records=None, status=None).write(tmp_path_factory.mktemp("school"))
    (folder / "wdyy.toml").unlink()
    return folder


@pytest.fixture
def school(whole: Path, tmp_path: Path) -> Path:
    """Give that school, to add something to."""
    return shutil.copytree(whole, tmp_path / "校")


class Refused:
    """An entry of a folder about which the system answers nothing."""

    def __init__(self, entry: os.DirEntry[str], error: OSError) -> None:
        """Take the entry, and what the system says instead."""
        self.name, self.path, self._entry, self._error = entry.name, entry.path, entry, error

    def stat(self, **_: bool) -> os.stat_result:
        """Refuse."""
        raise self._error

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Answer: that stands in the folder around it."""
        return self._entry.is_dir(follow_symlinks=follow_symlinks)


def refuse(patch: Patch, name: str, error: OSError, *, inside: bool = False) -> None:
    """Let the system refuse an entry, or the list of what is in a folder."""
    scandir = os.scandir

    @contextmanager
    def scan(folder: str) -> Iterator[Any]:
        if inside and Path(folder).name == name:
            raise error
        with scandir(folder) as entries:
            yield (Refused(each, error) if each.name == name and not inside else each for each in entries)

    patch.setattr(os, "scandir", scan)


def closed_folder(school: Path, patch: Patch) -> None:
    (school / "三班").mkdir()
    refuse(patch, "三班", PermissionError(), inside=True)


def closed_file(school: Path, patch: Patch) -> None:
    shutil.copy(school / "花名册.xlsx", school / "三班.xlsx")
    refuse(patch, "三班.xlsx", PermissionError())


def vanishing(school: Path, patch: Patch) -> None:
    shutil.copy(school / "花名册.xlsx", school / "三班.xlsx")
    refuse(patch, "三班.xlsx", FileNotFoundError())


def held(school: Path, patch: Patch) -> None:
    """Let another program hold a workbook, as on Windows."""
    (school / "三班.xlsx").write_bytes(b"")
    opened = Path.open

    def open_it(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "三班.xlsx":
            raise PermissionError
        return opened(path, *args, **options)

    patch.setattr(Path, "open", open_it)


def deep(school: Path, _: Patch) -> None:
    inside = school.joinpath(*"1234567")
    inside.mkdir(parents=True)
    shutil.copy(school / "花名册.xlsx", inside)


def linked(school: Path, _: Patch) -> None:
    """Lay a link there, where the system lets everybody do that."""
    if os.name == "nt":
        pytest.skip("on Windows a link needs rights of its own")
    (school.parent / "别处").mkdir()
    (school / "三班").symlink_to(school.parent / "别处", target_is_directory=True)


def linked_to_nothing(school: Path, _: Patch) -> None:
    (school / "三班.xlsx").symlink_to(school.parent / "没有.xlsx")


def packed_table(school: Path, _: Patch) -> None:
    photo_zip(school / "三班.zip", {"三班.xlsx": (school / "花名册.xlsx").read_bytes()})


def loose(school: Path, _: Patch) -> None:
    (school / f"{STUDENTS[0].number}.jpg").write_bytes(portrait(0))


def rar(school: Path, _: Patch) -> None:
    (school / "三班.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(100))


def too_many_entries(school: Path, patch: Patch) -> None:
    (school / "附").mkdir()
    (school / "附" / "三班.txt").write_text("x")
    patch.setattr(school_folder, "MOST_ENTRIES", 4)


def too_many_tables(school: Path, patch: Patch) -> None:
    shutil.copy(school / "花名册.xlsx", school / "高三.xlsx")
    patch.setattr(looking, "MOST_TABLES", 2)


def too_many_files(school: Path, patch: Patch) -> None:
    for name in "甲乙丙丁":
        (school / f"{name}.txt").write_text("x")
    patch.setattr(looking, "MOST_OPENED", 3)


NO_RIGHTS = "没有权限打开，没有看；请复制到自己的文件夹后重试"
GONE = "打不开；它要是链接，指的文件已经不在了：请换成文件本身，不要了就删掉它"
LOCKED = "没有权限读取 “三班.xlsx”。请先在打开它的程序里关闭，或把它复制到自己的文件夹后重试。"
LINK = "这是一个链接（快捷方式），没有跟进去；里面有要检查的，请把它指的文件夹本身放进来"
DEEP = "文件夹套得太深，没有看里面；里面有要检查的，请往外移几层"
RAR = "RAR 压缩包，这里打不开；里面有照片或表格的，请先解压"

Change = Callable[[Path, Patch], None]


def both(wdyy: Wdyy, school: Path, *options: str) -> tuple[Ran, dict[str, Any]]:
    """Check a school once, and give what stands on the screen and the JSON report."""
    written = school.parent / "报告.json"
    ran = wdyy("check", school, "--report", written, "--date", CHECK_DATE, *options)
    report: dict[str, Any] = json.loads(written.read_bytes())
    return ran, report


UNREADABLE: dict[str, tuple[Change, str, str]] = {
    "a folder that may not be listed": (closed_folder, "三班", f"“三班”{NO_RIGHTS}。"),
    "a file about which nobody may ask": (closed_file, "三班.xlsx", f"“三班.xlsx”{NO_RIGHTS}。"),
    "a file that goes away meanwhile": (vanishing, "三班.xlsx", f"“三班.xlsx”{GONE}。"),
    "a file that a program holds": (held, "三班.xlsx", LOCKED),
}


@pytest.mark.parametrize(("change", "path", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_opened_is_told_and_the_others_are_checked(
    wdyy: Wdyy, school: Path, monkeypatch: Patch, change: Change, path: str, reason: str
) -> None:
    change(school, monkeypatch)
    ran, report = both(wdyy, school)
    unread = {each["path"]: each["reason"] for each in report["inputs"] if each["reason"]}
    assert (ran.status, ran.out.splitlines()[-1], unread) == (2, UNREAD, {path: reason})
    assert (report["summary"]["verdict"], report["findings"]) == ("unusable", [])


UNSEEN: dict[str, tuple[Change, dict[str, str], str]] = {
    "a folder too deep": (deep, {"1/2/3/4/5/6/7": DEEP}, "“1/2/3/4/5/6/7”"),
    "a link to a folder": (linked, {"三班": LINK}, "“三班”"),
    "a packed table": (
        packed_table,
        {"三班.zip": "压缩包里有表格或压缩包，没有打开；请先解压"},
        "“三班.zip”",
    ),
    "an archive of another kind": (rar, {"三班.rar": RAR}, "“三班.rar”"),
    "a photo beside the tables": (
        loose,
        {".": "1 张图片和别的文件放在一起，没有当作照片；请把照片放进一个单独的文件夹"},
        "文件夹里别的文件",
    ),
    "more files than are listed": (
        too_many_entries,
        {".": "文件夹里的文件太多，后面的没有看；请只留下要检查的文件"},
        "文件夹里别的文件",
    ),
    "more tables than are opened": (
        too_many_tables,
        {"高三.xlsx": "表格太多，只看了 2 个，这个没有看"},
        "“高三.xlsx”",
    ),
    "more files than are opened": (
        too_many_files,
        {f"{name}.txt": "文件太多，只看了 3 个，这个没有看" for name in "丁丙乙甲"},
        "“丁.txt”等 4 个",
    ),
}


@pytest.mark.parametrize(("change", "unused", "named"), UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_looked_into_leaves_nothing_wholly_clean(
    wdyy: Wdyy, school: Path, monkeypatch: Patch, change: Change, unused: dict[str, str], named: str
) -> None:
    change(school, monkeypatch)
    ran, report = both(wdyy, school, "--strict")
    assert (ran.status, ran.out.splitlines()[-1]) == (1, f"{CLEAN}还没有检查：{named}（没有看）。")
    assert (report["summary"]["verdict"], report["findings"]) == ("partial", [])
    assert {each["path"]: each["reason"] for each in report["unused"]} == unused


def not_listed(school: Path, patch: Patch) -> Sequence[str]:
    refuse(patch, school.name, PermissionError(), inside=True)
    return (str(school),)


def gone(_: Path, __: Patch) -> Sequence[str]:
    return ("没有", "没有.xlsx")


def far_too_many(_: Path, patch: Patch) -> Sequence[str]:
    patch.setattr(school_folder, "MOST_ENTRIES", 2)
    Path("附").mkdir()
    for name in "甲乙丙":
        (Path("附") / f"{name}.txt").write_text("x")
    return ("附", "花名册.xlsx")


NAMED: dict[str, tuple[Callable[[Path, Patch], Sequence[str]], tuple[str, ...]]] = {
    "a folder that may not be listed": (
        not_listed,
        ("× 没有权限读取 {}", "请先在打开它的程序里关闭，或把它复制到自己的文件夹后重试。"),
    ),
    "what is not there": (gone, ("× 找不到 没有。请检查文件名和所在的文件夹是否写对。",)),
    "a folder of far too many files": (
        far_too_many,
        ("× “附”里的文件超过 2 个，没有检查。请给出只放这些文件的文件夹。",),
    ),
}


@pytest.mark.parametrize(("change", "told"), NAMED.values(), ids=NAMED)
def test_a_name_behind_which_nobody_can_look_is_told(
    wdyy: Wdyy,
    school: Path,
    monkeypatch: Patch,
    change: Callable[[Path, Patch], Sequence[str]],
    told: tuple[str, ...],
) -> None:
    monkeypatch.chdir(school)
    ran = wdyy("check", *change(school, monkeypatch), "--date", CHECK_DATE)
    assert (ran.status, [line for line in told if line.format(school) not in ran.out + ran.err]) == (2, [])


ROSTERS: dict[str, tuple[Change, str]] = {
    "a folder that may not be listed": (closed_folder, NO_RIGHTS),
    "a table about which nobody may ask": (closed_file, NO_RIGHTS),
    "a table that goes away": (vanishing, GONE),
}


@pytest.mark.parametrize(("change", "reason"), ROSTERS.values(), ids=ROSTERS)
def test_half_a_folder_of_rosters_is_not_all_of_it(
    wdyy: Wdyy, school: Path, monkeypatch: Patch, change: Change, reason: str
) -> None:
    for name in ("照片.zip", "报考.xlsx"):
        (school / name).unlink()
    change(school, monkeypatch)
    ran = wdyy("check-roster", school, "--date", CHECK_DATE)
    name = "三班" if change is closed_folder else "三班.xlsx"
    assert (ran.status, ran.out, ran.err) == (2, "", f"× “{school / name}”{reason}。\n")


@posix_only
def test_a_link_to_a_file_is_that_file_and_one_to_nothing_is_told(
    wdyy: Wdyy, school: Path, monkeypatch: Patch
) -> None:
    (school / "花名册.xlsx").rename(school.parent / "名单.xlsx")
    (school / "花名册.xlsx").symlink_to(school.parent / "名单.xlsx")
    ran = wdyy("check", school, *JSON)
    assert (ran.status, ran.report["summary"]["verdict"]) == (0, "clean")
    linked_to_nothing(school, monkeypatch)
    ran = wdyy("check", school, *JSON)
    unread = {each["path"]: each["reason"] for each in ran.report["inputs"] if each["reason"]}
    assert (ran.status, unread) == (2, {"三班.xlsx": f"“三班.xlsx”{GONE}。"})


ASIDE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a letter that is broken": ("通知.docx", lambda: b"PK\x03\x04 broken", "打不开，不是要检查的文件"),
    "a logo": ("校徽.png", lambda: portrait(0), "1 张图片和别的文件放在一起，没有当作照片；"),
    "a film": ("风采.mp4", lambda: b"\0\0\0\x18ftypmp42" + bytes(60), "MP4 视频；要上交的视频放进"),
}


@pytest.mark.parametrize(("name", "made", "reason"), ASIDE.values(), ids=ASIDE)
def test_what_is_nobodys_business_is_told_and_alarms_nobody(
    wdyy: Wdyy, school: Path, name: str, made: Callable[[], bytes], reason: str
) -> None:
    (school / name).write_bytes(made())
    ran = wdyy("check", school, *JSON)
    assert (ran.status, ran.found, ran.report["summary"]["verdict"]) == (0, [], "clean")
    assert [each["reason"].startswith(reason) for each in ran.report["unused"]] == [True], ran.report[
        "unused"
    ]
