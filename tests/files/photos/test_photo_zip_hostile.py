"""Zips that are refused, and zips of every kind: that nothing but WdyyError escapes."""

from __future__ import annotations

import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import MEGABYTE, STORED, UNIX, RawMember, noise, unicode_path, zip_bytes, zip_limits
from drawn import examples
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.holders.photo_zip import caps_of, open_photo_zip, read_member
from wdyy_cli.files.zips.zip_reader import StoredReader, Unread
from wdyy_cli.photo import Hurdle

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "zips"
LIMITS = zip_limits()


def _refusal(path: Path, data: bytes, **caps: int) -> str:
    path.write_bytes(data)
    with pytest.raises(WdyyError) as caught:
        open_photo_zip(path, "照片.zip", zip_limits(**caps))
    assert caught.value.hint
    return caught.value.message


GOOD = zip_bytes(RawMember(), RawMember(name=b"b.jpg"))
REFUSED: dict[str, tuple[bytes, str]] = {
    "no bytes": (b"", "照片.zip 是空文件（0 字节），下载或复制没有成功"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + GOOD, "照片.zip 不是 zip 压缩包，其实是 RAR 压缩包"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "照片.zip 不是 zip 压缩包，其实是 7z 压缩包"),
    "web page": (b"<!DOCTYPE html><html></html>", "照片.zip 不是压缩包，其实是网页（HTML）"),
    "picture": (b"\xff\xd8\xff\xe0" + GOOD, "照片.zip 不是压缩包，其实是 JPG 图片"),
    "text": ("姓名\n".encode(), "照片.zip 不是压缩包，其实是文本文件"),
    "noise": (b"\x00\x01\x02" * 50, "照片.zip 不是压缩包，也认不出是什么文件"),
    "Excel": (
        zip_bytes(RawMember(name=b"[Content_Types].xml"), RawMember(name=b"xl/workbook.xml")),
        "照片.zip 不是压缩包，其实是 Excel 表格",
    ),
    "cut off": (GOOD[:-30], "照片.zip 不完整：缺少结尾部分，下载或复制没有完成"),
    "first bytes only": (GOOD[:4], "照片.zip 不完整：缺少结尾部分，下载或复制没有完成"),
    "one of several disks": (zip_bytes(RawMember(), disk=1), "照片.zip 是分卷压缩包中的一卷"),
    "part with the mark of several": (b"PK\x07\x08" + GOOD[:-30], "照片.zip 是分卷压缩包中的一卷"),
    "directory of rubbish": (
        GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"),
        "照片.zip 已损坏，打不开：目录不在该在的位置",
    ),
    "second entry of rubbish": (
        b"PK\x01\x03".join(GOOD.rsplit(b"PK\x01\x02", 1)),
        "照片.zip 已损坏，打不开：读到第 2 个文件时对不上",
    ),
    "more entries promised than there are": (
        zip_bytes(RawMember(name=b"x" * 100), count=2),
        "照片.zip 已损坏，打不开：应有 2 个文件，只列出 1 个",
    ),
    "directory larger than the file": (
        zip_bytes(RawMember(), directory_bytes=100_000),
        "照片.zip 已损坏，打不开：目录的大小不对",
    ),
    "directory cut short": (
        zip_bytes(RawMember(), directory_bytes=40, directory_offset=0),
        "照片.zip 已损坏，打不开：目录的大小不对",
    ),
    "encrypted directory": (
        zip_bytes(RawMember(flags=0x2000)).replace(b"PK\x01\x02", b"\x99\x98\x97\x96"),
        "照片.zip 设了密码，连文件名都看不到",
    ),
}


@pytest.mark.parametrize(("data", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_usable_zip_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    assert _refusal(tmp_path / "photos.zip", data) == message


def test_too_many_members_are_refused_whatever_the_count_says(tmp_path: Path) -> None:
    three = [RawMember(name=b"%d.jpg" % number) for number in range(3)]
    truth = _refusal(tmp_path / "photos.zip", zip_bytes(*three), cap_members=2)
    assert truth == "照片.zip 里的文件太多，没有打开：里面有 3 个文件，上限 2 个"
    lie = _refusal(tmp_path / "photos.zip", zip_bytes(*three, count=1), cap_members=2)
    assert lie == "照片.zip 里的文件太多，没有打开：里面的文件超过上限 2 个"


def test_a_directory_too_large_for_its_members_is_refused(tmp_path: Path) -> None:
    padded = (RawMember(name=b"%d.jpg" % number, extra=bytes(60_000)) for number in range(30))
    message = _refusal(tmp_path / "photos.zip", zip_bytes(*padded), cap_members=100)
    assert "大得不正常，上限 1,099,776 字节" in message


SAMPLE = zip_bytes(
    RawMember(name="照片/张三.jpg".encode("gb18030"), data=noise(500)),
    RawMember(name=b"b.jpg", data=b"b" * 3000, extra=unicode_path(b"b.jpg", "乙.jpg")),
    RawMember(name=b"c.jpg", method=STORED, made_on=UNIX, attributes=0o100644 << 16),
    comment=b"made for a test",
)
PLACES = st.integers(min_value=0, max_value=len(SAMPLE) - 1)
CHANGES = st.lists(st.tuples(PLACES, st.integers(min_value=0, max_value=255)), max_size=8)


def _read_all(data: bytes) -> None:
    """Open and read whatever it is; only WdyyError may come out of opening."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.zip"
        file.write_bytes(data)
        try:
            photos = open_photo_zip(file, "a.zip", LIMITS)
        except WdyyError:
            return
        reader = StoredReader(photos.file, caps_of(LIMITS))
        with photos:
            for member in photos.members:
                got = read_member(member, photos.stored(member), reader)
                assert isinstance(got, bytes) or got.detail


@pytest.mark.slow
@examples(400)
@given(CHANGES, st.integers(min_value=0, max_value=len(SAMPLE)), st.booleans())
def test_changed_and_cut_zips_never_crash(changes: list[tuple[int, int]], cut: int, keep: bool) -> None:
    data = bytearray(SAMPLE)
    for place, value in changes:
        data[place] = value
    _read_all(bytes(data if keep else data[:cut]))


@examples(200)
@given(
    st.lists(
        st.tuples(st.integers(min_value=len(SAMPLE) - 250, max_value=len(SAMPLE) - 1), st.just(255)),
        max_size=6,
    )
)
def test_zips_with_a_directory_full_of_high_bytes_never_crash(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLE)
    for place, value in changes:
        data[place] = value
    _read_all(bytes(data))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of odd zips is not here")
def test_every_zip_of_the_corpus_gives_an_answer() -> None:
    files = [file for file in sorted(CORPUS.iterdir()) if file.suffix != ".csv"]
    refusals: list[str] = []
    read: list[bytes | Unread] = []
    tracemalloc.start()
    try:
        for file in files:
            try:
                photos = open_photo_zip(file, file.name, LIMITS)
            except WdyyError as error:
                refusals.append(error.message.removeprefix(file.name))
                continue
            with photos:
                reader = StoredReader(photos.file, caps_of(LIMITS))
                read.extend(read_member(member, photos.stored(member), reader) for member in photos.members)
        peak = tracemalloc.get_traced_memory()[1] - sum(len(got) for got in read if isinstance(got, bytes))
    finally:
        tracemalloc.stop()
    unread = [got for got in read if isinstance(got, Unread)]
    assert {got.hurdle for got in unread} == set(Hurdle)
    assert [got.detail for got in unread if got.detail.isascii()] == []
    assert len(refusals) < len(files) * 0.2
    assert [message for message in refusals if message.isascii()] == []
    assert peak < 32 * MEGABYTE
