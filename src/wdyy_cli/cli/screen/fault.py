"""A fault of the program itself: its details go to a file, never to the screen."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

from wdyy_cli import __version__
from wdyy_cli.report.redaction.redact import mask_numbers


def keep_details(error: BaseException) -> str:
    """Write the details of a fault to a file, without ID numbers; says in Chinese where that is."""
    details = mask_numbers("".join(traceback.format_exception(error)))
    try:
        handle, path = tempfile.mkstemp(prefix="wdyy-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"wdyy {__version__}, Python {sys.version}\n{details}")
    except OSError:
        return "详情也没能存下来。"
    return f"详情在 {path}，请发给维护者（里面没有身份证号）。"
