"""
Counts how many damaged pictures are found, and how many sound ones are called damaged.

Portraits of ../shared/corpus/photos and drawn ones are stored anew, baseline and progressive, at many
qualities, samplings and sizes; then half a kilobyte somewhere in the data of the picture is zeroed, lost,
exchanged with another piece, overwritten by chance, erased, or all behind it is lost. Sound are pictures with
odd metadata, stray bytes between segments, restart marks, and whatever follows the end.

`--keep FOLDER` writes the pictures that were judged otherwise.
"""

from __future__ import annotations

import io
import random
import struct
from collections import Counter
from collections.abc import Callable

from checked_photos import CORPUS, check, read_options
from PIL import Image

from wdyy_cli.files.photos.drawn.portrait import draw_portrait

LOST = 512
END = b"\xff\xd9"


def data_of(jpeg: bytes) -> range:
    """Find where the data of the picture lies: behind the first scan's header, before the end mark."""
    start = jpeg.index(b"\xff\xda")
    return range(start + 2 + int.from_bytes(jpeg[start + 2 : start + 4]), len(jpeg) - 2)


def damage_at(chance: random.Random, jpeg: bytes, share: float) -> tuple[int, int]:
    """Choose where the damage begins; half a kilobyte lies wholly in the data."""
    data = data_of(jpeg)
    at = data.start + int((len(data) - LOST - 64) * share * chance.uniform(0.98, 1))
    return at, at + LOST


def zeroed(_: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Leave a sector unwritten."""
    return jpeg[:at] + bytes(end - at) + jpeg[end:]


def lost(_: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Lose a packet."""
    return jpeg[:at] + jpeg[end:]


def exchanged(chance: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Put two sectors in the wrong order."""
    data = data_of(jpeg)
    other = chance.choice(
        [place for place in range(data.start, data.stop - LOST, 64) if abs(place - at) >= LOST]
    )
    pieces = bytearray(jpeg)
    pieces[at:end], pieces[other : other + LOST] = jpeg[other : other + LOST], jpeg[at:end]
    return bytes(pieces)


def overwritten(chance: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Put a sector of another file there."""
    return jpeg[:at] + chance.randbytes(end - at) + jpeg[end:]


def filled(_: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Erase a sector of flash memory."""
    return jpeg[:at] + b"\xff" * (end - at) + jpeg[end:]


def cut(_: random.Random, jpeg: bytes, at: int, end: int) -> bytes:
    """Lose all that followed; somebody put an end mark."""
    del end
    return jpeg[:at] + END


KINDS = (zeroed, lost, exchanged, overwritten, filled, cut)


def segment(marker: int, body: bytes) -> bytes:
    """Give a segment with its length."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def behind_start(*pieces: bytes) -> Callable[[bytes], bytes]:
    """Put something behind the start mark."""
    return lambda jpeg: jpeg[:2] + b"".join(pieces) + jpeg[2:]


def without_jfif(jpeg: bytes) -> bytes:
    """Leave out the JFIF segment."""
    return jpeg[:2] + jpeg[4 + int.from_bytes(jpeg[4:6]) :]


def before_tables(*pieces: bytes) -> Callable[[bytes], bytes]:
    """Put something between segments, before the first table."""

    def put(jpeg: bytes) -> bytes:
        at = jpeg.index(b"\xff\xdb")
        return jpeg[:at] + b"".join(pieces) + jpeg[at:]

    return put


ODD: dict[str, Callable[[bytes], bytes]] = {
    "as it was": lambda jpeg: jpeg,
    "no JFIF segment": without_jfif,
    "empty JFIF segment": lambda jpeg: jpeg[:2] + segment(0xE0, b"JFIF\0") + without_jfif(jpeg)[2:],
    "empty segment": before_tables(segment(0xE5, b"")),
    "APP13 cut": before_tables(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\x7f")),
    "short ICC": before_tables(segment(0xE2, b"ICC_PROFILE\0\x01")),
    "second part of an ICC alone": before_tables(segment(0xE2, b"ICC_PROFILE\0\x02\x03" + bytes(40))),
    "short Adobe": before_tables(segment(0xEE, b"Adobe\0")),
    "broken Exif": before_tables(segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\x7f")),
    "Exif of another maker": before_tables(segment(0xE1, b"Exif\0\0" + bytes(200))),
    "comment": before_tables(segment(0xFE, "照片".encode("gbk") * 30)),
    "long XMP": before_tables(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + b"<x/>" * 9000)),
    "stray bytes between segments": before_tables(b"\0\0\0"),
    "fill bytes": before_tables(b"\xff" * 7),
    "a second picture behind the end": lambda jpeg: jpeg + jpeg,
    "zeros behind the end": lambda jpeg: jpeg + bytes(4096),
    "text behind the end": lambda jpeg: jpeg + b"\r\n--boundary--\r\n" * 9,
    "a video behind the end": lambda jpeg: jpeg + b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40,
    "thumbnail with an end of its own": behind_start(
        segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0" + b"\xff\xd8\xff\xdb" + bytes(60) + END)
    ),
}


def portraits(chance: random.Random, count: int) -> list[Image.Image]:
    """Open corpus portraits and draw others, some of them larger, some grey, some with noise."""
    paths = sorted(CORPUS.glob("*.jpg"))
    pictures = []
    for at in range(count):
        if at % 3:
            with Image.open(chance.choice(paths)) as opened:
                picture = opened.convert("RGB")
        else:
            picture = draw_portrait(900 + at)
        if at % 5 == 0:
            scale = chance.uniform(1.2, 2.5)
            picture = picture.resize((round(295 * scale), round(413 * scale)), Image.Resampling.LANCZOS)
        if at % 2:
            noise = Image.effect_noise(picture.size, 20)
            picture = Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), 0.08)
        pictures.append(picture)
    return pictures


def encode(chance: random.Random, picture: Image.Image, *, progressive: bool) -> bytes:
    """Store as JPEG, one way of many, in at least two kilobytes of data."""
    for quality in (chance.randint(70, 96), 98):
        target = io.BytesIO()
        picture.save(
            target,
            "JPEG",
            quality=quality,
            subsampling=chance.choice((0, 1, 2)),
            progressive=progressive,
            optimize=chance.random() < 0.5,  # noqa: PLR2004 - heads or tails
            restart_marker_rows=chance.choice((0, 0, 0, 1, 4)),
        )
        if len(data_of(target.getvalue())) > 8 * LOST:
            break
    return target.getvalue()


def main() -> None:
    """Damage the pictures, check them, print the shares."""
    options = read_options(__doc__ or "", pictures=300)
    chance = random.Random(options.seed)  # noqa: S311 - no secret, only repeatable
    shown = portraits(chance, options.pictures)
    cases: list[tuple[str, str, bytes]] = []
    for at, picture in enumerate(shown):
        for way in ("baseline", "progressive"):
            jpeg = encode(chance, picture, progressive=way == "progressive")
            spoil = KINDS[at % len(KINDS)]
            place = damage_at(chance, jpeg, chance.uniform(0.05, 0.95))
            cases.append((way, spoil.__name__, spoil(chance, jpeg, *place)))
            odd = list(ODD)[at % len(ODD)]
            cases.append((f"sound {way}", odd, ODD[odd](jpeg)))
    total: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for at, ((group, kind, jpeg), said) in enumerate(
        zip(cases, check([jpeg for *_, jpeg in cases], "PHO203"), strict=True)
    ):
        hit = any(one.severity == "error" for one in said)
        for key in (group, f"  {group}: {kind}"):
            total[key] += 1
            hits[key] += hit
        if options.keep and hit == group.startswith("sound"):
            options.keep.mkdir(exist_ok=True)
            (options.keep / f"{group} {kind} {at}.jpg").write_bytes(jpeg)
    for key in sorted(total, key=lambda key: (key.strip(), key)):
        if hits[key] or not key.startswith("  sound"):
            print(f"{key:40} {hits[key]:4} of {total[key]:4} called damaged  {hits[key] / total[key]:6.1%}")


if __name__ == "__main__":
    main()
