"""The HTML report: one inert file that needs no network; in a real Chromium it renders, filters, prints."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from chromium import Page
from report_builders import (
    HOSTILE,
    NAMES,
    PHOTOS,
    SHEET,
    hostile_report,
    photo_finding,
    plain_report,
    thumbnail,
)
from students import id_number
from wdyy_cli.model import InputFile, Location, Place, Report, Table
from wdyy_cli.report.html.render import render_html
from wdyy_cli.report.redaction.redact import redact
from wdyy_cli.report.said.words import visible
from wdyy_cli.sheet import Value

ROOMS = {
    "rooms": [
        {"name": "一号机房", "machines": 80, "seats": 45, "proctors": 3},
        {"name": "实训楼 302", "machines": 40, "seats": 40, "proctors": 2},
    ]
}
CLEAN = plain_report(findings=(), inputs=plain_report().inputs[:1], not_checked=(), exit_code=0)
REPORTS: dict[str, Report] = {
    "plain": plain_report(),
    "by class": plain_report(group_by="class_name"),
    "redacted": redact(plain_report()),
    "nothing found": CLEAN,
    "rooms": replace(CLEAN, results=ROOMS, lines=("一号机房  80  45  3",)),
    "hostile": hostile_report(),
    "hostile, by class": replace(hostile_report(), group_by="class_name"),
}
each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
HEADING = "wdyy check · 2026-11-23 · 没有写学校名称 · 没有用 wdyy.toml · 证书规定 wdyy-2021"
OURS = {"script": 1, "style": 1, "meta": 6, "link": 1}


class Reader(HTMLParser):
    """Notes every element, every attribute and every text of a page."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data.strip())


def page_of(report: Report) -> str:
    return "".join(render_html(report))


@each_report
def test_a_page_is_inert_and_needs_nothing_else(report: Report) -> None:
    page = page_of(report)
    read = Reader(page)
    assert page.startswith("<!DOCTYPE html>")
    assert {tag: read.tags.count(tag) for tag in OURS} == OURS
    assert not {"img", "iframe", "object", "embed", "base", "a:href"} & set(read.tags)
    for name, value in read.attributes:
        assert not name.startswith("on"), name
        assert name not in ("style", "src", "srcset", "action", "background")
        if name == "href":
            assert value.startswith(("#", "data:image/jpeg;base64,")) or value == "data:,"
    policy = next(value for name, value in read.attributes if name == "content" and "default-src" in value)
    hashed = r"'sha256-[A-Za-z0-9+/]{43}='"
    assert re.fullmatch(
        rf"default-src 'none'; img-src data:; style-src {hashed}; script-src {hashed};"
        " base-uri 'none'; form-action 'none'",
        policy,
    )
    assert {c for c in page if not c.isprintable()} == {"\n"}


def test_the_same_report_gives_the_same_page() -> None:
    assert page_of(plain_report()) == page_of(plain_report())


def test_it_opens_with_the_verdict_and_what_to_do() -> None:
    texts = Reader(page_of(plain_report())).texts
    told = [text for text in texts if text]
    start = told.index("有文件没有检查。", told.index(HEADING))
    assert told[start : start + 8] == [
        "有文件没有检查。",
        "照上面写的改好，再运行一次同样的命令。",
        "4",
        "错误",
        "1",
        "警告",
        "1",
        "已忽略",
    ]
    todo = told[told.index("要做的事") : told.index("查找")]
    assert [todo[i] for i in range(2, len(todo), 4)] == [
        "照片像素不符", "照片底色不均匀", "证书等级不是可选的值", "姓名少见",
    ]  # fmt: skip


def test_classes_are_listed_with_their_counts() -> None:
    told = [text for text in Reader(page_of(plain_report(group_by="class_name"))).texts if text]
    start = told.index("各班的问题")
    assert told[start + 1 : start + 6] == [
        "网店一班",
        "错误 2 处，警告 1 处，已忽略 1 处",
        "网店二班",
        "错误 2 处",
        "没有问题的班级：网店三班",
    ]


def test_hostile_texts_are_shown_as_they_are() -> None:
    texts = Reader(page_of(hostile_report())).texts
    for text in HOSTILE:
        assert visible(text) in texts


def test_a_photo_is_drawn_once_however_many_findings_it_has() -> None:
    member = f"{id_number(0)}.jpg"
    findings = tuple(photo_finding(member, code) for code in ("PHO206", "PHO301", "PHO303"))
    page = page_of(plain_report(findings=findings, thumbnails={(PHOTOS, member): thumbnail()}))
    assert (page.count("data:image/jpeg"), page.count('<use href="#p1"/>')) == (1, 3)
    assert page.count('class="region"') == 4  # of the two findings about the background


def test_what_was_measured_stands_beside_the_limit_and_a_second_photo_beside_the_first() -> None:
    one, two = (f"{id_number(index)}.jpg" for index in range(2))
    findings = (
        photo_finding(one, "PHO301", measured="蓝色（#428EDA）", limit="红色"),
        photo_finding(one, "PHO402", other=Location(file=PHOTOS, member=two)),
    )
    drawn = {(PHOTOS, member): thumbnail() for member in (one, two)}
    read = Reader(page_of(plain_report(findings=findings, thumbnails=drawn)))
    assert [read.texts[read.texts.index(word) + 1] for word in ("现在", "应为")] == ["蓝色", "红色"]
    assert ("fill", "#428EDA") in read.attributes
    assert [value for name, value in read.attributes if name == "href"][-3:] == ["#p1", "#p1", "#p2"]


def test_nothing_of_a_person_is_left_in_a_redacted_page() -> None:
    page = page_of(redact(plain_report()))
    assert [secret for secret in (*NAMES, *map(id_number, range(4))) if secret in page] == []
    assert "data:image/jpeg" not in page


@pytest.mark.slow
def test_all_findings_are_there_whatever_their_number() -> None:
    findings = tuple(
        photo_finding("", place=Place(location=Location(file=PHOTOS)), message=f"第 {index} 处")
        for index in range(3000)
    )
    texts = set(Reader(page_of(plain_report(findings=findings))).texts)
    assert {f"第 {index} 处" for index in range(3000)} <= texts


@pytest.fixture
def opened(browser: Page, tmp_path: Path) -> Iterator[Page]:
    """Give the browser in its usual state; what it complains of fails the test."""
    browser.resize(1100, 900)
    browser.pretend()
    browser.complaints.clear()
    browser.asked_for.clear()
    yield browser
    assert browser.complaints == []
    own = (tmp_path / "report.html").as_uri()
    assert {url for url in browser.asked_for if not url.startswith("data:")} == {own}


def show(opened: Page, report: Report, folder: Path) -> None:
    path = folder / "report.html"
    path.write_text(page_of(report), encoding="utf-8")
    opened.load(path)


def shown(opened: Page) -> list[str]:
    """Give code and place of the findings that are visible."""
    seen: list[str] = opened.run(
        "[...document.querySelectorAll('.f')].filter(e => e.checkVisibility())"
        ".map(e => e.dataset.r + ' ' + e.querySelector('.where').textContent)"
    )
    return seen


@each_report
def test_it_renders_without_a_complaint(opened: Page, tmp_path: Path, report: Report) -> None:
    show(opened, report, tmp_path)
    assert opened.texts("h1") != []
    assert len(shown(opened)) == len(report.findings)
    assert opened.run("document.compatMode") == "CSS1Compat"


def test_the_pictures_are_drawn(opened: Page, tmp_path: Path) -> None:
    show(opened, plain_report(thumbnails={(PHOTOS, f"{id_number(0)}.jpg"): thumbnail((0, 200, 0))}), tmp_path)
    x, y = opened.run(
        "(r => [r.x + r.width / 2, r.y + r.height / 2])"
        "((e => (e.scrollIntoView({block: 'center'}), e.getBoundingClientRect()))"
        "(document.querySelector('svg.picture')))"
    )
    with Image.open(io.BytesIO(opened.screenshot())) as image:
        red, green, blue = image.convert("RGB").getpixel((round(x), round(y)))  # type: ignore[misc]
    assert (red < 40, green > 160, blue < 40) == (True, True, True)


FILTERS = {
    "a rule": ("[name=r]", "PHO206", ["PHO206", "PHO206"]),
    "a class": ("[name=c]", "1", ["PHO206", "REG107"]),
    "a name": ("[name=q]", "张三丰", ["PHO206", "REG107"]),
    "a number": ("[name=q]", id_number(2), ["PHO302", "REG112"]),
    "full-width letters and two words": ("[name=q]", "ｐｈｏ206 李四光", ["PHO206"]),
    "what nobody has": ("[name=q]", "<b>", []),
}


@pytest.mark.parametrize(("field", "value", "codes"), FILTERS.values(), ids=FILTERS)
def test_a_filter_leaves_what_fits(
    opened: Page, tmp_path: Path, field: str, value: str, codes: list[str]
) -> None:
    show(opened, plain_report(), tmp_path)
    opened.type(f"#filters {field}", value)
    assert [line[:6] for line in shown(opened)] == codes
    assert opened.texts("#shown") == [f"显示 {len(codes)} / 6 处"]
    assert opened.run("document.getElementById('nothing').checkVisibility()") is (not codes)
    visible_groups = opened.run(
        "[...document.querySelectorAll('.group')].filter(e => e.checkVisibility()).length"
    )
    assert visible_groups == len(set(codes))
    opened.click("#filters [type=reset]")
    assert len(shown(opened)) == 6


def test_severities_can_be_switched_off(opened: Page, tmp_path: Path) -> None:
    show(opened, plain_report(), tmp_path)
    assert opened.texts("#filters fieldset label") == [" 错误", " 警告", " 已忽略"]
    opened.click("#filters [value=error]")
    assert [line[:6] for line in shown(opened)] == ["PHO302", "REG112"]
    opened.click("#filters [value=ignored]")
    assert [line[:6] for line in shown(opened)] == ["PHO302"]


def test_hostile_texts_do_nothing(opened: Page, tmp_path: Path) -> None:
    show(opened, hostile_report(), tmp_path)
    assert opened.run("document.scripts.length") == 1
    for text in HOSTILE:
        opened.type("#filters [name=q]", visible(text))
        assert len(shown(opened)) >= 2, text


def test_it_can_be_read_without_scripts(opened: Page, tmp_path: Path) -> None:
    opened.allow_scripts(allowed=False)
    try:
        show(opened, plain_report(), tmp_path)
        assert len(shown(opened)) == 6
        assert opened.run("document.getElementById('filters').checkVisibility()") is False
    finally:
        opened.allow_scripts(allowed=True)


def brightness(opened: Page) -> float:
    with Image.open(io.BytesIO(opened.screenshot())) as image:
        histogram = image.convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / sum(histogram)


def test_it_is_dark_in_a_dark_room(opened: Page, tmp_path: Path) -> None:
    show(opened, plain_report(), tmp_path)
    assert brightness(opened) > 200
    opened.pretend(dark=True)
    assert brightness(opened) < 80


@pytest.mark.parametrize("report", [plain_report(), hostile_report()], ids=["plain", "hostile"])
def test_it_fits_on_a_phone(opened: Page, tmp_path: Path, report: Report) -> None:
    opened.resize(390, 800, mobile=True)
    show(opened, report, tmp_path)
    assert opened.run("document.documentElement.scrollWidth") == 390


def test_it_prints_on_a4(opened: Page, tmp_path: Path) -> None:
    show(opened, plain_report(group_by="class_name"), tmp_path)
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", opened.pdf()))
    assert [(round(float(width)), round(float(height))) for width, height in sizes] == [(595, 842)]
    opened.pretend(media="print")
    assert opened.run("document.getElementById('filters').checkVisibility()") is False
    assert len(shown(opened)) == 6


BROKEN_NUMBERS = """
(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.parentElement.checkVisibility() || text.parentElement.closest("script, style")) continue;
    for (const number of text.data.matchAll(/[0-9][0-9×,]+[0-9X]/g)) {
      const range = document.createRange();
      range.setStart(text, number.index);
      range.setEnd(text, number.index + number[0].length);
      if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(number[0]);
    }
  }
  return found;
})()
"""
PLAN = "网店运营推广职业技能等级证书2021年上半年全国统考"


def wide_report() -> Report:
    """Build a report about photos with long names, and a table with many long columns."""
    headers = (
        "学生姓名",
        "身份证号",
        "学生类型",
        "所属院校",
        "考核站点",
        "考试计划名称",
        "报考证书",
        "证书等级",
    )
    fields = ("name", "id_number", "student_type", "school", "site", "plan", "certificate", "level")
    long = ("院校考生", "某某职业技术学院", "某某学院网店运营推广证书考核站点", PLAN, PLAN, "初级")
    rows: list[tuple[Value, ...]] = [headers, *((name, id_number(i), *long) for i, name in enumerate(NAMES))]
    found = [
        photo_finding(
            "x",
            "REG109",
            place=Place(
                location=Location(file=SHEET, sheet="Sheet1", cell=f"{letter}{row}", row=row),
                id_number=id_number(row - 2),
            ),
        )
        for row in (2, 3)
        for letter in "DEFG"
    ]
    photos = [
        photo_finding(f"{id_number(i)}{tail}.jpg", measured="1480×2640", limit="295×413")
        for i, tail in enumerate(("", "(1)", " - 副本"))
    ]
    table = Table(
        file=SHEET, sheet="Sheet1", header_row=1, columns={of: i for i, of in enumerate(fields)}, rows=rows
    )
    drawn = {(PHOTOS, finding.place.location.member or ""): thumbnail() for finding in photos}
    return plain_report(findings=(*photos, *found), tables=(table,), thumbnails=drawn)


@pytest.mark.parametrize(
    ("width", "media"), [(390, ""), (1100, ""), (688, "print")], ids=["phone", "screen", "A4"]
)
def test_no_number_is_broken_and_nothing_is_cut_off(
    opened: Page, tmp_path: Path, width: int, media: str
) -> None:
    opened.resize(width, 900, mobile=width == 390)
    opened.pretend(media=media)
    show(opened, wide_report(), tmp_path)
    assert opened.run(BROKEN_NUMBERS) == []
    assert opened.run("document.documentElement.scrollWidth") <= width


def test_a_filter_prints_what_it_shows(opened: Page, tmp_path: Path) -> None:
    show(opened, plain_report(), tmp_path)
    opened.type("#filters [name=r]", "PHO206")
    opened.pretend(media="print")
    assert [line[:6] for line in shown(opened)] == ["PHO206", "PHO206"]
    todo = "[...document.querySelectorAll('.todo li')].filter(e => e.checkVisibility()).length"
    assert opened.run(todo) == 1
    note = "document.getElementById('filtered').checkVisibility()"
    assert (opened.texts("#filtered"), opened.run(note)) == (["这里只列出筛选出来的 2 处，一共 6 处。"], True)
    opened.pretend()
    opened.click("#filters [type=reset]")
    opened.pretend(media="print")
    assert (opened.run(todo), opened.run(note)) == (4, False)


def test_head_and_title_say_whose_it_is() -> None:
    told = Reader(page_of(plain_report(school="某某学院", plan=PLAN, folder="一校"))).texts
    assert f"有文件没有检查。 某某学院 · {PLAN} · 一校 · wdyy check" in told
    assert f"考试计划 {PLAN} · 文件夹 一校" in told
    assert "有文件没有检查。 wdyy check" in Reader(page_of(plain_report())).texts


def test_an_input_that_only_helps_is_named(opened: Page, tmp_path: Path) -> None:
    template = InputFile(path="模板.xlsx", unit="模板", beside=True)
    show(opened, plain_report(inputs=(template,)), tmp_path)
    assert opened.texts(".inputs li") == ["模板.xlsx 模板"]
