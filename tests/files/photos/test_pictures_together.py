"""Pictures that are looked at together: what the size of one and a lack of memory change."""

from __future__ import annotations

import pytest

from students import portrait
from wdyy_cli.files.photos.decoding import picture
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.profile_files import load_profile

LIMITS, CAP = load_profile().photo, load_profile().zip.cap_pixels


def test_large_pictures_are_not_in_memory_together(monkeypatch: pytest.MonkeyPatch) -> None:
    photos = [portrait(1), encode_portrait(draw_portrait(2, size=(300, 420))), portrait(3), b"none"]
    alone = [picture.read_picture(data, LIMITS, CAP) for data in photos]
    monkeypatch.setattr(picture, "MOST_TOGETHER", 295 * 413)
    turns: list[int] = []
    assert picture.read_pictures(photos, LIMITS, CAP, turns.append) == alone
    steps = turns.count(0)
    assert steps > 1
    assert turns == [0, 1, 2, 3, *[0, 2] * (steps - 1)]


@pytest.mark.parametrize("step", ["decode_small", "light_to_measure", "is_torn", "share_of_steep"])
def test_a_picture_for_which_there_is_no_memory_is_told(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(picture, step, fail)
    seen = picture.read_picture(portrait(1), LIMITS, CAP)
    assert (seen.fault, seen.pixels) == ("图片太大，电脑的内存不够", None)
