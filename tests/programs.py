"""The program as a process of its own: signals, limits, what is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits work in another way")


def program(folder: Path, *argv: str, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
    """Start the program in a folder; `before` is called in its process."""
    return subprocess.Popen(
        [sys.executable, "-m", "wdyy_cli", *argv],
        cwd=folder,
        # A limit on the size of files would cut compiled modules short, for every program after it.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509 - sets a limit, nothing more
    )
