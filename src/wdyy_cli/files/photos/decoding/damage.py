"""What one sees of a damaged picture, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

CUT_OFF = "图片不完整，文件后面缺了一截"
DAMAGED = "图片数据已损坏，打不开"
MIXED_UP = "图片中间的数据坏了，画面有一部分会错位、变色或变花"

_GREY, _GREY_MARGIN = 128, 3
"""What libjpeg leaves where nothing was decoded."""

_LEAST_SHARE = 0.04
_SHARES = (
    (0.1, "十分之一"),
    (0.2, "五分之一"),
    (0.25, "四分之一"),
    (1 / 3, "三分之一"),
    (0.5, "一半"),
    (2 / 3, "三分之二"),
    (0.75, "四分之三"),
    (0.9, "十分之九"),
)
_ALMOST_ALL = 0.95


def describe_damage(small: Image.Image, *, cut_off: bool) -> str:
    """Say what a damaged JPEG looks like, from what came out of it; `cut_off`: the end is missing."""
    share = _grey_below(small)
    if share >= _LEAST_SHARE:
        return f"图片不完整，{name_lower_share(share)}是灰的"
    return CUT_OFF if cut_off else MIXED_UP


def name_lower_share(share: float) -> str:
    """Name the lower part of a picture, of this share of its height."""
    if share >= _ALMOST_ALL:
        return "几乎整张都"
    return f"下面约{min(_SHARES, key=lambda known: abs(known[0] - share))[1]}"


def _grey_below(small: Image.Image) -> float:
    """Measure the share of the height that is plain grey, from the bottom."""
    rows, width = 0, small.width * 3
    rgb = small.tobytes()
    for start in range(len(rgb) - width, -1, -width):
        row = rgb[start : start + width]
        if max(row) > _GREY + _GREY_MARGIN or min(row) < _GREY - _GREY_MARGIN:
            break
        rows += 1
    return rows / max(1, small.height)
