"""`wdyy check-photos` on every hostile zip and picture that is shared: told, and never a fault of ours."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from students import CHECK_DATE, id_number

Wdyy = Callable[..., Ran]
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared test data is not here")


@needs_corpus
def test_hostile_zips_never_end_in_a_fault_of_wdyy(wdyy: Wdyy) -> None:
    statuses = {path.name: wdyy("check-photos", path).status for path in sorted((CORPUS / "zips").iterdir())}
    assert {name: status for name, status in statuses.items() if status not in (1, 2)} == {}
    assert len(statuses) > 100


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
