"""Drawn portraits before all sorts of backgrounds, and how they are judged."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache, lru_cache

from PIL import Image, ImageChops, ImageDraw

from wdyy_cli.files.photos.decoding.frame import frame_is_suspected, measure_frame
from wdyy_cli.files.photos.drawn.portrait import draw_portrait
from wdyy_cli.photo import Frame, Pixels
from wdyy_cli.profile import BackgroundLimits, ColourName
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.photo.background.background import Background, judge_background

Colour = tuple[int, int, int]

SIZE = (295, 413)
RED, WINE, BLUE, WHITE = (230, 9, 17), (122, 22, 24), (67, 142, 219), (255, 255, 255)
GREY, BLACK, HAIR, BROWN_HAIR = (200, 198, 190), (20, 20, 20), (25, 20, 20), (90, 60, 40)


def sit(background: Image.Image | Colour, seed: int = 6, size: tuple[int, int] = SIZE) -> Image.Image:
    """Draw an invented person before a colour or a scene."""
    if not isinstance(background, Image.Image):
        return _draw_once(seed, background, size).copy()
    green = (0, 255, 0)
    person = _draw_once(seed, green, background.size)
    outside = ImageChops.difference(person, Image.new("RGB", person.size, green)).convert("L")
    return Image.composite(background, person, outside.point([255] * 8 + [0] * 248))


@lru_cache(maxsize=8)
def _draw_once(seed: int, background: Colour, size: tuple[int, int]) -> Image.Image:
    return draw_portrait(seed, background=background, size=size)


def flat(colour: Colour, size: tuple[int, int] = SIZE) -> Image.Image:
    """Fill a picture with one colour."""
    return Image.new("RGB", size, colour)


def over(
    image: Image.Image, colour: Colour, *boxes: tuple[int, int, int, int], round_: bool = False
) -> Image.Image:
    """Lay rectangles or ellipses over a picture: hair, a hat, clothes, half a wall."""
    image = image.copy()
    draw = ImageDraw.Draw(image)
    for box in boxes:
        (draw.ellipse if round_ else draw.rectangle)(box, fill=colour)
    return image


def fade(start: Colour, end: Colour, way: str) -> Image.Image:
    """Draw a gradient that goes down, up, sideways, over the lower half, or from the edges to the centre."""
    mask = (Image.radial_gradient("L") if way == "centre" else Image.linear_gradient("L")).resize(SIZE)
    if way == "sideways":
        mask = Image.linear_gradient("L").rotate(90).resize(SIZE)
    if way == "lower half":
        mask = mask.point([max(0, 2 * level - 255) for level in range(256)])
    ends = (start, end) if way in ("up", "centre") else (end, start)
    return Image.composite(flat(ends[0]), flat(ends[1]), mask)


def vignette(image: Image.Image, loss: float) -> Image.Image:
    """Darken towards the corners by up to a share of the light."""
    light = Image.radial_gradient("L").resize(image.size).point([round(255 - at * loss) for at in range(256)])
    return ImageChops.multiply(image, Image.merge("RGB", (light, light, light)))


def grain(image: Image.Image, sigma: float) -> Image.Image:
    """Add the noise of a camera, in levels."""
    return ImageChops.add(image, _noise(image.size, sigma), 1, -128)


@lru_cache(maxsize=8)  # to draw it takes longer than to judge the picture
def _noise(size: tuple[int, int], sigma: float) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, sigma) for _ in range(3)])


def bricks() -> Image.Image:
    """Draw a brick wall."""
    image = flat((150, 120, 110))
    boxes = [
        (x + y // 16 % 2 * 20, y, x + y // 16 % 2 * 20 + 36, y + 13)
        for y in range(0, 413, 16)
        for x in range(-40, 295, 40)
    ]
    return over(image, (160, 60, 45), *boxes)


def small_person(size: tuple[int, int]) -> Image.Image:
    """Put a small person before a large red ground."""
    image = flat(RED)
    image.paste(sit(RED, 9, size), (118, 200))
    return image


@cache
def limits(*accepted: ColourName) -> BackgroundLimits:
    """Give the bundled profile's measures for other accepted colours."""
    return replace(load_profile().photo.background, accepted=accepted)


def encode(image: Image.Image, quality: int = 90) -> bytes:
    """Give the bytes of a JPEG."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()


def reduce(jpeg: bytes) -> tuple[Pixels, int, int]:
    """Read at an eighth of the size, as the product does; and give the full width and height."""
    with Image.open(io.BytesIO(jpeg)) as image:
        width, height = image.size
        image.draft("RGB", (max(1, width // 8), max(1, height // 8)))
        small = image.convert("RGB")
    return Pixels(width=small.width, height=small.height, rgb=small.tobytes()), width, height


def judge(
    image: Image.Image | bytes, *accepted: ColourName, quality: int = 90
) -> tuple[Background, Frame | None]:
    """Judge a picture as the product does: the frame is measured where it is suspected."""
    jpeg = image if isinstance(image, bytes) else encode(image, quality)
    return judge_reduced(jpeg, *reduce(jpeg), *accepted)


def judge_reduced(
    jpeg: bytes, pixels: Pixels, width: int, height: int, *accepted: ColourName
) -> tuple[Background, Frame | None]:
    """Judge a picture of which the pixels were read before."""
    frame = None
    if frame_is_suspected(pixels):
        with Image.open(io.BytesIO(jpeg)) as whole:
            frame = measure_frame(whole.convert("RGB"))
    return judge_background(pixels, frame, width, height, limits(*(accepted or ("red",)))), frame


def pixels_of(image: Image.Image, quality: int = 90) -> Pixels:
    """Reduce a picture that went through JPEG."""
    return reduce(encode(image, quality))[0]
