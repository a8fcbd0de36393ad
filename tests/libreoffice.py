"""LibreOffice as another reader of what was written."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest

UTF_8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
EACH_SHEET = ",false,false,-1"

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def rows_by_libreoffice(path: Path, sheet: str) -> list[list[str]]:
    """Read all rows of a sheet; what LibreOffice needs and makes goes beside the file."""
    folder = path.parent
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    command += [UTF_8_CSV + EACH_SHEET, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (table,) = folder.glob(f"{path.stem}-{sheet}*.csv")
    return list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
