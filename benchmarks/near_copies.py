"""
Times the search for near copies alone, and counts what it finds among copies of known kinds.

Drawing so many takes too long: a crowd is put together from the sketches of 500 drawn portraits, hair, face
and clothes each from another person, in other light and other colours.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence

from wdyy_cli.files.photos.decoding.picture import read_picture
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.photo import SKETCH_SIZE, Sketch
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.photo.near_copy import NearCopies
from wdyy_cli.rules.photo.seen_picture import see

PROFILE = load_profile()
PARTS = (0, 0, 1, 1, 2)
"""Which fifth of a picture shows hair, face, clothes."""


def draw_sketches(people: int) -> list[Sketch]:
    """Draw, encode and read so many portraits."""
    encoded = (encode_portrait(draw_portrait(index)) for index in range(people))
    pictures = [read_picture(data, PROFILE.photo, PROFILE.zip.cap_pixels) for data in encoded]
    return [picture.sketch for picture in pictures if picture.sketch is not None]


def compose(rng: random.Random, sketches: Sequence[Sketch]) -> Sketch:
    """Make one more person out of the hair, the face and the clothes of three."""
    people = rng.sample(sketches, 3)
    gains = [rng.uniform(0.8, 1.1) for _ in range(3)]
    tints = [[gain * rng.uniform(0.85, 1.1) for _ in range(3)] for gain in gains]
    light, colours = bytearray(), bytearray()
    for at in range(len(people[0].light)):
        part = PARTS[at * len(PARTS) // len(people[0].light)]
        light.append(min(255, int(gains[part] * people[part].light[at])))
    for at in range(len(people[0].colours)):
        part = PARTS[at * len(PARTS) // len(people[0].colours)]
        colours.append(min(255, int(tints[part][at % 3] * people[part].colours[at])))
    return Sketch(light=bytes(light), colours=bytes(colours))


def one_suit(rng: random.Random, sketches: Sequence[Sketch]) -> Sketch:
    """Put another face into one suit template, as studios do: hair, clothes and ground are the same."""
    body, (face, tint) = sketches[0], (rng.choice(sketches), rng.uniform(0.9, 1.1))
    light = bytearray(body.light)
    for row in range(5, 13):
        for column in range(5, 11):
            at = row * SKETCH_SIZE[0] + column
            light[at] = min(255, int(tint * face.light[at]))
    return Sketch(light=bytes(light), colours=body.colours)


def show(words: str, sketches: Sequence[Sketch]) -> None:
    """Time one search and print it."""
    start = time.perf_counter()
    copies = NearCopies()
    found = sum(copies.add(see(sketch)) is not None for sketch in sketches)
    print(f"{words:38} {time.perf_counter() - start:7.2f} s  {found:,} copies found")


def main() -> None:
    """Build the crowds, time them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=100_000)
    most = parser.parse_args().most
    rng = random.Random(1)  # noqa: S311 - no secret, only repeatable
    drawn = draw_sketches(500)
    crowd = [compose(rng, drawn) for _ in range(most)]
    for count in (2_000, 20_000, most):
        show(f"{count:,} different people", crowd[:count])
    suits = [one_suit(rng, drawn) for _ in range(4_800)]
    for count in (1_200, 4_800):
        show(f"{count:,} faces in one suit template", suits[:count])
    show(f"{most:,} times the same picture", drawn[:1] * most)
    show(f"{most // 100:,} people, 100 photos each", [crowd[index % (most // 100)] for index in range(most)])


if __name__ == "__main__":
    main()
