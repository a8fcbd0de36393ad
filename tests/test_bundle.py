"""The bundle for computers without a network: what Windows needs is in it, and Windows can read it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[1] / "packaging"
NEEDS = {
    "wdyy_cli-1.0-py3-none-any.whl": [
        "table>=2",
        "colour; sys_platform == 'win32'",
        "fork; sys_platform != 'win32'",
        "heif>=1; extra == 'heic'",
        "pytest; extra == 'test'",
        "backport; python_version < '3.12'",
    ],
    "table-2.1-cp312-cp312-win_amd64.whl": ["numbers>=5"],
    "table-1.0-py3-none-any.whl": [],
    "colour-1.0-py3-none-any.whl": [],
    "heif-1.0-cp312-cp312-manylinux2014_x86_64.whl": [],
}


def write_wheel(folder: Path, name: str, needs: list[str], *, python: str = ">=3.11") -> None:
    """Write what of a wheel is looked at."""
    project, version = name.split("-")[:2]
    lines = [f"Name: {project}", f"Version: {version}", f"Requires-Python: {python}"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr(f"{project}-{version}.dist-info/METADATA", "\n".join(lines))


@pytest.mark.parametrize(
    ("more", "python", "lacking"),
    [
        pytest.param({}, (3, 12), ["heif>=1", "numbers>=5"], id="as they are"),
        pytest.param({}, (3, 11), ["backport", "heif>=1", "table>=2"], id="another Python"),
        pytest.param(
            {"heif-1.2-cp312-cp312-win_amd64.whl": ">=3.11", "numbers-5.0-py3-none-any.whl": ">=3.11"},
            (3, 12),
            [],
            id="complete",
        ),
        pytest.param(
            {"heif-1.2-cp312-cp312-win_amd64.whl": ">=3.11", "numbers-5.0-py3-none-any.whl": ">=3.13"},
            (3, 12),
            ["numbers>=5"],
            id="a wheel for later ones",
        ),
    ],
)
def test_what_windows_lacks_is_found(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    more: dict[str, str],
    python: tuple[int, int],
    lacking: list[str],
) -> None:
    monkeypatch.syspath_prepend(PACKAGING)
    from bundle import find_lacking  # noqa: PLC0415 - a script's folder is on the path only for its test

    for name, needs in NEEDS.items():
        write_wheel(tmp_path, name, needs)
    for name, wanted in more.items():
        write_wheel(tmp_path, name, [], python=wanted)
    assert sorted(map(str, find_lacking(tmp_path, python))) == lacking


@pytest.mark.parametrize("name", ["install.bat", "README.txt"])
def test_texts_are_as_a_chinese_windows_reads_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.syspath_prepend(PACKAGING)
    from bundle import write_for_windows  # noqa: PLC0415 - see above

    write_for_windows(PACKAGING / "windows" / name, tmp_path / name, "1.2.3")
    data = (tmp_path / name).read_bytes()
    meant = (PACKAGING / "windows" / name).read_text(encoding="utf-8").replace("@VERSION@", "1.2.3")
    assert data.decode("gbk") == meant.replace("\n", "\r\n")
    assert "1.2.3" in meant
