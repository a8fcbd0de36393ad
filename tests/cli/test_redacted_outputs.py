"""No name and no number of anybody in the inputs is in any output of a redacted run, whatever its format."""

from __future__ import annotations

import io
import re
import shutil
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


@pytest.fixture(scope="session")
def school(demo_schools: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a school of our own: a check keeps in the folder what it found."""
    return Path(shutil.copytree(demo_schools["faulty"], tmp_path_factory.mktemp("redacted") / "校"))


@pytest.fixture(scope="session")
def secrets(school: Path) -> set[str]:
    return secrets_of(school)


def test_the_secrets_are_really_there(wdyy: Wdyy, school: Path, secrets: set[str]) -> None:
    assert len(secrets) > 100
    out = wdyy("check", school, "--date", CHECK_DATE, "--format", "json").out
    assert len([secret for secret in secrets if secret in out]) > 50


# Only the text is laid out in another way without these options.
SCREENS = [(TEXT, ()), (TEXT, ("--group-by", "class_name"))]
SCREENS += [(name, ("--group-by", "class_name", "--max-per-rule", "all")) for name in ON_SCREEN]


@pytest.mark.parametrize(("name", "options"), SCREENS)
def test_none_of_them_is_on_the_screen(
    wdyy: Wdyy, school: Path, secrets: set[str], name: str, options: tuple[str, ...]
) -> None:
    ran = wdyy("check", school, "--date", CHECK_DATE, "--redact", "--format", name, *options)
    assert ran.status == 1
    assert [secret for secret in secrets if secret in ran.out + ran.err] == []


@pytest.mark.slow
def test_none_of_them_is_in_a_file(wdyy: Wdyy, school: Path, secrets: set[str], tmp_path: Path) -> None:
    reports = {ending: tmp_path / f"报告{ending}" for ending in IN_FILES}
    command = ("check", school, "--date", CHECK_DATE, "--redact")
    wdyy(*command, *(f"--report={path}" for path in reports.values()))
    texts = {ending: texts_in(path.read_bytes()) for ending, path in reports.items()}
    assert {ending: [secret for secret in secrets if secret in text] for ending, text in texts.items()} == {
        ending: [] for ending in IN_FILES
    }
    assert [ending for ending, text in texts.items() if "data:image/jpeg" in text] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "masked"), {name: fmt.masked for name, fmt in FORMATS.items() if not fmt.file_only}.items()
)
def test_formats_that_leave_the_machine_are_redacted_by_default(
    wdyy: Wdyy, school: Path, secrets: set[str], name: str, *, masked: bool
) -> None:
    out = wdyy("check", school, "--date", CHECK_DATE, "--format", name).out
    assert (not any(secret in out for secret in secrets)) is masked
    assert masked is (name in {"github", "junit", "sarif", "markdown"})


@pytest.mark.slow
def test_all_formats_are_redacted_in_ci(
    wdyy: Wdyy, school: Path, secrets: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    reports = [tmp_path / f"报告{ending}" for ending in IN_FILES]
    ran = wdyy("check", school, "--date", CHECK_DATE, *(f"--report={path}" for path in reports))
    text = ran.out + "".join(texts_in(path.read_bytes()) for path in reports)
    assert [secret for secret in secrets if secret in text] == []
