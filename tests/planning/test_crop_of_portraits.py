"""Where the shared portraits are cut, laid on larger grounds: a person read off where their heads are."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from wdyy_cli.jobs.photos.preparer import prepare_photo
from wdyy_cli.profile_files import load_profile

PROFILE = load_profile()
LIMITS = PROFILE.prepare
RATIO = 295 / 413
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "photos"

# Left, top, right of the hair or cloth, and the chin, as shares of the portrait, read off by eye.
HEADS = {
    "red_m0_FF0000.jpg": (0.27, 0.07, 0.86, 0.63),
    "neg_blue_m30_438EDB.jpg": (0.23, 0.06, 0.78, 0.58),
    "red_f36_D74532.jpg": (0.06, 0.01, 0.93, 0.64),
    "red_f98_D74532.jpg": (0.32, 0.19, 0.57, 0.41),
    "neg_darkpink_f82_E75480.jpg": (0.30, 0.0, 0.95, 0.47),
    "red_f90_C8102E.jpg": (0.29, 0.02, 0.70, 0.37),
    "red_m58_FB0D1C.jpg": (0.30, 0.03, 0.62, 0.35),
    "neg_white_f28_FFFFFF.jpg": (0.04, 0.01, 0.90, 0.57),
    "red_f24_FF0000.jpg": (0.17, 0.02, 0.90, 0.64),
    "red_m96_7A1618.jpg": (0.27, 0.13, 0.84, 0.73),
    "redvig_m62_BE0000.jpg": (0.27, 0.04, 0.74, 0.57),
    "redgrad_f94_BE0D23.jpg": (0.21, 0.0, 0.87, 0.62),
}
SHAPES = {"3:4": (540, 720), "2:3": (520, 780), "9:16": (480, 853), "square": (620, 620)}
# How large the portrait is on the ground, how far beside the middle, and how high: 1 is at the foot.
PLACES = ((1.0, 0.1, 1.0), (0.85, -0.1, 0.6), (0.75, 0.05, 1.0))
READ_OFF = 0.02
"""So exactly does an eye read a share of a portrait."""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared portraits are not here")
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_heads_are_never_cut_and_lie_within_the_stated_bounds(shape: tuple[int, int]) -> None:
    width, height = shape
    left_out = 0
    for name, head in HEADS.items():
        with Image.open(CORPUS / name) as image:
            portrait = image.convert("RGB")
        for share, aside, low in PLACES:
            across = round(min(width, height * RATIO) * share)
            down = round(across / RATIO)
            x, y = round((width - across) * (0.5 + aside)), round((height - down) * low)
            picture = Image.new("RGB", shape, portrait.getpixel((4, 4)))
            picture.paste(portrait.resize((across, down), Image.Resampling.BILINEAR), (x, y))
            written = io.BytesIO()
            picture.save(written, "JPEG", quality=90)
            made = prepare_photo(written.getvalue(), PROFILE, previews=False)
            if made.left_out is not None:
                left_out += 1
                continue
            assert made.crop is not None
            left, top, right, bottom = (
                cut * side for cut, side in zip(made.crop, (width, height, width, height), strict=True)
            )
            slack = READ_OFF * down
            where = (name, share, aside, low)
            assert left <= x + head[0] * across + slack, where
            assert right >= x + head[2] * across - slack, where
            assert top <= y + head[1] * down + slack, where
            assert bottom >= y + head[3] * down - slack, where
            above = (y + head[1] * down - top) / (bottom - top)
            own = (head[3] - head[1]) * down / (bottom - top)
            assert above <= LIMITS.max_head_top_share + READ_OFF, where
            assert own >= LIMITS.min_head_share - READ_OFF, where
    assert left_out <= len(HEADS) * len(PLACES) // 6
