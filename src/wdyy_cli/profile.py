"""
Profiles: everything that differs between certificates, rounds and years, as checked data from TOML.

A value that is not given is None and means that nothing is known about it: it is not checked, and the
report says so.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Annotated, Literal

from wdyy_cli.exam_round import Round, refuse_overlap
from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.profile_fields import (
    FILE_ENDINGS,
    KNOWN_FIELDS,
    NOT_EMPTY,
    ROOM_FIELDS,
    headers_by_field,
    in_order,
)
from wdyy_cli.texts.photo_name import PLACEHOLDERS, PLAIN
from wdyy_cli.toml.section import Section, Told, bounds, checked, keys_of

Share = Annotated[float, bounds(ge=0, le=1)]
Count = Annotated[int, bounds(ge=0)]
ColourName = Literal["red", "blue", "white", "grey"]
PictureFormat = Literal["JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP"]
IdKindName = Literal["resident", "residence-permit", "foreigner"]


def _file_name(needed: str, *others: str) -> Told:
    """Accept patterns of file names: text with placeholders in braces, each once, one of them needed."""
    allowed = (needed, *others)

    def check(pattern: str) -> str:
        found = re.findall(r"\{(.*?)\}", pattern)
        if needed in found and set(found) <= set(allowed) and len(set(found)) == len(found):
            return pattern
        names = "、".join(f"{{{name}}}" for name in allowed)
        raise ValueError(f"里可以写 {names}，每个最多一次，{{{needed}}} 不能少")

    return checked(check)


class Certificate(Section):
    """证书: its full name as the sheets want it, who awards it, its levels from low to high."""

    name: str | None = None
    organisation: str | None = None
    levels: tuple[str, ...]


class RegistrationLayout(Section):
    """
    报考表: what the platform's template looks like. Rows count from 1.

    `columns` maps fields to headers, in the order of the columns from A on; no cell of those in `required`
    may be empty. Rows between header and first data row belong to the template and stay.
    `hints` are the words of a hint row below, which a student replaces. `title` and `note` are None where
    their wording is unknown, `student_types` where any may stand.
    """

    title: str | None = None
    note: str | None = None
    header_row: Annotated[int, bounds(gt=0)]
    first_data_row: Annotated[int, bounds(gt=0)]
    columns: Annotated[dict[str, str], headers_by_field(tuple(ALIASES), ("name", "id_number"))]
    required: tuple[str, ...]
    student_types: tuple[str, ...] | None = None
    hints: tuple[str, ...] = ()

    @property
    def rows_between(self) -> int:
        """How many rows of the template stand between its header and the first student."""
        return self.first_data_row - self.header_row - 1

    def __post_init__(self) -> None:
        """Raise ValueError where it contradicts itself."""
        if strange := [field for field in self.required if field not in self.columns]:
            names = "、".join(strange)
            raise ValueError(f"的 required 里写了 {names}，columns 里没有这一列；先在 columns 里写上它的表头")
        if self.rows_between < 0:
            raise ValueError(
                f"的 first_data_row {self.first_data_row} 应在表头（header_row {self.header_row}）的下面"
            )


class Subject(Section):
    """科目: its name, and the words of which one stands in the platform's name of it."""

    name: str
    aliases: Annotated[tuple[str, ...], NOT_EMPTY]


class RecordWords(Section):
    """报考记录的状态: words that stand in what a record says of itself; those of `refused` count first."""

    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    waiting: tuple[str, ...]


class RecordRules(Section):
    """报考记录: the subjects of which every candidate has one record each, and words for its state."""

    subjects: Annotated[tuple[Subject, ...], NOT_EMPTY]
    states: RecordWords


class StatusWords(Section):
    """考生管理的状态: the platform's words for each state of a candidate's data."""

    accurate: tuple[str, ...]
    missing_photo: tuple[str, ...]
    incomplete: tuple[str, ...]
    to_confirm: tuple[str, ...]
    pending: tuple[str, ...]

    @property
    def by_state(self) -> dict[str, tuple[str, ...]]:
        """The words by the state, named as its field."""
        return {state: getattr(self, state) for state in keys_of(type(self))}


class IdLimits(Section):
    """身份证号: accepted kinds of cards; age in whole years on the check date, both ends included."""

    kinds: Annotated[tuple[IdKindName, ...], NOT_EMPTY] | None = None
    min_age_years: Count | None = None
    max_age_years: Count | None = None


class PixelLimits(Section):
    """
    照片像素: the wanted width and height, and what of them must match.

    "exact": both, but for `tolerance` pixels on each side. "minimum": both or more. "ratio": the shape, width
    over height, but for the share `ratio_tolerance` of it (rounding after scaling).
    """

    width: Annotated[int, bounds(gt=0)]
    height: Annotated[int, bounds(gt=0)]
    match: Literal["exact", "minimum", "ratio", "minimum-and-ratio"] = "exact"
    tolerance: Count = 0
    ratio_tolerance: Share = 0.02


class BackgroundLimits(Section):
    """
    照片底色: accepted colours, or "any" for no check, and the measures of the verdict.

    Looked at are two patches in the upper corners (`top_height` high, `top_width` wide) and two strips down
    the sides (`side_width` wide, `side_height` high), all as shares of the picture inside its frame. A
    sample is one pixel of the reduced picture; a black one is taken for hair.
    """

    accepted: Annotated[tuple[ColourName, ...], NOT_EMPTY] | Literal["any"]
    top_height: Share
    top_width: Share
    side_width: Share
    side_height: Share
    # Passed: at least this share of accepted samples in all four patches together, hair in the strips
    # left out; in each upper corner and each strip, hair left out; in each corner and in both strips
    # together, hair counted; in the lower half of one strip at least, hair left out.
    pass_share: Share
    pass_share_each_top: Share
    pass_share_each_patch: Share
    pass_share_hairy_top: Share
    pass_share_both_sides: Share
    pass_share_lower_side: Share
    # Refused: at most this share of accepted samples in all four patches together.
    fail_share: Share
    # Between the parts of the background: how much saturation (0..1) may differ where at least this share
    # of the brightness is kept and the smallest channel rises by so many levels (0..255); by how many degrees
    # the hue may turn; and which share of its brightness the darkest part may lack against the brightest.
    gradient_saturation_drop: Share
    gradient_value_kept: Share
    gradient_white_levels: Count
    gradient_hue_turn: Annotated[float, bounds(ge=0, le=360)]
    uneven_value_drop: Share
    # From the ends of the strips the background is followed down to this share of the height, and inwards
    # to the head, as long as no channel changes by more than so many levels (0..255) from one sample to
    # the next.
    follow_height: Share
    follow_step_levels: Count
    # Down to these shares of the height: whether something stands beside the head, and whether the background
    # ends in a level line, as a wall above a table does and shoulders do not.
    # Where walls stand on both sides, so much of the upper edge must have the accepted colour between them.
    beside_height: Share
    between_share: Share
    level_height: Share
    # More than this share of the background is only near the accepted colour: a person must look.
    near_share: Share
    # Where hardly any sample of the whole picture has a channel above this level, it was taken in the dark.
    dark_picture_value: Annotated[int, bounds(ge=0, le=255)] = 115


class PhotoLimits(Section):
    """
    照片: what the platform accepts. Both limits of bytes are included; 1 MB = 1024 × 1024.

    An outline is steep of which the share `steep_outline` of the contrast lies between two neighbouring
    pixels (None: nobody looks); where fewer than `min_steep_share` are, a photo is blurred.
    """

    formats: Annotated[tuple[PictureFormat, ...], NOT_EMPTY]
    extensions: Annotated[tuple[str, ...], NOT_EMPTY, FILE_ENDINGS]
    name_pattern: Annotated[str, _file_name("id_number", *PLACEHOLDERS)] = PLAIN
    min_bytes: Count | None = None
    max_bytes: Count | None = None
    pixels: PixelLimits | None = None
    steep_outline: Annotated[float, bounds(gt=0, le=1)] | None = None
    min_steep_share: Share = 0.1
    background: BackgroundLimits


class PrepareLimits(Section):
    """
    准备照片: how originals are cut, reduced and encoded. Shares are of the whole width or height.

    `max_enlargement` is how much larger than it was a pixel may become, `max_crop_share` how much of a side
    may be cut off at either end, `quality` that of the JPEG (1 to 100). In the result there is
    `head_top_share` of ground above the head, at most `most_head_top_share`, and the head is at least
    `least_head_share` high, where that is possible; with more than `max_head_top_share` above it, or a head
    less than `min_head_share` high, there is no result. Without a plain ground `cut_above_share` of what is
    cut off is taken from above. `width` and `height` are in pixels, for a platform that names none.
    """

    max_enlargement: Annotated[float, bounds(ge=1)] = 1.1
    max_crop_share: Share = 0.25
    quality: Annotated[int, bounds(ge=1, le=100)] = 95
    head_top_share: Share = 0.08
    most_head_top_share: Annotated[float, bounds(ge=0, lt=1)] = 0.2
    least_head_share: Annotated[float, bounds(gt=0, le=1)] = 0.45
    max_head_top_share: Share = 0.35
    min_head_share: Share = 0.2
    cut_above_share: Share = 0.3
    dots_per_inch: Annotated[int, bounds(gt=0)] = 300
    width: Annotated[int, bounds(gt=0)] = 295
    height: Annotated[int, bounds(gt=0)] = 413


class ZipLimits(Section):
    """照片压缩包: the platform's limits, None where unknown, and the caps that keep the computer safe."""

    max_bytes: Count | None = None
    max_photos: Count | None = None
    folders_allowed: bool
    cap_members: Count
    cap_member_bytes: Count
    cap_total_bytes: Count
    cap_ratio: Count
    cap_ratio_from_bytes: Count
    cap_pixels: Count


class RoomLimits(Section):
    """
    考场: the only 考场类型 that the organisation accepts, and the fields of the sheet of rooms.

    `columns` maps fields to headers, in the order of the columns; all of them must be filled in. Of the
    `place_words` one stands in a room's name that says where the room is; none: any name will do.
    """

    type: str
    columns: Annotated[dict[str, str], headers_by_field(ROOM_FIELDS, ("room", "seats"))] = field(
        default_factory=dict
    )
    place_words: tuple[str, ...] = ()


class ProctorLimits(Section):
    """
    监考人数, for each room: `base` up to the threshold, above it one for each `candidates_per_proctor`.

    The number above the threshold is rounded up, and counts all candidates of the room. `required` are the
    fields of a list of proctors that must not be empty; `subject_words` tell by a course or major who teaches
    the examined subject.
    """

    threshold_candidates: Count
    base: Annotated[int, bounds(gt=0)]
    candidates_per_proctor: Annotated[int, bounds(gt=0)]
    required: Annotated[tuple[str, ...], KNOWN_FIELDS] = ()
    subject_words: tuple[str, ...] = ()


class Fees(Section):
    """考核费用: yuan for one candidate, by level."""

    yuan: dict[str, Count]


class Material(Section):
    """
    上交材料的一项: its name, and other words by which a file of it is known.

    `per` says for what there is one piece: the whole site, or each subject in each room. An item that is not
    `handed_in` stays at the school. A `video` is named by the pattern.
    """

    name: str
    aliases: tuple[str, ...] = ()
    per: Literal["site", "room-and-subject"] = "site"
    handed_in: bool = True
    video: bool = False


class MaterialRules(Section):
    """上交材料: the items in their order, how many copies there are of each, and how a video is named."""

    copies: Annotated[int, bounds(gt=0)]
    items: tuple[Material, ...]
    video_name: Annotated[str, _file_name("room", "date", "site")] | None = None


class Profile(Section):
    """One certificate's rules. Each value of a bundled profile names its source in the TOML file."""

    name: str
    title: str
    certificate: Certificate
    registration: RegistrationLayout
    records: RecordRules
    status: StatusWords
    id_number: Annotated[IdLimits, in_order("min_age_years", "max_age_years")]
    photo: Annotated[PhotoLimits, in_order("min_bytes", "max_bytes")]
    zip: ZipLimits
    prepare: Annotated[
        PrepareLimits,
        in_order("most_head_top_share", "max_head_top_share"),
        in_order("head_top_share", "most_head_top_share"),
        in_order("min_head_share", "least_head_share"),
    ] = field(default_factory=PrepareLimits)
    rooms: RoomLimits
    proctors: ProctorLimits
    fees: Fees | None = None
    materials: MaterialRules | None = None
    rounds: tuple[Round, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse a fee for a level that the certificate does not have, and rounds that overlap."""
        levels = self.certificate.levels
        strange = [level for level in (self.fees.yuan if self.fees else {}) if level not in levels]
        if strange:
            raise ValueError(f"fees.yuan 里的“{strange[0]}”不在 certificate.levels 里")
        refuse_overlap(self.rounds or ())

    @property
    def made_size(self) -> tuple[int, int]:
        """Width and height of a photo that is made."""
        laid_down = self.photo.pixels or self.prepare
        return laid_down.width, laid_down.height

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values of which a field must have one, by field; one that may have any is left out."""
        types = self.registration.student_types
        return {"level": self.certificate.levels, **({} if types is None else {"student_type": types})}
