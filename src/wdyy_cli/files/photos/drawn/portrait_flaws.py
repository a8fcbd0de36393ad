"""Drawn ID photos with something wrong with them, for examples and the demo school."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageOps

from wdyy_cli.files.photos.drawn.portrait import SHEET, Colour, draw_portrait, encode_portrait

RED, BLUE, WHITE = (230, 9, 17), (67, 142, 219), (255, 255, 255)
FRAME_WIDTH = 8
ORIENTATION, TURNED_RIGHT = 0x0112, 6
"""The EXIF tag, and its value for a picture that is to be shown turned by 90 degrees."""


def flawed_portrait(seed: int, flaw: str, quality: int = 90) -> bytes:
    """Draw the invented person of this number with a flaw, one of `FLAWS`, and give the bytes of the file."""
    return FLAWS[flaw](seed, quality)


def _before(background: Colour, size: tuple[int, int] = SHEET) -> Callable[[int, int], bytes]:
    def draw(seed: int, quality: int) -> bytes:
        return encode_portrait(draw_portrait(seed, background=background, size=size), quality=quality)

    return draw


def _framed(seed: int, quality: int) -> bytes:
    inside = (SHEET[0] - 2 * FRAME_WIDTH, SHEET[1] - 2 * FRAME_WIDTH)
    framed = ImageOps.expand(draw_portrait(seed, size=inside), FRAME_WIDTH, WHITE)
    return encode_portrait(framed, quality=quality)


def _fading(seed: int, quality: int) -> bytes:
    """Fade from red at the top to white at the height of the shoulders."""
    mask = Image.linear_gradient("L").resize((SHEET[0], 260))
    whole = Image.new("L", SHEET, 0)
    whole.paste(ImageOps.invert(mask), (0, 0))
    faded = Image.composite(draw_portrait(seed), draw_portrait(seed, background=WHITE), whole)
    return encode_portrait(faded, quality=quality)


def _grey(seed: int, quality: int) -> bytes:
    return encode_portrait(ImageOps.grayscale(draw_portrait(seed)), quality=quality)


def _nobody(_seed: int, quality: int) -> bytes:
    return encode_portrait(Image.new("RGB", SHEET, RED), quality=quality)


def _sideways(seed: int, quality: int) -> bytes:
    """Store it lying on its side, with the note that it is to be turned."""
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    turned = draw_portrait(seed).transpose(Image.Transpose.ROTATE_90)
    return encode_portrait(turned, quality=quality, exif=exif)


def _cut_off(seed: int, quality: int) -> bytes:
    whole = encode_portrait(draw_portrait(seed), quality=quality)
    return whole[: len(whole) * 2 // 3]


def _as_png(seed: int, _quality: int) -> bytes:
    return encode_portrait(draw_portrait(seed), "PNG")


FLAWS: dict[str, Callable[[int, int], bytes]] = {
    "blue": _before(BLUE),
    "white": _before(WHITE),
    "another shape": _before(RED, (480, 640)),
    "twice as large": _before(RED, (590, 826)),
    "framed": _framed,
    "fading": _fading,
    "grey": _grey,
    "nobody": _nobody,
    "sideways": _sideways,
    "cut off": _cut_off,
    "PNG": _as_png,
}
"""What may be wrong with a photo, and how it is drawn."""
