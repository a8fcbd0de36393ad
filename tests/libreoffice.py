"""LibreOffice as another reader of what was written."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

UTF_8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
EACH_SHEET = ",false,false,-1"

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def rows_by_libreoffice(folder: Path, sheets: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """
    Read all rows of a sheet of each workbook; its start is slow, so that it is called once for all of them.

    `sheets` names the sheet by the name of the workbook, without its ending; what LibreOffice needs and makes
    goes into the folder as well.
    """
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    command += [UTF_8_CSV + EACH_SHEET, "--outdir", str(folder)]
    command += [str(folder / f"{name}.xlsx") for name in sheets]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = {}
    for name, sheet in sheets.items():
        (table,) = folder.glob(f"{name}-{sheet}*.csv")
        found[name] = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    return found
