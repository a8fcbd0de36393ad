"""Showing a page in the browser, where there is a screen; never waits long, and never lets it talk."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from wdyy_cli.cli.screen.streams import note

PATIENCE_SECONDS = 8
"""So long a browser may take to say that it has the page; one that runs on has it."""

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Where none of these is set, a system that is neither Windows nor macOS has no screen, only a terminal."""


def show_page(page: Path, *, quiet: bool) -> None:
    """Open a page that was written, or say where it lies."""
    if _has_screen() and _opened(page.absolute().as_uri()):
        note(f"已用浏览器打开 {page}", quiet=quiet)
    else:
        note(f"这里打不开浏览器，网页报告在 {page.absolute()}，用浏览器打开它就能看。")


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin", "cygwin") or any(map(os.environ.get, SCREENS))


def _opened(address: str) -> bool:
    """Whether a browser took the page, or is still at it: some run until they are closed."""
    answers: list[bool] = []

    def ask() -> None:
        with contextlib.suppress(webbrowser.Error, OSError):
            answers.append(webbrowser.open(address))

    asking = threading.Thread(target=ask, daemon=True)
    with _without_streams():
        asking.start()
        asking.join(PATIENCE_SECONDS)
    return asking.is_alive() or any(answers)


@contextlib.contextmanager
def _without_streams() -> Iterator[None]:
    """Give what is started meanwhile no screen to write on: browsers tell of themselves, in English."""
    kept: list[tuple[int, int]] = []
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            kept.append((os.dup(number), number))
            os.dup2(nowhere, number)
        os.close(nowhere)
    except OSError:
        pass  # started without streams: there is nothing to write on
    try:
        yield
    finally:
        for copy, number in kept:
            os.dup2(copy, number)
            os.close(copy)
