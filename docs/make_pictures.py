"""
Makes the pictures of the README from the examples: the terminal's output and the HTML report.

Run it from anywhere: `python docs/make_pictures.py`. The terminal is drawn as SVG; for the pages a Chromium
and a Chinese font are needed (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

from wdyy_cli.jobs.check import check_gate, of_workspace
from wdyy_cli.jobs.check_photos import check_photos
from wdyy_cli.model import Report
from wdyy_cli.profile_files import load_profile
from wdyy_cli.report.html.render import render_html
from wdyy_cli.report.screen.columns import cell, cells
from wdyy_cli.report.screen.lines import ScreenLine
from wdyy_cli.report.screen.text import render_text
from wdyy_cli.rules.registry import Choice
from wdyy_cli.school.settings import Settings
from wdyy_cli.workspace import read_workspace

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
PICTURES = HERE / "pictures"
sys.path.insert(0, str(HERE.parent / "tests"))
from chromium import Page, find_chromium, open_chromium  # noqa: E402 - it stands beside the tests that use it

SETTINGS = Settings(profile=load_profile(), checked_on=date(2026, 11, 23), thumbnails=True)
SHOWN_RULES = ("IDN003", "PHO206", "PHO301", "PHO303", "PHO402")

COLUMNS = 96
CELL, LINE, SIZE, MARGIN = 8.0, 21, 14, 18
COLOURS = {"bold red": "#ff8f85", "bold yellow": "#f2c161", "bold green": "#84d6a0", "dim": "#8b949e"}
FONTS = "ui-monospace, 'Cascadia Mono', Consolas, 'Noto Sans Mono CJK SC', 'Noto Sans CJK SC', monospace"
SQUEEZED = ' lengthAdjust="spacingAndGlyphs"'  # some fonts have × and the like as wide as Chinese
WIDTH, HEIGHT, PHONE = 1000, 760, (390, 760)
PALETTE = 128


def check_example() -> Report:
    """Check the faulty photos by some rules, as `wdyy check-photos photos-faulty.zip --select …` does."""
    path = str(EXAMPLES / "photos-faulty.zip")
    report = check_photos([path], replace(SETTINGS, choice=Choice(select=SHOWN_RULES)))
    return replace(report, inputs=tuple(replace(given, path="photos-faulty.zip") for given in report.inputs))


def check_school() -> Report:
    """Check the faulty school, as `wdyy check school-faulty` does."""
    path = EXAMPLES / "school-faulty" / "wdyy.toml"
    return check_gate(*of_workspace(read_workspace(path, "wdyy.toml"), SETTINGS))


def draw_terminal(command: str, lines: list[ScreenLine]) -> str:
    """Draw lines of output as they look in a terminal."""
    shown = [ScreenLine(f"$ {command}", "bold white"), *lines]
    width, height = COLUMNS * CELL + 2 * MARGIN, (len(shown) + 1) * LINE + MARGIN
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"',
        f'     height="{height:g}" role="img" font-family="{FONTS}" font-size="{SIZE}">',
        f"<title>{escape(command)}</title>",
        '<rect width="100%" height="100%" rx="10" fill="#1e2227"/>',
    ]
    for number, line in enumerate(shown, start=1):
        fill = COLOURS.get(line.style, "#e4e7ea")
        weight = ' font-weight="700"' if line.style.startswith("bold") else ""
        y = MARGIN + number * LINE - 8
        rows.append(f'<g fill="{fill}"{weight}>{_draw_runs(line.text, y)}</g>')
    return "\n".join([*rows, "</svg>\n"])


def _draw_runs(text: str, y: int) -> str:
    """Draw each run of wide or narrow characters at its cell: no font has them exactly twice as wide."""
    runs: list[tuple[int, str]] = []
    at = 0
    for char in text:
        wide = cell(char)
        if runs and cell(runs[-1][1][-1]) == wide and char != " " and runs[-1][1][-1] != " ":
            runs[-1] = (runs[-1][0], runs[-1][1] + char)
        else:
            runs.append((at, char))
        at += wide
    return "".join(
        f'<text x="{MARGIN + start * CELL:g}" y="{y}" textLength="{cells(run) * CELL:g}"'
        f"{'' if run.isascii() or cell(run[0]) > 1 else SQUEEZED}>{escape(run)}</text>"
        for start, run in runs
        if run.strip()
    )


def photograph(page: Page, selector: str | None, name: str) -> None:
    """Scroll to an element, take a picture of the window, and store it with few colours."""
    if selector is not None:
        page.run(f"document.querySelector({selector!r}).scrollIntoView()")
    page.run("new Promise(done => setTimeout(done, 400))")
    with Image.open(io.BytesIO(page.screenshot())) as image:
        small = image.convert("RGB").quantize(PALETTE, dither=Image.Dither.NONE)
    small.save(PICTURES / name, optimize=True)


def make_pages(report: Report, executable: str) -> None:
    """Take pictures of the HTML report: its top, photos, rows, and the whole on a phone at night."""
    with tempfile.TemporaryDirectory() as folder, open_chromium(executable) as page:
        path = Path(folder) / "report.html"
        path.write_text("".join(render_html(report)), encoding="utf-8")
        page.resize(WIDTH, HEIGHT)
        page.pretend()
        page.load(path)
        photograph(page, None, "report.png")
        photograph(page, _group("PHO206"), "report-photos.png")
        photograph(page, _group("REC006"), "report-rows.png")
        page.pretend(dark=True)
        page.resize(*PHONE, mobile=True)
        photograph(page, _group("PHO301"), "report-phone.png")


def _group(code: str) -> str:
    return f".group:has([data-r={code}])"


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    lines = render_text(check_example(), 20, COLUMNS)
    command = f"wdyy check-photos photos-faulty.zip --select {','.join(SHOWN_RULES)}"
    (PICTURES / "terminal.svg").write_text(draw_terminal(command, lines), encoding="utf-8")
    executable = find_chromium()
    if executable is None:
        raise SystemExit("no Chromium on this machine: only the terminal was drawn")
    make_pages(check_school(), executable)


if __name__ == "__main__":
    main()
