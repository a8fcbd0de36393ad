"""`wdyy check-photos` on every hostile zip and picture that is shared: told, and never a fault of ours."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared test data is not here")


ZIPS = sorted((CORPUS / "zips").iterdir()) if CORPUS.is_dir() else []
AT_ONCE = 15


@needs_corpus
@pytest.mark.parametrize("first", range(0, len(ZIPS), AT_ONCE))
def test_hostile_zips_never_end_in_a_fault_of_wdyy(wdyy: Wdyy, tmp_path: Path, first: int) -> None:
    assert len(ZIPS) > 100
    paths = ZIPS[first : first + AT_ONCE]
    ran = wdyy("check-photos", *paths, "--report", tmp_path / "报告.json")
    assert ran.status in (1, 2)
    report = json.loads((tmp_path / "报告.json").read_text(encoding="utf-8"))
    assert [given["path"] for given in report["inputs"]] == list(map(str, paths))
    told = {given["path"] for given in report["inputs"] if given["status"] == "unreadable"}
    of_pairs = ("PHO401", "PHO402", "PHO403")  # what another of these zips is to blame for
    told |= {
        finding["location"]["file"]
        for finding in report["findings"]
        if finding["severity"] == "error" and finding["code"] not in of_pairs
    }
    assert {str(path) for path in paths} - told == set()


@pytest.mark.slow
@needs_corpus
def test_hostile_pictures_never_end_in_a_fault_of_wdyy(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = tmp_path / "照片.zip"
    pictures = sorted(path for path in (CORPUS / "images").iterdir() if path.suffix != ".csv")
    with zipfile.ZipFile(zipped, "w") as archive:
        for index, path in enumerate(pictures):
            archive.write(path, f"{id_number(index)}{path.suffix}")
    ran = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.err) == (1, "")
    members = {member for _, member in ran.found}
    assert len(members) == len(pictures)
