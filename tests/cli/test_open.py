"""`--open`: the page is written and shown in the browser; without a screen it is said where it lies."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest

from conftest import Ran
from school import School
from students import CHECK_DATE

Wdyy = Callable[..., Ran]
ROSTER_ONLY = School(photos=None, registration=None, records=None, status=None)


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there a screen is taken for granted")
@pytest.mark.usefixtures("no_screen")
@pytest.mark.parametrize(
    ("argv", "page"),
    [
        (["check", "校"], "校/wdyy-报告.html"),
        (["check", "校", "--report", "查.html"], "查.html"),
        (["check-roster", "校/花名册.xlsx"], "校/wdyy-报告.html"),
        (["check-roster", "校/花名册.xlsx", "--report", "a.json"], "校/wdyy-报告.html"),
    ],
)
def test_without_a_screen_it_is_said_where_the_page_lies(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], page: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ROSTER_ONLY.write(Path("校"))
    ran = wdyy(*argv, "--date", CHECK_DATE, "--open")
    assert f"报告已存到 {Path(page)}\n" in ran.err
    assert f"这里打不开浏览器，网页报告在 {tmp_path / page}，" in ran.err
    assert Path(page).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.rglob("*.html")] == [Path(page).name]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a script of the shell stands for the browser")
@pytest.mark.parametrize(("then", "said"), [("", "已用浏览器打开"), ("exit 1", "这里打不开浏览器")])
def test_the_browser_gets_the_page_and_has_no_say_on_the_screen(tmp_path: Path, then: str, said: str) -> None:
    ROSTER_ONLY.write(tmp_path / "校")
    browser = tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\necho "Opening in existing session"\necho "$1" > "{tmp_path}/asked"\n{then}\n'
    )
    browser.chmod(0o755)
    env = {key: value for key, value in os.environ.items() if key != "CI"} | {"BROWSER": str(browser)}
    ran = subprocess.run(
        [sys.executable, "-m", "wdyy_cli", "check", "校", "--date", CHECK_DATE, "--open"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    page = tmp_path / "校" / "wdyy-报告.html"
    assert said in ran.stderr
    assert "Opening" not in ran.stdout + ran.stderr
    assert unquote((tmp_path / "asked").read_text(encoding="utf-8").strip()) == f"file://{page}"


@pytest.mark.usefixtures("no_screen")
def test_a_page_that_could_not_be_written_is_not_shown(wdyy: Wdyy, tmp_path: Path) -> None:
    ROSTER_ONLY.write(tmp_path / "校")
    (tmp_path / "校" / "wdyy-报告.html").mkdir()
    ran = wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--open")
    assert (ran.status, "浏览器" in ran.err, "这是一个文件夹" in ran.err) == (2, False, True)
