"""`wdyy prepare-photos`: of what cannot be made into a photo it says why, and what to do."""

from __future__ import annotations

import io
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from conftest import Ran
from photographer import PEOPLE, SIZE, deliver, jpeg, members, number, prepare, rgb, roster
from wdyy_cli.files.photos.decoding.original import Unusable, open_original
from wdyy_cli.files.photos.drawn.portrait import draw_portrait

Wdyy = Callable[..., Ran]


def saved(form: str, image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, form)
    return written.getvalue()


def huge_bmp() -> bytes:
    data = bytearray(saved("BMP", Image.new("RGB", (8, 8))))
    data[18:26] = struct.pack("<ii", 30_000, 30_000)
    return bytes(data)


def big_gif() -> bytes:
    data = bytearray(saved("GIF", Image.new("P", (8, 8))))
    data[6:10] = struct.pack("<HH", 12_000, 12_000)
    return bytes(data)


LEFT_OUT: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "no picture": ("jpg", lambda: b"\x01\x02\x03" * 100, "不是图片，或已损坏；请换一张。"),
    "a bitmap that is cut off": (
        "bmp",
        lambda: saved("BMP", Image.new("RGB", (300, 400)))[:5000],
        "图片已损坏，打不开；请向摄影师要一份好的，或重新拍。",
    ),
    "a bitmap of far too many pixels": ("bmp", huge_bmp, "像素太多，图片太大了；请先用看图软件缩小。"),
    "a GIF of too many pixels": ("gif", big_gif, "12,000×12,000 像素，图片太大了；请先用看图软件缩小。"),
    "AVIF": (
        "jpg",
        lambda: b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(200),
        "AVIF 图片做不成照片；请另存为 JPG。",
    ),
}


@pytest.mark.parametrize(("ending", "made", "told"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_each_is_told_with_the_next_step(
    wdyy: Wdyy, tmp_path: Path, ending: str, made: Callable[[], bytes], told: str
) -> None:
    deliver(tmp_path / "摄影师", {f"王小明.{ending}": made(), "李芳.jpg": jpeg(2)})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    left = [one["left_out"] for one in ran.report["results"]["photos"] if one["left_out"]]
    assert (ran.status, left) == (1, [told])
    assert list(members(tmp_path / "照片.zip")) == [f"{number(2)}.jpg"]


LIMITS = {
    "smaller than allowed": (
        "min_bytes = 150000",
        "缩小以后只有 19,961 字节，规定至少 150,000 字节；请换一张清楚些的照片。",
    ),
    "larger than allowed": (
        "min_bytes = 1\nmax_bytes = 1000",
        "怎样压缩都超过 1,000 字节；请检查证书规定里的 photo.max_bytes。",
    ),
}


@pytest.mark.parametrize(("limits", "told"), LIMITS.values(), ids=LIMITS)
def test_limits_that_no_quality_keeps_are_told(wdyy: Wdyy, tmp_path: Path, limits: str, told: str) -> None:
    profile = tmp_path / "规定.toml"
    profile.write_text(f'extends = "wdyy-2021"\nname = "x"\n[photo]\n{limits}\n', encoding="utf-8")
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    roster(tmp_path, PEOPLE[:1])
    ran = prepare(wdyy, tmp_path, "--format", "json", "--profile", profile)
    left = [one["left_out"] for one in ran.report["results"]["photos"]]
    assert (ran.status, left, (tmp_path / "照片.zip").exists()) == (1, [told], False)


def test_heic_without_the_part_that_reads_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(Unusable) as told:
        open_original(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200), 10**8, (295, 413))
    assert told.value.whole == (
        '苹果手机的 HEIC 照片要多装一个组件才读得了。先运行 pip install "wdyy-cli[heic]"，再做一次。'
    )


def test_what_is_transparent_all_around_becomes_white() -> None:
    seen = draw_portrait(1, size=SIZE).convert("RGBA")
    clear = Image.new("L", SIZE, 255)
    clear.paste(0, (0, 0, SIZE[0], 240))
    seen.putalpha(clear)
    flat = open_original(saved("PNG", seen), 10**8, (295, 413)).image
    assert (flat.mode, rgb(flat, (5, 5)), rgb(flat, (5, 100))) == ("RGB", (255, 255, 255), (255, 255, 255))


def circle(folder: Path, _: pytest.MonkeyPatch) -> Path:
    if os.name == "nt":
        pytest.skip("on Windows a link needs rights of its own")
    (folder / "圈").symlink_to("圈")
    return folder / "圈"


def gone(folder: Path, _: pytest.MonkeyPatch) -> Path:
    return folder / "没有.zip"


def held(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Let another program hold a picture, as on Windows."""
    (folder / "张伟.jpg").write_bytes(jpeg(3))
    opened = Path.open

    def open_it(path: Path, *args: Any, **options: Any) -> Any:
        if path.name == "张伟.jpg":
            raise PermissionError
        return opened(path, *args, **options)

    patch.setattr(Path, "open", open_it)
    return folder / "张伟.jpg"


RETRY = "请先在打开它的程序里关闭，或把它复制到自己的文件夹后重试。"
SOURCES: dict[str, tuple[Callable[[Path, pytest.MonkeyPatch], Path], str]] = {
    "a link that leads in a circle": (circle, "读取 {} 时出错。请把它复制到本机硬盘后重试。"),
    "what is not there": (gone, "找不到 {}。请检查文件名和所在的文件夹是否写对。"),
    "a picture that a program holds": (held, f"没有权限读取 {{}}。{RETRY}"),
}


@pytest.mark.parametrize(("make", "told"), SOURCES.values(), ids=SOURCES)
def test_a_source_that_nobody_can_read_is_told_and_stops_no_other(
    wdyy: Wdyy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[Path, pytest.MonkeyPatch], Path],
    told: str,
) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    source = make(tmp_path, monkeypatch)
    ran = prepare(wdyy, tmp_path, source, "--allow-missing", "--format", "json")
    unread = {each["path"]: each["reason"] for each in ran.report["inputs"] if each["reason"]}
    assert (ran.status, unread) == (2, {str(source): told.format(source)})
    assert list(members(tmp_path / "照片.zip")) == [f"{number(1)}.jpg"]


def test_a_workspace_that_names_a_link_in_a_circle_says_so(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    roster(tmp_path)
    circle(tmp_path, monkeypatch)
    Path("wdyy.toml").write_text('[files]\nroster = "花名册.csv"\nregistration = "圈"\n', encoding="utf-8")
    ran = wdyy("check", "--format", "json")
    unread = {each["path"]: each["reason"] for each in ran.report["inputs"] if each["reason"]}
    assert (ran.status, unread) == (2, {"圈": "读取 “圈” 时出错。请把它复制到本机硬盘后重试。"})
