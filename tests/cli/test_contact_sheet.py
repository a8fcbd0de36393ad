"""The contact sheet of `wdyy prepare-photos`: each original beside its photo, in a real Chromium."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from PIL import Image

from chromium import Page
from conftest import Ran
from photographer import PEOPLE, SIZE, deliver, delivery, jpeg, number, prepare
from report_builders import plain_report
from wdyy_cli.files.photos.decoding.original import draw_preview
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.photo import Contact
from wdyy_cli.report.html.render import render_html

Wdyy = Callable[..., Ran]


def on_blue(seed: int) -> bytes:
    written = io.BytesIO()
    draw_portrait(seed, size=SIZE, background=(67, 142, 219)).save(written, "JPEG", quality=95)
    return written.getvalue()


def messy() -> dict[str, bytes]:
    """Add one whom nobody knows, two of one student, one before a wrong ground."""
    return {
        **delivery(),
        "电商2402班/张伟(1).jpeg": on_blue(4),
        "电商2402班/陌生人.jpg": jpeg(9),
        "电商2402班/20240005.jpg": jpeg(7),
    }


@pytest.mark.slow
def test_the_contact_sheet_shows_before_and_after(wdyy: Wdyy, tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", {**delivery(), "陌生人.jpg": jpeg(9)})
    page = tmp_path / "预览.html"
    prepare(wdyy, tmp_path, "--report", page)
    text = page.read_text(encoding="utf-8")
    cards = text.split('<article class="contact')[1:]
    assert [card.count("<image ") for card in cards] == [1, 2, 2, 2, 2, 2]
    assert "left-out" in cards[0]
    assert all('class="region"' in card for card in cards[1:])
    hidden = tmp_path / "隐去.html"
    prepare(wdyy, tmp_path, "--report", hidden, "--redact", "--force")
    masked = hidden.read_text(encoding="utf-8")
    assert not any(word in masked for person in PEOPLE for word in person[:2])
    assert "<image " not in masked


def visible(page: Page) -> list[str]:
    """Give the sources of the cards that are to be seen, without the folder of the photographer."""
    seen: list[str] = page.run(
        "[...document.querySelectorAll('.contact')].filter(e => e.checkVisibility())"
        ".map(e => e.querySelector('.where').textContent.replace(/^.*摄影师./, ''))"
    )
    return seen


LEFT_OUT = ["电商2402班/陌生人.jpg", f"电商2402班/{number(5)}.jpg", "电商2402班/20240005.jpg"]
MADE = ["电商2401班/张伟照片.png", "电商2401班/20240002.JPG", "电商2401班/王小明.jpg"]
BLUE = "电商2402班/张伟(1).jpeg"


def test_a_person_looks_over_the_photos(wdyy: Wdyy, browser: Page, tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", messy())
    page = tmp_path / "预览.html"
    ran = prepare(wdyy, tmp_path, "--report", page, "--format", "json")
    browser.resize(1100, 900)
    browser.complaints.clear()
    browser.load(page)
    assert visible(browser) == [*LEFT_OUT, *MADE, BLUE]
    assert browser.texts("#contacts h2 .count") == ["7 张，3 张没有做成，1 张要看一看"]
    told = browser.texts(".contact .message")
    reasons = {photo["source"]: photo["left_out"] for photo in ran.report["results"]["photos"]}
    assert told[:3] == [f"没有做成：{reasons[f'{tmp_path}/摄影师/{name}']}" for name in LEFT_OUT]
    assert "用 --map 写明" in told[0]
    assert told[3:] == ["请看一看：照片底色不对"]

    browser.click("[name=left]")
    assert visible(browser) == [*LEFT_OUT, BLUE]
    browser.click("#contact-filter [type=reset]")
    browser.type("#contact-filter [name=c]", "1")
    assert visible(browser) == MADE
    assert browser.texts("#contacts-shown") == ["显示 3 / 7 张"]
    browser.type("#contact-filter [name=q]", "李芳")
    assert visible(browser) == MADE[1:2]
    browser.click("#contact-filter [type=reset]")
    assert len(visible(browser)) == 7
    assert browser.complaints == []


def test_the_crop_is_drawn_where_it_was_made(wdyy: Wdyy, browser: Page, tmp_path: Path) -> None:
    """The frame on the screen, in pixels of the original: to within what the small picture shows."""
    deliver(tmp_path / "摄影师", delivery())
    page = tmp_path / "预览.html"
    ran = prepare(wdyy, tmp_path, "--report", page, "--format", "json")
    browser.resize(1100, 900)
    browser.load(page)
    sizes = {"电商2402班/张伟(1).jpeg": (400, 700), f"电商2402班/{number(5)}.jpg": (500, 500)}
    for photo in ran.report["results"]["photos"]:
        width, height = next((size for name, size in sizes.items() if name in photo["source"]), SIZE)
        cards = "[...document.querySelectorAll('.contact')]"
        name = photo["target"]
        drawn: list[float] = browser.run(
            "(card => { card.scrollIntoView(); const [all, cut] = ['svg', '.region']"
            ".map(name => card.querySelector(name).getBoundingClientRect());"
            f"const [w, h] = [{width} / all.width, {height} / all.height];"
            "return [(cut.left - all.left) * w, (cut.top - all.top) * h, (cut.right - all.left) * w,"
            f" (cut.bottom - all.top) * h]; }})({cards}.find(e => e.textContent.includes('{name}')))"
        )
        # A pixel of the small picture, and half the stroke of the frame.
        assert drawn == pytest.approx(photo["crop"], abs=2 + 3 * height / 210), photo["source"]


def test_five_hundred_photos_open_in_a_browser(browser: Page, tmp_path: Path) -> None:
    """Pure noise is the most that a picture can take: the sheet stays below 25 MB."""
    noise = draw_preview(Image.frombytes("RGB", (150, 210), os.urandom(150 * 210 * 3)))
    contacts = tuple(
        Contact(
            source=f"摄影师/电商{index % 10:02d}班/{index}.jpg", target=f"{number(index)}.jpg", before=noise,
            after=noise, name="王小明", id_number=number(index), class_name=f"电商{index % 10:02d}班",
            crop=(0.1, 0.1, 0.9, 0.9),
        )
        for index in range(500)
    )  # fmt: skip
    page = tmp_path / "预览.html"
    page.write_text("".join(render_html(plain_report(contacts=contacts))), encoding="utf-8")
    assert page.stat().st_size < 25_000_000
    browser.load(page)
    # What is not on the screen is not laid out: that is what keeps scrolling smooth.
    rendered: Any = browser.run(
        "[...document.querySelectorAll('.contact .pictures')]"
        ".filter(e => e.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert rendered < 60


def test_the_workbook_lists_what_became_of_each_picture(wdyy: Wdyy, tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", {**delivery(), "陌生人.jpg": jpeg(9)})
    prepare(wdyy, tmp_path, "--report", tmp_path / "清单.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "清单.xlsx")["照片准备"].iter_rows(values_only=True))
    assert rows[0] == ("原来的文件", "做成的照片", "姓名", "身份证号", "班级", "没有做成的原因")
    assert [row[1] for row in rows[2:]] == [
        f"{person[1]}.jpg" for person in (PEOPLE[2], PEOPLE[1], PEOPLE[0], PEOPLE[3], PEOPLE[4])
    ]
    assert (rows[1][1], "看不出是谁" in str(rows[1][5])) == (None, True)
