"""LibreOffice as another reader and writer of workbooks."""

from __future__ import annotations

import atexit
import csv
import io
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

UTF_8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
EACH_SHEET = ",false,false,-1"

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@cache
def _settings() -> Path:
    """Give the folder of its settings for all tests of a process: writing them takes longer than a start."""
    folder = tempfile.mkdtemp(prefix="libreoffice")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def convert(form: str, paths: Sequence[Path], folder: Path) -> None:
    """Let it save workbooks in another form, into a folder; it starts slowly: hand it all of them at once."""
    command = ["soffice", f"-env:UserInstallation=file://{_settings()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def rows_by_libreoffice(folder: Path, sheets: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """Read all rows of a sheet of each workbook; `sheets` names the sheet by the name of the workbook."""
    convert(UTF_8_CSV + EACH_SHEET, [folder / f"{name}.xlsx" for name in sheets], folder)
    found = {}
    for name, sheet in sheets.items():
        (table,) = folder.glob(f"{name}-{sheet}*.csv")
        found[name] = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    return found
