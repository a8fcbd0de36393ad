"""Photo zips: names, hurdles, damage and lies, and that nothing escapes."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import (
    DEFLATED,
    LINK_ATTRIBUTES,
    MEGABYTE,
    PIPE_ATTRIBUTES,
    STORED,
    UNIX,
    RawMember,
    deflate,
    extra_field,
    noise,
    unicode_path,
    zip_bytes,
    zip_limits,
)
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.holders.photo_zip import PhotoZip, caps_of, open_photo_zip, read_member
from wdyy_cli.files.zips.zip_reader import StoredReader, Unread
from wdyy_cli.photo import Hurdle, Member

CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "zips"
LIMITS = zip_limits()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "photos.zip"


def _opened(path: Path, data: bytes, **caps: int) -> PhotoZip:
    path.write_bytes(data)
    return open_photo_zip(path, "照片.zip", zip_limits(**caps))


def _contents(path: Path, data: bytes, **caps: int) -> list[bytes | Unread]:
    with _opened(path, data, **caps) as photos:
        return [_read(photos, member, **caps) for member in photos.members]


def _read(photos: PhotoZip, member: Member, **caps: int) -> bytes | Unread:
    reader = StoredReader(photos.file, caps_of(zip_limits(**caps)))
    return read_member(member, photos.stored(member), reader)


def test_members_and_their_bytes(path: Path) -> None:
    data = zip_bytes(
        RawMember(name="照片/".encode("gb18030"), data=b"", method=STORED),
        RawMember(name="照片/张三.jpg".encode("gb18030"), data=b"one"),
        RawMember(name=b"b.png", data=b"two", method=STORED),
        RawMember(name=b"empty.jpg", data=b""),
    )
    with _opened(path, data) as photos:
        assert tuple(photos.members) == (
            Member(file="照片.zip", index=1, name="照片/张三.jpg", bytes=3),
            Member(file="照片.zip", index=2, name="b.png", bytes=3),
            Member(file="照片.zip", index=3, name="empty.jpg", bytes=0),
        )
        assert [_read(photos, member) for member in reversed(photos.members)] == [b"", b"two", b"one"]


def test_what_zipfile_writes_is_read(path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("李四.jpg", b"x" * 300_000)
        with archive.open("zip64.jpg", "w", force_zip64=True) as member:
            member.write(b"y" * 10)
    assert _contents(path, made.getvalue()) == [b"x" * 300_000, b"y" * 10]


UTF8_FLAG = 0x800
NAMES: dict[str, tuple[RawMember, str]] = {
    "plain digits": (RawMember(name=b"11010519491231002X.jpg"), "11010519491231002X.jpg"),
    "UTF-8 with the flag": (RawMember(name="张三.jpg".encode(), flags=UTF8_FLAG), "张三.jpg"),
    "UTF-8 without the flag": (RawMember(name="张三.jpg".encode()), "张三.jpg"),
    "GBK without the flag": (RawMember(name="联通.jpg".encode("gb18030")), "联通.jpg"),
    "GBK under a wrong flag": (RawMember(name="张三.jpg".encode("gb18030"), flags=UTF8_FLAG), "张三.jpg"),
    "a rare character that GBK lacks": (RawMember(name="㑇𠮷.jpg".encode("gb18030")), "㑇𠮷.jpg"),
    "neither UTF-8 nor GB18030": (RawMember(name=b"\xff\x81.jpg"), "\xa0ü.jpg"),
    "Unicode path beside an old name": (
        RawMember(name=b"\x94.jpg", extra=unicode_path(b"\x94.jpg", "王五.jpg")),
        "王五.jpg",
    ),
    "Unicode path of another name": (
        RawMember(name=b"a.jpg", extra=unicode_path(b"b.jpg", "王五.jpg")),
        "a.jpg",
    ),
    "Unicode path that is no UTF-8": (
        RawMember(name=b"a.jpg", extra=extra_field(0x7075, unicode_path(b"a.jpg", "")[4:] + b"\xff")),
        "a.jpg",
    ),
    "extra field longer than it is": (RawMember(name=b"a.jpg", extra=b"\x75\x70\xff\xff\x01"), "a.jpg"),
    "decomposed, as macOS stores it": (RawMember(name="e\u0301.jpg".encode()), "e\u0301.jpg"),
    "second byte of GBK is a backslash": (RawMember(name="誠.jpg".encode("gb18030")), "誠.jpg"),
}


@pytest.mark.parametrize(("member", "name"), NAMES.values(), ids=NAMES.keys())
def test_names_are_decoded(path: Path, member: RawMember, name: str) -> None:
    with _opened(path, zip_bytes(member)) as photos:
        assert [(found.name, found.unsafe) for found in photos.members] == [(name, None)]
        assert _read(photos, photos.members[0]) == b"hello"


def test_a_chinese_name_that_is_utf8_by_chance_follows_its_neighbours(path: Path) -> None:
    by_chance = bytes([0xD0, 0xA1, 0xC3, 0xB7])
    assert by_chance.decode("utf-8") == "С÷"
    data = zip_bytes(RawMember(name=by_chance), RawMember(name="张三.jpg".encode("gb18030")))
    with _opened(path, data) as photos:
        assert [member.name for member in photos.members] == ["小梅", "张三.jpg"]


UNSAFE = {
    "absolute": (b"/etc/a.jpg", "/etc/a.jpg", "名称以斜杠开头（绝对路径）"),
    "upwards": (b"b/../../a.jpg", "b/../../a.jpg", "名称里有“..”，会解压到别的文件夹"),
    "drive letter": (b"C:a.jpg", "C:a.jpg", "名称里带盘符（如 C:）"),
    "backslash": (b"b\\a.jpg", "b/a.jpg", "名称里用反斜杠“\\”分隔文件夹"),
    "zero byte": (b"a.jpg\x00.exe", "a.jpg␀.exe", "名称里有看不见的控制字符"),
    "escape sequence": (b"\x1b[2Ja.jpg", "␛[2Ja.jpg", "名称里有看不见的控制字符"),
    "turned reading direction": ("\u202egpj.exe".encode(), "\ufffdgpj.exe", "名称里有看不见的控制字符"),
    "network share": (
        b"\\\\pc\\a.jpg",
        "//pc/a.jpg",
        "名称以斜杠开头（绝对路径）；名称里用反斜杠“\\”分隔文件夹",
    ),
}


@pytest.mark.parametrize(("raw", "name", "unsafe"), UNSAFE.values(), ids=UNSAFE.keys())
def test_unsafe_names_are_told_and_shown_whole(path: Path, raw: bytes, name: str, unsafe: str) -> None:
    with _opened(path, zip_bytes(RawMember(name=raw))) as photos:
        assert [(found.name, found.unsafe) for found in photos.members] == [(name, unsafe)]
        assert _read(photos, photos.members[0]) == b"hello"


@pytest.mark.parametrize("name", [b"a..b.jpg", b"...jpg", b"ab:c.jpg", b"folder/a.jpg"])
def test_odd_but_harmless_names_are_safe(path: Path, name: bytes) -> None:
    with _opened(path, zip_bytes(RawMember(name=name))) as photos:
        assert photos.members[0].unsafe is None


FOLDERS = {
    "name ends in a slash": RawMember(name=b"photos/", data=b""),
    "name ends in a backslash": RawMember(name=b"photos\\", data=b""),
    "attribute of DOS": RawMember(name=b"photos", data=b"", method=STORED, attributes=0x10),
    "mode of Unix": RawMember(
        name=b"photos", data=b"", method=STORED, made_on=UNIX, attributes=0o040755 << 16
    ),
}


@pytest.mark.parametrize("member", FOLDERS.values(), ids=FOLDERS.keys())
def test_folders_are_left_out(path: Path, member: RawMember) -> None:
    if member.method == DEFLATED and not member.name.endswith(b"/"):
        member = RawMember(name=member.name, data=b"", method=STORED)
    with _opened(path, zip_bytes(member, RawMember())) as photos:
        assert [found.index for found in photos.members] == [1]


def _ratio(data: bytes, reached: int) -> str:
    packed = len(deflate(data))
    return f"{packed:,} 字节解压成 {reached / MEGABYTE:.1f} MB（{reached // packed:,} 倍），上限 200 倍"


BIG = bytes(3 * MEGABYTE)
LINK = RawMember(made_on=UNIX, attributes=LINK_ATTRIBUTES)
PIPE = RawMember(made_on=UNIX, attributes=PIPE_ATTRIBUTES)
HURDLES: dict[str, tuple[RawMember, Unread | Callable[[], Unread]]] = {
    "password": (RawMember(flags=1), Unread(Hurdle.ENCRYPTED, "设了密码，打不开")),
    "strong encryption": (RawMember(flags=0x41), Unread(Hurdle.ENCRYPTED, "设了密码，打不开")),
    "AES": (RawMember(method=99), Unread(Hurdle.ENCRYPTED, "设了密码，打不开")),
    "link": (LINK, Unread(Hurdle.LINK, "这是一个链接（快捷方式），不是文件")),
    "pipe": (PIPE, Unread(Hurdle.LINK, "这是一个特殊文件（管道或设备），不是普通文件")),
    "Deflate64": (
        RawMember(method=9),
        Unread(Hurdle.METHOD, "压缩方法是 Deflate64（代号 9），不是普通的 zip 压缩"),
    ),
    "Zstandard": (
        RawMember(method=93),
        Unread(Hurdle.METHOD, "压缩方法是 Zstandard（代号 93），不是普通的 zip 压缩"),
    ),
    "unheard-of method": (
        RawMember(method=77),
        Unread(Hurdle.METHOD, "压缩方法是 少见的一种（代号 77），不是普通的 zip 压缩"),
    ),
    "declared over the cap": (
        RawMember(declared_bytes=9 * MEGABYTE),
        Unread(Hurdle.OVERSIZED, "解压后达 9.0 MB，上限 8.0 MB"),
    ),
    "declared ratio over the cap": (
        RawMember(data=BIG),
        lambda: Unread(Hurdle.OVERSIZED, _ratio(BIG, len(BIG))),
    ),
    "no size for 64 bits": (
        RawMember(declared_bytes=0xFFFFFFFF),
        Unread(Hurdle.DAMAGED, "目录里的大小或位置记录不完整"),
    ),
}


@pytest.mark.parametrize(("member", "unread"), HURDLES.values(), ids=HURDLES.keys())
def test_the_directory_tells_a_hurdle(
    path: Path, member: RawMember, unread: Unread | Callable[[], Unread]
) -> None:
    unread = unread() if callable(unread) else unread
    with _opened(path, zip_bytes(member, RawMember(name=b"b.jpg"))) as photos:
        first, second = photos.members
        assert (first.hurdle, first.hurdle_detail) == (unread.hurdle, unread.detail)
        assert [_read(photos, first), _read(photos, second)] == [unread, b"hello"]


def test_links_are_unsafe_too(path: Path) -> None:
    with _opened(
        path, zip_bytes(RawMember(name=b"../a", made_on=UNIX, attributes=LINK_ATTRIBUTES))
    ) as photos:
        unsafe = "这是一个链接（快捷方式），不是文件；名称里有“..”，会解压到别的文件夹"
        assert photos.members[0].unsafe == unsafe


def test_link_bits_of_other_systems_mean_nothing(path: Path) -> None:
    assert _contents(path, zip_bytes(RawMember(attributes=LINK_ATTRIBUTES))) == [b"hello"]


def test_the_total_cap_stops_at_the_member_that_exceeds_it(path: Path) -> None:
    some = noise(400)
    data = zip_bytes(*(RawMember(name=b"%d.jpg" % number, data=some) for number in range(4)), RawMember())
    over = Unread(Hurdle.OVERSIZED, "解压到这里合计已超过上限 1,000 字节")
    assert _contents(path, data, cap_total_bytes=1000) == [some, some, over, over, b"hello"]


BOMB = bytes(40 * MEGABYTE)
NOISE = noise(3 * MEGABYTE)
LIES: dict[str, tuple[RawMember, Unread | Callable[[], Unread]]] = {
    "bomb that declares little": (
        RawMember(data=BOMB, declared_bytes=1000),
        lambda: Unread(Hurdle.OVERSIZED, _ratio(BOMB, 8 * MEGABYTE) + "（目录里只写了 1,000 字节）"),
    ),
    "little more than declared": (
        RawMember(declared_bytes=3),
        Unread(Hurdle.DAMAGED, "大小不符：应有 3 字节，实际 5 字节"),
    ),
    "less than declared": (
        RawMember(declared_bytes=6),
        Unread(Hurdle.DAMAGED, "数据不完整：应有 6 字节，只有 5 字节"),
    ),
    "stored, less than declared": (
        RawMember(method=STORED, declared_bytes=6),
        Unread(Hurdle.DAMAGED, "数据不完整：应有 6 字节，只有 5 字节"),
    ),
    "wrong checksum": (RawMember(declared_crc=1), Unread(Hurdle.DAMAGED, "校验码不符，内容已损坏")),
    "stream of rubbish": (
        RawMember(packed=b"\xff" * 20),
        Unread(Hurdle.DAMAGED, "压缩数据已损坏，无法解压"),
    ),
    "stream cut off": (
        RawMember(data=NOISE[:5000], packed=deflate(NOISE[:5000])[:3000]),
        Unread(Hurdle.DAMAGED, "数据不完整：应有 5,000 字节，只有 2,995 字节"),
    ),
    "another name in the header": (
        RawMember(local_name=b"b.jpg"),
        Unread(Hurdle.DAMAGED, "压缩包的目录与文件自带的说明不一致（名称）"),
    ),
    "another method and a password in the header": (
        RawMember(local_method=STORED, local_flags=1),
        Unread(Hurdle.DAMAGED, "压缩包的目录与文件自带的说明不一致（压缩方法、加密标记）"),
    ),
    "no header": (
        RawMember(local_magic=b"PK\x03\x05"),
        Unread(Hurdle.DAMAGED, "找不到这个文件的开头，压缩包可能已损坏"),
    ),
    "offset inside the data": (
        RawMember(offset=7),
        Unread(Hurdle.DAMAGED, "找不到这个文件的开头，压缩包可能已损坏"),
    ),
    "offset past the end": (
        RawMember(offset=0x7FFFFFFF),
        Unread(Hurdle.DAMAGED, "目录里写的位置不对，文件可能已损坏"),
    ),
    "data reach into the directory": (
        RawMember(declared_packed=5000),
        Unread(Hurdle.DAMAGED, "数据与压缩包里的其他内容重叠，或超出了压缩包"),
    ),
}


@pytest.mark.parametrize(("member", "unread"), LIES.values(), ids=LIES.keys())
def test_lies_and_damage_are_found_on_reading(
    path: Path, member: RawMember, unread: Unread | Callable[[], Unread]
) -> None:
    unread = unread() if callable(unread) else unread
    with _opened(path, zip_bytes(member)) as photos:
        assert photos.members[0].hurdle is None
        assert _read(photos, photos.members[0]) == unread


def test_overlapping_members_are_damaged(path: Path) -> None:
    inner = zip_bytes(RawMember(name=b"b.jpg"))[:-22]
    outer = RawMember(name=b"a.jpg", data=inner, method=STORED)
    data = zip_bytes(outer, RawMember(name=b"b.jpg", offset=35))
    overlap = Unread(Hurdle.DAMAGED, "数据与压缩包里的其他内容重叠，或超出了压缩包")
    assert _contents(path, data)[0] == overlap
    twice = Unread(Hurdle.DAMAGED, "目录里写的位置不对，文件可能已损坏")
    assert _contents(path, zip_bytes(RawMember(), RawMember(offset=0))) == [twice, twice]


def test_small_files_may_shrink_as_much_as_they_like(path: Path) -> None:
    assert _contents(path, zip_bytes(RawMember(data=bytes(MEGABYTE)))) == [bytes(MEGABYTE)]


def test_large_files_that_shrink_little_are_read(path: Path) -> None:
    assert (
        _contents(path, zip_bytes(RawMember(data=NOISE), RawMember(data=NOISE, method=STORED))) == [NOISE] * 2
    )


def test_a_bomb_takes_little_memory(path: Path) -> None:
    with _opened(
        path, zip_bytes(RawMember(data=BOMB, declared_bytes=7 * MEGABYTE)), cap_ratio=2000
    ) as photos:
        tracemalloc.start()
        try:
            got = _read(photos, photos.members[0])
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert isinstance(got, Unread)
    assert got.hurdle is Hurdle.OVERSIZED
    assert peak < 12 * MEGABYTE


def test_a_script_before_the_zip_shifts_the_offsets(path: Path) -> None:
    assert _contents(path, zip_bytes(RawMember(), prefix=b"#!/bin/sh\nexit\n")) == [b"hello"]


def test_a_gap_after_the_directory_shifts_nothing(path: Path) -> None:
    assert _contents(path, zip_bytes(RawMember(), after_directory=bytes(10))) == [b"hello"]


def test_end_records_in_the_comment_are_not_taken(path: Path) -> None:
    assert _contents(path, zip_bytes(RawMember(), comment=b"x" + zip_bytes()[:-1] + b"\x09")) == [b"hello"]


def test_an_empty_zip_has_no_members(path: Path) -> None:
    assert _contents(path, zip_bytes()) == []


def test_missing_files_are_named(path: Path) -> None:
    with pytest.raises(WdyyError, match=r"找不到 照片\.zip"):
        open_photo_zip(path, "照片.zip", LIMITS)


def test_a_zip_that_shrinks_while_open_is_damaged(path: Path) -> None:
    data = zip_bytes(RawMember(data=NOISE))
    with _opened(path, data) as photos:
        path.write_bytes(data[:20])
        assert _read(photos, photos.members[0]) == Unread(
            Hurdle.DAMAGED, "找不到这个文件的开头，压缩包可能已损坏"
        )


def test_a_closed_zip_gives_a_reason(path: Path) -> None:
    photos = _opened(path, zip_bytes(RawMember()))
    photos.close()
    reason = "读取压缩包时出错，文件可能已损坏或被移走"
    assert _read(photos, photos.members[0]) == Unread(Hurdle.DAMAGED, reason)


def far_directory() -> bytes:
    """Give a zip whose end says that the directory lies farther away than any number of 63 bits."""
    usual = zip_bytes(RawMember())
    at = len(usual) - 22
    size = int.from_bytes(usual[at + 12 : at + 16], "little")
    end64 = b"PK\x06\x06" + struct.pack("<Q2H2L4Q", 44, 45, 45, 0, 0, 1, 1, size, 2**64 - 5)
    locator = b"PK\x06\x07" + struct.pack("<LQL", 0, at, 1)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return usual[:at] + end64 + locator + end


FAR = {
    "a member": zip_bytes(RawMember(extra=extra_field(1, struct.pack("<Q", 2**63 + 5)), offset=0xFFFFFFFF)),
    "the directory": far_directory(),
}


@pytest.mark.parametrize("data", FAR.values(), ids=FAR)
def test_zip64_offsets_beyond_the_file_are_damaged(path: Path, data: bytes) -> None:
    assert _contents(path, data) == [Unread(Hurdle.DAMAGED, "目录里写的位置不对，文件可能已损坏")]


@pytest.mark.slow
def test_a_hundred_thousand_members_open(path: Path) -> None:
    entry = zip_bytes(RawMember(name=b"110105194912310000.jpg", method=STORED, data=b""))
    local, directory = entry[: 30 + 22], entry[30 + 22 : -22]
    count = 100_000
    end = struct.pack("<4H2LH", 0, 0, count & 0xFFFF, count & 0xFFFF, count * len(directory), len(local), 0)
    path.write_bytes(local + directory * count + b"PK\x05\x06" + end)
    with open_photo_zip(path, "照片.zip", zip_limits(cap_members=200_000)) as photos:
        assert len(photos.members) == count
