"""
Names of colours as people use them, and which of them count as the background that a profile accepts.

Hue comes before brightness: a red that is dim, vignetted or in shadow keeps its name. Hues are degrees from
-60 (magenta) over 0 (red), 60 (yellow), 120 (green), 180 (cyan), 240 (blue) to 300; value is the largest of
the channels and chroma its distance to the smallest, both in levels 0..255; saturation is chroma / value.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wdyy_cli.profile import ColourName

Rgb = tuple[int, int, int]

RED, PINK, ORANGE, BROWN, YELLOW, BEIGE = "红色", "粉色", "橙色", "棕色", "黄色", "米色"
GREEN, CYAN, BLUE, PALE_BLUE, PURPLE = "绿色", "青色", "蓝色", "浅蓝色", "紫色"
BLACK, GREY, LIGHT_GREY, WHITE = "黑色", "灰色", "浅灰色", "白色"

# Reds at which a person must look: on the way to pink, to orange, to brown or pale pink, and to black.
PINKISH_RED, ORANGE_RED, DULL_RED, DARK_RED = "偏粉的红色", "偏橙的红色", "发灰的红色", "很暗的红色"

# The word for an accepted colour in messages.
WORDS: dict[ColourName, str] = {"red": RED, "blue": BLUE, "white": WHITE, "grey": GREY}

# A white wall under ordinary light is light grey in the picture: a white and a grey profile both accept it.
ACCEPTED_NAMES: dict[ColourName, frozenset[str]] = {
    "red": frozenset({RED}),
    "blue": frozenset({BLUE}),
    "white": frozenset({WHITE, LIGHT_GREY}),
    "grey": frozenset({GREY, LIGHT_GREY}),
}

# Colours so near an accepted one that people may differ about them.
NEAR_NAMES: dict[ColourName, frozenset[str]] = {
    "red": frozenset({PINKISH_RED, ORANGE_RED, DULL_RED, DARK_RED}),
    "blue": frozenset(),
    "white": frozenset(),
    "grey": frozenset(),
}
SIMILAR_NAMES = {name: accepted | NEAR_NAMES[name] for name, accepted in ACCEPTED_NAMES.items()}

# Darker than this nobody tells colours apart; a little above, only strong colours show (black and dark
# brown hair).
BLACK_VALUE = 45
DIM_VALUE, DIM_CHROMA = 72, 40

# Without colour: chroma up to a base plus a share of the value, because a white wall takes on the light's
# tint.
NEUTRAL_CHROMA, NEUTRAL_CHROMA_PER_VALUE = 12, 0.06
WHITE_VALUE, LIGHT_GREY_VALUE = 243, 225

# Reds: (word, value from, value below, least saturation, hue from, hue to), the first row that fits in all.
# Strong reds may lean further to crimson and vermilion than dull ones, where dark pink and brick begin;
# bright and pale is pink, the sooner the more it leans to crimson; dark needs more saturation, because brown
# hair lies next to it. Around what everybody calls red lies what one has to look at.
RED_ROWS: tuple[tuple[str, int, int, float, float, float], ...] = (
    (RED, 72, 256, 0.75, -14.0, 12.0),
    (RED, 72, 256, 0.67, -12.5, 9.0),
    (RED, 72, 256, 0.635, -9.0, 6.5),
    (PINKISH_RED, 72, 256, 0.75, -21.0, -14.0),
    (PINKISH_RED, 72, 256, 0.70, -16.0, -12.5),
    (ORANGE_RED, 72, 256, 0.75, 12.0, 14.5),
    (ORANGE_RED, 72, 256, 0.67, 9.0, 11.0),
    (DULL_RED, 72, 140, 0.46, -13.0, 8.0),
    (DULL_RED, 140, 216, 0.50, -13.0, 7.0),
    (DULL_RED, 216, 256, 0.54, -12.0, 5.0),
    (DARK_RED, 45, 72, 0.70, -16.0, 12.0),
)

# Where one word ends and the next begins, in degrees of hue.
PURPLE_TO_PINK, ROSE_TO_RED, PINK_TO_WARM, WARM_TO_YELLOW = -45.0, -16.0, 10.0, 45.0
YELLOW_TO_GREEN, GREEN_TO_CYAN, CYAN_TO_BLUE, BLUE_TO_PURPLE = 70.0, 165.0, 185.0, 252.0
SALMON_HUE, SALMON_SATURATION = 20.0, 0.60
PINK_VALUE, ROSE_VALUE, ORANGE_VALUE, YELLOW_VALUE, BEIGE_VALUE = 170, 140, 200, 140, 180
BEIGE_SATURATION, PALE_BLUE_SATURATION = 0.45, 0.20

# Names are looked up by colours on a grid of four levels: few enough to remember, fine enough for white
# and grey.
COARSE_STEP = 4
COARSE = bytes(level - level % COARSE_STEP + COARSE_STEP // 2 for level in range(256))


def measure_hue(colour: Rgb) -> float:
    """Give the hue in degrees, -60 … 300 with red at 0; 0 for a colour without chroma."""
    red, green, blue = colour
    value = max(colour)
    chroma = value - min(colour)
    if chroma == 0:
        return 0.0
    if value == red:
        return 60.0 * (green - blue) / chroma
    if value == green:
        return 120.0 + 60.0 * (blue - red) / chroma
    return 240.0 + 60.0 * (red - green) / chroma


def measure_saturation(colour: Rgb) -> float:
    """Give chroma / value, 0 … 1; 0 for black."""
    value = max(colour)
    return (value - min(colour)) / value if value else 0.0


def name_colour(colour: Rgb) -> str:
    """Give the Chinese word for a colour, levels 0..255."""
    value = max(colour)
    chroma = value - min(colour)
    if value < BLACK_VALUE or (value < DIM_VALUE and chroma < DIM_CHROMA):
        return BLACK
    if chroma <= NEUTRAL_CHROMA + NEUTRAL_CHROMA_PER_VALUE * value:
        return WHITE if value >= WHITE_VALUE else LIGHT_GREY if value >= LIGHT_GREY_VALUE else GREY
    hue, saturation = measure_hue(colour), chroma / value
    red = _name_red(value, saturation, hue)
    if red is not None:
        return red
    if hue < WARM_TO_YELLOW:
        return _name_warm(value, saturation, hue)
    return _name_cool(value, saturation, hue)


def hex_of(colour: Rgb) -> str:
    """Write a colour as #RRGGBB."""
    return "#{:02X}{:02X}{:02X}".format(*colour)


def names_of(rgb: bytes) -> Iterable[str]:
    """Give the names of pixels, three bytes each, nearly as fast as looking them up in a dict."""
    return map(_NAMES.__getitem__, _coarse(rgb))


def only_name_of(rgb: bytes) -> str | None:
    """Give the name that all pixels have, three bytes each; None where there are several."""
    return _only(set(_coarse(rgb)))


def only_name_between(lowest: Rgb, highest: Rgb) -> str | None:
    """Give the name of all colours with no channel below or above these; None where there are several."""
    reds, greens, blues = (
        range(COARSE[low], COARSE[high] + 1, COARSE_STEP) for low, high in zip(lowest, highest, strict=True)
    )
    return _only(product(reds, greens, blues))


def _only(colours: Iterable[Rgb]) -> str | None:
    names = set(map(_NAMES.__getitem__, colours))
    return names.pop() if len(names) == 1 else None


def _coarse(rgb: bytes) -> Iterable[Rgb]:
    """Give the colours of pixels on the coarse grid."""
    coarse = rgb.translate(COARSE)
    return zip(coarse[0::3], coarse[1::3], coarse[2::3], strict=True)


def _name_red(value: int, saturation: float, hue: float) -> str | None:
    for name, value_from, value_below, least_saturation, hue_from, hue_to in RED_ROWS:
        if value_from <= value < value_below and saturation >= least_saturation and hue_from <= hue <= hue_to:
            return name
    return None


def _name_warm(value: int, saturation: float, hue: float) -> str:
    """Name what lies between magenta and yellow and is not red."""
    if hue < PURPLE_TO_PINK:
        return PURPLE if saturation > SALMON_SATURATION or value < PINK_VALUE else PINK
    if hue < ROSE_TO_RED:
        return PINK if value >= ROSE_VALUE else PURPLE
    pale = saturation < SALMON_SATURATION and hue < SALMON_HUE and value >= BEIGE_VALUE
    if pale or hue < PINK_TO_WARM:
        return PINK if value >= PINK_VALUE else BROWN
    if saturation < BEIGE_SATURATION and value >= BEIGE_VALUE:
        return BEIGE
    return ORANGE if value >= ORANGE_VALUE else BROWN


def _name_cool(value: int, saturation: float, hue: float) -> str:
    """Name what lies between yellow and magenta."""
    if hue < YELLOW_TO_GREEN:
        bright = BEIGE if saturation < BEIGE_SATURATION else YELLOW
        return bright if value >= YELLOW_VALUE else GREEN
    if hue < GREEN_TO_CYAN:
        return GREEN
    if hue < CYAN_TO_BLUE:
        return CYAN
    if hue < BLUE_TO_PURPLE:
        return BLUE if saturation >= PALE_BLUE_SATURATION else PALE_BLUE
    return PURPLE


class _Names(dict[Rgb, str]):
    """Names already worked out, by colour on the coarse grid."""

    def __missing__(self, colour: Rgb) -> str:
        name = self[colour] = name_colour(colour)
        return name


_NAMES = _Names()
