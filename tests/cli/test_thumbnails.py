"""The photos in the HTML report: those of findings, at most so many, the worst first."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.jobs import check_photos
from wdyy_cli.jobs.photos import given, pool
from wdyy_cli.report.html import page as html_page

Wdyy = Callable[..., Ran]
BLUE = (67, 142, 219)


def page_of(wdyy: Wdyy, folder: Path, zipped: Path, *options: str) -> str:
    path = folder / "报告.html"
    wdyy("check-photos", zipped, "--date", CHECK_DATE, "--report", path, "-q", *options)
    return path.read_text(encoding="utf-8")


def pictures(page: str) -> list[bytes]:
    return [b64decode(data) for data in re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", page)]


def test_only_photos_with_findings_are_shown(wdyy: Wdyy, tmp_path: Path) -> None:
    faulty = {
        f"{id_number(90)}.jpg": encode_portrait(draw_portrait(90, background=BLUE)),
        f"{id_number(91)}.jpg": portrait(91)[:2000],
        "Thumbs.db": b"x",
    }
    page = page_of(wdyy, tmp_path, photo_zip(tmp_path / "照片.zip", {**right_photos(3), **faulty}))
    jpeg, cut_off = pictures(page)
    with Image.open(io.BytesIO(cut_off)) as image:
        assert image.convert("RGB").getpixel((image.width // 2, image.height - 2)) == (128, 128, 128)
    with Image.open(io.BytesIO(jpeg)) as image:
        red, _, blue = image.convert("RGB").getpixel((1, 1))  # type: ignore[misc]
    assert blue > red
    assert page.count('class="region"') == 4
    assert page.count("没有缩略图") == 1


def test_both_photos_of_a_pair_are_shown(wdyy: Wdyy, tmp_path: Path) -> None:
    same = {f"{id_number(index)}.jpg": portrait(90) for index in (90, 91)}
    page = page_of(wdyy, tmp_path, photo_zip(tmp_path / "照片.zip", same))
    assert len(pictures(page)) == 2
    assert re.findall(r'<use href="#(p\d)"/>', page) == ["p2", "p1"]


def test_no_photo_is_in_a_redacted_page(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {"张三.jpg": portrait(1)})
    assert pictures(page_of(wdyy, tmp_path, zipped, "--redact")) == []
    assert len(pictures(page_of(wdyy, tmp_path, zipped))) == 1


@pytest.mark.slow
def test_one_process_and_several_draw_the_same(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "FEWEST_PHOTOS_PER_PROCESS", 12)
    monkeypatch.setattr(given, "ERRAND_PHOTOS", 8)
    zipped = photo_zip(tmp_path / "照片.zip", {f"学生{index}.jpg": portrait(index) for index in range(40)})
    pages = [page_of(wdyy, tmp_path, zipped, "--jobs", jobs) for jobs in ("1", "2")]
    assert pages[0] == pages[1]
    assert len(pictures(pages[0])) == 40


def test_photos_of_errors_come_first_where_there_are_too_many(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 30
    for place in (check_photos, html_page):
        monkeypatch.setattr(place, "MOST_THUMBNAILS", most)
    warnings = {f"{id_number(index)}.JPG": portrait(index) for index in range(3)}
    errors = {f"学生{index}.jpg": portrait(90) for index in range(most - 1)}
    zipped = photo_zip(tmp_path / "照片.zip", {**warnings, **errors})
    page = page_of(wdyy, tmp_path, zipped)
    assert len(pictures(page)) == most
    assert f"最多附 {most} 张照片的缩略图" in page
    cards = page.split('<article class="f card"')[1:]
    without = ["PHO103" in card for card in cards if "没有缩略图" in card]
    assert (len(cards), without) == (most + 2, [True, True])
