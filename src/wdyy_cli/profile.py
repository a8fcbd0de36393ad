"""
Profiles: everything that differs between certificates, rounds and years, as checked data from TOML.

A value that is not given is None and means that nothing is known about it: it is not checked, and the
report says so.
"""

from __future__ import annotations

import difflib
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from wdyy_cli.errors import WdyyError
from wdyy_cli.strict_toml import Section, Table, merge, parse_toml, read_text, validate

DEFAULT_PROFILE = "wdyy-2021"

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
ColourName = Literal["red", "blue", "white", "grey"]


class Certificate(Section):
    """证书: its full name as the sheets want it, who awards it, its levels from low to high."""

    name: str
    organisation: str | None = None
    levels: tuple[str, ...]


class RegistrationLayout(Section):
    """
    报考表: what the platform's template looks like. Rows count from 1.

    `columns` maps fields to headers, in the order of the columns from A on. `hints` are the words of the hint
    row. `title` and `note` are None where their wording is unknown.
    """

    title: str | None = None
    note: str | None = None
    header_row: int = Field(gt=0)
    first_data_row: int = Field(gt=0)
    columns: dict[str, str]
    required: tuple[str, ...]
    student_types: tuple[str, ...]
    hints: tuple[str, ...] = ()


class Subject(Section):
    """科目: its name, and the words of which one stands in the platform's name of it."""

    name: str
    aliases: tuple[str, ...] = Field(min_length=1)


class RecordRules(Section):
    """报考记录: the subjects of which every candidate has exactly one record each."""

    subjects: tuple[Subject, ...] = Field(min_length=1)


class StatusWords(Section):
    """考生管理的状态: the platform's words for each state of a candidate's data."""

    accurate: tuple[str, ...]
    missing_photo: tuple[str, ...]
    incomplete: tuple[str, ...]
    to_confirm: tuple[str, ...]
    pending: tuple[str, ...]


class IdLimits(Section):
    """身份证号: age in whole years on the check date, both ends included."""

    min_age_years: Count
    max_age_years: Count


class Pixels(Section):
    """照片像素: exact size with a tolerance in pixels for each side."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    tolerance: Count = 0


class BackgroundLimits(Section):
    """
    照片底色: accepted colours, or "any" for no check, and the measures of the verdict.

    Looked at are two patches in the upper corners (`top_height` high, `top_width` wide) and two strips down
    the sides (`side_width` wide, `side_height` high), all as shares of the picture inside its frame. A
    sample is one pixel of the reduced picture; a black one is taken for hair.
    """

    accepted: tuple[ColourName, ...] | Literal["any"]
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
    gradient_hue_turn: Annotated[float, Field(ge=0, le=360)]
    uneven_value_drop: Share
    # From the ends of the strips the background is followed down to this share of the height, and inwards
    # to the head, as long as no channel changes by more than so many levels (0..255) from one sample to
    # the next.
    follow_height: Share
    follow_step_levels: Count


class PhotoLimits(Section):
    """照片: what the platform accepts. Bytes are counted as 1 MB = 1024 × 1024."""

    formats: tuple[str, ...]
    extensions: tuple[str, ...]
    min_bytes: Count | None = None
    max_bytes: Count
    pixels: Pixels | None = None
    background: BackgroundLimits


class ZipLimits(Section):
    """照片压缩包: the platform's limits, None where unknown, and the caps that keep the computer safe."""

    max_bytes: Count | None = None
    max_photos: Count | None = None
    folders_allowed: bool
    cap_members: Count
    cap_member_bytes: Count
    cap_total_bytes: Count
    cap_ratio: Count
    cap_pixels: Count


class RoomLimits(Section):
    """
    考场: the only 考场类型 that the organisation accepts, and the fields of the sheet of rooms.

    `columns` maps fields to headers, in the order of the columns; all of them must be filled in. Of the
    `place_words` one stands in a room's name that says where the room is; none: any name will do.
    """

    type: str
    columns: dict[str, str] = Field(default_factory=dict)
    place_words: tuple[str, ...] = ()


class ProctorLimits(Section):
    """
    监考人数, for each room: `base` up to the threshold, above it one for each `candidates_per_proctor`.

    The number above the threshold is rounded up, and counts all candidates of the room. `required` are the
    fields of a list of proctors that must not be empty; `subject_words` tell by a course or major who teaches
    the examined subject.
    """

    threshold_candidates: Count
    base: int = Field(gt=0)
    candidates_per_proctor: int = Field(gt=0)
    required: tuple[str, ...] = ()
    subject_words: tuple[str, ...] = ()


class Profile(Section):
    """One certificate's rules. Each value of a bundled profile names its source in the TOML file."""

    name: str
    title: str
    certificate: Certificate
    registration: RegistrationLayout
    records: RecordRules
    status: StatusWords
    id_number: IdLimits
    photo: PhotoLimits
    zip: ZipLimits
    rooms: RoomLimits
    proctors: ProctorLimits


BUNDLED = "profiles"
SUFFIX = ".toml"


def load_profile(
    name: str = DEFAULT_PROFILE, changes: Table | None = None, shown: str | None = None
) -> Profile:
    """
    Load a bundled profile by its name, or a user's by its path (anything that ends in .toml).

    `changes` are laid over it, section by section; `shown` says where they come from. Raises WdyyError where
    there is no such profile, it is no TOML, or a key or value in it does not fit.
    """
    table = _read_table(name, ())
    return validate(Profile, merge(table, changes or {}), shown or f"证书规定“{name}”")


def bundled_profiles() -> list[str]:
    """Names of the profiles that come with the package."""
    folder = resources.files("wdyy_cli") / BUNDLED
    return sorted(
        entry.name.removesuffix(SUFFIX) for entry in folder.iterdir() if entry.name.endswith(SUFFIX)
    )


def replaced(profile: Profile, **sections: Table) -> Profile:
    """Change some values of some sections of a profile."""
    return validate(Profile, merge(profile.model_dump(), dict(sections)), f"证书规定“{profile.name}”")


def read_profile_text(name: str) -> str:
    """Give the TOML of a bundled profile by its name, or of a user's by its path; raises WdyyError."""
    names = bundled_profiles()
    if name in names:
        return (resources.files("wdyy_cli") / BUNDLED / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    if not name.endswith(SUFFIX):
        near = difflib.get_close_matches(name, names, n=1)
        hint = (
            f"您是不是想写 {near[0]}？"
            if near
            else f"自带的有：{'、'.join(names)}；也可以给出 .toml 文件的路径。"
        )
        raise WdyyError(f"没有名为“{name}”的证书规定。", hint)
    return read_text(Path(name), f"证书规定文件“{name}”")


def _read_table(name: str, below: tuple[str, ...]) -> Table:
    if name in below:
        raise WdyyError(f"证书规定“{name}”绕了一圈又以自己为基础。", "检查各文件里的 extends。")
    table = parse_toml(read_profile_text(name), f"证书规定“{name}”")
    base = table.pop("extends", None)
    if base is None:
        return table
    if not isinstance(base, str):
        raise WdyyError(f"证书规定“{name}”里的 extends 应是一个名称。", f'例如 extends = "{DEFAULT_PROFILE}"')
    nearby = Path(name).parent / base
    return merge(_read_table(str(nearby) if nearby.is_file() else base, (*below, name)), table)
