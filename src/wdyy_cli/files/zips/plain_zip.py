"""Zips whose bytes depend on nothing but their members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def plain_zip(members: Mapping[str, bytes]) -> bytes:
    """Pack members in their order; stored, not deflated: compressed bytes differ between versions of zlib."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), data)
    return target.getvalue()
