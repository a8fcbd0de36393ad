"""Looking into xlsx packages, and holding one against what was made from it."""

from __future__ import annotations

import io
import warnings
import zipfile

import openpyxl  # type: ignore[import-untyped] # it brings no types

from template_builders import unpack


def load(data: bytes) -> openpyxl.Workbook:
    """Open with openpyxl, which says that it would lose extension lists: the reason for all this."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*extension is not supported.*")
        return openpyxl.load_workbook(io.BytesIO(data))


def slashed(data: bytes) -> dict[str, bytes]:
    """Give all members by name, backslashes turned."""
    return {name.replace("\\", "/"): content for name, content in unpack(data).items()}


def same_directory(before: bytes, after: bytes, added: list[str]) -> None:
    """Compare names, order, times and attributes of all members."""
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert new.testzip() is None
        assert [info.orig_filename for info in new.infolist()] == [
            *(info.orig_filename for info in old.infolist()),
            *added,
        ]
        for was, now in zip(old.infolist(), new.infolist(), strict=False):
            assert (was.date_time, was.external_attr, was.create_system, was.extra) == (
                now.date_time,
                now.external_attr,
                now.create_system,
                now.extra,
            )
