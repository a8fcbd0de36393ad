"""What stands around the photos or among them: archives, bytes before the zip, unusual storing, endings."""

from __future__ import annotations

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import DEFLATED, STORED, RawMember, deflate, noise, zip_bytes, zip_limits
from conftest import Ran
from drawn import examples
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos
from wdyy_cli.files.photos.holders.photo_zip import PhotoZip, caps_of, read_member
from wdyy_cli.files.zips.zip_reader import StoredReader

Wdyy = Callable[..., Ran]
Found = list[tuple[str, str | None]]
GOOD = right_photos(3)
ME = id_number(90)
MINE = portrait(90)
DESCRIPTOR = 0x0008
JPEG = b"\xff\xd8\xff\xe0"


def members(**facts: object) -> list[RawMember]:
    return [RawMember(name=name.encode(), data=data, **facts) for name, data in GOOD.items()]  # type: ignore[arg-type]


def descriptor(data: bytes, form: str) -> bytes:
    """Build what stands behind the data of a member that was streamed."""
    return struct.pack(form, b"PK\x07\x08", zlib.crc32(data), len(deflate(data)), len(data))


def streamed(form: str) -> list[RawMember]:
    return [
        RawMember(
            name=name.encode(),
            data=data,
            flags=DESCRIPTOR,
            packed=deflate(data) + descriptor(data, form),
            declared_packed=len(deflate(data)),
        )
        for name, data in GOOD.items()
    ]


def packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return made.getvalue()


FOLDER = RawMember(name="新建文件夹/".encode("gbk"), data=b"", method=STORED)
WRAPPED: dict[str, tuple[bytes, Found]] = {
    "a spanning marker": (zip_bytes(*members(), prefix=b"PK\x07\x08"), [("PHO013", None)]),
    "a marker of WinZip": (zip_bytes(*members(), prefix=b"PK00"), [("PHO013", None)]),
    "what a web form puts before it": (
        zip_bytes(*members(), prefix=b"------b\r\nContent-Type: application/zip\r\n\r\n"),
        [("PHO013", None)],
    ),
    "a script": (zip_bytes(*members(), prefix=b"#!/bin/sh\nexit\n"), [("PHO013", None)]),
    "a member that the directory does not list": (
        zip_bytes(*members(), prefix=zip_bytes(RawMember())[:40]),
        [("PHO013", None)],
    ),
    "stored, with descriptors": (zip_bytes(*members(method=STORED, flags=DESCRIPTOR)), [("PHO014", None)]),
    "descriptors as macOS writes them": (zip_bytes(*streamed("<4s3L")), []),
    "descriptors of 64 bits": (zip_bytes(*streamed("<4sL2Q")), [("PHO014", None)]),
    "an empty folder named in GBK": (zip_bytes(*members(), FOLDER), [("PHO014", None)]),
    "an empty folder named in UTF-8": (
        zip_bytes(*members(), RawMember(name="新建文件夹/".encode(), data=b"", flags=0x800)),
        [],
    ),
    "./ before every name": (
        zip_bytes(
            RawMember(name=b"./", data=b""), *(RawMember(name=b"./" + m.name, data=m.data) for m in members())
        ),
        [("PHO014", None)],
    ),
}


@pytest.mark.parametrize(("data", "expected"), WRAPPED.values(), ids=WRAPPED)
def test_what_is_wrong_with_the_zip_is_told_once(
    wdyy: Wdyy, tmp_path: Path, data: bytes, expected: Found
) -> None:
    (tmp_path / "照片.zip").write_bytes(data)
    ran = wdyy("check-photos", tmp_path / "照片.zip", "--format", "json", "--date", CHECK_DATE)
    assert ran.found == expected
    assert ran.report["summary"]["items"] == len(GOOD)
    assert ran.status == (1 if ("PHO013", None) in expected else 0)


CLASS = packed(**{f"{ME}.jpg": MINE})
INSIDE: dict[str, tuple[dict[str, bytes], Found]] = {
    "a zip": ({"高一2班.zip": CLASS}, [("PHO012", "高一2班.zip")]),
    "a zip that is larger than a photo can be": (
        {"大.zip": packed(**{"a.bin": bytes(9_000_000), "b.jpg": MINE})},
        [("PHO012", "大.zip")],
    ),
    "rar": ({"二班.rar": b"Rar!\x1a\x07\x01\x00" + noise(200)}, [("PHO012", "二班.rar")]),
    "7z, whatever it is called": ({"二班": b"7z\xbc\xaf\x27\x1c" + noise(90)}, [("PHO012", "二班")]),
    "one of several volumes": ({"二班.zip.002": noise(900)}, [("PHO012", "二班.zip.002")]),
    "a self-extracting program": ({"二班.exe": b"MZ" + bytes(80) + CLASS}, [("PHO012", "二班.exe")]),
    "a document with pictures": (
        {"二班.docx": packed(**{"[Content_Types].xml": b"", "word__media__1.jpeg": MINE})},
        [("PHO012", "二班.docx")],
    ),
    "an old document with pictures": (
        {"二班.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + MINE},
        [("PHO012", "二班.doc")],
    ),
    "a document without": (
        {"说明.docx": packed(**{"[Content_Types].xml": b"", "word__document.xml": b""})},
        [("PHO005", "说明.docx")],
    ),
    "a zip that is called a photo": ({f"{ME}.jpg": CLASS}, [("PHO203", f"{ME}.jpg")]),
    "thumbnails of a NAS": (
        {f"@eaDir/{ME}.jpg/SYNOFILE_THUMB_M.jpg": JPEG, f"#recycle/{ME}.jpg": MINE, ".@__thumb/1.zip": CLASS},
        [
            ("PHO005", f"#recycle/{ME}.jpg"),
            ("PHO005", ".@__thumb/1.zip"),
            ("PHO005", f"@eaDir/{ME}.jpg/SYNOFILE_THUMB_M.jpg"),
        ],
    ),
    "a full stop of a Chinese keyboard": ({f"{ME}。jpg": MINE}, [("PHO102", f"{ME}。jpg")]),
    "a blank behind the ending": ({f"{ME}.jpg ": MINE}, [("PHO102", f"{ME}.jpg ")]),
    "a blank in the ending": ({f"{ME}. JPG": MINE}, [("PHO102", f"{ME}. JPG")]),
    "wide letters": ({f"{ME}．ｊｐｇ": MINE}, [("PHO102", f"{ME}．ｊｐｇ")]),
    "no dot": ({f"{ME}jpg": MINE}, [("PHO102", f"{ME}jpg")]),
    "HEIC that says so": (
        {f"{ME}.heic": b"\x00\x00\x00\x18ftypheic" + bytes(60)},
        [("PHO205", f"{ME}.heic")],
    ),
}


@pytest.mark.parametrize(("inside", "expected"), INSIDE.values(), ids=INSIDE)
def test_what_lies_among_the_photos_is_told_once(
    wdyy: Wdyy, tmp_path: Path, inside: dict[str, bytes], expected: Found
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {**GOOD, **inside})
    ran = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE)
    assert ran.found == expected
    fixes = "".join(finding["fix"] for finding in ran.report["findings"])
    assert "删去" not in fixes


RENAMES = {
    f"{ME}。jpg": f"{ME}.jpg",
    f"{ME}.JPG ": f"{ME}.jpg",
    f"{ME}.jpeg": f"{ME}.jpg",
    f"{ME}。png": f"{ME}.jpg",
}


@pytest.mark.parametrize(("name", "right"), RENAMES.items())
def test_an_ending_that_needs_only_renaming_is_told_with_the_right_name(
    wdyy: Wdyy, tmp_path: Path, name: str, right: str
) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {name: MINE})
    (finding,) = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE).report["findings"]
    assert finding["message"].endswith(f"把“{name}”改名为“{right}”")


def test_photos_in_an_archive_are_not_missing_but_unseen(wdyy: Wdyy, tmp_path: Path) -> None:
    (tmp_path / "花名册.csv").write_text(f"姓名,身份证号\n王小一,{id_number(1)}\n张三,{ME}\n", "utf-8")
    zipped = photo_zip(tmp_path / "照片.zip", {f"{id_number(1)}.jpg": portrait(1), "二班.zip": CLASS})
    ran = wdyy(
        "check-photos", zipped, "--roster", tmp_path / "花名册.csv", "--format", "json", "--date", CHECK_DATE
    )
    assert ran.found == [("PHO012", "二班.zip")]
    assert "XRF001" in {entry["code"] for entry in ran.report["not_checked"]}


UNUSABLE = {
    "self-extracting": ("照片.exe", zip_bytes(*members(), prefix=b"MZ" + bytes(500)), "自解压程序", "7-Zip"),
    "first volume": ("照片.zip.001", zip_bytes(*members())[:20_000], "分卷压缩包中的一卷", ".001"),
    "middle volume": ("照片.zip.002", noise(5000), "分卷压缩包中的一卷", ".001"),
    "last volume": ("照片.zip.003", zip_bytes(*members())[-9_000:], "分卷压缩包中的一卷", ".001"),
    "z01": ("照片.z01", b"PK\x07\x08" + zip_bytes(*members())[:9_000], "分卷压缩包中的一卷", ".zip 的那个"),
    "the zip of a set": ("照片.zip", zip_bytes(*members(), disk=2), "分卷压缩包中的一卷", ".zip 的那个"),
    "rar in parts": ("照片.part1.rar", b"Rar!\x1a\x07\x00" + noise(99), "分卷压缩包中的一卷", ".part1.rar"),
}


@pytest.mark.parametrize(("name", "data", "what", "advice"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_is_no_whole_zip_is_unusable_and_says_how_to_get_at_the_photos(
    wdyy: Wdyy, tmp_path: Path, name: str, data: bytes, what: str, advice: str
) -> None:
    (tmp_path / name).write_bytes(data)
    ran = wdyy("check-photos", tmp_path / name, "--format", "json", "--date", CHECK_DATE)
    (given_,) = ran.report["inputs"]
    assert (ran.status, ran.found, given_["status"]) == (2, [], "unreadable")
    assert what in given_["reason"]
    assert advice in given_["reason"]
    assert "压缩成" in given_["reason"]


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=4)
PREFIXES = st.sampled_from([b"", b"PK\x07\x08", b"PK00", b"\0", b"--x\r\n", b"MZ" + bytes(70)])


@pytest.mark.slow
@settings(examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=NAMES, here=NAMES, streamed_=NAMES, wide=NAMES, folders=st.booleans(), prefix=PREFIXES)
def test_of_any_archive_the_wrapping_is_what_was_built(
    plain: list[str], here: list[str], streamed_: list[str], wide: list[str], folders: bool, prefix: bytes
) -> None:
    data = b"content of a photo" * 9
    entries = [RawMember(name=f"1{name}.jpg".encode(), data=data) for name in plain]
    entries += [RawMember(name=f"./2{name}.jpg".encode(), data=data) for name in here]
    entries += [
        RawMember(name=f"3{name}.jpg".encode(), data=data, method=STORED, flags=DESCRIPTOR)
        for name in streamed_
    ]
    entries += [
        RawMember(
            name=f"4{name}.jpg".encode(),
            data=data,
            method=DEFLATED,
            flags=DESCRIPTOR,
            packed=deflate(data) + descriptor(data, "<4sL2Q"),
            declared_packed=len(deflate(data)),
        )
        for name in wide
    ]
    entries += [FOLDER] if folders else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "照片.zip"
        path.write_bytes(zip_bytes(*entries, prefix=prefix))
        with PhotoZip(path.open("rb"), path, "照片.zip", zip_limits()) as opened:
            wrapping = opened.wrapping()
            reader = StoredReader(opened.file, caps_of(zip_limits()))
            read = [read_member(member, opened.stored(member), reader) for member in opened.members]
    assert (wrapping.before is not None) == bool(prefix)
    said = "；".join(wrapping.storing)
    expected = ((streamed_, "没有压缩"), (wide, "zip64"), (here, "“./”"))
    for names, words in expected:
        assert (f"{len(names)} 个文件" in said and words in said) if names else words not in said
    assert ("空文件夹" in said) == folders
    assert read == [data] * (len(entries) - folders)
