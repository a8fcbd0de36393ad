"""What all layers say of a photo: its place in a zip, its pixels, how reports show it. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SKETCH_SIZE, SKETCH_BLOCK = (16, 20), 4
"""Cells across and down of a sketch; a block has so many cells across and down."""

SIDEWAYS = frozenset({5, 6, 7, 8})
"""EXIF orientations that swap width and height."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pixels:
    """A small upright picture: `rgb` holds width × height × 3 bytes, row by row from the top left."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """
    An upright picture reduced to `SKETCH_SIZE`, whatever its ratio, to be compared with others.

    `light` is the lightness of each cell, `colours` holds red, green and blue of each block, both row by row
    from the top left, in levels 0..255.
    """

    light: bytes
    colours: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """A ring of nearly one colour around a picture: stored pixels on each side, 0 where there is none."""

    left: int
    top: int
    right: int
    bottom: int
    colour: tuple[int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """
    What the bytes of a photo turned out to be.

    `format` is Pillow's name of it (JPEG, PNG, GIF …; HEIC and the like are told by their first bytes only),
    None where the bytes are no picture; `kind` is the same for people to read. `width`, `height` are as
    stored, 0 where unknown. `orientation` is the EXIF value, 1 where there is none. `oddities` are words such
    as `CMYK`, `16 位`. `fault` says why the picture could not be decoded to its end, None where it could.
    `lacks_end`: a JPEG of which nothing is missing but the mark at its end.
    `over_cap` is set where it has more pixels than the profile's cap, and was therefore not decoded. `pixels`
    is the picture reduced to a short side of 36 to 72; it and `sketch` are None in both cases and for formats
    that are not accepted. `steep_share` is the share of its outlines that are as steep as
    the profile's `steep_outline`; None where it was not measured.
    """

    format: str | None
    kind: str
    width: int = 0
    height: int = 0
    orientation: int = 1
    grey_mode: bool = False
    oddities: tuple[str, ...] = ()
    fault: str | None = None
    lacks_end: bool = False
    over_cap: bool = False
    pixels: Pixels | None = None
    sketch: Sketch | None = None
    frame: Frame | None = None
    steep_share: float | None = None

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height of the picture as it is to be seen."""
        size = self.width, self.height
        return size[::-1] if self.orientation in SIDEWAYS else size


CONVERTIBLE: Mapping[str, str] = {
    "JPEG": "JPEG",
    "PNG": "PNG",
    "HEIC": "HEIF",
    "BMP": "BMP",
    "TIFF": "TIFF",
    "WEBP": "WEBP",
    "GIF": "GIF",
}
"""Formats of pictures that can be made into a photo, with Pillow's names of them."""


class Hurdle(StrEnum):
    """Why the bytes of a member could not be had."""

    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    OVERSIZED = "oversized"
    METHOD = "method"
    LINK = "link"
    ARCHIVE = "archive"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrapping:
    """
    What stands around the members of a zip that strict programs refuse, in Chinese.

    `before`: bytes before the zip; `storing`: each unusual way in which members or folders are stored.
    """

    before: str | None = None
    storing: tuple[str, ...] = ()


UNWRAPPED = Wrapping()


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """
    One file of a photo zip or folder, as its directory lists it.

    `name` uses `/` and is decoded (UTF-8, else GB18030); `bytes` is the declared unpacked size. `unsafe`
    says in Chinese why the name is dangerous, None where it is not. `hurdle` is what the directory alone
    already tells; `hurdle_detail` says the same to people, with figures.
    """

    file: str
    index: int
    name: str
    bytes: int
    in_zip: bool = True
    unsafe: str | None = None
    hurdle: Hurdle | None = None
    hurdle_detail: str = ""


MOST_THUMBNAILS = 500
"""So many photos are shown in a report at most: it has to open on an old computer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Thumbnail:
    """
    A faulty photo, small, upright, as JPEG bytes. `regions` are where the background was looked at.

    Each region is left, top, right, bottom as shares (0..1) of the picture.
    """

    jpeg: bytes
    width: int
    height: int
    regions: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """
    A picture on a contact sheet: what was delivered, and the photo that was made of it.

    `target` is the name of the photo, None where it was left out, and then `left_out` says why. `crop` are
    left, top, right and bottom as shares (0..1) of the upright original. `notes` are what a person should
    look at, in words that name nobody.
    """

    source: str
    target: str | None = None
    id_number: str | None = None
    name: str | None = None
    class_name: str | None = None
    before: Thumbnail | None = None
    after: Thumbnail | None = None
    crop: tuple[float, float, float, float] | None = None
    left_out: str | None = None
    notes: tuple[str, ...] = ()
