"""
Counts how well the ground of a photo is judged, on pictures as a school's camera might take them.

Heads from ../shared/corpus/photos, cut out of two pictures of one person before two known colours, and
drawn ones stand before many grounds; then comes a camera: uneven light, white balance, exposure, a lens that
darkens towards its rim, noise that grows with the light, sharpening, JPEG. Every picture is one of

- sound: any warning about it is needless, any error a false alarm;
- wrong: of another colour; clean is a false clean;
- look: a person must look; nothing said is a missed look.

`--keep FOLDER` writes the pictures that were judged otherwise, with what was said in their names.
"""

from __future__ import annotations

import colorsys
import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from checked_photos import CORPUS, check, read_options
from PIL import Image, ImageFilter

from wdyy_cli.files.photos.drawn.portrait import draw_portrait

SIZE = WIDTH, HEIGHT = 295, 413
ABOUT_THE_GROUND = "PHO301,PHO302,PHO303,PHO304,PHO305,PHO208"


PLAIN_HUES, PLAIN_SATURATION, PLAIN_VALUE = (-8, 11), 0.7, 0.44
"""What nobody would look at twice: degrees of hue, shares."""

Light = npt.NDArray[np.float64]
"""Height × width × 3, 0 … 1."""


def palette(text: str) -> list[Light]:
    """Give colours of six digits as light."""
    levels = np.frombuffer(bytes.fromhex(text), dtype=np.uint8) / 255
    return list(levels.reshape(-1, 3))


REDS = palette("FF0000 E60911 D74532 E93323 FB0D1C DC0000 BE0D23 BE0000 C8102E D2001C E0161B C4161C")
OTHERS = palette(
    "438EDB 00BFF3 628BCE 4C8DD4 6AB3F1 1D4E9E FFFFFF F5F5F5 F0F0F0 80838A C9C5BC FFB6C1 "
    "FF9F40 8B5A2B 800080 5B8C3A 2E8B57 FFD966 303030 D9C2A0 7A8FA6 C080C0"
)
NEARLY_RED = palette("C60839 C70237 5E2B28 5B2C2A B74A4D D05D62 B3485A C2505C 4A0E10 E2552E 6B3230")
THINGS = palette("E8E4DC 6B8E5A 8A6A4A 3C5A78 B8B2A6 5A5F66 F4EFE2 2E4A3C C8B48C")
WHITE = np.ones(3)
BLACKS = palette("101010 181416 202020")


@dataclass(frozen=True, kw_only=True)
class Head:
    """A person without a ground: what is seen of the person, and how much of each pixel that covers."""

    shown: Light
    cover: Light


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One kind of picture: what is wanted (`sound`, `wrong` or `look`) and how its ground is painted."""

    name: str
    wanted: str
    paint: Callable[[random.Random], Light]
    finish: Callable[[random.Random, Light], Light] = lambda _, light: light


def flat(value: Light) -> Light:
    """Fill a picture."""
    return np.ones((HEIGHT, WIDTH, 3)) * value


def clouds(chance: random.Random, cells: int) -> Light:
    """Give soft spots, 0 … 1, as folds of cloth or uneven light have them."""
    small = np.array([[chance.random() for _ in range(cells)] for _ in range(cells + 2)])
    return _enlarged(small)[..., None]


def _enlarged(small: Light) -> Light:
    picture = Image.fromarray((small * 255).astype(np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    return np.asarray(picture) / 255


def ramp(turns: int) -> Light:
    """Go from 0 at the top to 1 below, turned by so many quarters."""
    rows = np.linspace(0, 1, HEIGHT)[:, None] * np.ones((1, WIDTH))
    columns = np.ones((HEIGHT, 1)) * np.linspace(0, 1, WIDTH)[None, :]
    return (rows, columns, 1 - rows, 1 - columns)[turns][..., None]


def red_wall(chance: random.Random) -> Light:
    """Paint one even red."""
    return flat(chance.choice(REDS))


def uneven_red(chance: random.Random) -> Light:
    """Paint red that light from one side falls on."""
    return red_wall(chance) * (1 - chance.uniform(0.1, 0.25) * ramp(chance.randrange(4)))


def red_cloth(chance: random.Random) -> Light:
    """Paint red cloth with folds."""
    return red_wall(chance) * (1 - chance.uniform(0.08, 0.22) * clouds(chance, chance.randint(3, 7)))


def other_wall(chance: random.Random) -> Light:
    """Paint one colour that is no red, lit from one side."""
    return flat(chance.choice(OTHERS)) * (1 - chance.uniform(0, 0.2) * ramp(chance.randrange(4)))


def nearly_red_wall(chance: random.Random) -> Light:
    """Paint a colour on the border of red."""
    return flat(chance.choice(NEARLY_RED))


def fading_wall(chance: random.Random) -> Light:
    """Paint red that turns white downwards or sideways."""
    start, share = red_wall(chance), ramp(chance.choice((0, 0, 1, 3)))
    return start * (1 - share) + flat(WHITE) * share * chance.uniform(0.8, 1)


def _box(ground: Light, box: tuple[float, float, float, float], paint: Light) -> Light:
    left, top, right, bottom = (round(part * side) for part, side in zip(box, SIZE * 2, strict=True))
    ground = ground.copy()
    ground[top:bottom, left:right] = paint
    return ground


def cupboard(chance: random.Random) -> Light:
    """Paint red with something upright at one side, from somewhere above the shoulders down."""
    wide, top = chance.uniform(0.14, 0.24), chance.uniform(0.02, 0.28)
    left = chance.random() < 0.5  # noqa: PLR2004 - heads or tails
    box = (0, top, wide, 1) if left else (1 - wide, top, 1, 1)
    return _box(uneven_red(chance), box, chance.choice(THINGS))


def ends_in_a_line(chance: random.Random) -> Light:
    """Paint red that ends at one height."""
    return _box(uneven_red(chance), (0, chance.uniform(0.2, 0.45), 1, 1), chance.choice(THINGS))


def half_a_wall(chance: random.Random) -> Light:
    """Paint red on one half only."""
    middle = chance.uniform(0.35, 0.65)
    box = (0, 0, middle, 1) if chance.random() < 0.5 else (middle, 0, 1, 1)  # noqa: PLR2004 - heads or tails
    return _box(red_wall(chance), box, chance.choice(THINGS + OTHERS[:8]))


def dark_side(chance: random.Random) -> Light:
    """Paint red with black at one side or below."""
    wide = chance.uniform(0.16, 0.24)
    box = chance.choice(((0, 0, wide, 1), (1 - wide, 0, 1, 1), (0, chance.uniform(0.14, 0.24), 1, 1)))
    return _box(red_wall(chance), box, chance.choice(BLACKS))


def framed(_: random.Random, light: Light) -> Light:
    """Lay a white frame over the picture."""
    light, wide = light.copy(), 8
    for edge in (np.s_[:wide], np.s_[-wide:], np.s_[:, :wide], np.s_[:, -wide:]):
        light[edge] = 0.99
    return light


def under_exposed(chance: random.Random, light: Light) -> Light:
    """Take away some three and a half stops."""
    kept: float = 2.0 ** -(chance.uniform(3.2, 3.8) / 2.2)
    return light * kept


def blown_up(chance: random.Random, light: Light) -> Light:
    """Enlarge a picture from a much smaller one."""
    picture, width = _picture_of(light), chance.randint(60, 85)
    small = picture.resize((width, round(width * HEIGHT / WIDTH)), Image.Resampling.LANCZOS)
    way = chance.choice((Image.Resampling.BICUBIC, Image.Resampling.BILINEAR, Image.Resampling.LANCZOS))
    return np.asarray(small.resize(SIZE, way)) / 255


def grey_person(chance: random.Random, light: Light) -> Light:
    """Turn grey what is not ground: a black-and-white portrait that was laid on red."""
    del chance
    return light


SCENES = (
    Scene(name="red wall", wanted="sound", paint=red_wall),
    Scene(name="red wall, uneven light", wanted="sound", paint=uneven_red),
    Scene(name="red cloth", wanted="sound", paint=red_cloth),
    Scene(name="another colour", wanted="wrong", paint=other_wall),
    Scene(name="nearly red", wanted="look", paint=nearly_red_wall),
    Scene(name="red fades to white", wanted="look", paint=fading_wall),
    Scene(name="cupboard beside the head", wanted="look", paint=cupboard),
    Scene(name="red ends in a line", wanted="look", paint=ends_in_a_line),
    Scene(name="red on one half", wanted="look", paint=half_a_wall),
    Scene(name="black at a side or below", wanted="look", paint=dark_side),
    Scene(name="white frame", wanted="look", paint=red_wall, finish=framed),
    Scene(name="far under-exposed", wanted="look", paint=red_wall, finish=under_exposed),
    Scene(name="blown up", wanted="look", paint=red_wall, finish=blown_up),
    Scene(name="grey person before red", wanted="look", paint=red_wall, finish=grey_person),
)
WEIGHTS = (14, 14, 12, 24, *(4,) * 10)


def cut_heads() -> list[Head]:
    """Cut people out where the corpus shows them before red and before a colour far from it."""
    flats: dict[str, dict[str, str]] = {}
    with (CORPUS / "labels.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            kind, person, shade = row["file"].removesuffix(".jpg").rsplit("_", 2)
            if row["note"].startswith("flat"):
                flats.setdefault(person, {})["red" if kind == "red" else "other"] = shade + row["file"]
    heads = []
    for pair in flats.values():
        if len(pair) < 2:  # noqa: PLR2004 - one picture tells nothing
            continue
        (one, first), (two, second) = ((palette(text[:6])[0], _open(text[6:])) for text in pair.values())
        away = one - two
        if np.linalg.norm(away) < 0.75:  # noqa: PLR2004 - nearer colours leave too much of a rim
            continue
        bare = ((first - second) @ away / (away @ away)).clip(0, 1)[..., None]
        bare = np.where(bare < 0.08, 0, np.where(bare > 0.92, 1, bare))  # noqa: PLR2004 - JPEG noise
        shown = (first - bare * one + second - bare * two).clip(0, 2) / 2
        heads.append(Head(shown=shown, cover=1 - bare))
    return heads


def draw_heads(count: int) -> list[Head]:
    """Draw people."""
    heads = []
    for seed in range(700, 700 + count):
        one, two = (
            np.asarray(draw_portrait(seed, background=ground, size=SIZE)) / 255
            for ground in ((0, 255, 0), (255, 0, 255))
        )
        bare = np.abs(one - two).mean(axis=2, keepdims=True).clip(0, 1)
        heads.append(Head(shown=(one - bare * np.array([0, 1, 0])).clip(0, 1), cover=1 - bare))
    return heads


def _open(name: str) -> Light:
    with Image.open(CORPUS / name) as picture:
        return np.asarray(picture.convert("RGB")) / 255


def _picture_of(light: Light) -> Image.Image:
    return Image.fromarray((light.clip(0, 1) * 255 + 0.5).astype(np.uint8))


def place(chance: random.Random, head: Head) -> Head:
    """Mirror, enlarge and shift a person; the shoulders still reach the lower edge."""
    scale = chance.uniform(0.92, 1.12)
    wide, high = round(WIDTH * scale), round(HEIGHT * scale)
    left = (WIDTH - wide) // 2 + round(chance.uniform(-0.04, 0.04) * WIDTH)
    mirrored = chance.random() < 0.5  # noqa: PLR2004 - heads or tails

    def moved(light: Light) -> Light:
        parts = []
        for channel in range(light.shape[2]):
            plane = Image.fromarray((light[..., channel] * 255).astype(np.uint8)).resize((wide, high))
            canvas = np.zeros((HEIGHT, WIDTH))
            spread = np.pad(np.asarray(plane) / 255, ((HEIGHT, 0), (WIDTH, WIDTH)), mode="edge")
            spread[:HEIGHT] = 0
            canvas[:] = spread[high : high + HEIGHT, WIDTH - left : 2 * WIDTH - left]
            parts.append(canvas[:, ::-1] if mirrored else canvas)
        return np.stack(parts, axis=2)

    return Head(shown=moved(head.shown), cover=moved(head.cover))


def take(chance: random.Random, scene: Scene, head: Head) -> bytes:
    """Put a person before a ground, and take the picture."""
    ground = scene.paint(chance)
    shown = head.shown
    if scene.finish is grey_person:
        shown = np.ones(3) * (shown @ np.array([0.3, 0.59, 0.11]))[..., None]
    light = shown + (1 - head.cover) * ground
    light = light * _lens(chance) * _tint(chance, ground[4, 4])
    light = scene.finish(chance, light)
    spread = chance.uniform(0.004, 0.022)
    noise = np.random.default_rng(chance.randrange(2**32)).normal(size=light.shape)
    light = light + noise * spread * np.sqrt(light.clip(0.02, 1))
    picture = _picture_of(light)
    if scene.finish is not blown_up and chance.random() < 0.4:  # noqa: PLR2004 - some cameras smooth
        picture = picture.filter(ImageFilter.UnsharpMask(1.2, chance.randint(40, 120), 2))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=chance.randint(68, 95), subsampling=chance.choice((0, 1, 2)))
    return target.getvalue()


def _lens(chance: random.Random) -> Light:
    rows, columns = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    away = (rows - chance.uniform(-0.2, 0.2)) ** 2 + (columns - chance.uniform(-0.2, 0.2)) ** 2
    light: Light = 1 / (1 + chance.uniform(0, 0.16) * away) ** 2
    return light[..., None]


def _tint(chance: random.Random, ground: Light) -> Light:
    """Choose white balance and exposure, such that a red of the middle stays one."""
    was_red = is_plainly_red(ground)
    while True:
        tint = np.array([chance.uniform(0.93, 1.08) for _ in range(3)]) * 2 ** chance.uniform(-0.3, 0.15)
        if not was_red or is_plainly_red((ground * tint).clip(0, 1) * 0.75):
            return tint


def is_plainly_red(light: Light) -> bool:
    """Whether a colour is one that nobody would look at twice."""
    hue, saturation, value = colorsys.rgb_to_hsv(*light)
    degrees = (hue + 0.5) % 1 * 360 - 180
    least, most = PLAIN_HUES
    return least < degrees < most and saturation >= PLAIN_SATURATION and value >= PLAIN_VALUE


def main() -> None:
    """Take the pictures, judge them, print the shares."""
    options = read_options(__doc__ or "", pictures=600)
    chance = random.Random(options.seed)  # noqa: S311 - no secret, only repeatable
    heads = cut_heads()
    drawn = draw_heads(12)
    scenes = chance.choices(SCENES, WEIGHTS, k=options.pictures)
    pictures = [
        take(chance, scene, place(chance, chance.choice(chance.choice((heads, heads, drawn)))))
        for scene in scenes
    ]
    print(f"{len(heads)} people of the corpus and {len(drawn)} drawn ones, {len(pictures)} pictures")
    count: Counter[tuple[str, str]] = Counter()
    for at, (scene, picture, said) in enumerate(
        zip(scenes, pictures, check(pictures, ABOUT_THE_GROUND), strict=True)
    ):
        worst = "error" if any(one.severity == "error" for one in said) else "warning" if said else "clean"
        count[scene.name, worst] += 1
        if options.keep and (worst == "clean") != (scene.wanted == "sound"):
            options.keep.mkdir(exist_ok=True)
            words = "+".join(one.code for one in said) or "clean"
            (options.keep / f"{scene.name} {words} {at}.jpg").write_bytes(picture)
    for scene in SCENES:
        print(
            f"{scene.wanted:6} {scene.name:26}",
            *(f"{w} {count[scene.name, w]:4}" for w in ("clean", "warning", "error")),
        )

    for words, wanted, worst in (
        ("false clean", "wrong", "clean"),
        ("false alarm", "sound", "error"),
        ("needless warning", "sound", "warning"),
        ("missed look", "look", "clean"),
    ):
        of = [scene.name for scene in SCENES if scene.wanted == wanted]
        total = sum(number for (name, _), number in count.items() if name in of)
        found = sum(count[name, worst] for name in of)
        print(f"{words:16} {found:4} of {total:4}  {found / max(total, 1):6.1%}")


if __name__ == "__main__":
    main()
