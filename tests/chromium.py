"""A headless Chromium, spoken to through a pipe: loads a page, looks into it, notes all it complains of."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # in a container there is none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
)
SECONDS = 60

# Chromium reads from descriptor 3 and writes to 4.
START = """
import os, sys
from fcntl import F_DUPFD, fcntl
ends = [fcntl(int(end), F_DUPFD, 10) for end in sys.argv[1:3]]
for end, descriptor in zip(ends, (3, 4)):
    os.dup2(end, descriptor)
os.execv(sys.argv[3], sys.argv[3:])
"""
WAIT = "new Promise(done => setTimeout(done, 200))"


def find_chromium() -> str | None:
    """Give the path of a Chromium that starts, None where there is none."""
    if os.name != "posix":
        return None
    return next((found for name in NAMES if (found := shutil.which(name)) and _starts(found)), None)


def _starts(executable: str) -> bool:
    """Whether it is more than a stub that only says where to get the program."""
    try:
        ran = subprocess.run([executable, "--version"], capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0


class Page:
    """A page; `complaints` are console messages, errors and refusals, `asked_for` all requests."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        """Take both ends of the pipe."""
        self.complaints: list[str] = []
        self.asked_for: list[str] = []
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._count = 0
        self._session: str | None = None
        self._seen: list[str] = []

    def attach(self) -> None:
        """Open a tab and listen to it."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")

    def load(self, path: Path) -> None:
        """Load a file, and wait for it."""
        self._seen.clear()
        self._call("Page.navigate", url=path.absolute().as_uri())
        while "Page.loadEventFired" not in self._seen:
            self._take(self._receive())

    def run(self, expression: str) -> Any:
        """Give the value of an expression in the page; a promise is waited for."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def texts(self, selector: str) -> list[str]:
        """Give the texts of all elements that a selector finds."""
        found: list[str] = self.run(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
        )
        return found

    def type(self, selector: str, value: str) -> None:
        """Fill in a field of the filters, and wait until they are applied."""
        changed = "e.dispatchEvent(new Event('input', {bubbles: true}))"
        self.run(f"(e => {{ e.value = {json.dumps(value)}; {changed}; }})({_element(selector)}), {WAIT}")

    def click(self, selector: str) -> None:
        """Click on an element, and wait until the filters are applied."""
        self.run(f"{_element(selector)}.click(), {WAIT}")

    def resize(self, width: int, height: int, *, scale: float = 1, mobile: bool = False) -> None:
        """Give the window another size."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=mobile,
        )  # fmt: skip

    def pretend(self, *, media: str = "", dark: bool = False) -> None:
        """Be in a dark room, or on paper."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def allow_scripts(self, *, allowed: bool) -> None:
        """Load later pages with scripts, or without."""
        self._call("Emulation.setScriptExecutionDisabled", value=not allowed)

    def screenshot(self) -> bytes:
        """Give a PNG of the window."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def pdf(self) -> bytes:
        """Print the page."""
        printed = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(printed["data"])

    def close(self) -> None:
        """End the browser."""
        self._session = None
        with suppress(OSError):
            self._call("Browser.close")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._take(answer)

    def _receive(self) -> dict[str, Any]:
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self._buffer:
            piece = os.read(self._from, 1 << 20)
            if not piece or time.monotonic() > deadline:
                raise OSError("Chromium has gone away")
            self._buffer += piece
        message, _, self._buffer = self._buffer.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        return received

    def _take(self, event: dict[str, Any]) -> None:
        method, details = event.get("method", ""), event.get("params", {})
        self._seen.append(method)
        if method == "Runtime.consoleAPICalled":
            self.complaints.append(str([argument.get("value") for argument in details["args"]]))
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(details["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.complaints.append(details["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.asked_for.append(details["request"]["url"])


def _element(selector: str) -> str:
    return f"document.querySelector({json.dumps(selector)})"


@contextmanager
def open_chromium(executable: str) -> Iterator[Page]:
    """Start a Chromium with a folder of its own, and end it afterwards."""
    read_end, to_browser = os.pipe()
    from_browser, write_end = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        start = (sys.executable, "-c", START, str(read_end), str(write_end))
        process = subprocess.Popen(
            [*start, executable, *FLAGS, f"--user-data-dir={folder}"],
            pass_fds=(read_end, write_end),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_end)
        os.close(write_end)
        page = Page(to_browser, from_browser)
        try:
            page.attach()
            yield page
        finally:
            page.close()
            os.close(to_browser)
            os.close(from_browser)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
