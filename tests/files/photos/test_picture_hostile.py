"""Damaged and hostile pictures: what is said about them, and that nothing escapes."""

from __future__ import annotations

import csv
import functools
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import MEGABYTE, photo_limits
from drawn import examples
from picture_builders import (
    CAP,
    END,
    PIXEL,
    exif_block,
    jpeg_bytes,
    look,
    png_bytes,
    png_chunk,
    png_of,
    portrait,
    saved,
    told,
)
from students import portrait as student
from wdyy_cli.files.photos.decoding.whole_picture import full_pixel_digest
from wdyy_cli.photo import Picture

SHARED = Path(__file__).parents[4] / "shared" / "corpus"
CORPUS = SHARED / "images"
LIMITS = photo_limits()
CUT_OFF = "图片不完整，文件后面缺了一截"
PNG_CUT_OFF = "文件不完整，后面缺了一截"
PNG_DAMAGED = "图片数据的校验码不符，内容已损坏"
BAD_HEADER = "图片开头的信息已损坏，或是少见的格式，打不开"
MIXED_UP = "图片中间的数据坏了，画面有一部分会错位、变色或变花"
ORDINARY = Picture(format="JPEG", kind="JPG 图片", width=295, height=413)


def _rows(rows: int) -> bytes:
    """Build a PNG of 90 rows of which only so many have pixels."""
    return png_of(9, 90, png_chunk(b"IDAT", zlib.compress(bytes(28 * rows))), END)


FAULTS: dict[str, tuple[bytes, str]] = {
    "no bytes": (b"", "文件是空的（0 字节）"),
    "PDF": (b"%PDF-1.4", "不是图片，其实是 PDF 文档"),
    "web page": (b"<html></html>", "不是图片，其实是网页（HTML）"),
    "noise": (b"\x01\x02\x03", "不是图片，也认不出是什么文件"),
    "JPEG, three bytes of it": (jpeg_bytes()[:3], CUT_OFF),
    "JPEG, header only": (jpeg_bytes()[:300], CUT_OFF),
    "JPEG of twelve bits": (
        jpeg_bytes().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c"),
        BAD_HEADER,
    ),
    "JPEG with much rubbish before its size": (
        jpeg_bytes()[:20] + bytes(3 * MEGABYTE) + jpeg_bytes()[20:],
        BAD_HEADER,
    ),
    "JPEG with many fill bytes": (jpeg_bytes()[:20] + b"\xff" * 3 * MEGABYTE + jpeg_bytes()[20:], BAD_HEADER),
    "JPEG with many segments": (
        jpeg_bytes()[:20] + b"\xff\xfe\x00\x02" * 5000 + jpeg_bytes()[20:],
        BAD_HEADER,
    ),
    "PNG, signature only": (png_bytes()[:8], BAD_HEADER),
    "PNG cut in the pixels": (png_bytes()[: len(png_bytes()) // 2], PNG_CUT_OFF),
    "PNG without its end": (png_bytes()[:-12], PNG_CUT_OFF),
    "PNG with a changed byte": (png_bytes()[:5000] + b"\x00\x01" + png_bytes()[5002:], PNG_DAMAGED),
    "PNG with a changed header": (png_bytes()[:20] + b"\x01" + png_bytes()[21:], BAD_HEADER),
    "PNG without pixels": (png_of(1, 1, END), "文件里没有图片数据"),
    "PNG with too few pixels": (png_of(9, 9, PIXEL, END), "图片不完整，几乎整张都没有内容"),
    "PNG with a third of its rows": (_rows(30), "图片不完整，下面约三分之二没有内容"),
    "PNG with pixels of rubbish": (
        png_of(1, 1, png_chunk(b"IDAT", b"rubbish"), END),
        "图片不完整，几乎整张都没有内容",
    ),
    "PNG of an impossible colour type": (png_of(1, 1, PIXEL, END, colour=5), BAD_HEADER),
    "PNG of empty chunks only": (png_of(1, 1, png_chunk(b"IDAT", b"") * 100_001, END), PNG_CUT_OFF),
    "PNG for Apple devices": (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"CgBI", bytes(4)) + png_bytes()[8:],
        "这种 PNG 只有苹果设备能打开，请另存为普通图片",
    ),
}


@pytest.mark.parametrize(("data", "fault"), FAULTS.values(), ids=FAULTS.keys())
def test_what_does_not_decode_says_why(data: bytes, fault: str) -> None:
    picture = look(data)
    assert (picture.fault, picture.pixels, picture.over_cap) == (fault, None, False)
    assert full_pixel_digest(data, LIMITS, CAP) is None


def _cut(share: float) -> bytes:
    data = student(1)
    return data[: int(len(data) * share)]


GREY_BELOW = {
    "half": (_cut(0.5), "图片不完整，下面约一半是灰的"),
    "half, with an end mark": (_cut(0.5) + b"\xff\xd9", "图片不完整，下面约一半是灰的"),
    "a third is missing": (_cut(0.67), "图片不完整，下面约三分之一是灰的"),
    "most is missing": (_cut(0.1), "图片不完整，下面约四分之三是灰的"),
    "the very end is missing": (_cut(0.99), CUT_OFF),
    "the very end is missing, with an end mark": (_cut(0.99) + b"\xff\xd9", MIXED_UP),
    "the end is zeros": (_cut(0.75) + bytes(4000) + b"\xff\xd9", "图片不完整，下面约五分之一是灰的"),
}


@pytest.mark.parametrize(("data", "fault"), GREY_BELOW.values(), ids=GREY_BELOW)
def test_a_cut_jpeg_says_what_one_sees(data: bytes, fault: str) -> None:
    picture = look(data)
    assert (picture.fault, picture.pixels) == (fault, None)
    assert full_pixel_digest(data, LIMITS, CAP) is None


def test_size_is_known_although_pixels_are_damaged() -> None:
    picture = look(png_bytes()[:-500])
    assert (picture.width, picture.height) == (295, 413)


@functools.cache
def _samples() -> tuple[bytes, ...]:
    small = portrait(size=(60, 80))
    forms = (
        saved(small),
        saved(small, progressive=True, exif=exif_block(6)),
        saved(small.convert("CMYK")),
        saved(small, "PNG"),
        saved(small.quantize(8), "PNG", transparency=1),
        saved(small, "PNG", save_all=True, append_images=[small.rotate(90)]),
        saved(small, "MPO", save_all=True, append_images=[small]),
    )
    return forms + tuple(saved(small, form) for form in ("GIF", "BMP", "WEBP"))


@pytest.mark.slow
@examples(600)
@given(
    st.integers(min_value=0, max_value=9),
    st.lists(
        st.tuples(st.floats(min_value=0, max_value=0.999), st.integers(min_value=0, max_value=255)),
        max_size=6,
    ),
    st.one_of(st.none(), st.floats(min_value=0, max_value=1)),
)
def test_changed_and_cut_pictures_never_crash(
    which: int, changes: list[tuple[float, int]], cut: float | None
) -> None:
    data = bytearray(_samples()[which])
    for place, value in changes:
        data[int(place * len(data))] = value
    if cut is not None:
        del data[int(cut * len(data)) :]
    picture = told(bytes(data), "JPEG", "PNG", "GIF", "BMP", "WEBP")
    assert picture.fault is None or not picture.fault.isascii()
    full_pixel_digest(bytes(data), LIMITS, CAP)


CHUNK_KINDS = st.sampled_from([b"PLTE", b"IDAT", b"tRNS", b"acTL", b"fcTL", b"iCCP", b"eXIf", b"IEND"])
CHUNKS = st.lists(st.tuples(CHUNK_KINDS, st.binary(max_size=40)), max_size=8)


@pytest.mark.slow
@examples(300)
@given(CHUNKS, st.sampled_from([0, 2, 3, 4, 6]), st.sampled_from([1, 2, 4, 8, 16]))
def test_pngs_of_any_chunks_never_crash(chunks: list[tuple[bytes, bytes]], colour: int, bits: int) -> None:
    body = (png_chunk(kind, content) for kind, content in chunks)
    told(png_of(3, 3, *body, PIXEL, END, bits=bits, colour=colour))


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of odd pictures is not here")
def test_every_picture_of_the_corpus_gives_an_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with (CORPUS / "INDEX.csv").open(encoding="utf-8-sig", newline="") as table:
        index = {row["file"]: row for row in csv.DictReader(table)}
    wrong_size = []
    for name, row in index.items():
        data = (CORPUS / name).read_bytes()
        tracemalloc.start()
        picture = told(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 3 * len(data) + 4 * MEGABYTE, name
        assert (full_pixel_digest(data, LIMITS, CAP) is None) == (
            picture.fault is not None or picture.width == 0
        )
        if row["format"] in ("JPEG", "PNG") and row["size"] != f"{picture.width}x{picture.height}":
            wrong_size.append(name)
    assert wrong_size == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus of photos is not here")
def test_every_ordinary_photo_decodes() -> None:
    photos = [file.read_bytes() for file in sorted((SHARED / "photos").glob("*.jpg"))]
    pictures = {told(data) for data in photos}
    assert pictures == {ORDINARY}
