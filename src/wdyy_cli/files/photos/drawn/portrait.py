"""Drawn ID photos of people who do not exist, for examples, the demo school and tests."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable

Colour = tuple[int, int, int]
Point = tuple[float, float]

# Everything is placed on a sheet of 295 x 413 units and drawn three times too large: the mean of 3 x 3 pixels
# gives smooth edges, the same ones on every machine.
SHEET = (295, 413)
OVERSAMPLING = 3

SKINS = "ffe2c8 f6d2b2 eec4a0 e2b48e ce9e78 b2805e"
HAIRS = "18161a 261e1e 261e1e 382822 503628 684630 78767a"
CLOTHES = "f6f7fa 242c42 1c1e22 466ea8 7aa0c4 3a705c d6c496 705480 868c96"
METAL = (38, 38, 44)
HAIR_STYLES = ("short", "parted", "crew", "bald", "bob", "fringe", "long", "bun", "one side", "tail")
COLLARS = ("shirt", "suit", "round", "v", "hood", "tracksuit", "polo")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitter:
    """Who sits for a portrait: traits and sizes in units of the 295 x 413 sheet."""

    skin: Colour
    hair: Colour
    clothes: Colour
    trim: Colour
    hair_style: str
    collar: str
    glasses: str
    x: float
    y: float
    face_width: float
    face_height: float
    jaw: float
    shoulders: float
    shoulder_y: float
    eye_size: float
    eye_gap: float
    eye_y: float
    brow: float
    nose: float
    mouth: float
    smile: float
    hairline: float
    volume: float
    length: float
    side: int


def invent(seed: int) -> Sitter:
    """Make up the sitter of this number; the same number is always the same person."""
    rng = Random(seed)  # noqa: S311 - no secret, only variety
    face_width = rng.uniform(56, 67)
    y = rng.uniform(160, 180)
    face_height = face_width * rng.uniform(1.2, 1.36)
    clothes = rng.choice(CLOTHES.split())
    return Sitter(
        skin=_vary(rng, _colour(rng.choice(SKINS.split())), 8),
        hair=_vary(rng, _colour(rng.choice(HAIRS.split())), 10),
        clothes=_vary(rng, _colour(clothes), 12),
        trim=_colour(rng.choice([other for other in CLOTHES.split() if other != clothes])),
        hair_style=rng.choice(HAIR_STYLES),
        collar=rng.choice(COLLARS),
        glasses=rng.choice(("", "", "", "round", "square", "half")),
        x=SHEET[0] / 2 + rng.uniform(-8, 8),
        y=y,
        face_width=face_width,
        face_height=face_height,
        jaw=rng.uniform(1.7, 2.7),
        shoulders=rng.uniform(112, 146),
        shoulder_y=y + face_height + rng.uniform(26, 46),
        eye_size=rng.uniform(7.5, 11),
        eye_gap=face_width * rng.uniform(0.4, 0.48),
        eye_y=face_height * rng.uniform(0.0, 0.12),
        brow=rng.uniform(2.5, 5.5),
        nose=rng.uniform(7, 12),
        mouth=rng.uniform(14, 22),
        smile=rng.uniform(0, 6),
        hairline=rng.uniform(0.42, 0.66),
        volume=rng.uniform(5, 13),
        length=rng.uniform(0.75, 1.25),
        side=rng.choice((-1, 1)),
    )


def draw_portrait(
    seed: int, *, background: Colour = (230, 9, 17), size: tuple[int, int] = SHEET
) -> Image.Image:
    """Draw the invented person of this number as an upright RGB picture of `size` (width, height) pixels."""
    sitter = invent(seed)
    sheet = _DrawingSheet(size, background)
    _draw_back_hair(sheet, sitter)
    _draw_body(sheet, sitter)
    _draw_collar(sheet, sitter)
    _draw_head(sheet, sitter)
    _draw_face(sheet, sitter)
    _draw_glasses(sheet, sitter)
    _draw_hair(sheet, sitter)
    return sheet.image.reduce(OVERSAMPLING)


def encode_portrait(image: Image.Image, format: str = "JPEG", quality: int = 90, **options: object) -> bytes:  # noqa: A002 - Pillow's own name of it
    """Give the bytes of a picture file without date or metadata; `options` go to Pillow's writer."""
    target = io.BytesIO()
    if format == "JPEG":
        options = {"quality": quality, **options}
    image.save(target, format=format, **options)
    return target.getvalue()


class _DrawingSheet:
    """A picture in units of the 295 x 413 sheet."""

    def __init__(self, size: tuple[int, int], background: Colour) -> None:
        self.image = Image.new("RGB", (size[0] * OVERSAMPLING, size[1] * OVERSAMPLING), background)
        self._draw = ImageDraw.Draw(self.image)
        self._fx = self.image.width / SHEET[0]
        self._fy = self.image.height / SHEET[1]

    def _at(self, point: Point) -> tuple[int, int]:
        # whole pixels: how fractions are rounded differs between versions of Pillow
        return round(point[0] * self._fx), round(point[1] * self._fy)

    def polygon(self, points: Iterable[Point], colour: Colour) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=colour)

    def ellipse(self, centre: Point, radii: Point, colour: Colour) -> None:
        (x, y), (rx, ry) = centre, radii
        self._draw.ellipse((self._at((x - rx, y - ry)), self._at((x + rx, y + ry))), fill=colour)

    def ring(self, centre: Point, radii: Point, width: float, *, square: bool = False) -> None:
        (x, y), (rx, ry) = centre, radii
        box = (self._at((x - rx, y - ry)), self._at((x + rx, y + ry)))
        draw = self._draw.rectangle if square else self._draw.ellipse
        draw(box, outline=METAL, width=round(width * self._fx))

    def pair(self, x: float, points: Iterable[Point], colour: Colour) -> None:
        """Fill a shape, given by distances from the vertical line `x`, on both sides of it."""
        points = list(points)
        for side in (-1, 1):
            self.polygon([(x + side * dx, y) for dx, y in points], colour)

    def stroke(self, points: Iterable[Point], width: float, colour: Colour) -> None:
        self._draw.line([self._at(p) for p in points], fill=colour, width=round(width * self._fx))


def _colour(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _vary(rng: Random, colour: Colour, by: int) -> Colour:
    shift = rng.randint(-by, by)
    red, green, blue = (max(0, min(255, part + shift + rng.randint(-3, 3))) for part in colour)
    return red, green, blue


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _arc(centre: Point, radii: Point, start: float, stop: float, power: float = 2.0) -> list[Point]:
    """Points of a superellipse from `start` to `stop` degrees, clockwise from the right on the screen."""
    (x, y), (rx, ry) = centre, radii
    return [(x + rx * dx, y + ry * dy) for dx, dy in _unit_arc(start, stop, power)]


@lru_cache(maxsize=64)
def _unit_arc(start: float, stop: float, power: float) -> list[Point]:
    """Points of a superellipse of radius 1: most of a face has the same few."""

    def bend(part: float) -> float:
        return math.copysign(abs(part) ** (2 / power), part)

    angles = [math.radians(start + (stop - start) * step / 24) for step in range(25)]
    return [(bend(math.cos(a)), bend(math.sin(a))) for a in angles]


def _draw_back_hair(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw hair that hangs behind the neck."""
    dark = _shade(s.hair, 0.8)
    wide = s.face_width + s.volume
    crown = _arc((s.x, s.y), (wide + 4, s.face_height), 180, 360)
    if s.hair_style in ("bob", "fringe"):
        bottom = s.y + s.face_height * (0.55 + 0.35 * s.length)
        sheet.polygon([*crown, (s.x + wide + 9, bottom), (s.x - wide - 9, bottom)], dark)
    elif s.hair_style == "long":
        bottom = s.shoulder_y + 34 * s.length
        sheet.polygon([*crown, (s.x + wide + 12, bottom), (s.x - wide - 12, bottom)], dark)
    elif s.hair_style == "bun":
        sheet.ellipse(
            (s.x + s.side * 6, s.y - s.face_height - s.volume - 8), (24 + s.volume, 20 + s.volume / 2), dark
        )
    elif s.hair_style == "tail":
        x = s.x + s.side * (s.face_width - 6)
        sheet.ellipse((x, s.y + s.face_height * 0.6), (26 + s.volume, 84 * s.length), dark)


def _draw_body(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw neck and shoulders down to the lower edge."""
    neck = s.face_width * 0.5
    bottom, slope, chin = SHEET[1], s.shoulder_y + 30, s.y + s.face_height
    shoulder = _arc((s.shoulders - 34, slope + 16), (34, 30), 285, 360)
    top = s.shoulder_y - 8
    sheet.pair(
        s.x, [(0, top), (neck + 12, top), *shoulder, (s.shoulders + 6, bottom), (0, bottom)], s.clothes
    )
    for side in (-1, 1):  # the fold where the arm begins
        x = s.x + side * (s.shoulders - 26)
        sheet.stroke([(x, slope + 52), (x - side * 3, bottom)], 2, _shade(s.clothes, 0.82))
    sheet.pair(s.x, [(0, s.y), (neck, s.y), (neck, top + 2), *_arc((0, top), (neck + 8, 26), 0, 90)], s.skin)
    sheet.pair(s.x, [(0, s.y), (neck, s.y), *_arc((0, chin - 2), (neck, 20), 0, 90)], _shade(s.skin, 0.84))


def _draw_collar(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw what the clothes look like around the neck."""
    drawn = {"suit": _suit, "v": _v_neck, "hood": _hood, "tracksuit": _tracksuit, "round": _round_neck}
    drawn.get(s.collar, _shirt)(sheet, s)


def _shirt(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, top, tip = s.face_width * 0.5, s.shoulder_y - 12, s.shoulder_y + 50
    dark = _shade(s.clothes, 0.78)
    flap = _mix(s.clothes, (255, 255, 255), 0.4) if s.collar == "shirt" else s.trim
    outline = [(neck + 1, top - 7), (neck + 16, top + 12), (36, tip + 2), (0, tip - 20)]
    sheet.pair(s.x, outline, dark)
    sheet.pair(s.x, [(neck + 2, top - 5), (neck + 13, top + 11), (35, tip - 2), (1, tip - 23)], flap)
    sheet.stroke([(s.x, tip - 22), (s.x, SHEET[1])], 2, dark)
    for y in (tip, tip + 30, tip + 60):
        sheet.ellipse((s.x + 5, y), (2.4, 2.4), dark)


def _suit(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, top, tip = s.face_width * 0.5, s.shoulder_y - 12, s.shoulder_y + 50
    shirt = (244, 246, 250)
    sheet.pair(s.x, [(neck, top), (neck + 9, top), (0, SHEET[1]), (0, tip - 16)], shirt)
    sheet.pair(s.x, [(0, tip - 18), (8, tip - 18), (12, SHEET[1]), (0, SHEET[1])], s.trim)
    sheet.pair(s.x, [(neck, top - 6), (neck + 10, top), (21, tip + 3), (2, tip - 18)], _shade(shirt, 0.95))
    lapel = [(neck + 8, top - 3), (neck + 26, top + 12), (54, tip + 22), (44, tip + 26), (6, SHEET[1])]
    sheet.pair(s.x, [*lapel, (0, SHEET[1])], _shade(s.clothes, 0.8))


def _v_neck(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, top, tip = s.face_width * 0.5, s.shoulder_y - 6, s.shoulder_y + 60
    sheet.pair(s.x, [(0, top), (neck + 4, top), (0, tip)], s.skin)
    sheet.pair(s.x, [(neck + 2, top), (neck + 12, top - 2), (0, tip + 12), (0, tip)], _shade(s.clothes, 0.78))


def _hood(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, y = s.face_width * 0.5, s.shoulder_y
    inner = _arc((s.x, y - 12), (neck + 6, 30), 180, 0)
    sheet.polygon([*_arc((s.x, y + 4), (neck + 28, 46), 0, 180), *inner], _shade(s.clothes, 0.8))
    for side in (-1, 1):
        sheet.stroke([(s.x + side * 16, y + 44), (s.x + side * 18, 400)], 3, (236, 236, 236))


def _tracksuit(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, y, wide = s.face_width * 0.5, s.shoulder_y, s.shoulders
    sleeve = [(neck + 22, y + 2), (wide - 24, y + 16), (wide, y + 44), (wide + 6, SHEET[1])]
    sheet.pair(s.x, [*sleeve, (wide - 34, SHEET[1]), (66, y + 44)], s.trim)
    sheet.pair(s.x, [(neck + 1, y - 22), (neck + 16, y - 2), (8, y + 46), (0, y + 34)], s.trim)
    sheet.stroke([(s.x, y + 36), (s.x, SHEET[1])], 3, (228, 230, 234))


def _round_neck(sheet: _DrawingSheet, s: Sitter) -> None:
    neck, y = s.face_width * 0.5, s.shoulder_y
    inner = _arc((s.x, y - 8), (neck + 7, 27), 180, 0)
    sheet.polygon([*_arc((s.x, y - 6), (neck + 15, 38), 0, 180), *inner], _shade(s.clothes, 0.78))


def _draw_head(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw ears and the outline of the face: a round skull above, a jaw that is more or less square below."""
    shade = _shade(s.skin, 0.88)
    for side in (-1, 1):
        ear = (s.x + side * (s.face_width + 1), s.y + s.eye_y + 8)
        sheet.ellipse(ear, (8, 15), s.skin)
        sheet.ellipse(ear, (4, 9), shade)
    skull = _arc((s.x, s.y), (s.face_width, s.face_height), 180, 360)
    jaw = _arc((s.x, s.y), (s.face_width, s.face_height), 0, 180, s.jaw)
    sheet.polygon([*skull, *jaw], s.skin)


def _draw_face(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw brows, eyes, cheeks, nose and mouth."""
    eye_y = s.y + s.eye_y
    lip = _mix(s.skin, (176, 48, 56), 0.5)
    shade = _shade(s.skin, 0.82)
    mouth_y = s.y + s.face_height * 0.64
    for side in (-1, 1):
        x = s.x + side * s.eye_gap
        sheet.ellipse((x + side * 6, eye_y + 26), (12, 8), _mix(s.skin, (240, 110, 100), 0.16))
        sheet.ellipse((x, eye_y), (s.eye_size + 3, s.eye_size * 0.62), (250, 250, 248))
        sheet.ellipse((x, eye_y), (s.eye_size * 0.56, s.eye_size * 0.6), (44, 30, 26))
        sheet.ellipse((x + 2, eye_y - 2), (1.5, 1.5), (255, 255, 255))
        sheet.stroke(_arc((x, eye_y + 1), (s.eye_size + 4, s.eye_size * 0.8), 195, 345), 2.4, (40, 28, 26))
        brow = _arc((x, eye_y - 8), (s.eye_size + 8, 10), 205, 335)
        sheet.stroke(brow, s.brow, _shade(s.hair, 0.9))
    sheet.stroke(_arc((s.x, eye_y + 34), (s.nose, 6), 20, 160), 2.6, shade)
    sheet.polygon(
        [
            *_arc((s.x, mouth_y), (s.mouth, 4), 180, 360),
            *_arc((s.x, mouth_y), (s.mouth, 4 + s.smile), 0, 180),
        ],
        lip,
    )
    sheet.stroke(_arc((s.x, mouth_y - 2), (s.mouth, 2 + s.smile / 2), 0, 180), 1.6, _shade(lip, 0.7))


def _draw_glasses(sheet: _DrawingSheet, s: Sitter) -> None:
    if not s.glasses:
        return
    y = s.y + s.eye_y + 2
    radii = (min(s.eye_gap - 4, s.eye_size + 11), s.eye_size + (9 if s.glasses == "round" else 5))
    for side in (-1, 1):
        centre = (s.x + side * s.eye_gap, y)
        sheet.ring(centre, radii, 3 if s.glasses != "half" else 2, square=s.glasses == "square")
        if s.glasses == "half":
            sheet.stroke([(centre[0] - radii[0], y - 6), (centre[0] + radii[0], y - 6)], 4, METAL)
        sheet.stroke([(centre[0] + side * radii[0], y - 3), (s.x + side * s.face_width, y - 5)], 2.6, METAL)
    sheet.stroke([(s.x - s.eye_gap + radii[0], y - 2), (s.x + s.eye_gap - radii[0], y - 2)], 3, METAL)


def _draw_hair(sheet: _DrawingSheet, s: Sitter) -> None:
    """Draw the hair that is seen from the front, up to the hairline of its style."""
    wide, high = s.face_width + s.volume * 0.55, s.face_height + s.volume
    line = s.y - s.face_height * s.hairline
    ear = s.y + s.eye_y - 6
    inner = s.face_width - 4
    crown = _arc((s.x, s.y), (wide, high), 180, 360, 2.2)
    if s.hair_style == "bald":
        rest = [(inner + 7, ear + 8), (inner - 6, ear - 6), (inner - 4, ear - 26), (inner + 2, ear - 40)]
        sheet.pair(s.x, rest, _mix(s.hair, s.skin, 0.15))
        return
    hairline = _hairline(s, inner, line, ear)
    sheet.polygon([*crown, (s.x + wide, ear), *hairline, (s.x - wide, ear)], s.hair)
    shine = _mix(s.hair, (255, 255, 255), 0.16)
    sheet.stroke(_arc((s.x, s.y), (wide * 0.74, high * 0.86), 225, 262 + 20 * s.length), 4, shine)
    if s.hair_style in ("bob", "fringe", "long"):
        drop = s.y + s.face_height * (1.25 if s.hair_style == "long" else 0.5) * s.length
        lock = [(inner - 5, ear - 16), (wide, ear - 22), (wide + 8, drop), (wide - 8, drop + 8)]
        sheet.pair(s.x, lock, s.hair)
    elif s.hair_style == "one side":
        drop = s.shoulder_y + 52 * s.length
        lock = [(inner - 16, line + 14), (wide, ear - 26), (wide + 12, drop - 30), (wide - 22, drop)]
        sheet.polygon([(s.x + s.side * dx, y) for dx, y in [*lock, (inner - 6, ear + 30)]], s.hair)


def _hairline(s: Sitter, inner: float, line: float, ear: float) -> list[Point]:
    """Points where hair meets face, from the right ear over the forehead to the left ear."""
    right, left = (s.x + inner, ear), (s.x - inner, ear)
    if s.hair_style == "fringe":
        teeth = [(s.x + inner * (0.9 - 0.2 * step), ear - 15 - 5 * (step % 2)) for step in range(10)]
        return [right, *teeth, left]
    if s.hair_style in ("parted", "one side", "long"):
        part = (s.x - s.side * inner * 0.35, line - 14)
        return [right, (s.x + inner * 0.9, ear - 22), part, (s.x - inner * 0.9, ear - 22), left]
    if s.hair_style == "crew":
        return [right, (s.x + inner * 0.94, line + 6), (s.x, line - 4), (s.x - inner * 0.94, line + 6), left]
    if s.hair_style == "short":
        sweep = [
            (s.x + s.side * inner * at, line + dy)
            for at, dy in ((0.9, 22), (0.35, 10), (-0.3, 0), (-0.85, 12))
        ]
        return [right, *(sweep if s.side > 0 else sweep[::-1]), left]
    return [right, *_arc((s.x, ear), (inner, ear - line), 0, -180), left]
