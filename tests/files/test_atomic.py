"""Writing: the target is the old file or the complete new one, and nothing else stays in the folder."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import Draft, write_atomically, write_together


def cut_off(error: BaseException) -> Iterator[bytes]:
    yield b"half"
    raise error


def test_the_pieces_become_the_file(tmp_path: Path) -> None:
    target = tmp_path / "报考.xlsx"
    write_atomically(target, "报考.xlsx", [b"one", b"two"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"报考.xlsx": b"onetwo"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(28, "full")], ids=repr)
def test_whatever_ends_the_writing_the_old_file_stays_alone(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "报考.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(WdyyError if isinstance(error, OSError) else type(error)):
        write_atomically(target, "报考.xlsx", cut_off(error))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"报考.xlsx": b"old"}


def test_what_does_not_read_back_rightly_is_not_kept(tmp_path: Path) -> None:
    target = tmp_path / "报考.xlsx"
    seen = []

    def check(written: Path) -> None:
        seen.append(written.read_bytes())
        raise WdyyError("读出来不同", "再试。")

    with pytest.raises(WdyyError):
        write_atomically(target, "报考.xlsx", [b"new"], check)
    assert (seen, list(tmp_path.iterdir())) == ([b"new"], [])


def test_of_files_that_belong_together_all_get_their_names_or_none(tmp_path: Path) -> None:
    (tmp_path / "照片-1.zip").write_bytes(b"old 1")
    (tmp_path / "照片-3.zip" / "held").mkdir(parents=True)
    drafts = [
        Draft(target=tmp_path / name, shown=name, pieces=[b"new"])
        for name in ("照片-1.zip", "照片-2.zip", "照片-3.zip")
    ]
    with pytest.raises(WdyyError, match=r"写不了“照片-3\.zip”"):
        write_together(drafts, lambda _: None)
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert files == {"照片-1.zip": b"old 1"}
    (tmp_path / "照片-3.zip" / "held").rmdir()
    (tmp_path / "照片-3.zip").rmdir()
    write_together(drafts, lambda _: None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "照片-1.zip": b"new",
        "照片-2.zip": b"new",
        "照片-3.zip": b"new",
    }


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("报" * 83 + ".xlsx")
    write_atomically(target, "x", [b"new"])
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such permissions")
def test_others_may_read_it_as_the_user_has_it(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", "a", [b"x"])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640
