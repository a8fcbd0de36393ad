"""No name and no number of anybody in the inputs is in any output of a redacted run, whatever its format."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.report.formats import FORMATS, TEXT
from wdyy_cli.sheet import show_value

Wdyy = Callable[..., Ran]
ON_SCREEN = [TEXT, *(name for name, fmt in FORMATS.items() if not fmt.file_only)]
IN_FILES = [fmt.ending for fmt in FORMATS.values() if fmt.ending is not None]
PEOPLE = ("花名册.xlsx", "报考.xlsx", "考生信息.xlsx", "报考记录.xlsx", "监考.xlsx")


def cells(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the texts of a table below the first row with a name in its header, with their headers."""
    for sheet in read_tables(path, path.name).sheets:
        header: dict[int, str] = {}
        for row in sheet.rows:
            texts = [show_value(value).strip() for value in row]
            if not header and any("姓名" in text and len(text) < 10 for text in texts):
                header = dict(enumerate(texts))
            elif header:
                yield from ((header.get(column, ""), text) for column, text in enumerate(texts))


def secrets_of(school: Path) -> set[str]:
    """Collect every name, every ID number, and every phone number in the files of a school."""
    found: set[str] = set()
    for name in PEOPLE:
        for header, text in cells(school / name):
            if "姓名" in header:
                found |= {text, *re.findall(r"[\u4e00-\u9fff·]{2,}", text)}
            elif "号" in header or "电话" in header:
                found.add(text)
                found |= set(re.findall(r"\d{9,}[Xx]?", text.replace(" ", "")))
    with zipfile.ZipFile(school / "照片.zip") as archive:
        for member in archive.namelist():
            found |= set(re.findall(r"\d{14,}[Xx]?", member))
    return {text for text in found if len(text) > 1}


def texts_in(data: bytes) -> str:
    """Give all text in an output, unpacked where it is a workbook."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


@pytest.fixture
def school(demo_schools: dict[str, Path]) -> Path:
    return demo_schools["faulty"]


def test_the_secrets_are_really_there(wdyy: Wdyy, school: Path) -> None:
    secrets = secrets_of(school)
    assert len(secrets) > 100
    out = wdyy("check", school, "--date", CHECK_DATE, "--format", "json").out
    assert len([secret for secret in secrets if secret in out]) > 50


@pytest.mark.parametrize("name", ON_SCREEN)
def test_none_of_them_is_on_the_screen(wdyy: Wdyy, school: Path, name: str) -> None:
    for options in ([], ["--group-by", "class_name"], ["--max-per-rule", "all"]):
        ran = wdyy("check", school, "--date", CHECK_DATE, "--redact", "--format", name, *options)
        assert ran.status == 1
        assert [secret for secret in secrets_of(school) if secret in ran.out + ran.err] == []


@pytest.mark.parametrize("ending", IN_FILES)
def test_none_of_them_is_in_a_file(wdyy: Wdyy, school: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"报告{ending}"
    wdyy("check", school, "--date", CHECK_DATE, "--redact", "--report", path)
    text = texts_in(path.read_bytes())
    assert [secret for secret in secrets_of(school) if secret in text] == []
    assert "data:image/jpeg" not in text


@pytest.mark.parametrize(
    ("name", "masked"), {name: fmt.masked for name, fmt in FORMATS.items() if not fmt.file_only}.items()
)
def test_formats_that_leave_the_machine_are_redacted_by_default(
    wdyy: Wdyy, school: Path, name: str, *, masked: bool
) -> None:
    out = wdyy("check", school, "--date", CHECK_DATE, "--format", name).out
    assert (not any(secret in out for secret in secrets_of(school))) is masked
    assert masked is (name in {"github", "junit", "sarif", "markdown"})


def test_all_formats_are_redacted_in_ci(
    wdyy: Wdyy, school: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    reports = [tmp_path / f"报告{ending}" for ending in IN_FILES]
    ran = wdyy("check", school, "--date", CHECK_DATE, *(f"--report={path}" for path in reports))
    text = ran.out + "".join(texts_in(path.read_bytes()) for path in reports)
    assert [secret for secret in secrets_of(school) if secret in text] == []
