"""Pixels: what each way to match accepts, and what is said of the rest."""

from __future__ import annotations

import pytest

from wdyy_cli.profile_files import load_profile, replaced
from wdyy_cli.rules.photo.photo import PHOTO, example_picture, photo
from wdyy_cli.rules.registry import Choice

TURNED, BIG, SMALL = "宽和高颠倒了，照片横过来了", "比例是对的，只需缩小", "照片太小，请找更大的原图"
EXACT: dict[str, object] = {}
CLOSE: dict[str, object] = {"tolerance": 2}
MINIMUM: dict[str, object] = {"match": "minimum"}
RATIO: dict[str, object] = {"match": "ratio"}
BOTH: dict[str, object] = {"match": "minimum-and-ratio"}

CASES: dict[str, tuple[dict[str, object], int, int, str | None]] = {
    "exact": (EXACT, 295, 413, None),
    "exact, one pixel more": (EXACT, 296, 413, "296×413，应为 295×413（宽多了 1 个像素）"),
    "exact, a few more and less": (
        EXACT,
        293,
        416,
        "293×416，应为 295×413（宽少了 2 个像素，高多了 3 个像素）",
    ),
    "exact, twice as large": (EXACT, 590, 826, f"590×826，应为 295×413（{BIG}）"),
    "exact, turned": (EXACT, 413, 295, f"413×295，应为 295×413（{TURNED}）"),
    "exact, half as large": (EXACT, 148, 207, f"148×207，应为 295×413（比例是对的，但{SMALL}）"),
    "exact, another shape": (EXACT, 480, 640, "480×640，应为 295×413（比例也不对，需要先裁剪）"),
    "close enough": (CLOSE, 297, 411, None),
    "not close enough": (CLOSE, 298, 413, "298×413，应为 295×413±2（宽多了 3 个像素）"),
    "close enough, but turned": (CLOSE, 412, 296, f"412×296，应为 295×413±2（{TURNED}）"),
    "the minimum": (MINIMUM, 295, 413, None),
    "more than the minimum, of any shape": (MINIMUM, 2000, 414, None),
    "less than the minimum": (MINIMUM, 294, 1000, f"294×1000，应不小于 295×413（{SMALL}）"),
    "the minimum, turned": (MINIMUM, 500, 300, f"500×300，应不小于 295×413（{TURNED}）"),
    "the shape, small": (RATIO, 59, 83, None),
    "another shape": (RATIO, 480, 640, "480×640，宽高比应与 295×413 相同（比例不对，需要裁剪）"),
    "the shape, turned": (RATIO, 826, 590, f"826×590，宽高比应与 295×413 相同（{TURNED}）"),
    "both": (BOTH, 590, 826, None),
    "the shape, too small": (BOTH, 148, 207, f"148×207，应不小于 295×413，宽高比相同（{SMALL}）"),
    "large enough, another shape": (
        BOTH,
        480,
        640,
        "480×640，应不小于 295×413，宽高比相同（比例不对，需要裁剪）",
    ),
}


@pytest.mark.parametrize(("wanted", "width", "height", "message"), CASES.values(), ids=CASES)
def test_what_is_said_of_pixels(
    wanted: dict[str, object], width: int, height: int, message: str | None
) -> None:
    profile = replaced(load_profile(), photo={"pixels": wanted})
    taken = photo(picture=example_picture(width=width, height=height))
    found = [finding.message for finding in PHOTO.finder(profile, Choice(select=("PHO206",)))(taken)]
    assert found == ([] if message is None else [message])
