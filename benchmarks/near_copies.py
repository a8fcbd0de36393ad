"""
Times the search for near copies alone, and counts what it finds among copies of known kinds.

Drawing so many takes too long: a crowd is put together from the fingerprints of 500 drawn portraits, hair,
face and clothes each from another person, in other light and other colours.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from wdyy_cli.files.picture import read_picture
from wdyy_cli.files.portrait import draw_portrait, encode_portrait
from wdyy_cli.profile import load_profile
from wdyy_cli.rules.near_copy import CELLS, find_near_copies, fingerprint

PROFILE = load_profile()


def draw_prints(people: int) -> list[bytes]:
    """Draw, encode, read and boil down so many portraits."""
    prints = []
    for index in range(people):
        picture = read_picture(encode_portrait(draw_portrait(index)), PROFILE.photo, PROFILE.zip.cap_pixels)
        if picture.tiny is not None:
            prints.append(fingerprint(picture.tiny))
    return prints


def compose(rng: random.Random, prints: Sequence[bytes]) -> bytes:
    """Make one more person out of the hair, the face and the clothes of three."""
    hair, face, clothes = rng.sample(prints, 3)
    light = [rng.uniform(0.8, 1.1) for _ in range(3)]
    tints = [[rng.uniform(0.85, 1.1) for _ in range(3)] for _ in range(3)]
    composed = bytearray()
    for at in range(len(hair)):
        row = at // (CELLS // 5) if at < CELLS else (at - CELLS) // 12
        part = (0, 0, 1, 1, 2)[row]
        gain = light[part] * (tints[part][(at - CELLS) % 3] if at >= CELLS else 1.0)
        composed.append(min(255, int(gain * (hair, face, clothes)[part][at])))
    return bytes(composed)


def show(words: str, prints: Sequence[bytes]) -> None:
    """Time one search and print it."""
    start = time.perf_counter()
    found = len(find_near_copies(prints))
    print(f"{words:38} {time.perf_counter() - start:7.2f} s  {found:,} copies found")


def main() -> None:
    """Build the crowds, time them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    rng = random.Random(1)  # noqa: S311 - no secret, only repeatable
    drawn = draw_prints(500)
    crowd = [compose(rng, drawn) for _ in range(most)]
    for count in (2_000, 20_000, most):
        show(f"{count:,} different people", crowd[:count])
    show(f"{most:,} times the same picture", drawn[:1] * most)
    show(f"{most // 100:,} people, 100 photos each", [crowd[index % (most // 100)] for index in range(most)])


if __name__ == "__main__":
    main()
