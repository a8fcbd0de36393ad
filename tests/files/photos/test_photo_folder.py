"""Photo folders, and the choice between folder and zip."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from builders import RawMember, zip_bytes, zip_limits
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import sha256_of
from wdyy_cli.files.photos.holders.photo_folder import PhotoFolder, read_file
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.zips.zip_reader import Unread
from wdyy_cli.photo import Hurdle, Member

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = zip_limits(cap_members=50, cap_member_bytes=1000)
on_unix = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows knows neither these links nor these names"
)
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to the administrator"
)
LINK = Unread(Hurdle.LINK, "这是一个链接（快捷方式），不是文件")


def _fill(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _contents(photos: PhotoFolder) -> list[bytes | Unread]:
    return [read_file(member, photos.stored(member), LIMITS) for member in photos.members]


def test_members_and_their_bytes_in_a_fixed_order(tmp_path: Path) -> None:
    _fill(tmp_path, 乙=b"2", a__b__c=b"3", b=b"")
    (tmp_path / "空").mkdir()
    with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
        assert photos.members == (
            Member(file="照片", index=0, name="a/b/c", bytes=1, in_zip=False),
            Member(file="照片", index=1, name="b", bytes=0, in_zip=False),
            Member(file="照片", index=2, name="乙", bytes=1, in_zip=False),
        )
        assert _contents(photos) == [b"3", b"", b"2"]


def test_a_relative_folder_gives_the_same_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(tmp_path, a__b=b"1")
    monkeypatch.chdir(tmp_path)
    with PhotoFolder(tmp_path.relative_to(tmp_path), ".", LIMITS) as photos:
        assert [member.name for member in photos.members] == ["a/b"]


@on_unix
def test_links_and_special_files_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    _fill(outside, secret=b"1")
    inside.mkdir()
    (inside / "file").symlink_to(outside / "secret")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    os.mkfifo(inside / "pipe")
    with PhotoFolder(inside, "照片", LIMITS) as photos:
        assert [member.name for member in photos.members] == ["file", "folder", "loop", "pipe"]
        read = _contents(photos)
        assert {member.unsafe for member in photos.members[:3]} == {LINK.detail}
    special = Unread(Hurdle.LINK, "这是一个特殊文件（管道或设备），不是普通文件")
    assert read == [LINK, LINK, LINK, special]


@on_unix
def test_names_that_are_no_utf8_are_decoded(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode("张三.jpg".encode("gb18030"))).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system allows UTF-8 names only")
    (tmp_path / "a\nb.jpg").write_bytes(b"2")
    with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
        assert [(member.name, member.unsafe) for member in photos.members] == [
            ("a␊b.jpg", "名称里有看不见的控制字符"),
            ("张三.jpg", None),
        ]
        assert _contents(photos) == [b"2", b"1"]


@on_unix
@not_root
def test_what_may_not_be_read_is_a_fact(tmp_path: Path) -> None:
    _fill(tmp_path, a=b"1", b__c=b"1")
    (tmp_path / "a").chmod(0)
    (tmp_path / "b").chmod(0)
    try:
        with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
            read = _contents(photos)
    finally:
        (tmp_path / "b").chmod(0o700)
    assert read == [
        Unread(Hurdle.DAMAGED, "没有权限读取这个文件"),
        Unread(Hurdle.DAMAGED, "没有权限读取，或已被移走"),
    ]


def test_large_files_are_not_read(tmp_path: Path) -> None:
    _fill(tmp_path, a=bytes(1001), b=bytes(1000))
    with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
        read = _contents(photos)
    assert read == [Unread(Hurdle.OVERSIZED, "文件达 1,001 字节，上限 1,000 字节"), bytes(1000)]


def test_what_changes_after_listing_is_a_fact(tmp_path: Path) -> None:
    _fill(tmp_path, grown=b"1", gone=b"1", swapped=b"1")
    with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
        (tmp_path / "grown").write_bytes(bytes(5000))
        (tmp_path / "gone").unlink()
        (tmp_path / "swapped").unlink()
        (tmp_path / "swapped").mkdir()
        read = _contents(photos)
    assert read == [
        Unread(Hurdle.DAMAGED, "这个文件在检查过程中被移走或删除了"),
        Unread(Hurdle.OVERSIZED, "文件达 5,000 字节，上限 1,000 字节"),
        Unread(Hurdle.DAMAGED, "没有权限读取这个文件" if sys.platform == "win32" else "读取这个文件时出错"),
    ]


def test_zips_inside_a_folder_are_archives(tmp_path: Path) -> None:
    _fill(tmp_path, inner=zip_bytes(RawMember()))
    with PhotoFolder(tmp_path, "照片", LIMITS) as photos:
        inside = Unread(Hurdle.ARCHIVE, "是 ZIP 压缩包，里面有 1 张照片，平台不会再打开它")
        assert _contents(photos) == [inside]


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    _fill(tmp_path, **{f"f{number}": b"" for number in range(51)})
    with pytest.raises(WdyyError, match="照片 里的文件太多，没有检查：上限 50 个"):
        PhotoFolder(tmp_path, "照片", LIMITS)


def test_folder_and_zip_are_told_apart_by_what_is_there(tmp_path: Path) -> None:
    _fill(tmp_path, photos__a=b"1")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "no ending").write_bytes(zip_bytes(RawMember(), RawMember(name=b"b")))
    counts = {}
    for name in ("photos", "folder.zip", "no ending"):
        with open_photos(tmp_path / name, name, LIMITS) as photos:
            counts[name] = len(photos.members)
    assert counts == {"photos": 1, "folder.zip": 0, "no ending": 2}


WRONG = {
    "nothing there": (None, "找不到 照片.zip"),
    "a single picture": (b"\xff\xd8\xff\xe0", "照片.zip 是单张图片（JPG 图片），不是压缩包"),
    "a PDF": (b"%PDF-1.7", "照片.zip 不是压缩包，其实是 PDF 文档"),
    "a rar": (b"Rar!\x1a\x07\x00", "照片.zip 不是 zip 压缩包，其实是 RAR 压缩包"),
}


@pytest.mark.parametrize(("content", "message"), WRONG.values(), ids=WRONG.keys())
def test_other_inputs_are_refused_kindly(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WdyyError) as caught:
        open_photos(path, "照片.zip", LIMITS)
    assert caught.value.message == message
    assert caught.value.hint


@on_unix
def test_pipes_and_sockets_are_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        for name in ("pipe", "socket"):
            with pytest.raises(WdyyError, match="不是普通文件"):
                open_photos(tmp_path / name, name, LIMITS)


@on_unix
@not_root
def test_forbidden_inputs_are_refused(tmp_path: Path) -> None:
    _fill(tmp_path, zip=zip_bytes(RawMember()))
    (tmp_path / "zip").chmod(0)
    with pytest.raises(WdyyError, match="没有权限读取 照片"):
        open_photos(tmp_path / "zip", "照片", LIMITS)


def test_the_digest_of_a_file_and_none_for_a_folder(tmp_path: Path) -> None:
    _fill(tmp_path, a=b"abc")
    assert sha256_of(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()
    assert sha256_of(tmp_path) is None
    with pytest.raises(WdyyError, match="找不到"):
        sha256_of(tmp_path / "b")
