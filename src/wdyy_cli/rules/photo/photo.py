"""A photo as the rules see it: its name, its bytes, its picture, what the picture shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from wdyy_cli.model import Location, Place
from wdyy_cli.photo import Frame, Hurdle, Member, Picture, Pixels
from wdyy_cli.profile import BackgroundLimits, Profile
from wdyy_cli.rules.photo.background.background import Background, GroundVerdict, judge_background
from wdyy_cli.rules.photo.background.beside import ThingBeside
from wdyy_cli.rules.photo.background.places import Region, sampled_places
from wdyy_cli.rules.photo.plain_picture import is_colourless, is_nearly_one_colour, is_person_grey
from wdyy_cli.rules.registry import RuleSet
from wdyy_cli.rules.table.id_number import WrittenId
from wdyy_cli.texts.id_number import read_id_number
from wdyy_cli.texts.photo_name import PICTURE_ENDINGS, PhotoName, read_photo_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """
    What a decoded picture shows.

    `background` is None where every colour is accepted or there is nobody in it; `grey_person` is set where
    the person has no colour and the rest of the picture has.
    """

    blank: bool = False
    colourless: bool = False
    grey_person: bool = False
    background: Background | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Photo:
    """
    One file of a photo zip or folder.

    `bytes` is its real unpacked size, the declared one where it could not be unpacked. `hurdle` says why
    its bytes could not be had; `picture` is None then, and `look` is None where nothing was decoded.
    """

    member: Member
    name: PhotoName
    checked_on: date
    bytes: int
    hurdle: Hurdle | None = None
    hurdle_detail: str = ""
    picture: Picture | None = None
    look: Look | None = None
    is_photo: bool = field(init=False)

    def __post_init__(self) -> None:
        """See once, for all rules, whether this is meant as a student's photo, by its name or its content."""
        is_picture = self.picture is not None and self.picture.format is not None
        is_photo = not self.name.is_leftover and (self.name.names_a_picture or is_picture)
        is_photo = is_photo and self.hurdle is not Hurdle.ARCHIVE
        object.__setattr__(self, "is_photo", is_photo)

    @property
    def is_document(self) -> bool:
        """Whether neither its name nor its content is a picture's; an ID number stands in its name."""
        is_picture = self.picture is None or self.picture.format is not None
        return not is_picture and self.name.plain_ending not in PICTURE_ENDINGS

    @property
    def id_number(self) -> str | None:
        """The ID number in the name, without typing noise; None where the name holds nothing like one."""
        text = self.name.id_text
        return None if text is None else read_id_number(text, self.checked_on).number

    @property
    def whole(self) -> Place:
        """The photo as a place."""
        location = Location(file=self.member.file, member=self.member.name)
        return Place(location=location, id_number=self.id_number)

    @property
    def written_id(self) -> WrittenId | None:
        """The piece of the name that was meant as ID number, for the IDN rules."""
        if self.name.id_text is None:
            return None
        place = replace(self.whole, value=self.name.id_text)
        return WrittenId(text=self.name.id_text, at=place, checked_on=self.checked_on)

    @property
    def decoded(self) -> Picture | None:
        """The picture where it could be decoded to its end, else None."""
        return self.picture if self.picture is not None and self.picture.pixels is not None else None


PHOTO = RuleSet[Photo](__name__)

_QUARTERS = 3
"""After so many quarter turns a picture has lain on either side."""


def look_at(picture: Picture | None, limits: BackgroundLimits) -> Look | None:
    """See what a decoded picture shows; None where it was not decoded."""
    if picture is None or picture.pixels is None:
        return None
    pixels = picture.pixels
    blank = is_nearly_one_colour(pixels)
    colourless = picture.grey_mode or is_colourless(pixels)
    if blank or colourless:
        return Look(blank=blank, colourless=colourless)
    grey_person = is_person_grey(pixels)
    if limits.accepted == "any":
        return Look(grey_person=grey_person)
    width, height = picture.upright_size
    judged = judge_background(pixels, picture.frame, width, height, limits)
    if width > height and judged.verdict is not GroundVerdict.ACCEPTED:
        judged = _judge_lying(pixels, picture.frame, (width, height), limits) or judged
    return Look(grey_person=grey_person, background=judged)


def _judge_lying(
    pixels: Pixels, frame: Frame | None, size: tuple[int, int], limits: BackgroundLimits
) -> Background | None:
    """Judge a portrait that lies on its side with the head up; None where the background is not accepted."""
    (width, height), turned = size, pixels
    for _ in range(_QUARTERS):
        turned, frame, (width, height) = _turn(turned), frame and _turn_frame(frame), (height, width)
        if height > width:
            judged = judge_background(turned, frame, width, height, limits)
            if judged.verdict is GroundVerdict.ACCEPTED:
                return judged
    return None


def _turn(pixels: Pixels) -> Pixels:
    """Turn a picture a quarter clockwise."""
    row = pixels.width * 3
    starts = [
        line * row + column * 3 for column in range(pixels.width) for line in reversed(range(pixels.height))
    ]
    rgb = b"".join([pixels.rgb[start : start + 3] for start in starts])
    return Pixels(width=pixels.height, height=pixels.width, rgb=rgb)


def _turn_frame(frame: Frame) -> Frame:
    return replace(frame, left=frame.bottom, top=frame.left, right=frame.top, bottom=frame.right)


def places_looked_at(picture: Picture, limits: BackgroundLimits) -> tuple[Region, ...]:
    """Give the places where the background of a picture was looked at, as shares of the upright picture."""
    if picture.pixels is None or limits.accepted == "any":
        return ()
    return sampled_places(picture.pixels, picture.frame, *picture.upright_size, limits)


def any_colour(profile: Profile) -> str | None:
    """Say why backgrounds are not judged, None where they are."""
    return "本证书不限照片底色" if profile.photo.background.accepted == "any" else None


ENDING_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG"}
"""The format that an ending promises, for those formats that a certificate may accept."""

EXAMPLE_DATE = date(2026, 11, 23)
EXAMPLE_NAME = "11010120080307100X.jpg"


def example_picture(
    format: str | None = "JPEG",  # noqa: A002 - the picture's own word
    width: int = 295,
    height: int = 413,
    **facts: object,
) -> Picture:
    """Build a right picture for an example, changed in the given facts."""
    pixels = Pixels(width=1, height=1, rgb=b"\xe6\x09\x11")
    picture = Picture(format=format, kind=format or "文本文件", width=width, height=height, pixels=pixels)
    return replace(picture, **facts)  # type: ignore[arg-type]


def photo(
    name: str = EXAMPLE_NAME,
    *,
    bytes: int = 30_000,  # noqa: A002 - the field's own word
    picture: Picture | None = None,
    look: Look | None = None,
    hurdle: Hurdle | None = None,
    in_zip: bool = True,
    unsafe: str | None = None,
) -> Photo:
    """Build an example: a right photo, changed in the given facts."""
    member = Member(file="照片.zip", index=0, name=name, bytes=bytes, in_zip=in_zip, unsafe=unsafe)
    parts = read_photo_name(name, EXAMPLE_DATE)
    if picture is None and hurdle is None and bytes and parts.names_a_picture and not parts.is_leftover:
        picture = example_picture("PNG" if parts.ending.lower() == ".png" else "JPEG")
    return Photo(
        member=member,
        name=parts,
        checked_on=EXAMPLE_DATE,
        bytes=bytes,
        hurdle=hurdle,
        hurdle_detail="" if hurdle is None else EXAMPLE_DETAILS[hurdle],
        picture=picture,
        look=look or Look(),
    )


EXAMPLE_DETAILS = {
    Hurdle.ENCRYPTED: "加了密码，打不开",
    Hurdle.DAMAGED: "校验和不对，内容损坏",
    Hurdle.OVERSIZED: "解压以后有 3,000,000,000 字节，没有解压",
    Hurdle.METHOD: "压缩方法是 LZMA",
    Hurdle.LINK: "是快捷方式，不是文件",
    Hurdle.ARCHIVE: "是装在里面的压缩包",
}
"""What is said of each hurdle in an example."""


@PHOTO.right
def right() -> dict[str, Photo]:
    """Build the examples of which no rule about photos speaks."""
    return {"正确的照片": photo()}


def background(
    verdict: GroundVerdict,
    share: float,
    found: str,
    typical: tuple[int, int, int],
    beside: ThingBeside | None = None,
) -> Look:
    """Build what an example picture shows before a wanted red background."""
    judged = Background(
        verdict=verdict, wanted="red", share=share, found=found, typical=typical, beside=beside
    )
    return Look(background=judged)
